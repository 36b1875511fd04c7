// Around the exported functions that answer with a SECURITY_STATUS of the NTE_ family: Ssl* and
// NCrypt*.  The last error is left alone.
//
//     SECURITY_STATUS WINAPI SslFreeObject(NCRYPT_HANDLE hObject, DWORD dwFlags) {
//         return ncrypt_call("SslFreeObject", [&](CallTrail& trail) -> Status {
//             trail.handle("object", hObject);
//             ...
#pragma once

#include <ncrypt.h>

#include <utility>

#include "sslprovider/api/trail.h"

namespace secur32::api {

inline Outcome nte_outcome_of(Status status) noexcept {
    return {row(status).nte, row(status).nte_name};
}

// Runs body(trail), which returns a Status.
template <typename Body>
SECURITY_STATUS ncrypt_call(const char* function, Body&& body) noexcept {
    return traced<CallTrail>(function, nte_outcome_of, std::forward<Body>(body));
}

}  // namespace secur32::api
