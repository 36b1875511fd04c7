// What a server of TLS 1.3 demands of its client's messages, and answers.
#include "sspi/schannel/server13.h"

#include <algorithm>
#include <array>

#include "sslprovider/base/trace.h"
#include "sspi/schannel/client_hello13.h"
#include "sspi/schannel/opening.h"

namespace secur32::schannel {
namespace {

// What leaves room for the other extensions of a CertificateRequest.
constexpr std::size_t kMostAuthorityOctets = 0xE000;

Bytes body_of(Bytes whole) { return whole.subspan(4); }

std::uint16_t number_of(crypto::NamedGroup group) { return static_cast<std::uint16_t>(group); }

// As much as a client may have sent before it learns that none is taken.
constexpr std::size_t kMostEarlyData = 0x5000;

// ProtocolVersion selected_version;                                          RFC 8446 4.2.1
void add_selected_version(OutgoingExtensions& extensions) {
    extensions.add(ExtensionType::supported_versions,
                   [](Writer& out) { out.be16(static_cast<std::uint16_t>(Version::tls13)); });
}

// SignatureScheme supported_signature_algorithms<2..2^16-2>;                 RFC 8446 4.2.3
void write_schemes(Writer& out, std::span<const SignatureScheme* const> schemes) {
    out.vector16([&] {
        for (const SignatureScheme* const scheme : schemes) out.be16(scheme->id);
    });
}

}  // namespace

std::unique_ptr<Machine> make_server13(std::unique_ptr<Handshake> handshake) {
    return std::make_unique<Server13>(std::move(handshake));
}

std::span<const Step<Server13>> Server13::steps() {
    using S = State;
    using E = Event;
    using N = Server13;
    // clang-format off
    static constexpr Step<Server13> kSteps[] = {
        // in                         hears                  check                          answer                          may enter
        {S::start,                    E::client_hello,       &N::check_client_hello,        &N::answer_client_hello,        {S::wait_second_client_hello, S::wait_certificate, S::wait_finished}},
        {S::wait_second_client_hello, E::client_hello,       &N::check_second_client_hello, &N::answer_second_client_hello, {S::wait_certificate, S::wait_finished}},
        {S::wait_certificate,         E::certificate,        &N::check_certificate,         &N::answer_certificate,         {S::wait_certificate_verify, S::wait_finished}},
        {S::wait_certificate_verify,  E::certificate_verify, &N::check_certificate_verify,  &N::answer_certificate_verify,  {S::wait_finished}},
        {S::wait_finished,            E::finished,           &N::check_finished,            &N::answer_finished,            {S::connected}},
        {S::connected,                E::key_update,         &N::check_key_update,          &N::answer_key_update,          {S::connected}},
    };
    // clang-format on
    return kSteps;
}

Server13::Server13(std::unique_ptr<Handshake> handshake)
    : Machine13(std::move(handshake)), hellos_(std::make_unique<Hellos>()) {}

Status Server13::receive(Event event, Bytes whole) {
    if (has_failed()) return Status::context_expired;
    if (find_step<Server13>(state_, event) == nullptr) return ended(unexpected(event));
    return ended(take(*this, event, whole));
}

void Server13::heard(Event, Bytes whole) { heard_message(whole); }

Phase Server13::phase() const {
    return state_ == State::connected ? Phase::connected : Phase::handshaking;
}

std::string_view Server13::state_name() const {
    static constexpr std::array<std::string_view, 6> kNames = {"start",
                                                               "wait_second_client_hello",
                                                               "wait_certificate",
                                                               "wait_certificate_verify",
                                                               "wait_finished",
                                                               "connected"};
    return kNames[static_cast<std::size_t>(state_)];
}

// -- ClientHello ---------------------------------------------------------------------------------

Status Server13::check_client_hello(Bytes) { return choose(handshake_->client_hello); }

Status Server13::choose(const ClientHello& hello) {
    TRY_ASSIGN(hellos_->choice,
               choose13(hello, handshake_->terms(), handshake_->credential->certificates()));
    return Status::ok;
}

Result<Server13::State> Server13::answer_client_hello() {
    note_client_hello();
    return hellos_->choice.share == nullptr ? send_hello_retry_request() : send_flight();
}

void Server13::note_client_hello() {
    const ClientHello& hello = handshake_->client_hello;
    connection_.session_id.assign(hello.session_id.begin(), hello.session_id.end());
    connection_.randoms.client = hello.random;
    connection_.peer_schemes.clear();
    for (std::size_t i = 0; i < hello.signature_algorithms.size(); ++i)
        connection_.peer_schemes.push_back(hello.signature_algorithms[i]);
}

Status Server13::check_second_client_hello(Bytes whole) {
    const Bytes body = body_of(whole);
    hellos_->second_octets.assign(body.begin(), body.end());
    TRY_ASSIGN(hellos_->second_hello, ClientHello::parse(hellos_->second_octets));
    TRY(check_second_client_hello13(handshake_->client_hello, hellos_->second_hello,
                                    hellos_->retry->group->id, hellos_->retry->cookie));
    TRY(choose(hellos_->second_hello));
    // RFC 8446 4.1.4: what was said in the HelloRetryRequest holds.
    if (hellos_->choice.share == nullptr || hellos_->choice.suite != hellos_->retry->suite ||
        hellos_->choice.group != hellos_->retry->group)
        return trace::because(Status::illegal_parameter,
                              "schannel: the second ClientHello leads to another choice");
    return Status::ok;
}

Result<Server13::State> Server13::answer_second_client_hello() {
    handshake_->client_hello_octets = std::move(hellos_->second_octets);
    handshake_->client_hello = std::move(hellos_->second_hello);
    hellos_->retry.reset();
    connection_.receiver.skip_early_data(0);
    return send_flight();
}

// -- HelloRetryRequest, ServerHello ---------------------------------------------------------------

void Server13::send_hello(const provider::Random& random, const OutgoingExtensions& extensions) {
    handshake_->send(Event::server_hello, [&](Writer& out) {
        out.be16(0x0303);
        out.bytes(random);
        out.vector8([&] { out.bytes(connection_.session_id); });
        out.be16(hellos_->choice.suite->id);
        out.u8(0);
        extensions.write(out, handshake_->sources.extension_order(
                                  static_cast<std::uint8_t>(Event::server_hello)));
    });
}

Result<Server13::State> Server13::send_hello_retry_request() {
    trace::line("schannel: asks for a ClientHello with a share of another group");
    hellos_->retry.reset(
        new Retry{hellos_->choice.suite, hellos_->choice.group, handshake_->sources.cookie()});
    handshake_->transcript.choose(Version::tls13, *hellos_->choice.suite);
    handshake_->transcript.replace_with_message_hash();
    OutgoingExtensions extensions;
    extensions.add(ExtensionType::key_share,
                   [&](Writer& out) { out.be16(number_of(hellos_->choice.group->id)); });
    if (!hellos_->retry->cookie.empty())
        extensions.add(ExtensionType::cookie, [&](Writer& out) {
            out.vector16([&] { out.bytes(hellos_->retry->cookie); });
        });
    add_selected_version(extensions);
    send_hello(kHelloRetryRequestRandom, extensions);
    TRY(handshake_->flush());
    TRY(send_dummy_change_cipher_spec());
    skip_early_data();
    return State::wait_second_client_hello;
}

Result<crypto::KeyShare> Server13::send_server_hello() {
    TRY_ASSIGN(crypto::KeyShare own, handshake_->sources.key_share(hellos_->choice.group->id));
    handshake_->sources.random(connection_.randoms.server);
    OutgoingExtensions extensions;
    extensions.add(ExtensionType::key_share, [&](Writer& out) {
        out.be16(number_of(hellos_->choice.group->id));
        out.vector16([&] { out.bytes(own.public_value()); });
    });
    add_selected_version(extensions);
    send_hello(connection_.randoms.server, extensions);
    connection_.extensions = extensions.types();
    return own;
}

// RFC 8446 2: the whole of the server's flight; from Finished on it could send data.
Result<Server13::State> Server13::send_flight() {
    TRY_ASSIGN(const crypto::KeyShare own, send_server_hello());
    note_agreement(*hellos_->choice.suite, *hellos_->choice.group);
    TRY(derive_handshake_secrets(own, hellos_->choice.share->key_exchange));
    TRY(handshake_->flush());
    TRY(send_dummy_change_cipher_spec());
    TRY(send_under_handshake_key());
    TRY(receive_under_handshake_key());
    skip_early_data();
    TRY(accept_limits());
    send_encrypted_extensions();
    if (asks_for_certificate()) send_certificate_request();
    TRY(send_authentication(hellos_->choice.certificate, hellos_->choice.scheme));
    TRY(send_finished());
    TRY(derive_application_secrets());
    TRY(send_under_application_key());
    if (asks_for_certificate()) return State::wait_certificate;
    accept_nobody();
    return State::wait_finished;
}

// RFC 8446 4.2.10: "Ignore the extension and return a regular 1-RTT response.  The server then
// skips past early data".
void Server13::skip_early_data() {
    if (handshake_->client_hello.early_data) connection_.receiver.skip_early_data(kMostEarlyData);
}

// RFC 8449 5: "A server that supports the "record_size_limit" extension MUST ignore a
// "max_fragment_length" extension that appears in a ClientHello if both extensions appear."
Status Server13::accept_limits() {
    const ClientHello& hello = handshake_->client_hello;
    if (hello.record_size_limit.has_value())
        return accept_record_size_limit(*hello.record_size_limit);
    if (hello.max_fragment_length.has_value())
        return accept_max_fragment_length(*hello.max_fragment_length);
    return Status::ok;
}

// RFC 8446 4.2.7: servers may say in EncryptedExtensions which groups they would rather have had.
void Server13::send_encrypted_extensions() {
    const ClientHello& hello = handshake_->client_hello;
    OutgoingExtensions extensions;
    extensions.add(ExtensionType::supported_groups, [&](Writer& out) {
        out.vector16([&] {
            for (const provider::Group* const group : handshake_->terms().groups)
                out.be16(number_of(group->id));
        });
    });
    if (!connection_.application_protocol.empty())
        extensions.add(ExtensionType::application_layer_protocol_negotiation, [&](Writer& out) {
            out.vector16([&] {
                out.vector8([&] {
                    out.bytes(bytes_of(std::string_view(connection_.application_protocol)));
                });
            });
        });
    // RFC 8449 4: in TLS 1.3 the limit has room for the content's type.
    if (hello.record_size_limit.has_value())
        extensions.add(ExtensionType::record_size_limit, [&](Writer& out) {
            out.be16(static_cast<std::uint16_t>(handshake_->terms().record_limit + 1));
        });
    else if (hello.max_fragment_length.has_value())
        extensions.add(ExtensionType::max_fragment_length,
                       [&](Writer& out) { out.u8(*hello.max_fragment_length); });
    // RFC 6066 3: a server that used the name "SHALL include an extension of type "server_name" in
    // the (extended) server hello", empty.
    if (hello.server_name.has_value()) extensions.add(ExtensionType::server_name, [](Writer&) {});
    add_own_extensions(Event::encrypted_extensions, extensions, [&](std::uint16_t type) {
        return hello.extensions.find(static_cast<ExtensionType>(type)) != nullptr;
    });
    handshake_->send(Event::encrypted_extensions, [&](Writer& out) {
        extensions.write(out, handshake_->sources.extension_order(
                                  static_cast<std::uint8_t>(Event::encrypted_extensions)));
    });
    const std::vector<std::uint16_t> types = extensions.types();
    connection_.extensions.insert(connection_.extensions.end(), types.begin(), types.end());
}

// ASC_REQ_MUTUAL_AUTH
bool Server13::asks_for_certificate() const {
    return handshake_->features.has(Feature::mutual_auth);
}

void Server13::send_certificate_request() {
    connection_.certificate_requested = true;
    const Terms& terms = handshake_->terms();
    OutgoingExtensions extensions;
    extensions.add(ExtensionType::signature_algorithms,
                   [&](Writer& out) { write_schemes(out, terms.schemes); });
    // RFC 8446 4.2.3: without it signature_algorithms applies to certificates too.
    if (terms.certificate_schemes != terms.schemes)
        extensions.add(ExtensionType::signature_algorithms_cert,
                       [&](Writer& out) { write_schemes(out, terms.certificate_schemes); });
    const Buffer authorities =
        distinguished_names(handshake_->credential->authority_names(), kMostAuthorityOctets);
    if (!authorities.empty())
        extensions.add(ExtensionType::certificate_authorities,
                       [&](Writer& out) { out.vector16([&] { out.bytes(authorities); }); });
    add_own_extensions(Event::certificate_request, extensions, [](std::uint16_t) { return true; });
    handshake_->send(Event::certificate_request, [&](Writer& out) {
        out.vector8([] {});
        extensions.write(out, handshake_->sources.extension_order(
                                  static_cast<std::uint8_t>(Event::certificate_request)));
    });
}

// -- the client's flight -------------------------------------------------------------------------

Status Server13::check_certificate(Bytes whole) {
    TRY(read_certificate(whole));
    if (has_certificate() || !handshake_->terms().require_client_certificate) return Status::ok;
    // RFC 8446 4.4.2.4: "the server MAY at its discretion either continue the handshake without
    // client authentication or abort the handshake with a "certificate_required" alert."
    return trace::because(Status::certificate_required,
                          "schannel: the client shows no certificate");
}

Result<Server13::State> Server13::answer_certificate() {
    if (has_certificate()) {
        accept_certificate();
        return State::wait_certificate_verify;
    }
    accept_nobody();
    return State::wait_finished;
}

Status Server13::check_certificate_verify(Bytes whole) { return read_certificate_verify(whole); }

Result<Server13::State> Server13::answer_certificate_verify() {
    accept_certificate_verify();
    return State::wait_finished;
}

Status Server13::check_finished(Bytes whole) { return read_finished(whole); }

Result<Server13::State> Server13::answer_finished() {
    TRY(receive_under_application_key());
    hellos_.reset();
    TRY(conclude());
    return State::connected;
}

// -- connected -----------------------------------------------------------------------------------

Status Server13::check_key_update(Bytes whole) { return read_key_update(whole); }

Result<Server13::State> Server13::answer_key_update() {
    TRY(accept_key_update());
    return State::connected;
}

}  // namespace secur32::schannel
