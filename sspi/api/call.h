// What every exported function of SSPI has around it: the guard and the trace line of trail.h, and
// the mapping of Status and Progress to a SECURITY_STATUS.
//
//     SECURITY_STATUS SEC_ENTRY FreeCredentialsHandle(PCredHandle phCredential) {
//         return call("FreeCredentialsHandle", [&](Trail& trail) -> Status {
//             trail.handle("credential", phCredential);
//             ...
#pragma once

#define SECURITY_WIN32
#include <security.h>

#include <utility>

#include "sslprovider/api/trail.h"
#include "sspi/core/exchange.h"

namespace secur32::api {

class Trail : public CallTrail {
 public:
    using CallTrail::CallTrail;

    void handle(const char* name, const SecHandle* handle) {
        if (on()) add_handle(name, handle);
    }

 private:
    void add_handle(const char* name, const SecHandle* handle);
};

Outcome outcome_of(Progress progress);
// Sets the last error too, where the status' row has one.
Outcome outcome_of(Status status) noexcept;
inline Outcome outcome_of(const Result<Progress>& result) {
    return result.ok() ? outcome_of(result.value()) : outcome_of(result.status());
}

// Runs body(trail), which returns a Status or a Result<Progress>.
template <typename Body>
SECURITY_STATUS call(const char* function, Body&& body) noexcept {
    return traced<Trail>(
        function, [](const auto& result) { return outcome_of(result); }, std::forward<Body>(body));
}

}  // namespace secur32::api
