// Opening, counting, freeing and listing: the provider's life.  What these agree with is CNG's
// documentation and the layouts of its header; there is no computation in them.
#include <gtest/gtest.h>

#include <cstring>
#include <string>
#include <thread>
#include <vector>

#include "test/support/ssl_tls12.h"

namespace secur32::test {
namespace {

SslHandle open_provider() {
    NCRYPT_PROV_HANDLE handle = 0;
    EXPECT_EQ(SslOpenProvider(&handle, nullptr, 0), ERROR_SUCCESS);
    return SslHandle(handle);
}

bool is_open(NCRYPT_PROV_HANDLE provider) {
    DWORD curves = 0;
    NCRYPT_SSL_ECC_CURVE* list = nullptr;
    const bool open = SslEnumEccCurves(provider, &curves, &list, 0) == ERROR_SUCCESS;
    if (open) SslFreeBuffer(list);
    return open;
}

// -- SslOpenProvider ------------------------------------------------------------------------------

TEST(SslOpenProvider, AgreesWithTheNameOfTheSdkInAnyCaseOfLettersAndWithNoName) {
    for (const WCHAR* const name :
         {static_cast<const WCHAR*>(nullptr), MS_SCHANNEL_PROVIDER,
          u"Microsoft SSL Protocol Provider", u"MICROSOFT ssl PROTOCOL provider"}) {
        NCRYPT_PROV_HANDLE handle = 0;
        ASSERT_EQ(SslOpenProvider(&handle, name, 0), ERROR_SUCCESS);
        EXPECT_NE(handle, 0u);
        EXPECT_TRUE(is_open(handle));
        EXPECT_EQ(SslFreeObject(handle, 0), ERROR_SUCCESS);
    }
}

TEST(SslOpenProvider, GivesAHandleOfItsOwnEachTime) {
    const SslHandle one = open_provider(), other = open_provider();
    EXPECT_NE(NCRYPT_HANDLE{one}, NCRYPT_HANDLE{other});
}

TEST(SslOpenProvider, RefusesAnotherName) {
    for (const WCHAR* const name :
         {u"", u"Microsoft SSL Protocol Provider ", u"Microsoft Software Key Storage Provider"}) {
        NCRYPT_PROV_HANDLE handle = kNoHandle;
        EXPECT_EQ(SslOpenProvider(&handle, name, 0), NTE_NOT_FOUND);
        EXPECT_EQ(handle, 0u);
    }
}

TEST(SslOpenProvider, RefusesAHandleWithoutAPlace) {
    EXPECT_EQ(SslOpenProvider(nullptr, MS_SCHANNEL_PROVIDER, 0), NTE_INVALID_PARAMETER);
}

TEST(SslOpenProvider, RefusesFlags) {
    NCRYPT_PROV_HANDLE handle = kNoHandle;
    EXPECT_EQ(SslOpenProvider(&handle, MS_SCHANNEL_PROVIDER, 0x40), NTE_BAD_FLAGS);
    EXPECT_EQ(handle, 0u);
}

// -- References -----------------------------------------------------------------------------------

TEST(SslIncrementProviderReferenceCount, AgreesWithItsDocumentation) {
    const NCRYPT_PROV_HANDLE provider = std::exchange(*open_provider().out(), 0);
    ASSERT_EQ(SslIncrementProviderReferenceCount(provider), ERROR_SUCCESS);
    EXPECT_EQ(SslFreeObject(provider, 0), ERROR_SUCCESS);
    EXPECT_TRUE(is_open(provider)) << "one reference is left";
    EXPECT_EQ(SslFreeObject(provider, 0), ERROR_SUCCESS);
    EXPECT_FALSE(is_open(provider));
}

TEST(SslIncrementProviderReferenceCount, RefusesAHandleThatWasFreed) {
    const NCRYPT_PROV_HANDLE provider = std::exchange(*open_provider().out(), 0);
    SslFreeObject(provider, 0);
    EXPECT_EQ(SslIncrementProviderReferenceCount(provider), NTE_INVALID_HANDLE);
}

TEST(SslIncrementProviderReferenceCount, RefusesAnInventedHandle) {
    for (const NCRYPT_PROV_HANDLE handle :
         {NCRYPT_PROV_HANDLE{0}, kNoHandle, ~NCRYPT_PROV_HANDLE{0}})
        EXPECT_EQ(SslIncrementProviderReferenceCount(handle), NTE_INVALID_HANDLE);
}

TEST(SslIncrementProviderReferenceCount, RefusesAHandleOfAnotherKind) {
    const SslHandle hash = new_hash(TLS1_2_PROTOCOL_VERSION, TLS_RSA_WITH_AES_128_CBC_SHA);
    EXPECT_EQ(SslIncrementProviderReferenceCount(hash), NTE_INVALID_HANDLE);
}

TEST(SslDecrementProviderReferenceCount, AgreesWithItsDocumentation) {
    const NCRYPT_PROV_HANDLE provider = std::exchange(*open_provider().out(), 0);
    ASSERT_EQ(SslIncrementProviderReferenceCount(provider), ERROR_SUCCESS);
    ASSERT_EQ(SslIncrementProviderReferenceCount(provider), ERROR_SUCCESS);
    EXPECT_EQ(SslDecrementProviderReferenceCount(provider), ERROR_SUCCESS);
    EXPECT_EQ(SslDecrementProviderReferenceCount(provider), ERROR_SUCCESS);
    EXPECT_TRUE(is_open(provider));
    EXPECT_EQ(SslDecrementProviderReferenceCount(provider), ERROR_SUCCESS);
    EXPECT_FALSE(is_open(provider));
}

TEST(SslDecrementProviderReferenceCount, RefusesMoreThanThereWere) {
    const NCRYPT_PROV_HANDLE provider = std::exchange(*open_provider().out(), 0);
    EXPECT_EQ(SslDecrementProviderReferenceCount(provider), ERROR_SUCCESS);
    EXPECT_EQ(SslDecrementProviderReferenceCount(provider), NTE_INVALID_HANDLE);
}

TEST(SslDecrementProviderReferenceCount, RefusesAnInventedHandle) {
    EXPECT_EQ(SslDecrementProviderReferenceCount(0), NTE_INVALID_HANDLE);
    EXPECT_EQ(SslDecrementProviderReferenceCount(kNoHandle), NTE_INVALID_HANDLE);
}

TEST(SslDecrementProviderReferenceCount, RefusesAHandleOfAnotherKindAndLeavesIt) {
    const SslHandle hash = new_hash(TLS1_2_PROTOCOL_VERSION, TLS_RSA_WITH_AES_128_CBC_SHA);
    EXPECT_EQ(SslDecrementProviderReferenceCount(hash), NTE_INVALID_HANDLE);
    add_to(hash, counted(1));
}

TEST(SslDecrementProviderReferenceCount, CountsOnManyThreads) {
    constexpr int kThreads = 4, kRounds = 2000;
    const NCRYPT_PROV_HANDLE provider = std::exchange(*open_provider().out(), 0);
    std::vector<std::jthread> threads;
    for (int i = 0; i < kThreads; ++i)
        threads.emplace_back([provider] {
            for (int round = 0; round < kRounds; ++round) {
                EXPECT_EQ(SslIncrementProviderReferenceCount(provider), ERROR_SUCCESS);
                EXPECT_EQ(SslDecrementProviderReferenceCount(provider), ERROR_SUCCESS);
            }
        });
    threads.clear();
    EXPECT_TRUE(is_open(provider));
    EXPECT_EQ(SslDecrementProviderReferenceCount(provider), ERROR_SUCCESS);
    EXPECT_FALSE(is_open(provider));
}

// -- SslFreeObject --------------------------------------------------------------------------------

TEST(SslFreeObject, AgreesWithItsDocumentationForEveryKindOfObject) {
    const SslHandle master = imported_master();
    SslHandle read, write;
    ASSERT_EQ(
        SslGenerateSessionKeys(ssl_provider(), master, read.out(), write.out(), randoms().get(), 0),
        ERROR_SUCCESS);
    SslHandle handles[] = {
        rsa_public(),      rsa_private(),
        imported_master(), import_pre_shared_key(counted(1)),
        std::move(read),   std::move(write),
        open_provider(),   new_hash(TLS1_2_PROTOCOL_VERSION, TLS_RSA_WITH_AES_128_CBC_SHA)};
    for (SslHandle& owned : handles) {
        const NCRYPT_HANDLE handle = std::exchange(*owned.out(), 0);
        EXPECT_EQ(SslFreeObject(handle, 0), ERROR_SUCCESS);
        EXPECT_EQ(SslFreeObject(handle, 0), NTE_INVALID_HANDLE);
    }
}

TEST(SslFreeObject, RefusesInventedHandles) {
    for (const NCRYPT_HANDLE handle : {NCRYPT_HANDLE{0}, kNoHandle, ~NCRYPT_HANDLE{0}})
        EXPECT_EQ(SslFreeObject(handle, 0), NTE_INVALID_HANDLE);
}

TEST(SslFreeObject, RefusesFlagsAndFreesNothing) {
    const SslHandle provider = open_provider();
    EXPECT_EQ(SslFreeObject(provider, 1), NTE_BAD_FLAGS);
    EXPECT_TRUE(is_open(provider));
}

struct StorageStandIn final : api::ObjectOf<api::ObjectKind::storage_key> {};

TEST(SslFreeObject, RefusesAHandleOfTheKeyStorage) {
    const NCRYPT_HANDLE key = api::objects().insert(std::make_unique<StorageStandIn>());
    EXPECT_EQ(SslFreeObject(key, 0), NTE_INVALID_HANDLE);
    EXPECT_TRUE(api::objects().remove(key)) << "it was left alone";
}

TEST(SslFreeObject, LeavesWhatWasMadeThroughAProviderAlive) {
    SslHandle first = open_provider();
    NCRYPT_HASH_HANDLE made = 0;
    ASSERT_EQ(SslCreateHandshakeHash(first, &made, TLS1_2_PROTOCOL_VERSION,
                                     TLS_RSA_WITH_AES_128_CBC_SHA, 0),
              ERROR_SUCCESS);
    const SslHandle hash(made);
    first.free();
    add_to(hash, counted(1));
}

// -- SslFreeBuffer --------------------------------------------------------------------------------

TEST(SslFreeBuffer, AgreesWithItsDocumentation) {
    DWORD providers = 0;
    NCryptProviderName* list = nullptr;
    ASSERT_EQ(SslEnumProtocolProviders(&providers, &list, 0), ERROR_SUCCESS);
    EXPECT_EQ(SslFreeBuffer(list), ERROR_SUCCESS);
}

TEST(SslFreeBuffer, RefusesNull) { EXPECT_EQ(SslFreeBuffer(nullptr), NTE_INVALID_PARAMETER); }

TEST(SslFreeBuffer, RefusesMemoryOfTheCaller) {
    auto memory = std::make_unique<int>(5);
    int on_the_stack = 7;
    EXPECT_EQ(SslFreeBuffer(memory.get()), NTE_INVALID_PARAMETER);
    EXPECT_EQ(SslFreeBuffer(&on_the_stack), NTE_INVALID_PARAMETER);
    EXPECT_EQ(*memory + on_the_stack, 12);
}

TEST(SslFreeBuffer, RefusesASecondTimeAndTheMidst) {
    DWORD providers = 0;
    NCryptProviderName* list = nullptr;
    ASSERT_EQ(SslEnumProtocolProviders(&providers, &list, 0), ERROR_SUCCESS);
    EXPECT_EQ(SslFreeBuffer(list->pszName), NTE_INVALID_PARAMETER);
    EXPECT_EQ(SslFreeBuffer(list), ERROR_SUCCESS);
    EXPECT_EQ(SslFreeBuffer(list), NTE_INVALID_PARAMETER);
}

// -- SslEnumProtocolProviders ---------------------------------------------------------------------

TEST(SslEnumProtocolProviders, AgreesWithTheSdksNameOfTheOnlyBuiltInProvider) {
    DWORD providers = 0;
    NCryptProviderName* list = nullptr;
    ASSERT_EQ(SslEnumProtocolProviders(&providers, &list, 0), ERROR_SUCCESS);
    EXPECT_EQ(providers, 1u);
    EXPECT_EQ(std::u16string(list[0].pszName), u"Microsoft SSL Protocol Provider");
    EXPECT_FALSE(std::u16string(list[0].pszComment).empty());
    EXPECT_EQ(SslFreeBuffer(list), ERROR_SUCCESS);
}

TEST(SslEnumProtocolProviders, RefusesACountWithoutAPlace) {
    auto* list = reinterpret_cast<NCryptProviderName*>(kNoHandle);
    EXPECT_EQ(SslEnumProtocolProviders(nullptr, &list, 0), NTE_INVALID_PARAMETER);
    EXPECT_EQ(list, nullptr);
}

TEST(SslEnumProtocolProviders, RefusesAListWithoutAPlace) {
    DWORD providers = 7;
    EXPECT_EQ(SslEnumProtocolProviders(&providers, nullptr, 0), NTE_INVALID_PARAMETER);
    EXPECT_EQ(providers, 0u);
}

TEST(SslEnumProtocolProviders, RefusesFlags) {
    DWORD providers = 7;
    auto* list = reinterpret_cast<NCryptProviderName*>(kNoHandle);
    EXPECT_EQ(SslEnumProtocolProviders(&providers, &list, 2), NTE_BAD_FLAGS);
    EXPECT_EQ(providers, 0u);
    EXPECT_EQ(list, nullptr);
}

// -- SslChangeNotify ------------------------------------------------------------------------------

TEST(SslChangeNotify, AgreesWithItsDocumentation) {
    EXPECT_EQ(SslChangeNotify(nullptr, 0), NTE_NOT_SUPPORTED);
}

TEST(SslChangeNotify, RefusesAnEvent) {
    int event = 0;
    EXPECT_EQ(SslChangeNotify(&event, 0), NTE_NOT_SUPPORTED);
}

TEST(SslChangeNotify, RefusesAnInvalidHandle) {
    EXPECT_EQ(SslChangeNotify(INVALID_HANDLE_VALUE, 0), NTE_NOT_SUPPORTED);
}

TEST(SslChangeNotify, RefusesFlags) { EXPECT_EQ(SslChangeNotify(nullptr, 1), NTE_NOT_SUPPORTED); }

// -- SslGetProviderProperty -----------------------------------------------------------------------

// The outputs of a call, which a failure must empty.
struct PropertyOut {
    PBYTE value = reinterpret_cast<PBYTE>(kNoHandle);
    DWORD size = 99;

