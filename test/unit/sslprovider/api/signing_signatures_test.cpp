// CryptSignCertificate: libcrypto verifies what it signs.
#include <gtest/gtest.h>
#include <openssl/evp.h>

#include "test/unit/sslprovider/api/signing_fixture.h"

namespace secur32::test {
namespace {

const Buffer& message() {
    static const Buffer octets{0x30, 3, 2, 1, 5};
    return octets;
}

DWORD sign(ULONG_PTR key, DWORD key_spec, CRYPT_ALGORITHM_IDENTIFIER* algorithm, Buffer& out,
           DWORD room = 1000, DWORD encoding = X509_ASN_ENCODING) {
    out.resize(1000);
    SetLastError(0);
    if (CryptSignCertificate(key, key_spec, encoding, message().data(), size_of(message()),
                             algorithm, nullptr, out.data(), &room))
        out.resize(room);
    return GetLastError();
}

Buffer reversed(Buffer octets) {
    std::reverse(octets.begin(), octets.end());
    return octets;
}

TEST(CryptSignCertificate, AgreesWithLibcryptoOnKeysOfTheCngStorage) {
    const struct {
        const Issued* issued;
        const char* oid;
        const char* hash;
    } rows[] = {
        {&signing_chain().rsa, kSha256Rsa, "SHA256"},
        {&signing_chain().rsa, "1.2.840.113549.1.1.5", "SHA1"},
        {&signing_chain().rsa, "1.2.840.113549.1.1.13", "SHA512"},
        {&signing_chain().ec, "1.2.840.10045.4.3.2", "SHA256"},
        {&signing_chain().ec, "1.2.840.10045.4.3.4", "SHA512"},
        {&signing_chain().ed25519, "1.3.101.112", nullptr},
    };
    for (const auto& row : rows) {
        const SigningCngKey key(row.issued->key);
        SigningAlgorithm algorithm(row.oid);
        Buffer signature;
        EXPECT_EQ(sign(key, 0, algorithm.get(), signature), 0u) << row.oid;
        EXPECT_TRUE(
            foreign_verifies(row.issued->key.get(), row.hash, message(), reversed(signature)));
        DWORD size = 0;
        ASSERT_TRUE(CryptSignCertificate(key, 0, X509_ASN_ENCODING, message().data(),
                                         size_of(message()), algorithm.get(), nullptr, nullptr,
                                         &size));
        EXPECT_EQ(size, static_cast<DWORD>(EVP_PKEY_get_size(row.issued->key.get())));
    }
}

TEST(CryptSignCertificate, SignsWithPairsOfTheCryptoApi) {
    const SigningProvider provider;
    provider.generate(AT_SIGNATURE);
    SigningAlgorithm algorithm(kSha256Rsa);
    Buffer signature;
    ASSERT_EQ(sign(provider, AT_SIGNATURE, algorithm.get(), signature), 0u);
    // As the CryptoAPI's own signatures are, least significant octet first.
    HCRYPTHASH hash = 0;
    HCRYPTKEY key = 0;
    DWORD size = 1000;
    Buffer info(size);
    auto* const exported = reinterpret_cast<CERT_PUBLIC_KEY_INFO*>(info.data());
    ASSERT_TRUE(
        CryptExportPublicKeyInfo(provider, AT_SIGNATURE, X509_ASN_ENCODING, exported, &size));
    HCRYPTPROV aes = 0;
    ASSERT_TRUE(CryptAcquireContextW(&aes, nullptr, nullptr, PROV_RSA_AES, CRYPT_VERIFYCONTEXT));
    ASSERT_TRUE(CryptImportPublicKeyInfo(aes, X509_ASN_ENCODING, exported, &key));
    ASSERT_TRUE(CryptCreateHash(aes, CALG_SHA_256, 0, 0, &hash));
    ASSERT_TRUE(CryptHashData(hash, message().data(), size_of(message()), 0));
    EXPECT_TRUE(CryptVerifySignatureW(hash, signature.data(), size_of(signature), key, nullptr, 0));
    CryptReleaseContext(aes, 0);
}

TEST(CryptSignCertificate, RefusesNullAndOtherEncodings) {
    const SigningCngKey key(signing_chain().rsa.key);
    SigningAlgorithm algorithm(kSha256Rsa), unnamed("RSA");
    Buffer out;
    EXPECT_EQ(sign(key, 0, nullptr, out), static_cast<DWORD>(E_INVALIDARG));
    EXPECT_EQ(sign(0, 0, algorithm.get(), out), static_cast<DWORD>(E_INVALIDARG));
    EXPECT_EQ(sign(key, 0, unnamed.get(), out), static_cast<DWORD>(E_INVALIDARG));
    EXPECT_EQ(sign(key, 0, algorithm.get(), out, 1000, 0), static_cast<DWORD>(E_INVALIDARG));
}

TEST(CryptSignCertificate, RefusesAlgorithmsOfOtherKeys) {
    const SigningCngKey rsa(signing_chain().rsa.key), ec(signing_chain().ec.key);
    SigningAlgorithm of_rsa(kSha256Rsa), of_ec("1.2.840.10045.4.3.2"), unknown("1.2.3");
    Buffer out;
    EXPECT_EQ(sign(ec, 0, of_rsa.get(), out), static_cast<DWORD>(NTE_BAD_ALGID));
    EXPECT_EQ(sign(rsa, 0, of_ec.get(), out), static_cast<DWORD>(NTE_BAD_ALGID));
    EXPECT_EQ(sign(rsa, 0, unknown.get(), out), static_cast<DWORD>(NTE_BAD_ALGID));
}

TEST(CryptSignCertificate, RefusesWhereThereIsNoPair) {
    const SigningProvider provider;
    SigningAlgorithm algorithm(kSha256Rsa);
    Buffer out;
    EXPECT_EQ(sign(provider, AT_SIGNATURE, algorithm.get(), out), static_cast<DWORD>(NTE_NO_KEY));
}

TEST(CryptSignCertificate, RefusesABufferThatIsTooSmall) {
    const SigningCngKey key(signing_chain().rsa.key);
    SigningAlgorithm algorithm(kSha256Rsa);
    Buffer out;
    EXPECT_EQ(sign(key, 0, algorithm.get(), out, 255), static_cast<DWORD>(ERROR_MORE_DATA));
}

}  // namespace
}  // namespace secur32::test
