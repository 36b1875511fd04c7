// Keys, signatures and parameters as objects.  "Windows": what Wine's dlls/crypt32/tests/encode.c
// asserts; what the numbers are is libcrypto's word.
#include <bcrypt.h>
#include <gtest/gtest.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <wincrypt_parts.h>

#include <cstring>

#include "test/support/der_writer.h"
#include "test/support/foreign_certificates.h"
#include "test/support/object_samples.h"

namespace secur32::test {
namespace {

// One number of a key, big-endian.
Buffer number_of(const ForeignKey& key, const char* name) {
    BIGNUM* number = nullptr;
    if (EVP_PKEY_get_bn_param(key.get(), name, &number) != 1) throw std::runtime_error(name);
    Buffer out(static_cast<std::size_t>(BN_num_bytes(number)));
    BN_bn2bin(number, out.data());
    BN_clear_free(number);
    return out;
}
Buffer reversed(Buffer number, std::size_t size) {
    Buffer out(number.rbegin(), number.rend());
    out.resize(size);
    return out;
}
Buffer pkcs1_of(const ForeignKey& key) {
    unsigned char* octets_of_key = nullptr;
    const int size = i2d_PrivateKey(key.get(), &octets_of_key);
    const Buffer out(octets_of_key, octets_of_key + size);
    OPENSSL_free(octets_of_key);
    return out;
}
const ForeignKey& rsa() {
    static const ForeignKey key = make_foreign_key("RSA", "1024");
    return key;
}

template <typename T>
Buffer whole(const Object<T>& object, DWORD size) {
    const auto* const first = reinterpret_cast<const std::uint8_t*>(object.get());
    return {first, first + size};
}

TEST(ObjectKeys, DecodePublicBlobsAsWindowsDoes) {
    DWORD size = 0;
    const auto key = decoded<std::uint8_t>(RSA_CSP_PUBLICKEYBLOB,
                                           digits("300c02050101010180 0203010001"), 0, &size);
    EXPECT_EQ(to_hex(whole(key, size)),
              "0602000000a4000052534131"
              "28000000"
              "01000100"
              "8001010101");
}

TEST(ObjectKeys, DecodePrivateBlobsWithLibcryptosNumbers) {
    DWORD size = 0;
    const auto object = decoded<std::uint8_t>(PKCS_RSA_PRIVATE_KEY, pkcs1_of(rsa()), 0, &size);
    Buffer expected = digits(
        "0702000000a4000052534132"
        "00040000"
        "01000100");
    const auto add = [&](const char* name, std::size_t length) {
        expected = expected + reversed(number_of(rsa(), name), length);
    };
    add(OSSL_PKEY_PARAM_RSA_N, 128);
    add(OSSL_PKEY_PARAM_RSA_FACTOR1, 64);
    add(OSSL_PKEY_PARAM_RSA_FACTOR2, 64);
    add(OSSL_PKEY_PARAM_RSA_EXPONENT1, 64);
    add(OSSL_PKEY_PARAM_RSA_EXPONENT2, 64);
    add(OSSL_PKEY_PARAM_RSA_COEFFICIENT1, 64);
    add(OSSL_PKEY_PARAM_RSA_D, 128);
    EXPECT_EQ(whole(object, size), expected);
}

TEST(ObjectKeys, DecodeCngBlobsWithLibcryptosNumbers) {
    DWORD size = 0;
    const auto object = decoded<std::uint8_t>(CNG_RSA_PRIVATE_KEY_BLOB, pkcs1_of(rsa()), 0, &size);
    const Buffer expected = digits(
                                "5253413200040000030000008000000040000000400000"
                                "00010001") +
                            number_of(rsa(), OSSL_PKEY_PARAM_RSA_N) +
                            number_of(rsa(), OSSL_PKEY_PARAM_RSA_FACTOR1) +
                            number_of(rsa(), OSSL_PKEY_PARAM_RSA_FACTOR2);
    EXPECT_EQ(whole(object, size), expected);
}

// The exponents are computed; the private one may be another that does the same.
TEST(ObjectKeys, EncodePrivateBlobsOfCngToWhatLibcryptoTakesForTheKey) {
    const Buffer der = there_and_back(CNG_RSA_PRIVATE_KEY_BLOB, pkcs1_of(rsa()));
    const unsigned char* at = der.data();
    const ForeignKey key(d2i_AutoPrivateKey(nullptr, &at, static_cast<long>(der.size())),
                         EVP_PKEY_free);
    ASSERT_NE(key, nullptr);
    EXPECT_EQ(EVP_PKEY_eq(key.get(), rsa().get()), 1);
    const std::unique_ptr<EVP_PKEY_CTX, void (*)(EVP_PKEY_CTX*)> check(
        EVP_PKEY_CTX_new(key.get(), nullptr), EVP_PKEY_CTX_free);
    EXPECT_EQ(EVP_PKEY_pairwise_check(check.get()), 1);
}

TEST(ObjectKeys, EncodeFullPrivateBlobsOfCngNumberForNumber) {
    const auto number = [](const char* name) { return number_of(rsa(), name); };
    Buffer full = digits("525341330004000003000000800000004000000040000000010001") +
                  number(OSSL_PKEY_PARAM_RSA_N) + number(OSSL_PKEY_PARAM_RSA_FACTOR1) +
                  number(OSSL_PKEY_PARAM_RSA_FACTOR2) +
                  Buffer(64 - number(OSSL_PKEY_PARAM_RSA_EXPONENT1).size()) +
                  number(OSSL_PKEY_PARAM_RSA_EXPONENT1) +
                  Buffer(64 - number(OSSL_PKEY_PARAM_RSA_EXPONENT2).size()) +
                  number(OSSL_PKEY_PARAM_RSA_EXPONENT2) +
                  Buffer(64 - number(OSSL_PKEY_PARAM_RSA_COEFFICIENT1).size()) +
                  number(OSSL_PKEY_PARAM_RSA_COEFFICIENT1) +
                  Buffer(128 - number(OSSL_PKEY_PARAM_RSA_D).size()) +
                  number(OSSL_PKEY_PARAM_RSA_D);
    EXPECT_EQ(encoded(CNG_RSA_PRIVATE_KEY_BLOB, full.data()).der, pkcs1_of(rsa()));
}

TEST(ObjectKeys, EncodeBlobsWhateverTheirVersionAndAlgorithmAsWindowsDoes) {
    Buffer blob_of_key = digits("0602000000a400005253413140000000010001000000000101010101");
    const Buffer expected = digits("300f02080101010101000000 0203010001");
    EXPECT_EQ(encoded(RSA_CSP_PUBLICKEYBLOB, blob_of_key.data()).der, expected);
    blob_of_key[1] = 0;  // bVersion
    blob_of_key[2] = 1;  // reserved
    blob_of_key[5] = 0x66;
    EXPECT_EQ(encoded(RSA_CSP_PUBLICKEYBLOB, blob_of_key.data()).der, expected);
    blob_of_key[0] = 2;  // bType
    EXPECT_EQ(encoded(RSA_CSP_PUBLICKEYBLOB, blob_of_key.data()).error,
              static_cast<DWORD>(E_INVALIDARG));
}

TEST(ObjectKeys, RefuseBlobsOfAnotherMagicOrLength) {
    Buffer public_blob = digits("0602000000a400005253413240000000010001000000000101010101");
    EXPECT_EQ(encoded(RSA_CSP_PUBLICKEYBLOB, public_blob.data()).error,
              static_cast<DWORD>(E_INVALIDARG));
    public_blob = digits("0602000000a4000052534131000000000100010000");
    EXPECT_EQ(encoded(RSA_CSP_PUBLICKEYBLOB, public_blob.data()).error,
              static_cast<DWORD>(E_INVALIDARG));
    public_blob = digits("0602000000a4000052534131ffffffff0100010000");
    EXPECT_EQ(encoded(RSA_CSP_PUBLICKEYBLOB, public_blob.data()).error,
              static_cast<DWORD>(E_INVALIDARG));
    EXPECT_EQ(encoded(PKCS_RSA_PRIVATE_KEY, public_blob.data()).error,
              static_cast<DWORD>(E_INVALIDARG));
    Buffer cng = digits("525341310004000003000000ffffffff0000000000000000010001");
    EXPECT_EQ(encoded(CNG_RSA_PUBLIC_KEY_BLOB, cng.data()).error, static_cast<DWORD>(E_INVALIDARG));
    EXPECT_EQ(encoded(CNG_RSA_PRIVATE_KEY_BLOB, cng.data()).error,
              static_cast<DWORD>(E_INVALIDARG));
}

TEST(ObjectKeys, RefuseNumbersOfNoKeyWhereTheRestIsToBeComputed) {
    Buffer cng = digits(
        "52534132400000000300000008000000040000000400000001000180000000000000010000"
        "000200000003");
    EXPECT_EQ(encoded(CNG_RSA_PRIVATE_KEY_BLOB, cng.data()).error,
              static_cast<DWORD>(E_INVALIDARG));
}

TEST(ObjectKeys, RefusePrivateKeysOfManyPrimesAndWithoutRoom) {
    const auto key = [](unsigned version, const Buffer& prime) {
        const Buffer one = {2, 1, 1};
        return tlv(0x30, {tlv(2, Buffer{static_cast<std::uint8_t>(version)}),
                          tlv(2, Buffer(8, 0x11)), one, one, tlv(2, prime), one, one, one, one});
    };
    EXPECT_EQ(decoding_error(PKCS_RSA_PRIVATE_KEY, key(0, Buffer(4, 0x11))), 0u);
    EXPECT_EQ(decoding_error(PKCS_RSA_PRIVATE_KEY, key(1, Buffer(4, 0x11))),
              static_cast<DWORD>(CRYPT_E_ASN1_CORRUPT));
    EXPECT_EQ(decoding_error(PKCS_RSA_PRIVATE_KEY, key(0, Buffer(5, 0x11))),
              static_cast<DWORD>(CRYPT_E_ASN1_LARGE));
    EXPECT_EQ(decoding_error(PKCS_RSA_PRIVATE_KEY, key(0, Buffer(4, 0x91))),
              static_cast<DWORD>(CRYPT_E_ASN1_CORRUPT));
}

TEST(ObjectKeys, DecodePkcs8AndTheKeyInside) {
    const ForeignKey ec = make_foreign_key("EC", "P-256");
    const auto info = decoded<CRYPT_PRIVATE_KEY_INFO>(PKCS_PRIVATE_KEY_INFO, pkcs8_of(ec));
    ASSERT_NE(info, nullptr);
    EXPECT_EQ(info->Version, 0u);
    EXPECT_STREQ(info->Algorithm.pszObjId, szOID_ECC_PUBLIC_KEY);
    EXPECT_EQ(info->pAttributes, nullptr);
    const auto key =
        decoded<CRYPT_ECC_PRIVATE_KEY_INFO>(X509_ECC_PRIVATE_KEY, octets(info->PrivateKey));
    ASSERT_NE(key, nullptr);
    EXPECT_EQ(key->dwVersion, static_cast<DWORD>(CRYPT_ECC_PRIVATE_KEY_INFO_v1));
    EXPECT_EQ(key->szCurveOid, nullptr);
    EXPECT_EQ(key->PublicKey.cbData, 65u);
    Buffer d = number_of(ec, OSSL_PKEY_PARAM_PRIV_KEY);
    d.insert(d.begin(), 32 - d.size(), 0);
    EXPECT_EQ(octets(key->PrivateKey), d);
}

TEST(ObjectKeys, DecodeTheCurveOfAKeyThatTells) {
    const auto key = decoded<CRYPT_ECC_PRIVATE_KEY_INFO>(X509_ECC_PRIVATE_KEY,
                                                         pkcs1_of(make_foreign_key("EC", "P-384")));
    EXPECT_STREQ(key->szCurveOid, szOID_ECC_CURVE_P384);
    EXPECT_EQ(key->PrivateKey.cbData, 48u);
}

TEST(ObjectKeys, CodeTheAttributesOfPkcs8) {
    const Buffer der = digits("301a020100300406022a03040101a00c300a06022a0331040402aabb");
    const auto info = decoded<CRYPT_PRIVATE_KEY_INFO>(PKCS_PRIVATE_KEY_INFO, der);
    ASSERT_NE(info, nullptr);
    ASSERT_NE(info->pAttributes, nullptr);
    EXPECT_EQ(info->pAttributes->cAttr, 1u);
    EXPECT_EQ(encoded(PKCS_PRIVATE_KEY_INFO, info.get()).der, der);
}

TEST(ObjectKeys, RefusePkcs8WithSomethingBehindTheKey) {
    EXPECT_EQ(decoding_error(PKCS_PRIVATE_KEY_INFO, digits("300e020100300406022a0304010105 00")),
              static_cast<DWORD>(CRYPT_E_ASN1_CORRUPT));
    EXPECT_EQ(decoding_error(X509_ECC_PRIVATE_KEY, digits("3008020101040101a100")),
              static_cast<DWORD>(CRYPT_E_ASN1_CORRUPT));
    const CRYPT_PRIVATE_KEY_INFO nowhere = {0, {text("1.2.3"), {}}, {1, nullptr}, nullptr};
    EXPECT_EQ(encoded(PKCS_PRIVATE_KEY_INFO, &nowhere).error, static_cast<DWORD>(E_INVALIDARG));
    std::vector<BYTE> large((1 << 20) + 1);
    const CRYPT_PRIVATE_KEY_INFO too_large = {
        0, {text("1.2.3"), {}}, {static_cast<DWORD>(large.size()), large.data()}, nullptr};
    EXPECT_EQ(encoded(PKCS_PRIVATE_KEY_INFO, &too_large).error,
              static_cast<DWORD>(CRYPT_E_BAD_ENCODE));
}

// ---- Signatures and parameters ------------------------------------------------------------------

TEST(ObjectParameters, DecodeSignaturesLeastSignificantOctetFirst) {
    const auto ecc =
        decoded<CERT_ECC_SIGNATURE>(X509_ECC_SIGNATURE, digits("300802020102020200ff"));
    EXPECT_EQ(octets(ecc->r), (Buffer{2, 1}));
    EXPECT_EQ(octets(ecc->s), (Buffer{0xFF}));
    DWORD size = 0;
    const auto dss =
        decoded<std::uint8_t>(X509_DSS_SIGNATURE, digits("300802020102020200ff"), 0, &size);
    EXPECT_EQ(size, static_cast<DWORD>(CERT_DSS_SIGNATURE_LEN));
    Buffer expected(40);
    expected[0] = 2;
    expected[1] = 1;
    expected[20] = 0xFF;
    EXPECT_EQ(whole(dss, size), expected);
}

TEST(ObjectParameters, RefuseSignaturesThatAreNone) {
    for (const char* const hex :
         {"3000", "3003020101", "3009020101020101020101", "3006020180020101"})
        for (const LPCSTR type : {X509_ECC_SIGNATURE, X509_DSS_SIGNATURE})
            EXPECT_EQ(decoding_error(type, digits(hex)), static_cast<DWORD>(CRYPT_E_ASN1_CORRUPT))
                << hex;
    CERT_ECC_SIGNATURE empty{};
    EXPECT_EQ(encoded(X509_ECC_SIGNATURE, &empty).error, static_cast<DWORD>(E_INVALIDARG));
}

TEST(ObjectParameters, DecodeTheDefaultsOfPss) {
    const auto pss =
        decoded<CRYPT_RSA_SSA_PSS_PARAMETERS>(PKCS_RSA_SSA_PSS_PARAMETERS, digits("3000"));
    EXPECT_STREQ(pss->HashAlgorithm.pszObjId, szOID_OIWSEC_sha1);
    EXPECT_STREQ(pss->MaskGenAlgorithm.pszObjId, szOID_RSA_MGF1);
    EXPECT_STREQ(pss->MaskGenAlgorithm.HashAlgorithm.pszObjId, szOID_OIWSEC_sha1);
    EXPECT_EQ(pss->dwSaltLength, 20u);
    EXPECT_EQ(pss->dwTrailerField, 1u);
    const CRYPT_RSA_SSA_PSS_PARAMETERS zeroed{};
    EXPECT_EQ(encoded(PKCS_RSA_SSA_PSS_PARAMETERS, &zeroed).der, digits("3005a203020100"));
}

TEST(ObjectParameters, RefuseInitialVectorsOfAnotherLength) {
    EXPECT_EQ(decoding_error(PKCS_RC2_CBC_PARAMETERS, digits("300c02013a040701020304050607")),
              static_cast<DWORD>(CRYPT_E_ASN1_CORRUPT));
    EXPECT_EQ(decoding_error(PKCS_RC2_CBC_PARAMETERS, digits("3000")),
              static_cast<DWORD>(CRYPT_E_ASN1_CORRUPT));
}

}  // namespace
}  // namespace secur32::test
