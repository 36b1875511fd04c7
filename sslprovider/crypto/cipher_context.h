// EVP's ciphers, each fetched once per process, and their contexts.  Private to this folder.
#pragma once

#include <memory>

#include "sslprovider/base/bytes.h"
#include "sslprovider/crypto/bulk_cipher.h"
#include "sslprovider/crypto/hash.h"

struct evp_cipher_st;
struct evp_cipher_ctx_st;

namespace secur32::crypto {

enum class Direction : std::uint8_t { seal, open };

struct CipherContextFree {
    void operator()(evp_cipher_ctx_st* context) const noexcept;
};
using CipherContext = std::unique_ptr<evp_cipher_ctx_st, CipherContextFree>;

// Null when libcrypto has no such cipher, and for null and RC4.  DES is asked for as triple DES.
const evp_cipher_st* bulk_cipher(BulkCipher cipher);
// CBC and HMAC in one pass over whole records: AES with SHA-1 or SHA-256, on processors that
// libcrypto has it for; null otherwise.
const evp_cipher_st* stitched_cipher(BulkCipher cipher, HashAlgorithm mac);

// With the key set up and, where there is one, the IV.  Null, and no error left behind, when the
// cipher is null or libcrypto refuses.
CipherContext make_cipher_context(const evp_cipher_st* cipher, Direction direction, Bytes key,
                                  Bytes iv);

// The same key from another IV.  False, and no error left behind, when libcrypto refuses.
bool restart_cipher(const CipherContext& context, Bytes iv);

// Runs the cipher over octets, from where it stands.  False, and no error left behind, when it
// fails.
bool run_cipher(const CipherContext& context, MutableBytes in_place);

}  // namespace secur32::crypto
