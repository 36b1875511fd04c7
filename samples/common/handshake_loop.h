// The loop at the heart of every SSPI program: call, send what came out, receive, call again, until
// the package says SEC_E_OK or an error.  The same for every package that makes whole tokens (NTLM,
// Kerberos, Negotiate, CredSSP); a stream package (Schannel) also hands back what it did not read.
#pragma once

#include <string>

#include "samples/common/framing.h"
#include "samples/common/handles.h"
#include "samples/common/names.h"

namespace samples {

struct HandshakeSetup {
    PCredHandle credential = nullptr;
    std::string target;       // the client's name for the server, "HTTP/www.example.com"
    ULONG requested = 0;      // ISC_REQ_* or ASC_REQ_*
    ULONG largest_token = 0;  // SecPkgInfo::cbMaxToken
};

struct HandshakeResult {
    SECURITY_STATUS status = SEC_E_INTERNAL_ERROR;
    bool connected = true;  // false: the connection broke, `status` says how far it got
    ULONG attributes = 0;   // what was granted, not what was asked for
    Context context;
};

// InitializeSecurityContext until done, then waits for the server's verdict.
HandshakeResult run_client_handshake(tcp::socket& socket, const HandshakeSetup& setup);

// AcceptSecurityContext until done, then tells the client the verdict.
HandshakeResult run_server_handshake(tcp::socket& socket, const HandshakeSetup& setup);

}  // namespace samples
