#include "sslprovider/provider/pem.h"

#include <algorithm>
#include <array>
#include <string>

namespace secur32::provider {
namespace {

constexpr std::string_view kBegin = "-----BEGIN ", kEnd = "-----END ", kDashes = "-----";
constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::size_t kLine = 64;

// Writes into room that was counted before.
class Cursor {
 public:
    explicit Cursor(MutableBytes room) : room_(room) {}
    void put(char c) { room_[used_++] = static_cast<std::uint8_t>(c); }
    void put(std::string_view text) {
        for (const char c : text) put(c);
    }

 private:
    MutableBytes room_;
    std::size_t used_ = 0;
};

// RFC 4648 4: 24 bits as four characters; "=" where octets are missing.
void put_group(Cursor& out, Bytes octets) {
    std::uint32_t group = 0;
    for (std::size_t i = 0; i < 3; ++i) group = group << 8 | (i < octets.size() ? octets[i] : 0u);
    for (std::size_t i = 0; i < 4; ++i)
        out.put(i <= octets.size() ? kAlphabet[group >> (18 - 6 * i) & 63] : '=');
}

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

// base64 with blanks anywhere, padded, and without bits that say nothing (RFC 4648 3.5).
Result<SecureBytes> decode(std::string_view text) {
    SecureBytes octets(text.size() / 4 * 3 + 3);
    std::size_t length = 0, characters = 0, padding = 0;
    std::uint32_t group = 0;
    for (const char c : text) {
        if (is_blank(c)) continue;
        const std::size_t value = c == '=' ? 0 : kAlphabet.find(c);
        if (value == std::string_view::npos || (padding != 0 && c != '=')) return Status::bad_data;
        padding += c == '=' ? 1 : 0;
        group = group << 6 | static_cast<std::uint32_t>(value);
        if (++characters % 4 != 0) continue;
        if (padding > 2 || (group & ((1u << 8 * padding) - 1)) != 0) return Status::bad_data;
        for (std::size_t i = 0; i < 3 - padding; ++i)
            octets.mutable_bytes()[length++] = static_cast<std::uint8_t>(group >> (16 - 8 * i));
        group = 0;
    }
    if (characters % 4 != 0) return Status::bad_data;
    return SecureBytes(octets.bytes().first(length));
}

}  // namespace

SecureBytes pem_block(std::string_view label, Bytes content) {
    const std::size_t characters = (content.size() + 2) / 3 * 4;
    const std::size_t lines = (characters + kLine - 1) / kLine;
    const std::size_t frame = kBegin.size() + kEnd.size() + 2 * (label.size() + kDashes.size() + 1);
    SecureBytes text(frame + characters + lines);
    Cursor out(text.mutable_bytes());
    const auto put_boundary = [&](std::string_view start) {
        out.put(start);
        out.put(label);
        out.put(kDashes);
        out.put('\n');
    };
    put_boundary(kBegin);
    for (std::size_t at = 0; at < content.size(); at += kLine / 4 * 3) {
        const Bytes line = content.subspan(at, std::min(kLine / 4 * 3, content.size() - at));
        for (std::size_t i = 0; i < line.size(); i += 3)
            put_group(out, line.subspan(i, std::min<std::size_t>(3, line.size() - i)));
        out.put('\n');
    }
    put_boundary(kEnd);
    return text;
}

std::size_t find_pem(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        if (text.substr(at).starts_with(kBegin)) return at;
        const std::size_t end = text.find('\n', at);
        at = end == std::string_view::npos ? text.size() : end + 1;
    }
    return text.size();
}

Result<SecureBytes> read_pem_block(std::string_view text, std::string_view label) {
    const std::string boundary = std::string(label).append(kDashes);
    const std::string first = std::string(kBegin).append(boundary);
    const std::size_t begin = text.find(first);
    if (begin == std::string_view::npos) return Status::not_found;
    text.remove_prefix(begin + first.size());
    const std::size_t end = text.find(std::string("\n").append(kEnd).append(boundary));
    if (end == std::string_view::npos) return Status::bad_data;
    return decode(text.substr(0, end));
}

}  // namespace secur32::provider
