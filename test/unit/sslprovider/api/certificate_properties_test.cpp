// Properties of certificate contexts: set, read, owned.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>

#include "test/support/foreign_certificates.h"
#include "test/unit/sslprovider/api/certificate_fixture.h"

namespace secur32::test {
namespace {

BOOL set(PCCERT_CONTEXT context, DWORD id, const void* data, DWORD flags = 0) {
    SetLastError(kUntouched);
    return CertSetCertificateContextProperty(context, id, flags, data);
}

BOOL get(PCCERT_CONTEXT context, DWORD id, void* data, DWORD* size) {
    SetLastError(kUntouched);
    return CertGetCertificateContextProperty(context, id, data, size);
}

DWORD failure_of(PCCERT_CONTEXT context, DWORD id) {
    DWORD size = kUntouched;
    EXPECT_EQ(get(context, id, nullptr, &size), FALSE);
    EXPECT_EQ(size, 0u);
    return GetLastError();
}

CERT_KEY_CONTEXT key_context(ULONG_PTR handle, DWORD key_spec) {
    CERT_KEY_CONTEXT out{};
    out.cbSize = sizeof out;
    out.hCryptProv = handle;
    out.dwKeySpec = key_spec;
    return out;
}

// A provider info with everything in it, in memory that is gone when the test reads it back.
struct FullInfo {
    std::u16string container = u"container";
    std::u16string provider = MS_KEY_STORAGE_PROVIDER;
    Buffer pin{'1', '2', '3', '4', 0};
    CRYPT_KEY_PROV_PARAM parameters[2] = {{PP_KEYEXCHANGE_PIN, pin.data(), 5, 1},
                                          {PP_CLIENT_HWND, nullptr, 0, 2}};
    CRYPT_KEY_PROV_INFO info{container.data(), provider.data(), 0, CRYPT_MACHINE_KEYSET, 2,
                             parameters,       AT_KEYEXCHANGE};
};

// ---- CertSetCertificateContextProperty ----------------------------------------------------------

// The layout of capi.md: 48 octets, then what the pointers lead to, all in the caller's buffer.
TEST(CertSetCertificateContextProperty, AgreesWithWhatIsReadBackOfAProviderInfo) {
    const Context context = usual_context();
    {
        FullInfo full;
        ASSERT_TRUE(set(context, CERT_KEY_PROV_INFO_PROP_ID, &full.info)) << "copied";
        std::ranges::fill(full.container, u'x');
        std::ranges::fill(full.pin, std::uint8_t{0});
    }
    const Buffer block = property_of(context, CERT_KEY_PROV_INFO_PROP_ID);
    const auto& info = *reinterpret_cast<const CRYPT_KEY_PROV_INFO*>(block.data());
    const auto inside = [&](const void* pointer) {
        const auto* const at = static_cast<const std::uint8_t*>(pointer);
        return at >= block.data() + sizeof info && at < block.data() + block.size();
    };
    // property_of() moved nothing: a vector's octets stay when it is returned.
    ASSERT_TRUE(inside(info.pwszContainerName) && inside(info.pwszProvName) &&
                inside(info.rgProvParam));
    EXPECT_EQ(std::u16string(info.pwszContainerName), u"container");
    EXPECT_EQ(std::u16string(info.pwszProvName), MS_KEY_STORAGE_PROVIDER);
    EXPECT_EQ(info.dwProvType, 0u);
    EXPECT_EQ(info.dwFlags, DWORD{CRYPT_MACHINE_KEYSET});
    EXPECT_EQ(info.dwKeySpec, DWORD{AT_KEYEXCHANGE});
    ASSERT_EQ(info.cProvParam, 2u);
    EXPECT_EQ(info.rgProvParam[0].dwParam, DWORD{PP_KEYEXCHANGE_PIN});
    EXPECT_EQ(info.rgProvParam[0].dwFlags, 1u);
    ASSERT_TRUE(inside(info.rgProvParam[0].pbData));
    EXPECT_STREQ(reinterpret_cast<const char*>(info.rgProvParam[0].pbData), "1234");
    EXPECT_EQ(info.rgProvParam[1].pbData, nullptr);
    EXPECT_EQ(info.rgProvParam[1].cbData, 0u);
}

TEST(CertSetCertificateContextProperty, KeepsAbsentNamesAbsent) {
    const Context context = usual_context();
    const CRYPT_KEY_PROV_INFO nothing{};
    ASSERT_TRUE(set(context, CERT_KEY_PROV_INFO_PROP_ID, &nothing));
    const auto info = property_as<CRYPT_KEY_PROV_INFO>(context, CERT_KEY_PROV_INFO_PROP_ID);
    EXPECT_EQ(info.pwszContainerName, nullptr);
    EXPECT_EQ(info.pwszProvName, nullptr);
    EXPECT_EQ(info.rgProvParam, nullptr);
}

TEST(CertSetCertificateContextProperty, KeepsBlobsOfEveryId) {
    const Context context = usual_context();
    for (const DWORD id :
         {7u, 9u, 11u, 12u, 13u, 19u, 31u, 35u, 64u, 91u, 130u, 32767u, 32768u, 65535u}) {
        const Buffer value(id % 50, static_cast<std::uint8_t>(id));
        ASSERT_TRUE(set_blob(context, id, value)) << id;
        EXPECT_EQ(property_of(context, id), value) << id;
        ASSERT_TRUE(set_blob(context, id, {1, 2, 3})) << id;
        EXPECT_EQ(property_of(context, id), (Buffer{1, 2, 3})) << "replaced";
        ASSERT_TRUE(set(context, id, nullptr)) << id;
        EXPECT_EQ(failure_of(context, id), static_cast<DWORD>(CRYPT_E_NOT_FOUND)) << "taken away";
        EXPECT_TRUE(set(context, id, nullptr)) << "once more";
    }
}

TEST(CertSetCertificateContextProperty, KeepsADateStamp) {
    const Context context = usual_context();
    const FILETIME time{0x55667788, 0x11223344};
    ASSERT_TRUE(set(context, CERT_DATE_STAMP_PROP_ID, &time));
    const auto read = property_as<FILETIME>(context, CERT_DATE_STAMP_PROP_ID);
    EXPECT_EQ(read.dwLowDateTime, time.dwLowDateTime);
    EXPECT_EQ(read.dwHighDateTime, time.dwHighDateTime);
    ASSERT_TRUE(set(context, CERT_DATE_STAMP_PROP_ID, nullptr));
    EXPECT_FALSE(has_property(context, CERT_DATE_STAMP_PROP_ID));
}

TEST(CertSetCertificateContextProperty, TakesAnyHashUntilItIsTakenAway) {
    const Context context = usual_context();
    const Buffer real = property_of(context, CERT_SHA1_HASH_PROP_ID), bogus(20, 0);
    ASSERT_TRUE(set_blob(context, CERT_SHA1_HASH_PROP_ID, bogus));
    EXPECT_EQ(property_of(context, CERT_SHA1_HASH_PROP_ID), bogus);
    ASSERT_TRUE(set(context, CERT_SHA1_HASH_PROP_ID, nullptr));
    EXPECT_EQ(property_of(context, CERT_SHA1_HASH_PROP_ID), real);
}

TEST(CertSetCertificateContextProperty, SetsTheHandleInsideTheKeyContext) {
    const Context context = usual_context();
    const CERT_KEY_CONTEXT given = key_context(0, AT_SIGNATURE);
    ASSERT_TRUE(set(context, CERT_KEY_CONTEXT_PROP_ID, &given));
    EXPECT_EQ(property_as<ULONG_PTR>(context, CERT_KEY_PROV_HANDLE_PROP_ID), 0u);
    ASSERT_TRUE(set(context, CERT_KEY_PROV_HANDLE_PROP_ID, by_value(77)));
    auto held = property_as<CERT_KEY_CONTEXT>(context, CERT_KEY_CONTEXT_PROP_ID);
    EXPECT_EQ(held.cbSize, sizeof held);
    EXPECT_EQ(held.hCryptProv, 77u);
    EXPECT_EQ(held.dwKeySpec, DWORD{AT_SIGNATURE});
    ASSERT_TRUE(set(context, CERT_KEY_PROV_HANDLE_PROP_ID, nullptr));
    held = property_as<CERT_KEY_CONTEXT>(context, CERT_KEY_CONTEXT_PROP_ID);
    EXPECT_EQ(held.hCryptProv, 0u) << "the context stays, as on Windows";
    EXPECT_EQ(held.dwKeySpec, DWORD{AT_SIGNATURE});
    ASSERT_TRUE(set(context, CERT_KEY_CONTEXT_PROP_ID, nullptr));
    EXPECT_FALSE(has_property(context, CERT_KEY_CONTEXT_PROP_ID));
    EXPECT_TRUE(set(context, CERT_KEY_PROV_HANDLE_PROP_ID, nullptr));
    EXPECT_FALSE(has_property(context, CERT_KEY_CONTEXT_PROP_ID)) << "nothing comes of nothing";
}

TEST(CertSetCertificateContextProperty, MakesAKeyContextWithTheKeySpecOfTheProviderInfo) {
    const Context context = usual_context();
    const FullInfo full;
    ASSERT_TRUE(set(context, CERT_KEY_PROV_INFO_PROP_ID, &full.info));
    EXPECT_EQ(property_as<DWORD>(context, CERT_KEY_SPEC_PROP_ID), DWORD{AT_KEYEXCHANGE});
    ASSERT_TRUE(set(context, CERT_KEY_PROV_HANDLE_PROP_ID, by_value(77)));
    EXPECT_EQ(property_as<CERT_KEY_CONTEXT>(context, CERT_KEY_CONTEXT_PROP_ID).dwKeySpec,
              DWORD{AT_KEYEXCHANGE});
}

TEST(CertSetCertificateContextProperty, SetsTheKeySpecInsideTheKeyContext) {
    const Context context = usual_context();
    DWORD key_spec = AT_SIGNATURE;
    ASSERT_TRUE(set(context, CERT_KEY_SPEC_PROP_ID, &key_spec));
    auto held = property_as<CERT_KEY_CONTEXT>(context, CERT_KEY_CONTEXT_PROP_ID);
    EXPECT_EQ(held.hCryptProv, 0u);
    EXPECT_EQ(held.dwKeySpec, DWORD{AT_SIGNATURE});
    ASSERT_TRUE(set(context, CERT_KEY_PROV_HANDLE_PROP_ID, by_value(77)));
    key_spec = AT_KEYEXCHANGE;
    ASSERT_TRUE(set(context, CERT_KEY_SPEC_PROP_ID, &key_spec));
    held = property_as<CERT_KEY_CONTEXT>(context, CERT_KEY_CONTEXT_PROP_ID);
    EXPECT_EQ(held.hCryptProv, 77u);
    EXPECT_EQ(held.dwKeySpec, DWORD{AT_KEYEXCHANGE});
    ASSERT_TRUE(set(context, CERT_KEY_SPEC_PROP_ID, nullptr));
    EXPECT_EQ(property_as<DWORD>(context, CERT_KEY_SPEC_PROP_ID), 0u);
}

TEST(CertSetCertificateContextProperty, TellsACngKeyByItsHandle) {
    const Context context = usual_context();
    const NCRYPT_KEY_HANDLE key = import_private_key(usual_certificate().key);
    ASSERT_TRUE(set(context, CERT_HCRYPTPROV_OR_NCRYPT_KEY_HANDLE_PROP_ID, by_value(key)));
    EXPECT_EQ(property_as<DWORD>(context, CERT_KEY_SPEC_PROP_ID), DWORD{CERT_NCRYPT_KEY_SPEC});
    EXPECT_EQ(property_as<ULONG_PTR>(context, CERT_NCRYPT_KEY_HANDLE_PROP_ID), key);
    EXPECT_EQ(property_as<ULONG_PTR>(context, CERT_HCRYPTPROV_OR_NCRYPT_KEY_HANDLE_PROP_ID), key);
    EXPECT_EQ(property_as<CERT_KEY_CONTEXT>(context, CERT_KEY_CONTEXT_PROP_ID).hNCryptKey, key);
    EXPECT_FALSE(has_property(context, CERT_KEY_PROV_HANDLE_PROP_ID));
    ASSERT_TRUE(set(context, CERT_HCRYPTPROV_OR_NCRYPT_KEY_HANDLE_PROP_ID, by_value(77)));
    EXPECT_EQ(property_as<ULONG_PTR>(context, CERT_KEY_PROV_HANDLE_PROP_ID), 77u);
    EXPECT_FALSE(has_property(context, CERT_NCRYPT_KEY_HANDLE_PROP_ID));
    EXPECT_EQ(property_as<DWORD>(context, CERT_KEY_SPEC_PROP_ID), 0u);
    ASSERT_TRUE(set(context, CERT_HCRYPTPROV_OR_NCRYPT_KEY_HANDLE_PROP_ID, nullptr));
    EXPECT_EQ(property_as<ULONG_PTR>(context, CERT_KEY_PROV_HANDLE_PROP_ID), 0u);
}

TEST(CertSetCertificateContextProperty, FreesTheKeyItOwnsWithTheLastReference) {
    for (const DWORD id : {DWORD{CERT_NCRYPT_KEY_HANDLE_PROP_ID},
                           DWORD{CERT_HCRYPTPROV_OR_NCRYPT_KEY_HANDLE_PROP_ID},
                           DWORD{CERT_NCRYPT_KEY_HANDLE_TRANSFER_PROP_ID}}) {
        const NCRYPT_KEY_HANDLE key = import_private_key(usual_certificate().key);
        Context context = usual_context();
        ASSERT_TRUE(set(context, id, by_value(key)));
        Context second(CertDuplicateCertificateContext(context));
        context.free();
        EXPECT_TRUE(NCryptIsKeyHandle(key));
        second.free();
        EXPECT_FALSE(NCryptIsKeyHandle(key)) << id;
    }
}

TEST(CertSetCertificateContextProperty, FreesTheKeyItOwnsWhenItIsReplacedOrTakenAway) {
    const Context context = usual_context();
    const NCRYPT_KEY_HANDLE first = import_private_key(usual_certificate().key);
    const NCRYPT_KEY_HANDLE second = import_private_key(usual_certificate().key);
    ASSERT_TRUE(set(context, CERT_NCRYPT_KEY_HANDLE_PROP_ID, by_value(first)));
    ASSERT_TRUE(set(context, CERT_NCRYPT_KEY_HANDLE_PROP_ID, by_value(first)));
    EXPECT_TRUE(NCryptIsKeyHandle(first)) << "replaced by itself";
    const CERT_KEY_CONTEXT given = key_context(second, CERT_NCRYPT_KEY_SPEC);
    ASSERT_TRUE(set(context, CERT_KEY_CONTEXT_PROP_ID, &given));
    EXPECT_FALSE(NCryptIsKeyHandle(first));
    EXPECT_TRUE(NCryptIsKeyHandle(second));
    ASSERT_TRUE(set(context, CERT_NCRYPT_KEY_HANDLE_PROP_ID, nullptr));
    EXPECT_FALSE(NCryptIsKeyHandle(second));
    EXPECT_FALSE(has_property(context, CERT_KEY_CONTEXT_PROP_ID));
}

TEST(CertSetCertificateContextProperty, LeavesAKeyToTheCallerWhoSaysSo) {
    const NCRYPT_KEY_HANDLE key = import_private_key(usual_certificate().key);
    Context context = usual_context();
    const CERT_KEY_CONTEXT given = key_context(key, CERT_NCRYPT_KEY_SPEC);
    ASSERT_TRUE(set(context, CERT_KEY_CONTEXT_PROP_ID, &given, CERT_STORE_NO_CRYPT_RELEASE_FLAG));
    ASSERT_TRUE(set(context, CERT_KEY_CONTEXT_PROP_ID, nullptr));
    EXPECT_TRUE(NCryptIsKeyHandle(key));
    ASSERT_TRUE(set(context, CERT_NCRYPT_KEY_HANDLE_PROP_ID, by_value(key),
                    CERT_STORE_NO_CRYPT_RELEASE_FLAG));
    context.free();
    EXPECT_TRUE(NCryptIsKeyHandle(key));
    EXPECT_EQ(NCryptFreeObject(key), ERROR_SUCCESS);
}

TEST(CertSetCertificateContextProperty, FreesNothingThatIsNoKey) {
    Context context = usual_context();
    ASSERT_TRUE(set(context, CERT_NCRYPT_KEY_HANDLE_PROP_ID, by_value(key_storage())));
    context.free();
    NCRYPT_KEY_HANDLE key = import_private_key(usual_certificate().key);
    EXPECT_EQ(NCryptFreeObject(key), ERROR_SUCCESS) << "the provider is still there";
}

TEST(CertSetCertificateContextProperty, RefusesNull) {
    const CRYPT_DATA_BLOB blob{};
    for (const DWORD id : {0u, 2u, 11u, 78u}) {
        EXPECT_FALSE(set(nullptr, id, &blob));
        EXPECT_EQ(GetLastError(), static_cast<DWORD>(E_INVALIDARG));
    }
}

TEST(CertSetCertificateContextProperty, RefusesACopyOfAContext) {
    const Context context = usual_context();
    const CERT_CONTEXT copied = *context;
    const CRYPT_DATA_BLOB blob{};
    EXPECT_FALSE(set(&copied, CERT_FRIENDLY_NAME_PROP_ID, &blob));
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(E_INVALIDARG));
    EXPECT_FALSE(has_property(context, CERT_FRIENDLY_NAME_PROP_ID));
}

TEST(CertSetCertificateContextProperty, RefusesIdsThatCannotBeSet) {
    const Context context = usual_context();
    const CRYPT_DATA_BLOB blob{};
    for (const DWORD id : {0u, 14u, 32u, 33u, 34u, 0x10000u, 0xFFFFFFFFu})
        for (const void* data :
             {static_cast<const void*>(&blob), static_cast<const void*>(nullptr)}) {
            EXPECT_FALSE(set(context, id, data)) << id;
            EXPECT_EQ(GetLastError(), static_cast<DWORD>(E_INVALIDARG)) << id;
        }
    EXPECT_EQ(CertEnumCertificateContextProperties(context, 0), 0u);
}

TEST(CertSetCertificateContextProperty, RefusesAKeyContextOfAnotherSize) {
    const Context context = usual_context();
    CERT_KEY_CONTEXT given = key_context(0, AT_SIGNATURE);
    for (const DWORD size : {DWORD{0}, DWORD{sizeof given - 1}, DWORD{sizeof given + 8}}) {
        given.cbSize = size;
        EXPECT_FALSE(set(context, CERT_KEY_CONTEXT_PROP_ID, &given));
        EXPECT_EQ(GetLastError(), static_cast<DWORD>(E_INVALIDARG));
    }
    EXPECT_FALSE(has_property(context, CERT_KEY_CONTEXT_PROP_ID));
}

TEST(CertSetCertificateContextProperty, RefusesLengthsWithoutAddresses) {
    const Context context = usual_context();
    ASSERT_TRUE(set_blob(context, CERT_FRIENDLY_NAME_PROP_ID, {7}));
    const CRYPT_DATA_BLOB blob{5, nullptr};
    EXPECT_FALSE(set(context, CERT_FRIENDLY_NAME_PROP_ID, &blob));
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(E_INVALIDARG));
    EXPECT_EQ(property_of(context, CERT_FRIENDLY_NAME_PROP_ID), Buffer{7}) << "as it was";
    CRYPT_KEY_PROV_PARAM parameter{1, nullptr, 3, 0};
    CRYPT_KEY_PROV_INFO info{};
    info.cProvParam = 1;
    for (CRYPT_KEY_PROV_PARAM* parameters :
         {static_cast<CRYPT_KEY_PROV_PARAM*>(nullptr), &parameter}) {
        info.rgProvParam = parameters;
        EXPECT_FALSE(set(context, CERT_KEY_PROV_INFO_PROP_ID, &info));
        EXPECT_EQ(GetLastError(), static_cast<DWORD>(E_INVALIDARG));
    }
    EXPECT_FALSE(has_property(context, CERT_KEY_PROV_INFO_PROP_ID));
}

