// RSA encryption (RFC 8017 7): PKCS#1 v1.5 and OAEP for the key storage, and the premaster secret
// of TLS (RFC 5246 7.4.7.1), whose decryption never tells whether it went well.
#pragma once

#include "sslprovider/crypto/hash.h"
#include "sslprovider/crypto/keys.h"

namespace secur32::crypto {

inline constexpr std::size_t kPreMasterLength = 48;

// In octets: how long a ciphertext is, and what of it a padding takes at least (RFC 8017 7.2.1: 00
// 02 PS 00, PS having eight octets at least; 7.1.1: "mLen > k - 2hLen - 2").
inline std::size_t modulus_length(const PublicKey& key) { return (key.bits() + 7) / 8; }
inline constexpr std::size_t kPkcs1Overhead = 11;
constexpr std::size_t oaep_overhead(HashAlgorithm hash) { return 2 * hash_length(hash) + 2; }

// RFC 5246 7.4.7.1: "In any case, a TLS server MUST NOT generate an alert if processing an
// RSA-encrypted premaster secret message fails, or the version number is not as expected.  Instead,
// it MUST continue the handshake with a randomly generated premaster secret."
// offered: client_version of the ClientHello; negotiated is accepted too where a policy tolerates
// clients that send it (0: no).  A failure is a matter of the key or of the ciphertext's length,
// which all can see: bad_data unless it is as long as the modulus, bad_key for a key that is no
// RSA.
Result<SecureBytes> decrypt_premaster(const PrivateKey& key, Bytes encrypted, std::uint16_t offered,
                                      std::uint16_t negotiated);
// The same for who does not know what was offered (the CryptoAPI): of whatever version.
Result<SecureBytes> decrypt_premaster(const PrivateKey& key, Bytes encrypted);

// Any content that fits (modulus length - 11).
Result<Buffer> encrypt_pkcs1(const PublicKey& key, Bytes content);
// No implicit rejection: a key storage's caller is told.  Do not build a protocol on it:
// Bleichenbacher's oracle.  For all decryptions below: invalid_parameter when the ciphertext is not
// as long as the modulus, or whatever else is wrong with it (NCryptDecrypt's answer).
Result<SecureBytes> decrypt_pkcs1(const PrivateKey& key, Bytes encrypted);

// hash serves as OAEP's hash and MGF1's unless mask_hash is given; label may be empty.
struct OaepForm {
    HashAlgorithm hash;
    HashAlgorithm mask_hash = HashAlgorithm::none;
    Bytes label = {};
};
Result<Buffer> encrypt_oaep(const PublicKey& key, const OaepForm& form, Bytes content);
Result<SecureBytes> decrypt_oaep(const PrivateKey& key, const OaepForm& form, Bytes encrypted);
// Without padding; the number as long as the modulus.
Result<SecureBytes> decrypt_raw(const PrivateKey& key, Bytes encrypted);
Result<Buffer> encrypt_raw(const PublicKey& key, Bytes content);

}  // namespace secur32::crypto
