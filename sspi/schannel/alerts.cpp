// The table of alerts: their names (RFC 8446 6, RFC 5246 7.2) and what Windows documents that they
// become.  What this side sends for a failure stands in the failure's own row (base/status.h).
#include "sspi/schannel/alerts.h"

#include <algorithm>

#include "sslprovider/base/trace.h"

namespace secur32::schannel {
namespace {

struct AlertRow {
    std::uint8_t description;
    std::string_view name;
    Status received;
};

// clang-format off
constexpr std::array kAlerts = {
    AlertRow{  0, "close_notify",                    Status::illegal_message},
    AlertRow{ 10, "unexpected_message",              Status::illegal_message},
    AlertRow{ 20, "bad_record_mac",                  Status::message_altered},
    AlertRow{ 21, "decryption_failed",               Status::decrypt_failure},
    AlertRow{ 22, "record_overflow",                 Status::illegal_message},
    AlertRow{ 30, "decompression_failure",           Status::message_altered},
    AlertRow{ 40, "handshake_failure",               Status::illegal_message},
    AlertRow{ 41, "no_certificate",                  Status::illegal_message},
    AlertRow{ 42, "bad_certificate",                 Status::certificate_unknown},
    AlertRow{ 43, "unsupported_certificate",         Status::certificate_unknown},
    AlertRow{ 44, "certificate_revoked",             Status::certificate_revoked},
    AlertRow{ 45, "certificate_expired",             Status::certificate_expired},
    AlertRow{ 46, "certificate_unknown",             Status::certificate_unknown},
    AlertRow{ 47, "illegal_parameter",               Status::illegal_message},
    AlertRow{ 48, "unknown_ca",                      Status::untrusted_root},
    AlertRow{ 49, "access_denied",                   Status::logon_denied},
    AlertRow{ 50, "decode_error",                    Status::illegal_message},
    AlertRow{ 51, "decrypt_error",                   Status::decrypt_failure},
    AlertRow{ 60, "export_restriction",              Status::illegal_message},
    AlertRow{ 70, "protocol_version",                Status::unsupported_function},
    AlertRow{ 71, "insufficient_security",           Status::algorithm_mismatch},
    AlertRow{ 80, "internal_error",                  Status::internal_error},
    AlertRow{ 86, "inappropriate_fallback",          Status::illegal_message},
    AlertRow{ 90, "user_canceled",                   Status::unfinished_context_deleted},
    AlertRow{100, "no_renegotiation",                Status::illegal_message},
    AlertRow{109, "missing_extension",               Status::illegal_message},
    AlertRow{110, "unsupported_extension",           Status::illegal_message},
    AlertRow{111, "certificate_unobtainable",        Status::illegal_message},
    AlertRow{112, "unrecognized_name",               Status::illegal_message},
    AlertRow{113, "bad_certificate_status_response", Status::illegal_message},
    AlertRow{114, "bad_certificate_hash_value",      Status::illegal_message},
    AlertRow{115, "unknown_psk_identity",            Status::illegal_message},
    AlertRow{116, "certificate_required",            Status::illegal_message},
    AlertRow{120, "no_application_protocol",         Status::application_protocol_mismatch},
};
// clang-format on

const AlertRow* find_row(std::uint8_t description) {
    const auto row = std::ranges::find(kAlerts, description, &AlertRow::description);
    return row == kAlerts.end() ? nullptr : &*row;
}

}  // namespace

Alert alert_of(Status failure) {
    return {static_cast<std::uint8_t>(AlertLevel::fatal), row(failure).alert};
}

// struct { AlertLevel level; AlertDescription description; } Alert;
Result<Alert> parse_alert(Bytes octets) {
    if (octets.size() != 2)
        return trace::because(Status::decode_error, "schannel: an alert is not two octets");
    const Alert alert{octets[0], octets[1]};
    if (alert.level != static_cast<std::uint8_t>(AlertLevel::warning) &&
        alert.level != static_cast<std::uint8_t>(AlertLevel::fatal))
        return trace::because(Status::illegal_parameter,
                              "schannel: an alert is neither a warning nor fatal");
    return alert;
}

Status status_of_received(std::uint8_t description) {
    const AlertRow* const row = find_row(description);
    return row == nullptr ? Status::illegal_message : row->received;
}

std::string_view name_of_alert(std::uint8_t description) {
    const AlertRow* const row = find_row(description);
    return row == nullptr ? "?" : row->name;
}

}  // namespace secur32::schannel
