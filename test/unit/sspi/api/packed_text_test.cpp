// The third string of SspiEncodeAuthIdentityAsStrings.
#include "sspi/api/packed_text.h"

#include <gtest/gtest.h>

#include "test/unit/sspi/api/identity_samples.h"

namespace secur32::api {
namespace {

using namespace samples;

std::u16string text_of_view(const void* identity) {
    const Result<IdentityView> view = view_identity(identity);
    EXPECT_TRUE(view.ok());
    const Result<Block> text = packed_text_of(view.value());
    EXPECT_TRUE(text.ok());
    return text.value() == nullptr ? u"-" : static_cast<const char16_t*>(text.value().get());
}

TEST(PackedText, IsThePasswordWhereThatSaysAll) {
    const auto w = plain_w();
    const auto a = plain_a();
    const Buffer ex2 = packed().bytes();
    EXPECT_EQ(text_of_view(&w), u"password");
    EXPECT_EQ(text_of_view(&a), u"password");
    EXPECT_EQ(text_of_view(ex2.data()), u"password");
}

TEST(PackedText, IsAbsentWithoutASecret) {
    auto id = plain_w();
    id.Password = nullptr;
    id.PasswordLength = 0;
    EXPECT_EQ(text_of_view(&id), u"-");
}

TEST(PackedText, CarriesWhatAPasswordWouldLose) {
    auto listed = extended_w();
    listed.PackageList = units(u"!ntlm");
    listed.PackageListLength = 5;
    auto hashed = plain_w();
    hashed.Password = units(u"8846f7eaee8fb117ad06bdd830b7586c");
    hashed.PasswordLength = 32 + 512;
    auto marked = plain_w();
    marked.Password = units(u"@@secret");
    const Buffer certificate =
        Packed(u"u", u"d", packed_credentials(u"ab", SEC_WINNT_AUTH_DATA_TYPE_CERT)).bytes();
    for (const void* identity :
         {static_cast<const void*>(&listed), static_cast<const void*>(&hashed),
          static_cast<const void*>(&marked), static_cast<const void*>(certificate.data())}) {
        const std::u16string text = text_of_view(identity);
        ASSERT_TRUE(is_packed_text(text));
        const Result<SecureBytes> bytes = bytes_of_packed_text(text);
        ASSERT_TRUE(bytes.ok());
        const Result<IdentityView> again = view_marshalled_identity(bytes.value().bytes());
        ASSERT_TRUE(again.ok());
        const Result<IdentityView> view = view_identity(identity);
        EXPECT_TRUE(std::ranges::equal(*again.value().secret, *view.value().secret));
        EXPECT_EQ(again.value().flags, view.value().flags);
    }
}

TEST(PackedText, GivesBackEveryByte) {
    std::u16string text = u"@@";
    for (unsigned value = 0; value < 256; ++value) {
        text += u"0123456789abcdef"[value >> 4];
        text += u"0123456789abcdef"[value & 15];
    }
    const Result<SecureBytes> bytes = bytes_of_packed_text(text);
    ASSERT_TRUE(bytes.ok());
    ASSERT_EQ(bytes.value().size(), 256u);
    for (std::size_t i = 0; i < 256; ++i) EXPECT_EQ(bytes.value().bytes()[i], i);
}

TEST(PackedText, RefusesEveryOtherUnit) {
    for (unsigned unit = 1; unit < 0x10000; ++unit) {
        const auto c = static_cast<char16_t>(unit);
        const bool digit = (c >= u'0' && c <= u'9') || (c >= u'a' && c <= u'f');
        const std::u16string first = {u'@', u'@', c, u'0'};
        const std::u16string second = {u'@', u'@', u'0', c};
        ASSERT_EQ(bytes_of_packed_text(first).ok(), digit) << unit;
        ASSERT_EQ(bytes_of_packed_text(second).ok(), digit) << unit;
    }
    for (const char16_t* text : {u"", u"@", u"@@0", u"@@000", u"0000"})
        EXPECT_EQ(bytes_of_packed_text(text).status(), Status::unknown_credentials);
}

}  // namespace
}  // namespace secur32::api
