// Properties that are computed: libcrypto computes the same.
#include "sslprovider/api/certificate_facts.h"

#include <gtest/gtest.h>
#include <openssl/evp.h>

#include <cstdio>
#include <string_view>

#include "test/support/der_writer.h"
#include "test/support/foreign_certificates.h"
#include "test/support/vectors.h"
#include "test/unit/sslprovider/api/certificate_fixture.h"

namespace secur32::test {
namespace {

Buffer foreign_hash(const char* algorithm, const Buffer& octets) {
    Buffer out(EVP_MAX_MD_SIZE);
    std::size_t size = 0;
    if (EVP_Q_digest(nullptr, algorithm, nullptr, octets.data(), octets.size(), out.data(),
                     &size) != 1)
        throw std::runtime_error(algorithm);
    out.resize(size);
    return out;
}

// UTF-16 with its NUL.
Buffer text(std::u16string_view value) {
    const std::u16string whole(value);
    const Bytes octets = bytes_of(std::u16string_view(whole.c_str(), whole.size() + 1));
    return {octets.begin(), octets.end()};
}

Buffer computed(const CertificateParts& parts, DWORD id) {
    return property_of(Context(Bytes(parts.der())), id);
}

DWORD failure_of(const CertificateParts& parts, DWORD id) {
    const Context context{Bytes(parts.der())};
    DWORD size = kUntouched;
    SetLastError(kUntouched);
    EXPECT_FALSE(CertGetCertificateContextProperty(context, id, nullptr, &size));
    EXPECT_EQ(size, 0u);
    EXPECT_EQ(CertEnumCertificateContextProperties(context, 0), 0u) << "a failure is not kept";
    return GetLastError();
}

Buffer algorithm(std::string_view oid_hex, const Buffer& parameters = {}) {
    return tlv(0x30, {tlv(6, hex(oid_hex)), parameters});
}

CertificateParts signed_with(const Buffer& algorithm) {
    CertificateParts parts;
    parts.algorithm = parts.signature_algorithm = algorithm;
    return parts;
}

// RSASSA-PSS (RFC 4055 3.1) with this hash.
Buffer pss(const Buffer& hash_algorithm) {
    const Buffer salt_length = tlv(0xA2, {tlv(2, Buffer{32})});
    const Buffer hash = hash_algorithm.empty() ? Buffer{} : tlv(0xA0, hash_algorithm);
    return algorithm("2a864886f70d01010a", tlv(0x30, {hash, salt_length}));
}

TEST(CertGetCertificateContextProperty, AgreesWithLibcryptoOnHashes) {
    std::size_t count = 0;
    for (const NamedCertificate& known : foreign_certificates()) {
        SCOPED_TRACE(known.name);
        const Context context{Bytes(known.der)};
        const ForeignFields fields = foreign_fields(known.der);
        EXPECT_EQ(property_of(context, CERT_SHA1_HASH_PROP_ID), foreign_hash("SHA1", known.der));
        EXPECT_EQ(property_of(context, CERT_MD5_HASH_PROP_ID), foreign_hash("MD5", known.der));
        EXPECT_EQ(property_of(context, CERT_SHA256_HASH_PROP_ID),
                  foreign_hash("SHA256", known.der));
        EXPECT_EQ(property_of(context, CERT_SUBJECT_NAME_MD5_HASH_PROP_ID),
                  foreign_hash("MD5", fields.subject));
        EXPECT_EQ(property_of(context, CERT_SUBJECT_PUBLIC_KEY_MD5_HASH_PROP_ID),
                  foreign_hash("MD5", fields.public_key.octets));
        ++count;
    }
    std::printf("%zu certificates\n", count);
}

TEST(CertGetCertificateContextProperty, AgreesWithLibcryptoOnPublicKeys) {
    for (const NamedCertificate& known : foreign_certificates()) {
        SCOPED_TRACE(known.name);
        const Context context{Bytes(known.der)};
        const ForeignFields fields = foreign_fields(known.der);
        EXPECT_EQ(property_as<DWORD>(context, CERT_SUBJECT_PUB_KEY_BIT_LENGTH_PROP_ID),
                  fields.key_bits);
        const bool ec = fields.key_algorithm.oid == "1.2.840.10045.2.1";
        const bool rsa = fields.key_algorithm.oid == "1.2.840.113549.1.1.1";
        ASSERT_TRUE(ec || rsa || known.name == "Ed25519");
        if (!ec && !rsa) continue;
        const std::string name = (ec ? "ECDSA/" : "RSA/") + std::to_string(fields.key_bits);
        EXPECT_EQ(property_of(context, CERT_PUB_KEY_CNG_ALG_BIT_LENGTH_PROP_ID),
                  text(std::u16string(name.begin(), name.end())));
    }
}

TEST(CertGetCertificateContextProperty, AgreesWithLibcryptoOnWhatIsSigned) {
    std::size_t count = 0;
    for (const NamedCertificate& known : foreign_certificates()) {
        SCOPED_TRACE(known.name);
        const Context context{Bytes(known.der)};
        if (known.name == "Ed25519") continue;
        const ForeignFields fields = foreign_fields(known.der);
        const bool late = known.name == "P-384, 2049 to 2050", first = known.name == "RSA, v1";
        const char* const hash = late ? "SHA384" : first ? "SHA1" : "SHA256";
        EXPECT_EQ(property_of(context, CERT_SIGNATURE_HASH_PROP_ID),
                  foreign_hash(hash, fields.tbs_certificate));
        const std::string key =
            fields.signature.oid.starts_with("1.2.840.10045") ? "ECDSA/" : "RSA/";
        const std::string name = key + hash;
        EXPECT_EQ(property_of(context, CERT_SIGN_HASH_CNG_ALG_PROP_ID),
                  text(std::u16string(name.begin(), name.end())));
        ++count;
    }
    EXPECT_EQ(count, 10u);
}

TEST(CertGetCertificateContextProperty, AgreesWithTheExtensionOnTheKeyIdentifier) {
    // RFC 5280 4.2.1.2 (1), which libcrypto's "hash" means: SHA-1 of the bits of the key.
    const Context context = usual_context();
    const ForeignFields fields = foreign_fields(usual_certificate().der);
    EXPECT_EQ(property_of(context, CERT_KEY_IDENTIFIER_PROP_ID),
              foreign_hash("SHA1", fields.public_key.octets));
}

TEST(CertGetCertificateContextProperty, AgreesWithLibcryptoOnTheKeyIdentifierWithoutExtension) {
    CertificateParts parts;
    parts.extensions = {};
    EXPECT_EQ(computed(parts, CERT_KEY_IDENTIFIER_PROP_ID), foreign_hash("SHA1", parts.public_key));
    for (const Buffer& wrong :
         {Buffer{}, Buffer{1}, tlv(2, Buffer{1}), tlv(4, Buffer{1}) + Buffer{0}}) {
        parts.extensions =
            CertificateParts::wrap(tlv(0x30, {tlv(6, Buffer{0x55, 0x1D, 0x0E}), tlv(4, wrong)}));
        EXPECT_EQ(computed(parts, CERT_KEY_IDENTIFIER_PROP_ID),
                  foreign_hash("SHA1", parts.public_key))
            << "an extension that is none";
    }
}

// OID and names: RFC 3279 2.2, RFC 4055 5, RFC 5758 3; the texts as Windows documents them.
TEST(CertGetCertificateContextProperty, AgreesWithTheRfcsOnEverySignatureAlgorithm) {
    struct Row {
        const char* oid;
        std::u16string_view name;
        const char* hash;
    };
    constexpr Row rows[] = {
        {"2a864886f70d010104", u"RSA/MD5", "MD5"},
        {"2a864886f70d010105", u"RSA/SHA1", "SHA1"},
        {"2b0e03021d", u"RSA/SHA1", "SHA1"},
        {"2a864886f70d01010b", u"RSA/SHA256", "SHA256"},
        {"2a864886f70d01010c", u"RSA/SHA384", "SHA384"},
        {"2a864886f70d01010d", u"RSA/SHA512", "SHA512"},
        {"2a8648ce380403", u"DSA/SHA1", "SHA1"},
        {"608648016503040302", u"DSA/SHA256", "SHA256"},
        {"2a8648ce3d0401", u"ECDSA/SHA1", "SHA1"},
        {"2a8648ce3d040302", u"ECDSA/SHA256", "SHA256"},
        {"2a8648ce3d040303", u"ECDSA/SHA384", "SHA384"},
        {"2a8648ce3d040304", u"ECDSA/SHA512", "SHA512"},
    };
    for (const Row& row : rows) {
        const CertificateParts parts = signed_with(algorithm(row.oid));
        EXPECT_EQ(computed(parts, CERT_SIGN_HASH_CNG_ALG_PROP_ID), text(row.name)) << row.oid;
        EXPECT_EQ(computed(parts, CERT_SIGNATURE_HASH_PROP_ID),
                  foreign_hash(row.hash, parts.tbs_certificate()))
            << row.oid;
    }
}

TEST(CertGetCertificateContextProperty, AgreesWithRfc4055OnTheHashOfPss) {
    const Buffer null{5, 0};
    EXPECT_EQ(computed(signed_with(pss({})), CERT_SIGN_HASH_CNG_ALG_PROP_ID), text(u"RSA/SHA1"));
    EXPECT_EQ(computed(signed_with(pss(algorithm("608648016503040203", null))),
                       CERT_SIGN_HASH_CNG_ALG_PROP_ID),
              text(u"RSA/SHA512"));
    const CertificateParts parts = signed_with(pss(algorithm("608648016503040202")));
    EXPECT_EQ(computed(parts, CERT_SIGNATURE_HASH_PROP_ID),
              foreign_hash("SHA384", parts.tbs_certificate()));
}

TEST(CertGetCertificateContextProperty, RefusesToHashForAnUnknownSignature) {
    const Buffer unknown[] = {algorithm("2b6570"), algorithm("2a03"), pss(algorithm("2a03"))};
    for (const Buffer& wrong : unknown)
        for (const DWORD id :
             {DWORD{CERT_SIGNATURE_HASH_PROP_ID}, DWORD{CERT_SIGN_HASH_CNG_ALG_PROP_ID}})
            EXPECT_EQ(failure_of(signed_with(wrong), id), static_cast<DWORD>(NTE_BAD_ALGID));
}

TEST(CertGetCertificateContextProperty, RefusesPssWithBrokenParameters) {
    const std::string_view oid = "2a864886f70d01010a";
    for (const Buffer& wrong :
         {algorithm(oid), algorithm(oid, {5, 0}), algorithm(oid, tlv(0x30, {tlv(0xA0, Buffer{})})),
          algorithm(oid, tlv(0x30, {tlv(0xA0, {tlv(0x30, Buffer{})})}))})
        EXPECT_EQ(failure_of(signed_with(wrong), CERT_SIGNATURE_HASH_PROP_ID),
                  static_cast<DWORD>(CRYPT_E_ASN1_CORRUPT));
}

TEST(CertGetCertificateContextProperty, RefusesToMeasureKeysThatItDoesNotKnow) {
    CertificateParts parts;
    parts.public_key = tlv(0x30, {algorithm("2a03"), tlv(3, Buffer{0, 1})});
    for (const DWORD id : {DWORD{CERT_SUBJECT_PUB_KEY_BIT_LENGTH_PROP_ID},
                           DWORD{CERT_PUB_KEY_CNG_ALG_BIT_LENGTH_PROP_ID}})
        EXPECT_EQ(failure_of(parts, id), static_cast<DWORD>(NTE_BAD_ALGID));
    const CertificateParts ed25519;
    EXPECT_EQ(failure_of(ed25519, CERT_PUB_KEY_CNG_ALG_BIT_LENGTH_PROP_ID),
              static_cast<DWORD>(NTE_BAD_ALGID))
        << "CNG has no name for it";
}

TEST(ComputedProperty, IsNotFoundWhereNothingIsComputed) {
    const Buffer der = CertificateParts{}.der();
    const auto certificate = x509::OwnedCertificate::parse(der);
    ASSERT_TRUE(certificate.ok());
    for (const DWORD id : {0u, 1u, 2u, 11u, 14u, 28u, 65535u})
        EXPECT_EQ(api::compute_property(id, *certificate.value()).status(), Status::not_found);
}

}  // namespace
}  // namespace secur32::test
