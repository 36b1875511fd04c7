// Byte strings: borrowed (Bytes, MutableBytes) and owned (Buffer).  Public data only; a secret
// lives in SecureBytes or Secret<N> (secure_bytes.h).
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace secur32 {

static_assert(std::endian::native == std::endian::little,
              "UTF-16LE strings of the wire are read in place as char16_t");

using Bytes = std::span<const std::uint8_t>;
using MutableBytes = std::span<std::uint8_t>;
using Buffer = std::vector<std::uint8_t>;

// The octets of a character string in memory order: UTF-16 becomes UTF-16LE.
template <typename Char>
Bytes bytes_of(std::basic_string_view<Char> text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size() * sizeof(Char)};
}
inline Bytes bytes_of(std::u16string_view text) { return bytes_of<char16_t>(text); }
inline Bytes bytes_of(std::string_view text) { return bytes_of<char>(text); }

}  // namespace secur32
