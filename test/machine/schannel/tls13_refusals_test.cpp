// What a TLS 1.3 machine refuses, rule by rule: messages changed on their way, each with the status
// whose alert the RFC wants; then every octet of every message of a flow that has them all.
#include <gtest/gtest.h>

#include <algorithm>

#include "sspi/schannel/negotiation.h"
#include "test/support/tls_machine_pair.h"
#include "test/support/vectors.h"

namespace secur32::schannel {
namespace {

using test::hex;
using test::MachineCredential;
using test::MachineEnd;
using test::MachinePair;
using test::make_tls_credential;

using Edit = std::function<void(Buffer& body)>;

void only_tls13(Terms& terms) { terms.versions = Versions().set(Version::tls13); }

// x25519 first, so that a server that has P-384 alone asks for another ClientHello.
void two_groups(Terms& terms) {
    only_tls13(terms);
    terms.groups = {provider::find_group(29), provider::find_group(24)};
}
void other_group(Terms& terms) {
    only_tls13(terms);
    terms.groups = {provider::find_group(24)};
}

struct Flow {
    bool retried = false, client_certificate = false;

    MachinePair pair() const {
        TlsOptions options;
        options.application_protocols = {"h2"};
        static const MachineCredential anonymous = make_tls_credential({.terms = two_groups});
        static const MachineCredential known =
            make_tls_credential({.keys = {"P-256"}, .terms = two_groups});
        static const MachineCredential serving =
            make_tls_credential({.server = true, .keys = {"P-256"}, .terms = two_groups});
        static const MachineCredential retrying =
            make_tls_credential({.server = true, .keys = {"P-256"}, .terms = other_group});
        const MachineCredential& client = client_certificate ? known : anonymous;
        const MachineCredential& server = retried ? retrying : serving;
        return MachinePair(
            {.credential = client, .options = options},
            {.role = Role::acceptor,
             .credential = server,
             .features = client_certificate ? Features{Feature::mutual_auth} : Features{},
             .options = options});
    }
};

// Replaces the body of the nth (from 0) message of a type on its way to the client or the server.
Status changed(const Flow& flow, bool to_server, Event type, const Edit& edit,
               std::size_t which = 0) {
    MachinePair pair = flow.pair();
    bool met = false;
    (to_server ? pair.server : pair.client).on_message = [&](Event event, Buffer& whole) {
        if (event != type || which-- != 0) return;
        met = true;
        Buffer body(whole.begin() + 4, whole.end());
        edit(body);
        Writer message;
        message.u8(whole[0]);
        message.vector24([&] { message.bytes(body); });
        whole = message.take();
    };
    const Status status = pair.run();
    EXPECT_TRUE(met) << "no such message";
    EXPECT_FALSE(to_server ? pair.server.connection.connected : pair.client.connection.connected);
    return status;
}

Edit replaced_by(std::string_view digits) {
    return [body = hex(digits)](Buffer& old) { old = body; };
}
Edit flipped(std::size_t at) {
    return [at](Buffer& body) { body.at(at) ^= 1; };
}
Edit flipped_from_end(std::size_t at) {
    return [at](Buffer& body) { body.at(body.size() - at) ^= 1; };
}

// -- extensions inside a message, taken apart and put together again ------------------------------

struct Piece {
    std::uint16_t type;
    Buffer content;
};
using Pieces = std::vector<Piece>;

// Of a body whose extensions are its end; before: the octets before their length.
Edit with_extensions(std::size_t before, std::function<void(Pieces&)> edit) {
    return [=](Buffer& body) {
        Pieces pieces;
        Reader in(Bytes(body).subspan(before));
        Reader block(in.vector16());
        while (!block.empty()) {
            const std::uint16_t type = block.be16();
            const Bytes content = block.vector16();
            pieces.push_back({type, {content.begin(), content.end()}});
        }
        ASSERT_TRUE(block.done() && in.done());
        edit(pieces);
        Writer out;
        out.bytes(Bytes(body).first(before));
        out.vector16([&] {
            for (const Piece& piece : pieces) {
                out.be16(piece.type);
                out.vector16([&] { out.bytes(piece.content); });
            }
        });
        body = out.take();
    };
}

// Where the extensions of a ClientHello or a ServerHello begin.
std::size_t before_extensions(Bytes body, bool client) {
    Reader in(body);
    in.skip(34);
    in.vector8();
    if (client) {
        in.vector16();
        in.vector8();
    } else {
        in.skip(3);
    }
    return body.size() - in.remaining();
}
Edit hello(bool client, std::function<void(Pieces&)> edit) {
    return [=](Buffer& body) { with_extensions(before_extensions(body, client), edit)(body); };
}
Edit server_hello(std::function<void(Pieces&)> edit) { return hello(false, std::move(edit)); }
Edit client_hello(std::function<void(Pieces&)> edit) { return hello(true, std::move(edit)); }

Buffer& content_of(Pieces& pieces, std::uint16_t type) {
    return std::ranges::find(pieces, type, &Piece::type)->content;
}
std::function<void(Pieces&)> set(std::uint16_t type, std::string_view digits) {
    return [type, content = hex(digits)](Pieces& pieces) { content_of(pieces, type) = content; };
}
std::function<void(Pieces&)> added(std::uint16_t type, std::string_view digits) {
    return [type, content = hex(digits)](Pieces& pieces) { pieces.push_back({type, content}); };
}
std::function<void(Pieces&)> without(std::uint16_t type) {
    return [type](Pieces& pieces) {
        std::erase_if(pieces, [type](const Piece& piece) { return piece.type == type; });
    };
}

constexpr std::uint16_t kKeyShare = 51, kSupportedVersions = 43, kCookie = 44, kAlpn = 16,
                        kRecordSizeLimit = 28, kMaxFragmentLength = 1, kEarlyData = 42,
                        kSupportedGroups = 10, kServerName = 0;

const Flow kPlain, kRetried{.retried = true}, kMutual{.client_certificate = true};

TEST(Refusals13, TheFlowsThemselvesConnect) {
    for (const Flow& flow : {kPlain, kRetried, kMutual}) {
        MachinePair pair = flow.pair();
        EXPECT_EQ(pair.run(), Status::ok);
        EXPECT_TRUE(test::exchanges_data(pair));
    }
}

// -- ServerHello ---------------------------------------------------------------------------------

TEST(Refusals13, ServerHelloIsOfWhatWasOffered) {
    const auto status = [](const Edit& edit) {
        return changed(kPlain, false, Event::server_hello, edit);
    };
    EXPECT_EQ(status(flipped(1)), Status::illegal_parameter);   // legacy_version
    EXPECT_EQ(status(flipped(40)), Status::illegal_parameter);  // session id
    EXPECT_EQ(status([](Buffer& body) { body.at(68) = 0xFF; }),
              Status::illegal_parameter);                       // suite
    EXPECT_EQ(status(flipped(69)), Status::illegal_parameter);  // compression
    EXPECT_EQ(status(server_hello(without(kKeyShare))), Status::missing_extension);
    EXPECT_EQ(status(server_hello(added(41, "0000"))), Status::unsupported_extension);
    EXPECT_EQ(status(server_hello(added(0xABCD, ""))), Status::unsupported_extension);
    EXPECT_EQ(status(server_hello(added(kAlpn, "000302 6832"))), Status::illegal_parameter);
}

TEST(Refusals13, ServersShareIsOfASharedGroupAndOfItsValues) {
    const auto status = [](std::string_view share) {
        return changed(kPlain, false, Event::server_hello,
                       server_hello(set(kKeyShare, std::string(share))));
    };
    const std::string p384 = "0018 0061 04" + std::string(192, '1');
    EXPECT_EQ(status(p384), Status::illegal_parameter);
    EXPECT_EQ(status("001d 0020" + std::string(64, '0')), Status::illegal_parameter);
    EXPECT_EQ(status("001d 001f" + std::string(62, '1')), Status::illegal_parameter);
    EXPECT_EQ(status("001d 0000"), Status::decode_error);
    EXPECT_EQ(status("001d"), Status::decode_error);
}

// -- HelloRetryRequest ---------------------------------------------------------------------------

TEST(Refusals13, HelloRetryRequestAsksForWhatCanBe) {
    const auto status = [](const Edit& edit) {
        return changed(kRetried, false, Event::server_hello, edit);
    };
    EXPECT_EQ(status(server_hello(without(kKeyShare))), Status::illegal_parameter);
    EXPECT_EQ(status(server_hello(set(kKeyShare, "0017"))), Status::illegal_parameter);
    EXPECT_EQ(status(server_hello(set(kKeyShare, "001d"))), Status::illegal_parameter);
    EXPECT_EQ(status(server_hello(set(kKeyShare, "abcd"))), Status::illegal_parameter);
    EXPECT_EQ(status(server_hello(set(kKeyShare, "00"))), Status::decode_error);
    EXPECT_EQ(status(server_hello(set(kSupportedVersions, "0303"))), Status::illegal_parameter);
    EXPECT_EQ(status(server_hello(without(kSupportedVersions))), Status::missing_extension);
    EXPECT_EQ(status(server_hello(added(0xABCD, ""))), Status::unsupported_extension);
}

// RFC 8446 4.1.4: "unexpected_message"
TEST(Refusals13, HelloRetryRequestComesOnce) {
    MachinePair pair = kRetried.pair();
    Buffer first;
    pair.client.on_message = [&](Event event, Buffer& whole) {
        if (event != Event::server_hello) return;
        if (first.empty())
            first = whole;
        else
            whole = first;
    };
    EXPECT_EQ(pair.run(), Status::unexpected_message);
}

TEST(Refusals13, SuiteAndVersionStayBehindAHelloRetryRequest) {
    // TLS_AES_256_GCM_SHA384 was chosen first; its number's last octet is 2.
    EXPECT_EQ(changed(
                  kRetried, false, Event::server_hello, [](Buffer& body) { body.at(68) ^= 3; }, 1),
              Status::illegal_parameter);
    EXPECT_EQ(changed(kRetried, false, Event::server_hello,
                      server_hello(set(kSupportedVersions, "0303")), 1),
              Status::illegal_parameter);
}

// RFC 8446 4.1.2
TEST(Refusals13, SecondClientHelloIsTheFirstOneAgain) {
    const auto status = [](const Edit& edit) {
        return changed(kRetried, true, Event::client_hello, edit, 1);
    };
    const auto share = [](std::uint16_t group, const std::string& value) {
        return Buffer(hex((group == 29 ? "001d 0020" : "0018 0061") + value));
    };
    const std::string x25519(64, '1'), p384 = "04" + std::string(192, '1');
    const Buffer both_shares = [&] {
        Writer out;
        out.vector16([&] {
            out.bytes(share(29, x25519));
            out.bytes(share(24, p384));
        });
        return out.take();
    }();
    EXPECT_EQ(status(flipped(5)), Status::illegal_parameter);   // random
    EXPECT_EQ(status(flipped(40)), Status::illegal_parameter);  // session id
    EXPECT_EQ(status(flipped(70)), Status::illegal_parameter);  // suites
    EXPECT_EQ(status(client_hello(set(kServerName, "000e 00 000b 686f73742e6578616d706c"))),
              Status::illegal_parameter);
    EXPECT_EQ(status(client_hello(set(kSupportedGroups, "0002 0018"))), Status::illegal_parameter);
    EXPECT_EQ(status(client_hello(without(kAlpn))), Status::illegal_parameter);
    EXPECT_EQ(status(client_hello(added(0xABCD, ""))), Status::illegal_parameter);
    EXPECT_EQ(status(client_hello(added(kEarlyData, ""))), Status::illegal_parameter);
    EXPECT_EQ(status(client_hello(added(kCookie, "0001 aa"))), Status::illegal_parameter);
    EXPECT_EQ(status(client_hello(set(kKeyShare, "0000"))), Status::illegal_parameter);
    EXPECT_EQ(status(client_hello(set(kKeyShare, "0024 001d 0020" + x25519))),
              Status::illegal_parameter);
    EXPECT_EQ(status(client_hello(set(kKeyShare, test::to_hex(both_shares)))),
              Status::illegal_parameter);
    EXPECT_EQ(
        status(client_hello([](Pieces& pieces) { std::swap(pieces.front(), pieces.back()); })),
        Status::illegal_parameter);
}

// Padding is what a second ClientHello may put in (RFC 8446 4.1.2): the transcript alone is
// another.
TEST(Refusals13, SecondClientHelloMayBePadded) {
    EXPECT_EQ(changed(kRetried, true, Event::client_hello, client_hello(added(21, "0000")), 1),
              Status::message_altered);
}

// A Sources that has a cookie: RFC 8446 4.2.2.
struct WithCookie final : Sources {
    Buffer cookie() override { return {1, 2, 3}; }
};

TEST(Refusals13, CookieComesBackAsItWas) {
    WithCookie sources;
    Sources* const before = Sources::replace(&sources);
    MachinePair pair = kRetried.pair();
    EXPECT_EQ(pair.run(), Status::ok);
    const auto status = [](const Edit& edit) {
        return changed(kRetried, true, Event::client_hello, edit, 1);
    };
    EXPECT_EQ(status(client_hello(without(kCookie))), Status::illegal_parameter);
    EXPECT_EQ(status(client_hello(set(kCookie, "0003 010204"))), Status::illegal_parameter);
    EXPECT_EQ(status(client_hello(set(kCookie, "0002 0102"))), Status::illegal_parameter);
    Sources::replace(before);
}

TEST(Refusals13, ClientsShareIsAValueOfItsGroup) {
    EXPECT_EQ(changed(kPlain, true, Event::client_hello,
                      client_hello(set(kKeyShare, "0024 001d 0020" + std::string(64, '0')))),
              Status::illegal_parameter);
    EXPECT_EQ(changed(kRetried, true, Event::client_hello,
                      client_hello(set(kKeyShare, "0065 0018 0061 04" + std::string(192, '1'))), 1),
              Status::illegal_parameter);
}

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

// A flow that has every message, each octet changed in turn: nobody ends up connected to somebody
// who saw something else, and what is said is never that this side is to blame.
TEST(Refusals13, NoOctetOfAnyMessageMayChange) {
    const Flow all{.retried = true, .client_certificate = true};
    std::size_t changes = 0;
    for (const bool to_server : {false, true})
        for (std::size_t message = 0;; ++message) {
            // Behind the header, which MessageReader has judged.
            std::size_t size = 5;
            bool met = true;
            for (std::size_t at = 4; met && at < size; ++at) {
                MachinePair pair = all.pair();
                std::size_t n = 0;
                met = false;
                (to_server ? pair.server : pair.client).on_message = [&](Event, Buffer& whole) {
                    if (n++ != message) return;
                    met = true;
                    // An ECDSA signature is not always as long.
                    size = whole.size();
                    whole.at(std::min(at, size - 1)) ^= static_cast<std::uint8_t>(1u << (at % 8));
                };
                const Status status = pair.run();
                if (!met) break;
                ++changes;
                for (const Status wrong :
                     {Status::ok, Status::internal_error, Status::incomplete_message})
                    EXPECT_NE(status, wrong) << to_server << ' ' << message << ' ' << at;
            }
            if (!met) break;
        }
    EXPECT_GT(changes, 1900u);
}

}  // namespace
}  // namespace secur32::schannel
