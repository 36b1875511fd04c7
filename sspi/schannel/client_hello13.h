// Whether a second ClientHello of TLS 1.3 is the first one again: judged by the server.  What any
// ClientHello has to be is judged by hello.h and negotiation.h.
#pragma once

#include "sspi/schannel/hello.h"

namespace secur32::schannel {

// RFC 8446 4.1.2: behind a HelloRetryRequest "the client MUST send the same ClientHello without
// modification", but for what it lists.  group: asked for; cookie: sent, or empty.
// illegal_parameter.
Status check_second_client_hello13(const ClientHello& first, const ClientHello& second,
                                   crypto::NamedGroup group, Bytes cookie);

}  // namespace secur32::schannel
