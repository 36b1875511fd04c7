// Diffie-Hellman with static keys: what libcrypto's own DH agrees on with the same numbers.
#include "sslprovider/crypto/diffie_hellman.h"

#include <gtest/gtest.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/dh.h>
#include <openssl/err.h>

#include "test/support/vectors.h"
#include "test/unit/sslprovider/crypto/key_encodings.h"

namespace secur32::crypto {
namespace {

using namespace foreign;
using test::to_hex;

class DiffieHellman : public testing::Test {
 protected:
    void SetUp() override { ERR_clear_error(); }
    void TearDown() override { EXPECT_EQ(ERR_peek_error(), 0u); }
};

struct NamedField {
    const char* name;
    std::size_t bits;
};
constexpr NamedField kFields[] = {{"modp_1536", 1536},
                                  {"modp_2048", 2048},
                                  {"modp_3072", 3072},
                                  {"modp_4096", 4096},
                                  {"ffdhe2048", 2048}};

// libcrypto's own pair in a group that it knows.
struct ForeignDh {
    explicit ForeignDh(const char* group)
        : key(generate("DH",
                       [group](EVP_PKEY_CTX* context) {
                           return EVP_PKEY_CTX_set_group_name(context, group);
                       }),
              EVP_PKEY_free) {
        if (!key) throw std::runtime_error("libcrypto makes no key");
    }
    Buffer number(const char* name, std::size_t length = 0) const {
        return foreign_number(key.get(), name, length);
    }
    DhGroup group() const { return {number(OSSL_PKEY_PARAM_FFC_P), number(OSSL_PKEY_PARAM_FFC_G)}; }
    // What it agrees on with a value of ours.
    Buffer agree(Bytes value) const {
        const std::shared_ptr<EVP_PKEY> peer(EVP_PKEY_new(), EVP_PKEY_free);
        EVP_PKEY_copy_parameters(peer.get(), key.get());
        EVP_PKEY_set1_encoded_public_key(peer.get(), value.data(), value.size());
        const std::shared_ptr<EVP_PKEY_CTX> context(
            EVP_PKEY_CTX_new_from_pkey(nullptr, key.get(), nullptr), EVP_PKEY_CTX_free);
        Buffer z(value.size());
        std::size_t length = z.size();
        if (EVP_PKEY_derive_init(context.get()) != 1 ||
            EVP_PKEY_CTX_set_dh_pad(context.get(), 1) != 1 ||
            EVP_PKEY_derive_set_peer(context.get(), peer.get()) != 1 ||
            EVP_PKEY_derive(context.get(), z.data(), &length) != 1)
            throw std::runtime_error("libcrypto does not agree");
        return z;
    }

