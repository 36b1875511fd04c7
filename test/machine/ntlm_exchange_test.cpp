// A client and a server of NTLM in one process: what they agree on and what they can do afterwards.
#include <gtest/gtest.h>

#include "test/support/ntlm_world.h"

namespace secur32 {
namespace {

using test::Conversation;
using test::seal;
using test::unseal;
using test::World;

template <typename T>
T query(const Context& context, Attribute attribute) {
    Result<AttributeValue> value = context.query(attribute);
    EXPECT_EQ(value.status(), Status::ok);
    return value.ok() ? std::get<T>(std::move(value).value()) : T{};
}

Buffer text_of(std::size_t size) {
    Buffer text(size);
    for (std::size_t i = 0; i < size; ++i) text[i] = static_cast<std::uint8_t>(i * 31 + 7);
    return text;
}

void expect_messages_pass(Context& from, Context& to) {
    for (const std::size_t size : {0U, 1U, 15U, 16U, 17U, 64U, 1000U, 20000U}) {
        const Buffer text = text_of(size);
        const Result<Buffer> sealed = seal(from, text);
        ASSERT_EQ(sealed.status(), Status::ok) << size;
        EXPECT_EQ(sealed.value().size(), size + 16);
        const Result<Buffer> unsealed = unseal(to, sealed.value());
        ASSERT_EQ(unsealed.status(), Status::ok) << size;
        EXPECT_EQ(unsealed.value(), text);
    }
}

TEST(NtlmExchange, ends_after_three_messages_with_the_same_key_on_both_sides) {
    World world;
    Conversation talk(world);
    ASSERT_EQ(talk.run(), Status::ok);
    EXPECT_TRUE(talk.server_end.output.empty());
    const auto client = query<SessionKey>(*talk.client, Attribute::session_key);
    const auto server = query<SessionKey>(*talk.server, Attribute::session_key);
    EXPECT_EQ(client.key.size(), 16U);
    EXPECT_TRUE(client.key == server.key);
    EXPECT_EQ(world.authority->records.size(), 1U);
    EXPECT_EQ(world.authority->records[0].second, LogonOutcome::succeeded);
}

TEST(NtlmExchange, carries_sealed_messages_both_ways) {
    World world;
    Conversation talk(world);
    ASSERT_EQ(talk.run(), Status::ok);
    expect_messages_pass(*talk.client, *talk.server);
    expect_messages_pass(*talk.server, *talk.client);
}

TEST(NtlmExchange, tells_who_authenticated) {
    World world;
    Conversation talk(world);
    talk.identity = test::identity_of(u"BOB", u"dom", World::kPassword);
    ASSERT_EQ(talk.run(), Status::ok);
    EXPECT_EQ(query<Names>(*talk.server, Attribute::names).user, u"DOM\\bob");
    EXPECT_EQ(query<Names>(*talk.client, Attribute::names).user, u"dom\\BOB");
    const auto identity = query<AuthIdentity>(*talk.server, Attribute::auth_identity);
    EXPECT_EQ(identity.user, u"bob");
    EXPECT_EQ(identity.domain, u"DOM");
    EXPECT_FALSE(identity.anonymous);
}

TEST(NtlmExchange, tells_the_target_that_the_client_meant) {
    World world;
    Conversation talk(world);
    ASSERT_EQ(talk.run(), Status::ok);
    EXPECT_EQ(query<Target>(*talk.server, Attribute::client_specified_target).name, talk.target);
    EXPECT_EQ(query<Target>(*talk.client, Attribute::target).name, talk.target);
}

TEST(NtlmExchange, does_not_believe_a_target_from_an_untrusted_source) {
    World world;
    Conversation talk(world);
    talk.client_asks.set(Feature::unverified_target_name);
    ASSERT_EQ(talk.run(), Status::ok);
    EXPECT_EQ(talk.server->query(Attribute::client_specified_target).status(),
              Status::target_unknown);
}

TEST(NtlmExchange, tells_the_truth_about_what_was_granted) {
    World world;
    struct Row {
        Features asked;
        bool seals, signs;
    };
    const Row rows[] = {
        {{}, false, false},
        {{Feature::mutual_auth, Feature::delegate, Feature::stream, Feature::extended_error},
         false,
         false},
        {{Feature::integrity}, false, true},
        {{Feature::replay_detect}, false, true},
        {{Feature::sequence_detect}, false, true},
        {{Feature::confidentiality}, true, true},
    };
    for (const Row& row : rows) {
        Conversation talk(world);
        talk.client_asks = row.asked;
        ASSERT_EQ(talk.run(), Status::ok);
        for (const Features granted : {talk.client_end.granted, talk.server_end.granted}) {
            EXPECT_EQ(granted.has(Feature::confidentiality), row.seals);
            EXPECT_EQ(granted.has(Feature::integrity), row.signs);
            EXPECT_EQ(granted.has(Feature::replay_detect), row.signs);
            EXPECT_EQ(granted.has(Feature::sequence_detect), row.signs);
            EXPECT_FALSE(granted.has(Feature::mutual_auth));
            EXPECT_FALSE(granted.has(Feature::delegate));
            EXPECT_FALSE(granted.has(Feature::stream));
            EXPECT_FALSE(granted.has(Feature::extended_error));
            EXPECT_FALSE(granted.has(Feature::null_session));
        }
        EXPECT_EQ(query<GrantedFlags>(*talk.server, Attribute::flags).features,
                  talk.server_end.granted);
    }
}

TEST(NtlmExchange, freezes_what_was_asked_at_the_first_call) {
    World world;
    Conversation talk(world);
    talk.client_asks = {Feature::integrity};
    ASSERT_EQ(talk.begin(), Status::ok);
    ASSERT_TRUE(talk.client_step({}).ok());
    ASSERT_TRUE(talk.server_step(Buffer(talk.client_end.output)).ok());
    talk.client_asks = {Feature::confidentiality, Feature::null_session, Feature::datagram};
    ASSERT_TRUE(talk.client_step(Buffer(talk.server_end.output)).ok());
    EXPECT_FALSE(talk.client_end.granted.has(Feature::confidentiality));
    EXPECT_FALSE(talk.client_end.granted.has(Feature::null_session));
    talk.server_asks = {Feature::null_session};
    EXPECT_TRUE(talk.server_step(Buffer(talk.client_end.output)).ok());
}

TEST(NtlmExchange, refuses_to_encrypt_what_was_only_to_be_signed) {
    World world;
    Conversation talk(world);
    talk.client_asks = {Feature::integrity};
    ASSERT_EQ(talk.run(), Status::ok);
    EXPECT_EQ(seal(*talk.client, text_of(10)).status(), Status::unsupported_function);
    const Result<Buffer> sealed = seal(*talk.client, text_of(10), false);
    ASSERT_EQ(sealed.status(), Status::ok);
    EXPECT_EQ(unseal(*talk.server, sealed.value(), false).status(), Status::ok);
    EXPECT_EQ(unseal(*talk.server, sealed.value(), true).status(), Status::unsupported_function);
}

TEST(NtlmExchange, gives_a_dummy_signature_where_none_was_negotiated) {
    World world;
    Conversation talk(world);
    talk.client_asks = {};
    ASSERT_EQ(talk.run(), Status::ok);
    const Result<Buffer> sealed = seal(*talk.client, text_of(3), false);
    ASSERT_EQ(sealed.status(), Status::ok);
    // 3.4.4.3: version 1, all else zero.
    EXPECT_EQ(Buffer(sealed.value().begin(), sealed.value().begin() + 16),
              (Buffer{1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}));
}

TEST(NtlmExchange, refuses_altered_replayed_and_reordered_messages) {
    World world;
    Conversation talk(world);
    ASSERT_EQ(talk.run(), Status::ok);
    const Buffer first = seal(*talk.client, text_of(100)).value();
    const Buffer second = seal(*talk.client, text_of(50)).value();
    EXPECT_FALSE(unseal(*talk.server, second).ok());
    for (std::size_t i = 0; i < first.size(); ++i) {
        Buffer altered = first;
        altered[i] ^= 0x40;
        EXPECT_FALSE(unseal(*talk.server, altered).ok()) << i;
    }
    EXPECT_FALSE(unseal(*talk.client, first).ok()) << "its own direction";
    EXPECT_EQ(unseal(*talk.server, first).status(), Status::ok);
    EXPECT_FALSE(unseal(*talk.server, first).ok()) << "a replay";
    EXPECT_EQ(unseal(*talk.server, second).status(), Status::ok);
}

TEST(NtlmExchange, signs_and_verifies_apart_from_the_data) {
    World world;
    Conversation talk(world);
    ASSERT_EQ(talk.run(), Status::ok);
    Buffer text = text_of(33), signature(16);
    const Segment segment{text, false};
    Message message;
    message.segments = {&segment, 1};
    message.token = signature;
    ASSERT_EQ(talk.client->sign(message), Status::ok);
    EXPECT_EQ(message.token_size, 16U);
    text[5] ^= 1;
    EXPECT_EQ(talk.server->verify(message), Status::message_altered);
    text[5] ^= 1;
    EXPECT_EQ(talk.server->verify(message), Status::ok);
}

TEST(NtlmExchange, unseals_a_stream_buffer) {
    World world;
    Conversation talk(world);
    ASSERT_EQ(talk.run(), Status::ok);
    Buffer sealed = seal(*talk.client, text_of(40)).value();
    EXPECT_EQ(talk.server->unprotect_stream(MutableBytes(sealed).first(15), 0).status(),
              Status::incomplete_message);
    const Result<MutableBytes> text = talk.server->unprotect_stream(sealed, 0);
    ASSERT_EQ(text.status(), Status::ok);
    EXPECT_EQ(Buffer(text.value().begin(), text.value().end()), text_of(40));
}

TEST(NtlmExchange, reports_sizes_keys_and_package) {
    World world;
    Conversation talk(world);
    ASSERT_EQ(talk.run(), Status::ok);
    const auto sizes = query<Sizes>(*talk.client, Attribute::sizes);
    EXPECT_EQ(sizes.max_token, 2888U);
    EXPECT_EQ(sizes.max_signature, 16U);
    EXPECT_EQ(sizes.block_size, 0U);
    EXPECT_EQ(sizes.security_trailer, 16U);
    const auto key = query<KeyInfo>(*talk.client, Attribute::key_info);
    EXPECT_EQ(key.signature_algorithm_name, u"HMAC-MD5");
    EXPECT_EQ(key.encrypt_algorithm_name, u"RC4");
    EXPECT_EQ(key.key_bits, 128U);
    EXPECT_EQ(key.signature_algorithm, -138);
    EXPECT_EQ(key.encrypt_algorithm, 0x6801);
    EXPECT_EQ(query<PackageOf>(*talk.client, Attribute::package_info).info->name, u"NTLM");
    const auto negotiation = query<NegotiationInfo>(*talk.server, Attribute::negotiation_info);
    EXPECT_EQ(negotiation.info->name, u"NTLM");
    EXPECT_EQ(negotiation.state, 0U);
    EXPECT_EQ(query<Lifespan>(*talk.server, Attribute::lifespan).expiry, kNever);
    EXPECT_EQ(query<UserFlags>(*talk.server, Attribute::user_flags).flags, 0x900U);
    EXPECT_EQ(query<LastClientToken>(*talk.server, Attribute::last_client_token_status),
              LastClientToken::yes);
}

TEST(NtlmExchange, has_no_answers_for_the_other_role) {
    World world;
    Conversation talk(world);
    ASSERT_EQ(talk.run(), Status::ok);
    for (const Attribute attribute :
         {Attribute::client_specified_target, Attribute::last_client_token_status})
        EXPECT_EQ(talk.client->query(attribute).status(), Status::unsupported_function);
    EXPECT_EQ(talk.client->query(Attribute::access_token).status(), Status::no_impersonation);
}

TEST(NtlmExchange, answers_nothing_of_a_session_before_there_is_one) {
    World world;
    Conversation talk(world);
    ASSERT_EQ(talk.begin(), Status::ok);
    ASSERT_TRUE(talk.client_step({}).ok());
    for (const Attribute attribute : {Attribute::names, Attribute::session_key, Attribute::key_info,
                                      Attribute::flags, Attribute::lifespan, Attribute::user_flags})
        EXPECT_EQ(talk.client->query(attribute).status(), Status::out_of_sequence);
    EXPECT_EQ(query<NegotiationInfo>(*talk.client, Attribute::negotiation_info).state, 2U);
    EXPECT_EQ(query<Target>(*talk.client, Attribute::target).name, talk.target);
    EXPECT_EQ(seal(*talk.client, text_of(4)).status(), Status::out_of_sequence);
    EXPECT_EQ(unseal(*talk.client, text_of(20)).status(), Status::out_of_sequence);
    EXPECT_EQ(talk.client->pack(false).status(), Status::out_of_sequence);
    EXPECT_EQ(talk.client->complete({}).status(), Status::unsupported_function);
}

TEST(NtlmExchange, keeps_the_credential_for_its_contexts) {
    World world;
    Conversation talk(world);
    ASSERT_EQ(talk.begin(), Status::ok);
    talk.client_credential.reset();
    talk.server_credential.reset();
    ASSERT_TRUE(talk.client_step({}).ok());
    ASSERT_TRUE(talk.server_step(Buffer(talk.client_end.output)).ok());
    ASSERT_TRUE(talk.client_step(Buffer(talk.server_end.output)).ok());
    ASSERT_TRUE(talk.server_step(Buffer(talk.client_end.output)).ok());
}

TEST(NtlmExchange, proves_a_password_given_as_its_nt_hash) {
    World world;
    Conversation talk(world);
    talk.identity = test::identity_of(u"bob", u"DOM", u"FC525C9683E8FE067095BA2DDC971889");
    talk.identity.password_is_nt_hash = true;
    EXPECT_EQ(talk.run(), Status::ok);
}

TEST(NtlmExchange, identifies_without_more) {
    World world;
    Conversation talk(world);
    talk.client_asks = {Feature::identify};
    ASSERT_EQ(talk.run(), Status::ok);
    EXPECT_TRUE(talk.client_end.granted.has(Feature::identify));
    EXPECT_TRUE(talk.server_end.granted.has(Feature::identify));
}

}  // namespace
}  // namespace secur32
