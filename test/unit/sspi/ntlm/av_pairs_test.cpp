// AV pairs: what is read, what is refused, and what a client makes of a server's.
#include "sspi/ntlm/av_pairs.h"

#include <gtest/gtest.h>

#include <vector>

#include "test/support/vectors.h"
#include "test/unit/sspi/ntlm/mutations.h"

namespace secur32::ntlm {
namespace {

using test::hex;
using test::to_hex;

constexpr FileTime kTime = 0x01d3af0112345678;

Buffer server_pairs() {
    return std::move(AvPairsWriter()
                         .text(AvId::nb_domain_name, u"DOM")
                         .text(AvId::nb_computer_name, u"SRV")
                         .text(AvId::dns_domain_name, u"dom.test")
                         .text(AvId::dns_computer_name, u"srv.dom.test")
                         .timestamp(kTime)
                         .finish())
        .value();
}

std::vector<AvId> ids_of(const AvPairs& pairs) {
    std::vector<AvId> ids;
    pairs.for_each([&](const AvPair& pair) { ids.push_back(pair.id); });
    return ids;
}

TEST(AvPairs, GivesWhatTheWriterWrote) {
    const Buffer octets = server_pairs();
    const auto pairs = AvPairs::parse(octets);
    ASSERT_TRUE(pairs.ok());
    EXPECT_EQ(pairs.value().text(AvId::nb_computer_name), u"SRV");
    EXPECT_EQ(pairs.value().text(AvId::nb_domain_name), u"DOM");
    EXPECT_EQ(pairs.value().text(AvId::dns_computer_name), u"srv.dom.test");
    EXPECT_EQ(pairs.value().timestamp(), kTime);
    EXPECT_EQ(pairs.value().flags(), 0u);
    EXPECT_FALSE(pairs.value().has(AvId::flags));
    EXPECT_FALSE(pairs.value().text(AvId::dns_tree_name).has_value());
    EXPECT_FALSE(pairs.value().channel_bindings().has_value());
    EXPECT_EQ(to_hex(pairs.value().raw()), to_hex(octets));
    EXPECT_EQ(ids_of(pairs.value()),
              (std::vector{AvId::nb_domain_name, AvId::nb_computer_name, AvId::dns_domain_name,
                           AvId::dns_computer_name, AvId::timestamp}));
}

TEST(AvPairs, EndOfListAloneIsAnEmptySequence) {
    const Buffer octets = hex("0000 0000");
    const auto pairs = AvPairs::parse(octets);
    ASSERT_TRUE(pairs.ok());
    EXPECT_TRUE(ids_of(pairs.value()).empty());
    EXPECT_EQ(pairs.value().raw().size(), 4u);
}

TEST(AvPairs, WhatFollowsTheEndIsPaddingAndNotPartOfTheSequence) {
    const Buffer octets = hex("0600 0400 02000000 0000 0000 0700 0800 ff");
    const auto pairs = AvPairs::parse(octets);
    ASSERT_TRUE(pairs.ok());
    EXPECT_EQ(pairs.value().flags(), av_flags::kProvidesMic);
    EXPECT_FALSE(pairs.value().has(AvId::timestamp));
    EXPECT_EQ(to_hex(pairs.value().raw()), "060004000200000000000000");
}

TEST(AvPairs, UnknownIdsArePassedOverAndKept) {
    const Buffer octets =
        hex("ffff 0300 aabbcc 0b00 0000 0b00 0100 01 0600 0400 04000000 0000 0000");
    const auto pairs = AvPairs::parse(octets);
    ASSERT_TRUE(pairs.ok());
    EXPECT_EQ(pairs.value().flags(), av_flags::kUntrustedTarget);
    EXPECT_EQ(ids_of(pairs.value()).size(), 4u);
    EXPECT_FALSE(pairs.value().find(static_cast<AvId>(0xffff)).has_value());
}

TEST(AvPairs, AnEmptyNameIsPresent) {
    const Buffer octets = hex("0900 0000 0000 0000");
    const auto pairs = AvPairs::parse(octets);
    ASSERT_TRUE(pairs.ok());
    EXPECT_TRUE(pairs.value().has(AvId::target_name));
    EXPECT_EQ(pairs.value().text(AvId::target_name), u"");
}

TEST(AvPairs, BindingsOfZerosAreNoBindings) {
    const Buffer zeros = hex("0a00 1000 00000000000000000000000000000000 0000 0000");
    const auto absent = AvPairs::parse(zeros);
    ASSERT_TRUE(absent.ok());
    EXPECT_TRUE(absent.value().has(AvId::channel_bindings));
    EXPECT_FALSE(absent.value().channel_bindings().has_value());
    const Buffer some = hex("0a00 1000 00000000000000000000000000000001 0000 0000");
    EXPECT_TRUE(AvPairs::parse(some).value().channel_bindings().has_value());
}

class RefusedPairs : public testing::TestWithParam<std::pair<const char*, const char*>> {};

TEST_P(RefusedPairs, AreAnInvalidToken) {
    const Buffer octets = hex(GetParam().second);
    EXPECT_EQ(AvPairs::parse(octets).status(), Status::invalid_token) << GetParam().first;
}

INSTANTIATE_TEST_SUITE_P(
    AvPairs, RefusedPairs,
    testing::Values(std::pair{"nothing at all", ""}, std::pair{"half an end", "0000"},
                    std::pair{"an end without its length's second octet", "0000 00"},
                    std::pair{"an end with a value", "0000 0100 00"},
                    std::pair{"no end", "0600 0400 00000000"},
                    std::pair{"a value beyond the end", "0100 0800 4100 4200 0000"},
                    std::pair{"a value of 65535 octets that is not there", "0100 ffff 0000 0000"},
                    std::pair{"flags of two octets", "0600 0200 0000 0000 0000"},
                    std::pair{"flags of eight octets", "0600 0800 0000000000000000 0000 0000"},
                    std::pair{"empty flags", "0600 0000 0000 0000"},
                    std::pair{"a timestamp of four octets", "0700 0400 00000000 0000 0000"},
                    std::pair{"an empty timestamp", "0700 0000 0000 0000"},
                    std::pair{"bindings of eight octets", "0a00 0800 0000000000000000 0000 0000"},
                    std::pair{"empty bindings", "0a00 0000 0000 0000"},
                    std::pair{"a computer name of odd length", "0100 0300 410042 0000 0000"},
                    std::pair{"a domain name of odd length", "0200 0100 41 0000 0000"},
                    std::pair{"a DNS name of odd length", "0300 0100 41 0000 0000"},
                    std::pair{"a DNS domain of odd length", "0400 0100 41 0000 0000"},
                    std::pair{"a tree name of odd length", "0500 0100 41 0000 0000"},
                    std::pair{"a target name of odd length", "0900 0100 41 0000 0000"},
                    std::pair{"flags twice", "0600 0400 02000000 0600 0400 00000000 0000 0000"},
                    std::pair{"a name twice", "0100 0200 4100 0100 0200 4100 0000 0000"},
                    std::pair{"an empty name twice", "0900 0000 0900 0000 0000 0000"},
                    std::pair{"a timestamp twice",
                              "0700 0800 0000000000000000 0700 0800 0000000000000000 0000 0000"},
                    std::pair{"bindings twice",
                              "0a00 1000 00000000000000000000000000000000"
                              "0a00 1000 00000000000000000000000000000001 0000 0000"},
                    std::pair{"single host data twice", "0800 0100 00 0800 0100 00 0000 0000"}));

TEST(AvPairs, CutAnywhereTheSequenceHasNoEnd) {
    const Buffer octets = server_pairs();
    test::for_each_cut(octets, [](const Buffer& cut, std::size_t length) {
        EXPECT_EQ(AvPairs::parse(cut).status(), Status::invalid_token) << length;
    });
}

TEST(AvPairs, WhateverOctetIsChangedTheAnswerIsTheSameTwiceAndWithinBounds) {
    const Buffer octets = server_pairs();
    test::for_each_flip(octets, [](const Buffer& changed, std::size_t at) {
        const auto pairs = AvPairs::parse(changed);
        EXPECT_EQ(AvPairs::parse(changed).status(), pairs.status());
        if (!pairs.ok()) return;
        EXPECT_LE(pairs.value().raw().size(), changed.size()) << at;
        std::size_t total = 4;
        pairs.value().for_each([&](const AvPair& pair) { total += 4 + pair.value.size(); });
        EXPECT_EQ(total, pairs.value().raw().size()) << at;
        (void)pairs.value().text(AvId::dns_computer_name);
        (void)pairs.value().timestamp();
    });
}

TEST(AvPairsWriter, RefusesWhatSixteenBitLengthsCannotSay) {
    const Buffer large(0x10000);
    EXPECT_EQ(AvPairsWriter().value(AvId::single_host, large).finish().status(),
              Status::invalid_parameter);
    const Buffer half(0x8000);
    EXPECT_EQ(AvPairsWriter()
                  .value(AvId::single_host, half)
                  .value(AvId::nb_domain_name, half)
                  .finish()
                  .status(),
              Status::invalid_parameter);
}

TEST(ClientPairs, FollowTheServersInItsOrder) {
    const Buffer octets = server_pairs();
    const auto server = AvPairs::parse(octets);
    ASSERT_TRUE(server.ok());
    ClientPairs client;
    client.provides_mic = true;
    client.channel_bindings.fill(0xcb);
    client.target_name = u"HTTP/srv";
    const auto written = write_client_pairs(server.value(), client);
    ASSERT_TRUE(written.ok());
    const auto pairs = AvPairs::parse(written.value());
    ASSERT_TRUE(pairs.ok());
    EXPECT_EQ(ids_of(pairs.value()),
              (std::vector{AvId::nb_domain_name, AvId::nb_computer_name, AvId::dns_domain_name,
                           AvId::dns_computer_name, AvId::timestamp, AvId::flags,
                           AvId::channel_bindings, AvId::target_name}));
    EXPECT_EQ(pairs.value().flags(), av_flags::kProvidesMic);
    EXPECT_EQ(pairs.value().text(AvId::target_name), u"HTTP/srv");
    EXPECT_EQ(pairs.value().channel_bindings(), client.channel_bindings);
    EXPECT_EQ(pairs.value().timestamp(), kTime);
}

TEST(ClientPairs, SayThatThereAreNoBindingsAndNoTargetName) {
    const Buffer octets = hex("0000 0000");
    const auto written = write_client_pairs(AvPairs::parse(octets).value(), ClientPairs{});
    ASSERT_TRUE(written.ok());
    EXPECT_EQ(to_hex(written.value()),
              "0a00100000000000000000000000000000000000"
              "09000000"
              "00000000");
}

TEST(ClientPairs, AServersFlagsStayWhereTheyAreWithTheClientsBitsAdded) {
    const Buffer octets = hex("0600 0400 01000000 0100 0200 4100 0000 0000");
    ClientPairs client;
    client.provides_mic = client.untrusted_target = true;
    const auto written = write_client_pairs(AvPairs::parse(octets).value(), client);
    ASSERT_TRUE(written.ok());
    const auto pairs = AvPairs::parse(written.value());
    ASSERT_TRUE(pairs.ok());
    EXPECT_EQ(pairs.value().flags(), 7u);
    EXPECT_EQ(ids_of(pairs.value()), (std::vector{AvId::flags, AvId::nb_computer_name,
                                                  AvId::channel_bindings, AvId::target_name}));
}

TEST(ClientPairs, AServerDoesNotChooseWhatTheClientSaysOfItself) {
    const Buffer octets =
        hex("0600 0400 06000000"                          // "the client provides a MIC"
            "0900 0200 4500"                              // a target name
            "0a00 1000 cbcbcbcbcbcbcbcbcbcbcbcbcbcbcbcb"  // bindings
            "0800 0400 01020304 1111 0100 77 0000 0000");
    const auto written = write_client_pairs(AvPairs::parse(octets).value(), ClientPairs{});
    ASSERT_TRUE(written.ok());
    const auto pairs = AvPairs::parse(written.value());
    ASSERT_TRUE(pairs.ok());
    EXPECT_EQ(pairs.value().flags(), 0u);
    EXPECT_EQ(pairs.value().text(AvId::target_name), u"");
    EXPECT_FALSE(pairs.value().channel_bindings().has_value());
    EXPECT_FALSE(pairs.value().has(AvId::single_host));
    EXPECT_EQ(ids_of(pairs.value())[1], static_cast<AvId>(0x1111));
}

TEST(ClientPairs, SingleHostDataStandsBetweenFlagsAndBindings) {
    const Buffer octets = hex("0000 0000");
    const Buffer single_host(48, 0x5a);
    ClientPairs client;
    client.provides_mic = true;
    client.single_host = single_host;
    const auto written = write_client_pairs(AvPairs::parse(octets).value(), client);
    ASSERT_TRUE(written.ok());
    EXPECT_EQ(
        ids_of(AvPairs::parse(written.value()).value()),
        (std::vector{AvId::flags, AvId::single_host, AvId::channel_bindings, AvId::target_name}));
}

TEST(ClientPairs, DoNotFitBesideAServersThatFillTheField) {
    const Buffer filling(0xfff0 - 8);
    const auto server = AvPairsWriter().value(static_cast<AvId>(99), filling).finish();
    ASSERT_TRUE(server.ok());
    EXPECT_EQ(write_client_pairs(AvPairs::parse(server.value()).value(), ClientPairs{}).status(),
              Status::invalid_parameter);
}

}  // namespace
}  // namespace secur32::ntlm
