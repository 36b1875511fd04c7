#include "sslprovider/base/utf16.h"

#include <gtest/gtest.h>

namespace secur32 {
namespace {

TEST(Utf16, ConvertsBothWays) {
    const std::pair<std::string_view, std::u16string_view> pairs[] = {
        {"", u""}, {"bob", u"bob"}, {"J\xC3\xBCrgen", u"J\u00FCrgen"}, {"\xE2\x82\xAC", u"\u20AC"},
        {"\xF0\x9F\x98\x80", u"\U0001F600"}, {"\xF4\x8F\xBF\xBF", u"\U0010FFFF"}};
    for (const auto& [utf8, utf16] : pairs) {
        EXPECT_EQ(utf16_of(utf8).value(), utf16);
        EXPECT_EQ(utf8_of(utf16).value(), utf8);
    }
}

TEST(Utf16, RefusesIllFormedUtf8) {
    for (const std::string_view bad :
         {"\x80", "\xC0\x80", "\xC1\xBF", "\xC3", "\xE0\x80\x80", "\xE2\x82", "\xED\xA0\x80",
          "\xF0\x80\x80\x80", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF", "a\xC3(", "\xC3\xC3"})
        EXPECT_EQ(utf16_of(bad).status(), Status::invalid_parameter) << bad.size();
}

TEST(Utf16, RefusesUnpairedSurrogates) {
    for (const std::u16string& bad : {std::u16string{0xD800}, std::u16string{0xDC00},
                                      std::u16string{0xDC00, 0xD800}, std::u16string{0xD83D, u'x'}})
        EXPECT_EQ(utf8_of(bad).status(), Status::invalid_parameter);
    EXPECT_EQ(printable(std::u16string{u'a', 0xD800}), "a\xEF\xBF\xBD");
}

TEST(Utf16, PrintsNoControlsThatATerminalObeys) {
    EXPECT_EQ(printable(std::u16string{u'a', 0x1B, u'[', 0x0A, 0x7F, 0x85, 0x9B, 0xA0}),
              "a?[????\xC2\xA0");
}

TEST(Upper, MapsLettersAndNothingElse) {
    EXPECT_EQ(upper(u"User1-x"), u"USER1-X");
    EXPECT_EQ(upper(u"j\u00FCrgen \u00E9 \u0434 \u03B1 \u00FF"),
              u"J\u00DCRGEN \u00C9 \u0414 \u0391 \u0178");
    EXPECT_EQ(upper(u"\u00F7 \u00DF \u0131 \u00B5"), u"\u00F7 \u00DF \u0131 \u00B5");
    EXPECT_EQ(upper(u"\U0001F600"), u"\U0001F600");
}

TEST(EqualIgnoringCase, ComparesWholeStrings) {
    EXPECT_TRUE(equal_ignoring_case(u"NTLM", u"ntlm"));
    EXPECT_FALSE(equal_ignoring_case(u"NTLM", u"NTLMx"));
    EXPECT_FALSE(equal_ignoring_case(u"", u"x"));
}

}  // namespace
}  // namespace secur32
