// Messages behind the handshake (reference schannel.md 3, docs/schannel.md): DecryptMessage says
// SEC_I_RENEGOTIATE, ISC or ASC gives the message to the machine, DecryptMessage goes on.
#include <gtest/gtest.h>

#include "test/support/tls_internals.h"

namespace secur32::test {
namespace {

using schannel::ContentType;

// struct {
//     uint32 ticket_lifetime; uint32 ticket_age_add; opaque ticket_nonce<0..255>;
//     opaque ticket<1..2^16-1>; Extension extensions<0..2^16-2>;
// } NewSessionTicket;                                                        RFC 8446 4.6.1
const Octets kTicket = {4, 0, 0, 17, 0, 0, 14, 16, 1, 2, 3, 4, 1, 0, 0, 3, 'a', 'b', 'c', 0, 0};
const Octets kKeyUpdate = {24, 0, 0, 1, 0};

void send_key_update(TlsEnd& end, bool request) {
    if (connection_of(end).sender.update_key(request, end.output) != Status::ok)
        throw std::runtime_error("Sender::update_key");
}

class TlsPostHandshake : public testing::Test {
 protected:
    explicit TlsPostHandshake(unsigned version = 0x0304) : pair_({.version = version}) {}
    void SetUp() override { ASSERT_EQ(pair_.connect(), SEC_E_OK); }
    // What the server sent, as the client's DecryptMessage sees it.
    SECURITY_STATUS hear() {
        pair_.deliver(pair_.server, pair_.client);
        return pair_.client.decrypt(text_);
    }
    void send(ContentType type, const Octets& content) { send_as(pair_.server, type, content); }

