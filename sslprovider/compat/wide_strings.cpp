// The string functions of wchar.h for units of 16 bits; C11 7.29.4.
//
// Those of which C++ has two are defined by the names of the object file.
#include <errno.h>

#include "sslprovider/compat/text.h"

using secur32::compat::lower;
using secur32::compat::upper;

namespace {

int difference(wchar_t a, wchar_t b) { return a < b ? -1 : a > b ? 1 : 0; }

int compare(const wchar_t* a, const wchar_t* b, size_t most) {
    for (; most > 0; ++a, ++b, --most) {
        if (*a != *b) return difference(*a, *b);
        if (*a == 0) break;
    }
    return 0;
}

int compare_ignoring_case(const wchar_t* a, const wchar_t* b, size_t most) {
    for (; most > 0; ++a, ++b, --most) {
        const int left = lower(*a), right = lower(*b);
        if (left != right) return left < right ? -1 : 1;
        if (left == 0) break;
    }
    return 0;
}

bool contains(const wchar_t* set, wchar_t unit) {
    for (; *set != 0; ++set) {
        if (*set == unit) return true;
    }
    return false;
}

}  // namespace

extern "C" {

wchar_t* secur32_compat_wcschr(const wchar_t* s, wchar_t unit);
wchar_t* secur32_compat_wcsrchr(const wchar_t* s, wchar_t unit);
wchar_t* secur32_compat_wcsstr(const wchar_t* s, const wchar_t* part);
wchar_t* secur32_compat_wcspbrk(const wchar_t* s, const wchar_t* accept);
wchar_t* secur32_compat_wmemchr(const wchar_t* s, wchar_t unit, size_t count);

size_t wcslen(const wchar_t* s) {
    size_t length = 0;
    while (s[length] != 0) ++length;
    return length;
}

size_t wcsnlen(const wchar_t* s, size_t most) {
    size_t length = 0;
    while (length < most && s[length] != 0) ++length;
    return length;
}

wchar_t* wmemcpy(wchar_t* to, const wchar_t* from, size_t count) {
    memcpy(to, from, count * sizeof(wchar_t));
    return to;
}

wchar_t* wmemmove(wchar_t* to, const wchar_t* from, size_t count) {
    memmove(to, from, count * sizeof(wchar_t));
    return to;
}

wchar_t* wmemset(wchar_t* to, wchar_t unit, size_t count) {
    for (size_t i = 0; i < count; ++i) to[i] = unit;
    return to;
}

int wmemcmp(const wchar_t* a, const wchar_t* b, size_t count) {
    for (size_t i = 0; i < count; ++i) {
        if (a[i] != b[i]) return difference(a[i], b[i]);
    }
    return 0;
}

wchar_t* wcscpy(wchar_t* to, const wchar_t* from) { return wmemcpy(to, from, wcslen(from) + 1); }

wchar_t* wcsncpy(wchar_t* to, const wchar_t* from, size_t count) {
    const size_t length = wcsnlen(from, count);
    wmemcpy(to, from, length);
    wmemset(to + length, 0, count - length);
    return to;
}

wchar_t* wcscat(wchar_t* to, const wchar_t* from) {
    wcscpy(to + wcslen(to), from);
    return to;
}

wchar_t* wcsncat(wchar_t* to, const wchar_t* from, size_t most) {
    const size_t length = wcsnlen(from, most);
    wchar_t* const end = to + wcslen(to);
    wmemcpy(end, from, length);
    end[length] = 0;
    return to;
}

int wcscmp(const wchar_t* a, const wchar_t* b) { return compare(a, b, SIZE_MAX); }
int wcsncmp(const wchar_t* a, const wchar_t* b, size_t most) { return compare(a, b, most); }
int _wcsicmp(const wchar_t* a, const wchar_t* b) { return compare_ignoring_case(a, b, SIZE_MAX); }
int _wcsnicmp(const wchar_t* a, const wchar_t* b, size_t most) {
    return compare_ignoring_case(a, b, most);
}

wchar_t* wcsdup(const wchar_t* s) {
    const size_t size = wcslen(s) + 1;
    const auto copy = static_cast<wchar_t*>(malloc(size * sizeof(wchar_t)));
    return copy == nullptr ? nullptr : wmemcpy(copy, s, size);
}

wchar_t* secur32_compat_wcschr(const wchar_t* s, wchar_t unit) {
    for (; *s != unit; ++s) {
        if (*s == 0) return nullptr;
    }
    return const_cast<wchar_t*>(s);
}

wchar_t* secur32_compat_wcsrchr(const wchar_t* s, wchar_t unit) {
    for (size_t i = wcslen(s) + 1; i-- > 0;) {
        if (s[i] == unit) return const_cast<wchar_t*>(s + i);
    }
    return nullptr;
}

wchar_t* secur32_compat_wcsstr(const wchar_t* s, const wchar_t* part) {
    const size_t length = wcslen(part);
    for (size_t left = wcslen(s); left >= length; ++s, --left) {
        if (wmemcmp(s, part, length) == 0) return const_cast<wchar_t*>(s);
    }
    return nullptr;
}

wchar_t* secur32_compat_wcspbrk(const wchar_t* s, const wchar_t* accept) {
    s += wcscspn(s, accept);
    return *s == 0 ? nullptr : const_cast<wchar_t*>(s);
}

wchar_t* secur32_compat_wmemchr(const wchar_t* s, wchar_t unit, size_t count) {
    for (size_t i = 0; i < count; ++i) {
        if (s[i] == unit) return const_cast<wchar_t*>(s + i);
    }
    return nullptr;
}

size_t wcsspn(const wchar_t* s, const wchar_t* accept) {
    size_t length = 0;
    while (s[length] != 0 && contains(accept, s[length])) ++length;
    return length;
}

size_t wcscspn(const wchar_t* s, const wchar_t* reject) {
    size_t length = 0;
    while (s[length] != 0 && !contains(reject, s[length])) ++length;
    return length;
}

wchar_t* wcstok(wchar_t* s, const wchar_t* delimiters, wchar_t** state) {
    if (s == nullptr) s = *state;
    if (s == nullptr) return nullptr;
    s += wcsspn(s, delimiters);
    if (*s == 0) {
        *state = nullptr;
        return nullptr;
    }
    wchar_t* const end = s + wcscspn(s, delimiters);
    *state = *end == 0 ? nullptr : end + 1;
    *end = 0;
    return s;
}

wchar_t* _wcslwr(wchar_t* s) {
    for (wchar_t* at = s; *at != 0; ++at) *at = static_cast<wchar_t>(lower(*at));
    return s;
}

wchar_t* _wcsupr(wchar_t* s) {
    for (wchar_t* at = s; *at != 0; ++at) *at = static_cast<wchar_t>(upper(*at));
    return s;
}

}  // extern "C"
