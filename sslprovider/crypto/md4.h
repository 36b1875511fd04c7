// MD4 (RFC 1320), for the NT hash of a password ([MS-NLMP] 3.3.1, NTOWFv1) and the CryptoAPI's
// CALG_MD4.  Broken as a hash; not for anything new.  Wiped when it dies.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "sslprovider/base/bytes.h"

namespace secur32::crypto {

// A running hash; a copy goes on from where the original stood.
class Md4 {
 public:
    static constexpr std::size_t kLength = 16, kBlock = 64;

    Md4();
    Md4(const Md4&) = default;
    Md4& operator=(const Md4&) = default;
    ~Md4();

    void update(Bytes bytes);
    // The hash of what came so far; goes on afterwards.
    std::array<std::uint8_t, kLength> peek() const;

 private:
    void compress(const std::uint8_t* block);

    std::array<std::uint32_t, 4> chain_;
    std::uint64_t size_ = 0;  // octets taken so far
    std::array<std::uint8_t, kBlock> buffer_{};
};

std::array<std::uint8_t, Md4::kLength> md4(Bytes message);

}  // namespace secur32::crypto
