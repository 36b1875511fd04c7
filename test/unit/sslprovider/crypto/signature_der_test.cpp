// ECDSA, DSA and Ed25519: DER in one way only, numbers inside the order, and the fixed-width form.
#include <gtest/gtest.h>

#include <algorithm>

#include "sslprovider/crypto/signature.h"
#include "test/support/vectors.h"
#include "test/unit/sslprovider/crypto/foreign_keys.h"

namespace secur32::crypto {
namespace {

using namespace foreign;
using namespace std::literals;
using test::hex;

TEST_F(SignatureTest, EcdsaAndDsaAreAcceptedByLibcryptoAndBack) {
    for (const ForeignKey* key : {&p256(), &p521(), &dsa()})
        for (const Named& each : kHashes) {
            const auto ours = sign_message(*key->ours, {each.ours}, text("message"));
            ASSERT_TRUE(ours.ok());
            EXPECT_LE(ours.value().size(), signature_length(key->open()));
            EXPECT_TRUE(foreign_verifies(*key, each.foreign, text("message"), ours.value()));
            EXPECT_EQ(verify_message(key->open(), {each.ours}, text("message"),
                                     foreign_sign(*key, each.foreign, text("message"))),
                      Status::ok);
            EXPECT_EQ(verify_message(key->open(), {each.ours}, text("massage"), ours.value()),
                      Status::bad_signature);
        }
}

// FIPS 186-4 6.4: the leftmost bits.
TEST_F(SignatureTest, ALongDigestIsCutToTheOrder) {
    Buffer digest(64, 0x5a);
    const auto signature = sign_hash(*p256().ours, {HashAlgorithm::none}, digest);
    ASSERT_TRUE(signature.ok());
    digest[40] ^= 1;
    EXPECT_EQ(verify_hash(p256().open(), {HashAlgorithm::none}, digest, signature.value()),
              Status::ok);
    EXPECT_EQ(verify_hash(p256().open(), {HashAlgorithm::sha256}, Bytes(digest).first(32),
                          signature.value()),
              Status::ok);
    digest[31] ^= 1;
    EXPECT_EQ(verify_hash(p256().open(), {HashAlgorithm::none}, digest, signature.value()),
              Status::bad_signature);
}

TEST_F(SignatureTest, EcdsaRefusesADigestThatIsNone) {
    for (const ForeignKey* key : {&p256(), &dsa()}) {
        EXPECT_EQ(sign_hash(*key->ours, {HashAlgorithm::none}, {}).status(),
                  Status::invalid_parameter);
        EXPECT_EQ(sign_hash(*key->ours, {HashAlgorithm::sha256}, Buffer(20)).status(),
                  Status::invalid_parameter);
        EXPECT_EQ(sign_hash(*key->ours, {HashAlgorithm::md5_sha1}, Buffer(36)).status(),
                  Status::invalid_parameter);
        EXPECT_EQ(sign_message(*key->ours, {HashAlgorithm::none}, text("m")).status(),
                  Status::invalid_parameter);
        EXPECT_EQ(verify_message(key->open(), {HashAlgorithm::none}, text("m"), Buffer(64)),
                  Status::invalid_parameter);
    }
}

// r || s as hex, whatever the numbers are.
std::string integer(std::string content) {
    return "02" + test::to_hex(Buffer{static_cast<std::uint8_t>(content.size() / 2)}) + content;
}
std::string sequence(const std::string& content) {
    return "30" + test::to_hex(Buffer{static_cast<std::uint8_t>(content.size() / 2)}) + content;
}
// Minimal contents octets of a positive number.
std::string number(Bytes octets) {
    while (octets.size() > 1 && octets[0] == 0) octets = octets.subspan(1);
    return (octets[0] >= 0x80 ? "00" : "") + test::to_hex(octets);
}

// A right signature in other words is a wrong one.
TEST_F(SignatureTest, OnlyDerIsASignature) {
    for (const ForeignKey* key : {&p256(), &dsa()}) {
        const auto signature = sign_message(*key->ours, {HashAlgorithm::sha1}, text("m"));
        ASSERT_TRUE(signature.ok());
        const auto fixed = fixed_width_signature(key->open(), signature.value());
        ASSERT_TRUE(fixed.ok());
        const std::size_t width = fixed.value().size() / 2;
        const std::string r = number(Bytes(fixed.value()).first(width)),
                          s = number(Bytes(fixed.value()).last(width));
        const auto verify = [&](const std::string& der) {
            const Buffer octets = hex(der);
            EXPECT_EQ(fixed_width_signature(key->open(), octets).ok(),
                      der == sequence(integer(r) + integer(s)))
                << der;
            return verify_message(key->open(), {HashAlgorithm::sha1}, text("m"), octets);
        };
        const std::string both = integer(r) + integer(s);
        ASSERT_EQ(verify(sequence(both)), Status::ok);
        for (const std::string& wrong :
             {sequence(both) + "00", sequence(both + "00"), sequence(both + "0500"),
              "3081" + sequence(both).substr(2), "3080" + both + "0000",
              "308200" + sequence(both).substr(2), "31" + sequence(both).substr(2),
              sequence(integer("00" + r) + integer(s)), sequence(integer(r) + integer("00" + s)),
              sequence(integer(r)), sequence(integer(r) + integer(s) + integer(s)),
              sequence(integer("") + integer(s)), "3000"s, "30"s, std::string(),
              sequence(both).substr(0, sequence(both).size() - 2)})
            EXPECT_EQ(verify(wrong), Status::bad_signature) << wrong;
    }
}

TEST_F(SignatureTest, NumbersOutsideTheOrderAreRefused) {
    // The order of P-256 (FIPS 186-4 D.1.2.3).
    const std::string n = "00ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";
    const auto verify = [&](const std::string& r, const std::string& s) {
        return verify_message(p256().open(), {HashAlgorithm::sha256}, text("m"),
                              hex(sequence(integer(r) + integer(s))));
    };
    for (const std::string& wrong : {std::string("00"), n, std::string("ff")})
        for (const std::string& other : {std::string("01"), wrong}) {
            EXPECT_EQ(verify(wrong, other), Status::bad_signature);
            EXPECT_EQ(verify(other, wrong), Status::bad_signature);
        }
}

TEST_F(SignatureTest, AnotherKeysSignatureIsRefused) {
    const ForeignKey other(EVP_EC_gen("P-256"));
    const auto signature = sign_message(*other.ours, {HashAlgorithm::sha256}, text("m"));
    ASSERT_TRUE(signature.ok());
    EXPECT_EQ(verify_message(p256().open(), {HashAlgorithm::sha256}, text("m"), signature.value()),
              Status::bad_signature);
    EXPECT_EQ(verify_message(rsa().open(), {HashAlgorithm::sha256}, text("m"), signature.value()),
              Status::bad_signature);
    EXPECT_EQ(verify_message(p521().open(), {HashAlgorithm::sha256}, text("m"), signature.value()),
              Status::bad_signature);
}

TEST_F(SignatureTest, FixedWidthIsTwiceTheOrdersLength) {
    const struct {
        const ForeignKey& key;
        std::size_t length;
    } cases[] = {{p256(), 64}, {p521(), 132}, {dsa(), 40}};
    for (const auto& each : cases) {
        const auto der = sign_message(*each.key.ours, {HashAlgorithm::sha256}, text("m"));
        ASSERT_TRUE(der.ok());
        const auto fixed = fixed_width_signature(each.key.open(), der.value());
        ASSERT_TRUE(fixed.ok());
        EXPECT_EQ(fixed.value().size(), each.length);
        const auto back = der_signature(each.key.open(), fixed.value());
        ASSERT_TRUE(back.ok());
        EXPECT_EQ(back.value(), der.value());
        for (const std::size_t length :
             {std::size_t{0}, each.length - 1, each.length + 1, each.length / 2, 2 * each.length})
            EXPECT_EQ(der_signature(each.key.open(), Buffer(length, 1)).status(),
                      Status::bad_signature);
    }
}

TEST_F(SignatureTest, SmallNumbersArePadded) {
    const auto fixed = fixed_width_signature(p256().open(), hex("3006020101020200ff"));
    EXPECT_EQ(fixed.status(), Status::bad_signature);  // the lengths lie
    const auto right = fixed_width_signature(p256().open(), hex("3007020101020200ff"));
    ASSERT_TRUE(right.ok());
    Buffer expected(64);
    expected[31] = 1;
    expected[63] = 0xff;
    EXPECT_EQ(right.value(), expected);
    const auto back = der_signature(p256().open(), expected);
    ASSERT_TRUE(back.ok());
    EXPECT_EQ(back.value(), hex("3007020101020200ff"));
}

TEST_F(SignatureTest, ANumberLongerThanTheOrderDoesNotConvert) {
    const std::string fits = "00" + std::string(64, 'f'), longer = "01" + std::string(64, 'f');
    EXPECT_TRUE(
        fixed_width_signature(p256().open(), hex(sequence(integer(fits) + integer("01")))).ok());
    for (const auto& [r, s] : {std::pair{longer, fits}, {fits, longer}, {"ff"s, "01"s}})
        EXPECT_EQ(
            fixed_width_signature(p256().open(), hex(sequence(integer(r) + integer(s)))).status(),
            Status::bad_signature);
}

TEST_F(SignatureTest, OnlyTwoNumbersConvert) {
    for (const ForeignKey* key : {&rsa(), &restricted_pss(), &ed25519()}) {
        EXPECT_EQ(fixed_width_signature(key->open(), hex("3006020101020101")).status(),
                  Status::bad_key);
        EXPECT_EQ(der_signature(key->open(), Buffer(64, 1)).status(), Status::bad_key);
    }
}

// RFC 8032 7.1, tests 1 to 3
TEST_F(SignatureTest, Ed25519EqualsTheRfcs) {
    const struct {
        std::string_view seed, message, signature;
    } cases[] = {
        {"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60", "",
         "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701"
         "cf9b46bd25bf5f0595bbe24655141438e7a100b"},
        {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb", "72",
         "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d"
         "0"
         "f11d8c387b2eaeb4302aeeb00d291612bb0c00"},
        {"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7", "af82",
         "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f7609"
         "84"
         "dc6594a7c15e9716ed28dc027beceea1ec40a"},
    };
    for (const auto& each : cases) {
        const auto key = PrivateKey::from_pkcs8(
            hex("302e020100300506032b657004220420" + std::string(each.seed)));
        ASSERT_TRUE(key.ok());
        const Buffer message = hex(each.message);
        const auto signature = sign_message(key.value(), {HashAlgorithm::none}, message);
        ASSERT_TRUE(signature.ok());
        EXPECT_EQ(test::to_hex(signature.value()), each.signature);
        EXPECT_EQ(verify_message(key.value().public_key(), {HashAlgorithm::none}, message,
                                 signature.value()),
                  Status::ok);
    }
}

TEST_F(SignatureTest, Ed25519SignsMessagesOnly) {
    EXPECT_EQ(sign_hash(*ed25519().ours, {HashAlgorithm::none}, Buffer(32)).status(),
              Status::invalid_parameter);
    EXPECT_EQ(sign_hash(*ed25519().ours, {HashAlgorithm::sha512}, Buffer(64)).status(),
              Status::invalid_parameter);
    EXPECT_EQ(verify_hash(ed25519().open(), {HashAlgorithm::none}, Buffer(32), Buffer(64)),
              Status::invalid_parameter);
    EXPECT_EQ(sign_message(*ed25519().ours, {HashAlgorithm::sha512}, text("m")).status(),
              Status::invalid_parameter);
    EXPECT_EQ(verify_message(ed25519().open(), {HashAlgorithm::sha512}, text("m"), Buffer(64)),
              Status::invalid_parameter);
}

TEST_F(SignatureTest, AWrongEd25519SignatureIsRefused) {
    auto signature = sign_message(*ed25519().ours, {HashAlgorithm::none}, text("m"));
    ASSERT_TRUE(signature.ok());
    ASSERT_EQ(signature.value().size(), signature_length(ed25519().open()));
    const auto verify = [&](Bytes octets) {
        return verify_message(ed25519().open(), {HashAlgorithm::none}, text("m"), octets);
    };
    EXPECT_EQ(verify(signature.value()), Status::ok);
    for (std::size_t at = 0; at < 64; ++at) {
        Buffer wrong = signature.value();
        wrong[at] ^= 0x10;
        EXPECT_EQ(verify(wrong), Status::bad_signature);
        EXPECT_EQ(verify(Bytes(signature.value()).first(at)), Status::bad_signature);
    }
    Buffer longer = signature.value();
    longer.push_back(0);
    EXPECT_EQ(verify(longer), Status::bad_signature);
}

TEST_F(SignatureTest, ASignatureIsNeverLongerThanItsLengthSays) {
    EXPECT_EQ(signature_length(rsa().open()), 256u);
    EXPECT_EQ(signature_length(ed25519().open()), 64u);
    EXPECT_EQ(signature_length(p256().open()), 72u);
    EXPECT_EQ(signature_length(p521().open()), 139u);
    for (int i = 0; i < 100; ++i) {
        const auto signature = sign_message(*p256().ours, {HashAlgorithm::sha256}, text("m"));
        ASSERT_TRUE(signature.ok());
        EXPECT_LE(signature.value().size(), 72u);
    }
}

}  // namespace
}  // namespace secur32::crypto
