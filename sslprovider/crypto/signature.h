// Signatures over a hash or a message: RSASSA-PKCS1-v1_5 and RSASSA-PSS (RFC 8017 8), ECDSA and DSA
// (FIPS 186-4, DER: SEQUENCE { r, s }), Ed25519 (RFC 8032).
#pragma once

#include "sslprovider/crypto/hash.h"
#include "sslprovider/crypto/keys.h"

namespace secur32::crypto {

// How an RSA signature is padded; for the other algorithms the key decides and this is ignored.
enum class RsaPadding : std::uint8_t { pkcs1, pss };

// salt_length counts for PSS only.
struct SignatureForm {
    HashAlgorithm hash;  // none: PKCS#1 padding around the digest as it is, or Ed25519
    RsaPadding padding = RsaPadding::pkcs1;
    std::optional<std::size_t> salt_length = {};    // PSS; default: the hash's length
    HashAlgorithm mask_hash = HashAlgorithm::none;  // MGF1's hash; none: `hash`
};

// md5_sha1 with PKCS#1: the 36 octets of TLS 1.0 and 1.1 without a DigestInfo (RFC 2246 4.7).
// invalid_parameter when the digest's length is not the hash's, or the form does not suit the key.
// ECDSA and DSA cut a digest that is longer than the group's order (FIPS 186-4 6.4).
Result<Buffer> sign_hash(const PrivateKey& key, const SignatureForm& form, Bytes digest);
// bad_signature when it is not right, whatever was wrong; digest and form are judged as above.  Of
// PKCS#1's two forms, with and without NULL in the DigestInfo, either is accepted (RFC 5246 4.7).
Status verify_hash(const PublicKey& key, const SignatureForm& form, Bytes digest, Bytes signature);

// The same over the message itself; the only way for Ed25519.
Result<Buffer> sign_message(const PrivateKey& key, const SignatureForm& form, Bytes message);
Status verify_message(const PublicKey& key, const SignatureForm& form, Bytes message,
                      Bytes signature);

// The longest signature that the key makes.
std::size_t signature_length(const PublicKey& key);

// DER <-> r || s, each padded to the length of the group's order (what CNG passes around).
// bad_signature when it is not DER, or not of that length; bad_key for keys of one number.
Result<Buffer> fixed_width_signature(const PublicKey& key, Bytes der);
Result<Buffer> der_signature(const PublicKey& key, Bytes fixed_width);

}  // namespace secur32::crypto
