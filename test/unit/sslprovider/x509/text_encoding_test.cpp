// The codec below CryptBinaryToString (text_binary_test): that it counts what it writes, stays
// within it, and takes time of its size whatever the text.
#include "sslprovider/x509/text_encoding.h"

#include <gtest/gtest.h>

#include <numeric>
#include <string>

namespace secur32::x509 {
namespace {

Buffer counting(std::size_t size) {
    Buffer out(size);
    std::iota(out.begin(), out.end(), std::uint8_t{0});
    return out;
}

bool is_written(TextFormat format) {
    return format != TextFormat::any && format != TextFormat::base64_any &&
           format != TextFormat::hex_any;
}

std::string encoded(const Buffer& octets, TextFormat format, Newline newline = Newline::crlf) {
    const std::size_t size = encode_text<char>(octets, format, newline, nullptr);
    std::string out(size + 1, '#');
    EXPECT_EQ(encode_text(Bytes(octets), format, newline, out.data()), size);
    EXPECT_EQ(out.back(), '#');
    out.pop_back();
    return out;
}

bool reads(std::string_view text, TextFormat format) {
    return judge_text(text, format, false).ok();
}

TEST(TextEncoding, CountsWhatItWrites) {
    for (std::uint8_t number = 0; number < kTextFormats; ++number)
        for (const std::size_t size : {0u, 1u, 2u, 3u, 15u, 16u, 17u, 48u, 49u})
            for (const Newline newline : {Newline::crlf, Newline::lf, Newline::none}) {
                const TextFormat format{number};
                EXPECT_TRUE(is_written(format) || encoded(counting(size), format, newline).empty());
            }
}

TEST(TextEncoding, WritesTheSameInEitherWidth) {
    for (std::uint8_t number = 0; number < kTextFormats; ++number) {
        const std::string narrow = encoded(counting(40), TextFormat{number});
        std::u16string wide(narrow.size(), u'#');
        const Buffer octets = counting(40);
        EXPECT_EQ(encode_text(Bytes(octets), TextFormat{number}, Newline::crlf, wide.data()),
                  narrow.size());
        EXPECT_EQ(wide, std::u16string(narrow.begin(), narrow.end()));
    }
}

TEST(TextEncoding, ReadsTheSameInEitherWidth) {
    const std::string narrow = encoded(counting(40), TextFormat::base64_header);
    const std::u16string wide(narrow.begin(), narrow.end());
    const auto judged = judge_text(std::u16string_view(wide), TextFormat::any, true);
    ASSERT_TRUE(judged.ok());
    EXPECT_EQ(judged.value().format, TextFormat::base64_header);
    Buffer out(judged.value().size);
    decode_text(judged.value(), out.data());
    EXPECT_EQ(out, counting(40));
}

TEST(TextEncoding, KeepsToTheSizeThatItJudged) {
    for (const char* const text : {"V", "VV", "VVV", "VVVV", "VV==junk", " V V V V V "}) {
        const auto judged = judge_text(std::string_view(text), TextFormat::base64, false);
        ASSERT_TRUE(judged.ok()) << text;
        Buffer out(judged.value().size + 1, 0x55);
        decode_text(judged.value(), out.data());
        EXPECT_EQ(out.back(), 0x55) << text;
    }
}

TEST(TextEncoding, TakesTimeOfItsSize) {
    std::string begins;
    for (int i = 0; i < 100000; ++i) begins += "-----BEGIN ";
    EXPECT_FALSE(reads(begins, TextFormat::any) && !reads(begins, TextFormat::binary));
    EXPECT_FALSE(reads(begins, TextFormat::base64_header));
    EXPECT_FALSE(reads(std::string(1000000, '-'), TextFormat::base64_header));
    EXPECT_TRUE(reads(std::string(1000000, '\n'), TextFormat::hex_address));
    EXPECT_TRUE(reads(std::string(1000000, 'A'), TextFormat::base64));
    EXPECT_FALSE(reads(std::string(1000000, '0') + "\t00", TextFormat::hex_address));
}

TEST(TextDecoding, RefusesCharactersOfOtherAlphabets) {
    EXPECT_FALSE(reads("-_-_", TextFormat::base64));
    EXPECT_FALSE(reads("+/+/", TextFormat::base64_url));
    EXPECT_TRUE(reads("-_-_", TextFormat::base64_url));
    const std::u16string wide = u"AAA\u0141";  // 'A' in its low octet
    EXPECT_FALSE(judge_text(std::u16string_view(wide), TextFormat::base64, false).ok());
    const std::u16string fullwidth = u"\uFF10\uFF11";
    EXPECT_FALSE(judge_text(std::u16string_view(fullwidth), TextFormat::hex, false).ok());
}

}  // namespace
}  // namespace secur32::x509
