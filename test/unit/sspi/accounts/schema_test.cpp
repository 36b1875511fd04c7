// Making the database, and telling it from other files.
#include "sspi/accounts/schema.h"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sslprovider/base/clock.h"
#include "test/unit/sspi/accounts/fixtures.h"

namespace secur32::accounts {
namespace {

class SchemaTest : public test::AccountsTest {
 protected:
    // The verdict on the database as it is now.
    Status checked() {
        Connection connection;
        const Status opened = connection.open(database_, Connection::Access::look_up);
        if (opened != Status::ok) {
            why_ = connection.why();
            return opened;
        }
        return check_schema(connection, database_, why_);
    }
    void run(const char* sql) {
        Connection connection;
        ASSERT_EQ(connection.open(database_, Connection::Access::write), Status::ok);
        ASSERT_EQ(connection.run(sql), Status::ok) << connection.why();
    }
    std::string why_;
};

TEST_F(SchemaTest, is_made_in_a_file_that_its_owner_alone_reads) {
    const mode_t before = ::umask(0);
    EXPECT_EQ(create_database(database_, why_), Status::ok) << why_;
    ::umask(before);
    struct stat file {};
    ASSERT_EQ(::stat(database_.c_str(), &file), 0);
    EXPECT_EQ(file.st_mode & 07777, 0600u);
    EXPECT_EQ(checked(), Status::ok) << why_;
}

TEST_F(SchemaTest, uses_a_write_ahead_log_that_is_as_private) {
    make_database({"bob"});
    Connection connection;
    ASSERT_EQ(connection.open(database_, Connection::Access::write), Status::ok);
    Statement mode;
    ASSERT_EQ(connection.prepare("PRAGMA journal_mode", mode), Status::ok);
    ASSERT_TRUE(mode.step().value());
    EXPECT_EQ(mode.text(0), "wal");
    mode.reset();
    ASSERT_EQ(connection.run("UPDATE accounts SET failures = 1"), Status::ok);
    struct stat file {};
    ASSERT_EQ(::stat((database_ + "-wal").c_str(), &file), 0);
    EXPECT_EQ(file.st_mode & 07777, 0600u);
}

TEST_F(SchemaTest, that_is_there_is_left_as_it_is) {
    make_database({"bob"});
    EXPECT_EQ(create_database(database_, why_), Status::ok);
    EXPECT_EQ(stored("bob").name.user, u"bob");
}

TEST_F(SchemaTest, is_completed_when_making_it_was_cut_short) {
    write("accounts.db", "");
    EXPECT_NE(checked(), Status::ok);
    EXPECT_EQ(create_database(database_, why_), Status::ok);
    EXPECT_EQ(checked(), Status::ok);
}

TEST_F(SchemaTest, is_made_once_by_many_processes) {
    std::vector<pid_t> children;
    for (int i = 0; i < 8; ++i) {
        const pid_t child = ::fork();
        if (child == 0) {
            std::string why;
            ::_exit(create_database(database_, why) == Status::ok ? 0 : 1);
        }
        children.push_back(child);
    }
    for (const pid_t child : children) {
        int status = 0;
        ::waitpid(child, &status, 0);
        EXPECT_EQ(status, 0);
    }
    EXPECT_EQ(checked(), Status::ok) << why_;
}

TEST_F(SchemaTest, has_a_row_for_nobody_with_a_hash_of_its_own) {
    make_database({});
    Connection connection;
    ASSERT_EQ(connection.open(database_, Connection::Access::write), Status::ok);
    EXPECT_EQ(connection.number("SELECT count(*) FROM accounts WHERE id = 0").value(), 1);
    EXPECT_EQ(connection.number("SELECT nt_hash = zeroblob(16) FROM accounts").value(), 0);
}

TEST_F(SchemaTest, of_another_application_is_refused) {
    write("accounts.db", "");
    run("CREATE TABLE x (y); PRAGMA user_version = 1");
    EXPECT_EQ(checked(), Status::no_authenticating_authority);
    EXPECT_EQ(why_, database_ + ": not an accounts database");
    EXPECT_EQ(create_database(database_, why_), Status::no_authenticating_authority);
}

TEST_F(SchemaTest, of_another_version_is_refused) {
    make_database({});
    run("PRAGMA user_version = 2");
    EXPECT_EQ(checked(), Status::no_authenticating_authority);
    EXPECT_EQ(why_, database_ + ": made by a newer version of this library");
    run("PRAGMA user_version = 0");
    EXPECT_EQ(checked(), Status::no_authenticating_authority);
}

TEST_F(SchemaTest, in_a_file_that_is_no_database_is_refused) {
    std::string noise(8192, '\0');
    fill_random({reinterpret_cast<std::uint8_t*>(noise.data()), noise.size()});
    for (const std::string& text : {std::string("x"), noise, std::string(8192, 'a')}) {
        write("accounts.db", text);
        EXPECT_EQ(checked(), Status::no_authenticating_authority);
        EXPECT_TRUE(why_.starts_with(database_ + ": ")) << why_;
        EXPECT_NE(create_database(database_, why_), Status::ok);
    }
}

TEST_F(SchemaTest, cannot_be_made_where_no_file_can) {
    EXPECT_NE(create_database(path("missing/accounts.db"), why_), Status::ok);
    EXPECT_EQ(why_, path("missing/accounts.db") + ": No such file or directory");
    std::filesystem::create_symlink(path("target"), path("link"));
    EXPECT_NE(create_database(path("link"), why_), Status::ok);
    EXPECT_FALSE(std::filesystem::exists(path("target")));
}

}  // namespace
}  // namespace secur32::accounts