// ---- CertGetCertificateContextProperty ----------------------------------------------------------

TEST(CertGetCertificateContextProperty, TakesTheHandleOutOfTheContext) {
    const NCRYPT_KEY_HANDLE key = import_private_key(usual_certificate().key);
    Context context = usual_context();
    ASSERT_TRUE(set(context, CERT_NCRYPT_KEY_HANDLE_PROP_ID, by_value(key)));
    EXPECT_EQ(failure_of(context, CERT_HCRYPTPROV_TRANSFER_PROP_ID),
              static_cast<DWORD>(CRYPT_E_NOT_FOUND));
    EXPECT_TRUE(has_property(context, CERT_NCRYPT_KEY_HANDLE_TRANSFER_PROP_ID));
    EXPECT_TRUE(has_property(context, CERT_NCRYPT_KEY_HANDLE_PROP_ID)) << "only its size was asked";
    ULONG_PTR taken = 0;
    DWORD size = sizeof taken - 1;
    EXPECT_FALSE(get(context, CERT_NCRYPT_KEY_HANDLE_TRANSFER_PROP_ID, &taken, &size));
    EXPECT_TRUE(has_property(context, CERT_NCRYPT_KEY_HANDLE_PROP_ID)) << "it did not fit";
    EXPECT_EQ(property_as<ULONG_PTR>(context, CERT_NCRYPT_KEY_HANDLE_TRANSFER_PROP_ID), key);
    EXPECT_FALSE(has_property(context, CERT_NCRYPT_KEY_HANDLE_PROP_ID));
    EXPECT_FALSE(has_property(context, CERT_KEY_CONTEXT_PROP_ID));
    context.free();
    EXPECT_TRUE(NCryptIsKeyHandle(key));
    EXPECT_EQ(NCryptFreeObject(key), ERROR_SUCCESS);
}

