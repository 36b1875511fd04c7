// Hides secrets that a caller keeps in its own memory (SspiEncryptAuthIdentity): in place, without
// a byte more room, and only for as long as this process lives.
//
// A balanced Feistel network of ten rounds whose round function is HMAC-SHA-256 under a key that is
// drawn at random once per process (the shape of NIST SP 800-38G's FF1, over bytes).  Because there
// is no room for a nonce, equal secrets of one process become equal ciphertexts.  Not here:
// authentication; what was changed meanwhile decrypts to noise, and its reader judges that.
#pragma once

#include "sslprovider/base/bytes.h"
#include "sslprovider/base/status.h"

namespace secur32::crypto {

// Any length.  Fails only when the system gives no random numbers or libcrypto no HMAC; the bytes
// are then as they were or wiped, never half encrypted.
Status encrypt_memory(MutableBytes bytes);
Status decrypt_memory(MutableBytes bytes);

}  // namespace secur32::crypto
