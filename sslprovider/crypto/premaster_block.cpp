// RFC 8017 7.2.2's conditions as masks: all ones for true.
#include "sslprovider/crypto/premaster_block.h"

namespace secur32::crypto {
namespace {

using Mask = std::uint32_t;

// Hides from the optimiser that the value is a mask, which it might otherwise branch on.
Mask opaque(Mask value) {
    __asm__("" : "+r"(value));
    return value;
}

// The top bit of ~value & (value - 1) is set for zero alone.
Mask is_zero(std::uint32_t value) { return 0 - (opaque(~value & (value - 1)) >> 31); }

Mask is_equal(std::uint32_t a, std::uint32_t b) { return is_zero(a ^ b); }

std::uint8_t select(Mask mask, std::uint8_t a, std::uint8_t b) {
    return static_cast<std::uint8_t>((opaque(mask) & a) | (~opaque(mask) & b));
}

}  // namespace

void take_premaster(Bytes block, std::uint16_t offered, std::uint16_t negotiated,
                    MutableBytes premaster) {
    const Bytes sent = block.last(kPreMasterLength);
    const Bytes head = block.first(block.size() - kPreMasterLength);  // 00 02 PS 00
    Mask right = is_equal(head.front(), 0) & is_equal(head[1], 2) & is_equal(head.back(), 0);
    for (const std::uint8_t octet : head.subspan(2, head.size() - 3)) right &= ~is_zero(octet);

    const std::uint32_t version = std::uint32_t{sent[0]} << 8 | sent[1];
    right &= is_equal(version, offered) | (is_equal(version, negotiated) & ~is_zero(negotiated));

    for (std::size_t i = 0; i < kPreMasterLength; ++i)
        premaster[i] = select(right, sent[i], premaster[i]);
}

}  // namespace secur32::crypto
