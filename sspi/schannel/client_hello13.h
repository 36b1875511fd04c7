// What TLS 1.3 demands of a ClientHello beyond its form: judged by the server, as pure functions.
#pragma once

#include "sspi/schannel/hello.h"

namespace secur32::schannel {

// RFC 8446 4.1.2, 4.2.8, 4.2.9, 4.2.11: illegal_parameter, missing_extension.
Status check_client_hello13(const ClientHello& hello);

// RFC 8446 4.1.2: behind a HelloRetryRequest "the client MUST send the same ClientHello without
// modification", but for what it lists.  group: asked for; cookie: sent, or empty.
// illegal_parameter.
Status check_second_client_hello13(const ClientHello& first, const ClientHello& second,
                                   crypto::NamedGroup group, Bytes cookie);

}  // namespace secur32::schannel
