// Where a server looks users up, and how little it tells: unknown users, wrong passwords, accounts
// that may not log on, and programs that name their accounts only after the last message.
#include <gtest/gtest.h>

#include "test/support/ntlm_forger.h"
#include "test/support/ntlm_world.h"

namespace secur32 {
namespace {

using test::Conversation;
using test::World;

// -- Who may log on -----------------------------------------------------------------------------

TEST(NtlmAccounts, make_no_difference_between_unknown_user_and_wrong_password) {
    World unknown_world, wrong_world;
    Conversation unknown(unknown_world), wrong(wrong_world);
    unknown.identity = test::identity_of(u"nobody", u"DOM", World::kPassword);
    wrong.identity = test::identity_of(u"bob", u"DOM", u"wrong");
    EXPECT_EQ(unknown.run(), Status::logon_denied);
    EXPECT_EQ(wrong.run(), Status::logon_denied);
    EXPECT_EQ(unknown_world.authority->finds, wrong_world.authority->finds);
    ASSERT_EQ(unknown_world.authority->records.size(), 1U);
    ASSERT_EQ(wrong_world.authority->records.size(), 1U);
    EXPECT_EQ(unknown_world.authority->records[0].second, LogonOutcome::wrong_password);
    EXPECT_EQ(wrong_world.authority->records[0].second, LogonOutcome::wrong_password);
    EXPECT_EQ(unknown.server_end.output, wrong.server_end.output);
    EXPECT_EQ(unknown.server_end.granted, wrong.server_end.granted);
}

TEST(NtlmAccounts, do_not_let_in_whoever_guesses_the_decoy) {
    World world;
    Account decoy;
    decoy.user = u"ghost";
    decoy.nt_hash = ntlm::ntowf_v1(bytes_of(World::kPassword));
    world.authority->accounts.push_back(decoy);  // known == false
    Conversation talk(world);
    talk.identity = test::identity_of(u"ghost", u"DOM", World::kPassword);
    EXPECT_EQ(talk.run(), Status::logon_denied);
    EXPECT_EQ(world.authority->records[0].second, LogonOutcome::wrong_password);
}

TEST(NtlmAccounts, tell_their_state_only_to_who_proved_the_password) {
    const std::pair<bool Account::*, Status> rows[] = {
        {&Account::disabled, Status::account_disabled},
        {&Account::expired, Status::account_expired},
        {&Account::locked_out, Status::account_locked_out},
        {&Account::password_expired, Status::password_expired}};
    for (const auto& [state, status] : rows) {
        World world;
        world.authority->accounts[0].*state = true;
        Conversation right(world), wrong(world);
        wrong.identity = test::identity_of(u"bob", u"DOM", u"wrong");
        EXPECT_EQ(right.run(), status);
        EXPECT_EQ(wrong.run(), Status::logon_denied);
        EXPECT_EQ(world.authority->records[0].second, LogonOutcome::refused);
        EXPECT_EQ(world.authority->records[1].second, LogonOutcome::wrong_password);
    }
}

TEST(NtlmAccounts, are_asked_once_for_each_logon) {
    World world;
    Conversation talk(world);
    ASSERT_EQ(talk.run(), Status::ok);
    EXPECT_EQ(world.authority->finds, 1);
    EXPECT_EQ(world.authority->records.size(), 1U);
}

TEST(NtlmAccounts, that_cannot_be_read_are_no_wrong_password) {
    World world;
    world.authority->failure = Status::no_authenticating_authority;
    Conversation talk(world);
    EXPECT_EQ(talk.run(), Status::no_authenticating_authority);
    EXPECT_TRUE(world.authority->records.empty());
}

TEST(NtlmAccounts, that_cannot_be_opened_are_told_when_they_are_needed) {
    World world;
    world.directory->standard_failure = Status::no_authenticating_authority;
    Conversation talk(world);
    EXPECT_EQ(talk.run(), Status::no_authenticating_authority);
}

TEST(NtlmAccounts, without_a_domain_belong_to_this_machine_whatever_the_client_says) {
    World world;
    world.authority->add(u"local", u"", u"pw");
    Conversation talk(world);
    talk.identity = test::identity_of(u"local", u"EVIL", u"pw");
    ASSERT_EQ(talk.run(), Status::ok);
    const auto value = talk.server->query(Attribute::auth_identity);
    const auto& identity = std::get<AuthIdentity>(value.value());
    EXPECT_EQ(identity.user, u"local");
    EXPECT_NE(identity.domain, u"EVIL");
}

TEST(NtlmAccounts, know_a_user_without_a_domain_and_one_given_in_one_piece) {
    World world;
    world.authority->add(u"alice", u"", u"pw");
    for (const char16_t* name : {u"alice", u"DOM\\bob"}) {
        Conversation talk(world);
        const bool bob = name[0] == u'D';
        talk.identity = test::identity_of(name, u"", bob ? World::kPassword : u"pw");
        EXPECT_EQ(talk.run(), Status::ok);
    }
}

TEST(NtlmAccounts, see_a_name_with_an_at_sign_whole) {
    World world;
    world.authority->add(u"bob@example.com", u"", u"pw");
    Conversation talk(world);
    talk.identity = test::identity_of(u"bob@example.com", u"", u"pw");
    EXPECT_EQ(talk.run(), Status::ok);
}

// -- A credential's own accounts ----------------------------------------------------------------

Result<Secret<16>> bobs_key(const HashQuery& query) {
    if (!equal_ignoring_case(query.user, u"bob")) return Status::unknown_user;
    return ntlm::ntowf_v2(ntlm::ntowf_v1(bytes_of(World::kPassword)), query.user, query.domain);
}

TEST(NtlmAccounts, of_a_credential_come_before_the_machines) {
    World world;
    const auto sam = std::make_shared<test::FakeAuthority>();
    sam->add(u"sam", u"", u"pw");
    world.directory->sam = sam;
    Identity identity;
    identity.sam_file = "sam";
    Conversation talk(world);
    talk.server_credential = world.inbound(&identity).value();
    talk.identity = test::identity_of(u"sam", u"", u"pw");
    EXPECT_EQ(talk.run(), Status::ok);
    EXPECT_EQ(sam->finds, 1);
    EXPECT_EQ(world.authority->finds, 0);
}

TEST(NtlmAccounts, of_a_credential_that_cannot_be_opened_fail_the_credential) {
    World world;
    Identity identity;
    identity.sam_file = "elsewhere";
    EXPECT_EQ(world.inbound(&identity).status(), Status::no_authenticating_authority);
}

TEST(NtlmAccounts, may_be_a_function_of_the_program) {
    World world;
    Buffer transcript, proof_input;
    Identity identity;
    identity.hash_callback = [&](const HashQuery& query) {
        transcript.assign(query.mic_input.begin(), query.mic_input.end());
        proof_input.assign(query.nt_proof_input.begin(), query.nt_proof_input.end());
        EXPECT_EQ(query.mic.size(), 16U);
        EXPECT_EQ(query.encrypted_random_key.size(), 16U);
        return bobs_key(query);
    };
    Conversation talk(world);
    talk.server_credential = world.inbound(&identity).value();
    ASSERT_EQ(talk.run(), Status::ok);
    EXPECT_EQ(world.authority->finds, 0);
    // NEGOTIATE | CHALLENGE | AUTHENTICATE with a zeroed MIC
    Buffer expected = talk.negotiate;
    expected.insert(expected.end(), talk.challenge.begin(), talk.challenge.end());
    Buffer last = talk.authenticate;
    std::fill_n(last.begin() + ntlm::kMicOffset, 16, std::uint8_t{0});
    expected.insert(expected.end(), last.begin(), last.end());
    EXPECT_EQ(transcript, expected);
    // server challenge | client blob
    const auto message =
        ntlm::parse_authenticate(talk.authenticate, ntlm::NegotiateFlags()).value();
    const auto challenge = ntlm::parse_challenge(talk.challenge).value();
    Buffer input(challenge.server_challenge.begin(), challenge.server_challenge.end());
    const Bytes blob = message.nt_challenge_response.subspan(16);
    input.insert(input.end(), blob.begin(), blob.end());
    EXPECT_EQ(proof_input, input);
}

TEST(NtlmAccounts, in_a_function_make_no_difference_either) {
    World world;
    Identity identity;
    identity.hash_callback = bobs_key;
    for (const auto& who : {test::identity_of(u"nobody", u"DOM", World::kPassword),
                            test::identity_of(u"bob", u"DOM", u"wrong")}) {
        Conversation talk(world);
        talk.server_credential = world.inbound(&identity).value();
        talk.identity.user = who.user;
        talk.identity.password = who.password.clone();
        EXPECT_EQ(talk.run(), Status::logon_denied);
    }
}

// -- Accounts that come after the last message ----------------------------------------------------

struct Later : testing::Test {
    Later() : talk(world) { world.directory->accounts = nullptr; }
    // Up to the point at which the program has to say where its users are.
    void reach_completion() {
        ASSERT_EQ(talk.talk(), Status::ok);
        const Result<Progress> last = talk.server_step(talk.authenticate);
        ASSERT_EQ(last.status(), Status::ok);
        ASSERT_EQ(last.value(), Progress::complete_needed);
        ASSERT_TRUE(talk.server_end.output.empty());
        std::ranges::fill(talk.authenticate, std::uint8_t{0});  // the caller's buffer is gone
    }
    void expect_established() {
        const Result<Buffer> sealed = test::seal(*talk.client, Buffer(10));
        ASSERT_TRUE(sealed.ok());
        EXPECT_TRUE(test::unseal(*talk.server, sealed.value()).ok());
    }
    World world;
    Conversation talk;
};

TEST_F(Later, a_function_completes) {
    reach_completion();
    ASSERT_EQ(talk.server->set(HashCallback(bobs_key)), Status::ok);
    const Result<Progress> done = talk.server->complete({});
    ASSERT_EQ(done.status(), Status::ok);
    EXPECT_EQ(done.value(), Progress::complete);
    expect_established();
}

TEST_F(Later, a_file_completes) {
    world.directory->sam = world.authority;
    reach_completion();
    ASSERT_EQ(talk.server->set(SamFile{"sam"}), Status::ok);
    EXPECT_EQ(talk.server->complete({}).status(), Status::ok);
    expect_established();
    EXPECT_EQ(world.authority->records.back().second, LogonOutcome::succeeded);
}

TEST_F(Later, named_before_the_last_message_the_accounts_need_no_completion) {
    ASSERT_EQ(talk.talk(), Status::ok);
    ASSERT_EQ(talk.server->set(HashCallback(bobs_key)), Status::ok);
    const Result<Progress> last = talk.server_step(talk.authenticate);
    ASSERT_EQ(last.status(), Status::ok);
    EXPECT_EQ(last.value(), Progress::complete);
}

TEST_F(Later, without_accounts_the_answer_is_denied) {
    reach_completion();
    EXPECT_EQ(talk.server->complete({}).status(), Status::logon_denied);
    EXPECT_EQ(talk.server->complete({}).status(), Status::out_of_sequence);
}

TEST_F(Later, a_wrong_password_is_denied_and_the_context_dead) {
    talk.identity = test::identity_of(u"bob", u"DOM", u"wrong");
    reach_completion();
    ASSERT_EQ(talk.server->set(HashCallback(bobs_key)), Status::ok);
    EXPECT_EQ(talk.server->complete({}).status(), Status::logon_denied);
    EXPECT_EQ(talk.server->set(HashCallback(bobs_key)), Status::out_of_sequence);
    EXPECT_FALSE(talk.server->query(Attribute::session_key).ok());
}

TEST_F(Later, nothing_but_setting_and_completing_works_in_between) {
    reach_completion();
    EXPECT_EQ(test::seal(*talk.server, Buffer(3)).status(), Status::out_of_sequence);
    EXPECT_EQ(test::unseal(*talk.server, Buffer(20)).status(), Status::out_of_sequence);
    EXPECT_EQ(talk.server->pack(false).status(), Status::out_of_sequence);
    EXPECT_EQ(talk.server->query(Attribute::names).status(), Status::out_of_sequence);
    EXPECT_EQ(talk.server->query(Attribute::session_key).status(), Status::out_of_sequence);
}

TEST_F(Later, another_message_instead_of_the_completion_ends_it) {
    reach_completion();
    EXPECT_EQ(talk.server_step(talk.negotiate).status(), Status::invalid_token);
    EXPECT_EQ(talk.server->complete({}).status(), Status::out_of_sequence);
}

TEST_F(Later, bindings_and_mic_are_judged_all_the_same) {
    ChannelBindings mine;
    mine.application_data = bytes_of(std::string_view("tls-unique:x"));
    talk.server_bindings = &mine;
    reach_completion();
    ASSERT_EQ(talk.server->set(HashCallback(bobs_key)), Status::ok);
    EXPECT_EQ(talk.server->complete({}).status(), Status::bad_bindings);

    Conversation other(world);
    ASSERT_EQ(other.talk(), Status::ok);
    other.authenticate[ntlm::kMicOffset] ^= 1;
    ASSERT_TRUE(other.server_step(other.authenticate).ok());
    ASSERT_EQ(other.server->set(HashCallback(bobs_key)), Status::ok);
    EXPECT_EQ(other.server->complete({}).status(), Status::message_altered);
}

TEST_F(Later, a_credential_with_an_identity_waits_for_nobody) {
    Identity identity;
    talk.server_credential = world.inbound(&identity).value();
    EXPECT_EQ(talk.run(), Status::logon_denied);
}

TEST_F(Later, a_file_that_cannot_be_read_is_told_at_once) {
    reach_completion();
    EXPECT_EQ(talk.server->set(SamFile{"elsewhere"}), Status::no_authenticating_authority);
}

TEST_F(Later, a_client_has_no_accounts_to_set) {
    ASSERT_EQ(talk.talk(), Status::ok);
    EXPECT_EQ(talk.client->set(SamFile{"sam"}), Status::out_of_sequence);
    Conversation other(world);
    ASSERT_EQ(other.begin(), Status::ok);
    EXPECT_EQ(other.client->set(SamFile{"sam"}), Status::unsupported_function);
}

}  // namespace
}  // namespace secur32
