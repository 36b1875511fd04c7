// What makes numbers an RSA key (RFC 8017 3).  Private to this folder.
#pragma once

#include "sslprovider/crypto/keys.h"

namespace secur32::crypto {

inline constexpr std::size_t kMinRsaBits = 512, kMaxRsaBits = 16384;

// bad_key unless the modulus is odd and of least_bits to kMaxRsaBits, the exponent odd and from 3
// to n-1.  Strips leading zeros.
Status check_rsa(RsaPublicNumbers& numbers, std::size_t least_bits = kMinRsaBits);

// Computes what is missing beside open, prime1 and prime2; bad_key unless all belong together:
//   n = p q, p != q,  e d = 1 and e dP = 1 (mod p-1),  e d = 1 and e dQ = 1 (mod q-1),  q qInv = 1
//   (mod p),
// dP, dQ and qInv being the smallest.  Then all are as long as p, q and n say.  Whether p and q are
// prime is not checked: it takes seconds, and a key that is wrong there harms but its owner.
Status complete_rsa(RsaPrivateNumbers& numbers);

RsaPrivateNumbers clone(const RsaPrivateNumbers& numbers);

}  // namespace secur32::crypto
