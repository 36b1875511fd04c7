// Finding in memory.
#include "sspi/accounts/account_table.h"

#include <gtest/gtest.h>

#include "test/unit/sspi/accounts/fixtures.h"

namespace secur32::accounts {
namespace {

using test::hash_of;

TEST(AccountTable, finds_names_in_any_case_and_gives_them_as_stored) {
    AccountTable table;
    table.add(u"Bob", u"Dom", hash_of("one"), false);
    const Account account = table.find(u"bOB", u"DOM");
    EXPECT_TRUE(account.known);
    EXPECT_EQ(account.user, u"Bob");
    EXPECT_EQ(account.domain, u"Dom");
    EXPECT_TRUE(account.nt_hash == hash_of("one"));
    EXPECT_FALSE(account.disabled || account.expired || account.locked_out ||
                 account.password_expired);
    EXPECT_EQ(table.size(), 1u);
}

TEST(AccountTable, follows_the_rule_of_domains) {
    AccountTable table;
    table.add(u"bob", u"", hash_of("none"), false);
    table.add(u"bob", u"DOM", hash_of("dom"), false);
    table.add(u"eve", u"DOM", hash_of("eve"), false);
    table.add(u"max", u"ONE", hash_of("1"), false);
    table.add(u"max", u"TWO", hash_of("2"), false);
    EXPECT_TRUE(table.find(u"bob", u"dom").nt_hash == hash_of("dom"));
    EXPECT_TRUE(table.find(u"bob", u"other").nt_hash == hash_of("none"));
    EXPECT_TRUE(table.find(u"bob", u"").nt_hash == hash_of("none"));
    EXPECT_TRUE(table.find(u"bob@dom", u"").known);
    EXPECT_TRUE(table.find(u"eve", u"").known);
    EXPECT_FALSE(table.find(u"eve", u"other").known);
    EXPECT_FALSE(table.find(u"max", u"").known);
    EXPECT_TRUE(table.find(u"max", u"two").nt_hash == hash_of("2"));
}

TEST(AccountTable, keeps_the_first_of_two_lines_with_one_name) {
    AccountTable table;
    table.add(u"bob", u"DOM", hash_of("first"), false);
    table.add(u"BOB", u"dom", hash_of("second"), true);
    EXPECT_EQ(table.size(), 1u);
    EXPECT_TRUE(table.find(u"bob", u"DOM").nt_hash == hash_of("first"));
}

TEST(AccountTable, answers_for_nobody_with_a_random_hash) {
    const AccountTable table, other;
    const Account account = table.find(u"nobody", u"X");
    EXPECT_FALSE(account.known);
    EXPECT_EQ(account.user, u"nobody");
    EXPECT_EQ(account.domain, u"X");
    EXPECT_FALSE(account.nt_hash == Secret<16>());
    EXPECT_FALSE(account.nt_hash == other.find(u"nobody", u"X").nt_hash);
    EXPECT_EQ(table.size(), 0u);
}

TEST(AccountTable, does_not_find_nobody_by_an_empty_name) {
    const AccountTable table;
    EXPECT_FALSE(table.find(u"", u"").known);
}

TEST(AccountTable, takes_names_of_any_units_from_a_client) {
    AccountTable table;
    table.add(u"bob", u"", hash_of("x"), true);
    EXPECT_TRUE(table.find(u"bob", u"").disabled);
    for (const std::u16string& name :
         {std::u16string(u"bob\0", 4), std::u16string(1, u'\xd800'), std::u16string(30000, u'x'),
          std::u16string(u"' OR 1=1 --"), std::u16string(u"@"), std::u16string(u"@@")})
        EXPECT_FALSE(table.find(name, u"").known);
}

}  // namespace
}  // namespace secur32::accounts
