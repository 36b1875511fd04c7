// Private keys: made here, made of numbers, and their numbers, against libcrypto's.
#include <gtest/gtest.h>

#include "sslprovider/crypto/keys.h"
#include "test/support/vectors.h"
#include "test/unit/sslprovider/crypto/key_encodings.h"

namespace secur32::crypto {
namespace {

using namespace foreign;
using test::hex;
using test::to_hex;

class PrivateKeyTest : public KeysTest {};

// -- Made here ------------------------------------------------------------------------------------

TEST_F(PrivateKeyTest, RsaIsMadeOfTheLengthAskedFor) {
    for (const std::size_t bits : {512u, 520u, 768u, 1016u, 1024u, 1088u, 2048u}) {
        const auto key = PrivateKey::generate_rsa(bits);
        ASSERT_TRUE(key.ok());
        EXPECT_EQ(key.value().bits(), bits);
        EXPECT_EQ(key.value().algorithm(), KeyAlgorithm::rsa);
        EXPECT_EQ(to_hex(key.value().public_key().rsa_numbers().value().public_exponent), "010001");
        EXPECT_TRUE(PrivateKey::from_numbers(key.value().rsa_numbers().value()).ok());
    }
}

TEST_F(PrivateKeyTest, RsaOfOtherLengthsIsNotMade) {
    for (const std::size_t bits :
         {0u, 8u, 384u, 504u, 511u, 513u, 1023u, 1025u, 1028u, 2047u, 16392u, 16448u, 0xFFFFFFF8u})
        EXPECT_EQ(PrivateKey::generate_rsa(bits).status(), Status::invalid_parameter) << bits;
}

TEST_F(PrivateKeyTest, EcIsMadeOnEachCurve) {
    for (const NamedGroup curve :
         {NamedGroup::secp256r1, NamedGroup::secp384r1, NamedGroup::secp521r1}) {
        const auto key = PrivateKey::generate_ec(curve);
        ASSERT_TRUE(key.ok());
        EXPECT_EQ(key.value().public_key().curve(), curve);
        EXPECT_TRUE(PrivateKey::from_numbers(key.value().ec_numbers().value()).ok());
    }
    for (const NamedGroup none : {NamedGroup::none, NamedGroup::x25519, NamedGroup::ffdhe2048})
        EXPECT_EQ(PrivateKey::generate_ec(none).status(), Status::unsupported_function);
}

TEST_F(PrivateKeyTest, Ed25519IsMade) {
    const auto key = PrivateKey::generate_ed25519();
    EXPECT_EQ(key.value().algorithm(), KeyAlgorithm::ed25519);
    EXPECT_EQ(key.value().rsa_numbers().status(), Status::bad_type);
    EXPECT_EQ(key.value().ec_numbers().status(), Status::bad_type);
}

// -- RSA ------------------------------------------------------------------------------------------

SecureBytes secret_number(const ForeignKey& key, const char* name, std::size_t length = 0) {
    return SecureBytes(foreign_number(key.foreign.get(), name, length));
}

RsaPrivateNumbers foreign_rsa(const ForeignKey& key) {
    RsaPrivateNumbers numbers;
    const EVP_PKEY* const theirs = key.foreign.get();
    numbers.open = {foreign_number(theirs, "n"), foreign_number(theirs, "e")};
    const std::size_t length = numbers.open.modulus.size();
    numbers.prime1 = secret_number(key, "rsa-factor1");
    numbers.prime2 = secret_number(key, "rsa-factor2");
    numbers.exponent1 = secret_number(key, "rsa-exponent1", length / 2);
    numbers.exponent2 = secret_number(key, "rsa-exponent2", length / 2);
    numbers.coefficient = secret_number(key, "rsa-coefficient1", length / 2);
    numbers.private_exponent = secret_number(key, "d", length);
    return numbers;
}

using SecretOf = SecureBytes RsaPrivateNumbers::*;
constexpr SecretOf kSecrets[] = {
    &RsaPrivateNumbers::prime1,      &RsaPrivateNumbers::prime2,
    &RsaPrivateNumbers::exponent1,   &RsaPrivateNumbers::exponent2,
    &RsaPrivateNumbers::coefficient, &RsaPrivateNumbers::private_exponent};

void expect_same(const RsaPrivateNumbers& a, const RsaPrivateNumbers& b) {
    EXPECT_EQ(to_hex(a.open.modulus), to_hex(b.open.modulus));
    EXPECT_EQ(to_hex(a.open.public_exponent), to_hex(b.open.public_exponent));
    for (const SecretOf secret : kSecrets)
        EXPECT_EQ(to_hex((a.*secret).bytes()), to_hex((b.*secret).bytes()));
}

TEST_F(PrivateKeyTest, RsaNumbersAreLibcryptos) {
    expect_same(rsa().ours->rsa_numbers().value(), foreign_rsa(rsa()));
    expect_same(PrivateKey::from_numbers(foreign_rsa(rsa())).value().rsa_numbers().value(),
                foreign_rsa(rsa()));
}

// BCRYPT_RSAPRIVATE_BLOB has no more.
TEST_F(PrivateKeyTest, RsaIsCompletedFromItsPrimes) {
    for (const ForeignKey* const key : {&rsa(), &small_rsa()}) {
        RsaPrivateNumbers numbers = foreign_rsa(*key);
        for (const SecretOf secret : {kSecrets[2], kSecrets[3], kSecrets[4], kSecrets[5]})
            numbers.*secret = SecureBytes();
        const auto ours = PrivateKey::from_numbers(numbers);
        ASSERT_TRUE(ours.ok());
        RsaPrivateNumbers expected = foreign_rsa(*key);
        // libcrypto's keys of under 2048 bits may have another private exponent, as good.
        if (key != &rsa())
            expected.private_exponent =
                std::move(ours.value().rsa_numbers().value().private_exponent);
        expect_same(ours.value().rsa_numbers().value(), expected);
    }
}

TEST_F(PrivateKeyTest, RsaPrimesMayComeInEitherOrder) {
    RsaPrivateNumbers numbers = foreign_rsa(rsa());
    std::swap(numbers.prime1, numbers.prime2);
    std::swap(numbers.exponent1, numbers.exponent2);
    EXPECT_EQ(PrivateKey::from_numbers(numbers).status(), Status::bad_key);  // qInv of the other
    numbers.coefficient = SecureBytes();
    const auto key = PrivateKey::from_numbers(numbers);
    ASSERT_TRUE(key.ok());
    EXPECT_EQ(key.value().public_key(), rsa().open());
}

TEST_F(PrivateKeyTest, RsaNumbersMayHaveLeadingZeros) {
    RsaPrivateNumbers numbers = foreign_rsa(rsa());
    for (const SecretOf secret : kSecrets)
        numbers.*secret = SecureBytes(Buffer(5) + copy((numbers.*secret).bytes()));
    expect_same(PrivateKey::from_numbers(numbers).value().rsa_numbers().value(),
                foreign_rsa(rsa()));
}

TEST_F(PrivateKeyTest, RsaNumbersThatDoNotBelongTogetherAreRefused) {
    for (const SecretOf secret : kSecrets) {
        for (const unsigned change : {1u, 2u, 0x80u}) {
            RsaPrivateNumbers numbers = foreign_rsa(rsa());
            std::uint8_t& last = (numbers.*secret).mutable_bytes().back();
            last = static_cast<std::uint8_t>(last ^ change);
            EXPECT_EQ(PrivateKey::from_numbers(numbers).status(), Status::bad_key);
        }
        RsaPrivateNumbers numbers = foreign_rsa(rsa());
        numbers.*secret = SecureBytes((numbers.*secret).size());
        EXPECT_EQ(PrivateKey::from_numbers(numbers).status(), Status::bad_key);
        numbers.*secret = SecureBytes(Buffer(3000, 0xFF));
        EXPECT_EQ(PrivateKey::from_numbers(numbers).status(), Status::bad_key);
    }
    RsaPrivateNumbers other = foreign_rsa(rsa());
    other.open.public_exponent = {3};
    EXPECT_EQ(PrivateKey::from_numbers(other).status(), Status::bad_key);
    other.open = small_rsa().open().rsa_numbers().value();
    EXPECT_EQ(PrivateKey::from_numbers(other).status(), Status::bad_key);
}

TEST_F(PrivateKeyTest, RsaPrimesMustBeTwoAndNotOne) {
    RsaPrivateNumbers numbers;
    numbers.open = foreign_rsa(rsa()).open;
    EXPECT_EQ(PrivateKey::from_numbers(numbers).status(), Status::bad_key);
    numbers.prime1 = SecureBytes(Buffer{1});
    numbers.prime2 = SecureBytes(Bytes(numbers.open.modulus));
    EXPECT_EQ(PrivateKey::from_numbers(numbers).status(), Status::bad_key);
    std::swap(numbers.prime1, numbers.prime2);
    EXPECT_EQ(PrivateKey::from_numbers(numbers).status(), Status::bad_key);
    // (2^300 - 1)^2, whose factors are one number.
    numbers.prime1 = SecureBytes(Buffer{0x0F} + Buffer(37, 0xFF));
    numbers.prime2 = numbers.prime1.clone();
    numbers.open.modulus = Buffer(37, 0xFF) + Buffer{0xE0} + Buffer(37) + Buffer{1};
    EXPECT_EQ(PrivateKey::from_numbers(numbers).status(), Status::bad_key);
}

// p = 2^255 - 19, q = 2^257 - 93: 3 divides p-1, 5 divides neither p-1 nor q-1.
TEST_F(PrivateKeyTest, AnExponentWithoutInverseIsRefused) {
    RsaPrivateNumbers numbers;
    numbers.prime1 = SecureBytes(Buffer{0x7F} + Buffer(30, 0xFF) + Buffer{0xED});
    numbers.prime2 = SecureBytes(Buffer{1} + Buffer(31, 0xFF) + Buffer{0xA3});
    numbers.open.modulus =
        hex("ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffab"
            "80000000000000000000000000000000000000000000000000000000000006e7");
    numbers.open.public_exponent = {5};
    EXPECT_TRUE(PrivateKey::from_numbers(numbers).ok());
    numbers.open.public_exponent = {3};
    EXPECT_EQ(PrivateKey::from_numbers(numbers).status(), Status::bad_key);
}

// -- Curves ---------------------------------------------------------------------------------------

EcPrivateNumbers foreign_ec(const ForeignKey& key, NamedGroup curve, std::size_t length) {
    EcPrivateNumbers numbers;
    numbers.open = {curve, foreign_number(key.foreign.get(), "qx", length),
                    foreign_number(key.foreign.get(), "qy", length)};
    numbers.d = secret_number(key, "priv", length);
    return numbers;
}
EcPrivateNumbers foreign_p256() { return foreign_ec(p256(), NamedGroup::secp256r1, 32); }

TEST_F(PrivateKeyTest, EcNumbersAreLibcryptos) {
    for (const auto& [key, curve, length] : {std::tuple{&p256(), NamedGroup::secp256r1, 32u},
                                             std::tuple{&p384(), NamedGroup::secp384r1, 48u},
                                             std::tuple{&p521(), NamedGroup::secp521r1, 66u}}) {
        const EcPrivateNumbers theirs = foreign_ec(*key, curve, length);
        const auto ours = PrivateKey::from_numbers(theirs);
        ASSERT_TRUE(ours.ok());
        EXPECT_EQ(ours.value().public_key(), key->open());
        const auto numbers = ours.value().ec_numbers();
        EXPECT_EQ(to_hex(numbers.value().d.bytes()), to_hex(theirs.d.bytes()));
        EXPECT_EQ(to_hex(numbers.value().open.x), to_hex(theirs.open.x));
        EXPECT_EQ(to_hex(numbers.value().open.y), to_hex(theirs.open.y));
    }
}

// d = 1 is the curve's base point (FIPS 186-4 D.1.2.3), and stays as long as the order.
TEST_F(PrivateKeyTest, ASmallPrivateNumberIsPadded) {
    EcPrivateNumbers numbers;
    numbers.open = {NamedGroup::secp256r1,
                    hex("6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"),
                    hex("4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5")};
    numbers.d = SecureBytes(Buffer{1});
    const auto key = PrivateKey::from_numbers(numbers);
    ASSERT_TRUE(key.ok());
    EXPECT_EQ(to_hex(key.value().ec_numbers().value().d.bytes()), std::string(62, '0') + "01");
}

TEST_F(PrivateKeyTest, EcHalvesMustBeOfOneKey) {
    EcPrivateNumbers numbers = foreign_p256();
    numbers.d.mutable_bytes().back() ^= 1;
    EXPECT_EQ(PrivateKey::from_numbers(numbers).status(), Status::bad_key);
    numbers = foreign_p256();
    numbers.open.y.back() ^= 1;
    EXPECT_EQ(PrivateKey::from_numbers(numbers).status(), Status::bad_key);
    numbers = foreign_p256();
    numbers.open.x.clear();
    EXPECT_EQ(PrivateKey::from_numbers(numbers).status(), Status::bad_key);
}

TEST_F(PrivateKeyTest, EcPrivateNumbersAreOneToTheOrder) {
    for (const Buffer& bad :
         {Buffer{}, Buffer(32), Buffer(32, 0xFF), Buffer(3000, 1),
          hex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551")}) {
        EcPrivateNumbers numbers = foreign_p256();
        numbers.d = SecureBytes(Bytes(bad));
        EXPECT_EQ(PrivateKey::from_numbers(numbers).status(), Status::bad_key);
    }
}

TEST_F(PrivateKeyTest, EcOfOtherGroupsIsNotSupported) {
    for (const NamedGroup none : {NamedGroup::none, NamedGroup::x25519, NamedGroup(26)}) {
        EcPrivateNumbers numbers = foreign_p256();
        numbers.open.curve = none;
        EXPECT_EQ(PrivateKey::from_numbers(numbers).status(), Status::unsupported_function);
    }
}

}  // namespace
}  // namespace secur32::crypto
