// Copying with a capacity, by both kinds of strings: *_s of the C library, StringCch*, lstr*.
#include <errno.h>
#include <strsafe.h>

#include "sslprovider/compat/text.h"

using secur32::compat::length_of;
using secur32::compat::lower;
using secur32::compat::upper;

namespace {

template <typename Char>
size_t bounded_length(const Char* text, size_t most) {
    size_t length = 0;
    while (length < most && text[length] != 0) ++length;
    return length;
}

template <typename Char>
void copy(Char* to, const Char* from, size_t count) {
    memcpy(to, from, count * sizeof(Char));
    to[count] = 0;
}

// Behind the `used` characters that are there.
template <typename Char>
int append_s(Char* to, size_t used, size_t capacity, const Char* from, size_t most) {
    if (to == nullptr || capacity == 0) return EINVAL;
    if (from == nullptr || used >= capacity) {
        to[0] = 0;
        return EINVAL;
    }
    const size_t room = capacity - used - 1;
    const size_t wanted = bounded_length(from, most);
    if (wanted <= room) {
        copy(to + used, from, wanted);
        return 0;
    }
    if (most == _TRUNCATE) {
        copy(to + used, from, room);
        return STRUNCATE;
    }
    to[0] = 0;
    return ERANGE;
}

// strcpy_s and strcat_s take the whole text: a limit that is not _TRUNCATE.
constexpr size_t kWhole = SIZE_MAX - 1;

template <typename Char>
size_t used_of(const Char* to, size_t capacity) {
    return to == nullptr ? 0 : bounded_length(to, capacity);
}

template <typename Char>
HRESULT append_cch(Char* to, size_t used, size_t capacity, const Char* from) {
    if (capacity == 0 || capacity > STRSAFE_MAX_CCH || used >= capacity)
        return STRSAFE_E_INVALID_PARAMETER;
    const size_t room = capacity - used - 1;
    const size_t length = bounded_length(from, room + 1);
    copy(to + used, from, length <= room ? length : room);
    return length <= room ? S_OK : STRSAFE_E_INSUFFICIENT_BUFFER;
}

template <typename Char>
HRESULT length_cch(const Char* text, size_t most, size_t* length) {
    const bool asked = text != nullptr && most <= STRSAFE_MAX_CCH;
    const size_t found = asked ? bounded_length(text, most) : 0;
    const bool ends = asked && found < most;
    if (length != nullptr) *length = ends ? found : 0;
    return ends ? S_OK : STRSAFE_E_INVALID_PARAMETER;
}

HRESULT printed(int length, size_t capacity) {
    return length >= 0 && static_cast<size_t>(length) < capacity ? S_OK
                                                                 : STRSAFE_E_INSUFFICIENT_BUFFER;
}

template <typename Char, typename Fold>
int compare(const Char* a, const Char* b, Fold fold) {
    if (a == nullptr || b == nullptr) return a == b ? 0 : a == nullptr ? -1 : 1;
    for (;; ++a, ++b) {
        const int left = fold(*a), right = fold(*b);
        if (left != right) return left < right ? -1 : 1;
        if (left == 0) return 0;
    }
}

// Octets as they sort without a sign.
constexpr int unit_of(char value) { return static_cast<unsigned char>(value); }
constexpr int unit_of(WCHAR value) { return value; }
constexpr auto kAsItIs = [](auto value) { return unit_of(value); };
constexpr auto kLower = [](auto value) { return lower(unit_of(value)); };

template <typename Char>
Char* copied(Char* to, const Char* from, size_t most) {
    if (to == nullptr || from == nullptr) return nullptr;
    copy(to, from, bounded_length(from, most));
    return to;
}

template <typename Char>
Char* appended(Char* to, const Char* from) {
    if (to == nullptr || from == nullptr) return nullptr;
    copied(to + length_of(to), from, SIZE_MAX);
    return to;
}

template <typename Char>
Char* copied_at_most(Char* to, const Char* from, int capacity) {
    return capacity <= 0 ? nullptr : copied(to, from, static_cast<size_t>(capacity) - 1);
}

}  // namespace

