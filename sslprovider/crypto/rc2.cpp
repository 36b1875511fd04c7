// RC2, RFC 2268: key expansion (section 2), encryption (3) and decryption (4).
#include "sslprovider/crypto/rc2.h"

#include <algorithm>
#include <bit>
#include <cstdlib>

#include "sslprovider/base/secure_bytes.h"

namespace secur32::crypto {
namespace {

// RFC 2268 2: "PITABLE ... is a random permutation, based on the expansion of pi".
constexpr std::array<std::uint8_t, 256> kPiTable = {
    0xd9, 0x78, 0xf9, 0xc4, 0x19, 0xdd, 0xb5, 0xed, 0x28, 0xe9, 0xfd, 0x79, 0x4a, 0xa0, 0xd8, 0x9d,
    0xc6, 0x7e, 0x37, 0x83, 0x2b, 0x76, 0x53, 0x8e, 0x62, 0x4c, 0x64, 0x88, 0x44, 0x8b, 0xfb, 0xa2,
    0x17, 0x9a, 0x59, 0xf5, 0x87, 0xb3, 0x4f, 0x13, 0x61, 0x45, 0x6d, 0x8d, 0x09, 0x81, 0x7d, 0x32,
    0xbd, 0x8f, 0x40, 0xeb, 0x86, 0xb7, 0x7b, 0x0b, 0xf0, 0x95, 0x21, 0x22, 0x5c, 0x6b, 0x4e, 0x82,
    0x54, 0xd6, 0x65, 0x93, 0xce, 0x60, 0xb2, 0x1c, 0x73, 0x56, 0xc0, 0x14, 0xa7, 0x8c, 0xf1, 0xdc,
    0x12, 0x75, 0xca, 0x1f, 0x3b, 0xbe, 0xe4, 0xd1, 0x42, 0x3d, 0xd4, 0x30, 0xa3, 0x3c, 0xb6, 0x26,
    0x6f, 0xbf, 0x0e, 0xda, 0x46, 0x69, 0x07, 0x57, 0x27, 0xf2, 0x1d, 0x9b, 0xbc, 0x94, 0x43, 0x03,
    0xf8, 0x11, 0xc7, 0xf6, 0x90, 0xef, 0x3e, 0xe7, 0x06, 0xc3, 0xd5, 0x2f, 0xc8, 0x66, 0x1e, 0xd7,
    0x08, 0xe8, 0xea, 0xde, 0x80, 0x52, 0xee, 0xf7, 0x84, 0xaa, 0x72, 0xac, 0x35, 0x4d, 0x6a, 0x2a,
    0x96, 0x1a, 0xd2, 0x71, 0x5a, 0x15, 0x49, 0x74, 0x4b, 0x9f, 0xd0, 0x5e, 0x04, 0x18, 0xa4, 0xec,
    0xc2, 0xe0, 0x41, 0x6e, 0x0f, 0x51, 0xcb, 0xcc, 0x24, 0x91, 0xaf, 0x50, 0xa1, 0xf4, 0x70, 0x39,
    0x99, 0x7c, 0x3a, 0x85, 0x23, 0xb8, 0xb4, 0x7a, 0xfc, 0x02, 0x36, 0x5b, 0x25, 0x55, 0x97, 0x31,
    0x2d, 0x5d, 0xfa, 0x98, 0xe3, 0x8a, 0x92, 0xae, 0x05, 0xdf, 0x29, 0x10, 0x67, 0x6c, 0xba, 0xc9,
    0xd3, 0x00, 0xe6, 0xcf, 0xe1, 0x9e, 0xa8, 0x2c, 0x63, 0x16, 0x01, 0x3f, 0x58, 0xe2, 0x89, 0xa9,
    0x0d, 0x38, 0x34, 0x1b, 0xab, 0x33, 0xff, 0xb0, 0xbb, 0x48, 0x0c, 0x5f, 0xb9, 0xb1, 0xcd, 0x2e,
    0xc5, 0xf3, 0xdb, 0x47, 0xe5, 0xa5, 0x9c, 0x77, 0x0a, 0xa6, 0x20, 0x68, 0xfe, 0x7f, 0xc1, 0xad,
};

using Words = std::array<std::uint16_t, 4>;  // R[0] to R[3]
using Expanded = std::array<std::uint16_t, 64>;

constexpr std::array<int, 4> kRotations = {1, 2, 3, 5};
// RFC 2268 3, 4: sixteen mixing rounds, a mashing round after (decrypting: before) these.
constexpr std::size_t kRounds = 16;
constexpr bool mashes_after(std::size_t round) { return round == 4 || round == 10; }

constexpr std::uint16_t low16(unsigned value) { return static_cast<std::uint16_t>(value); }

Words load(std::span<const std::uint8_t, Rc2::kBlock> block) {
    Words r;
    for (std::size_t i = 0; i < r.size(); ++i)
        r[i] = low16(unsigned{block[2 * i]} | unsigned{block[2 * i + 1]} << 8);
    return r;
}

void store(const Words& r, std::span<std::uint8_t, Rc2::kBlock> block) {
    for (std::size_t i = 0; i < r.size(); ++i) {
        block[2 * i] = static_cast<std::uint8_t>(r[i]);
        block[2 * i + 1] = static_cast<std::uint8_t>(r[i] >> 8);
    }
}

// (R[i-1] & R[i-2]) + ((~R[i-1]) & R[i-3]), indices modulo 4.
unsigned choice(const Words& r, std::size_t i) {
    const unsigned before = r[(i + 3) % 4];
    return (before & r[(i + 2) % 4]) + (~before & r[(i + 1) % 4]);
}

void mix(Words& r, const Expanded& k, std::size_t round) {
    for (std::size_t i = 0; i < r.size(); ++i)
        r[i] = std::rotl(low16(r[i] + unsigned{k[4 * round + i]} + choice(r, i)), kRotations[i]);
}

void unmix(Words& r, const Expanded& k, std::size_t round) {
    for (std::size_t i = r.size(); i-- > 0;)
        r[i] = low16(std::rotr(r[i], kRotations[i]) - unsigned{k[4 * round + i]} - choice(r, i));
}

void mash(Words& r, const Expanded& k) {
    for (std::size_t i = 0; i < r.size(); ++i)
        r[i] = low16(r[i] + unsigned{k[r[(i + 3) % 4] & 63]});
}

void unmash(Words& r, const Expanded& k) {
    for (std::size_t i = r.size(); i-- > 0;) r[i] = low16(r[i] - unsigned{k[r[(i + 3) % 4] & 63]});
}

}  // namespace

// T8 octets hold effective_bits (T1), TM masks the first of them.
Rc2::Rc2(Bytes key, unsigned effective_bits) {
    // No message can cause this, only a caller's mistake; going on would mean a weaker key.
    if (key.empty() || key.size() > kMaxKey || effective_bits == 0 ||
        effective_bits > kMaxEffectiveBits)
        std::abort();
    Secret<kMaxKey> expanded;
    const auto l = expanded.mutable_bytes();
    std::ranges::copy(key, l.begin());
    for (std::size_t i = key.size(); i < kMaxKey; ++i)
        l[i] = kPiTable[(unsigned{l[i - 1]} + l[i - key.size()]) & 0xff];
    const std::size_t t8 = (effective_bits + 7) / 8;
    const unsigned tm = 0xffU >> (8 * t8 - effective_bits);
    l[kMaxKey - t8] = kPiTable[l[kMaxKey - t8] & tm];
    for (std::size_t i = kMaxKey - t8; i-- > 0;) l[i] = kPiTable[l[i + 1] ^ l[i + t8]];
    for (std::size_t i = 0; i < expanded_.size(); ++i)
        expanded_[i] = low16(unsigned{l[2 * i]} | unsigned{l[2 * i + 1]} << 8);
}

Rc2::~Rc2() { secure_wipe({reinterpret_cast<std::uint8_t*>(expanded_.data()), sizeof expanded_}); }

void Rc2::encrypt(std::span<std::uint8_t, kBlock> block) const {
    Words r = load(block);
    for (std::size_t round = 0; round < kRounds; ++round) {
        mix(r, expanded_, round);
        if (mashes_after(round)) mash(r, expanded_);
    }
    store(r, block);
}

void Rc2::decrypt(std::span<std::uint8_t, kBlock> block) const {
    Words r = load(block);
    for (std::size_t round = kRounds; round-- > 0;) {
        if (mashes_after(round)) unmash(r, expanded_);
        unmix(r, expanded_, round);
    }
    store(r, block);
}

}  // namespace secur32::crypto
