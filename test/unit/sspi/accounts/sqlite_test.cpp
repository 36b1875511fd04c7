// The thin layer over SQLite.
#include "sspi/accounts/sqlite.h"

#include "test/unit/sspi/accounts/fixtures.h"

namespace secur32::accounts {
namespace {

class SqliteTest : public test::AccountsTest {
 protected:
    SqliteTest() {
        write("db", "");
        EXPECT_EQ(connection_.open(path("db"), Connection::Access::write), Status::ok);
        EXPECT_EQ(connection_.run("CREATE TABLE t (a INTEGER, b BLOB, c TEXT)"), Status::ok);
    }
    Connection connection_;
};

TEST_F(SqliteTest, stores_what_is_bound_and_gives_it_back) {
    Statement insert, select;
    ASSERT_EQ(connection_.prepare("INSERT INTO t VALUES (?1, ?2, ?3)", insert), Status::ok);
    ASSERT_EQ(connection_.prepare("SELECT a, b, c FROM t", select), Status::ok);
    const std::string blob("\0\1\2", 3);
    insert.bind(std::int64_t{-5}).bind(bytes_of(std::string_view(blob)));
    insert.bind(std::string_view("x'; DROP TABLE t; --"));
    ASSERT_EQ(insert.run(), Status::ok);
    ASSERT_TRUE(select.step().value());
    EXPECT_EQ(select.integer(0), -5);
    EXPECT_EQ(select.blob(1).size(), 3u);
    EXPECT_EQ(select.text(1), blob);
    EXPECT_EQ(select.text(2), "x'; DROP TABLE t; --");
    EXPECT_FALSE(select.step().value());
}

TEST_F(SqliteTest, binds_empty_values_as_empty_not_as_null) {
    Statement insert;
    ASSERT_EQ(connection_.prepare("INSERT INTO t VALUES (1, ?1, ?2)", insert), Status::ok);
    ASSERT_EQ(insert.bind(Bytes()).bind(std::string_view()).run(), Status::ok);
    EXPECT_EQ(connection_.number("SELECT b IS NOT NULL AND c IS NOT NULL FROM t").value(), 1);
}

TEST_F(SqliteTest, runs_a_statement_again_after_reset) {
    Statement insert;
    ASSERT_EQ(connection_.prepare("INSERT INTO t (a) VALUES (?1)", insert), Status::ok);
    for (std::int64_t i = 0; i < 5; ++i) EXPECT_EQ(insert.bind(i).run(), Status::ok);
    EXPECT_EQ(connection_.number("SELECT sum(a) FROM t").value(), 10);
}

TEST_F(SqliteTest, says_what_failed_with_which_file) {
    EXPECT_EQ(connection_.run("NONSENSE"), Status::no_authenticating_authority);
    EXPECT_TRUE(connection_.why().starts_with(path("db") + ": ")) << connection_.why();
    Statement statement;
    EXPECT_NE(connection_.prepare("SELECT * FROM missing", statement), Status::ok);
    EXPECT_NE(connection_.why().find("missing"), std::string::npos);
    EXPECT_FALSE(connection_.number("SELECT a FROM t").ok());
}

TEST_F(SqliteTest, refuses_more_values_than_a_statement_has_places) {
    Statement insert;
    ASSERT_EQ(connection_.prepare("INSERT INTO t (a) VALUES (?1)", insert), Status::ok);
    EXPECT_NE(insert.bind(std::int64_t{1}).bind(std::int64_t{2}).run(), Status::ok);
    EXPECT_EQ(insert.bind(std::int64_t{1}).run(), Status::ok);
}

TEST_F(SqliteTest, does_not_make_a_file_that_is_missing) {
    Connection other;
    EXPECT_NE(other.open(path("missing"), Connection::Access::write), Status::ok);
    EXPECT_FALSE(std::filesystem::exists(path("missing")));
    EXPECT_TRUE(other.why().starts_with(path("missing") + ": "));
}

TEST_F(SqliteTest, does_not_write_through_a_connection_that_looks_up) {
    Connection reader;
    ASSERT_EQ(reader.open(path("db"), Connection::Access::look_up), Status::ok);
    EXPECT_NE(reader.run("INSERT INTO t (a) VALUES (1)"), Status::ok);
}

TEST_F(SqliteTest, rolls_back_what_was_not_committed) {
    {
        Transaction transaction(connection_);
        ASSERT_EQ(transaction.begin(), Status::ok);
        ASSERT_EQ(connection_.run("INSERT INTO t (a) VALUES (1)"), Status::ok);
    }
    EXPECT_EQ(connection_.number("SELECT count(*) FROM t").value(), 0);
    Transaction transaction(connection_);
    ASSERT_EQ(transaction.begin(), Status::ok);
    ASSERT_EQ(connection_.run("INSERT INTO t (a) VALUES (1)"), Status::ok);
    ASSERT_EQ(transaction.commit(), Status::ok);
    EXPECT_EQ(connection_.number("SELECT count(*) FROM t").value(), 1);
}

TEST_F(SqliteTest, runs_no_triggers_of_a_database) {
    ASSERT_EQ(connection_.run("CREATE TRIGGER x AFTER INSERT ON t BEGIN DELETE FROM t; END"),
              Status::ok);
    ASSERT_EQ(connection_.run("INSERT INTO t (a) VALUES (1)"), Status::ok);
    EXPECT_EQ(connection_.number("SELECT count(*) FROM t").value(), 1);
}

TEST_F(SqliteTest, tells_a_file_that_is_no_database) {
    write("text", "bob:DOM::fc525c9683e8fe067095ba2ddc971889:::\n" + std::string(5000, '#'));
    Connection other;
    EXPECT_NE(other.open(path("text"), Connection::Access::write), Status::ok);
    EXPECT_TRUE(other.not_a_database());
    EXPECT_FALSE(connection_.not_a_database());
}

}  // namespace
}  // namespace secur32::accounts
