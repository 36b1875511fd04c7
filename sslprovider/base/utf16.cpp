// Strict conversions, and simple case mapping out of the C library's locale-independent table.
#include "sslprovider/base/utf16.h"

#include <locale.h>
#include <wctype.h>

#include <algorithm>
#include <cstddef>

namespace secur32 {
namespace {

constexpr bool is_surrogate(std::uint32_t c) { return c >= 0xD800 && c <= 0xDFFF; }
constexpr bool is_high_surrogate(std::uint32_t c) { return c >= 0xD800 && c <= 0xDBFF; }
constexpr bool is_low_surrogate(std::uint32_t c) { return c >= 0xDC00 && c <= 0xDFFF; }

void append_utf16(std::u16string& out, std::uint32_t c) {
    if (c >= 0x10000) {
        out += static_cast<char16_t>(0xD800 + ((c - 0x10000) >> 10));
        c = 0xDC00 + ((c - 0x10000) & 0x3FF);
    }
    out += static_cast<char16_t>(c);
}

void append_utf8(std::string& out, std::uint32_t c) {
    const auto tail = [&](unsigned shift) {
        out += static_cast<char>(0x80 | ((c >> shift) & 0x3F));
    };
    if (c < 0x80) {
        out += static_cast<char>(c);
    } else if (c < 0x800) {
        out += static_cast<char>(0xC0 | (c >> 6));
        tail(0);
    } else if (c < 0x10000) {
        out += static_cast<char>(0xE0 | (c >> 12));
        tail(6);
        tail(0);
    } else {
        out += static_cast<char>(0xF0 | (c >> 18));
        tail(12);
        tail(6);
        tail(0);
    }
}

// How many octets a sequence has by its first one, 0 when no sequence starts so (RFC 3629 3).
constexpr std::size_t sequence_length(std::uint8_t first) {
    if (first < 0x80) return 1;
    if (first >= 0xC2 && first <= 0xDF) return 2;
    if (first >= 0xE0 && first <= 0xEF) return 3;
    if (first >= 0xF0 && first <= 0xF4) return 4;
    return 0;
}

// Calls each(code point) or, for a unit that stands alone, each(bad).
template <typename Each>
void for_each_code_point(std::u16string_view text, std::uint32_t bad, Each each) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        const std::uint32_t c = text[i];
        if (!is_surrogate(c)) {
            each(c);
        } else if (is_high_surrogate(c) && i + 1 < text.size() && is_low_surrogate(text[i + 1])) {
            each(0x10000 + ((c - 0xD800) << 10) + (std::uint32_t{text[++i]} - 0xDC00));
        } else {
            each(bad);
        }
    }
}

locale_t unicode_locale() {
    static const locale_t locale = ::newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
    return locale;
}

}  // namespace

Result<std::u16string> utf16_of(std::string_view utf8) {
    std::u16string out;
    out.reserve(utf8.size());
    for (std::size_t i = 0; i < utf8.size();) {
        const auto first = static_cast<std::uint8_t>(utf8[i]);
        const std::size_t length = sequence_length(first);
        if (length == 0 || length > utf8.size() - i) return Status::invalid_parameter;
        std::uint32_t c = length == 1 ? first : first & (0x7Fu >> length);
        for (std::size_t k = 1; k < length; ++k) {
            const auto next = static_cast<std::uint8_t>(utf8[i + k]);
            if ((next & 0xC0) != 0x80) return Status::invalid_parameter;
            c = c << 6 | (next & 0x3Fu);
        }
        const bool overlong = (length == 3 && c < 0x800) || (length == 4 && c < 0x10000);
        if (overlong || is_surrogate(c) || c > 0x10FFFF) return Status::invalid_parameter;
        append_utf16(out, c);
        i += length;
    }
    return out;
}

Result<std::string> utf8_of(std::u16string_view utf16) {
    constexpr std::uint32_t kBad = 0xFFFFFFFF;
    std::string out;
    out.reserve(utf16.size());
    bool well_formed = true;
    for_each_code_point(utf16, kBad, [&](std::uint32_t c) {
        if (c == kBad)
            well_formed = false;
        else
            append_utf8(out, c);
    });
    if (!well_formed) return Status::invalid_parameter;
    return out;
}

std::string printable(std::u16string_view utf16) {
    std::string out;
    // Controls, those of 8 bits too: a name in a trace must not steer the terminal that shows it.
    const auto is_control = [](std::uint32_t c) { return c < 0x20 || (c >= 0x7F && c < 0xA0); };
    for_each_code_point(utf16, 0xFFFD,
                        [&](std::uint32_t c) { append_utf8(out, is_control(c) ? '?' : c); });
    return out;
}

char16_t upper(char16_t unit) {
    if (unit < 0x80) return unit >= u'a' && unit <= u'z' ? static_cast<char16_t>(unit - 32) : unit;
    if (is_surrogate(unit) || unicode_locale() == nullptr) return unit;
    const wint_t mapped = ::towupper_l(unit, unicode_locale());
    // Windows maps within a block: U+0131 does not become 'I', nor U+00B5 a Greek letter.
    if (mapped < 0x80 || mapped > 0xFFFF || unit == 0x00B5) return unit;
    return static_cast<char16_t>(mapped);
}

std::u16string upper(std::u16string_view text) {
    std::u16string out(text);
    std::ranges::transform(out, out.begin(), [](char16_t unit) { return upper(unit); });
    return out;
}

bool equal_ignoring_case(std::u16string_view a, std::u16string_view b) {
    return std::ranges::equal(a, b, [](char16_t x, char16_t y) { return upper(x) == upper(y); });
}

}  // namespace secur32
