// What every exported function has around it: one guard, one mapping of Status and Progress to a
// SECURITY_STATUS, one trace line.
//
//     SECURITY_STATUS SEC_ENTRY FreeCredentialsHandle(PCredHandle phCredential) {
//         return call("FreeCredentialsHandle", [&](Trail& trail) -> Status {
//             trail.handle("credential", phCredential);
//             ...
#pragma once

#define SECURITY_WIN32
#include <security.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "sslprovider/base/guard.h"
#include "sslprovider/base/trace.h"
#include "sspi/core/exchange.h"

namespace secur32::api {

// The arguments that matter, collected only while the trace is on.
class Trail {
public:
    explicit Trail(const char* function) : function_(function), on_(trace::enabled()) {}

    void handle(const char* name, const SecHandle* handle) {
        if (on_) add_handle(name, handle);
    }
    void text(const char* name, std::u16string_view text) {
        if (on_) add_text(name, text);
    }
    void number(const char* name, std::uint64_t value) {
        if (on_) add_number(name, value, false);
    }
    void flags(const char* name, std::uint64_t value) {
        if (on_) add_number(name, value, true);
    }
    // Writes the line.
    void end(std::int32_t code, std::string_view name) const noexcept {
        if (on_) write(code, name);
    }

private:
    void add_name(const char* name);
    void add_handle(const char* name, const SecHandle* handle);
    void add_text(const char* name, std::u16string_view text);
    void add_number(const char* name, std::uint64_t value, bool hexadecimal);
    void write(std::int32_t code, std::string_view name) const noexcept;

    const char* function_;
    bool on_;
    std::string arguments_;
};

// The code a caller gets, and its name.
struct Outcome {
    std::int32_t code;
    std::string_view name;
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
    Trail trail(function);
    Outcome outcome{0, {}};
    const Status thrown = guard([&]() -> Status {
        outcome = outcome_of(std::forward<Body>(body)(trail));
        return Status::ok;
    });
    if (thrown != Status::ok) outcome = outcome_of(thrown);
    trail.end(outcome.code, outcome.name);
    return outcome.code;
}

}  // namespace secur32::api
