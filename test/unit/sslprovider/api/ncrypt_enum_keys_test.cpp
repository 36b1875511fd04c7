// NCryptEnumKeys: the folder, key by key.
#include <gtest/gtest.h>

#include <optional>

#include "test/support/key_storage.h"

namespace secur32::test {
namespace {

struct Listed {
    std::u16string name, algorithm;
    bool operator==(const Listed&) const = default;
};

class Enumeration {
 public:
    ~Enumeration() {
        if (state_ != nullptr) NCryptFreeBuffer(state_);
    }
    SECURITY_STATUS next(NCRYPT_PROV_HANDLE provider) {
        NCryptKeyName* name = nullptr;
        const SECURITY_STATUS status = NCryptEnumKeys(provider, nullptr, &name, &state_, 0);
        if (status == ERROR_SUCCESS) {
            found_.push_back({name->pszName, name->pszAlgid});
            EXPECT_EQ(name->dwLegacyKeySpec, 0u);
            EXPECT_EQ(name->dwFlags, 0u);
            EXPECT_EQ(NCryptFreeBuffer(name), ERROR_SUCCESS);
        } else {
            EXPECT_EQ(name, nullptr);
        }
        return status;
    }
    const std::vector<Listed>& found() const { return found_; }

 private:
    PVOID state_ = nullptr;
    std::vector<Listed> found_;
};

std::vector<Listed> all(NCRYPT_PROV_HANDLE provider) {
    Enumeration enumeration;
    SECURITY_STATUS status;
    do status = enumeration.next(provider);
    while (status == ERROR_SUCCESS);
    EXPECT_EQ(status, NTE_NO_MORE_ITEMS);
    // It stays at the end.
    EXPECT_EQ(enumeration.next(provider), NTE_NO_MORE_ITEMS);
    return enumeration.found();
}

TEST(NCryptEnumKeys, AgreesWithTheFilesOfTheFolder) {
    const KeyStorage storage;
    EXPECT_TRUE(all(storage).empty());
    const std::u16string long_name(255, u'\u4E2D');
    storage.create(u"ECDSA_P256", u"b");
    storage.create(u"ECDH_P384", u"../a");
    storage.create(u"ECDSA_P521", long_name.c_str());
    const Ran made = run("umask 077; openssl genpkey -algorithm ED25519 -out '" +
                         storage.folder().path("c.pem").string() + "'");
    ASSERT_EQ(made.status, 0) << made.output;
    EXPECT_EQ(all(storage), (std::vector<Listed>{{u"../a", u"ECDH_P384"},
                                                 {u"b", u"ECDSA_P256"},
                                                 {u"c", u"Ed25519"},
                                                 {long_name, u"ECDSA_P521"}}));
}

TEST(NCryptEnumKeys, TellsWhatAPassphraseDoesNotHide) {
    const KeyStorage storage;
    const StorageHandle ours = storage.begin(u"ECDSA_P256", u"a");
    set(ours, NCRYPT_PIN_PROPERTY, with_nul(u"so"));
    ASSERT_EQ(NCryptFinalizeKey(ours, 0), ERROR_SUCCESS);
    const Ran made =
        run("umask 077; openssl genpkey -algorithm ED25519 -aes256 -pass pass:so "
            "-out '" +
            storage.folder().path("b.pem").string() + "'");
    ASSERT_EQ(made.status, 0) << made.output;
    EXPECT_EQ(all(storage), (std::vector<Listed>{{u"a", u"ECDSA_P256"}, {u"b", u""}}));
}

TEST(NCryptEnumKeys, PassesOverWhatCannotBeOpened) {
    const KeyStorage storage;
    for (const LPCWSTR name : {u"a", u"b", u"c", u"d"}) storage.create(u"ECDSA_P256", name);
    storage.folder().write("a.pem", "damaged");
    ASSERT_EQ(::chmod(storage.folder().path("b.pem").c_str(), 0644), 0);
    storage.folder().write("readme.txt", "none");
    Enumeration enumeration;
    ASSERT_EQ(enumeration.next(storage), ERROR_SUCCESS);
    // The list is taken at the first call.
    storage.create(u"ECDSA_P256", u"e");
    ASSERT_EQ(NCryptDeleteKey(storage.open(u"d"), 0), ERROR_SUCCESS);
    EXPECT_EQ(enumeration.next(storage), NTE_NO_MORE_ITEMS);
    EXPECT_EQ(enumeration.found(), (std::vector<Listed>{{u"c", u"ECDSA_P256"}}));
}

TEST(NCryptEnumKeys, KeepsTwoEnumerationsApart) {
    const KeyStorage storage;
    for (const LPCWSTR name : {u"a", u"b"}) storage.create(u"ECDSA_P256", name);
    Enumeration first, second;
    ASSERT_EQ(first.next(storage), ERROR_SUCCESS);
    ASSERT_EQ(second.next(storage), ERROR_SUCCESS);
    ASSERT_EQ(first.next(storage), ERROR_SUCCESS);
    ASSERT_EQ(second.next(storage), ERROR_SUCCESS);
    EXPECT_EQ(first.found(), second.found());
}

struct Call {
    NCryptKeyName* name = reinterpret_cast<NCryptKeyName*>(8);
    PVOID state = nullptr;
    SECURITY_STATUS operator()(NCRYPT_PROV_HANDLE provider, LPCWSTR scope = nullptr,
                               DWORD flags = 0) {
        return NCryptEnumKeys(provider, scope, &name, &state, flags);
    }
};

TEST(NCryptEnumKeys, RefusesWhatIsNoProvider) {
    const KeyStorage storage;
    storage.create(u"ECDSA_P256", u"a");
    for (const NCRYPT_HANDLE handle : {NCRYPT_HANDLE{0}, NCRYPT_HANDLE{freed_key(storage)}}) {
        Call enumerate;
        EXPECT_EQ(enumerate(handle), NTE_INVALID_HANDLE);
        EXPECT_EQ(enumerate.name, nullptr);
        EXPECT_EQ(enumerate.state, nullptr);
    }
}

TEST(NCryptEnumKeys, RefusesAScope) {
    const KeyStorage storage;
    Call enumerate;
    EXPECT_EQ(enumerate(storage, u"all"), NTE_INVALID_PARAMETER);
    EXPECT_EQ(enumerate.name, nullptr);
}

TEST(NCryptEnumKeys, RefusesFlags) {
    const KeyStorage storage;
    Call enumerate;
    EXPECT_EQ(enumerate(storage, nullptr, 1), NTE_BAD_FLAGS);
    EXPECT_EQ(enumerate.name, nullptr);
}

TEST(NCryptEnumKeys, RefusesTheMachinesKeys) {
    const KeyStorage storage;
    Call enumerate;
    EXPECT_EQ(enumerate(storage, nullptr, NCRYPT_MACHINE_KEY_FLAG), NTE_NOT_SUPPORTED);
    EXPECT_EQ(enumerate.name, nullptr);
}

TEST(NCryptEnumKeys, RefusesNoPlaceForANameOrTheState) {
    const KeyStorage storage;
    Call enumerate;
    EXPECT_EQ(NCryptEnumKeys(storage, nullptr, nullptr, &enumerate.state, 0),
              NTE_INVALID_PARAMETER);
    EXPECT_EQ(NCryptEnumKeys(storage, nullptr, &enumerate.name, nullptr, 0), NTE_INVALID_PARAMETER);
}

TEST(NCryptEnumKeys, RefusesAStateThatIsNoneOfIts) {
    const KeyStorage storage;
    storage.create(u"ECDSA_P256", u"a");
    DWORD count = 0;
    NCryptProviderName* list = nullptr;
    ASSERT_EQ(NCryptEnumStorageProviders(&count, &list, 0), ERROR_SUCCESS);
    int own = 0;
    for (PVOID const state : {static_cast<PVOID>(&own), static_cast<PVOID>(list)}) {
        Call enumerate;
        enumerate.state = state;
        EXPECT_EQ(enumerate(storage), NTE_INVALID_PARAMETER);
        EXPECT_EQ(enumerate.name, nullptr);
    }
    EXPECT_EQ(NCryptFreeBuffer(list), ERROR_SUCCESS);
}

TEST(NCryptEnumKeys, RefusesAFolderThatIsOpenToOthers) {
    const KeyStorage storage;
    storage.create(u"ECDSA_P256", u"a");
    ASSERT_EQ(::chmod(storage.folder().path().c_str(), 0755), 0);
    Call enumerate;
    EXPECT_EQ(enumerate(storage), NTE_PERM);
    EXPECT_EQ(enumerate.name, nullptr);
    EXPECT_EQ(enumerate.state, nullptr);
}

}  // namespace
}  // namespace secur32::test
