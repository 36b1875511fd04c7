// MD4, RFC 1320 section 3, one table row a round.  Messages are passwords and old derivations: a
// short loop.
#include "sslprovider/crypto/md4.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "sslprovider/base/secure_bytes.h"

namespace secur32::crypto {
namespace {

constexpr std::size_t kLengthAt = 56;  // where the last block carries the bit count

using Mix = std::uint32_t (*)(std::uint32_t x, std::uint32_t y, std::uint32_t z);

// a = (a + mix(b,c,d) + X[k] + constant) <<< s
struct Round {
    Mix mix;
    std::uint32_t constant;
    std::array<std::uint8_t, 16> k;
    std::array<std::uint8_t, 4> s;
};

constexpr std::array kRounds = {
    Round{[](std::uint32_t x, std::uint32_t y, std::uint32_t z) { return (x & y) | (~x & z); },
          0x00000000,
          {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
          {3, 7, 11, 19}},
    Round{[](std::uint32_t x, std::uint32_t y, std::uint32_t z) {
              return (x & y) | (x & z) | (y & z);
          },
          0x5a827999,
          {0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15},
          {3, 5, 9, 13}},
    Round{[](std::uint32_t x, std::uint32_t y, std::uint32_t z) { return x ^ y ^ z; },
          0x6ed9eba1,
          {0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15},
          {3, 9, 11, 15}},
};

std::uint32_t word(const std::uint8_t* block, std::size_t k) {
    std::uint32_t value = 0;
    std::memcpy(&value, block + 4 * k, sizeof value);
    return value;
}

}  // namespace

// RFC 1320 3.3.
Md4::Md4() : chain_{0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476} {}

Md4::~Md4() {
    secure_wipe({reinterpret_cast<std::uint8_t*>(chain_.data()), sizeof chain_});
    secure_wipe(buffer_);
}

void Md4::compress(const std::uint8_t* block) {
    auto [a, b, c, d] = chain_;
    for (const Round& round : kRounds) {
        for (std::size_t step = 0; step < 16; ++step) {
            const std::uint32_t sum =
                a + round.mix(b, c, d) + word(block, round.k[step]) + round.constant;
            a = d;
            d = c;
            c = b;
            b = std::rotl(sum, round.s[step % 4]);
        }
    }
    chain_ = {chain_[0] + a, chain_[1] + b, chain_[2] + c, chain_[3] + d};
}

void Md4::update(Bytes bytes) {
    while (!bytes.empty()) {
        const std::size_t used = size_ % kBlock;
        const std::size_t count = std::min(kBlock - used, bytes.size());
        const bool whole = count == kBlock;
        if (!whole) std::memcpy(buffer_.data() + used, bytes.data(), count);
        size_ += count;
        if (used + count == kBlock) compress(whole ? bytes.data() : buffer_.data());
        bytes = bytes.subspan(count);
    }
}

// RFC 1320 3.1, 3.2: a one bit, zeros, and the 64-bit length end the last block.
std::array<std::uint8_t, Md4::kLength> Md4::peek() const {
    Md4 last = *this;
    std::array<std::uint8_t, kBlock + sizeof(std::uint64_t)> padding = {0x80};
    const std::size_t used = size_ % kBlock;
    const std::size_t zeros = (used < kLengthAt ? kLengthAt : kBlock + kLengthAt) - used;
    const std::uint64_t bits = size_ * 8;
    std::memcpy(padding.data() + zeros, &bits, sizeof bits);
    last.update(Bytes(padding).first(zeros + sizeof bits));
    return std::bit_cast<std::array<std::uint8_t, kLength>>(last.chain_);
}

std::array<std::uint8_t, Md4::kLength> md4(Bytes message) {
    Md4 hash;
    hash.update(message);
    return hash.peek();
}

}  // namespace secur32::crypto