extern "C" {

int strcpy_s(char* to, size_t capacity, const char* from) {
    return append_s(to, 0, capacity, from, kWhole);
}
int strcat_s(char* to, size_t capacity, const char* from) {
    return append_s(to, used_of(to, capacity), capacity, from, kWhole);
}
int strncpy_s(char* to, size_t capacity, const char* from, size_t most) {
    return append_s(to, 0, capacity, from, most);
}
int strncat_s(char* to, size_t capacity, const char* from, size_t most) {
    return append_s(to, used_of(to, capacity), capacity, from, most);
}
int wcscpy_s(wchar_t* to, size_t capacity, const wchar_t* from) {
    return append_s(to, 0, capacity, from, kWhole);
}
int wcscat_s(wchar_t* to, size_t capacity, const wchar_t* from) {
    return append_s(to, used_of(to, capacity), capacity, from, kWhole);
}
int wcsncpy_s(wchar_t* to, size_t capacity, const wchar_t* from, size_t most) {
    return append_s(to, 0, capacity, from, most);
}
int wcsncat_s(wchar_t* to, size_t capacity, const wchar_t* from, size_t most) {
    return append_s(to, used_of(to, capacity), capacity, from, most);
}

int memcpy_s(void* to, size_t capacity, const void* from, size_t octets) {
    if (octets == 0) return 0;
    if (to == nullptr) return EINVAL;
    if (from != nullptr && octets <= capacity) {
        memcpy(to, from, octets);
        return 0;
    }
    memset(to, 0, capacity);
    return from == nullptr ? EINVAL : ERANGE;
}

int fopen_s(FILE** file, const char* name, const char* mode) {
    if (file == nullptr || name == nullptr || mode == nullptr) return EINVAL;
    *file = fopen(name, mode);
    return *file == nullptr ? errno : 0;
}

int _stricmp(const char* a, const char* b) { return compare(a, b, kLower); }
int _strnicmp(const char* a, const char* b, size_t most) {
    for (; most > 0; ++a, ++b, --most) {
        const int left = kLower(*a), right = kLower(*b);
        if (left != right) return left < right ? -1 : 1;
        if (left == 0) break;
    }
    return 0;
}
char* _strlwr(char* s) {
    for (char* at = s; *at != 0; ++at) *at = static_cast<char>(lower(*at));
    return s;
}
char* _strupr(char* s) {
    for (char* at = s; *at != 0; ++at) *at = static_cast<char>(upper(*at));
    return s;
}
char* _strdup(const char* s) { return strdup(s); }

HRESULT WINAPI StringCchCopyA(LPSTR pszDest, size_t cchDest, LPCSTR pszSrc) {
    return append_cch(pszDest, 0, cchDest, pszSrc);
}
HRESULT WINAPI StringCchCopyW(LPWSTR pszDest, size_t cchDest, LPCWSTR pszSrc) {
    return append_cch(pszDest, 0, cchDest, pszSrc);
}
HRESULT WINAPI StringCbCopyA(LPSTR pszDest, size_t cbDest, LPCSTR pszSrc) {
    return append_cch(pszDest, 0, cbDest, pszSrc);
}
HRESULT WINAPI StringCbCopyW(LPWSTR pszDest, size_t cbDest, LPCWSTR pszSrc) {
    return append_cch(pszDest, 0, cbDest / sizeof(WCHAR), pszSrc);
}
HRESULT WINAPI StringCchCatA(LPSTR pszDest, size_t cchDest, LPCSTR pszSrc) {
    return append_cch(pszDest, used_of(pszDest, cchDest), cchDest, pszSrc);
}
HRESULT WINAPI StringCchCatW(LPWSTR pszDest, size_t cchDest, LPCWSTR pszSrc) {
    return append_cch(pszDest, used_of(pszDest, cchDest), cchDest, pszSrc);
}
HRESULT WINAPI StringCchLengthA(LPCSTR psz, size_t cchMax, size_t* pcchLength) {
    return length_cch(psz, cchMax, pcchLength);
}
HRESULT WINAPI StringCchLengthW(LPCWSTR psz, size_t cchMax, size_t* pcchLength) {
    return length_cch(psz, cchMax, pcchLength);
}
HRESULT WINAPI StringCchVPrintfA(LPSTR pszDest, size_t cchDest, LPCSTR pszFormat, va_list argList) {
    if (cchDest == 0 || cchDest > STRSAFE_MAX_CCH) return STRSAFE_E_INVALID_PARAMETER;
    return printed(vsnprintf(pszDest, cchDest, pszFormat, argList), cchDest);
}
HRESULT WINAPI StringCchVPrintfW(LPWSTR pszDest, size_t cchDest, LPCWSTR pszFormat,
                                 va_list argList) {
    if (cchDest == 0 || cchDest > STRSAFE_MAX_CCH) return STRSAFE_E_INVALID_PARAMETER;
    return printed(vswprintf(pszDest, cchDest, pszFormat, argList), cchDest);
}
HRESULT WINAPI StringCchPrintfA(LPSTR pszDest, size_t cchDest, LPCSTR pszFormat, ...) {
    va_list list;
    va_start(list, pszFormat);
    const HRESULT result = StringCchVPrintfA(pszDest, cchDest, pszFormat, list);
    va_end(list);
    return result;
}
HRESULT WINAPI StringCchPrintfW(LPWSTR pszDest, size_t cchDest, LPCWSTR pszFormat, ...) {
    va_list list;
    va_start(list, pszFormat);
    const HRESULT result = StringCchVPrintfW(pszDest, cchDest, pszFormat, list);
    va_end(list);
    return result;
}

int WINAPI lstrlenA(LPCSTR s) { return s == nullptr ? 0 : static_cast<int>(strlen(s)); }
int WINAPI lstrlenW(LPCWSTR s) { return s == nullptr ? 0 : static_cast<int>(wcslen(s)); }
int WINAPI lstrcmpA(LPCSTR a, LPCSTR b) { return compare(a, b, kAsItIs); }
int WINAPI lstrcmpW(LPCWSTR a, LPCWSTR b) { return compare(a, b, kAsItIs); }
int WINAPI lstrcmpiA(LPCSTR a, LPCSTR b) { return compare(a, b, kLower); }
int WINAPI lstrcmpiW(LPCWSTR a, LPCWSTR b) { return compare(a, b, kLower); }
LPSTR WINAPI lstrcpyA(LPSTR to, LPCSTR from) { return copied(to, from, SIZE_MAX); }
LPWSTR WINAPI lstrcpyW(LPWSTR to, LPCWSTR from) { return copied(to, from, SIZE_MAX); }
LPSTR WINAPI lstrcatA(LPSTR to, LPCSTR from) { return appended(to, from); }
LPWSTR WINAPI lstrcatW(LPWSTR to, LPCWSTR from) { return appended(to, from); }
LPSTR WINAPI lstrcpynA(LPSTR to, LPCSTR from, int capacity) {
    return copied_at_most(to, from, capacity);
}
LPWSTR WINAPI lstrcpynW(LPWSTR to, LPCWSTR from, int capacity) {
    return copied_at_most(to, from, capacity);
}

}  // extern "C"
