#include "sslprovider/base/handle_table.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <iostream>
#include <set>
#include <thread>

namespace secur32 {
namespace {

struct Counted {
    explicit Counted(std::atomic<int>& alive) : alive_(alive) { ++alive_; }
    ~Counted() { --alive_; }
    std::atomic<int>& alive_;
    int value = 5;
};

using Table = HandleTable<Counted>;

TEST(HandleTable, FindsWhatWasInserted) {
    std::atomic<int> alive{0};
    Table table;
    const Table::Handle handle = table.insert(std::make_unique<Counted>(alive));
    EXPECT_EQ(table.find(handle)->value, 5);
    EXPECT_TRUE(table.remove(handle));
    EXPECT_EQ(alive, 0);
}

TEST(HandleTable, RefusesStaleDoubledAndInventedHandles) {
    std::atomic<int> alive{0};
    Table table;
    const Table::Handle handle = table.insert(std::make_unique<Counted>(alive));
    for (const Table::Handle wrong :
         {Table::Handle{0}, ~Table::Handle{0}, handle + 1, handle ^ (Table::Handle{1} << 32),
          handle & 0xFFFFFFFF, Table::Handle{0xFFFFFFFF}, Table::Handle{1} << 32}) {
        EXPECT_FALSE(table.find(wrong)) << std::hex << wrong;
        EXPECT_FALSE(table.remove(wrong)) << std::hex << wrong;
    }
    EXPECT_TRUE(table.remove(handle));
    EXPECT_FALSE(table.remove(handle));
    EXPECT_FALSE(table.find(handle));
    const Table::Handle next = table.insert(std::make_unique<Counted>(alive));
    EXPECT_NE(next, handle);
    EXPECT_FALSE(table.find(handle));
    table.remove(next);
}

TEST(HandleTable, NeverGivesTheSameNumberTwice) {
    std::atomic<int> alive{0};
    Table table;
    std::set<Table::Handle> seen;
    for (int i = 0; i < 5000; ++i) {
        const Table::Handle handle = table.insert(std::make_unique<Counted>(alive));
        EXPECT_TRUE(seen.insert(handle).second);
        if (i % 2 == 0) {
            EXPECT_TRUE(table.remove(handle));
        }
    }
    EXPECT_EQ(alive, 2500);
    for (const Table::Handle handle : seen) table.remove(handle);
    EXPECT_EQ(alive, 0);
}

TEST(HandleTable, KeepsARemovedObjectUntilItsUserLeaves) {
    std::atomic<int> alive{0};
    Table table;
    const Table::Handle handle = table.insert(std::make_unique<Counted>(alive));
    {
        const auto use = table.find(handle);
        std::jthread([&] { EXPECT_TRUE(table.remove(handle)); }).join();
        EXPECT_EQ(alive, 1);
        EXPECT_EQ(use->value, 5);
        EXPECT_FALSE(table.find(handle));
    }
    EXPECT_EQ(alive, 0);
}

TEST(HandleTable, NestsDeeperThanOneRecordOfPins) {
    std::atomic<int> alive{0};
    Table table;
    const Table::Handle handle = table.insert(std::make_unique<Counted>(alive));
    const auto nest = [&](auto& self, int depth) -> void {
        const auto use = table.find(handle);
        ASSERT_TRUE(use);
        if (depth > 0) self(self, depth - 1);
    };
    nest(nest, 40);
    EXPECT_TRUE(table.remove(handle));
    EXPECT_EQ(alive, 0);
}

TEST(HandleTable, ThreadsFindAndRemoveAtOnce) {
    std::atomic<int> alive{0};
    std::atomic<int> removed{0};
    Table table;
    constexpr int kObjects = 2000;
    std::vector<std::atomic<Table::Handle>> handles(64);
    const auto work = [&](unsigned seed) {
        for (int i = 0; i < kObjects; ++i) {
            auto& place = handles[(static_cast<unsigned>(i) * 7 + seed) % handles.size()];
            const Table::Handle old =
                place.exchange(table.insert(std::make_unique<Counted>(alive)));
            for (auto& other : handles) {
                const auto use = table.find(other.load());
                if (use) {
                    EXPECT_EQ(use->value, 5);
                }
            }
            if (old != 0 && table.remove(old)) ++removed;
        }
    };
    {
        std::jthread a(work, 1);
        std::jthread b(work, 2);
    }
    for (auto& place : handles) table.remove(place.load());
    EXPECT_EQ(alive, 0);
    EXPECT_GT(removed, 0);
}

TEST(HandleTable, OfTwoRemovalsOneWins) {
    std::atomic<int> alive{0};
    Table table;
    for (int i = 0; i < 500; ++i) {
        const Table::Handle handle = table.insert(std::make_unique<Counted>(alive));
        std::atomic<int> won{0};
        {
            std::jthread a([&] { won += table.remove(handle); });
            std::jthread b([&] { won += table.remove(handle); });
        }
        EXPECT_EQ(won, 1);
    }
    EXPECT_EQ(alive, 0);
}

// A thread-local object that is older than the thread's first pin dies after the pins were given
// back, and may still use handles.
TEST(HandleTable, LosesNoPinsToThreadsThatUseItWhileTheyEnd) {
    std::set<const void*> cells;
    struct Late {
        ~Late() {
            auto& cell = pins::push();
            seen->insert(&cell);
            pins::pop(cell);
        }
        std::set<const void*>* seen = nullptr;
    };
    for (int i = 0; i < 4; ++i) {
        std::jthread([&cells] {
            thread_local Late late;
            late.seen = &cells;
            pins::pop(pins::push());
        }).join();
    }
    EXPECT_EQ(cells.size(), 1u);
}

TEST(HandleTable, AChildOfForkTakesOverThePinsOfThreadsItDoesNotHave) {
    std::atomic<int> alive{0};
    Table table;
    const Table::Handle handle = table.insert(std::make_unique<Counted>(alive));
    std::atomic<bool> pinned = false;
    std::atomic<bool> done = false;
    std::jthread other([&] {
        const auto use = table.find(handle);
        pinned = true;
        while (!done) std::this_thread::yield();
    });
    while (!pinned) std::this_thread::yield();
    const pid_t child = ::fork();
    if (child == 0) ::_exit(table.remove(handle) && alive == 0 ? 0 : 1);
    int status = -1;
    ::waitpid(child, &status, 0);
    done = true;
    EXPECT_EQ(status, 0);
    EXPECT_EQ(alive, 1);
    table.remove(handle);
}

}  // namespace
}  // namespace secur32
