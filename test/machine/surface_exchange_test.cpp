// The exchange as a program sees it: buffers, retries, attributes, dead contexts.
#include <gtest/gtest.h>

#include "test/support/sspi_pair.h"

namespace secur32::test {
namespace {

class SurfaceExchange : public testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(Packages, SurfaceExchange, testing::Values("NTLM", "Negotiate"),
                         [](const auto& chosen) { return std::string(chosen.param); });

TEST_P(SurfaceExchange, EndsWithBothSidesTalking) {
    Pair pair(GetParam());
    ASSERT_EQ(pair.run(), SEC_E_OK);
    Sealed message;
    ASSERT_EQ(seal(pair.client, "to the server", message), SEC_E_OK);
    EXPECT_NE(text_of(message), "to the server");
    ASSERT_EQ(unseal(pair.server, message), SEC_E_OK);
    EXPECT_EQ(text_of(message), "to the server");
    ASSERT_EQ(seal(pair.server, "and back", message), SEC_E_OK);
    ASSERT_EQ(unseal(pair.client, message), SEC_E_OK);
    EXPECT_EQ(text_of(message), "and back");
}

TEST_P(SurfaceExchange, AWrongPasswordKillsOnlyTheServersContext) {
    Pair pair(GetParam());
    FreeCredentialsHandle(&pair.client.credential);
    ASSERT_EQ(pair.client.acquire("alice", "wrong"), SEC_E_OK);
    EXPECT_EQ(pair.run(), SEC_E_LOGON_DENIED);
    EXPECT_EQ(pair.server.step(pair.client.output), SEC_E_INVALID_HANDLE);
    SecPkgContext_Sizes sizes;
    EXPECT_EQ(QueryContextAttributesA(&pair.server.context, SECPKG_ATTR_SIZES, &sizes),
              SEC_E_INVALID_HANDLE);
    EXPECT_EQ(DeleteSecurityContext(&pair.server.context), SEC_E_OK);
    pair.server.has_context = false;
}

TEST_P(SurfaceExchange, AnUnknownUserLooksLikeAWrongPassword) {
    Pair pair(GetParam());
    FreeCredentialsHandle(&pair.client.credential);
    ASSERT_EQ(pair.client.acquire("nobody", "secret"), SEC_E_OK);
    EXPECT_EQ(pair.run(), SEC_E_LOGON_DENIED);
}

TEST_P(SurfaceExchange, ATooSmallBufferLosesNothing) {
    Pair pair(GetParam());
    for (const ULONG room : {0u, 1u, 15u, 31u}) {
        pair.client.room = room;
        EXPECT_EQ(pair.client.step({}), SEC_E_BUFFER_TOO_SMALL) << room;
        EXPECT_FALSE(pair.client.has_context);
    }
    pair.client.room = 4096;
    ASSERT_EQ(pair.client.step({}), SEC_I_CONTINUE_NEEDED);
    ASSERT_EQ(pair.server.step(pair.client.output), SEC_I_CONTINUE_NEEDED);
    const Token challenge = pair.server.output;
    pair.client.room = 100;
    EXPECT_EQ(pair.client.step(challenge), SEC_E_BUFFER_TOO_SMALL);
    EXPECT_EQ(pair.client.step(challenge), SEC_E_BUFFER_TOO_SMALL);
    pair.client.attributes = 0x1234;
    EXPECT_EQ(pair.client.step(challenge), SEC_E_BUFFER_TOO_SMALL);
    EXPECT_EQ(pair.client.attributes, 0x1234u) << "may be the variable of the next request";
    pair.client.room = 4096;
    EXPECT_EQ(pair.client.step(Token(32, 1)), SEC_E_OUT_OF_SEQUENCE) << "not the same call";
    ASSERT_EQ(pair.client.step(challenge), SEC_E_OK);
    EXPECT_EQ(pair.server.step(pair.client.output), SEC_E_OK);
}

TEST_P(SurfaceExchange, AllocatesTheTokenWhenAsked) {
    Pair pair(GetParam());
    SecBuffer out{12345, SECBUFFER_TOKEN, nullptr};
    SecBufferDesc desc{SECBUFFER_VERSION, 1, &out};
    ULONG attributes = 0;
    ASSERT_EQ(InitializeSecurityContextA(&pair.client.credential, nullptr, nullptr,
                                         ISC_REQ_ALLOCATE_MEMORY, 0, 0, nullptr, 0,
                                         &pair.client.context, &desc, &attributes, nullptr),
              SEC_I_CONTINUE_NEEDED);
    pair.client.has_context = true;
    EXPECT_NE(attributes & ISC_RET_ALLOCATED_MEMORY, 0u);
    ASSERT_NE(out.pvBuffer, nullptr);
    EXPECT_GE(out.cbBuffer, 32u);
    EXPECT_EQ(FreeContextBuffer(out.pvBuffer), SEC_E_OK);
}

// The client's second leg, with buffers that are not apart from each other.
struct Overlapping : Pair {
    explicit Overlapping(const std::string& package) : Pair(package) {
        EXPECT_EQ(client.step({}), SEC_I_CONTINUE_NEEDED);
        EXPECT_EQ(server.step(client.output), SEC_I_CONTINUE_NEEDED);
        challenge = server.output;
    }
    SECURITY_STATUS answer(SecBuffer& in, SecBuffer& out, ULONG flags = 0) {
        SecBufferDesc in_desc{SECBUFFER_VERSION, 1, &in};
        SecBufferDesc out_desc{SECBUFFER_VERSION, 1, &out};
        return InitializeSecurityContextA(&client.credential, &client.context, nullptr, flags, 0, 0,
                                          &in_desc, 0, nullptr, &out_desc, &client.attributes,
                                          nullptr);
    }
    SECURITY_STATUS accept(const SecBuffer& token) {
        const auto* const bytes = static_cast<const unsigned char*>(token.pvBuffer);
        return server.step(Token(bytes, bytes + token.cbBuffer));
    }
    Token challenge;
};

TEST_P(SurfaceExchange, WritesTheAnswerOverTheChallenge) {
    Overlapping pair(GetParam());
    Token memory = pair.challenge;
    memory.resize(4096);
    SecBuffer in{static_cast<ULONG>(pair.challenge.size()), SECBUFFER_TOKEN, memory.data()};
    SecBuffer out{4096, SECBUFFER_TOKEN, memory.data()};
    ASSERT_EQ(pair.answer(in, out), SEC_E_OK);
    EXPECT_EQ(pair.accept(out), SEC_E_OK);
}

TEST_P(SurfaceExchange, TakesOneBufferForBothDirections) {
    Overlapping pair(GetParam());
    SecBuffer both{static_cast<ULONG>(pair.challenge.size()), SECBUFFER_TOKEN,
                   pair.challenge.data()};
    const ULONG size = both.cbBuffer;
    ASSERT_EQ(pair.answer(both, both), SEC_E_BUFFER_TOO_SMALL);
    ASSERT_EQ(both.cbBuffer, size) << "the same call can be made again";
    Token memory(4096);
    SecBuffer out{4096, SECBUFFER_TOKEN, memory.data()};
    ASSERT_EQ(pair.answer(both, out), SEC_E_OK);
    EXPECT_EQ(pair.accept(out), SEC_E_OK);
}

TEST_P(SurfaceExchange, AllocatesIntoTheBufferThatTheChallengeCameIn) {
    Overlapping pair(GetParam());
    SecBuffer both{static_cast<ULONG>(pair.challenge.size()), SECBUFFER_TOKEN,
                   pair.challenge.data()};
    ASSERT_EQ(pair.answer(both, both, ISC_REQ_ALLOCATE_MEMORY), SEC_E_OK);
    ASSERT_NE(both.pvBuffer, pair.challenge.data());
    EXPECT_EQ(pair.accept(both), SEC_E_OK);
    EXPECT_EQ(FreeContextBuffer(both.pvBuffer), SEC_E_OK);
}

TEST_P(SurfaceExchange, LeavesNoTokenBehindAFailure) {
    Pair pair(GetParam());
    unsigned char garbage[40] = {};
    unsigned char room[4096];
    SecBuffer in{sizeof garbage, SECBUFFER_TOKEN, garbage};
    SecBufferDesc in_desc{SECBUFFER_VERSION, 1, &in};
    for (const ULONG request : {0u, ULONG{ASC_REQ_ALLOCATE_MEMORY}}) {
        SecBuffer out{sizeof room, SECBUFFER_TOKEN, room};
        SecBufferDesc out_desc{SECBUFFER_VERSION, 1, &out};
        ULONG attributes = 7;
        CtxtHandle fresh{5, 6};
        const auto accept = [&](PCredHandle credential, PCtxtHandle known, PCtxtHandle next) {
            out = {sizeof room, SECBUFFER_TOKEN, room};
            return AcceptSecurityContext(credential, known, &in_desc, request, 0, next, &out_desc,
                                         &attributes, nullptr);
        };
        EXPECT_EQ(accept(&pair.server.credential, nullptr, &fresh), SEC_E_INVALID_TOKEN);
        EXPECT_EQ(out.cbBuffer, 0u);
        EXPECT_EQ(out.pvBuffer, request == 0 ? static_cast<void*>(room) : nullptr);
        EXPECT_EQ(attributes, 0u);
        EXPECT_TRUE(fresh.dwLower == 5 && fresh.dwUpper == 6) << "nothing to delete";
        EXPECT_EQ(accept(&pair.server.credential, &fresh, &fresh), SEC_E_INVALID_HANDLE);
        EXPECT_EQ(out.cbBuffer, 0u);
        EXPECT_EQ(accept(&pair.server.credential, nullptr, nullptr), SEC_E_INVALID_HANDLE);
        EXPECT_EQ(accept(nullptr, nullptr, &fresh), SEC_E_INVALID_HANDLE);
        EXPECT_EQ(accept(&pair.client.credential, nullptr, &fresh), SEC_E_NO_CREDENTIALS);
        EXPECT_EQ(out.cbBuffer, 0u);
    }
}

TEST_P(SurfaceExchange, FreezesTheRequestAtTheFirstLeg) {
    Pair pair(GetParam());
    pair.client.request = ISC_REQ_CONFIDENTIALITY;
    ASSERT_EQ(pair.client.step({}), SEC_I_CONTINUE_NEEDED);
    ASSERT_EQ(pair.server.step(pair.client.output), SEC_I_CONTINUE_NEEDED);
    pair.client.request = 0;
    ASSERT_EQ(pair.client.step(pair.server.output), SEC_E_OK);
    EXPECT_NE(pair.client.attributes & ISC_RET_CONFIDENTIALITY, 0u);
    EXPECT_EQ(pair.server.step(pair.client.output), SEC_E_OK);
}

TEST_P(SurfaceExchange, TellsWhatWasGrantedNotWhatWasAsked) {
    Pair pair(GetParam());
    pair.client.request = ISC_REQ_MUTUAL_AUTH | ISC_REQ_DELEGATE | ISC_REQ_REPLAY_DETECT;
    pair.server.request = 0;
    ASSERT_EQ(pair.run(), SEC_E_OK);
    EXPECT_EQ(pair.client.attributes & (ISC_RET_MUTUAL_AUTH | ISC_RET_DELEGATE), 0u)
        << "NTLM proves no server and delegates nothing";
    EXPECT_NE(pair.client.attributes & ISC_RET_INTEGRITY, 0u);
    EXPECT_NE(pair.client.attributes & ISC_RET_REPLAY_DETECT, 0u);
    EXPECT_EQ(pair.client.attributes & ISC_RET_CONFIDENTIALITY, 0u);
}

TEST_P(SurfaceExchange, ASecondMessageAfterCompletionChangesNothing) {
    Pair pair(GetParam());
    ASSERT_EQ(pair.run(), SEC_E_OK);
    EXPECT_EQ(pair.server.step(pair.client.output), SEC_E_OUT_OF_SEQUENCE);
    EXPECT_EQ(pair.client.step(Token(40, 0)), SEC_E_OUT_OF_SEQUENCE);
    Sealed message;
    ASSERT_EQ(seal(pair.client, "alive", message), SEC_E_OK);
    EXPECT_EQ(unseal(pair.server, message), SEC_E_OK);
}

TEST_P(SurfaceExchange, GarbageIsAnInvalidToken) {
    for (const Token& garbage : {Token{0}, Token(16, 0xFF), Token(4000, 'N')}) {
        Pair pair(GetParam());
        EXPECT_EQ(pair.server.step(garbage), SEC_E_INVALID_TOKEN);
        EXPECT_FALSE(pair.server.has_context);
    }
}

TEST_P(SurfaceExchange, BuffersAreFoundByTypeInAnyOrder) {
    Pair pair(GetParam());
    ASSERT_EQ(pair.client.step({}), SEC_I_CONTINUE_NEEDED);
    unsigned char room[4096];
    unsigned char other[8] = {};
    SecBuffer in[] = {{0, SECBUFFER_EMPTY, nullptr},
                      {sizeof other, SECBUFFER_PKG_PARAMS, other},
                      {static_cast<ULONG>(pair.client.output.size()),
                       SECBUFFER_TOKEN | SECBUFFER_READONLY, pair.client.output.data()}};
    SecBuffer out[] = {{0, SECBUFFER_EMPTY, nullptr}, {sizeof room, SECBUFFER_TOKEN, room}};
    SecBufferDesc in_desc{SECBUFFER_VERSION, 3, in};
    SecBufferDesc out_desc{SECBUFFER_VERSION, 2, out};
    ULONG attributes = 0;
    ASSERT_EQ(AcceptSecurityContext(&pair.server.credential, nullptr, &in_desc, 0, 0,
                                    &pair.server.context, &out_desc, &attributes, nullptr),
              SEC_I_CONTINUE_NEEDED);
    pair.server.has_context = true;
    EXPECT_LT(out[1].cbBuffer, sizeof room);
    EXPECT_EQ(out[0].cbBuffer, 0u);
}

TEST_P(SurfaceExchange, BadDescriptorsAreInvalidTokens) {
    Pair pair(GetParam());
    ULONG attributes = 0;
    unsigned char room[4096];
    const auto accept = [&](SecBufferDesc in, SecBufferDesc out) {
        return AcceptSecurityContext(&pair.server.credential, nullptr, &in, 0, 0,
                                     &pair.server.context, &out, &attributes, nullptr);
    };
    ASSERT_EQ(pair.client.step({}), SEC_I_CONTINUE_NEEDED);
    SecBuffer token{static_cast<ULONG>(pair.client.output.size()), SECBUFFER_TOKEN,
                    pair.client.output.data()};
    SecBuffer nowhere{16, SECBUFFER_TOKEN, nullptr};
    SecBuffer empty{0, SECBUFFER_EMPTY, nullptr};
    SecBuffer answer{sizeof room, SECBUFFER_TOKEN, room};
    EXPECT_EQ(accept({1, 1, &token}, {0, 1, &answer}), SEC_E_INVALID_TOKEN);
    EXPECT_EQ(accept({0, 1, nullptr}, {0, 1, &answer}), SEC_E_INVALID_TOKEN);
    EXPECT_EQ(accept({0, 1, &nowhere}, {0, 1, &answer}), SEC_E_INVALID_TOKEN);
    EXPECT_EQ(accept({0, 1, &empty}, {0, 1, &answer}), SEC_E_INVALID_TOKEN);
    answer.cbBuffer = sizeof room;
    EXPECT_EQ(accept({0, 1, &token}, {7, 1, &answer}), SEC_E_INVALID_TOKEN);
    EXPECT_EQ(accept({0, 1, &token}, {0, 1, &empty}), SEC_E_INVALID_TOKEN) << "nowhere to answer";
    answer.cbBuffer = sizeof room;
    EXPECT_EQ(accept({0, 1, &token}, {0, 1, &answer}), SEC_I_CONTINUE_NEEDED);
    DeleteSecurityContext(&pair.server.context);
}

TEST(SurfaceAcquire, KnowsPackagesInAnyCase) {
    const AccountsFile accounts;
    CredHandle handle;
    for (const char* name : {"NTLM", "ntlm", "nTlM", "negotiate"}) {
        std::string text = name;
        ASSERT_EQ(AcquireCredentialsHandleA(nullptr, text.data(), SECPKG_CRED_INBOUND, nullptr,
                                            nullptr, nullptr, nullptr, &handle, nullptr),
                  SEC_E_OK)
            << name;
        EXPECT_EQ(FreeCredentialsHandle(&handle), SEC_E_OK);
    }
}

TEST(SurfaceAcquire, RefusesWhatIsWrong) {
    const AccountsFile accounts;
    CredHandle handle;
    std::string ntlm = "NTLM";
    std::string unknown = "NTLM2";
    std::string ill_formed = "\xFF";
    const auto acquire = [&](char* package, ULONG use, void* logon, CredHandle* out) {
        return AcquireCredentialsHandleA(nullptr, package, use, logon, nullptr, nullptr, nullptr,
                                         out, nullptr);
    };
    LUID luid{7, 0};
    EXPECT_EQ(acquire(nullptr, 1, nullptr, &handle), SEC_E_SECPKG_NOT_FOUND);
    EXPECT_EQ(acquire(unknown.data(), 1, nullptr, &handle), SEC_E_SECPKG_NOT_FOUND);
    EXPECT_EQ(acquire(ill_formed.data(), 1, nullptr, &handle), SEC_E_SECPKG_NOT_FOUND);
    EXPECT_EQ(acquire(ntlm.data(), 0, nullptr, &handle), SEC_E_INVALID_PARAMETER);
    EXPECT_EQ(acquire(ntlm.data(), 1, &luid, &handle), SEC_E_NOT_OWNER);
    EXPECT_EQ(acquire(ntlm.data(), 1, nullptr, nullptr), SEC_E_INVALID_HANDLE);
}

TEST(SurfaceAcquire, ACredentialServesItsDirectionOnly) {
    Pair pair;
    pair.client.initiator = false;
    pair.server.initiator = true;
    EXPECT_EQ(pair.server.step({}), SEC_E_NO_CREDENTIALS);
    EXPECT_EQ(pair.client.step(Token(32, 1)), SEC_E_NO_CREDENTIALS);
}

TEST(SurfacePackages, AreListedInOneBlock) {
    ULONG count = 0;
    PSecPkgInfoW infos = nullptr;
    ASSERT_EQ(EnumerateSecurityPackagesW(&count, &infos), SEC_E_OK);
    ASSERT_GE(count, 2u);
    for (ULONG i = 0; i < count; ++i) {
        PSecPkgInfoW one = nullptr;
        ASSERT_EQ(QuerySecurityPackageInfoW(infos[i].Name, &one), SEC_E_OK);
        EXPECT_EQ(std::u16string(one->Name), infos[i].Name);
        EXPECT_EQ(std::u16string(one->Comment), infos[i].Comment);
        EXPECT_EQ(one->fCapabilities, infos[i].fCapabilities);
        FreeContextBuffer(one);
    }
    FreeContextBuffer(infos);
    EXPECT_EQ(EnumerateSecurityPackagesA(nullptr, nullptr), SEC_E_INVALID_PARAMETER);
}

TEST(SurfacePackages, KnowSchannelByEachOfItsNames) {
    const char* const names[] = {"Microsoft Unified Security Protocol Provider", "Schannel",
                                 "schannel", "Default TLS SSP", "DEFAULT tls ssp"};
    for (std::string name : names) {
        PSecPkgInfoA info = nullptr;
        ASSERT_EQ(QuerySecurityPackageInfoA(name.data(), &info), SEC_E_OK) << name;
        EXPECT_STREQ(info->Name, "Microsoft Unified Security Protocol Provider");
        EXPECT_STREQ(info->Comment, "Schannel Security Package");
        EXPECT_EQ(info->fCapabilities, 0x000107B3u);
        EXPECT_EQ(info->wVersion, 1);
        EXPECT_EQ(info->wRPCID, 14);
        EXPECT_EQ(info->cbMaxToken, 24576u);
        FreeContextBuffer(info);
    }
    std::string other = "Schannels";
    PSecPkgInfoA info = nullptr;
    EXPECT_EQ(QuerySecurityPackageInfoA(other.data(), &info), SEC_E_SECPKG_NOT_FOUND);
}

TEST(SurfacePackages, SayWhatWindowsSaysOfThem) {
    std::string name = "ntlm";
    PSecPkgInfoA info = nullptr;
    ASSERT_EQ(QuerySecurityPackageInfoA(name.data(), &info), SEC_E_OK);
    EXPECT_STREQ(info->Name, "NTLM");
    EXPECT_EQ(info->wRPCID, 10);
    EXPECT_EQ(info->wVersion, 1);
    EXPECT_EQ(info->fCapabilities, 0x00082B37u);
    EXPECT_EQ(info->cbMaxToken, 2888u);
    FreeContextBuffer(info);
    name = "Kerberos?";
    EXPECT_EQ(QuerySecurityPackageInfoA(name.data(), &info), SEC_E_SECPKG_NOT_FOUND);
    EXPECT_EQ(info, nullptr);
    EXPECT_EQ(QuerySecurityPackageInfoA(nullptr, &info), SEC_E_SECPKG_NOT_FOUND);
}

}  // namespace
}  // namespace secur32::test
