// The five handshakes of RFC 8448, walked from the private keys to the last secret: each step takes
// what the steps before it made here, never what the RFC prints, and is compared with it.  All have
// TLS_AES_128_GCM_SHA256.
#include <gtest/gtest.h>

#include <iostream>
#include <map>

#include "sslprovider/crypto/key_exchange.h"
#include "sslprovider/provider/handshake_hash.h"
#include "sslprovider/provider/key_schedule.h"
#include "test/support/foreign_kdf.h"
#include "test/support/rfc8448.h"

namespace secur32::provider {
namespace {

using enum SecretKind;
using test::Rfc8448Step;
using test::Rfc8448Trace;

const CipherSuite& suite() { return *find_cipher_suite(0x1301); }
Buffer copy(Bytes bytes) { return Buffer(bytes.begin(), bytes.end()); }
Buffer hash_of(Bytes message) { return copy(crypto::hash(suite().prf, message).bytes()); }

// The transcript's hash at the points that the figure names (RFC 8446 7.1, 4.4.4).
struct Transcripts {
    Buffer client_hello, server_hello, before_server_finished, server_finished,
        before_client_finished, client_finished;
};

constexpr std::uint8_t kClientHello = 1, kServerHello = 2, kFinished = 20;

// Takes the next handshake message off (RFC 8446 4).
Bytes next_message(Bytes& rest) {
    const std::size_t length =
        4 + (std::size_t{rest[1]} << 16 | std::size_t{rest[2]} << 8 | rest[3]);
    const Bytes message = rest.first(length);
    rest = rest.subspan(length);
    return message;
}

Transcripts transcripts_of(const Rfc8448Trace& trace) {
    Transcripts at;
    HandshakeHash hash(Version::tls13, suite());
    bool retry = trace.retries();
    bool server_done = false;
    for (const Buffer& flight : trace.flights()) {
        for (Bytes rest = flight; !rest.empty();) {
            const Bytes message = next_message(rest);
            const Buffer before = copy(hash.value().bytes());
            if (message[0] == kServerHello && std::exchange(retry, false))
                hash.replace_with_message_hash();
            hash.add(message);
            const Buffer after = copy(hash.value().bytes());
            if (message[0] == kClientHello) at.client_hello = after;
            if (message[0] == kServerHello) at.server_hello = after;
            if (message[0] != kFinished) continue;
            (server_done ? at.before_client_finished : at.before_server_finished) = before;
            (server_done ? at.client_finished : at.server_finished) = after;
            server_done = true;
        }
    }
    return at;
}

struct Derivation {
    std::string_view label;
    SecretKind from, to;
    Buffer Transcripts::*transcript;
};
constexpr Derivation kDerivations[] = {
    {"\"tls13 c e traffic\"", early, client_early_traffic, &Transcripts::client_hello},
    {"\"tls13 e exp master\"", early, early_exporter_master, &Transcripts::client_hello},
    {"\"tls13 c hs traffic\"", handshake, client_handshake_traffic, &Transcripts::server_hello},
    {"\"tls13 s hs traffic\"", handshake, server_handshake_traffic, &Transcripts::server_hello},
    {"\"tls13 c ap traffic\"", master, client_application_traffic, &Transcripts::server_finished},
    {"\"tls13 s ap traffic\"", master, server_application_traffic, &Transcripts::server_finished},
    {"\"tls13 exp master\"", master, exporter_master, &Transcripts::server_finished},
    {"\"tls13 res master\"", master, resumption_master, &Transcripts::client_finished},
};

// What the walk has to compare, all of it.
constexpr std::string_view kLabels[] = {"PRK",      "expanded", "key expanded", "iv expanded",
                                        "secret",   "salt",     "IKM",          "finished",
                                        "Finished", "hash",     "binder hash"};

class Walk {
 public:
    Walk(std::string_view section, Buffer ticket_psk)
        : trace_(section), at_(transcripts_of(trace_)), psk_(std::move(ticket_psk)) {}

    void run() {
        for (const Rfc8448Step& step : trace_.steps()) {
            SCOPED_TRACE(step.who + ": " + step.action);
            step_ = &step;
            for (const std::string_view label : kLabels)
                if (step.items.contains(label)) ++existing_[std::string(label)];
            if (!step.items.empty()) walk_step();
        }
    }
    const std::map<std::string, std::size_t>& existing() const { return existing_; }
    const std::map<std::string, std::size_t>& compared() const { return compared_; }
    const Buffer& ticket_psk() const { return psk_; }

