// printf formats, read one specification at a time; numbers are left to the C library's snprintf.
//
// Microsoft: "Format specification syntax: printf and wprintf functions": flags, width, precision,
// size (hh h l ll j z t L w I I32 I64), type.
#include "sslprovider/compat/format.h"

#include <stdint.h>

#include "sslprovider/compat/libc.h"

namespace secur32::compat {
namespace {

constexpr long kMost = 0x7FFFFFFF;

enum class Size { plain, octet, small, long32, number64, number32, pointer, wide, long_real };

struct Specification {
    bool minus = false, plus = false, space = false, hash = false, zero = false;
    long width = 0;
    long precision = -1;
    Size size = Size::plain;
    char type = '\0';
};

template <typename Char>
bool take_flag(Specification& out, Char letter) {
    bool* const flag = letter == '-'   ? &out.minus
                       : letter == '+' ? &out.plus
                       : letter == ' ' ? &out.space
                       : letter == '#' ? &out.hash
                       : letter == '0' ? &out.zero
                                       : nullptr;
    if (flag != nullptr) *flag = true;
    return flag != nullptr;
}

// Digits or `*`; false: more than an int holds.
template <typename Char>
bool take_number(const Char*& at, Arguments& arguments, long& out) {
    if (*at == '*') {
        ++at;
        out = arguments.number();
        return true;
    }
    for (out = 0; *at >= '0' && *at <= '9'; ++at) {
        out = out * 10 + (*at - '0');
        if (out > kMost) return false;
    }
    return true;
}

template <typename Char>
bool starts_with(const Char* at, const char* prefix) {
    for (; *prefix != '\0'; ++at, ++prefix) {
        if (*at != static_cast<Char>(*prefix)) return false;
    }
    return true;
}

// The longer prefixes first.
constexpr struct {
    const char* prefix;
    Size size;
} kSizes[] = {
    {"hh", Size::octet},   {"h", Size::small},      {"ll", Size::number64},  {"l", Size::long32},
    {"j", Size::number64}, {"I64", Size::number64}, {"I32", Size::number32}, {"I", Size::pointer},
    {"z", Size::pointer},  {"t", Size::pointer},    {"w", Size::wide},       {"L", Size::long_real},
};

template <typename Char>
Size take_size(const Char*& at) {
    for (const auto& row : kSizes) {
        if (!starts_with(at, row.prefix)) continue;
        at += strlen(row.prefix);
        return row.size;
    }
    return Size::plain;
}

// at: behind the percent sign; out behind the specification.
template <typename Char>
bool read(const Char*& at, Arguments& arguments, Specification& out) {
    while (take_flag(out, *at)) ++at;
    if (!take_number(at, arguments, out.width)) return false;
    if (out.width < 0) {
        out.minus = true;
        out.width = -out.width;
    }
    if (*at == '.') {
        ++at;
        if (!take_number(at, arguments, out.precision)) return false;
        if (out.precision < 0) out.precision = -1;
    }
    out.size = take_size(at);
    if (*at == 0 || static_cast<unsigned>(*at) > 0x7F) return false;
    out.type = static_cast<char>(*at++);
    return true;
}

// ---- Numbers ------------------------------------------------------------------------------------

long long signed_value(Size size, Arguments& arguments) {
    switch (size) {
        case Size::octet:
            return static_cast<signed char>(arguments.number());
        case Size::small:
            return static_cast<short>(arguments.number());
        case Size::number64:
        case Size::pointer:
            return arguments.number64();
        default:
            return arguments.number();  // Windows' long has 32 bits
    }
}

unsigned long long unsigned_value(Size size, Arguments& arguments) {
    switch (size) {
        case Size::octet:
            return static_cast<unsigned char>(arguments.number());
        case Size::small:
            return static_cast<unsigned short>(arguments.number());
        case Size::number64:
        case Size::pointer:
            return static_cast<unsigned long long>(arguments.number64());
        default:
            return static_cast<unsigned>(arguments.number());
    }
}

// The same specification as the C library knows it, with `*.*` for width and precision.
struct LibrarySpecification {
    char text[16];

