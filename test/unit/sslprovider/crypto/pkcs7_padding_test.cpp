// The judgement without branches against one with them, over every value of every octet.
#include "sslprovider/crypto/pkcs7_padding.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace secur32::crypto {
namespace {

// PKCS#5 6.1.1, step by step.
std::size_t judged(const Buffer& block) {
    const std::size_t count = block.back();
    if (count == 0 || count > block.size()) return 0;
    const auto tail = block.end() - static_cast<std::ptrdiff_t>(count);
    return std::all_of(tail, block.end(), [&](std::uint8_t octet) { return octet == count; })
               ? count
               : 0;
}

Buffer padded(std::size_t block, std::size_t padding) {
    Buffer octets(block, 0x77);
    put_pkcs7_padding(MutableBytes(octets).last(padding));
    return octets;
}

TEST(Pkcs7Padding, OfEveryLengthIsPutAndJudged) {
    for (const std::size_t block : {8u, 16u})
        for (std::size_t padding = 1; padding <= block; ++padding) {
            const Buffer octets = padded(block, padding);
            EXPECT_EQ(judge_pkcs7_padding(octets), padding);
            EXPECT_EQ(octets.back(), padding);
            EXPECT_EQ(std::ranges::count(octets, 0x77),
                      static_cast<std::ptrdiff_t>(block - padding));
        }
}

TEST(Pkcs7Padding, IsJudgedAsTheBranchingRuleDoes) {
    std::size_t right = 0, wrong = 0;
    for (const std::size_t block : {8u, 16u})
        for (std::size_t padding = 1; padding <= block; ++padding)
            for (std::size_t at = 0; at < block; ++at)
                for (int value = 0; value < 256; ++value) {
                    Buffer octets = padded(block, padding);
                    octets[at] = static_cast<std::uint8_t>(value);
                    const std::size_t expected = judged(octets);
                    ++(expected != 0 ? right : wrong);
                    ASSERT_EQ(judge_pkcs7_padding(octets), expected)
                        << block << ' ' << padding << ' ' << at << ' ' << value;
                }
    EXPECT_GT(right, 30000u);
    EXPECT_GT(wrong, 30000u);
}

TEST(Pkcs7Padding, RefusesEveryLastOctetThatIsNoLength) {
    for (const std::size_t block : {8u, 16u})
        for (int value = 0; value < 256; ++value) {
            const Buffer octets(block, static_cast<std::uint8_t>(value));
            EXPECT_EQ(judge_pkcs7_padding(octets) != 0,
                      value >= 1 && value <= static_cast<int>(block))
                << value;
        }
}

TEST(Pkcs7Padding, PutNowhereDoesNothing) { put_pkcs7_padding({}); }

}  // namespace
}  // namespace secur32::crypto
