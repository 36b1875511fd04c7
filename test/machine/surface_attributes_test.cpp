// Query- and Set*Attributes, the client's token, export and import.
#include <gtest/gtest.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <thread>

#include "test/support/sspi_pair.h"

namespace secur32::test {
namespace {

class SurfaceAttributes : public testing::Test {
 protected:
    void SetUp() override { ASSERT_EQ(pair.run(), SEC_E_OK); }
    template <typename T>
    T query(End& end, ULONG id) {
        T out{};
        EXPECT_EQ(QueryContextAttributesA(&end.context, id, &out), SEC_E_OK) << id;
        return out;
    }
    Pair pair;
};

TEST_F(SurfaceAttributes, SizesAreNtlms) {
    const auto sizes = query<SecPkgContext_Sizes>(pair.client, SECPKG_ATTR_SIZES);
    EXPECT_EQ(sizes.cbMaxToken, 2888u);
    EXPECT_EQ(sizes.cbMaxSignature, 16u);
    EXPECT_EQ(sizes.cbBlockSize, 0u);
    EXPECT_EQ(sizes.cbSecurityTrailer, 16u);
}

TEST_F(SurfaceAttributes, NamesInBothEncodings) {
    const auto ansi = query<SecPkgContext_NamesA>(pair.server, SECPKG_ATTR_NAMES);
    EXPECT_STREQ(ansi.sUserName, "DEMO\\alice");
    SecPkgContext_NamesW wide{};
    ASSERT_EQ(QueryContextAttributesW(&pair.server.context, SECPKG_ATTR_NAMES, &wide), SEC_E_OK);
    EXPECT_EQ(std::u16string(wide.sUserName), u"DEMO\\alice");
    FreeContextBuffer(ansi.sUserName);
    FreeContextBuffer(wide.sUserName);
}

TEST_F(SurfaceAttributes, BothEndsHaveOneSessionKey) {
    const auto mine = query<SecPkgContext_SessionKey>(pair.client, SECPKG_ATTR_SESSION_KEY);
    const auto theirs = query<SecPkgContext_SessionKey>(pair.server, SECPKG_ATTR_SESSION_KEY);
    ASSERT_EQ(mine.SessionKeyLength, 16u);
    ASSERT_EQ(theirs.SessionKeyLength, 16u);
    EXPECT_EQ(std::memcmp(mine.SessionKey, theirs.SessionKey, 16), 0);
    FreeContextBuffer(mine.SessionKey);
    FreeContextBuffer(theirs.SessionKey);
}

TEST_F(SurfaceAttributes, KeyInfoNamesTheAlgorithms) {
    const auto info = query<SecPkgContext_KeyInfoA>(pair.client, SECPKG_ATTR_KEY_INFO);
    EXPECT_EQ(info.KeySize, 128u);
    EXPECT_STRNE(info.sSignatureAlgorithmName, "");
    EXPECT_STRNE(info.sEncryptAlgorithmName, "");
    FreeContextBuffer(info.sSignatureAlgorithmName);
    FreeContextBuffer(info.sEncryptAlgorithmName);
}

TEST_F(SurfaceAttributes, PackagesAreNamed) {
    const auto package = query<SecPkgContext_PackageInfoA>(pair.client, SECPKG_ATTR_PACKAGE_INFO);
    EXPECT_STREQ(package.PackageInfo->Name, "NTLM");
    FreeContextBuffer(package.PackageInfo);
    const auto info =
        query<SecPkgContext_NegotiationInfoA>(pair.client, SECPKG_ATTR_NEGOTIATION_INFO);
    EXPECT_STREQ(info.PackageInfo->Name, "NTLM");
    EXPECT_EQ(info.NegotiationState, ULONG{SECPKG_NEGOTIATION_COMPLETE});
    FreeContextBuffer(info.PackageInfo);
}

TEST_F(SurfaceAttributes, FlagsAreThoseOfTheLastLeg) {
    EXPECT_EQ(query<SecPkgContext_Flags>(pair.client, SECPKG_ATTR_FLAGS).Flags,
              pair.client.attributes);
    EXPECT_EQ(query<SecPkgContext_Flags>(pair.server, SECPKG_ATTR_FLAGS).Flags,
              pair.server.attributes);
}

TEST_F(SurfaceAttributes, TheServerSeesWhoTheClientMeant) {
    const auto target = query<SecPkgContext_ClientSpecifiedTarget>(
        pair.server, SECPKG_ATTR_CLIENT_SPECIFIED_TARGET);
    EXPECT_EQ(std::u16string(target.sTargetName), u"host/server");
    FreeContextBuffer(target.sTargetName);
    EXPECT_EQ(query<SecPkgContext_LastClientTokenStatus>(pair.server,
                                                         SECPKG_ATTR_LAST_CLIENT_TOKEN_STATUS)
                  .LastClientTokenStatus,
              SecPkgAttrLastClientTokenYes);
}

TEST_F(SurfaceAttributes, LifespanIsAnInterval) {
    const auto lifespan = query<SecPkgContext_Lifespan>(pair.server, SECPKG_ATTR_LIFESPAN);
    EXPECT_LT(lifespan.tsStart.QuadPart, lifespan.tsExpiry.QuadPart);
}

TEST_F(SurfaceAttributes, WinprsIdentityNamesTheClient) {
    const auto identity = query<SecPkgContext_AuthIdentity>(pair.server, SECPKG_ATTR_AUTH_IDENTITY);
    EXPECT_STREQ(identity.User, "alice");
    EXPECT_STREQ(identity.Domain, "DEMO");
}

// Cut to fit, it would name somebody else.
TEST(SurfaceLongNames, AreNotCutToWinprsIdentity) {
    for (const std::size_t letters : {128u, 129u}) {  // of two octets each; there is room for 256
        std::string user;
        for (std::size_t i = 0; i < letters; ++i) user += "\xC3\xBC";
        Pair pair("NTLM", user);
        ASSERT_EQ(pair.run(), SEC_E_OK);
        SecPkgContext_AuthIdentity identity;
        std::memset(&identity, 0xEE, sizeof identity);
        const SECURITY_STATUS status =
            QueryContextAttributesA(&pair.server.context, SECPKG_ATTR_AUTH_IDENTITY, &identity);
        EXPECT_EQ(status, letters == 128 ? SEC_E_OK : SEC_E_BUFFER_TOO_SMALL);
        if (status == SEC_E_OK) {
            EXPECT_EQ(identity.User, user);
        } else {
            EXPECT_EQ(static_cast<unsigned char>(identity.User[0]), 0xEE) << "left as it was";
        }
    }
}

TEST_F(SurfaceAttributes, ExRefusesAStructureThatIsTooSmall) {
    unsigned char room[64];
    EXPECT_EQ(QueryContextAttributesExA(&pair.client.context, SECPKG_ATTR_SIZES, room, 15),
              SEC_E_EXT_BUFFER_TOO_SMALL);
    EXPECT_EQ(QueryContextAttributesExA(&pair.client.context, SECPKG_ATTR_SIZES, room, 16),
              SEC_E_OK);
    EXPECT_EQ(QueryContextAttributesExW(&pair.client.context, SECPKG_ATTR_ACCESS_TOKEN, room, 7),
              SEC_E_EXT_BUFFER_TOO_SMALL);
    EXPECT_EQ(
        QueryCredentialsAttributesExA(&pair.client.credential, SECPKG_CRED_ATTR_NAMES, room, 7),
        SEC_E_EXT_BUFFER_TOO_SMALL);
}

TEST_F(SurfaceAttributes, RefusesWhatItDoesNotHave) {
    unsigned char room[1024];
    for (const ULONG id : {ULONG{SECPKG_ATTR_STREAM_SIZES}, ULONG{SECPKG_ATTR_DCE_INFO}, 83u, 999u,
                           0x80000080u, 1108u})
        EXPECT_EQ(QueryContextAttributesW(&pair.client.context, id, room),
                  SEC_E_UNSUPPORTED_FUNCTION)
            << id;
    EXPECT_EQ(QueryContextAttributesW(&pair.client.context, SECPKG_ATTR_SIZES, nullptr),
              SEC_E_INVALID_PARAMETER);
    EXPECT_EQ(SetContextAttributesW(&pair.client.context, SECPKG_ATTR_SIZES, room, 16),
              SEC_E_UNSUPPORTED_FUNCTION);
    EXPECT_EQ(SetContextAttributesA(&pair.client.context, 1108, room, 5),
              SEC_E_UNSUPPORTED_FUNCTION)
        << "a host name, from FreeRDP 3.27 on";
}

TEST_F(SurfaceAttributes, CredentialsSayWhoseTheyAre) {
    SecPkgCredentials_NamesA names{};
    ASSERT_EQ(QueryCredentialsAttributesA(&pair.client.credential, SECPKG_CRED_ATTR_NAMES, &names),
              SEC_E_OK);
    EXPECT_STREQ(names.sUserName, "DEMO\\alice");
    FreeContextBuffer(names.sUserName);
    EXPECT_EQ(QueryCredentialsAttributesA(&pair.client.credential, 77, &names),
              SEC_E_UNSUPPORTED_FUNCTION);
}

TEST(SurfaceAcceptedNames, AreAListThatIsJudged) {
    Pair pair;
    char good[] = "HTTP/other\0server\0";
    char no_end[] = {'a', 'b'};
    char one_nul[] = {'a', 0};
    const auto set = [&](char* list, ULONG size) {
        return SetCredentialsAttributesA(&pair.server.credential, SECUR32_CRED_ATTR_ACCEPTED_NAMES,
                                         list, size);
    };
    EXPECT_EQ(set(nullptr, 4), SEC_E_INVALID_PARAMETER);
    EXPECT_EQ(set(no_end, sizeof no_end), SEC_E_INVALID_PARAMETER);
    EXPECT_EQ(set(one_nul, sizeof one_nul), SEC_E_INVALID_PARAMETER);
    ASSERT_EQ(set(good, sizeof good), SEC_E_OK);
    EXPECT_EQ(pair.run(), SEC_E_OK) << "host/server is a service of server";
}

TEST(SurfaceAcceptedNames, RefuseAnotherTarget) {
    Pair pair;
    char16_t names[] = u"HTTP/elsewhere\0";
    ASSERT_EQ(SetCredentialsAttributesW(&pair.server.credential, SECUR32_CRED_ATTR_ACCEPTED_NAMES,
                                        names, sizeof names),
              SEC_E_OK);
    EXPECT_EQ(pair.run(), SEC_E_WRONG_PRINCIPAL);
}

class SurfaceTokens : public SurfaceAttributes {};

TEST_F(SurfaceTokens, CarryTheClientsName) {
    void* token = nullptr;
    ASSERT_EQ(QuerySecurityContextToken(&pair.server.context, &token), SEC_E_OK);
    ULONG size = 0;
    EXPECT_EQ(Secur32GetTokenUserNameA(token, nullptr, &size), SEC_E_BUFFER_TOO_SMALL);
    EXPECT_EQ(size, 11u);
    char name[64];
    size = 10;
    EXPECT_EQ(Secur32GetTokenUserNameA(token, name, &size), SEC_E_BUFFER_TOO_SMALL);
    ASSERT_EQ(Secur32GetTokenUserNameA(token, name, &size), SEC_E_OK);
    EXPECT_STREQ(name, "DEMO\\alice");
    EXPECT_EQ(size, 10u);
    EXPECT_EQ(DeleteSecurityContext(&pair.server.context), SEC_E_OK);
    pair.server.has_context = false;
    size = sizeof name;
    EXPECT_EQ(Secur32GetTokenUserNameA(token, name, &size), SEC_E_OK) << "outlives the context";
    EXPECT_TRUE(Secur32CloseHandle(token));
    EXPECT_FALSE(Secur32CloseHandle(token));
    EXPECT_EQ(GetLastError(), DWORD{ERROR_INVALID_HANDLE});
}

TEST_F(SurfaceTokens, OfAnAttributeDieWithTheContext) {
    auto first = query<SecPkgContext_AccessToken>(pair.server, SECPKG_ATTR_ACCESS_TOKEN);
    auto second = query<SecPkgContext_AccessToken>(pair.server, SECPKG_ATTR_ACCESS_TOKEN);
    EXPECT_EQ(first.AccessToken, second.AccessToken);
    DeleteSecurityContext(&pair.server.context);
    pair.server.has_context = false;
    EXPECT_FALSE(Secur32CloseHandle(first.AccessToken));
}

TEST_F(SurfaceTokens, ExistAtTheServerOnly) {
    void* token = &token;
    EXPECT_EQ(QuerySecurityContextToken(&pair.client.context, &token), SEC_E_NO_IMPERSONATION);
    EXPECT_EQ(token, nullptr);
    EXPECT_EQ(ImpersonateSecurityContext(&pair.client.context), SEC_E_NO_IMPERSONATION);
    EXPECT_EQ(RevertSecurityContext(&pair.client.context), SEC_E_NO_IMPERSONATION);
    ULONG uid = 7;
    EXPECT_EQ(Secur32GetTokenUid(nullptr, &uid), SEC_E_INVALID_HANDLE);
    EXPECT_EQ(QuerySecurityContextToken(&pair.server.context, nullptr), SEC_E_INVALID_PARAMETER);
}

TEST_F(SurfaceTokens, ImpersonationSucceedsAndChangesNoUid) {
    const uid_t before = ::geteuid();
    EXPECT_EQ(ImpersonateSecurityContext(&pair.server.context), SEC_E_OK);
    EXPECT_EQ(::geteuid(), before);
    EXPECT_EQ(RevertSecurityContext(&pair.server.context), SEC_E_OK);
}

uid_t uid_of_this_thread() { return static_cast<uid_t>(::syscall(SYS_geteuid)); }

TEST(SurfaceImpersonation, ByPolicyChangesTheCallingThreadOnly) {
    ::setenv("SECUR32_IMPERSONATE", "1", 1);
    Pair pair("NTLM", "nobody");
    ASSERT_EQ(pair.run(), SEC_E_OK);
    const uid_t before = ::geteuid();
    std::jthread([&] {
        const SECURITY_STATUS status = ImpersonateSecurityContext(&pair.server.context);
        EXPECT_EQ(status, before == 0 ? SEC_E_OK : SEC_E_NO_IMPERSONATION);
        EXPECT_EQ(uid_of_this_thread(), before == 0 ? 65534 : before);
        EXPECT_EQ(RevertSecurityContext(&pair.server.context), SEC_E_OK);
        EXPECT_EQ(uid_of_this_thread(), before);
    }).join();
    ::unsetenv("SECUR32_IMPERSONATE");
}

TEST(SurfaceImpersonation, ByPolicyIsNotForAClientThatOnlyIdentifiesItself) {
    ::setenv("SECUR32_IMPERSONATE", "1", 1);
    Pair pair("NTLM", "nobody");
    pair.client.request |= ISC_REQ_IDENTIFY;
    ASSERT_EQ(pair.run(), SEC_E_OK);
    const uid_t before = uid_of_this_thread();
    EXPECT_EQ(ImpersonateSecurityContext(&pair.server.context), SEC_E_NO_IMPERSONATION);
    EXPECT_EQ(uid_of_this_thread(), before);
    EXPECT_EQ(RevertSecurityContext(&pair.server.context), SEC_E_OK);
    ::unsetenv("SECUR32_IMPERSONATE");
    EXPECT_EQ(ImpersonateSecurityContext(&pair.server.context), SEC_E_OK) << "without policy";
}

TEST(SurfaceImpersonation, ByPolicyNeedsAnAccountOfThatName) {
    ::setenv("SECUR32_IMPERSONATE", "1", 1);
    Pair pair("NTLM", "alice-has-no-account");
    ASSERT_EQ(pair.run(), SEC_E_OK);
    const uid_t before = uid_of_this_thread();
    EXPECT_EQ(ImpersonateSecurityContext(&pair.server.context), SEC_E_NO_IMPERSONATION);
    EXPECT_EQ(uid_of_this_thread(), before);
    ::unsetenv("SECUR32_IMPERSONATE");
}

class SurfaceTransfer : public SurfaceAttributes {};

TEST_F(SurfaceTransfer, ContinuesInAnotherProcess) {
    Sealed message;
    ASSERT_EQ(seal(pair.client, "before", message), SEC_E_OK);
    ASSERT_EQ(unseal(pair.server, message), SEC_E_OK);
    SecBuffer packed{};
    ASSERT_EQ(ExportSecurityContext(&pair.server.context, SECPKG_CONTEXT_EXPORT_DELETE_OLD, &packed,
                                    nullptr),
              SEC_E_OK);
    pair.server.has_context = false;
    EXPECT_EQ(unseal(pair.server, message), SEC_E_INVALID_HANDLE) << "the old one is deleted";
    ASSERT_EQ(seal(pair.client, "after", message), SEC_E_OK);
    const pid_t child = ::fork();
    if (child == 0) {
        std::string name = "ntlm";
        const bool imported =
            ImportSecurityContextA(name.data(), &packed, nullptr, &pair.server.context) == SEC_E_OK;
        const bool read = imported && unseal(pair.server, message) == SEC_E_OK;
        ::_exit(read && text_of(message) == "after" ? 0 : 1);
    }
    int status = -1;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
    FreeContextBuffer(packed.pvBuffer);
}

TEST_F(SurfaceTransfer, RefusesWhatIsNotAPackedContext) {
    SecBuffer packed{};
    ASSERT_EQ(ExportSecurityContext(&pair.server.context, 0, &packed, nullptr), SEC_E_OK);
    const Token bytes(static_cast<unsigned char*>(packed.pvBuffer),
                      static_cast<unsigned char*>(packed.pvBuffer) + packed.cbBuffer);
    FreeContextBuffer(packed.pvBuffer);
    std::string ntlm = "NTLM";
    std::string unknown = "Schannel?";
    CtxtHandle out{};
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        Token cut(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size));
        SecBuffer buffer{static_cast<ULONG>(size), SECBUFFER_TOKEN, cut.data()};
        EXPECT_EQ(ImportSecurityContextA(ntlm.data(), &buffer, nullptr, &out), SEC_E_INVALID_TOKEN)
            << size;
    }
    Token longer = bytes;
    longer.push_back(0);
    SecBuffer buffer{static_cast<ULONG>(longer.size()), SECBUFFER_TOKEN, longer.data()};
    EXPECT_EQ(ImportSecurityContextA(ntlm.data(), &buffer, nullptr, &out), SEC_E_INVALID_TOKEN);
    EXPECT_EQ(ImportSecurityContextA(unknown.data(), &buffer, nullptr, &out),
              SEC_E_SECPKG_NOT_FOUND);
    EXPECT_EQ(ImportSecurityContextA(ntlm.data(), nullptr, nullptr, &out), SEC_E_INVALID_TOKEN);
    EXPECT_EQ(ImportSecurityContextA(ntlm.data(), &buffer, nullptr, nullptr), SEC_E_INVALID_HANDLE);
}

