// Signatures over certificates and their like: what libcrypto signs verifies, and nothing else.
#include "sslprovider/x509/signed_data.h"

#include <gtest/gtest.h>
#include <openssl/dsa.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <string>
#include <vector>

#include "sslprovider/x509/shared_certificate.h"
#include "test/support/der_writer.h"
#include "test/support/foreign_certificates.h"
#include "test/support/vectors.h"

namespace secur32::x509 {
namespace {

using crypto::HashAlgorithm;
using test::ForeignKey;
using test::hex;
using test::tlv;
using test::operator+;

constexpr std::string_view kSha256Rsa = "2a864886f70d01010b";

Buffer algorithm(std::string_view oid, const Buffer& parameters = {}) {
    return tlv(0x30, {tlv(6, hex(oid)), parameters});
}
const Buffer kNull{5, 0};

// What libcrypto signs with, and how the RFCs call it.
struct Signing {
    const char* hash;
    Buffer algorithm;
    int salt_length = -1;  // PSS when it is none of -1
    const char* mask_hash = nullptr;
};

Buffer foreign_signature(const ForeignKey& key, const Signing& how, const Buffer& message) {
    EVP_MD_CTX* const context = EVP_MD_CTX_new();
    EVP_PKEY_CTX* inner = nullptr;
    EXPECT_EQ(EVP_DigestSignInit_ex(context, &inner, how.hash, nullptr, nullptr, key.get(), {}), 1);
    if (how.salt_length != -1) {
        EXPECT_EQ(EVP_PKEY_CTX_set_rsa_padding(inner, RSA_PKCS1_PSS_PADDING), 1);
        EXPECT_EQ(EVP_PKEY_CTX_set_rsa_pss_saltlen(inner, how.salt_length), 1);
        EXPECT_EQ(EVP_PKEY_CTX_set_rsa_mgf1_md_name(inner, how.mask_hash, nullptr), 1);
    }
    std::size_t size = 0;
    EXPECT_EQ(EVP_DigestSign(context, nullptr, &size, message.data(), message.size()), 1);
    Buffer out(size);
    EXPECT_EQ(EVP_DigestSign(context, out.data(), &size, message.data(), message.size()), 1);
    EVP_MD_CTX_free(context);
    out.resize(size);
    return out;
}

crypto::PublicKey ours(const ForeignKey& key) {
    unsigned char* der = nullptr;
    const int size = i2d_PUBKEY(key.get(), &der);
    auto out =
        crypto::PublicKey::from_subject_public_key_info(Bytes(der, static_cast<std::size_t>(size)));
    OPENSSL_free(der);
    return std::move(out).value();
}

const Buffer kMessage = tlv(0x30, {tlv(2, Buffer{42})});

Buffer signed_data(const ForeignKey& key, const Signing& how) {
    return tlv(
        0x30, {kMessage, how.algorithm, tlv(3, Buffer{0} + foreign_signature(key, how, kMessage))});
}

Status verified(const Buffer& der, const ForeignKey& key) {
    const auto data = parse_signed_data(der);
    return data.ok() ? verify_signed_data(data.value(), ours(key)) : data.status();
}

ForeignKey rsa() {
    static const ForeignKey key = test::make_foreign_key("RSA", "2048");
    return key;
}
ForeignKey ec() {
    static const ForeignKey key = test::make_foreign_key("EC", "P-384");
    return key;
}
ForeignKey ed25519() {
    static const ForeignKey key = test::make_foreign_key("ED25519");
    return key;
}
ForeignKey dsa() {
    static const ForeignKey key = [] {
        EVP_PKEY_CTX* context = EVP_PKEY_CTX_new_from_name(nullptr, "DSA", nullptr);
        EVP_PKEY *group = nullptr, *pair = nullptr;
        EVP_PKEY_paramgen_init(context);
        EVP_PKEY_CTX_set_dsa_paramgen_bits(context, 1024);
        EVP_PKEY_paramgen(context, &group);
        EVP_PKEY_CTX_free(context);
        context = EVP_PKEY_CTX_new_from_pkey(nullptr, group, nullptr);
        EVP_PKEY_keygen_init(context);
        EVP_PKEY_keygen(context, &pair);
        EVP_PKEY_CTX_free(context);
        EVP_PKEY_free(group);
        return ForeignKey(pair, EVP_PKEY_free);
    }();
    return key;
}

// RFC 4055 3.1.
Buffer pss(const Buffer& hash, const Buffer& mask_hash, std::uint8_t salt_length) {
    const Buffer mask = algorithm("2a864886f70d010108", mask_hash);
    return algorithm("2a864886f70d01010a", tlv(0x30, {tlv(0xA0, hash), tlv(0xA1, mask),
                                                      tlv(0xA2, {tlv(2, Buffer{salt_length})})}));
}
Buffer sha256() { return algorithm("608648016503040201", kNull); }
Buffer sha512() { return algorithm("608648016503040203"); }

TEST(SignedData, VerifiesWhatLibcryptoSignsWithEveryAlgorithm) {
    const struct {
        ForeignKey key;
        Signing how;
    } rows[] = {
        {rsa(), {"MD5", algorithm("2a864886f70d010104", kNull)}},
        {rsa(), {"MD5", algorithm("2b0e030203", kNull)}},
        {rsa(), {"SHA1", algorithm("2a864886f70d010105", kNull)}},
        {rsa(), {"SHA1", algorithm("2b0e03021d")}},
        {rsa(), {"SHA256", algorithm(kSha256Rsa, kNull)}},
        {rsa(), {"SHA384", algorithm("2a864886f70d01010c", kNull)}},
        {rsa(), {"SHA512", algorithm("2a864886f70d01010d", kNull)}},
        {rsa(), {"SHA1", algorithm("2a864886f70d01010a", tlv(0x30, Buffer{})), 20, "SHA1"}},
        {rsa(), {"SHA256", pss(sha256(), sha256(), 32), 32, "SHA256"}},
        {rsa(), {"SHA256", pss(sha256(), sha512(), 0), 0, "SHA512"}},
        {rsa(), {"SHA512", pss(sha512(), sha512(), 64), 64, "SHA512"}},
        {dsa(), {"SHA1", algorithm("2a8648ce380403")}},
        {dsa(), {"SHA1", algorithm("2b0e03021b")}},
        {dsa(), {"SHA256", algorithm("608648016503040302")}},
        {ec(), {"SHA1", algorithm("2a8648ce3d0401")}},
        {ec(), {"SHA256", algorithm("2a8648ce3d040302")}},
        {ec(), {"SHA384", algorithm("2a8648ce3d040303")}},
        {ec(), {"SHA512", algorithm("2a8648ce3d040304")}},
        {ed25519(), {nullptr, algorithm("2b6570")}},
    };
    std::size_t number = 0;
    for (const auto& row : rows) {
        SCOPED_TRACE(number++);
        Buffer der = signed_data(row.key, row.how);
        EXPECT_EQ(verified(der, row.key), Status::ok);
        der.back() ^= 1;
        EXPECT_EQ(verified(der, row.key), Status::bad_signature);
    }
}

TEST(SignedData, VerifiesWhatIssuedItself) {
    std::size_t count = 0;
    for (const test::NamedCertificate& known : test::foreign_certificates()) {
        if (known.key == nullptr || known.name == "unique identifiers") continue;
        SCOPED_TRACE(known.name);
        const auto certificate = OwnedCertificate::parse(known.der);
        ASSERT_TRUE(certificate.ok());
        EXPECT_EQ(verify_issued(*certificate.value(), *certificate.value()), Status::ok);
        ++count;
    }
    EXPECT_EQ(count, 7u);
}

TEST(SignedData, IsNotVerifiedByAnotherKey) {
    const Buffer der = signed_data(rsa(), {"SHA256", algorithm(kSha256Rsa, kNull)});
    EXPECT_EQ(verified(der, test::make_foreign_key("RSA", "2048")), Status::bad_signature);
    for (const ForeignKey& key : {ec(), dsa(), ed25519()})
        EXPECT_EQ(verified(der, key), Status::bad_signature) << "a key of another kind";
}

TEST(SignedData, IsNotVerifiedUnderAnotherAlgorithm) {
    const Buffer signature =
        foreign_signature(rsa(), {"SHA256", algorithm(kSha256Rsa, kNull)}, kMessage);
    for (const Buffer& other : {algorithm("2a864886f70d01010c", kNull), pss(sha256(), sha256(), 32),
                                algorithm("2a8648ce3d040302"), algorithm("2b6570")})
        EXPECT_EQ(verified(tlv(0x30, {kMessage, other, tlv(3, Buffer{0} + signature)}), rsa()),
                  Status::bad_signature);
}

TEST(SignedData, IsNotVerifiedWhenAnOctetDiffers) {
    const Buffer der = signed_data(ec(), {"SHA256", algorithm("2a8648ce3d040302")});
    for (std::size_t i = 0; i < der.size(); ++i) {
        Buffer changed = der;
        changed[i] ^= 0x04;
        EXPECT_NE(verified(changed, ec()), Status::ok) << i;
    }
}

TEST(SignedData, IsNotVerifiedWithUnusedBits) {
    const Signing how{"SHA256", algorithm(kSha256Rsa, kNull)};
    Buffer signature = foreign_signature(rsa(), how, kMessage);
    signature.back() &= 0xFE;
    const Buffer der = tlv(0x30, {kMessage, how.algorithm, tlv(3, Buffer{1} + signature)});
    EXPECT_EQ(verified(der, rsa()), Status::bad_signature);
}

TEST(SignedData, IsRefusedWhereverItIsCutOff) {
    const Buffer der = signed_data(ec(), {"SHA256", algorithm("2a8648ce3d040302")});
    for (std::size_t size = 0; size < der.size(); ++size)
        EXPECT_EQ(parse_signed_data(Bytes(der).first(size)).status(), Status::bad_data) << size;
    EXPECT_EQ(parse_signed_data(der + Buffer{0}).status(), Status::bad_data);
}

Status judged(const Buffer& der) {
    const Buffer whole = tlv(0x30, {kMessage, der, tlv(3, Buffer{0, 1})});
    const auto data = parse_signed_data(whole);
    EXPECT_TRUE(data.ok());
    return signature_algorithm(data.value().algorithm).status();
}

TEST(SignatureAlgorithm, IsUnknownWhereNothingHereComputesIt) {
    EXPECT_EQ(judged(algorithm("2a864886f70d010102", kNull)), Status::unsupported_function)
        << "MD2";
    EXPECT_EQ(judged(algorithm("2a864886f70d01010e", kNull)), Status::unsupported_function)
        << "SHA-224";
    EXPECT_EQ(judged(algorithm("2a03")), Status::unsupported_function);
    EXPECT_EQ(judged(pss(algorithm("2a03"), sha256(), 32)), Status::unsupported_function);
    EXPECT_EQ(judged(pss(sha256(), algorithm("2a03"), 32)), Status::unsupported_function);
}

TEST(SignatureAlgorithm, IsUnknownWithAnotherMaskOrTrailer) {
    const std::string_view oid = "2a864886f70d01010a";
    EXPECT_EQ(judged(algorithm(oid, tlv(0x30, tlv(0xA1, algorithm("2a03"))))),
              Status::unsupported_function);
    EXPECT_EQ(judged(algorithm(oid, tlv(0x30, tlv(0xA3, tlv(2, Buffer{2}))))),
              Status::unsupported_function);
}

TEST(SignatureAlgorithm, IsRefusedWithParametersThatAreNotItsOwn) {
    const std::string_view oid = "2a864886f70d01010a", mask = "2a864886f70d010108";
    for (const Buffer& wrong :
         {algorithm(kSha256Rsa, tlv(0x30, Buffer{})), algorithm(kSha256Rsa, tlv(5, Buffer{0})),
          algorithm("2a8648ce3d040302", tlv(6, hex("2a03"))), algorithm(oid), algorithm(oid, kNull),
          algorithm(oid, tlv(0x30, tlv(0xA0, Buffer{}))),
          algorithm(oid, tlv(0x30, tlv(0xA2, tlv(2, Buffer{1, 0})))),
          algorithm(oid, tlv(0x30, tlv(0xA1, algorithm(mask)))),
          algorithm(oid, tlv(0x30, {tlv(0xA2, {tlv(2, Buffer{20})}), tlv(0xA0, sha256())})),
          algorithm(oid, tlv(0x30, tlv(0xA0, algorithm("2b0e03021a", tlv(4, Buffer{})))))})
        EXPECT_EQ(judged(wrong), Status::bad_data);
}

TEST(SignatureAlgorithm, TellsWhatPssIsMadeOf) {
    const Buffer whole = tlv(0x30, {kMessage, pss(sha256(), sha512(), 17), tlv(3, Buffer{0, 1})});
    const auto data = parse_signed_data(whole);
    ASSERT_TRUE(data.ok());
    const auto row = signature_algorithm(data.value().algorithm);
    ASSERT_TRUE(row.ok());
    EXPECT_TRUE(row.value().pss);
    EXPECT_EQ(row.value().hash, HashAlgorithm::sha256);
    EXPECT_EQ(row.value().mask_hash, HashAlgorithm::sha512);
    EXPECT_EQ(row.value().salt_length, 17u);
}

}  // namespace
}  // namespace secur32::x509
