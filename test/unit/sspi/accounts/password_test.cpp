// From UTF-8 to the NT hash.
#include "sspi/accounts/password.h"

#include <gtest/gtest.h>

#include "sslprovider/base/utf16.h"

namespace secur32::accounts {
namespace {

TEST(Password, becomes_utf16_little_endian) {
    const Result<SecureBytes> wide = password_utf16("a\xc3\xa4\xf0\x9f\x98\x80");
    ASSERT_TRUE(wide.ok());
    const std::u16string expected = u"a\u00e4\U0001F600";
    EXPECT_TRUE(wide.value() == SecureBytes(bytes_of(std::u16string_view(expected))));
}

TEST(Password, may_be_empty) {
    const Result<SecureBytes> wide = password_utf16("");
    ASSERT_TRUE(wide.ok());
    EXPECT_TRUE(wide.value().empty());
}

TEST(Password, that_is_not_utf8_is_refused) {
    for (const std::string_view text : {"\x80", "a\xff", "\xc3", "\xc3\x28", "\xed\xa0\x80",
                                        "\xf0\x9f\x98", "\xc0\xaf", "ok\xc3\xa4\x80"})
        EXPECT_EQ(password_utf16(text).status(), Status::invalid_parameter) << text;
}

// [MS-NLMP] 4.2.2.1.2: NTOWFv1("Password").
TEST(NtHash, is_that_of_the_specification) {
    const Result<Secret<16>> expected = nt_hash_of_hex("a4f49c406510bdcab6824ee7c30fd852");
    ASSERT_TRUE(expected.ok());
    EXPECT_TRUE(nt_hash(password_utf16("Password").value().bytes()) == expected.value());
}

TEST(NtHash, is_read_from_digits_of_either_case) {
    const Result<Secret<16>> lower = nt_hash_of_hex("0123456789abcdeffedcba9876543210");
    const Result<Secret<16>> upper = nt_hash_of_hex("0123456789ABCDEFFEDCBA9876543210");
    ASSERT_TRUE(lower.ok() && upper.ok());
    EXPECT_TRUE(lower.value() == upper.value());
    EXPECT_EQ(lower.value().bytes()[1], 0x23);
    EXPECT_EQ(lower.value().bytes()[15], 0x10);
}

TEST(NtHash, of_any_other_text_is_refused) {
    const std::string digits = "0123456789abcdeffedcba9876543210";
    for (std::size_t length = 0; length < digits.size(); ++length)
        EXPECT_FALSE(nt_hash_of_hex(digits.substr(0, length)).ok());
    EXPECT_FALSE(nt_hash_of_hex(digits + "0").ok());
    for (std::size_t i = 0; i < digits.size(); ++i) {
        for (const char bad : {'g', 'G', ' ', '/', ':', '@', '`', '\0', '\xff'}) {
            std::string broken = digits;
            broken[i] = bad;
            EXPECT_FALSE(nt_hash_of_hex(broken).ok());
        }
    }
}

}  // namespace
}  // namespace secur32::accounts
