// WinPR's psSspiNtlmHashCallback as the core's HashCallback.
#pragma once

#define SECURITY_WIN32
#include <security.h>

#include "sspi/core/attributes.h"

namespace secur32::api {

// Empty when callback is null.  argument is handed back to it as `client`, never looked at.
//
// The callback's answer is success when it is SEC_E_OK or, as FreeRDP before 3.24 had it, 1, and
// the hash was written.
HashCallback hash_callback_of(psSspiNtlmHashCallback callback, void* argument);

}  // namespace secur32::api
