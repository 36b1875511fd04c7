// RFC 8017 7.2.2's conditions and RFC 5246 7.4.7.1's, all of them judged before any counts.
#include "sslprovider/crypto/premaster_block.h"

#include "sslprovider/crypto/constant_time.h"

namespace secur32::crypto {

void take_premaster(Bytes block, std::uint16_t offered, std::uint16_t negotiated,
                    MutableBytes premaster) {
    using namespace constant_time;
    const Bytes sent = block.last(kPreMasterLength);
    const Bytes head = block.first(block.size() - kPreMasterLength);  // 00 02 PS 00
    Word right = equal(head[0], 0) & equal(head[1], 2) & equal(head.back(), 0);
    for (const std::uint8_t octet : head.subspan(2, head.size() - 3)) right &= ~is_zero(octet);

    const Word version = Word{sent[0]} << 8 | sent[1];
    right &= equal(version, offered) | (equal(version, negotiated) & ~is_zero(negotiated));

    for (std::size_t i = 0; i < kPreMasterLength; ++i)
        premaster[i] = static_cast<std::uint8_t>(select(hidden(right), sent[i], premaster[i]));
}

}  // namespace secur32::crypto
