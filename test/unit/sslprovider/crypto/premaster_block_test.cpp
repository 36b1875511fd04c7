// The judgement without branches against one with them, over every value of every octet.
#include "sslprovider/crypto/premaster_block.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace secur32::crypto {
namespace {

constexpr std::uint16_t kOffered = 0x0303;

Buffer right_block(std::size_t size, std::uint16_t version = kOffered) {
    Buffer block(size, 0x77);
    block[0] = 0;
    block[1] = 2;
    block[size - 49] = 0;
    std::fill(block.end() - 48, block.end(), std::uint8_t{0x5c});
    block[size - 48] = static_cast<std::uint8_t>(version >> 8);
    block[size - 47] = static_cast<std::uint8_t>(version);
    return block;
}

// RFC 8017 7.2.2 and RFC 5246 7.4.7.1, step by step.
bool is_right(const Buffer& block, std::uint16_t offered, std::uint16_t negotiated) {
    if (block[0] != 0 || block[1] != 2) return false;
    const auto separator = std::find(block.begin() + 2, block.end(), std::uint8_t{0});
    if (separator - block.begin() < 10 || block.end() - separator != 49) return false;
    const int version = separator[1] << 8 | separator[2];
    return version == offered || (negotiated != 0 && version == negotiated);
}

const Buffer kRandom(48, 0xe7);

Buffer taken(const Buffer& block, std::uint16_t offered, std::uint16_t negotiated) {
    Buffer premaster = kRandom;
    take_premaster(block, offered, negotiated, premaster);
    return premaster;
}

TEST(PremasterBlock, IsJudgedAsTheBranchingRuleDoes) {
    std::size_t right = 0, wrong = 0;
    for (const std::size_t size :
         {kShortestPremasterBlock, kShortestPremasterBlock + 1, std::size_t{64}, std::size_t{256}})
        for (std::size_t at = 0; at < size; ++at)
            for (int value = 0; value < 256; ++value) {
                Buffer block = right_block(size);
                block[at] = static_cast<std::uint8_t>(value);
                const bool expected = is_right(block, kOffered, 0);
                ++(expected ? right : wrong);
                ASSERT_EQ(taken(block, kOffered, 0),
                          expected ? Buffer(block.end() - 48, block.end()) : kRandom)
                    << size << ' ' << at << ' ' << value;
            }
    EXPECT_GT(right, 40000u);
    EXPECT_GT(wrong, 4000u);
}

TEST(PremasterBlock, TakesTheOfferedVersionOrTheNegotiatedOne) {
    for (int version = 0; version < 0x10000; ++version)
        for (const std::uint16_t negotiated : {std::uint16_t{0}, std::uint16_t{0x0301}}) {
            const Buffer block = right_block(64, static_cast<std::uint16_t>(version));
            ASSERT_EQ(taken(block, kOffered, negotiated) != kRandom,
                      is_right(block, kOffered, negotiated))
                << version;
        }
}

TEST(PremasterBlock, WithoutANegotiatedVersionZeroIsNone) {
    EXPECT_EQ(taken(right_block(64, 0), kOffered, 0), kRandom);
}

TEST(PremasterBlock, OfWhateverVersionIsJudgedByItsPadding) {
    const auto taken_of_any = [](const Buffer& block) {
        Buffer premaster = kRandom;
        take_premaster(block, premaster);
        return premaster;
    };
    for (const int each : {0x0000, 0x0002, 0x0300, 0x0303, 0xffff}) {
        const Buffer block = right_block(64, static_cast<std::uint16_t>(each));
        EXPECT_EQ(taken_of_any(block), Buffer(block.end() - 48, block.end()));
    }
    for (std::size_t at = 0; at < 64; ++at)
        for (int value = 0; value < 256; ++value) {
            Buffer block = right_block(64);
            block[at] = static_cast<std::uint8_t>(value);
            const std::uint16_t version = static_cast<std::uint16_t>(block[16] << 8 | block[17]);
            ASSERT_EQ(taken_of_any(block) != kRandom, is_right(block, version, 0))
                << at << ' ' << value;
        }
}

TEST(PremasterBlock, TwoWrongsAreNoRight) {
    for (const auto& [first, second] :
         {std::pair{0u, 1u}, {1u, 15u}, {0u, 15u}, {16u, 17u}, {2u, 16u}}) {
        Buffer block = right_block(64);
        block[first] ^= 0x80;
        block[second] ^= 0x80;
        EXPECT_EQ(taken(block, kOffered, 0) == kRandom, !is_right(block, kOffered, 0));
    }
    EXPECT_EQ(taken(Buffer(64, 0xff), kOffered, 0xffff), kRandom);
    EXPECT_EQ(taken(Buffer(64, 0), 0x0100, 0x0001), kRandom);
}

}  // namespace
}  // namespace secur32::crypto
