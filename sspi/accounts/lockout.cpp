// The lock-out rules.
#include "sspi/accounts/lockout.h"

#include <algorithm>

#include "sslprovider/base/clock.h"

namespace secur32::accounts {
namespace {

bool lock_is_on(const Counters& counters, const Policy& policy, UnixTime now) {
    if (counters.locked_since == 0 || policy.threshold == 0) return false;
    return policy.duration == 0 || now < counters.locked_since + policy.duration;
}

// A wrong password for an account that is locked out does not prolong the lock.
void count_failures(Counters& counters, const Policy& policy, std::int64_t count, UnixTime when) {
    counters = settled(counters, policy, when);
    counters.last_failure = std::max(counters.last_failure, when);
    if (counters.locked_since != 0) return;
    counters.failures += count;
    if (policy.threshold == 0 || counters.failures < policy.threshold) return;
    counters.failures = policy.threshold;
    counters.locked_since = when;
}

// A success that raced with a lock-out does not take the lock off.
void count_success(Counters& counters, const Policy& policy, UnixTime when) {
    counters = settled(counters, policy, when);
    counters.last_logon = std::max(counters.last_logon, when);
    if (counters.locked_since == 0) counters.failures = 0;
}

}  // namespace

UnixTime unix_now() {
    return static_cast<UnixTime>((file_time_now() - kUnixEpochAsFileTime) / kFileTimeSecond);
}

Counters settled(Counters counters, const Policy& policy, UnixTime now) {
    const bool on = lock_is_on(counters, policy, now);
    const bool was_on = counters.locked_since != 0;
    const bool stale = policy.window != 0 && counters.last_failure + policy.window <= now;
    if (!on) counters.locked_since = 0;
    if (!on && (was_on || stale)) counters.failures = 0;
    return counters;
}

bool locked_out(const Counters& counters, const Policy& policy, UnixTime now) {
    return lock_is_on(counters, policy, now);
}

std::int64_t failures_left(const Counters& counters, const Policy& policy, UnixTime now) {
    const Counters current = settled(counters, policy, now);
    if (policy.threshold == 0 || current.locked_since != 0) return 0;
    return std::max<std::int64_t>(policy.threshold - current.failures, 1);
}

void Tally::add(LogonOutcome outcome, UnixTime now) {
    if (outcome != LogonOutcome::succeeded) last_failure_ = now;
    if (outcome == LogonOutcome::wrong_password) ++failures_since_;
    if (outcome != LogonOutcome::succeeded) return;
    last_logon_ = now;
    if (held_) return;
    if (!succeeded_) failures_before_ = failures_since_;
    failures_since_ = 0;
    succeeded_ = true;
}

void Tally::append(const Tally& later) {
    if (later.succeeded_ && !held_) {
        if (!succeeded_) failures_before_ = failures_since_ + later.failures_before_;
        failures_since_ = later.failures_since_;
        succeeded_ = true;
    } else {
        failures_since_ += later.failures_before_ + later.failures_since_;
    }
    held_ = held_ || later.held_;
    last_logon_ = std::max(last_logon_, later.last_logon_);
    last_failure_ = std::max(last_failure_, later.last_failure_);
}

Counters Tally::applied_to(Counters counters, const Policy& policy) const {
    if (failures_before_ > 0) count_failures(counters, policy, failures_before_, last_failure_);
    if (succeeded_) count_success(counters, policy, last_logon_);
    if (failures_since_ > 0) count_failures(counters, policy, failures_since_, last_failure_);
    counters.last_logon = std::max(counters.last_logon, last_logon_);
    counters.last_failure = std::max(counters.last_failure, last_failure_);
    return counters;
}

}  // namespace secur32::accounts
