// RFC 8017 7.2.2's conditions and RFC 5246 7.4.7.1's, all of them judged before any counts.
#include "sslprovider/crypto/premaster_block.h"

#include "sslprovider/crypto/constant_time.h"

namespace secur32::crypto {
namespace {

using namespace constant_time;

// Whether 48 octets are behind 00 02 PS 00.
Word is_padded(Bytes block) {
    const Bytes head = block.first(block.size() - kPreMasterLength);
    Word right = equal(head[0], 0) & equal(head[1], 2) & equal(head.back(), 0);
    for (const std::uint8_t octet : head.subspan(2, head.size() - 3)) right &= ~is_zero(octet);
    return right;
}

void take_if(Word right, Bytes sent, MutableBytes premaster) {
    for (std::size_t i = 0; i < kPreMasterLength; ++i)
        premaster[i] = static_cast<std::uint8_t>(select(hidden(right), sent[i], premaster[i]));
}

}  // namespace

void take_premaster(Bytes block, std::uint16_t offered, std::uint16_t negotiated,
                    MutableBytes premaster) {
    const Bytes sent = block.last(kPreMasterLength);
    const Word version = Word{sent[0]} << 8 | sent[1];
    const Word wanted =
        equal(version, offered) | (equal(version, negotiated) & ~is_zero(negotiated));
    take_if(is_padded(block) & wanted, sent, premaster);
}

void take_premaster(Bytes block, MutableBytes premaster) {
    take_if(is_padded(block), block.last(kPreMasterLength), premaster);
}

}  // namespace secur32::crypto
