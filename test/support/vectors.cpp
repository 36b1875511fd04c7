// The stanza reader.
#include "test/support/vectors.h"

#include <charconv>
#include <filesystem>
#include <fstream>
#include <optional>
#include <stdexcept>

namespace secur32::test {
namespace {

constexpr std::string_view kSpace = " \t\r";

[[noreturn]] void fail(const std::string& where, const std::string& what) {
    throw std::runtime_error(where + ": " + what);
}

std::string_view trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(kSpace);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

std::optional<unsigned> nibble(char digit) {
    if (digit >= '0' && digit <= '9') return static_cast<unsigned>(digit - '0');
    if (digit >= 'a' && digit <= 'f') return static_cast<unsigned>(digit - 'a') + 10;
    if (digit >= 'A' && digit <= 'F') return static_cast<unsigned>(digit - 'A') + 10;
    return std::nullopt;
}

bool is_quoted(std::string_view value) {
    return value.size() >= 2 && value.front() == '"' && value.back() == '"';
}

void add_line(Stanza& stanza, std::string_view line, const std::string& where) {
    const std::size_t equals = line.find('=');
    if (equals == std::string_view::npos) fail(where, "neither \"key = value\" nor a comment");
    const std::string_view key = trimmed(line.substr(0, equals));
    if (key.empty()) fail(where, "a value without a key");
    const auto [entry, added] = stanza.emplace(key, trimmed(line.substr(equals + 1)));
    if (!added) fail(where, "\"" + entry->first + "\" a second time in one stanza");
}

std::vector<Stanza> read_stanzas(std::istream& file, const std::string& path) {
    std::vector<Stanza> stanzas;
    bool inside = false;
    std::string text;
    for (unsigned number = 1; std::getline(file, text); ++number) {
        const std::string where = path + ":" + std::to_string(number);
        const std::string_view line = trimmed(text);
        const bool comment = line.starts_with('#');
        if (number == 1 && !comment) fail(where, "the first line must say where this comes from");
        if (comment) continue;
        if (!line.empty() && !inside) stanzas.emplace_back(where);
        inside = !line.empty();
        if (inside) add_line(stanzas.back(), line, where);
    }
    return stanzas;
}

}  // namespace

const std::string& Stanza::at(std::string_view key) const {
    const auto entry = find(key);
    if (entry == end()) fail(where_, "no \"" + std::string(key) + "\" in this stanza");
    return entry->second;
}

Buffer Stanza::bytes(std::string_view key) const {
    const std::string& value = at(key);
    if (is_quoted(value)) return Buffer(value.begin() + 1, value.end() - 1);
    try {
        return hex(value);
    } catch (const std::exception& error) {
        fail(where_, std::string(key) + ": " + error.what());
    }
}

std::size_t Stanza::number(std::string_view key) const {
    const std::string& value = at(key);
    std::size_t number = 0;
    const char* end = value.data() + value.size();
    const auto [stop, error] = std::from_chars(value.data(), end, number);
    if (error != std::errc{} || stop != end) fail(where_, std::string(key) + ": not a number");
    return number;
}

std::vector<Stanza> load_stanzas(const std::string& path) {
    std::ifstream file(std::filesystem::path(SECUR32_VECTORS_DIR) / path);
    if (!file) fail(path, "cannot be opened under " SECUR32_VECTORS_DIR);
    std::vector<Stanza> stanzas = read_stanzas(file, path);
    if (stanzas.empty()) fail(path, "holds no stanza");
    return stanzas;
}

Buffer hex(std::string_view digits) {
    Buffer bytes;
    std::size_t at = 0;
    while ((at = digits.find_first_not_of(kSpace, at)) != std::string_view::npos) {
        const auto high = nibble(digits[at]);
        const auto low = at + 1 < digits.size() ? nibble(digits[at + 1]) : std::nullopt;
        if (!high || !low) fail("\"" + std::string(digits) + "\"", "not pairs of hex digits");
        bytes.push_back(static_cast<std::uint8_t>(*high << 4 | *low));
        at += 2;
    }
    return bytes;
}

std::string to_hex(Bytes bytes) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string text;
    for (const std::uint8_t byte : bytes) text += {kDigits[byte >> 4], kDigits[byte & 15]};
    return text;
}

}  // namespace secur32::test