TEST(SurfaceTransferEarly, AnUnfinishedContextIsNotExported) {
    Pair pair;
    ASSERT_EQ(pair.client.step({}), SEC_I_CONTINUE_NEEDED);
    SecBuffer packed{9, 9, nullptr};
    EXPECT_EQ(ExportSecurityContext(&pair.client.context, 0, &packed, nullptr),
              SEC_E_OUT_OF_SEQUENCE);
    EXPECT_EQ(packed.pvBuffer, nullptr);
}

TEST(SurfaceTables, HoldTheExportedFunctions) {
    const PSecurityFunctionTableA a = InitSecurityInterfaceA();
    const PSecurityFunctionTableW w = InitSecurityInterfaceW();
    EXPECT_EQ(a, InitSecurityInterfaceA()) << "one table, always the same";
    EXPECT_EQ(a->InitializeSecurityContextA, &InitializeSecurityContextA);
    EXPECT_EQ(w->InitializeSecurityContextW, &InitializeSecurityContextW);
    EXPECT_EQ(a->EncryptMessage, &EncryptMessage);
    EXPECT_EQ(w->QueryCredentialsAttributesExW, &QueryCredentialsAttributesExW);
    EXPECT_EQ(a->Reserved3, reinterpret_cast<void*>(&EncryptMessage));
    EXPECT_EQ(a->dwVersion, ULONG{SECURITY_SUPPORT_PROVIDER_INTERFACE_VERSION_5});
    static_assert(sizeof(SecurityFunctionTableA) == 256 && sizeof(SecurityFunctionTableW) == 256);
}

}  // namespace
}  // namespace secur32::test
