// What the functions on PFX files share: passwords, and which codes failures have.
#pragma once

#include "sslprovider/api/cert_call.h"
#include "sslprovider/api/cert_output.h"
#include "sslprovider/base/status.h"
#include "sslprovider/x509/pfx.h"

namespace secur32::api {

// Null: no password, which is not the empty one.  invalid_parameter: ill-formed UTF-16, or too
// long.
Result<x509::PfxPassword> pfx_password(LPCWSTR text);

// Of x509/pfx.h, in Windows' words.
CertResult pfx_result(Status status);

// The octets of a file.
Result<Bytes> pfx_bytes(const CRYPT_DATA_BLOB* blob);

// Before the first fault a caller's pointer is looked at.
CertResult check_pfx_flags(DWORD flags, DWORD allowed);

}  // namespace secur32::api
