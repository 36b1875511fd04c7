// UTF-8 and UTF-16, one code point at a time, for everything in the kit that goes from the one to
// the other.  Ill-formed parts are told apart, not refused: each caller has its own rule for them.
//
// Not base/utf16.h: that is inside libsecur32.so, which exports none of it.
#pragma once

#include <windows.h>

namespace secur32::compat {

constexpr char32_t kReplacement = 0xFFFD;

struct Step {
    char32_t code;    // kReplacement where ill_formed
    unsigned length;  // octets or units that it takes, at least 1
    bool ill_formed;
};

// The code point at the beginning of text, of which size > 0 octets or units are there.  Ill-formed
// UTF-8 is taken by maximal parts (Unicode 3.9, table 3-8), ill-formed UTF-16 unit by unit.
Step first_of(const char* text, size_t size);
Step first_of(const WCHAR* text, size_t size);

// Writes one code point; answers how many octets (at most 4) or units (at most 2) it takes.
unsigned encode(char32_t code, char* to);
unsigned encode(char32_t code, WCHAR* to);

// Strings of either kind.
inline size_t length_of(const char* text) { return strlen(text); }
inline size_t length_of(const WCHAR* text) { return wcslen(text); }

// ASCII letters alone.
constexpr int lower(int unit) { return unit >= 'A' && unit <= 'Z' ? unit + ('a' - 'A') : unit; }
constexpr int upper(int unit) { return unit >= 'a' && unit <= 'z' ? unit - ('a' - 'A') : unit; }

// malloc'd copy as UTF-8 of what is there up to the NUL; NULL without memory.
char* utf8_copy(const WCHAR* text);

// Calls each(code point, ill_formed) for every one in text.
template <typename Char, typename Each>
void for_each_code(const Char* text, size_t size, Each each) {
    while (size > 0) {
        const Step step = first_of(text, size);
        each(step.code, step.ill_formed);
        text += step.length;
        size -= step.length;
    }
}

}  // namespace secur32::compat