TEST(CertGetCertificateContextProperty, TakesAProviderHandleOutOfTheContext) {
    const Context context = usual_context();
    ASSERT_TRUE(set(context, CERT_HCRYPTPROV_TRANSFER_PROP_ID, by_value(77)));
    EXPECT_FALSE(has_property(context, CERT_NCRYPT_KEY_HANDLE_TRANSFER_PROP_ID));
    EXPECT_EQ(property_as<ULONG_PTR>(context, CERT_HCRYPTPROV_TRANSFER_PROP_ID), 77u);
    EXPECT_FALSE(has_property(context, CERT_KEY_CONTEXT_PROP_ID));
}

TEST(CertGetCertificateContextProperty, SaysThatNothingIsPersisted) {
    EXPECT_EQ(property_as<DWORD>(usual_context(), CERT_ACCESS_STATE_PROP_ID), 0u);
}

TEST(CertGetCertificateContextProperty, LeavesALargerBufferAloneBehindTheValue) {
    const Context context = usual_context();
    set_blob(context, CERT_FRIENDLY_NAME_PROP_ID, {1, 2});
    Buffer room(5, 0xEE);
    DWORD size = 5;
    EXPECT_TRUE(get(context, CERT_FRIENDLY_NAME_PROP_ID, room.data(), &size));
    EXPECT_EQ(size, 2u);
    EXPECT_EQ(room, (Buffer{1, 2, 0xEE, 0xEE, 0xEE}));
    EXPECT_EQ(GetLastError(), kUntouched);
}

