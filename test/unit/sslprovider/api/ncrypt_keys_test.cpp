// NCryptCreatePersistedKey, NCryptFinalizeKey, NCryptOpenKey, NCryptDeleteKey: what they leave in
// the folder, libcrypto reads.
#include <gtest/gtest.h>
#include <openssl/core_names.h>

#include <atomic>
#include <thread>

#include "test/support/key_storage.h"

namespace secur32::test {
namespace {

constexpr NCRYPT_HANDLE kInvented = 0x1234567800000001;

// Whether libcrypto's key has the same public half as what the handle exports.
bool same_rsa(NCRYPT_KEY_HANDLE key, const EVP_PKEY* other) {
    const Buffer e = number_of(other, OSSL_PKEY_PARAM_RSA_E);
    const Buffer n = number_of(other, OSSL_PKEY_PARAM_RSA_N);
    return export_key(key, BCRYPT_RSAPUBLIC_BLOB) ==
           joined({le32({0x31415352, static_cast<DWORD>(EVP_PKEY_get_bits(other)), size_of(e),
                         size_of(n), 0, 0}),
                   e, n});
}
bool same_ec(NCRYPT_KEY_HANDLE key, const EVP_PKEY* other, DWORD magic) {
    const int length = (EVP_PKEY_get_bits(other) + 7) / 8;
    return export_key(key, BCRYPT_ECCPUBLIC_BLOB) ==
           joined({le32({magic, static_cast<DWORD>(length)}),
                   number_of(other, OSSL_PKEY_PARAM_EC_PUB_X, length),
                   number_of(other, OSSL_PKEY_PARAM_EC_PUB_Y, length)});
}

// -- NCryptCreatePersistedKey ---------------------------------------------------------------------

// Key Storage Property Identifiers, CNG Algorithm Identifiers.
TEST(NCryptCreatePersistedKey, AgreesWithTheDocumentationOnItsAlgorithms) {
    const KeyStorage storage;
    const struct {
        LPCWSTR name, group;
        DWORD bits;
    } kinds[] = {{u"RSA", u"RSA", 2048},         {u"ECDSA_P256", u"ECDSA", 256},
                 {u"ECDSA_P384", u"ECDSA", 384}, {u"ECDSA_P521", u"ECDSA", 521},
                 {u"ECDH_P256", u"ECDH", 256},   {u"ECDH_P384", u"ECDH", 384},
                 {u"ECDH_P521", u"ECDH", 521}};
    for (const auto& kind : kinds) {
        StorageHandle key;
        ASSERT_EQ(NCryptCreatePersistedKey(storage, key.out(), kind.name, nullptr, 0, 0),
                  ERROR_SUCCESS);
        EXPECT_EQ(get_text(key, NCRYPT_ALGORITHM_PROPERTY), kind.name);
        EXPECT_EQ(get_text(key, NCRYPT_ALGORITHM_GROUP_PROPERTY), kind.group);
        EXPECT_EQ(get_number(key, NCRYPT_LENGTH_PROPERTY), kind.bits);
        EXPECT_EQ(get_number(key, NCRYPT_EXPORT_POLICY_PROPERTY), 0u);
    }
    EXPECT_FALSE(std::filesystem::exists(storage.folder().path())) << "nothing is stored yet";
}

TEST(NCryptCreatePersistedKey, TakesTheLegacyKeySpecs) {
    const KeyStorage storage;
    for (const DWORD spec : {DWORD{0}, DWORD{AT_KEYEXCHANGE}, DWORD{AT_SIGNATURE}}) {
        StorageHandle key;
        EXPECT_EQ(NCryptCreatePersistedKey(storage, key.out(), u"RSA", u"web", spec, 0),
                  ERROR_SUCCESS);
    }
}

struct Creation {
    NCRYPT_KEY_HANDLE key = kInvented;
    SECURITY_STATUS operator()(NCRYPT_PROV_HANDLE provider, LPCWSTR algorithm, LPCWSTR name,
                               DWORD spec = 0, DWORD flags = 0) {
        return NCryptCreatePersistedKey(provider, &key, algorithm, name, spec, flags);
    }
};

TEST(NCryptCreatePersistedKey, RefusesWhatIsNoProvider) {
    const KeyStorage storage;
    for (const NCRYPT_HANDLE handle : {NCRYPT_HANDLE{0}, kInvented}) {
        Creation create;
        EXPECT_EQ(create(handle, u"RSA", u"web"), NTE_INVALID_HANDLE);
        EXPECT_EQ(create.key, 0u);
    }
}

TEST(NCryptCreatePersistedKey, RefusesOtherAlgorithms) {
    const KeyStorage storage;
    for (const LPCWSTR algorithm : {u"AES", u"DSA", u"Ed25519", u"", u"ECDSA_P192"}) {
        Creation create;
        EXPECT_EQ(create(storage, algorithm, u"web"), NTE_NOT_SUPPORTED);
        EXPECT_EQ(create.key, 0u);
    }
}

TEST(NCryptCreatePersistedKey, RefusesWhatIsMissing) {
    const KeyStorage storage;
    Creation create;
    EXPECT_EQ(create(storage, nullptr, u"web"), NTE_INVALID_PARAMETER);
    EXPECT_EQ(create.key, 0u);
    EXPECT_EQ(NCryptCreatePersistedKey(storage, nullptr, u"RSA", u"web", 0, 0),
              NTE_INVALID_PARAMETER);
}

TEST(NCryptCreatePersistedKey, RefusesNamesThatAreNone) {
    const KeyStorage storage;
    for (const std::u16string& name : {std::u16string(), std::u16string(256, u'x'),
                                       std::u16string(600, u'x'), std::u16string(u"\xD800")}) {
        Creation create;
        EXPECT_EQ(create(storage, u"RSA", name.c_str()), NTE_INVALID_PARAMETER);
        EXPECT_EQ(create.key, 0u);
    }
}

TEST(NCryptCreatePersistedKey, RefusesANameThatIsTaken) {
    const KeyStorage storage;
    storage.create(u"ECDSA_P256", u"web");
    Creation create;
    EXPECT_EQ(create(storage, u"RSA", u"web"), NTE_EXISTS);
    EXPECT_EQ(create.key, 0u);
}

TEST(NCryptCreatePersistedKey, RefusesFlags) {
    const KeyStorage storage;
    Creation create;
    EXPECT_EQ(create(storage, u"RSA", u"web", 0, 1), NTE_BAD_FLAGS);
    EXPECT_EQ(create.key, 0u);
}

TEST(NCryptCreatePersistedKey, RefusesTheMachinesKeys) {
    const KeyStorage storage;
    Creation create;
    EXPECT_EQ(create(storage, u"RSA", u"web", 0, NCRYPT_MACHINE_KEY_FLAG), NTE_NOT_SUPPORTED);
    EXPECT_EQ(create.key, 0u);
}

TEST(NCryptCreatePersistedKey, RefusesOtherKeySpecs) {
    const KeyStorage storage;
    Creation create;
    EXPECT_EQ(create(storage, u"RSA", u"web", 3), NTE_INVALID_PARAMETER);
    EXPECT_EQ(create.key, 0u);
}

TEST(NCryptCreatePersistedKey, RefusesAFolderThatIsOpenToOthers) {
    const KeyStorage storage;
    storage.folder().write("x", "");
    ASSERT_EQ(::chmod(storage.folder().path().c_str(), 0755), 0);
    Creation create;
    EXPECT_EQ(create(storage, u"RSA", u"web"), NTE_PERM);
    EXPECT_EQ(create.key, 0u);
}

// -- NCryptFinalizeKey ----------------------------------------------------------------------------

TEST(NCryptFinalizeKey, AgreesWithLibcryptoOnTheKeyThatItStores) {
    const KeyStorage storage;
    const StorageHandle key = storage.begin(u"RSA", u"web");
    set_number(key, NCRYPT_LENGTH_PROPERTY, 1024);
    ASSERT_EQ(NCryptFinalizeKey(key, 0), ERROR_SUCCESS);
    const Pkey stored = read_private_pem(storage.folder().path("web.pem"));
    ASSERT_NE(stored, nullptr);
    EXPECT_EQ(EVP_PKEY_get_bits(stored.get()), 1024);
    EXPECT_TRUE(same_rsa(key, stored.get()));
}

TEST(NCryptFinalizeKey, AgreesWithLibcryptoOnEveryCurve) {
    const KeyStorage storage;
    const struct {
        LPCWSTR algorithm;
        const char* group;
        DWORD magic;
    } kinds[] = {
        {u"ECDSA_P256", "prime256v1", 0x31534345}, {u"ECDSA_P384", "secp384r1", 0x33534345},
        {u"ECDSA_P521", "secp521r1", 0x35534345},  {u"ECDH_P256", "prime256v1", 0x314B4345},
        {u"ECDH_P384", "secp384r1", 0x334B4345},   {u"ECDH_P521", "secp521r1", 0x354B4345}};
    for (const auto& kind : kinds) {
        const StorageHandle key = storage.begin(kind.algorithm, u"web", NCRYPT_OVERWRITE_KEY_FLAG);
        ASSERT_EQ(NCryptFinalizeKey(key, 0), ERROR_SUCCESS);
        const Pkey stored = read_private_pem(storage.folder().path("web.pem"));
        ASSERT_NE(stored, nullptr);
        char group[64] = {};
        EVP_PKEY_get_group_name(stored.get(), group, sizeof group, nullptr);
        EXPECT_STREQ(group, kind.group);
        EXPECT_TRUE(same_ec(key, stored.get(), kind.magic));
    }
}

TEST(NCryptFinalizeKey, AgreesWithLibcryptoOnAPassphrase) {
    const KeyStorage storage;
    const StorageHandle key = storage.begin(u"ECDSA_P256", u"web");
    set(key, NCRYPT_PIN_PROPERTY, with_nul(u"Schl\u00FCssel"));
    ASSERT_EQ(NCryptFinalizeKey(key, 0), ERROR_SUCCESS);
    const auto path = storage.folder().path("web.pem");
    EXPECT_EQ(read_private_pem(path), nullptr);
    const Pkey stored = read_private_pem(path, "Schl\xC3\xBCssel");
    ASSERT_NE(stored, nullptr);
    EXPECT_TRUE(same_ec(key, stored.get(), 0x31534345));
}

TEST(NCryptFinalizeKey, LeavesAnEphemeralKeyOutOfTheFolder) {
    const KeyStorage storage;
    const StorageHandle key = storage.begin(u"ECDSA_P256");
    EXPECT_EQ(NCryptFinalizeKey(key, NCRYPT_NO_KEY_VALIDATION | NCRYPT_SILENT_FLAG), ERROR_SUCCESS);
    EXPECT_FALSE(std::filesystem::exists(storage.folder().path()));
}

TEST(NCryptFinalizeKey, AgreesWithTheDocumentationOnAGenericCurve) {
    const KeyStorage storage;
    const StorageHandle key = storage.begin(NCRYPT_ECDSA_ALGORITHM, u"web");
    EXPECT_EQ(NCryptFinalizeKey(key, 0), NTE_INVALID_PARAMETER) << "there is no curve yet";
    set(key, NCRYPT_ECC_CURVE_NAME_PROPERTY, with_nul(BCRYPT_ECC_CURVE_NISTP384));
    EXPECT_EQ(NCryptFinalizeKey(key, 0), ERROR_SUCCESS);
    EXPECT_EQ(get_text(key, NCRYPT_ALGORITHM_PROPERTY), u"ECDSA_P384");
    EXPECT_EQ(EVP_PKEY_get_bits(read_private_pem(storage.folder().path("web.pem")).get()), 384);
}

TEST(NCryptFinalizeKey, RefusesAKeyTheSecondTime) {
    const KeyStorage storage;
    const StorageHandle key = storage.create(u"ECDSA_P256", u"web");
    const std::string before = storage.folder().read("web.pem");
    EXPECT_EQ(NCryptFinalizeKey(key, 0), NTE_BAD_KEY_STATE);
    EXPECT_EQ(storage.folder().read("web.pem"), before);
}

TEST(NCryptFinalizeKey, RefusesWhatIsNoKey) {
    const KeyStorage storage;
    for (const NCRYPT_HANDLE handle :
         {NCRYPT_HANDLE{0}, kInvented, NCRYPT_HANDLE{storage}, freed_key(storage)})
        EXPECT_EQ(NCryptFinalizeKey(handle, 0), NTE_INVALID_HANDLE);
}

TEST(NCryptFinalizeKey, RefusesFlags) {
    const KeyStorage storage;
    const StorageHandle key = storage.begin(u"ECDSA_P256");
    EXPECT_EQ(NCryptFinalizeKey(key, NCRYPT_OVERWRITE_KEY_FLAG), NTE_BAD_FLAGS);
    EXPECT_EQ(NCryptFinalizeKey(key, 0), ERROR_SUCCESS);
}

TEST(NCryptFinalizeKey, RefusesTheLegacyStore) {
    const KeyStorage storage;
    EXPECT_EQ(NCryptFinalizeKey(storage.begin(u"RSA"), NCRYPT_WRITE_KEY_TO_LEGACY_STORE_FLAG),
              NTE_NOT_SUPPORTED);
}

TEST(NCryptFinalizeKey, RefusesANameThatSomebodyElseTookMeanwhile) {
    const KeyStorage storage;
    const StorageHandle first = storage.begin(u"ECDSA_P256", u"web");
    const StorageHandle second = storage.begin(u"ECDSA_P256", u"web");
    ASSERT_EQ(NCryptFinalizeKey(first, 0), ERROR_SUCCESS);
    EXPECT_EQ(NCryptFinalizeKey(second, 0), NTE_EXISTS);
    EXPECT_TRUE(
        same_ec(first, read_private_pem(storage.folder().path("web.pem")).get(), 0x31534345));
    // It may be tried again.
    ASSERT_EQ(NCryptDeleteKey(storage.open(u"web"), 0), ERROR_SUCCESS);
    EXPECT_EQ(NCryptFinalizeKey(second, 0), ERROR_SUCCESS);
}

TEST(NCryptFinalizeKey, RefusesAFolderThatIsOpenToOthers) {
    const KeyStorage storage;
    const StorageHandle key = storage.begin(u"ECDSA_P256", u"web");
    storage.folder().write("x", "");
    ASSERT_EQ(::chmod(storage.folder().path().c_str(), 0750), 0);
    EXPECT_EQ(NCryptFinalizeKey(key, 0), NTE_PERM);
    EXPECT_EQ(storage.folder().files(), std::vector<std::string>{"x"});
}

TEST(NCryptFinalizeKey, LetsOneOfTwoThreadsMakeTheKey) {
    const KeyStorage storage;
    for (int i = 0; i < 20; ++i) {
        const StorageHandle key = storage.begin(u"ECDSA_P256");
        std::atomic<int> done{0}, late{0};
        std::vector<std::thread> threads;
        for (int j = 0; j < 2; ++j)
            threads.emplace_back([&] {
                const SECURITY_STATUS status = NCryptFinalizeKey(key, 0);
                if (status == ERROR_SUCCESS) ++done;
                if (status == NTE_BAD_KEY_STATE) ++late;
            });
        for (std::thread& thread : threads) thread.join();
        EXPECT_EQ(done, 1);
        EXPECT_EQ(late, 1);
    }
}

// -- NCryptOpenKey --------------------------------------------------------------------------------

TEST(NCryptOpenKey, AgreesWithLibcryptoOnTheKeyInTheFile) {
    const KeyStorage storage;
    storage.create(u"ECDH_P384", u"my web key");
    StorageHandle key;
    ASSERT_EQ(NCryptOpenKey(storage, key.out(), u"my web key", 0, NCRYPT_SILENT_FLAG),
              ERROR_SUCCESS);
    EXPECT_TRUE(same_ec(key, read_private_pem(storage.folder().path("my%20web%20key.pem")).get(),
                        0x334B4345));
    EXPECT_EQ(get_text(key, NCRYPT_ALGORITHM_PROPERTY), u"ECDH_P384");
}

TEST(NCryptOpenKey, AgreesWithOpensslOnAKeyThatOpensslMade) {
    const KeyStorage storage;
    storage.folder().write("x", "");
    const auto path = storage.folder().path("openssl.pem");
    const Ran made =
        run("umask 077; openssl genpkey -algorithm RSA -pkeyopt "
            "rsa_keygen_bits:2048 -out '" +
            path.string() + "'");
    ASSERT_EQ(made.status, 0) << made.output;
    StorageHandle key;
    ASSERT_EQ(NCryptOpenKey(storage, key.out(), u"openssl", AT_KEYEXCHANGE, 0), ERROR_SUCCESS);
    EXPECT_TRUE(same_rsa(key, read_private_pem(path).get()));
    EXPECT_EQ(get_text(key, NCRYPT_ALGORITHM_PROPERTY), u"RSA");
    EXPECT_EQ(get_number(key, NCRYPT_EXPORT_POLICY_PROPERTY), 0u);
}

// "This is an alternate name that can be used when accessing the key."
TEST(NCryptOpenKey, AgreesWithTheDocumentationOnTheUniqueName) {
    const KeyStorage storage;
    const StorageHandle made = storage.create(u"ECDSA_P256", u"a b");
    const std::u16string unique = get_text(made, NCRYPT_UNIQUE_NAME_PROPERTY);
    EXPECT_EQ(unique, u"a%20b.pem");
    StorageHandle key;
    ASSERT_EQ(NCryptOpenKey(storage, key.out(), unique.c_str(), 0, 0), ERROR_SUCCESS);
    EXPECT_EQ(get_text(key, NCRYPT_NAME_PROPERTY), u"a b");
}

TEST(NCryptOpenKey, OpensAKeyUnderAPassphraseWithoutIt) {
    const KeyStorage storage;
    StorageHandle made = storage.begin(u"ECDSA_P256", u"web");
    set(made, NCRYPT_PIN_PROPERTY, with_nul(u"so"));
    ASSERT_EQ(NCryptFinalizeKey(made, 0), ERROR_SUCCESS);
    const StorageHandle key = storage.open(u"web");
    EXPECT_EQ(get_text(key, NCRYPT_ALGORITHM_PROPERTY), u"ECDSA_P256");
    EXPECT_EQ(export_key(key, BCRYPT_ECCPUBLIC_BLOB), export_key(made, BCRYPT_ECCPUBLIC_BLOB));
}

struct Opening {
    NCRYPT_KEY_HANDLE key = kInvented;
    SECURITY_STATUS operator()(NCRYPT_PROV_HANDLE provider, LPCWSTR name, DWORD spec = 0,
                               DWORD flags = 0) {
        return NCryptOpenKey(provider, &key, name, spec, flags);
    }
};

TEST(NCryptOpenKey, RefusesAKeyThatThereIsNot) {
    const KeyStorage storage;
    for (const LPCWSTR name : {u"web", u"web.pem", u"../keys/web", u"/etc/passwd"}) {
        Opening open;
        EXPECT_EQ(open(storage, name), NTE_BAD_KEYSET);
        EXPECT_EQ(open.key, 0u);
    }
}

TEST(NCryptOpenKey, RefusesAKeyThatIsNotFinalized) {
    const KeyStorage storage;
    const StorageHandle key = storage.begin(u"ECDSA_P256", u"web");
    Opening open;
    EXPECT_EQ(open(storage, u"web"), NTE_BAD_KEYSET);
}

TEST(NCryptOpenKey, RefusesWhatIsNoProvider) {
    const KeyStorage storage;
    storage.create(u"ECDSA_P256", u"web");
    Opening open;
    EXPECT_EQ(open(0, u"web"), NTE_INVALID_HANDLE);
    EXPECT_EQ(open.key, 0u);
    EXPECT_EQ(open(storage.open(u"web"), u"web"), NTE_INVALID_HANDLE);
}

TEST(NCryptOpenKey, RefusesFlags) {
    const KeyStorage storage;
    storage.create(u"ECDSA_P256", u"web");
    Opening open;
    EXPECT_EQ(open(storage, u"web", 0, NCRYPT_OVERWRITE_KEY_FLAG), NTE_BAD_FLAGS);
    EXPECT_EQ(open.key, 0u);
}

TEST(NCryptOpenKey, RefusesTheMachinesKeys) {
    const KeyStorage storage;
    storage.create(u"ECDSA_P256", u"web");
    Opening open;
    EXPECT_EQ(open(storage, u"web", 0, NCRYPT_MACHINE_KEY_FLAG), NTE_NOT_SUPPORTED);
    EXPECT_EQ(open.key, 0u);
}

TEST(NCryptOpenKey, RefusesWhatIsMissingOrNoName) {
    const KeyStorage storage;
    storage.create(u"ECDSA_P256", u"web");
    EXPECT_EQ(NCryptOpenKey(storage, nullptr, u"web", 0, 0), NTE_INVALID_PARAMETER);
    Opening open;
    EXPECT_EQ(open(storage, nullptr), NTE_INVALID_PARAMETER);
    EXPECT_EQ(open(storage, u""), NTE_INVALID_PARAMETER);
    EXPECT_EQ(open(storage, std::u16string(256, u'x').c_str()), NTE_INVALID_PARAMETER);
    EXPECT_EQ(open(storage, u"web", 3), NTE_INVALID_PARAMETER);
    EXPECT_EQ(open.key, 0u);
}

TEST(NCryptOpenKey, RefusesADamagedFile) {
    const KeyStorage storage;
    storage.create(u"ECDSA_P256", u"web");
    const std::string text = storage.folder().read("web.pem");
    storage.folder().write("web.pem", text.substr(0, text.size() / 2));
    Opening open;
    EXPECT_EQ(open(storage, u"web"), NTE_BAD_DATA);
    EXPECT_EQ(open.key, 0u);
}

TEST(NCryptOpenKey, RefusesAFileThatIsOpenToOthers) {
    const KeyStorage storage;
    storage.create(u"ECDSA_P256", u"web");
    ASSERT_EQ(::chmod(storage.folder().path("web.pem").c_str(), 0644), 0);
    Opening open;
    EXPECT_EQ(open(storage, u"web"), NTE_PERM);
    EXPECT_EQ(open.key, 0u);
}

// -- NCryptDeleteKey ------------------------------------------------------------------------------

TEST(NCryptDeleteKey, AgreesWithTheFolderThatTheKeyIsGone) {
    const KeyStorage storage;
    StorageHandle made = storage.create(u"ECDSA_P256", u"web");
    storage.create(u"ECDSA_P256", u"other");
    StorageHandle key = storage.open(u"web");
    const NCRYPT_KEY_HANDLE number = key;
    ASSERT_EQ(NCryptDeleteKey(key, NCRYPT_SILENT_FLAG), ERROR_SUCCESS);
    key.forget();
    EXPECT_FALSE(NCryptIsKeyHandle(number));
    EXPECT_EQ(storage.folder().files(), std::vector<std::string>{"other.pem"});
    // Handles that others hold go on.
    EXPECT_FALSE(export_key(made, BCRYPT_ECCPUBLIC_BLOB).empty());
}

TEST(NCryptDeleteKey, FreesAKeyThatIsNotStored) {
    const KeyStorage storage;
    storage.create(u"ECDSA_P256", u"web");
    StorageHandle ephemeral = storage.create(u"ECDSA_P256");
    StorageHandle unfinished = storage.begin(u"ECDSA_P256", u"web", NCRYPT_OVERWRITE_KEY_FLAG);
    for (StorageHandle* const key : {&ephemeral, &unfinished}) {
        const NCRYPT_KEY_HANDLE number = *key;
        EXPECT_EQ(NCryptDeleteKey(number, 0), ERROR_SUCCESS);
        key->forget();
        EXPECT_FALSE(NCryptIsKeyHandle(number));
    }
    EXPECT_EQ(storage.folder().files(), std::vector<std::string>{"web.pem"});
}

TEST(NCryptDeleteKey, RefusesWhatIsNoKey) {
    const KeyStorage storage;
    for (const NCRYPT_HANDLE handle :
         {NCRYPT_HANDLE{0}, kInvented, NCRYPT_HANDLE{storage}, freed_key(storage)})
        EXPECT_EQ(NCryptDeleteKey(handle, 0), NTE_INVALID_HANDLE);
}

TEST(NCryptDeleteKey, RefusesFlags) {
    const KeyStorage storage;
    const StorageHandle key = storage.create(u"ECDSA_P256", u"web");
    EXPECT_EQ(NCryptDeleteKey(key, NCRYPT_MACHINE_KEY_FLAG), NTE_BAD_FLAGS);
    EXPECT_TRUE(NCryptIsKeyHandle(key));
    EXPECT_EQ(storage.folder().files(), std::vector<std::string>{"web.pem"});
}

TEST(NCryptDeleteKey, RefusesAKeyThatWasDeletedAlready) {
    const KeyStorage storage;
    const StorageHandle first = storage.create(u"ECDSA_P256", u"web");
    StorageHandle second = storage.open(u"web");
    ASSERT_EQ(NCryptDeleteKey(second, 0), ERROR_SUCCESS);
    second.forget();
    EXPECT_EQ(NCryptDeleteKey(first, 0), NTE_BAD_KEYSET);
    EXPECT_TRUE(NCryptIsKeyHandle(first));
}

TEST(NCryptDeleteKey, RefusesAFolderThatIsOpenToOthers) {
    const KeyStorage storage;
    const StorageHandle key = storage.create(u"ECDSA_P256", u"web");
    ASSERT_EQ(::chmod(storage.folder().path().c_str(), 0777), 0);
    EXPECT_EQ(NCryptDeleteKey(key, 0), NTE_PERM);
    EXPECT_TRUE(NCryptIsKeyHandle(key));
    EXPECT_EQ(storage.folder().files(), std::vector<std::string>{"web.pem"});
}

}  // namespace
}  // namespace secur32::test
