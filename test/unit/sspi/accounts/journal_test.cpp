// Counts that are not in the database yet.
#include "sspi/accounts/journal.h"

#include <chrono>
#include <thread>
#include <vector>

#include "sspi/accounts/fork_gate.h"
#include "test/unit/sspi/accounts/fixtures.h"

namespace secur32::accounts {
namespace {

using namespace std::chrono_literals;
using enum LogonOutcome;
using Clock = std::chrono::steady_clock;

constexpr Policy kPolicy{3, 600, 600};

class JournalTest : public test::AccountsTest {
 protected:
    JournalTest() : now_(unix_now()) { make_database({"bob", "eve"}); }

    Counters current(Journal& journal, const Counters& stored = {}, std::int64_t revision = 0) {
        for (;;) {
            const std::uint64_t batches = journal.batches();
            if (const auto counters = journal.current(1, stored, revision, kPolicy, now_, batches))
                return *counters;
        }
    }
    // How long it takes until the database has the count.
    Clock::duration until_stored(std::int64_t failures) {
        const Clock::time_point start = Clock::now();
        while (stored("bob").counters.failures != failures) {
            if (Clock::now() - start > 20s) return Clock::duration::max();
            std::this_thread::sleep_for(1ms);
        }
        return Clock::now() - start;
    }
    const UnixTime now_;
};

TEST_F(JournalTest, counts_at_once_what_is_not_written) {
    Journal journal(database_);
    EXPECT_EQ(current(journal), Counters{});
    journal.note(1, wrong_password, now_);
    journal.note(1, wrong_password, now_);
    EXPECT_EQ(current(journal, {0, 0, 0, 0}, -1).failures, 2);
    journal.note(1, wrong_password, now_);
    EXPECT_TRUE(locked_out(current(journal, {0, 0, 0, 0}, -1), kPolicy, now_));
}

TEST_F(JournalTest, writes_what_it_was_told) {
    Journal journal(database_);
    journal.note(1, wrong_password, now_);
    journal.note(1, wrong_password, now_ + 1);
    journal.note(2, succeeded, now_ + 2);
    ASSERT_TRUE(journal.flush());
    EXPECT_EQ(stored("bob").counters, (Counters{2, 0, 0, now_ + 1}));
    EXPECT_EQ(stored("eve").counters, (Counters{0, 0, now_ + 2, 0}));
}

TEST_F(JournalTest, does_not_count_twice_what_a_look_up_saw) {
    Journal journal(database_);
    journal.note(1, wrong_password, now_);
    ASSERT_TRUE(journal.flush());
    EXPECT_EQ(current(journal, {1, 0, 0, now_}, 1).failures, 1);
    journal.note(1, wrong_password, now_);
    EXPECT_EQ(current(journal, {1, 0, 0, now_}, 1).failures, 2);
}

TEST_F(JournalTest, writes_the_first_note_at_once_and_the_next_ones_together) {
    Journal journal(database_);
    journal.note(1, wrong_password, now_);
    ASSERT_LT(until_stored(1), 20s);
    journal.note(1, refused, now_);
    const Clock::time_point start = Clock::now();
    while (Clock::now() - start < 60ms) journal.note(1, refused, now_ + 5);
    journal.note(1, wrong_password, now_);
    EXPECT_LT(until_stored(2), 20s);
}

TEST_F(JournalTest, does_not_let_a_lockout_wait) {
    Store store;
    ASSERT_EQ(store.open(database_), Status::ok);
    ASSERT_EQ(store.set_policy(kPolicy), Status::ok);
    Journal journal(database_);
    journal.note(2, succeeded, now_);  // the next batch is due in 200 ms
    ASSERT_TRUE(journal.flush());
    EXPECT_EQ(current(journal).failures, 0);
    for (int i = 0; i < 3; ++i) journal.note(1, wrong_password, now_);
    EXPECT_LT(until_stored(3), 20s);
    EXPECT_EQ(stored("bob").counters.locked_since, now_);
}

TEST_F(JournalTest, keeps_a_lockout_when_a_success_comes_after_it) {
    Store store;
    ASSERT_EQ(store.open(database_), Status::ok);
    ASSERT_EQ(store.set_policy(kPolicy), Status::ok);
    Journal journal(database_);
    EXPECT_EQ(current(journal).failures, 0);
    for (int i = 0; i < 3; ++i) journal.note(1, wrong_password, now_);
    journal.note(1, succeeded, now_);
    EXPECT_TRUE(locked_out(current(journal, {}, -1), kPolicy, now_) ||
                stored("bob").counters.locked_since == now_);
    ASSERT_TRUE(journal.flush());
    EXPECT_EQ(stored("bob").counters.locked_since, now_);
}

TEST_F(JournalTest, notes_without_waiting_for_the_disk) {
    Connection blocker;
    ASSERT_EQ(blocker.open(database_, Connection::Access::write), Status::ok);
    Transaction held(blocker);
    ASSERT_EQ(held.begin(), Status::ok);
    Journal journal(database_);
    const Clock::time_point start = Clock::now();
    for (int i = 0; i < 1000; ++i) journal.note(1, wrong_password, now_);
    EXPECT_LT(Clock::now() - start, 1s);
    EXPECT_TRUE(locked_out(current(journal), kPolicy, now_));
    ASSERT_EQ(held.commit(), Status::ok);
    EXPECT_TRUE(journal.flush());
    EXPECT_EQ(stored("bob").counters.failures, 10);
}

TEST_F(JournalTest, keeps_what_cannot_be_written_and_writes_it_later) {
    Journal journal(database_);
    std::filesystem::rename(database_, path("away"));
    journal.note(1, wrong_password, now_);
    EXPECT_FALSE(journal.flush());
    EXPECT_EQ(current(journal).failures, 1);
    journal.note(1, wrong_password, now_);
    EXPECT_EQ(current(journal).failures, 2);
    std::filesystem::rename(path("away"), database_);
    EXPECT_TRUE(journal.flush());
    EXPECT_EQ(stored("bob").counters.failures, 2);
}

TEST_F(JournalTest, writes_what_is_left_when_it_is_closed) {
    for (int i = 1; i <= 5; ++i) {
        Journal journal(database_);
        journal.note(1, wrong_password, now_);
        journal.note(2, succeeded, now_ + i);
        journal.close();
        EXPECT_EQ(stored("bob").counters.failures, i);
        EXPECT_EQ(stored("eve").counters.last_logon, now_ + i);
        journal.note(1, wrong_password, now_);  // too late, and harmless
        journal.close();
    }
}

TEST_F(JournalTest, without_notes_has_no_thread_and_nothing_to_write) {
    Journal journal(path("missing"));
    EXPECT_TRUE(journal.flush());
    EXPECT_EQ(current(journal, {1, 0, 0, now_}, 1).failures, 1);
    journal.close();
}

TEST_F(JournalTest, gives_up_at_its_end_when_the_database_is_gone) {
    Journal journal(path("missing"));
    journal.note(1, wrong_password, now_);
    journal.close();
}

TEST_F(JournalTest, loses_no_count_of_many_threads) {
    Store store;
    ASSERT_EQ(store.open(database_), Status::ok);
    ASSERT_EQ(store.set_policy({0, 0, 0}), Status::ok);
    Journal journal(database_);
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([&] {
            for (int i = 0; i < 2000; ++i) journal.note(1, wrong_password, now_);
        });
    for (std::thread& thread : threads) thread.join();
    ASSERT_TRUE(journal.flush());
    EXPECT_EQ(stored("bob").counters.failures, 8000);
}

}  // namespace
}  // namespace secur32::accounts
