// Public keys: SubjectPublicKeyInfo and numbers, against libcrypto's own encodings.
#include <gtest/gtest.h>

#include "sslprovider/crypto/keys.h"
#include "test/support/vectors.h"
#include "test/unit/sslprovider/crypto/key_encodings.h"

namespace secur32::crypto {
namespace {

using namespace foreign;
using test::hex;
using test::to_hex;

Result<PublicKey> read(Bytes der) { return PublicKey::from_subject_public_key_info(der); }

class PublicKeyTest : public KeysTest {};
class EveryPublicKey : public EveryKey {};

TEST_P(EveryPublicKey, IsReadAndWrittenAsLibcryptoDoes) {
    const Buffer der = foreign_spki(foreign_key());
    const auto key = read(der);
    ASSERT_TRUE(key.ok());
    EXPECT_EQ(key.value().algorithm(), GetParam().algorithm);
    EXPECT_EQ(key.value().bits(), GetParam().bits);
    EXPECT_EQ(key.value().curve(), GetParam().curve);
    EXPECT_EQ(to_hex(key.value().subject_public_key_info().value()), to_hex(der));
    EXPECT_EQ(EVP_PKEY_eq(key.value().get(), foreign_key()), 1);
}

TEST_P(EveryPublicKey, IsAdoptedForWhatItIs) {
    const auto key = PublicKey::adopt(GetParam().key().foreign);
    ASSERT_TRUE(key.ok());
    EXPECT_EQ(key.value().algorithm(), GetParam().algorithm);
    EXPECT_EQ(key.value().bits(), GetParam().bits);
    EXPECT_EQ(key.value().curve(), GetParam().curve);
}

TEST_P(EveryPublicKey, EqualsItselfAndNoOther) {
    const auto key = read(foreign_spki(foreign_key()));
    EXPECT_EQ(key.value(), ours().public_key());
    for (const NamedKey& other : kNamedKeys)
        if (other.key != GetParam().key) {
            EXPECT_FALSE(key.value() == other.key().open()) << other.name;
        }
    EXPECT_FALSE(key.value() == PublicKey());
}

TEST_P(EveryPublicKey, EndsWhereItSays) { expect_exact_length(foreign_spki(foreign_key()), read); }

TEST_P(EveryPublicKey, WithAnOctetInvertedLeavesNothingBehind) {
    EXPECT_GT(flip_every_octet(foreign_spki(foreign_key()), read), 4u);
}

INSTANTIATE_TEST_SUITE_P(Keys, EveryPublicKey, testing::ValuesIn(kNamedKeys), key_name);

// -- RSA ------------------------------------------------------------------------------------------

RsaPublicNumbers foreign_rsa() {
    return {foreign_number(rsa().foreign.get(), "n"), foreign_number(rsa().foreign.get(), "e")};
}

TEST_F(PublicKeyTest, RsaNumbersAreLibcryptos) {
    const auto numbers = rsa().open().rsa_numbers();
    ASSERT_TRUE(numbers.ok());
    EXPECT_EQ(to_hex(numbers.value().modulus), to_hex(foreign_rsa().modulus));
    EXPECT_EQ(to_hex(numbers.value().public_exponent), "010001");
    EXPECT_EQ(PublicKey::from_numbers(foreign_rsa()).value(), rsa().open());
}

TEST_F(PublicKeyTest, RsaNumbersLoseTheirLeadingZeros) {
    RsaPublicNumbers numbers = foreign_rsa();
    numbers.modulus = Buffer(3) + numbers.modulus;
    numbers.public_exponent = Buffer(9) + numbers.public_exponent;
    const auto key = PublicKey::from_numbers(numbers);
    EXPECT_EQ(key.value().bits(), 2048u);
    EXPECT_EQ(to_hex(key.value().rsa_numbers().value().public_exponent), "010001");
}

struct BadRsa {
    const char* why;
    Buffer modulus, exponent;
};
std::vector<BadRsa> bad_rsa() {
    const Buffer n = foreign_rsa().modulus, e{1, 0, 1};
    Buffer even = n, too_short(64, 0xFF), too_long(2049, 0xFF);
    even.back() = static_cast<std::uint8_t>(even.back() & 0xFE);
    too_short.front() = 0x7F;  // 511 bits
    too_long.front() = 1;      // 16385 bits
    return {{"even modulus", even, e},
            {"511 bits", too_short, e},
            {"16385 bits", too_long, e},
            {"no modulus", {}, e},
            {"even exponent", n, {4}},
            {"another even exponent", n, {1, 0, 0}},
            {"exponent 1", n, {1}},
            {"exponent 0", n, {0}},
            {"no exponent", n, {}},
            {"exponent = modulus", n, n},
            {"exponent over the modulus", n, Buffer{1} + n}};
}

TEST_F(PublicKeyTest, RsaNumbersThatCannotBeAreRefused) {
    for (const BadRsa& bad : bad_rsa()) {
        EXPECT_EQ(PublicKey::from_numbers(RsaPublicNumbers{bad.modulus, bad.exponent}).status(),
                  Status::bad_key)
            << bad.why;
        EXPECT_EQ(read(rsa_spki(bad.modulus, bad.exponent)).status(), Status::bad_key) << bad.why;
    }
}

TEST_F(PublicKeyTest, AModulusOfZerosIsRefused) {
    EXPECT_EQ(PublicKey::from_numbers(RsaPublicNumbers{Buffer(256), {3}}).status(),
              Status::bad_key);
}

TEST_F(PublicKeyTest, RsaOfTheLeastAndTheMostBitsIsTaken) {
    Buffer least(64, 0xFF), most(2048, 0xFF);
    least.front() = 0x80;
    EXPECT_EQ(PublicKey::from_numbers(RsaPublicNumbers{least, {3}}).value().bits(), 512u);
    EXPECT_EQ(PublicKey::from_numbers(RsaPublicNumbers{most, {3}}).value().bits(), 16384u);
}

// The CryptoAPI's begin at 384 bits.
TEST_F(PublicKeyTest, RsaOfFewerBitsIsTakenWhereTheCallerSaysSo) {
    const Buffer short_one(48, 0xFF), shorter(47, 0xFF);
    EXPECT_EQ(PublicKey::from_numbers(RsaPublicNumbers{short_one, {3}}).status(), Status::bad_key);
    EXPECT_EQ(PublicKey::from_numbers(RsaPublicNumbers{short_one, {3}}, 384).value().bits(), 384u);
    EXPECT_EQ(PublicKey::from_numbers(RsaPublicNumbers{shorter, {3}}, 384).status(),
              Status::bad_key);
}

TEST_F(PublicKeyTest, RsaIntegersAreNotNegativeAndMinimal) {
    const Buffer n = foreign_rsa().modulus, e{1, 0, 1};
    const auto of = [&](const Buffer& modulus, const Buffer& exponent) {
        return read(spki({rsa_oid(), null()}, tlv(0x30, {modulus, exponent}))).status();
    };
    EXPECT_EQ(of(integer(n), integer(e)), Status::ok);
    EXPECT_EQ(of(tlv(0x02, n), integer(e)), Status::bad_data);  // its first bit is set
    EXPECT_EQ(of(integer(n), tlv(0x02, Buffer{0xFF})), Status::bad_data);
    EXPECT_EQ(of(tlv(0x02, Buffer{0, 0} + n), integer(e)), Status::bad_data);
    EXPECT_EQ(of(integer(n), tlv(0x02, Buffer{0} + e)), Status::bad_data);
    EXPECT_EQ(of(integer(n), {}), Status::bad_data);
    EXPECT_EQ(of(integer(n), integer(e) + integer(e)), Status::bad_data);
    EXPECT_EQ(of(integer(n), tlv(0x04, e)), Status::bad_data);
}

TEST_F(PublicKeyTest, RsaParametersAreNullOrAbsent) {
    const Buffer key = tlv(0x30, {integer(foreign_rsa().modulus), integer({1, 0, 1})});
    EXPECT_TRUE(read(spki({rsa_oid(), null()}, key)).ok());
    EXPECT_TRUE(read(spki({rsa_oid()}, key)).ok());
    EXPECT_EQ(read(spki({rsa_oid(), integer({1})}, key)).status(), Status::bad_data);
    EXPECT_EQ(read(spki({rsa_oid(), null(), null()}, key)).status(), Status::bad_data);
    EXPECT_EQ(read(spki({rsa_oid(), Buffer{5, 1, 0}}, key)).status(), Status::bad_data);
}

TEST_F(PublicKeyTest, RsaNumbersOfOtherKeysDoNotExist) {
    for (const ForeignKey* const key : {&p256(), &ed25519(), &dsa()})
        EXPECT_EQ(key->open().rsa_numbers().status(), Status::bad_type);
    EXPECT_TRUE(any_pss().open().rsa_numbers().ok());
}

// -- RSASSA-PSS -----------------------------------------------------------------------------------

Buffer pss_spki(const Buffer& parameters) {
    const Buffer key = tlv(0x30, {integer(foreign_rsa().modulus), integer({1, 0, 1})});
    return spki({pss_oid(), parameters}, key);
}

const Buffer kSha256 = tlv(0x30, {oid({0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1}), null()});
const Buffer kMgf1Sha256 = tlv(0x30, {oid({0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 1, 8}), kSha256});

// RFC 4055 3.1; written as libcrypto reads it.
TEST_F(PublicKeyTest, PssParametersAreKept) {
    for (const Buffer& parameters :
         {tlv(0x30, Buffer{}), tlv(0x30, {tlv(0xA2, integer({40}))}),
          tlv(0x30, {tlv(0xA0, kSha256)}), tlv(0x30, {tlv(0xA1, kMgf1Sha256)}),
          tlv(0x30, {tlv(0xA0, kSha256), tlv(0xA1, kMgf1Sha256), tlv(0xA2, integer({32}))}),
          tlv(0x30, {tlv(0xA0, kSha256), tlv(0xA1, kMgf1Sha256), tlv(0xA2, integer({1, 0}))})}) {
        const Buffer der = pss_spki(parameters);
        const auto key = read(der);
        ASSERT_TRUE(key.ok()) << to_hex(parameters);
        EXPECT_EQ(to_hex(key.value().subject_public_key_info().value()), to_hex(der));
        const unsigned char* at = der.data();
        EVP_PKEY* const theirs = d2i_PUBKEY(nullptr, &at, static_cast<long>(der.size()));
        EXPECT_EQ(EVP_PKEY_eq(key.value().get(), theirs), 1);
        EVP_PKEY_free(theirs);
    }
}

TEST_F(PublicKeyTest, PssParametersOfAnotherShapeAreRefused) {
    for (const Buffer& parameters :
         {null(), integer({1}), tlv(0x30, {integer({20})}), tlv(0x30, {tlv(0xA3, integer({2}))}),
          tlv(0x30, {tlv(0xA2, integer({32})), tlv(0xA0, kSha256)}),
          tlv(0x30, {tlv(0xA2, integer({1, 0, 0}))}),
          tlv(0x30, {tlv(0xA2, tlv(0x02, Buffer{0xFF}))}),
          tlv(0x30, {tlv(0xA0, kSha256 + kSha256)}), tlv(0x30, {tlv(0xA4, null())})})
        EXPECT_EQ(read(pss_spki(parameters)).status(), Status::bad_data) << to_hex(parameters);
}

TEST_F(PublicKeyTest, PssWithUnknownHashesIsNotSupported) {
    const Buffer other = tlv(0x30, {oid({0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 11}), null()});
    EXPECT_EQ(read(pss_spki(tlv(0x30, {tlv(0xA0, other)}))).status(), Status::unsupported_function);
    EXPECT_EQ(read(pss_spki(tlv(0x30, {tlv(0xA1, other)}))).status(), Status::unsupported_function);
}

// -- Curves ---------------------------------------------------------------------------------------

EcPublicNumbers foreign_ec() {
    return {NamedGroup::secp256r1, foreign_number(p256().foreign.get(), "qx", 32),
            foreign_number(p256().foreign.get(), "qy", 32)};
}
Buffer foreign_point() { return Buffer{4} + foreign_ec().x + foreign_ec().y; }

TEST_F(PublicKeyTest, EcNumbersAreLibcryptosAndPadded) {
    for (const auto& [key, length] :
         {std::pair{&p256(), 32u}, std::pair{&p384(), 48u}, std::pair{&p521(), 66u}}) {
        const auto numbers = key->open().ec_numbers();
        ASSERT_TRUE(numbers.ok());
        EXPECT_EQ(to_hex(numbers.value().x),
                  to_hex(foreign_number(key->foreign.get(), "qx", length)));
        EXPECT_EQ(to_hex(numbers.value().y),
                  to_hex(foreign_number(key->foreign.get(), "qy", length)));
        EXPECT_EQ(PublicKey::from_numbers(numbers.value()).value(), key->open());
    }
    EXPECT_EQ(rsa().open().ec_numbers().status(), Status::bad_type);
    EXPECT_EQ(ed25519().open().ec_numbers().status(), Status::bad_type);
}

TEST_F(PublicKeyTest, EcNumbersMustBeAPointOfTheirCurve) {
    EcPublicNumbers numbers = foreign_ec();
    EXPECT_TRUE(PublicKey::from_numbers(numbers).ok());
    for (Buffer EcPublicNumbers::*const which : {&EcPublicNumbers::x, &EcPublicNumbers::y}) {
        EcPublicNumbers bad = numbers;
        (bad.*which).back() ^= 1;
        EXPECT_EQ(PublicKey::from_numbers(bad).status(), Status::bad_key);
        bad = numbers;
        (bad.*which).pop_back();
        EXPECT_EQ(PublicKey::from_numbers(bad).status(), Status::bad_key);
        bad = numbers;
        (bad.*which).insert((bad.*which).begin(), 0);
        EXPECT_EQ(PublicKey::from_numbers(bad).status(), Status::bad_key);
        (bad.*which).clear();
        EXPECT_EQ(PublicKey::from_numbers(bad).status(), Status::bad_key);
    }
    numbers.curve = NamedGroup::secp384r1;
    EXPECT_EQ(PublicKey::from_numbers(numbers).status(), Status::bad_key);
    for (const NamedGroup none : {NamedGroup::none, NamedGroup::x25519, NamedGroup::ffdhe2048}) {
        numbers.curve = none;
        EXPECT_EQ(PublicKey::from_numbers(numbers).status(), Status::unsupported_function);
    }
}

TEST_F(PublicKeyTest, PointsInSubjectPublicKeyInfoAreUncompressedAndOnTheCurve) {
    const auto of = [](const Buffer& point) {
        return read(spki({ec_oid(), p256_oid()}, point)).status();
    };
    const Buffer point = foreign_point();
    EXPECT_EQ(of(point), Status::ok);
    Buffer off = point;
    off.back() ^= 1;
    EXPECT_EQ(of(off), Status::bad_key);
    EXPECT_EQ(of({0}), Status::bad_key);
    EXPECT_EQ(of(Buffer(65)), Status::bad_key);
    EXPECT_EQ(of({}), Status::bad_key);
    EXPECT_EQ(of(point + Buffer{0}), Status::bad_key);
    Buffer hybrid = point;
    hybrid.front() = (point.back() & 1) != 0 ? 7 : 6;
    EXPECT_EQ(of(hybrid), Status::bad_key);
    const Buffer compressed = Buffer{static_cast<std::uint8_t>(2 + (point.back() & 1))} +
                              Buffer(point.begin() + 1, point.begin() + 33);
    EXPECT_EQ(of(compressed), Status::unsupported_function);
}

TEST_F(PublicKeyTest, CurvesByValueUnknownOrMissingAreRefused) {
    const Buffer point = foreign_point();
    const Buffer secp256k1 = oid({0x2B, 0x81, 4, 0, 0x0A});
    const auto of = [&](std::initializer_list<Buffer> identifier) {
        return read(spki(identifier, point)).status();
    };
    EXPECT_EQ(of({ec_oid(), secp256k1}), Status::unsupported_function);
    EXPECT_EQ(of({ec_oid(), tlv(0x30, {integer({1})})}), Status::unsupported_function);
    EXPECT_EQ(of({ec_oid(), null()}), Status::bad_data);
    EXPECT_EQ(of({ec_oid()}), Status::bad_data);
    EXPECT_EQ(of({ec_oid(), p256_oid(), null()}), Status::bad_data);
    EXPECT_EQ(of({ec_oid(), p384_oid()}), Status::bad_key);  // a point too short
}

TEST_F(PublicKeyTest, AForeignCurveByValueIsNotAdopted) {
    EVP_PKEY* const key = generate("EC", [](EVP_PKEY_CTX* context) {
        return EVP_PKEY_CTX_set_group_name(context, "secp256k1");
    });
    EXPECT_EQ(PublicKey::adopt({key, EVP_PKEY_free}).status(), Status::unsupported_function);
}

// -- The others -----------------------------------------------------------------------------------

TEST_F(PublicKeyTest, Ed25519HasThirtyTwoOctetsAndNoParameters) {
    const Buffer key(32, 0x11);
    EXPECT_TRUE(read(spki({ed25519_oid()}, key)).ok());
    EXPECT_EQ(read(spki({ed25519_oid(), null()}, key)).status(), Status::bad_data);
    for (const std::size_t length : {0u, 31u, 33u, 57u})
        EXPECT_EQ(read(spki({ed25519_oid()}, Buffer(length))).status(), Status::bad_data);
}

TEST_F(PublicKeyTest, OtherAlgorithmsAreNotSupported) {
    const Buffer key(32, 0x11);
    for (const std::uint8_t last : Buffer{0x6E, 0x6F, 0x71})  // X25519, X448, Ed448
        EXPECT_EQ(read(spki({oid({0x2B, 0x65, last})}, key)).status(),
                  Status::unsupported_function);
    EXPECT_EQ(read(spki({oid({0x2B, 0x81, 4, 1, 0x0C}), p256_oid()}, key)).status(),
              Status::unsupported_function);  // id-ecDH
}

struct DsaParts {
    Buffer p = foreign_number(dsa().foreign.get(), "p"),
           q = foreign_number(dsa().foreign.get(), "q"),
           g = foreign_number(dsa().foreign.get(), "g"),
           y = foreign_number(dsa().foreign.get(), "pub");
    Status read_as_key() const {
        const Buffer group = tlv(0x30, {integer(p), integer(q), integer(g)});
        return read(spki({dsa_oid(), group}, integer(y))).status();
    }
};

TEST_F(PublicKeyTest, DsaNumbersThatCannotBeAreRefused) {
    EXPECT_EQ(DsaParts().read_as_key(), Status::ok);
    for (Buffer DsaParts::*const which : {&DsaParts::p, &DsaParts::q, &DsaParts::g, &DsaParts::y}) {
        for (const Buffer& bad : {Buffer{}, Buffer{1}, Buffer(2000, 0xFF)}) {
            DsaParts parts;
            parts.*which = bad;
            EXPECT_EQ(parts.read_as_key(), Status::bad_key);
        }
        DsaParts even;
        (even.*which).back() ^= 1;
        EXPECT_EQ(even.read_as_key(), Status::bad_key);
    }
    DsaParts at_the_top;
    at_the_top.y = at_the_top.p;
    EXPECT_EQ(at_the_top.read_as_key(), Status::bad_key);
    at_the_top.y.back() ^= 1;  // p-1: of order 2
    EXPECT_EQ(at_the_top.read_as_key(), Status::bad_key);
}

TEST_F(PublicKeyTest, DsaWithoutItsGroupIsNotSupported) {
    EXPECT_EQ(read(spki({dsa_oid()}, integer({5}))).status(), Status::unsupported_function);
    EXPECT_EQ(read(spki({dsa_oid(), null()}, integer({5}))).status(), Status::bad_data);
}

TEST_F(PublicKeyTest, UnusedBitsAreNone) {
    const Buffer identifier = tlv(0x30, {ed25519_oid()});
    EXPECT_EQ(read(tlv(0x30, {identifier, tlv(0x03, Buffer{1} + Buffer(32))})).status(),
              Status::bad_data);
    EXPECT_EQ(read(tlv(0x30, {identifier, tlv(0x03, Buffer{})})).status(), Status::bad_data);
    EXPECT_EQ(read(tlv(0x30, {identifier, tlv(0x04, Buffer(33))})).status(), Status::bad_data);
    EXPECT_EQ(read(tlv(0x30, {bits(Buffer(32)), identifier})).status(), Status::bad_data);
}

}  // namespace
}  // namespace secur32::crypto
