// ApplyControlToken and the call behind it (reference schannel.md 4), octet for octet.
#include <gtest/gtest.h>

#include "test/support/tls_pair.h"

namespace secur32::test {
namespace {

class TlsShutdown : public testing::TestWithParam<unsigned> {
 protected:
    TlsShutdown() : pair_({.version = GetParam()}) {}
    TlsPair pair_;
};
INSTANTIATE_TEST_SUITE_P(Versions, TlsShutdown, testing::Values(0x0301u, 0x0302u, 0x0303u, 0x0304u),
                         [](const auto& version) {
                             return "Tls1" + std::to_string(version.param - 0x0301);
                         });

SECURITY_STATUS apply(TlsEnd& end, std::vector<SecBuffer> buffers) {
    SecBufferDesc desc{SECBUFFER_VERSION, static_cast<ULONG>(buffers.size()), buffers.data()};
    return ApplyControlToken(&end.context, &desc);
}

template <typename T>
SecBuffer token(T& value, ULONG size = sizeof(T)) {
    return {size, SECBUFFER_TOKEN, &value};
}

// ISC or ASC without input; gives the token.
SECURITY_STATUS call(TlsEnd& end, Octets& answer) {
    answer.assign(1000, 0);
    SecBuffer out{1000, SECBUFFER_TOKEN, answer.data()};
    SecBufferDesc desc{SECBUFFER_VERSION, 1, &out};
    const SECURITY_STATUS status = end.call(nullptr, &desc);
    answer.resize(status == SEC_E_OK ? out.cbBuffer : 0);
    return status;
}

TEST(TlsControlTokens, AreOneTokenThatIsKnown) {
    TlsPair pair;
    ASSERT_EQ(pair.client.run(), SEC_I_CONTINUE_NEEDED);
    DWORD shutdown[2] = {SCHANNEL_SHUTDOWN, 7}, renegotiate = SCHANNEL_RENEGOTIATE, unknown = 9;
    EXPECT_EQ(apply(pair.client, {token(shutdown)}), SEC_E_OK);
    EXPECT_EQ(apply(pair.client, {token(shutdown, 4)}), SEC_E_OK);
    EXPECT_EQ(apply(pair.client, {token(shutdown, 4), {0, SECBUFFER_EMPTY, nullptr}}),
              SEC_E_INVALID_TOKEN);
    EXPECT_EQ(apply(pair.client, {}), SEC_E_INVALID_TOKEN);
    EXPECT_EQ(apply(pair.client, {{4, SECBUFFER_ALERT, shutdown}}), SEC_E_INVALID_TOKEN);
    EXPECT_EQ(apply(pair.client, {{4, SECBUFFER_DATA, shutdown}}), SEC_E_INVALID_TOKEN);
    EXPECT_EQ(apply(pair.client, {{4, SECBUFFER_TOKEN, nullptr}}), SEC_E_INVALID_TOKEN);
    for (ULONG size = 0; size < 4; ++size)
        EXPECT_EQ(apply(pair.client, {token(shutdown, size)}), SEC_E_UNSUPPORTED_FUNCTION);
    EXPECT_EQ(apply(pair.client, {token(renegotiate)}), SEC_E_UNSUPPORTED_FUNCTION);
    EXPECT_EQ(apply(pair.client, {token(unknown)}), SEC_E_UNSUPPORTED_FUNCTION);
    EXPECT_EQ(ApplyControlToken(&pair.client.context, nullptr), SEC_E_INTERNAL_ERROR);
    SecBuffer buffer = token(shutdown, 4);
    SecBufferDesc desc{SECBUFFER_VERSION, 1, &buffer};
    EXPECT_EQ(ApplyControlToken(nullptr, &desc), SEC_E_INVALID_HANDLE);
}

TEST(TlsControlTokens, OfAlertsAndSessionsAreJudged) {
    TlsPair pair;
    ASSERT_EQ(pair.client.run(), SEC_I_CONTINUE_NEEDED);
    SCHANNEL_ALERT_TOKEN alert{SCHANNEL_ALERT, TLS1_ALERT_FATAL, TLS1_ALERT_BAD_CERTIFICATE};
    EXPECT_EQ(apply(pair.client, {token(alert, 8)}), SEC_E_UNSUPPORTED_FUNCTION);
    alert.dwAlertType = 3;
    EXPECT_EQ(apply(pair.client, {token(alert)}), SEC_E_INVALID_PARAMETER);
    alert = {SCHANNEL_ALERT, TLS1_ALERT_FATAL, 256};
    EXPECT_EQ(apply(pair.client, {token(alert)}), SEC_E_INVALID_PARAMETER);
    SCHANNEL_SESSION_TOKEN session{SCHANNEL_SESSION, SSL_SESSION_DISABLE_RECONNECTS};
    EXPECT_EQ(apply(pair.client, {token(session)}), SEC_E_OK);
    EXPECT_EQ(apply(pair.client, {token(session, 4)}), SEC_E_UNSUPPORTED_FUNCTION);
    session.dwFlags = 3;
    EXPECT_EQ(apply(pair.client, {token(session)}), SEC_E_INVALID_PARAMETER);
    // A session's token is none that sends something.
    Octets answer;
    EXPECT_EQ(call(pair.client, answer), SEC_E_INCOMPLETE_MESSAGE);
}

TEST(TlsShutdownBeforeKeys, IsACloseNotifyInTheClear) {
    TlsPair pair;
    ASSERT_EQ(pair.client.run(), SEC_I_CONTINUE_NEEDED);
    const DWORD shutdown = SCHANNEL_SHUTDOWN;
    ASSERT_EQ(pair.client.control(&shutdown, 4), SEC_E_OK);
    ASSERT_EQ(pair.client.control(&shutdown, 4), SEC_E_OK);
    Octets answer;
    EXPECT_EQ(call(pair.client, answer), SEC_E_OK);
    EXPECT_EQ(answer, (Octets{0x15, 3, 1, 0, 2, 1, 0}));
    EXPECT_EQ(call(pair.client, answer), SEC_E_INCOMPLETE_MESSAGE);
    EXPECT_EQ(DeleteSecurityContext(&pair.client.context), SEC_E_OK);
    pair.client.has_context = false;
    SecPkgContext_StreamSizes sizes{};
    EXPECT_EQ(QueryContextAttributesA(&pair.client.context, SECPKG_ATTR_STREAM_SIZES, &sizes),
              SEC_E_INVALID_HANDLE);
}

TEST(TlsShutdownBeforeKeys, SendsTheAlertThatItWasGiven) {
    TlsPair pair;
    ASSERT_EQ(pair.client.run(), SEC_I_CONTINUE_NEEDED);
    const SCHANNEL_ALERT_TOKEN alert{SCHANNEL_ALERT, TLS1_ALERT_FATAL, TLS1_ALERT_BAD_CERTIFICATE};
    ASSERT_EQ(pair.client.control(&alert, sizeof alert), SEC_E_OK);
    Octets answer;
    EXPECT_EQ(call(pair.client, answer), SEC_E_OK);
    EXPECT_EQ(answer, (Octets{0x15, 3, 1, 0, 2, 2, 0x2A}));
    EXPECT_EQ(call(pair.client, answer), SEC_E_INCOMPLETE_MESSAGE);
}

TEST(TlsShutdownBeforeKeys, ProtectsNothing) {
    TlsPair pair;
    ASSERT_EQ(pair.client.run(), SEC_I_CONTINUE_NEEDED);
    ASSERT_EQ(pair.client.shut_down(), SEC_E_OK);
    Octets octets(64);
    SecBuffer buffers[4] = {{16, SECBUFFER_STREAM_HEADER, octets.data()},
                            {16, SECBUFFER_DATA, octets.data() + 16},
                            {32, SECBUFFER_STREAM_TRAILER, octets.data() + 32},
                            {0, SECBUFFER_EMPTY, nullptr}};
    SecBufferDesc desc{SECBUFFER_VERSION, 4, buffers};
    EXPECT_EQ(EncryptMessage(&pair.client.context, 0, &desc, 0), SEC_E_CONTEXT_EXPIRED);
    buffers[0].BufferType = buffers[2].BufferType = SECBUFFER_EMPTY;
    EXPECT_EQ(DecryptMessage(&pair.client.context, &desc, 0, nullptr), SEC_E_CONTEXT_EXPIRED);
}

TEST_P(TlsShutdown, IsHeardAsContextExpired) {
    ASSERT_EQ(pair_.connect(), SEC_E_OK);
    ASSERT_EQ(pair_.client.encrypt("last words"), SEC_E_OK);
    ASSERT_EQ(pair_.client.shut_down(), SEC_E_OK);
    EXPECT_EQ(pair_.client.encrypt("behind it"), SEC_E_CONTEXT_EXPIRED);
    pair_.deliver(pair_.client, pair_.server);
    pair_.server.input.insert(pair_.server.input.end(), {1, 2, 3});
    std::string text;
    EXPECT_EQ(pair_.server.decrypt(text), SEC_E_OK);
    EXPECT_EQ(text, "last words");
    EXPECT_EQ(pair_.server.decrypt(text), SEC_I_CONTEXT_EXPIRED);
    EXPECT_EQ(text, "");
    EXPECT_EQ(pair_.server.input, (Octets{1, 2, 3})) << "EXTRA";
    EXPECT_EQ(pair_.server.decrypt(text), SEC_E_CONTEXT_EXPIRED);
}

TEST_P(TlsShutdown, ClosesOneDirectionOnly) {
    ASSERT_EQ(pair_.connect(), SEC_E_OK);
    ASSERT_EQ(pair_.server.shut_down(), SEC_E_OK);
    EXPECT_EQ(pair_.exchange("still read"), "still read");
    pair_.deliver(pair_.server, pair_.client);
    std::string text;
    EXPECT_EQ(pair_.client.decrypt(text), SEC_I_CONTEXT_EXPIRED);
    EXPECT_EQ(pair_.exchange("and written"), "and written");
    ASSERT_EQ(pair_.client.shut_down(), SEC_E_OK);
    pair_.deliver(pair_.client, pair_.server);
    EXPECT_EQ(pair_.server.decrypt(text), SEC_I_CONTEXT_EXPIRED);
}

TEST_P(TlsShutdown, IsIncompleteWhenItIsCalledForAgain) {
    ASSERT_EQ(pair_.connect(), SEC_E_OK);
    ASSERT_EQ(pair_.client.shut_down(), SEC_E_OK);
    Octets answer;
    EXPECT_EQ(call(pair_.client, answer), SEC_E_INCOMPLETE_MESSAGE);
    pair_.client.output.clear();
    EXPECT_EQ(pair_.client.shut_down(), SEC_E_OK);
    EXPECT_TRUE(pair_.client.output.empty()) << "one close_notify is enough";
}

TEST_P(TlsShutdown, ThatDoesNotFitIsKept) {
    ASSERT_EQ(pair_.connect(), SEC_E_OK);
    const DWORD shutdown = SCHANNEL_SHUTDOWN;
    ASSERT_EQ(pair_.client.control(&shutdown, 4), SEC_E_OK);
    Octets answer(3);
    SecBuffer out{3, SECBUFFER_TOKEN, answer.data()};
    SecBufferDesc desc{SECBUFFER_VERSION, 1, &out};
    EXPECT_EQ(pair_.client.call(nullptr, &desc), SEC_E_INSUFFICIENT_MEMORY);
    ASSERT_EQ(call(pair_.client, pair_.server.input), SEC_E_OK);
    std::string text;
    EXPECT_EQ(pair_.server.decrypt(text), SEC_I_CONTEXT_EXPIRED);
}

TEST_P(TlsShutdown, TellsThePeerWhyItsRecordWasRefused) {
    ASSERT_EQ(pair_.connect(), SEC_E_OK);
    ASSERT_EQ(pair_.client.encrypt("forged"), SEC_E_OK);
    pair_.deliver(pair_.client, pair_.server);
    pair_.server.input.back() ^= 1;
    std::string text;
    ASSERT_EQ(pair_.server.decrypt(text), SEC_E_MESSAGE_ALTERED);
    ASSERT_EQ(pair_.server.shut_down(), SEC_E_OK);
    pair_.deliver(pair_.server, pair_.client);
    // bad_record_mac
    EXPECT_EQ(pair_.client.decrypt(text), SEC_E_MESSAGE_ALTERED);
}

TEST_P(TlsShutdown, OfAContextThatWasNeverTold) {
    ASSERT_EQ(pair_.connect(), SEC_E_OK);
    // A call that nothing waits for: no renegotiation is begun here.
    Octets answer(64);
    SecBuffer out{64, SECBUFFER_TOKEN, answer.data()};
    SecBufferDesc desc{SECBUFFER_VERSION, 1, &out};
    EXPECT_EQ(pair_.client.call(nullptr, &desc), SEC_I_NO_RENEGOTIATION);
    EXPECT_EQ(out.cbBuffer, 0u);
    EXPECT_EQ(pair_.exchange("goes on"), "goes on");
}

}  // namespace
}  // namespace secur32::test
