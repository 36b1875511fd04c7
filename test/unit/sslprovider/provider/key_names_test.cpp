#include "sslprovider/provider/key_names.h"

#include <gtest/gtest.h>

#include <climits>
#include <set>

#include "sslprovider/provider/key_store.h"

namespace secur32::provider {
namespace {

std::string file_of(std::u16string_view name) { return encode_key_name(name).value().file; }

TEST(KeyName, IsItsFileWhenItIsPlain) {
    EXPECT_EQ(file_of(u"web"), "web.pem");
    EXPECT_EQ(file_of(u"a-Z_09.x@host"), "a-Z_09.x@host.pem");
    EXPECT_EQ(file_of(u"key.pem"), "key.pem.pem");
}

// RFC 3986 2.1: the octets of UTF-8, in upper-case hexadecimal.
TEST(KeyName, IsPercentEncodedWhereItIsNot) {
    EXPECT_EQ(file_of(u"my key"), "my%20key.pem");
    EXPECT_EQ(file_of(u"{12}~%"), "%7B12%7D%7E%25.pem");
    EXPECT_EQ(file_of(u"Schl\u00FCssel"), "Schl%C3%BCssel.pem");
    EXPECT_EQ(file_of(u"\U0001F511"), "%F0%9F%94%91.pem");
    EXPECT_EQ(file_of(u"a\nb"), "a%0Ab.pem");
}

TEST(KeyName, LeadsNowhereElse) {
    for (const std::u16string_view name :
         {u"../x", u"..", u".", u"/etc/passwd", u"a/../../b", u".hidden", u"./x", u"\\..\\x"}) {
        const std::string file = file_of(name);
        EXPECT_EQ(file.find('/'), std::string::npos) << file;
        EXPECT_NE(file[0], '.') << file;
    }
    EXPECT_EQ(file_of(u"../x"), "%2E.%2Fx.pem");
}

TEST(KeyName, ComesBackFromItsEncoding) {
    for (const std::u16string_view name : {u"web", u"../x", u".", u"\u00FC %", u"\U0001F511~"})
        EXPECT_EQ(decode_key_name(encode_key_name(name).value().text).value(), name);
}

TEST(KeyName, OfAnyLengthFitsIntoAFolder) {
    for (const char16_t unit : {u'a', u' ', u'\u00FC', u'\u4E2D'})
        for (std::size_t length = 1; length <= kMaxKeyName; ++length) {
            const EncodedKeyName encoded = encode_key_name(std::u16string(length, unit)).value();
            EXPECT_LE(encoded.file.size(), std::size_t{NAME_MAX});
            EXPECT_EQ(encoded.shortened(), is_shortened(encoded.file));
        }
}

TEST(KeyName, HasAFileOfItsOwnWhenOnlyItsEndIsAnother) {
    std::set<std::string> files;
    for (char16_t last = u'a'; last <= u'z'; ++last)
        files.insert(file_of(std::u16string(254, u'\u4E2D') + last));
    EXPECT_EQ(files.size(), 26u);
}

TEST(KeyName, IsRefusedWithoutOrWithTooManyUnits) {
    EXPECT_EQ(check_key_name(u""), Status::invalid_parameter);
    EXPECT_EQ(check_key_name(std::u16string(255, u'x')), Status::ok);
    EXPECT_EQ(check_key_name(std::u16string(256, u'x')), Status::invalid_parameter);
}

TEST(KeyName, IsRefusedWhenItIsNoText) {
    EXPECT_EQ(check_key_name(u"a\xD800"), Status::invalid_parameter);
    EXPECT_EQ(check_key_name(u"\xDC00z"), Status::invalid_parameter);
    EXPECT_EQ(check_key_name(std::u16string_view(u"a\0b", 3)), Status::invalid_parameter);
}

TEST(KeyName, IsNotOtherSpellingsOfIt) {
    for (const std::string_view text :
         {"", "my key", "my%2", "my%2g", "%6D", "%7b", ".x", "a/b", "%C3", "%00", "%ED%A0%80"})
        EXPECT_EQ(decode_key_name(text).status(), Status::bad_data) << text;
}

TEST(KeyName, IsOfNoFileThatIsHiddenElsewhereOrOfAnotherKind) {
    EXPECT_TRUE(is_key_file("web.pem"));
    for (const std::string_view file : {".new-12.pem", "web", "web.pem.bak", "a/~.pem", ""})
        EXPECT_FALSE(is_key_file(file)) << file;
}

}  // namespace
}  // namespace secur32::provider
