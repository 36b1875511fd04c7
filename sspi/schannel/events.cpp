#include "sspi/schannel/events.h"

#include <algorithm>
#include <array>

namespace secur32::schannel {
namespace {

struct EventRow {
    Event event;
    std::string_view name;
};

// clang-format off
constexpr std::array kEvents = {
    EventRow{Event::hello_request,        "HelloRequest"},
    EventRow{Event::client_hello,         "ClientHello"},
    EventRow{Event::server_hello,         "ServerHello"},
    EventRow{Event::new_session_ticket,   "NewSessionTicket"},
    EventRow{Event::end_of_early_data,    "EndOfEarlyData"},
    EventRow{Event::encrypted_extensions, "EncryptedExtensions"},
    EventRow{Event::certificate,          "Certificate"},
    EventRow{Event::server_key_exchange,  "ServerKeyExchange"},
    EventRow{Event::certificate_request,  "CertificateRequest"},
    EventRow{Event::server_hello_done,    "ServerHelloDone"},
    EventRow{Event::certificate_verify,   "CertificateVerify"},
    EventRow{Event::client_key_exchange,  "ClientKeyExchange"},
    EventRow{Event::finished,             "Finished"},
    EventRow{Event::certificate_url,      "CertificateURL"},
    EventRow{Event::certificate_status,   "CertificateStatus"},
    EventRow{Event::supplemental_data,    "SupplementalData"},
    EventRow{Event::key_update,           "KeyUpdate"},
    EventRow{Event::message_hash,         "message_hash"},
    EventRow{Event::change_cipher_spec,   "ChangeCipherSpec"},
    EventRow{Event::hello_retry_request,  "HelloRetryRequest"},
    EventRow{Event::credentials,          "(credentials)"},
    EventRow{Event::unknown,              "(unknown)"},
};
// clang-format on

}  // namespace

Event event_of(std::uint8_t handshake_type) {
    const auto event = static_cast<Event>(handshake_type);
    const bool known = std::ranges::any_of(kEvents, [&](const EventRow& row) {
        return row.event == event && event != Event::message_hash;
    });
    return known ? event : Event::unknown;
}

std::string_view name_of(Event event) {
    const auto row = std::ranges::find(kEvents, event, &EventRow::event);
    return row == kEvents.end() ? "(unknown)" : row->name;
}

}  // namespace secur32::schannel
