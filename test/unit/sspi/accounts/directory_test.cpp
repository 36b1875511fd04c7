// Which accounts a process has, by its environment.
#include "sspi/accounts/directory.h"

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <thread>
#include <vector>

#include "sslprovider/base/environment.h"
#include "test/support/environment.h"
#include "test/unit/sspi/accounts/fixtures.h"

namespace secur32::accounts {
namespace {

using ::secur32::test::ScopedEnvironment;
using test::hash_of;

const std::string kSamLine = "bob:DOM::fc525c9683e8fe067095ba2ddc971889:::\n";

class DirectoryTest : public test::AccountsTest {
 protected:
    DirectoryTest()
        : no_accounts_(environment::kAccounts, ""), no_users_(environment::kNtlmUserFile, "") {}

    static Account found(const Result<std::shared_ptr<Authority>>& authority,
                         std::u16string_view user) {
        EXPECT_TRUE(authority.ok());
        if (!authority.ok() || authority.value() == nullptr) return {};
        Result<Account> account = authority.value()->find(user, u"DOM");
        EXPECT_TRUE(account.ok());
        return account.ok() ? std::move(account).value() : Account{};
    }
    ScopedEnvironment no_accounts_, no_users_;
    std::shared_ptr<AuthorityDirectory> directory_ = make_directory();
};

TEST_F(DirectoryTest, takes_the_database_that_the_environment_names) {
    make_database({"DOM\\bob"});
    const ScopedEnvironment accounts(environment::kAccounts, database_);
    const ScopedEnvironment users(environment::kNtlmUserFile, write("users", "DOM:eve:x\n"));
    EXPECT_TRUE(found(directory_->standard(), u"bob").known);
    EXPECT_FALSE(found(directory_->standard(), u"eve").known);
}

TEST_F(DirectoryTest, takes_a_sam_file_for_a_database) {
    const ScopedEnvironment accounts(environment::kAccounts, write("sam", kSamLine));
    EXPECT_TRUE(found(directory_->standard(), u"bob").nt_hash == hash_of("Passw0rd!"));
}

TEST_F(DirectoryTest, takes_a_long_sam_file_for_a_database) {
    std::string text;
    for (int i = 0; i < 100; ++i) text += "user" + std::to_string(i) + kSamLine.substr(3);
    const ScopedEnvironment accounts(environment::kAccounts, write("sam", text));
    EXPECT_TRUE(found(directory_->standard(), u"user77").known);
}

TEST_F(DirectoryTest, takes_a_user_file_when_no_database_is_named) {
    const ScopedEnvironment users(environment::kNtlmUserFile, write("users", "DOM:eve:x\n"));
    EXPECT_TRUE(found(directory_->standard(), u"eve").nt_hash == hash_of("x"));
}

TEST_F(DirectoryTest, notices_a_change_of_the_environment) {
    const ScopedEnvironment one(environment::kNtlmUserFile, write("one", "DOM:eve:x\n"));
    EXPECT_TRUE(found(directory_->standard(), u"eve").known);
    const ScopedEnvironment two(environment::kNtlmUserFile, write("two", "DOM:bob:x\n"));
    EXPECT_FALSE(found(directory_->standard(), u"eve").known);
    EXPECT_TRUE(found(directory_->standard(), u"bob").known);
}

TEST_F(DirectoryTest, opens_each_file_once_for_all_directories) {
    make_database({"DOM\\bob"});
    const ScopedEnvironment accounts(environment::kAccounts, database_);
    const auto other = make_directory();
    EXPECT_EQ(directory_->standard().value(), other->standard().value());
    write("sam", kSamLine);
    EXPECT_EQ(directory_->sam_file(path("sam")).value(), other->sam_file(path("sam")).value());
    EXPECT_NE(directory_->sam_file(path("sam")).value(), other->standard().value());
}

TEST_F(DirectoryTest, is_asked_by_many_threads_at_once) {
    make_database({"DOM\\bob"});
    const ScopedEnvironment accounts(environment::kAccounts, database_);
    std::vector<std::thread> threads;
    for (int t = 0; t < 8; ++t)
        threads.emplace_back([&] { EXPECT_TRUE(found(directory_->standard(), u"bob").known); });
    for (std::thread& thread : threads) thread.join();
}

TEST_F(DirectoryTest, has_no_authority_when_what_is_named_cannot_be_read) {
    const auto refused = [&](const char* variable, const std::string& value) {
        const ScopedEnvironment set(variable, value);
        return directory_->standard().status() == Status::no_authenticating_authority;
    };
    EXPECT_TRUE(refused(environment::kAccounts, path("missing")));
    EXPECT_TRUE(refused(environment::kAccounts, folder_));
    EXPECT_TRUE(refused(environment::kAccounts, write("noise", std::string(5000, '\xa5'))));
    EXPECT_TRUE(refused(environment::kAccounts, write("empty", "")));
    EXPECT_TRUE(refused(environment::kAccounts, write("text", "hello\nworld\n")));
    EXPECT_TRUE(refused(environment::kAccounts, write("open", kSamLine, 0666)));
    EXPECT_TRUE(refused(environment::kNtlmUserFile, path("missing")));
    EXPECT_TRUE(refused(environment::kNtlmUserFile, folder_));
    EXPECT_TRUE(refused(environment::kNtlmUserFile, write("users", "DOM:bob:x", 0602)));
}

// The trace file is opened once in a process: another one runs the test above with a trace.
TEST_F(DirectoryTest, tells_the_trace_which_file_it_cannot_read_and_why) {
    const std::string trace = path("trace");
    const ScopedEnvironment traced(environment::kTrace, trace);
    const std::string self = std::filesystem::read_symlink("/proc/self/exe");
    const std::string tests = "DirectoryTest.has_no_authority_when*:FileAuthorityTest.leaves_*";
    const std::string command = self + " --gtest_filter='" + tests + "' > /dev/null";
    ASSERT_EQ(std::system(command.c_str()), 0);
    std::ifstream file(trace);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    for (const char* expected :
         {"SEC_E_NO_AUTHENTICATING_AUTHORITY because accounts: cannot read: /",
          "/missing: No such file or directory", ": not a regular file",
          "/noise: file is not a database", "/empty: not an accounts database",
          "/open: group or others can write it", "/users: group or others can write it",
          "/sam:1: not an account, left out", "/sam:3: not an account, left out"})
        EXPECT_NE(text.find(expected), std::string::npos) << expected << " in\n" << text;
    for (const char* secret : {"nonsense", "hello", "fc525c96"})
        EXPECT_EQ(text.find(secret), std::string::npos) << secret;
}

TEST_F(DirectoryTest, tries_again_what_could_not_be_read) {
    const ScopedEnvironment accounts(environment::kAccounts, database_);
    EXPECT_FALSE(directory_->standard().ok());
    make_database({"DOM\\bob"});
    EXPECT_TRUE(found(directory_->standard(), u"bob").known);
}

TEST_F(DirectoryTest, has_no_authority_for_a_sam_file_that_cannot_be_read) {
    EXPECT_EQ(directory_->sam_file(path("missing")).status(), Status::no_authenticating_authority);
    EXPECT_EQ(directory_->sam_file("").status(), Status::no_authenticating_authority);
    EXPECT_TRUE(directory_->sam_file(write("sam", kSamLine)).ok());
}

TEST_F(DirectoryTest, without_a_default_database_has_no_accounts) {
    // Where the machine has one, this program has its accounts.
    const bool machine_has_one = std::filesystem::exists(kDefaultDatabase);
    const Result<std::shared_ptr<Authority>> standard = directory_->standard();
    EXPECT_TRUE(machine_has_one || (standard.ok() && standard.value() == nullptr));
}

TEST_F(DirectoryTest, gives_a_client_the_first_user_of_the_user_file) {
    EXPECT_EQ(directory_->default_identity().status(), Status::no_credentials);
    const ScopedEnvironment users(environment::kNtlmUserFile,
                                  write("users", "DOM:eve:x\nDOM:bob:y\n"));
    const Result<Identity> identity = directory_->default_identity();
    ASSERT_TRUE(identity.ok());
    EXPECT_EQ(identity.value().user, u"eve");
    EXPECT_EQ(identity.value().domain, u"DOM");
    const ScopedEnvironment missing(environment::kNtlmUserFile, path("missing"));
    EXPECT_EQ(directory_->default_identity().status(), Status::no_credentials);
}

}  // namespace
}  // namespace secur32::accounts
