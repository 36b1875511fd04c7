// Text files as authorities: read once, read again when they change.
#include "sspi/accounts/file_authority.h"

#include <thread>
#include <vector>

#include "test/unit/sspi/accounts/fixtures.h"

namespace secur32::accounts {
namespace {

using test::hash_of;

const std::string kHash = "fc525c9683e8fe067095ba2ddc971889";  // Passw0rd!

class FileAuthorityTest : public test::AccountsTest {
 protected:
    std::string why_;
};

TEST_F(FileAuthorityTest, finds_the_users_of_a_sam_file) {
    FileAuthority authority(write("sam", "bob:DOM::" + kHash + ":::\n"), FileFormat::sam);
    const Result<Account> account = authority.find(u"BOB", u"dom");
    ASSERT_TRUE(account.ok());
    EXPECT_TRUE(account.value().known);
    EXPECT_TRUE(account.value().nt_hash == hash_of("Passw0rd!"));
    EXPECT_FALSE(authority.find(u"eve", u"dom").value().known);
}

TEST_F(FileAuthorityTest, finds_the_users_of_a_user_file) {
    FileAuthority authority(write("users", "DOM:bob:Passw0rd!\r\n:eve:x\n"), FileFormat::user_file);
    EXPECT_TRUE(authority.find(u"bob", u"DOM").value().nt_hash == hash_of("Passw0rd!"));
    EXPECT_TRUE(authority.find(u"eve", u"anywhere").value().nt_hash == hash_of("x"));
    EXPECT_FALSE(authority.find(u"bob", u"OTHER").value().known);
}

TEST_F(FileAuthorityTest, leaves_malformed_lines_out_and_keeps_the_others) {
    FileAuthority authority(
        write("sam", "nonsense\nbob:DOM::" + kHash + ":::\n:::::\neve:::" + kHash),
        FileFormat::sam);
    EXPECT_EQ(authority.probe(why_).value(), 2u);
    EXPECT_TRUE(authority.find(u"bob", u"DOM").value().known);
    EXPECT_TRUE(authority.find(u"eve", u"").value().known);
}

TEST_F(FileAuthorityTest, sees_every_change_at_the_next_look_up) {
    FileAuthority authority(write("users", ":bob:0"), FileFormat::user_file);
    for (int i = 1; i < 200; ++i) {
        const std::string password = std::to_string(i % 10);
        // In turn a new file and the old one with as many octets.
        if (i % 2 == 0)
            write("users", ":bob:" + password);
        else
            std::ofstream(path("users")) << ":bob:" + password;
        EXPECT_TRUE(authority.find(u"bob", u"").value().nt_hash == hash_of(password)) << i;
    }
}

TEST_F(FileAuthorityTest, that_is_gone_or_not_trusted_is_no_authority_until_it_is_back) {
    FileAuthority authority(write("users", ":bob:x"), FileFormat::user_file);
    EXPECT_TRUE(authority.find(u"bob", u"").ok());
    std::filesystem::remove(path("users"));
    EXPECT_EQ(authority.find(u"bob", u"").status(), Status::no_authenticating_authority);
    write("users", ":bob:x", 0666);
    EXPECT_EQ(authority.find(u"bob", u"").status(), Status::no_authenticating_authority);
    write("users", ":bob:x");
    EXPECT_TRUE(authority.find(u"bob", u"").ok());
}

TEST_F(FileAuthorityTest, may_be_empty_and_then_knows_nobody) {
    FileAuthority authority(write("sam", ""), FileFormat::sam);
    EXPECT_EQ(authority.probe(why_).value(), 0u);
    EXPECT_FALSE(authority.find(u"bob", u"").value().known);
}

TEST_F(FileAuthorityTest, counts_no_failures) {
    FileAuthority authority(write("users", ":bob:x"), FileFormat::user_file);
    for (int i = 0; i < 50; ++i)
        authority.record(authority.find(u"bob", u"").value(), LogonOutcome::wrong_password);
    EXPECT_FALSE(authority.find(u"bob", u"").value().locked_out);
}

TEST_F(FileAuthorityTest, is_asked_by_many_threads_while_its_file_changes) {
    FileAuthority authority(write("users", ":bob:x"), FileFormat::user_file);
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([&] {
            for (int i = 0; i < 500; ++i) EXPECT_TRUE(authority.find(u"bob", u"").value().known);
        });
    for (int i = 0; i < 100; ++i) write("users", ":bob:x\n:eve:" + std::to_string(i));
    for (std::thread& thread : threads) thread.join();
}

TEST_F(FileAuthorityTest, of_random_octets_knows_nobody) {
    std::string text;
    for (unsigned i = 0; i < 4096; ++i) text += static_cast<char>(i * 2654435761u >> 13);
    FileAuthority authority(write("sam", text), FileFormat::sam);
    EXPECT_EQ(authority.probe(why_).value(), 0u);
}

TEST_F(FileAuthorityTest, gives_the_first_line_of_a_user_file_as_the_default_identity) {
    const std::string file = write("users", "# me\nbroken\nDOM:bob:Pass:w0rd\nDOM:eve:x\n");
    const Result<Identity> identity = first_identity(file, why_);
    ASSERT_TRUE(identity.ok());
    EXPECT_EQ(identity.value().user, u"bob");
    EXPECT_EQ(identity.value().domain, u"DOM");
    EXPECT_FALSE(identity.value().password_is_nt_hash);
    EXPECT_TRUE(identity.value().password ==
                SecureBytes(bytes_of(std::u16string_view(u"Pass:w0rd"))));
}

TEST_F(FileAuthorityTest, without_a_good_line_has_no_default_identity) {
    EXPECT_EQ(first_identity(write("users", "# nothing\nx\n::y\n"), why_).status(),
              Status::no_credentials);
    EXPECT_FALSE(first_identity(path("missing"), why_).ok());
    EXPECT_FALSE(first_identity(write("open", ":bob:x", 0666), why_).ok());
}

}  // namespace
}  // namespace secur32::accounts
