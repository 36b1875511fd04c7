// AEAD with libcrypto's EVP.  Private to this folder and its tests.
#pragma once

#include "sslprovider/crypto/aead.h"

namespace secur32::crypto {

std::unique_ptr<AeadKey> make_evp_aead(BulkCipher cipher, Direction direction, Bytes key,
                                       Bytes fixed_iv);

// Any AEAD of libcrypto that needs no length of the text beforehand, with any nonce that it takes:
// for known answers that TLS has no use for.
std::unique_ptr<AeadKey> make_evp_aead(const evp_cipher_st* cipher, Direction direction, Bytes key,
                                       std::size_t nonce_length);

}  // namespace secur32::crypto
