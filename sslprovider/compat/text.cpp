// Decoding and encoding, and the conversions of stringapiset.h.
//
// RFC 3629, and the Unicode standard 3.9 for what is ill-formed.
#include "sslprovider/compat/text.h"

namespace secur32::compat {
namespace {

constexpr Step bad(unsigned length) { return {kReplacement, length, true}; }

// What may follow the first octet: how many octets in all, and the range of the second one
// (Unicode 3.9, table 3-7).
struct Sequence {
    unsigned length;
    unsigned second_from;
    unsigned second_to;
};

constexpr Sequence sequence_of(unsigned first) {
    if (first < 0xC2 || first > 0xF4) return {0, 0, 0};
    if (first < 0xE0) return {2, 0x80, 0xBF};
    if (first == 0xE0) return {3, 0xA0, 0xBF};
    if (first == 0xED) return {3, 0x80, 0x9F};
    if (first < 0xF0) return {3, 0x80, 0xBF};
    if (first == 0xF0) return {4, 0x90, 0xBF};
    if (first == 0xF4) return {4, 0x80, 0x8F};
    return {4, 0x80, 0xBF};
}

constexpr bool is_high(unsigned unit) { return unit >= 0xD800 && unit <= 0xDBFF; }
constexpr bool is_low(unsigned unit) { return unit >= 0xDC00 && unit <= 0xDFFF; }

}  // namespace

Step first_of(const char* text, size_t size) {
    const unsigned first = static_cast<unsigned char>(text[0]);
    if (first < 0x80) return {first, 1, false};
    const Sequence sequence = sequence_of(first);
    if (sequence.length == 0) return bad(1);
    char32_t code = first & (0x7Fu >> sequence.length);
    for (unsigned i = 1; i < sequence.length; ++i) {
        if (i == size) return bad(i);
        const unsigned next = static_cast<unsigned char>(text[i]);
        const unsigned from = i == 1 ? sequence.second_from : 0x80;
        const unsigned to = i == 1 ? sequence.second_to : 0xBF;
        if (next < from || next > to) return bad(i);
        code = code << 6 | (next & 0x3F);
    }
    return {code, sequence.length, false};
}

Step first_of(const WCHAR* text, size_t size) {
    const unsigned unit = text[0];
    if (!is_high(unit) && !is_low(unit)) return {unit, 1, false};
    if (is_low(unit) || size < 2 || !is_low(text[1])) return bad(1);
    return {0x10000 + ((char32_t{unit} - 0xD800) << 10) + (char32_t{text[1]} - 0xDC00), 2, false};
}

unsigned encode(char32_t code, char* to) {
    if (code < 0x80) {
        to[0] = static_cast<char>(code);
        return 1;
    }
    const unsigned length = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    for (unsigned i = length; --i > 0; code >>= 6) to[i] = static_cast<char>(0x80 | (code & 0x3F));
    to[0] = static_cast<char>((0xF00u >> length) | code);
    return length;
}

unsigned encode(char32_t code, WCHAR* to) {
    if (code < 0x10000) {
        to[0] = static_cast<WCHAR>(code);
        return 1;
    }
    to[0] = static_cast<WCHAR>(0xD800 + ((code - 0x10000) >> 10));
    to[1] = static_cast<WCHAR>(0xDC00 + ((code - 0x10000) & 0x3FF));
    return 2;
}

char* utf8_copy(const WCHAR* text) {
    const size_t length = wcslen(text);
    // A unit takes at most 3 octets.
    const auto copy = static_cast<char*>(malloc(length * 3 + 1));
    if (copy == nullptr) return nullptr;
    char* end = copy;
    for_each_code(text, length, [&](char32_t code, bool) { end += encode(code, end); });
    *end = '\0';
    return copy;
}

namespace {

constexpr DWORD kAnsiToWide =
    MB_PRECOMPOSED | MB_COMPOSITE | MB_USEGLYPHCHARS | MB_ERR_INVALID_CHARS;
constexpr DWORD kWideToAnsi = WC_COMPOSITECHECK | WC_NO_BEST_FIT_CHARS | 0x70;

bool is_ansi(UINT page) { return page == CP_ACP || page == CP_OEMCP || page == CP_THREAD_ACP; }

int refuse(DWORD error) {
    SetLastError(error);
    return 0;
}

// What the two functions have in common: the order of the checks is Windows'.
template <typename From, typename To>
DWORD wrong_with(UINT page, const From* from, int size, const To* to, int capacity) {
    const bool no_source = from == nullptr || size == 0 || size < -1;
    const bool no_target = capacity < 0 || (to == nullptr && capacity != 0);
    const bool same = static_cast<const void*>(from) == static_cast<const void*>(to);
    if (no_source || no_target || same) return ERROR_INVALID_PARAMETER;
    if (page != CP_UTF8 && !is_ansi(page)) return ERROR_INVALID_PARAMETER;
    return ERROR_SUCCESS;
}

struct Needs {
    size_t count;
    bool ill_formed;
};

template <typename To, typename From>
Needs needs_of(const From* from, size_t size, char32_t otherwise) {
    Needs needs{0, false};
    To scratch[4];
    for_each_code(from, size, [&](char32_t code, bool ill_formed) {
        needs.count += encode(ill_formed ? otherwise : code, scratch);
        needs.ill_formed = needs.ill_formed || ill_formed;
    });
    return needs;
}

template <typename From, typename To>
int convert(const From* from, size_t size, To* to, int capacity, size_t needed,
            char32_t otherwise) {
    if (needed > MAXLONG) return refuse(ERROR_INVALID_PARAMETER);
    if (capacity == 0) return static_cast<int>(needed);
    if (needed > static_cast<size_t>(capacity)) return refuse(ERROR_INSUFFICIENT_BUFFER);
    for_each_code(from, size, [&](char32_t code, bool ill_formed) {
        to += encode(ill_formed ? otherwise : code, to);
    });
    return static_cast<int>(needed);
}

template <typename Char>
size_t size_of(const Char* text, int size) {
    return size == -1 ? length_of(text) + 1 : static_cast<size_t>(size);
}

}  // namespace
}  // namespace secur32::compat

