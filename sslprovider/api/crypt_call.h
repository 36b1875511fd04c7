// Around the exported functions of the CryptoAPI (Crypt*), which answer with a BOOL and leave the
// reason as the thread's last error.  A success leaves the last error alone.
//
//     BOOL WINAPI CryptDestroyKey(HCRYPTKEY hKey) {
//         return crypt_call("CryptDestroyKey", [&](CallTrail& trail) -> Status {
//             trail.handle("key", hKey);
//             ...
#pragma once

#include <wincrypt_parts.h>

#include <utility>

#include "sslprovider/api/last_error.h"
#include "sslprovider/api/trail.h"

namespace secur32::api {

// The NTE_ code of the Status, or the ERROR_ code where the CryptoAPI has one of those.
Outcome crypt_outcome_of(Status status) noexcept;

// Runs body(trail), which returns a Status.
template <typename Body>
BOOL crypt_call(const char* function, Body&& body) noexcept {
    const std::int32_t code =
        traced<CallTrail>(function, crypt_outcome_of, std::forward<Body>(body));
    if (code == 0) return TRUE;
    set_last_error(static_cast<std::uint32_t>(code));
    return FALSE;
}

}  // namespace secur32::api
