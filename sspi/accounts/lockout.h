// When too many wrong passwords lock an account out, and for how long: pure rules over counters,
// used alike for what the database holds and for what has not reached it yet.
//
// The terms are Windows': threshold, duration and observation window ([MS-SAMR] 3.1.1.5,
// badPwdCount, lockoutTime).
#pragma once

#include <cstdint>

#include "sspi/core/authority.h"

namespace secur32::accounts {

using UnixTime = std::int64_t;  // seconds since 1970-01-01 UTC; 0 in a field: it never happened

UnixTime unix_now();

struct Policy {
    std::int64_t threshold = 10;      // wrong passwords that lock an account out; 0: none do
    std::int64_t duration = 30 * 60;  // seconds; 0: until somebody unlocks it
    std::int64_t window = 30 * 60;    // seconds after which a wrong password is forgotten; 0: never
    friend bool operator==(const Policy&, const Policy&) = default;
};

struct Counters {
    std::int64_t failures = 0;
    UnixTime locked_since = 0;
    UnixTime last_logon = 0;
    UnixTime last_failure = 0;
    friend bool operator==(const Counters&, const Counters&) = default;
};

// Counters as they stand now: a lock that is over is taken off, old failures are forgotten.
Counters settled(Counters counters, const Policy& policy, UnixTime now);
bool locked_out(const Counters& counters, const Policy& policy, UnixTime now);
// How many more wrong passwords lock the account out; 0 when none does or it is locked already.
std::int64_t failures_left(const Counters& counters, const Policy& policy, UnixTime now);

// What happened to one account and is not in its Counters yet.
class Tally {
 public:
    void add(LogonOutcome outcome, UnixTime now);
    // A lock-out was reached: no later success takes the failures back.
    void hold() { held_ = true; }
    bool empty() const { return last_logon_ == 0 && last_failure_ == 0; }
    // What happened after this tally.
    void append(const Tally& later);
    Counters applied_to(Counters counters, const Policy& policy) const;

 private:
    std::int64_t failures_before_ = 0;  // up to the first success
    std::int64_t failures_since_ = 0;   // since the last one
    bool succeeded_ = false;
    bool held_ = false;
    UnixTime last_logon_ = 0;
    UnixTime last_failure_ = 0;
};

}  // namespace secur32::accounts
