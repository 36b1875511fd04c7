// One handle table for all kinds.
#include "sslprovider/api/objects.h"

#include <gtest/gtest.h>

#include <atomic>
#include <set>
#include <thread>
#include <vector>

namespace secur32::api {
namespace {

std::atomic<int> alive{0};

template <ObjectKind which>
class Counted final : public Object {
 public:
    static constexpr ObjectKind kKind = which;
    explicit Counted(int n) : Object(which), number(n) { ++alive; }
    ~Counted() override { --alive; }
    const int number;
};
using Hash = Counted<ObjectKind::ssl_hash>;
using Key = Counted<ObjectKind::storage_key>;

template <typename T>
std::uint64_t insert(int number) {
    return objects().insert(std::make_unique<T>(number));
}

TEST(Objects, AreFoundByTheirHandle) {
    const std::uint64_t handle = insert<Hash>(7);
    ASSERT_NE(handle, 0u);
    {
        const Using<Hash> hash(handle);
        ASSERT_TRUE(hash);
        EXPECT_EQ(hash->number, 7);
        EXPECT_EQ((*hash).kind(), ObjectKind::ssl_hash);
    }
    EXPECT_TRUE(objects().remove(handle));
}

TEST(Objects, OfAnotherKindAreNotThere) {
    const std::uint64_t hash = insert<Hash>(1), key = insert<Key>(2);
    EXPECT_NE(hash, key);
    EXPECT_FALSE(Using<Key>(hash));
    EXPECT_FALSE(Using<Hash>(key));
    EXPECT_TRUE(Using<Hash>(hash));
    EXPECT_TRUE(Using<Key>(key));
    EXPECT_TRUE(objects().remove(hash));
    EXPECT_TRUE(objects().remove(key));
}

TEST(Objects, AreGoneOnceTheyAreRemoved) {
    const int before = alive;
    const std::uint64_t handle = insert<Hash>(1);
    EXPECT_EQ(alive, before + 1);
    EXPECT_TRUE(objects().remove(handle));
    EXPECT_EQ(alive, before);
    EXPECT_FALSE(Using<Hash>(handle));
    EXPECT_FALSE(objects().remove(handle));
    const std::uint64_t next = insert<Hash>(2);
    EXPECT_NE(next, handle) << "in the same place, perhaps";
    EXPECT_FALSE(Using<Hash>(handle));
    EXPECT_TRUE(objects().remove(next));
}

TEST(Objects, AreNotFoundByInventedHandles) {
    const std::uint64_t handle = insert<Hash>(1);
    for (const std::uint64_t invented :
         {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{UINT64_MAX}, handle + 1,
          handle + (std::uint64_t{1} << 32), handle - (std::uint64_t{1} << 32), handle & 0xFFFFFFFF,
          handle >> 32}) {
        EXPECT_FALSE(Using<Hash>(invented)) << invented;
        EXPECT_FALSE(objects().remove(invented)) << invented;
    }
    EXPECT_TRUE(objects().remove(handle));
}

TEST(Objects, LiveOnWhileTheyAreUsed) {
    const int before = alive;
    const std::uint64_t handle = insert<Hash>(7);
    {
        const Using<Hash> hash(handle);
        EXPECT_TRUE(objects().remove(handle));
        EXPECT_FALSE(Using<Hash>(handle));
        EXPECT_EQ(hash->number, 7);
        EXPECT_EQ(alive, before + 1);
    }
    EXPECT_EQ(alive, before);
}

TEST(Objects, HaveHandlesOfTheirOwnOnEveryThread) {
    std::vector<std::vector<std::uint64_t>> handles(4);
    std::vector<std::thread> threads;
    for (auto& mine : handles)
        threads.emplace_back([&mine] {
            for (int i = 0; i < 500; ++i) mine.push_back(insert<Key>(i));
        });
    for (std::thread& thread : threads) thread.join();
    std::set<std::uint64_t> all;
    for (const auto& mine : handles) all.insert(mine.begin(), mine.end());
    EXPECT_EQ(all.size(), 2000u);
    for (const std::uint64_t handle : all) EXPECT_TRUE(objects().remove(handle));
}

}  // namespace
}  // namespace secur32::api
