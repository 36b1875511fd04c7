// The server's table, and what its CHALLENGE says.
#include "sspi/ntlm/server.h"

#include <gtest/gtest.h>

#include <array>
#include <set>

#include "sslprovider/base/host_names.h"
#include "test/support/ntlm_world.h"
#include "test/support/steps_walk.h"

namespace secur32::ntlm {
namespace {

constexpr std::array kStates = {Server::State::start, Server::State::wait_authenticate,
                                Server::State::wait_accounts, Server::State::established};
constexpr std::array kMessages = {Server::Message::begin, Server::Message::negotiate,
                                  Server::Message::authenticate, Server::Message::accounts};

std::shared_ptr<const Credential> servers_credential() {
    CredentialRequest request;
    request.inbound = true;
    return Credential::acquire(request, std::make_shared<test::FakeDirectory>()).value();
}

Buffer negotiate_with(NegotiateFlags flags) {
    NegotiateMessage message;
    message.negotiate_flags = flags;
    return write(message).value();
}

struct ServerTest : testing::Test {
    Result<Progress> step(Bytes input) {
        exchange.input = input;
        return server.step(exchange);
    }
    ChallengeMessage challenge_to(NegotiateFlags flags) {
        EXPECT_EQ(step(negotiate_with(flags)).status(), Status::ok);
        return parse_challenge(exchange.output).value();
    }
    Server server{servers_credential()};
    Exchange exchange;
};

TEST(ServerSteps, are_the_rows_of_the_table_and_nothing_else) {
    test::expect_rows_and_nothing_else<Server>(
        kStates, kMessages, [] { return std::make_unique<Server>(servers_credential()); });
    test::expect_all_reached<Server>(kStates);
}

TEST_F(ServerTest, names_itself_and_the_time) {
    const auto message = challenge_to({Flag::unicode, Flag::ntlm});
    EXPECT_EQ(message.target_name, host_names().netbios_computer);
    const auto pairs = AvPairs::parse(message.target_info).value();
    EXPECT_EQ(pairs.text(AvId::nb_computer_name), host_names().netbios_computer);
    EXPECT_EQ(pairs.text(AvId::nb_domain_name), host_names().netbios_domain);
    const FileTime now = file_time_now();
    ASSERT_TRUE(pairs.timestamp().has_value());
    EXPECT_LE(*pairs.timestamp(), now);
    EXPECT_GT(*pairs.timestamp(), now - kFileTimeHour);
    EXPECT_FALSE(pairs.has(AvId::flags));
}

TEST_F(ServerTest, never_challenges_the_same_way_twice) {
    std::set<Challenge> seen;
    for (int i = 0; i < 100; ++i) {
        Server other(servers_credential());
        const Buffer negotiate = negotiate_with({Flag::unicode});
        exchange.input = negotiate;
        ASSERT_TRUE(other.step(exchange).ok());
        seen.insert(parse_challenge(exchange.output).value().server_challenge);
    }
    EXPECT_EQ(seen.size(), 100U);
}

TEST_F(ServerTest, answers_a_client_that_speaks_oem_in_oem) {
    const auto message = challenge_to({Flag::oem, Flag::ntlm, Flag::request_target});
    EXPECT_TRUE(message.negotiate_flags.has(Flag::oem));
    EXPECT_FALSE(message.negotiate_flags.has(Flag::unicode));
    EXPECT_EQ(message.target_name, host_names().netbios_computer);
}

TEST_F(ServerTest, refuses_a_client_without_a_character_set) {
    EXPECT_EQ(step(negotiate_with({Flag::ntlm})).status(), Status::invalid_token);
}

TEST_F(ServerTest, refuses_nothing_at_all_and_other_messages_first) {
    for (const std::uint8_t type : std::to_array<std::uint8_t>({0, 2, 3, 4})) {
        Server other(servers_credential());
        Buffer token = negotiate_with({Flag::unicode});
        token[8] = type;
        token.resize(100);
        exchange.input = token;
        EXPECT_EQ(other.step(exchange).status(), Status::invalid_token) << int{type};
    }
    EXPECT_EQ(step({}).status(), Status::invalid_token);
}

TEST_F(ServerTest, begins_itself_when_a_datagram_context_is_asked_for) {
    exchange.requested = {Feature::datagram};
    ASSERT_EQ(step({}).status(), Status::ok);
    const auto message = parse_challenge(exchange.output).value();
    EXPECT_TRUE(message.negotiate_flags.has(Flag::datagram));
    EXPECT_TRUE(message.negotiate_flags.has(Flag::key_exch));
}

TEST_F(ServerTest, completes_nothing_before_it_was_asked_to) {
    EXPECT_EQ(server.complete().status(), Status::invalid_token);
    ASSERT_TRUE(step(negotiate_with({Flag::unicode})).ok());
    EXPECT_EQ(server.complete().status(), Status::invalid_token);
}

}  // namespace
}  // namespace secur32::ntlm
