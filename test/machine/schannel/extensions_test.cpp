// Extensions of the application's own (SECBUFFER_SEND_...,
// SECBUFFER_SUBSCRIBE_GENERIC_TLS_EXTENSION) and flags above bit 31 (SECBUFFER_FLAGS), through the
// C surface.
#include <gtest/gtest.h>

#include "test/support/tls_pair.h"

namespace secur32::test {
namespace {


// SEND_GENERIC_TLS_EXTENSION: kType in a message of handshake_type, content "hi".
Octets extension_in(unsigned char handshake_type) {
    return {0xE8, 0xFD, handshake_type, 0, 0, 0, 0, 0, 2, 0, 'h', 'i'};
}
// SUBSCRIBE_GENERIC_TLS_EXTENSION
Octets subscription_to(unsigned char handshake_type) {
    return {0, 0, 0, 0, 1, 0, 0, 0, 0xE8, 0xFD, handshake_type, 0};
}

struct ExtendedCall {
    // in[0] and in[1] as usual; out: TOKEN and SUBSCRIBE_GENERIC_TLS_EXTENSION.
    SECURITY_STATUS run(TlsEnd& end, Octets& input, ULONG type, Octets& buffer,
                        ULONG room = 0x100) {
        SecBuffer in[3] = {{static_cast<ULONG>(input.size()), SECBUFFER_TOKEN, input.data()},
                           {0, SECBUFFER_EMPTY, nullptr},
                           {static_cast<ULONG>(buffer.size()), type, buffer.data()}};
        SecBuffer out[2] = {{static_cast<ULONG>(token.size()), SECBUFFER_TOKEN, token.data()},
                            {room, SECBUFFER_SUBSCRIBE_GENERIC_TLS_EXTENSION, received.data()}};
        SecBufferDesc in_desc{SECBUFFER_VERSION, 3, in}, out_desc{SECBUFFER_VERSION, 2, out};
        const SECURITY_STATUS status = end.call(&in_desc, &out_desc);
        extra = in[1].BufferType == SECBUFFER_EXTRA ? in[1].cbBuffer : 0;
        token.resize(status == SEC_E_INCOMPLETE_MESSAGE ? 0 : out[0].cbBuffer);
        received.resize(out[1].cbBuffer);
        return status;
    }
    Octets token = Octets(0x4000), received = Octets(0x100);
    ULONG extra = 0;
};

class TlsExtensions : public testing::TestWithParam<unsigned> {
 protected:
    TlsExtensions() : pair_({.version = GetParam()}) {}
    TlsPair pair_;
};
INSTANTIATE_TEST_SUITE_P(Versions, TlsExtensions, testing::Values(0x0303u, 0x0304u),
                         [](const auto& version) {
                             return "Tls1" + std::to_string(version.param - 0x0301);
                         });

TEST_P(TlsExtensions, OfAClientReachAServerThatSubscribed) {
    for (const bool shows_input_again : {true, false}) {
        TlsPair pair({.version = GetParam()});
        Octets none, sent = extension_in(1), wanted = subscription_to(1);
        ExtendedCall hello;
        ASSERT_EQ(hello.run(pair.client, none, SECBUFFER_SEND_GENERIC_TLS_EXTENSION, sent),
                  SEC_I_CONTINUE_NEEDED);
        pair.server.input = hello.token;
        ExtendedCall heard;
        ASSERT_EQ(heard.run(pair.server, pair.server.input,
                            SECBUFFER_SUBSCRIBE_GENERIC_TLS_EXTENSION, wanted),
                  SEC_I_GENERIC_EXTENSION_RECEIVED);
        EXPECT_EQ(heard.received, sent);
        EXPECT_TRUE(heard.token.empty());
        EXPECT_EQ(heard.extra, 0u);
        if (!shows_input_again) pair.server.input.clear();
        ASSERT_EQ(pair.server.step(), SEC_I_CONTINUE_NEEDED);
        EXPECT_FALSE(pair.server.output.empty());
        pair.deliver(pair.server, pair.client);
        ASSERT_EQ(pair.connect(), SEC_E_OK);
        EXPECT_EQ(pair.exchange("extended"), "extended");
    }
}

TEST_P(TlsExtensions, OfAClientDoNotStopAServerThatDidNotSubscribe) {
    Octets none, sent = extension_in(1);
    ExtendedCall hello;
    ASSERT_EQ(hello.run(pair_.client, none, SECBUFFER_SEND_GENERIC_TLS_EXTENSION, sent),
              SEC_I_CONTINUE_NEEDED);
    pair_.server.input = hello.token;
    ASSERT_EQ(pair_.server.run(), SEC_I_CONTINUE_NEEDED);
    pair_.deliver(pair_.server, pair_.client);
    EXPECT_EQ(pair_.connect(), SEC_E_OK);
}

TEST_P(TlsExtensions, ThatDoNotFitEndTheHandshake) {
    Octets none, sent = extension_in(1), wanted = subscription_to(1);
    ExtendedCall hello, heard;
    ASSERT_EQ(hello.run(pair_.client, none, SECBUFFER_SEND_GENERIC_TLS_EXTENSION, sent),
              SEC_I_CONTINUE_NEEDED);
    pair_.server.input = hello.token;
    EXPECT_EQ(heard.run(pair_.server, pair_.server.input, SECBUFFER_SUBSCRIBE_GENERIC_TLS_EXTENSION,
                        wanted, 11),
              SEC_E_INSUFFICIENT_MEMORY);
}

TEST_P(TlsExtensions, OfAServerReachAClientThatSentThemToo) {
    const unsigned char answer = GetParam() == 0x0304 ? 8 : 2;  // EncryptedExtensions, ServerHello
    // The client offers it and subscribes to the answer.
    Octets offered = extension_in(1), subscribed = subscription_to(answer);
    Octets answered = extension_in(answer);
    Octets token(0x4000);
    SecBuffer in[2] = {
        {static_cast<ULONG>(offered.size()), SECBUFFER_SEND_GENERIC_TLS_EXTENSION, offered.data()},
        {static_cast<ULONG>(subscribed.size()), SECBUFFER_SUBSCRIBE_GENERIC_TLS_EXTENSION,
         subscribed.data()}};
    SecBuffer out{0x4000, SECBUFFER_TOKEN, token.data()};
    SecBufferDesc in_desc{SECBUFFER_VERSION, 2, in}, out_desc{SECBUFFER_VERSION, 1, &out};
    ASSERT_EQ(pair_.client.call(&in_desc, &out_desc), SEC_I_CONTINUE_NEEDED);
    pair_.server.input.assign(token.begin(), token.begin() + out.cbBuffer);
    ExtendedCall flight;
    ASSERT_EQ(flight.run(pair_.server, pair_.server.input, SECBUFFER_SEND_GENERIC_TLS_EXTENSION,
                         answered),
              SEC_I_CONTINUE_NEEDED);
    pair_.server.input.clear();
    pair_.client.input = flight.token;
    Octets nothing;
    ExtendedCall heard;
    ASSERT_EQ(heard.run(pair_.client, pair_.client.input, SECBUFFER_EMPTY, nothing),
              SEC_I_GENERIC_EXTENSION_RECEIVED);
    EXPECT_EQ(heard.received, answered);
    ASSERT_EQ(pair_.connect(), SEC_E_OK);
    EXPECT_EQ(pair_.exchange("extended"), "extended");
}

TEST(TlsFlags, AreJudged) {
    TlsPair pair;
    Octets none, low = {1, 0, 0, 0, 0, 0, 0, 0}, messages = {0, 0, 0, 0, 1, 0, 0, 0}, cut(7);
    Octets deferred = {0, 0, 0, 0, 2, 0, 0, 0};
    EXPECT_EQ(ExtendedCall().run(pair.client, none, SECBUFFER_FLAGS, low), SEC_E_INVALID_PARAMETER);
    EXPECT_EQ(ExtendedCall().run(pair.client, none, SECBUFFER_FLAGS, cut), SEC_E_INVALID_TOKEN);
    EXPECT_EQ(ExtendedCall().run(pair.client, none, SECBUFFER_FLAGS, messages),
              SEC_E_UNSUPPORTED_FUNCTION);
    EXPECT_FALSE(pair.client.has_context);
    EXPECT_EQ(ExtendedCall().run(pair.client, none, SECBUFFER_FLAGS, deferred),
              SEC_I_CONTINUE_NEEDED);
}

TEST(TlsFlags, OfDeferredValidationLetTheHandshakeEndWithAnUntrustedServer) {
    for (const bool deferred : {false, true}) {
        TlsPair pair({.client_flags = SCH_CRED_NO_DEFAULT_CREDS});  // automatic validation
        Octets none, flags = {0, 0, 0, 0, static_cast<unsigned char>(deferred ? 2 : 0), 0, 0, 0};
        ExtendedCall hello;
        ASSERT_EQ(hello.run(pair.client, none, SECBUFFER_FLAGS, flags), SEC_I_CONTINUE_NEEDED);
        pair.server.input = hello.token;
        ASSERT_EQ(pair.server.run(), SEC_I_CONTINUE_NEEDED);
        pair.deliver(pair.server, pair.client);
        EXPECT_EQ(pair.connect(), deferred ? SEC_E_OK : SEC_E_UNTRUSTED_ROOT);
    }
}

}  // namespace
}  // namespace secur32::test
