// What a server demands besides the password: a MIC where one was announced, channel bindings, a
// target name, a fresh timestamp, strong keys; and what it makes of clients that know the password
// and do otherwise.
#include <gtest/gtest.h>

#include "sslprovider/base/environment.h"
#include "test/support/environment.h"
#include "test/support/ntlm_forger.h"
#include "test/support/ntlm_world.h"

namespace secur32 {
namespace {

using ntlm::BindingsHash;
using test::Conversation;
using test::Forger;
using test::ScopedEnvironment;
using test::World;

// NEGOTIATE and CHALLENGE of our own client, then what the forger makes of them.
struct Attack {
    Attack() : talk(world) {}
    Status run() {
        TRY(talk.begin());
        TRY(talk.client_step({}));
        const Buffer negotiate = talk.client_end.output;
        TRY(talk.server_step(negotiate));
        const Buffer challenge = talk.server_end.output;
        return talk.server_step(forger.authenticate(negotiate, challenge)).status();
    }
    LogonOutcome outcome() const {
        EXPECT_EQ(world.authority->records.size(), 1U);
        return world.authority->records.back().second;
    }
    World world;
    Conversation talk;
    Forger forger;
};

// -- MIC ----------------------------------------------------------------------------------------

TEST(NtlmMic, is_accepted_from_the_forger_too) {
    Attack attack;
    EXPECT_EQ(attack.run(), Status::ok);
    EXPECT_EQ(attack.outcome(), LogonOutcome::succeeded);
}

TEST(NtlmMic, that_was_announced_and_is_absent_is_refused) {
    Attack attack;
    attack.forger.room_for_mic = false;
    EXPECT_EQ(attack.run(), Status::message_altered);
    EXPECT_EQ(attack.outcome(), LogonOutcome::refused);
}

TEST(NtlmMic, that_was_announced_and_is_zero_is_refused) {
    Attack attack;
    attack.forger.fills_mic = false;
    EXPECT_EQ(attack.run(), Status::message_altered);
}

TEST(NtlmMic, is_not_asked_of_a_client_that_never_announced_one) {
    Attack attack;
    attack.forger.av_flags = 0;
    attack.forger.room_for_mic = false;
    EXPECT_EQ(attack.run(), Status::ok);
}

TEST(NtlmMic, that_nobody_announced_is_not_looked_at) {
    Attack attack;
    attack.forger.av_flags = 0;
    attack.forger.fills_mic = false;
    EXPECT_EQ(attack.run(), Status::ok);
}

TEST(NtlmMic, stripped_together_with_its_flag_breaks_the_proof) {
    World world;
    Conversation talk(world);
    talk.on_authenticate = [](Buffer& token) {
        // MsvAvFlags, length 4, value 2.
        const Buffer pair = {6, 0, 4, 0, 2, 0, 0, 0};
        const auto found = std::search(token.begin(), token.end(), pair.begin(), pair.end());
        ASSERT_NE(found, token.end());
        found[4] = 0;
        std::fill_n(token.begin() + ntlm::kMicOffset, 16, std::uint8_t{0});
    };
    EXPECT_EQ(talk.run(), Status::logon_denied);
}

// -- Flags --------------------------------------------------------------------------------------

TEST(NtlmFlags, that_were_granted_cannot_be_dropped_later) {
    for (const ntlm::Flag flag :
         {ntlm::Flag::sign, ntlm::Flag::seal, ntlm::Flag::extended_session_security}) {
        Attack attack;
        attack.forger.av_flags = 0;
        attack.forger.room_for_mic = false;
        attack.talk.on_challenge = {};
        ASSERT_EQ(attack.talk.begin(), Status::ok);
        ASSERT_TRUE(attack.talk.client_step({}).ok());
        const Buffer negotiate = attack.talk.client_end.output;
        ASSERT_TRUE(attack.talk.server_step(negotiate).ok());
        const Buffer challenge = attack.talk.server_end.output;
        auto flags = ntlm::parse_challenge(challenge).value().negotiate_flags;
        attack.forger.flags = flags.set(flag, false);
        EXPECT_EQ(
            attack.talk.server_step(attack.forger.authenticate(negotiate, challenge)).status(),
            Status::downgrade_detected);
        EXPECT_EQ(attack.world.authority->finds, 0);
    }
}

TEST(NtlmFlags, for_weak_keys_are_refused_by_policy) {
    World world;
    for (const std::uint32_t bits : {0x20000000U, 0x00080000U}) {  // 128, extended session security
        Conversation talk(world);
        talk.on_negotiate = [bits](Buffer& token) {
            for (std::size_t i = 0; i < 4; ++i)
                token[12 + i] &= static_cast<std::uint8_t>(~(bits >> (8 * i)));
        };
        EXPECT_EQ(talk.run(), Status::unsupported_function);
        Conversation other(world);
        other.on_challenge = [bits](Buffer& token) {
            for (std::size_t i = 0; i < 4; ++i)
                token[20 + i] &= static_cast<std::uint8_t>(~(bits >> (8 * i)));
        };
        EXPECT_EQ(other.run(), Status::unsupported_function);
    }
}

TEST(NtlmFlags, for_signing_that_the_server_drops_are_not_granted) {
    World world;
    Conversation talk(world);
    talk.on_negotiate = talk.on_challenge = nullptr;
    ASSERT_EQ(talk.begin(), Status::ok);
    ASSERT_TRUE(talk.client_step({}).ok());
    ASSERT_TRUE(talk.server_step(Buffer(talk.client_end.output)).ok());
    Buffer challenge = talk.server_end.output;
    challenge[20] &= static_cast<std::uint8_t>(~0x20);  // NTLMSSP_NEGOTIATE_SEAL
    ASSERT_TRUE(talk.client_step(challenge).ok());
    EXPECT_FALSE(talk.client_end.granted.has(Feature::confidentiality));
    EXPECT_TRUE(talk.client_end.granted.has(Feature::integrity));
}

// -- Channel bindings ---------------------------------------------------------------------------

ChannelBindings bindings_of(std::string_view data) {
    ChannelBindings bindings;
    bindings.application_data = bytes_of(data);
    return bindings;
}

struct BindingsRow {
    const char* policy;
    std::string_view client, server;  // empty: none
    Features server_asks;
    bool audit_only;
    Status status;
    BindingsResult result;
};

TEST(NtlmBindings, are_judged_by_policy_program_and_client) {
    using S = Status;
    using B = BindingsResult;
    const Features missing_allowed{Feature::allow_missing_bindings};
    const Features proxy{Feature::proxy_bindings};
    const std::string_view a = "tls-server-end-point:a", b = "tls-server-end-point:b";
    const BindingsRow rows[] = {
        {"when-given", "", "", {}, false, S::ok, B::not_checked},
        {"when-given", a, "", {}, false, S::ok, B::not_checked},
        {"when-given", a, a, {}, false, S::ok, B::matched},
        {"when-given", a, b, {}, false, S::bad_bindings, B::mismatch},
        {"when-given", "", b, {}, false, S::bad_bindings, B::missing},
        {"when-given", "", b, missing_allowed, false, S::ok, B::missing_allowed},
        {"when-given", a, b, missing_allowed, false, S::bad_bindings, B::mismatch},
        {"when-given", a, b, {}, true, S::ok, B::mismatch},
        {"when-given", "", b, {}, true, S::ok, B::missing},
        {"when-given", a, b, proxy, false, S::ok, B::proxy},
        {"when-given", a, "", proxy, false, S::ok, B::proxy},
        {"when-given", "", "", proxy, false, S::bad_bindings, B::missing},
        {"when-given", a, a, proxy, false, S::ok, B::matched},
        {"never", a, b, {}, false, S::ok, B::not_checked},
        {"never", "", b, {}, false, S::ok, B::not_checked},
        {"required", "", "", {}, false, S::bad_bindings, B::missing},
        {"required", "", a, missing_allowed, false, S::bad_bindings, B::missing},
        {"required", a, "", {}, false, S::bad_bindings, B::mismatch},
        {"required", a, "", missing_allowed, false, S::bad_bindings, B::mismatch},
        {"required", a, a, {}, false, S::ok, B::matched},
        {"required", a, b, {}, false, S::bad_bindings, B::mismatch},
        {"required", a, b, {}, true, S::bad_bindings, B::mismatch},
        {"required", "", a, {}, true, S::bad_bindings, B::missing},
    };
    for (const BindingsRow& row : rows) {
        SCOPED_TRACE(testing::Message() << row.policy << " client '" << row.client << "' server '"
                                        << row.server << "' audit " << row.audit_only);
        const ScopedEnvironment policy(environment::kChannelBindings, row.policy);
        World world;
        Conversation talk(world);
        const ChannelBindings client = bindings_of(row.client);
        ChannelBindings server = bindings_of(row.server);
        server.audit_only = row.audit_only;
        talk.client_bindings = row.client.empty() ? nullptr : &client;
        talk.server_bindings = row.server.empty() ? nullptr : &server;
        talk.server_asks = row.server_asks;
        EXPECT_EQ(talk.run(), row.status);
        EXPECT_EQ(talk.server_end.bindings_result, row.result);
        EXPECT_EQ(talk.server_end.peer_sent_bindings, !row.client.empty());
    }
}

TEST(NtlmBindings, differ_by_every_part_of_them) {
    const Buffer address = {127, 0, 0, 1};
    ChannelBindings whole = bindings_of("tls-unique:x");
    whole.initiator_address_type = 2;
    whole.initiator_address = address;
    whole.acceptor_address_type = 2;
    whole.acceptor_address = address;
    ChannelBindings others[5] = {whole, whole, whole, whole, whole};
    others[0].initiator_address_type = 3;
    others[1].initiator_address = {};
    others[2].acceptor_address_type = 3;
    others[3].acceptor_address = Bytes(address).first(3);
    others[4].application_data = {};
    for (const ChannelBindings& other : others) {
        World world;
        Conversation talk(world);
        talk.client_bindings = &whole;
        talk.server_bindings = &other;
        EXPECT_EQ(talk.run(), Status::bad_bindings);
    }
}

TEST(NtlmBindings, of_zeros_or_without_a_pair_are_missing) {
    for (const bool zeros : {false, true}) {
        Attack attack;
        const ChannelBindings mine = bindings_of("tls-unique:x");
        attack.talk.server_bindings = &mine;
        if (zeros) attack.forger.bindings = BindingsHash{};
        EXPECT_EQ(attack.run(), Status::bad_bindings);
        EXPECT_EQ(attack.talk.server_end.bindings_result, BindingsResult::missing);
        EXPECT_EQ(attack.outcome(), LogonOutcome::refused);
    }
}

TEST(NtlmBindings, that_are_wrong_do_not_tell_more_than_a_wrong_password) {
    Attack attack;
    const ChannelBindings mine = bindings_of("tls-unique:x");
    attack.talk.server_bindings = &mine;
    attack.forger.bindings = BindingsHash{1};
    attack.forger.password = u"wrong";
    EXPECT_EQ(attack.run(), Status::logon_denied);
    EXPECT_EQ(attack.talk.server_end.bindings_result, BindingsResult::mismatch);
}

// -- Target names -------------------------------------------------------------------------------

TEST(NtlmTarget, is_held_against_the_accepted_names) {
    const std::pair<std::u16string, Status> rows[] = {
        {u"HTTP/www.example.com", Status::ok},
        {u"http/WWW.EXAMPLE.COM", Status::ok},
        {u"cifs/files.example.com", Status::ok},
        {u"HTTP/files.example.com:8080", Status::ok},
        {u"cifs/www.example.com", Status::wrong_principal},
        {u"HTTP/evil.example.com", Status::wrong_principal},
        {u"", Status::wrong_principal},
    };
    World world;
    const auto credential = world.inbound().value();
    ASSERT_EQ(credential->set(AcceptedNames{{u"HTTP/www.example.com", u"files.example.com"}}),
              Status::ok);
    for (const auto& [target, status] : rows) {
        Conversation talk(world);
        talk.server_credential = credential;
        talk.target = target;
        EXPECT_EQ(talk.run(), status);
    }
}

TEST(NtlmTarget, is_held_against_the_names_of_the_environment) {
    const ScopedEnvironment names(environment::kAcceptedNames, "files.example.com");
    World world;
    Conversation good(world), bad(world);
    good.target = u"cifs/files.example.com";
    EXPECT_EQ(good.run(), Status::ok);
    EXPECT_EQ(bad.run(), Status::wrong_principal);
    EXPECT_EQ(world.authority->records.back().second, LogonOutcome::refused);
}

TEST(NtlmTarget, has_to_suit_the_environment_and_the_program) {
    const ScopedEnvironment names(environment::kAcceptedNames, "files.example.com");
    World world;
    const auto credential = world.inbound().value();
    ASSERT_EQ(credential->set(AcceptedNames{{u"www.example.com"}}), Status::ok);
    for (const std::u16string target : {u"cifs/files.example.com", u"HTTP/www.example.com"}) {
        Conversation talk(world);
        talk.server_credential = credential;
        talk.target = target;
        EXPECT_EQ(talk.run(), Status::wrong_principal);
    }
    ASSERT_EQ(credential->set(AcceptedNames{}), Status::ok);
    Conversation talk(world);
    talk.server_credential = credential;
    EXPECT_EQ(talk.run(), Status::wrong_principal) << "an empty list opens no door";
}

TEST(NtlmTarget, from_an_untrusted_source_counts_as_none) {
    World world;
    const auto credential = world.inbound().value();
    ASSERT_EQ(credential->set(AcceptedNames{{u"www.example.com"}}), Status::ok);
    Conversation talk(world);
    talk.server_credential = credential;
    talk.client_asks.set(Feature::unverified_target_name);
    EXPECT_EQ(talk.run(), Status::wrong_principal);
}

TEST(NtlmTarget, that_is_absent_is_refused_where_names_are_set) {
    Attack attack;
    attack.talk.server_credential = attack.world.inbound().value();
    ASSERT_EQ(attack.talk.server_credential->set(AcceptedNames{{u"www"}}), Status::ok);
    EXPECT_EQ(attack.run(), Status::wrong_principal);
}

// -- Time ---------------------------------------------------------------------------------------

TEST(NtlmTime, outside_the_window_is_refused_when_the_proof_is_right) {
    const std::pair<std::int64_t, Status> rows[] = {
        {-35, Status::ok}, {35, Status::ok}, {-37, Status::time_skew}, {37, Status::time_skew}};
    for (const auto& [hours, status] : rows) {
        Attack attack;
        attack.forger.time = file_time_now() + static_cast<FileTime>(hours) * kFileTimeHour;
        EXPECT_EQ(attack.run(), status) << hours;
    }
}

TEST(NtlmTime, at_its_extremes_is_outside) {
    for (const FileTime time : {FileTime{0}, ~FileTime{0}, kNever}) {
        Attack attack;
        attack.forger.time = time;
        EXPECT_EQ(attack.run(), Status::time_skew);
    }
}

TEST(NtlmTime, outside_the_window_tells_nothing_without_the_proof) {
    Attack attack;
    attack.forger.time = 0;
    attack.forger.password = u"wrong";
    EXPECT_EQ(attack.run(), Status::logon_denied);
}

TEST(NtlmTime, has_a_window_that_policy_sets) {
    const ScopedEnvironment hours(environment::kMaxLifetimeHours, "1");
    Attack attack;
    attack.forger.time = file_time_now() - 2 * kFileTimeHour;
    EXPECT_EQ(attack.run(), Status::time_skew);
}

// -- What the client repeats --------------------------------------------------------------------

TEST(NtlmPairs, that_are_not_repeated_may_have_been_taken_away) {
    Attack attack;
    attack.forger.av_flags = 0;
    attack.forger.repeats_server_pairs = false;
    EXPECT_EQ(attack.run(), Status::message_altered);
}

TEST(NtlmPairs, need_not_be_repeated_where_policy_takes_older_clients) {
    const ScopedEnvironment level(environment::kLmCompatibilityLevel, "4");
    Attack attack;
    attack.forger.av_flags = 0;
    attack.forger.repeats_server_pairs = false;
    EXPECT_EQ(attack.run(), Status::ok);
}

TEST(NtlmPairs, repeated_without_the_timestamp_betray_somebody_in_the_middle) {
    World world;
    Conversation talk(world);
    talk.on_challenge = [](Buffer& token) {
        const Buffer header = {7, 0, 8, 0};  // MsvAvTimestamp
        const auto found = std::search(token.begin(), token.end(), header.begin(), header.end());
        ASSERT_NE(found, token.end());
        found[0] = 0x77;
    };
    EXPECT_EQ(talk.run(), Status::message_altered);
}

TEST(NtlmPairs, may_be_hashed_by_a_client_that_forgets_its_domain) {
    Attack attack;
    attack.forger.hashes_domain = false;
    EXPECT_EQ(attack.run(), Status::ok);
}

}  // namespace
}  // namespace secur32
