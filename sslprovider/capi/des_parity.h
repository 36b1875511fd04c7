// The parity bits of DES keys (FIPS 46-3: "One bit in each 8-bit byte of the KEY may be utilized
// for error detection [...] in that each byte is of odd parity").  The cipher does not look at
// them; blobs and CryptHashSessionKey show them.  Nothing here branches on the key.
#pragma once

#include "sslprovider/base/bytes.h"
#include "sslprovider/capi/algorithms.h"

namespace secur32::capi {

constexpr bool has_parity(const SessionAlgorithm& algorithm) {
    return algorithm.cipher == crypto::SymmetricAlgorithm::des ||
           algorithm.cipher == crypto::SymmetricAlgorithm::tdes;
}

// The lowest bit is the others' parity.
constexpr std::uint8_t with_odd_parity(std::uint8_t octet) {
    unsigned folded = octet;
    for (const unsigned shift : {4u, 2u, 1u}) folded ^= folded >> shift;
    return static_cast<std::uint8_t>(octet ^ (~folded & 1u));
}

constexpr void set_odd_parity(MutableBytes key) {
    for (std::uint8_t& octet : key) octet = with_odd_parity(octet);
}

// Looks at every octet, whatever it finds.
constexpr bool is_of_odd_parity(Bytes key) {
    unsigned wrong = 0;
    for (const std::uint8_t octet : key) wrong |= unsigned{octet} ^ with_odd_parity(octet);
    return wrong == 0;
}

}  // namespace secur32::capi