 private:
    bool says(std::string_view words) const {
        return step_->action.find(words) != std::string::npos;
    }
    void compare(const std::string& label, const Buffer& made) {
        EXPECT_EQ(made, step_->items.at(label)) << label;
        ++compared_[label];
    }
    const ScheduleSecret& secret(SecretKind kind) const {
        const auto found = secrets_.find(kind);
        if (found == secrets_.end()) throw std::runtime_error("not made yet");
        return found->second;
    }
    Buffer value(SecretKind kind) const { return copy(secret(kind).value()); }
    Buffer keep(Result<ScheduleSecret> made) {
        if (!made.ok()) throw std::runtime_error("refused");
        const SecretKind kind = made.value().kind();
        secrets_.insert_or_assign(kind, std::move(made).value());
        return value(kind);
    }
    bool is_client() const { return step_->who == "client"; }

    void walk_step() {
        if (says("extract secret")) return extract();
        if (says("tls13 derived")) return derived();
        if (says("derive secret")) return derive();
        if (says("traffic keys")) return keys();
        if (says("calculate finished"))
            return finished(is_client() ? client_handshake_traffic : server_handshake_traffic);
        if (says("construct a Finished")) return finished_message();
        if (says("generate resumption secret")) return ticket();
        if (says("calculate PSK binder")) return binder();
    }

    Buffer shared_secret() const {
        const Buffer& own = trace_.last_key_pair("client", "private key");
        const Buffer& peer = trace_.last_key_pair("server", "public key");
        const auto group =
            peer.size() == 32 ? crypto::NamedGroup::x25519 : crypto::NamedGroup::secp256r1;
        const auto share = crypto::KeyShare::from_private(group, own);
        return copy(share.value().agree(peer).value().bytes());
    }
    static Buffer salt_from(Bytes parent) {
        return test::foreign::hkdf_expand_label("SHA256", parent, "derived", hash_of({}), 32);
    }
    void extract() {
        const Buffer zeros(32);
        if (says("\"early\"")) {
            compare("IKM", psk_.empty() ? zeros : psk_);
            if (psk_.empty())
                return compare("secret", keep(KeySchedule::extract_early(suite(), nullptr)));
            const auto psk = ScheduleSecret::adopt(pre_shared_key, suite(), SecureBytes(psk_));
            compare("secret", keep(KeySchedule::extract_early(suite(), &psk.value())));
        } else if (says("\"handshake\"")) {
            compare("IKM", shared_secret());
            compare("salt", salt_from(secret(early).value()));
            compare("secret", keep(KeySchedule::extract_handshake(secret(early), shared_secret())));
        } else {
            compare("IKM", zeros);
            compare("salt", salt_from(secret(handshake).value()));
            compare("secret", keep(KeySchedule::extract_master(secret(handshake))));
        }
    }
    // A step of its own in the RFC; here it is inside the next extraction.
    void derived() {
        const SecretKind parent = says("for handshake") ? early : handshake;
        compare("PRK", value(parent));
        compare("hash", hash_of({}));
        compare("expanded", salt_from(secret(parent).value()));
    }
    void derive() {
        for (const Derivation& each : kDerivations) {
            if (!says(each.label)) continue;
            compare("PRK", value(each.from));
            compare("hash", at_.*each.transcript);
            return compare("expanded", keep(KeySchedule::derive(secret(each.from), each.to,
                                                                at_.*each.transcript)));
        }
        ADD_FAILURE() << "a label that no row has";
    }
    SecretKind traffic_kind() const {
        const bool clients = is_client() == says("write");
        if (says("early application")) return client_early_traffic;
        if (says("application"))
            return clients ? client_application_traffic : server_application_traffic;
        return clients ? client_handshake_traffic : server_handshake_traffic;
    }
    void keys() {
        const ScheduleSecret& traffic = secret(traffic_kind());
        compare("PRK", copy(traffic.value()));
        const Result<PacketKey> key = KeySchedule::packet_key(traffic, PacketUse::both);
        ASSERT_TRUE(key.ok());
        compare("key expanded", copy(key.value().secrets().key.bytes()));
        compare("iv expanded", copy(key.value().secrets().iv.bytes()));
    }
    Buffer verify_data(SecretKind base, const Buffer& transcript) const {
        const Result<crypto::Digest> data = KeySchedule::verify_data(secret(base), transcript);
        return data.ok() ? copy(data.value().bytes()) : Buffer();
    }
    Buffer finished_key(SecretKind base) const {
        return test::foreign::hkdf_expand_label("SHA256", secret(base).value(), "finished", {}, 32);
    }
    const Buffer& before_own_finished() const {
        return is_client() ? at_.before_client_finished : at_.before_server_finished;
    }
    void finished(SecretKind base) {
        compare("PRK", value(base));
        compare("expanded", finished_key(base));
        compare("finished", verify_data(base, before_own_finished()));
    }
    void finished_message() {
        const SecretKind base = is_client() ? client_handshake_traffic : server_handshake_traffic;
        const Buffer header{kFinished, 0, 0, 32};
        compare("Finished",
                test::foreign::joined(header, verify_data(base, before_own_finished())));
    }
    // RFC 8446 4.6.1: ticket_lifetime, ticket_age_add, ticket_nonce<0..255>.
    void ticket() {
        const Buffer& message =
            trace_.item("construct a NewSessionTicket handshake message", "NewSessionTicket");
        const Buffer nonce = copy(Bytes(message).subspan(4 + 4 + 4 + 1, message.at(12)));
        compare("PRK", value(resumption_master));
        compare("hash", nonce);
        psk_ = keep(KeySchedule::pre_shared_key(secret(resumption_master), nonce));
        compare("expanded", psk_);
    }
    // RFC 8446 4.2.11.2: over the ClientHello up to the list of binders.
    void binder() {
        const Buffer flight = trace_.flights().at(0);
        const Bytes hello = flight;
        const Buffer truncated = copy(hello.first(hello.size() - (2 + 1 + 32)));
        EXPECT_EQ(truncated, step_->items.at("ClientHello prefix"));
        compare("binder hash", hash_of(truncated));
        compare("PRK", keep(KeySchedule::derive_binder(secret(early), resumption_binder)));
        compare("expanded", finished_key(resumption_binder));
        compare("finished", verify_data(resumption_binder, hash_of(truncated)));
        EXPECT_EQ(copy(hello.last(32)), step_->items.at("finished"));
    }

