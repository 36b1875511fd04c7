// What a TLS machine hears: handshake messages (RFC 8446 4, RFC 5246 7.4) and the few other events
// that move it on.
#pragma once

#include <cstdint>
#include <string_view>

namespace secur32::schannel {

enum class Event : std::uint16_t {
    hello_request = 0,
    client_hello = 1,
    server_hello = 2,
    new_session_ticket = 4,
    end_of_early_data = 5,
    encrypted_extensions = 8,
    certificate = 11,
    server_key_exchange = 12,
    certificate_request = 13,
    server_hello_done = 14,
    certificate_verify = 15,
    client_key_exchange = 16,
    finished = 20,
    certificate_url = 21,
    certificate_status = 22,
    supplemental_data = 23,
    key_update = 24,
    message_hash = 254,

    // No handshake types of the wire.
    change_cipher_spec = 0x100,  // a record of its own (RFC 5246 7.1)
    hello_retry_request,         // a ServerHello with the random of RFC 8446 4.1.3
    credentials,                 // the call behind SEC_I_INCOMPLETE_CREDENTIALS
    unknown,                     // any other handshake type
};

// A handshake type as it stands on the wire; unknown for what is none.
Event event_of(std::uint8_t handshake_type);
constexpr bool is_handshake(Event event) { return event <= Event::message_hash; }
// "ClientHello"; for trace lines.
std::string_view name_of(Event event);

}  // namespace secur32::schannel
