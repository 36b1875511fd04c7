// Which responses are which, and the proof; the rest is asked in
// test/machine/ntlm_accounts_test.cpp.
#include "sspi/ntlm/logon.h"

#include <gtest/gtest.h>

#include "test/support/ntlm_world.h"

namespace secur32::ntlm {
namespace {

AuthenticateMessage responses(Bytes nt, Bytes lm, std::u16string user = u"bob") {
    AuthenticateMessage message;
    message.nt_challenge_response = nt;
    message.lm_challenge_response = lm;
    message.user_name = std::move(user);
    return message;
}

Policy lax() {
    Policy policy;
    policy.lm_compatibility_level = 0;
    return policy;
}

TEST(LogonMethod, is_told_by_the_sizes_of_the_responses) {
    const Buffer r24(24), r25(25);
    EXPECT_EQ(method_of(responses(r25, r24), lax()).value(), Method::ntlm_v2);
    EXPECT_EQ(method_of(responses(r25, {}), lax()).value(), Method::ntlm_v2);
    EXPECT_EQ(method_of(responses(r24, r24), lax()).value(), Method::ntlm_v1);
    EXPECT_EQ(method_of(responses({}, r24), lax()).value(), Method::lm_v2);
}

TEST(LogonMethod, is_none_for_responses_of_other_sizes) {
    const Buffer r24(24);
    for (const std::size_t size : {1U, 8U, 16U, 23U}) {
        const Buffer odd(size);
        EXPECT_EQ(method_of(responses(odd, r24), lax()).status(), Status::invalid_token);
        EXPECT_EQ(method_of(responses({}, odd), lax()).status(), Status::invalid_token);
    }
    const Buffer r25(25);
    EXPECT_EQ(method_of(responses({}, r25), lax()).status(), Status::invalid_token);
    EXPECT_EQ(method_of(responses({}, {}), lax()).status(), Status::invalid_token);
}

TEST(LogonMethod, is_anonymous_for_nobody_with_nothing) {
    const Buffer zero(1), one(1, 1), r24(24);
    EXPECT_EQ(method_of(responses({}, {}, u""), {}).value(), Method::anonymous);
    EXPECT_EQ(method_of(responses({}, zero, u""), {}).value(), Method::anonymous);
    EXPECT_FALSE(method_of(responses({}, one, u""), lax()).ok());
    EXPECT_FALSE(method_of(responses({}, zero, u"bob"), lax()).ok());
    EXPECT_EQ(method_of(responses({}, r24, u""), {}).status(), Status::logon_denied);
}

TEST(LogonMethod, of_old_is_denied_by_default) {
    const Buffer r24(24);
    EXPECT_EQ(method_of(responses(r24, r24), {}).status(), Status::logon_denied);
    EXPECT_EQ(method_of(responses({}, r24), {}).status(), Status::logon_denied);
}

// A right NTLMv2 proof of bob of DOM.
struct ProofTest : testing::Test {
    ProofTest() {
        claim.method = Method::ntlm_v2;
        claim.server_challenge = {8, 7, 6, 5, 4, 3, 2, 1};
        claim.message.user_name = u"bob";
        claim.message.domain_name = u"DOM";
        claim.flags = NegotiateFlags{Flag::unicode, Flag::extended_session_security};
        const Buffer temp = write_temp(1, {1, 2, 3, 4, 5, 6, 7, 8}, {});
        nt = write_ntlm_v2(nt_proof_str(key, claim.server_challenge, temp), temp);
        claim.message.nt_challenge_response = nt;
        claim.v2 = parse_ntlm_v2(nt).value();
        authority->add(u"bob", u"DOM", u"Passw0rd!");
    }
    Result<Logon> prove() { return Logon::prove(Accounts{authority, {}}, claim); }

    const Key key = ntowf_v2(ntowf_v1(bytes_of(std::u16string_view(u"Passw0rd!"))), u"bob", u"DOM");
    std::shared_ptr<test::FakeAuthority> authority = std::make_shared<test::FakeAuthority>();
    Claim claim;
    Buffer nt;
};

TEST_F(ProofTest, gives_the_session_base_key) {
    const auto logon = prove();
    ASSERT_EQ(logon.status(), Status::ok);
    EXPECT_TRUE(logon.value().key_exchange_key() == session_base_key_v2(key, claim.v2.response));
    EXPECT_EQ(logon.value().user(), u"bob");
    EXPECT_EQ(logon.value().domain(), u"DOM");
    EXPECT_TRUE(authority->records.empty()) << "how it ends is not known yet";
}

TEST_F(ProofTest, fails_with_any_octet_of_the_response_changed) {
    for (std::size_t at = 0; at < nt.size(); ++at) {
        nt[at] ^= 1;
        const auto parsed = parse_ntlm_v2(nt);
        if (parsed.ok()) {
            claim.v2 = parsed.value();
            EXPECT_EQ(prove().status(), Status::logon_denied) << at;
        }
        nt[at] ^= 1;
    }
}

TEST_F(ProofTest, fails_for_another_challenge_user_or_domain) {
    claim.server_challenge[0] ^= 1;
    EXPECT_EQ(prove().status(), Status::logon_denied);
    claim.server_challenge[0] ^= 1;
    claim.message.user_name = u"alice";
    EXPECT_EQ(prove().status(), Status::logon_denied);
    claim.message.user_name = u"bob";
    claim.message.domain_name = u"dom";  // found all the same, but UserDom is hashed as it is
    EXPECT_EQ(prove().status(), Status::logon_denied);
}

TEST_F(ProofTest, is_denied_without_accounts) {
    EXPECT_EQ(Logon::prove({}, claim).status(), Status::logon_denied);
}

TEST_F(ProofTest, hands_the_outcome_to_the_accounts) {
    const auto logon = prove();
    logon.value().record(LogonOutcome::refused);
    ASSERT_EQ(authority->records.size(), 1U);
    EXPECT_EQ(authority->records[0].second, LogonOutcome::refused);
    Logon::anonymous().record(LogonOutcome::succeeded);
    EXPECT_EQ(authority->records.size(), 1U);
}

TEST_F(ProofTest, is_asked_of_the_program_when_it_keeps_the_users) {
    const Accounts program{authority,
                           [this](const HashQuery&) -> Result<Secret<16>> { return key; }};
    EXPECT_EQ(Logon::prove(program, claim).status(), Status::ok);
    EXPECT_EQ(authority->finds, 0);
}

}  // namespace
}  // namespace secur32::ntlm
