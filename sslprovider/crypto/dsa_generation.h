// DSA keys in a group that the caller chose (FIPS 186-4 B.1), as CryptGenKey with CRYPT_PREGEN lets
// him; a group of libcrypto's choice is PrivateKey::generate_dsa's.  Numbers are big-endian.
#pragma once

#include "sslprovider/crypto/keys.h"

namespace secur32::crypto {

struct DsaDomain {
    Buffer p, q, g;
};

// bad_key unless p and q are primes of lengths that DSA has, q divides p-1 and g generates the
// subgroup of order q.
Status check_dsa_domain(const DsaDomain& domain);
// A new pair.  bad_key for numbers that contradict one another; whether they are prime is not
// looked at.
Result<PrivateKey> generate_dsa(const DsaDomain& domain);

// Whether a number is prime, but for 2^-128 (BN_check_prime).
bool is_prime(Bytes number);

}  // namespace secur32::crypto
