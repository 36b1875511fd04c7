// CERT_STRONG_SIGN_PARA: which signatures a caller counts as strong.
#pragma once

#include <wincrypt.h>

#include "sslprovider/api/cert_call.h"
#include "sslprovider/base/status.h"
#include "sslprovider/x509/chain.h"

namespace secur32::api {

// invalid_parameter: a wrong cbSize or choice, an unknown OID, a list that is none.
Result<x509::Strength> read_strength(const CERT_STRONG_SIGN_PARA& rule);

}  // namespace secur32::api
