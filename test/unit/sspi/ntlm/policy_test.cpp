// LmCompatibilityLevel, MaxLifetime, the demands about bindings, and target names.
#include "sspi/ntlm/policy.h"

#include <gtest/gtest.h>

#include "sslprovider/base/environment.h"
#include "test/support/environment.h"

namespace secur32::ntlm {
namespace {

using test::ScopedEnvironment;

Policy with_level(unsigned level) {
    Policy policy;
    policy.lm_compatibility_level = level;
    return policy;
}

TEST(Policy, sends_and_accepts_ntlmv2_alone_when_nobody_said_anything) {
    const Policy policy = Policy::from_environment();
    EXPECT_TRUE(policy.sends_ntlmv2());
    EXPECT_FALSE(policy.sends_lm_response());
    EXPECT_FALSE(policy.accepts_lm());
    EXPECT_FALSE(policy.accepts_lmv2());
    EXPECT_FALSE(policy.accepts_ntlmv1());
    EXPECT_TRUE(policy.demands_strong_keys());
    EXPECT_EQ(policy.max_lifetime, 36 * kFileTimeHour);
    EXPECT_EQ(policy.bindings, BindingsDemand::when_given);
    EXPECT_TRUE(policy.accepted_names.empty());
}

TEST(Policy, follows_the_levels_of_ms_nlmp) {
    // level: extended session security, LM sent, NTLMv2 sent; LM accepted, NTLMv1 accepted
    const bool rows[6][5] = {
        {false, true, false, true, true}, {true, true, false, true, true},
        {true, false, false, true, true}, {true, false, true, true, true},
        {true, false, true, false, true}, {true, false, true, false, false},
    };
    for (unsigned level = 0; level < 6; ++level) {
        const Policy policy = with_level(level);
        EXPECT_EQ(policy.requests_extended_session_security(), rows[level][0]) << level;
        EXPECT_EQ(policy.sends_lm_response(), rows[level][1]) << level;
        EXPECT_EQ(policy.sends_ntlmv2(), rows[level][2]) << level;
        EXPECT_EQ(policy.accepts_lm(), rows[level][3]) << level;
        EXPECT_EQ(policy.accepts_ntlmv1(), rows[level][4]) << level;
        EXPECT_EQ(policy.demands_strong_keys(), rows[level][2]) << level;
    }
}

TEST(Policy, reads_every_level_from_the_environment) {
    for (unsigned level = 0; level < 6; ++level) {
        const ScopedEnvironment set(environment::kLmCompatibilityLevel, std::to_string(level));
        EXPECT_EQ(Policy::from_environment().lm_compatibility_level, level);
    }
}

TEST(Policy, keeps_the_strictest_level_when_the_value_is_none) {
    for (const char* value : {"6", "-1", "one", "3x", "99999999999999999999"}) {
        const ScopedEnvironment set(environment::kLmCompatibilityLevel, value);
        EXPECT_EQ(Policy::from_environment().lm_compatibility_level, 5U) << value;
    }
}

TEST(Policy, reads_the_lifetime_in_hours) {
    const ScopedEnvironment set(environment::kMaxLifetimeHours, "2");
    EXPECT_EQ(Policy::from_environment().max_lifetime, 2 * kFileTimeHour);
}

TEST(Policy, keeps_the_default_lifetime_when_the_value_is_none) {
    for (const char* value : {"ever", "-3", "1000000"}) {
        const ScopedEnvironment set(environment::kMaxLifetimeHours, value);
        EXPECT_EQ(Policy::from_environment().max_lifetime, 36 * kFileTimeHour) << value;
    }
}

TEST(Policy, takes_an_unknown_word_about_bindings_for_the_strictest) {
    const std::pair<const char*, BindingsDemand> rows[] = {
        {"never", BindingsDemand::never},       {"when-given", BindingsDemand::when_given},
        {"required", BindingsDemand::required}, {"Never", BindingsDemand::required},
        {"off", BindingsDemand::required},
    };
    for (const auto& [word, demand] : rows) {
        const ScopedEnvironment set(environment::kChannelBindings, word);
        EXPECT_EQ(Policy::from_environment().bindings, demand) << word;
    }
}

TEST(Policy, reads_a_comma_list_of_names) {
    const ScopedEnvironment set(environment::kAcceptedNames, " HTTP/a ,b,, c ");
    EXPECT_EQ(Policy::from_environment().accepted_names,
              (std::vector<std::u16string>{u"HTTP/a", u"b", u"c"}));
}

TEST(Policy, accepts_nobody_when_the_list_names_nobody) {
    for (const char* list : {" ", ",,", "\xff"}) {
        const ScopedEnvironment set(environment::kAcceptedNames, list);
        const auto names = Policy::from_environment().accepted_names;
        ASSERT_FALSE(names.empty()) << list;
        EXPECT_FALSE(target_name_accepted(names, u"HTTP/www"));
        EXPECT_FALSE(target_name_accepted(names, u""));
    }
}

TEST(TargetName, equals_an_accepted_spn_whatever_its_case) {
    EXPECT_TRUE(target_name_accepted({u"http/WWW.example.com"}, u"HTTP/www.example.com"));
}

TEST(TargetName, matches_a_bare_host_with_any_service_and_port) {
    const std::vector<std::u16string> names{u"www.example.com"};
    for (const char16_t* target :
         {u"HTTP/www.example.com", u"cifs/WWW.EXAMPLE.COM", u"MSSQLSvc/www.example.com:1433",
          u"HTTP/www.example.com/REALM", u"www.example.com"})
        EXPECT_TRUE(target_name_accepted(names, target));
}

TEST(TargetName, is_refused_unless_it_is_whole) {
    const std::vector<std::u16string> names{u"www.example.com", u"HTTP/intranet"};
    for (const char16_t* target :
         {u"", u"HTTP/", u"HTTP/www", u"HTTP/www.example.com.evil", u"HTTP/evil.www.example.com",
          u"www.example.com.", u"cifs/intranet", u"intranet", u"HTTP/intranet:80", u"/",
          u"HTTP/evil/www.example.com"})
        EXPECT_FALSE(target_name_accepted(names, target));
}

TEST(TargetName, keeps_the_colons_of_an_ipv6_address) {
    EXPECT_TRUE(target_name_accepted({u"[::1]"}, u"HTTP/[::1]:8080"));
    EXPECT_FALSE(target_name_accepted({u"[::2]"}, u"HTTP/[::1]:8080"));
}

}  // namespace
}  // namespace secur32::ntlm
