// What a TLS handshake agreed on, asked of the context: version, suite, key exchange, application
// protocol, and the peer's certificates.
#pragma once

#include <iosfwd>
#include <string>

#include "samples/common/handles.h"

namespace samples {

// One line: "negotiated: version=TLS 1.3 suite=TLS_AES_256_GCM_SHA384 exchange=... alpn=h2".
void print_tls_report(std::ostream& out, PCtxtHandle context);

// The peer's certificate, then its issuers, a line for each; one line when there is none.
void print_peer_chain(std::ostream& out, PCtxtHandle context);

// Empty when none was agreed on.
std::string application_protocol(PCtxtHandle context);

}  // namespace samples
