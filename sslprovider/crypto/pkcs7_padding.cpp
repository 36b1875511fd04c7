// Nothing here branches on an octet of the block.
#include "sslprovider/crypto/pkcs7_padding.h"

#include <algorithm>

#include "sslprovider/crypto/constant_time.h"

namespace secur32::crypto {

void put_pkcs7_padding(MutableBytes room) {
    std::ranges::fill(room, static_cast<std::uint8_t>(room.size()));
}

// PKCS#5 6.1.1: "The padding string PS shall consist of 8 - (||M|| mod 8) octets all having value
// 8 - (||M|| mod 8)."
std::size_t judge_pkcs7_padding(Bytes block) {
    using namespace constant_time;
    const Word padding = hidden(block.back());
    Word right = ~is_zero(padding) & ~less(block.size(), padding);
    for (std::size_t i = 0; i < block.size(); ++i) {
        const Word is_padding = less(block.size() - 1 - i, padding);
        right &= ~is_padding | equal(block[i], padding);
    }
    return hidden(right) & padding;
}

}  // namespace secur32::crypto
