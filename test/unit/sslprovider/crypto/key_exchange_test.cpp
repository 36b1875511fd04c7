// Key shares: both sides agree, also with libcrypto as the other side, and nothing that is not of
// the group is taken.
#include "sslprovider/crypto/key_exchange.h"

#include <gtest/gtest.h>
#include <openssl/core_names.h>
#include <openssl/dh.h>
#include <openssl/err.h>
#include <openssl/evp.h>

#include <thread>

#include "sslprovider/crypto/finite_field.h"
#include "test/support/vectors.h"

namespace secur32::crypto {
namespace {

using test::hex;
using test::to_hex;

struct GroupRow {
    NamedGroup group;
    const char *algorithm, *name;  // libcrypto's
    std::size_t public_length, secret_length;
};
constexpr GroupRow kGroups[] = {
    {NamedGroup::x25519, "X25519", nullptr, 32, 32},
    {NamedGroup::secp256r1, "EC", "P-256", 65, 32},
    {NamedGroup::secp384r1, "EC", "P-384", 97, 48},
    {NamedGroup::secp521r1, "EC", "P-521", 133, 66},
    {NamedGroup::ffdhe2048, "DH", "ffdhe2048", 256, 256},
    {NamedGroup::ffdhe3072, "DH", "ffdhe3072", 384, 384},
    {NamedGroup::ffdhe4096, "DH", "ffdhe4096", 512, 512},
    {NamedGroup::ffdhe6144, "DH", "ffdhe6144", 768, 768},
    {NamedGroup::ffdhe8192, "DH", "ffdhe8192", 1024, 1024},
};

Buffer copy(Bytes bytes) { return {bytes.begin(), bytes.end()}; }

// No failure may leave libcrypto's errors to whoever calls it next.
class KeyExchangeTest : public testing::Test {
 protected:
    void SetUp() override { ERR_clear_error(); }
    void TearDown() override { EXPECT_EQ(ERR_peek_error(), 0u); }
};

class KeyShareOf : public KeyExchangeTest, public testing::WithParamInterface<GroupRow> {
 protected:
    static KeyShare make() {
        auto share = KeyShare::generate(GetParam().group);
        if (!share.ok()) throw std::runtime_error("no key share");
        return std::move(share).value();
    }
};

// libcrypto's end of an exchange, by its plainest calls.
class ForeignEnd {
 public:
    explicit ForeignEnd(const GroupRow& row) {
        EVP_PKEY_CTX* const context = EVP_PKEY_CTX_new_from_name(nullptr, row.algorithm, nullptr);
        EVP_PKEY* key = nullptr;
        EVP_PKEY_keygen_init(context);
        if (row.name != nullptr) EVP_PKEY_CTX_set_group_name(context, row.name);
        EVP_PKEY_generate(context, &key);
        EVP_PKEY_CTX_free(context);
        key_.reset(key, EVP_PKEY_free);
    }
    Buffer public_value() const {
        unsigned char* octets = nullptr;
        const std::size_t length = EVP_PKEY_get1_encoded_public_key(key_.get(), &octets);
        Buffer value(octets, octets + length);
        OPENSSL_free(octets);
        return value;
    }
    Buffer derive(Bytes peer_value) const {
        EVP_PKEY* const peer = EVP_PKEY_new();
        EVP_PKEY_copy_parameters(peer, key_.get());
        EVP_PKEY_set1_encoded_public_key(peer, peer_value.data(), peer_value.size());
        EVP_PKEY_CTX* const context = EVP_PKEY_CTX_new(key_.get(), nullptr);
        EVP_PKEY_derive_init(context);
        if (EVP_PKEY_is_a(key_.get(), "DH") == 1) EVP_PKEY_CTX_set_dh_pad(context, 1);
        Buffer z(1024);
        std::size_t length = z.size();
        EXPECT_EQ(EVP_PKEY_derive_set_peer(context, peer), 1);
        EXPECT_EQ(EVP_PKEY_derive(context, z.data(), &length), 1);
        EVP_PKEY_CTX_free(context);
        EVP_PKEY_free(peer);
        z.resize(length);
        return z;
    }