    std::shared_ptr<EVP_PKEY> key;
};

TEST_F(DiffieHellman, AgreesWithLibcrypto) {
    for (const NamedField& field : kFields) {
        const ForeignDh theirs(field.name);
        const auto ours = DhKey::generate(theirs.group());
        ASSERT_TRUE(ours.ok()) << field.name;
        EXPECT_EQ(ours.value().bits(), field.bits);
        EXPECT_EQ(ours.value().public_value().size(), field.bits / 8);
        EXPECT_EQ(ours.value().x().size(), field.bits / 8);
        const auto z = ours.value().agree(
            theirs.number(OSSL_PKEY_PARAM_PUB_KEY, ours.value().public_value().size()));
        ASSERT_TRUE(z.ok());
        EXPECT_EQ(to_hex(z.value().bytes()), to_hex(theirs.agree(ours.value().public_value())));
    }
}

TEST_F(DiffieHellman, MakesLibcryptosPublicValueOfItsSecret) {
    for (const NamedField& field : kFields) {
        const ForeignDh theirs(field.name);
        const auto ours =
            DhKey::from_numbers(theirs.group(), theirs.number(OSSL_PKEY_PARAM_PRIV_KEY));
        ASSERT_TRUE(ours.ok()) << field.name;
        EXPECT_EQ(to_hex(ours.value().public_value()),
                  to_hex(theirs.number(OSSL_PKEY_PARAM_PUB_KEY, field.bits / 8)));
        EXPECT_EQ(
            to_hex(ours.value().x().bytes()),
            to_hex(theirs.number(OSSL_PKEY_PARAM_PRIV_KEY, ours.value().public_value().size())));
    }
}

TEST_F(DiffieHellman, HasTheGroupsOfTheRfcs) {
    for (const NamedField& field : kFields) {
        if (std::string_view(field.name).starts_with("ffdhe")) continue;
        const DhGroup group = make_dh_group(field.bits).value();
        EXPECT_EQ(to_hex(group.prime), to_hex(ForeignDh(field.name).group().prime));
        EXPECT_EQ(to_hex(group.generator), "02");
    }
    // RFC 2409 6.1 and 6.2: both begin alike, and end in 64 ones.
    for (const std::size_t bits : {768u, 1024u}) {
        const std::string prime = to_hex(make_dh_group(bits).value().prime);
        EXPECT_EQ(prime.size(), bits / 4);
        EXPECT_TRUE(prime.starts_with(
            "ffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74020bbea63b139b22514a"
            "08798e3404ddef9519b3cd3a431b302b0a6df25f14374fe1356d6d51c245e485b576625e7ec6f44c42e"
            "9"));
        EXPECT_TRUE(prime.ends_with("ffffffffffffffff"));
    }
}

TEST_F(DiffieHellman, MakesASafePrimeOfOtherLengths) {
    for (const std::size_t bits : {512u, 576u}) {
        const DhGroup group = make_dh_group(bits).value();
        const std::shared_ptr<BIGNUM> p(
            BN_bin2bn(group.prime.data(), static_cast<int>(group.prime.size()), nullptr), BN_free);
        const std::shared_ptr<BIGNUM> q(BN_new(), BN_free);
        BN_rshift1(q.get(), p.get());
        EXPECT_EQ(BN_num_bits(p.get()), static_cast<int>(bits));
        EXPECT_EQ(BN_check_prime(p.get(), nullptr, nullptr), 1);
        EXPECT_EQ(BN_check_prime(q.get(), nullptr, nullptr), 1);
        EXPECT_NE(to_hex(make_dh_group(bits).value().prime), to_hex(group.prime));
        const auto a = DhKey::generate(group), b = DhKey::generate(group);
        EXPECT_EQ(a.value().agree(b.value().public_value()).value(),
                  b.value().agree(a.value().public_value()).value());
    }
}

TEST_F(DiffieHellman, HasNoGroupsOfOtherLengths) {
    for (const std::size_t bits : {0u, 448u, 511u, 513u, 1000u, 4097u, 4160u, 8192u})
        EXPECT_EQ(make_dh_group(bits).status(), Status::invalid_parameter) << bits;
}

TEST_F(DiffieHellman, TakesNumbersWithLeadingZeros) {
    DhGroup group = make_dh_group(768).value();
    const Buffer x = Buffer(200, 0) + Buffer{5};
    const auto plain = DhKey::from_numbers(group, Buffer{5});
    group.prime = Buffer(3, 0) + group.prime;
    const auto padded = DhKey::from_numbers(group, x);
    EXPECT_EQ(to_hex(padded.value().public_value()), to_hex(plain.value().public_value()));
    EXPECT_EQ(padded.value().public_value().size(), 96u);
    EXPECT_EQ(padded.value().public_value().back(), 32);  // 2^5
}

Buffer less_one(Buffer odd) {
    odd.back() ^= 1;
    return odd;
}

TEST_F(DiffieHellman, RefusesGroupsThatAreNone) {
    const DhGroup right = make_dh_group(768).value();
    Buffer long_prime(1025, 0xFF);
    for (const DhGroup& group :
         {DhGroup{{}, {2}}, DhGroup{{7}, {2}}, DhGroup{less_one(right.prime), {2}},
          DhGroup{right.prime, {}}, DhGroup{right.prime, {0}}, DhGroup{right.prime, {1}},
          DhGroup{right.prime, less_one(right.prime)}, DhGroup{right.prime, right.prime},
          DhGroup{long_prime, {2}}, DhGroup{Buffer(63, 0xFF), {2}}}) {
        EXPECT_EQ(check_dh_group(group), Status::bad_key);
        EXPECT_EQ(DhKey::generate(group).status(), Status::bad_key);
        EXPECT_EQ(DhKey::from_numbers(group, Buffer{5}).status(), Status::bad_key);
    }
    EXPECT_EQ(check_dh_group(right), Status::ok);
}

TEST_F(DiffieHellman, RefusesSecretsOutsideTheGroup) {
    const DhGroup group = make_dh_group(768).value();
    for (const Buffer& x : {Buffer{}, Buffer{0}, Buffer(96, 0), less_one(group.prime), group.prime,
                            Buffer(97, 0xFF), Buffer(5000, 0xFF)})
        EXPECT_EQ(DhKey::from_numbers(group, x).status(), Status::bad_key);
}

TEST_F(DiffieHellman, RefusesValuesOutsideTheGroup) {
    const DhGroup group = make_dh_group(768).value();
    const auto key = DhKey::generate(group);
    for (const Buffer& y : {Buffer{}, Buffer{0}, Buffer{1}, Buffer(96, 0), less_one(group.prime),
                            group.prime, Buffer(97, 0xFF)})
        EXPECT_EQ(key.value().agree(y).status(), Status::bad_public_key);
}

// An even power of a value of order 2 times q is fine, one that ends at 1 is not: p = 2q + 1 has no
// small subgroup inside 2..p-2, so a group that is not safe is needed: p = 3 (mod 4) has none of
// order 4 either, but p - 1 divisible by 3 has one of order 3.
TEST_F(DiffieHellman, RefusesWhatAgreesOnOne) {
    const std::shared_ptr<BIGNUM> p(BN_new(), BN_free), add(BN_new(), BN_free),
        rem(BN_new(), BN_free);
    BN_set_word(add.get(), 6);
    BN_set_word(rem.get(), 1);
    ASSERT_EQ(BN_generate_prime_ex(p.get(), 512, 0, add.get(), rem.get(), nullptr), 1);
    const std::shared_ptr<BN_CTX> context(BN_CTX_new(), BN_CTX_free);
    const std::shared_ptr<BIGNUM> third(BN_dup(p.get()), BN_free), root(BN_new(), BN_free),
        base(BN_new(), BN_free);
    BN_sub_word(third.get(), 1);
    BN_div_word(third.get(), 3);
    for (unsigned each = 2; BN_is_zero(root.get()) || BN_is_one(root.get()); ++each) {
        BN_set_word(base.get(), each);
        BN_mod_exp(root.get(), base.get(), third.get(), p.get(), context.get());
    }
    Buffer prime(64), value(64);
    BN_bn2binpad(p.get(), prime.data(), 64);
    BN_bn2binpad(root.get(), value.data(), 64);
    const DhGroup group{prime, {2}};
    EXPECT_EQ(DhKey::from_numbers(group, Buffer{3}).value().agree(value).status(),
              Status::bad_public_key);
    EXPECT_TRUE(DhKey::from_numbers(group, Buffer{4}).value().agree(value).ok());
}

}  // namespace
}  // namespace secur32::crypto
