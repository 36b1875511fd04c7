// UTF-8 passwords into UTF-16LE.
#include "sspi/api/secret_text.h"

#include <gtest/gtest.h>

#include <string>

#include "sslprovider/base/utf16.h"

namespace secur32::api {
namespace {

Buffer converted(std::string_view utf8) {
    const Result<SecureBytes> out = secret_utf16_of(bytes_of(utf8));
    EXPECT_TRUE(out.ok());
    if (!out.ok()) return {};
    return Buffer(out.value().bytes().begin(), out.value().bytes().end());
}

Buffer as_bytes(std::u16string_view text) {
    const Bytes bytes = bytes_of(text);
    return Buffer(bytes.begin(), bytes.end());
}

TEST(SecretText, ConvertsEveryLengthOfSequence) {
    EXPECT_EQ(converted(""), as_bytes(u""));
    EXPECT_EQ(converted("pass"), as_bytes(u"pass"));
    EXPECT_EQ(converted("\xC3\xA9"), as_bytes(u"\u00E9"));
    EXPECT_EQ(converted("\xE2\x82\xAC"), as_bytes(u"\u20AC"));
    EXPECT_EQ(converted("\xF0\x9F\x94\x91"), as_bytes(u"\U0001F511"));
    EXPECT_EQ(converted("\xF4\x8F\xBF\xBF"), as_bytes(u"\U0010FFFF"));
    EXPECT_EQ(converted(std::string_view("a\0b", 3)), as_bytes(std::u16string_view(u"a\0b", 3)));
}

TEST(SecretText, RefusesIllFormedText) {
    for (const char* text :
         {"\x80", "\xC0\x80", "\xC1\xBF", "\xC3", "\xC3(", "\xE0\x80\x80", "\xE2\x82",
          "\xED\xA0\x80", "\xED\xBF\xBF", "\xF0\x80\x80\x80", "\xF0\x9F\x94", "\xF4\x90\x80\x80",
          "\xF5\x80\x80\x80", "\xFF", "ok\xFE"})
        EXPECT_EQ(secret_utf16_of(bytes_of(std::string_view(text))).status(),
                  Status::invalid_parameter)
            << text;
}

TEST(SecretText, AgreesWithTheConversionOfNames) {
    for (unsigned first = 0; first < 256; ++first)
        for (unsigned second = 0; second < 256; ++second) {
            const std::string text = {static_cast<char>(first), static_cast<char>(second)};
            const Result<std::u16string> name = utf16_of(text);
            const Result<SecureBytes> secret = secret_utf16_of(bytes_of(std::string_view(text)));
            ASSERT_EQ(name.ok(), secret.ok()) << first << " " << second;
            if (!name.ok()) continue;
            ASSERT_TRUE(constant_time_equal(secret.value().bytes(),
                                            bytes_of(std::u16string_view(name.value()))));
        }
}

}  // namespace
}  // namespace secur32::api
