// The conversion goes sequence by sequence, so that no string ever holds the password.
#include "sspi/accounts/password.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "sslprovider/base/utf16.h"
#include "sslprovider/crypto/md4.h"

namespace secur32::accounts {
namespace {

// Where the UTF-8 sequence that starts at begin ends.
std::size_t sequence_end(std::string_view utf8, std::size_t begin) {
    std::size_t end = begin + 1;
    while (end < utf8.size() && (static_cast<std::uint8_t>(utf8[end]) & 0xC0) == 0x80) ++end;
    return end;
}

int hex_value(char digit) {
    if (digit >= '0' && digit <= '9') return digit - '0';
    if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
    if (digit >= 'A' && digit <= 'F') return digit - 'A' + 10;
    return -1;
}

}  // namespace

Result<SecureBytes> password_utf16(std::string_view utf8) {
    SecureBytes wide(utf8.size() * 2);
    std::size_t length = 0;
    for (std::size_t begin = 0; begin < utf8.size();) {
        const std::size_t end = sequence_end(utf8, begin);
        TRY_ASSIGN(const std::u16string units, utf16_of(utf8.substr(begin, end - begin)));
        const Bytes bytes = bytes_of(std::u16string_view(units));
        std::ranges::copy(bytes, wide.mutable_bytes().subspan(length).begin());
        length += bytes.size();
        begin = end;
    }
    return SecureBytes(wide.bytes().first(length));
}

Secret<16> nt_hash(Bytes password_utf16le) {
    std::array<std::uint8_t, 16> digest = crypto::md4(password_utf16le);
    const Secret<16> hash(digest);
    secure_wipe(digest);
    return hash;
}

Result<Secret<16>> nt_hash_of_hex(std::string_view digits) {
    if (digits.size() != 32) return Status::invalid_parameter;
    Secret<16> hash;
    for (std::size_t i = 0; i < 16; ++i) {
        const int high = hex_value(digits[2 * i]);
        const int low = hex_value(digits[2 * i + 1]);
        if (high < 0 || low < 0) return Status::invalid_parameter;
        hash.mutable_bytes()[i] = static_cast<std::uint8_t>(high << 4 | low);
    }
    return hash;
}

}  // namespace secur32::accounts
