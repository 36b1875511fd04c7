// The way of other functions from a handle, or a name, to the key.
#include "sslprovider/api/storage_objects.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "sslprovider/api/storage_keys.h"
#include "test/support/foreign_blobs.h"

namespace secur32::api {
namespace {

using test::KeyStorage;
using test::set;
using test::StorageHandle;
using test::with_nul;
namespace foreign_keys = crypto::foreign;

TEST(PrivateKeyOf, IsTheKeyBehindAHandle) {
    const KeyStorage storage;
    const StorageHandle handle = storage.import(foreign_keys::p256());
    const auto key = private_key_of(NCRYPT_KEY_HANDLE{handle});
    ASSERT_TRUE(key.ok());
    EXPECT_TRUE(key.value().public_key() == foreign_keys::p256().open());
}

TEST(PrivateKeyOf, LivesOnWhenTheHandleIsFreed) {
    const KeyStorage storage;
    StorageHandle handle = storage.import(foreign_keys::p256());
    const auto key = private_key_of(NCRYPT_KEY_HANDLE{handle});
    handle.free();
    EXPECT_EQ(private_key_of(NCRYPT_KEY_HANDLE{handle}).status(), Status::invalid_handle);
    EXPECT_TRUE(key.value().pkcs8().ok());
}

TEST(PrivateKeyOf, IsRefusedWhereThereIsNone) {
    const KeyStorage storage;
    EXPECT_EQ(private_key_of(NCRYPT_KEY_HANDLE{0}).status(), Status::invalid_handle);
    EXPECT_EQ(private_key_of(NCRYPT_KEY_HANDLE{storage}).status(), Status::invalid_handle);
    EXPECT_EQ(private_key_of(NCRYPT_KEY_HANDLE{storage.begin(u"RSA")}).status(),
              Status::bad_key_state);
    const StorageHandle open = storage.import(
        BCRYPT_ECCPUBLIC_BLOB,
        test::ForeignEc(foreign_keys::p256().foreign.get()).public_blob(test::kEcdsaPublicP256));
    EXPECT_EQ(private_key_of(NCRYPT_KEY_HANDLE{open}).status(), Status::bad_key);
}

TEST(OpenStoredKey, IsTheKeyOfThatName) {
    const KeyStorage storage;
    const StorageHandle made = storage.create(u"ECDSA_P256", u"web");
    const auto key = open_stored_key(u"web");
    ASSERT_TRUE(key.ok());
    EXPECT_TRUE(key.value().public_key() ==
                private_key_of(NCRYPT_KEY_HANDLE{made}).value().public_key());
    EXPECT_TRUE(open_stored_key(u"web.pem").ok()) << "by its unique name";
    EXPECT_EQ(open_stored_key(u"other").status(), Status::no_keyset);
    EXPECT_EQ(open_stored_key(u"").status(), Status::invalid_parameter);
}

TEST(OpenStoredKey, NeedsThePassphraseThatNobodyTold) {
    const KeyStorage storage;
    const StorageHandle made = storage.begin(u"ECDSA_P256", u"web");
    set(made, NCRYPT_PIN_PROPERTY, with_nul(u"so"));
    EXPECT_NE(facts_of(made).value().passphrase, nullptr);
    ASSERT_EQ(NCryptFinalizeKey(made, 0), ERROR_SUCCESS);
    EXPECT_EQ(facts_of(made).value().passphrase, nullptr) << "nobody needs it any more";
    EXPECT_EQ(open_stored_key(u"web").status(), Status::passphrase_needed);
    const StorageHandle opened = storage.open(u"web");
    EXPECT_EQ(private_key_of(NCRYPT_KEY_HANDLE{opened}).status(), Status::passphrase_needed);
    set(opened, NCRYPT_PIN_PROPERTY, with_nul(u"so"));
    EXPECT_TRUE(private_key_of(NCRYPT_KEY_HANDLE{opened}).ok());
}

// A foreign file says nothing of what its key is for, or says what cannot be.
TEST(OpenKey, JudgesWhatAFileSaysOfItsKey) {
    const KeyStorage storage;
    storage.create(u"ECDSA_P256", u"web");
    const std::string good = storage.folder().read("web.pem");
    const std::string blocks = good.substr(good.find("-----"));
    const std::pair<const char*, std::u16string_view> kinds[] = {
        {"", u"ECDSA_P256"},
        {"Algorithm: ECDH_P256\n", u"ECDH_P256"},
        {"Algorithm: ECDH\n", u"ECDH_P256"},
        {"Algorithm: RSA\n", u"ECDSA_P256"},
        {"Algorithm: ECDSA_P384\n", u"ECDSA_P256"},
        {"Algorithm: \xFF\n", u"ECDSA_P256"}};
    for (const auto& [said, taken] : kinds) {
        storage.folder().write("web.pem", said + blocks);
        const auto facts = open_key(u"web");
        ASSERT_TRUE(facts.ok()) << said;
        EXPECT_EQ(facts.value().algorithm->name, taken);
    }
}

TEST(StorageKey, IsUsedAndFreedByManyThreads) {
    const KeyStorage storage;
    for (int i = 0; i < 50; ++i) {
        StorageHandle handle = storage.import(foreign_keys::p256());
        std::atomic<int> wrong{0};
        std::vector<std::thread> threads;
        for (int j = 0; j < 3; ++j)
            threads.emplace_back([&, number = NCRYPT_KEY_HANDLE{handle}] {
                const auto key = private_key_of(number);
                if (!key.ok() && key.status() != Status::invalid_handle) ++wrong;
                const DWORD policy = 0;
                NCryptSetProperty(number, NCRYPT_EXPORT_POLICY_PROPERTY,
                                  reinterpret_cast<PBYTE>(const_cast<DWORD*>(&policy)),
                                  sizeof policy, 0);
            });
        handle.free();
        for (std::thread& thread : threads) thread.join();
        EXPECT_EQ(wrong, 0);
    }
}

}  // namespace
}  // namespace secur32::api
