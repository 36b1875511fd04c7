#include "sslprovider/x509/pem.h"

#include <algorithm>

#include "sslprovider/base/trace.h"

namespace secur32::x509 {
namespace {

constexpr std::string_view kBegin = "-----BEGIN ", kEnd = "-----END ", kDashes = "-----";
constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kBlanks = " \t\r\n\v\f";
constexpr std::size_t kLine = 64;

// Takes a line off rest, without its end and the blanks there.
std::string_view take_line(std::string_view& rest) {
    const std::size_t end = rest.find('\n');
    std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    const std::size_t last = line.find_last_not_of(kBlanks);
    return line.substr(0, last == std::string_view::npos ? 0 : last + 1);
}

std::optional<std::string_view> label_of(std::string_view line, std::string_view start) {
    if (!line.starts_with(start) || !line.ends_with(kDashes)) return std::nullopt;
    line.remove_prefix(start.size());
    if (line.size() < kDashes.size()) return std::nullopt;
    return line.substr(0, line.size() - kDashes.size());
}

// Answers the value of a character; 64 for padding, npos for what is none.
std::size_t value_of(char c) { return c == '=' ? kAlphabet.size() : kAlphabet.find(c); }

void put_group(std::string& out, Bytes octets) {
    std::uint32_t group = 0;
    for (std::size_t i = 0; i < 3; ++i) group = group << 8 | (i < octets.size() ? octets[i] : 0u);
    for (std::size_t i = 0; i < 4; ++i)
        out += i <= octets.size() ? kAlphabet[group >> (18 - 6 * i) & 63] : '=';
}

bool is_label(std::string_view found, std::string_view wanted) {
    return found == wanted || (wanted == kPemCertificate && found == "X509 CERTIFICATE");
}

}  // namespace

std::optional<PemBlock> next_pem_block(std::string_view& rest) {
    PemBlock block;
    bool begun = false;
    while (!rest.empty()) {
        const char* const line_start = rest.data();
        const std::string_view line = take_line(rest);
        if (const auto label = label_of(line, kBegin)) {
            block = {*label, rest};
            begun = true;
        } else if (const auto ended = label_of(line, kEnd); ended && begun) {
            block.body =
                block.body.substr(0, static_cast<std::size_t>(line_start - block.body.data()));
            if (*ended == block.label) return block;
            begun = false;
        }
    }
    return std::nullopt;
}

Result<Buffer> decode_base64(std::string_view text) {
    Buffer octets;
    octets.reserve(text.size() / 4 * 3);
    std::size_t characters = 0, padding = 0;
    std::uint32_t group = 0;
    for (const char c : text) {
        if (kBlanks.find(c) != std::string_view::npos) continue;
        const std::size_t value = value_of(c);
        if (value == std::string_view::npos || (padding != 0 && c != '='))
            return trace::because(Status::bad_data, "x509: not base64");
        padding += c == '=' ? 1 : 0;
        group = group << 6 | (c == '=' ? 0 : static_cast<std::uint32_t>(value));
        if (++characters % 4 != 0) continue;
        // RFC 4648 3.5: the bits that padding leaves over are zero.
        if (padding > 2 || (group & ((1u << 8 * padding) - 1)) != 0)
            return trace::because(Status::bad_data, "x509: not base64 at its end");
        for (std::size_t i = 0; i < 3 - padding; ++i)
            octets.push_back(static_cast<std::uint8_t>(group >> (16 - 8 * i)));
        group = 0;
    }
    if (characters % 4 != 0) return trace::because(Status::bad_data, "x509: base64 is cut off");
    return octets;
}

Result<std::vector<Buffer>> read_pem(std::string_view text, std::string_view label) {
    std::vector<Buffer> contents;
    while (const auto block = next_pem_block(text)) {
        if (!is_label(block->label, label)) continue;
        TRY_ASSIGN(Buffer content, decode_base64(block->body));
        contents.push_back(std::move(content));
    }
    return contents;
}

std::string write_pem(std::string_view label, Bytes content) {
    std::string out;
    // At once: what is a key leaves no copies behind.
    out.reserve(2 * (kBegin.size() + label.size() + kDashes.size()) + content.size() / 48 * 65 +
                80);
    out.append(kBegin).append(label).append(kDashes) += '\n';
    for (std::size_t at = 0; at < content.size(); at += kLine / 4 * 3) {
        const Bytes line = content.subspan(at, std::min(kLine / 4 * 3, content.size() - at));
        for (std::size_t i = 0; i < line.size(); i += 3)
            put_group(out, line.subspan(i, std::min<std::size_t>(3, line.size() - i)));
        out += '\n';
    }
    out.append(kEnd).append(label).append(kDashes) += '\n';
    return out;
}

}  // namespace secur32::x509
