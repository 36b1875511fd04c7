// A context's side behind the handshake: data, messages that wait, alerts, shutdown.
#include <mutex>

#include "sslprovider/base/trace.h"
#include "sspi/schannel/context.h"
#include "sspi/schannel/package.h"

namespace secur32::schannel {
namespace {

// Alerts that end nothing, and messages without any data between them, that are heard.
constexpr std::uint8_t kMostWarnings = 4, kMostMessagesInARow = 32;

}  // namespace

Status Context::protect(OutgoingRecord& record) {
    if (!connection_.connected)
        return trace::because(Status::context_expired, "schannel: never connected, and shut down");
    return connection_.sender.protect(record);
}

Result<IncomingRecord> Context::unprotect(MutableBytes input, std::size_t& missing) {
    const std::lock_guard lock(receiving_);
    if (!connection_.connected)
        return trace::because(Status::context_expired, "schannel: never connected, and shut down");
    if (reading_ == Reading::message_waits)
        return trace::because(
            Status::context_expired,
            "schannel: a handshake message waits for the next call of ISC or ASC");
    if (reading_ != Reading::open)
        return trace::because(Status::context_expired,
                              reading_ == Reading::closed
                                  ? "schannel: the peer has closed"
                                  : "schannel: an earlier record was refused");
    const Result<RecordPlace> place = connection_.receiver.find_record(input);
    if (place.ok() && place.value().size == 0) {
        missing = place.value().missing;
        return Status::incomplete_message;
    }
    reading_ = Reading::refused;  // until the record has turned out right, whatever is thrown
    Result<IncomingRecord> incoming =
        place.ok() ? open(input.first(place.value().size)) : Result<IncomingRecord>(place.status());
    if (!incoming.ok()) {
        if (!peer_ended_) owed_ = alert_of(incoming.status());
        return incoming;
    }
    if (reading_ == Reading::refused) reading_ = Reading::open;
    incoming.value().extra = input.subspan(place.value().size);
    return incoming;
}

Result<IncomingRecord> Context::open(MutableBytes record) {
    TRY_ASSIGN(const OpenedRecord opened, connection_.receiver.open(record));
    IncomingRecord incoming{RecordVerdict::data, opened.header, opened.content, opened.trailer, {}};
    if (opened.type == ContentType::application_data && !reader_.has_rest()) {
        if (!opened.content.empty()) warnings_ = messages_in_a_row_ = 0;
        return incoming;
    }
    // No data: what is inside belongs to the trailer.
    incoming.content = opened.content.first(0);
    incoming.trailer = record.subspan(opened.header.size());
    TRY(take_opened(opened, incoming));
    return incoming;
}

Status Context::take_opened(const OpenedRecord& opened, IncomingRecord& incoming) {
    if (opened.type == ContentType::alert) {
        TRY_ASSIGN(const bool closed, hear_alert(opened.content));
        if (!closed) return Status::ok;
        reading_ = Reading::closed;
        incoming.verdict = RecordVerdict::closed;
        return Status::ok;
    }
    if (opened.type != ContentType::handshake)
        return trace::because(Status::unexpected_message,
                              "schannel: a record that has no place behind the handshake");
    reader_.add(opened.content);
    TRY_ASSIGN(waiting_, reader_.next(message_limit()));
    if (!waiting_) return Status::ok;
    reading_ = Reading::message_waits;
    incoming.verdict = RecordVerdict::renegotiate;
    return Status::ok;
}

// Whether it closes the connection; the status of one that fails it.
Result<bool> Context::hear_alert(Bytes content) {
    TRY_ASSIGN(const Alert alert, parse_alert(content));
    if (alert.is_close_notify()) {
        peer_ended_ = true;
        return true;
    }
    // RFC 8446 6: "All the alerts listed in Section 6.2 MUST be sent with AlertLevel=fatal and when
    // received MUST be treated as error alerts regardless of the AlertLevel in the message."
    const bool tls13 = connection_.suite != nullptr && connection_.version == Version::tls13;
    const bool warns = tls13 ? alert.description == kUserCanceled : alert.level == 1;
    if (!warns) {
        peer_ended_ = true;
        return trace::because(status_of_received(alert.description), "schannel: the peer's alert",
                              name_of_alert(alert.description));
    }
    // RFC 8446 5.1: handshake messages "MUST NOT be interleaved with other record types".
    if (reader_.has_rest())
        return trace::because(Status::unexpected_message,
                              "schannel: a warning inside a handshake message");
    if (++warnings_ > kMostWarnings)
        return trace::because(Status::unexpected_message, "schannel: a flood of warning alerts");
    return false;
}

// ISC or ASC once connected.  The input stays what it is: DecryptMessage's.
Result<Progress> Context::go_on(Exchange& exchange) {
    exchange.unread = exchange.input.size();
    if (reading_ != Reading::message_waits) {
        (void)trace::because(Status::unsupported_function,
                             "schannel: nothing is renegotiated here");
        return Progress::no_renegotiation;
    }
    const std::size_t limit = message_limit();
    while (waiting_) {
        if (++messages_in_a_row_ > kMostMessagesInARow)
            return trace::because(Status::unexpected_message,
                                  "schannel: a flood of messages behind the handshake");
        TRY(give(*waiting_));
        TRY_ASSIGN(waiting_, reader_.next(limit));
    }
    if (!reader_.has_rest()) reader_.release();
    exchange.output = machine_->take_output();
    reading_ = Reading::open;
    return Progress::complete;
}

Status Context::control(const ControlToken& token) {
    const std::lock_guard lock(receiving_);
    switch (token.kind) {
        case ControlToken::Kind::shutdown:
            control_ = owed_ ? *owed_ : Alert{1, kCloseNotify};
            return Status::ok;
        case ControlToken::Kind::alert:
            control_ = Alert{token.alert_level, token.alert_description};
            return Status::ok;
        case ControlToken::Kind::session:
            return Status::ok;  // no session is resumed
    }
    return Status::unsupported_function;
}

// The call behind ApplyControlToken.
Result<Progress> Context::shut_down(Exchange& exchange) {
    const Alert alert = *control_;
    control_.reset();
    exchange.unread = exchange.input.size();
    if (shut_down_) return Progress::complete;
    TRY(connection_.sender.write(ContentType::alert, alert.octets(), exchange.output));
    if (alert.level == 1 && !alert.is_close_notify()) return Progress::complete;
    connection_.sender.close();
    shut_down_ = true;
    return Progress::complete;
}

Result<AttributeValue> Context::query(Attribute attribute) const {
    static const Settings kNothingSaid;
    const Settings& settings = settings_ ? *settings_ : kNothingSaid;
    return schannel::query({connection_, settings, package_info(), granted_}, attribute);
}

Status Context::set(const ContextSetting& setting) {
    if (!settings_) settings_ = std::make_unique<Settings>();
    return apply(*settings_, setting);
}

Result<SecureBytes> Context::export_keying_material(const KeyingMaterialRequest& request) const {
    return schannel::export_keying_material(connection_, request);
}

}  // namespace secur32::schannel
