// PKCS#8 without a passphrase: written as libcrypto writes it, read strictly.
#include <gtest/gtest.h>

#include "sslprovider/crypto/key_parts.h"
#include "test/support/vectors.h"
#include "test/unit/sslprovider/crypto/key_encodings.h"

namespace secur32::crypto {
namespace {

using namespace foreign;
using test::hex;
using test::to_hex;

Result<PrivateKey> read(Bytes der) { return PrivateKey::from_pkcs8(der); }

class PrivateKeyInfoTest : public KeysTest {};
class EveryPrivateKey : public EveryKey {};

TEST_P(EveryPrivateKey, IsReadAndWrittenAsLibcryptoDoes) {
    const Buffer der = foreign_pkcs8(foreign_key());
    const auto key = read(der);
    ASSERT_TRUE(key.ok());
    EXPECT_EQ(key.value().algorithm(), GetParam().algorithm);
    EXPECT_EQ(key.value().bits(), GetParam().bits);
    EXPECT_EQ(EVP_PKEY_eq(key.value().get(), foreign_key()), 1);
    EXPECT_EQ(to_hex(key.value().pkcs8().value().bytes()), to_hex(der));
}

TEST_P(EveryPrivateKey, IsReadAlikeWithAPassphraseThatItDoesNotNeed) {
    const auto key = PrivateKey::from_pkcs8(foreign_pkcs8(foreign_key()), text("passphrase"));
    ASSERT_TRUE(key.ok());
    EXPECT_EQ(key.value().public_key(), ours().public_key());
}

TEST_P(EveryPrivateKey, EndsWhereItSays) {
    expect_exact_length(foreign_pkcs8(foreign_key()), read);
}

TEST_P(EveryPrivateKey, WithAnOctetInvertedLeavesNothingBehind) {
    EXPECT_GT(flip_every_octet(foreign_pkcs8(foreign_key()), read), 10u);
}

INSTANTIATE_TEST_SUITE_P(Keys, EveryPrivateKey, testing::ValuesIn(kNamedKeys), key_name);

// -- The frame ------------------------------------------------------------------------------------

Buffer seed() { return Buffer(32, 0x42); }
// RFC 8032's public half of it, by libcrypto.
Buffer seeds_public_half() {
    EVP_PKEY* const key =
        EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, seed().data(), seed().size());
    Buffer octets(32);
    std::size_t length = octets.size();
    EVP_PKEY_get_raw_public_key(key, octets.data(), &length);
    EVP_PKEY_free(key);
    return octets;
}

struct Info {
    Buffer version = integer({0});
    Buffer identifier = tlv(0x30, {ed25519_oid()});
    Buffer key = tlv(0x04, tlv(0x04, seed()));
    Buffer tail = {};
    Status status() const { return read(tlv(0x30, {version, identifier, key, tail})).status(); }
};

TEST_F(PrivateKeyInfoTest, VersionsAreOneAndTwo) {
    EXPECT_EQ(Info().status(), Status::ok);
    EXPECT_EQ(Info{.version = integer({1})}.status(), Status::ok);
    for (const Buffer& bad :
         {integer({2}), integer({0xFF}), tlv(0x02, Buffer{0xFF}), tlv(0x02, Buffer{}),
          tlv(0x02, Buffer{0, 0}), integer({1, 0}), null()})
        EXPECT_EQ(Info{.version = bad}.status(), Status::bad_data) << to_hex(bad);
}

TEST_F(PrivateKeyInfoTest, AttributesArePassedOver) {
    EXPECT_EQ(Info{.tail = tlv(0xA0, Buffer{})}.status(), Status::ok);
    const Buffer attribute =
        tlv(0x30, {oid({0x55, 4, 3}), tlv(0x31, {tlv(0x0C, std::string_view("a"))})});
    EXPECT_EQ(Info{.tail = tlv(0xA0, attribute)}.status(), Status::ok);
    for (const Buffer& bad : {tlv(0xA0, Buffer{}) + tlv(0xA0, Buffer{}), tlv(0x80, Buffer{}),
                              tlv(0x31, Buffer{}), null()})
        EXPECT_EQ(Info{.tail = bad}.status(), Status::bad_data) << to_hex(bad);
}

// RFC 5958 2: publicKey, since v2.
TEST_F(PrivateKeyInfoTest, APublicHalfBesideMustBeTheKeys) {
    const Buffer right = seeds_public_half();
    Buffer wrong = right;
    wrong[5] ^= 1;
    const auto v2 = [](const Buffer& tail) {
        return Info{.version = integer({1}), .tail = tail}.status();
    };
    EXPECT_EQ(v2(tlv(0x81, Buffer{0} + right)), Status::ok);
    EXPECT_EQ(v2(tlv(0xA0, Buffer{}) + tlv(0x81, Buffer{0} + right)), Status::ok);
    EXPECT_EQ(v2(tlv(0x81, Buffer{0} + wrong)), Status::bad_key);
    EXPECT_EQ(v2(tlv(0x81, Buffer{1} + wrong)), Status::bad_data);
    EXPECT_EQ(v2(tlv(0x81, Buffer{})), Status::bad_data);
    EXPECT_EQ(v2(tlv(0x81, Buffer{0} + right) + tlv(0xA0, Buffer{})), Status::bad_data);
    EXPECT_EQ(Info{.tail = tlv(0x81, Buffer{0} + right)}.status(), Status::bad_data);
}

TEST_F(PrivateKeyInfoTest, APublicHalfOfAnotherLengthIsOfAnotherKey) {
    for (const std::size_t length : {1u, 31u, 33u, 300u})
        EXPECT_EQ((Info{.version = integer({1}), .tail = tlv(0x81, Buffer(length + 1))}.status()),
                  Status::bad_key);
}

// For every algorithm it is what SubjectPublicKeyInfo has.
TEST_P(EveryPrivateKey, MayHaveItsPublicHalfBesideIt) {
    const Buffer spki = foreign_spki(foreign_key()), old = foreign_pkcs8(foreign_key());
    const auto part = [](const Buffer& der, unsigned index) {
        Bytes found;
        DerReader in(der);
        in.nested(DerTag::sequence, [&](DerReader& parts) {
            for (unsigned i = 0; i < index; ++i) parts.any();
            found = parts.any();
            while (parts.more()) parts.any();
        });
        return copy(found);
    };
    Buffer half = part(spki, 1);
    half.front() = 0x81;
    const Buffer front = integer({1}) + part(old, 1) + part(old, 2);
    EXPECT_EQ(read(tlv(0x30, front + half)).status(), Status::ok);
    half.back() ^= 1;
    EXPECT_EQ(read(tlv(0x30, front + half)).status(), Status::bad_key);
}

TEST_F(PrivateKeyInfoTest, Ed25519SeedsHaveThirtyTwoOctets) {
    for (const std::size_t length : {0u, 31u, 33u, 57u, 64u})
        EXPECT_EQ(Info{.key = tlv(0x04, tlv(0x04, Buffer(length)))}.status(), Status::bad_data);
    EXPECT_EQ(Info{.key = tlv(0x04, seed())}.status(), Status::bad_data);
    EXPECT_EQ(Info{.key = tlv(0x04, tlv(0x04, seed()) + null())}.status(), Status::bad_data);
    EXPECT_EQ(Info{.key = tlv(0x03, Buffer{0} + tlv(0x04, seed()))}.status(), Status::bad_data);
}

TEST_F(PrivateKeyInfoTest, OtherAlgorithmsAreNotSupported) {
    for (const std::uint8_t last : Buffer{0x6E, 0x6F, 0x71}) {  // X25519, X448, Ed448
        const Buffer identifier = tlv(0x30, {oid({0x2B, 0x65, last})});
        EXPECT_EQ(Info{.identifier = identifier}.status(), Status::unsupported_function);
    }
    const Buffer dh = tlv(0x30, {oid({0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 3, 1}), null()});
    EXPECT_EQ(Info{.identifier = dh}.status(), Status::unsupported_function);
}

// -- RSAPrivateKey --------------------------------------------------------------------------------

struct RsaParts {
    Buffer version = integer({0});
    std::vector<Buffer> numbers;
    Buffer tail = {};
    RsaParts() {
        for (const char* const name : {"n", "e", "d", "rsa-factor1", "rsa-factor2", "rsa-exponent1",
                                       "rsa-exponent2", "rsa-coefficient1"})
            numbers.push_back(integer(foreign_number(small_rsa().foreign.get(), name)));
    }
    Buffer der() const {
        Buffer contents = version;
        for (const Buffer& number : numbers) contents = contents + number;
        return tlv(0x30, contents + tail);
    }
    Status status() const {
        const Info info{.identifier = tlv(0x30, {rsa_oid(), null()}), .key = tlv(0x04, der())};
        EXPECT_EQ(read_rsa_private_key(der()).status(), info.status());
        return info.status();
    }
};

TEST_F(PrivateKeyInfoTest, RsaNumbersMustAllBeThereAndBelongTogether) {
    EXPECT_EQ(RsaParts().status(), Status::ok);
    for (std::size_t i = 0; i < 8; ++i) {
        RsaParts parts;
        parts.numbers[i] = integer({0});
        EXPECT_NE(parts.status(), Status::ok) << i;
        parts.numbers[i] = {};
        EXPECT_EQ(parts.status(), Status::bad_data) << i;
        parts.numbers[i] = tlv(0x02, Buffer{0xFF});
        EXPECT_EQ(parts.status(), Status::bad_data) << i;
        parts.numbers[i] = integer(Buffer(70, 0x55));
        EXPECT_EQ(parts.status(), Status::bad_key) << i;
    }
}

TEST_F(PrivateKeyInfoTest, RsaOfManyPrimesIsNotSupported) {
    RsaParts parts;
    parts.version = integer({1});
    parts.tail = tlv(0x30, {tlv(0x30, {integer({3}), integer({5}), integer({7})})});
    EXPECT_EQ(parts.status(), Status::unsupported_function);
    parts.version = integer({0});
    EXPECT_EQ(parts.status(), Status::bad_data);
}

// -- ECPrivateKey ---------------------------------------------------------------------------------

Buffer p256_point() {
    const EVP_PKEY* const key = p256().foreign.get();
    return Buffer{4} + foreign_number(key, "qx", 32) + foreign_number(key, "qy", 32);
}

struct EcParts {
    Buffer version = integer({1});
    Buffer d = foreign_number(p256().foreign.get(), "priv", 32);
    Buffer curve = {};
    Buffer point = {};
    Buffer der() const { return tlv(0x30, {version, tlv(0x04, d), curve, point}); }
    Status status() const {
        return Info{.identifier = tlv(0x30, {ec_oid(), p256_oid()}), .key = tlv(0x04, der())}
            .status();
    }
    // As in a PEM block of its own.
    Status status_alone() const { return read_ec_private_key(der()).status(); }
};
Buffer stated(const Buffer& point) { return tlv(0xA1, bits(point)); }

TEST_F(PrivateKeyInfoTest, EcKeysNeedNoPublicHalf) {
    EXPECT_EQ(EcParts().status(), Status::ok);
    EXPECT_EQ(EcParts{.point = stated(p256_point())}.status(), Status::ok);
}

TEST_F(PrivateKeyInfoTest, EcPublicHalvesMustBeTheKeys) {
    Buffer wrong = p256_point();
    wrong.back() ^= 1;
    EXPECT_EQ(EcParts{.point = stated(wrong)}.status(), Status::bad_key);
    EXPECT_EQ(EcParts{.point = stated({0})}.status(), Status::bad_key);
    const EVP_PKEY* const other = p384().foreign.get();
    EXPECT_EQ(EcParts{.point = stated(Buffer{4} + foreign_number(other, "qx", 48) +
                                      foreign_number(other, "qy", 48))}
                  .status(),
              Status::bad_key);
    const Buffer compressed = Buffer{2} + foreign_number(p256().foreign.get(), "qx", 32);
    EXPECT_EQ(EcParts{.point = stated(compressed)}.status(), Status::unsupported_function);
    EXPECT_EQ(EcParts{.point = tlv(0xA1, tlv(0x03, Buffer{1, 0x80}))}.status(), Status::bad_data);
    EXPECT_EQ(EcParts{.point = tlv(0xA1, Buffer{})}.status(), Status::bad_data);
}

TEST_F(PrivateKeyInfoTest, TheEcCurveIsSaidOnceOrTwiceAlike) {
    EXPECT_EQ(EcParts{.curve = tlv(0xA0, p256_oid())}.status(), Status::ok);
    EXPECT_EQ(EcParts{.curve = tlv(0xA0, p384_oid())}.status(), Status::bad_data);
    EXPECT_EQ(EcParts{.curve = tlv(0xA0, null())}.status(), Status::bad_data);
    EXPECT_EQ(EcParts{.curve = tlv(0xA0, Buffer{})}.status(), Status::bad_data);
    EXPECT_EQ(EcParts{.curve = tlv(0xA0, tlv(0x30, {integer({1})}))}.status(),
              Status::unsupported_function);
    EXPECT_EQ(EcParts{.curve = tlv(0xA0, oid({0x2B, 0x81, 4, 0, 0x0A}))}.status(),
              Status::unsupported_function);
}

TEST_F(PrivateKeyInfoTest, AnEcKeyAloneMustSayItsCurve) {
    EXPECT_EQ(EcParts{.curve = tlv(0xA0, p256_oid())}.status_alone(), Status::ok);
    EXPECT_EQ(EcParts().status_alone(), Status::bad_data);
}

TEST_F(PrivateKeyInfoTest, EcPrivateNumbersAreOneToTheOrder) {
    EXPECT_EQ(EcParts{.d = {1}}.status(), Status::ok);  // keys without leading zeros are in use
    EXPECT_EQ(EcParts{.d = {}}.status(), Status::bad_key);
    EXPECT_EQ(EcParts{.d = Buffer(32)}.status(), Status::bad_key);
    EXPECT_EQ(EcParts{.d = Buffer(32, 0xFF)}.status(), Status::bad_key);
    EXPECT_EQ(EcParts{.d = Buffer{0} + Buffer(32, 1)}.status(), Status::bad_data);
    EXPECT_EQ(EcParts{.version = integer({0})}.status(), Status::bad_data);
    EXPECT_EQ(EcParts{.version = integer({2})}.status(), Status::bad_data);
}

// -- DSA ------------------------------------------------------------------------------------------

TEST_F(PrivateKeyInfoTest, DsaPrivateNumbersAreOneToTheOrder) {
    const EVP_PKEY* const key = dsa().foreign.get();
    const Buffer q = foreign_number(key, "q");
    const Buffer identifier =
        tlv(0x30, {dsa_oid(), tlv(0x30, {integer(foreign_number(key, "p")), integer(q),
                                         integer(foreign_number(key, "g"))})});
    const auto of = [&](const Buffer& x) {
        return Info{.identifier = identifier, .key = tlv(0x04, x)}.status();
    };
    EXPECT_EQ(of(integer(foreign_number(key, "priv"))), Status::ok);
    EXPECT_EQ(of(integer({0})), Status::bad_key);
    EXPECT_EQ(of(integer(q)), Status::bad_key);
    EXPECT_EQ(of(integer(Buffer(300, 1))), Status::bad_key);
    EXPECT_EQ(of(tlv(0x02, Buffer{0xFF})), Status::bad_data);
    EXPECT_EQ(of(null()), Status::bad_data);
}

}  // namespace
}  // namespace secur32::crypto
