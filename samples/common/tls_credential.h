// Schannel credentials out of files, and what the command lines of the TLS samples say of them:
// certificate and key in PEM or PFX, whom to trust, which versions.
#pragma once

#include <string>
#include <vector>

#include "samples/common/handles.h"
#include "samples/common/names.h"
#include "samples/common/options.h"
#include "samples/common/ssl_handles.h"

namespace samples {

struct TlsOptions {
    std::string certificate, key, password;  // key: none, it stands in the certificate's file
    std::string authorities;                 // PEM: the roots to trust; none: the machine's
    std::string versions;                    // "1.2,1.3"; none: what the machine's policy says
    bool unverified = false;                 // client: take any certificate

    // The rows for parse_options.
    std::vector<Option> options(Role role);
};

// AcquireCredentialsHandle with what the options say; a failure is printed.
bool acquire_tls_credential(Role role, const TlsOptions& options, Credential& credential);

}  // namespace samples