    TlsPair pair_;
    std::string text_;
};
class Tls12PostHandshake : public TlsPostHandshake {
 protected:
    Tls12PostHandshake() : TlsPostHandshake(0x0303) {}
};

TEST_F(TlsPostHandshake, ATicketIsTakenWithoutAnAnswer) {
    send(ContentType::handshake, kTicket);
    ASSERT_EQ(pair_.server.encrypt("data behind"), SEC_E_OK);
    ASSERT_EQ(hear(), SEC_I_RENEGOTIATE);
    EXPECT_EQ(text_, "");
    const Octets extra = pair_.client.input;
    EXPECT_FALSE(extra.empty());
    EXPECT_EQ(pair_.client.decrypt(text_), SEC_E_CONTEXT_EXPIRED);
    EXPECT_EQ(pair_.client.step(), SEC_E_OK);
    EXPECT_TRUE(pair_.client.output.empty());
    EXPECT_EQ(pair_.client.input, extra) << "all of it is EXTRA again";
    EXPECT_EQ(pair_.client.decrypt(text_), SEC_E_OK);
    EXPECT_EQ(text_, "data behind");
}

TEST_F(TlsPostHandshake, TheCallMayHaveNoInput) {
    for (int way = 0; way < 3; ++way) {
        send(ContentType::handshake, kTicket);
        ASSERT_EQ(hear(), SEC_I_RENEGOTIATE);
        Octets answer(64);
        SecBuffer in[2] = {{0, SECBUFFER_TOKEN, nullptr}, {0, SECBUFFER_EMPTY, nullptr}};
        SecBuffer out{64, SECBUFFER_TOKEN, answer.data()};
        SecBufferDesc in_desc{SECBUFFER_VERSION, way == 1 ? 1u : 2u, in};
        SecBufferDesc out_desc{SECBUFFER_VERSION, 1, &out};
        EXPECT_EQ(pair_.client.call(way == 0 ? nullptr : &in_desc, &out_desc), SEC_E_OK);
        EXPECT_EQ(out.cbBuffer, 0u);
        EXPECT_EQ(in[1].BufferType, static_cast<ULONG>(SECBUFFER_EMPTY));
        EXPECT_EQ(pair_.exchange("goes on", false), "goes on");
    }
}

TEST_F(TlsPostHandshake, SendingGoesOnWhileAMessageWaits) {
    send(ContentType::handshake, kTicket);
    ASSERT_EQ(hear(), SEC_I_RENEGOTIATE);
    EXPECT_EQ(pair_.exchange("meanwhile"), "meanwhile");
}

TEST_F(TlsPostHandshake, AKeyUpdateChangesTheKeyOfOneDirection) {
    send_key_update(pair_.server, false);
    ASSERT_EQ(pair_.server.encrypt("under the next key"), SEC_E_OK);
    ASSERT_EQ(hear(), SEC_I_RENEGOTIATE);
    EXPECT_EQ(pair_.client.step(), SEC_E_OK);
    EXPECT_TRUE(pair_.client.output.empty());
    EXPECT_EQ(pair_.client.decrypt(text_), SEC_E_OK);
    EXPECT_EQ(text_, "under the next key");
    EXPECT_EQ(pair_.exchange("under the old one"), "under the old one");
}

TEST_F(TlsPostHandshake, AKeyUpdateThatIsAskedForIsAnswered) {
    for (int times = 0; times < 3; ++times) {
        send_key_update(pair_.server, true);
        ASSERT_EQ(hear(), SEC_I_RENEGOTIATE);
        EXPECT_EQ(pair_.client.step(), SEC_E_OK);
        EXPECT_FALSE(pair_.client.output.empty());
        ASSERT_EQ(pair_.client.encrypt("behind the answer"), SEC_E_OK);
        pair_.deliver(pair_.client, pair_.server);
        EXPECT_EQ(pair_.server.decrypt(text_), SEC_I_RENEGOTIATE);
        EXPECT_EQ(pair_.server.step(), SEC_E_OK);
        EXPECT_TRUE(pair_.server.output.empty());
        EXPECT_EQ(pair_.server.decrypt(text_), SEC_E_OK);
        EXPECT_EQ(text_, "behind the answer");
        EXPECT_EQ(pair_.exchange("and back", false), "and back");
    }
}

// RFC 8446 6.1: "This does not have any effect on its read side of the connection."
TEST_F(TlsPostHandshake, WhatComesBehindTheOwnCloseIsTakenWithoutAnAnswer) {
    ASSERT_EQ(pair_.client.shut_down(), SEC_E_OK);
    pair_.client.output.clear();
    send(ContentType::handshake, kTicket);
    send_key_update(pair_.server, true);
    ASSERT_EQ(pair_.server.encrypt("the last word"), SEC_E_OK);
    for (const char* const message : {"ticket", "key update"}) {
        ASSERT_EQ(hear(), SEC_I_RENEGOTIATE) << message;
        ASSERT_EQ(pair_.client.step(), SEC_E_OK) << message;
        EXPECT_TRUE(pair_.client.output.empty()) << message;
    }
    EXPECT_EQ(hear(), SEC_E_OK);
    EXPECT_EQ(text_, "the last word");
    EXPECT_EQ(pair_.client.step(), SEC_E_INCOMPLETE_MESSAGE);
}

TEST_F(Tls12PostHandshake, AHelloRequestBehindTheOwnCloseIsTakenWithoutAnAnswer) {
    ASSERT_EQ(pair_.client.shut_down(), SEC_E_OK);
    pair_.client.output.clear();
    send(ContentType::handshake, {0, 0, 0, 0});
    ASSERT_EQ(pair_.server.encrypt("the last word"), SEC_E_OK);
    ASSERT_EQ(hear(), SEC_I_RENEGOTIATE);
    ASSERT_EQ(pair_.client.step(), SEC_E_OK);
    EXPECT_TRUE(pair_.client.output.empty());
    EXPECT_EQ(hear(), SEC_E_OK);
    EXPECT_EQ(text_, "the last word");
}

TEST_F(TlsPostHandshake, AnAnswerThatDoesNotFitIsKept) {
    send_key_update(pair_.server, true);
    ASSERT_EQ(hear(), SEC_I_RENEGOTIATE);
    pair_.client.room = 5;
    EXPECT_EQ(pair_.client.step(), SEC_E_INSUFFICIENT_MEMORY);
    pair_.client.output.clear();
    pair_.client.room = 0x4000;
    EXPECT_EQ(pair_.client.step(), SEC_E_OK);
    EXPECT_FALSE(pair_.client.output.empty());
    pair_.deliver(pair_.client, pair_.server);
    EXPECT_EQ(pair_.server.decrypt(text_), SEC_I_RENEGOTIATE);
    EXPECT_EQ(pair_.server.step(), SEC_E_OK);
    EXPECT_EQ(pair_.exchange("both ways"), "both ways");
}

TEST_F(TlsPostHandshake, SeveralMessagesInOneRecordAreTakenAtOnce) {
    Octets both = kTicket;
    both.insert(both.end(), kTicket.begin(), kTicket.end());
    send(ContentType::handshake, both);
    ASSERT_EQ(hear(), SEC_I_RENEGOTIATE);
    EXPECT_EQ(pair_.client.step(), SEC_E_OK);
    EXPECT_EQ(pair_.exchange("goes on", false), "goes on");
}

TEST_F(TlsPostHandshake, AMessageOverRecordsIsDataOfNoLengthUntilItIsWhole) {
    for (const unsigned char octet : kTicket) send(ContentType::handshake, {octet});
    pair_.deliver(pair_.server, pair_.client);
    for (std::size_t i = 1; i < kTicket.size(); ++i) {
        ASSERT_EQ(pair_.client.decrypt(text_), SEC_E_OK) << i;
        EXPECT_EQ(text_, "");
    }
    ASSERT_EQ(pair_.client.decrypt(text_), SEC_I_RENEGOTIATE);
    EXPECT_EQ(pair_.client.step(), SEC_E_OK);
    EXPECT_EQ(pair_.exchange("goes on", false), "goes on");
}

// RFC 8446 5.1: "there MUST NOT be any other records between them".
TEST_F(TlsPostHandshake, DataInsideAMessageIsRefused) {
    send(ContentType::handshake, {kTicket.begin(), kTicket.begin() + 7});
    ASSERT_EQ(pair_.server.encrypt("between"), SEC_E_OK);
    ASSERT_EQ(hear(), SEC_E_OK);
    EXPECT_EQ(pair_.client.decrypt(text_), SEC_E_ILLEGAL_MESSAGE);
    EXPECT_EQ(pair_.client.decrypt(text_), SEC_E_CONTEXT_EXPIRED);
}

TEST_F(TlsPostHandshake, AMessageBehindAChangeOfKeysInOneRecordIsRefused) {
    Octets both = kKeyUpdate;
    both.insert(both.end(), kTicket.begin(), kTicket.end());
    send(ContentType::handshake, both);
    ASSERT_EQ(hear(), SEC_I_RENEGOTIATE);
    EXPECT_EQ(pair_.client.step(), SEC_E_ILLEGAL_MESSAGE);
    // The peer is told, under the key.
    pair_.deliver(pair_.client, pair_.server);
    EXPECT_EQ(pair_.server.decrypt(text_), SEC_E_ILLEGAL_MESSAGE);
    EXPECT_EQ(pair_.client.step(), SEC_E_INVALID_TOKEN);
}

TEST_F(TlsPostHandshake, MessagesThatHaveNoPlaceAreRefused) {
    const Octets messages[] = {
        {1, 0, 0, 0},         // ClientHello
        {2, 0, 0, 0},         // ServerHello
        {20, 0, 0, 0},        // Finished
        {11, 0, 0, 0},        // Certificate
        {0, 0, 0, 0},         // HelloRequest
        {24, 0, 0, 1, 2},     // KeyUpdate of no such request
        {24, 0, 0, 2, 0, 0},  // KeyUpdate, too long
        {24, 0, 0, 0},        // KeyUpdate, too short
        {4, 0, 0, 1, 0},      // NewSessionTicket, cut off
        {99, 0, 0, 0},
    };
    for (const Octets& message : messages) {
        TlsPair pair;
        ASSERT_EQ(pair.connect(), SEC_E_OK);
        send_as(pair.server, ContentType::handshake, message);
        pair.deliver(pair.server, pair.client);
        ASSERT_EQ(pair.client.decrypt(text_), SEC_I_RENEGOTIATE) << int{message[0]};
        EXPECT_EQ(pair.client.step(), SEC_E_ILLEGAL_MESSAGE) << int{message[0]};
        pair.deliver(pair.client, pair.server);
        EXPECT_EQ(pair.server.decrypt(text_), SEC_E_ILLEGAL_MESSAGE) << int{message[0]};
    }
}

TEST_F(TlsPostHandshake, AServerTakesNoTicketAndNoClientHello) {
    for (const Octets& message : {kTicket, Octets{1, 0, 0, 0}}) {
        TlsPair pair;
        ASSERT_EQ(pair.connect(), SEC_E_OK);
        send_as(pair.client, ContentType::handshake, message);
        pair.deliver(pair.client, pair.server);
        ASSERT_EQ(pair.server.decrypt(text_), SEC_I_RENEGOTIATE);
        EXPECT_EQ(pair.server.step(), SEC_E_ILLEGAL_MESSAGE);
    }
}

TEST_F(TlsPostHandshake, AMessageThatIsTooLongIsRefusedByItsHeader) {
    send(ContentType::handshake, {4, 0xFF, 0xFF, 0xFF});
    EXPECT_EQ(hear(), SEC_E_ILLEGAL_MESSAGE);
}

TEST_F(TlsPostHandshake, AFloodOfMessagesWithoutDataIsEnded) {
    for (const bool tickets : {true, false}) {
        TlsPair pair;
        ASSERT_EQ(pair.connect(), SEC_E_OK);
        SECURITY_STATUS status = SEC_E_OK;
        int heard = 0;
        for (; heard < 100 && status == SEC_E_OK; ++heard) {
            if (tickets)
                send_as(pair.server, ContentType::handshake, kTicket);
            else
                send_key_update(pair.server, false);
            pair.deliver(pair.server, pair.client);
            status = pair.client.decrypt(text_);
            if (status == SEC_I_RENEGOTIATE) status = pair.client.step();
        }
        EXPECT_EQ(status, SEC_E_ILLEGAL_MESSAGE);
        EXPECT_GE(heard, 16);
        EXPECT_LE(heard, 40);
    }
}

TEST_F(TlsPostHandshake, KeyUpdatesBetweenDataAreNoFlood) {
    for (int i = 0; i < 100; ++i) {
        send_key_update(pair_.server, false);
        ASSERT_EQ(hear(), SEC_I_RENEGOTIATE);
        ASSERT_EQ(pair_.client.step(), SEC_E_OK);
        ASSERT_EQ(pair_.exchange("data", false), "data");
    }
}

TEST_F(TlsPostHandshake, AChangeCipherSpecIsRefused) {
    pair_.client.input = {20, 3, 3, 0, 1, 1};
    EXPECT_EQ(pair_.client.decrypt(text_), SEC_E_ILLEGAL_MESSAGE);
}

TEST_F(TlsPostHandshake, UserCanceledIsNoEndButEveryOtherAlertIs) {
    send(ContentType::alert, {1, 90});
    ASSERT_EQ(hear(), SEC_E_OK);
    EXPECT_EQ(text_, "");
    EXPECT_EQ(pair_.exchange("goes on", false), "goes on");
    send(ContentType::alert, {1, 40});  // "regardless of the AlertLevel"
    EXPECT_EQ(hear(), SEC_E_ILLEGAL_MESSAGE);
    EXPECT_EQ(pair_.client.decrypt(text_), SEC_E_CONTEXT_EXPIRED);
}

TEST_F(TlsPostHandshake, AFatalAlertIsItsStatus) {
    send(ContentType::alert, {2, 80});
    EXPECT_EQ(hear(), SEC_E_INTERNAL_ERROR);
}

TEST_F(Tls12PostHandshake, AHelloRequestIsAnsweredWithNoRenegotiation) {
    send(ContentType::handshake, {0, 0, 0, 0});
    ASSERT_EQ(hear(), SEC_I_RENEGOTIATE);
    EXPECT_EQ(pair_.client.step(), SEC_E_OK);
    EXPECT_FALSE(pair_.client.output.empty());
    pair_.deliver(pair_.client, pair_.server);
    EXPECT_EQ(pair_.server.decrypt(text_), SEC_E_OK) << "a warning";
    EXPECT_EQ(text_, "");
    EXPECT_EQ(pair_.exchange("goes on"), "goes on");
    EXPECT_EQ(pair_.exchange("both ways", false), "both ways");
}

TEST_F(Tls12PostHandshake, AHelloRequestHidesInTheTrailer) {
    send(ContentType::handshake, {0, 0, 0, 0});
    pair_.deliver(pair_.server, pair_.client);
    Octets& input = pair_.client.input;
    SecBuffer buffers[4] = {{static_cast<ULONG>(input.size()), SECBUFFER_DATA, input.data()},
                            {0, SECBUFFER_EMPTY, nullptr},
                            {0, SECBUFFER_EMPTY, nullptr},
                            {0, SECBUFFER_EMPTY, nullptr}};
    SecBufferDesc desc{SECBUFFER_VERSION, 4, buffers};
    EXPECT_EQ(DecryptMessage(&pair_.client.context, &desc, 0, nullptr), SEC_I_RENEGOTIATE);
    // Windows: header 13, data 0, trailer 16 + 4 of AES-GCM.
    EXPECT_EQ(buffers[0].cbBuffer, 13u);
    EXPECT_EQ(buffers[1].cbBuffer, 0u);
    EXPECT_EQ(buffers[2].cbBuffer, 20u);
    EXPECT_EQ(buffers[3].BufferType, static_cast<ULONG>(SECBUFFER_EMPTY));
}

TEST_F(Tls12PostHandshake, MessagesThatHaveNoPlaceAreRefused) {
    for (const Octets& message : {Octets{20, 0, 0, 0}, Octets{2, 0, 0, 0}, kKeyUpdate}) {
        TlsPair pair({.version = 0x0303});
        ASSERT_EQ(pair.connect(), SEC_E_OK);
        send_as(pair.server, ContentType::handshake, message);
        pair.deliver(pair.server, pair.client);
        ASSERT_EQ(pair.client.decrypt(text_), SEC_I_RENEGOTIATE);
        EXPECT_EQ(pair.client.step(), SEC_E_ILLEGAL_MESSAGE);
    }
}

TEST_F(Tls12PostHandshake, WarningsAreHeardAFewTimesInARow) {
    for (int i = 0; i < 4; ++i) {
        send(ContentType::alert, {1, 110});
        ASSERT_EQ(hear(), SEC_E_OK);
    }
    EXPECT_EQ(pair_.exchange("data between", false), "data between");
    for (int i = 0; i < 4; ++i) {
        send(ContentType::alert, {1, 110});
        ASSERT_EQ(hear(), SEC_E_OK);
    }
    send(ContentType::alert, {1, 110});
    EXPECT_EQ(hear(), SEC_E_ILLEGAL_MESSAGE);
}

TEST_F(Tls12PostHandshake, AChangeCipherSpecIsRefused) {
    send(ContentType::change_cipher_spec, {1});
    EXPECT_EQ(hear(), SEC_E_ILLEGAL_MESSAGE);
}

}  // namespace
}  // namespace secur32::test
