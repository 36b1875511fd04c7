// The AlgorithmIdentifier of a key, the same in SubjectPublicKeyInfo (RFC 5280 4.1.2.7) and in
// PrivateKeyInfo (RFC 5208 5): RFC 3279 2.3, RFC 4055 1.2, RFC 5480 2.1, RFC 8410 3.  Private to
// this folder.
#pragma once

#include <optional>

#include "sslprovider/base/der.h"
#include "sslprovider/crypto/dsa_arithmetic.h"
#include "sslprovider/crypto/ec_curve.h"
#include "sslprovider/crypto/keys.h"

namespace secur32::crypto {

// What an RSASSA-PSS key may be used with (RFC 4055 3.1); hashes by libcrypto's names, because a
// key may want one that no enum here has.
struct PssRestriction {
    const char* hash = "SHA1";
    const char* mask_hash = "SHA1";
    int salt_length = 20;
};

// Views into what it was read from.
struct KeyIdentifier {
    KeyAlgorithm algorithm = KeyAlgorithm::rsa;
    const Curve* curve = nullptr;       // of ec
    std::optional<PssRestriction> pss;  // of rsa_pss, where it is restricted
    DsaGroup dsa;                       // of dsa
};

// The next element of in, which the caller finds failed where it is no AlgorithmIdentifier at all.
// bad_data when the parameters are not those of the algorithm; unsupported_function for an
// algorithm, curve or hash that the enums lack.
Result<KeyIdentifier> read_key_identifier(DerReader& in);

// A non-negative INTEGER without its leading zero; fails in for a negative one.
Bytes unsigned_integer(DerReader& in);

}  // namespace secur32::crypto
