// BCryptVerifySignature, BCryptDestroyKey, BCryptGetProperty: what libcrypto signs verifies.

#include <gtest/gtest.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include "test/unit/sslprovider/api/signing_fixture.h"

namespace secur32::test {
namespace {

class PublicKeyHandle {
 public:
    explicit PublicKeyHandle(const Issued& issued, DWORD flags = 0) {
        const Context context{Bytes(issued.der)};
        if (!CryptImportPublicKeyInfoEx2(X509_ASN_ENCODING, key_info(context), flags, nullptr,
                                         &handle_))
            throw std::runtime_error("CryptImportPublicKeyInfoEx2");
    }
    ~PublicKeyHandle() { BCryptDestroyKey(handle_); }
    PublicKeyHandle(const PublicKeyHandle&) = delete;
    PublicKeyHandle& operator=(const PublicKeyHandle&) = delete;
    operator BCRYPT_KEY_HANDLE() const { return handle_; }

 private:
    BCRYPT_KEY_HANDLE handle_ = nullptr;
};

const Buffer& message() {
    static const Buffer octets{1, 2, 3, 4};
    return octets;
}

Buffer foreign_signature(const Issued& issued, const char* hash, int salt_length = -1) {
    EVP_MD_CTX* const context = EVP_MD_CTX_new();
    EVP_PKEY_CTX* inner = nullptr;
    EVP_DigestSignInit_ex(context, &inner, hash, nullptr, nullptr, issued.key.get(), nullptr);
    if (salt_length >= 0) {
        EVP_PKEY_CTX_set_rsa_padding(inner, RSA_PKCS1_PSS_PADDING);
        EVP_PKEY_CTX_set_rsa_pss_saltlen(inner, salt_length);
    }
    std::size_t size = 512;
    Buffer out(size);
    EVP_DigestSign(context, out.data(), &size, message().data(), message().size());
    EVP_MD_CTX_free(context);
    out.resize(size);
    return out;
}

// r and s side by side.
Buffer fixed_width(const Buffer& der, int width) {
    const unsigned char* at = der.data();
    ECDSA_SIG* const pair = d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size()));
    Buffer out(2 * static_cast<std::size_t>(width));
    BN_bn2binpad(ECDSA_SIG_get0_r(pair), out.data(), width);
    BN_bn2binpad(ECDSA_SIG_get0_s(pair), out.data() + width, width);
    ECDSA_SIG_free(pair);
    return out;
}

NTSTATUS verify(BCRYPT_KEY_HANDLE key, void* padding, Buffer hash, Buffer signature, ULONG flags) {
    return BCryptVerifySignature(key, padding, hash.data(), size_of(hash), signature.data(),
                                 size_of(signature), flags);
}

BCRYPT_PKCS1_PADDING_INFO pkcs1(LPCWSTR hash) { return {hash}; }

TEST(BCryptVerifySignature, AgreesWithLibcrypto) {
    const PublicKeyHandle rsa(signing_chain().rsa), ec(signing_chain().ec),
        ed25519(signing_chain().ed25519);
    for (const auto& [name, hash] :
         {std::pair{"SHA256", BCRYPT_SHA256_ALGORITHM}, std::pair{"SHA1", BCRYPT_SHA1_ALGORITHM},
          std::pair{"SHA512", BCRYPT_SHA512_ALGORITHM}}) {
        const Buffer digest = foreign_digest(name, message());
        BCRYPT_PKCS1_PADDING_INFO padding = pkcs1(hash);
        EXPECT_EQ(verify(rsa, &padding, digest, foreign_signature(signing_chain().rsa, name),
                         BCRYPT_PAD_PKCS1),
                  STATUS_SUCCESS);
        BCRYPT_PSS_PADDING_INFO pss{hash, 17};
        EXPECT_EQ(verify(rsa, &pss, digest, foreign_signature(signing_chain().rsa, name, 17),
                         BCRYPT_PAD_PSS),
                  STATUS_SUCCESS);
        EXPECT_EQ(verify(ec, nullptr, digest,
                         fixed_width(foreign_signature(signing_chain().ec, name), 32), 0),
                  STATUS_SUCCESS);
    }
    EXPECT_EQ(
        verify(ed25519, nullptr, message(), foreign_signature(signing_chain().ed25519, nullptr), 0),
        STATUS_SUCCESS);
}

