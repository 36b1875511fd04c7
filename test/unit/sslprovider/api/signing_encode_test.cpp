// CryptSignAndEncodeCertificate: libcrypto reads the certificate and verifies its signature.
#include <gtest/gtest.h>
#include <openssl/evp.h>

#include "test/unit/sslprovider/api/signing_fixture.h"

namespace secur32::test {
namespace {

constexpr const char* kSha256Ecdsa = "1.2.840.10045.4.3.2";

// The last error, and what came; info: of a certificate, with another signature algorithm.
DWORD encode(LPCSTR type, const char* oid, Buffer& out, DWORD room = 4000) {
    const SigningCngKey key(signing_chain().ec.key);
    const Context context{Bytes(signing_chain().ec.der)};
    SigningAlgorithm algorithm(oid);
    CERT_INFO info = *context->pCertInfo;
    info.SignatureAlgorithm = *algorithm.get();
    out.resize(4000);
    SetLastError(0);
    if (CryptSignAndEncodeCertificate(key, 0, X509_ASN_ENCODING, type, &info, algorithm.get(),
                                      nullptr, out.data(), &room))
        out.resize(room);
    return GetLastError();
}

TEST(CryptSignAndEncodeCertificate, AgreesWithLibcrypto) {
    Buffer der;
    ASSERT_EQ(encode(X509_CERT_TO_BE_SIGNED, kSha256Ecdsa, der), 0u);
    const ForeignFields fields = foreign_fields(der),
                        before = foreign_fields(signing_chain().ec.der);
    EXPECT_EQ(fields.subject, before.subject);
    EXPECT_EQ(fields.public_key_info, before.public_key_info);
    EXPECT_EQ(fields.extensions.size(), before.extensions.size());
    EXPECT_EQ(fields.signature.oid, kSha256Ecdsa);
    EXPECT_TRUE(foreign_verifies(signing_chain().ec.key.get(), "SHA256", fields.tbs_certificate,
                                 fields.signature_value.octets));
    EXPECT_NO_THROW(Context{Bytes(der)});
}

TEST(CryptSignAndEncodeCertificate, RefusesWhatIsNotSigned) {
    Buffer out;
    EXPECT_EQ(encode(X509_CERT, kSha256Ecdsa, out), static_cast<DWORD>(E_INVALIDARG));
    EXPECT_EQ(encode(nullptr, kSha256Ecdsa, out), static_cast<DWORD>(E_INVALIDARG));
}

TEST(CryptSignAndEncodeCertificate, RefusesAlgorithmsOfOtherKeys) {
    Buffer out;
    EXPECT_EQ(encode(X509_CERT_TO_BE_SIGNED, kSha256Rsa, out), static_cast<DWORD>(NTE_BAD_ALGID));
}

TEST(CryptSignAndEncodeCertificate, RefusesABufferThatIsTooSmall) {
    Buffer out;
    EXPECT_EQ(encode(X509_CERT_TO_BE_SIGNED, kSha256Ecdsa, out, 10),
              static_cast<DWORD>(ERROR_MORE_DATA));
}

}  // namespace
}  // namespace secur32::test
