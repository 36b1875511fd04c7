// NCryptImportKey: blobs laid out by hand from libcrypto's numbers.
#include <gtest/gtest.h>
#include <openssl/pkcs12.h>
#include <openssl/x509.h>

#include "test/support/foreign_blobs.h"

namespace secur32::test {
namespace {

using foreign_keys::ForeignKey;

constexpr NCRYPT_HANDLE kInvented = 0x1234567800000001;

const ForeignRsa& rsa() {
    static const ForeignRsa numbers(foreign_keys::rsa().foreign.get());
    return numbers;
}
const ForeignEc& p256() {
    static const ForeignEc numbers(foreign_keys::p256().foreign.get());
    return numbers;
}
const ForeignEc& p521() {
    static const ForeignEc numbers(foreign_keys::p521().foreign.get());
    return numbers;
}

// PKCS#8 under a passphrase, as libcrypto makes it.
Buffer encrypted(const ForeignKey& key, int algorithm, const EVP_CIPHER* cipher,
                 const std::string& passphrase) {
    PKCS8_PRIV_KEY_INFO* const info = EVP_PKEY2PKCS8(key.foreign.get());
    X509_SIG* const sealed =
        PKCS8_encrypt(algorithm, cipher, passphrase.c_str(), static_cast<int>(passphrase.size()),
                      nullptr, 0, 2048, info);
    PKCS8_PRIV_KEY_INFO_free(info);
    unsigned char* der = nullptr;
    const int length = i2d_X509_SIG(sealed, &der);
    X509_SIG_free(sealed);
    Buffer bytes(der, der + length);
    OPENSSL_free(der);
    return bytes;
}

// Signs with the handle, and lets libcrypto's own key judge: the private half is the right one.
bool signs_like(NCRYPT_KEY_HANDLE key, const ForeignKey& other) {
    const Bytes message = foreign_keys::text("message");
    const crypto::Digest digest = crypto::hash(crypto::HashAlgorithm::sha256, message);
    BCRYPT_PKCS1_PADDING_INFO padding{BCRYPT_SHA256_ALGORITHM};
    const bool is_rsa = EVP_PKEY_is_a(other.foreign.get(), "RSA") == 1;
    Buffer signature(1024);
    DWORD size = 0;
    if (NCryptSignHash(key, is_rsa ? &padding : nullptr, writable(digest.bytes()),
                       size_of(digest.bytes()), signature.data(), size_of(signature), &size,
                       is_rsa ? BCRYPT_PAD_PKCS1 : 0) != ERROR_SUCCESS)
        return false;
    signature.resize(size);
    if (!is_rsa) {
        const auto der = crypto::der_signature(other.open(), signature);
        if (!der.ok()) return false;
        signature = der.value();
    }
    return foreign_keys::foreign_verifies(other, EVP_sha256(), message, signature);
}

TEST(NCryptImportKey, AgreesWithLibcryptoOnPrivateKeys) {
    const KeyStorage storage;
    const struct {
        LPCWSTR type;
        Buffer blob;
        const ForeignKey& key;
        LPCWSTR algorithm;
    } kinds[] = {
        {BCRYPT_RSAPRIVATE_BLOB, rsa().private_blob(), foreign_keys::rsa(), u"RSA"},
        {BCRYPT_RSAFULLPRIVATE_BLOB, rsa().full_blob(), foreign_keys::rsa(), u"RSA"},
        {BCRYPT_PRIVATE_KEY_BLOB, rsa().private_blob(), foreign_keys::rsa(), u"RSA"},
        {BCRYPT_PRIVATE_KEY_BLOB, rsa().full_blob(), foreign_keys::rsa(), u"RSA"},
        {BCRYPT_ECCPRIVATE_BLOB, p256().private_blob(kEcdsaPrivateP256), foreign_keys::p256(),
         u"ECDSA_P256"},
        {BCRYPT_PRIVATE_KEY_BLOB, p521().private_blob(kEcdsaPrivateP521), foreign_keys::p521(),
         u"ECDSA_P521"},
        {NCRYPT_PKCS8_PRIVATE_KEY_BLOB, KeyStorage::pkcs8_of(foreign_keys::rsa()),
         foreign_keys::rsa(), u"RSA"},
        {NCRYPT_PKCS8_PRIVATE_KEY_BLOB, KeyStorage::pkcs8_of(foreign_keys::p521()),
         foreign_keys::p521(), u"ECDSA_P521"},
    };
    for (const auto& kind : kinds) {
        StorageHandle key;
        ASSERT_EQ(NCryptImportKey(storage, 0, kind.type, nullptr, key.out(), writable(kind.blob),
                                  size_of(kind.blob), 0),
                  ERROR_SUCCESS);
        EXPECT_EQ(get_text(key, NCRYPT_ALGORITHM_PROPERTY), kind.algorithm);
        EXPECT_TRUE(signs_like(key, kind.key));
    }
    EXPECT_FALSE(std::filesystem::exists(storage.folder().path())) << "they are ephemeral";
}

TEST(NCryptImportKey, AgreesWithLibcryptoOnPublicKeys) {
    const KeyStorage storage;
    const Bytes message = foreign_keys::text("message");
    const crypto::Digest digest = crypto::hash(crypto::HashAlgorithm::sha256, message);
    BCRYPT_PKCS1_PADDING_INFO padding{BCRYPT_SHA256_ALGORITHM};
    const Buffer by_rsa = foreign_keys::foreign_sign(foreign_keys::rsa(), EVP_sha256(), message);
    for (const LPCWSTR type : {BCRYPT_RSAPUBLIC_BLOB, BCRYPT_PUBLIC_KEY_BLOB}) {
        const StorageHandle key = storage.import(type, rsa().public_blob());
        EXPECT_EQ(NCryptVerifySignature(key, &padding, writable(digest.bytes()), 32,
                                        writable(by_rsa), size_of(by_rsa), BCRYPT_PAD_PKCS1),
                  ERROR_SUCCESS);
    }
    const Buffer by_ec =
        crypto::fixed_width_signature(
            foreign_keys::p256().open(),
            foreign_keys::foreign_sign(foreign_keys::p256(), EVP_sha256(), message))
            .value();
    for (const LPCWSTR type : {BCRYPT_ECCPUBLIC_BLOB, BCRYPT_PUBLIC_KEY_BLOB}) {
        const StorageHandle key = storage.import(type, p256().public_blob(kEcdsaPublicP256));
        EXPECT_EQ(NCryptVerifySignature(key, nullptr, writable(digest.bytes()), 32, writable(by_ec),
                                        size_of(by_ec), 0),
                  ERROR_SUCCESS);
    }
}

TEST(NCryptImportKey, AgreesWithTheMagicOnWhatAnEcKeyIsFor) {
    const KeyStorage storage;
    EXPECT_EQ(get_text(storage.import(BCRYPT_ECCPUBLIC_BLOB, p256().public_blob(kEcdhPublicP256)),
                       NCRYPT_ALGORITHM_PROPERTY),
              u"ECDH_P256");
    EXPECT_EQ(
        get_text(storage.import(BCRYPT_ECCPRIVATE_BLOB, p256().private_blob(kEcdhPrivateP256)),
                 NCRYPT_ALGORITHM_PROPERTY),
        u"ECDH_P256");
}

TEST(NCryptImportKey, AgreesWithLibcryptoOnEncryptedPkcs8) {
    const KeyStorage storage;
    const std::string passphrase = "Schl\xC3\xBCssel";
    const Buffer blobs[] = {encrypted(foreign_keys::p256(), -1, EVP_aes_256_cbc(), passphrase),
                            encrypted(foreign_keys::p256(), NID_pbe_WithSHA1And3_Key_TripleDES_CBC,
                                      nullptr, passphrase)};
    for (const Buffer& blob : blobs) {
        StorageParameters list;
        list.add(NCRYPTBUFFER_PKCS_SECRET, u"Schl\u00FCssel");
        EXPECT_TRUE(signs_like(storage.import(NCRYPT_PKCS8_PRIVATE_KEY_BLOB, blob, list.get()),
                               foreign_keys::p256()));
    }
}

TEST(NCryptImportKey, AgreesWithLibcryptoOnTheKeyThatItStores) {
    const KeyStorage storage;
    StorageParameters list;
    list.add(99, Buffer{1, 2, 3}).add(NCRYPTBUFFER_PKCS_KEY_NAME, u"web");
    storage.import(BCRYPT_RSAFULLPRIVATE_BLOB, rsa().full_blob(), list.get());
    const Pkey stored = read_private_pem(storage.folder().path("web.pem"));
    ASSERT_NE(stored, nullptr);
    EXPECT_EQ(EVP_PKEY_eq(stored.get(), foreign_keys::rsa().foreign.get()), 1);
    EXPECT_EQ(ForeignRsa(stored.get()).full_blob(), rsa().full_blob());
    EXPECT_TRUE(signs_like(storage.open(u"web"), foreign_keys::rsa()));
}

TEST(NCryptImportKey, ReplacesAKeyWhenAsked) {
    const KeyStorage storage;
    storage.create(u"ECDSA_P256", u"web");
    StorageParameters list;
    list.add(NCRYPTBUFFER_PKCS_KEY_NAME, u"web");
    storage.import(BCRYPT_RSAFULLPRIVATE_BLOB, rsa().full_blob(), list.get(),
                   NCRYPT_OVERWRITE_KEY_FLAG);
    EXPECT_TRUE(signs_like(storage.open(u"web"), foreign_keys::rsa()));
}

// "You must finalize the key before it can be used."
TEST(NCryptImportKey, AgreesWithTheDocumentationOnKeysThatAreNotFinalized) {
    const KeyStorage storage;
    StorageParameters list;
    list.add(NCRYPTBUFFER_PKCS_KEY_NAME, u"web");
    const StorageHandle key =
        storage.import(BCRYPT_RSAFULLPRIVATE_BLOB, rsa().full_blob(), list.get(),
                       NCRYPT_DO_NOT_FINALIZE_FLAG | NCRYPT_NO_KEY_VALIDATION);
    EXPECT_FALSE(signs_like(key, foreign_keys::rsa()));
    EXPECT_FALSE(std::filesystem::exists(storage.folder().path()));
    set_number(key, NCRYPT_EXPORT_POLICY_PROPERTY, NCRYPT_ALLOW_EXPORT_FLAG);
    set(key, NCRYPT_PIN_PROPERTY, with_nul(u"so"));
    ASSERT_EQ(NCryptFinalizeKey(key, 0), ERROR_SUCCESS);
    EXPECT_TRUE(signs_like(key, foreign_keys::rsa()));
    EXPECT_NE(read_private_pem(storage.folder().path("web.pem"), "so"), nullptr);
    EXPECT_EQ(get_number(storage.open(u"web"), NCRYPT_EXPORT_POLICY_PROPERTY),
              NCRYPT_ALLOW_EXPORT_FLAG);
}

struct Import {
    LPCWSTR type = BCRYPT_RSAFULLPRIVATE_BLOB;
    Buffer blob = rsa().full_blob();
    StorageParameters list;
    NCRYPT_KEY_HANDLE wrapping = 0;
    DWORD flags = 0;
    NCRYPT_KEY_HANDLE key = kInvented;
    SECURITY_STATUS operator()(NCRYPT_PROV_HANDLE provider) {
        key = kInvented;
        return NCryptImportKey(provider, wrapping, type, list.get(), &key, writable(blob),
                               size_of(blob), flags);
    }
};

TEST(NCryptImportKey, RefusesWhatIsNoProvider) {
    const KeyStorage storage;
    for (const NCRYPT_HANDLE handle : {NCRYPT_HANDLE{0}, kInvented, freed_key(storage)}) {
        Import import;
        EXPECT_EQ(import(handle), NTE_INVALID_HANDLE);
        EXPECT_EQ(import.key, 0u);
    }
}

TEST(NCryptImportKey, RefusesOtherTypesOfBlobs) {
    const KeyStorage storage;
    for (const LPCWSTR type : {u"", u"rsafullprivateblob", BCRYPT_DSA_PRIVATE_BLOB,
                               NCRYPT_PKCS7_ENVELOPE_BLOB, LEGACY_RSAPRIVATE_BLOB}) {
        Import import;
        import.type = type;
        EXPECT_EQ(import(storage), NTE_NOT_SUPPORTED);
        EXPECT_EQ(import.key, 0u);
    }
}

TEST(NCryptImportKey, RefusesWhatIsMissing) {
    const KeyStorage storage;
    Import import;
    import.type = nullptr;
    EXPECT_EQ(import(storage), NTE_INVALID_PARAMETER);
    EXPECT_EQ(import.key, 0u);
    import.key = kInvented;
    EXPECT_EQ(
        NCryptImportKey(storage, 0, BCRYPT_RSAPUBLIC_BLOB, nullptr, &import.key, nullptr, 9, 0),
        NTE_INVALID_PARAMETER);
    EXPECT_EQ(import.key, 0u);
    EXPECT_EQ(NCryptImportKey(storage, 0, BCRYPT_RSAFULLPRIVATE_BLOB, nullptr, nullptr,
                              writable(import.blob), size_of(import.blob), 0),
              NTE_INVALID_PARAMETER);
}

TEST(NCryptImportKey, RefusesABlobThatIsCutOrTooLong) {
    const KeyStorage storage;
    const std::pair<LPCWSTR, Buffer> kinds[] = {
        {BCRYPT_RSAPUBLIC_BLOB, rsa().public_blob()},
        {BCRYPT_RSAFULLPRIVATE_BLOB, rsa().full_blob()},
        {BCRYPT_ECCPUBLIC_BLOB, p256().public_blob(kEcdsaPublicP256)},
        {BCRYPT_ECCPRIVATE_BLOB, p256().private_blob(kEcdsaPrivateP256)},
        {BCRYPT_PUBLIC_KEY_BLOB, rsa().public_blob()},
        {BCRYPT_PRIVATE_KEY_BLOB, p256().private_blob(kEcdsaPrivateP256)},
        {NCRYPT_PKCS8_PRIVATE_KEY_BLOB, KeyStorage::pkcs8_of(foreign_keys::p256())},
    };
    for (const auto& [type, blob] : kinds) {
        Import import;
        import.type = type;
        for (std::size_t length = 0; length < blob.size(); length += 1 + length / 8) {
            import.blob.assign(blob.begin(), blob.begin() + static_cast<std::ptrdiff_t>(length));
            import.blob.reserve(1);  // never null
            EXPECT_EQ(import(storage), NTE_BAD_DATA) << length;
            EXPECT_EQ(import.key, 0u);
        }
        import.blob = blob;
        import.blob.push_back(0);
        EXPECT_EQ(import(storage), NTE_BAD_DATA);
    }
}

TEST(NCryptImportKey, RefusesTheMagicOfAnotherType) {
    const KeyStorage storage;
    const std::pair<LPCWSTR, Buffer> kinds[] = {
        {BCRYPT_RSAPRIVATE_BLOB, rsa().full_blob()},
        {BCRYPT_RSAFULLPRIVATE_BLOB, rsa().private_blob()},
        {BCRYPT_RSAPUBLIC_BLOB, rsa().full_blob()},
        {BCRYPT_ECCPUBLIC_BLOB, p256().private_blob(kEcdsaPrivateP256)},
        {BCRYPT_ECCPRIVATE_BLOB, p256().public_blob(kEcdsaPublicP256)},
        {BCRYPT_PRIVATE_KEY_BLOB, rsa().public_blob()},
    };
    for (const auto& [type, blob] : kinds) {
        Import import;
        import.type = type;
        import.blob = blob;
        EXPECT_EQ(import(storage), NTE_BAD_DATA);
        EXPECT_EQ(import.key, 0u);
    }
}

TEST(NCryptImportKey, RefusesNumbersThatCannotBe) {
    const KeyStorage storage;
    Import import;
    import.type = BCRYPT_ECCPUBLIC_BLOB;
    import.blob = p256().public_blob(kEcdsaPublicP256);
    import.blob.back() ^= 1;
    EXPECT_EQ(import(storage), NTE_BAD_KEY) << "a point off the curve";
    import.type = BCRYPT_RSAFULLPRIVATE_BLOB;
    import.blob = rsa().full_blob();
    import.blob[24 + rsa().e.size() + rsa().n.size() + 8] ^= 1;
    EXPECT_EQ(import(storage), NTE_BAD_KEY) << "primes of another modulus";
    EXPECT_EQ(import.key, 0u);
}

TEST(NCryptImportKey, RefusesAWrongPassphrase) {
    const KeyStorage storage;
    Import import;
    import.type = NCRYPT_PKCS8_PRIVATE_KEY_BLOB;
    import.blob = encrypted(foreign_keys::p256(), -1, EVP_aes_256_cbc(), "right");
    EXPECT_EQ(import(storage), NTE_INCORRECT_PASSWORD) << "none";
    import.list.add(NCRYPTBUFFER_PKCS_SECRET, u"wrong");
    EXPECT_EQ(import(storage), NTE_INCORRECT_PASSWORD);
    EXPECT_EQ(import.key, 0u);
}

TEST(NCryptImportKey, RefusesANameThatIsTaken) {
    const KeyStorage storage;
    storage.create(u"ECDSA_P256", u"web");
    const std::string before = storage.folder().read("web.pem");
    Import import;
    import.list.add(NCRYPTBUFFER_PKCS_KEY_NAME, u"web");
    EXPECT_EQ(import(storage), NTE_EXISTS);
    EXPECT_EQ(import.key, 0u);
    EXPECT_EQ(storage.folder().read("web.pem"), before);
}

TEST(NCryptImportKey, RefusesAParameterListThatIsNone) {
    const KeyStorage storage;
    const Buffer blob = rsa().full_blob();
    const Buffer name = with_nul(u"web"), unended = {'w', 0, 'e', 0};
    NCryptBuffer one{size_of(name), NCRYPTBUFFER_PKCS_KEY_NAME, writable(name)};
    NCryptBuffer twice[] = {one, one};
    NCryptBuffer endless{size_of(unended), NCRYPTBUFFER_PKCS_KEY_NAME, writable(unended)};
    NCryptBuffer nowhere{4, NCRYPTBUFFER_PKCS_SECRET, nullptr};
    NCryptBufferDesc lists[] = {{1, 1, &one},     {0, 1, nullptr},  {0, 2, twice},
                                {0, 1, &endless}, {0, 1, &nowhere}, {0, 1'000'000, &one}};
    for (NCryptBufferDesc& list : lists) {
        NCRYPT_KEY_HANDLE key = kInvented;
        EXPECT_EQ(NCryptImportKey(storage, 0, BCRYPT_RSAFULLPRIVATE_BLOB, &list, &key,
                                  writable(blob), size_of(blob), 0),
                  NTE_INVALID_PARAMETER);
        EXPECT_EQ(key, 0u);
    }
    EXPECT_FALSE(std::filesystem::exists(storage.folder().path()));
}

TEST(NCryptImportKey, RefusesANameForAPublicKey) {
    const KeyStorage storage;
    Import import;
    import.type = BCRYPT_RSAPUBLIC_BLOB;
    import.blob = rsa().public_blob();
    import.list.add(NCRYPTBUFFER_PKCS_KEY_NAME, u"web");
    EXPECT_EQ(import(storage), NTE_INVALID_PARAMETER);
    EXPECT_EQ(import.key, 0u);
}

TEST(NCryptImportKey, RefusesFlags) {
    const KeyStorage storage;
    Import import;
    import.flags = 1;
    EXPECT_EQ(import(storage), NTE_BAD_FLAGS);
    EXPECT_EQ(import.key, 0u);
    // "This flag is supported for the private keys PKCS #7 and PKCS #8 but not public keys."
    import.flags = NCRYPT_DO_NOT_FINALIZE_FLAG;
    import.type = BCRYPT_RSAPUBLIC_BLOB;
    import.blob = rsa().public_blob();
    EXPECT_EQ(import(storage), NTE_BAD_FLAGS);
    EXPECT_EQ(import.key, 0u);
}

TEST(NCryptImportKey, RefusesWhatOnlyWindowsHas) {
    const KeyStorage storage;
    for (const DWORD flag :
         {DWORD{NCRYPT_MACHINE_KEY_FLAG}, DWORD{NCRYPT_WRITE_KEY_TO_LEGACY_STORE_FLAG}}) {
        Import import;
        import.flags = flag;
        EXPECT_EQ(import(storage), NTE_NOT_SUPPORTED);
        EXPECT_EQ(import.key, 0u);
    }
}

TEST(NCryptImportKey, RefusesAKeyToDecryptWith) {
    const KeyStorage storage;
    const StorageHandle wrapping = storage.import(foreign_keys::rsa());
    Import import;
    import.wrapping = wrapping;
    EXPECT_EQ(import(storage), NTE_NOT_SUPPORTED);
    import.wrapping = kInvented;
    EXPECT_EQ(import(storage), NTE_INVALID_HANDLE);
    EXPECT_EQ(import.key, 0u);
}

}  // namespace
}  // namespace secur32::test