 private:
    std::shared_ptr<EVP_PKEY> key_;
};

TEST_P(KeyShareOf, AgreesWithLibcrypto) {
    const KeyShare own = make();
    const ForeignEnd peer(GetParam());
    EXPECT_EQ(own.public_value().size(), GetParam().public_length);
    const auto z = own.agree(peer.public_value());
    ASSERT_TRUE(z.ok());
    EXPECT_EQ(z.value().size(), GetParam().secret_length);
    EXPECT_EQ(to_hex(z.value().bytes()), to_hex(peer.derive(own.public_value())));
}

TEST_P(KeyShareOf, IsAnotherEachTime) {
    const KeyShare a = make(), b = make();
    EXPECT_NE(to_hex(a.public_value()), to_hex(b.public_value()));
    EXPECT_EQ(a.group(), GetParam().group);
}

TEST_P(KeyShareOf, HasAPrimeWhenItIsOfAFiniteField) {
    const KeyShare share = make();
    const bool finite = std::string_view(GetParam().algorithm) == "DH";
    EXPECT_EQ(share.prime().size(), finite ? GetParam().public_length : 0u);
    EXPECT_EQ(to_hex(share.generator()), finite ? "02" : "");
}

TEST_P(KeyShareOf, IsMadeOnEveryThread) {
    const KeyShare own = make();
    std::thread([&] {
        const KeyShare peer = make();
        EXPECT_TRUE(own.agree(peer.public_value()).value() ==
                    peer.agree(own.public_value()).value());
    }).join();
}

TEST_P(KeyShareOf, RefusesEveryOtherLength) {
    const KeyShare own = make(), peer = make();
    const Buffer value = copy(peer.public_value());
    const bool finite = !own.prime().empty();
    EXPECT_EQ(own.agree({}).status(), Status::bad_key);
    Buffer longer = value;
    longer.push_back(0);
    EXPECT_EQ(own.agree(longer).status(), Status::bad_key);
    EXPECT_EQ(check_public_value(GetParam().group, longer), Status::bad_key);
    longer.pop_back();
    longer.insert(longer.begin(), 0);
    EXPECT_EQ(own.agree(longer).status(), Status::bad_key);
    if (finite) return;  // a shorter number is a smaller one
    for (std::size_t length = 0; length < value.size(); ++length) {
        EXPECT_EQ(own.agree(Bytes(value).first(length)).status(), Status::bad_key) << length;
        EXPECT_EQ(check_public_value(GetParam().group, Bytes(value).first(length)),
                  Status::bad_key);
    }
}

TEST_P(KeyShareOf, RefusesAnotherGroupsValue) {
    const KeyShare own = make();
    for (const GroupRow& other : kGroups) {
        if (other.public_length <= GetParam().public_length && !own.prime().empty()) continue;
        if (other.group == GetParam().group) continue;
        const auto peer = KeyShare::generate(other.group);
        EXPECT_EQ(own.agree(peer.value().public_value()).status(), Status::bad_key) << other.name;
    }
}

INSTANTIATE_TEST_SUITE_P(Groups, KeyShareOf, testing::ValuesIn(kGroups), [](const auto& each) {
    return "Group" + std::to_string(static_cast<int>(each.param.group));
});

TEST_F(KeyExchangeTest, OtherGroupsAreNotSupported) {
    for (const int group : {0, 1, 22, 26, 28, 30, 255, 261, 0x11EC, 0xFFFF}) {
        EXPECT_EQ(KeyShare::generate(NamedGroup(group)).status(), Status::unsupported_function);
        EXPECT_EQ(KeyShare::from_private(NamedGroup(group), Buffer(32, 1)).status(),
                  Status::unsupported_function);
        EXPECT_EQ(check_public_value(NamedGroup(group), Buffer(32, 1)),
                  Status::unsupported_function);
    }
}

// -- Points ---------------------------------------------------------------------------------------

class PointOf : public KeyShareOf {};

TEST_P(PointOf, MustBeOnTheCurve) {
    const KeyShare own = make(), peer = make();
    const Buffer point = copy(peer.public_value());
    for (std::size_t at = 1; at < point.size(); at += 7) {
        Buffer off = point;
        off[at] ^= 1;
        EXPECT_EQ(own.agree(off).status(), Status::bad_key) << at;
        EXPECT_EQ(check_public_value(GetParam().group, off), Status::bad_key) << at;
    }
}

TEST_P(PointOf, MustNotBeAtInfinity) {
    const KeyShare own = make();
    EXPECT_EQ(own.agree(Buffer{0}).status(), Status::bad_key);
    Buffer padded(GetParam().public_length);
    EXPECT_EQ(own.agree(padded).status(), Status::bad_key);
    padded[0] = 4;  // (0, 0)
    EXPECT_EQ(own.agree(padded).status(), Status::bad_key);
}

// SEC 1 2.3.3: 02 and 03 compress, 06 and 07 are the hybrid form.
TEST_P(PointOf, MustBeUncompressed) {
    const KeyShare own = make(), peer = make();
    Buffer point = copy(peer.public_value());
    const bool odd = (point.back() & 1) != 0;
    for (const int form : {0, 1, 2, 3, 5, odd ? 7 : 6, 0xFF}) {
        point[0] = static_cast<std::uint8_t>(form);
        EXPECT_EQ(own.agree(point).status(), Status::bad_key) << form;
    }
    point[0] = odd ? 3 : 2;
    point.resize(1 + point.size() / 2);
    EXPECT_EQ(own.agree(point).status(), Status::bad_key);
    EXPECT_EQ(check_public_value(GetParam().group, point), Status::bad_key);
}

// x + p is the same remainder, and another number.
TEST_P(PointOf, MustHaveCoordinatesUnderThePrime) {
    const KeyShare own = make();
    Buffer point(GetParam().public_length, 0xFF);
    point[0] = 4;
    EXPECT_EQ(own.agree(point).status(), Status::bad_key);
}

TEST_P(PointOf, ComesOfAPrivateValueFromOneToTheOrder) {
    const std::size_t length = GetParam().secret_length;
    EXPECT_EQ(KeyShare::from_private(GetParam().group, Buffer(length)).status(), Status::bad_key);
    EXPECT_EQ(KeyShare::from_private(GetParam().group, {}).status(), Status::bad_key);
    EXPECT_EQ(KeyShare::from_private(GetParam().group, Buffer(length, 0xFF)).status(),
              Status::bad_key);
    EXPECT_TRUE(KeyShare::from_private(GetParam().group, Buffer{1}).ok());
}

INSTANTIATE_TEST_SUITE_P(Curves, PointOf, testing::Values(kGroups[1], kGroups[2], kGroups[3]),
                         [](const auto& each) {
                             return "Group" + std::to_string(static_cast<int>(each.param.group));
                         });

// The order of P-256 (FIPS 186-4 D.1.2.3).
TEST_F(KeyExchangeTest, AnEcPrivateValueOfTheOrderIsNone) {
    const Buffer order = hex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
    EXPECT_EQ(KeyShare::from_private(NamedGroup::secp256r1, order).status(), Status::bad_key);
    Buffer last = order;
    last.back() ^= 1;
    EXPECT_TRUE(KeyShare::from_private(NamedGroup::secp256r1, last).ok());
}

// -- X25519 ---------------------------------------------------------------------------------------

// The points of order 1, 2, 4 and 8 of curve and twist, in each of their encodings under 2^255.
TEST_F(KeyExchangeTest, X25519RefusesEveryPointOfSmallOrder) {
    const auto own = KeyShare::generate(NamedGroup::x25519);
    for (const char* const digits :
         {"0000000000000000000000000000000000000000000000000000000000000000",
          "0100000000000000000000000000000000000000000000000000000000000000",
          "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
          "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
          "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
          "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
          "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"}) {
        Buffer value = hex(digits);
        for (const unsigned top_bit : {0u, 0x80u}) {  // RFC 7748 5: it is masked
            value.back() = static_cast<std::uint8_t>(value.back() | top_bit);
            EXPECT_EQ(own.value().agree(value).status(), Status::bad_key) << digits;
            EXPECT_EQ(check_public_value(NamedGroup::x25519, value), Status::bad_key) << digits;
        }
    }
}

TEST_F(KeyExchangeTest, X25519TakesPrivateValuesOf32OctetsOnly) {
    for (const std::size_t length : {0u, 1u, 31u, 33u, 64u})
        EXPECT_EQ(KeyShare::from_private(NamedGroup::x25519, Buffer(length, 1)).status(),
                  Status::bad_key);
}

// -- Finite fields --------------------------------------------------------------------------------

// p-1, of an odd p.
Buffer less_one(Buffer number) {
    number.back() ^= 1;
    return number;
}

void expect_range(const KeyShare& own) {
    const Buffer prime = copy(own.prime());
    Buffer last_but_one = less_one(prime);  // p-2
    last_but_one.back() = static_cast<std::uint8_t>(last_but_one.back() - 1);
    EXPECT_TRUE(own.agree(Buffer{2}).ok());
    EXPECT_TRUE(own.agree(last_but_one).ok());
    for (const Buffer& outside : {Buffer{}, Buffer{0}, Buffer{1}, Buffer(prime.size()), prime,
                                  less_one(prime), Buffer(prime.size(), 0xFF)})
        EXPECT_EQ(own.agree(outside).status(), Status::bad_key) << to_hex(outside);
}

TEST_F(KeyExchangeTest, PublicNumbersAreTwoToThePrimeLessTwo) {
    const auto named = KeyShare::generate(NamedGroup::ffdhe2048);
    expect_range(named.value());
    const Buffer prime = copy(named.value().prime());
    EXPECT_EQ(check_public_value(NamedGroup::ffdhe2048, Buffer{1}), Status::bad_key);
    EXPECT_EQ(check_public_value(NamedGroup::ffdhe2048, less_one(prime)), Status::bad_key);
    EXPECT_EQ(check_public_value(NamedGroup::ffdhe2048, Buffer{2}), Status::ok);
    const auto by_value = KeyShare::generate_finite_field(prime, Buffer{3});
    ASSERT_TRUE(by_value.ok());
    expect_range(by_value.value());
}

TEST_F(KeyExchangeTest, AGroupByValueAgreesWithItself) {
    const Buffer prime = copy(finite_field(NamedGroup::ffdhe2048)->prime);
    Buffer padded(8);
    padded.insert(padded.end(), prime.begin(), prime.end());
    const auto a = KeyShare::generate_finite_field(padded, Buffer{0, 0, 5});
    const auto b = KeyShare::generate_finite_field(prime, Buffer{5});
    ASSERT_TRUE(a.ok() && b.ok());
    EXPECT_EQ(a.value().group(), NamedGroup::none);
    EXPECT_EQ(to_hex(a.value().prime()), to_hex(prime));
    EXPECT_EQ(to_hex(a.value().generator()), "05");
    EXPECT_EQ(a.value().public_value().size(), prime.size());
    EXPECT_TRUE(a.value().agree(b.value().public_value()).value() ==
                b.value().agree(a.value().public_value()).value());
}

TEST_F(KeyExchangeTest, AGroupOfRfc7919ByValueIsThatGroup) {
    const FiniteField& field = *finite_field(NamedGroup::ffdhe3072);
    const auto share = KeyShare::generate_finite_field(field.prime, field.generator);
    EXPECT_EQ(share.value().group(), NamedGroup::ffdhe3072);
}

TEST_F(KeyExchangeTest, GroupsThatCannotBeAreRefused) {
    const Buffer prime = copy(finite_field(NamedGroup::ffdhe2048)->prime);
    const Buffer two{2};
    Buffer even = prime;
    even.back() ^= 1;
    Buffer short_prime(Bytes(prime).begin(), Bytes(prime).begin() + 127);
    short_prime.back() |= 1;
    Buffer long_prime(1025, 0xFF);
    for (const Buffer& bad : {Buffer{}, Buffer{0}, Buffer{23}, even, short_prime, long_prime})
        EXPECT_EQ(KeyShare::generate_finite_field(bad, two).status(), Status::bad_key);
    for (const Buffer& bad : {Buffer{}, Buffer{0}, Buffer{1}, prime, less_one(prime)})
        EXPECT_EQ(KeyShare::generate_finite_field(prime, bad).status(), Status::bad_key);
}

TEST_F(KeyExchangeTest, PrivateNumbersAreInsideTheField) {
    const Buffer prime = copy(finite_field(NamedGroup::ffdhe2048)->prime);
    for (const Buffer& bad : {Buffer{}, Buffer{0}, Buffer{1}, prime, Buffer(257, 1)})
        EXPECT_EQ(KeyShare::from_private(NamedGroup::ffdhe2048, bad).status(), Status::bad_key);
    // 2^2
    const auto four = KeyShare::from_private(NamedGroup::ffdhe2048, Buffer{2});
    EXPECT_EQ(four.value().public_value().back(), 4);
    EXPECT_EQ(four.value().public_value().size(), 256u);
}

}  // namespace
}  // namespace secur32::crypto
