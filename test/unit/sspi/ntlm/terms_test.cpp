// Which flags are asked for, granted and agreed on, and what a context may say of itself.
#include "sspi/ntlm/terms.h"

#include <gtest/gtest.h>

namespace secur32::ntlm {
namespace {

const Features kSeal{Feature::confidentiality};

Policy at_level(unsigned level) {
    Policy policy;
    policy.lm_compatibility_level = level;
    return policy;
}

NegotiateFlags challenge_of(Features requested) {
    return flags_of_challenge(flags_of_negotiate(requested, {}), {}).value();
}

NegotiateFlags without(NegotiateFlags flags, Flag flag) { return flags.set(flag, false); }

TEST(NegotiateTerms, always_ask_for_unicode_extended_security_and_strong_keys) {
    const NegotiateFlags flags = flags_of_negotiate({}, {});
    EXPECT_EQ(flags.bits(), 0xA2088207U);
}

TEST(NegotiateTerms, follow_what_the_caller_asks) {
    const std::pair<Feature, NegotiateFlags> rows[] = {
        {Feature::integrity, {Flag::sign, Flag::key_exch}},
        {Feature::replay_detect, {Flag::sign, Flag::key_exch}},
        {Feature::sequence_detect, {Flag::sign, Flag::key_exch}},
        {Feature::confidentiality, {Flag::sign, Flag::seal, Flag::key_exch}},
        {Feature::identify, {Flag::identify}},
        {Feature::datagram, {Flag::datagram, Flag::sign, Flag::key_exch}},
        {Feature::mutual_auth, {}},
        {Feature::delegate, {}},
        {Feature::session_key, {}},
    };
    for (const auto& [feature, extra] : rows)
        EXPECT_EQ(flags_of_negotiate({feature}, {}), NegotiateFlags(0xA2088207) | extra);
}

TEST(NegotiateTerms, of_low_levels_do_without_extended_session_security) {
    EXPECT_FALSE(flags_of_negotiate(kSeal, at_level(0)).has(Flag::extended_session_security));
    EXPECT_TRUE(flags_of_negotiate(kSeal, at_level(0)).has(Flag::lm_key));
    EXPECT_TRUE(flags_of_negotiate(kSeal, at_level(1)).has(Flag::extended_session_security));
    EXPECT_FALSE(flags_of_negotiate(kSeal, at_level(2)).has(Flag::lm_key));
}

TEST(ChallengeTerms, grant_what_was_asked_and_no_more) {
    const NegotiateFlags flags = challenge_of(kSeal);
    for (const Flag flag : {Flag::sign, Flag::seal, Flag::key_exch, Flag::negotiate_128,
                            Flag::negotiate_56, Flag::extended_session_security, Flag::unicode,
                            Flag::target_info, Flag::target_type_server, Flag::always_sign})
        EXPECT_TRUE(flags.has(flag));
    const NegotiateFlags little = challenge_of({});
    for (const Flag flag :
         {Flag::sign, Flag::seal, Flag::key_exch, Flag::identify, Flag::datagram, Flag::anonymous})
        EXPECT_FALSE(little.has(flag));
}

TEST(ChallengeTerms, never_grant_what_takes_an_lm_hash) {
    const NegotiateFlags everything(0xffffffff);
    const NegotiateFlags flags = flags_of_challenge(everything, {}).value();
    EXPECT_FALSE(flags.has(Flag::lm_key));
    EXPECT_FALSE(flags.has(Flag::request_non_nt_session_key));
    EXPECT_FALSE(flags.has(Flag::datagram));
    EXPECT_FALSE(flags.has(Flag::target_type_domain));
}

TEST(ChallengeTerms, choose_one_character_set) {
    const NegotiateFlags both{Flag::unicode, Flag::oem};
    EXPECT_TRUE(flags_of_challenge(both, {}).value().has(Flag::unicode));
    EXPECT_FALSE(flags_of_challenge(both, {}).value().has(Flag::oem));
    EXPECT_TRUE(flags_of_challenge({Flag::oem}, {}).value().has(Flag::oem));
    EXPECT_FALSE(flags_of_challenge({Flag::oem}, {}).value().has(Flag::unicode));
    EXPECT_EQ(flags_of_challenge({}, {}).status(), Status::invalid_token);
}

TEST(ChallengeTerms, refuse_weak_protection_where_policy_demands_strong) {
    const NegotiateFlags strong = flags_of_negotiate(kSeal, {});
    for (const Flag flag : {Flag::negotiate_128, Flag::extended_session_security}) {
        EXPECT_EQ(flags_of_challenge(without(strong, flag), {}).status(),
                  Status::unsupported_function);
        EXPECT_TRUE(flags_of_challenge(without(strong, flag), at_level(2)).ok());
    }
    // Nothing is protected: nothing can be weak.
    EXPECT_TRUE(flags_of_challenge({Flag::unicode, Flag::ntlm}, {}).ok());
}

TEST(AuthenticateTerms, are_what_both_sides_want) {
    const NegotiateFlags asked = flags_of_negotiate(kSeal, {});
    const NegotiateFlags flags =
        flags_of_authenticate(asked, challenge_of(kSeal), false, {}).value();
    EXPECT_EQ(flags & asked, without(asked, Flag::oem));
    EXPECT_FALSE(flags.has(Flag::target_type_server));
    EXPECT_TRUE(flags.has(Flag::target_info));
}

TEST(AuthenticateTerms, never_include_what_was_not_asked) {
    const NegotiateFlags asked = flags_of_negotiate({}, {});
    const NegotiateFlags flags =
        flags_of_authenticate(asked, NegotiateFlags(0xffffffff), false, {}).value();
    for (const Flag flag : {Flag::sign, Flag::seal, Flag::key_exch, Flag::lm_key, Flag::datagram,
                            Flag::identify, Flag::request_non_nt_session_key})
        EXPECT_FALSE(flags.has(flag));
}

TEST(AuthenticateTerms, refuse_a_server_that_weakens_what_was_asked) {
    const NegotiateFlags asked = flags_of_negotiate(kSeal, {});
    for (const Flag flag : {Flag::negotiate_128, Flag::extended_session_security}) {
        NegotiateFlags offered = without(challenge_of(kSeal), flag);
        EXPECT_EQ(flags_of_authenticate(asked, offered, false, {}).status(),
                  Status::unsupported_function);
        // Dropping the protection as well gains a man in the middle nothing.
        offered.set(Flag::sign, false).set(Flag::seal, false);
        EXPECT_EQ(flags_of_authenticate(asked, offered, false, {}).status(),
                  Status::unsupported_function);
    }
    EXPECT_EQ(flags_of_authenticate(asked, {Flag::sign}, false, {}).status(),
              Status::invalid_token);
}

TEST(AuthenticateTerms, of_an_anonymous_logon_protect_nothing) {
    const NegotiateFlags flags =
        flags_of_authenticate(flags_of_negotiate(kSeal, {}), challenge_of(kSeal), true, {}).value();
    EXPECT_TRUE(flags.has(Flag::anonymous));
    for (const Flag flag : {Flag::sign, Flag::seal, Flag::key_exch}) EXPECT_FALSE(flags.has(flag));
}

TEST(AgreedTerms, are_never_more_than_was_offered) {
    const NegotiateFlags asked = flags_of_negotiate({}, {});
    const NegotiateFlags offered = challenge_of({});
    const NegotiateFlags agreed =
        agreed_flags(asked, offered, NegotiateFlags(0xffffffff), false, {}).value();
    EXPECT_EQ(agreed & offered, agreed);
}

TEST(AgreedTerms, notice_what_was_dropped) {
    const NegotiateFlags asked = flags_of_negotiate(kSeal, {});
    const NegotiateFlags offered = challenge_of(kSeal);
    EXPECT_TRUE(agreed_flags(asked, offered, offered, false, {}).ok());
    for (const Flag flag : {Flag::sign, Flag::seal, Flag::extended_session_security})
        EXPECT_EQ(agreed_flags(asked, offered, without(offered, flag), false, {}).status(),
                  Status::downgrade_detected);
    EXPECT_EQ(
        agreed_flags(asked, offered, without(offered, Flag::negotiate_128), false, {}).status(),
        Status::unsupported_function);
    EXPECT_EQ(agreed_flags(asked, offered, without(offered, Flag::unicode), false, {}).status(),
              Status::invalid_token);
}

TEST(AgreedTerms, of_a_datagram_context_need_its_key) {
    const NegotiateFlags offered = flags_of_datagram_challenge();
    EXPECT_TRUE(agreed_flags({}, offered, offered, false, {}).ok());
    EXPECT_EQ(agreed_flags({}, offered, without(offered, Flag::key_exch), false, {}).status(),
              Status::invalid_token);
    EXPECT_EQ(agreed_flags({}, offered, without(offered, Flag::datagram), false, {}).status(),
              Status::invalid_token);
}

TEST(GrantedFeatures, say_what_the_flags_say) {
    const NegotiateFlags sealed{Flag::sign, Flag::seal}, signed_only{Flag::sign};
    const Features all = Features::from_bits(~std::uint64_t{0});
    const Features seal = granted_features(Role::initiator, all, sealed, false);
    EXPECT_EQ(seal, (Features{Feature::confidentiality, Feature::integrity, Feature::replay_detect,
                              Feature::sequence_detect, Feature::session_key, Feature::connection,
                              Feature::dce_style}));
    const Features sign = granted_features(Role::initiator, {}, signed_only, false);
    EXPECT_EQ(sign,
              (Features{Feature::integrity, Feature::replay_detect, Feature::sequence_detect}));
    EXPECT_EQ(granted_features(Role::initiator, {}, {}, false), Features{});
}

TEST(GrantedFeatures, of_an_anonymous_logon_hold_no_protection) {
    const NegotiateFlags sealed{Flag::sign, Flag::seal};
    EXPECT_EQ(granted_features(Role::acceptor, {}, sealed, true), Features{Feature::null_session});
}

}  // namespace
}  // namespace secur32::ntlm
