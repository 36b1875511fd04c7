// DSA keys as numbers: libcrypto's, both ways; what FIPS 186-2 makes q of; and what is no key.
#include <gtest/gtest.h>

#include "sslprovider/crypto/keys.h"
#include "test/support/vectors.h"
#include "test/unit/sslprovider/crypto/key_encodings.h"

namespace secur32::crypto {
namespace {

using namespace foreign;
using test::to_hex;

class DsaKeys : public SignatureTest {};

DsaPublicNumbers public_numbers(const EVP_PKEY* key) {
    return {foreign_number(key, OSSL_PKEY_PARAM_FFC_P),
            foreign_number(key, OSSL_PKEY_PARAM_FFC_Q),
            foreign_number(key, OSSL_PKEY_PARAM_FFC_G),
            foreign_number(key, OSSL_PKEY_PARAM_PUB_KEY),
            {}};
}

DsaPrivateNumbers private_numbers(const EVP_PKEY* key) {
    return {public_numbers(key), SecureBytes(foreign_number(key, OSSL_PKEY_PARAM_PRIV_KEY))};
}

Buffer with_last_bit_flipped(Buffer number) {
    number.back() ^= 1;
    return number;
}

TEST_F(DsaKeys, ArePublicNumbersOfLibcryptosKey) {
    const DsaPublicNumbers theirs = public_numbers(dsa().foreign.get());
    const DsaPublicNumbers ours = dsa().open().dsa_numbers().value();
    EXPECT_EQ(to_hex(ours.p), to_hex(theirs.p));
    EXPECT_EQ(to_hex(ours.q), to_hex(theirs.q));
    EXPECT_EQ(to_hex(ours.g),
              to_hex(foreign_number(dsa().foreign.get(), OSSL_PKEY_PARAM_FFC_G, ours.p.size())));
    EXPECT_EQ(ours.y.size(), ours.p.size());
    const auto again = PublicKey::from_numbers(theirs);
    ASSERT_TRUE(again.ok());
    EXPECT_EQ(again.value(), dsa().open());
    EXPECT_EQ(again.value().bits(), 1024u);
    EXPECT_EQ(again.value().algorithm(), KeyAlgorithm::dsa);
}

TEST_F(DsaKeys, ArePrivateNumbersOfLibcryptosKey) {
    const DsaPrivateNumbers theirs = private_numbers(dsa().foreign.get());
    const DsaPrivateNumbers ours = dsa().ours->dsa_numbers().value();
    EXPECT_EQ(to_hex(ours.x.bytes()),
              to_hex(foreign_number(dsa().foreign.get(), OSSL_PKEY_PARAM_PRIV_KEY, 20)));
    const auto again = PrivateKey::from_numbers(theirs);
    ASSERT_TRUE(again.ok());
    EXPECT_EQ(to_hex(again.value().pkcs8().value().bytes()),
              to_hex(foreign_pkcs8(dsa().foreign.get())));
}

TEST_F(DsaKeys, ComputeTheirPublicHalf) {
    DsaPrivateNumbers numbers = private_numbers(dsa().foreign.get());
    numbers.open.y.clear();
    EXPECT_EQ(PrivateKey::from_numbers(numbers).value().public_key(), dsa().open());
}

// An octet string plus one, as a number.
Buffer incremented(Buffer number) {
    for (std::size_t i = number.size(); i-- > 0 && ++number[i] == 0;) {
    }
    return number;
}

Buffer sha1(const Buffer& octets) {
    Buffer digest(20);
    EVP_Digest(octets.data(), octets.size(), digest.data(), nullptr, EVP_sha1(), nullptr);
    return digest;
}

bool is_prime(const Buffer& octets) {
    BIGNUM* const number = BN_bin2bn(octets.data(), static_cast<int>(octets.size()), nullptr);
    const bool prime = BN_check_prime(number, nullptr, nullptr) == 1;
    BN_free(number);
    return prime;
}

// FIPS 186-2 appendix 2.2, steps 2 and 3: "U = SHA-1[SEED] XOR SHA-1[(SEED + 1) mod 2^g]. Form q
// from U by setting the most significant bit and the least significant bit to 1."
TEST_F(DsaKeys, AreMadeOfTheirSeed) {
    for (const std::size_t bits : {512u, 1024u}) {
        const auto key = PrivateKey::generate_dsa(bits);
        ASSERT_TRUE(key.ok());
        EXPECT_EQ(key.value().bits(), bits);
        const DsaPublicNumbers numbers = key.value().public_key().dsa_numbers().value();
        ASSERT_TRUE(numbers.seed);
        EXPECT_LT(numbers.seed->counter, 4096u);
        const Buffer seed(numbers.seed->octets.begin(), numbers.seed->octets.end());
        Buffer q = sha1(seed);
        const Buffer second = sha1(incremented(seed));
        for (std::size_t i = 0; i < q.size(); ++i) q[i] ^= second[i];
        q.front() |= 0x80;
        q.back() |= 1;
        EXPECT_EQ(to_hex(numbers.q), to_hex(q));
        EXPECT_TRUE(is_prime(numbers.p));
        EXPECT_TRUE(is_prime(numbers.q));
    }
}

TEST_F(DsaKeys, KeepTheirSeedAsNumbers) {
    const auto key = PrivateKey::generate_dsa(512);
    const DsaPrivateNumbers numbers = key.value().dsa_numbers().value();
    const auto again = PrivateKey::from_numbers(numbers);
    ASSERT_TRUE(again.ok());
    const auto seed = again.value().public_key().dsa_numbers().value().seed;
    ASSERT_TRUE(seed);
    EXPECT_EQ(seed->counter, numbers.open.seed->counter);
    EXPECT_EQ(seed->octets, numbers.open.seed->octets);
}

TEST_F(DsaKeys, SignWhatLibcryptoVerifies) {
    const auto key = PrivateKey::from_numbers(private_numbers(dsa().foreign.get()));
    const auto signature = sign_hash(key.value(), {HashAlgorithm::sha1}, sha1({1, 2, 3}));
    ASSERT_TRUE(signature.ok());
    EXPECT_TRUE(foreign_verifies(dsa(), EVP_sha1(), Buffer{1, 2, 3}, signature.value()));
}

TEST_F(DsaKeys, OfOtherLengthsAreNotMade) {
    for (const std::size_t bits : {0u, 448u, 511u, 513u, 544u, 1023u, 1088u, 2048u})
        EXPECT_EQ(PrivateKey::generate_dsa(bits).status(), Status::invalid_parameter) << bits;
}

TEST_F(DsaKeys, OfNumbersThatDoNotBelongTogetherAreRefused) {
    const auto refuse = [](auto change) {
        DsaPrivateNumbers numbers = private_numbers(dsa().foreign.get());
        change(numbers.open);
        EXPECT_EQ(PrivateKey::from_numbers(numbers).status(), Status::bad_key);
        EXPECT_EQ(PublicKey::from_numbers(numbers.open).status(), Status::bad_key);
    };
    refuse([](DsaPublicNumbers& open) { open.p = with_last_bit_flipped(open.p); });
    refuse([](DsaPublicNumbers& open) { open.q = with_last_bit_flipped(open.q); });
    refuse([](DsaPublicNumbers& open) { open.g = with_last_bit_flipped(open.g); });
    refuse([](DsaPublicNumbers& open) { open.y = with_last_bit_flipped(open.y); });
    refuse([](DsaPublicNumbers& open) { open.p.clear(); });
    refuse([](DsaPublicNumbers& open) { open.q.clear(); });
    refuse([](DsaPublicNumbers& open) { open.g = {1}; });
    refuse([](DsaPublicNumbers& open) { open.y = {1}; });
}

TEST_F(DsaKeys, OfAnXOutsideTheOrderAreRefused) {
    const DsaPrivateNumbers right = private_numbers(dsa().foreign.get());
    for (const Buffer& x : {Buffer{}, Buffer{0}, right.open.q, Buffer(21, 0xFF)}) {
        const DsaPrivateNumbers numbers{right.open, SecureBytes(x)};
        EXPECT_EQ(PrivateKey::from_numbers(numbers).status(), Status::bad_key);
    }
}

TEST_F(DsaKeys, OfOtherAlgorithmsHaveNone) {
    EXPECT_EQ(rsa().open().dsa_numbers().status(), Status::bad_type);
    EXPECT_EQ(p256().ours->dsa_numbers().status(), Status::bad_type);
}

}  // namespace
}  // namespace secur32::crypto
