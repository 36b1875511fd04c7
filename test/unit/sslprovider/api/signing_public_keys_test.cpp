// CryptImportPublicKeyInfo(Ex, Ex2), CryptExportPublicKeyInfo(Ex): libcrypto's keys go in and come
// out.
#include <gtest/gtest.h>
#include <openssl/evp.h>

#include "test/unit/sslprovider/api/signing_fixture.h"

namespace secur32::test {
namespace {

Context rsa_context() { return Context{Bytes(signing_chain().rsa.der)}; }
Context ec_context() { return Context{Bytes(signing_chain().ec.der)}; }

// Imports info under aiKeyAlg; the CryptoAPI verifies with it what libcrypto signed.
bool verifies_foreign(HCRYPTPROV provider, HCRYPTKEY key, const ForeignKey& foreign) {
    const Buffer message{1, 2, 3};
    EVP_MD_CTX* const context = EVP_MD_CTX_new();
    std::size_t size = 256;
    Buffer signature(size);
    EVP_DigestSignInit_ex(context, nullptr, "SHA1", nullptr, nullptr, foreign.get(), nullptr);
    EVP_DigestSign(context, signature.data(), &size, message.data(), message.size());
    EVP_MD_CTX_free(context);
    std::reverse(signature.begin(), signature.end());
    HCRYPTHASH hash = 0;
    return CryptCreateHash(provider, CALG_SHA1, 0, 0, &hash) &&
           CryptHashData(hash, message.data(), size_of(message), 0) &&
           CryptVerifySignatureW(hash, signature.data(), size_of(signature), key, nullptr, 0);
}

DWORD import_failure(HCRYPTPROV provider, DWORD encoding, CERT_PUBLIC_KEY_INFO* info) {
    HCRYPTKEY key = 7;
    SetLastError(kUntouched);
    EXPECT_FALSE(CryptImportPublicKeyInfo(provider, encoding, info, &key));
    EXPECT_EQ(key, 0u);
    return GetLastError();
}
DWORD import_ex_failure(HCRYPTPROV provider, CERT_PUBLIC_KEY_INFO* info, ALG_ID algorithm,
                        DWORD flags = 0) {
    HCRYPTKEY key = 7;
    SetLastError(kUntouched);
    EXPECT_FALSE(CryptImportPublicKeyInfoEx(provider, X509_ASN_ENCODING, info, algorithm, flags,
                                            nullptr, &key));
    EXPECT_EQ(key, 0u);
    return GetLastError();
}
DWORD import_ex2_failure(CERT_PUBLIC_KEY_INFO* info, DWORD flags, DWORD encoding = 1) {
    BCRYPT_KEY_HANDLE key = nullptr;
    SetLastError(kUntouched);
    EXPECT_FALSE(CryptImportPublicKeyInfoEx2(encoding, info, flags, nullptr, &key));
    EXPECT_EQ(key, nullptr);
    return GetLastError();
}

// A copy that a test spoils.
struct SpoiltInfo {
    explicit SpoiltInfo(const Context& context)
        : info(*key_info(context)),
          bits(info.PublicKey.pbData, info.PublicKey.pbData + info.PublicKey.cbData) {
        info.PublicKey.pbData = bits.data();
    }
    CERT_PUBLIC_KEY_INFO info;
    Buffer bits;
    char unknown[8] = "1.2.3";
};

// The modulus, whose last octet is even then.
void make_even(SpoiltInfo& spoilt) { spoilt.bits[9 + 255] &= 0xFE; }

TEST(CryptImportPublicKeyInfo, AgreesWithLibcrypto) {
    const SigningProvider provider;
    HCRYPTKEY key = 0;
    SetLastError(kUntouched);
    ASSERT_TRUE(
        CryptImportPublicKeyInfo(provider, X509_ASN_ENCODING, key_info(rsa_context()), &key));
    EXPECT_EQ(GetLastError(), kUntouched);
    EXPECT_TRUE(verifies_foreign(provider, key, signing_chain().rsa.key));
    EXPECT_FALSE(verifies_foreign(provider, key, signing_chain().ca.key));
    EXPECT_TRUE(CryptDestroyKey(key));
}

TEST(CryptImportPublicKeyInfo, RefusesNullAndOtherEncodings) {
    const SigningProvider provider;
    const Context context = rsa_context();
    EXPECT_EQ(import_failure(provider, PKCS_7_ASN_ENCODING, key_info(context)),
              static_cast<DWORD>(E_INVALIDARG));
    EXPECT_EQ(import_failure(provider, X509_ASN_ENCODING, nullptr),
              static_cast<DWORD>(E_INVALIDARG));
    EXPECT_EQ(import_failure(0, X509_ASN_ENCODING, key_info(context)),
              static_cast<DWORD>(E_INVALIDARG));
}

TEST(CryptImportPublicKeyInfo, RefusesKeysThatTheCryptoApiDoesNotHave) {
    const SigningProvider provider;
    const Context context = ec_context();
    EXPECT_EQ(import_failure(provider, X509_ASN_ENCODING, key_info(context)),
              static_cast<DWORD>(NTE_BAD_ALGID));
}

TEST(CryptImportPublicKeyInfo, RefusesNumbersThatAreNoKey) {
    const SigningProvider provider;
    const Context context = rsa_context();
    SpoiltInfo spoilt(context);
    make_even(spoilt);
    EXPECT_EQ(import_failure(provider, X509_ASN_ENCODING, &spoilt.info),
              static_cast<DWORD>(NTE_BAD_PUBLIC_KEY));
    SpoiltInfo cut(context);
    --cut.info.PublicKey.cbData;
    EXPECT_EQ(import_failure(provider, X509_ASN_ENCODING, &cut.info),
              static_cast<DWORD>(CRYPT_E_ASN1_CORRUPT));
}

TEST(CryptImportPublicKeyInfoEx, AgreesWithLibcrypto) {
    const SigningProvider provider;
    for (const ALG_ID id : {ALG_ID{0}, ALG_ID{CALG_RSA_SIGN}, ALG_ID{CALG_RSA_KEYX}}) {
        HCRYPTKEY key = 0;
        ASSERT_TRUE(CryptImportPublicKeyInfoEx(provider, X509_ASN_ENCODING, key_info(rsa_context()),
                                               id, 0, nullptr, &key));
        EXPECT_TRUE(verifies_foreign(provider, key, signing_chain().rsa.key));
        ALG_ID told = 0;
        DWORD size = sizeof told;
        ASSERT_TRUE(CryptGetKeyParam(key, KP_ALGID, reinterpret_cast<BYTE*>(&told), &size, 0));
        EXPECT_EQ(told, id == 0 ? ALG_ID{CALG_RSA_KEYX} : id);
    }
}

TEST(CryptImportPublicKeyInfoEx, RefusesFlags) {
    const SigningProvider provider;
    const Context context = rsa_context();
    EXPECT_EQ(import_ex_failure(provider, key_info(context), 0, 1),
              static_cast<DWORD>(E_INVALIDARG));
}

TEST(CryptImportPublicKeyInfoEx, RefusesAnotherKindOfAlgorithm) {
    const SigningProvider provider;
    const Context context = rsa_context();
    EXPECT_EQ(import_ex_failure(provider, key_info(context), CALG_DSS_SIGN),
              static_cast<DWORD>(NTE_BAD_ALGID));
    EXPECT_EQ(import_ex_failure(provider, key_info(context), CALG_SHA1),
              static_cast<DWORD>(NTE_BAD_ALGID));
}

TEST(CryptImportPublicKeyInfoEx, RefusesNumbersThatAreNoKey) {
    const SigningProvider provider;
    const Context context = rsa_context();
    SpoiltInfo spoilt(context);
    make_even(spoilt);
    EXPECT_EQ(import_ex_failure(provider, &spoilt.info, 0), static_cast<DWORD>(NTE_BAD_PUBLIC_KEY));
}

TEST(CryptImportPublicKeyInfoEx2, AgreesWithLibcryptoOnNamesAndLengths) {
    const struct {
        const Issued* issued;
        DWORD flags;
        std::u16string_view name;
    } rows[] = {
        {&signing_chain().rsa, 0, u"RSA"},
        {&signing_chain().ec, 0, u"ECDSA_P256"},
        {&signing_chain().ec, CRYPT_OID_INFO_PUBKEY_SIGN_KEY_FLAG, u"ECDSA_P256"},
        {&signing_chain().ec, CRYPT_OID_INFO_PUBKEY_ENCRYPT_KEY_FLAG, u"ECDH_P256"},
    };
    for (const auto& row : rows) {
        const Context context{Bytes(row.issued->der)};
        BCRYPT_KEY_HANDLE key = nullptr;
        ASSERT_TRUE(CryptImportPublicKeyInfoEx2(X509_ASN_ENCODING, key_info(context), row.flags,
                                                nullptr, &key));
        char16_t name[32] = {};
        ULONG size = 0;
        EXPECT_EQ(BCryptGetProperty(key, BCRYPT_ALGORITHM_NAME, reinterpret_cast<PUCHAR>(name),
                                    sizeof name, &size, 0),
                  STATUS_SUCCESS);
        EXPECT_EQ(std::u16string_view(name), row.name);
        DWORD bits = 0;
        EXPECT_EQ(BCryptGetProperty(key, BCRYPT_KEY_LENGTH, reinterpret_cast<PUCHAR>(&bits),
                                    sizeof bits, &size, 0),
                  STATUS_SUCCESS);
        EXPECT_EQ(bits, static_cast<DWORD>(EVP_PKEY_get_bits(row.issued->key.get())));
        EXPECT_EQ(BCryptDestroyKey(key), STATUS_SUCCESS);
    }
}

TEST(CryptImportPublicKeyInfoEx2, RefusesFlagsAndNull) {
    const Context context = rsa_context();
    EXPECT_EQ(import_ex2_failure(key_info(context), 1), static_cast<DWORD>(E_INVALIDARG));
    EXPECT_EQ(import_ex2_failure(nullptr, 0), static_cast<DWORD>(E_INVALIDARG));
    EXPECT_EQ(import_ex2_failure(key_info(context), 0, 0), static_cast<DWORD>(E_INVALIDARG));
    EXPECT_FALSE(
        CryptImportPublicKeyInfoEx2(X509_ASN_ENCODING, key_info(context), 0, nullptr, nullptr));
}

TEST(CryptImportPublicKeyInfoEx2, RefusesAnUnknownAlgorithm) {
    const Context context = rsa_context();
    SpoiltInfo spoilt(context);
    spoilt.info.Algorithm.pszObjId = spoilt.unknown;
    EXPECT_EQ(import_ex2_failure(&spoilt.info, 0), static_cast<DWORD>(NTE_BAD_ALGID));
    spoilt.info.Algorithm.pszObjId = nullptr;
    EXPECT_EQ(import_ex2_failure(&spoilt.info, 0), static_cast<DWORD>(E_INVALIDARG));
}

TEST(CryptImportPublicKeyInfoEx2, RefusesAPointOffItsCurve) {
    const Context context = ec_context();
    SpoiltInfo spoilt(context);
    spoilt.bits.back() ^= 1;
    EXPECT_EQ(import_ex2_failure(&spoilt.info, 0), static_cast<DWORD>(NTE_BAD_PUBLIC_KEY));
}

// ---- Exporting ----------------------------------------------------------------------------------

bool same(const CERT_PUBLIC_KEY_INFO& a, const CERT_PUBLIC_KEY_INFO& b) {
    const auto octets = [](const auto& blob) {
        return Buffer(blob.pbData, blob.pbData + blob.cbData);
    };
    return std::string(a.Algorithm.pszObjId) == b.Algorithm.pszObjId &&
           octets(a.Algorithm.Parameters) == octets(b.Algorithm.Parameters) &&
           octets(a.PublicKey) == octets(b.PublicKey) &&
           a.PublicKey.cUnusedBits == b.PublicKey.cUnusedBits;
}

const CERT_PUBLIC_KEY_INFO& info_in(const Buffer& block) {
    return *reinterpret_cast<const CERT_PUBLIC_KEY_INFO*>(block.data());
}

DWORD export_failure(ULONG_PTR key, DWORD key_spec, DWORD encoding = X509_ASN_ENCODING) {
    DWORD size = kUntouched;
    SetLastError(kUntouched);
    EXPECT_FALSE(CryptExportPublicKeyInfo(key, key_spec, encoding, nullptr, &size));
    EXPECT_EQ(size, 0u);
    return GetLastError();
}

TEST(CryptExportPublicKeyInfo, AgreesWithLibcryptosCertificates) {
    for (const Issued* issued :
         {&signing_chain().rsa, &signing_chain().ec, &signing_chain().ed25519}) {
        const SigningCngKey key(issued->key);
        const Context context{Bytes(issued->der)};
        DWORD size = 0;
        ASSERT_TRUE(CryptExportPublicKeyInfo(key, 0, X509_ASN_ENCODING, nullptr, &size));
        Buffer block(size);
        ASSERT_TRUE(CryptExportPublicKeyInfo(key, 0, X509_ASN_ENCODING,
                                             reinterpret_cast<CERT_PUBLIC_KEY_INFO*>(block.data()),
                                             &size));
        EXPECT_TRUE(same(info_in(block), *key_info(context)));
    }
}

TEST(CryptExportPublicKeyInfo, ExportsPairsOfTheCryptoApi) {
    const SigningProvider provider;
    provider.generate(AT_SIGNATURE);
    DWORD size = 0;
    ASSERT_TRUE(
        CryptExportPublicKeyInfo(provider, AT_SIGNATURE, X509_ASN_ENCODING, nullptr, &size));
    Buffer block(size);
    ASSERT_TRUE(CryptExportPublicKeyInfo(provider, AT_SIGNATURE, X509_ASN_ENCODING,
                                         reinterpret_cast<CERT_PUBLIC_KEY_INFO*>(block.data()),
                                         &size));
    EXPECT_EQ(std::string(info_in(block).Algorithm.pszObjId), szOID_RSA_RSA);
}

TEST(CryptExportPublicKeyInfo, RefusesWhatIsNoKey) {
    EXPECT_EQ(export_failure(0, AT_SIGNATURE), static_cast<DWORD>(E_INVALIDARG));
    const SigningProvider provider;
    EXPECT_EQ(export_failure(provider, 9), static_cast<DWORD>(E_INVALIDARG));
    EXPECT_EQ(export_failure(provider, AT_SIGNATURE, 0), static_cast<DWORD>(E_INVALIDARG));
}

TEST(CryptExportPublicKeyInfo, RefusesWhereThereIsNoPair) {
    const SigningProvider provider;
    EXPECT_EQ(export_failure(provider, AT_SIGNATURE), static_cast<DWORD>(NTE_NO_KEY));
}

TEST(CryptExportPublicKeyInfo, RefusesABufferThatIsTooSmall) {
    const SigningCngKey key(signing_chain().ec.key);
    DWORD size = 0;
    ASSERT_TRUE(CryptExportPublicKeyInfo(key, 0, X509_ASN_ENCODING, nullptr, &size));
    Buffer block(size);
    DWORD small = size - 1;
    SetLastError(kUntouched);
    EXPECT_FALSE(CryptExportPublicKeyInfo(
        key, 0, X509_ASN_ENCODING, reinterpret_cast<CERT_PUBLIC_KEY_INFO*>(block.data()), &small));
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(ERROR_MORE_DATA));
    EXPECT_EQ(small, size);
}

DWORD export_ex_failure(ULONG_PTR key, const char* id, DWORD flags, DWORD size) {
    Buffer block(size);
    SetLastError(kUntouched);
    EXPECT_FALSE(CryptExportPublicKeyInfoEx(
        key, AT_SIGNATURE, X509_ASN_ENCODING, const_cast<LPSTR>(id), flags, nullptr,
        reinterpret_cast<CERT_PUBLIC_KEY_INFO*>(block.data()), &size));
    return GetLastError();
}

TEST(CryptExportPublicKeyInfoEx, AgreesWithLibcryptoButForTheIdentifier) {
    const SigningCngKey key(signing_chain().rsa.key);
    const Context context = rsa_context();
    for (const char* id : {static_cast<const char*>(nullptr), szOID_RSA_RSA, "1.2.3.4"}) {
        Buffer block(1000);
        DWORD size = size_of(block);
        ASSERT_TRUE(CryptExportPublicKeyInfoEx(
            key, 0, X509_ASN_ENCODING, const_cast<LPSTR>(id), 0, nullptr,
            reinterpret_cast<CERT_PUBLIC_KEY_INFO*>(block.data()), &size));
        EXPECT_EQ(same(info_in(block), *key_info(context)),
                  id == nullptr || std::string(id) == szOID_RSA_RSA);
        EXPECT_EQ(std::string(info_in(block).Algorithm.pszObjId), id ? id : szOID_RSA_RSA);
    }
}

TEST(CryptExportPublicKeyInfoEx, RefusesFlagsAndNoIdentifier) {
    const SigningCngKey key(signing_chain().rsa.key);
    EXPECT_EQ(export_ex_failure(key, nullptr, 1, 1000), static_cast<DWORD>(E_INVALIDARG));
    EXPECT_EQ(export_ex_failure(key, "RSA", 0, 1000), static_cast<DWORD>(E_INVALIDARG));
}

TEST(CryptExportPublicKeyInfoEx, RefusesABufferThatIsTooSmall) {
    const SigningCngKey key(signing_chain().rsa.key);
    EXPECT_EQ(export_ex_failure(key, nullptr, 0, 64), static_cast<DWORD>(ERROR_MORE_DATA));
}

TEST(CryptExportPublicKeyInfoEx, RefusesWhereThereIsNoPair) {
    const SigningProvider provider;
    EXPECT_EQ(export_ex_failure(provider, nullptr, 0, 1000), static_cast<DWORD>(NTE_NO_KEY));
}

}  // namespace
}  // namespace secur32::test
