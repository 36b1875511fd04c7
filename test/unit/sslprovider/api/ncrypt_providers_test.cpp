// NCryptOpenStorageProvider, NCryptEnumStorageProviders, NCryptEnumAlgorithms,
// NCryptIsAlgSupported, NCryptFreeObject, NCryptFreeBuffer, NCryptIsKeyHandle.
#include <gtest/gtest.h>
#include <sslprovider.h>

#include <array>
#include <map>

#include "test/support/key_storage.h"

namespace secur32::test {
namespace {

constexpr NCRYPT_HANDLE kInvented = 0x1234567800000001;

// -- NCryptOpenStorageProvider --------------------------------------------------------------------

TEST(NCryptOpenStorageProvider, AgreesWithTheNamesOfTheDocumentation) {
    const LPCWSTR names[] = {u"Microsoft Software Key Storage Provider",
                             u"MICROSOFT software key storage PROVIDER", nullptr};
    for (const LPCWSTR name : names) {
        StorageHandle provider;
        ASSERT_EQ(NCryptOpenStorageProvider(provider.out(), name, 0), ERROR_SUCCESS);
        EXPECT_EQ(get_text(provider, NCRYPT_NAME_PROPERTY),
                  u"Microsoft Software Key Storage Provider");
    }
}

TEST(NCryptOpenStorageProvider, AgreesWithNCryptSilentFlag) {
    StorageHandle provider;
    EXPECT_EQ(NCryptOpenStorageProvider(provider.out(), nullptr, NCRYPT_SILENT_FLAG),
              ERROR_SUCCESS);
}

TEST(NCryptOpenStorageProvider, RefusesNoPlaceForTheHandle) {
    EXPECT_EQ(NCryptOpenStorageProvider(nullptr, MS_KEY_STORAGE_PROVIDER, 0),
              NTE_INVALID_PARAMETER);
}

TEST(NCryptOpenStorageProvider, RefusesProvidersThatAreNotHere) {
    for (const LPCWSTR name : {MS_SMART_CARD_KEY_STORAGE_PROVIDER, MS_PLATFORM_KEY_STORAGE_PROVIDER,
                               MS_SCHANNEL_PROVIDER, u"", u"Microsoft Software Key Storage"}) {
        NCRYPT_PROV_HANDLE provider = kInvented;
        EXPECT_EQ(NCryptOpenStorageProvider(&provider, name, 0), NTE_PROV_TYPE_NOT_DEF);
        EXPECT_EQ(provider, 0u);
    }
}

TEST(NCryptOpenStorageProvider, RefusesANameWithoutEnd) {
    const std::u16string name(5000, u'x');
    NCRYPT_PROV_HANDLE provider = kInvented;
    EXPECT_EQ(NCryptOpenStorageProvider(&provider, name.c_str(), 0), NTE_INVALID_PARAMETER);
    EXPECT_EQ(provider, 0u);
}

TEST(NCryptOpenStorageProvider, RefusesFlags) {
    NCRYPT_PROV_HANDLE provider = kInvented;
    EXPECT_EQ(NCryptOpenStorageProvider(&provider, nullptr, 1), NTE_BAD_FLAGS);
    EXPECT_EQ(provider, 0u);
}

// -- NCryptEnumStorageProviders -------------------------------------------------------------------

TEST(NCryptEnumStorageProviders, AgreesWithTheProviderThatOpens) {
    DWORD count = 0;
    NCryptProviderName* list = nullptr;
    ASSERT_EQ(NCryptEnumStorageProviders(&count, &list, 0), ERROR_SUCCESS);
    ASSERT_EQ(count, 1u);
    EXPECT_EQ(std::u16string(list[0].pszName), u"Microsoft Software Key Storage Provider");
    EXPECT_FALSE(std::u16string(list[0].pszComment).empty());
    EXPECT_EQ(NCryptFreeBuffer(list), ERROR_SUCCESS);
}

TEST(NCryptEnumStorageProviders, RefusesNoPlaceForTheCount) {
    auto* list = reinterpret_cast<NCryptProviderName*>(8);
    EXPECT_EQ(NCryptEnumStorageProviders(nullptr, &list, 0), NTE_INVALID_PARAMETER);
    EXPECT_EQ(list, nullptr);
}

TEST(NCryptEnumStorageProviders, RefusesNoPlaceForTheList) {
    DWORD count = 7;
    EXPECT_EQ(NCryptEnumStorageProviders(&count, nullptr, 0), NTE_INVALID_PARAMETER);
    EXPECT_EQ(count, 0u);
}

TEST(NCryptEnumStorageProviders, RefusesFlags) {
    DWORD count = 7;
    auto* list = reinterpret_cast<NCryptProviderName*>(8);
    EXPECT_EQ(NCryptEnumStorageProviders(&count, &list, NCRYPT_MACHINE_KEY_FLAG), NTE_BAD_FLAGS);
    EXPECT_EQ(count, 0u);
    EXPECT_EQ(list, nullptr);
}

// -- NCryptEnumAlgorithms -------------------------------------------------------------------------

std::map<std::u16string, std::pair<DWORD, DWORD>> algorithms(NCRYPT_PROV_HANDLE provider,
                                                             DWORD operations) {
    DWORD count = 0;
    NCryptAlgorithmName* list = nullptr;
    EXPECT_EQ(NCryptEnumAlgorithms(provider, operations, &count, &list, 0), ERROR_SUCCESS);
    std::map<std::u16string, std::pair<DWORD, DWORD>> found;
    for (DWORD i = 0; i < count; ++i)
        found[list[i].pszName] = {list[i].dwClass, list[i].dwAlgOperations};
    EXPECT_EQ(found.size(), count);
    EXPECT_EQ(NCryptFreeBuffer(list), ERROR_SUCCESS);
    return found;
}

// CNG Algorithm Identifiers; interfaces 3, 4 and 5, operations 4, 8 and 16 of bcrypt.h.
TEST(NCryptEnumAlgorithms, AgreesWithTheNumbersOfTheDocumentation) {
    const KeyStorage storage;
    const std::map<std::u16string, std::pair<DWORD, DWORD>> expected = {
        {u"RSA", {3, 4 | 16}},    {u"ECDSA_P256", {5, 16}}, {u"ECDSA_P384", {5, 16}},
        {u"ECDSA_P521", {5, 16}}, {u"ECDSA", {5, 16}},      {u"ECDH_P256", {4, 8}},
        {u"ECDH_P384", {4, 8}},   {u"ECDH_P521", {4, 8}},   {u"ECDH", {4, 8}}};
    EXPECT_EQ(algorithms(storage, 0), expected);
}

TEST(NCryptEnumAlgorithms, ChoosesByOperation) {
    const KeyStorage storage;
    EXPECT_EQ(algorithms(storage, NCRYPT_ASYMMETRIC_ENCRYPTION_OPERATION).size(), 1u);
    EXPECT_EQ(algorithms(storage, NCRYPT_SIGNATURE_OPERATION).size(), 5u);
    EXPECT_EQ(algorithms(storage, NCRYPT_SECRET_AGREEMENT_OPERATION).size(), 4u);
    EXPECT_EQ(
        algorithms(storage, NCRYPT_SECRET_AGREEMENT_OPERATION | NCRYPT_SIGNATURE_OPERATION).size(),
        9u);
    EXPECT_EQ(algorithms(storage, NCRYPT_HASH_OPERATION).size(), 0u);
}

struct AlgorithmsCall {
    DWORD count = 7;
    NCryptAlgorithmName* list = reinterpret_cast<NCryptAlgorithmName*>(8);
    SECURITY_STATUS operator()(NCRYPT_PROV_HANDLE provider, DWORD operations, DWORD flags) {
        return NCryptEnumAlgorithms(provider, operations, &count, &list, flags);
    }
    bool cleared() const { return count == 0 && list == nullptr; }
};

TEST(NCryptEnumAlgorithms, RefusesWhatIsNoProvider) {
    const KeyStorage storage;
    const StorageHandle key = storage.begin(NCRYPT_RSA_ALGORITHM);
    for (const NCRYPT_HANDLE handle : {NCRYPT_HANDLE{0}, kInvented, NCRYPT_HANDLE{key}}) {
        AlgorithmsCall call;
        EXPECT_EQ(call(handle, 0, 0), NTE_INVALID_HANDLE);
        EXPECT_TRUE(call.cleared());
    }
}

TEST(NCryptEnumAlgorithms, RefusesFlags) {
    const KeyStorage storage;
    AlgorithmsCall call;
    EXPECT_EQ(call(storage, 0, 2), NTE_BAD_FLAGS);
    EXPECT_TRUE(call.cleared());
}

TEST(NCryptEnumAlgorithms, RefusesOperationsThatThereAreNot) {
    const KeyStorage storage;
    AlgorithmsCall call;
    EXPECT_EQ(call(storage, 0x80, 0), NTE_INVALID_PARAMETER);
    EXPECT_TRUE(call.cleared());
}

TEST(NCryptEnumAlgorithms, RefusesNoPlaceForTheList) {
    const KeyStorage storage;
    DWORD count = 7;
    auto* list = reinterpret_cast<NCryptAlgorithmName*>(8);
    EXPECT_EQ(NCryptEnumAlgorithms(storage, 0, &count, nullptr, 0), NTE_INVALID_PARAMETER);
    EXPECT_EQ(count, 0u);
    EXPECT_EQ(NCryptEnumAlgorithms(storage, 0, nullptr, &list, 0), NTE_INVALID_PARAMETER);
    EXPECT_EQ(list, nullptr);
}

// -- NCryptIsAlgSupported -------------------------------------------------------------------------

TEST(NCryptIsAlgSupported, AgreesWithNCryptEnumAlgorithms) {
    const KeyStorage storage;
    for (const auto& [name, numbers] : algorithms(storage, 0))
        EXPECT_EQ(NCryptIsAlgSupported(storage, name.c_str(), 0), ERROR_SUCCESS);
    EXPECT_EQ(NCryptIsAlgSupported(storage, u"ecdsa_p256", NCRYPT_SILENT_FLAG), ERROR_SUCCESS);
}

TEST(NCryptIsAlgSupported, RefusesOtherAlgorithms) {
    const KeyStorage storage;
    for (const LPCWSTR name : {NCRYPT_DSA_ALGORITHM, NCRYPT_DH_ALGORITHM, NCRYPT_SHA256_ALGORITHM,
                               BCRYPT_AES_ALGORITHM, u"Ed25519", u"", u"RSA "})
        EXPECT_EQ(NCryptIsAlgSupported(storage, name, 0), NTE_NOT_SUPPORTED);
}

TEST(NCryptIsAlgSupported, RefusesNoName) {
    const KeyStorage storage;
    EXPECT_EQ(NCryptIsAlgSupported(storage, nullptr, 0), NTE_INVALID_PARAMETER);
    EXPECT_EQ(NCryptIsAlgSupported(storage, std::u16string(600, u'R').c_str(), 0),
              NTE_INVALID_PARAMETER);
}

TEST(NCryptIsAlgSupported, RefusesWhatIsNoProvider) {
    const KeyStorage storage;
    EXPECT_EQ(NCryptIsAlgSupported(0, u"RSA", 0), NTE_INVALID_HANDLE);
    EXPECT_EQ(NCryptIsAlgSupported(storage.begin(u"RSA"), u"RSA", 0), NTE_INVALID_HANDLE);
}

TEST(NCryptIsAlgSupported, RefusesFlags) {
    const KeyStorage storage;
    EXPECT_EQ(NCryptIsAlgSupported(storage, u"RSA", NCRYPT_MACHINE_KEY_FLAG), NTE_BAD_FLAGS);
}

// -- NCryptFreeObject -----------------------------------------------------------------------------

TEST(NCryptFreeObject, AgreesWithWhatOtherFunctionsSayOfTheHandleAfterwards) {
    KeyStorage storage;
    NCRYPT_PROV_HANDLE provider = 0;
    ASSERT_EQ(NCryptOpenStorageProvider(&provider, nullptr, 0), ERROR_SUCCESS);
    NCRYPT_KEY_HANDLE key = 0;
    ASSERT_EQ(NCryptCreatePersistedKey(provider, &key, u"RSA", nullptr, 0, 0), ERROR_SUCCESS);
    EXPECT_EQ(NCryptFreeObject(provider), ERROR_SUCCESS);
    EXPECT_EQ(NCryptIsAlgSupported(provider, u"RSA", 0), NTE_INVALID_HANDLE);
    // Keys outlive the provider.
    EXPECT_TRUE(NCryptIsKeyHandle(key));
    EXPECT_EQ(NCryptFreeObject(key), ERROR_SUCCESS);
    EXPECT_FALSE(NCryptIsKeyHandle(key));
}

TEST(NCryptFreeObject, RefusesAHandleTheSecondTime) {
    KeyStorage storage;
    EXPECT_EQ(NCryptFreeObject(freed_key(storage)), NTE_INVALID_HANDLE);
}

TEST(NCryptFreeObject, RefusesNumbersThatAreNoHandles) {
    for (const NCRYPT_HANDLE number : {NCRYPT_HANDLE{0}, ~NCRYPT_HANDLE{0}, kInvented})
        EXPECT_EQ(NCryptFreeObject(number), NTE_INVALID_HANDLE);
}

TEST(NCryptFreeObject, RefusesHandlesOfTheSslProvider) {
    NCRYPT_PROV_HANDLE provider = 0;
    ASSERT_EQ(SslOpenProvider(&provider, MS_SCHANNEL_PROVIDER, 0), ERROR_SUCCESS);
    EXPECT_EQ(NCryptFreeObject(provider), NTE_INVALID_HANDLE);
    EXPECT_EQ(SslFreeObject(provider, 0), ERROR_SUCCESS);
}

// -- NCryptFreeBuffer -----------------------------------------------------------------------------

NCryptProviderName* a_buffer() {
    DWORD count = 0;
    NCryptProviderName* list = nullptr;
    expect_done(NCryptEnumStorageProviders(&count, &list, 0), "NCryptEnumStorageProviders");
    return list;
}

TEST(NCryptFreeBuffer, AgreesWithEachFunctionThatGivesMemory) {
    const KeyStorage storage;
    storage.create(u"ECDSA_P256", u"web");
    EXPECT_EQ(NCryptFreeBuffer(a_buffer()), ERROR_SUCCESS);
    NCryptKeyName* name = nullptr;
    PVOID state = nullptr;
    ASSERT_EQ(NCryptEnumKeys(storage, nullptr, &name, &state, 0), ERROR_SUCCESS);
    EXPECT_EQ(NCryptFreeBuffer(name), ERROR_SUCCESS);
    EXPECT_EQ(NCryptFreeBuffer(state), ERROR_SUCCESS);
}

TEST(NCryptFreeBuffer, RefusesNull) { EXPECT_EQ(NCryptFreeBuffer(nullptr), NTE_INVALID_PARAMETER); }

TEST(NCryptFreeBuffer, RefusesMemoryThatItDidNotGive) {
    int own = 0;
    EXPECT_EQ(NCryptFreeBuffer(&own), NTE_INVALID_PARAMETER);
    NCryptProviderName* const list = a_buffer();
    EXPECT_EQ(NCryptFreeBuffer(list->pszName), NTE_INVALID_PARAMETER);
    EXPECT_EQ(NCryptFreeBuffer(list), ERROR_SUCCESS);
}

TEST(NCryptFreeBuffer, RefusesMemoryTheSecondTime) {
    NCryptProviderName* const list = a_buffer();
    ASSERT_EQ(NCryptFreeBuffer(list), ERROR_SUCCESS);
    EXPECT_EQ(NCryptFreeBuffer(list), NTE_INVALID_PARAMETER);
}

// -- NCryptIsKeyHandle ----------------------------------------------------------------------------

TEST(NCryptIsKeyHandle, AgreesWithTheKindOfEveryHandle) {
    const KeyStorage storage;
    EXPECT_EQ(NCryptIsKeyHandle(storage.begin(u"RSA")), TRUE);
    EXPECT_EQ(NCryptIsKeyHandle(storage.import(foreign_keys::p256())), TRUE);
}

TEST(NCryptIsKeyHandle, RefusesNumbersThatAreNoHandles) {
    for (const NCRYPT_HANDLE number : {NCRYPT_HANDLE{0}, ~NCRYPT_HANDLE{0}, kInvented}) {
        EXPECT_EQ(NCryptIsKeyHandle(number), FALSE);
        EXPECT_EQ(NCryptFinalizeKey(number, 0), NTE_INVALID_HANDLE);
    }
}

TEST(NCryptIsKeyHandle, RefusesAProvider) {
    const KeyStorage storage;
    EXPECT_EQ(NCryptIsKeyHandle(storage), FALSE);
    EXPECT_EQ(NCryptFinalizeKey(storage, 0), NTE_INVALID_HANDLE);
}

TEST(NCryptIsKeyHandle, RefusesAFreedKey) {
    const KeyStorage storage;
    const NCRYPT_KEY_HANDLE key = freed_key(storage);
    EXPECT_EQ(NCryptIsKeyHandle(key), FALSE);
    EXPECT_EQ(NCryptFinalizeKey(key, 0), NTE_INVALID_HANDLE);
}

}  // namespace
}  // namespace secur32::test
