// KeyUpdate (RFC 8446 4.6.3): when a Sender writes one, and that both directions go on with the
// next key; the next secret is computed by libcrypto's HKDF.
#define OPENSSL_SUPPRESS_DEPRECATED  // RC4, of packet_samples.h
#include <gtest/gtest.h>

#include "test/support/foreign_kdf.h"
#include "test/unit/sspi/schannel/record_pairs.h"

namespace secur32::schannel {
namespace {

using Buffers = std::vector<Buffer>;

using provider::KeySchedule;
using provider::PacketUse;
using provider::ScheduleSecret;
using provider::SecretKind;
using test::record_text;
using test::records_in;

const provider::CipherSuite& suite() { return test::record_suite(0x1301); }
Buffer first_secret() { return Buffer(32, 0x5A); }
ScheduleSecret secret_of(const Buffer& octets) {
    return ScheduleSecret::adopt(SecretKind::client_application_traffic, suite(),
                                 SecureBytes(octets))
        .value();
}

class KeyUpdates : public testing::Test {
 protected:
    KeyUpdates() {
        sender.change_key(key(first_secret(), PacketUse::protect));
        sender.set_traffic_secret(secret_of(first_secret()));
    }
    static provider::PacketKey key(const Buffer& secret, PacketUse use) {
        return KeySchedule::packet_key(secret_of(secret), use).value();
    }
    Status protect(std::size_t trailer_size, std::size_t size = 10) {
        Buffer header(5), data = record_text(size), trailer(trailer_size);
        const Segment segment{data, true};
        OutgoingRecord record{header, {&segment, 1}, trailer};
        const Status status = sender.protect(record);
        sent = header;
        sent.insert(sent.end(), data.begin(), data.end());
        sent.insert(sent.end(), trailer.begin(),
                    trailer.begin() + static_cast<std::ptrdiff_t>(record.trailer_size));
        return status;
    }
    Status protect() { return protect(sender.trailer_room()); }
    // Type and content of each record in octets, under one secret's key, from sequence on.
    static Buffers open(const Buffer& octets, const Buffer& secret, std::uint64_t sequence) {
        provider::PacketKey reader = key(secret, PacketUse::unprotect);
        Buffers contents;
        for (Buffer& record : records_in(octets)) {
            const auto opened = reader.unprotect(sequence++, record);
            if (!opened.ok()) return {};
            Buffer content{static_cast<std::uint8_t>(opened.value().type)};
            content.insert(content.end(), opened.value().content.begin(),
                           opened.value().content.end());
            contents.push_back(content);
        }
        return contents;
    }
    static Buffer next(const Buffer& secret) {
        return test::foreign::hkdf_expand_label("SHA256", secret, "traffic upd", {}, 32);
    }

