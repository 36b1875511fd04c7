// The server's table and what it makes of the client's flight; its own: server12_flight.cpp.
#include "sspi/schannel/server12.h"

#include <algorithm>
#include <array>

#include "sslprovider/base/trace.h"
#include "sslprovider/provider/premaster.h"
#include "sspi/schannel/opening.h"

namespace secur32::schannel {
namespace {

using provider::KeyExchange;
using provider::MasterKey;
using provider::Premaster;

constexpr std::array<std::string_view, 7> kStateNames = {
    "start",
    "wait_certificate",
    "wait_key_exchange",
    "wait_certificate_verify",
    "wait_change_cipher_spec",
    "wait_finished",
    "connected",
};

}  // namespace

std::span<const Step<Server12>> Server12::steps() {
    using S = State;
    using E = Event;
    using C = Server12;
    // clang-format off
    static constexpr Step<Server12> kSteps[] = {
        // in                       hears                   check                         answer                         may enter
        {S::start,                  E::client_hello,        &C::check_client_hello,       &C::answer_client_hello,       {S::wait_certificate, S::wait_key_exchange}},
        {S::wait_certificate,       E::certificate,         &C::check_certificate,        &C::answer_certificate,        {S::wait_key_exchange}},
        {S::wait_key_exchange,      E::client_key_exchange, &C::check_key_exchange,       &C::answer_key_exchange,       {S::wait_certificate_verify, S::wait_change_cipher_spec}},
        {S::wait_certificate_verify,E::certificate_verify,  &C::check_certificate_verify, &C::answer_certificate_verify, {S::wait_change_cipher_spec}},
        {S::wait_change_cipher_spec,E::change_cipher_spec,  &C::check_nothing,            &C::answer_change_cipher_spec, {S::wait_finished}},
        {S::wait_finished,          E::finished,            &C::check_finished,           &C::answer_finished,           {S::connected}},
        {S::connected,              E::client_hello,        &C::check_nothing,            &C::answer_renegotiation,      {S::connected}},
    };
    // clang-format on
    return kSteps;
}

Phase Server12::phase() const {
    return state_ == State::connected ? Phase::connected : Phase::handshaking;
}

std::string_view Server12::state_name() const {
    return kStateNames[static_cast<std::size_t>(state_)];
}

// Compression, point formats and what is common to all versions are judged before (hello.h,
// opening.cpp).
Status Server12::check_client_hello(Bytes) {
    const ClientHello& hello = this->hello();
    // RFC 5746 3.6: "verify that the length of the 'renegotiated_connection' field is zero, and if
    // it is not, MUST abort the handshake".
    if (hello.renegotiation_info && !hello.renegotiation_info->empty())
        return trace::because(Status::algorithm_mismatch,
                              "schannel: renegotiation_info in a first handshake is not empty");
    if (!hello.extended_master_secret && handshake_->terms().require_extended_master_secret)
        return trace::because(Status::algorithm_mismatch,
                              "schannel: the client has no extended master secret");
    TRY_ASSIGN(heard_->choice, choose12(hello, connection().version, handshake_->terms(),
                                        handshake_->credential->certificates()));
    return Status::ok;
}

Status Server12::check_certificate(Bytes body) {
    TRY_ASSIGN(const Certificate12 message, Certificate12::parse(body));
    if (message.certificate_list.empty()) {
        // RFC 5246 7.4.6: "the server MAY at its discretion either continue the handshake without
        // client authentication, or respond with a fatal handshake_failure alert."
        return handshake_->terms().require_client_certificate
                   ? trace::because(Status::no_credentials,
                                    "schannel: the client shows no certificate")
                   : Status::ok;
    }
    TRY_ASSIGN(heard_->chain, parse_certificate_list(message.certificate_list));
    return Status::ok;
}

Result<Server12::State> Server12::answer_certificate() {
    connection().peer.chain = std::move(heard_->chain);
    return State::wait_key_exchange;
}

Status Server12::check_key_exchange(Bytes body) {
    TRY_ASSIGN(const ClientKeyExchange message,
               ClientKeyExchange::parse(body, suite().key_exchange));
    heard_->exchange_keys.assign(message.exchange_keys.begin(), message.exchange_keys.end());
    return Status::ok;
}

Result<MasterKey> Server12::master() const {
    const Connection& connection = handshake_->connection;
    const std::optional<crypto::Digest> digest = session_hash();
    const std::optional<Bytes> hash = digest ? std::optional<Bytes>(digest->bytes()) : std::nullopt;
    if (suite().key_exchange == KeyExchange::rsa) {
        const crypto::PrivateKey& key = connection.own_certificate->key;
        // What is wrong inside is told by nothing but the Finished (RFC 5246 7.4.7.1); how long it
        // is everybody sees.
        if (heard_->exchange_keys.size() != (key.bits() + 7) / 8)
            return trace::because(Status::decode_error,
                                  "schannel: the encrypted secret is not as long as the key");
        return MasterKey::from_encrypted_premaster(
            connection.version, suite(), key, heard_->exchange_keys,
            static_cast<Version>(hello().legacy_version), connection.randoms, hash);
    }
    Result<Premaster> premaster = Premaster::agree(*heard_->share, heard_->exchange_keys);
    if (premaster.status() == Status::bad_key)
        return trace::because(Status::illegal_parameter,
                              "schannel: the client's public value is not of the group");
    TRY(premaster);
    return premaster.value().master_key(connection.version, suite(), provider::Side::server,
                                        connection.randoms, hash);
}

Result<Server12::State> Server12::answer_key_exchange() {
    TRY_ASSIGN(MasterKey made, master());
    TRY(adopt_master(std::move(made)));
    heard_->share.reset();
    if (!connection().peer.chain.empty()) return State::wait_certificate_verify;
    connection().verified_peer = anonymous_peer();
    handshake_->transcript.stop_keeping();
    return State::wait_change_cipher_spec;
}

Status Server12::check_certificate_verify(Bytes body) {
    TRY_ASSIGN(const DigitallySigned message, parse_certificate_verify(body, connection().version));
    const crypto::PublicKey& key = connection().peer.chain.front()->public_key().value();
    heard_->scheme = &scheme_before_tls12(key);
    if (connection().version >= Version::tls12) {
        // RFC 5246 7.4.8: "one of those present in the supported_signature_algorithms field of the
        // CertificateRequest message" and "compatible with the key".
        const auto& asked = handshake_->terms().schemes;
        const auto scheme = std::ranges::find(asked, message.scheme, &SignatureScheme::id);
        if (scheme == asked.end() || !(*scheme)->suits(connection().version, key))
            return trace::because(Status::illegal_parameter,
                                  "schannel: CertificateVerify is signed in a way not asked for");
        heard_->scheme = *scheme;
    }
    return verify(*heard_->scheme, key, handshake_->transcript.messages(), message.signature);
}

// The chain is judged once the client has proved that it is its own: nobody else makes this server
// build chains.
Result<Server12::State> Server12::answer_certificate_verify() {
    connection().peer_scheme = heard_->scheme;
    TRY_ASSIGN(connection().verified_peer, verify_peer({.peer = connection().peer,
                                                        .judgement = handshake_->judgement(),
                                                        .peer_is_server = false,
                                                        .target = {},
                                                        .terms = handshake_->terms()}));
    handshake_->transcript.stop_keeping();
    return State::wait_change_cipher_spec;
}

Result<Server12::State> Server12::answer_change_cipher_spec() {
    TRY(start_reading());
    return State::wait_finished;
}

Result<Server12::State> Server12::answer_finished() {
    TRY(send_finished());
    TRY(finish());
    heard_.reset();
    return State::connected;
}

Result<Server12::State> Server12::answer_renegotiation() {
    TRY(refuse_renegotiation());
    return State::connected;
}

std::unique_ptr<Machine> make_server12(std::unique_ptr<Handshake> handshake) {
    return std::make_unique<Server12>(std::move(handshake));
}

}  // namespace secur32::schannel
