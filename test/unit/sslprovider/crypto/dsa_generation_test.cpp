// DSA keys in a group that libcrypto made; the numbers are judged by libcrypto's arithmetic.
#include "sslprovider/crypto/dsa_generation.h"

#include <gtest/gtest.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/err.h>

#include "test/unit/sslprovider/crypto/foreign_keys.h"

namespace secur32::crypto {
namespace {

Buffer number_of(const char* name) {
    BIGNUM* number = nullptr;
    EVP_PKEY_get_bn_param(foreign::dsa().foreign.get(), name, &number);
    Buffer octets(static_cast<std::size_t>(BN_num_bytes(number)));
    BN_bn2bin(number, octets.data());
    BN_free(number);
    return octets;
}

DsaDomain domain() {
    return {number_of(OSSL_PKEY_PARAM_FFC_P), number_of(OSSL_PKEY_PARAM_FFC_Q),
            number_of(OSSL_PKEY_PARAM_FFC_G)};
}

TEST(DsaGeneration, MakesAKeyThatLibcryptoFindsSound) {
    const Result<PrivateKey> key = generate_dsa(domain());
    ASSERT_TRUE(key.ok());
    EXPECT_EQ(key.value().algorithm(), KeyAlgorithm::dsa);
    EXPECT_EQ(key.value().bits(), 1024u);
    EVP_PKEY_CTX* const context = EVP_PKEY_CTX_new(key.value().get(), nullptr);
    EXPECT_EQ(EVP_PKEY_pairwise_check(context), 1);
    EVP_PKEY_CTX_free(context);
    EXPECT_EQ(EVP_PKEY_parameters_eq(key.value().get(), foreign::dsa().foreign.get()), 1);
}

TEST(DsaGeneration, MakesAnotherKeyEachTime) {
    const Result<PrivateKey> one = generate_dsa(domain()), two = generate_dsa(domain());
    ASSERT_TRUE(one.ok() && two.ok());
    EXPECT_FALSE(one.value().public_key() == two.value().public_key());
}

TEST(DsaGeneration, TakesLeadingZerosForNothing) {
    DsaDomain padded = domain();
    for (Buffer* const number : {&padded.p, &padded.q, &padded.g})
        number->insert(number->begin(), 3, std::uint8_t{0});
    EXPECT_EQ(check_dsa_domain(padded), Status::ok);
    EXPECT_TRUE(generate_dsa(padded).ok());
}

TEST(DsaGeneration, RefusesNumbersThatContradictOneAnother) {
    for (const std::size_t spoilt : {0u, 1u, 2u}) {
        DsaDomain wrong = domain();
        Buffer& number = spoilt == 0 ? wrong.p : spoilt == 1 ? wrong.q : wrong.g;
        number[number.size() / 2] ^= 4;
        EXPECT_EQ(check_dsa_domain(wrong), Status::bad_key) << spoilt;
        EXPECT_EQ(generate_dsa(wrong).status(), Status::bad_key) << spoilt;
        EXPECT_EQ(ERR_peek_error(), 0u);
    }
    for (const std::size_t empty : {0u, 1u, 2u}) {
        DsaDomain wrong = domain();
        (empty == 0 ? wrong.p : empty == 1 ? wrong.q : wrong.g).clear();
        EXPECT_EQ(generate_dsa(wrong).status(), Status::bad_key) << empty;
    }
}

// q divides p-1, g has the order q, and p is not prime: only the longer look finds it.
TEST(DsaGeneration, FindsAModulusThatIsNoPrime) {
    const DsaDomain good = domain();
    EXPECT_EQ(check_dsa_domain(good), Status::ok);
    // p' = p * p: p' - 1 = (p-1)(p+1) is a multiple of q, and g' = g^p has the order q modulo p'.
    BN_CTX* const context = BN_CTX_new();
    BIGNUM* const p = BN_bin2bn(good.p.data(), static_cast<int>(good.p.size()), nullptr);
    BIGNUM* const g = BN_bin2bn(good.g.data(), static_cast<int>(good.g.size()), nullptr);
    BIGNUM* const square = BN_new();
    BIGNUM* const base = BN_new();
    BN_sqr(square, p, context);
    BN_mod_exp(base, g, p, square, context);
    DsaDomain composite = good;
    composite.p.resize(static_cast<std::size_t>(BN_num_bytes(square)));
    BN_bn2bin(square, composite.p.data());
    composite.g.resize(static_cast<std::size_t>(BN_num_bytes(base)));
    BN_bn2bin(base, composite.g.data());
    for (BIGNUM* const number : {p, g, square, base}) BN_free(number);
    BN_CTX_free(context);
    EXPECT_TRUE(generate_dsa(composite).ok()) << "the short look does not find it";
    EXPECT_EQ(check_dsa_domain(composite), Status::bad_key);
}

TEST(DsaGeneration, TellsPrimesFromOthers) {
    EXPECT_TRUE(is_prime(domain().p));
    EXPECT_TRUE(is_prime(domain().q));
    EXPECT_TRUE(is_prime(Buffer{2}));
    EXPECT_TRUE(is_prime(Buffer{0, 0, 97}));
    for (const Buffer& number : {Buffer(), Buffer{0}, Buffer{1}, Buffer{4}, Buffer{0x02, 0x31}})
        EXPECT_FALSE(is_prime(number));  // the last one is 561, Carmichael's
}

}  // namespace
}  // namespace secur32::crypto
