// Memory that is handed out and comes back.
#include "sslprovider/api/blocks.h"

#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <thread>
#include <vector>

namespace secur32::api {
namespace {

constexpr std::array kValues = {BlockUse::ssl_value};
constexpr std::array kStates = {BlockUse::ssl_suites, BlockUse::ssl_provider_property};

TEST(Blocks, AreZeroedAndOfTheirUseUntilTheyAreReleased) {
    auto* const block = static_cast<std::uint8_t*>(allocate_block(100, BlockUse::ssl_value));
    for (int i = 0; i < 100; ++i) EXPECT_EQ(block[i], 0);
    EXPECT_TRUE(is_block(block, BlockUse::ssl_value));
    EXPECT_FALSE(is_block(block, BlockUse::ssl_suites));
    EXPECT_TRUE(release_block(block, kValues));
    EXPECT_FALSE(is_block(block, BlockUse::ssl_value));
}

TEST(Blocks, AreNotReleasedForAnotherUse) {
    void* const block = allocate_block(8, BlockUse::storage_value);
    EXPECT_FALSE(release_block(block, kValues));
    EXPECT_FALSE(release_block(block, kStates));
    EXPECT_TRUE(is_block(block, BlockUse::storage_value));
    EXPECT_TRUE(release_block(block, std::array{BlockUse::storage_value}));
}

TEST(Blocks, AreReleasedOnce) {
    void* const block = allocate_block(8, BlockUse::ssl_suites);
    EXPECT_TRUE(release_block(block, kStates));
    EXPECT_FALSE(release_block(block, kStates));
}

TEST(Blocks, AreNothingElse) {
    int foreign = 3;
    EXPECT_FALSE(release_block(&foreign, kValues));
    EXPECT_FALSE(release_block(nullptr, kValues));
    auto* const block = static_cast<std::uint8_t*>(allocate_block(8, BlockUse::ssl_value));
    EXPECT_FALSE(release_block(block + 1, kValues));
    EXPECT_TRUE(release_block(block, kValues));
}

TEST(Blocks, MayHaveNoSize) {
    void* const block = allocate_block(0, BlockUse::ssl_value);
    EXPECT_NE(block, nullptr);
    EXPECT_TRUE(release_block(block, kValues));
}

TEST(Blocks, AreReleasedByTheirOwnerUnlessHandedOut) {
    const void* seen = nullptr;
    {
        const auto block = allocate_block_of<std::uint32_t>(BlockUse::ssl_value, 3, 5);
        seen = block.get();
        EXPECT_TRUE(is_block(seen, BlockUse::ssl_value));
    }
    EXPECT_FALSE(is_block(seen, BlockUse::ssl_value));
}

TEST(Blocks, AreReleasedByOneOfTwoThreads) {
    for (int round = 0; round < 200; ++round) {
        void* const block = allocate_block(16, BlockUse::ssl_value);
        std::atomic<int> released = 0;
        {
            std::vector<std::jthread> threads;
            for (int i = 0; i < 2; ++i)
                threads.emplace_back([&] { released += release_block(block, kValues); });
        }
        EXPECT_EQ(released, 1);
    }
}

}  // namespace
}  // namespace secur32::api
