// MD4, RFC 1320 section 3, one table row a round.  Messages are passwords: a short loop, no copy
// that outlives the call.
#include "sslprovider/crypto/md4.h"

#include <bit>
#include <cstring>

#include "sslprovider/base/secure_bytes.h"

namespace secur32::crypto {
namespace {

constexpr std::size_t kBlock = 64;
constexpr std::size_t kLengthAt = 56;  // where the last block carries the bit count

using Chain = std::array<std::uint32_t, 4>;
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

void compress(Chain& chain, const std::uint8_t* block) {
    auto [a, b, c, d] = chain;
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
    chain = {chain[0] + a, chain[1] + b, chain[2] + c, chain[3] + d};
}

// RFC 1320 3.1, 3.2: a one bit, zeros, and the 64-bit length end the last block.
void compress_tail(Chain& chain, Bytes tail, std::uint64_t message_size) {
    Secret<2 * kBlock> padded;
    std::uint8_t* out = padded.mutable_bytes().data();
    if (!tail.empty()) std::memcpy(out, tail.data(), tail.size());
    out[tail.size()] = 0x80;
    const std::size_t last = tail.size() < kLengthAt ? 0 : kBlock;
    const std::uint64_t bits = message_size * 8;
    std::memcpy(out + last + kLengthAt, &bits, sizeof bits);
    for (std::size_t at = 0; at <= last; at += kBlock) compress(chain, out + at);
}

}  // namespace

std::array<std::uint8_t, 16> md4(Bytes message) {
    Chain chain = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476};
    const std::size_t size = message.size();
    for (; message.size() >= kBlock; message = message.subspan(kBlock))
        compress(chain, message.data());
    compress_tail(chain, message, size);
    return std::bit_cast<std::array<std::uint8_t, 16>>(chain);
}

}  // namespace secur32::crypto
