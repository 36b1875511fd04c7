// The printf family: numbers held against the C library's snprintf, what Microsoft has of its own
// against values written out.
#include "sslprovider/compat/format.h"

#include <gtest/gtest.h>

#include "sslprovider/compat/libc.h"
#include "test/unit/sslprovider/compat/wide.h"

namespace secur32::test {
namespace {

template <typename... Values>
std::string printed(const char* format, Values... values) {
    char out[400];
    const int length = snprintf(out, sizeof out, format, values...);
    EXPECT_EQ(length, static_cast<int>(strlen(out)));
    return out;
}

template <typename... Values>
std::u16string wprinted(const WCHAR* format, Values... values) {
    WCHAR out[400];
    const int length = swprintf(out, 400, format, values...);
    EXPECT_EQ(length, static_cast<int>(wcslen(out)));
    return u16(out);
}

template <typename Value>
std::string by_library(const std::string& format, Value value) {
    char out[400];
    libc_snprintf(out, sizeof out, format.c_str(), value);
    return out;
}

TEST(Format, AgreesWithTheCLibraryOnNumbers) {
    const char* const kHow[] = {"",  "8",    "-8", "08",    "+",  " ",
                                "#", "12.7", ".3", "-12.4", ".0", "+09"};
    const long long kValues[] = {0, 1, -1, 42, 2147483647, -2147483647 - 1};
    for (const std::string how : kHow) {
        for (const char type : {'d', 'i', 'u', 'x', 'X', 'o'}) {
            for (const long long value : kValues) {
                const std::string spec = "%" + how;
                EXPECT_EQ(printed((spec + type).c_str(), static_cast<int>(value)),
                          by_library(spec + type, static_cast<int>(value)));
                EXPECT_EQ(printed((spec + "I64" + type).c_str(), value << 20),
                          by_library(spec + "ll" + type, value << 20));
            }
        }
        for (const char type : {'e', 'f', 'g', 'G', 'a'}) {
            const std::string spec = "%" + how + type;
            EXPECT_EQ(printed(spec.c_str(), 12345.678), by_library(spec, 12345.678));
            EXPECT_EQ(printed(spec.c_str(), 1e300), by_library(spec, 1e300));
        }
    }
}

TEST(Format, TakesALongForThirtyTwoBits) {
    // The upper half of a register is nobody's: a DWORD is what was meant.
    EXPECT_EQ(printed("%lx %s", 0x1234567890ABCDEFll, "next"), "90abcdef next");
    EXPECT_EQ(printed("%ld", 0xFFFFFFFFll), "-1");
    EXPECT_EQ(printed("0x%08lx", DWORD{0x8009030C}), "0x8009030c");
    EXPECT_EQ(printed("%lu", DWORD{4294967295u}), "4294967295");
}

TEST(Format, KnowsMicrosoftsSizes) {
    EXPECT_EQ(printed("%I32u %Iu %zu %hu %hhu", 7u, size_t{8}, size_t{9}, 65537, 257), "7 8 9 1 1");
    EXPECT_EQ(printed("%p", reinterpret_cast<void*>(0x1AB)), "00000000000001AB");
    EXPECT_EQ(printed("%*.*f|%-*d|", 8, 2, 3.14159, 4, 7), "    3.14|7   |");
}

TEST(Format, TellsNarrowFromWideStrings) {
    EXPECT_EQ(printed("%s %ls %S %hs %ws", "a", L"b", L"c", "d", L"\u20AC"),
              "a b c d \xE2\x82\xAC");
    EXPECT_EQ(wprinted(L"%s %ls %S %hs", L"a", L"\u20AC", "c", "\xE2\x82\xAC"),
              u"a \u20AC c \u20AC");
    EXPECT_EQ(printed("%c%C%lc%hc", 'a', L'b', L'\u20AC', 'd'),
              "ab\xE2\x82\xAC"
              "d");
    EXPECT_EQ(wprinted(L"%c%C%lc%hc", L'\u20AC', 'b', L'c', 'd'),
              u"\u20AC"
              u"bcd");
}

TEST(Format, PadsAndCutsStrings) {
    EXPECT_EQ(printed("[%6s][%-6ls][%.2s][%.1S]", "ab", L"cd", "efg", L"hij"),
              "[    ab][cd    ][ef][h]");
    EXPECT_EQ(wprinted(L"[%5ls][%-5hs]", L"ab", "cd"), u"[   ab][cd   ]");
    EXPECT_EQ(printed("%s %ls", static_cast<char*>(nullptr), static_cast<WCHAR*>(nullptr)),
              "(null) (null)");
    // A precision bounds what is read: there is no NUL here.
    const char octets[] = {'a', 'b', 'c'};
    EXPECT_EQ(printed("%.3s", octets), "abc");
}

TEST(Format, ReplacesIllFormedText) {
    const WCHAR alone[] = {0xD800, L'x', 0};
    EXPECT_EQ(printed("%ls", alone), "\xEF\xBF\xBDx");
    EXPECT_EQ(wprinted(L"%hs", "\xFFx"), u"\uFFFDx");
}

TEST(Format, RefusesWhatItDoesNotKnow) {
    char out[20];
    int count = 77;
    EXPECT_EQ(snprintf(out, sizeof out, "%n", &count), -1);
    EXPECT_EQ(count, 77);
    EXPECT_EQ(snprintf(out, sizeof out, "%y", 1), -1);
    EXPECT_EQ(snprintf(out, sizeof out, "%"), -1);
    EXPECT_EQ(snprintf(out, sizeof out, "%99999999999d", 1), -1);
    WCHAR wide[20];
    EXPECT_EQ(swprintf(wide, 20, L"%\u20AC"), -1);
}

TEST(Snprintf, CutsAndTellsTheWholeLength) {
    char out[6] = "#####";
    EXPECT_EQ(snprintf(out, 4, "%s", "abcdef"), 6);
    EXPECT_STREQ(out, "abc");
    EXPECT_EQ(out[4], '#');
    EXPECT_EQ(snprintf(nullptr, 0, "%s", "abc"), 3);
}

TEST(Swprintf, RefusesWhatDoesNotFit) {
    WCHAR out[4];
    EXPECT_EQ(swprintf(out, 4, L"%ls", L"abcd"), -1);
    EXPECT_EQ(u16(out), u"abc");
    EXPECT_EQ(swprintf(out, 4, L"%ls", L"abc"), 3);
}

TEST(Snwprintf, LeavesOutTheNulWhereMicrosoftDoes) {
    WCHAR out[5] = {L'#', L'#', L'#', L'#', L'#'};
    EXPECT_EQ(_snwprintf(out, 3, L"%ls", L"abc"), 3);
    EXPECT_EQ(u16(out, 5), u"abc##");
    EXPECT_EQ(_snwprintf(out, 3, L"%ls", L"xyzw"), -1);
    EXPECT_EQ(u16(out, 5), u"xyz##");
    char narrow[4] = "###";
    EXPECT_EQ(_snprintf(narrow, 3, "%s", "a"), 1);
    EXPECT_STREQ(narrow, "a");
}

TEST(SprintfS, EmptiesWhatDoesNotFit) {
    char out[4] = "###";
    EXPECT_EQ(sprintf_s(out, 4, "%d", 12345), -1);
    EXPECT_STREQ(out, "");
    EXPECT_EQ(sprintf_s(out, 4, "%d", 123), 3);
    EXPECT_EQ(sprintf_s(nullptr, 4, "x"), -1);
    EXPECT_EQ(sprintf_s(out, 0, "x"), -1);
}

TEST(Wprintf, WritesUtf8BesidePrintf) {
    testing::internal::CaptureStdout();
    printf("a%lub ", DWORD{7});
    EXPECT_EQ(wprintf(L"%ls", L"\u20AC\U0001F600"), 3);
    fputws(L"|", stdout);
    putwchar(L'\u00DF');
    _putws(L"!");
    EXPECT_EQ(testing::internal::GetCapturedStdout(),
              "a7b \xE2\x82\xAC\xF0\x9F\x98\x80|\xC3\x9F!\n");
}

TEST(Fprintf, TellsThatTheStreamRefuses) {
    FILE* const full = fopen("/dev/full", "w");
    ASSERT_NE(full, nullptr);
    setvbuf(full, nullptr, _IONBF, 0);
    EXPECT_EQ(fprintf(full, "%s", "text"), -1);
    fclose(full);
}

}  // namespace
}  // namespace secur32::test
