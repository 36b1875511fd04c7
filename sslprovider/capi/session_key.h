// A session key of the CryptoAPI and its running cipher: CryptEncrypt and CryptDecrypt, and the
// parameters that change what they do.  Thread rule: one thread at a time per object.
//
//   key fed to the cipher = secret || salt      (salt: RC2 and RC4 of 40 bits: 11 zeros)
//   a message             = calls with Final FALSE (whole blocks), one with Final TRUE (padded)
#pragma once

#include <cstdint>
#include <optional>

#include "sslprovider/base/secure_bytes.h"
#include "sslprovider/base/status.h"
#include "sslprovider/capi/providers.h"

namespace secur32::capi {

// KP_MODE's values; OFB and CTS are known, settable and refused when used, as Windows does.
enum class CipherMode : std::uint32_t { cbc = 1, ecb = 2, ofb = 3, cfb = 4, cts = 5 };

// CRYPT_NO_SALT, CRYPT_CREATE_SALT, or neither.
enum class Salting : std::uint8_t { implied, none, created };

class SessionKey {
 public:
    // secret: as blobs carry it.  The implied salt is the provider's rule (a key of 40 bits gets 11
    // zeros, in Base, Strong and Enhanced), `created` for CryptGenKey draws it, and salt() of
    // CryptDeriveKey is given by with_salt.  bad_algorithm: not of that provider; bad_length: of no
    // length that it has there.
    static Result<SessionKey> make(const Provider& provider, AlgId id, SecureBytes secret,
                                   Salting salting = Salting::implied);
    static Result<SessionKey> with_salt(const Provider& provider, AlgId id, SecureBytes secret,
                                        SecureBytes salt);
    // A key of any length under CALG_RC2's name, for HMAC (CRYPT_IPSEC_HMAC_KEY); 1 octet or more.
    static Result<SessionKey> for_hmac(SecureBytes secret);

    SessionKey(SessionKey&&) noexcept = default;
    SessionKey& operator=(SessionKey&&) noexcept = default;
    // CryptDuplicateKey: parameters and running state too.
    Result<SessionKey> clone() const;

    AlgId id() const { return id_; }
    bool is_block() const { return block_length() != 0; }
    std::size_t block_length() const;  // in octets; 0 for RC4
    std::uint32_t key_bits() const;    // KP_KEYLEN: DES 64, 3DES_112 128, 3DES 192
    const SecureBytes& secret() const { return secret_; }
    const SecureBytes& salt() const { return salt_; }
    const SecureBytes& iv() const { return iv_; }
    CipherMode mode() const { return mode_; }  // 0 for RC4
    std::uint32_t mode_bits() const { return mode_bits_; }
    std::uint32_t effective_bits() const { return effective_bits_; }

    // KP_*: what CryptSetKeyParam answers.  Each ends a message that was begun: the next call
    // starts from the IV.  A refused one changes nothing.  bad_type for a key that has no such
    // parameter, bad_key for a salt where none is allowed.
    Status set_iv(Bytes iv);                    // a block; bad_data otherwise
    Status set_mode(std::uint32_t mode);        // bad_data
    Status set_mode_bits(std::uint32_t bits);   // bad_data unless 8 (all that CFB has)
    Status set_padding(std::uint32_t padding);  // bad_data unless PKCS5_PADDING
    Status set_effective_bits(const Provider& provider, std::uint32_t bits);  // RC2; bad_data
    // KP_SALT carries no length: of how many octets the provider reads it.  11 in Base and Strong,
    // whatever the salt was before; none elsewhere, where KP_SALT takes the salt away.
    static std::size_t salt_length(const Provider& provider);
    // bad_data unless there are so many octets at least.
    Status set_salt(const Provider& provider, Bytes salt);
    Status set_salt_ex(Bytes salt);  // KP_SALT_EX: 0 to 24 octets; bad_data

    // A message of one's own under this key and its salt, at its effective length; the running one
    // knows nothing of it.  bad_algorithm: refused by policy, or not there; bad_key: a key for HMAC
    // that is too long for a cipher.
    Result<crypto::SymmetricCipher> cipher(crypto::BlockMode mode, Bytes iv) const;

    // How long size octets of plaintext get.
    std::size_t encrypted_length(std::size_t size, bool final) const;
    // buffer.first(size) is plaintext; what encrypted_length says becomes ciphertext, so the buffer
    // must be as long (the caller judges that).  bad_data: not final, and no whole blocks;
    // bad_algorithm: a mode that is not there.  After a failure the message is as it was.
    Status encrypt(MutableBytes buffer, std::size_t size, bool final);
    // In place; answers the length of the plaintext.  bad_data: no whole blocks, nothing at all
    // where padding is due, bad padding (judged in constant time; the message is over then, and the
    // buffer holds what was decrypted).
    Result<std::size_t> decrypt(MutableBytes buffer, bool final);

 private:
    SessionKey(AlgId id, SecureBytes secret, SecureBytes salt, std::uint32_t effective_bits);
    bool may_have_salt() const;
    Status start();
    Status restart(Status done);

    AlgId id_;
    SecureBytes secret_, salt_, iv_;
    CipherMode mode_;
    std::uint32_t mode_bits_ = 8, effective_bits_;
    std::optional<crypto::SymmetricCipher> running_;  // once it was used with these parameters
};

}  // namespace secur32::capi
