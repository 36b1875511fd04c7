// How messages leave: in the packing of RFC 8448's traces.
#include "sspi/schannel/handshake.h"

#include <gtest/gtest.h>

#include "test/support/rfc8448.h"

namespace secur32::schannel {
namespace {

using provider::KeySchedule;
using provider::PacketUse;
using provider::ScheduleSecret;
using provider::SecretKind;

// RFC 8448 3: ServerHello in a record in the clear; EncryptedExtensions, Certificate,
// CertificateVerify and Finished in one record under the handshake key.
TEST(Flight, LeavesInTheRecordsOfRfc8448) {
    const test::Rfc8448Trace trace("3");
    Connection connection(Role::acceptor);
    Handshake handshake(connection, nullptr, u"", {}, {});
    connection.sender.set_plaintext_version(0x0303);
    const Buffer& secret = trace.item("derive secret \"tls13 s hs traffic\"", "expanded");
    auto traffic = ScheduleSecret::adopt(SecretKind::server_handshake_traffic,
                                         *provider::find_cipher_suite(0x1301), SecureBytes(secret));
    ASSERT_TRUE(traffic.ok());

    const auto flights = trace.flights();
    handshake.send_message(flights.at(1), Handshake::InTranscript::yes);
    EXPECT_TRUE(handshake.output.empty());
    ASSERT_EQ(handshake.change_sending_key(
                  KeySchedule::packet_key(traffic.value(), PacketUse::protect).value()),
              Status::ok);
    for (Bytes rest = flights.at(2); !rest.empty();) {
        const std::size_t length = 4 + (std::size_t{rest[2]} << 8 | rest[3]);
        handshake.send_message(rest.first(length), Handshake::InTranscript::yes);
        rest = rest.subspan(length);
    }
    ASSERT_EQ(handshake.flush(), Status::ok);
    EXPECT_TRUE(handshake.flight.empty());

    Buffer expected;
    for (const test::Rfc8448Record& record : trace.records())
        if (!record.from_client && record.handshake_continues)
            expected.insert(expected.end(), record.record.begin(), record.record.end());
    EXPECT_EQ(handshake.output, expected);
}

TEST(Flight, EndsWhereAChangeCipherSpecComes) {
    Connection connection(Role::initiator);
    Handshake handshake(connection, nullptr, u"", {}, {});
    handshake.send(Event::client_key_exchange, [](Writer& out) { out.u8(7); });
    handshake.send(Event::finished, [](Writer&) {});
    ASSERT_EQ(handshake.send_change_cipher_spec(), Status::ok);
    handshake.send(Event::finished, [](Writer&) {});
    ASSERT_EQ(handshake.flush(), Status::ok);
    EXPECT_EQ(handshake.output, (Buffer{22, 3, 1, 0, 9, 16, 0, 0, 1, 7, 20, 0, 0, 0,  //
                                        20, 3, 1, 0, 1, 1,                            //
                                        22, 3, 1, 0, 4, 20, 0, 0, 0}));
}

TEST(Flight, OfNothingIsNoRecord) {
    Connection connection(Role::initiator);
    Handshake handshake(connection, nullptr, u"", {}, {});
    ASSERT_EQ(handshake.flush(), Status::ok);
    EXPECT_TRUE(handshake.output.empty());
}

TEST(Flight, BelongsToTheTranscriptUnlessItIsSaidNotTo) {
    Connection connection(Role::acceptor);
    Handshake handshake(connection, nullptr, u"", {}, {});
    handshake.send(
        Event::hello_request, [](Writer&) {}, Handshake::InTranscript::no);
    EXPECT_TRUE(handshake.transcript.messages().empty());
    handshake.send(Event::server_hello_done, [](Writer&) {});
    EXPECT_EQ(handshake.transcript.messages().size(), 4u);
    EXPECT_EQ(handshake.flight, (Buffer{0, 0, 0, 0, 14, 0, 0, 0}));
}

TEST(Flight, DoesNotLeaveBehindAClose) {
    Connection connection(Role::initiator);
    Handshake handshake(connection, nullptr, u"", {}, {});
    handshake.send(Event::finished, [](Writer&) {});
    connection.sender.close();
    EXPECT_EQ(handshake.flush(), Status::context_expired);
    EXPECT_EQ(handshake.send_change_cipher_spec(), Status::context_expired);
    EXPECT_TRUE(handshake.output.empty());
}

}  // namespace
}  // namespace secur32::schannel
