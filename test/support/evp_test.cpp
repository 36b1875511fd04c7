#include "test/support/evp_test.h"

#include <algorithm>
#include <fstream>
#include <stdexcept>

#include "test/support/vectors.h"

namespace secur32::test {
namespace {

std::string trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t\r");
    if (first == std::string_view::npos) return {};
    return std::string(text.substr(first, text.find_last_not_of(" \t\r") - first + 1));
}

}  // namespace

bool EvpStanza::has(std::string_view key) const {
    return std::ranges::any_of(lines, [&](const auto& line) { return line.first == key; });
}

const std::string& EvpStanza::at(std::string_view key) const {
    for (const auto& [name, value] : lines)
        if (name == key) return value;
    throw std::runtime_error(where + ": no " + std::string(key));
}

std::string EvpStanza::text(std::string_view key) const {
    const std::string& value = at(key);
    return value.substr(value.find(':') + 1);
}

Buffer EvpStanza::octets(const std::string& value) {
    const std::string text = value.substr(value.find(':') + 1);
    if (value.starts_with("hex")) return hex(text);
    return Buffer(text.begin(), text.end());
}

Buffer EvpStanza::control(std::string_view key) const {
    Buffer all;
    for (const auto& [name, value] : lines) {
        if (name != key) continue;
        const Buffer part = octets(value);
        all.insert(all.end(), part.begin(), part.end());
    }
    return all;
}

Buffer EvpStanza::bytes(std::string_view key) const { return hex(at(key)); }

std::vector<EvpStanza> load_evp_test(const std::string& path) {
    std::ifstream in(std::string(SECUR32_VECTORS_DIR) + "/" + path);
    std::vector<EvpStanza> all;
    EvpStanza current;
    const auto close = [&] {
        const bool titled = current.lines.size() == 1 && current.has("Title");
        if (!current.lines.empty() && !titled) all.push_back(current);
        current = {};
    };
    std::size_t number = 0;
    for (std::string line; std::getline(in, line);) {
        ++number;
        const std::string text = trimmed(line);
        if (text.empty()) {
            close();
        } else if (text.front() != '#' && text.find('=') != std::string::npos) {
            if (current.lines.empty()) current.where = path + ":" + std::to_string(number);
            const std::size_t equals = text.find('=');
            current.lines.emplace_back(trimmed(text.substr(0, equals)),
                                       trimmed(text.substr(equals + 1)));
        }
    }
    close();
    if (all.empty()) throw std::runtime_error("nothing to read in " + path);
    return all;
}

}  // namespace secur32::test
