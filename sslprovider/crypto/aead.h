// AEAD ciphers (RFC 5116) as TLS needs them, behind a slot: nonces of 12 octets, tags of 16, a key
// set up once.  Another kernel is a file that derives from AeadKey and a row in aead.cpp.
// Thread rule: one thread at a time per object.  No call but the making allocates.
#pragma once

#include <cstddef>
#include <memory>

#include "sslprovider/base/bytes.h"
#include "sslprovider/crypto/bulk_cipher.h"
#include "sslprovider/crypto/cipher_context.h"
#include "sslprovider/crypto/record_cipher.h"

namespace secur32::crypto {

inline constexpr std::size_t kAeadNonceLength = 12;
inline constexpr std::size_t kAeadTagLength = 16;

class AeadKey {
 public:
    virtual ~AeadKey() = default;

    // Encrypts plaintext to out, which is the same memory or apart, then tail in place, as one
    // text.  A nonce must never come twice: that is the caller's duty.  False when the kernel
    // fails.
    virtual bool seal(Bytes nonce, Bytes aad, Bytes plaintext, std::uint8_t* out, MutableBytes tail,
                      MutableBytes tag) = 0;
    // Decrypts text in place.  False when tag is not its tag; text is then not to be looked at.
    virtual bool open(Bytes nonce, Bytes aad, MutableBytes text, Bytes tag) = 0;

    // A kernel may have a shorter way for the fragments of TLS 1.2 that lie in one piece:
    // explicit nonce | content | tag.  The nonces are those of RFC 5288 3, the explicit part being
    // the sequence number, or of RFC 7905 2.  The prefix's length is the content's to seal, the
    // fragment's to open.
    virtual bool has_fragments() const { return false; }
    virtual bool seal_fragment(const RecordPrefix&, MutableBytes) { return false; }
    virtual bool open_fragment(const RecordPrefix&, MutableBytes) { return false; }
};

// fixed_iv: for the fragments of TLS 1.2, which are not used without it.  Null when no kernel has
// the cipher, or when the key is not of its length.
std::unique_ptr<AeadKey> make_aead(BulkCipher cipher, Direction direction, Bytes key,
                                   Bytes fixed_iv = {});

}  // namespace secur32::crypto
