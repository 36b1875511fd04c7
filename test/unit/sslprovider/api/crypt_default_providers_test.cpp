// CryptSetProvider(Ex) and CryptGetDefaultProvider, each in A and W.  Whatever a test sets, it
// takes back: the defaults are the process's.
#include <gtest/gtest.h>

#include <array>
#include <string>

#include "sslprovider/base/utf16.h"
#include "test/support/crypt_handles.h"

namespace secur32::test {
namespace {

// Forgets both defaults of PROV_RSA_FULL at both ends of a scope.
class Defaults {
 public:
    Defaults() { forget(); }
    ~Defaults() { forget(); }

 private:
    static void forget() {
        for (const DWORD whose : {DWORD{CRYPT_USER_DEFAULT}, DWORD{CRYPT_MACHINE_DEFAULT}})
            CryptSetProviderExW(MS_DEF_PROV_W, PROV_RSA_FULL, nullptr,
                                whose | CRYPT_DELETE_DEFAULT);
    }
};

std::u16string default_of(DWORD type, DWORD whose) {
    std::array<WCHAR, 80> name{};
    DWORD size = sizeof name;
    expect_true(CryptGetDefaultProviderW(type, nullptr, whose, name.data(), &size),
                "CryptGetDefaultProvider");
    return name.data();
}

// The provider of a context that names none.
std::string acquired(DWORD type) {
    const ContextHandle context = verify_context(type);
    std::array<char, 80> name{};
    DWORD size = sizeof name;
    expect_true(CryptGetProvParam(context, PP_NAME, reinterpret_cast<BYTE*>(name.data()), &size, 0),
                "CryptGetProvParam");
    return name.data();
}

// ---- CryptGetDefaultProvider --------------------------------------------------------------------

// HKLM\SOFTWARE\Microsoft\Cryptography\Defaults\Provider Types.
TEST(CryptGetDefaultProviderW, AgreesWithTheRegistryOfWindows) {
    const Defaults defaults;
    for (const DWORD whose : {DWORD{CRYPT_USER_DEFAULT}, DWORD{CRYPT_MACHINE_DEFAULT}}) {
        EXPECT_EQ(default_of(PROV_RSA_FULL, whose), MS_STRONG_PROV_W);
        EXPECT_EQ(default_of(PROV_DSS, whose), MS_DEF_DSS_PROV_W);
        EXPECT_EQ(default_of(PROV_RSA_SCHANNEL, whose), MS_DEF_RSA_SCHANNEL_PROV_W);
        EXPECT_EQ(default_of(PROV_DSS_DH, whose), MS_ENH_DSS_DH_PROV_W);
        EXPECT_EQ(default_of(PROV_DH_SCHANNEL, whose), MS_DEF_DH_SCHANNEL_PROV_W);
        EXPECT_EQ(default_of(PROV_RSA_AES, whose), MS_ENH_RSA_AES_PROV_W);
    }
}

TEST(CryptGetDefaultProviderW, TellsTheSizeInOctets) {
    const Defaults defaults;
    DWORD size = 0;
    EXPECT_DONE(
        CryptGetDefaultProviderW(PROV_RSA_FULL, nullptr, CRYPT_USER_DEFAULT, nullptr, &size));
    EXPECT_EQ(size, sizeof u"Microsoft Strong Cryptographic Provider");
}

struct DefaultQuestion {
    std::array<WCHAR, 80> name{};
    DWORD size = sizeof name;
    BOOL operator()(DWORD type, DWORD flags, DWORD* reserved = nullptr) {
        return CryptGetDefaultProviderW(type, reserved, flags, name.data(), &size);
    }
    ~DefaultQuestion() {
        EXPECT_EQ(name[0], 0);
        EXPECT_EQ(size, sizeof name);
    }
};

TEST(CryptGetDefaultProviderW, RefusesTypesOfNoProvider) {
    for (const DWORD type : {0u, 1000u, 0xDEADBEEFu})
        EXPECT_REFUSED(DefaultQuestion()(type, CRYPT_MACHINE_DEFAULT), NTE_BAD_PROV_TYPE);
    for (const DWORD type : {2u, 999u})
        EXPECT_REFUSED(DefaultQuestion()(type, CRYPT_USER_DEFAULT), NTE_PROV_TYPE_NOT_DEF);
}

TEST(CryptGetDefaultProviderW, RefusesFlags) {
    for (const DWORD flags : {0u, 3u, 4u, 5u, 6u, 0xDEADBEEFu})
        EXPECT_REFUSED(DefaultQuestion()(PROV_RSA_FULL, flags), NTE_BAD_FLAGS);
}

TEST(CryptGetDefaultProviderW, RefusesArgumentsThatAreNone) {
    DWORD reserved = 0;
    EXPECT_REFUSED(DefaultQuestion()(PROV_RSA_FULL, CRYPT_USER_DEFAULT, &reserved),
                   ERROR_INVALID_PARAMETER);
    WCHAR name[80];
    EXPECT_REFUSED(
        CryptGetDefaultProviderW(PROV_RSA_FULL, nullptr, CRYPT_USER_DEFAULT, name, nullptr),
        ERROR_INVALID_PARAMETER);
}

TEST(CryptGetDefaultProviderW, RefusesASmallBuffer) {
    const Defaults defaults;
    std::array<WCHAR, 80> name{};
    const DWORD whole = sizeof u"Microsoft Strong Cryptographic Provider";
    for (const DWORD room : {0u, 1u, 2u, whole / 2, whole - 1}) {
        DWORD size = room;
        EXPECT_REFUSED(CryptGetDefaultProviderW(PROV_RSA_FULL, nullptr, CRYPT_USER_DEFAULT,
                                                name.data(), &size),
                       ERROR_MORE_DATA);
        EXPECT_EQ(size, whole);
        EXPECT_EQ(name[0], 0);
    }
}

TEST(CryptGetDefaultProviderA, AgreesWithTheRegistryOfWindows) {
    const Defaults defaults;
    std::array<char, 80> name{};
    DWORD size = sizeof name;
    EXPECT_DONE(CryptGetDefaultProviderA(PROV_RSA_FULL, nullptr, CRYPT_MACHINE_DEFAULT, name.data(),
                                         &size));
    EXPECT_STREQ(name.data(), "Microsoft Strong Cryptographic Provider");
    EXPECT_EQ(size, sizeof "Microsoft Strong Cryptographic Provider");
}

TEST(CryptGetDefaultProviderA, RefusesTypesOfNoProvider) {
    DWORD size = 0;
    EXPECT_REFUSED(CryptGetDefaultProviderA(0, nullptr, CRYPT_USER_DEFAULT, nullptr, &size),
                   NTE_BAD_PROV_TYPE);
}

TEST(CryptGetDefaultProviderA, RefusesFlags) {
    DWORD size = 0;
    EXPECT_REFUSED(CryptGetDefaultProviderA(PROV_RSA_FULL, nullptr, 0, nullptr, &size),
                   NTE_BAD_FLAGS);
}

TEST(CryptGetDefaultProviderA, RefusesASmallBuffer) {
    char name[8] = {};
    DWORD size = sizeof name;
    EXPECT_REFUSED(
        CryptGetDefaultProviderA(PROV_RSA_FULL, nullptr, CRYPT_USER_DEFAULT, name, &size),
        ERROR_MORE_DATA);
    EXPECT_EQ(name[0], 0);
}

// ---- CryptSetProviderEx -------------------------------------------------------------------------

// "Calls to CryptSetProviderEx determine the CSP of a specified type used [...] from that point
// on."
TEST(CryptSetProviderExW, AgreesWithTheDocumentationOnWhatACallDetermines) {
    const Defaults defaults;
    ASSERT_DONE(CryptSetProviderExW(MS_DEF_PROV_W, PROV_RSA_FULL, nullptr, CRYPT_MACHINE_DEFAULT));
    EXPECT_EQ(default_of(PROV_RSA_FULL, CRYPT_MACHINE_DEFAULT), MS_DEF_PROV_W);
    EXPECT_EQ(acquired(PROV_RSA_FULL), MS_DEF_PROV_A);
    ASSERT_DONE(
        CryptSetProviderExW(MS_ENHANCED_PROV_W, PROV_RSA_FULL, nullptr, CRYPT_USER_DEFAULT));
    EXPECT_EQ(default_of(PROV_RSA_FULL, CRYPT_MACHINE_DEFAULT), MS_DEF_PROV_W);
    EXPECT_EQ(default_of(PROV_RSA_FULL, CRYPT_USER_DEFAULT), MS_ENHANCED_PROV_W);
    EXPECT_EQ(acquired(PROV_RSA_FULL), MS_ENHANCED_PROV_A);
    EXPECT_EQ(default_of(PROV_RSA_AES, CRYPT_USER_DEFAULT), MS_ENH_RSA_AES_PROV_W);
}

TEST(CryptSetProviderExW, ForgetsADefault) {
    const Defaults defaults;
    ASSERT_DONE(CryptSetProviderExW(MS_DEF_PROV_W, PROV_RSA_FULL, nullptr, CRYPT_USER_DEFAULT));
    ASSERT_DONE(CryptSetProviderExW(MS_DEF_PROV_W, PROV_RSA_FULL, nullptr,
                                    CRYPT_USER_DEFAULT | CRYPT_DELETE_DEFAULT));
    EXPECT_EQ(default_of(PROV_RSA_FULL, CRYPT_USER_DEFAULT), MS_STRONG_PROV_W);
    EXPECT_EQ(acquired(PROV_RSA_FULL), MS_STRONG_PROV_A);
}

TEST(CryptSetProviderExW, RefusesFlags) {
    const Defaults defaults;
    for (const DWORD flags : {0u, 3u, 4u, 7u, 8u, 9u, 0x80000001u})
        EXPECT_REFUSED(CryptSetProviderExW(MS_DEF_PROV_W, PROV_RSA_FULL, nullptr, flags),
                       NTE_BAD_FLAGS);
    EXPECT_EQ(acquired(PROV_RSA_FULL), MS_STRONG_PROV_A);
}

TEST(CryptSetProviderExW, RefusesArgumentsThatAreNone) {
    DWORD reserved = 0;
    EXPECT_REFUSED(CryptSetProviderExW(MS_DEF_PROV_W, PROV_RSA_FULL, &reserved, CRYPT_USER_DEFAULT),
                   ERROR_INVALID_PARAMETER);
    for (const LPCWSTR name : {LPCWSTR{nullptr}, LPCWSTR{u""}})
        EXPECT_REFUSED(CryptSetProviderExW(name, PROV_RSA_FULL, nullptr, CRYPT_USER_DEFAULT),
                       ERROR_INVALID_PARAMETER);
}

TEST(CryptSetProviderExW, RefusesProvidersThatAreNotThere) {
    EXPECT_REFUSED(CryptSetProviderExW(u"Nobody's", PROV_RSA_FULL, nullptr, CRYPT_USER_DEFAULT),
                   NTE_KEYSET_NOT_DEF);
    EXPECT_REFUSED(CryptSetProviderExW(MS_DEF_PROV_W, PROV_RSA_AES, nullptr, CRYPT_USER_DEFAULT),
                   NTE_PROV_TYPE_NO_MATCH);
    EXPECT_REFUSED(CryptSetProviderExW(MS_DEF_PROV_W, 1000, nullptr, CRYPT_USER_DEFAULT),
                   NTE_BAD_PROV_TYPE);
    const std::u16string longer(261, u'x');
    EXPECT_REFUSED(CryptSetProviderExW(longer.c_str(), PROV_RSA_FULL, nullptr, CRYPT_USER_DEFAULT),
                   NTE_BAD_KEYSET_PARAM);
}

TEST(CryptSetProviderExA, AgreesWithTheDocumentationOnWhatACallDetermines) {
    const Defaults defaults;
    ASSERT_DONE(CryptSetProviderExA(MS_DEF_PROV_A, PROV_RSA_FULL, nullptr, CRYPT_USER_DEFAULT));
    EXPECT_EQ(default_of(PROV_RSA_FULL, CRYPT_USER_DEFAULT), MS_DEF_PROV_W);
    EXPECT_EQ(default_of(PROV_RSA_FULL, CRYPT_MACHINE_DEFAULT), MS_STRONG_PROV_W);
}

TEST(CryptSetProviderExA, RefusesFlags) {
    EXPECT_REFUSED(CryptSetProviderExA(MS_DEF_PROV_A, PROV_RSA_FULL, nullptr, 0), NTE_BAD_FLAGS);
}

TEST(CryptSetProviderExA, RefusesArgumentsThatAreNone) {
    EXPECT_REFUSED(CryptSetProviderExA(nullptr, PROV_RSA_FULL, nullptr, CRYPT_USER_DEFAULT),
                   ERROR_INVALID_PARAMETER);
}

TEST(CryptSetProviderExA, RefusesProvidersThatAreNotThere) {
    EXPECT_REFUSED(CryptSetProviderExA("Nobody's", PROV_RSA_FULL, nullptr, CRYPT_USER_DEFAULT),
                   NTE_KEYSET_NOT_DEF);
    EXPECT_REFUSED(CryptSetProviderExA("\xFF", PROV_RSA_FULL, nullptr, CRYPT_USER_DEFAULT),
                   NTE_BAD_KEYSET_PARAM);
}

// ---- CryptSetProvider ---------------------------------------------------------------------------

TEST(CryptSetProviderW, AgreesWithTheDocumentationThatTheUsersDefaultIsSet) {
    const Defaults defaults;
    ASSERT_DONE(CryptSetProviderW(MS_DEF_PROV_W, PROV_RSA_FULL));
    EXPECT_EQ(default_of(PROV_RSA_FULL, CRYPT_USER_DEFAULT), MS_DEF_PROV_W);
    EXPECT_EQ(default_of(PROV_RSA_FULL, CRYPT_MACHINE_DEFAULT), MS_STRONG_PROV_W);
}

TEST(CryptSetProviderW, RefusesArgumentsThatAreNone) {
    EXPECT_REFUSED(CryptSetProviderW(nullptr, PROV_RSA_FULL), ERROR_INVALID_PARAMETER);
}

TEST(CryptSetProviderW, RefusesTypesOfNoProvider) {
    for (const DWORD type : {0u, 1000u})
        EXPECT_REFUSED(CryptSetProviderW(MS_DEF_PROV_W, type), NTE_BAD_PROV_TYPE);
}

TEST(CryptSetProviderW, RefusesProvidersThatAreNotThere) {
    EXPECT_REFUSED(CryptSetProviderW(u"Nobody's", PROV_RSA_FULL), NTE_KEYSET_NOT_DEF);
    EXPECT_REFUSED(CryptSetProviderW(MS_DEF_DSS_PROV_W, PROV_RSA_FULL), NTE_PROV_TYPE_NO_MATCH);
}

TEST(CryptSetProviderA, AgreesWithTheDocumentationThatTheUsersDefaultIsSet) {
    const Defaults defaults;
    ASSERT_DONE(CryptSetProviderA(MS_ENHANCED_PROV_A, PROV_RSA_FULL));
    EXPECT_EQ(acquired(PROV_RSA_FULL), MS_ENHANCED_PROV_A);
}

TEST(CryptSetProviderA, RefusesArgumentsThatAreNone) {
    for (const LPCSTR name : {LPCSTR{nullptr}, LPCSTR{""}})
        EXPECT_REFUSED(CryptSetProviderA(name, PROV_RSA_FULL), ERROR_INVALID_PARAMETER);
}

TEST(CryptSetProviderA, RefusesTypesOfNoProvider) {
    EXPECT_REFUSED(CryptSetProviderA(MS_DEF_PROV_A, 0), NTE_BAD_PROV_TYPE);
}

TEST(CryptSetProviderA, RefusesProvidersThatAreNotThere) {
    EXPECT_REFUSED(CryptSetProviderA("Nobody's", PROV_RSA_FULL), NTE_KEYSET_NOT_DEF);
}

}  // namespace
}  // namespace secur32::test
