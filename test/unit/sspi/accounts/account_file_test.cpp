// Which files are believed.
#include "sspi/accounts/account_file.h"

#include <fcntl.h>
#include <unistd.h>

#include "test/unit/sspi/accounts/fixtures.h"

namespace secur32::accounts {
namespace {

class AccountFile : public test::AccountsTest {
 protected:
    Status examined(const std::string& name) {
        why_.clear();
        const Result<FileState> state = examine(path(name), why_);
        EXPECT_EQ(state.ok(), why_.find(path(name)) == std::string::npos) << why_;
        return state.status();
    }
    std::string why_;
};

TEST_F(AccountFile, is_believed_when_nobody_else_can_write_it) {
    write("a", "x", 0600);
    EXPECT_EQ(examined("a"), Status::ok);
    write("a", "x", 0644);
    EXPECT_EQ(examined("a"), Status::ok);
}

TEST_F(AccountFile, that_others_can_write_is_refused) {
    for (const mode_t mode : {0620u, 0602u, 0666u, 0777u}) {
        write("a", "x", mode);
        EXPECT_EQ(examined("a"), Status::no_authenticating_authority) << mode;
    }
}

TEST_F(AccountFile, of_another_user_is_refused_unless_an_administrator_asks) {
    write("a", "x");
    if (::chown(path("a").c_str(), 12345, 12345) != 0) {
        // Only root can give a file away; what is somebody else's is then found in the system.
        EXPECT_NE(::geteuid(), 0u);
        return;
    }
    EXPECT_EQ(examined("a"), Status::no_authenticating_authority);
    EXPECT_TRUE(examine(path("a"), why_, Owner::anybody).ok());
}

TEST_F(AccountFile, that_is_no_file_is_refused) {
    EXPECT_EQ(examined("missing"), Status::no_authenticating_authority);
    std::filesystem::create_directory(path("folder"));
    EXPECT_EQ(examined("folder"), Status::no_authenticating_authority);
    ASSERT_EQ(::mkfifo(path("pipe").c_str(), 0600), 0);
    EXPECT_EQ(examined("pipe"), Status::no_authenticating_authority);
    std::filesystem::create_symlink(path("nowhere"), path("dangling"));
    EXPECT_EQ(examined("dangling"), Status::no_authenticating_authority);
    EXPECT_FALSE(examine("", why_).ok());
    EXPECT_FALSE(examine("/dev/zero", why_).ok());
}

TEST_F(AccountFile, changes_its_state_when_it_is_written_or_replaced) {
    write("a", "one");
    const FileState before = examine(path("a"), why_).value();
    EXPECT_EQ(examine(path("a"), why_).value(), before);
    std::ofstream(path("a"), std::ios::app) << "two";
    const FileState longer = examine(path("a"), why_).value();
    EXPECT_FALSE(longer == before);
    EXPECT_TRUE(longer.same_file(before));
    write("a", "one");
    EXPECT_FALSE(examine(path("a"), why_).value().same_file(before));
}

TEST_F(AccountFile, is_read_whole) {
    const std::string text(100'000, 'x');
    write("a", text);
    const Result<SecureBytes> bytes = read_all(path("a"), why_);
    ASSERT_TRUE(bytes.ok());
    EXPECT_TRUE(bytes.value() == SecureBytes(bytes_of(std::string_view(text))));
    write("a", "");
    EXPECT_TRUE(read_all(path("a"), why_).value().empty());
}

TEST_F(AccountFile, that_cannot_be_read_says_why) {
    EXPECT_FALSE(read_all(path("missing"), why_).ok());
    EXPECT_EQ(why_, path("missing") + ": No such file or directory");
    EXPECT_FALSE(read_all(folder_, why_).ok());
    ASSERT_EQ(::mkfifo(path("pipe").c_str(), 0600), 0);
    EXPECT_FALSE(read_all(path("pipe"), why_).ok());
}

TEST_F(AccountFile, of_more_than_64_mebibytes_is_refused) {
    write("a", "x");
    std::filesystem::resize_file(path("a"), 64 * 1024 * 1024 + 1);
    EXPECT_FALSE(read_all(path("a"), why_).ok());
}

}  // namespace
}  // namespace secur32::accounts
