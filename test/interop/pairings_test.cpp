// What must hold between this library and any NTLM implementation, in both roles: the exchange, the
// messages after it, and what is refused.  Compiled into one program per foreign implementation.
#include "test/interop/pairings.h"

#include <gtest/gtest.h>

#include "test/interop/accounts.h"
#include "test/interop/ours.h"

namespace interop {
namespace {

Request request_of(const Identity& identity) {
    Request request;
    request.identity = identity;
    return request;
}

class Pair : public testing::TestWithParam<Pairing> {
 protected:
    Exchange authenticate(const Request& client, const Request& server) {
        client_ = GetParam().client(client);
        server_ = GetParam().server(server);
        return run(*client_, *server_);
    }
    Exchange authenticate(const Request& both) { return authenticate(both, both); }

    void authenticated(const Request& request = request_of(kUser)) {
        const Exchange all = authenticate(request);
        ASSERT_TRUE(all.complete()) << all.client.reason << " / " << all.server.reason;
    }

    // Only what the acceptor says counts: an NTLM client never learns.
    void refused(const Exchange& all, std::int32_t our_status) {
        EXPECT_EQ(all.server.state, State::failed) << all.server.reason;
        if (GetParam().we_accept) {
            EXPECT_EQ(all.server.status, our_status) << all.server.reason;
        }
    }

