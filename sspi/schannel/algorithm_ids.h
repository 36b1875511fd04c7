// The CryptoAPI's numbers (ALG_ID) of what a cipher suite is made of, as SCHANNEL_CRED and the
// attributes use them.
#pragma once

#include <cstdint>

#include "sslprovider/provider/cipher_suites.h"

namespace secur32::schannel {

using AlgorithmId = std::uint32_t;

// The bits of an ALG_ID that say what the algorithm is for (GET_ALG_CLASS).
inline constexpr AlgorithmId kClassMask = 0xE000, kSignatureClass = 0x2000, kCipherClass = 0x6000,
                             kHashClass = 0x8000, kExchangeClass = 0xA000;

// 0 where there is none: ChaCha20-Poly1305, pre-shared keys.
AlgorithmId id_of(crypto::BulkCipher cipher);
AlgorithmId id_of(crypto::HashAlgorithm hash);
AlgorithmId id_of(provider::KeyExchange exchange);  // any: of TLS 1.3, ephemeral Diffie-Hellman
AlgorithmId id_of(provider::Authentication authentication);

// Effective bits: 168 of 3DES, 56 of DES.
std::uint32_t strength_of(crypto::BulkCipher cipher);

}  // namespace secur32::schannel
