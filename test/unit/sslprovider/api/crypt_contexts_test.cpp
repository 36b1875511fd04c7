// CryptAcquireContext, CryptReleaseContext, CryptContextAddRef, CryptGenRandom: what they leave in
// the folder of keys, read as text and by openssl(1), and what they refuse.
#include <dlfcn.h>
#include <gtest/gtest.h>
#include <pwd.h>

#include <atomic>
#include <bit>

#include "sslprovider/base/utf16.h"
#include "test/support/crypt_handles.h"
#include "test/support/unprivileged.h"
#include "test/support/vectors.h"

namespace {
std::atomic<int> users_asked_for{0};
}

// In the place of the C library's, which it calls: what asks for the user's name is counted.
extern "C" int getpwuid_r(uid_t user, passwd* entry, char* strings, std::size_t size,
                          passwd** found) {
    using Function = int(uid_t, passwd*, char*, std::size_t, passwd**);
    static auto* const next = reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, "getpwuid_r"));
    ++users_asked_for;
    return next(user, entry, strings, size, found);
}

namespace secur32::test {
namespace {

constexpr HCRYPTPROV kUntouched = 77;
using Types = std::initializer_list<DWORD>;

// A call of CryptAcquireContextW whose output is looked at.
struct Acquisition {
    HCRYPTPROV context = kUntouched;
    BOOL operator()(LPCWSTR container, LPCWSTR provider, DWORD type, DWORD flags) {
        return CryptAcquireContextW(&context, container, provider, type, flags);
    }
    BOOL ansi(LPCSTR container, LPCSTR provider, DWORD type, DWORD flags) {
        return CryptAcquireContextA(&context, container, provider, type, flags);
    }
    ~Acquisition() {
        if (context != kUntouched && context != 0) CryptReleaseContext(context, 0);
    }
};

#define EXPECT_NOT_ACQUIRED(code, ...)             \
    do {                                           \
        Acquisition acquire;                       \
        EXPECT_REFUSED(__VA_ARGS__, code);         \
        EXPECT_EQ(acquire.context, HCRYPTPROV{0}); \
    } while (false)

BOOL make(LPCWSTR name, DWORD type = PROV_RSA_FULL, DWORD flags = 0) {
    Acquisition acquire;
    return acquire(name, nullptr, type, CRYPT_NEWKEYSET | flags);
}

std::string modulus_of_file(const KeyFolder& folder, const std::string& file) {
    const Ran ran = run("openssl rsa -in '" + folder.path(file).string() + "' -noout -modulus");
    std::string hex = ran.output.substr(ran.output.find('=') + 1);
    for (char& c : hex) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return hex.substr(0, hex.find('\n'));
}

// ---- CryptAcquireContextW -----------------------------------------------------------------------

TEST(CryptAcquireContextW, AgreesWithOpensslOnTheKeysOfAContainer) {
    const KeptContainer container;
    const KeyHandle key = generate_key(container, AT_KEYEXCHANGE, 1024u << 16);
    // PUBLICKEYBLOB: 8 octets of header, 12 of RSAPUBKEY, the modulus little-endian.
    const Buffer blob = export_key(key, PUBLICKEYBLOB);
    ASSERT_EQ(blob.size(), 20u + 128u);
    EXPECT_EQ(modulus_of_file(container.folder(), "containers/container.pem"),
              to_hex(reversed(Bytes(blob).subspan(20))));
    const ContextHandle again = container.open();
    KeyHandle same;
    ASSERT_DONE(CryptGetUserKey(again, AT_KEYEXCHANGE, same.out()));
    EXPECT_EQ(export_key(same, PUBLICKEYBLOB), blob);
}

TEST(CryptAcquireContextW, AgreesWithTheLayoutOnANewContainer) {
    const KeyFolder folder;
    ASSERT_DONE(make(u"my keys", PROV_RSA_AES));
    EXPECT_EQ(folder.read("containers/my%20keys.pem"), "Container: my%20keys\nPairs: 0\n");
    EXPECT_EQ(mode_of(folder.path("containers/my%20keys.pem")), 0600u);
}

TEST(CryptAcquireContextW, CallsTheDefaultContainerAsTheUser) {
    const KeyFolder folder;
    ASSERT_DONE(make(nullptr));
    EXPECT_TRUE(std::filesystem::exists(
        folder.path("containers/" + std::string(::getpwuid(::geteuid())->pw_name) + ".pem")));
    Acquisition acquire;
    EXPECT_DONE(acquire(u"", u"", PROV_RSA_FULL, 0));
}

// Type 1, 12 and 24 are rsaenh.dll's on Windows, 3, 13 and 18 dssenh.dll's.
TEST(CryptAcquireContextW, SharesContainersAmongTheProvidersOfRsaAndOfDss) {
    const KeyFolder folder;
    ASSERT_DONE(make(u"x", PROV_RSA_FULL));
    for (const DWORD type : Types{PROV_RSA_AES, PROV_RSA_SCHANNEL}) {
        Acquisition opened;
        EXPECT_DONE(opened(u"x", nullptr, type, 0));
        EXPECT_NOT_ACQUIRED(NTE_EXISTS, acquire(u"x", nullptr, type, CRYPT_NEWKEYSET));
    }
    for (const DWORD type : Types{PROV_DSS, PROV_DSS_DH, PROV_DH_SCHANNEL})
        EXPECT_NOT_ACQUIRED(NTE_BAD_KEYSET, acquire(u"x", nullptr, type, 0));
    ASSERT_DONE(make(u"x", PROV_DSS_DH));
    for (const DWORD type : Types{PROV_DSS, PROV_DSS_DH, PROV_DH_SCHANNEL}) {
        Acquisition opened;
        EXPECT_DONE(opened(u"x", nullptr, type, 0));
    }
}

std::string text_param(HCRYPTPROV context, DWORD param) {
    char text[300];
    DWORD size = sizeof text;
    expect_true(CryptGetProvParam(context, param, reinterpret_cast<BYTE*>(text), &size, 0),
                "CryptGetProvParam");
    return text;
}
std::u16string unique_name_of(LPCWSTR name, DWORD type = PROV_RSA_FULL) {
    Acquisition acquire;
    expect_true(acquire(name, nullptr, type, 0), "CryptAcquireContext");
    return utf16_of(text_param(acquire.context, PP_UNIQUE_CONTAINER)).value();
}

TEST(CryptAcquireContextW, TakesTheUniqueNameToo) {
    const KeyFolder folder;
    ASSERT_DONE(make(u"A b"));
    ASSERT_DONE(make(u"other"));
    const std::u16string unique = unique_name_of(u"A b");
    Acquisition opened;
    ASSERT_DONE(opened(unique.c_str(), nullptr, PROV_RSA_FULL, 0));
    EXPECT_EQ(text_param(opened.context, PP_CONTAINER), "A b");
    EXPECT_DONE(Acquisition()(unique.c_str(), nullptr, PROV_RSA_FULL, CRYPT_DELETEKEYSET));
    EXPECT_FALSE(std::filesystem::exists(folder.path("containers/a%20b.pem")));
    EXPECT_TRUE(std::filesystem::exists(folder.path("containers/other.pem")));
    for (const DWORD flags : {DWORD{0}, DWORD{CRYPT_DELETEKEYSET}})
        EXPECT_NOT_ACQUIRED(NTE_BAD_KEYSET, acquire(unique.c_str(), nullptr, PROV_RSA_FULL, flags));
}

// The names of files are nobody's names.
TEST(CryptAcquireContextW, RefusesToTakeTheNameOfAFileForAContainers) {
    const KeyFolder folder;
    ASSERT_DONE(make(u"server"));
    for (const DWORD flags : {DWORD{0}, DWORD{CRYPT_DELETEKEYSET}})
        EXPECT_NOT_ACQUIRED(NTE_BAD_KEYSET, acquire(u"server.pem", nullptr, PROV_RSA_FULL, flags));
    EXPECT_TRUE(std::filesystem::exists(folder.path("containers/server.pem")));
    ASSERT_DONE(make(u"server.pem"));
    EXPECT_DONE(Acquisition()(u"server.pem", nullptr, PROV_RSA_FULL, CRYPT_DELETEKEYSET));
    EXPECT_DONE(Acquisition()(u"server", nullptr, PROV_RSA_FULL, 0));
}

TEST(CryptAcquireContextW, RefusesToMakeAContainerWithAUniqueName) {
    const KeyFolder folder;
    ASSERT_DONE(make(u"server"));
    const std::u16string unique = unique_name_of(u"server");
    EXPECT_NOT_ACQUIRED(NTE_BAD_KEYSET_PARAM,
                        acquire(unique.c_str(), nullptr, PROV_RSA_FULL, CRYPT_NEWKEYSET));
    EXPECT_NOT_ACQUIRED(NTE_BAD_KEYSET_PARAM,
                        acquire(unique.c_str(), nullptr, PROV_DSS, CRYPT_NEWKEYSET));
}

TEST(CryptAcquireContextW, KeepsTheMachinesContainersApart) {
    const KeyFolder folder;
    const std::string path = (folder.base() / "machine").string();
    const ScopedEnvironment named(environment::kMachineKeyFolder, path);
    ASSERT_DONE(make(u"x", PROV_RSA_FULL, CRYPT_MACHINE_KEYSET));
    EXPECT_TRUE(std::filesystem::exists(path + "/containers/x.pem"));
    EXPECT_NOT_ACQUIRED(NTE_BAD_KEYSET, acquire(u"x", nullptr, PROV_RSA_FULL, CRYPT_SILENT));
    Acquisition opened;
    EXPECT_DONE(opened(u"x", nullptr, PROV_RSA_FULL, CRYPT_MACHINE_KEYSET | CRYPT_SILENT));
    ASSERT_DONE(
        Acquisition()(u"x", nullptr, PROV_RSA_FULL, CRYPT_DELETEKEYSET | CRYPT_MACHINE_KEYSET));
    EXPECT_FALSE(std::filesystem::exists(path + "/containers/x.pem"));
}

TEST(CryptAcquireContextW, NeedsNoFolderToVerify) {
    const KeyFolder folder;
    for (const DWORD flags :
         {DWORD{0}, DWORD{CRYPT_NEWKEYSET}, DWORD{CRYPT_MACHINE_KEYSET}, DWORD{CRYPT_SILENT}}) {
        Acquisition acquire;
        EXPECT_DONE(acquire(nullptr, nullptr, PROV_RSA_SCHANNEL, CRYPT_VERIFYCONTEXT | flags));
        KeyHandle key;
        EXPECT_REFUSED(CryptGetUserKey(acquire.context, AT_KEYEXCHANGE, key.out()), NTE_NO_KEY);
    }
    EXPECT_FALSE(std::filesystem::exists(folder.path()));
}

// Whoever has the users in a directory elsewhere would wait for its answer.
TEST(CryptAcquireContextW, AsksForTheUsersNameOnlyWhereItCounts) {
    const KeyFolder folder;
    ASSERT_DONE(make(u"x"));
    users_asked_for = 0;
    verify_context();
    ASSERT_DONE(Acquisition()(u"x", nullptr, PROV_RSA_FULL, 0));
    EXPECT_EQ(users_asked_for, 0);
    ASSERT_DONE(make(nullptr));
    EXPECT_EQ(users_asked_for, 1);
}

TEST(CryptAcquireContextW, DeletesAContainerWithItsKeys) {
    const KeyFolder folder;
    ASSERT_DONE(make(u"x"));
    Acquisition remove;
    EXPECT_DONE(remove(u"X", nullptr, PROV_RSA_FULL, CRYPT_DELETEKEYSET));
    EXPECT_EQ(remove.context, HCRYPTPROV{0});
    EXPECT_FALSE(std::filesystem::exists(folder.path("containers/x.pem")));
    EXPECT_NOT_ACQUIRED(NTE_BAD_KEYSET, acquire(u"x", nullptr, PROV_RSA_FULL, CRYPT_DELETEKEYSET));
}

TEST(CryptAcquireContextW, RefusesContainersThatAreNotThere) {
    const KeyFolder folder;
    EXPECT_NOT_ACQUIRED(NTE_BAD_KEYSET, acquire(u"x", nullptr, PROV_RSA_FULL, 0));
    EXPECT_NOT_ACQUIRED(NTE_BAD_KEYSET, acquire(nullptr, nullptr, PROV_RSA_FULL, 0));
    EXPECT_NOT_ACQUIRED(NTE_BAD_KEYSET, acquire(u"x", nullptr, PROV_RSA_FULL, CRYPT_DELETEKEYSET));
    EXPECT_FALSE(std::filesystem::exists(folder.path())) << "looking made the folder";
}

TEST(CryptAcquireContextW, RefusesToMakeAContainerTwice) {
    const KeyFolder folder;
    ASSERT_DONE(make(u"x"));
    for (const LPCWSTR name : {u"x", u"X"})
        EXPECT_NOT_ACQUIRED(NTE_EXISTS, acquire(name, nullptr, PROV_RSA_FULL, CRYPT_NEWKEYSET));
}

TEST(CryptAcquireContextW, RefusesTypesOfNoProvider) {
    const KeyFolder folder;
    for (const DWORD type : {0u, 1000u, 0xDEADBEEFu})
        for (const DWORD flags : {0u, CRYPT_VERIFYCONTEXT, DWORD{CRYPT_DELETEKEYSET}})
            EXPECT_NOT_ACQUIRED(NTE_BAD_PROV_TYPE, acquire(nullptr, nullptr, type, flags));
    for (const DWORD type : {2u, 21u, 999u})
        EXPECT_NOT_ACQUIRED(NTE_PROV_TYPE_NOT_DEF,
                            acquire(nullptr, nullptr, type, CRYPT_VERIFYCONTEXT));
}

TEST(CryptAcquireContextW, RefusesProvidersThatAreNotThere) {
    const KeyFolder folder;
    for (const LPCWSTR name : {u"Nobody's Cryptographic Provider", MS_DEF_RSA_SIG_PROV_W})
        EXPECT_NOT_ACQUIRED(NTE_KEYSET_NOT_DEF,
                            acquire(nullptr, name, PROV_RSA_FULL, CRYPT_VERIFYCONTEXT));
    EXPECT_NOT_ACQUIRED(NTE_PROV_TYPE_NO_MATCH,
                        acquire(nullptr, MS_DEF_PROV_W, PROV_RSA_AES, CRYPT_VERIFYCONTEXT));
    EXPECT_NOT_ACQUIRED(NTE_PROV_TYPE_NO_MATCH, acquire(nullptr, MS_DEF_DSS_PROV_W, 2, 0));
}

TEST(CryptAcquireContextW, RefusesFlags) {
    const KeyFolder folder;
    ASSERT_DONE(make(u"x"));
    EXPECT_NOT_ACQUIRED(NTE_BAD_FLAGS, acquire(u"x", nullptr, PROV_RSA_FULL, CRYPT_VERIFYCONTEXT));
    for (const DWORD flags :
         {CRYPT_VERIFYCONTEXT | CRYPT_DELETEKEYSET, DWORD{CRYPT_NEWKEYSET | CRYPT_DELETEKEYSET},
          DWORD{CRYPT_DEFAULT_CONTAINER_OPTIONAL}, 0x80000000u, 0x10000000u, 1u, 2u, 4u, 0x100u,
          CRYPT_VERIFYCONTEXT | CRYPT_DEFAULT_CONTAINER_OPTIONAL})
        EXPECT_NOT_ACQUIRED(NTE_BAD_FLAGS, acquire(nullptr, nullptr, PROV_RSA_FULL, flags));
    EXPECT_TRUE(std::filesystem::exists(folder.path("containers/x.pem")));
}

TEST(CryptAcquireContextW, RefusesNoPlaceForTheHandle) {
    const KeyFolder folder;
    EXPECT_REFUSED(CryptAcquireContextW(nullptr, u"x", nullptr, PROV_RSA_FULL, CRYPT_NEWKEYSET),
                   ERROR_INVALID_PARAMETER);
    EXPECT_FALSE(std::filesystem::exists(folder.path()));
}

TEST(CryptAcquireContextW, RefusesNamesThatAreNone) {
    const KeyFolder folder;
    const std::u16string longest(260, u'x'), longer(261, u'x');
    EXPECT_DONE(make(longest.c_str()));
    for (const LPCWSTR name : {LPCWSTR{longer.c_str()}, LPCWSTR{u"\xDC00"}}) {
        for (const DWORD flags : {0u, DWORD{CRYPT_NEWKEYSET}, DWORD{CRYPT_DELETEKEYSET}})
            EXPECT_NOT_ACQUIRED(NTE_BAD_KEYSET_PARAM, acquire(name, nullptr, PROV_RSA_FULL, flags));
        EXPECT_NOT_ACQUIRED(NTE_BAD_KEYSET_PARAM,
                            acquire(nullptr, name, PROV_RSA_FULL, CRYPT_VERIFYCONTEXT));
    }
}

TEST(CryptAcquireContextW, RefusesADamagedContainer) {
    const KeyFolder folder;
    ASSERT_DONE(make(u"x"));
    folder.write("containers/x.pem", "Container: x\n");
    EXPECT_NOT_ACQUIRED(NTE_KEYSET_ENTRY_BAD, acquire(u"x", nullptr, PROV_RSA_FULL, 0));
    EXPECT_NOT_ACQUIRED(NTE_EXISTS, acquire(u"x", nullptr, PROV_RSA_FULL, CRYPT_NEWKEYSET));
    EXPECT_DONE(Acquisition()(u"x", nullptr, PROV_RSA_FULL, CRYPT_DELETEKEYSET));
}

TEST(CryptAcquireContextW, RefusesAFolderThatOthersCouldRead) {
    const KeyFolder folder;
    ASSERT_DONE(make(u"x"));
    ASSERT_EQ(::chmod(folder.path().c_str(), 0750), 0);
    EXPECT_NOT_ACQUIRED(NTE_PERM, acquire(u"x", nullptr, PROV_RSA_FULL, 0));
    EXPECT_NOT_ACQUIRED(NTE_PERM, acquire(u"y", nullptr, PROV_RSA_FULL, CRYPT_NEWKEYSET));
    std::filesystem::remove_all(folder.path());
    std::ofstream(folder.path()) << "a file in place of the folder";
    EXPECT_NOT_ACQUIRED(NTE_PERM, acquire(u"x", nullptr, PROV_RSA_FULL, 0));
}

TEST(CryptAcquireContextW, RefusesARelativeFolder) {
    const ScopedEnvironment relative(environment::kKeyFolder, "keys");
    EXPECT_NOT_ACQUIRED(NTE_BAD_KEYSET, acquire(u"x", nullptr, PROV_RSA_FULL, 0));
    EXPECT_NOT_ACQUIRED(NTE_BAD_KEYSET, acquire(u"x", nullptr, PROV_RSA_FULL, CRYPT_NEWKEYSET));
}

// What acquire() says in a child that modes bind: an index into codes, or 9.
int in_child(const KeyFolder& folder, DWORD flags, std::initializer_list<HRESULT> codes) {
    return unprivileged(folder, [&] {
        Acquisition acquire;
        if (acquire(u"x", nullptr, PROV_RSA_FULL, flags)) return 8;
        const auto* const found = std::ranges::find(codes, static_cast<HRESULT>(GetLastError()));
        return found == codes.end() ? 9 : static_cast<int>(found - codes.begin());
    });
}

TEST(CryptAcquireContextW, RefusesFoldersThatModesKeepFromTheUser) {
    constexpr int kDone = 8;
    const auto codes = {NTE_BAD_KEYSET, NTE_PERM};
    const KeyFolder folder;
    EXPECT_NOT_ACQUIRED(NTE_BAD_KEYSET, acquire(u"x", nullptr, PROV_RSA_FULL, 0));
    ASSERT_DONE(make(u"x"));
    ASSERT_EQ(::chmod(folder.path("containers").c_str(), 0500), 0);
    EXPECT_EQ(in_child(folder, 0, codes), kDone) << "read-only";
    EXPECT_EQ(in_child(folder, CRYPT_DELETEKEYSET, codes), 1) << "not NTE_PERM";
    ASSERT_EQ(::chmod(folder.path("containers").c_str(), 0), 0);
    EXPECT_EQ(in_child(folder, 0, codes), 0) << "not NTE_BAD_KEYSET";
    EXPECT_EQ(in_child(folder, CRYPT_NEWKEYSET, codes), 1) << "not NTE_PERM";
    ASSERT_EQ(::chmod(folder.path("containers").c_str(), 0700), 0);
    EXPECT_TRUE(std::filesystem::exists(folder.path("containers/x.pem")));
}

TEST(CryptAcquireContextW, TellsTheTraceWhyAFolderIsRefused) {
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    EXPECT_EXIT(
        {
            ::setenv("SSPI_TRACE", "-", 1);
            const KeyFolder folder;
            std::ofstream(folder.path()) << "a file in place of the folder";
            Acquisition acquire;
            acquire(u"x", nullptr, PROV_RSA_FULL, 0);
            std::filesystem::remove_all(folder.base());
            std::_Exit(0);
        },
        testing::ExitedWithCode(0),
        "because key store: the folder cannot be opened: Not a directory\n"
        ".* CryptAcquireContextW\\(type=1, flags=0x0, provider=.*, container=\"x\"\\) = "
        "0x80090010 NTE_PERM");
}

// ---- CryptAcquireContextA -----------------------------------------------------------------------

TEST(CryptAcquireContextA, AgreesWithTheLayoutOnANameInUtf8) {
    const KeyFolder folder;
    Acquisition make_it;
    ASSERT_DONE(make_it.ansi("B\xC3\xA4r", MS_DEF_PROV_A, PROV_RSA_FULL, CRYPT_NEWKEYSET));
    EXPECT_EQ(folder.read("containers/b%C3%84r.pem"), "Container: B%C3%A4r\nPairs: 0\n");
    Acquisition acquire;
    EXPECT_DONE(acquire(u"B\u00E4r", nullptr, PROV_RSA_FULL, 0));
}

TEST(CryptAcquireContextA, RefusesContainersThatAreNotThere) {
    const KeyFolder folder;
    EXPECT_NOT_ACQUIRED(NTE_BAD_KEYSET, acquire.ansi("x", nullptr, PROV_RSA_FULL, 0));
}

TEST(CryptAcquireContextA, RefusesAContainerToVerify) {
    const KeyFolder folder;
    EXPECT_NOT_ACQUIRED(NTE_BAD_FLAGS,
                        acquire.ansi("x", nullptr, PROV_RSA_FULL, CRYPT_VERIFYCONTEXT));
}

TEST(CryptAcquireContextA, RefusesNamesThatAreNone) {
    const KeyFolder folder;
    const std::string longer(261, 'x'), far_longer(2000, 'x');
    for (const char* const name : {"\xFF", "\xED\xA0\x80", longer.c_str(), far_longer.c_str()})
        EXPECT_NOT_ACQUIRED(NTE_BAD_KEYSET_PARAM,
                            acquire.ansi(name, nullptr, PROV_RSA_FULL, CRYPT_NEWKEYSET));
}

TEST(CryptAcquireContextA, RefusesProvidersThatAreNotThere) {
    EXPECT_NOT_ACQUIRED(NTE_KEYSET_NOT_DEF,
                        acquire.ansi(nullptr, "Nobody's", PROV_RSA_FULL, CRYPT_VERIFYCONTEXT));
    EXPECT_NOT_ACQUIRED(NTE_BAD_PROV_TYPE,
                        acquire.ansi(nullptr, MS_DEF_PROV_A, 0, CRYPT_VERIFYCONTEXT));
    EXPECT_REFUSED(CryptAcquireContextA(nullptr, nullptr, nullptr, 1, CRYPT_VERIFYCONTEXT),
                   ERROR_INVALID_PARAMETER);
}

}  // namespace
}  // namespace secur32::test
