// Secur32ImportPemKey, Secur32ExportPemKey: PEM of libcrypto's and of openssl(1).
#include <gtest/gtest.h>

#include "test/support/foreign_blobs.h"

namespace secur32::test {
namespace {

using foreign_keys::ForeignKey;

constexpr NCRYPT_HANDLE kInvented = 0x1234567800000001;

using Bio = std::unique_ptr<BIO, int (*)(BIO*)>;

std::string text_of(BIO* bio) {
    char* text = nullptr;
    const long length = BIO_get_mem_data(bio, &text);
    return {text, static_cast<std::size_t>(length)};
}

std::string private_pem(const ForeignKey& key, const char* passphrase = nullptr) {
    const Bio out(BIO_new(BIO_s_mem()), BIO_free);
    const int length = passphrase == nullptr ? 0 : static_cast<int>(std::strlen(passphrase));
    PEM_write_bio_PKCS8PrivateKey(out.get(), key.foreign.get(),
                                  passphrase == nullptr ? nullptr : EVP_aes_128_cbc(), passphrase,
                                  length, nullptr, nullptr);
    return text_of(out.get());
}
std::string traditional_pem(const ForeignKey& key) {
    const Bio out(BIO_new(BIO_s_mem()), BIO_free);
    PEM_write_bio_PrivateKey_traditional(out.get(), key.foreign.get(), nullptr, nullptr, 0, nullptr,
                                         nullptr);
    return text_of(out.get());
}
std::string public_pem(const ForeignKey& key) {
    const Bio out(BIO_new(BIO_s_mem()), BIO_free);
    PEM_write_bio_PUBKEY(out.get(), key.foreign.get());
    return text_of(out.get());
}

Pkey read_pem(const std::string& text, const char* passphrase = "") {
    const Bio in(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), BIO_free);
    Pkey key(PEM_read_bio_PrivateKey(in.get(), nullptr, nullptr, const_cast<char*>(passphrase)),
             EVP_PKEY_free);
    ERR_clear_error();
    return key;
}

bool is(NCRYPT_KEY_HANDLE key, const ForeignKey& other) {
    set_number(key, NCRYPT_EXPORT_POLICY_PROPERTY, NCRYPT_ALLOW_PLAINTEXT_EXPORT_FLAG);
    return export_key(key, NCRYPT_PKCS8_PRIVATE_KEY_BLOB) == KeyStorage::pkcs8_of(other);
}

struct Import {
    std::string pem;
    LPCWSTR passphrase = nullptr, name = nullptr;
    DWORD flags = 0;
    NCRYPT_KEY_HANDLE key = kInvented;
    SECURITY_STATUS operator()(NCRYPT_PROV_HANDLE provider) {
        key = kInvented;
        return Secur32ImportPemKey(provider, pem.data(), static_cast<DWORD>(pem.size()), passphrase,
                                   name, &key, flags);
    }
};

// -- Secur32ImportPemKey --------------------------------------------------------------------------

TEST(Secur32ImportPemKey, AgreesWithLibcryptoOnPrivateKeys) {
    const KeyStorage storage;
    for (const ForeignKey* const other :
         {&foreign_keys::rsa(), &foreign_keys::p256(), &foreign_keys::ed25519()})
        for (const std::string& pem : {private_pem(*other), "text\n" + private_pem(*other) + "end",
                                       private_pem(*other) + std::string("\0junk", 5)}) {
            Import import{pem};
            ASSERT_EQ(import(storage), ERROR_SUCCESS);
            EXPECT_TRUE(is(StorageHandle(import.key), *other));
        }
    for (const ForeignKey* const other : {&foreign_keys::rsa(), &foreign_keys::p256()}) {
        Import import{traditional_pem(*other)};
        ASSERT_EQ(import(storage), ERROR_SUCCESS);
        EXPECT_TRUE(is(StorageHandle(import.key), *other));
    }
}

TEST(Secur32ImportPemKey, AgreesWithLibcryptoOnAPassphrase) {
    const KeyStorage storage;
    Import import{private_pem(foreign_keys::p256(), "Schl\xC3\xBCssel")};
    import.passphrase = u"Schl\u00FCssel";
    ASSERT_EQ(import(storage), ERROR_SUCCESS);
    EXPECT_TRUE(is(StorageHandle(import.key), foreign_keys::p256()));
}

TEST(Secur32ImportPemKey, AgreesWithLibcryptoOnAPublicKey) {
    const KeyStorage storage;
    Import import{public_pem(foreign_keys::p256())};
    ASSERT_EQ(import(storage), ERROR_SUCCESS);
    const StorageHandle key(import.key);
    EXPECT_EQ(export_key(key, BCRYPT_ECCPUBLIC_BLOB),
              ForeignEc(foreign_keys::p256().foreign.get()).public_blob(kEcdsaPublicP256));
}

TEST(Secur32ImportPemKey, AgreesWithOpensslOnTheKeyThatItStores) {
    const KeyStorage storage;
    Import import{private_pem(foreign_keys::rsa())};
    import.name = u"web";
    ASSERT_EQ(import(storage), ERROR_SUCCESS);
    StorageHandle(import.key).free();
    const Ran check =
        run("openssl pkey -check -noout -in '" + storage.folder().path("web.pem").string() + "'");
    EXPECT_EQ(check.status, 0) << check.output;
    EXPECT_EQ(EVP_PKEY_eq(read_private_pem(storage.folder().path("web.pem")).get(),
                          foreign_keys::rsa().foreign.get()),
              1);
    EXPECT_EQ(import(storage), NTE_EXISTS);
    import.flags = NCRYPT_OVERWRITE_KEY_FLAG;
    EXPECT_EQ(import(storage), ERROR_SUCCESS);
    StorageHandle(import.key).free();
}

TEST(Secur32ImportPemKey, RefusesTextWithoutAKey) {
    const KeyStorage storage;
    const std::string good = private_pem(foreign_keys::p256());
    for (const std::string& pem :
         {std::string(), std::string("text"), good.substr(0, good.size() / 2),
          std::string("-----BEGIN CERTIFICATE-----\nAQID\n-----END CERTIFICATE-----\n"),
          std::string("-----BEGIN PUBLIC KEY-----\nAQID\n-----END PUBLIC KEY-----\n"),
          std::string("\0", 1) + good}) {
        Import import{pem};
        EXPECT_EQ(import(storage), NTE_BAD_DATA) << pem;
        EXPECT_EQ(import.key, 0u);
    }
}

TEST(Secur32ImportPemKey, RefusesAWrongPassphrase) {
    const KeyStorage storage;
    Import import{private_pem(foreign_keys::p256(), "right")};
    for (const LPCWSTR passphrase : {static_cast<LPCWSTR>(nullptr), u"", u"wrong"}) {
        import.passphrase = passphrase;
        EXPECT_EQ(import(storage), NTE_INCORRECT_PASSWORD);
        EXPECT_EQ(import.key, 0u);
    }
}

TEST(Secur32ImportPemKey, RefusesWhatIsNoProvider) {
    const KeyStorage storage;
    Import import{private_pem(foreign_keys::p256())};
    EXPECT_EQ(import(kInvented), NTE_INVALID_HANDLE);
    EXPECT_EQ(import.key, 0u);
}

TEST(Secur32ImportPemKey, RefusesFlags) {
    const KeyStorage storage;
    Import import{private_pem(foreign_keys::p256())};
    import.flags = 1;
    EXPECT_EQ(import(storage), NTE_BAD_FLAGS);
    import.flags = NCRYPT_MACHINE_KEY_FLAG;
    EXPECT_EQ(import(storage), NTE_NOT_SUPPORTED);
    EXPECT_EQ(import.key, 0u);
}

TEST(Secur32ImportPemKey, RefusesWhatIsMissingOrNoText) {
    const KeyStorage storage;
    Import import{private_pem(foreign_keys::p256())};
    EXPECT_EQ(Secur32ImportPemKey(storage, import.pem.data(), 10, nullptr, nullptr, nullptr, 0),
              NTE_INVALID_PARAMETER);
    EXPECT_EQ(Secur32ImportPemKey(storage, nullptr, 10, nullptr, nullptr, &import.key, 0),
              NTE_INVALID_PARAMETER);
    EXPECT_EQ(import.key, 0u);
    import.passphrase = u"\xD800";
    EXPECT_EQ(import(storage), NTE_INVALID_PARAMETER);
    import.passphrase = nullptr;
    import.name = u"";
    EXPECT_EQ(import(storage), NTE_INVALID_PARAMETER);
    import.pem = public_pem(foreign_keys::p256());
    import.name = u"web";
    EXPECT_EQ(import(storage), NTE_INVALID_PARAMETER) << "a public key is not stored";
    EXPECT_EQ(import.key, 0u);
}

// -- Secur32ExportPemKey --------------------------------------------------------------------------

std::string export_pem(NCRYPT_KEY_HANDLE key, LPCWSTR passphrase, DWORD flags = 0) {
    DWORD size = 0;
    expect_done(Secur32ExportPemKey(key, passphrase, nullptr, 0, &size, flags), "size of PEM");
    std::string text(size, '?');
    expect_done(Secur32ExportPemKey(key, passphrase, text.data(), size, &size, flags), "PEM");
    EXPECT_EQ(text.back(), '\0');
    text.pop_back();
    return text;
}

StorageHandle exportable(const KeyStorage& storage, const ForeignKey& key, DWORD policy) {
    StorageHandle handle = storage.import(key);
    set_number(handle, NCRYPT_EXPORT_POLICY_PROPERTY, policy);
    return handle;
}

TEST(Secur32ExportPemKey, AgreesWithLibcryptoLetterByLetter) {
    const KeyStorage storage;
    for (const ForeignKey* const other :
         {&foreign_keys::rsa(), &foreign_keys::p521(), &foreign_keys::ed25519()}) {
        const StorageHandle key = exportable(storage, *other, NCRYPT_ALLOW_PLAINTEXT_EXPORT_FLAG);
        EXPECT_EQ(export_pem(key, nullptr), private_pem(*other));
        EXPECT_EQ(export_pem(key, nullptr, BCRYPT_PUBLIC_KEY_FLAG), public_pem(*other));
    }
}

TEST(Secur32ExportPemKey, AgreesWithLibcryptoOnAPassphrase) {
    const KeyStorage storage;
    const StorageHandle key = exportable(storage, foreign_keys::p256(), NCRYPT_ALLOW_EXPORT_FLAG);
    const std::string pem = export_pem(key, u"Schl\u00FCssel");
    EXPECT_TRUE(pem.starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----\n"));
    const Pkey read = read_pem(pem, "Schl\xC3\xBCssel");
    ASSERT_NE(read, nullptr);
    EXPECT_EQ(EVP_PKEY_eq(read.get(), foreign_keys::p256().foreign.get()), 1);
    EXPECT_EQ(read_pem(pem, "wrong"), nullptr);
}

struct Export {
    LPCWSTR passphrase = nullptr;
    DWORD flags = 0;
    std::string output = std::string(4096, '?');
    DWORD size = 7;
    SECURITY_STATUS operator()(NCRYPT_KEY_HANDLE key) {
        size = 7;
        return Secur32ExportPemKey(key, passphrase, output.data(),
                                   static_cast<DWORD>(output.size()), &size, flags);
    }
    bool untouched() const { return size == 0 && output == std::string(output.size(), '?'); }
};

TEST(Secur32ExportPemKey, RefusesWhatThePolicyForbids) {
    const KeyStorage storage;
    Export attempt;
    EXPECT_EQ(attempt(exportable(storage, foreign_keys::p256(), NCRYPT_ALLOW_EXPORT_FLAG)),
              NTE_NOT_SUPPORTED);
    attempt.passphrase = u"so";
    EXPECT_EQ(attempt(exportable(storage, foreign_keys::p256(), 0)), NTE_NOT_SUPPORTED);
    EXPECT_TRUE(attempt.untouched());
}

TEST(Secur32ExportPemKey, RefusesABufferThatIsTooSmall) {
    const KeyStorage storage;
    const StorageHandle key =
        exportable(storage, foreign_keys::p256(), NCRYPT_ALLOW_PLAINTEXT_EXPORT_FLAG);
    const std::size_t needed = private_pem(foreign_keys::p256()).size() + 1;
    Export attempt;
    attempt.output.resize(needed - 1);
    EXPECT_EQ(attempt(key), NTE_BUFFER_TOO_SMALL);
    EXPECT_EQ(attempt.size, needed);
    EXPECT_EQ(attempt.output, std::string(needed - 1, '?'));
}

TEST(Secur32ExportPemKey, RefusesWhatIsNoKey) {
    const KeyStorage storage;
    Export attempt;
    EXPECT_EQ(attempt(storage), NTE_INVALID_HANDLE);
    EXPECT_EQ(attempt(freed_key(storage)), NTE_INVALID_HANDLE);
    EXPECT_TRUE(attempt.untouched());
}

TEST(Secur32ExportPemKey, RefusesFlags) {
    const KeyStorage storage;
    Export attempt;
    attempt.flags = 2;
    EXPECT_EQ(attempt(storage.import(foreign_keys::p256())), NTE_BAD_FLAGS);
    EXPECT_TRUE(attempt.untouched());
}

TEST(Secur32ExportPemKey, RefusesThePrivateHalfOfAPublicKey) {
    const KeyStorage storage;
    Import import{public_pem(foreign_keys::p256())};
    ASSERT_EQ(import(storage), ERROR_SUCCESS);
    const StorageHandle key(import.key);
    Export attempt;
    EXPECT_EQ(attempt(key), NTE_BAD_KEY);
    EXPECT_TRUE(attempt.untouched());
    EXPECT_EQ(export_pem(key, nullptr, BCRYPT_PUBLIC_KEY_FLAG), public_pem(foreign_keys::p256()));
}

TEST(Secur32ExportPemKey, RefusesAKeyThatIsNotFinalized) {
    const KeyStorage storage;
    Export attempt;
    EXPECT_EQ(attempt(storage.begin(u"RSA")), NTE_BAD_KEY_STATE);
    EXPECT_TRUE(attempt.untouched());
}

TEST(Secur32ExportPemKey, RefusesNoPlaceForTheSizeAndAPassphraseThatIsNoText) {
    const KeyStorage storage;
    const StorageHandle key =
        exportable(storage, foreign_keys::p256(), NCRYPT_ALLOW_PLAINTEXT_EXPORT_FLAG);
    char text[10];
    EXPECT_EQ(Secur32ExportPemKey(key, nullptr, text, 10, nullptr, 0), NTE_INVALID_PARAMETER);
    Export attempt;
    attempt.passphrase = u"\xDC00";
    EXPECT_EQ(attempt(key), NTE_INVALID_PARAMETER);
    EXPECT_TRUE(attempt.untouched());
}

}  // namespace
}  // namespace secur32::test
