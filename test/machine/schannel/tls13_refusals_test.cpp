// What TLS 1.3's machines refuse behind the hellos, rule by rule: messages changed on their way,
// each with the status whose alert the RFC wants; then every octet of every message of a flow that
// has them all.
#include <gtest/gtest.h>

#include "test/machine/schannel/tls13_edits.h"

namespace secur32::schannel {
namespace {

using namespace test::edits13;
using test::hex;
using test::MachineEnd;
using test::MachinePair;
using test::make_tls_credential;

// -- EncryptedExtensions -------------------------------------------------------------------------

TEST(Refusals13, EncryptedExtensionsAnswerWhatWasOffered) {
    const auto status = [](std::function<void(Pieces&)> edit) {
        return changed(kPlain, false, Event::encrypted_extensions,
                       with_extensions(0, std::move(edit)));
    };
    EXPECT_EQ(status(added(0xABCD, "")), Status::unsupported_extension);
    EXPECT_EQ(status(added(kMaxFragmentLength, "01")), Status::unsupported_extension);
    EXPECT_EQ(status(added(kRecordSizeLimit, "4001")), Status::unsupported_extension);
    EXPECT_EQ(status(added(kKeyShare, "")), Status::illegal_parameter);
    EXPECT_EQ(status(set(kAlpn, "0003 02 6833")), Status::illegal_parameter);
    EXPECT_EQ(status(set(kAlpn, "0006 02 6832 02 6832")), Status::decode_error);
}

TEST(Refusals13, RecordSizeLimitIsNoLessThan64) {
    MachineEnd::Plan client, server;
    client.credential = make_tls_credential({.terms = [](Terms& terms) {
        only_tls13(terms);
        terms.record_limit = 1024;
    }});
    server.role = Role::acceptor;
    server.credential =
        make_tls_credential({.server = true, .keys = {"P-256"}, .terms = only_tls13});
    for (const char* const limit : {"0000", "003f"}) {
        for (const bool to_server : {true, false}) {
            MachinePair pair(client, server);
            const auto edit = [&](Event event, Buffer& whole) {
                if (event != (to_server ? Event::client_hello : Event::encrypted_extensions))
                    return;
                Buffer body(whole.begin() + 4, whole.end());
                if (to_server)
                    client_hello(set(kRecordSizeLimit, limit))(body);
                else
                    with_extensions(0, set(kRecordSizeLimit, limit))(body);
                Writer message;
                message.u8(whole[0]);
                message.vector24([&] { message.bytes(body); });
                whole = message.take();
            };
            (to_server ? pair.server : pair.client).on_message = edit;
            EXPECT_EQ(pair.run(), Status::illegal_parameter) << limit << ' ' << to_server;
        }
    }
}

// -- CertificateRequest, Certificate -------------------------------------------------------------

TEST(Refusals13, CertificateRequestOfTheHandshakeHasNoContext) {
    EXPECT_EQ(changed(kMutual, false, Event::certificate_request,
                      [](Buffer& body) {
                          body.at(0) = 1;
                          body.insert(body.begin() + 1, 0xAA);
                      }),
              Status::illegal_parameter);
    EXPECT_EQ(changed(kMutual, false, Event::certificate_request, replaced_by("00 0004 abcd 0000")),
              Status::missing_extension);
}

TEST(Refusals13, CertificateIsOneAndHasNothingUnasked) {
    for (const bool to_server : {false, true}) {
        const auto status = [&](const Edit& edit) {
            return changed(kMutual, to_server, Event::certificate, edit);
        };
        EXPECT_EQ(status([](Buffer& body) {
                      body.at(0) = 1;
                      body.insert(body.begin() + 1, 0xAA);
                  }),
                  Status::illegal_parameter);
        // An entry with a signed_certificate_timestamp, a status_request, and no certificate at
        // all.
        EXPECT_EQ(status(replaced_by("00 00000a 000001 30 0004 0012 0000")),
                  Status::unsupported_extension);
        EXPECT_EQ(status(replaced_by("00 000010 000001 30 000a 0005 0006 01 000002 3000")),
                  Status::unsupported_extension);
        EXPECT_EQ(status(replaced_by("00 000006 000001 30 0000")), Status::certificate_malformed);
        EXPECT_EQ(status(replaced_by("00 000007 000002 3000 0000")), Status::certificate_malformed);
        EXPECT_EQ(status(replaced_by("00 0000")), Status::decode_error);
    }
}

TEST(Refusals13, ServerShowsSomeCertificate) {
    EXPECT_EQ(changed(kPlain, false, Event::certificate, replaced_by("00 000000")),
              Status::decode_error);
}

// An emptied one of a client's is followed by a CertificateVerify that nobody waits for.
TEST(Refusals13, NobodySignsNothing) {
    EXPECT_EQ(changed(kMutual, true, Event::certificate, replaced_by("00 000000")),
              Status::unexpected_message);
}

// -- CertificateVerify, Finished -----------------------------------------------------------------

TEST(Refusals13, CertificateVerifyIsByAnOfferedSchemeOfTheKey) {
    const auto by = [](std::uint16_t scheme) {
        return [scheme](Buffer& body) {
            body.at(0) = static_cast<std::uint8_t>(scheme >> 8);
            body.at(1) = static_cast<std::uint8_t>(scheme);
        };
    };
    for (const bool to_server : {false, true}) {
        const auto status = [&](const Edit& edit) {
            return changed(kMutual, to_server, Event::certificate_verify, edit);
        };
        // PKCS#1, SHA-1, unknown, another curve's, RSA's, Ed25519's.
        for (const int scheme : {0x0401, 0x0203, 0xABCD, 0x0503, 0x0804, 0x0807})
            EXPECT_EQ(status(by(static_cast<std::uint16_t>(scheme))), Status::illegal_parameter)
                << scheme;
        EXPECT_EQ(status(flipped_from_end(1)), Status::handshake_altered);
        EXPECT_EQ(status(replaced_by("0403 0000")), Status::handshake_altered);
        EXPECT_EQ(status(replaced_by("0403 0001 00")), Status::handshake_altered);
        EXPECT_EQ(status(replaced_by("0403")), Status::decode_error);
    }
}

TEST(Refusals13, FinishedIsRightAndOfItsLength) {
    for (const bool to_server : {false, true}) {
        const auto status = [&](const Edit& edit) {
            return changed(kPlain, to_server, Event::finished, edit);
        };
        EXPECT_EQ(status(flipped(0)), Status::handshake_altered);
        EXPECT_EQ(status(flipped_from_end(1)), Status::handshake_altered);
        EXPECT_EQ(status([](Buffer& body) { body.clear(); }), Status::decode_error);
        EXPECT_EQ(status([](Buffer& body) { body.pop_back(); }), Status::decode_error);
        EXPECT_EQ(status([](Buffer& body) { body.push_back(0); }), Status::decode_error);
    }
}

// -- order, records ------------------------------------------------------------------------------

// Leaves out the nth message that comes to one side.
TEST(Refusals13, NoMessageMayBeLeftOut) {
    for (const bool to_server : {false, true})
        for (std::size_t left_out = 0; left_out < 6; ++left_out) {
            MachinePair pair = kMutual.pair();
            std::size_t n = 0;
            (to_server ? pair.server : pair.client).on_message = [&](Event, Buffer& whole) {
                if (n++ == left_out) whole.clear();
            };
            const Status status = pair.run();
            if (n <= left_out) continue;
            EXPECT_NE(status, Status::ok) << to_server << left_out;
            EXPECT_FALSE(to_server ? pair.server.connected() : pair.client.connected());
        }
}

TEST(Refusals13, NoMessageMayComeTwice) {
    for (const Event type : {Event::encrypted_extensions, Event::certificate_request,
                             Event::certificate, Event::certificate_verify}) {
        MachinePair pair = kMutual.pair();
        bool sent = false;
        pair.client.on_message = [&](Event event, Buffer& whole) {
            if (event != type || std::exchange(sent, true)) return;
            EXPECT_EQ(pair.client.machine->receive(event, whole), Status::ok);
        };
        EXPECT_EQ(pair.run(), Status::unexpected_message) << name_of(type);
    }
}

// RFC 8446 5.1: messages "immediately preceding a key change" end with a record.
TEST(Refusals13, NothingStandsBehindAServerHelloInItsRecord) {
    MachinePair pair = kPlain.pair();
    pair.on_records = [](bool to_server, Buffer& records) {
        if (to_server || records.at(0) != 22 || records.at(5) != 2) return;
        const std::size_t length = std::size_t{records[3]} << 8 | records[4];
        const Buffer more = {8, 0, 0, 2, 0, 0};
        records.insert(records.begin() + static_cast<std::ptrdiff_t>(5 + length), more.begin(),
                       more.end());
        records[4] = static_cast<std::uint8_t>(records[4] + more.size());
    };
    EXPECT_EQ(pair.run(), Status::unexpected_message);
}

TEST(Refusals13, NothingIsSentBehindTheHandshakeButWhatHasARow) {
    for (const char* const message : {"00000000", "0d000009 00 0006 000d 0002 0000", "14000000",
                                      "01000000", "0b000000", "02000000", "05000000", "ff000000"})
        for (const bool to_server : {false, true}) {
            MachinePair pair = kPlain.pair();
            ASSERT_EQ(pair.run(), Status::ok);
            MachineEnd& from = to_server ? pair.client : pair.server;
            MachineEnd& to = to_server ? pair.server : pair.client;
            Buffer records;
            ASSERT_EQ(from.connection.sender.write(ContentType::handshake, hex(message), records),
                      Status::ok);
            EXPECT_EQ(to.put(records), Status::unexpected_message) << message;
        }
}

TEST(Refusals13, TicketsAreForClientsAndKeyUpdatesAreWhole) {
    struct Case {
        const char* message;
        bool to_server;
        Status status;
    };
    for (const Case& one : {
             Case{"04000012 0000001e 01020304 02 0000 0003 aabbcc 0000", true,
                  Status::unexpected_message},
             Case{"0400000f 0000001e 01020304 02 0000 0000 0000", false, Status::decode_error},
             Case{"18000001 02", false, Status::illegal_parameter},
             Case{"18000001 02", true, Status::illegal_parameter},
             Case{"18000000", true, Status::decode_error},
             Case{"18000002 0000", false, Status::decode_error},
             // A second message in the record of a KeyUpdate.
             Case{"18000001 00 18000001 00", true, Status::unexpected_message},
         }) {
        MachinePair pair = kPlain.pair();
        ASSERT_EQ(pair.run(), Status::ok);
        MachineEnd& from = one.to_server ? pair.client : pair.server;
        MachineEnd& to = one.to_server ? pair.server : pair.client;
        Buffer records;
        ASSERT_EQ(from.connection.sender.write(ContentType::handshake, hex(one.message), records),
                  Status::ok);
        EXPECT_EQ(to.put(records), one.status) << one.message;
    }
}

// -- every octet ---------------------------------------------------------------------------------

// Changes each octet of the nth message to one side, but for its header, which MessageReader has
// judged; gives how many there were.
std::size_t change_every_octet(const Flow& flow, bool to_server, std::size_t message) {
    std::size_t changes = 0;
    for (std::size_t at = 4, size = 5; at < size; ++at) {
        MachinePair pair = flow.pair();
        std::size_t n = 0;
        bool met = false;
        (to_server ? pair.server : pair.client).on_message = [&](Event, Buffer& whole) {
            if (n++ != message) return;
            met = true;
            // An ECDSA signature is not always as long.
            size = whole.size();
            whole.at(std::min(at, size - 1)) ^= static_cast<std::uint8_t>(1u << (at % 8));
        };
        const Status status = pair.run();
        if (!met) return changes;
        ++changes;
        for (const Status wrong : {Status::ok, Status::internal_error, Status::incomplete_message})
            EXPECT_NE(status, wrong) << to_server << ' ' << message << ' ' << at;
    }
    return changes;
}

// Nobody ends up connected to somebody who saw something else, and what is said is never that this
// side is to blame.  Of the flow that retries: the hellos.
TEST(Refusals13, NoOctetOfAnyMessageMayChange) {
    std::size_t changes = 0;
    for (const bool to_server : {false, true}) {
        for (std::size_t message = 0; message < 6; ++message)
            changes += change_every_octet(kMutual, to_server, message);
        for (std::size_t message = 0; message < 2; ++message)
            changes += change_every_octet(kRetried, to_server, message);
    }
    EXPECT_GT(changes, 2000u);
}

}  // namespace
}  // namespace secur32::schannel
