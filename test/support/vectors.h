// Reads known answers: text files of "key = value" lines in stanzas that blank lines part, under
// test/vectors/.  A value is hex, or text in double quotes; '#' opens a comment line.  The first
// line must be a comment, because it says where the answers come from.
// Everything that is wrong with a file (missing, empty, malformed, a key asked for that is not
// there) throws with file and line, so that a test cannot pass by reading nothing.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sslprovider/base/bytes.h"

namespace secur32::test {

class Stanza : public std::map<std::string, std::string, std::less<>> {
 public:
    explicit Stanza(std::string where) : where_(std::move(where)) {}

    // The value as it stands in the file.
    const std::string& at(std::string_view key) const;
    // The value as octets: hex, or the characters between the quotes.
    Buffer bytes(std::string_view key) const;
    // The value as a decimal number.
    std::size_t number(std::string_view key) const;
    // "rfc1321/md5.txt:7", for SCOPED_TRACE.
    const std::string& where() const { return where_; }

 private:
    std::string where_;
};

// path is relative to SECUR32_VECTORS_DIR; an absolute path is taken as it is.
std::vector<Stanza> load_stanzas(const std::string& path);

// "01 a2ff" -> {0x01, 0xa2, 0xff}: white space is allowed between octets only.
Buffer hex(std::string_view digits);
std::string to_hex(Bytes bytes);

}  // namespace secur32::test
