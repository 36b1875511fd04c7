// What ApplyControlToken is given (schannel.h: SCHANNEL_SHUTDOWN, SCHANNEL_ALERT_TOKEN,
// SCHANNEL_SESSION_TOKEN).
#pragma once

#include "sspi/api/buffers.h"
#include "sspi/core/tls.h"

namespace secur32::api {

// invalid_token unless it is one SECBUFFER_TOKEN; unsupported_function for a type that is none, or
// less than its structure.
Result<ControlToken> parse_control_token(const SecBufferDesc& descriptor);

}  // namespace secur32::api
