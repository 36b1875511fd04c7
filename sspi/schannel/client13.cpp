// What a client of TLS 1.3 demands of its server's messages, and answers.
#include "sspi/schannel/client13.h"

#include <algorithm>
#include <array>

#include "sslprovider/base/trace.h"
#include "sspi/schannel/opening.h"

namespace secur32::schannel {
namespace {

Bytes body_of(Bytes whole) { return whole.subspan(4); }

Status illegal(std::string_view reason) {
    return trace::because(Status::illegal_parameter, reason);
}

bool is_hello(Event event) {
    return event == Event::server_hello || event == Event::hello_retry_request;
}

}  // namespace

std::unique_ptr<Machine> make_client13(std::unique_ptr<Handshake> handshake) {
    return std::make_unique<Client13>(std::move(handshake));
}

std::span<const Step<Client13>> Client13::steps() {
    using S = State;
    using E = Event;
    using C = Client13;
    // clang-format off
    static constexpr Step<Client13> kSteps[] = {
        // in                            hears                    check                           answer                           may enter
        {S::start,                       E::server_hello,         &C::check_server_hello,         &C::answer_server_hello,         {S::wait_encrypted_extensions}},
        {S::start,                       E::hello_retry_request,  &C::check_hello_retry_request,  &C::answer_hello_retry_request,  {S::wait_second_hello}},
        // RFC 8446 4.1.4: a second HelloRetryRequest is an "unexpected_message".
        {S::wait_second_hello,           E::server_hello,         &C::check_server_hello,         &C::answer_server_hello,         {S::wait_encrypted_extensions}},
        {S::wait_encrypted_extensions,   E::encrypted_extensions, &C::check_encrypted_extensions, &C::answer_encrypted_extensions, {S::wait_certificate_or_request}},
        {S::wait_certificate_or_request, E::certificate_request,  &C::check_certificate_request,  &C::answer_certificate_request,  {S::wait_certificate}},
        {S::wait_certificate_or_request, E::certificate,          &C::check_certificate,          &C::answer_certificate,          {S::wait_certificate_verify}},
        {S::wait_certificate,            E::certificate,          &C::check_certificate,          &C::answer_certificate,          {S::wait_certificate_verify}},
        {S::wait_certificate_verify,     E::certificate_verify,   &C::check_certificate_verify,   &C::answer_certificate_verify,   {S::wait_finished}},
        {S::wait_finished,               E::finished,             &C::check_finished,             &C::answer_finished,             {S::connected, S::wait_credentials}},
        {S::wait_credentials,            E::credentials,          &C::check_credentials,          &C::answer_credentials,          {S::connected}},
        {S::connected,                   E::new_session_ticket,   &C::check_new_session_ticket,   &C::answer_new_session_ticket,   {S::connected}},
        {S::connected,                   E::key_update,           &C::check_key_update,           &C::answer_key_update,           {S::connected}},
    };
    // clang-format on
    return kSteps;
}

Client13::Client13(std::unique_ptr<Handshake> handshake) : Machine13(std::move(handshake)) {
    const ClientOffer& offer = handshake_->offer;
    connection_.session_id.assign(
        offer.session_id.begin(),
        offer.session_id.begin() + static_cast<std::ptrdiff_t>(offer.session_id_length));
    connection_.randoms.client = offer.random;
}

// The first hello comes parsed; the one behind a HelloRetryRequest is parsed here.
Status Client13::receive(Event event, Bytes whole) {
    if (has_failed()) return Status::context_expired;
    if (is_hello(event) && state_ == State::wait_second_hello) {
        Result<ServerHello> hello = ServerHello::parse(body_of(whole));
        if (!hello.ok()) return ended(hello.status());
        handshake_->server_hello = std::move(hello).value();
    }
    if (is_hello(event) && handshake_ != nullptr)
        event = handshake_->server_hello.is_hello_retry_request ? Event::hello_retry_request
                                                                : Event::server_hello;
    if (find_step<Client13>(state_, event) == nullptr) return ended(unexpected(event));
    return ended(take(*this, event, whole));
}

// RFC 8446 4.4.1: ClientHello1 is replaced before HelloRetryRequest is added.
void Client13::heard(Event event, Bytes whole) {
    if (event == Event::credentials) return;
    if (event == Event::hello_retry_request) {
        handshake_->transcript.choose(Version::tls13, *suite_);
        handshake_->transcript.replace_with_message_hash();
    }
    heard_message(whole);
}

Phase Client13::phase() const {
    if (state_ == State::wait_credentials) return Phase::wants_credentials;
    return state_ == State::connected ? Phase::connected : Phase::handshaking;
}

// RFC 8446 5: until "the peer's Finished message has been received".
bool Client13::ignores_change_cipher_spec() const { return state_ < State::wait_credentials; }

std::string_view Client13::state_name() const {
    static constexpr std::array<std::string_view, 9> kNames = {"start",
                                                               "wait_second_hello",
                                                               "wait_encrypted_extensions",
                                                               "wait_certificate_or_request",
                                                               "wait_certificate",
                                                               "wait_certificate_verify",
                                                               "wait_finished",
                                                               "wait_credentials",
                                                               "connected"};
    return kNames[static_cast<std::size_t>(state_)];
}

// -- ServerHello and HelloRetryRequest ----------------------------------------------------------

// RFC 8446 4.1.3, what both have in common.
Status Client13::check_hello() const {
    const ServerHello& hello = handshake_->server_hello;
    // 4.2.1: a client that gets another selected_version "MUST abort the handshake with an
    // "illegal_parameter" alert"; behind a HelloRetryRequest it may not change either (4.1.4).
    if (hello.version != Version::tls13 || hello.legacy_version != 0x0303)
        return illegal("schannel: ServerHello of another version than TLS 1.3");
    // "A client which receives a legacy_session_id_echo field that does not match what it sent in
    // the ClientHello MUST abort the handshake with an "illegal_parameter" alert."
    if (!std::ranges::equal(hello.session_id, connection_.session_id))
        return illegal("schannel: ServerHello echoes another session id");
    if (hello.compression_method != 0)
        return illegal("schannel: ServerHello of TLS 1.3 with compression");
    return check_offered(hello.extensions);
}

// RFC 8446 4.2: "Implementations MUST NOT send extension responses if the remote endpoint did not
// send the corresponding extension requests, with the exception of the "cookie" extension in the
// HelloRetryRequest.  Upon receiving such an extension, an endpoint MUST abort the handshake with
// an "unsupported_extension" alert."
Status Client13::check_offered(const Extensions& extensions) const {
    for (const Extension& extension : extensions.all()) {
        const auto type = static_cast<ExtensionType>(extension.type);
        if (type == ExtensionType::cookie || handshake_->offer.offered(type)) continue;
        return trace::because(Status::unsupported_extension,
                              "schannel: the server sends an extension that was not offered: ",
                              std::to_string(extension.type));
    }
    return Status::ok;
}

// "A client which receives a cipher suite that was not offered MUST abort the handshake with an
// "illegal_parameter" alert."
Result<const provider::CipherSuite*> Client13::find_offered_suite() const {
    const std::uint16_t id = handshake_->server_hello.cipher_suite;
    for (const provider::CipherSuite* const suite : handshake_->terms().suites)
        if (suite->id == id && suite->suits(Version::tls13)) return suite;
    return illegal("schannel: the server chose a suite that was not offered");
}

// RFC 8446 4.2.8: the share "MUST be in the same group as one of the client's shares"; behind a
// HelloRetryRequest there is but the one of its group.
Result<const crypto::KeyShare*> Client13::find_offered_share(std::uint16_t group) const {
    for (const crypto::KeyShare& share : handshake_->offer.key_shares)
        if (static_cast<std::uint16_t>(share.group()) == group) return &share;
    return illegal("schannel: the server's key share is of a group that was not shared");
}

Status Client13::check_server_hello(Bytes) {
    TRY(check_hello());
    TRY_ASSIGN(const provider::CipherSuite* const suite, find_offered_suite());
    // RFC 8446 4.1.4: "the client MUST check that the cipher suite supplied in the ServerHello is
    // the same as that in the HelloRetryRequest and otherwise abort the handshake with an
    // "illegal_parameter" alert."
    if (state_ == State::wait_second_hello && suite != suite_)
        return illegal("schannel: the suite changed behind a HelloRetryRequest");
    // RFC 8446 9.2: without a PSK there has to be a key_share.
    const std::optional<KeyShareEntry>& entry = handshake_->server_hello.key_share;
    if (!entry.has_value())
        return trace::because(Status::missing_extension, "schannel: ServerHello without key_share");
    TRY_ASSIGN(share_, find_offered_share(entry->group));
    suite_ = suite;
    return Status::ok;
}

Result<Client13::State> Client13::answer_server_hello() {
    const ServerHello& hello = handshake_->server_hello;
    note_agreement(*suite_, *provider::find_group(hello.key_share->group));
    connection_.randoms.server = hello.random;
    for (const Extension& extension : hello.extensions.all())
        connection_.extensions.push_back(extension.type);
    note_subscribed(Event::server_hello, hello.extensions);
    connection_.sender.set_plaintext_version(0x0303);
    TRY(derive_handshake_secrets(*share_, hello.key_share->key_exchange));
    share_ = nullptr;
    handshake_->offer.key_shares.clear();
    // RFC 8446 D.4: "immediately before its second flight"; from here on all else is encrypted.
    TRY(send_dummy_change_cipher_spec());
    TRY(send_under_handshake_key());
    TRY(receive_under_handshake_key());
    return State::wait_encrypted_extensions;
}

// RFC 8446 4.2.8: "the selected_group field" must be one of "supported_groups" and "does not
// correspond to a group which was provided in the "key_share" extension in the original
// ClientHello"; else "illegal_parameter".
Status Client13::check_retried_group(std::uint16_t group) const {
    const auto& groups = handshake_->terms().groups;
    const auto is_it = [&](const provider::Group* own) {
        return static_cast<std::uint16_t>(own->id) == group;
    };
    if (std::ranges::none_of(groups, is_it))
        return illegal("schannel: HelloRetryRequest for a group that was not offered");
    if (find_offered_share(group).ok())
        return illegal("schannel: HelloRetryRequest for a group whose share it had");
    return Status::ok;
}

Status Client13::check_hello_retry_request(Bytes) {
    TRY(check_hello());
    const ServerHello& hello = handshake_->server_hello;
    // RFC 8446 4.1.4: "Clients MUST abort the handshake with an "illegal_parameter" alert if the
    // HelloRetryRequest would not result in any change in the ClientHello."
    if (!hello.selected_group.has_value() && !hello.cookie.has_value())
        return illegal("schannel: HelloRetryRequest that changes nothing");
    if (hello.selected_group.has_value()) TRY(check_retried_group(*hello.selected_group));
    TRY_ASSIGN(suite_, find_offered_suite());
    return Status::ok;
}

Result<Client13::State> Client13::answer_hello_retry_request() {
    const ServerHello& hello = handshake_->server_hello;
    handshake_->connection.sender.set_plaintext_version(0x0303);
    if (hello.selected_group.has_value()) {
        const auto group = static_cast<crypto::NamedGroup>(*hello.selected_group);
        TRY_ASSIGN(crypto::KeyShare share, handshake_->sources.key_share(group));
        handshake_->offer.key_shares.clear();
        handshake_->offer.key_shares.push_back(std::move(share));
    }
    TRY(send_dummy_change_cipher_spec());
    const SecondHello second{.cookie = hello.cookie};
    TRY(send_client_hello(*handshake_, &second));
    TRY(handshake_->flush());
    return State::wait_second_hello;
}

// -- the server's encrypted flight ---------------------------------------------------------------

Status Client13::check_encrypted_extensions(Bytes whole) {
    TRY_ASSIGN(encrypted_extensions_, EncryptedExtensions::parse(body_of(whole)));
    const EncryptedExtensions& message = encrypted_extensions_;
    TRY(check_offered(message.extensions));
    // RFC 7301 3.1: the server's one protocol is one of the client's.
    const auto& offered = handshake_->offer.application_protocols;
    if (message.application_protocol.has_value() &&
        std::ranges::find(offered, *message.application_protocol) == offered.end())
        return illegal("schannel: the server chose an application protocol that was not offered");
    // RFC 8449 5: "A client MUST treat receipt of both "max_fragment_length" and
    // "record_size_limit" as a fatal error, and it SHOULD generate an "illegal_parameter" alert."
    if (message.max_fragment_length.has_value() && message.record_size_limit.has_value())
        return illegal("schannel: both max_fragment_length and record_size_limit");
    return Status::ok;
}

Result<Client13::State> Client13::answer_encrypted_extensions() {
    const EncryptedExtensions& message = encrypted_extensions_;
    for (const Extension& extension : message.extensions.all())
        connection_.extensions.push_back(extension.type);
    if (message.application_protocol.has_value())
        connection_.application_protocol = *message.application_protocol;
    if (message.record_size_limit.has_value())
        TRY(accept_record_size_limit(*message.record_size_limit));
    if (message.max_fragment_length.has_value())
        TRY(accept_max_fragment_length(*message.max_fragment_length));
    note_subscribed(Event::encrypted_extensions, message.extensions);
    encrypted_extensions_ = {};
    return State::wait_certificate_or_request;
}

Status Client13::check_certificate_request(Bytes whole) {
    TRY_ASSIGN(request_, CertificateRequest13::parse(body_of(whole)));
    // RFC 8446 4.3.2: the context "SHALL be zero length unless used for the post-handshake
    // authentication exchanges".
    if (!request_.context.empty())
        return illegal("schannel: CertificateRequest of the handshake with a context");
    return Status::ok;
}

Result<Client13::State> Client13::answer_certificate_request() {
    connection_.certificate_requested = true;
    const NumberList& schemes = request_.signature_algorithms;
    for (std::size_t i = 0; i < schemes.size(); ++i) {
        connection_.peer_schemes.push_back(schemes[i]);
        peer_schemes_.push_back(static_cast<std::uint8_t>(schemes[i] >> 8));
        peer_schemes_.push_back(static_cast<std::uint8_t>(schemes[i]));
    }
    for (const Bytes name : request_.certificate_authorities)
        connection_.issuers.emplace_back(name.begin(), name.end());
    note_subscribed(Event::certificate_request, request_.extensions);
    request_ = {};
    return State::wait_certificate;
}

Status Client13::check_certificate(Bytes whole) {
    TRY(read_certificate(whole));
    // RFC 8446 4.4.2.4: "If the server supplies an empty Certificate message, the client MUST abort
    // the handshake with a "decode_error" alert."
    if (!has_certificate())
        return trace::because(Status::decode_error, "schannel: the server shows no certificate");
    return Status::ok;
}

Result<Client13::State> Client13::answer_certificate() {
    accept_certificate();
    return State::wait_certificate_verify;
}

Status Client13::check_certificate_verify(Bytes whole) { return read_certificate_verify(whole); }

Result<Client13::State> Client13::answer_certificate_verify() {
    accept_certificate_verify();
    return State::wait_finished;
}

Status Client13::check_finished(Bytes whole) { return read_finished(whole); }

Result<Client13::State> Client13::answer_finished() {
    TRY(derive_application_secrets());
    TRY(receive_under_application_key());
    const ClientChoice choice = choose_certificate();
    if (choice.certificate == nullptr && caller_may_have_certificate())
        return State::wait_credentials;
    return send_flight(choice);
}

// -- the client's flight -------------------------------------------------------------------------

ClientChoice Client13::choose_certificate() const {
    if (!connection_.certificate_requested) return {};
    return choose_client_certificate(handshake_->credential->certificates(), Version::tls13,
                                     handshake_->terms(), NumberList(peer_schemes_), {},
                                     connection_.issuers);
}

// ISC_REQ_USE_SUPPLIED_CREDS, SCH_CRED_NO_DEFAULT_CREDS (reference: SEC_I_INCOMPLETE_CREDENTIALS).
bool Client13::caller_may_have_certificate() const {
    return connection_.certificate_requested &&
           (handshake_->features.has(Feature::supplied_credentials) ||
            handshake_->credential->no_default_credentials());
}

Status Client13::check_credentials(Bytes) { return Status::ok; }

Result<Client13::State> Client13::answer_credentials() { return send_flight(choose_certificate()); }

Result<Client13::State> Client13::send_flight(const ClientChoice& choice) {
    if (connection_.certificate_requested)
        TRY(send_authentication(choice.certificate, choice.scheme));
    TRY(send_finished());
    TRY(send_under_application_key());
    TRY(conclude());
    return State::connected;
}

// -- connected -----------------------------------------------------------------------------------

Status Client13::check_new_session_ticket(Bytes whole) {
    return status_of(NewSessionTicket13::parse(body_of(whole)));
}

Result<Client13::State> Client13::answer_new_session_ticket() { return State::connected; }

Status Client13::check_key_update(Bytes whole) { return read_key_update(whole); }

Result<Client13::State> Client13::answer_key_update() {
    TRY(accept_key_update());
    return State::connected;
}

}  // namespace secur32::schannel
