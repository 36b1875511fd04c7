// A key's name as the name of its file, and back.
//
// What is no ASCII letter or digit and none of "-_.@" is percent-encoded, octet by octet of UTF-8,
// and so is a dot at the beginning: no name leads out of the folder, and none is hidden.  A name
// whose encoding is too long for a file keeps its beginning and gets a hash; the file then holds
// the encoding ("Name: ").
#pragma once

#include <string>
#include <string_view>

#include "sslprovider/base/status.h"
#include "sslprovider/provider/key_store.h"

namespace secur32::provider {

inline constexpr std::string_view kKeyFileSuffix = ".pem";

struct EncodedKeyName {
    std::string text;  // all of it
    std::string file;
    bool shortened() const { return file.size() != text.size() + kKeyFileSuffix.size(); }
};

// invalid_parameter for what is no name of a key (key_store.h), or over the longest, in units.
Result<EncodedKeyName> encode_key_name(std::u16string_view name, std::size_t longest = kMaxKeyName);
// Of EncodedKeyName::text; bad_data for what no name is encoded as.
Result<std::u16string> decode_key_name(std::string_view text, std::size_t longest = kMaxKeyName);

// Whether a file could be a key's, and whether its own name says which.
bool is_key_file(std::string_view file);
bool is_shortened(std::string_view file);

}  // namespace secur32::provider
