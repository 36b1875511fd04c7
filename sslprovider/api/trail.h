// What every exported function has around it: one guard, one mapping of its result to a code of its
// family, one trace line.  A family (SECURITY_STATUS of SSPI, of Ssl*, a BOOL with a last error) is
// a function outcome_of() that the caller of traced() names.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "sslprovider/base/guard.h"
#include "sslprovider/base/trace.h"

namespace secur32::api {

// The code a caller gets, and its name.
struct Outcome {
    std::int32_t code;
    std::string_view name;
};

// The arguments that matter, collected only while the trace is on.
class CallTrail {
 public:
    explicit CallTrail(const char* function) : function_(function), on_(trace::enabled()) {}

    void handle(const char* name, std::uint64_t number) {
        if (on_) add_number(name, number, true);
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
    void end(Outcome outcome) const noexcept {
        if (on_) write(outcome);
    }

 protected:
    bool on() const { return on_; }
    void add(const char* name, std::string_view value);

 private:
    void add_text(const char* name, std::u16string_view text);
    void add_number(const char* name, std::uint64_t value, bool hexadecimal);
    void write(Outcome outcome) const noexcept;

    const char* function_;
    bool on_;
    std::string arguments_;
};

// Runs body(trail) and maps what it returns, or the Status of what was thrown, with outcome_of.
template <typename Trail, typename OutcomeOf, typename Body>
std::int32_t traced(const char* function, OutcomeOf outcome_of, Body&& body) noexcept {
    Trail trail(function);
    Outcome outcome{0, {}};
    const Status thrown = guard([&] {
        outcome = outcome_of(std::forward<Body>(body)(trail));
        return Status::ok;
    });
    if (thrown != Status::ok) outcome = outcome_of(thrown);
    trail.end(outcome);
    return outcome.code;
}

}  // namespace secur32::api