TEST(CertGetCertificateContextProperty, RefusesToTellASizeNowhere) {
    const Context context = usual_context();
    Buffer room(100);
    EXPECT_FALSE(get(context, CERT_SHA1_HASH_PROP_ID, room.data(), nullptr));
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(E_INVALIDARG));
    EXPECT_FALSE(get(context, CERT_SHA1_HASH_PROP_ID, nullptr, nullptr));
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(E_INVALIDARG));
}

TEST(CertGetCertificateContextProperty, RefusesNullAndStrangers) {
    const Context context = usual_context();
    const CERT_CONTEXT copied = *context;
    EXPECT_EQ(failure_of(nullptr, CERT_SHA1_HASH_PROP_ID), static_cast<DWORD>(E_INVALIDARG));
    EXPECT_EQ(failure_of(&copied, CERT_SHA1_HASH_PROP_ID), static_cast<DWORD>(E_INVALIDARG));
}

TEST(CertGetCertificateContextProperty, RefusesIdsThatCannotBe) {
    const Context context = usual_context();
    for (const DWORD id : {0u, 32u, 33u, 34u, 0x10000u, 0xFFFFFFFFu})
        EXPECT_EQ(failure_of(context, id), static_cast<DWORD>(E_INVALIDARG)) << id;
}

