// The database as an authority, in one process.
#include "sspi/accounts/database_authority.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <atomic>
#include <thread>
#include <vector>

#include "sslprovider/base/clock.h"
#include "test/unit/sspi/accounts/fixtures.h"

namespace secur32::accounts {
namespace {

using enum LogonOutcome;
using test::hash_of;
using test::named;

class DatabaseAuthorityTest : public test::AccountsTest {
 protected:
    static Account found(DatabaseAuthority& authority, std::u16string_view user,
                         std::u16string_view domain = u"") {
        Result<Account> account = authority.find(user, domain);
        EXPECT_TRUE(account.ok());
        return account.ok() ? std::move(account).value() : Account{};
    }
    static void fail(DatabaseAuthority& authority, std::u16string_view user, int times) {
        for (int i = 0; i < times; ++i) authority.record(found(authority, user), wrong_password);
    }
    Status broken(const std::string& text) {
        for (const char* tail : {"-wal", "-shm"}) std::filesystem::remove(database_ + tail);
        write("accounts.db", text);
        DatabaseAuthority authority(database_);
        return authority.find(u"bob", u"").status();
    }
    std::string content() const {
        std::ifstream file(database_, std::ios::binary);
        return {std::istreambuf_iterator<char>(file), {}};
    }
};

TEST_F(DatabaseAuthorityTest, finds_an_account_with_its_hash) {
    make_database({"DOM\\Bob"});
    DatabaseAuthority authority(database_);
    const Account account = found(authority, u"BOB", u"dom");
    EXPECT_TRUE(account.known);
    EXPECT_EQ(account.user, u"Bob");
    EXPECT_TRUE(account.nt_hash == hash_of("secret"));
    EXPECT_FALSE(account.disabled || account.expired || account.locked_out ||
                 account.password_expired);
}

TEST_F(DatabaseAuthorityTest, tells_disabled_and_expired_accounts) {
    make_database({"bob"});
    Store store;
    ASSERT_EQ(store.open(database_), Status::ok);
    DatabaseAuthority authority(database_);
    const UnixTime now = unix_now();
    ASSERT_EQ(store.set_disabled(named("bob"), true), Status::ok);
    EXPECT_TRUE(found(authority, u"bob").disabled);
    ASSERT_EQ(store.set_expiry(named("bob"), now - 1), Status::ok);
    ASSERT_EQ(store.set_password_expiry(named("bob"), now + 3600), Status::ok);
    EXPECT_TRUE(found(authority, u"bob").expired);
    EXPECT_FALSE(found(authority, u"bob").password_expired);
    ASSERT_EQ(store.set_expiry(named("bob"), now + 3600), Status::ok);
    ASSERT_EQ(store.set_password_expiry(named("bob"), now), Status::ok);
    EXPECT_FALSE(found(authority, u"bob").expired);
    EXPECT_TRUE(found(authority, u"bob").password_expired);
}

TEST_F(DatabaseAuthorityTest, answers_for_an_unknown_user_with_what_the_client_sent) {
    make_database({"bob"});
    DatabaseAuthority authority(database_);
    const Account account = found(authority, u"Eve", u"X");
    EXPECT_FALSE(account.known);
    EXPECT_EQ(account.user, u"Eve");
    EXPECT_EQ(account.domain, u"X");
    EXPECT_FALSE(account.nt_hash == Secret<16>());
}

TEST_F(DatabaseAuthorityTest, writes_for_an_unknown_user_as_for_a_known_one) {
    make_database({"bob"});
    DatabaseAuthority authority(database_);
    authority.record(found(authority, u"nobody"), wrong_password);
    ASSERT_TRUE(authority.flush());
    Store store;
    ASSERT_EQ(store.open(database_), Status::ok);
    EXPECT_EQ(store.unknown_users().value().failures, 1);
    EXPECT_EQ(stored("bob").counters, Counters{});
}

TEST_F(DatabaseAuthorityTest, locks_out_at_the_threshold_without_waiting_for_the_database) {
    make_database({"bob", "eve"});
    DatabaseAuthority authority(database_);
    fail(authority, u"bob", 9);
    EXPECT_FALSE(found(authority, u"bob").locked_out);
    fail(authority, u"bob", 1);
    EXPECT_TRUE(found(authority, u"bob").locked_out);
    EXPECT_FALSE(found(authority, u"eve").locked_out);
    ASSERT_TRUE(authority.flush());
    EXPECT_TRUE(found(authority, u"bob").locked_out);
    EXPECT_EQ(stored("bob").counters.failures, 10);
}

// A look-up during a batch must neither miss the batch nor count it twice.
TEST_F(DatabaseAuthorityTest, locks_out_at_exactly_the_threshold_however_batches_fall) {
    make_database({"bob"});
    DatabaseAuthority authority(database_);
    Store store;
    ASSERT_EQ(store.open(database_), Status::ok);
    for (int round = 0; round < 20; ++round) {
        for (int i = 0; i < 10; ++i) {
            for (int k = 0; k < 200; ++k) ASSERT_FALSE(found(authority, u"bob").locked_out) << i;
            fail(authority, u"bob", 1);
        }
        for (int k = 0; k < 200; ++k) ASSERT_TRUE(found(authority, u"bob").locked_out);
        ASSERT_TRUE(authority.flush());
        ASSERT_EQ(store.unlock(named("bob")), Status::ok);
        ASSERT_FALSE(found(authority, u"bob").locked_out);
    }
}

TEST_F(DatabaseAuthorityTest, lets_an_unlocked_account_in_at_the_next_look_up) {
    make_database({"bob"});
    DatabaseAuthority authority(database_);
    fail(authority, u"bob", 10);
    ASSERT_TRUE(authority.flush());
    Store store;
    ASSERT_EQ(store.open(database_), Status::ok);
    ASSERT_EQ(store.unlock(named("bob")), Status::ok);
    EXPECT_FALSE(found(authority, u"bob").locked_out);
    fail(authority, u"bob", 9);
    EXPECT_FALSE(found(authority, u"bob").locked_out);
}

TEST_F(DatabaseAuthorityTest, notes_a_logon_and_forgets_failures_with_it) {
    make_database({"bob"});
    DatabaseAuthority authority(database_);
    fail(authority, u"bob", 9);
    authority.record(found(authority, u"bob"), succeeded);
    fail(authority, u"bob", 9);
    EXPECT_FALSE(found(authority, u"bob").locked_out);
    ASSERT_TRUE(authority.flush());
    EXPECT_EQ(stored("bob").counters.failures, 9);
    EXPECT_GE(stored("bob").counters.last_logon, unix_now() - 60);
}

TEST_F(DatabaseAuthorityTest, counts_no_right_password_of_a_disabled_account) {
    make_database({"bob"});
    DatabaseAuthority authority(database_);
    for (int i = 0; i < 20; ++i) authority.record(found(authority, u"bob"), refused);
    EXPECT_FALSE(found(authority, u"bob").locked_out);
}

TEST_F(DatabaseAuthorityTest, follows_a_policy_that_changes) {
    make_database({"bob"});
    DatabaseAuthority authority(database_);
    fail(authority, u"bob", 2);
    Store store;
    ASSERT_EQ(store.open(database_), Status::ok);
    ASSERT_EQ(store.set_policy({3, 600, 600}), Status::ok);
    fail(authority, u"bob", 1);
    EXPECT_TRUE(found(authority, u"bob").locked_out);
    ASSERT_TRUE(authority.flush());
    ASSERT_EQ(store.set_policy({0, 600, 600}), Status::ok);
    EXPECT_FALSE(found(authority, u"bob").locked_out);
}

TEST_F(DatabaseAuthorityTest, writes_what_is_left_when_it_ends) {
    make_database({"bob"});
    {
        DatabaseAuthority authority(database_);
        fail(authority, u"bob", 5);
    }
    EXPECT_EQ(stored("bob").counters.failures, 5);
}

TEST_F(DatabaseAuthorityTest, is_asked_by_many_threads_at_once) {
    make_database({"bob", "eve"});
    Store store;
    ASSERT_EQ(store.open(database_), Status::ok);
    ASSERT_EQ(store.set_policy({0, 0, 0}), Status::ok);
    DatabaseAuthority authority(database_);
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([&, t] {
            for (int i = 0; i < 500; ++i) {
                fail(authority, t % 2 == 0 ? u"bob" : u"eve", 1);
                EXPECT_FALSE(found(authority, u"nobody").known);
            }
        });
    for (std::thread& thread : threads) thread.join();
    ASSERT_TRUE(authority.flush());
    EXPECT_EQ(stored("bob").counters.failures, 1000);
    EXPECT_EQ(stored("eve").counters.failures, 1000);
}

TEST_F(DatabaseAuthorityTest, follows_a_database_that_is_replaced) {
    make_database({"bob"});
    DatabaseAuthority authority(database_);
    EXPECT_TRUE(found(authority, u"bob").known);
    for (const char* tail : {"", "-wal", "-shm"}) std::filesystem::remove(database_ + tail);
    EXPECT_EQ(authority.find(u"bob", u"").status(), Status::no_authenticating_authority);
    make_database({"eve"});
    EXPECT_FALSE(found(authority, u"bob").known);
    EXPECT_TRUE(found(authority, u"eve").known);
}

TEST_F(DatabaseAuthorityTest, that_others_can_write_is_refused_even_when_it_is_open) {
    make_database({"bob"});
    DatabaseAuthority authority(database_);
    EXPECT_TRUE(found(authority, u"bob").known);
    ::chmod(database_.c_str(), 0606);
    EXPECT_EQ(authority.find(u"bob", u"").status(), Status::no_authenticating_authority);
    ::chmod(database_.c_str(), 0600);
    EXPECT_TRUE(found(authority, u"bob").known);
}

TEST_F(DatabaseAuthorityTest, that_is_missing_or_no_database_is_no_authority) {
    std::string noise(20000, '\0');
    fill_random({reinterpret_cast<std::uint8_t*>(noise.data()), noise.size()});
    for (const std::string& text :
         {std::string(), std::string("x"), std::string(4096, '\0'), noise,
          std::string("SQLite format 3\0", 16), std::string("SQLite format 3\0", 16) + noise})
        EXPECT_EQ(broken(text), Status::no_authenticating_authority) << text.size();
    DatabaseAuthority missing(path("missing"));
    EXPECT_EQ(missing.find(u"bob", u"").status(), Status::no_authenticating_authority);
    DatabaseAuthority directory(folder_);
    EXPECT_EQ(directory.find(u"bob", u"").status(), Status::no_authenticating_authority);
}

TEST_F(DatabaseAuthorityTest, cut_at_any_length_is_no_authority) {
    make_database({"bob", "eve"});
    const std::string whole = content();
    ASSERT_GT(whole.size(), 8192u);
    for (std::size_t length = 0; length < whole.size(); length += 509)
        EXPECT_EQ(broken(whole.substr(0, length)), Status::no_authenticating_authority) << length;
}

TEST_F(DatabaseAuthorityTest, with_octets_overwritten_never_ends_the_program) {
    make_database({"bob", "eve"});
    const std::string whole = content();
    for (unsigned round = 0; round < 400; ++round) {
        std::string text = whole;
        for (unsigned k = 0; k < 32; ++k)
            text[(round * 7919 + k * 104729u) % text.size()] =
                static_cast<char>(round * 31 + k * 17);
        const Status status = broken(text);
        EXPECT_TRUE(status == Status::ok || status == Status::no_authenticating_authority);
    }
}

TEST_F(DatabaseAuthorityTest, that_this_process_may_not_read_is_no_authority) {
    make_database({"bob"});
    ::chmod(database_.c_str(), 0000);
    DatabaseAuthority authority(database_);
    // Root reads it all the same.
    const bool root = ::geteuid() == 0;
    EXPECT_EQ(authority.find(u"bob", u"").ok(), root);
}

TEST_F(DatabaseAuthorityTest, says_what_is_wrong_with_which_file) {
    std::string why;
    DatabaseAuthority text(write("text", "hello, this is no database at all"));
    EXPECT_EQ(text.probe(why), DatabaseAuthority::Kind::not_a_database);
    DatabaseAuthority missing(path("missing"));
    EXPECT_EQ(missing.probe(why), DatabaseAuthority::Kind::unusable);
    EXPECT_EQ(why, path("missing") + ": No such file or directory");
    make_database({});
    DatabaseAuthority authority(database_);
    EXPECT_EQ(authority.probe(why), DatabaseAuthority::Kind::readable);
}

// Statements that SQLite ran, counted by its profiler.
TEST_F(DatabaseAuthorityTest, runs_the_same_statements_for_known_and_unknown_users) {
    static std::atomic<int> statements = 0;
    const auto hook = [](sqlite3* database, char**, const void*) {
        return ::sqlite3_trace_v2(
            database, SQLITE_TRACE_STMT,
            [](unsigned, void*, void*, void*) {
                ++statements;
                return 0;
            },
            nullptr);
    };
    using Extension = void (*)();
    ASSERT_EQ(::sqlite3_auto_extension(reinterpret_cast<Extension>(
                  static_cast<int (*)(sqlite3*, char**, const void*)>(hook))),
              SQLITE_OK);
    make_database({"bob"});
    DatabaseAuthority authority(database_);
    const auto cost = [&](std::u16string_view user) {
        found(authority, user);
        const int before = statements;
        authority.record(found(authority, user), wrong_password);
        EXPECT_TRUE(authority.flush());
        return statements - before;
    };
    const int first = cost(u"bob");  // also opens the writer
    EXPECT_GT(first, 0);
    const int known = cost(u"bob");
    EXPECT_EQ(cost(u"nobody"), known);
    EXPECT_EQ(cost(u"bob"), known);
    ::sqlite3_reset_auto_extension();
}

}  // namespace
}  // namespace secur32::accounts
