// Block ciphers in the modes ECB, CBC and CFB with 8 bits of feedback (NIST SP 800-38A 6.1, 6.2,
// 6.3), in either direction from one feedback register, which is the caller's.  Private to this
// folder: symmetric_cipher.h is what is built on it.
#pragma once

#include <memory>

#include "sslprovider/crypto/cipher_context.h"
#include "sslprovider/crypto/symmetric_cipher.h"

namespace secur32::crypto {

inline constexpr std::size_t kMaxBlock = 16;

class BlockModes {
 public:
    BlockModes() = default;
    BlockModes(const BlockModes&) = delete;
    BlockModes& operator=(const BlockModes&) = delete;
    virtual ~BlockModes() = default;

    // Null where libcrypto is configured without the cipher.  key: of a length that the algorithm
    // has.
    static std::unique_ptr<BlockModes> make(const CipherForm& form, Bytes key);
    virtual std::unique_ptr<BlockModes> clone() const = 0;

    // In place; whole blocks unless the mode is CFB.  feedback: the last block of ciphertext, or
    // the IV (ECB does not look).  False when libcrypto fails.
    virtual bool run(Direction direction, Bytes feedback, MutableBytes in_place) = 0;
    // The next feedback is not what the last run left.
    virtual void forget_feedback() {}
};

}  // namespace secur32::crypto
