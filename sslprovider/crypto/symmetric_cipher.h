// The ciphers of the CryptoAPI, message by message: RC4, and the block ciphers in the modes that
// its providers have (FIPS 81, NIST SP 800-38A: ECB, CBC, CFB with 8 bits of feedback).  Padding is
// the caller's.  Not for TLS records: those are record_cipher.h's.
//
// DES runs as triple DES with one key three times, RC2 and RC4 are our own: nothing needs
// libcrypto's legacy provider.  Thread rule: one thread at a time per object.  Wiped when it dies.
#pragma once

#include <cstdint>
#include <memory>

#include "sslprovider/base/secure_bytes.h"
#include "sslprovider/base/status.h"

namespace secur32::crypto {

enum class SymmetricAlgorithm : std::uint8_t { rc2, rc4, des, tdes, aes };
enum class BlockMode : std::uint8_t { ecb, cbc, cfb8 };

// In octets; 0 for RC4.
constexpr std::size_t block_length(SymmetricAlgorithm algorithm) {
    switch (algorithm) {
        case SymmetricAlgorithm::rc4:
            return 0;
        case SymmetricAlgorithm::aes:
            return 16;
        default:
            return 8;
    }
}

struct CipherForm {
    SymmetricAlgorithm algorithm;
    BlockMode mode = BlockMode::cbc;  // not looked at for RC4
    unsigned effective_bits = 0;      // RC2's
};

class SymmetricCipher {
 public:
    // key: RC2 1 to 128 octets, RC4 1 to 256, DES 8, triple DES 16 (two keys) or 24, AES 16, 24,
    // 32; parity bits are not looked at.  iv: a block, or empty for ECB and RC4.  bad_length for
    // others, unsupported_function where libcrypto is configured without the cipher.
    static Result<SymmetricCipher> make(const CipherForm& form, Bytes key, Bytes iv);
    SymmetricCipher(SymmetricCipher&&) noexcept;
    SymmetricCipher& operator=(SymmetricCipher&&) noexcept;
    ~SymmetricCipher();
    // Goes on from where this one stands.
    Result<SymmetricCipher> clone() const;

    // In place, from where the last call ended, of whichever direction it was: both share one
    // feedback register (the last block of ciphertext; RC4: one key stream).  ECB and CBC: whole
    // blocks, bad_length otherwise.  Allocates nothing after the first call of a direction.
    Status encrypt(MutableBytes in_place);
    Status decrypt(MutableBytes in_place);
    // Back to the IV, or to the beginning of the key stream.
    Status restart();

    struct State;  // the implementation's

 private:
    explicit SymmetricCipher(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace secur32::crypto