    Rfc8448Trace trace_;
    Transcripts at_;
    Buffer psk_;
    const Rfc8448Step* step_ = nullptr;
    std::map<SecretKind, ScheduleSecret> secrets_;
    std::map<std::string, std::size_t> existing_, compared_;
};

TEST(KeyScheduleInRfc8448, MakesEverySecretFromThePrivateKeysOn) {
    std::size_t items = 0;
    Buffer ticket_psk;
    for (const std::string_view section : test::kRfc8448Sections) {
        SCOPED_TRACE(section);
        // Section 4 resumes section 3's session; the others begin anew.
        Walk walk(section, section == "4" ? ticket_psk : Buffer());
        walk.run();
        EXPECT_EQ(walk.compared(), walk.existing()) << "an item that nobody compared";
        for (const auto& [label, count] : walk.compared()) items += count;
        if (section == "3") ticket_psk = walk.ticket_psk();
    }
    EXPECT_EQ(ticket_psk.size(), 32U);
    EXPECT_EQ(items, 291U);
    std::cout << "rfc8448: " << items << " items of " << std::size(test::kRfc8448Sections)
              << " traces\n";
}

TEST(KeyScheduleInRfc8448, EndsElsewhereWithAnotherPsk) {
    const Rfc8448Trace trace("4");
    Buffer psk = trace.item("extract secret \"early\"", "IKM");
    psk[31] ^= 1;
    const auto adopted = ScheduleSecret::adopt(pre_shared_key, suite(), SecureBytes(psk));
    const auto made = KeySchedule::extract_early(suite(), &adopted.value());
    EXPECT_NE(copy(made.value().value()), trace.item("extract secret \"early\"", "secret"));
}

}  // namespace
}  // namespace secur32::provider
