#include "sspi/schannel/machine13.h"

#include <algorithm>

#include "sslprovider/base/trace.h"
#include "sslprovider/base/utf16.h"
#include "sslprovider/provider/key_log.h"

namespace secur32::schannel {

using provider::KeySchedule;
using provider::PacketUse;
using provider::ScheduleSecret;
using provider::SecretKind;

namespace {

// A peer that only ever changes its keys does nothing but cost.
constexpr unsigned kMostKeyUpdatesInARow = 32;

Bytes body_of(Bytes whole) { return whole.subspan(4); }

}  // namespace

Machine13::Machine13(std::unique_ptr<Handshake> handshake)
    : handshake_(std::move(handshake)),
      connection_(handshake_->connection),
      found_(std::make_unique<Found>()) {}

Buffer Machine13::take_output() {
    return std::exchange(handshake_ == nullptr ? output_ : handshake_->output, {});
}

Status Machine13::unexpected(Event event) const {
    return trace::because(
        Status::unexpected_message, "schannel: unexpected in TLS 1.3",
        "state " + std::string(state_name()) + ", heard " + std::string(name_of(event)));
}

void Machine13::heard_message(Bytes whole) {
    if (handshake_ != nullptr) handshake_->transcript.add(whole);
}

Status Machine13::ended(Status status) {
    if (status == Status::ok) return status;
    failed_ = true;
    secrets_.reset();
    return status;
}

// -- the key schedule ----------------------------------------------------------------------------

void Machine13::note_agreement(const provider::CipherSuite& suite, const provider::Group& group) {
    if (!handshake_->transcript.is_chosen()) handshake_->transcript.choose(Version::tls13, suite);
    handshake_->transcript.stop_keeping();
    connection_.version = Version::tls13;
    connection_.suite = &suite;
    connection_.group = &group;
    connection_.exchange_bits = group.bits;
}

Status Machine13::derive_handshake_secrets(const crypto::KeyShare& own, Bytes peer_value) {
    TRY_ASSIGN(const ScheduleSecret early, KeySchedule::extract_early(*connection_.suite, nullptr));
    Result<ScheduleSecret> handshake = KeySchedule::extract_handshake(early, own, peer_value);
    // RFC 8446 4.2.8.1, 4.2.8.2: the peer's value is validated; 6.2: illegal_parameter.
    if (handshake.status() == Status::bad_key)
        return trace::because(Status::illegal_parameter,
                              "schannel: the peer's key share is no value of its group");
    TRY(handshake);
    const crypto::Digest hellos = handshake_->transcript.value();
    TRY_ASSIGN(ScheduleSecret client,
               KeySchedule::derive(handshake.value(), SecretKind::client_handshake_traffic,
                                   hellos.bytes()));
    TRY_ASSIGN(ScheduleSecret server,
               KeySchedule::derive(handshake.value(), SecretKind::server_handshake_traffic,
                                   hellos.bytes()));
    TRY_ASSIGN(ScheduleSecret master, KeySchedule::extract_master(handshake.value()));
    log_secret(client);
    log_secret(server);
    secrets_.reset(new Secrets{std::move(master), std::move(client), std::move(server), {}, {}});
    return Status::ok;
}

Status Machine13::derive_application_secrets() {
    const crypto::Digest finished = handshake_->transcript.value();
    const auto derive = [&](SecretKind kind) {
        return KeySchedule::derive(secrets_->master, kind, finished.bytes());
    };
    TRY_ASSIGN(secrets_->client_application, derive(SecretKind::client_application_traffic));
    TRY_ASSIGN(secrets_->server_application, derive(SecretKind::server_application_traffic));
    TRY_ASSIGN(connection_.exporter_master, derive(SecretKind::exporter_master));
    log_secret(*secrets_->client_application);
    log_secret(*secrets_->server_application);
    log_secret(*connection_.exporter_master);
    return Status::ok;
}

void Machine13::log_secret(const ScheduleSecret& secret) const {
    if (provider::key_log::enabled()) provider::key_log::write(secret, connection_.randoms.client);
}

Status Machine13::send_under_handshake_key() {
    TRY_ASSIGN(provider::PacketKey key,
               KeySchedule::packet_key(secrets_->handshake_of(connection_.is_server()),
                                       PacketUse::protect));
    return handshake_->change_sending_key(std::move(key));
}

Status Machine13::receive_under_handshake_key() {
    TRY_ASSIGN(provider::PacketKey key,
               KeySchedule::packet_key(secrets_->handshake_of(!connection_.is_server()),
                                       PacketUse::unprotect));
    connection_.change_receiving_key(std::move(key));
    return Status::ok;
}

Status Machine13::send_under_application_key() {
    ScheduleSecret& secret = *secrets_->application_of(connection_.is_server());
    TRY_ASSIGN(provider::PacketKey key, KeySchedule::packet_key(secret, PacketUse::protect));
    TRY(handshake_->change_sending_key(std::move(key)));
    connection_.sender.set_traffic_secret(std::move(secret));
    return Status::ok;
}

Status Machine13::receive_under_application_key() {
    ScheduleSecret& secret = *secrets_->application_of(!connection_.is_server());
    TRY_ASSIGN(provider::PacketKey key, KeySchedule::packet_key(secret, PacketUse::unprotect));
    connection_.change_receiving_key(std::move(key));
    connection_.receiver.set_traffic_secret(std::move(secret));
    return Status::ok;
}

// -- what both send ------------------------------------------------------------------------------

Status Machine13::send_dummy_change_cipher_spec() {
    if (sent_change_cipher_spec_ || connection_.session_id.empty()) return Status::ok;
    sent_change_cipher_spec_ = true;
    TRY(handshake_->flush());
    return handshake_->send_change_cipher_spec();
}

Status Machine13::send_authentication(const OwnCertificate* certificate,
                                      const SignatureScheme* scheme) {
    handshake_->send(Event::certificate, [&](Writer& out) {
        if (certificate == nullptr)
            write_certificate13(out, {});
        else
            write_certificate13(out, certificate->chain);
    });
    if (certificate == nullptr) return Status::ok;
    const Buffer content =
        certificate_verify_content(connection_.is_server(), handshake_->transcript.value().bytes());
    TRY_ASSIGN(const Buffer signature,
               handshake_->sources.sign(*scheme, certificate->key, content));
    handshake_->send(Event::certificate_verify,
                     [&](Writer& out) { write_certificate_verify13(out, scheme->id, signature); });
    connection_.own_certificate = certificate;
    connection_.own_scheme = scheme;
    return Status::ok;
}

Status Machine13::send_finished() {
    TRY_ASSIGN(const crypto::Digest verify_data,
               KeySchedule::verify_data(secrets_->handshake_of(connection_.is_server()),
                                        handshake_->transcript.value().bytes()));
    handshake_->send(Event::finished, [&](Writer& out) { out.bytes(verify_data.bytes()); });
    return Status::ok;
}

// -- what both receive ---------------------------------------------------------------------------

Status Machine13::read_certificate(Bytes whole) {
    TRY_ASSIGN(const Certificate13 message, Certificate13::parse(body_of(whole)));
    // RFC 8446 4.4.2: of the context "otherwise (in the case of server authentication), this field
    // SHALL be zero length"; a client's is the CertificateRequest's, which was empty.
    if (!message.context.empty())
        return trace::because(Status::illegal_parameter,
                              "schannel: a Certificate's context nobody asked for");
    TRY(check_entry_extensions(message));
    std::vector<Bytes> list;
    for (const CertificateEntry13& entry : message.list) list.push_back(entry.cert_data);
    PeerCertificates certificates;
    TRY_ASSIGN(certificates.chain, parse_certificate_list(list));
    if (!message.list.empty()) {
        const Bytes response = message.list.front().ocsp_response;
        certificates.stapled_ocsp.assign(response.begin(), response.end());
    }
    found_->certificates = std::move(certificates);
    return Status::ok;
}

// RFC 8446 4.4.2: "Extensions in the Certificate message from the server MUST correspond to ones
// from the ClientHello message.  Extensions in the Certificate message from the client MUST
// correspond to extensions in the CertificateRequest message from the server."  This server's asks
// for none.
Status Machine13::check_entry_extensions(const Certificate13& message) const {
    for (const CertificateEntry13& entry : message.list)
        for (const Extension& extension : entry.extensions.all())
            if (connection_.is_server() ||
                !handshake_->offer.offered(static_cast<ExtensionType>(extension.type)))
                return trace::because(Status::unsupported_extension,
                                      "schannel: an extension of a certificate nobody asked for",
                                      std::to_string(extension.type));
    return Status::ok;
}

void Machine13::accept_certificate() { connection_.peer = std::move(found_->certificates); }

// RFC 8446 4.4.3: "If sent by a server, the signature algorithm MUST be one offered in the client's
// "signature_algorithms" extension"; "The signature algorithm used in signatures MUST NOT be one of
// the [...] SHA-1 or RSASSA-PKCS1-v1_5 algorithms".
Result<const SignatureScheme*> Machine13::find_offered_scheme(std::uint16_t id) const {
    for (const SignatureScheme* const scheme : handshake_->terms().schemes)
        if (scheme->id == id && scheme->signs_tls13_handshakes) return scheme;
    return trace::because(Status::illegal_parameter,
                          "schannel: CertificateVerify by a scheme that was not offered",
                          std::to_string(id));
}

// The chain is judged behind the proof that the peer has its key: nothing is fetched for others.
Status Machine13::read_certificate_verify(Bytes whole) {
    TRY_ASSIGN(const CertificateVerify13 message, CertificateVerify13::parse(body_of(whole)));
    TRY_ASSIGN(const SignatureScheme* const scheme, find_offered_scheme(message.algorithm));
    const Result<crypto::PublicKey>& key = connection_.peer.chain.front()->public_key();
    TRY(key);
    if (!scheme->suits(Version::tls13, key.value()))
        return trace::because(Status::illegal_parameter,
                              "schannel: CertificateVerify by a scheme of another key",
                              scheme->name);
    const Buffer content = certificate_verify_content(!connection_.is_server(),
                                                      handshake_->transcript.value().bytes());
    TRY(verify(*scheme, key.value(), content, message.signature));
    found_->scheme = scheme;
    const Judgement judgement = handshake_->judgement();
    const bool peer_is_server = !connection_.is_server();
    TRY_ASSIGN(found_->peer, verify_peer({.peer = connection_.peer,
                                          .judgement = judgement,
                                          .peer_is_server = peer_is_server,
                                          .target = handshake_->target,
                                          .terms = handshake_->terms()}));
    return Status::ok;
}

void Machine13::accept_certificate_verify() {
    connection_.peer_scheme = found_->scheme;
    connection_.verified_peer = std::move(found_->peer);
}

void Machine13::accept_nobody() { connection_.verified_peer = anonymous_peer(); }

// RFC 8446 4.4.4: "Recipients of Finished messages MUST verify that the contents are correct and if
// incorrect MUST terminate the connection with a "decrypt_error" alert."
Status Machine13::read_finished(Bytes whole) {
    TRY_ASSIGN(const crypto::Digest expected,
               KeySchedule::verify_data(secrets_->handshake_of(!connection_.is_server()),
                                        handshake_->transcript.value().bytes()));
    TRY_ASSIGN(const Bytes verify_data, parse_finished13(body_of(whole), expected.bytes().size()));
    if (!constant_time_equal(verify_data, expected.bytes()))
        return trace::because(Status::handshake_altered, "schannel: the peer's Finished is wrong");
    return Status::ok;
}

// RFC 8449 4: "An endpoint MUST treat receipt of a smaller value" than 64 "as a fatal error and
// generate an "illegal_parameter" alert"; "in TLS 1.3 [...] the limit includes the content type";
// one above the protocol's maximum says no more than the maximum does.
Status Machine13::accept_record_size_limit(std::uint16_t limit) {
    if (limit < 64)
        return trace::because(Status::illegal_parameter, "schannel: record_size_limit under 64");
    connection_.sender.set_content_limit(
        std::min<std::size_t>(limit - std::size_t{1}, provider::kMaxPlaintext));
    connection_.receiver.set_content_limit(handshake_->terms().record_limit);
    return Status::ok;
}

// enum{ 2^9(1), 2^10(2), 2^11(3), 2^12(4), (255) } MaxFragmentLength;        RFC 6066 4
Status Machine13::accept_max_fragment_length(std::uint8_t code) {
    if (code < 1 || code > 4)
        return trace::because(Status::illegal_parameter, "schannel: no such max_fragment_length");
    connection_.sender.set_content_limit(std::size_t{1} << (8 + code));
    connection_.receiver.set_content_limit(std::size_t{1} << (8 + code));
    return Status::ok;
}

// -- connected -----------------------------------------------------------------------------------

Status Machine13::conclude() {
    if (!connection_.verified_peer.has_value()) return Status::internal_error;
    TRY_ASSIGN(connection_.resumption_master,
               KeySchedule::derive(secrets_->master, SecretKind::resumption_master,
                                   handshake_->transcript.value().bytes()));
    connection_.sender.set_key_update_after(handshake_->terms().key_update_after);
    connection_.credential = handshake_->credential;
    connection_.connected = true;
    trace_agreement();
    output_ = std::move(handshake_->output);
    secrets_.reset();
    found_.reset();
    handshake_.reset();
    return Status::ok;
}

void Machine13::trace_agreement() const {
    if (!trace::enabled()) return;
    const auto name = [](const SignatureScheme* scheme) {
        return scheme == nullptr ? std::string("none") : std::string(scheme->name);
    };
    trace::line("schannel: connected by TLS 1.3, " + printable(connection_.suite->name) + ", " +
                printable(connection_.group->name) + ", signed here by " +
                name(connection_.own_scheme) + ", by the peer by " + name(connection_.peer_scheme));
}

// The sequence number of the record that a KeyUpdate is in tells what came under its key before.
Status Machine13::read_key_update(Bytes whole) {
    TRY_ASSIGN(const KeyUpdate message, KeyUpdate::parse(body_of(whole)));
    if (connection_.receiver.sequence() > 1) key_updates_in_a_row_ = 0;
    if (++key_updates_in_a_row_ > kMostKeyUpdatesInARow)
        return trace::because(Status::unexpected_message,
                              "schannel: one KeyUpdate behind the other and no data");
    update_requested_ = message.update_requested;
    return Status::ok;
}

// RFC 8446 4.6.3: "If the request_update field is set to "update_requested", then the receiver MUST
// send a KeyUpdate of its own with request_update set to "update_not_requested" prior to sending
// its next Application Data record."
Status Machine13::accept_key_update() {
    TRY(connection_.update_receiving_key());
    if (!update_requested_ || connection_.sender.is_closed()) return Status::ok;
    return connection_.sender.update_key(false, output_);
}

}  // namespace secur32::schannel
