// The client's table, and what its messages say.
#include "sspi/ntlm/client.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>

#include "sslprovider/base/host_names.h"
#include "sspi/ntlm/keys.h"
#include "test/support/ntlm_world.h"
#include "test/support/steps_walk.h"

namespace secur32::ntlm {
namespace {

using test::FakeDirectory;
using test::identity_of;

constexpr std::array kStates = {Client::State::start, Client::State::wait_challenge,
                                Client::State::established};
constexpr std::array kMessages = {Client::Message::begin, Client::Message::challenge};
constexpr Challenge kServerChallenge = {1, 2, 3, 4, 5, 6, 7, 8};
constexpr FileTime kServerTime = 0x01D0'0000'0000'0000;

std::shared_ptr<const Credential> bobs_credential(const Identity& identity = test::World::bob()) {
    CredentialRequest request;
    request.outbound = true;
    request.identity = &identity;
    return Credential::acquire(request, std::make_shared<FakeDirectory>()).value();
}

struct ClientTest : testing::Test {
    Result<Progress> step(Bytes input) {
        exchange.input = input;
        return client.step(exchange);
    }
    // What a server answers to our NEGOTIATE, made by hand.
    Buffer challenge(bool with_time = true, bool with_names = true) {
        AvPairsWriter pairs;
        if (with_names)
            pairs.text(AvId::nb_domain_name, u"DOM").text(AvId::nb_computer_name, u"SRV");
        if (with_time) pairs.timestamp(kServerTime);
        const Buffer info = pairs.finish().value();
        ChallengeMessage message;
        message.target_name = u"SRV";
        message.server_challenge = kServerChallenge;
        message.target_info = info;
        message.version = kVersion;
        message.negotiate_flags = NegotiateFlags{
            Flag::unicode,     Flag::sign,    Flag::seal,     Flag::extended_session_security,
            Flag::target_info, Flag::version, Flag::key_exch, Flag::negotiate_128,
            Flag::ntlm,        Flag::identify};
        return write(message).value();
    }
    AuthenticateMessage answer(const Buffer& to) {
        EXPECT_EQ(step({}).status(), Status::ok);
        EXPECT_EQ(step(to).status(), Status::ok);
        return parse_authenticate(exchange.output, {}).value();
    }

