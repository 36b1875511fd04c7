// CryptVerifyCertificateSignature(Ex): what libcrypto signed verifies, of every kind of subject and
// issuer.
#include <gtest/gtest.h>
#include <openssl/evp.h>

#include "sslprovider/api/crl_context.h"
#include "test/support/der_writer.h"
#include "test/unit/sslprovider/api/signing_fixture.h"

namespace secur32::test {
namespace {

DWORD verify(const Buffer& der, CERT_PUBLIC_KEY_INFO* key, DWORD encoding = X509_ASN_ENCODING) {
    SetLastError(0);
    const BOOL good = CryptVerifyCertificateSignature(0, encoding, der.data(), size_of(der), key);
    EXPECT_EQ(good, GetLastError() == 0);
    return GetLastError();
}

DWORD verify_ex(DWORD subject_type, const void* subject, DWORD issuer_type, const void* issuer,
                DWORD flags = 0) {
    SetLastError(0);
    const BOOL good = CryptVerifyCertificateSignatureEx(0, X509_ASN_ENCODING, subject_type,
                                                        const_cast<void*>(subject), issuer_type,
                                                        const_cast<void*>(issuer), flags, nullptr);
    EXPECT_EQ(good, GetLastError() == 0);
    return GetLastError();
}

Context ca_context() { return Context{Bytes(signing_chain().ca.der)}; }

constexpr DWORD kBlob = CRYPT_VERIFY_CERT_SIGN_SUBJECT_BLOB,
                kCert = CRYPT_VERIFY_CERT_SIGN_SUBJECT_CERT,
                kCrl = CRYPT_VERIFY_CERT_SIGN_SUBJECT_CRL,
                kByKey = CRYPT_VERIFY_CERT_SIGN_ISSUER_PUBKEY,
                kByCert = CRYPT_VERIFY_CERT_SIGN_ISSUER_CERT,
                kByChain = CRYPT_VERIFY_CERT_SIGN_ISSUER_CHAIN,
                kByNull = CRYPT_VERIFY_CERT_SIGN_ISSUER_NULL;

TEST(CryptVerifyCertificateSignature, AgreesWithLibcrypto) {
    const Context ca = ca_context();
    for (const Issued* issued :
         {&signing_chain().ca, &signing_chain().rsa, &signing_chain().ec, &signing_chain().ed25519})
        EXPECT_EQ(verify(issued->der, key_info(ca)), 0u);
}

TEST(CryptVerifyCertificateSignature, RefusesOtherSignatures) {
    const Context ca = ca_context(), leaf{Bytes(signing_chain().rsa.der)},
                  ec{Bytes(signing_chain().ec.der)};
    Buffer changed = signing_chain().rsa.der;
    changed.back() ^= 1;
    EXPECT_EQ(verify(changed, key_info(ca)), static_cast<DWORD>(NTE_BAD_SIGNATURE));
    EXPECT_EQ(verify(signing_chain().rsa.der, key_info(leaf)),
              static_cast<DWORD>(NTE_BAD_SIGNATURE));
    EXPECT_EQ(verify(signing_chain().rsa.der, key_info(ec)), static_cast<DWORD>(NTE_BAD_SIGNATURE));
}

TEST(CryptVerifyCertificateSignature, RefusesWhatIsNotSigned) {
    const Context ca = ca_context();
    for (const Buffer& wrong : {Buffer{}, Buffer{0x30, 0}, Buffer{5, 0}})
        EXPECT_EQ(verify(wrong, key_info(ca)), static_cast<DWORD>(CRYPT_E_ASN1_CORRUPT));
}

TEST(CryptVerifyCertificateSignature, RefusesNullAndOtherEncodings) {
    const Context ca = ca_context();
    EXPECT_EQ(verify(signing_chain().rsa.der, nullptr), static_cast<DWORD>(E_INVALIDARG));
    EXPECT_EQ(verify(signing_chain().rsa.der, key_info(ca), PKCS_7_ASN_ENCODING),
              static_cast<DWORD>(E_INVALIDARG));
}

TEST(CryptVerifyCertificateSignatureEx, AgreesWithLibcryptoOnAllSubjectsAndIssuers) {
    const Context ca = ca_context(), leaf{Bytes(signing_chain().ec.der)};
    const Buffer& der = signing_chain().rsa.der;
    const CRYPT_DATA_BLOB blob{size_of(der), const_cast<BYTE*>(der.data())};
    const Buffer list = make_crl(signing_chain().ca, {});
    const auto made = api::CrlContext::create(X509_ASN_ENCODING, list);
    ASSERT_TRUE(made.ok());
    PCCRL_CONTEXT const crl = made.value();
    PCCERT_CONTEXT const issuer = ca;
    CERT_CHAIN_ELEMENT element{};
    element.pCertContext = issuer;
    PCERT_CHAIN_ELEMENT elements[] = {&element};
    CERT_SIMPLE_CHAIN simple{};
    simple.cElement = 1;
    simple.rgpElement = elements;
    PCERT_SIMPLE_CHAIN chains[] = {&simple};
    CERT_CHAIN_CONTEXT chain{};
    chain.cChain = 1;
    chain.rgpChain = chains;
    const std::pair<DWORD, const void*> subjects[] = {
        {kBlob, &blob}, {kCert, static_cast<PCCERT_CONTEXT>(leaf)}, {kCrl, crl}};
    const std::pair<DWORD, const void*> issuers[] = {
        {kByKey, key_info(ca)}, {kByCert, issuer}, {kByChain, &chain}};
    for (const auto& [subject_type, subject] : subjects)
        for (const auto& [issuer_type, key] : issuers) {
            EXPECT_EQ(verify_ex(subject_type, subject, issuer_type, key), 0u);
            EXPECT_EQ(verify_ex(subject_type, subject, issuer_type, key,
                                CRYPT_VERIFY_CERT_SIGN_DISABLE_MD2_MD4_FLAG),
                      0u);
        }
    element.pCertContext = leaf;
    EXPECT_EQ(verify_ex(kCrl, crl, kByChain, &chain), static_cast<DWORD>(NTE_BAD_SIGNATURE));
    api::CrlContext::of(crl)->drop_reference();
}

// The documentation: "the signature is expected to contain only unencrypted hash octets".
Buffer hashed() {
    const Buffer message = tlv(0x30, {tlv(2, Buffer{1})});
    const Buffer algorithm = tlv(0x30, {tlv(6, Buffer{0x2B, 0x0E, 3, 2, 0x1A}), {5, 0}});
    return tlv(0x30, {message, algorithm, tlv(3, Buffer{0} + foreign_digest("SHA1", message))});
}

TEST(CryptVerifyCertificateSignatureEx, VerifiesHashesThatNobodySigned) {
    Buffer der = hashed();
    CRYPT_DATA_BLOB blob{size_of(der), der.data()};
    EXPECT_EQ(verify_ex(kBlob, &blob, kByNull, nullptr), 0u);
    der.back() ^= 1;
    EXPECT_EQ(verify_ex(kBlob, &blob, kByNull, nullptr), static_cast<DWORD>(NTE_BAD_SIGNATURE));
}

TEST(CryptVerifyCertificateSignatureEx, RefusesHashesWhereAKeyShouldSign) {
    Buffer der = hashed();
    const CRYPT_DATA_BLOB blob{size_of(der), der.data()};
    const Context ca = ca_context();
    EXPECT_EQ(verify_ex(kBlob, &blob, kByKey, key_info(ca)), static_cast<DWORD>(E_INVALIDARG));
    EXPECT_EQ(verify_ex(kBlob, &blob, kByNull, &blob), static_cast<DWORD>(E_INVALIDARG));
    EXPECT_EQ(verify_ex(kCert, static_cast<PCCERT_CONTEXT>(ca), kByNull, nullptr),
              static_cast<DWORD>(E_INVALIDARG));
}

TEST(CryptVerifyCertificateSignatureEx, RefusesUnknownKindsAndFlags) {
    const Context ca = ca_context();
    PCCERT_CONTEXT const context = ca;
    EXPECT_EQ(verify_ex(4, context, kByCert, context), static_cast<DWORD>(E_INVALIDARG));
    EXPECT_EQ(verify_ex(0, context, kByCert, context), static_cast<DWORD>(E_INVALIDARG));
    EXPECT_EQ(verify_ex(kCert, context, 5, context), static_cast<DWORD>(E_INVALIDARG));
    EXPECT_EQ(verify_ex(kCert, context, kByCert, context, 2), static_cast<DWORD>(E_INVALIDARG));
    EXPECT_EQ(verify_ex(kCert, nullptr, kByCert, context), static_cast<DWORD>(E_INVALIDARG));
    EXPECT_EQ(verify_ex(kCert, context, kByCert, nullptr), static_cast<DWORD>(E_INVALIDARG));
    EXPECT_EQ(verify_ex(kCert, context, kByChain, nullptr), static_cast<DWORD>(E_INVALIDARG));
}

TEST(CryptVerifyCertificateSignatureEx, RefusesBlobsThatAreNotSigned) {
    Buffer der{0x30, 0};
    const CRYPT_DATA_BLOB blob{2, der.data()};
    const Context ca = ca_context();
    EXPECT_EQ(verify_ex(kBlob, &blob, kByKey, key_info(ca)),
              static_cast<DWORD>(CRYPT_E_ASN1_CORRUPT));
}

TEST(CryptVerifyCertificateSignatureEx, RefusesAnotherKeysSignature) {
    const Context leaf{Bytes(signing_chain().ec.der)};
    PCCERT_CONTEXT const context = leaf;
    EXPECT_EQ(verify_ex(kCert, context, kByCert, context), static_cast<DWORD>(NTE_BAD_SIGNATURE));
}

}  // namespace
}  // namespace secur32::test
