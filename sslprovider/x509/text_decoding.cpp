// Reading text (text_encoding.h): a walk that counts, which judges, and the same walk that stores.
// What is taken beyond RFC 4648 is what Windows takes: white space anywhere, no padding, and a last
// character that says only six bits.
#include <algorithm>
#include <array>
#include <optional>
#include <span>

#include "sslprovider/base/trace.h"
#include "sslprovider/x509/text_encoding.h"

namespace secur32::x509 {
namespace {

constexpr std::size_t kHexLine = 16;

// The octets of a text, or how many there are.
class Octets {
 public:
    explicit Octets(std::uint8_t* out) : out_(out) {}
    void put(std::uint32_t octet) {
        if (out_ != nullptr) out_[size_] = static_cast<std::uint8_t>(octet);
        ++size_;
    }
    std::size_t size() const { return size_; }

 private:
    std::uint8_t* out_;
    std::size_t size_ = 0;
};

template <typename Char>
bool is_space(Char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

// -1 for what is no digit.
template <typename Char>
int hex_digit(Char c) {
    if (c >= '0' && c <= '9') return static_cast<int>(c - '0');
    if (c >= 'a' && c <= 'f') return static_cast<int>(c - 'a') + 10;
    if (c >= 'A' && c <= 'F') return static_cast<int>(c - 'A') + 10;
    return -1;
}

template <typename Char>
int base64_digit(Char c, bool url) {
    if (c >= 'A' && c <= 'Z') return static_cast<int>(c - 'A');
    if (c >= 'a' && c <= 'z') return static_cast<int>(c - 'a') + 26;
    if (c >= '0' && c <= '9') return static_cast<int>(c - '0') + 52;
    if (c == static_cast<Char>(url ? '-' : '+')) return 62;
    if (c == static_cast<Char>(url ? '_' : '/')) return 63;
    return -1;
}

// What follows the data: the padding of a last block that has used characters, and, when strict,
// white space alone.
template <typename Char>
bool read_padding(std::basic_string_view<Char> rest, std::size_t used, bool strict) {
    std::size_t pads = 0;
    const std::size_t wanted = used == 0 ? 0 : 4 - used;
    for (const Char c : rest) {
        if (pads >= wanted && !strict) break;
        if (c == '=')
            ++pads;
        else if (!is_space(c))
            return false;
    }
    return pads >= wanted && (!strict || pads <= 3);
}

template <typename Char>
bool read_base64(std::basic_string_view<Char> text, bool url, bool strict, Octets& out) {
    std::uint32_t bits = 0;
    std::size_t at = 0, used = 0;  // characters of the block
    for (; at < text.size() && text[at] != '='; ++at) {
        if (is_space(text[at])) continue;
        const int digit = base64_digit(text[at], url);
        if (digit < 0) return false;
        const std::uint32_t before = bits;
        bits = static_cast<std::uint32_t>(digit);
        // An octet is whole with the 2nd, 3rd and 4th character of a block.
        if (used == 1) out.put(before << 2 | bits >> 4);
        if (used == 2) out.put(before << 4 | bits >> 2);
        if (used == 3) out.put(before << 6 | bits);
        used = (used + 1) % 4;
    }
    if (used == 1) out.put(bits << 2);
    return at == text.size() || read_padding(text.substr(at), used, strict);
}

template <typename Char>
bool is_hex_separator(Char c) {
    return is_space(c) || c == '-' || c == ',';
}

template <typename Char>
bool read_hex(std::basic_string_view<Char> text, Octets& out) {
    for (std::size_t at = 0; at < text.size();) {
        if (is_hex_separator(text[at])) {
            ++at;
            continue;
        }
        const int high = hex_digit(text[at]);
        const int low = at + 1 < text.size() ? hex_digit(text[at + 1]) : -1;
        if (high < 0 || low < 0) return false;
        out.put(static_cast<std::uint32_t>(high << 4 | low));
        at += 2;
    }
    return true;
}

// A listing's line, taken from its left.
template <typename Char>
class Line {
 public:
    explicit Line(std::basic_string_view<Char> text) : rest_(text) {}
    bool empty() const { return rest_.find_first_not_of(blanks()) == rest_.npos; }

    std::size_t spaces() {
        std::size_t count = 0;
        while (count < rest_.size() && (rest_[count] == ' ' || rest_[count] == '\t')) ++count;
        rest_.remove_prefix(count);
        return count;
    }
    // Four digits or more, and a space or a tab behind them.
    std::optional<std::size_t> address() {
        std::size_t digits = 0, value = 0;
        while (digits < rest_.size() && digits < 16 && hex_digit(rest_[digits]) >= 0)
            value = value << 4 | static_cast<std::size_t>(hex_digit(rest_[digits++]));
        rest_.remove_prefix(digits);
        if (digits < 4 || spaces() == 0) return std::nullopt;
        return value;
    }
    // Two digits and nothing that clings to them.
    std::optional<std::uint32_t> octet() {
        if (rest_.size() < 2) return std::nullopt;
        const int high = hex_digit(rest_[0]), low = hex_digit(rest_[1]);
        const bool ends = rest_.size() == 2 || is_space(rest_[2]);
        if (high < 0 || low < 0 || !ends) return std::nullopt;
        rest_.remove_prefix(2);
        return static_cast<std::uint32_t>(high << 4 | low);
    }

 private:
    static std::basic_string_view<Char> blanks() {
        static constexpr std::array<Char, 3> kBlanks = {' ', '\t', '\r'};
        return {kBlanks.data(), kBlanks.size()};
    }
    std::basic_string_view<Char> rest_;
};

// The octets stand one or two spaces apart; three set the characters' column off, whatever is in
// it.
template <typename Char>
bool read_hex_line(Line<Char> line, bool address, bool ascii, Octets& out) {
    const std::size_t start = out.size();
    if (address && line.address() != start) return false;
    while (out.size() - start < kHexLine) {
        const auto octet = line.octet();
        if (!octet) return false;
        out.put(*octet);
        if (line.empty() || line.spaces() > 2) break;
    }
    return ascii || line.empty();
}

template <typename Char>
bool read_hex_lines(std::basic_string_view<Char> text, bool address, bool ascii, Octets& out) {
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(Char('\n')), text.size());
        const Line<Char> line(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        if (!line.empty() && !read_hex_line(line, address, ascii, out)) return false;
    }
    return true;
}

template <typename Char>
bool read_body(const JudgedText<Char>& text, bool strict, Octets& out) {
    switch (text.format) {
        case TextFormat::binary:
            for (const std::uint8_t octet : bytes_of(text.body)) out.put(octet);
            return true;
        case TextFormat::hex:
        case TextFormat::hex_raw:
            return read_hex(text.body, out);
        case TextFormat::hex_ascii:
            return read_hex_lines(text.body, false, true, out);
        case TextFormat::hex_address:
            return read_hex_lines(text.body, true, false, out);
        case TextFormat::hex_ascii_address:
            return read_hex_lines(text.body, true, true, out);
        default:
            return read_base64(text.body, text.format == TextFormat::base64_url, strict, out);
    }
}

// ---- Between "-----BEGIN" and "-----END"
// ---------------------------------------------------------

bool has_header(TextFormat format) {
    return format == TextFormat::base64_header || format == TextFormat::base64_request_header ||
           format == TextFormat::base64_crl_header;
}

template <typename Char>
std::size_t find_ascii(std::basic_string_view<Char> text, std::string_view wanted,
                       std::size_t from) {
    const std::basic_string<Char> needle(wanted.begin(), wanted.end());
    return text.find(needle, from);
}

// Any label does, on either side.
template <typename Char>
bool find_armor(std::basic_string_view<Char> text, JudgedText<Char>& out) {
    constexpr std::string_view kBegin = "-----BEGIN ", kEnd = "-----END ", kDashes = "-----";
    const std::size_t begin = find_ascii(text, kBegin, 0);
    if (begin == text.npos) return false;
    const std::size_t label_end = find_ascii(text, kDashes, begin + kBegin.size());
    if (label_end == text.npos) return false;
    const std::size_t start = label_end + kDashes.size();
    const std::size_t end = find_ascii(text, kEnd, start);
    if (end == text.npos || find_ascii(text, kDashes, end + kEnd.size()) == text.npos) return false;
    out.skipped = begin;
    out.body = text.substr(start, end - start);
    return true;
}

template <typename Char>
std::optional<JudgedText<Char>> judge_as(std::basic_string_view<Char> text, TextFormat format,
                                         bool strict) {
    JudgedText<Char> out;
    out.format = format;
    out.body = text;
    if (has_header(format) && !find_armor(text, out)) return std::nullopt;
    Octets count(nullptr);
    if (!read_body(out, strict, count)) return std::nullopt;
    out.size = count.size();
    return out;
}

std::span<const TextFormat> formats_of(const TextFormat& format) {
    static constexpr std::array kBase64Any = {TextFormat::base64_header, TextFormat::base64};
    static constexpr std::array kAny = {TextFormat::base64_header, TextFormat::base64,
                                        TextFormat::binary};
    static constexpr std::array kHexAny = {TextFormat::hex_address, TextFormat::hex_ascii_address,
                                           TextFormat::hex, TextFormat::hex_raw,
                                           TextFormat::hex_ascii};
    switch (format) {
        case TextFormat::base64_any:
            return kBase64Any;
        case TextFormat::any:
            return kAny;
        case TextFormat::hex_any:
            return kHexAny;
        default:
            return {&format, 1};
    }
}

}  // namespace

template <typename Char>
Result<JudgedText<Char>> judge_text(std::basic_string_view<Char> text, TextFormat format,
                                    bool strict) {
    for (const TextFormat each : formats_of(format))
        if (const auto judged = judge_as(text, each, strict)) return *judged;
    return trace::because(Status::bad_data, "x509: a text is not in its format");
}

template <typename Char>
void decode_text(const JudgedText<Char>& text, std::uint8_t* to) {
    Octets out(to);
    static_cast<void>(read_body(text, false, out));
}

template Result<JudgedText<char>> judge_text(std::string_view, TextFormat, bool);
template Result<JudgedText<char16_t>> judge_text(std::u16string_view, TextFormat, bool);
template void decode_text(const JudgedText<char>&, std::uint8_t*);
template void decode_text(const JudgedText<char16_t>&, std::uint8_t*);

}  // namespace secur32::x509
