// The database and several processes: counts add up, killed writers lose nothing that was
// written, a child of fork(2) works on its own.
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <new>
#include <random>
#include <thread>
#include <vector>

#include "sslprovider/base/environment.h"
#include "sspi/accounts/database_authority.h"
#include "sspi/accounts/directory.h"
#include "test/support/environment.h"
#include "test/unit/sspi/accounts/fixtures.h"

namespace secur32::accounts {
namespace {

using enum LogonOutcome;
using test::hash_of;
using test::named;

class ProcessesTest : public test::AccountsTest {
 protected:
    // What parent and children share.
    struct Shared {
        std::atomic<std::int64_t> begun = 0, done = 0;
    };
    ProcessesTest()
        : memory_(::mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE,
                         MAP_SHARED | MAP_ANONYMOUS, -1, 0)),
          shared_(new (memory_) Shared) {}
    ~ProcessesTest() override { ::munmap(memory_, sizeof(Shared)); }

    static pid_t start(const std::function<bool()>& body) {
        const pid_t child = ::fork();
        if (child == 0) ::_exit(body() ? 0 : 1);
        return child;
    }
    static bool succeeded_in(pid_t child) {
        int status = -1;
        return ::waitpid(child, &status, 0) == child && status == 0;
    }
    static bool fail(DatabaseAuthority& authority, int times) {
        for (int i = 0; i < times; ++i) {
            const Result<Account> bob = authority.find(u"bob", u"");
            if (!bob.ok() || !bob.value().known) return false;
            authority.record(bob.value(), wrong_password);
        }
        return true;
    }
    void set_threshold(std::int64_t threshold) {
        Store store;
        ASSERT_EQ(store.open(database_), Status::ok);
        ASSERT_EQ(store.set_policy({threshold, 3600, 3600}), Status::ok);
    }
    void expect_whole_database() {
        Connection connection;
        ASSERT_EQ(connection.open(database_, Connection::Access::write), Status::ok);
        Statement check;
        ASSERT_EQ(connection.prepare("PRAGMA integrity_check", check), Status::ok);
        ASSERT_TRUE(check.step().value());
        EXPECT_EQ(check.text(0), "ok");
    }
    void kill_after_a_while(pid_t child) {
        std::this_thread::sleep_for(std::chrono::microseconds(random_() % 60'000));
        ::kill(child, SIGKILL);
        int status = 0;
        EXPECT_EQ(::waitpid(child, &status, 0), child);
    }

    void* const memory_;
    Shared* const shared_;
    std::mt19937 random_{20261121};  // always the same moments
};

TEST_F(ProcessesTest, add_their_counts_up) {
    make_database({"bob"});
    set_threshold(0);
    std::vector<pid_t> children;
    for (int c = 0; c < 4; ++c)
        children.push_back(start([&] {
            DatabaseAuthority authority(database_);
            for (int i = 0; i < 10; ++i)
                if (!fail(authority, 100) || !authority.flush()) return false;
            return true;
        }));
    for (const pid_t child : children) EXPECT_TRUE(succeeded_in(child));
    EXPECT_EQ(stored("bob").counters.failures, 4000);
}

TEST_F(ProcessesTest, lock_an_account_out_together) {
    make_database({"bob"});
    set_threshold(6);
    for (int c = 0; c < 2; ++c) {
        const pid_t child = start([&] {
            DatabaseAuthority authority(database_);
            return fail(authority, 3) && authority.flush();
        });
        EXPECT_TRUE(succeeded_in(child));
    }
    DatabaseAuthority authority(database_);
    EXPECT_TRUE(authority.find(u"bob", u"").value().locked_out);
}

TEST_F(ProcessesTest, see_a_lockout_of_another_one_while_they_run) {
    make_database({"bob"});
    set_threshold(3);
    const pid_t child = start([&] {
        DatabaseAuthority authority(database_);
        if (authority.find(u"bob", u"").value().locked_out) return false;
        shared_->begun = 1;
        while (shared_->done == 0) ::usleep(1000);
        return authority.find(u"bob", u"").value().locked_out;
    });
    while (shared_->begun == 0) ::usleep(1000);
    DatabaseAuthority authority(database_);
    EXPECT_TRUE(fail(authority, 3));
    EXPECT_TRUE(authority.flush());
    shared_->done = 1;
    EXPECT_TRUE(succeeded_in(child));
}

TEST_F(ProcessesTest, that_are_killed_lose_no_count_that_was_written) {
    make_database({"bob", "eve", "DOM\\max"});
    set_threshold(0);
    for (int round = 0; round < 40; ++round) {
        const pid_t child = start([&] {
            DatabaseAuthority authority(database_);
            for (;;) {
                shared_->begun += 10;
                if (!fail(authority, 10) || !authority.flush()) return false;
                shared_->done += 10;
            }
        });
        kill_after_a_while(child);
        const std::int64_t failures = stored("bob").counters.failures;
        ASSERT_GE(failures, shared_->done) << round;
        ASSERT_LE(failures, shared_->begun) << round;
        // What was begun and not acknowledged may or may not be there.
        shared_->begun = shared_->done = failures;
    }
    EXPECT_GT(shared_->done, 0);
    expect_whole_database();
    Store store;
    ASSERT_EQ(store.open(database_), Status::ok);
    EXPECT_EQ(store.list().value().size(), 3u);
}

TEST_F(ProcessesTest, that_are_killed_lose_no_account) {
    make_database({"bob"});
    for (int round = 0; round < 40; ++round) {
        const pid_t child = start([&] {
            Store store;
            if (store.open(database_) != Status::ok) return false;
            for (;;) {
                const std::string name = "user" + std::to_string(shared_->done);
                if (store.add(named(name), hash_of("x")) != Status::ok &&
                    !store.contains(named(name)).value())
                    return false;
                ++shared_->done;
            }
        });
        kill_after_a_while(child);
    }
    expect_whole_database();
    DatabaseAuthority authority(database_);
    EXPECT_GT(shared_->done, 0);
    for (std::int64_t i = 0; i < shared_->done; ++i) {
        const std::string name = "user" + std::to_string(i);
        EXPECT_TRUE(authority.find(std::u16string(name.begin(), name.end()), u"").value().known)
            << name;
    }
}

TEST_F(ProcessesTest, write_what_is_left_when_they_exit) {
    make_database({"bob"});
    const pid_t child = start([&] {
        const secur32::test::ScopedEnvironment accounts(environment::kAccounts, database_);
        const auto authority = make_directory()->standard();
        if (!authority.ok()) return false;
        for (int i = 0; i < 5; ++i)
            authority.value()->record(authority.value()->find(u"bob", u"").value(), wrong_password);
        std::exit(0);
    });
    EXPECT_TRUE(succeeded_in(child));
    EXPECT_EQ(stored("bob").counters.failures, 5);
}

// A child that is forked while other threads allocate may find the allocator of g++ 12's sanitizers
// locked for good; these run in the other builds.
#if !defined(__SANITIZE_THREAD__) && !defined(__SANITIZE_ADDRESS__)
TEST_F(ProcessesTest, that_fork_share_an_authority_with_their_children) {
    make_database({"bob"});
    set_threshold(0);
    auto authority = std::make_unique<DatabaseAuthority>(database_);
    ASSERT_TRUE(fail(*authority, 10));  // the thread runs, a connection is open
    std::vector<pid_t> children;
    for (int c = 0; c < 20; ++c) {
        ASSERT_TRUE(fail(*authority, 1));
        children.push_back(start([&] {
            const bool well = fail(*authority, 10) && authority->flush();
            authority.reset();
            return well;
        }));
    }
    for (const pid_t child : children) EXPECT_TRUE(succeeded_in(child));
    ASSERT_TRUE(authority->flush());
    EXPECT_EQ(stored("bob").counters.failures, 10 + 20 + 200);
}

TEST_F(ProcessesTest, that_fork_while_threads_are_at_work_do_not_hang) {
    make_database({"bob"});
    set_threshold(0);
    DatabaseAuthority authority(database_);
    std::atomic<bool> stop = false;
    std::vector<std::thread> threads;
    for (int t = 0; t < 2; ++t)
        threads.emplace_back([&] {
            while (!stop) EXPECT_TRUE(fail(authority, 1));
        });
    for (int c = 0; c < 50; ++c)
        EXPECT_TRUE(succeeded_in(start([&] { return fail(authority, 5) && authority.flush(); })));
    stop = true;
    for (std::thread& thread : threads) thread.join();
}
#endif

}  // namespace
}  // namespace secur32::accounts
