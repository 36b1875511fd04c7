// Walks a byte string.  The first overrun makes the Reader fail for good: every later read yields
// zero or empty, so a parser reads like the struct it parses and asks once, at the end, whether all
// of it was there.  Integers are little-endian (le16, the MS-* documents) or big-endian (be16, the
// RFCs) as the name says.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "sslprovider/base/bytes.h"
#include "sslprovider/base/status.h"

namespace secur32 {

class Reader {
public:
    explicit Reader(Bytes bytes) : rest_(bytes) {}

    Bytes bytes(std::size_t count) {
        if (failed_ || count > rest_.size()) return fail();
        const Bytes head = rest_.first(count);
        rest_ = rest_.subspan(count);
        return head;
    }
    template <std::size_t N>
    std::array<std::uint8_t, N> array() {
        std::array<std::uint8_t, N> out{};
        std::ranges::copy(bytes(N), out.begin());
        return out;
    }
    void skip(std::size_t count) { bytes(count); }

    std::uint8_t u8() { return static_cast<std::uint8_t>(little_endian(1)); }
    std::uint16_t le16() { return static_cast<std::uint16_t>(little_endian(2)); }
    std::uint32_t le32() { return static_cast<std::uint32_t>(little_endian(4)); }
    std::uint64_t le64() { return little_endian(8); }
    std::uint16_t be16() { return static_cast<std::uint16_t>(big_endian(2)); }
    std::uint32_t be24() { return static_cast<std::uint32_t>(big_endian(3)); }
    std::uint32_t be32() { return static_cast<std::uint32_t>(big_endian(4)); }

    // The RFCs' opaque<least..most>: a big-endian length of 1, 2 or 3 octets and as many octets as it
    // says; a length outside the bounds fails like an overrun.
    Bytes vector8(std::size_t least = 0, std::size_t most = 0xFF) { return vector(1, least, most); }
    Bytes vector16(std::size_t least = 0, std::size_t most = 0xFFFF) {
        return vector(2, least, most);
    }
    Bytes vector24(std::size_t least = 0, std::size_t most = 0xFFFFFF) {
        return vector(3, least, most);
    }

    Bytes rest() { return bytes(rest_.size()); }
    std::size_t remaining() const { return rest_.size(); }
    bool empty() const { return rest_.empty(); }
    bool failed() const { return failed_; }
    // True when all reads succeeded and nothing is left over.
    [[nodiscard]] bool done() const { return !failed_ && rest_.empty(); }

private:
    Bytes fail() {
        failed_ = true;
        rest_ = {};
        return {};
    }
    Bytes vector(std::size_t width, std::size_t least, std::size_t most) {
        const auto length = static_cast<std::size_t>(big_endian(width));
        if (length < least || length > most) return fail();
        return bytes(length);
    }
    std::uint64_t little_endian(std::size_t count) {
        std::uint64_t value = 0;
        unsigned shift = 0;
        for (const std::uint8_t byte : bytes(count)) {
            value |= std::uint64_t{byte} << shift;
            shift += 8;
        }
        return value;
    }
    std::uint64_t big_endian(std::size_t count) {
        std::uint64_t value = 0;
        for (const std::uint8_t byte : bytes(count)) value = value << 8 | byte;
        return value;
    }

    Bytes rest_;
    bool failed_ = false;
};

}  // namespace secur32
