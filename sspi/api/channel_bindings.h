// SEC_CHANNEL_BINDINGS and SEC_CHANNEL_BINDINGS_EX: the blob of a SECBUFFER_CHANNEL_BINDINGS.
#pragma once

#define SECURITY_WIN32
#include <sspi.h>

#include "sslprovider/base/bytes.h"
#include "sslprovider/base/status.h"
#include "sspi/core/exchange.h"

namespace secur32::api {

// The result borrows from blob.  An offset or length that leaves the blob: invalid_token.
Result<ChannelBindings> parse_channel_bindings(Bytes blob);

// SEC_CHANNEL_BINDINGS_RESULT_* for a SECBUFFER_CHANNEL_BINDINGS_RESULT.
std::uint32_t result_flags_of(const Exchange& exchange);

}  // namespace secur32::api
