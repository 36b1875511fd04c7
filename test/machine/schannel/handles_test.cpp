// Handles and calls that do not belong together: contexts of TLS and of NTLM, credentials that are
// gone, contexts that have failed.  Nothing crashes, nothing is told that is not so.
#include <gtest/gtest.h>

#include "test/support/tls_pair.h"

namespace secur32::test {
namespace {

struct NtlmClient {
    NtlmClient() {
        std::string package = "NTLM", user = "alice", password = "secret";
        SEC_WINNT_AUTH_IDENTITY_A identity{};
        identity.User = reinterpret_cast<unsigned char*>(user.data());
        identity.UserLength = static_cast<unsigned>(user.size());
        identity.Password = reinterpret_cast<unsigned char*>(password.data());
        identity.PasswordLength = static_cast<unsigned>(password.size());
        identity.Flags = SEC_WINNT_AUTH_IDENTITY_ANSI;
        EXPECT_EQ(AcquireCredentialsHandleA(nullptr, package.data(), SECPKG_CRED_OUTBOUND, nullptr,
                                            &identity, nullptr, nullptr, &credential, nullptr),
                  SEC_E_OK);
        Octets answer(0x1000);
        SecBuffer out{0x1000, SECBUFFER_TOKEN, answer.data()};
        SecBufferDesc desc{SECBUFFER_VERSION, 1, &out};
        EXPECT_EQ(InitializeSecurityContextA(&credential, nullptr, nullptr, 0, 0, 0, nullptr, 0,
                                             &context, &desc, nullptr, nullptr),
                  SEC_I_CONTINUE_NEEDED);
    }
    ~NtlmClient() {
        DeleteSecurityContext(&context);
        FreeCredentialsHandle(&credential);
    }
    NtlmClient(const NtlmClient&) = delete;
    NtlmClient& operator=(const NtlmClient&) = delete;
    CredHandle credential{};
    CtxtHandle context{};
};

constexpr ULONG kTlsAttributes[] = {SECPKG_ATTR_STREAM_SIZES,
                                    SECPKG_ATTR_CONNECTION_INFO,
                                    SECPKG_ATTR_CONNECTION_INFO_EX,
                                    SECPKG_ATTR_CIPHER_INFO,
                                    SECPKG_ATTR_SESSION_INFO,
                                    SECPKG_ATTR_NEGOTIATED_TLS_EXTENSIONS,
                                    SECPKG_ATTR_SUPPORTED_SIGNATURES,
                                    SECPKG_ATTR_UNIQUE_BINDINGS,
                                    SECPKG_ATTR_ENDPOINT_BINDINGS,
                                    SECPKG_ATTR_KEYING_MATERIAL,
                                    SECPKG_ATTR_EAP_KEY_BLOCK,
                                    SECPKG_ATTR_REMOTE_CERT_CONTEXT,
                                    SECPKG_ATTR_LOCAL_CERT_CONTEXT,
                                    SECPKG_ATTR_REMOTE_CERT_CHAIN,
                                    SECPKG_ATTR_ROOT_STORE,
                                    SECPKG_ATTR_REMOTE_CERTIFICATES,
                                    SECPKG_ATTR_ISSUER_LIST_EX,
                                    SECPKG_ATTR_CERT_CHECK_RESULT,
                                    SECPKG_ATTR_PROTO_INFO,
                                    SECPKG_ATTR_AUTHORITY,
                                    SECPKG_ATTR_SERIALIZED_REMOTE_CERT_CONTEXT};

TEST(TlsHandles, OfNtlmHaveNoAttributesOfTls) {
    NtlmClient ntlm;
    for (const ULONG attribute : kTlsAttributes) {
        alignas(8) unsigned char room[1024] = {1};  // a dwVersion where there is one
        EXPECT_LT(QueryContextAttributesA(&ntlm.context, attribute, room), 0) << attribute;
        EXPECT_LT(QueryContextAttributesW(&ntlm.context, attribute, room), 0) << attribute;
    }
}

TEST(TlsHandles, OfNtlmTakeNoRecords) {
    NtlmClient ntlm;
    Octets octets(64);
    SecBuffer buffers[4] = {{64, SECBUFFER_DATA, octets.data()}, {}, {}, {}};
    SecBufferDesc desc{SECBUFFER_VERSION, 4, buffers};
    EXPECT_EQ(DecryptMessage(&ntlm.context, &desc, 0, nullptr), SEC_E_OUT_OF_SEQUENCE);
    EXPECT_EQ(EncryptMessage(&ntlm.context, 0, &desc, 0), SEC_E_OUT_OF_SEQUENCE);
    EXPECT_EQ(buffers[0].BufferType, static_cast<ULONG>(SECBUFFER_DATA));
}

// An attribute that is not there yet, on contexts that are not, and that will never be, connected.
TEST(TlsHandles, OfUnfinishedAndFailedContextsTellNothingTheyDoNotKnow) {
    for (const bool failed : {false, true}) {
        TlsPair pair;
        ASSERT_EQ(pair.client.step(), SEC_I_CONTINUE_NEEDED);
        if (failed) {
            pair.client.input.assign(64, 0xFA);
            ASSERT_EQ(pair.client.step(), SEC_E_INVALID_TOKEN);
        }
        for (const ULONG attribute : kTlsAttributes) {
            if (!failed && (attribute == SECPKG_ATTR_ROOT_STORE ||
                            attribute == SECPKG_ATTR_SUPPORTED_SIGNATURES))
                continue;  // known from the start; has to be freed
            alignas(8) unsigned char room[1024] = {1};
            EXPECT_LT(QueryContextAttributesW(&pair.client.context, attribute, room), 0)
                << attribute;
        }
        EXPECT_EQ(pair.client.encrypt("x") < 0, true);
        std::string text;
        EXPECT_LT(pair.client.decrypt(text), 0);
    }
}

TEST(TlsHandles, OfCredentialsMayBeFreedBeforeTheirContexts) {
    TlsPair pair;
    ASSERT_EQ(pair.client.run(), SEC_I_CONTINUE_NEEDED);
    pair.deliver(pair.client, pair.server);
    ASSERT_EQ(pair.server.run(), SEC_I_CONTINUE_NEEDED);
    pair.deliver(pair.server, pair.client);
    CredHandle* const ends[] = {&pair.client.credential, &pair.server.credential};
    for (CredHandle* const credential : ends)
        ASSERT_EQ(FreeCredentialsHandle(credential), SEC_E_OK);
    // A handle that is handed over has to be one; none is fine.
    EXPECT_EQ(pair.client.step(), SEC_E_INVALID_HANDLE);
    Octets answer(0x4000);
    SecBuffer in[2] = {
        {static_cast<ULONG>(pair.client.input.size()), SECBUFFER_TOKEN, pair.client.input.data()},
        {0, SECBUFFER_EMPTY, nullptr}};
    SecBuffer out{0x4000, SECBUFFER_TOKEN, answer.data()};
    SecBufferDesc in_desc{SECBUFFER_VERSION, 2, in}, out_desc{SECBUFFER_VERSION, 1, &out};
    ASSERT_EQ(
        InitializeSecurityContextA(nullptr, &pair.client.context, nullptr, pair.client.request, 0,
                                   0, &in_desc, 0, nullptr, &out_desc, nullptr, nullptr),
        SEC_E_OK);
    in[0] = {out.cbBuffer, SECBUFFER_TOKEN, answer.data()};
    in[1] = {0, SECBUFFER_EMPTY, nullptr};
    Octets last(0x4000);
    out = {0x4000, SECBUFFER_TOKEN, last.data()};
    ASSERT_EQ(AcceptSecurityContext(nullptr, &pair.server.context, &in_desc, pair.server.request, 0,
                                    nullptr, &out_desc, nullptr, nullptr),
              SEC_E_OK);
    EXPECT_EQ(pair.exchange("still here"), "still here");
    HCERTSTORE store = nullptr;
    EXPECT_EQ(QueryContextAttributesA(&pair.client.context, SECPKG_ATTR_ROOT_STORE, &store),
              SEC_E_OK);
    CertCloseStore(store, 0);
}

TEST(TlsHandles, OfOtherKindsAndPackagesAreNone) {
    TlsPair pair;
    ASSERT_EQ(pair.client.run(), SEC_I_CONTINUE_NEEDED);
    pair.deliver(pair.client, pair.server);
    NtlmClient ntlm;
    Octets answer(0x4000);
    SecBuffer out{0x4000, SECBUFFER_TOKEN, answer.data()};
    SecBufferDesc desc{SECBUFFER_VERSION, 1, &out};
    // A client's context at the server's function; a context as a credential; the reverse.
    EXPECT_EQ(AcceptSecurityContext(nullptr, &pair.client.context, nullptr, 0, 0, nullptr, &desc,
                                    nullptr, nullptr),
              SEC_E_INVALID_HANDLE);
    CtxtHandle none{};
    EXPECT_EQ(InitializeSecurityContextA(&pair.client.context, nullptr, nullptr, 0, 0, 0, nullptr,
                                         0, &none, &desc, nullptr, nullptr),
              SEC_E_INVALID_HANDLE);
    EXPECT_EQ(DeleteSecurityContext(&pair.client.credential), SEC_E_INVALID_HANDLE);
    EXPECT_EQ(FreeCredentialsHandle(&pair.client.context), SEC_E_INVALID_HANDLE);
    // NTLM's credential is none that a TLS handshake could go on with; it is not asked for one.
    std::swap(pair.client.credential, ntlm.credential);
    EXPECT_EQ(pair.connect(), SEC_E_OK);
    std::swap(pair.client.credential, ntlm.credential);
    EXPECT_EQ(pair.exchange("as before"), "as before");
}

// The same memory for what comes in and what goes out.
TEST(TlsHandles, MayShareTheMemoryOfInputAndOutput) {
    for (const unsigned version : {0x0303u, 0x0304u}) {
        TlsPair pair({.version = version});
        ASSERT_EQ(pair.client.run(), SEC_I_CONTINUE_NEEDED);
        Octets memory(0x4000);
        std::copy(pair.client.output.begin(), pair.client.output.end(), memory.begin());
        SecBuffer in{static_cast<ULONG>(pair.client.output.size()), SECBUFFER_TOKEN, memory.data()};
        SecBuffer out{0x4000, SECBUFFER_TOKEN, memory.data()};
        SecBufferDesc in_desc{SECBUFFER_VERSION, 1, &in}, out_desc{SECBUFFER_VERSION, 1, &out};
        ASSERT_EQ(pair.server.call(&in_desc, &out_desc), SEC_I_CONTINUE_NEEDED);
        pair.client.output.clear();
        pair.client.input.assign(memory.begin(), memory.begin() + out.cbBuffer);
        EXPECT_EQ(pair.connect(), SEC_E_OK);
        EXPECT_EQ(pair.exchange("shared"), "shared");
    }
}

}  // namespace
}  // namespace secur32::test
