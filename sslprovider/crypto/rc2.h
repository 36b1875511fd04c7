// The block cipher RC2 (RFC 2268), which libcrypto keeps in its legacy provider.  Broken as a
// cipher; not for anything new.  Its timing depends on its table's addresses, as RC2's does.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "sslprovider/base/bytes.h"

namespace secur32::crypto {

class Rc2 {
 public:
    static constexpr std::size_t kBlock = 8, kMaxKey = 128;
    static constexpr unsigned kMaxEffectiveBits = 1024;

    // RFC 2268 2: a key of 1 to kMaxKey octets, of which effective_bits (1 to kMaxEffectiveBits)
    // count.
    Rc2(Bytes key, unsigned effective_bits);
    Rc2(const Rc2&) = default;
    Rc2& operator=(const Rc2&) = default;
    ~Rc2();

    void encrypt(std::span<std::uint8_t, kBlock> block) const;
    void decrypt(std::span<std::uint8_t, kBlock> block) const;

 private:
    std::array<std::uint16_t, 64> expanded_;
};

}  // namespace secur32::crypto
