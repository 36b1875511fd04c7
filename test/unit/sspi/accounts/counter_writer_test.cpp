// Batches: they add to what is there, all or nothing.
#include "sspi/accounts/counter_writer.h"

#include "test/unit/sspi/accounts/fixtures.h"

namespace secur32::accounts {
namespace {

constexpr UnixTime kNow = 1'800'000'000;

Tally tally_of(std::initializer_list<LogonOutcome> outcomes) {
    Tally tally;
    for (const LogonOutcome outcome : outcomes) tally.add(outcome, kNow);
    return tally;
}

class CounterWriterTest : public test::AccountsTest {};

TEST_F(CounterWriterTest, adds_to_the_counters_that_are_stored) {
    make_database({"bob"});
    CounterWriter one(database_), other(database_);
    for (CounterWriter* writer : {&one, &other, &one}) {
        ASSERT_EQ(writer->begin(), Status::ok) << writer->why();
        EXPECT_TRUE(writer->add(1, tally_of({LogonOutcome::wrong_password})).ok());
        ASSERT_EQ(writer->commit(), Status::ok);
    }
    EXPECT_EQ(stored("bob").counters, (Counters{3, 0, 0, kNow}));
}

TEST_F(CounterWriterTest, locks_out_at_the_threshold_of_the_stored_policy) {
    make_database({"bob"});
    Store store;
    ASSERT_EQ(store.open(database_), Status::ok);
    ASSERT_EQ(store.set_policy({2, 600, 600}), Status::ok);
    CounterWriter writer(database_);
    ASSERT_EQ(writer.begin(), Status::ok);
    const auto wrong = LogonOutcome::wrong_password;
    EXPECT_EQ(writer.add(1, tally_of({wrong, wrong})).value(), 1);
    EXPECT_EQ(writer.add(1, tally_of({wrong})).value(), 2);
    ASSERT_EQ(writer.commit(), Status::ok);
    EXPECT_EQ(stored("bob").counters, (Counters{2, kNow, 0, kNow}));
}

TEST_F(CounterWriterTest, leaves_an_account_alone_that_was_removed) {
    make_database({"bob"});
    CounterWriter writer(database_);
    ASSERT_EQ(writer.begin(), Status::ok);
    EXPECT_EQ(writer.add(99, tally_of({LogonOutcome::succeeded})).value(), 0);
    EXPECT_EQ(writer.commit(), Status::ok);
}

TEST_F(CounterWriterTest, writes_nothing_of_a_batch_that_is_abandoned) {
    make_database({"bob"});
    CounterWriter writer(database_);
    ASSERT_EQ(writer.begin(), Status::ok);
    ASSERT_TRUE(writer.add(1, tally_of({LogonOutcome::succeeded})).ok());
    writer.abandon();
    EXPECT_EQ(stored("bob").counters, Counters{});
    ASSERT_EQ(writer.begin(), Status::ok) << writer.why();
    ASSERT_TRUE(writer.add(1, tally_of({LogonOutcome::succeeded})).ok());
    ASSERT_EQ(writer.commit(), Status::ok);
    EXPECT_EQ(stored("bob").counters.last_logon, kNow);
}

TEST_F(CounterWriterTest, follows_a_database_that_was_replaced) {
    make_database({"bob"});
    CounterWriter writer(database_);
    ASSERT_EQ(writer.begin(), Status::ok);
    ASSERT_EQ(writer.commit(), Status::ok);
    for (const char* tail : {"", "-wal", "-shm"}) std::filesystem::remove(database_ + tail);
    EXPECT_NE(writer.begin(), Status::ok);
    EXPECT_EQ(writer.why(), database_ + ": No such file or directory");
    writer.abandon();
    make_database({"bob"});
    ASSERT_EQ(writer.begin(), Status::ok) << writer.why();
    EXPECT_EQ(writer.add(1, tally_of({LogonOutcome::succeeded})).value(), 1);
    ASSERT_EQ(writer.commit(), Status::ok);
    EXPECT_EQ(stored("bob").counters.last_logon, kNow);
}

}  // namespace
}  // namespace secur32::accounts
