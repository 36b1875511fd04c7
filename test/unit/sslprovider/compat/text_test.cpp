// MultiByteToWideChar and WideCharToMultiByte, held against iconv(3) and table 3-8 of the Unicode
// standard.
#include "sslprovider/compat/text.h"

#include <gtest/gtest.h>
#include <iconv.h>

#include <random>
#include <vector>

#include "test/unit/sslprovider/compat/wide.h"

namespace secur32::test {
namespace {

std::u16string by_iconv(std::string text) {
    const iconv_t converter = iconv_open("UTF-16LE", "UTF-8");
    std::u16string out(text.size(), u'\0');
    char *in = text.data(), *to = reinterpret_cast<char*>(out.data());
    size_t left = text.size(), room = out.size() * 2;
    iconv(converter, &in, &left, &to, &room);
    iconv_close(converter);
    out.resize(out.size() - room / 2);
    return left == 0 ? out : u"iconv refused";
}

std::u16string wide_of(const std::string& text, DWORD flags = 0) {
    const int size = static_cast<int>(text.size());
    const int needed = MultiByteToWideChar(CP_UTF8, flags, text.data(), size, nullptr, 0);
    std::vector<WCHAR> out(static_cast<size_t>(needed) + 1, L'#');
    const int written = MultiByteToWideChar(CP_UTF8, flags, text.data(), size, out.data(), needed);
    EXPECT_EQ(written, needed);
    EXPECT_TRUE(out.back() == L'#') << "wrote behind the buffer";
    return u16(out.data(), static_cast<size_t>(written));
}

std::string narrow_of(const WCHAR* text, int size, DWORD flags = 0) {
    const int needed =
        WideCharToMultiByte(CP_UTF8, flags, text, size, nullptr, 0, nullptr, nullptr);
    std::string out(static_cast<size_t>(needed), '#');
    EXPECT_EQ(WideCharToMultiByte(CP_UTF8, flags, text, size, out.data(), needed, nullptr, nullptr),
              needed);
    return out;
}

std::string random_text(std::mt19937& random) {
    std::uniform_int_distribution<char32_t> code(1, 0x10FFFF);
    std::string out;
    while (out.size() < 40) {
        const char32_t c = code(random) >> (random() % 20);
        char encoded[4];
        if (c == 0 || (c >= 0xD800 && c < 0xE000)) continue;
        out.append(encoded, compat::encode(c, encoded));
    }
    return out;
}

TEST(MultiByteToWideChar, AgreesWithIconv) {
    std::mt19937 random(1);
    for (int i = 0; i < 500; ++i) {
        const std::string text = random_text(random);
        EXPECT_EQ(wide_of(text, MB_ERR_INVALID_CHARS), by_iconv(text));
    }
}

TEST(WideCharToMultiByte, TakesBackWhatMultiByteToWideCharMade) {
    std::mt19937 random(2);
    for (int i = 0; i < 500; ++i) {
        const std::string text = random_text(random);
        const std::u16string wide = wide_of(text);
        EXPECT_EQ(narrow_of(reinterpret_cast<const WCHAR*>(wide.data()),
                            static_cast<int>(wide.size()), WC_ERR_INVALID_CHARS),
                  text);
    }
}

TEST(MultiByteToWideChar, ReplacesEachMaximalPart) {
    // Unicode 3.9, tables 3-8 to 3-11.
    EXPECT_EQ(wide_of("\xC0\xAF\xE0\x80\xBF\xF0\x81\x82\x41"),
              u"\xFFFD\xFFFD\xFFFD\xFFFD\xFFFD\xFFFD\xFFFD\xFFFD\x41");
    EXPECT_EQ(wide_of("\xED\xA0\x80\xED\xBF\xBF\xED\xAF\x41"),
              u"\xFFFD\xFFFD\xFFFD\xFFFD\xFFFD\xFFFD\xFFFD\xFFFD\x41");
    EXPECT_EQ(wide_of("\xF4\x91\x92\x93\xFF\x41\x80\xBF\x42"),
              u"\xFFFD\xFFFD\xFFFD\xFFFD\xFFFD\x41\xFFFD\xFFFD\x42");
    EXPECT_EQ(wide_of("\xE1\x80\xE2\xF0\x91\x92\xF1\xBF\x41"), u"\xFFFD\xFFFD\xFFFD\xFFFD\x41");
}

TEST(MultiByteToWideChar, CountsTheNulWithALengthOfMinusOne) {
    WCHAR out[4] = {L'x', L'x', L'x', L'x'};
    EXPECT_EQ(MultiByteToWideChar(CP_ACP, 0, "ab", -1, out, 4), 3);
    EXPECT_EQ(u16(out, 4), std::u16string(u"ab\0x", 4));
    EXPECT_EQ(MultiByteToWideChar(CP_UTF8, 0, "ab", 2, nullptr, 0), 2);
}

TEST(MultiByteToWideChar, RefusesWhatIsIllFormedWhenAskedTo) {
    const char* const kBad[] = {"\x80",
                                "\xC1\xBF",
                                "\xC3",
                                "\xE2\x82",
                                "\xED\xA0\x80",
                                "\xF5\x80\x80\x80",
                                "\xF4\x90\x80\x80",
                                "a\xFF"};
    for (const char* bad : kBad) {
        WCHAR out[8];
        EXPECT_EQ(error_of([&] {
                      EXPECT_EQ(MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, bad, -1, out, 8),
                                0);
                  }),
                  DWORD{ERROR_NO_UNICODE_TRANSLATION})
            << bad;
    }
}

TEST(MultiByteToWideChar, RefusesWrongArguments) {
    WCHAR out[4];
    const auto error = [&](UINT page, DWORD flags, const char* in, int size, WCHAR* to, int room) {
        return error_of(
            [&] { EXPECT_EQ(MultiByteToWideChar(page, flags, in, size, to, room), 0); });
    };
    EXPECT_EQ(error(CP_UTF8, 0, nullptr, 1, out, 4), DWORD{ERROR_INVALID_PARAMETER});
    EXPECT_EQ(error(CP_UTF8, 0, "a", 0, out, 4), DWORD{ERROR_INVALID_PARAMETER});
    EXPECT_EQ(error(CP_UTF8, 0, "a", -2, out, 4), DWORD{ERROR_INVALID_PARAMETER});
    EXPECT_EQ(error(CP_UTF8, 0, "a", 1, out, -1), DWORD{ERROR_INVALID_PARAMETER});
    EXPECT_EQ(error(CP_UTF8, 0, "a", 1, nullptr, 4), DWORD{ERROR_INVALID_PARAMETER});
    EXPECT_EQ(error(1252, 0, "a", 1, out, 4), DWORD{ERROR_INVALID_PARAMETER});
    EXPECT_EQ(error(CP_UTF8, MB_PRECOMPOSED, "a", 1, out, 4), DWORD{ERROR_INVALID_FLAGS});
    EXPECT_EQ(error(CP_ACP, 0x100, "a", 1, out, 4), DWORD{ERROR_INVALID_FLAGS});
    EXPECT_EQ(error(CP_UTF8, 0, "abcd", -1, out, 4), DWORD{ERROR_INSUFFICIENT_BUFFER});
}

TEST(WideCharToMultiByte, RefusesWrongArguments) {
    char out[4];
    BOOL used = FALSE;
    const auto error = [&](UINT page, DWORD flags, const WCHAR* in, int size, char* to, int room,
                           const char* otherwise, BOOL* was_used) {
        return error_of([&] {
            EXPECT_EQ(WideCharToMultiByte(page, flags, in, size, to, room, otherwise, was_used), 0);
        });
    };
    EXPECT_EQ(error(CP_UTF8, 0, nullptr, 1, out, 4, nullptr, nullptr),
              DWORD{ERROR_INVALID_PARAMETER});
    EXPECT_EQ(error(CP_UTF8, 0, L"a", 0, out, 4, nullptr, nullptr), DWORD{ERROR_INVALID_PARAMETER});
    EXPECT_EQ(error(CP_UTF8, 0, L"a", 1, out, 4, "?", nullptr), DWORD{ERROR_INVALID_PARAMETER});
    EXPECT_EQ(error(CP_UTF8, 0, L"a", 1, out, 4, nullptr, &used), DWORD{ERROR_INVALID_PARAMETER});
    EXPECT_EQ(error(CP_UTF8, WC_NO_BEST_FIT_CHARS, L"a", 1, out, 4, nullptr, nullptr),
              DWORD{ERROR_INVALID_FLAGS});
    EXPECT_EQ(error(CP_ACP, WC_ERR_INVALID_CHARS, L"a", 1, out, 4, nullptr, nullptr),
              DWORD{ERROR_INVALID_FLAGS});
    EXPECT_EQ(error(CP_UTF8, 0, L"\u20AC\u20AC", 2, out, 4, nullptr, nullptr),
              DWORD{ERROR_INSUFFICIENT_BUFFER});
    const WCHAR alone[] = {0xD800, L'a'};
    EXPECT_EQ(error(CP_UTF8, WC_ERR_INVALID_CHARS, alone, 2, out, 4, nullptr, nullptr),
              DWORD{ERROR_NO_UNICODE_TRANSLATION});
}

TEST(WideCharToMultiByte, TellsWhetherItReplacedSomething) {
    const WCHAR alone[] = {L'a', 0xDC00};
    char out[4] = {};
    BOOL used = FALSE;
    EXPECT_EQ(WideCharToMultiByte(CP_ACP, 0, alone, 2, out, 4, "?", &used), 2);
    EXPECT_STREQ(out, "a?");
    EXPECT_EQ(used, TRUE);
    EXPECT_EQ(WideCharToMultiByte(CP_ACP, 0, L"a", 1, out, 4, "?", &used), 1);
    EXPECT_EQ(used, FALSE);
    EXPECT_EQ(narrow_of(alone, 2), "a\xEF\xBF\xBD");
}

}  // namespace
}  // namespace secur32::test
