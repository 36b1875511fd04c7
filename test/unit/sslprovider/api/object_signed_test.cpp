// Certificates, lists and requests, and the parts they are made of.  "Windows": what Wine's
// dlls/crypt32/tests/encode.c asserts.
#include <gtest/gtest.h>
#include <openssl/x509.h>
#include <wincrypt_parts.h>

#include "test/support/der_writer.h"
#include "test/support/object_samples.h"
#include "test/support/test_authority.h"

namespace secur32::test {
namespace {

TEST(ObjectSigned, ReversesSignaturesUnlessTheFlagSaysOtherwise) {
    const Issued root = make_root("Reversed", {.key = "RSA-1024"});
    const Buffer signature = foreign_fields(root.der).signature_value.octets;
    const auto usual = decoded<CERT_SIGNED_CONTENT_INFO>(X509_CERT, root.der);
    EXPECT_EQ(octets(usual->Signature), Buffer(signature.rbegin(), signature.rend()));
    const auto as_is = decoded<CERT_SIGNED_CONTENT_INFO>(
        X509_CERT, root.der, CRYPT_DECODE_NO_SIGNATURE_BYTE_REVERSAL_FLAG);
    EXPECT_EQ(octets(as_is->Signature), signature);
    EXPECT_EQ(encoded(X509_CERT, as_is.get(), CRYPT_ENCODE_NO_SIGNATURE_BYTE_REVERSAL_FLAG).der,
              root.der);
    EXPECT_NE(encoded(X509_CERT, as_is.get()).der, root.der);
}

TEST(ObjectSigned, TakesTheSignedWholeUnlessItIsToBeSigned) {
    const Issued root = make_root("Whole");
    const Buffer tbs = foreign_fields(root.der).tbs_certificate;
    const DWORD flag = CRYPT_DECODE_TO_BE_SIGNED_FLAG;
    EXPECT_EQ(decoding_error(X509_CERT_TO_BE_SIGNED, root.der), 0u);
    EXPECT_EQ(decoding_error(X509_CERT_TO_BE_SIGNED, tbs), 0u);
    EXPECT_EQ(decoding_error(X509_CERT_TO_BE_SIGNED, tbs, flag), 0u);
    EXPECT_EQ(decoding_error(X509_CERT_TO_BE_SIGNED, root.der, flag),
              static_cast<DWORD>(CRYPT_E_ASN1_CORRUPT));
    const Buffer crl = make_crl(root);
    EXPECT_EQ(decoding_error(X509_CERT_CRL_TO_BE_SIGNED, crl), 0u);
    EXPECT_EQ(decoding_error(X509_CERT_CRL_TO_BE_SIGNED, crl, flag),
              static_cast<DWORD>(CRYPT_E_ASN1_CORRUPT));
    EXPECT_EQ(decoding_error(X509_CERT_CRL_TO_BE_SIGNED, root.der),
              static_cast<DWORD>(CRYPT_E_ASN1_CORRUPT));
}

TEST(ObjectSigned, RefusesCertificatesWithAPartOfAnotherKind) {
    const CertificateParts good;
    EXPECT_EQ(decoding_error(X509_CERT_TO_BE_SIGNED, good.tbs_certificate()), 0u);
    const auto refused = [](void (*change)(CertificateParts&)) {
        CertificateParts parts;
        change(parts);
        return decoding_error(X509_CERT_TO_BE_SIGNED, parts.tbs_certificate()) ==
               static_cast<DWORD>(CRYPT_E_ASN1_CORRUPT);
    };
    EXPECT_TRUE(refused([](CertificateParts& p) { p.serial_number = {2, 0}; }));
    EXPECT_TRUE(refused([](CertificateParts& p) { p.issuer = {4, 0}; }));
    EXPECT_TRUE(refused([](CertificateParts& p) { p.algorithm = tlv(0x30, {{6, 0}}); }));
    EXPECT_TRUE(refused([](CertificateParts& p) { p.version = {}; }));
    EXPECT_TRUE(refused([](CertificateParts& p) {
        p.extensions = CertificateParts::wrap(p.extension + p.extension);
    }));
}

TEST(ObjectSigned, DecodesTheEntriesOfLists) {
    const Issued root = make_root("Lists");
    const Buffer crl = make_crl(root, {.revoked = {{Buffer{1, 2, 3}, 1}, {Buffer{9}, -1}}});
    const auto info = decoded<CRL_INFO>(X509_CERT_CRL_TO_BE_SIGNED, crl);
    ASSERT_NE(info, nullptr);
    EXPECT_EQ(info->dwVersion, static_cast<DWORD>(CRL_V2));
    EXPECT_EQ(octets(info->Issuer), foreign_fields(root.der).subject);
    ASSERT_EQ(info->cCRLEntry, 2u);
    const CRL_ENTRY* const entry =
        info->rgCRLEntry[0].SerialNumber.cbData == 3 ? info->rgCRLEntry : info->rgCRLEntry + 1;
    EXPECT_EQ(octets(entry->SerialNumber), (Buffer{3, 2, 1}));
    ASSERT_EQ(entry->cExtension, 1u);
    EXPECT_STREQ(entry->rgExtension[0].pszObjId, szOID_CRL_REASON_CODE);
    EXPECT_EQ(*decoded<int>(szOID_CRL_REASON_CODE, octets(entry->rgExtension[0].Value)), 1);
    EXPECT_EQ(info->cExtension, 2u);
}

TEST(ObjectSigned, EncodesWhatLibcryptoReads) {
    const Issued root = make_root("Read");
    const auto info = decoded<CERT_INFO>(X509_CERT_TO_BE_SIGNED, root.der);
    info->dwVersion = CERT_V3;
    BYTE serial[] = {0x01, 0x80};
    info->SerialNumber = {sizeof serial, serial};
    const Buffer tbs = encoded(X509_CERT_TO_BE_SIGNED, info.get()).der;
    BYTE signature[] = {3, 2, 1};
    CERT_SIGNED_CONTENT_INFO content = {
        {static_cast<DWORD>(tbs.size()), const_cast<BYTE*>(tbs.data())},
        info->SignatureAlgorithm,
        {sizeof signature, signature, 0}};
    const Buffer whole = encoded(X509_CERT, &content).der;
    const ForeignFields theirs = foreign_fields(whole);
    EXPECT_EQ(theirs.serial_number, (Buffer{0x80, 0x01}));
    EXPECT_EQ(theirs.signature_value.octets, (Buffer{1, 2, 3}));
    EXPECT_EQ(theirs.tbs_certificate, tbs);
}

TEST(ObjectSigned, RefusesToEncodeWhatNoDecoderWouldTake) {
    const Issued root = make_root("Refused");
    const auto refused = [&](void (*change)(CERT_INFO&)) {
        const auto info = decoded<CERT_INFO>(X509_CERT_TO_BE_SIGNED, root.der);
        change(*info);
        return encoded(X509_CERT_TO_BE_SIGNED, info.get()).error ==
               static_cast<DWORD>(E_INVALIDARG);
    };
    EXPECT_TRUE(refused([](CERT_INFO& i) { i.SerialNumber.cbData = 0; }));
    EXPECT_TRUE(refused([](CERT_INFO& i) { i.SerialNumber.pbData = nullptr; }));
    EXPECT_TRUE(refused([](CERT_INFO& i) { i.Issuer.cbData = 0; }));
    EXPECT_TRUE(refused([](CERT_INFO& i) { i.Subject.cbData -= 1; }));
    EXPECT_TRUE(refused([](CERT_INFO& i) { i.SignatureAlgorithm.pszObjId = nullptr; }));
    EXPECT_TRUE(
        refused([](CERT_INFO& i) { i.SubjectPublicKeyInfo.Algorithm.pszObjId = text("x"); }));
    EXPECT_TRUE(refused([](CERT_INFO& i) { i.rgExtension = nullptr; }));
    EXPECT_TRUE(refused([](CERT_INFO& i) { i.rgExtension[0].pszObjId = nullptr; }));
    const auto late = decoded<CERT_INFO>(X509_CERT_TO_BE_SIGNED, root.der);
    late->NotAfter = {0xFFFFFFFF, 0xFFFFFFFF};
    EXPECT_EQ(encoded(X509_CERT_TO_BE_SIGNED, late.get()).error,
              static_cast<DWORD>(CRYPT_E_BAD_ENCODE));
}

TEST(ObjectSigned, RefusesPartsThatAreNoElementInDer) {
    BYTE bogus[] = {1};
    CRYPT_CONTENT_INFO content = {text("1.2.3"), {sizeof bogus, bogus}};
    EXPECT_EQ(encoded(PKCS_CONTENT_INFO, &content).error, static_cast<DWORD>(E_INVALIDARG));
    CRYPT_ATTR_BLOB value = {sizeof bogus, bogus};
    const CRYPT_ATTRIBUTE attribute = {text("1.2.3"), 1, &value};
    EXPECT_EQ(encoded(PKCS_ATTRIBUTE, &attribute).error, static_cast<DWORD>(E_INVALIDARG));
    const CRYPT_SEQUENCE_OF_ANY sequence = {1, &value};
    EXPECT_EQ(encoded(X509_SEQUENCE_OF_ANY, &sequence).error, static_cast<DWORD>(E_INVALIDARG));
    EXPECT_EQ(decoding_error(PKCS_CONTENT_INFO, digits("300706022a03a00101")),
              static_cast<DWORD>(CRYPT_E_ASN1_CORRUPT));
    EXPECT_EQ(decoding_error(PKCS_ATTRIBUTE, digits("300706022a03310101")),
              static_cast<DWORD>(CRYPT_E_ASN1_CORRUPT));
    // "bogus (not valid DER) parameters": Windows.
    EXPECT_EQ(decoding_error(X509_PUBLIC_KEY_INFO,
                             digits("3022300d06062a864886f70d0101010101031100000102030405060708090a"
                                    "0b0c0d0e0f")),
              static_cast<DWORD>(CRYPT_E_ASN1_CORRUPT));
}

TEST(ObjectSigned, RefusesAttributesWithoutATypeAsWindowsDoes) {
    const CRYPT_ATTRIBUTE none{};
    EXPECT_EQ(encoded(PKCS_ATTRIBUTE, &none).error, static_cast<DWORD>(E_INVALIDARG));
    const CRYPT_CONTENT_INFO content{};
    EXPECT_EQ(encoded(PKCS_CONTENT_INFO, &content).error, static_cast<DWORD>(E_INVALIDARG));
}

TEST(ObjectSigned, WritesNullForTheParametersThatAKeyHasNotAsWindowsDoes) {
    CERT_PUBLIC_KEY_INFO info{};
    info.Algorithm.pszObjId = text("1.2.3");
    EXPECT_EQ(encoded(X509_PUBLIC_KEY_INFO, &info).der, digits("300b300606022a030500030100"));
    // "The non-NULL form decodes to the original".
    const auto read =
        decoded<CERT_PUBLIC_KEY_INFO>(X509_PUBLIC_KEY_INFO, digits("3009300406022a03030100"));
    EXPECT_EQ(read->Algorithm.Parameters.cbData, 0u);
}

TEST(ObjectSigned, DecodesRequestsWithTheirAttributes) {
    for (const ObjectSample& sample : object_samples()) {
        if (sample.name != "a request, whole") continue;
        const auto info = decoded<CERT_REQUEST_INFO>(X509_CERT_REQUEST_TO_BE_SIGNED, sample.der);
        ASSERT_NE(info, nullptr);
        EXPECT_EQ(info->dwVersion, static_cast<DWORD>(CERT_REQUEST_V1));
        ASSERT_EQ(info->cAttribute, 1u);
        EXPECT_STREQ(info->rgAttribute[0].pszObjId, szOID_RSA_certExtensions);
        const auto extensions = decoded<CERT_EXTENSIONS>(szOID_RSA_certExtensions,
                                                         octets(info->rgAttribute[0].rgValue[0]));
        EXPECT_STREQ(extensions->rgExtension[0].pszObjId, szOID_KEY_USAGE);
        return;
    }
    FAIL() << "no such sample";
}

}  // namespace
}  // namespace secur32::test
