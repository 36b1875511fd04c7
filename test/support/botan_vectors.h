// Reads Botan's test data (test/vectors/botan): "Key = value" lines in stanzas that blank lines
// part, "[section]" lines, '#' comments.  What is wrong with a file throws, so that no test passes
// by reading nothing.
#pragma once

#include <fstream>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "test/support/vectors.h"

namespace secur32::test {

struct BotanStanza {
    std::string where;    // "tls_cbc.vec:17", for SCOPED_TRACE
    std::string section;  // the last one before it
    std::map<std::string, std::string> values;

    const std::string& at(const std::string& key) const {
        const auto found = values.find(key);
        if (found == values.end()) throw std::runtime_error(where + ": no " + key);
        return found->second;
    }
    Buffer bytes(const std::string& key) const { return hex(at(key)); }
    std::size_t number(const std::string& key) const { return std::stoul(at(key)); }
};

inline std::vector<BotanStanza> load_botan(const std::string& name) {
    std::ifstream file(std::string(SECUR32_VECTORS_DIR) + "/botan/" + name);
    std::vector<BotanStanza> stanzas;
    std::string line, section;
    bool inside = false;
    for (std::size_t number = 1; std::getline(file, line); ++number) {
        while (!line.empty() && std::isspace(static_cast<unsigned char>(line.back())))
            line.pop_back();
        const std::size_t equals = line.find(" = ");
        if (line.starts_with('[')) section = line.substr(1, line.size() - 2);
        if (equals == std::string::npos || line.starts_with('#')) {
            inside = false;
            if (line.empty() || line.starts_with('[') || line.starts_with('#')) continue;
            throw std::runtime_error(name + ":" + std::to_string(number) + ": not a value");
        }
        if (!inside) stanzas.push_back({name + ":" + std::to_string(number), section, {}});
        inside = true;
        stanzas.back().values[line.substr(0, equals)] = line.substr(equals + 3);
    }
    if (stanzas.empty()) throw std::runtime_error(name + ": nothing to read");
    return stanzas;
}

}  // namespace secur32::test
