// Every function refuses every handle that is not one, and never dereferences it.
#include <gtest/gtest.h>

#include <functional>
#include <thread>

#include "test/support/sspi_pair.h"

namespace secur32::test {
namespace {

struct Row {
    const char* name;
    std::function<SECURITY_STATUS(PSecHandle)> call;
};

SecBufferDesc empty_message() { return {SECBUFFER_VERSION, 0, nullptr}; }

std::vector<Row> context_functions() {
    static SecBufferDesc message = empty_message();
    static unsigned char room[1024];
    static SecBuffer packed{};
    static ULONG number = 0;
    static void* pointer = nullptr;
    static CtxtHandle other{};
    return {
        {"InitializeSecurityContextA",
         [](PSecHandle h) {
             return InitializeSecurityContextA(nullptr, h, nullptr, 0, 0, 0, nullptr, 0, &other,
                                               &message, &number, nullptr);
         }},
        {"InitializeSecurityContextW",
         [](PSecHandle h) {
             return InitializeSecurityContextW(nullptr, h, nullptr, 0, 0, 0, nullptr, 0, &other,
                                               &message, &number, nullptr);
         }},
        {"AcceptSecurityContext",
         [](PSecHandle h) {
             return AcceptSecurityContext(nullptr, h, nullptr, 0, 0, &other, &message, &number,
                                          nullptr);
         }},
        {"CompleteAuthToken", [](PSecHandle h) { return CompleteAuthToken(h, &message); }},
        {"ApplyControlToken", [](PSecHandle h) { return ApplyControlToken(h, &message); }},
        {"DeleteSecurityContext", [](PSecHandle h) { return DeleteSecurityContext(h); }},
        {"ImpersonateSecurityContext", [](PSecHandle h) { return ImpersonateSecurityContext(h); }},
        {"RevertSecurityContext", [](PSecHandle h) { return RevertSecurityContext(h); }},
        {"QuerySecurityContextToken",
         [](PSecHandle h) { return QuerySecurityContextToken(h, &pointer); }},
        {"QueryContextAttributesA", [](PSecHandle h) { return QueryContextAttributesA(h, 0, room); }},
        {"QueryContextAttributesW", [](PSecHandle h) { return QueryContextAttributesW(h, 0, room); }},
        {"QueryContextAttributesExA",
         [](PSecHandle h) { return QueryContextAttributesExA(h, 0, room, sizeof room); }},
        {"QueryContextAttributesExW",
         [](PSecHandle h) { return QueryContextAttributesExW(h, 0, room, sizeof room); }},
        {"SetContextAttributesA", [](PSecHandle h) { return SetContextAttributesA(h, 0, room, 1); }},
        {"SetContextAttributesW", [](PSecHandle h) { return SetContextAttributesW(h, 0, room, 1); }},
        {"MakeSignature", [](PSecHandle h) { return MakeSignature(h, 0, &message, 0); }},
        {"VerifySignature", [](PSecHandle h) { return VerifySignature(h, &message, 0, &number); }},
        {"EncryptMessage", [](PSecHandle h) { return EncryptMessage(h, 0, &message, 0); }},
        {"DecryptMessage", [](PSecHandle h) { return DecryptMessage(h, &message, 0, &number); }},
        {"SealMessage", [](PSecHandle h) { return SealMessage(h, 0, &message, 0); }},
        {"UnsealMessage", [](PSecHandle h) { return UnsealMessage(h, &message, 0, &number); }},
        {"ExportSecurityContext",
         [](PSecHandle h) { return ExportSecurityContext(h, 0, &packed, &pointer); }},
    };
}

std::vector<Row> credential_functions() {
    static SecBufferDesc message = empty_message();
    static unsigned char room[1024];
    static ULONG number = 0;
    static CtxtHandle other{};
    return {
        {"FreeCredentialsHandle", [](PSecHandle h) { return FreeCredentialsHandle(h); }},
        {"QueryCredentialsAttributesA",
         [](PSecHandle h) { return QueryCredentialsAttributesA(h, 1, room); }},
        {"QueryCredentialsAttributesW",
         [](PSecHandle h) { return QueryCredentialsAttributesW(h, 1, room); }},
        {"QueryCredentialsAttributesExA",
         [](PSecHandle h) { return QueryCredentialsAttributesExA(h, 1, room, sizeof room); }},
        {"QueryCredentialsAttributesExW",
         [](PSecHandle h) { return QueryCredentialsAttributesExW(h, 1, room, sizeof room); }},
        {"SetCredentialsAttributesA",
         [](PSecHandle h) { return SetCredentialsAttributesA(h, 1, room, 1); }},
        {"SetCredentialsAttributesW",
         [](PSecHandle h) { return SetCredentialsAttributesW(h, 1, room, 1); }},
        {"AddCredentialsA",
         [](PSecHandle h) {
             return AddCredentialsA(h, nullptr, nullptr, 0, nullptr, nullptr, nullptr, nullptr);
         }},
        {"AddCredentialsW",
         [](PSecHandle h) {
             return AddCredentialsW(h, nullptr, nullptr, 0, nullptr, nullptr, nullptr, nullptr);
         }},
        {"InitializeSecurityContextA",
         [](PSecHandle h) {
             return InitializeSecurityContextA(h, nullptr, nullptr, 0, 0, 0, nullptr, 0, &other,
                                               &message, &number, nullptr);
         }},
        {"AcceptSecurityContext",
         [](PSecHandle h) {
             return AcceptSecurityContext(h, nullptr, nullptr, 0, 0, &other, &message, &number,
                                          nullptr);
         }},
    };
}

void expect_refusal(const std::vector<Row>& rows, SecHandle handle, const char* kind) {
    for (const Row& row : rows) {
        SecHandle copy = handle;
        EXPECT_EQ(row.call(&copy), SEC_E_INVALID_HANDLE) << row.name << " took a handle: " << kind;
    }
}

std::vector<std::pair<const char*, SecHandle>> no_handles() {
    return {{"zeroed", {0, 0}},
            {"invalidated", {~ULONG_PTR{0}, ~ULONG_PTR{0}}},
            {"deleted", {SEC_DELETED_HANDLE, SEC_DELETED_HANDLE}},
            {"invented", {0x0000000100000001, 0x43545854}},
            {"invented", {0x0000000100000001, 0x43524544}},
            {"a pointer", {0x7fffdeadbeef, 0x7fffdeadbef0}}};
}

TEST(SurfaceHandles, AreRefusedWhenTheyAreNone) {
    for (const auto& [kind, handle] : no_handles()) {
        expect_refusal(context_functions(), handle, kind);
        expect_refusal(credential_functions(), handle, kind);
    }
}

TEST(SurfaceHandles, AreRefusedWhenNull) {
    for (const Row& row : context_functions())
        EXPECT_EQ(row.call(nullptr), SEC_E_INVALID_HANDLE) << row.name;
    for (const Row& row : credential_functions())
        EXPECT_EQ(row.call(nullptr), SEC_E_INVALID_HANDLE) << row.name;
}

TEST(SurfaceHandles, AreRefusedWhenStaleOnAnyThread) {
    Pair pair;
    ASSERT_EQ(pair.run(), SEC_E_OK);
    const SecHandle context = pair.client.context;
    const SecHandle credential = pair.client.credential;
    ASSERT_EQ(DeleteSecurityContext(&pair.client.context), SEC_E_OK);
    ASSERT_EQ(FreeCredentialsHandle(&pair.client.credential), SEC_E_OK);
    pair.client.has_context = pair.client.has_credential = false;
    expect_refusal(context_functions(), context, "stale");
    std::jthread([&] { expect_refusal(context_functions(), context, "stale, other thread"); }).join();
    expect_refusal(credential_functions(), credential, "stale");
}

TEST(SurfaceHandles, OfOneKindAreNotOfTheOther) {
    Pair pair;
    ASSERT_EQ(pair.run(), SEC_E_OK);
    expect_refusal(context_functions(), pair.client.credential, "a credential");
    expect_refusal(credential_functions(), pair.client.context, "a context");
}

TEST(SurfaceHandles, AnAcceptorsContextIsNoInitiators) {
    Pair pair;
    ASSERT_EQ(pair.client.step({}), SEC_I_CONTINUE_NEEDED);
    ASSERT_EQ(pair.server.step(pair.client.output), SEC_I_CONTINUE_NEEDED);
    ULONG attributes = 0;
    SecBufferDesc message = empty_message();
    EXPECT_EQ(InitializeSecurityContextA(&pair.client.credential, &pair.server.context, nullptr, 0,
                                         0, 0, nullptr, 0, nullptr, &message, &attributes, nullptr),
              SEC_E_INVALID_HANDLE);
    EXPECT_EQ(AcceptSecurityContext(&pair.server.credential, &pair.client.context, nullptr, 0, 0,
                                    nullptr, &message, &attributes, nullptr),
              SEC_E_INVALID_HANDLE);
}

TEST(SurfaceHandles, ACredentialLivesOnInItsContexts) {
    Pair pair;
    ASSERT_EQ(pair.client.step({}), SEC_I_CONTINUE_NEEDED);
    ASSERT_EQ(pair.server.step(pair.client.output), SEC_I_CONTINUE_NEEDED);
    ASSERT_EQ(FreeCredentialsHandle(&pair.client.credential), SEC_E_OK);
    pair.client.has_credential = false;
    unsigned char room[4096];
    SecBuffer in{static_cast<ULONG>(pair.server.output.size()), SECBUFFER_TOKEN,
                 pair.server.output.data()};
    SecBuffer out{sizeof room, SECBUFFER_TOKEN, room};
    SecBufferDesc in_desc{0, 1, &in};
    SecBufferDesc out_desc{0, 1, &out};
    EXPECT_EQ(InitializeSecurityContextA(nullptr, &pair.client.context, nullptr, 0, 0, 0, &in_desc,
                                         0, nullptr, &out_desc, nullptr, nullptr),
              SEC_E_OK);
    EXPECT_EQ(pair.server.step(Token(room, room + out.cbBuffer)), SEC_E_OK);
    Sealed message;
    EXPECT_EQ(seal(pair.client, "still there", message), SEC_E_OK);
    EXPECT_EQ(unseal(pair.server, message), SEC_E_OK);
    EXPECT_EQ(text_of(message), "still there");
}

}  // namespace
}  // namespace secur32::test