TEST(BCryptVerifySignature, RefusesOtherSignatures) {
    const PublicKeyHandle rsa(signing_chain().rsa), ec(signing_chain().ec);
    const Buffer digest = foreign_digest("SHA256", message());
    BCRYPT_PKCS1_PADDING_INFO padding = pkcs1(BCRYPT_SHA256_ALGORITHM);
    Buffer signature = foreign_signature(signing_chain().rsa, "SHA256");
    signature[100] ^= 1;
    EXPECT_EQ(verify(rsa, &padding, digest, signature, BCRYPT_PAD_PKCS1), STATUS_INVALID_SIGNATURE);
    signature.pop_back();
    EXPECT_EQ(verify(rsa, &padding, digest, signature, BCRYPT_PAD_PKCS1), STATUS_INVALID_SIGNATURE);
    EXPECT_EQ(verify(ec, nullptr, digest, foreign_signature(signing_chain().ec, "SHA256"), 0),
              STATUS_INVALID_SIGNATURE)
        << "DER";
}

TEST(BCryptVerifySignature, RefusesWhatIsNoKey) {
    const Buffer digest(32, 1);
    EXPECT_EQ(verify(nullptr, nullptr, digest, digest, 0), STATUS_INVALID_HANDLE);
    const SigningCngKey other(signing_chain().ec.key);
    EXPECT_EQ(verify(reinterpret_cast<BCRYPT_KEY_HANDLE>(NCRYPT_KEY_HANDLE{other}), nullptr, digest,
                     digest, 0),
              STATUS_INVALID_HANDLE)
        << "a key of the storage";
}

TEST(BCryptVerifySignature, RefusesPaddingsThatAreNotTheKeys) {
    const PublicKeyHandle rsa(signing_chain().rsa), ec(signing_chain().ec);
    const Buffer digest(32, 1), signature(256, 1);
    BCRYPT_PKCS1_PADDING_INFO padding = pkcs1(BCRYPT_SHA256_ALGORITHM);
    EXPECT_EQ(verify(rsa, nullptr, digest, signature, BCRYPT_PAD_PKCS1), STATUS_INVALID_PARAMETER);
    EXPECT_EQ(verify(rsa, &padding, digest, signature, 0), STATUS_INVALID_PARAMETER);
    EXPECT_EQ(verify(rsa, &padding, digest, signature, BCRYPT_PAD_OAEP), STATUS_INVALID_PARAMETER);
    EXPECT_EQ(verify(ec, &padding, digest, Buffer(64, 1), 0), STATUS_INVALID_PARAMETER);
    EXPECT_EQ(verify(ec, nullptr, digest, Buffer(64, 1), BCRYPT_PAD_PKCS1),
              STATUS_INVALID_PARAMETER);
}

TEST(BCryptVerifySignature, RefusesHashesOfAnotherLength) {
    const PublicKeyHandle rsa(signing_chain().rsa);
    BCRYPT_PKCS1_PADDING_INFO padding = pkcs1(BCRYPT_SHA256_ALGORITHM);
    EXPECT_EQ(verify(rsa, &padding, Buffer(20, 1), Buffer(256, 1), BCRYPT_PAD_PKCS1),
              STATUS_INVALID_PARAMETER);
    padding = pkcs1(u"SHA3");
    EXPECT_EQ(verify(rsa, &padding, Buffer(32, 1), Buffer(256, 1), BCRYPT_PAD_PKCS1),
              STATUS_INVALID_PARAMETER);
}

TEST(BCryptVerifySignature, RefusesAKeyThatAgrees) {
    const PublicKeyHandle ecdh(signing_chain().ec, CRYPT_OID_INFO_PUBKEY_ENCRYPT_KEY_FLAG);
    EXPECT_EQ(verify(ecdh, nullptr, Buffer(32, 1), Buffer(64, 1), 0), STATUS_NOT_SUPPORTED);
}

