// pAuthData of Schannel: a SCHANNEL_CRED (version 4) or an SCH_CREDENTIALS (version 5).  The first
// DWORD of both says which: everything behind it lies elsewhere.
#pragma once

#include "sspi/core/tls.h"

namespace secur32::api {

// unknown_credentials for another version, or a certificate or store that is none of this
// library's; no_credentials for a certificate without a private key; out_of_memory as Windows for
// version 3; invalid_parameter for lists that cannot be.  What the credentials are worth is judged
// by the package.
Result<TlsCredentialRequest> parse_tls_auth_data(const void* auth_data);

}  // namespace secur32::api
