// A session key inside an RSA block, as the CryptoAPI's SIMPLEBLOB carries it (RFC 8017 7.2,
// big-endian), and the judgement on a decrypted block without a branch or an index that depends on
// it.  What of the judgement a caller must not learn is folded into one answer.
#pragma once

#include "sslprovider/crypto/keys.h"

namespace secur32::crypto {

// Which lengths a key of an algorithm may have, in octets.
struct SessionKeyLengths {
    std::size_t least, most;
};

enum class SessionKeyPadding : std::uint8_t { pkcs1, oaep_sha1 };

// bad_length when the modulus is too short for the key, bad_key when it is no RSA key's.
// ssl2_fallback: the first eight octets of PS are 03 (CRYPT_SSL2_FALLBACK; PKCS#1 only).
// label: OAEP's (KP_OAEP_PARAMS).
Result<Buffer> encrypt_session_key(const PublicKey& key, SessionKeyPadding padding, Bytes secret,
                                   bool ssl2_fallback = false, Bytes label = {});

// bad_data whatever was wrong with the ciphertext: its length, the padding, the length of what was
// inside; bad_key for a key that is no RSA key.
// Padding and length are judged in constant time; that the answer tells whether both were right is
// the API's own nature (CryptImportKey): build no protocol on it.
Result<SecureBytes> decrypt_session_key(const PrivateKey& key, SessionKeyPadding padding,
                                        Bytes encrypted, SessionKeyLengths lengths,
                                        Bytes label = {});

// block is 00 02 PS 00 K as the RSA operation gave it; K goes to the end of key (whose size is
// lengths.most), the octets before it are 0.  Answers K's length, 0 when the block is not right;
// the answer is the first thing that may be branched on.  For test/ct.
std::size_t take_session_key(Bytes block, SessionKeyLengths lengths, MutableBytes key);

}  // namespace secur32::crypto