    LibrarySpecification(const Specification& spec, const char* size, char type) {
        char* to = text;
        *to++ = '%';
        if (spec.minus) *to++ = '-';
        if (spec.plus) *to++ = '+';
        if (spec.space) *to++ = ' ';
        if (spec.hash) *to++ = '#';
        if (spec.zero) *to++ = '0';
        for (const char* c = "*.*"; *c != '\0'; ++c) *to++ = *c;
        for (; *size != '\0'; ++size) *to++ = *size;
        *to++ = type;
        *to = '\0';
    }
};

template <typename Value>
bool put_number(Output& output, const Specification& spec, const char* size, char type,
                Value value) {
    const LibrarySpecification in_library(spec, size, type);
    const int width = static_cast<int>(spec.width), precision = static_cast<int>(spec.precision);
    char small[128];
    const int length = libc_snprintf(small, sizeof small, in_library.text, width, precision, value);
    if (length < 0) return false;
    if (static_cast<size_t>(length) < sizeof small) {
        output.put(small, static_cast<size_t>(length));
        return true;
    }
    const size_t needed = static_cast<size_t>(length) + 1;
    const auto large = static_cast<char*>(malloc(needed));
    if (large == nullptr) return false;
    libc_snprintf(large, needed, in_library.text, width, precision, value);
    output.put(large, needed - 1);
    free(large);
    return true;
}

bool put_real(Output& output, const Specification& spec, Arguments& arguments) {
    if (spec.size == Size::long_real) {
        long double value = 0;
        return arguments.long_real(&value) && put_number(output, spec, "L", spec.type, value);
    }
    double value = 0;
    return arguments.real(&value) && put_number(output, spec, "", spec.type, value);
}

// Microsoft: %p prints the address "in hexadecimal digits", as wide as a pointer.
bool put_pointer(Output& output, Specification spec, Arguments& arguments) {
    spec.precision = 16;
    spec.zero = spec.hash = false;
    const auto value = reinterpret_cast<unsigned long long>(arguments.pointer());
    return put_number(output, spec, "ll", 'X', value);
}

// ---- Characters and strings ---------------------------------------------------------------------

// c and s take the format string's own kind, C and S the other; h, l and w decide.
bool takes_wide(const Specification& spec, bool wide_format) {
    if (spec.size == Size::small) return false;
    if (spec.size == Size::long32 || spec.size == Size::wide) return true;
    return (spec.type == 'c' || spec.type == 's') == wide_format;
}

template <typename Char>
void put_padded(Output& output, const Specification& spec, const Char* text, size_t size) {
    Output measured = output.measure();
    measured.put(text, size);
    const long padding = measured.count() >= static_cast<size_t>(spec.width)
                             ? 0
                             : spec.width - static_cast<long>(measured.count());
    if (!spec.minus) output.pad(spec.zero ? '0' : ' ', padding);
    output.put(text, size);
    if (spec.minus) output.pad(' ', padding);
}

template <typename Char>
void put_string(Output& output, const Specification& spec, const Char* text) {
    if (text == nullptr) return put_padded(output, spec, "(null)", 6);
    const size_t most = spec.precision < 0 ? SIZE_MAX : static_cast<size_t>(spec.precision);
    size_t size = 0;
    while (size < most && text[size] != 0) ++size;
    put_padded(output, spec, text, size);
}

void put_text(Output& output, const Specification& spec, Arguments& arguments, bool wide_format) {
    const bool wide = takes_wide(spec, wide_format);
    if (spec.type == 'c' || spec.type == 'C') {
        const int value = arguments.number();
        const WCHAR unit = static_cast<WCHAR>(value);
        const char octet = static_cast<char>(value);
        if (wide)
            put_padded(output, spec, &unit, 1);
        else
            put_padded(output, spec, &octet, 1);
        return;
    }
    const void* const text = arguments.pointer();
    if (wide)
        put_string(output, spec, static_cast<const WCHAR*>(text));
    else
        put_string(output, spec, static_cast<const char*>(text));
}

bool put_one(Output& output, const Specification& spec, Arguments& arguments, bool wide_format) {
    switch (spec.type) {
        case 'd':
        case 'i':
            return put_number(output, spec, "ll", 'd', signed_value(spec.size, arguments));
        case 'u':
        case 'x':
        case 'X':
        case 'o':
            return put_number(output, spec, "ll", spec.type, unsigned_value(spec.size, arguments));
        case 'e':
        case 'E':
        case 'f':
        case 'F':
        case 'g':
        case 'G':
        case 'a':
        case 'A':
            return put_real(output, spec, arguments);
        case 'p':
            return put_pointer(output, spec, arguments);
        case 'c':
        case 'C':
        case 's':
        case 'S':
            put_text(output, spec, arguments, wide_format);
            return true;
        default:
            return false;
    }
}

template <typename Char>
bool format_all(Output& output, const Char* at, Arguments& arguments) {
    while (*at != 0) {
        const Char* const start = at;
        while (*at != 0 && *at != '%') ++at;
        output.put(start, static_cast<size_t>(at - start));
        if (*at == 0) break;
        ++at;
        if (*at == '%') {
            output.put(at++, 1);
            continue;
        }
        Specification spec;
        if (!read(at, arguments, spec)) return false;
        if (!put_one(output, spec, arguments, sizeof(Char) == sizeof(WCHAR))) return false;
    }
    return true;
}

}  // namespace

int Arguments::number() {
    return array_ != nullptr ? static_cast<int>(*array_++) : va_arg(list_, int);
}

long long Arguments::number64() {
    return array_ != nullptr ? static_cast<long long>(*array_++) : va_arg(list_, long long);
}

void* Arguments::pointer() {
    return array_ != nullptr ? reinterpret_cast<void*>(*array_++) : va_arg(list_, void*);
}

bool Arguments::real(double* out) {
    if (array_ != nullptr) return false;
    *out = va_arg(list_, double);
    return true;
}

bool Arguments::long_real(long double* out) {
    if (array_ != nullptr) return false;
    *out = va_arg(list_, long double);
    return true;
}

bool format(Output& output, const char* text, Arguments& arguments) {
    return format_all(output, text, arguments);
}

bool format(Output& output, const WCHAR* text, Arguments& arguments) {
    return format_all(output, text, arguments);
}

}  // namespace secur32::compat
