// Reads the JSON files of Wycheproof (test/vectors/wycheproof) and runs a function on every case.
// A file that is missing, empty or shorter than it says throws, so that no test passes by reading
// nothing; the number of cases is printed.
#pragma once

#include <cstddef>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>

#include "sslprovider/base/bytes.h"

namespace secur32::test {

// One case and the group it stands in; groups carry keys.
struct WycheproofCase {
    const nlohmann::json& group;
    const nlohmann::json& test;

    Buffer bytes(const char* key) const;        // of the case
    Buffer group_bytes(const char* key) const;  // of the group
    std::string result() const { return test.at("result"); }
    bool valid() const { return result() == "valid"; }
    bool invalid() const { return result() == "invalid"; }  // neither: "acceptable"
    bool has_flag(const std::string& flag) const;
    // "ecdh_secp256r1_test.json tcId 7: comment", for SCOPED_TRACE.
    std::string where;
};

// Answers how many cases there were.
std::size_t for_each_wycheproof(const std::string& file,
                                const std::function<void(const WycheproofCase&)>& run);

// Any JSON file under test/vectors.
nlohmann::json load_json(const std::string& path);

}  // namespace secur32::test
