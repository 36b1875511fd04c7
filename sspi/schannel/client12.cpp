// The client's table and what it makes of the server's flight; its ServerHello: client12_hello.cpp,
// its own flight: client12_flight.cpp.
#include "sspi/schannel/client12.h"

#include <algorithm>
#include <array>

#include "sslprovider/base/trace.h"
#include "sslprovider/provider/premaster.h"
#include "sspi/schannel/opening.h"

namespace secur32::schannel {
namespace {

using provider::KeyExchange;

Buffer copy_of(Bytes octets) { return {octets.begin(), octets.end()}; }

constexpr std::array<std::string_view, 11> kStateNames = {
    "start",
    "wait_certificate",
    "wait_status_or_key_exchange",
    "wait_key_exchange",
    "wait_status_or_request",
    "wait_request",
    "wait_done",
    "wait_credentials",
    "wait_change_cipher_spec",
    "wait_finished",
    "connected",
};

}  // namespace

std::span<const Step<Client12>> Client12::steps() {
    using S = State;
    using E = Event;
    using C = Client12;
    // clang-format off
    static constexpr Step<Client12> kSteps[] = {
        // in                           hears                   check                    answer                        may enter
        {S::start,                      E::server_hello,        &C::check_server_hello,  &C::answer_server_hello,      {S::wait_certificate}},
        {S::wait_certificate,           E::certificate,         &C::check_certificate,   &C::answer_certificate,       {S::wait_status_or_key_exchange, S::wait_key_exchange, S::wait_status_or_request, S::wait_request}},
        {S::wait_status_or_key_exchange,E::certificate_status,  &C::check_status,        &C::answer_status,            {S::wait_key_exchange}},
        {S::wait_status_or_key_exchange,E::server_key_exchange, &C::check_key_exchange,  &C::answer_key_exchange,      {S::wait_request}},
        {S::wait_key_exchange,          E::server_key_exchange, &C::check_key_exchange,  &C::answer_key_exchange,      {S::wait_request}},
        {S::wait_status_or_request,     E::certificate_status,  &C::check_status,        &C::answer_status,            {S::wait_request}},
        {S::wait_status_or_request,     E::certificate_request, &C::check_request,       &C::answer_request,           {S::wait_done}},
        {S::wait_status_or_request,     E::server_hello_done,   &C::check_empty,         &C::answer_done,              {S::wait_change_cipher_spec}},
        {S::wait_request,               E::certificate_request, &C::check_request,       &C::answer_request,           {S::wait_done}},
        {S::wait_request,               E::server_hello_done,   &C::check_empty,         &C::answer_done,              {S::wait_change_cipher_spec}},
        {S::wait_done,                  E::server_hello_done,   &C::check_empty,         &C::answer_done,              {S::wait_credentials, S::wait_change_cipher_spec}},
        {S::wait_credentials,           E::credentials,         &C::check_nothing,       &C::send_flight,              {S::wait_change_cipher_spec}},
        {S::wait_change_cipher_spec,    E::change_cipher_spec,  &C::check_nothing,       &C::answer_change_cipher_spec,{S::wait_finished}},
        {S::wait_finished,              E::finished,            &C::check_finished,      &C::answer_finished,          {S::connected}},
        {S::connected,                  E::hello_request,       &C::check_empty,         &C::answer_hello_request,     {S::connected}},
    };
    // clang-format on
    return kSteps;
}

Status Client12::receive(Event event, Bytes whole) {
    // RFC 5246 7.4.1.1: HelloRequest "will be ignored by the client if the client is currently
    // negotiating a session".
    if (event == Event::hello_request && handshake_ != nullptr && state_ != State::start)
        return parse_empty(whole.subspan(4));
    return run(*this, event, whole);
}

Phase Client12::phase() const {
    if (state_ == State::connected) return Phase::connected;
    return state_ == State::wait_credentials ? Phase::wants_credentials : Phase::handshaking;
}

std::string_view Client12::state_name() const {
    return kStateNames[static_cast<std::size_t>(state_)];
}

Status Client12::check_certificate(Bytes body) {
    TRY_ASSIGN(const Certificate12 message, Certificate12::parse(body));
    // RFC 5246 7.4.2: the server's certificate_list may not be empty for these suites.
    if (message.certificate_list.empty())
        return trace::because(Status::decode_error, "schannel: the server shows no certificate");
    TRY_ASSIGN(heard_->chain, parse_certificate_list(message.certificate_list));
    return check_server_key(*heard_->chain.front());
}

Result<Client12::State> Client12::answer_certificate() {
    connection().peer.chain = std::move(heard_->chain);
    const crypto::PublicKey& key = connection().peer.chain.front()->public_key().value();
    if (suite().key_exchange == KeyExchange::rsa) {
        connection().exchange_bits = key.bits();
        return heard_->staples ? State::wait_status_or_request : State::wait_request;
    }
    return heard_->staples ? State::wait_status_or_key_exchange : State::wait_key_exchange;
}

Status Client12::check_status(Bytes body) {
    TRY_ASSIGN(const CertificateStatus message, CertificateStatus::parse(body));
    heard_->stapled_ocsp = copy_of(message.ocsp_response);
    return Status::ok;
}

Result<Client12::State> Client12::answer_status() {
    connection().peer.stapled_ocsp = std::move(heard_->stapled_ocsp);
    return suite().key_exchange == KeyExchange::rsa ? State::wait_request
                                                    : State::wait_key_exchange;
}

Status Client12::check_group(const ServerKeyExchange& message) const {
    if (suite().key_exchange == KeyExchange::ecdhe) {
        // RFC 8422 5.4: the client "SHOULD validate ... the named curve was one it offered".
        const bool offered =
            std::ranges::any_of(handshake_->terms().groups, [&](const provider::Group* group) {
                return static_cast<std::uint16_t>(group->id) == message.named_curve &&
                       !group->finite_field;
            });
        return offered ? Status::ok
                       : trace::because(Status::illegal_parameter,
                                        "schannel: the server chose a curve that was not offered");
    }
    const auto digit = std::ranges::find_if(message.prime, [](auto octet) { return octet != 0; });
    const auto octets = static_cast<std::size_t>(message.prime.end() - digit);
    const std::size_t bits =
        octets == 0 ? 0 : octets * 8 - static_cast<std::size_t>(std::countl_zero(*digit));
    if (bits >= handshake_->terms().least_dh_bits) return Status::ok;
    return trace::because(Status::insufficient_security,
                          "schannel: the server's Diffie-Hellman group is too small");
}

Result<const SignatureScheme*> Client12::scheme_of(const ServerKeyExchange& message) const {
    const Connection& connection = handshake_->connection;
    const crypto::PublicKey& key = connection.peer.chain.front()->public_key().value();
    if (connection.version < Version::tls12) return &scheme_before_tls12(key);
    // RFC 5246 7.4.3: "the algorithm ... MUST be ... listed in the 'signature_algorithms'
    // extension" and "compatible with the key in the server's end-entity certificate".
    const auto& offered = handshake_->terms().schemes;
    const auto scheme =
        std::ranges::find(offered, message.signed_params.scheme, &SignatureScheme::id);
    if (scheme == offered.end() || !(*scheme)->suits(connection.version, key))
        return trace::because(Status::illegal_parameter,
                              "schannel: ServerKeyExchange is signed in a way not offered");
    return *scheme;
}

Status Client12::check_key_exchange(Bytes body) {
    const KeyExchange exchange = suite().key_exchange;
    TRY_ASSIGN(const ServerKeyExchange message,
               ServerKeyExchange::parse(body, exchange, connection().version));
    TRY(check_group(message));
    TRY_ASSIGN(heard_->scheme, scheme_of(message));
    const crypto::PublicKey& key = connection().peer.chain.front()->public_key().value();
    TRY(verify(*heard_->scheme, key, signed_content(connection().randoms, message.params),
               message.signed_params.signature));
    heard_->public_value = copy_of(message.public_value);
    Result<crypto::KeyShare> share =
        exchange == KeyExchange::ecdhe
            ? handshake_->sources.key_share(static_cast<crypto::NamedGroup>(message.named_curve))
            : crypto::KeyShare::generate_finite_field(message.prime, message.generator);
    if (share.status() == Status::bad_key)
        return trace::because(Status::illegal_parameter,
                              "schannel: the server's Diffie-Hellman group is none");
    TRY(share);
    heard_->share = std::move(share).value();
    return Status::ok;
}

Result<Client12::State> Client12::answer_key_exchange() {
    connection().peer_scheme = heard_->scheme;
    connection().group = provider::find_group(static_cast<std::uint32_t>(heard_->share->group()));
    connection().exchange_bits = connection().group != nullptr ? connection().group->bits
                                                               : heard_->share->prime().size() * 8;
    return State::wait_request;
}

Status Client12::check_request(Bytes body) {
    TRY_ASSIGN(const CertificateRequest12 message,
               CertificateRequest12::parse(body, connection().version));
    heard_->certificate_types = copy_of(message.certificate_types);
    heard_->signature_algorithms = copy_of(message.signature_algorithm_octets);
    for (const Bytes name : message.certificate_authorities)
        heard_->authorities.push_back(copy_of(name));
    return Status::ok;
}

Result<Client12::State> Client12::answer_request() {
    connection().certificate_requested = true;
    connection().issuers = std::move(heard_->authorities);
    const NumberList schemes{Bytes(heard_->signature_algorithms)};
    for (std::size_t i = 0; i < schemes.size(); ++i)
        connection().peer_schemes.push_back(schemes[i]);
    return State::wait_done;
}

Result<Client12::State> Client12::answer_done() {
    // What was stapled is here, and the server has proved that the certificate is its own, but for
    // RSA key exchange, where its Finished does.
    TRY_ASSIGN(connection().verified_peer, verify_peer({.peer = connection().peer,
                                                        .judgement = handshake_->judgement(),
                                                        .peer_is_server = true,
                                                        .target = handshake_->target,
                                                        .terms = handshake_->terms()}));
    if (!connection().certificate_requested) handshake_->transcript.stop_keeping();
    if (connection().certificate_requested && choose().certificate == nullptr && asks_caller())
        return State::wait_credentials;
    return send_flight();
}

Result<Client12::State> Client12::answer_change_cipher_spec() {
    TRY(start_reading());
    return State::wait_finished;
}

Result<Client12::State> Client12::answer_finished() {
    TRY(finish());
    heard_.reset();
    return State::connected;
}

Result<Client12::State> Client12::answer_hello_request() {
    TRY(refuse_renegotiation());
    return State::connected;
}

std::unique_ptr<Machine> make_client12(std::unique_ptr<Handshake> handshake) {
    return std::make_unique<Client12>(std::move(handshake));
}

}  // namespace secur32::schannel