    void expect_nothing() const {
        EXPECT_EQ(value, nullptr);
        EXPECT_EQ(size, 0u);
    }
};

TEST(SslGetProviderProperty, AgreesWithCngsNamesAndTypesOfProperties) {
    PropertyOut name;
    ASSERT_EQ(SslGetProviderProperty(ssl_provider(), NCRYPT_NAME_PROPERTY, &name.value, &name.size,
                                     nullptr, 0),
              ERROR_SUCCESS);
    EXPECT_EQ(name.size, sizeof MS_SCHANNEL_PROVIDER);
    EXPECT_EQ(std::memcmp(name.value, MS_SCHANNEL_PROVIDER, name.size), 0);
    EXPECT_EQ(SslFreeBuffer(name.value), ERROR_SUCCESS);

    const std::pair<LPCWSTR, DWORD> numbers[] = {
        {NCRYPT_VERSION_PROPERTY, 0x00050000},
        {NCRYPT_IMPL_TYPE_PROPERTY, NCRYPT_IMPL_SOFTWARE_FLAG}};
    for (const auto& [property, expected] : numbers) {
        PropertyOut out;
        DWORD number = 0;
        ASSERT_EQ(
            SslGetProviderProperty(ssl_provider(), property, &out.value, &out.size, nullptr, 0),
            ERROR_SUCCESS);
        ASSERT_EQ(out.size, sizeof number);
        std::memcpy(&number, out.value, out.size);
        EXPECT_EQ(number, expected);
        EXPECT_EQ(SslFreeBuffer(out.value), ERROR_SUCCESS);
    }
}

TEST(SslGetProviderProperty, RefusesMoreValuesThanAPropertyHas) {
    PropertyOut first, second;
    PVOID state = nullptr;
    ASSERT_EQ(SslGetProviderProperty(ssl_provider(), NCRYPT_NAME_PROPERTY, &first.value,
                                     &first.size, &state, 0),
              ERROR_SUCCESS);
    EXPECT_NE(state, nullptr);
    EXPECT_EQ(SslGetProviderProperty(ssl_provider(), NCRYPT_NAME_PROPERTY, &second.value,
                                     &second.size, &state, 0),
              NTE_NO_MORE_ITEMS);
    second.expect_nothing();
    EXPECT_EQ(SslFreeBuffer(first.value), ERROR_SUCCESS);
    EXPECT_EQ(SslFreeBuffer(state), ERROR_SUCCESS);
}

TEST(SslGetProviderProperty, RefusesAStateThatIsNone) {
    PropertyOut out;
    int invented = 0;
    PVOID state = &invented;
    EXPECT_EQ(SslGetProviderProperty(ssl_provider(), NCRYPT_NAME_PROPERTY, &out.value, &out.size,
                                     &state, 0),
              NTE_INVALID_PARAMETER);
    EXPECT_EQ(state, &invented);
    out.expect_nothing();
}

TEST(SslGetProviderProperty, RefusesAPropertyThatThereIsNot) {
    for (const WCHAR* const name : {u"", u"Name ", u"name", u"Length"}) {
        PropertyOut out;
        EXPECT_EQ(SslGetProviderProperty(ssl_provider(), name, &out.value, &out.size, nullptr, 0),
                  NTE_NOT_SUPPORTED);
        out.expect_nothing();
    }
}

TEST(SslGetProviderProperty, RefusesMissingPointers) {
    PropertyOut out;
    EXPECT_EQ(SslGetProviderProperty(ssl_provider(), nullptr, &out.value, &out.size, nullptr, 0),
              NTE_INVALID_PARAMETER);
    out.expect_nothing();
    EXPECT_EQ(SslGetProviderProperty(ssl_provider(), NCRYPT_NAME_PROPERTY, nullptr, &out.size,
                                     nullptr, 0),
              NTE_INVALID_PARAMETER);
    EXPECT_EQ(SslGetProviderProperty(ssl_provider(), NCRYPT_NAME_PROPERTY, &out.value, nullptr,
                                     nullptr, 0),
              NTE_INVALID_PARAMETER);
    out.expect_nothing();
}

TEST(SslGetProviderProperty, RefusesAProviderThatIsNone) {
    PropertyOut out;
    EXPECT_EQ(
        SslGetProviderProperty(kNoHandle, NCRYPT_NAME_PROPERTY, &out.value, &out.size, nullptr, 0),
        NTE_INVALID_HANDLE);
    out.expect_nothing();
}

TEST(SslGetProviderProperty, RefusesFlags) {
    PropertyOut out;
    EXPECT_EQ(SslGetProviderProperty(ssl_provider(), NCRYPT_NAME_PROPERTY, &out.value, &out.size,
                                     nullptr, 1),
              NTE_BAD_FLAGS);
    out.expect_nothing();
}

}  // namespace
}  // namespace secur32::test
