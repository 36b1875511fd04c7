// Threshold, duration, window; and tallies that are applied later.
#include "sspi/accounts/lockout.h"

#include <gtest/gtest.h>

namespace secur32::accounts {
namespace {

using enum LogonOutcome;

constexpr UnixTime kNow = 1'800'000'000;
constexpr Policy kPolicy{3, 600, 300};

Counters after(std::initializer_list<LogonOutcome> outcomes, Counters counters = {},
               const Policy& policy = kPolicy, UnixTime when = kNow) {
    Tally tally;
    for (const LogonOutcome outcome : outcomes) tally.add(outcome, when);
    return tally.applied_to(counters, policy);
}

TEST(Lockout, comes_with_the_wrong_password_that_reaches_the_threshold) {
    EXPECT_FALSE(locked_out(after({wrong_password, wrong_password}), kPolicy, kNow));
    const Counters third = after({wrong_password, wrong_password, wrong_password});
    EXPECT_TRUE(locked_out(third, kPolicy, kNow));
    EXPECT_EQ(third.failures, 3);
    EXPECT_EQ(third.locked_since, kNow);
}

TEST(Lockout, adds_to_what_was_counted_before) {
    const Counters stored{2, 0, 0, kNow - 10};
    EXPECT_TRUE(locked_out(after({wrong_password}, stored), kPolicy, kNow));
}

TEST(Lockout, is_over_after_its_duration_and_the_count_starts_anew) {
    const Counters locked{3, kNow, 0, kNow};
    EXPECT_TRUE(locked_out(locked, kPolicy, kNow + 599));
    EXPECT_FALSE(locked_out(locked, kPolicy, kNow + 600));
    EXPECT_EQ(settled(locked, kPolicy, kNow + 600).failures, 0);
    const Counters next = after({wrong_password}, locked, kPolicy, kNow + 600);
    EXPECT_EQ(next.failures, 1);
    EXPECT_EQ(next.locked_since, 0);
}

TEST(Lockout, without_a_duration_lasts) {
    const Policy policy{3, 0, 300};
    EXPECT_TRUE(locked_out({3, kNow, 0, kNow}, policy, kNow + 100'000'000));
}

TEST(Lockout, is_not_prolonged_by_more_wrong_passwords) {
    const Counters locked{3, kNow, 0, kNow};
    const Counters later = after({wrong_password, wrong_password}, locked, kPolicy, kNow + 500);
    EXPECT_EQ(later.locked_since, kNow);
    EXPECT_EQ(later.failures, 3);
    EXPECT_EQ(later.last_failure, kNow + 500);
}

TEST(Lockout, never_comes_with_a_threshold_of_zero) {
    const Policy policy{0, 600, 300};
    Tally tally;
    for (int i = 0; i < 1000; ++i) tally.add(wrong_password, kNow);
    const Counters counters = tally.applied_to({}, policy);
    EXPECT_EQ(counters.failures, 1000);
    EXPECT_FALSE(locked_out(counters, policy, kNow));
    EXPECT_FALSE(locked_out({3, kNow, 0, kNow}, policy, kNow));
}

TEST(Failures, are_forgotten_after_the_window) {
    const Counters stored{2, 0, 0, kNow - 300};
    EXPECT_EQ(after({wrong_password}, stored).failures, 1);
    const Counters recent{2, 0, 0, kNow - 299};
    EXPECT_EQ(after({wrong_password}, recent).failures, 3);
    const Policy patient{10, 600, 0};
    EXPECT_EQ(after({wrong_password}, {2, 0, 0, 1}, patient).failures, 3);
}

TEST(Failures, are_forgotten_with_a_success) {
    const Counters counters = after({wrong_password, wrong_password, succeeded, wrong_password});
    EXPECT_EQ(counters.failures, 1);
    EXPECT_EQ(counters.last_logon, kNow);
    EXPECT_EQ(counters.last_failure, kNow);
}

TEST(Failures, are_not_counted_when_the_password_was_right) {
    const Counters counters = after({refused, refused, refused, refused});
    EXPECT_EQ(counters.failures, 0);
    EXPECT_EQ(counters.last_failure, kNow);
    EXPECT_EQ(counters.last_logon, 0);
}

TEST(Failures, left_until_a_lockout_are_never_zero_while_one_can_come) {
    EXPECT_EQ(failures_left({}, kPolicy, kNow), 3);
    EXPECT_EQ(failures_left({2, 0, 0, kNow}, kPolicy, kNow), 1);
    EXPECT_EQ(failures_left({5, 0, 0, kNow}, kPolicy, kNow), 1);  // the threshold was lowered
    EXPECT_EQ(failures_left({3, kNow, 0, kNow}, kPolicy, kNow), 0);
    EXPECT_EQ(failures_left({}, Policy{0, 1, 1}, kNow), 0);
}

TEST(Tally, takes_no_lock_off_with_a_success_that_raced_with_it) {
    const Counters locked{3, kNow, 0, kNow};
    const Counters counters = after({succeeded}, locked);
    EXPECT_TRUE(locked_out(counters, kPolicy, kNow));
    EXPECT_EQ(counters.failures, 3);
    EXPECT_EQ(counters.last_logon, kNow);
}

TEST(Tally, that_holds_a_lockout_keeps_its_failures) {
    Tally tally;
    for (int i = 0; i < 3; ++i) tally.add(wrong_password, kNow);
    tally.hold();
    tally.add(succeeded, kNow);
    EXPECT_TRUE(locked_out(tally.applied_to({}, kPolicy), kPolicy, kNow));
}

TEST(Tally, is_empty_until_something_happens) {
    Tally tally;
    EXPECT_TRUE(tally.empty());
    EXPECT_EQ(tally.applied_to({2, 0, 5, 6}, kPolicy), (Counters{2, 0, 5, 6}));
    tally.add(refused, kNow);
    EXPECT_FALSE(tally.empty());
}

// All sequences of five outcomes, cut at every place: two tallies, one after the other, appended
// or applied in turn, say what one tally says.
TEST(Tally, can_be_cut_in_two_anywhere) {
    constexpr Policy kWide{100, 600, 300};
    constexpr LogonOutcome kOutcomes[] = {succeeded, wrong_password, refused};
    for (int sequence = 0; sequence < 243; ++sequence) {
        for (int cut = 0; cut <= 5; ++cut) {
            Tally whole, head, tail;
            for (int i = 0, rest = sequence; i < 5; ++i, rest /= 3) {
                whole.add(kOutcomes[rest % 3], kNow + i);
                (i < cut ? head : tail).add(kOutcomes[rest % 3], kNow + i);
            }
            const Counters start{2, 0, kNow - 50, kNow - 20};
            const Counters expected = whole.applied_to(start, kWide);
            EXPECT_EQ(tail.applied_to(head.applied_to(start, kWide), kWide), expected);
            head.append(tail);
            EXPECT_EQ(head.applied_to(start, kWide), expected) << sequence << " cut at " << cut;
        }
    }
}

}  // namespace
}  // namespace secur32::accounts