    Sender sender;
    Buffer sent;
};

Buffer data_record(std::size_t size = 10) {
    Buffer content = record_text(size);
    content.insert(content.begin(), 23);
    return content;
}
const Buffer kNotRequested{22, 24, 0, 0, 1, 0}, kRequested{22, 24, 0, 0, 1, 1};

TEST_F(KeyUpdates, GoBehindTheRecordIntoTheTrailer) {
    sender.set_key_update_after(2);
    EXPECT_EQ(sender.trailer_room(), 17u + 27u);
    ASSERT_EQ(protect(), Status::ok);
    EXPECT_EQ(open(sent, first_secret(), 0), Buffers{data_record()});
    ASSERT_EQ(protect(), Status::ok);
    EXPECT_EQ(open(sent, first_secret(), 1), (Buffers{data_record(), kNotRequested}));
    EXPECT_EQ(sender.sequence(), 0u);
    const Buffer second = next(first_secret());
    ASSERT_EQ(protect(), Status::ok);
    EXPECT_EQ(open(sent, second, 0), Buffers{data_record()});
    ASSERT_EQ(protect(), Status::ok);
    EXPECT_EQ(open(sent, second, 1), (Buffers{data_record(), kNotRequested}));
    ASSERT_EQ(protect(), Status::ok);
    EXPECT_EQ(open(sent, next(second), 0), Buffers{data_record()});
}

TEST_F(KeyUpdates, WaitForRoom) {
    sender.set_key_update_after(2);
    for (std::uint64_t i = 0; i < 3; ++i) {
        ASSERT_EQ(protect(17 + 26), Status::ok);
        EXPECT_EQ(open(sent, first_secret(), i), Buffers{data_record()});
    }
    ASSERT_EQ(protect(), Status::ok);
    EXPECT_EQ(open(sent, first_secret(), 3), (Buffers{data_record(), kNotRequested}));
}

TEST_F(KeyUpdates, AreNotWaitedForForEver) {
    sender.set_key_update_after(2);
    for (int i = 0; i < 4; ++i) ASSERT_EQ(protect(17), Status::ok);
    EXPECT_EQ(protect(17), Status::encrypt_failure);
    EXPECT_EQ(protect(), Status::encrypt_failure);
}

TEST_F(KeyUpdates, AskThePeerWhenTheyShall) {
    sender.want_peers_update();
    ASSERT_EQ(protect(), Status::ok);
    EXPECT_EQ(open(sent, first_secret(), 0), (Buffers{data_record(), kRequested}));
    ASSERT_EQ(protect(), Status::ok);
    EXPECT_EQ(open(sent, next(first_secret()), 0), Buffers{data_record()});
}

TEST_F(KeyUpdates, AreWrittenOnTheirOwn) {
    for (const bool requested : {false, true}) {
        Sender own;
        own.change_key(key(first_secret(), PacketUse::protect));
        own.set_traffic_secret(secret_of(first_secret()));
        Buffer out;
        ASSERT_EQ(own.update_key(requested, out), Status::ok);
        EXPECT_EQ(open(out, first_secret(), 0), Buffers{requested ? kRequested : kNotRequested});
        out.clear();
        ASSERT_EQ(own.write(ContentType::application_data, record_text(10), out), Status::ok);
        EXPECT_EQ(open(out, next(first_secret()), 0), Buffers{data_record()});
    }
}

TEST_F(KeyUpdates, AreFollowedByTheReceiver) {
    Receiver receiver;
    receiver.change_key(key(first_secret(), PacketUse::unprotect));
    receiver.set_traffic_secret(secret_of(first_secret()));
    Buffer out;
    for (int i = 0; i < 3; ++i) {
        out.clear();
        ASSERT_EQ(sender.update_key(false, out), Status::ok);
        const auto opened = receiver.open(out);
        ASSERT_TRUE(opened.ok());
        EXPECT_EQ(opened.value().type, ContentType::handshake);
        ASSERT_EQ(receiver.update_key(), Status::ok);
        EXPECT_EQ(receiver.sequence(), 0u);
    }
    ASSERT_EQ(protect(), Status::ok);
    EXPECT_TRUE(receiver.open(sent).ok());
    // Under the key before, it does not open.
    ASSERT_EQ(sender.update_key(false, out), Status::ok);
    ASSERT_EQ(protect(), Status::ok);
    EXPECT_EQ(receiver.open(sent).status(), Status::message_altered);
}

TEST_F(KeyUpdates, AreNotWithoutASecretOrBeforeTls13) {
    Buffer out;
    Sender without;
    without.change_key(key(first_secret(), PacketUse::protect));
    EXPECT_EQ(without.update_key(false, out), Status::internal_error);
    Receiver receiver;
    EXPECT_EQ(receiver.update_key(), Status::internal_error);
    test::RecordPair old(Version::tls12);
    EXPECT_EQ(old.sender.update_key(false, out), Status::internal_error);
    EXPECT_EQ(old.sender.trailer_room(), 16u);
    old.sender.set_key_update_after(1);
    for (int i = 0; i < 5; ++i) {
        ASSERT_EQ(old.protect(record_text(1)), Status::ok);
        EXPECT_EQ(old.sent.size(), 13u + 1 + 16);
    }
    sender.close();
    EXPECT_EQ(sender.update_key(false, out), Status::context_expired);
    EXPECT_TRUE(out.empty());
}

}  // namespace
}  // namespace secur32::schannel
