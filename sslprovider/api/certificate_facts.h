// Properties that nobody sets: they are computed from the certificate when they are asked for.
#pragma once

#include <wincrypt_parts.h>

#include "sslprovider/base/status.h"
#include "sslprovider/x509/shared_certificate.h"

namespace secur32::api {

// not_found for a property that is not computed; unsupported_function for an algorithm without a
// name or a hash here; what PublicKey says of a key that cannot be.
Result<Buffer> compute_property(DWORD id, const x509::OwnedCertificate& certificate);

}  // namespace secur32::api
