// What the buffers of a TLS handshake beside TOKEN say (sspi_tls_buffers.h, schannel.h): judged and
// taken out of the caller's memory, which may lie at any address.
#pragma once

#include <cstdint>

#include "sspi/api/buffers.h"
#include "sspi/core/tls.h"

namespace secur32::api {

struct TlsInput {
    TlsOptions options;
    std::uint64_t flags = 0;  // SECBUFFER_FLAGS: ISC_REQ_* or ASC_REQ_* above bit 31
};

// invalid_token for a buffer that does not hold what its sizes say; invalid_parameter for values
// that are none.
Result<TlsInput> parse_tls_input(const Buffers& input);

// A SEND_GENERIC_TLS_EXTENSION with what was received.
Buffer write_generic_extension(const TlsExtension& extension);

}  // namespace secur32::api