TEST(BCryptDestroyKey, AgreesWithTheDocumentationThatAKeyGoesOnce) {
    const Context context{Bytes(signing_chain().ec.der)};
    BCRYPT_KEY_HANDLE key = nullptr;
    ASSERT_TRUE(
        CryptImportPublicKeyInfoEx2(X509_ASN_ENCODING, key_info(context), 0, nullptr, &key));
    EXPECT_EQ(BCryptDestroyKey(key), STATUS_SUCCESS);
    EXPECT_EQ(BCryptDestroyKey(key), STATUS_INVALID_HANDLE);
}

TEST(BCryptDestroyKey, RefusesNull) { EXPECT_EQ(BCryptDestroyKey(nullptr), STATUS_INVALID_HANDLE); }

TEST(BCryptDestroyKey, RefusesAKeyOfTheStorage) {
    const SigningCngKey other(signing_chain().ec.key);
    EXPECT_EQ(BCryptDestroyKey(reinterpret_cast<BCRYPT_KEY_HANDLE>(NCRYPT_KEY_HANDLE{other})),
              STATUS_INVALID_HANDLE);
    EXPECT_TRUE(NCryptIsKeyHandle(other));
}

TEST(BCryptDestroyKey, RefusesWhatNobodyGaveOut) {
    EXPECT_EQ(BCryptDestroyKey(reinterpret_cast<BCRYPT_KEY_HANDLE>(ULONG_PTR{0x123456})),
              STATUS_INVALID_HANDLE);
}

NTSTATUS property(BCRYPT_KEY_HANDLE key, LPCWSTR name, ULONG size, ULONG flags = 0) {
    Buffer place(size);
    ULONG needed = 0;
    return BCryptGetProperty(key, name, place.data(), size, &needed, flags);
}

TEST(BCryptGetProperty, AgreesWithLibcryptoOnLengths) {
    for (const Issued* issued : {&signing_chain().rsa, &signing_chain().ec}) {
        const PublicKeyHandle key(*issued);
        const auto number = [&](LPCWSTR name) {
            DWORD value = 0;
            ULONG size = 0;
            EXPECT_EQ(BCryptGetProperty(key, name, reinterpret_cast<PUCHAR>(&value), sizeof value,
                                        &size, 0),
                      STATUS_SUCCESS);
            EXPECT_EQ(size, sizeof value);
            return static_cast<int>(value);
        };
        const int bits = EVP_PKEY_get_bits(issued->key.get());
        EXPECT_EQ(number(BCRYPT_KEY_LENGTH), bits);
        EXPECT_EQ(number(BCRYPT_KEY_STRENGTH), bits);
        EXPECT_EQ(number(BCRYPT_BLOCK_LENGTH), bits / 8);
        EXPECT_EQ(number(BCRYPT_SIGNATURE_LENGTH),
                  issued == &signing_chain().rsa ? EVP_PKEY_get_size(issued->key.get()) : 64);
    }
}

TEST(BCryptGetProperty, RefusesWhatIsNoKey) {
    EXPECT_EQ(property(nullptr, BCRYPT_KEY_LENGTH, 4), STATUS_INVALID_HANDLE);
}

TEST(BCryptGetProperty, RefusesFlagsAndNull) {
    const PublicKeyHandle key(signing_chain().rsa);
    EXPECT_EQ(property(key, BCRYPT_KEY_LENGTH, 4, 1), STATUS_INVALID_PARAMETER);
    EXPECT_EQ(property(key, nullptr, 4), STATUS_INVALID_PARAMETER);
    EXPECT_EQ(BCryptGetProperty(key, BCRYPT_KEY_LENGTH, nullptr, 0, nullptr, 0),
              STATUS_INVALID_PARAMETER);
}

TEST(BCryptGetProperty, RefusesABufferThatIsTooSmall) {
    const PublicKeyHandle key(signing_chain().rsa);
    EXPECT_EQ(property(key, BCRYPT_KEY_LENGTH, 3), STATUS_BUFFER_TOO_SMALL);
}

TEST(BCryptGetProperty, RefusesOtherProperties) {
    const PublicKeyHandle key(signing_chain().rsa);
    EXPECT_EQ(property(key, u"ChainingMode", 100), STATUS_NOT_SUPPORTED);
    EXPECT_EQ(property(key, u"", 100), STATUS_NOT_SUPPORTED);
}

}  // namespace
}  // namespace secur32::test
