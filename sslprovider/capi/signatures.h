// CryptSignHash and CryptVerifySignature: the hash becomes PKCS#1's block, or DSA's number, and the
// signature is little-endian ("CryptSignHash function" in the Windows SDK's documentation).
#pragma once

#include "sslprovider/capi/hashes.h"
#include "sslprovider/crypto/keys.h"

namespace secur32::capi {

// How long a signature of the key is: RSA's modulus; DSA's r and s, as long as q each.
std::size_t signature_size(const crypto::PublicKey& key);

// Finishes the hash.  with_oid: a DigestInfo (RFC 8017 9.2) around it; without: CRYPT_NOHASHOID.
// CALG_SSL3_SHAMD5 has no OID (RFC 2246 4.7), DSA takes SHA-1 only.  bad_algorithm: a hash that is
// not signed; bad_length: the RSA key is too short for it; bad_key: a key that does not sign.
Result<Buffer> sign(const crypto::PrivateKey& key, HashObject& hash, bool with_oid);

// bad_signature whatever is wrong with it.  As Windows does, both forms are accepted, with the OID
// and without.
Status verify(const crypto::PublicKey& key, HashObject& hash, Bytes signature);

}  // namespace secur32::capi