    PartyPtr client_, server_;
};

// The pairings of which more can be asked, see pairings.h.
class BoundPair : public Pair {};
class SigningPair : public Pair {};
class AcceptingPair : public Pair {};

std::vector<Pairing> pairings_with(bool Pairing::*ability) {
    std::vector<Pairing> able = pairings();
    std::erase_if(able, [&](const Pairing& pairing) { return !(pairing.*ability); });
    return able;
}

std::string name_of(const testing::TestParamInfo<Pairing>& pairing) { return pairing.param.name; }

// From 1: gss-ntlmssp has no empty messages.
const std::size_t kLengths[] = {1, 15, 16, 17, 1000, 16384, 100000};

Bytes message_of(std::size_t length) {
    Bytes message(length);
    for (std::size_t i = 0; i < length; ++i) message[i] = static_cast<std::uint8_t>(i * 7 + length);
    return message;
}

void expect_sealed(Party& from, Party& to, const Bytes& text) {
    const std::optional<Sealed> sealed = from.seal(text);
    ASSERT_TRUE(sealed.has_value());
    ASSERT_EQ(sealed->signature.size(), 16U);
    EXPECT_EQ(sealed->signature[0], 1) << "NTLMSSP_MESSAGE_SIGNATURE has version 1";
    EXPECT_EQ(sealed->text.size(), text.size());
    if (text.size() > 8) {
        EXPECT_NE(sealed->text, text);
    }
    const std::optional<Bytes> unsealed = to.unseal(*sealed);
    ASSERT_TRUE(unsealed.has_value());
    EXPECT_EQ(*unsealed, text);
}

void expect_signed(Party& from, Party& to, const Bytes& text) {
    const std::optional<Bytes> signature = from.sign(text);
    ASSERT_TRUE(signature.has_value());
    ASSERT_EQ(signature->size(), 16U);
    EXPECT_TRUE(to.verify(text, *signature));
}

TEST_P(Pair, authenticates_with_the_right_password) { authenticated(); }

TEST_P(Pair, the_server_sees_the_user_by_name) {
    ASSERT_NO_FATAL_FAILURE(authenticated());
    const std::string user = server_->user();
    EXPECT_NE(user.find("user"), std::string::npos) << user;
    if (GetParam().we_accept) {
        EXPECT_EQ(user, "DOM\\user");
    }
}

// WinPR's server tells cases apart, gss-ntlmssp's cannot do these names even with itself.
TEST_P(AcceptingPair, a_user_may_spell_his_name_in_another_case) {
    authenticated(request_of(kOtherCase));
}

TEST_P(AcceptingPair, names_and_passwords_beyond_ascii_authenticate) {
    authenticated(request_of(kNotAscii));
}

TEST_P(Pair, seals_messages_of_many_lengths_from_client_to_server) {
    ASSERT_NO_FATAL_FAILURE(authenticated());
    for (std::size_t length : kLengths) expect_sealed(*client_, *server_, message_of(length));
}

TEST_P(Pair, seals_messages_of_many_lengths_from_server_to_client) {
    ASSERT_NO_FATAL_FAILURE(authenticated());
    for (std::size_t length : kLengths) expect_sealed(*server_, *client_, message_of(length));
}

TEST_P(Pair, seals_both_ways_in_turns) {
    ASSERT_NO_FATAL_FAILURE(authenticated());
    for (std::size_t turn = 1; turn < 20; ++turn) {
        expect_sealed(*client_, *server_, message_of(turn));
        expect_sealed(*server_, *client_, message_of(turn + 100));
    }
}

TEST_P(SigningPair, signs_messages_both_ways) {
    ASSERT_NO_FATAL_FAILURE(authenticated());
    for (std::size_t length : kLengths) {
        expect_signed(*client_, *server_, message_of(length));
        expect_signed(*server_, *client_, message_of(length));
    }
}

TEST_P(SigningPair, sealed_and_signed_messages_share_one_sequence) {
    ASSERT_NO_FATAL_FAILURE(authenticated());
    for (std::size_t turn = 0; turn < 5; ++turn) {
        expect_sealed(*client_, *server_, message_of(40));
        expect_signed(*client_, *server_, message_of(30));
        expect_signed(*server_, *client_, message_of(20));
        expect_sealed(*server_, *client_, message_of(10));
    }
}

TEST_P(Pair, signs_without_confidentiality) {
    Request request = request_of(kUser);
    request.sealing = false;
    ASSERT_NO_FATAL_FAILURE(authenticated(request));
    for (std::size_t turn = 0; turn < 3; ++turn) {
        expect_signed(*client_, *server_, message_of(50));
        expect_signed(*server_, *client_, message_of(60));
    }
}

TEST_P(Pair, an_altered_sealed_text_is_refused) {
    ASSERT_NO_FATAL_FAILURE(authenticated());
    std::optional<Sealed> sealed = client_->seal(message_of(64));
    ASSERT_TRUE(sealed.has_value());
    sealed->text[20] ^= 1U;
    EXPECT_FALSE(server_->unseal(*sealed).has_value());
}

TEST_P(SigningPair, an_altered_signature_is_refused) {
    ASSERT_NO_FATAL_FAILURE(authenticated());
    const Bytes text = message_of(64);
    std::optional<Bytes> signature = client_->sign(text);
    ASSERT_TRUE(signature.has_value());
    (*signature)[5] ^= 1U;
    EXPECT_FALSE(server_->verify(text, *signature));
}

TEST_P(Pair, a_repeated_message_is_refused) {
    ASSERT_NO_FATAL_FAILURE(authenticated());
    const std::optional<Sealed> sealed = client_->seal(message_of(64));
    ASSERT_TRUE(sealed.has_value());
    EXPECT_TRUE(server_->unseal(*sealed).has_value());
    EXPECT_FALSE(server_->unseal(*sealed).has_value());
}

TEST_P(Pair, a_wrong_password_is_refused) {
    refused(authenticate(request_of(kWrongPassword)), kLogonDenied);
}

TEST_P(Pair, an_unknown_user_is_refused) {
    refused(authenticate(request_of(kUnknownUser)), kLogonDenied);
}

TEST_P(Pair, equal_channel_bindings_authenticate) {
    Request request = request_of(kUser);
    request.binding = "tls-server-end-point:0123456789abcdef0123456789abcdef";
    authenticated(request);
}

TEST_P(BoundPair, different_channel_bindings_are_refused) {
    Request client = request_of(kUser), server = client;
    client.binding = "tls-server-end-point:0123456789abcdef0123456789abcdef";
    server.binding = "tls-server-end-point:fedcba9876543210fedcba9876543210";
    refused(authenticate(client, server), kBadBindings);
}

// A program whose peer lacks an ability says so by its pairings; the others must run.
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(BoundPair);
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(SigningPair);
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(AcceptingPair);
INSTANTIATE_TEST_SUITE_P(Interop, Pair, testing::ValuesIn(pairings()), name_of);
INSTANTIATE_TEST_SUITE_P(Interop, BoundPair,
                         testing::ValuesIn(pairings_with(&Pairing::checks_bindings)), name_of);
INSTANTIATE_TEST_SUITE_P(Interop, SigningPair, testing::ValuesIn(pairings_with(&Pairing::signs)),
                         name_of);
INSTANTIATE_TEST_SUITE_P(Interop, AcceptingPair,
                         testing::ValuesIn(pairings_with(&Pairing::we_accept)), name_of);

}  // namespace
}  // namespace interop
