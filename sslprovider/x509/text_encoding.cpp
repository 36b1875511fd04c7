// Writing: one sink that counts or stores.  Reading is in text_decoding.cpp.
#include "sslprovider/x509/text_encoding.h"

#include <algorithm>
#include <array>

namespace secur32::x509 {
namespace {

constexpr std::size_t kBase64Line = 64, kHexLine = 16, kHexGroup = 8;
constexpr std::string_view kHexDigits = "0123456789abcdef";
constexpr std::string_view kBase64 =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kBase64Url =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

template <typename Char>
class Sink {
 public:
    explicit Sink(Char* out) : out_(out) {}
    void put(char character) {
        if (out_ != nullptr) out_[size_] = static_cast<Char>(character);
        ++size_;
    }
    void put(std::string_view text) {
        for (const char each : text) put(each);
    }
    std::size_t size() const { return size_; }

 private:
    Char* out_;
    std::size_t size_ = 0;
};

std::string_view newline_of(Newline newline) {
    constexpr std::array<std::string_view, 3> kNewlines = {"\r\n", "\n", ""};
    return kNewlines[static_cast<std::size_t>(newline)];
}

// What stands between the dashes; empty for none.
std::string_view label_of(TextFormat format) {
    switch (format) {
        case TextFormat::base64_header:
            return "CERTIFICATE";
        case TextFormat::base64_request_header:
            return "NEW CERTIFICATE REQUEST";
        case TextFormat::base64_crl_header:
            return "X509 CRL";
        default:
            return {};
    }
}

// The characters of up to three octets: one more than there are octets.
template <typename Char>
void put_base64_block(Bytes block, std::string_view alphabet, Sink<Char>& out) {
    std::uint32_t bits = 0;
    for (std::size_t i = 0; i < 3; ++i) bits = bits << 8 | (i < block.size() ? block[i] : 0u);
    for (std::size_t i = 0; i <= block.size(); ++i) out.put(alphabet[bits >> (18 - 6 * i) & 0x3F]);
}

template <typename Char>
void put_base64(Bytes octets, std::string_view newline, Sink<Char>& out) {
    constexpr std::size_t kOctetsOfLine = kBase64Line / 4 * 3;
    for (std::size_t at = 0; at < octets.size(); at += 3) {
        if (at != 0 && at % kOctetsOfLine == 0) out.put(newline);
        const Bytes block = octets.subspan(at, std::min<std::size_t>(3, octets.size() - at));
        put_base64_block(block, kBase64, out);
        for (std::size_t i = block.size(); i < 3; ++i) out.put('=');
    }
    if (!octets.empty()) out.put(newline);
}

template <typename Char>
void put_base64_url(Bytes octets, Sink<Char>& out) {
    for (std::size_t at = 0; at < octets.size(); at += 3)
        put_base64_block(octets.subspan(at, std::min<std::size_t>(3, octets.size() - at)),
                         kBase64Url, out);
}

template <typename Char>
void put_hex(std::uint8_t octet, Sink<Char>& out) {
    out.put(kHexDigits[octet >> 4]);
    out.put(kHexDigits[octet & 0xF]);
}

// At least four digits.
template <typename Char>
void put_address(std::size_t address, Sink<Char>& out) {
    int digits = 4;
    while (address >> 4 * digits != 0) ++digits;
    for (int i = digits - 1; i >= 0; --i) out.put(kHexDigits[address >> 4 * i & 0xF]);
    out.put('\t');
}

// Three spaces behind where the last octet of a whole line ends, and the characters.
template <typename Char>
void put_ascii(Bytes line, Sink<Char>& out) {
    for (std::size_t i = line.size(); i < kHexLine; ++i) out.put("   ");
    if (line.size() <= kHexGroup) out.put(' ');
    out.put("   ");
    for (const std::uint8_t octet : line)
        out.put(octet >= 0x20 && octet < 0x7F ? static_cast<char>(octet) : '.');
}

struct HexColumns {
    bool address, ascii;
};

// Without newlines one space stands where one would, and nothing sets groups apart.
template <typename Char>
void put_hex_lines(Bytes octets, HexColumns columns, Newline newline, Sink<Char>& out) {
    const bool one_line = newline == Newline::none;
    for (std::size_t at = 0; at < octets.size(); at += kHexLine) {
        const Bytes line = octets.subspan(at, std::min(kHexLine, octets.size() - at));
        if (at != 0) out.put(one_line ? " " : newline_of(newline));
        if (columns.address) put_address(at, out);
        for (std::size_t i = 0; i < line.size(); ++i) {
            if (i != 0) out.put(i == kHexGroup && !one_line ? "  " : " ");
            put_hex(line[i], out);
        }
        if (columns.ascii) put_ascii(line, out);
    }
    if (!octets.empty()) out.put(newline_of(newline));
}

template <typename Char>
void put_armored(Bytes octets, std::string_view label, std::string_view newline, Sink<Char>& out) {
    out.put("-----BEGIN ");
    out.put(label);
    out.put("-----");
    out.put(newline);
    put_base64(octets, newline, out);
    out.put("-----END ");
    out.put(label);
    out.put("-----");
    out.put(newline);
}

}  // namespace

template <typename Char>
std::size_t encode_text(Bytes octets, TextFormat format, Newline newline, Char* to) {
    Sink<Char> out(to);
    switch (format) {
        case TextFormat::base64_header:
        case TextFormat::base64_request_header:
        case TextFormat::base64_crl_header:
            put_armored(octets, label_of(format), newline_of(newline), out);
            break;
        case TextFormat::base64:
            put_base64(octets, newline_of(newline), out);
            break;
        case TextFormat::base64_url:
            put_base64_url(octets, out);
            break;
        case TextFormat::hex:
            put_hex_lines(octets, {false, false}, newline, out);
            break;
        case TextFormat::hex_ascii:
            put_hex_lines(octets, {false, true}, newline, out);
            break;
        case TextFormat::hex_address:
            put_hex_lines(octets, {true, false}, newline, out);
            break;
        case TextFormat::hex_ascii_address:
            put_hex_lines(octets, {true, true}, newline, out);
            break;
        case TextFormat::hex_raw:
            for (const std::uint8_t octet : octets) put_hex(octet, out);
            out.put(newline_of(newline));
            break;
        case TextFormat::binary:
            for (const std::uint8_t octet : octets) out.put(static_cast<char>(octet));
            break;
        case TextFormat::base64_any:
        case TextFormat::any:
        case TextFormat::hex_any:
            break;
    }
    return out.size();
}

template std::size_t encode_text(Bytes, TextFormat, Newline, char*);
template std::size_t encode_text(Bytes, TextFormat, Newline, char16_t*);

}  // namespace secur32::x509