    Client client{bobs_credential()};
    Exchange exchange;
};

TEST(ClientSteps, are_the_rows_of_the_table_and_nothing_else) {
    test::expect_rows_and_nothing_else<Client>(
        kStates, kMessages, [] { return std::make_unique<Client>(bobs_credential()); });
    test::expect_all_reached<Client>(kStates);
}

TEST_F(ClientTest, says_first_what_it_wants) {
    exchange.requested = {Feature::confidentiality};
    ASSERT_EQ(step({}).value(), Progress::continue_needed);
    const auto message = parse_negotiate(exchange.output).value();
    EXPECT_EQ(message.negotiate_flags.bits(), 0xE2088237U);
    EXPECT_TRUE(message.domain_name.empty());
    EXPECT_TRUE(message.workstation_name.empty());
    EXPECT_EQ(exchange.output.size(), 40U);
}

TEST_F(ClientTest, starts_with_no_token_and_goes_on_with_one) {
    EXPECT_EQ(step(challenge()).status(), Status::invalid_token);
    Client other(bobs_credential());
    exchange.input = {};
    ASSERT_TRUE(other.step(exchange).ok());
    EXPECT_EQ(other.step(exchange).status(), Status::invalid_token);
}

TEST_F(ClientTest, names_its_user_and_machine) {
    const auto message = answer(challenge());
    EXPECT_EQ(message.user_name, u"bob");
    EXPECT_EQ(message.domain_name, u"DOM");
    EXPECT_EQ(message.workstation, host_names().netbios_computer);
}

TEST_F(ClientTest, proves_the_password_over_the_servers_pairs_and_its_own) {
    exchange.target = u"HTTP/www";
    const Buffer token = challenge();
    const auto message = answer(token);
    const auto v2 = parse_ntlm_v2(message.nt_challenge_response).value();
    const Key key = ntowf_v2(ntowf_v1(bytes_of(test::World::kPassword)), u"bob", u"DOM");
    EXPECT_TRUE(check_ntlm_v2(key, kServerChallenge, v2).ok());
    EXPECT_EQ(v2.time_stamp, kServerTime);
    EXPECT_EQ(v2.av_pairs.text(AvId::nb_computer_name), u"SRV");
    EXPECT_EQ(v2.av_pairs.text(AvId::target_name), u"HTTP/www");
    EXPECT_EQ(v2.av_pairs.flags(), av_flags::kProvidesMic);
    // "Else add an AV_PAIR [...] and the Value field to Z(16)".
    const Buffer zeros(16);
    const auto bindings = v2.av_pairs.find(AvId::channel_bindings);
    ASSERT_TRUE(bindings.has_value());
    EXPECT_TRUE(std::ranges::equal(*bindings, zeros));
    EXPECT_TRUE(std::ranges::equal(message.lm_challenge_response, Buffer(24)));
    EXPECT_TRUE(message.mic.has_value());
}

TEST_F(ClientTest, gives_no_mic_to_a_server_without_a_timestamp) {
    const auto message = answer(challenge(false));
    const auto v2 = parse_ntlm_v2(message.nt_challenge_response).value();
    EXPECT_EQ(v2.av_pairs.flags() & av_flags::kProvidesMic, 0U);
    EXPECT_FALSE(std::ranges::equal(message.lm_challenge_response, Buffer(24)));
    const FileTime now = file_time_now();
    EXPECT_LE(v2.time_stamp, now);
    EXPECT_GT(v2.time_stamp, now - kFileTimeHour);
}

TEST_F(ClientTest, hashes_its_channel_bindings) {
    ChannelBindings bindings;
    bindings.application_data = bytes_of(std::string_view("tls-unique:x"));
    exchange.bindings = &bindings;
    const auto message = answer(challenge());
    const auto v2 = parse_ntlm_v2(message.nt_challenge_response).value();
    EXPECT_EQ(v2.av_pairs.channel_bindings(), channel_bindings_hash(bindings));
}

TEST_F(ClientTest, does_not_let_the_server_choose_what_is_the_clients_to_say) {
    AvPairsWriter pairs;
    pairs.text(AvId::nb_domain_name, u"DOM").text(AvId::nb_computer_name, u"SRV");
    pairs.text(AvId::target_name, u"cifs/elsewhere");
    pairs.value(AvId::channel_bindings, Buffer(16, 7));
    const Buffer info = pairs.finish().value();
    ChallengeMessage server = parse_challenge(challenge()).value();
    server.target_info = info;
    exchange.target = u"HTTP/www";
    const auto message = answer(write(server).value());
    const auto v2 = parse_ntlm_v2(message.nt_challenge_response).value();
    EXPECT_EQ(v2.av_pairs.text(AvId::target_name), u"HTTP/www");
    EXPECT_FALSE(v2.av_pairs.channel_bindings().has_value());
}

TEST_F(ClientTest, answers_a_server_without_target_info_only_where_nothing_is_protected) {
    ChallengeMessage server = parse_challenge(challenge()).value();
    server.target_info = {};
    server.negotiate_flags.set(Flag::target_info, false);
    const Buffer token = write(server).value();
    const auto message = answer(token);
    EXPECT_TRUE(is_ntlm_v2(message.nt_challenge_response));

    Client other(bobs_credential());
    Exchange strict;
    strict.requested = {Feature::integrity};
    ASSERT_TRUE(other.step(strict).ok());
    strict.input = token;
    EXPECT_EQ(other.step(strict).status(), Status::logon_denied);
}

TEST_F(ClientTest, refuses_a_server_that_does_not_name_itself_where_messages_are_protected) {
    for (const Feature feature : {Feature::integrity, Feature::confidentiality}) {
        Client other(bobs_credential());
        Exchange strict;
        strict.requested = {feature};
        ASSERT_TRUE(other.step(strict).ok());
        const Buffer token = challenge(true, false);
        strict.input = token;
        EXPECT_EQ(other.step(strict).status(), Status::logon_denied);
    }
}

TEST_F(ClientTest, refuses_pairs_that_are_damaged) {
    ChallengeMessage server = parse_challenge(challenge()).value();
    const Buffer damaged = {1, 0, 200, 0, 1};
    server.target_info = damaged;
    const Buffer token = write(server).value();
    ASSERT_TRUE(step({}).ok());
    EXPECT_EQ(step(token).status(), Status::invalid_token);
}

TEST_F(ClientTest, refuses_a_target_without_end) {
    const std::u16string endless(kMaxName + 1, u'a');
    exchange.target = endless;
    EXPECT_EQ(step({}).status(), Status::target_unknown);
}

TEST_F(ClientTest, never_sends_the_same_twice) {
    const Buffer token = challenge();
    const auto nonce_of = [&token] {
        Client other(bobs_credential());
        Exchange mine;
        mine.requested = {Feature::integrity};
        EXPECT_TRUE(other.step(mine).ok());
        mine.input = token;
        EXPECT_TRUE(other.step(mine).ok());
        const auto message = parse_authenticate(mine.output, {}).value();
        const Bytes key = message.encrypted_random_session_key;
        return std::pair(parse_ntlm_v2(message.nt_challenge_response).value().challenge_from_client,
                         Buffer(key.begin(), key.end()));
    };
    const auto first = nonce_of(), second = nonce_of();
    EXPECT_NE(first.first, second.first);
    EXPECT_NE(first.second, second.second);
}

TEST_F(ClientTest, says_nothing_of_itself_when_it_is_anonymous) {
    Client nobody(bobs_credential(Identity()));
    ASSERT_TRUE(nobody.step(exchange).ok());
    const Buffer token = challenge();
    exchange.input = token;
    ASSERT_TRUE(nobody.step(exchange).ok());
    const auto message = parse_authenticate(exchange.output, {}).value();
    EXPECT_TRUE(message.user_name.empty());
    EXPECT_TRUE(message.domain_name.empty());
    EXPECT_TRUE(message.workstation.empty());
    EXPECT_TRUE(message.nt_challenge_response.empty());
    EXPECT_TRUE(std::ranges::equal(message.lm_challenge_response, Buffer(1)));
    EXPECT_TRUE(message.negotiate_flags.has(Flag::anonymous));
}

}  // namespace
}  // namespace secur32::ntlm
