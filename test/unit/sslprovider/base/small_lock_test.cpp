#include "sslprovider/base/small_lock.h"

#include <gtest/gtest.h>

#include <chrono>
#include <mutex>
#include <thread>
#include <vector>

namespace secur32 {
namespace {

TEST(SmallLock, is_small) { EXPECT_EQ(sizeof(SmallLock), 4U); }

TEST(SmallLock, lets_one_in_at_a_time) {
    SmallLock lock;
    std::uint64_t counter = 0;
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([&] {
            for (int i = 0; i < 20000; ++i) {
                const std::lock_guard guard(lock);
                ++counter;
            }
        });
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(counter, 80000U);
}

TEST(SmallLock, wakes_all_who_wait_one_after_the_other) {
    SmallLock lock;
    std::vector<int> entered;
    std::vector<std::thread> threads;
    lock.lock();
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([&, t] {
            const std::lock_guard guard(lock);
            std::this_thread::yield();
            entered.push_back(t);
        });
    std::this_thread::sleep_for(std::chrono::milliseconds(20));  // until they wait in the kernel
    EXPECT_TRUE(entered.empty());
    lock.unlock();
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(entered.size(), 4U);
}

}  // namespace
}  // namespace secur32
