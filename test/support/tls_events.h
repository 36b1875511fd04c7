// Every event that a TLS machine can hear, for walks through its table.
#pragma once

#include "sspi/schannel/events.h"

namespace secur32::test {

// clang-format off
inline constexpr schannel::Event kTlsEvents[] = {
    schannel::Event::hello_request,
    schannel::Event::client_hello,
    schannel::Event::server_hello,
    schannel::Event::new_session_ticket,
    schannel::Event::end_of_early_data,
    schannel::Event::encrypted_extensions,
    schannel::Event::certificate,
    schannel::Event::server_key_exchange,
    schannel::Event::certificate_request,
    schannel::Event::server_hello_done,
    schannel::Event::certificate_verify,
    schannel::Event::client_key_exchange,
    schannel::Event::finished,
    schannel::Event::certificate_url,
    schannel::Event::certificate_status,
    schannel::Event::supplemental_data,
    schannel::Event::key_update,
    schannel::Event::message_hash,
    schannel::Event::change_cipher_spec,
    schannel::Event::hello_retry_request,
    schannel::Event::credentials,
    schannel::Event::unknown,
};
// clang-format on

}  // namespace secur32::test
