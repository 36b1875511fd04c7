// MD2 (RFC 1319), for the CryptoAPI's CALG_MD2 and what was once derived from it.  Broken as a
// hash; not for anything new.  Wiped when it dies.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "sslprovider/base/bytes.h"

namespace secur32::crypto {

// A running hash; a copy goes on from where the original stood.
class Md2 {
 public:
    static constexpr std::size_t kLength = 16, kBlock = 16;

    Md2() = default;
    Md2(const Md2&) = default;
    Md2& operator=(const Md2&) = default;
    ~Md2();

    void update(Bytes bytes);
    // The hash of what came so far; goes on afterwards.
    std::array<std::uint8_t, kLength> peek() const;

 private:
    void compress(const std::uint8_t* block);

    std::array<std::uint8_t, kBlock> state_{}, checksum_{}, buffer_{};
    std::size_t buffered_ = 0;
};

}  // namespace secur32::crypto
