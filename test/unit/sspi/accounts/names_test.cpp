// Which account answers, and how names are typed.
#include "sspi/accounts/names.h"

#include <gtest/gtest.h>

#include "sslprovider/base/host_names.h"

namespace secur32::accounts {
namespace {

Match judge(std::u16string_view user, std::u16string_view domain, std::u16string_view user_key,
            std::u16string_view domain_key) {
    return Wanted(user, domain).judge(user_key, domain_key);
}

TEST(Wanted, is_the_account_of_the_same_names_in_any_case) {
    EXPECT_EQ(judge(u"Bob", u"Dom", u"BOB", u"DOM"), Match::exact);
    EXPECT_EQ(judge(u"j\u00f6rg", u"", u"J\u00d6RG", u""), Match::exact);
    EXPECT_EQ(judge(u"bob", u"dom", u"BOB", u"OTHER"), Match::none);
    EXPECT_EQ(judge(u"bob", u"dom", u"BOBBY", u"DOM"), Match::none);
}

TEST(Wanted, is_an_account_without_a_domain_whatever_the_client_names) {
    EXPECT_EQ(judge(u"bob", u"X", u"BOB", u""), Match::any_domain);
    EXPECT_EQ(judge(u"bob", u"", u"BOB", u""), Match::exact);
    EXPECT_EQ(judge(u"bob", u".", u"BOB", u""), Match::exact);
}

TEST(Wanted, is_an_account_of_this_machine_when_the_client_names_no_domain) {
    const HostNames& host = host_names();
    EXPECT_EQ(judge(u"bob", u"", u"BOB", host.netbios_computer), Match::machine);
    EXPECT_EQ(judge(u"bob", u"", u"BOB", host.netbios_domain), Match::machine);
    EXPECT_EQ(judge(u"bob", u".", u"BOB", host.netbios_computer), Match::machine);
    EXPECT_EQ(judge(u"bob", u"", u"BOB", u"ELSEWHERE"), Match::sole);
}

TEST(Wanted, splits_a_principal_name_only_when_no_domain_stands_beside_it) {
    EXPECT_EQ(judge(u"bob@dom", u"", u"BOB", u"DOM"), Match::principal);
    EXPECT_EQ(judge(u"bob@dom", u"", u"BOB", u""), Match::principal);
    EXPECT_EQ(judge(u"bob@dom", u"", u"BOB", u"OTHER"), Match::none);
    EXPECT_EQ(judge(u"bob@dom", u"dom", u"BOB", u"DOM"), Match::none);
    EXPECT_EQ(judge(u"bob@dom", u"", u"BOB@DOM", u""), Match::exact);
    EXPECT_EQ(judge(u"a@b@c", u"", u"A@B", u"C"), Match::principal);
    EXPECT_EQ(judge(u"@dom", u"", u"", u"DOM"), Match::none);
}

TEST(Choice, prefers_the_domain_that_was_named_to_none) {
    Choice choice;
    EXPECT_FALSE(choice.made());
    choice.offer(Match::any_domain, 1);
    choice.offer(Match::exact, 2);
    choice.offer(Match::any_domain, 3);
    ASSERT_TRUE(choice.made());
    EXPECT_EQ(choice.which(), 2);
}

TEST(Choice, takes_the_only_account_of_a_name_but_neither_of_two) {
    Choice choice;
    choice.offer(Match::none, 1);
    choice.offer(Match::sole, 2);
    ASSERT_TRUE(choice.made());
    EXPECT_EQ(choice.which(), 2);
    choice.offer(Match::sole, 3);
    EXPECT_FALSE(choice.made());
    choice.offer(Match::machine, 4);
    ASSERT_TRUE(choice.made());
    EXPECT_EQ(choice.which(), 4);
}

TEST(Choice, takes_the_first_of_equals) {
    Choice choice;
    choice.offer(Match::exact, 7);
    choice.offer(Match::exact, 8);
    ASSERT_TRUE(choice.made());
    EXPECT_EQ(choice.which(), 7);
}

TEST(AccountNames, are_read_in_three_forms) {
    const auto parsed = [](std::string_view text) {
        const AccountName name = parse_account_name(text).value();
        return name.domain + u"|" + name.user;
    };
    EXPECT_EQ(parsed("bob"), u"|bob");
    EXPECT_EQ(parsed("DOM\\bob"), u"DOM|bob");
    EXPECT_EQ(parsed(".\\bob"), u"|bob");
    EXPECT_EQ(parsed("bob@example.com"), u"example.com|bob");
    EXPECT_EQ(parsed("DOM\\bob@example.com"), u"DOM|bob@example.com");
    EXPECT_EQ(parsed("j\xc3\xb6rg"), u"|j\u00f6rg");
}

TEST(AccountNames, that_no_account_can_have_are_refused) {
    const std::string long_name(257, 'x');
    for (const std::string& text :
         {std::string(), std::string("DOM\\"), std::string("@dom"), std::string("a:b"),
          std::string("a\\b\\c"), std::string("a\nb"), std::string("a\0b", 3), std::string("a\x7f"),
          std::string("a\xc2\x85"), std::string("\xff"), std::string("\xed\xa0\x80"), long_name,
          long_name + "\\bob"})
        EXPECT_FALSE(parse_account_name(text).ok()) << text;
    EXPECT_TRUE(parse_account_name(std::string(256, 'x')).ok());
}

TEST(AccountNames, with_an_unpaired_surrogate_are_refused) {
    EXPECT_FALSE(is_user_name(u"bob\xd800"));
    EXPECT_FALSE(is_domain_name(u"\xdc00"));
    EXPECT_TRUE(is_user_name(u"\U0001F600"));
    EXPECT_TRUE(is_domain_name(u""));
    EXPECT_FALSE(is_user_name(u""));
}

}  // namespace
}  // namespace secur32::accounts
