// The bits stand where the figure of [MS-NLMP] 2.2.2.5 has them.
#include "sspi/ntlm/flags.h"

#include <gtest/gtest.h>

#include <string_view>
#include <utility>
#include <vector>

namespace secur32::ntlm {
namespace {

// The figure's letters from the most significant bit to the least; '-' is an r bit.
constexpr std::string_view kFigure =
    "WVU---T-SR-QP-ON"
    "M-LKJ-H-GFED-CBA";

const std::vector<std::pair<char, Flag>> kLetters = {
    {'W', Flag::negotiate_56},
    {'V', Flag::key_exch},
    {'U', Flag::negotiate_128},
    {'T', Flag::version},
    {'S', Flag::target_info},
    {'R', Flag::request_non_nt_session_key},
    {'Q', Flag::identify},
    {'P', Flag::extended_session_security},
    {'O', Flag::target_type_server},
    {'N', Flag::target_type_domain},
    {'M', Flag::always_sign},
    {'L', Flag::oem_workstation_supplied},
    {'K', Flag::oem_domain_supplied},
    {'J', Flag::anonymous},
    {'H', Flag::ntlm},
    {'G', Flag::lm_key},
    {'F', Flag::datagram},
    {'E', Flag::seal},
    {'D', Flag::sign},
    {'C', Flag::request_target},
    {'B', Flag::oem},
    {'A', Flag::unicode},
};

TEST(NegotiateFlags, EveryLetterOfTheFigureIsAtItsBit) {
    ASSERT_EQ(kFigure.size(), 32u);
    std::uint32_t all = 0;
    for (const auto& [letter, flag] : kLetters) {
        const std::size_t place = kFigure.find(letter);
        ASSERT_NE(place, kFigure.npos) << letter;
        EXPECT_EQ(static_cast<std::uint32_t>(flag), 0x80000000u >> place) << letter;
        all |= static_cast<std::uint32_t>(flag);
    }
    for (std::size_t place = 0; place < kFigure.size(); ++place)
        EXPECT_EQ((all & (0x80000000u >> place)) != 0, kFigure[place] != '-') << place;
}

TEST(NegotiateFlags, SetClearAndCombineTouchNothingElse) {
    NegotiateFlags flags(0xe2028233);
    flags.set(Flag::seal, false).set(Flag::datagram);
    EXPECT_EQ(flags.bits(), 0xe2028253u);
    EXPECT_TRUE(flags.has(Flag::datagram));
    EXPECT_FALSE(flags.has(Flag::seal));
    EXPECT_EQ((flags & NegotiateFlags{Flag::sign, Flag::seal}), NegotiateFlags{Flag::sign});
    EXPECT_EQ((NegotiateFlags{Flag::sign} | NegotiateFlags{Flag::seal}).bits(), 0x30u);
}

TEST(NegotiateFlags, ACharacterSetIsNamedByEitherBit) {
    EXPECT_TRUE(names_character_set({Flag::unicode}));
    EXPECT_TRUE(names_character_set({Flag::oem}));
    EXPECT_FALSE(names_character_set(NegotiateFlags(0xfffffffc)));
}

TEST(NegotiateFlags, AKeyIsExchangedOnlyForSomethingToProtect) {
    EXPECT_TRUE(exchanges_key({Flag::key_exch, Flag::sign}));
    EXPECT_TRUE(exchanges_key({Flag::key_exch, Flag::seal}));
    EXPECT_FALSE(exchanges_key({Flag::key_exch, Flag::always_sign}));
    EXPECT_FALSE(exchanges_key({Flag::sign, Flag::seal}));
}

TEST(NegotiateFlags, ATraceLineNamesTheBits) {
    EXPECT_EQ(describe(NegotiateFlags(0x40000011)), "0x40000011 key_exch sign unicode");
    EXPECT_EQ(describe(NegotiateFlags{}), "0x00000000");
    EXPECT_EQ(describe(NegotiateFlags(0x08)), "0x00000008");
}

}  // namespace
}  // namespace secur32::ntlm
