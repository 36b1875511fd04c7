// Reads test files of OpenSSL's evp_test: stanzas of "Key = value" lines that blank lines part; '#'
// opens a comment, "Title = ..." stands alone.  A file that is missing or has no stanza throws.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sslprovider/base/bytes.h"

namespace secur32::test {

class EvpStanza {
 public:
    std::string where;  // "openssl/evpkdf_hkdf.txt:7"
    std::vector<std::pair<std::string, std::string>> lines;

    bool has(std::string_view key) const;
    // The value; throws when the key is not there.
    const std::string& at(std::string_view key) const;
    // "hexkey:0b0b": the octets behind hex...:, or the characters behind another name.
    static Buffer octets(const std::string& value);
    // Those of every line with this key, one behind the other.
    Buffer control(std::string_view key) const;
    // What follows the colon, as text.
    std::string text(std::string_view key) const;
    // Of hex without a name ("Output").
    Buffer bytes(std::string_view key) const;
    bool fails() const { return has("Result"); }
};

std::vector<EvpStanza> load_evp_test(const std::string& path);

}  // namespace secur32::test
