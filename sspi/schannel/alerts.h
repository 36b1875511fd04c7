// Alerts (RFC 8446 6, RFC 5246 7.2): what a failure tells the peer, and what the peer's alerts
// become (reference: Windows' "Schannel Error Codes for TLS and SSL Alerts").
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "sslprovider/base/bytes.h"
#include "sslprovider/base/status.h"

namespace secur32::schannel {

enum class AlertLevel : std::uint8_t { warning = 1, fatal = 2 };

struct Alert {
    std::uint8_t level = 2;
    std::uint8_t description = 0;
    std::array<std::uint8_t, 2> octets() const { return {level, description}; }
    bool is_close_notify() const { return description == 0; }
};

inline constexpr std::uint8_t kCloseNotify = 0, kUserCanceled = 90, kNoRenegotiation = 100;

// The fatal alert of a failure: its row's.
Alert alert_of(Status failure);
// Two octets, judged: decode_error for anything else; illegal_parameter for a level that is none.
Result<Alert> parse_alert(Bytes octets);
// What a fatal alert of the peer's is to the caller.
Status status_of_received(std::uint8_t description);
// "handshake_failure"; for trace lines.  "?" for an unknown one.
std::string_view name_of_alert(std::uint8_t description);

}  // namespace secur32::schannel
