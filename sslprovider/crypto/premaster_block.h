// The judgement on a decrypted premaster block (RFC 5246 7.4.7.1), without a branch or an index
// that depends on it.  Not libcrypto's RSA_PKCS1_WITH_TLS_PADDING, which does the same and then
// frees the block, premaster and all, without wiping it (3.0).  Private to this folder and test/ct.
#pragma once

#include <cstdint>

#include "sslprovider/crypto/rsa_encryption.h"

namespace secur32::crypto {

// RFC 8017 7.2.1: 00 02 PS 00, PS having eight octets at least.
inline constexpr std::size_t kShortestPremasterBlock = 11 + kPreMasterLength;

// premaster holds random octets, which stay unless the block is 00 02 PS 00 and a premaster secret
// that opens with the offered version, or with the negotiated one where that is not 0.
// block.size() >= kShortestPremasterBlock, premaster.size() == kPreMasterLength.
void take_premaster(Bytes block, std::uint16_t offered, std::uint16_t negotiated,
                    MutableBytes premaster);
// The same of whatever version.
void take_premaster(Bytes block, MutableBytes premaster);

}  // namespace secur32::crypto
