// Tokens of other implementations (test/vectors/peers/ntlm_tokens.txt): they are read, their
// proofs, MICs and channel bindings come out right, and none of them survives a changed octet.
#include <gtest/gtest.h>

#include "sspi/ntlm/av_pairs.h"
#include "sspi/ntlm/keys.h"
#include "sspi/ntlm/messages.h"
#include "sspi/ntlm/responses.h"
#include "test/support/vectors.h"
#include "test/unit/sspi/ntlm/mutations.h"

namespace secur32::ntlm {
namespace {

std::u16string wide(const Buffer& ascii) { return {ascii.begin(), ascii.end()}; }

Key response_key_of(const AuthenticateMessage& message) {
    const std::u16string_view password = u"Password1";
    return ntowf_v2(ntowf_v1(bytes_of(password)), message.user_name, message.domain_name);
}

class PeerTokens : public testing::TestWithParam<test::Stanza> {
 protected:
    const test::Stanza& peer() const { return GetParam(); }
    Buffer negotiate = peer().bytes("negotiate");
    Buffer challenge = peer().bytes("challenge");
    Buffer authenticate = peer().bytes("authenticate");
};

std::string name_of(const testing::TestParamInfo<test::Stanza>& info) {
    const Buffer name = info.param.bytes("peer");
    std::string out(name.begin(), name.end());
    std::erase(out, '-');
    return out;
}

INSTANTIATE_TEST_SUITE_P(Ntlm, PeerTokens,
                         testing::ValuesIn(test::load_stanzas("peers/ntlm_tokens.txt")), name_of);

TEST_P(PeerTokens, AreRead) {
    const auto first = parse_negotiate(negotiate);
    ASSERT_TRUE(first.ok());
    EXPECT_TRUE(first.value().negotiate_flags.has(Flag::ntlm));
    const auto second = parse_challenge(challenge);
    ASSERT_TRUE(second.ok());
    const auto pairs = AvPairs::parse(second.value().target_info);
    ASSERT_TRUE(pairs.ok());
    EXPECT_EQ(pairs.value().text(AvId::nb_computer_name), u"SERVER");
    EXPECT_TRUE(pairs.value().timestamp().has_value());
    const auto third = parse_authenticate(authenticate, second.value().negotiate_flags);
    ASSERT_TRUE(third.ok());
    EXPECT_EQ(third.value().user_name, u"user");
    EXPECT_EQ(third.value().domain_name, u"DOMAIN");
}

TEST_P(PeerTokens, ProveThePassword) {
    const auto second = parse_challenge(challenge);
    const auto third = parse_authenticate(authenticate, NegotiateFlags{});
    ASSERT_TRUE(second.ok() && third.ok());
    const auto response = parse_ntlm_v2(third.value().nt_challenge_response);
    ASSERT_TRUE(response.ok());
    const Key key = response_key_of(third.value());
    EXPECT_TRUE(check_ntlm_v2(key, second.value().server_challenge, response.value()).ok());
    Challenge other = second.value().server_challenge;
    other[0] ^= 1;
    EXPECT_FALSE(check_ntlm_v2(key, other, response.value()).ok());
}

TEST_P(PeerTokens, SayWhereTheyWantToGoAndThroughWhichChannel) {
    const auto third = parse_authenticate(authenticate, NegotiateFlags{});
    ASSERT_TRUE(third.ok());
    const auto response = parse_ntlm_v2(third.value().nt_challenge_response);
    ASSERT_TRUE(response.ok());
    const AvPairs& pairs = response.value().av_pairs;
    EXPECT_EQ(pairs.text(AvId::target_name).value_or(u""), wide(peer().bytes("target_name")));
    const Buffer data = peer().bytes("channel_bindings_application_data");
    if (data.empty()) {
        EXPECT_FALSE(pairs.channel_bindings().has_value());
        return;
    }
    ChannelBindings bindings;
    bindings.application_data = data;
    EXPECT_EQ(pairs.channel_bindings(), channel_bindings_hash(bindings));
}

TEST_P(PeerTokens, CarryTheMicThatTheyAnnounce) {
    const auto second = parse_challenge(challenge);
    const auto third = parse_authenticate(authenticate, NegotiateFlags{});
    ASSERT_TRUE(second.ok() && third.ok());
    const auto response = parse_ntlm_v2(third.value().nt_challenge_response);
    ASSERT_TRUE(response.ok());
    const bool announced = (response.value().av_pairs.flags() & av_flags::kProvidesMic) != 0;
    const bool is_winpr = peer().at("peer") == "\"WinPR\"";
    EXPECT_EQ(announced, is_winpr);
    if (!announced) return;
    const auto base = check_ntlm_v2(response_key_of(third.value()), second.value().server_challenge,
                                    response.value());
    ASSERT_TRUE(base.ok() && third.value().mic.has_value());
    ASSERT_TRUE(exchanges_key(third.value().negotiate_flags));
    const auto session_key = decrypt_session_key(key_exchange_key_v2(base.value()),
                                                 third.value().encrypted_random_session_key);
    ASSERT_TRUE(session_key.ok());
    EXPECT_EQ(message_integrity_code(session_key.value(), negotiate, challenge, authenticate),
              third.value().mic);
    negotiate[12] ^= 0x10;
    EXPECT_NE(message_integrity_code(session_key.value(), negotiate, challenge, authenticate),
              third.value().mic);
}

TEST_P(PeerTokens, WithAnOctetChangedAreRefusedOrReadAsSomethingElse) {
    const auto parse = [](Bytes token) { return parse_authenticate(token, NegotiateFlags{}); };
    test::for_each_flip(authenticate, [&](const Buffer& changed, std::size_t) {
        const auto parsed = parse(changed);
        EXPECT_TRUE(!parsed.ok() || write(parsed.value()).ok());
    });
    test::for_each_cut(authenticate, [&](const Buffer& cut, std::size_t length) {
        EXPECT_FALSE(parse(cut).ok()) << length;
    });
}

}  // namespace
}  // namespace secur32::ntlm
