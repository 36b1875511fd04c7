// The other ways of NTLM: older responses by policy, datagram contexts, anonymous logons.
#include <gtest/gtest.h>

#include "sslprovider/base/environment.h"
#include "sspi/ntlm/keys.h"
#include "test/support/environment.h"
#include "test/support/ntlm_forger.h"
#include "test/support/ntlm_world.h"

namespace secur32 {
namespace {

using test::Conversation;
using test::Forger;
using test::ScopedEnvironment;
using test::seal;
using test::unseal;
using test::World;

void expect_messages_pass(Conversation& talk) {
    for (int round = 0; round < 3; ++round) {
        const Result<Buffer> there = seal(*talk.client, Buffer(100, 7));
        ASSERT_EQ(there.status(), Status::ok);
        EXPECT_EQ(unseal(*talk.server, there.value()).status(), Status::ok);
        const Result<Buffer> back = seal(*talk.server, Buffer(33, 9));
        ASSERT_EQ(back.status(), Status::ok);
        EXPECT_EQ(unseal(*talk.client, back.value()).status(), Status::ok);
    }
}

// A client acquired at one level, a server at another.
Status run_at(Conversation& talk, unsigned client_level, unsigned server_level) {
    {
        const ScopedEnvironment level(environment::kLmCompatibilityLevel,
                                      std::to_string(client_level));
        TRY_ASSIGN(talk.client_credential, talk.world.outbound(&talk.identity));
    }
    const ScopedEnvironment level(environment::kLmCompatibilityLevel, std::to_string(server_level));
    TRY_ASSIGN(talk.server_credential, talk.world.inbound());
    return talk.run();
}

// -- LmCompatibilityLevel -----------------------------------------------------------------------

TEST(NtlmPolicy, decides_which_responses_are_sent_and_taken) {
    for (unsigned client = 0; client < 6; ++client)
        for (unsigned server = 0; server < 6; ++server) {
            SCOPED_TRACE(testing::Message() << "client " << client << " server " << server);
            World world;
            Conversation talk(world);
            const Status status = run_at(talk, client, server);
            const bool sends_v2 = client >= 3;
            if (client == 0 && server >= 3) {
                // No extended session security, and messages are to be signed.
                EXPECT_EQ(status, Status::unsupported_function);
            } else if (!sends_v2 && server == 5) {
                EXPECT_EQ(status, Status::logon_denied);
                EXPECT_EQ(world.authority->finds, 0) << "refused before anybody is looked up";
            } else {
                ASSERT_EQ(status, Status::ok);
                expect_messages_pass(talk);
            }
        }
}

TEST(NtlmPolicy, lets_ntlmv1_prove_a_password_and_nothing_less) {
    World world;
    for (const unsigned level : {0U, 1U, 2U}) {
        Conversation wrong(world), unknown(world);
        wrong.identity = test::identity_of(u"bob", u"DOM", u"wrong");
        unknown.identity = test::identity_of(u"nobody", u"DOM", World::kPassword);
        EXPECT_EQ(run_at(wrong, level, 2), Status::logon_denied);
        EXPECT_EQ(run_at(unknown, level, 2), Status::logon_denied);
    }
    for (const auto& [user, outcome] : world.authority->records)
        EXPECT_EQ(outcome, LogonOutcome::wrong_password);
}

TEST(NtlmPolicy, makes_a_replayed_ntlmv1_response_worthless) {
    World world;
    Conversation first(world), second(world);
    ASSERT_EQ(run_at(first, 2, 2), Status::ok);
    const ScopedEnvironment level(environment::kLmCompatibilityLevel, "2");
    ASSERT_EQ(second.talk(), Status::ok);
    EXPECT_EQ(second.server_step(first.authenticate).status(), Status::logon_denied);
}

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
    World world;
    Conversation talk;
    Forger forger;
};

TEST(NtlmPolicy, takes_older_responses_only_where_it_says_so) {
    const std::pair<Forger::Method, Status> rows[] = {
        {Forger::Method::lm_v2, Status::ok},
        {Forger::Method::ntlm_v1, Status::ok},
        {Forger::Method::lm_v1, Status::logon_denied},  // there are no LM hashes
        {Forger::Method::nothing, Status::invalid_token}};
    for (const auto& [method, status] : rows) {
        Attack strict, lax;
        strict.forger.method = lax.forger.method = method;
        const bool nothing = method == Forger::Method::nothing;
        EXPECT_EQ(strict.run(), nothing ? Status::invalid_token : Status::logon_denied);
        EXPECT_EQ(strict.world.authority->finds, 0);
        const ScopedEnvironment level(environment::kLmCompatibilityLevel, "3");
        EXPECT_EQ(lax.run(), status);
    }
}

TEST(NtlmPolicy, holds_older_responses_to_the_same_demands) {
    const ScopedEnvironment level(environment::kLmCompatibilityLevel, "3");
    for (const auto method : {Forger::Method::lm_v2, Forger::Method::ntlm_v1}) {
        Attack bound, named, disabled;
        bound.forger.method = named.forger.method = disabled.forger.method = method;
        ChannelBindings mine;
        mine.application_data = bytes_of(std::string_view("tls-unique:x"));
        bound.talk.server_bindings = &mine;
        EXPECT_EQ(bound.run(), Status::bad_bindings);
        named.talk.server_credential = named.world.inbound().value();
        ASSERT_EQ(named.talk.server_credential->set(AcceptedNames{{u"www"}}), Status::ok);
        EXPECT_EQ(named.run(), Status::wrong_principal);
        disabled.world.authority->accounts[0].disabled = true;
        EXPECT_EQ(disabled.run(), Status::account_disabled);
    }
}

TEST(NtlmPolicy, lets_no_function_of_the_program_prove_ntlmv1) {
    const ScopedEnvironment level(environment::kLmCompatibilityLevel, "2");
    World world;
    Identity identity;
    identity.hash_callback = [](const HashQuery&) -> Result<Secret<16>> {
        ADD_FAILURE() << "asked for a key that cannot help";
        return Status::unknown_user;
    };
    Conversation talk(world);
    talk.server_credential = world.inbound(&identity).value();
    EXPECT_EQ(talk.run(), Status::logon_denied);
}

// -- Anonymous ----------------------------------------------------------------------------------

TEST(NtlmAnonymous, is_let_in_where_it_is_welcome) {
    World world;
    for (const bool by_identity : {true, false}) {
        Conversation talk(world);
        talk.server_asks.set(Feature::null_session);
        if (by_identity)
            talk.identity = {};
        else
            talk.client_asks.set(Feature::null_session);
        ASSERT_EQ(talk.run(), Status::ok);
        for (const Features granted : {talk.client_end.granted, talk.server_end.granted}) {
            EXPECT_TRUE(granted.has(Feature::null_session));
            EXPECT_FALSE(granted.has(Feature::confidentiality));
            EXPECT_FALSE(granted.has(Feature::integrity));
            EXPECT_FALSE(granted.has(Feature::session_key));
        }
        const auto value = talk.server->query(Attribute::auth_identity);
        EXPECT_TRUE(std::get<AuthIdentity>(value.value()).anonymous);
        EXPECT_EQ(std::get<Names>(talk.server->query(Attribute::names).value()).user,
                  u"NT AUTHORITY\\ANONYMOUS LOGON");
        EXPECT_EQ(seal(*talk.client, Buffer(3)).status(), Status::unsupported_function);
        EXPECT_EQ(seal(*talk.server, Buffer(3)).status(), Status::unsupported_function);
    }
    EXPECT_EQ(world.authority->finds, 0);
}

TEST(NtlmAnonymous, is_refused_everywhere_else) {
    World world;
    Conversation talk(world);
    talk.identity = {};
    EXPECT_EQ(talk.run(), Status::logon_denied);
}

TEST(NtlmAnonymous, needs_no_accounts) {
    World world;
    world.directory->accounts = nullptr;
    Conversation talk(world);
    talk.identity = {};
    talk.server_asks.set(Feature::null_session);
    EXPECT_EQ(talk.run(), Status::ok);
}

TEST(NtlmAnonymous, does_not_get_past_required_bindings) {
    const ScopedEnvironment required(environment::kChannelBindings, "required");
    World world;
    Conversation talk(world);
    talk.identity = {};
    talk.server_asks.set(Feature::null_session);
    EXPECT_EQ(talk.run(), Status::bad_bindings);
}

// -- Datagram -----------------------------------------------------------------------------------

struct Datagram : testing::Test {
    Datagram() : talk(world) {
        talk.client_asks.set(Feature::datagram);
        talk.server_asks.set(Feature::datagram);
    }
    Status exchange() {
        TRY(talk.begin());
        TRY(talk.client_step({}));
        EXPECT_TRUE(talk.client_end.output.empty());
        TRY(talk.server_step({}));
        challenge = talk.server_end.output;
        TRY(talk.client_step(challenge));
        talk.authenticate = talk.client_end.output;
        return talk.server_step(talk.authenticate).status();
    }
    static Result<Buffer> seal_as(Context& from, std::uint32_t number, Buffer text) {
        Buffer signature(16);
        const Segment segment{text, true};
        Message message;
        message.segments = {&segment, 1};
        message.token = signature;
        message.sequence_number = number;
        TRY(from.protect(message));
        signature.insert(signature.end(), text.begin(), text.end());
        return signature;
    }
    static Status unseal_as(Context& to, std::uint32_t number, Buffer sealed) {
        const MutableBytes whole(sealed);
        const Segment segment{whole.subspan(16), true};
        Message message;
        message.segments = {&segment, 1};
        message.token = whole.first(16);
        message.sequence_number = number;
        return to.unprotect(message);
    }
    World world;
    Conversation talk;
    Buffer challenge;
};

TEST_F(Datagram, begins_with_the_challenge) {
    ASSERT_EQ(exchange(), Status::ok);
    EXPECT_TRUE(talk.client_end.granted.has(Feature::datagram));
    EXPECT_TRUE(talk.server_end.granted.has(Feature::datagram));
    const auto message = ntlm::parse_authenticate(talk.authenticate, {}).value();
    EXPECT_EQ(message.encrypted_random_session_key.size(), 16U);
    EXPECT_TRUE(message.lm_challenge_response.empty());
    EXPECT_TRUE(message.mic.has_value());
}

TEST_F(Datagram, carries_messages_in_any_order) {
    ASSERT_EQ(exchange(), Status::ok);
    const Buffer text(20, 3);
    const Buffer fifth = seal_as(*talk.client, 5, text).value();
    const Buffer second = seal_as(*talk.client, 2, text).value();
    EXPECT_EQ(unseal_as(*talk.server, 2, second), Status::ok);
    EXPECT_EQ(unseal_as(*talk.server, 5, fifth), Status::ok);
    EXPECT_NE(unseal_as(*talk.server, 4, fifth), Status::ok);
}

TEST_F(Datagram, always_exchanges_a_key) {
    talk.client_asks = {Feature::datagram};
    ASSERT_EQ(exchange(), Status::ok);
    EXPECT_TRUE(talk.client_end.granted.has(Feature::integrity));
}

TEST_F(Datagram, is_nothing_a_server_does_unasked) {
    talk.server_asks.set(Feature::datagram, false);
    EXPECT_EQ(exchange(), Status::invalid_token);
}

TEST_F(Datagram, is_nothing_a_client_does_unasked) {
    talk.client_asks.set(Feature::datagram, false);
    ASSERT_EQ(talk.begin(), Status::ok);
    ASSERT_TRUE(talk.client_step({}).ok());
    EXPECT_FALSE(talk.client_end.output.empty());
    EXPECT_EQ(talk.client_step({}).status(), Status::invalid_token);
}

TEST_F(Datagram, notices_every_flipped_octet) {
    ASSERT_EQ(exchange(), Status::ok);
    const std::size_t size = talk.authenticate.size();
    for (std::size_t at = 0; at < size; ++at) {
        Conversation other(world);
        other.client_asks = talk.client_asks;
        other.server_asks = talk.server_asks;
        ASSERT_EQ(other.begin(), Status::ok);
        ASSERT_TRUE(other.client_step({}).ok());
        ASSERT_TRUE(other.server_step({}).ok());
        ASSERT_TRUE(other.client_step(Buffer(other.server_end.output)).ok());
        Buffer altered = other.client_end.output;
        altered[at] ^= 0x55;
        EXPECT_FALSE(other.server_step(altered).ok()) << at;
    }
}

TEST_F(Datagram, refuses_a_server_without_key_exchange) {
    ASSERT_EQ(talk.begin(), Status::ok);
    ASSERT_TRUE(talk.client_step({}).ok());
    ASSERT_TRUE(talk.server_step({}).ok());
    for (const unsigned at_bit : {23U * 8 + 6, 20U * 8 + 6}) {  // KEY_EXCH, DATAGRAM
        Conversation other(world);
        other.client_asks = talk.client_asks;
        ASSERT_EQ(other.begin(), Status::ok);
        ASSERT_TRUE(other.client_step({}).ok());
        Buffer altered = talk.server_end.output;
        altered[at_bit / 8] &= static_cast<std::uint8_t>(~(1U << at_bit % 8));
        EXPECT_EQ(other.client_step(altered).status(), Status::unsupported_function);
    }
}

// -- Credentials --------------------------------------------------------------------------------

TEST(NtlmCredentials, are_refused_for_the_other_role) {
    World world;
    const Identity bob = World::bob();
    EXPECT_EQ(world.package->new_context(Role::acceptor, world.outbound(&bob).value()).status(),
              Status::no_credentials);
    EXPECT_EQ(world.package->new_context(Role::initiator, world.inbound().value()).status(),
              Status::no_credentials);
    EXPECT_EQ(world.package->new_context(Role::initiator, nullptr).status(),
              Status::invalid_handle);
}

TEST(NtlmCredentials, by_default_come_from_the_directory) {
    World world;
    world.authority->add(u"me", u"", u"secret");
    EXPECT_EQ(world.outbound(nullptr).status(), Status::no_credentials);
    world.directory->default_user = u"me";
    Conversation talk(world);
    talk.client_credential = world.outbound(nullptr).value();
    EXPECT_EQ(talk.run(), Status::ok);
}

TEST(NtlmCredentials, for_both_roles_need_no_default_user) {
    World world;
    CredentialRequest request;
    request.inbound = request.outbound = true;
    const auto credential = world.package->acquire(request);
    ASSERT_EQ(credential.status(), Status::ok);
    EXPECT_TRUE(world.package->new_context(Role::acceptor, credential.value()).ok());
    EXPECT_EQ(world.package->new_context(Role::initiator, credential.value()).status(),
              Status::no_credentials);
}

}  // namespace
}  // namespace secur32
