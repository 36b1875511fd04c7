// Keys made of checked numbers or of the contents of their encodings: what PublicKey and PrivateKey
// are built from.  A PublicKey that is made of a private encoding holds both halves.  Private to
// this folder.
#pragma once

#include "sslprovider/crypto/key_identifier.h"
#include "sslprovider/crypto/keys.h"

namespace secur32::crypto {

inline constexpr std::size_t kEd25519Length = 32, kEd25519Bits = 256;

// numbers: checked (check_rsa), complete (complete_rsa).
Result<PublicKey> make_rsa_public(const KeyIdentifier& identifier, const RsaPublicNumbers& numbers);
Result<PublicKey> make_rsa_private(const KeyIdentifier& identifier,
                                   const RsaPrivateNumbers& numbers);
PublicKey ec_key(const Curve& curve, Pkey key);

// PrivateKeyInfo (RFC 5208 5, RFC 5958 2): bad_data when it is none.
Result<PublicKey> read_private_key_info(Bytes der);
// What stands in PEM blocks of its own: RSAPrivateKey (RFC 8017 A.1.2), ECPrivateKey (RFC 5915 3).
Result<PublicKey> read_rsa_private_key(Bytes der);
Result<PublicKey> read_ec_private_key(Bytes der);

}  // namespace secur32::crypto
