// The compression function of MD5 (RFC 1321 3.4), unrolled at compile time from the RFC's own
// table, with room for independent work between its steps: each step waits for the one before it,
// so that a processor has about half its width to spare (rc4_md5.cpp fills it).
// Not here: padding and buffering; that is Md5 (md5.h).
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <utility>

namespace secur32::crypto::md5_rounds {

using Chain = std::array<std::uint32_t, 4>;

inline constexpr std::size_t kBlock = 64;
inline constexpr Chain kInitialChain = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476};

// RFC 1321 3.4: T[i] is "the integer part of 4294967296 times abs(sin(i))", i from 1.
inline constexpr std::array<std::uint32_t, 64> kT = {
    0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee, 0xf57c0faf, 0x4787c62a, 0xa8304613, 0xfd469501,
    0x698098d8, 0x8b44f7af, 0xffff5bb1, 0x895cd7be, 0x6b901122, 0xfd987193, 0xa679438e, 0x49b40821,
    0xf61e2562, 0xc040b340, 0x265e5a51, 0xe9b6c7aa, 0xd62f105d, 0x02441453, 0xd8a1e681, 0xe7d3fbc8,
    0x21e1cde6, 0xc33707d6, 0xf4d50d87, 0x455a14ed, 0xa9e3e905, 0xfcefa3f8, 0x676f02d9, 0x8d2a4c8a,
    0xfffa3942, 0x8771f681, 0x6d9d6122, 0xfde5380c, 0xa4beea44, 0x4bdecfa9, 0xf6bb4b60, 0xbebfbc70,
    0x289b7ec6, 0xeaa127fa, 0xd4ef3085, 0x04881d05, 0xd9d4d039, 0xe6db99e5, 0x1fa27cf8, 0xc4ac5665,
    0xf4292244, 0x432aff97, 0xab9423a7, 0xfc93a039, 0x655b59c3, 0x8f0ccc92, 0xffeff47d, 0x85845dd1,
    0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1, 0xf7537e82, 0xbd3af235, 0x2ad7d2bb, 0xeb86d391,
};

enum class Mix : std::uint8_t { f, g, h, i };

// "Let [abcd k s i] denote a = b + ((a + F(b,c,d) + X[k] + T[i]) <<< s)."
struct Step {
    Mix mix;
    std::uint8_t k, s, i;
};

// clang-format off
inline constexpr std::array<Step, 64> kSteps = {{
    {Mix::f,  0, 7,  1}, {Mix::f,  1, 12,  2}, {Mix::f,  2, 17,  3}, {Mix::f,  3, 22,  4},
    {Mix::f,  4, 7,  5}, {Mix::f,  5, 12,  6}, {Mix::f,  6, 17,  7}, {Mix::f,  7, 22,  8},
    {Mix::f,  8, 7,  9}, {Mix::f,  9, 12, 10}, {Mix::f, 10, 17, 11}, {Mix::f, 11, 22, 12},
    {Mix::f, 12, 7, 13}, {Mix::f, 13, 12, 14}, {Mix::f, 14, 17, 15}, {Mix::f, 15, 22, 16},

    {Mix::g,  1, 5, 17}, {Mix::g,  6,  9, 18}, {Mix::g, 11, 14, 19}, {Mix::g,  0, 20, 20},
    {Mix::g,  5, 5, 21}, {Mix::g, 10,  9, 22}, {Mix::g, 15, 14, 23}, {Mix::g,  4, 20, 24},
    {Mix::g,  9, 5, 25}, {Mix::g, 14,  9, 26}, {Mix::g,  3, 14, 27}, {Mix::g,  8, 20, 28},
    {Mix::g, 13, 5, 29}, {Mix::g,  2,  9, 30}, {Mix::g,  7, 14, 31}, {Mix::g, 12, 20, 32},

    {Mix::h,  5, 4, 33}, {Mix::h,  8, 11, 34}, {Mix::h, 11, 16, 35}, {Mix::h, 14, 23, 36},
    {Mix::h,  1, 4, 37}, {Mix::h,  4, 11, 38}, {Mix::h,  7, 16, 39}, {Mix::h, 10, 23, 40},
    {Mix::h, 13, 4, 41}, {Mix::h,  0, 11, 42}, {Mix::h,  3, 16, 43}, {Mix::h,  6, 23, 44},
    {Mix::h,  9, 4, 45}, {Mix::h, 12, 11, 46}, {Mix::h, 15, 16, 47}, {Mix::h,  2, 23, 48},

    {Mix::i,  0, 6, 49}, {Mix::i,  7, 10, 50}, {Mix::i, 14, 15, 51}, {Mix::i,  5, 21, 52},
    {Mix::i, 12, 6, 53}, {Mix::i,  3, 10, 54}, {Mix::i, 10, 15, 55}, {Mix::i,  1, 21, 56},
    {Mix::i,  8, 6, 57}, {Mix::i, 15, 10, 58}, {Mix::i,  6, 15, 59}, {Mix::i, 13, 21, 60},
    {Mix::i,  4, 6, 61}, {Mix::i, 11, 10, 62}, {Mix::i,  2, 15, 63}, {Mix::i,  9, 21, 64},
}};
// clang-format on

// The RFC's four auxiliary functions, added to sum.  x is b, which the step before has just made:
// each is written so that as little as possible waits for it.
template <Mix mix>
[[gnu::always_inline]] constexpr std::uint32_t add_mixed(std::uint32_t sum, std::uint32_t x,
                                                         std::uint32_t y, std::uint32_t z) {
    if constexpr (mix == Mix::f) return sum + (z ^ (x & (y ^ z)));
    // The two halves of G have no bit in common, so that "or" may be "+".
    if constexpr (mix == Mix::g) return sum + (y & ~z) + (x & z);
    if constexpr (mix == Mix::h) return sum + (x ^ (y ^ z));
    if constexpr (mix == Mix::i) return sum + (y ^ (x | ~z));
}

[[gnu::always_inline]] inline std::uint32_t word(const std::uint8_t* block, std::size_t k) {
    std::uint32_t value = 0;
    std::memcpy(&value, block + 4 * k, sizeof value);
    return value;
}

// One step.  The registers do not move: those of step n are the RFC's a, b, c, d turned n times.
template <std::size_t n>
[[gnu::always_inline]] inline void step(Chain& r, const std::uint8_t* block) {
    constexpr Step row = kSteps[n];
    std::uint32_t& a = r[(64 - n) % 4];
    const std::uint32_t b = r[(65 - n) % 4], c = r[(66 - n) % 4], d = r[(67 - n) % 4];
    a = add_mixed<row.mix>(a + word(block, row.k) + kT[row.i - 1], b, c, d);
    a = b + std::rotl(a, row.s);
}

// Hashes one block; after step n it calls aside(n), which must not touch the block.
template <typename Aside>
[[gnu::always_inline]] inline void compress(Chain& chain, const std::uint8_t* block, Aside aside) {
    Chain r = chain;
    [&]<std::size_t... n>(std::index_sequence<n...>) __attribute__((always_inline)) {
        ((step<n>(r, block), aside(n)), ...);
    }
    (std::make_index_sequence<64>{});
    chain = {chain[0] + r[0], chain[1] + r[1], chain[2] + r[2], chain[3] + r[3]};
}

}  // namespace secur32::crypto::md5_rounds
