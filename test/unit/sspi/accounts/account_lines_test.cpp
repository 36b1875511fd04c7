// SAM lines and user-file lines, right and wrong.
#include "sspi/accounts/account_lines.h"

#include <gtest/gtest.h>

#include <vector>

#include "sslprovider/base/utf16.h"
#include "sspi/accounts/password.h"

namespace secur32::accounts {
namespace {

const std::string kHash = "fc525c9683e8fe067095ba2ddc971889";  // Passw0rd!

std::string sam(const std::string& user, const std::string& domain) {
    return user + ":" + domain + "::" + kHash + ":::";
}

TEST(SamLine, is_user_domain_lm_nt) {
    const Result<SamLine> line = parse_sam_line(sam("bob", "DOM"));
    ASSERT_TRUE(line.ok());
    EXPECT_EQ(line.value().user, u"bob");
    EXPECT_EQ(line.value().domain, u"DOM");
    EXPECT_TRUE(line.value().nt_hash == nt_hash_of_hex(kHash).value());
    EXPECT_FALSE(line.value().disabled);
}

TEST(SamLine, may_lack_the_domain) {
    const Result<SamLine> line = parse_sam_line(sam("bob", ""));
    ASSERT_TRUE(line.ok());
    EXPECT_EQ(line.value().domain, u"");
}

TEST(SamLine, of_pwdump_has_a_relative_id_and_no_domain) {
    const Result<SamLine> line = parse_sam_line("bob:1001:" + kHash + ":" + kHash + ":::");
    ASSERT_TRUE(line.ok());
    EXPECT_EQ(line.value().domain, u"");
    EXPECT_EQ(parse_sam_line("bob:1001A::" + kHash + ":::").value().domain, u"1001A");
}

TEST(SamLine, of_smbpasswd_says_whether_the_account_is_disabled) {
    const std::string lm(32, 'X');
    const std::string head = "bob:1000:" + lm + ":" + kHash + ":";
    EXPECT_FALSE(parse_sam_line(head + "[U          ]:LCT-5F000000:").value().disabled);
    EXPECT_TRUE(parse_sam_line(head + "[DU         ]:LCT-5F000000:").value().disabled);
    EXPECT_FALSE(parse_sam_line(head + "D:").value().disabled);
}

TEST(SamLine, cut_before_the_end_of_its_hash_is_refused) {
    const std::string whole = sam("bob", "DOM");
    const std::size_t end_of_hash = whole.size() - 3;
    for (std::size_t length = 0; length <= whole.size(); ++length) {
        const Result<SamLine> line = parse_sam_line(whole.substr(0, length));
        EXPECT_EQ(line.ok(), length >= end_of_hash) << length;
        EXPECT_TRUE(line.ok() || line.status() == Status::invalid_parameter);
    }
}

TEST(SamLine, with_a_bad_field_is_refused) {
    const std::string tail = ":::";
    for (const std::string& line :
         {sam("", "DOM"), sam("bo\tb", "DOM"), sam("bob", "D\x01M"), sam("bob\xff", "DOM"),
          sam("bob", "\xc3"), sam("a\\b", ""), sam(std::string(257, 'x'), ""),
          sam("bob", std::string(300, 'y')), "bob:DOM:abc:" + kHash + tail,
          "bob:DOM:" + std::string(33, '0') + ":" + kHash + tail,
          "bob:DOM::" + kHash.substr(1) + tail, "bob:DOM::" + kHash + "0" + tail,
          std::string("bob:DOM:::::"), "bob:DOM::NO PASSWORD*********************" + tail,
          "bob:DOM::" + std::string(32, 'X') + tail})
        EXPECT_EQ(parse_sam_line(line).status(), Status::invalid_parameter) << line;
}

TEST(UserLine, is_domain_user_password) {
    const Result<UserLine> line = parse_user_line("DOM:bob:Passw0rd!");
    ASSERT_TRUE(line.ok());
    EXPECT_EQ(line.value().domain, u"DOM");
    EXPECT_EQ(line.value().user, u"bob");
    EXPECT_TRUE(nt_hash(line.value().password.bytes()) == nt_hash_of_hex(kHash).value());
}

TEST(UserLine, may_have_colons_and_blanks_in_its_password) {
    const Result<UserLine> line = parse_user_line("DOM:bob: a:b:: ");
    ASSERT_TRUE(line.ok());
    EXPECT_TRUE(line.value().password == SecureBytes(bytes_of(std::u16string_view(u" a:b:: "))));
}

TEST(UserLine, may_lack_domain_and_password) {
    const Result<UserLine> line = parse_user_line(":bob:");
    ASSERT_TRUE(line.ok());
    EXPECT_EQ(line.value().domain, u"");
    EXPECT_TRUE(line.value().password.empty());
}

TEST(UserLine, cut_before_its_second_colon_is_refused) {
    const std::string whole = "DOM:bob:Passw0rd!";
    for (std::size_t length = 0; length <= whole.size(); ++length)
        EXPECT_EQ(parse_user_line(whole.substr(0, length)).ok(), length >= 8) << length;
}

TEST(UserLine, with_a_bad_field_is_refused) {
    for (const std::string& line :
         {std::string("DOM::secret"), std::string("DOM:bob:\xff"), std::string("DO\x01M:bob:x"),
          std::string("DOM:b\\ob:x"), std::string("DOM:\xc3:x"), std::string("\xf8:bob:x"),
          std::string("DOM:") + std::string(257, 'u') + ":x"})
        EXPECT_EQ(parse_user_line(line).status(), Status::invalid_parameter) << line;
}

std::vector<std::string> lines_of(std::string_view text) {
    std::vector<std::string> lines;
    for_each_line(bytes_of(text), [&](std::string_view line, std::size_t number) {
        lines.push_back(std::to_string(number) + "=" + std::string(line));
    });
    return lines;
}

TEST(Lines, are_numbered_from_one_and_end_in_either_way) {
    EXPECT_EQ(lines_of("a\nb\r\nc"), (std::vector<std::string>{"1=a", "2=b", "3=c"}));
    EXPECT_EQ(lines_of("a\n"), (std::vector<std::string>{"1=a"}));
}

TEST(Lines, that_are_empty_or_comments_say_nothing_and_count) {
    EXPECT_EQ(lines_of("# x\n\n\r\na\n #b"), (std::vector<std::string>{"4=a", "5= #b"}));
    EXPECT_TRUE(lines_of("").empty());
    EXPECT_TRUE(lines_of("\n\n").empty());
    EXPECT_TRUE(lines_of("#").empty());
}

TEST(Lines, may_hold_any_octet) {
    EXPECT_EQ(lines_of(std::string_view("a\0b\n\xff", 5)),
              (std::vector<std::string>{std::string("1=a\0b", 5), "2=\xff"}));
}

}  // namespace
}  // namespace secur32::accounts
