// Owners for what the CryptoAPI hands out, and its failures by name.
#pragma once

#include <wincrypt.h>

#include "samples/common/names.h"
#include "samples/common/owned_number.h"

namespace samples {

inline void release_context(HCRYPTPROV handle) { CryptReleaseContext(handle, 0); }
inline void destroy_key(HCRYPTKEY handle) { CryptDestroyKey(handle); }
inline void destroy_hash(HCRYPTHASH handle) { CryptDestroyHash(handle); }

using CryptContext = OwnedNumber<&release_context>;
using CryptKey = OwnedNumber<&destroy_key>;
using CryptHash = OwnedNumber<&destroy_hash>;

// Passes a result on; a failure is printed with the name of what GetLastError() says.
inline bool done(const char* function, BOOL result) {
    if (!result) print_failure(function, static_cast<SECURITY_STATUS>(GetLastError()));
    return result != FALSE;
}

}  // namespace samples
