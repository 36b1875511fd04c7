// The pseudorandom function of TLS 1.0 to 1.2.
#pragma once

#include <initializer_list>
#include <string_view>

#include "sslprovider/crypto/hash.h"

namespace secur32::crypto {

// RFC 5246 5: PRF(secret, label, seed) = P_<hash>(secret, label + seed);
// md5_sha1 (RFC 2246 5): P_MD5(S1, label + seed) XOR P_SHA-1(S2, label + seed).
// The seed is the concatenation of `seed`; fills all of out.
void prf(HashAlgorithm hash, Bytes secret, std::string_view label,
         std::initializer_list<Bytes> seed, MutableBytes out);

}  // namespace secur32::crypto
