// DSA keys made anew (FIPS 186-4 A.1, B.1), as the CryptoAPI's DSS providers make them: q has 160
// bits.  Numbers are big-endian.
#pragma once

#include "sslprovider/crypto/keys.h"

namespace secur32::crypto {

struct DsaDomain {
    Buffer p, q, g;
};

// A new p, q and g.  bits: of p, 512 to 1024, a multiple of 64 (FIPS 186-2); invalid_parameter
// otherwise.
Result<DsaDomain> make_dsa_domain(std::size_t bits);
// bad_key unless p and q are primes of lengths that DSA has, q divides p-1 and g generates the
// subgroup of order q.
Status check_dsa_domain(const DsaDomain& domain);
// A new pair.  bad_key for numbers that contradict one another; whether they are prime is not
// looked at.
Result<PrivateKey> generate_dsa(const DsaDomain& domain);

// Whether a number is prime, but for 2^-128 (BN_check_prime).
bool is_prime(Bytes number);

}  // namespace secur32::crypto
