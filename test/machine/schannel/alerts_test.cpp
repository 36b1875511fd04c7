// What a failure tells the peer, and what the peer's alerts are to the caller, through the C
// surface: SECBUFFER_ALERT, ISC_REQ_EXTENDED_ERROR (reference schannel.md 2 and 4).
#include <gtest/gtest.h>

#include "test/support/tls_pair.h"

namespace secur32::test {
namespace {

// A server that gets octets which are a record, but no ClientHello.
const Octets kNoHello = {22, 3, 1, 0, 4, 2, 0, 0, 0};

struct FailingCall {
    explicit FailingCall(ULONG request, bool with_alert_buffer) : end({.server_request = request}) {
        Octets input = kNoHello;
        SecBuffer in[2] = {{static_cast<ULONG>(input.size()), SECBUFFER_TOKEN, input.data()},
                           {0, SECBUFFER_EMPTY, nullptr}};
        SecBuffer out[2] = {{64, SECBUFFER_TOKEN, token.data()},
                            {64, SECBUFFER_ALERT, alert.data()}};
        SecBufferDesc in_desc{SECBUFFER_VERSION, 2, in};
        SecBufferDesc out_desc{SECBUFFER_VERSION, with_alert_buffer ? 2u : 1u, out};
        status = end.server.call(&in_desc, &out_desc);
        token.resize(out[0].cbBuffer);
        alert.resize(with_alert_buffer ? out[1].cbBuffer : 0);
    }
    TlsPair end;
    Octets token = Octets(64), alert = Octets(64);
    SECURITY_STATUS status;
};

bool is_alert(const Octets& octets, unsigned char description) {
    return octets.size() == 7 && octets[0] == 21 && octets[1] == 3 && octets[3] == 0 &&
           octets[4] == 2 && octets[5] == 2 && octets[6] == description;
}

TEST(TlsAlerts, OfAFailureAreInTheTokenWhereThereIsNoAlertBuffer) {
    const FailingCall call(ASC_REQ_STREAM | ASC_REQ_EXTENDED_ERROR, false);
    EXPECT_EQ(call.status, SEC_E_ILLEGAL_MESSAGE);
    EXPECT_TRUE(is_alert(call.token, TLS1_ALERT_UNEXPECTED_MESSAGE));
}

TEST(TlsAlerts, OfAFailureAreInTheAlertBufferWhereThereIsOne) {
    const FailingCall call(ASC_REQ_STREAM | ASC_REQ_EXTENDED_ERROR, true);
    EXPECT_EQ(call.status, SEC_E_ILLEGAL_MESSAGE);
    EXPECT_TRUE(call.token.empty());
    EXPECT_TRUE(is_alert(call.alert, TLS1_ALERT_UNEXPECTED_MESSAGE));
}

TEST(TlsAlerts, AreNotMadeForWhoDoesNotAsk) {
    const FailingCall call(ASC_REQ_STREAM, true);
    EXPECT_EQ(call.status, SEC_E_ILLEGAL_MESSAGE);
    EXPECT_TRUE(call.token.empty());
    EXPECT_TRUE(call.alert.empty());
}

TEST(TlsAlerts, BufferIsEmptyAfterSuccess) {
    TlsPair pair;
    Octets token(0x4000), alert(64);
    SecBuffer out[2] = {{0x4000, SECBUFFER_TOKEN, token.data()},
                        {64, SECBUFFER_ALERT, alert.data()}};
    SecBufferDesc desc{SECBUFFER_VERSION, 2, out};
    EXPECT_EQ(pair.client.call(nullptr, &desc), SEC_I_CONTINUE_NEEDED);
    EXPECT_EQ(out[1].cbBuffer, 0u);
    EXPECT_EQ(out[1].BufferType, static_cast<ULONG>(SECBUFFER_ALERT));
}

TEST(TlsAlerts, BufferWithoutRoomIsInsufficientMemory) {
    TlsPair pair;
    Octets token(0x4000);
    SecBuffer out[2] = {{0x4000, SECBUFFER_TOKEN, token.data()}, {0, SECBUFFER_ALERT, nullptr}};
    SecBufferDesc desc{SECBUFFER_VERSION, 2, out};
    EXPECT_EQ(pair.client.call(nullptr, &desc), SEC_E_INSUFFICIENT_MEMORY);
    EXPECT_EQ(out[0].cbBuffer, 0x4000u);
    pair.client.request |= ISC_REQ_ALLOCATE_MEMORY;
    EXPECT_EQ(pair.client.call(nullptr, &desc), SEC_I_CONTINUE_NEEDED);
    EXPECT_EQ(out[1].cbBuffer, 0u);
    FreeContextBuffer(out[0].pvBuffer);
}

TEST(TlsAlerts, AreAllocatedToo) {
    TlsPair pair(
        {.server_request = ASC_REQ_STREAM | ASC_REQ_EXTENDED_ERROR | ASC_REQ_ALLOCATE_MEMORY});
    Octets input = kNoHello;
    SecBuffer in{static_cast<ULONG>(input.size()), SECBUFFER_TOKEN, input.data()};
    SecBuffer out[2] = {{0, SECBUFFER_TOKEN, nullptr}, {0, SECBUFFER_ALERT, nullptr}};
    SecBufferDesc in_desc{SECBUFFER_VERSION, 1, &in}, out_desc{SECBUFFER_VERSION, 2, out};
    EXPECT_EQ(pair.server.call(&in_desc, &out_desc), SEC_E_ILLEGAL_MESSAGE);
    ASSERT_EQ(out[1].cbBuffer, 7u);
    ASSERT_NE(out[1].pvBuffer, nullptr);
    FreeContextBuffer(out[1].pvBuffer);
    EXPECT_EQ(out[0].pvBuffer, nullptr);
}

class TlsPeersAlerts : public testing::TestWithParam<std::pair<int, SECURITY_STATUS>> {};
INSTANTIATE_TEST_SUITE_P(
    Descriptions, TlsPeersAlerts,
    testing::Values(std::pair{0, SEC_E_CONTEXT_EXPIRED}, std::pair{10, SEC_E_ILLEGAL_MESSAGE},
                    std::pair{20, SEC_E_MESSAGE_ALTERED}, std::pair{21, SEC_E_DECRYPT_FAILURE},
                    std::pair{40, SEC_E_ILLEGAL_MESSAGE}, std::pair{42, SEC_E_CERT_UNKNOWN},
                    std::pair{44, static_cast<SECURITY_STATUS>(CRYPT_E_REVOKED)},
                    std::pair{45, SEC_E_CERT_EXPIRED}, std::pair{48, SEC_E_UNTRUSTED_ROOT},
                    std::pair{49, SEC_E_LOGON_DENIED}, std::pair{51, SEC_E_DECRYPT_FAILURE},
                    std::pair{70, SEC_E_UNSUPPORTED_FUNCTION},
                    std::pair{71, SEC_E_ALGORITHM_MISMATCH}, std::pair{80, SEC_E_INTERNAL_ERROR},
                    std::pair{120, SEC_E_APPLICATION_PROTOCOL_MISMATCH},
                    std::pair{200, SEC_E_ILLEGAL_MESSAGE}),
    [](const auto& row) { return "Alert" + std::to_string(row.param.first); });

TEST_P(TlsPeersAlerts, FailTheHandshakeAndAreNotAnswered) {
    for (const bool to_client : {true, false}) {
        TlsPair pair;
        ASSERT_EQ(pair.client.run(), SEC_I_CONTINUE_NEEDED);
        TlsEnd& end = to_client ? pair.client : pair.server;
        pair.client.output.clear();
        end.input = {21, 3, 3, 0, 2, 2, static_cast<unsigned char>(GetParam().first)};
        EXPECT_EQ(end.step(), GetParam().second);
        EXPECT_TRUE(end.output.empty());
    }
}

TEST(TlsPeersAlertsTold, AreWhatTheOtherEndSaid) {
    // A client of TLS 1.3 alone and a server of TLS 1.2 alone.
    TlsPair pair({.client_version = 0x0304, .server_version = 0x0303});
    EXPECT_EQ(pair.connect(), SEC_E_ALGORITHM_MISMATCH);
    pair.deliver(pair.server, pair.client);
    // protocol_version
    EXPECT_EQ(pair.client.step(), SEC_E_UNSUPPORTED_FUNCTION);
}

TEST(TlsWarnings, AreHeardAFewTimes) {
    TlsPair pair;
    ASSERT_EQ(pair.client.run(), SEC_I_CONTINUE_NEEDED);
    const Octets warning = {21, 3, 3, 0, 2, 1, 112};  // unrecognized_name
    for (int i = 0; i < 4; ++i)
        pair.client.input.insert(pair.client.input.end(), warning.begin(), warning.end());
    ASSERT_EQ(pair.client.run(), SEC_I_CONTINUE_NEEDED);
    pair.client.input = warning;
    EXPECT_EQ(pair.client.step(), SEC_E_ILLEGAL_MESSAGE);
    EXPECT_TRUE(is_alert(pair.client.output, TLS1_ALERT_UNEXPECTED_MESSAGE) ||
                (pair.client.output.size() > 7 &&
                 is_alert({pair.client.output.end() - 7, pair.client.output.end()},
                          TLS1_ALERT_UNEXPECTED_MESSAGE)));
}

// RFC 8446 5.1: handshake messages "MUST NOT be interleaved with other record types".
TEST(TlsWarnings, AreNotHeardInsideAMessage) {
    TlsPair pair;
    ASSERT_EQ(pair.client.run(), SEC_I_CONTINUE_NEEDED);
    pair.client.input = {22, 3, 3, 0, 2, 2, 0,     // the head of a ServerHello
                         21, 3, 3, 0, 2, 1, 112};  // unrecognized_name
    EXPECT_EQ(pair.client.run(), SEC_E_ILLEGAL_MESSAGE);
}

// A client that has no keys yet may close, too.
TEST(TlsPeersCloseNotify, InTheClearEndsAServersHandshake) {
    for (const int level : {1, 2}) {
        TlsPair pair;
        ASSERT_EQ(pair.client.run(), SEC_I_CONTINUE_NEEDED);
        pair.deliver(pair.client, pair.server);
        ASSERT_EQ(pair.server.run(), SEC_I_CONTINUE_NEEDED);
        pair.server.input = {21, 3, 3, 0, 2, static_cast<unsigned char>(level), 0};
        EXPECT_EQ(pair.server.step(), SEC_E_CONTEXT_EXPIRED);
    }
}

TEST(TlsAlertsOfAnyForm, AreJudged) {
    const Octets wrong[] = {{21, 3, 3, 0, 1, 2},         // short
                            {21, 3, 3, 0, 3, 2, 40, 0},  // long
                            {21, 3, 3, 0, 2, 3, 40}};    // of no level
    for (const Octets& record : wrong) {
        TlsPair pair;
        ASSERT_EQ(pair.client.run(), SEC_I_CONTINUE_NEEDED);
        pair.client.input = record;
        EXPECT_EQ(pair.client.step(), SEC_E_ILLEGAL_MESSAGE);
    }
}

TEST(TlsRecordsOutOfPlace, EndAHandshake) {
    const Octets records[] = {
        {23, 3, 3, 0, 1, 0},                    // data before there are keys
        {20, 3, 3, 0, 1, 2},                    // of other content
        {20, 3, 3, 0, 2, 1, 1},                 // of two
        {22, 3, 3, 0, 0},                       // of no length
        {22, 3, 3, 0x48, 1},                    // too long
        {22, 3, 3, 0, 4, 20, 0, 0, 0},          // a Finished
        {22, 3, 3, 0, 4, 2, 0xFF, 0xFF, 0xFF},  // a message that is too long
    };
    for (const Octets& record : records) {
        TlsPair pair;
        ASSERT_EQ(pair.client.run(), SEC_I_CONTINUE_NEEDED);
        pair.client.output.clear();
        pair.client.input = record;
        EXPECT_EQ(pair.client.step(), SEC_E_ILLEGAL_MESSAGE) << int{record[0]};
        ASSERT_EQ(pair.client.output.size(), 7u);
        EXPECT_EQ(pair.client.output[0], 21);
    }
}

// RFC 8446 5: dropped "at any time after the first ClientHello message has been sent or received".
TEST(TlsRecordsOutOfPlace, OfChangeCipherSpecAreDroppedAFewTimesByTls13) {
    const Octets dummy = {20, 3, 3, 0, 1, 1};
    TlsPair pair;
    ASSERT_EQ(pair.client.run(), SEC_I_CONTINUE_NEEDED);
    for (int i = 0; i < 4; ++i) {
        pair.client.input = dummy;
        EXPECT_EQ(pair.client.step(), SEC_I_CONTINUE_NEEDED);
    }
    pair.client.input = dummy;
    EXPECT_EQ(pair.client.step(), SEC_E_ILLEGAL_MESSAGE);

    TlsPair old({.version = 0x0303});
    ASSERT_EQ(old.client.run(), SEC_I_CONTINUE_NEEDED);
    old.client.input = dummy;
    EXPECT_EQ(old.client.step(), SEC_E_ILLEGAL_MESSAGE);
}

TEST(TlsApplicationProtocols, AreAgreedOn) {
    for (const unsigned version : {0x0303u, 0x0304u}) {
        TlsPair pair({.version = version,
                      .client_protocols = {"http/1.1", "h2"},
                      .server_protocols = {"h2", "http/1.1"}});
        ASSERT_EQ(pair.connect(), SEC_E_OK);
        for (TlsEnd* const end : {&pair.client, &pair.server}) {
            SecPkgContext_ApplicationProtocol chosen{};
            ASSERT_EQ(
                QueryContextAttributesA(&end->context, SECPKG_ATTR_APPLICATION_PROTOCOL, &chosen),
                SEC_E_OK);
            EXPECT_EQ(std::string(reinterpret_cast<const char*>(chosen.ProtocolId),
                                  chosen.ProtocolIdSize),
                      "h2");
        }
    }
}

TEST(TlsApplicationProtocols, WithoutACommonOneEndTheHandshakeOnBothSides) {
    for (const unsigned version : {0x0303u, 0x0304u}) {
        TlsPair pair({.version = version, .client_protocols = {"a"}, .server_protocols = {"b"}});
        EXPECT_EQ(pair.connect(), SEC_E_APPLICATION_PROTOCOL_MISMATCH);
        ASSERT_TRUE(is_alert(pair.server.output, 120));
        pair.deliver(pair.server, pair.client);
        EXPECT_EQ(pair.client.step(), SEC_E_APPLICATION_PROTOCOL_MISMATCH);
    }
}

}  // namespace
}  // namespace secur32::test
