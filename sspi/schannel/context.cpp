// The handshake's side of a context: records in, messages to the machine, records out.
#include "sspi/schannel/context.h"

#include <algorithm>
#include <mutex>

#include "sslprovider/base/trace.h"
#include "sspi/schannel/package.h"

namespace secur32::schannel {
namespace {

// Records that move nothing are free of cost to who sends them.
constexpr std::uint8_t kMostIgnored = 4;

constexpr std::uint8_t kChangeCipherSpec =
    static_cast<std::uint8_t>(ContentType::change_cipher_spec);

bool begins_with(Bytes input, Bytes head) {
    return !head.empty() && input.size() >= head.size() &&
           std::ranges::equal(input.first(head.size()), head);
}

}  // namespace

Context::Context(Role role, std::shared_ptr<const Credential> credential) : connection_(role) {
    connection_.credential = std::move(credential);
}

Result<Progress> Context::step(Exchange& exchange) {
    const std::lock_guard lock(receiving_);
    features_ = exchange.requested;
    if (machine_ && machine_->handshake() != nullptr)
        machine_->handshake()->features.set(Feature::supplied_credentials,
                                            features_.has(Feature::supplied_credentials));
    const Result<Progress> progress = take_leg(exchange);
    if (progress.ok())
        grant(exchange);
    else if (progress.status() != Status::incomplete_message)
        refuse(progress.status(), exchange);
    return progress;
}

Result<Progress> Context::take_leg(Exchange& exchange) {
    if (control_) return shut_down(exchange);
    // RFC 8446 6.1: close_notify closes one direction; what the peer still says is heard.
    if (shut_down_ && reading_ != Reading::message_waits) {
        exchange.missing = 5;
        return trace::because(Status::incomplete_message, "schannel: the context was shut down");
    }
    if (connection_.connected) return go_on(exchange);
    if (machine_) return shake_hands(exchange);
    TRY(begin(exchange));
    if (connection_.is_server()) return shake_hands(exchange);
    exchange.output = machine_->take_output();
    return Progress::continue_needed;
}

Status Context::begin(const Exchange& exchange) {
    if (features_.has(Feature::datagram) || features_.has(Feature::messages))
        return trace::because(Status::unsupported_function,
                              "schannel: neither DTLS nor TLS without records is here");
    auto handshake = std::make_unique<Handshake>(
        connection_, connection_.credential, std::u16string(exchange.target), features_,
        exchange.tls == nullptr ? TlsOptions() : *exchange.tls);
    if (connection_.is_server()) {
        machine_ = start_server(std::move(handshake));
        return Status::ok;
    }
    TRY_ASSIGN(machine_, start_client(std::move(handshake)));
    return Status::ok;
}

Result<Progress> Context::shake_hands(Exchange& exchange) {
    Bytes rest = exchange.input;
    Status resumed = Status::ok;
    const bool was_paused = resume(exchange, rest, resumed);
    TRY(resumed);
    TRY_ASSIGN(const std::size_t records, take_records(rest, exchange.missing));
    if (records == 0 && !was_paused) return Status::incomplete_message;
    exchange.missing = 0;
    exchange.unread = rest.size();
    if (pauses()) return pause(exchange, rest);
    if (machine_->phase() == Phase::connected) return finish(exchange);
    exchange.output = machine_->take_output();
    return Progress::continue_needed;
}

// Behind a pause: leaves out of the input what was used before, and answers the machine's question.
bool Context::resume(const Exchange& exchange, Bytes& rest, Status& status) {
    if (!paused_) return false;
    paused_ = false;
    if (begins_with(rest, seen_)) rest = rest.subspan(seen_.size());
    seen_ = Buffer();
    if (machine_->phase() != Phase::wants_credentials) return true;
    if (exchange.credential) {
        auto other = std::dynamic_pointer_cast<const Credential>(exchange.credential);
        if (!other || other->is_server()) {
            status = trace::because(Status::no_credentials,
                                    "schannel: the new credential is none of a TLS client");
            return true;
        }
        connection_.credential = machine_->handshake()->credential = std::move(other);
    }
    status = machine_->receive(Event::credentials, {});
    return true;
}

// Takes records from the front of rest until it ends or the handshake stops; gives their number.
Result<std::size_t> Context::take_records(Bytes& rest, std::size_t& missing) {
    for (std::size_t records = 0;; ++records) {
        TRY(take_messages());
        if (machine_->phase() != Phase::handshaking || pauses()) return records;
        TRY_ASSIGN(const RecordPlace place, connection_.receiver.find_record(rest));
        missing = place.missing;
        if (place.size == 0) return records;
        TRY(take_record(rest.first(place.size)));
        rest = rest.subspan(place.size);
    }
}

// The program's memory is not ours to open it in: a call may come again with the same input.
Status Context::take_record(Bytes input) {
    Buffer record(input.begin(), input.end());
    // RFC 8446 5: "An implementation may receive an unencrypted record of type change_cipher_spec
    // consisting of the single byte value 0x01 ... and MUST simply drop it without further
    // processing."
    if (record.front() == kChangeCipherSpec && machine_->ignores_change_cipher_spec()) {
        if (record.size() != 6 || record.back() != 1 || reader_.has_rest() ||
            ++ignored_ > kMostIgnored)
            return trace::because(Status::unexpected_message,
                                  "schannel: a change_cipher_spec that may not be dropped");
        return Status::ok;
    }
    if (is_plain_alert(record)) return take_alert(Bytes(record).subspan(5));
    TRY_ASSIGN(const OpenedRecord opened, connection_.receiver.open(record));
    switch (opened.type) {
        case ContentType::handshake:
            reader_.add(opened.content);
            return Status::ok;
        case ContentType::change_cipher_spec:
            return take_change_cipher_spec(opened.content);
        case ContentType::alert:
            return take_alert(opened.content);
        case ContentType::application_data:
            break;
    }
    return trace::because(Status::unexpected_message,
                          "schannel: application data before the handshake's end");
}

// A client that refuses the ServerHello has no keys yet with which to say so (RFC 8446 6).
bool Context::is_plain_alert(Bytes record) const {
    constexpr auto kAlert = static_cast<std::uint8_t>(ContentType::alert);
    return record.size() == 7 && record[0] == kAlert && connection_.is_server() &&
           connection_.suite != nullptr && connection_.version == Version::tls13 &&
           connection_.receiver.sequence() == 0;
}

Status Context::take_alert(Bytes content) {
    TRY_ASSIGN(const bool closed, hear_alert(content));
    if (!closed) return Status::ok;
    return trace::because(Status::context_expired,
                          "schannel: the peer closed during the handshake");
}

Status Context::take_change_cipher_spec(Bytes content) {
    // RFC 8446 5.1: handshake messages "MUST NOT be interleaved with other record types".
    if (reader_.has_rest())
        return trace::because(Status::unexpected_message,
                              "schannel: change_cipher_spec inside a handshake message");
    if (content.size() != 1 || content.front() != 1)
        return trace::because(Status::unexpected_message,
                              "schannel: a change_cipher_spec of other content than 1");
    return machine_->receive(Event::change_cipher_spec, {});
}

Status Context::take_messages() {
    while (machine_->phase() == Phase::handshaking && !pauses()) {
        TRY_ASSIGN(const std::optional<HandshakeMessage> message, reader_.next(message_limit()));
        if (!message) return Status::ok;
        TRY(give(*message));
    }
    return Status::ok;
}

Status Context::give(const HandshakeMessage& message) {
    const std::uint64_t keys = connection_.receiving_keys;
    TRY(machine_->receive(message.event, message.whole));
    if (connection_.receiving_keys != keys && reader_.has_rest())
        return trace::because(Status::unexpected_message,
                              "schannel: a handshake message goes on behind a change of keys");
    return Status::ok;
}

bool Context::pauses() const {
    if (machine_->phase() == Phase::wants_credentials) return true;
    const Handshake* const handshake = machine_->handshake();
    return handshake != nullptr && !handshake->received_extensions.empty();
}

// What the machine has to send waits until the handshake goes on.
Result<Progress> Context::pause(Exchange& exchange, Bytes rest) {
    const Bytes seen = exchange.input.first(exchange.input.size() - rest.size());
    seen_.assign(seen.begin(), seen.end());
    paused_ = true;
    if (machine_->phase() == Phase::wants_credentials) return Progress::credentials_needed;
    exchange.received_extensions = std::move(machine_->handshake()->received_extensions);
    machine_->handshake()->received_extensions.clear();
    return Progress::extension_received;
}

Result<Progress> Context::finish(Exchange& exchange) {
    if (reader_.has_rest())
        return trace::because(Status::unexpected_message,
                              "schannel: a handshake message behind the last one");
    exchange.output = machine_->take_output();
    connection_.connected = true;
    if (auto next = machine_->successor()) machine_ = std::move(next);
    reader_.release();
    seen_ = Buffer();
    warnings_ = ignored_ = 0;
    return Progress::complete;
}

void Context::grant(Exchange& exchange) {
    Features granted{Feature::replay_detect, Feature::sequence_detect, Feature::confidentiality,
                     Feature::stream};
    for (const Feature feature :
         {Feature::supplied_credentials, Feature::extended_error,
          Feature::manual_credential_validation, Feature::deferred_credential_validation})
        granted.set(feature, features_.has(feature));
    // "only in the last call"
    granted.set(Feature::mutual_auth, features_.has(Feature::mutual_auth) && knows_peer());
    exchange.granted = granted_ = granted;
    exchange.expiry = expiry();
}

// Of a peer that showed who it is, and whom this side judged and found right.
bool Context::knows_peer() const {
    const auto& peer = connection_.verified_peer;
    return connection_.connected && peer && peer->chain() != nullptr &&
           peer->verdict() == Status::ok;
}

FileTime Context::expiry() const {
    const auto& chain = connection_.peer.chain;
    return chain.empty() ? kNever : chain.front()->fields().not_after;
}

void Context::refuse(Status status, Exchange& exchange) {
    if (machine_)
        (void)trace::because(status, "schannel: failed in the state", machine_->state_name());
    // A client that could not even begin has no peer yet.
    const bool has_peer = machine_ || connection_.is_server();
    if (has_peer && features_.has(Feature::extended_error) && !peer_ended_)
        exchange.alert = farewell(status);
    // Programs look here whether there is something to send.
    exchange.granted.set(Feature::extended_error, !exchange.alert.empty());
    machine_.reset();
    reader_.release();
    waiting_.reset();
    seen_ = Buffer();
    reading_ = Reading::refused;
}

// What was answered before goes first: the alert is the next record of its key.
Buffer Context::farewell(Status status) {
    Buffer out = machine_ ? machine_->take_output() : Buffer();
    const Alert alert = alert_of(status);
    (void)trace::because(status, "schannel: sends the alert", name_of_alert(alert.description));
    if (connection_.sender.write(ContentType::alert, alert.octets(), out) != Status::ok) return {};
    connection_.sender.close();
    return out;
}

std::size_t Context::message_limit() const {
    return connection_.credential->terms(connection_.application_protocol).message_limit;
}

}  // namespace secur32::schannel
