// What a client that proved its password is still refused for.
#include "sspi/ntlm/admission.h"

#include <gtest/gtest.h>

namespace secur32::ntlm {
namespace {

constexpr BindingsHash kMine{1}, kOther{2};

BindingsRule rule_with(std::optional<BindingsHash> own) {
    BindingsRule rule;
    rule.own = own;
    return rule;
}

TEST(BindingsJudgement, compares_when_the_program_gave_its_own) {
    EXPECT_EQ(judge_bindings(rule_with(kMine), kMine), BindingsResult::matched);
    EXPECT_EQ(judge_bindings(rule_with(kMine), kOther), BindingsResult::mismatch);
    EXPECT_EQ(judge_bindings(rule_with(kMine), {}), BindingsResult::missing);
    EXPECT_EQ(judge_bindings(rule_with({}), kOther), BindingsResult::not_checked);
    EXPECT_EQ(judge_bindings(rule_with({}), {}), BindingsResult::not_checked);
}

TEST(BindingsJudgement, differs_by_a_single_bit) {
    for (std::size_t at = 0; at < kMine.size(); ++at) {
        BindingsHash other = kMine;
        other[at] ^= 0x80;
        EXPECT_EQ(judge_bindings(rule_with(kMine), other), BindingsResult::mismatch) << at;
    }
}

TEST(BindingsJudgement, trusts_no_channel_that_the_program_does_not_name_when_they_are_required) {
    BindingsRule rule = rule_with({});
    rule.demand = BindingsDemand::required;
    EXPECT_EQ(judge_bindings(rule, kOther), BindingsResult::mismatch);
    EXPECT_EQ(judge_bindings(rule, {}), BindingsResult::missing);
    EXPECT_EQ(check_bindings(rule, judge_bindings(rule, kOther)), Status::bad_bindings);
    rule.proxy = true;
    EXPECT_EQ(judge_bindings(rule, kOther), BindingsResult::proxy);
}

TEST(BindingsJudgement, lets_a_missing_one_pass_where_that_is_allowed) {
    BindingsRule rule = rule_with(kMine);
    rule.allow_missing = true;
    EXPECT_EQ(judge_bindings(rule, {}), BindingsResult::missing_allowed);
    EXPECT_EQ(judge_bindings(rule, kOther), BindingsResult::mismatch);
    rule.demand = BindingsDemand::required;
    EXPECT_EQ(judge_bindings(rule, {}), BindingsResult::missing);
}

TEST(BindingsJudgement, takes_any_behind_a_proxy_but_one_there_must_be) {
    BindingsRule rule = rule_with({});
    rule.proxy = true;
    EXPECT_EQ(judge_bindings(rule, kOther), BindingsResult::proxy);
    EXPECT_EQ(judge_bindings(rule, {}), BindingsResult::missing);
}

TEST(BindingsJudgement, looks_at_nothing_when_policy_says_never) {
    BindingsRule rule = rule_with(kMine);
    rule.demand = BindingsDemand::never;
    EXPECT_EQ(judge_bindings(rule, kOther), BindingsResult::not_checked);
}

TEST(BindingsCheck, refuses_a_mismatch_and_a_missing_one_alone) {
    for (const auto result : {BindingsResult::not_checked, BindingsResult::matched,
                              BindingsResult::missing_allowed, BindingsResult::proxy})
        EXPECT_EQ(check_bindings({}, result), Status::ok);
    for (const auto result : {BindingsResult::mismatch, BindingsResult::missing})
        EXPECT_EQ(check_bindings({}, result), Status::bad_bindings);
}

TEST(BindingsCheck, refuses_nothing_in_an_audit_unless_policy_requires) {
    BindingsRule rule;
    rule.audit_only = true;
    EXPECT_EQ(check_bindings(rule, BindingsResult::mismatch), Status::ok);
    rule.demand = BindingsDemand::required;
    EXPECT_EQ(check_bindings(rule, BindingsResult::mismatch), Status::bad_bindings);
}

TEST(TargetCheck, accepts_any_target_without_names_and_none_but_theirs_with_them) {
    EXPECT_EQ(check_target_name({}, u""), Status::ok);
    EXPECT_EQ(check_target_name({}, u"HTTP/a"), Status::ok);
    EXPECT_EQ(check_target_name({u"a"}, u"HTTP/a"), Status::ok);
    EXPECT_EQ(check_target_name({u"a"}, u"HTTP/b"), Status::wrong_principal);
    EXPECT_EQ(check_target_name({u"a"}, u""), Status::wrong_principal);
}

TEST(TimeCheck, has_a_window_on_both_sides) {
    const FileTime now = 1'000'000'000;
    EXPECT_EQ(check_time(now, now, 0), Status::ok);
    EXPECT_EQ(check_time(now + 10, now, 10), Status::ok);
    EXPECT_EQ(check_time(now - 10, now, 10), Status::ok);
    EXPECT_EQ(check_time(now + 11, now, 10), Status::time_skew);
    EXPECT_EQ(check_time(now - 11, now, 10), Status::time_skew);
    EXPECT_EQ(check_time(0, now, now - 1), Status::time_skew);
    EXPECT_EQ(check_time(~FileTime{0}, 0, kNever), Status::time_skew);
}

}  // namespace
}  // namespace secur32::ntlm
