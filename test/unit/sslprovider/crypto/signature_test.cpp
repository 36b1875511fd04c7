// RSASSA-PKCS1-v1_5 against libcrypto called directly, and everything near a right signature that
// must be refused.  The other algorithms: signature_*_test.cpp; Wycheproof:
// signature_vectors_test.cpp.
#include "sslprovider/crypto/signature.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "sslprovider/crypto/rsa_encryption.h"
#include "test/support/vectors.h"
#include "test/unit/sslprovider/crypto/foreign_keys.h"

namespace secur32::crypto {
namespace {

using namespace foreign;
using test::hex;

TEST_F(SignatureTest, Pkcs1EqualsLibcryptosForEveryHash) {
    for (const Named& each : kHashes) {
        const auto signature = sign_message(*rsa().ours, {each.ours}, text("message"));
        ASSERT_TRUE(signature.ok());
        EXPECT_EQ(signature.value(), foreign_sign(rsa(), each.foreign, text("message")));
        EXPECT_EQ(verify_message(rsa().open(), {each.ours}, text("message"), signature.value()),
                  Status::ok);
    }
}

TEST_F(SignatureTest, Tls10sMd5AndSha1EqualLibcryptos) {
    const Buffer foreign = foreign_sign(rsa(), EVP_md5_sha1(), text("handshake"));
    const Digest digest = hash(HashAlgorithm::md5_sha1, text("handshake"));
    ASSERT_EQ(digest.size(), 36u);
    const auto ours = sign_hash(*rsa().ours, {HashAlgorithm::md5_sha1}, digest.bytes());
    ASSERT_TRUE(ours.ok());
    EXPECT_EQ(ours.value(), foreign);
    EXPECT_EQ(verify_hash(rsa().open(), {HashAlgorithm::md5_sha1}, digest.bytes(), foreign),
              Status::ok);
}

TEST_F(SignatureTest, Tls10sDigestIsTheRawFormOfItself) {
    const Digest digest = hash(HashAlgorithm::md5_sha1, text("handshake"));
    const auto named = sign_hash(*rsa().ours, {HashAlgorithm::md5_sha1}, digest.bytes());
    const auto raw = sign_hash(*rsa().ours, {HashAlgorithm::none}, digest.bytes());
    ASSERT_TRUE(named.ok() && raw.ok());
    EXPECT_EQ(named.value(), raw.value());
}

TEST_F(SignatureTest, RawPkcs1IsType1AroundTheOctets) {
    const auto signature = sign_hash(*rsa().ours, {HashAlgorithm::none}, text("any octets"));
    ASSERT_TRUE(signature.ok());
    const auto block = encrypt_raw(rsa().open(), signature.value());
    ASSERT_TRUE(block.ok());
    Buffer expected(256, 0xff);
    expected[0] = 0x00;
    expected[1] = 0x01;
    expected[256 - 11] = 0x00;
    std::ranges::copy(text("any octets"), expected.end() - 10);
    EXPECT_EQ(block.value(), expected);
}

TEST_F(SignatureTest, RawPkcs1TakesAsMuchAsFitsAndNoMore) {
    const Buffer fits(256 - 11, 7), too_long(256 - 10, 7);
    const auto signature = sign_hash(*rsa().ours, {HashAlgorithm::none}, fits);
    ASSERT_TRUE(signature.ok());
    EXPECT_EQ(verify_hash(rsa().open(), {HashAlgorithm::none}, fits, signature.value()),
              Status::ok);
    EXPECT_EQ(sign_hash(*rsa().ours, {HashAlgorithm::none}, too_long).status(),
              Status::invalid_parameter);
}

TEST_F(SignatureTest, AKeyTooShortForTheDigestInfoIsRefused) {
    const ForeignKey small(EVP_RSA_gen(512));
    EXPECT_TRUE(sign_message(*small.ours, {HashAlgorithm::sha256}, text("m")).ok());
    EXPECT_EQ(sign_message(*small.ours, {HashAlgorithm::sha512}, text("m")).status(),
              Status::invalid_parameter);
    EXPECT_EQ(
        sign_message(*small.ours, {HashAlgorithm::sha512, RsaPadding::pss}, text("m")).status(),
        Status::invalid_parameter);
}

TEST_F(SignatureTest, ADigestOfAnotherLengthIsRefusedByBothSides) {
    const Buffer signature(256, 1);
    for (const Named& each : kHashes)
        for (const std::size_t length : {std::size_t{0}, hash_length(each.ours) - 1,
                                         hash_length(each.ours) + 1, std::size_t{36}}) {
            const Buffer digest(length, 3);
            EXPECT_EQ(sign_hash(*rsa().ours, {each.ours}, digest).status(),
                      Status::invalid_parameter);
            EXPECT_EQ(verify_hash(rsa().open(), {each.ours}, digest, signature),
                      Status::invalid_parameter);
        }
    for (const std::size_t length : {0u, 16u, 20u, 35u, 37u})
        EXPECT_EQ(sign_hash(*rsa().ours, {HashAlgorithm::md5_sha1}, Buffer(length)).status(),
                  Status::invalid_parameter);
    EXPECT_EQ(sign_hash(*rsa().ours, {HashAlgorithm::none}, {}).status(),
              Status::invalid_parameter);
}

TEST_F(SignatureTest, EveryFlippedBitOfAnRsaSignatureIsRefused) {
    for (const RsaPadding padding : {RsaPadding::pkcs1, RsaPadding::pss}) {
        const SignatureForm form{HashAlgorithm::sha256, padding};
        auto signature = sign_message(*rsa().ours, form, text("message"));
        ASSERT_TRUE(signature.ok());
        Buffer& octets = signature.value();
        for (std::size_t at = 0; at < octets.size(); ++at) {
            octets[at] ^= static_cast<std::uint8_t>(1u << at % 8);
            EXPECT_EQ(verify_message(rsa().open(), form, text("message"), octets),
                      Status::bad_signature)
                << at;
            octets[at] ^= static_cast<std::uint8_t>(1u << at % 8);
        }
        EXPECT_EQ(verify_message(rsa().open(), form, text("message"), octets), Status::ok);
        EXPECT_EQ(verify_message(rsa().open(), form, text("messagf"), octets),
                  Status::bad_signature);
    }
}

TEST_F(SignatureTest, AnRsaSignatureOfAnotherLengthIsRefused) {
    for (const RsaPadding padding : {RsaPadding::pkcs1, RsaPadding::pss}) {
        const SignatureForm form{HashAlgorithm::sha256, padding};
        const auto signature = sign_message(*rsa().ours, form, text("message"));
        ASSERT_TRUE(signature.ok());
        const Bytes octets = signature.value();
        Buffer longer(octets.begin(), octets.end());
        longer.push_back(0);
        Buffer zero_first = longer;
        std::rotate(zero_first.begin(), zero_first.end() - 1, zero_first.end());
        for (const Bytes wrong : {octets.first(0), octets.first(1), octets.first(255),
                                  octets.subspan(1), Bytes(longer), Bytes(zero_first)})
            EXPECT_EQ(verify_message(rsa().open(), form, text("message"), wrong),
                      Status::bad_signature);
    }
}

// A signature of 255 significant octets is one of 256 with a zero in front, and no other.
TEST_F(SignatureTest, ALeadingZeroOfAnRsaSignatureMayNotBeLeftOut) {
    Buffer message{0}, signature;
    do {
        ++message[0];
        auto made = sign_message(*rsa().ours, {HashAlgorithm::sha256}, message);
        ASSERT_TRUE(made.ok());
        signature = std::move(made).value();
        if (message[0] == 255 && signature[0] != 0) message.push_back(0);
    } while (signature[0] != 0 && message.size() < 32);
    ASSERT_EQ(signature[0], 0);
    EXPECT_EQ(verify_message(rsa().open(), {HashAlgorithm::sha256}, message, signature),
              Status::ok);
    EXPECT_EQ(
        verify_message(rsa().open(), {HashAlgorithm::sha256}, message, Bytes(signature).subspan(1)),
        Status::bad_signature);
}

TEST_F(SignatureTest, ASignatureThatIsNoRemainderIsRefused) {
    const auto numbers = rsa().open().rsa_numbers();
    ASSERT_TRUE(numbers.ok());
    for (const Buffer& wrong : {numbers.value().modulus, Buffer(256, 0xff), Buffer(256, 0)})
        EXPECT_EQ(verify_message(rsa().open(), {HashAlgorithm::sha256}, text("m"), wrong),
                  Status::bad_signature);
}

TEST_F(SignatureTest, OneHashsSignatureIsNoneOfAnother) {
    const auto raw = sign_hash(*rsa().ours, {HashAlgorithm::none}, Buffer(32, 9));
    const auto named = sign_hash(*rsa().ours, {HashAlgorithm::sha256}, Buffer(32, 9));
    const auto pss =
        sign_hash(*rsa().ours, {HashAlgorithm::sha256, RsaPadding::pss}, Buffer(32, 9));
    ASSERT_TRUE(raw.ok() && named.ok() && pss.ok());
    const auto verify = [&](const SignatureForm& form, const Buffer& signature) {
        return verify_hash(rsa().open(), form, Buffer(32, 9), signature);
    };
    EXPECT_EQ(verify({HashAlgorithm::sha256}, raw.value()), Status::bad_signature);
    EXPECT_EQ(verify({HashAlgorithm::none}, named.value()), Status::bad_signature);
    EXPECT_EQ(verify({HashAlgorithm::sha256}, pss.value()), Status::bad_signature);
    EXPECT_EQ(verify({HashAlgorithm::sha256, RsaPadding::pss}, named.value()),
              Status::bad_signature);
}

// What a DigestInfo may look like, signed as raw content.
Status verify_content(std::string_view content_hex, const SignatureForm& form, Bytes digest) {
    const auto signature = sign_hash(*rsa().ours, {HashAlgorithm::none}, hex(content_hex));
    EXPECT_TRUE(signature.ok());
    return verify_hash(rsa().open(), form, digest, signature.value());
}

TEST_F(SignatureTest, ADigestInfoIsComparedAsAWhole) {
    const SignatureForm form{HashAlgorithm::sha1};
    const Buffer digest(20, 0xaa);
    const std::string d = test::to_hex(digest);
    const auto verify = [&](const std::string& content) {
        return verify_content(content, form, digest);
    };
    EXPECT_EQ(verify("3021300906052b0e03021a05000414" + d), Status::ok);
    EXPECT_EQ(verify("301f300706052b0e03021a0414" + d), Status::ok);  // RFC 5246 4.7
    for (const std::string& wrong :
         {"3021300906052b0e03021a05000414" + d + "00",  // something behind
          "3022300906052b0e03021a05000414" + d + "00",  // within the sequence
          "308121300906052b0e03021a05000414" + d,       // BER's long form
          "302230810906052b0e03021a05000414" + d,
          "3023300b06052b0e03021a0502ffff0414" + d,  // a NULL with a content
          "3021300906052b0e03021b05000414" + d,      // another OID
          "3021300906052b0e03021a04000414" + d,      // another parameter
          "301f300906052b0e03021a05000414" + d,      // lengths that lie
          "3021300906052b0e03021a05000413" + d,
          "3021300906052b0e03021a05000414" + d.substr(2),  // cut
          "3081" + d, d, std::string("00")})
        EXPECT_EQ(verify(wrong), Status::bad_signature) << wrong;
}

// The private operation on a block made by hand.
Status verify_block(const Buffer& block, Bytes digest) {
    const auto signature = decrypt_raw(*rsa().ours, block);
    EXPECT_TRUE(signature.ok());
    return verify_hash(rsa().open(), {HashAlgorithm::none}, digest, signature.value().bytes());
}

TEST_F(SignatureTest, APaddingThatIsNotOnesIsRefused) {
    const Buffer digest(36, 0xaa);
    Buffer right(256, 0xff);
    right[0] = 0;
    right[1] = 1;
    right[256 - 37] = 0;
    std::ranges::copy(digest, right.end() - 36);
    EXPECT_EQ(verify_block(right, digest), Status::ok);
    const auto with = [&](std::size_t at, std::uint8_t value) {
        Buffer block = right;
        block[at] = value;
        return verify_block(block, digest);
    };
    EXPECT_EQ(with(0, 0x01), Status::bad_signature);
    EXPECT_EQ(with(1, 0x00), Status::bad_signature);
    EXPECT_EQ(with(1, 0x02), Status::bad_signature);
    EXPECT_EQ(with(2, 0xfe), Status::bad_signature);
    EXPECT_EQ(with(9, 0x00), Status::bad_signature);
    EXPECT_EQ(with(256 - 38, 0x7f), Status::bad_signature);
    EXPECT_EQ(with(256 - 38, 0x00), Status::bad_signature);
    EXPECT_EQ(with(256 - 37, 0xff), Status::bad_signature);
    EXPECT_EQ(with(256 - 1, 0xab), Status::bad_signature);
}

TEST_F(SignatureTest, APaddingUnderEightOctetsIsRefused) {
    const Buffer digest(256 - 10, 0xaa);
    Buffer block(256, 0xff);
    block[0] = 0;
    block[1] = 1;
    block[9] = 0;
    std::ranges::copy(digest, block.end() - 246);
    const auto signature = decrypt_raw(*rsa().ours, block);
    ASSERT_TRUE(signature.ok());
    EXPECT_NE(verify_hash(rsa().open(), {HashAlgorithm::none}, digest, signature.value().bytes()),
              Status::ok);
    EXPECT_EQ(verify_hash(rsa().open(), {HashAlgorithm::none}, Bytes(digest).first(245),
                          signature.value().bytes()),
              Status::bad_signature);
}

TEST_F(SignatureTest, AMessageOfAnRsaKeyNeedsAHash) {
    for (const RsaPadding padding : {RsaPadding::pkcs1, RsaPadding::pss}) {
        const SignatureForm form{HashAlgorithm::none, padding};
        EXPECT_EQ(sign_message(*rsa().ours, form, text("m")).status(), Status::invalid_parameter);
        EXPECT_EQ(verify_message(rsa().open(), form, text("m"), Buffer(256)),
                  Status::invalid_parameter);
    }
}

}  // namespace
}  // namespace secur32::crypto
