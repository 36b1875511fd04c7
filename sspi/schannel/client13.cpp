// What a client of TLS 1.3 demands of its server's messages, and answers.
#include "sspi/schannel/client13.h"

#include <algorithm>
#include <array>

#include "sslprovider/base/trace.h"
#include "sspi/schannel/opening.h"

namespace secur32::schannel {
namespace {

constexpr auto kEncryptedExtensions = static_cast<std::uint8_t>(Event::encrypted_extensions);
constexpr auto kCertificateRequest = static_cast<std::uint8_t>(Event::certificate_request);

Bytes body_of(Bytes whole) { return whole.subspan(4); }

Status illegal(std::string_view reason) {
    return trace::because(Status::illegal_parameter, reason);
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

Client13::Client13(std::unique_ptr<Handshake> handshake)
    : Machine13(std::move(handshake)), heard_(std::make_unique<Heard>()) {
    const ClientOffer& offer = handshake_->offer;
    connection_.session_id.assign(
        offer.session_id.begin(),
        offer.session_id.begin() + static_cast<std::ptrdiff_t>(offer.session_id_length));
    connection_.randoms.client = offer.random;
}

Status Client13::receive(Event event, Bytes whole) {
    if (has_failed()) return Status::context_expired;
    if (find_step<Client13>(state_, event) == nullptr) return ended(unexpected(event));
    return ended(take(*this, event, whole));
}

// RFC 8446 4.4.1: ClientHello1 is replaced before HelloRetryRequest is added.
void Client13::heard(Event event, Bytes whole) {
    if (event == Event::credentials) return;
    if (event == Event::hello_retry_request) {
        handshake_->transcript.choose(Version::tls13, *heard_->suite);
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
//
// Both come parsed, and judged by themselves and against what was offered (opening.h).

// RFC 8446 4.2.8: the share "MUST be in the same group as one of the client's shares"; behind a
// HelloRetryRequest there is but the one of its group.
const crypto::KeyShare* Client13::find_share(std::uint16_t group) const {
    for (const crypto::KeyShare& share : handshake_->offer.key_shares)
        if (static_cast<std::uint16_t>(share.group()) == group) return &share;
    return nullptr;
}

Status Client13::check_server_hello(Bytes) {
    // RFC 8446 9.2: without a PSK there has to be a key_share.
    const std::optional<KeyShareEntry>& entry = handshake_->server_hello.key_share;
    if (!entry.has_value())
        return trace::because(Status::missing_extension, "schannel: ServerHello without key_share");
    heard_->share = find_share(entry->group);
    if (heard_->share == nullptr)
        return illegal("schannel: the server's key share is of a group that was not shared");
    heard_->suite =
        provider::find_cipher_suite(handshake_->server_hello.cipher_suite, Version::tls13);
    return Status::ok;
}

Result<Client13::State> Client13::answer_server_hello() {
    const ServerHello& hello = handshake_->server_hello;
    note_agreement(*heard_->suite, *provider::find_group(hello.key_share->group));
    connection_.randoms.server = hello.random;
    TRY(derive_handshake_secrets(*heard_->share, hello.key_share->key_exchange));
    heard_->share = nullptr;
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
    if (find_share(group) != nullptr)
        return illegal("schannel: HelloRetryRequest for a group whose share it had");
    return Status::ok;
}

Status Client13::check_hello_retry_request(Bytes) {
    const ServerHello& hello = handshake_->server_hello;
    // RFC 8446 4.1.4: "Clients MUST abort the handshake with an "illegal_parameter" alert if the
    // HelloRetryRequest would not result in any change in the ClientHello."
    if (!hello.selected_group.has_value() && !hello.cookie.has_value())
        return illegal("schannel: HelloRetryRequest that changes nothing");
    if (hello.selected_group.has_value()) TRY(check_retried_group(*hello.selected_group));
    heard_->suite = provider::find_cipher_suite(hello.cipher_suite, Version::tls13);
    return Status::ok;
}

Result<Client13::State> Client13::answer_hello_retry_request() {
    const ServerHello& hello = handshake_->server_hello;
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

// RFC 8446 4.2: "Implementations MUST NOT send extension responses if the remote endpoint did not
// send the corresponding extension requests, with the exception of the "cookie" extension in the
// HelloRetryRequest.  Upon receiving such an extension, an endpoint MUST abort the handshake with
// an "unsupported_extension" alert."
Status Client13::check_offered(const Extensions& extensions) const {
    for (const Extension& extension : extensions.all()) {
        const auto type = static_cast<ExtensionType>(extension.type);
        if (handshake_->offer.offered(type)) continue;
        return trace::because(Status::unsupported_extension,
                              "schannel: the server sends an extension that was not offered",
                              std::to_string(extension.type));
    }
    return Status::ok;
}

Status Client13::check_encrypted_extensions(Bytes whole) {
    TRY_ASSIGN(heard_->encrypted_extensions, EncryptedExtensions::parse(body_of(whole)));
    const EncryptedExtensions& message = heard_->encrypted_extensions;
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
    const EncryptedExtensions& message = heard_->encrypted_extensions;
    for (const Extension& extension : message.extensions.all())
        connection_.extensions.push_back(extension.type);
    if (message.application_protocol.has_value())
        connection_.application_protocol = *message.application_protocol;
    if (message.record_size_limit.has_value())
        TRY(accept_record_size_limit(*message.record_size_limit));
    if (message.max_fragment_length.has_value())
        TRY(accept_max_fragment_length(*message.max_fragment_length));
    note_subscribed_extensions(*handshake_, kEncryptedExtensions, message.extensions);
    heard_->encrypted_extensions = {};
    return State::wait_certificate_or_request;
}

Status Client13::check_certificate_request(Bytes whole) {
    TRY_ASSIGN(heard_->request, CertificateRequest13::parse(body_of(whole)));
    // RFC 8446 4.3.2: the context "SHALL be zero length unless used for the post-handshake
    // authentication exchanges".
    if (!heard_->request.context.empty())
        return illegal("schannel: CertificateRequest of the handshake with a context");
    return Status::ok;
}

Result<Client13::State> Client13::answer_certificate_request() {
    connection_.certificate_requested = true;
    const NumberList& schemes = heard_->request.signature_algorithms;
    for (std::size_t i = 0; i < schemes.size(); ++i) {
        connection_.peer_schemes.push_back(schemes[i]);
        heard_->peer_schemes.push_back(static_cast<std::uint8_t>(schemes[i] >> 8));
        heard_->peer_schemes.push_back(static_cast<std::uint8_t>(schemes[i]));
    }
    for (const Bytes name : heard_->request.certificate_authorities)
        connection_.issuers.emplace_back(name.begin(), name.end());
    note_subscribed_extensions(*handshake_, kCertificateRequest, heard_->request.extensions);
    heard_->request = {};
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
                                     handshake_->terms(), NumberList(heard_->peer_schemes), {},
                                     connection_.issuers);
}

// SEC_I_INCOMPLETE_CREDENTIALS; ISC_REQ_USE_SUPPLIED_CREDS says that what was supplied is all.
bool Client13::caller_may_have_certificate() const {
    return connection_.certificate_requested &&
           !handshake_->features.has(Feature::supplied_credentials);
}

Status Client13::check_credentials(Bytes) { return Status::ok; }

Result<Client13::State> Client13::answer_credentials() { return send_flight(choose_certificate()); }

Result<Client13::State> Client13::send_flight(const ClientChoice& choice) {
    if (connection_.certificate_requested)
        TRY(send_authentication(choice.certificate, choice.scheme));
    TRY(send_finished());
    TRY(send_under_application_key());
    heard_.reset();
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
