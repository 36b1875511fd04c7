#include "test/support/wycheproof.h"

#include <algorithm>
#include <fstream>
#include <iostream>
#include <stdexcept>

#include "test/support/vectors.h"

namespace secur32::test {

Buffer WycheproofCase::bytes(const char* key) const { return hex(test.at(key).get<std::string>()); }
Buffer WycheproofCase::group_bytes(const char* key) const {
    return hex(group.at(key).get<std::string>());
}
bool WycheproofCase::has_flag(const std::string& flag) const {
    return std::ranges::any_of(test.at("flags"), [&](const auto& each) { return each == flag; });
}

nlohmann::json load_json(const std::string& path) {
    std::ifstream in(std::string(SECUR32_VECTORS_DIR) + "/" + path);
    if (!in) throw std::runtime_error("cannot read " + path);
    return nlohmann::json::parse(in);
}

std::size_t for_each_wycheproof(const std::string& file,
                                const std::function<void(const WycheproofCase&)>& run) {
    const nlohmann::json all = load_json("wycheproof/" + file);
    std::size_t count = 0;
    for (const auto& group : all.at("testGroups")) {
        for (const auto& test : group.at("tests")) {
            run({group, test,
                 file + " tcId " + std::to_string(test.at("tcId").get<int>()) + ": " +
                     test.at("comment").get<std::string>()});
            ++count;
        }
    }
    if (count == 0 || count != all.at("numberOfTests").get<std::size_t>())
        throw std::runtime_error(file + ": fewer cases than it says");
    std::cout << file << ": " << count << " cases\n";
    return count;
}

}  // namespace secur32::test
