// One look-up: the right row, and the same work for nobody.
#include "sspi/accounts/account_reader.h"

#include "sspi/accounts/schema.h"
#include "test/unit/sspi/accounts/fixtures.h"

namespace secur32::accounts {
namespace {

using test::hash_of;

class AccountReaderTest : public test::AccountsTest {
 protected:
    void open(std::initializer_list<std::string_view> names) {
        make_database(names);
        std::string why;
        state_ = examine(database_, why).value();
        ASSERT_EQ(reader_.open(database_, state_), Status::ok) << reader_.why();
    }
    StoredAccount look_up(std::u16string_view user, std::u16string_view domain) {
        Result<StoredAccount> found = reader_.look_up(Wanted(user, domain));
        EXPECT_TRUE(found.ok()) << reader_.why();
        return std::move(found).value();
    }
    void run(const char* sql) {
        Connection connection;
        ASSERT_EQ(connection.open(database_, Connection::Access::write), Status::ok);
        ASSERT_EQ(connection.run(sql), Status::ok) << connection.why();
    }
    FileState state_;
    AccountReader reader_;
};

TEST_F(AccountReaderTest, gives_all_that_is_stored_of_an_account) {
    open({"DOM\\Bob"});
    run("UPDATE accounts SET disabled = 1, expires = 11, password_expires = 12, failures = 3, "
        "locked_since = 14, last_logon = 15, last_failure = 16, revision = 17 WHERE id = 1");
    run("UPDATE policy SET lockout_threshold = 4, lockout_duration = 5, lockout_window = 6");
    const StoredAccount found = look_up(u"bob", u"dom");
    EXPECT_TRUE(found.account.known && found.account.disabled);
    EXPECT_EQ(found.account.user, u"Bob");
    EXPECT_EQ(found.account.domain, u"DOM");
    EXPECT_EQ(found.account.id, 1);
    EXPECT_TRUE(found.account.nt_hash == hash_of("secret"));
    EXPECT_EQ(found.expires, 11);
    EXPECT_EQ(found.password_expires, 12);
    EXPECT_EQ(found.counters, (Counters{3, 14, 15, 16}));
    EXPECT_EQ(found.revision, 17);
    EXPECT_EQ(found.policy, (Policy{4, 5, 6}));
}

TEST_F(AccountReaderTest, gives_nobodys_row_for_an_unknown_user) {
    open({"bob"});
    const StoredAccount found = look_up(u"eve", u"dom");
    EXPECT_FALSE(found.account.known);
    EXPECT_EQ(found.account.id, kNobody);
    EXPECT_FALSE(found.account.nt_hash == Secret<16>());
    EXPECT_FALSE(found.account.nt_hash == hash_of("secret"));
}

TEST_F(AccountReaderTest, follows_the_rule_of_domains) {
    open({"bob", "DOM\\bob", "DOM\\eve", "ONE\\max", "TWO\\max"});
    EXPECT_EQ(look_up(u"bob", u"DOM").account.domain, u"DOM");
    EXPECT_EQ(look_up(u"bob", u"OTHER").account.domain, u"");
    EXPECT_EQ(look_up(u"eve", u"").account.domain, u"DOM");
    EXPECT_EQ(look_up(u"eve@dom", u"").account.domain, u"DOM");
    EXPECT_FALSE(look_up(u"eve@other", u"").account.known);
    EXPECT_FALSE(look_up(u"max", u"").account.known);
    EXPECT_TRUE(look_up(u"max", u"two").account.known);
}

TEST_F(AccountReaderTest, does_not_find_nobody_by_any_name) {
    open({});
    EXPECT_FALSE(look_up(u"", u"").account.known);
    EXPECT_FALSE(look_up(std::u16string(1, u'\0'), std::u16string(1, u'\0')).account.known);
}

TEST_F(AccountReaderTest, takes_hostile_names_as_names) {
    open({"bob", "o'brien", "%"});
    EXPECT_TRUE(look_up(u"O'BRIEN", u"").account.known);
    EXPECT_TRUE(look_up(u"%", u"").account.known);
    for (const std::u16string& name :
         {std::u16string(u"' OR '1'='1"), std::u16string(u"bob'; DROP TABLE accounts; --"),
          std::u16string(u"b%"), std::u16string(u"b_b"), std::u16string(u"bob\0", 4),
          std::u16string(u"bob\xd800"), std::u16string(u"\xdc00"), std::u16string(300, u'x'),
          std::u16string(32767, u'\uffff')})
        EXPECT_FALSE(look_up(name, name).account.known);
    EXPECT_TRUE(look_up(u"bob", u"").account.known);
}

TEST_F(AccountReaderTest, sees_what_another_connection_wrote) {
    open({"bob"});
    EXPECT_FALSE(look_up(u"bob", u"").account.disabled);
    run("UPDATE accounts SET disabled = 1");
    EXPECT_TRUE(look_up(u"bob", u"").account.disabled);
    run("DELETE FROM accounts WHERE id = 1");
    EXPECT_FALSE(look_up(u"bob", u"").account.known);
}

TEST_F(AccountReaderTest, knows_which_file_it_reads) {
    open({});
    EXPECT_TRUE(reader_.reads(state_));
    FileState other = state_;
    ++other.inode;
    EXPECT_FALSE(reader_.reads(other));
}

TEST_F(AccountReaderTest, fails_when_the_rows_it_needs_are_gone) {
    open({"bob"});
    run("DELETE FROM accounts WHERE id = 0");
    EXPECT_TRUE(look_up(u"bob", u"").account.known);
    EXPECT_EQ(reader_.look_up(Wanted(u"eve", u"")).status(), Status::no_authenticating_authority);
    run("DROP TABLE accounts");
    EXPECT_EQ(reader_.look_up(Wanted(u"bob", u"")).status(), Status::no_authenticating_authority);
}

TEST_F(AccountReaderTest, works_on_after_a_failed_look_up) {
    open({"bob"});
    run("DELETE FROM policy");
    EXPECT_FALSE(reader_.look_up(Wanted(u"bob", u"")).ok());
    run("INSERT INTO policy (id) VALUES (1)");
    EXPECT_TRUE(look_up(u"bob", u"").account.known);
}

}  // namespace
}  // namespace secur32::accounts
