// SetContextAttributes as FreeRDP 2.11's server uses it between SEC_I_COMPLETE_NEEDED and
// CompleteAuthToken: where this context looks its user up.
#pragma once

#define SECURITY_WIN32
#include <security.h>

#include "sslprovider/base/status.h"
#include "sspi/dispatch/open_context.h"

namespace secur32::api {

// SECPKG_ATTR_AUTH_NTLM_SAM_FILE, _HASH_CB, _HASH_CB_DATA; others: unsupported_function.
Status apply_winpr_setting(dispatch::OpenContext& open, ULONG id, void* buffer, ULONG size);

}  // namespace secur32::api
