// The strings of the CryptoAPI: what the A functions take and give is UTF-8, the W functions' is
// UTF-16.
#pragma once

#include <wincrypt_parts.h>

#include <string>
#include <string_view>

#include "sslprovider/base/bytes.h"
#include "sslprovider/base/status.h"
#include "sslprovider/base/trace.h"
#include "sslprovider/base/utf16.h"

namespace secur32::api {

// The longest name of a container or a provider, in units.
inline constexpr std::size_t kMaxCryptName = 260;

// The string at text, without its NUL, of which at most limit + 1 units are looked at.
template <typename Char>
std::basic_string_view<Char> bounded(const Char* text, std::size_t limit) {
    std::size_t length = 0;
    while (length <= limit && text[length] != 0) ++length;
    return {text, length};
}

// Null is empty.  bad_keyset_param ("the pszContainer or pszProvider parameter is set to a value
// that is not valid") when it is ill-formed or too long.
inline Result<std::u16string> crypt_name(const WCHAR* text) {
    if (text == nullptr) return std::u16string();
    std::u16string name(bounded(text, kMaxCryptName));
    if (name.size() <= kMaxCryptName && utf8_of(name).ok()) return name;
    return trace::because(Status::bad_keyset_param, "capi: a name is too long or ill-formed");
}
inline Result<std::u16string> crypt_name(const CHAR* text) {
    constexpr std::size_t kOctetsPerUnit = 3;
    if (text == nullptr) return std::u16string();
    Result<std::u16string> name = utf16_of(bounded(text, kOctetsPerUnit * kMaxCryptName));
    if (name.ok() && name.value().size() <= kMaxCryptName) return name;
    return trace::because(Status::bad_keyset_param, "capi: a name is too long or ill-formed");
}

// The string with its NUL, as octets.
template <typename Char>
Result<Buffer> octets_of_text(std::u16string_view text) {
    if constexpr (sizeof(Char) == 1) {
        TRY_ASSIGN(const std::string utf8, utf8_of(text));
        const Bytes octets = bytes_of(std::string_view(utf8.c_str(), utf8.size() + 1));
        return Buffer(octets.begin(), octets.end());
    } else {
        const std::u16string copy(text);
        const Bytes octets = bytes_of(std::u16string_view(copy.c_str(), copy.size() + 1));
        return Buffer(octets.begin(), octets.end());
    }
}

}  // namespace secur32::api
