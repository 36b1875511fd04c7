// NCryptExportKey: blobs byte for byte as libcrypto's numbers make them, and PKCS#8 that it reads.
#include <gtest/gtest.h>
#include <openssl/pkcs12.h>
#include <openssl/x509.h>

#include <atomic>
#include <thread>

#include "test/support/foreign_blobs.h"

namespace secur32::test {
namespace {

using foreign_keys::ForeignKey;

constexpr NCRYPT_HANDLE kInvented = 0x1234567800000001;

StorageHandle exportable(const KeyStorage& storage, const ForeignKey& key,
                         DWORD policy = NCRYPT_ALLOW_PLAINTEXT_EXPORT_FLAG) {
    StorageHandle handle = storage.import(key);
    set_number(handle, NCRYPT_EXPORT_POLICY_PROPERTY, policy);
    return handle;
}

Pkey decrypted(const Buffer& blob, const std::string& passphrase) {
    const unsigned char* at = blob.data();
    X509_SIG* const sealed = d2i_X509_SIG(nullptr, &at, static_cast<long>(blob.size()));
    if (sealed == nullptr) return {nullptr, EVP_PKEY_free};
    PKCS8_PRIV_KEY_INFO* const info =
        PKCS8_decrypt(sealed, passphrase.c_str(), static_cast<int>(passphrase.size()));
    X509_SIG_free(sealed);
    Pkey key(info == nullptr ? nullptr : EVP_PKCS82PKEY(info), EVP_PKEY_free);
    PKCS8_PRIV_KEY_INFO_free(info);
    ERR_clear_error();
    return key;
}

int encryption_of(const Buffer& blob) {
    const unsigned char* at = blob.data();
    X509_SIG* const sealed = d2i_X509_SIG(nullptr, &at, static_cast<long>(blob.size()));
    const X509_ALGOR* algorithm = nullptr;
    X509_SIG_get0(sealed, &algorithm, nullptr);
    const ASN1_OBJECT* object = nullptr;
    X509_ALGOR_get0(&object, nullptr, nullptr, algorithm);
    const int nid = OBJ_obj2nid(object);
    X509_SIG_free(sealed);
    return nid;
}

TEST(NCryptExportKey, AgreesWithLibcryptoOnEveryBlobOfRsa) {
    const KeyStorage storage;
    const StorageHandle key = exportable(storage, foreign_keys::rsa());
    const ForeignRsa expected(foreign_keys::rsa().foreign.get());
    EXPECT_EQ(export_key(key, BCRYPT_RSAPUBLIC_BLOB), expected.public_blob());
    EXPECT_EQ(export_key(key, BCRYPT_PUBLIC_KEY_BLOB), expected.public_blob());
    EXPECT_EQ(export_key(key, BCRYPT_RSAPRIVATE_BLOB), expected.private_blob());
    EXPECT_EQ(export_key(key, BCRYPT_PRIVATE_KEY_BLOB), expected.private_blob());
    EXPECT_EQ(export_key(key, BCRYPT_RSAFULLPRIVATE_BLOB), expected.full_blob());
}

TEST(NCryptExportKey, AgreesWithLibcryptoOnEveryBlobOfAnEcKey) {
    const KeyStorage storage;
    const StorageHandle key = exportable(storage, foreign_keys::p521());
    const ForeignEc expected(foreign_keys::p521().foreign.get());
    for (const LPCWSTR type : {BCRYPT_ECCPUBLIC_BLOB, BCRYPT_PUBLIC_KEY_BLOB})
        EXPECT_EQ(export_key(key, type), expected.public_blob(kEcdsaPublicP521));
    for (const LPCWSTR type : {BCRYPT_ECCPRIVATE_BLOB, BCRYPT_PRIVATE_KEY_BLOB})
        EXPECT_EQ(export_key(key, type), expected.private_blob(kEcdsaPrivateP521));
}

TEST(NCryptExportKey, AgreesWithTheMagicOfEcdh) {
    const KeyStorage storage;
    const ForeignEc numbers(foreign_keys::p256().foreign.get());
    const Buffer blob = numbers.private_blob(kEcdhPrivateP256);
    const StorageHandle key = storage.import(BCRYPT_ECCPRIVATE_BLOB, blob);
    set_number(key, NCRYPT_EXPORT_POLICY_PROPERTY, NCRYPT_ALLOW_PLAINTEXT_EXPORT_FLAG);
    EXPECT_EQ(export_key(key, BCRYPT_ECCPRIVATE_BLOB), blob);
    EXPECT_EQ(export_key(key, BCRYPT_ECCPUBLIC_BLOB), numbers.public_blob(kEcdhPublicP256));
}

TEST(NCryptExportKey, AgreesWithLibcryptoOnPkcs8) {
    const KeyStorage storage;
    for (const ForeignKey* const other :
         {&foreign_keys::rsa(), &foreign_keys::p256(), &foreign_keys::ed25519(),
          &foreign_keys::dsa(), &foreign_keys::restricted_pss()}) {
        const Buffer blob = export_key(exportable(storage, *other), NCRYPT_PKCS8_PRIVATE_KEY_BLOB);
        const unsigned char* at = blob.data();
        const Pkey read(d2i_AutoPrivateKey(nullptr, &at, static_cast<long>(blob.size())),
                        EVP_PKEY_free);
        ASSERT_NE(read, nullptr);
        EXPECT_EQ(EVP_PKEY_eq(read.get(), other->foreign.get()), 1);
    }
}

TEST(NCryptExportKey, AgreesWithLibcryptoOnEncryptedPkcs8) {
    const KeyStorage storage;
    const StorageHandle key = exportable(storage, foreign_keys::p256(), NCRYPT_ALLOW_EXPORT_FLAG);
    StorageParameters plain, named, windows, exact;
    for (StorageParameters* const list : {&plain, &named, &windows, &exact})
        list->add(NCRYPTBUFFER_PKCS_SECRET, u"Schl\u00FCssel");
    const auto oid = [](const char* text) {
        return Buffer(text, text + std::char_traits<char>::length(text) + 1);
    };
    named.add(NCRYPTBUFFER_PKCS_ALG_OID, oid(szOID_PKCS_5_PBES2));
    windows.add(NCRYPTBUFFER_PKCS_ALG_OID, oid(szOID_PKCS_12_pbeWithSHA1And3KeyTripleDES));
    exact.add(NCRYPTBUFFER_PKCS_ALG_OID, oid(szOID_PKCS_12_pbeWithSHA1And3KeyTripleDES))
        .add(NCRYPTBUFFER_PKCS_ALG_PARAM, joined({le32({2000, 8}), Buffer(8, 0x5A)}));
    const std::pair<StorageParameters*, int> kinds[] = {
        {&plain, NID_pbes2},
        {&named, NID_pbes2},
        {&windows, NID_pbe_WithSHA1And3_Key_TripleDES_CBC},
        {&exact, NID_pbe_WithSHA1And3_Key_TripleDES_CBC}};
    for (const auto& [list, nid] : kinds) {
        const Buffer blob = export_key(key, NCRYPT_PKCS8_PRIVATE_KEY_BLOB, list->get());
        EXPECT_EQ(encryption_of(blob), nid);
        const Pkey read = decrypted(blob, "Schl\xC3\xBCssel");
        ASSERT_NE(read, nullptr);
        EXPECT_EQ(EVP_PKEY_eq(read.get(), foreign_keys::p256().foreign.get()), 1);
        EXPECT_EQ(decrypted(blob, "wrong"), nullptr);
    }
    // The same salt and iterations, the same octets.
    EXPECT_EQ(export_key(key, NCRYPT_PKCS8_PRIVATE_KEY_BLOB, exact.get()),
              export_key(key, NCRYPT_PKCS8_PRIVATE_KEY_BLOB, exact.get()));
}

// NCRYPT_ALLOW_ARCHIVING_FLAG: "The private key can be exported once for archiving purposes. This
// flag only applies to the original key handle on which it is set."
TEST(NCryptExportKey, AgreesWithTheDocumentationOnArchiving) {
    const KeyStorage storage;
    const StorageHandle key = storage.begin(u"ECDSA_P256", u"web");
    set_number(key, NCRYPT_EXPORT_POLICY_PROPERTY, NCRYPT_ALLOW_PLAINTEXT_ARCHIVING_FLAG);
    ASSERT_EQ(NCryptFinalizeKey(key, 0), ERROR_SUCCESS);
    EXPECT_EQ(get_number(storage.open(u"web"), NCRYPT_EXPORT_POLICY_PROPERTY), 0u);
    Buffer blob(200);
    DWORD size = 0;
    const auto attempt = [&](DWORD room) {
        return NCryptExportKey(key, 0, BCRYPT_ECCPRIVATE_BLOB, nullptr, blob.data(), room, &size,
                               0);
    };
    // Neither of these is an export.
    EXPECT_EQ(NCryptExportKey(key, 0, BCRYPT_ECCPRIVATE_BLOB, nullptr, nullptr, 0, &size, 0),
              ERROR_SUCCESS);
    EXPECT_EQ(attempt(10), NTE_BUFFER_TOO_SMALL);
    EXPECT_EQ(attempt(200), ERROR_SUCCESS);
    EXPECT_EQ(attempt(200), NTE_NOT_SUPPORTED);
}

TEST(NCryptExportKey, LetsAnArchivedKeyOutOnceAlsoOnTwoThreads) {
    const KeyStorage storage;
    for (int i = 0; i < 20; ++i) {
        const StorageHandle key =
            exportable(storage, foreign_keys::p256(), NCRYPT_ALLOW_PLAINTEXT_ARCHIVING_FLAG);
        std::atomic<int> out{0};
        std::vector<std::thread> threads;
        for (int j = 0; j < 2; ++j)
            threads.emplace_back([&] {
                Buffer blob(200);
                DWORD size = 0;
                if (NCryptExportKey(key, 0, BCRYPT_ECCPRIVATE_BLOB, nullptr, blob.data(), 200,
                                    &size, 0) == ERROR_SUCCESS)
                    ++out;
            });
        for (std::thread& thread : threads) thread.join();
        EXPECT_EQ(out, 1);
    }
}

struct Export {
    LPCWSTR type = BCRYPT_RSAPUBLIC_BLOB;
    NCryptBufferDesc* list = nullptr;
    NCRYPT_KEY_HANDLE wrapping = 0;
    DWORD flags = 0;
    Buffer output = Buffer(4096, 0xEE);
    DWORD size = 7;
    SECURITY_STATUS operator()(NCRYPT_KEY_HANDLE key) {
        size = 7;
        return NCryptExportKey(key, wrapping, type, list, output.data(), size_of(output), &size,
                               flags);
    }
    bool untouched() const { return size == 0 && output == Buffer(output.size(), 0xEE); }
};

TEST(NCryptExportKey, RefusesWhatThePolicyForbids) {
    const KeyStorage storage;
    StorageParameters secret;
    secret.add(NCRYPTBUFFER_PKCS_SECRET, u"so");
    const StorageHandle none = exportable(storage, foreign_keys::rsa(), 0);
    const StorageHandle wrapped =
        exportable(storage, foreign_keys::rsa(), NCRYPT_ALLOW_EXPORT_FLAG);
    Export attempt;
    for (const LPCWSTR type : {BCRYPT_RSAPRIVATE_BLOB, BCRYPT_RSAFULLPRIVATE_BLOB,
                               BCRYPT_PRIVATE_KEY_BLOB, NCRYPT_PKCS8_PRIVATE_KEY_BLOB}) {
        attempt.type = type;
        for (const NCRYPT_KEY_HANDLE key : {NCRYPT_KEY_HANDLE{none}, NCRYPT_KEY_HANDLE{wrapped}}) {
            EXPECT_EQ(attempt(key), NTE_NOT_SUPPORTED);
            EXPECT_TRUE(attempt.untouched());
        }
    }
    attempt.list = secret.get();
    EXPECT_EQ(attempt(none), NTE_NOT_SUPPORTED);
    // A passphrase in the list encrypts PKCS#8 alone.
    attempt.type = BCRYPT_RSAPRIVATE_BLOB;
    EXPECT_EQ(attempt(wrapped), NTE_NOT_SUPPORTED);
    EXPECT_TRUE(attempt.untouched());
}

TEST(NCryptExportKey, RefusesABufferThatIsTooSmall) {
    const KeyStorage storage;
    const StorageHandle key = exportable(storage, foreign_keys::rsa());
    for (const LPCWSTR type :
         {BCRYPT_RSAPUBLIC_BLOB, BCRYPT_RSAFULLPRIVATE_BLOB, NCRYPT_PKCS8_PRIVATE_KEY_BLOB}) {
        const DWORD needed = size_of(export_key(key, type));
        Export attempt;
        attempt.type = type;
        attempt.output.assign(needed - 1, 0xEE);
        EXPECT_EQ(attempt(key), NTE_BUFFER_TOO_SMALL);
        EXPECT_EQ(attempt.size, needed);
        EXPECT_EQ(attempt.output, Buffer(needed - 1, 0xEE));
    }
}

TEST(NCryptExportKey, RefusesATypeThatTheKeyDoesNotHave) {
    const KeyStorage storage;
    const StorageHandle rsa = exportable(storage, foreign_keys::rsa());
    const StorageHandle ec = exportable(storage, foreign_keys::p256());
    const StorageHandle ed25519 = exportable(storage, foreign_keys::ed25519());
    const std::pair<NCRYPT_KEY_HANDLE, LPCWSTR> kinds[] = {{rsa, BCRYPT_ECCPUBLIC_BLOB},
                                                           {rsa, BCRYPT_ECCPRIVATE_BLOB},
                                                           {ec, BCRYPT_RSAPUBLIC_BLOB},
                                                           {ec, BCRYPT_RSAPRIVATE_BLOB},
                                                           {ec, BCRYPT_RSAFULLPRIVATE_BLOB},
                                                           {ed25519, BCRYPT_PUBLIC_KEY_BLOB},
                                                           {ed25519, BCRYPT_PRIVATE_KEY_BLOB},
                                                           {rsa, NCRYPT_OPAQUETRANSPORT_BLOB},
                                                           {rsa, u"nothing"}};
    for (const auto& [key, type] : kinds) {
        Export attempt;
        attempt.type = type;
        EXPECT_EQ(attempt(key), NTE_BAD_TYPE);
        EXPECT_TRUE(attempt.untouched());
    }
}

TEST(NCryptExportKey, RefusesAKeyThatIsNotFinalized) {
    const KeyStorage storage;
    const StorageHandle key = storage.begin(u"RSA");
    Export attempt;
    EXPECT_EQ(attempt(key), NTE_BAD_KEY_STATE);
    EXPECT_TRUE(attempt.untouched());
}

TEST(NCryptExportKey, RefusesThePrivateHalfOfAPublicKey) {
    const KeyStorage storage;
    const StorageHandle key = storage.import(
        BCRYPT_RSAPUBLIC_BLOB, ForeignRsa(foreign_keys::rsa().foreign.get()).public_blob());
    set_number(key, NCRYPT_EXPORT_POLICY_PROPERTY, NCRYPT_ALLOW_PLAINTEXT_EXPORT_FLAG);
    Export attempt;
    attempt.type = NCRYPT_PKCS8_PRIVATE_KEY_BLOB;
    EXPECT_EQ(attempt(key), NTE_BAD_KEY);
    EXPECT_TRUE(attempt.untouched());
}

TEST(NCryptExportKey, RefusesThePrivateHalfUntilThePassphraseIsTold) {
    const KeyStorage storage;
    const StorageHandle made = storage.begin(u"ECDSA_P256", u"web");
    set_number(made, NCRYPT_EXPORT_POLICY_PROPERTY, NCRYPT_ALLOW_PLAINTEXT_EXPORT_FLAG);
    set(made, NCRYPT_PIN_PROPERTY, with_nul(u"so"));
    ASSERT_EQ(NCryptFinalizeKey(made, 0), ERROR_SUCCESS);
    const StorageHandle key = storage.open(u"web");
    Export attempt;
    attempt.type = BCRYPT_ECCPRIVATE_BLOB;
    EXPECT_EQ(attempt(key), NTE_SILENT_CONTEXT);
    EXPECT_TRUE(attempt.untouched());
    set(key, NCRYPT_PIN_PROPERTY, with_nul(u"so"));
    EXPECT_EQ(attempt(key), ERROR_SUCCESS);
}

TEST(NCryptExportKey, RefusesWhatIsNoKey) {
    const KeyStorage storage;
    for (const NCRYPT_HANDLE handle :
         {NCRYPT_HANDLE{0}, kInvented, NCRYPT_HANDLE{storage}, freed_key(storage)}) {
        Export attempt;
        EXPECT_EQ(attempt(handle), NTE_INVALID_HANDLE);
        EXPECT_TRUE(attempt.untouched());
    }
}

TEST(NCryptExportKey, RefusesFlags) {
    const KeyStorage storage;
    Export attempt;
    attempt.flags = NCRYPT_EXPORT_LEGACY_FLAG;
    EXPECT_EQ(attempt(storage.import(foreign_keys::rsa())), NTE_BAD_FLAGS);
    EXPECT_TRUE(attempt.untouched());
}

TEST(NCryptExportKey, RefusesAKeyToEncryptWith) {
    const KeyStorage storage;
    const StorageHandle key = exportable(storage, foreign_keys::rsa());
    Export attempt;
    attempt.wrapping = key;
    EXPECT_EQ(attempt(key), NTE_NOT_SUPPORTED);
    attempt.wrapping = kInvented;
    EXPECT_EQ(attempt(key), NTE_INVALID_HANDLE);
    EXPECT_TRUE(attempt.untouched());
}

TEST(NCryptExportKey, RefusesOtherEncryptionsOfPkcs8) {
    const KeyStorage storage;
    const StorageHandle key = exportable(storage, foreign_keys::p256());
    Export attempt;
    attempt.type = NCRYPT_PKCS8_PRIVATE_KEY_BLOB;
    StorageParameters rc4;
    rc4.add(NCRYPTBUFFER_PKCS_SECRET, u"so")
        .add(NCRYPTBUFFER_PKCS_ALG_OID, Buffer{'1', '.', '2', 0});
    attempt.list = rc4.get();
    EXPECT_EQ(attempt(key), NTE_NOT_SUPPORTED);
    EXPECT_TRUE(attempt.untouched());
}

TEST(NCryptExportKey, RefusesParametersOfAnEncryptionThatAreNone) {
    const KeyStorage storage;
    const StorageHandle key = exportable(storage, foreign_keys::p256());
    const std::string oid = szOID_PKCS_12_pbeWithSHA1And3KeyTripleDES;
    for (const Buffer& parameters :
         {Buffer{1, 2, 3}, le32({2000, 9}), joined({le32({0, 8}), Buffer(8, 1)}),
          le32({2000, 0xFFFFFFFF}), joined({le32({0x80000000, 8}), Buffer(8, 1)})}) {
        StorageParameters list;
        list.add(NCRYPTBUFFER_PKCS_SECRET, u"so")
            .add(NCRYPTBUFFER_PKCS_ALG_OID, Buffer(oid.c_str(), oid.c_str() + oid.size() + 1))
            .add(NCRYPTBUFFER_PKCS_ALG_PARAM, parameters);
        Export attempt;
        attempt.type = NCRYPT_PKCS8_PRIVATE_KEY_BLOB;
        attempt.list = list.get();
        EXPECT_EQ(attempt(key), NTE_INVALID_PARAMETER);
        EXPECT_TRUE(attempt.untouched());
    }
}

TEST(NCryptExportKey, RefusesNoPlaceForTheSizeAndNoType) {
    const KeyStorage storage;
    const StorageHandle key = storage.import(foreign_keys::rsa());
    Export attempt;
    EXPECT_EQ(NCryptExportKey(key, 0, BCRYPT_RSAPUBLIC_BLOB, nullptr, attempt.output.data(), 4096,
                              nullptr, 0),
              NTE_INVALID_PARAMETER);
    attempt.type = nullptr;
    EXPECT_EQ(attempt(key), NTE_INVALID_PARAMETER);
    EXPECT_TRUE(attempt.untouched());
}

}  // namespace
}  // namespace secur32::test
