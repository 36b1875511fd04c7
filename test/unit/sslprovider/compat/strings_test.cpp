// wide_strings.cpp, wide_numbers.cpp, bounded_strings.cpp: held against the C library's functions
// for char on the same ASCII text, and against values written out.
#include <gtest/gtest.h>
#include <strsafe.h>
#include <tchar.h>

#include <cerrno>
#include <cwchar>

#include "test/unit/sslprovider/compat/wide.h"

namespace secur32::test {
namespace {

int sign(int value) { return (value > 0) - (value < 0); }

struct Both {
    const char* narrow;
    const wchar_t* wide;
};
constexpr Both kTexts[] = {{"", L""},       {"a", L"a"},          {"abc", L"abc"},
                           {"abd", L"abd"}, {"ab", L"ab"},        {"xabcabd", L"xabcabd"},
                           {"ABC", L"ABC"}, {"a,b;;c", L"a,b;;c"}};

ptrdiff_t place(const char* found, const char* start) {
    return found == nullptr ? -1 : found - start;
}
ptrdiff_t place(const wchar_t* found, const wchar_t* start) {
    return found == nullptr ? -1 : found - start;
}

TEST(WideStrings, AgreeWithTheirNarrowTwins) {
    for (const Both& a : kTexts) {
        EXPECT_EQ(wcslen(a.wide), strlen(a.narrow));
        EXPECT_EQ(std::wcslen(a.wide), strlen(a.narrow));
        EXPECT_EQ(wcsnlen(a.wide, 2), strnlen(a.narrow, 2));
        EXPECT_EQ(place(wcschr(a.wide, L'b'), a.wide), place(strchr(a.narrow, 'b'), a.narrow));
        EXPECT_EQ(place(wcschr(a.wide, L'\0'), a.wide), place(strchr(a.narrow, '\0'), a.narrow));
        EXPECT_EQ(place(wcsrchr(a.wide, L'b'), a.wide), place(strrchr(a.narrow, 'b'), a.narrow));
        EXPECT_EQ(place(wcspbrk(a.wide, L";c"), a.wide), place(strpbrk(a.narrow, ";c"), a.narrow));
        EXPECT_EQ(wcsspn(a.wide, L"abx"), strspn(a.narrow, "abx"));
        EXPECT_EQ(wcscspn(a.wide, L"c;"), strcspn(a.narrow, "c;"));
        for (const Both& b : kTexts) {
            EXPECT_EQ(sign(wcscmp(a.wide, b.wide)), sign(strcmp(a.narrow, b.narrow)));
            EXPECT_EQ(sign(wcsncmp(a.wide, b.wide, 2)), sign(strncmp(a.narrow, b.narrow, 2)));
            EXPECT_EQ(sign(_wcsicmp(a.wide, b.wide)), sign(strcasecmp(a.narrow, b.narrow)));
            EXPECT_EQ(sign(_wcsnicmp(a.wide, b.wide, 2)), sign(strncasecmp(a.narrow, b.narrow, 2)));
            EXPECT_EQ(sign(_stricmp(a.narrow, b.narrow)), sign(strcasecmp(a.narrow, b.narrow)));
            EXPECT_EQ(place(wcsstr(a.wide, b.wide), a.wide),
                      place(strstr(a.narrow, b.narrow), a.narrow));
        }
    }
}

TEST(WideStrings, CopyWithinTheirBuffers) {
    wchar_t out[8];
    wmemset(out, L'#', 8);
    EXPECT_EQ(wcscpy(out, L"ab"), out);
    EXPECT_EQ(u16(out, 4), std::u16string(u"ab\0#", 4));
    wcscat(out, L"cd");
    wcsncat(out, L"efgh", 1);
    EXPECT_EQ(u16(out), u"abcde");
    wcsncpy(out, L"x", 3);
    EXPECT_EQ(u16(out, 5), std::u16string(u"x\0\0de", 5));
    wchar_t* const copy = _wcsdup(L"dup");
    EXPECT_EQ(u16(_wcsupr(copy)), u"DUP");
    EXPECT_EQ(u16(_wcslwr(copy)), u"dup");
    free(copy);
}

TEST(Wcstok, CutsAndKeepsItsPlace) {
    wchar_t text[] = L";a,,b;";
    wchar_t* state = nullptr;
    EXPECT_EQ(u16(wcstok(text, L",;", &state)), u"a");
    EXPECT_EQ(u16(wcstok(nullptr, L",;", &state)), u"b");
    EXPECT_TRUE(wcstok(nullptr, L",;", &state) == nullptr);
    EXPECT_TRUE(wcstok(nullptr, L",;", &state) == nullptr);
}

TEST(Wcstol, AgreesWithStrtol) {
    const Both kNumbers[] = {{" 42x", L" 42x"}, {"-0x1F", L"-0x1F"},
                             {"077", L"077"},   {"", L""},
                             {"zz", L"zz"},     {"99999999999999999999", L"99999999999999999999"}};
    for (const Both& text : kNumbers) {
        char* end = nullptr;
        wchar_t* wide_end = nullptr;
        errno = 0;
        const long value = strtol(text.narrow, &end, 0);
        const int narrow_errno = errno;
        errno = 0;
        EXPECT_EQ(wcstol(text.wide, &wide_end, 0), value);
        EXPECT_EQ(errno, narrow_errno);
        EXPECT_EQ(wide_end - text.wide, end - text.narrow);
        EXPECT_EQ(wcstoul(text.wide, nullptr, 16), strtoul(text.narrow, nullptr, 16));
    }
    EXPECT_EQ(wcstod(L"1.5e3\u20AC", nullptr), 1500.0);
    EXPECT_EQ(_wtoi(L"-12abc"), -12);
    EXPECT_EQ(_wtoi(L"99999999999"), 2147483647);
}

TEST(Mbstowcs, ConvertsAndRefuses) {
    wchar_t wide[8];
    char narrow[8];
    EXPECT_EQ(mbstowcs(wide, "\xE2\x82\xAC!", 8), 2u);
    EXPECT_EQ(u16(wide), u"\u20AC!");
    EXPECT_EQ(mbstowcs(nullptr, "\xF0\x9F\x98\x80", 0), 2u);
    EXPECT_EQ(mbstowcs(wide, "a\xFF", 8), static_cast<size_t>(-1));
    EXPECT_EQ(wcstombs(narrow, L"\u20AC!", 3), 3u);
    const wchar_t alone[] = {0xD800, 0};
    EXPECT_EQ(wcstombs(narrow, alone, 8), static_cast<size_t>(-1));
}

TEST(WcscpyS, RefusesWhatDoesNotFit) {
    wchar_t out[4];
    EXPECT_EQ(wcscpy_s(out, 4, L"abc"), 0);
    EXPECT_EQ(wcscat_s(out, 4, L"d"), ERANGE);
    EXPECT_EQ(u16(out), u"");
    EXPECT_EQ(wcscpy_s(out, 4, L"abcd"), ERANGE);
    EXPECT_EQ(wcscpy_s(nullptr, 4, L"a"), EINVAL);
    EXPECT_EQ(wcscpy_s(out, 0, L"a"), EINVAL);
    EXPECT_EQ(wcscpy_s(out, 4, nullptr), EINVAL);
    EXPECT_EQ(wcsncpy_s(out, 4, L"abcdef", 2), 0);
    EXPECT_EQ(u16(out), u"ab");
    EXPECT_EQ(wcsncpy_s(out, 4, L"abcdef", _TRUNCATE), STRUNCATE);
    EXPECT_EQ(u16(out), u"abc");
    EXPECT_EQ(wcsncat_s(out, 4, L"x", _TRUNCATE), STRUNCATE);
    char narrow[4];
    EXPECT_EQ(strcpy_s(narrow, 4, "abcd"), ERANGE);
    EXPECT_EQ(strcpy_s(narrow, 4, "abc"), 0);
    EXPECT_EQ(strncat_s(narrow, 4, "d", 1), ERANGE);
    const char unended[] = {'a', 'b', 'c', 'd'};
    EXPECT_EQ(strncpy_s(narrow, 4, unended, 3), 0);
    EXPECT_STREQ(narrow, "abc");
}

TEST(MemcpyS, RefusesAndClears) {
    char out[4] = "###";
    EXPECT_EQ(memcpy_s(out, 4, "abcde", 5), ERANGE);
    EXPECT_EQ(std::string(out, 4), std::string(4, '\0'));
    EXPECT_EQ(memcpy_s(out, 4, nullptr, 2), EINVAL);
    EXPECT_EQ(memcpy_s(nullptr, 4, "a", 1), EINVAL);
    EXPECT_EQ(memcpy_s(out, 4, "abc", 4), 0);
}

TEST(StringCch, KeepsWhatFits) {
    WCHAR out[4];
    EXPECT_EQ(StringCchCopyW(out, 4, L"abcdef"), STRSAFE_E_INSUFFICIENT_BUFFER);
    EXPECT_EQ(u16(out), u"abc");
    EXPECT_EQ(StringCchCopyW(out, 4, L"ab"), S_OK);
    EXPECT_EQ(StringCchCatW(out, 4, L"cd"), STRSAFE_E_INSUFFICIENT_BUFFER);
    EXPECT_EQ(u16(out), u"abc");
    EXPECT_EQ(StringCchCopyW(out, 0, L""), STRSAFE_E_INVALID_PARAMETER);
    EXPECT_EQ(StringCbCopyW(out, 4, L"abc"), STRSAFE_E_INSUFFICIENT_BUFFER);
    EXPECT_EQ(u16(out), u"a");
    char narrow[8];
    EXPECT_EQ(StringCchPrintfA(narrow, 8, "%d-%ls", 12, L"x"), S_OK);
    EXPECT_STREQ(narrow, "12-x");
    EXPECT_EQ(StringCchPrintfA(narrow, 3, "%d", 12345), STRSAFE_E_INSUFFICIENT_BUFFER);
    EXPECT_STREQ(narrow, "12");
    size_t length = 99;
    EXPECT_EQ(StringCchLengthA("abc", 3, &length), STRSAFE_E_INVALID_PARAMETER);
    EXPECT_EQ(length, 0u);
    EXPECT_EQ(StringCchLengthA("abc", 4, &length), S_OK);
    EXPECT_EQ(length, 3u);
    EXPECT_EQ(StringCchLengthA(nullptr, 4, &length), STRSAFE_E_INVALID_PARAMETER);
}

TEST(Lstr, TakesNull) {
    EXPECT_EQ(lstrlenW(nullptr), 0);
    EXPECT_EQ(lstrlenA("abc"), 3);
    EXPECT_EQ(lstrcmpA(nullptr, "a"), -1);
    EXPECT_EQ(lstrcmpW(nullptr, nullptr), 0);
    EXPECT_EQ(lstrcmpiW(L"NTLM", L"ntlm"), 0);
    EXPECT_EQ(lstrcmpiA("a", "B"), -1);
    EXPECT_EQ(lstrcpyA(nullptr, "a"), nullptr);
    char out[4] = "###";
    EXPECT_EQ(lstrcpynA(out, "abcdef", 3), out);
    EXPECT_STREQ(out, "ab");
    EXPECT_EQ(lstrcpynA(out, "abc", 0), nullptr);
    EXPECT_STREQ(lstrcatA(out, "c"), "abc");
}

TEST(Tchar, FollowsUnicode) {
    const TCHAR* const text = _T("text");
    EXPECT_EQ(_tcslen(text), 4u);
    EXPECT_EQ(_tcsicmp(text, TEXT("TEXT")), 0);
    EXPECT_EQ(sizeof(TCHAR), sizeof text[0]);
}

}  // namespace
}  // namespace secur32::test
