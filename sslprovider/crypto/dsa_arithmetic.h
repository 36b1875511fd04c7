// What makes numbers a DSA key (FIPS 186-4 4.1).  Private to this folder.
#pragma once

#include "sslprovider/base/secure_bytes.h"
#include "sslprovider/base/status.h"

namespace secur32::crypto {

// Big-endian, without leading zeros.
struct DsaGroup {
    Bytes p, q, g;
};

// bad_key unless p is odd and of 512 to 8192 bits, q odd and of 160, 224 or 256, q divides p-1, g
// is 2 to p-1 and g^q = 1 (mod p).  Not whether p and q are prime: that takes long, and who signed
// the key answers for it.
Status check_dsa(const DsaGroup& group);
// bad_key unless y is 2 to p-1 and y^q = 1 (mod p).
Status check_dsa_public(const DsaGroup& group, Bytes y);
// y of x; bad_key unless x is 1 to q-1.
Result<Buffer> dsa_public(const DsaGroup& group, Bytes x);

}  // namespace secur32::crypto