using namespace secur32::compat;

extern "C" {

int WINAPI MultiByteToWideChar(UINT CodePage, DWORD dwFlags, LPCCH lpMultiByteStr, int cbMultiByte,
                               LPWSTR lpWideCharStr, int cchWideChar) {
    const DWORD wrong =
        wrong_with(CodePage, lpMultiByteStr, cbMultiByte, lpWideCharStr, cchWideChar);
    if (wrong != ERROR_SUCCESS) return refuse(wrong);
    const DWORD known = CodePage == CP_UTF8 ? MB_ERR_INVALID_CHARS : kAnsiToWide;
    if ((dwFlags & ~known) != 0) return refuse(ERROR_INVALID_FLAGS);
    const size_t size = size_of(lpMultiByteStr, cbMultiByte);
    const Needs needs = needs_of<WCHAR>(lpMultiByteStr, size, kReplacement);
    if (needs.ill_formed && (dwFlags & MB_ERR_INVALID_CHARS) != 0)
        return refuse(ERROR_NO_UNICODE_TRANSLATION);
    return convert(lpMultiByteStr, size, lpWideCharStr, cchWideChar, needs.count, kReplacement);
}

int WINAPI WideCharToMultiByte(UINT CodePage, DWORD dwFlags, LPCWCH lpWideCharStr, int cchWideChar,
                               LPSTR lpMultiByteStr, int cbMultiByte, LPCCH lpDefaultChar,
                               LPBOOL lpUsedDefaultChar) {
    const DWORD wrong =
        wrong_with(CodePage, lpWideCharStr, cchWideChar, lpMultiByteStr, cbMultiByte);
    if (wrong != ERROR_SUCCESS) return refuse(wrong);
    const bool utf8 = CodePage == CP_UTF8;
    if (utf8 && (lpDefaultChar != nullptr || lpUsedDefaultChar != nullptr))
        return refuse(ERROR_INVALID_PARAMETER);
    const DWORD known = utf8 ? WC_ERR_INVALID_CHARS : kWideToAnsi;
    if ((dwFlags & ~known) != 0) return refuse(ERROR_INVALID_FLAGS);
    const size_t size = size_of(lpWideCharStr, cchWideChar);
    const char32_t otherwise =
        lpDefaultChar == nullptr ? kReplacement : static_cast<unsigned char>(*lpDefaultChar);
    const Needs needs = needs_of<char>(lpWideCharStr, size, otherwise);
    if (needs.ill_formed && (dwFlags & WC_ERR_INVALID_CHARS) != 0)
        return refuse(ERROR_NO_UNICODE_TRANSLATION);
    if (lpUsedDefaultChar != nullptr) *lpUsedDefaultChar = needs.ill_formed ? TRUE : FALSE;
    return convert(lpWideCharStr, size, lpMultiByteStr, cbMultiByte, needs.count, otherwise);
}

UINT WINAPI GetACP(void) { return CP_UTF8; }
UINT WINAPI GetOEMCP(void) { return CP_UTF8; }

}  // extern "C"
