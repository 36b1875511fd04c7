// What an administrator does.
#include "sspi/accounts/store.h"

#include "test/unit/sspi/accounts/fixtures.h"

namespace secur32::accounts {
namespace {

using test::hash_of;
using test::named;

const std::string kHash = "fc525c9683e8fe067095ba2ddc971889";

class StoreTest : public test::AccountsTest {
 protected:
    StoreTest() { EXPECT_EQ(store_.create(database_), Status::ok) << store_.why(); }
    std::string hash_in_database(const char* user) {
        Connection connection;
        EXPECT_EQ(connection.open(database_, Connection::Access::write), Status::ok);
        Statement row;
        EXPECT_EQ(connection.prepare("SELECT hex(nt_hash) FROM accounts WHERE user = ?1", row),
                  Status::ok);
        EXPECT_TRUE(row.bind(std::string_view(user)).step().value());
        return row.text(0);
    }
    Store store_;
};

TEST_F(StoreTest, keeps_the_hash_of_a_password) {
    ASSERT_EQ(store_.add(named("bob"), hash_of("Passw0rd!")), Status::ok);
    EXPECT_EQ(hash_in_database("bob"), "FC525C9683E8FE067095BA2DDC971889");
    ASSERT_EQ(store_.set_hash(named("BOB"), hash_of("Password")), Status::ok);
    EXPECT_EQ(hash_in_database("bob"), "A4F49C406510BDCAB6824EE7C30FD852");
}

TEST_F(StoreTest, has_one_account_of_a_name) {
    ASSERT_EQ(store_.add(named("DOM\\bob"), hash_of("x")), Status::ok);
    EXPECT_NE(store_.add(named("dom\\BOB"), hash_of("y")), Status::ok);
    EXPECT_EQ(store_.why(), "there already is an account dom\\BOB");
    EXPECT_EQ(store_.add(named("bob"), hash_of("y")), Status::ok);
    EXPECT_EQ(store_.add(named("OTHER\\bob"), hash_of("y")), Status::ok);
    EXPECT_EQ(store_.list().value().size(), 3u);
    EXPECT_TRUE(store_.contains(named("Bob@Dom")).value());
    EXPECT_FALSE(store_.contains(named("eve")).value());
}

TEST_F(StoreTest, lists_accounts_by_domain_and_name_without_nobody) {
    for (const char* name : {"zoe", "DOM\\bob", "Adam", "DOM\\Ann"})
        ASSERT_EQ(store_.add(named(name), hash_of("x")), Status::ok);
    std::string names;
    const Result<std::vector<StoreEntry>> entries = store_.list();
    ASSERT_TRUE(entries.ok());
    for (const StoreEntry& entry : entries.value()) names += display_name(entry.name) + " ";
    EXPECT_EQ(names, "Adam zoe DOM\\Ann DOM\\bob ");
}

TEST_F(StoreTest, changes_one_account_alone) {
    for (const char* name : {"bob", "eve"})
        ASSERT_EQ(store_.add(named(name), hash_of("x")), Status::ok);
    EXPECT_EQ(store_.set_disabled(named("bob"), true), Status::ok);
    EXPECT_EQ(store_.set_expiry(named("bob"), 100), Status::ok);
    EXPECT_EQ(store_.set_password_expiry(named("bob"), 200), Status::ok);
    EXPECT_TRUE(stored("bob").disabled);
    EXPECT_EQ(stored("bob").expires, 100);
    EXPECT_EQ(stored("bob").password_expires, 200);
    EXPECT_FALSE(stored("eve").disabled);
    EXPECT_EQ(stored("eve").expires, 0);
    EXPECT_EQ(store_.set_disabled(named("bob"), false), Status::ok);
    EXPECT_FALSE(stored("bob").disabled);
    EXPECT_EQ(store_.remove(named("bob")), Status::ok);
    EXPECT_EQ(store_.list().value().size(), 1u);
}

TEST_F(StoreTest, makes_a_new_password_one_that_does_not_expire) {
    ASSERT_EQ(store_.add(named("bob"), hash_of("x")), Status::ok);
    ASSERT_EQ(store_.set_password_expiry(named("bob"), 200), Status::ok);
    ASSERT_EQ(store_.set_hash(named("bob"), hash_of("y")), Status::ok);
    EXPECT_EQ(stored("bob").password_expires, 0);
}

TEST_F(StoreTest, refuses_to_change_what_is_not_there) {
    const AccountName nobody = named("DOM\\eve");
    EXPECT_EQ(store_.set_hash(nobody, hash_of("x")), Status::unknown_user);
    EXPECT_EQ(store_.set_disabled(nobody, true), Status::unknown_user);
    EXPECT_EQ(store_.set_expiry(nobody, 1), Status::unknown_user);
    EXPECT_EQ(store_.set_password_expiry(nobody, 1), Status::unknown_user);
    EXPECT_EQ(store_.unlock(nobody), Status::unknown_user);
    EXPECT_EQ(store_.remove(nobody), Status::unknown_user);
    EXPECT_EQ(store_.why(), "there is no account DOM\\eve");
}

TEST_F(StoreTest, gives_no_number_of_a_removed_account_to_another) {
    ASSERT_EQ(store_.add(named("bob"), hash_of("x")), Status::ok);
    ASSERT_EQ(store_.remove(named("bob")), Status::ok);
    ASSERT_EQ(store_.add(named("eve"), hash_of("x")), Status::ok);
    Connection connection;
    ASSERT_EQ(connection.open(database_, Connection::Access::write), Status::ok);
    EXPECT_EQ(connection.number("SELECT max(id) FROM accounts").value(), 2);
}

TEST_F(StoreTest, has_windows_policy_until_it_is_changed) {
    EXPECT_EQ(store_.policy().value(), (Policy{10, 1800, 1800}));
    ASSERT_EQ(store_.set_policy({0, 0, 0}), Status::ok);
    EXPECT_EQ(store_.policy().value(), (Policy{0, 0, 0}));
    EXPECT_NE(store_.set_policy({-1, 0, 0}), Status::ok);
    EXPECT_EQ(store_.policy().value(), (Policy{0, 0, 0}));
}

TEST_F(StoreTest, stores_names_of_every_script) {
    for (const char* name : {"j\xc3\xb6rg", "\xce\xb1\xce\xb2", "\xd0\xb8\xd0\xb2",
                             "\xf0\x9f\x98\x80", "o'brien", "\"; DROP TABLE accounts; --"})
        EXPECT_EQ(store_.add(named(name), hash_of("x")), Status::ok) << store_.why();
    EXPECT_EQ(stored("j\xc3\xb6rg").name.user, u"j\u00f6rg");
    EXPECT_TRUE(store_.contains(named("J\xc3\x96RG")).value());
    EXPECT_EQ(store_.list().value().size(), 6u);
}

TEST_F(StoreTest, imports_a_sam_file_and_names_what_it_left_out) {
    ASSERT_EQ(store_.add(named("bob"), hash_of("old")), Status::ok);
    const std::string text = "# accounts\nbob:::" + kHash + ":::\neve:DOM::" + kHash +
                             ":::\nbroken:line\nmax:1000::" + kHash + ":[DU  ]:LCT-0:\n";
    const Result<ImportReport> report = store_.import(bytes_of(std::string_view(text)), false);
    ASSERT_TRUE(report.ok()) << store_.why();
    EXPECT_EQ(report.value().added, 2u);
    EXPECT_EQ(report.value().replaced, 0u);
    ASSERT_EQ(report.value().kept.size(), 1u);
    EXPECT_EQ(report.value().malformed, std::vector<std::size_t>{4});
    EXPECT_TRUE(stored("max").disabled);
    EXPECT_NE(hash_in_database("bob"), "FC525C9683E8FE067095BA2DDC971889");

    EXPECT_EQ(store_.import(bytes_of(std::string_view(text)), true).value().replaced, 3u);
    EXPECT_EQ(hash_in_database("bob"), "FC525C9683E8FE067095BA2DDC971889");
}

TEST_F(StoreTest, opens_accounts_databases_only) {
    Store other;
    EXPECT_NE(other.open(path("missing")), Status::ok);
    EXPECT_EQ(other.why(), path("missing") + ": No such file or directory");
    EXPECT_NE(other.open(write("text", "hello")), Status::ok);
    EXPECT_NE(other.open(folder_), Status::ok);
    ::chmod(database_.c_str(), 0666);
    EXPECT_NE(other.open(database_), Status::ok);
    EXPECT_EQ(other.why(), database_ + ": group or others can write it");
}

}  // namespace
}  // namespace secur32::accounts
