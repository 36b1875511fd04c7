// Grows a byte string.  Integers are little-endian (le16) or big-endian (be16) as the name says;
// patch() fills in a field that is known only later (an offset, a MIC).
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "sslprovider/base/bytes.h"

namespace secur32 {

class Writer {
public:
    Writer() = default;
    explicit Writer(std::size_t expected_size) { out_.reserve(expected_size); }

    void u8(std::uint8_t value) { out_.push_back(value); }
    void le16(std::uint16_t value) { little_endian(value, 2); }
    void le32(std::uint32_t value) { little_endian(value, 4); }
    void le64(std::uint64_t value) { little_endian(value, 8); }
    void be16(std::uint16_t value) { big_endian(value, 2); }
    void be32(std::uint32_t value) { big_endian(value, 4); }
    void be24(std::uint32_t value) { big_endian(value, 3); }
    // The RFCs' opaque<0..2^8-1> and so on: write(), a callable, writes the content, and the length
    // before it is filled in behind.  The content has to fit.
    template <typename Write>
    void vector8(Write&& write) {
        vector(1, std::forward<Write>(write));
    }
    template <typename Write>
    void vector16(Write&& write) {
        vector(2, std::forward<Write>(write));
    }
    template <typename Write>
    void vector24(Write&& write) {
        vector(3, std::forward<Write>(write));
    }
    void bytes(Bytes bytes) { out_.insert(out_.end(), bytes.begin(), bytes.end()); }
    void zeros(std::size_t count) { out_.resize(out_.size() + count); }

    // Overwrites bytes that were written before; offset + bytes.size() <= size().
    void patch(std::size_t offset, Bytes bytes) {
        std::ranges::copy(bytes, out_.begin() + static_cast<std::ptrdiff_t>(offset));
    }

    std::size_t size() const { return out_.size(); }
    Bytes view() const { return out_; }
    Buffer take() { return std::exchange(out_, {}); }

private:
    template <typename Write>
    void vector(std::size_t width, Write&& write) {
        const std::size_t place = out_.size();
        zeros(width);
        write();
        const std::size_t length = out_.size() - place - width;
        for (std::size_t i = 0; i < width; ++i)
            out_[place + i] = static_cast<std::uint8_t>(length >> (8 * (width - 1 - i)));
    }
    void little_endian(std::uint64_t value, unsigned count) {
        for (unsigned i = 0; i < count; ++i)
            out_.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
    }
    void big_endian(std::uint64_t value, unsigned count) {
        for (unsigned i = count; i-- > 0;)
            out_.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
    }

    Buffer out_;
};

}  // namespace secur32
