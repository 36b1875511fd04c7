// RFC 3629 4: the well-formed sequences, by their first octets.
#include "sspi/api/secret_text.h"

namespace secur32::api {
namespace {

struct CodePoint {
    std::uint32_t value;
    std::size_t octets;  // 0: ill-formed
};

constexpr CodePoint kIllFormed{0, 0};

std::size_t sequence_length(std::uint8_t first) {
    if (first < 0x80) return 1;
    if (first >= 0xC2 && first <= 0xDF) return 2;
    if (first >= 0xE0 && first <= 0xEF) return 3;
    if (first >= 0xF0 && first <= 0xF4) return 4;
    return 0;
}

CodePoint code_point_at(Bytes text) {
    const std::size_t length = sequence_length(text[0]);
    if (length == 0 || length > text.size()) return kIllFormed;
    if (length == 1) return {text[0], 1};
    std::uint32_t value = text[0] & (0x7Fu >> length);
    for (std::size_t i = 1; i < length; ++i) {
        if ((text[i] & 0xC0) != 0x80) return kIllFormed;
        value = value << 6 | (text[i] & 0x3Fu);
    }
    const bool overlong = (length == 3 && value < 0x800) || (length == 4 && value < 0x10000);
    const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
    if (overlong || surrogate || value > 0x10FFFF) return kIllFormed;
    return {value, length};
}

// UTF-16 never has more units than UTF-8 has octets.
std::size_t put_utf16(MutableBytes out, std::uint32_t value) {
    const auto put = [&out](std::size_t at, std::uint32_t unit) {
        out[at] = static_cast<std::uint8_t>(unit);
        out[at + 1] = static_cast<std::uint8_t>(unit >> 8);
    };
    if (value < 0x10000) {
        put(0, value);
        return 2;
    }
    put(0, 0xD800 + ((value - 0x10000) >> 10));
    put(2, 0xDC00 + ((value - 0x10000) & 0x3FF));
    return 4;
}

}  // namespace

Result<SecureBytes> secret_utf16_of(Bytes utf8) {
    SecureBytes units(utf8.size() * 2);
    std::size_t size = 0;
    while (!utf8.empty()) {
        const CodePoint next = code_point_at(utf8);
        if (next.octets == 0) return Status::invalid_parameter;
        size += put_utf16(units.mutable_bytes().subspan(size), next.value);
        utf8 = utf8.subspan(next.octets);
    }
    return SecureBytes(units.bytes().first(size));
}

}  // namespace secur32::api