TEST(CertGetCertificateContextProperty, RefusesPropertiesThatAreNotThere) {
    const Context context = usual_context();
    for (const DWORD id : {1u, 2u, 5u, 6u, 7u, 11u, 19u, 27u, 28u, 78u, 79u, 99u, 100u, 65535u})
        EXPECT_EQ(failure_of(context, id), static_cast<DWORD>(CRYPT_E_NOT_FOUND)) << id;
    Buffer room(100, 0xEE);
    DWORD size = 100;
    EXPECT_FALSE(get(context, CERT_FRIENDLY_NAME_PROP_ID, room.data(), &size));
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(CRYPT_E_NOT_FOUND));
    EXPECT_EQ(size, 0u);
    EXPECT_EQ(room, Buffer(100, 0xEE));
}

TEST(CertGetCertificateContextProperty, RefusesABufferThatIsTooSmall) {
    const Context context = usual_context();
    const FullInfo full;
    ASSERT_TRUE(set(context, CERT_KEY_PROV_INFO_PROP_ID, &full.info));
    ASSERT_TRUE(set(context, CERT_KEY_PROV_HANDLE_PROP_ID, by_value(77)));
    ASSERT_TRUE(set_blob(context, CERT_FRIENDLY_NAME_PROP_ID, Buffer(10, 1)));
    for (const DWORD id : {1u, 2u, 3u, 4u, 5u, 6u, 11u, 14u, 20u, 79u, 89u, 92u, 100u, 107u}) {
        DWORD whole = 0;
        ASSERT_TRUE(get(context, id, nullptr, &whole)) << id;
        for (const DWORD given : {DWORD{0}, DWORD{1}, whole - 1}) {
            Buffer room(whole, 0xEE);
            DWORD size = given;
            EXPECT_FALSE(get(context, id, room.data(), &size)) << id;
            EXPECT_EQ(GetLastError(), DWORD{ERROR_MORE_DATA}) << id;
            EXPECT_EQ(size, whole) << id;
            EXPECT_EQ(room, Buffer(whole, 0xEE)) << "nothing half written";
        }
    }
}

}  // namespace
}  // namespace secur32::test
