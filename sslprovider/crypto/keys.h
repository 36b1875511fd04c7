// Long-lived asymmetric keys.  What a key is made of goes in and out as numbers (big-endian, no
// leading zeros but where a length says so) or in the standard encodings; libcrypto's object stays
// inside.  Copies share one immutable key: any thread.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include "sslprovider/base/secure_bytes.h"
#include "sslprovider/base/status.h"
#include "sslprovider/crypto/key_exchange.h"

struct evp_pkey_st;

namespace secur32::crypto {

enum class KeyAlgorithm : std::uint8_t { rsa, rsa_pss, dsa, ec, ed25519 };

struct RsaPublicNumbers {
    Buffer modulus, public_exponent;
};
// BCRYPT_RSAFULLPRIVATE_BLOB's numbers.  The exponents and the coefficient may be empty on the way
// in: they are computed.  On the way out each has the length that the blob gives it.
struct RsaPrivateNumbers {
    RsaPublicNumbers open;
    SecureBytes prime1, prime2, exponent1, exponent2, coefficient, private_exponent;
};
// What p and q were made of (FIPS 186-2 appendix 2.2); it is not checked.
struct DsaSeed {
    std::uint32_t counter = 0;
    std::array<std::uint8_t, 20> octets{};
};
// On the way out g and y are as long as p, x as q.
struct DsaPublicNumbers {
    Buffer p, q, g, y;
    std::optional<DsaSeed> seed;
};
// y may be empty on the way in: it is computed.
struct DsaPrivateNumbers {
    DsaPublicNumbers open;
    SecureBytes x;
};
// x and y padded to the field's length.
struct EcPublicNumbers {
    NamedGroup curve = NamedGroup::none;
    Buffer x, y;
};
struct EcPrivateNumbers {
    EcPublicNumbers open;
    SecureBytes d;
};

class PublicKey {
 public:
    // SubjectPublicKeyInfo (RFC 5280 4.1); bad_data when it is none, unsupported_function for an
    // algorithm or curve that the enums lack and for a compressed point, bad_key for numbers that
    // cannot be (a point off its curve, a modulus that is even, under 512 or over 16384 bits, an
    // exponent that is even or 1).
    static Result<PublicKey> from_subject_public_key_info(Bytes der);
    // least_bits: the CryptoAPI's keys begin at 384.
    static Result<PublicKey> from_numbers(const RsaPublicNumbers& numbers,
                                          std::size_t least_bits = 512);
    static Result<PublicKey> from_numbers(const EcPublicNumbers& numbers);
    static Result<PublicKey> from_numbers(const DsaPublicNumbers& numbers);

    KeyAlgorithm algorithm() const { return algorithm_; }
    std::size_t bits() const { return bits_; }
    NamedGroup curve() const { return curve_; }  // none but for ec
    // bad_type for a key of another kind.
    Result<RsaPublicNumbers> rsa_numbers() const;
    Result<EcPublicNumbers> ec_numbers() const;
    Result<DsaPublicNumbers> dsa_numbers() const;
    Result<Buffer> subject_public_key_info() const;
    friend bool operator==(const PublicKey& a, const PublicKey& b);

    // For this folder.
    PublicKey() = default;
    PublicKey(std::shared_ptr<evp_pkey_st> key, KeyAlgorithm algorithm, NamedGroup curve,
              std::size_t bits)
        : key_(std::move(key)), algorithm_(algorithm), curve_(curve), bits_(bits) {}
    evp_pkey_st* get() const { return key_.get(); }
    const std::shared_ptr<evp_pkey_st>& shared() const { return key_; }
    // Of any origin; unsupported_function and bad_key as above.
    static Result<PublicKey> adopt(std::shared_ptr<evp_pkey_st> key);

 private:
    std::shared_ptr<evp_pkey_st> key_;
    KeyAlgorithm algorithm_ = KeyAlgorithm::rsa;
    NamedGroup curve_ = NamedGroup::none;
    std::size_t bits_ = 0;
};

class PrivateKey {
 public:
    // bits: 512 to 16384, a multiple of 8; invalid_parameter otherwise.
    static Result<PrivateKey> generate_rsa(std::size_t bits);
    // unsupported_function for a group that is none of keys.
    static Result<PrivateKey> generate_ec(NamedGroup curve);
    static Result<PrivateKey> generate_ed25519();
    // FIPS 186-2: 512 to 1024 bits, a multiple of 64, and an order of 160; invalid_parameter
    // otherwise.
    static Result<PrivateKey> generate_dsa(std::size_t bits);
    // PKCS#8 (RFC 5208): PrivateKeyInfo, or EncryptedPrivateKeyInfo with a passphrase (UTF-8).
    // bad_data, unsupported_function, bad_key as for PublicKey, and when the halves are of two
    // keys; bad_passphrase when it is wrong or missing.
    static Result<PrivateKey> from_pkcs8(Bytes der, std::optional<Bytes> passphrase = {});
    // PEM (RFC 7468): the first block that is a private key ("PRIVATE KEY", "ENCRYPTED PRIVATE
    // KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY"); not_found when there is none.
    static Result<PrivateKey> from_pem(std::string_view pem, std::optional<Bytes> passphrase = {});
    // The numbers must belong together; bad_key when they do not.
    static Result<PrivateKey> from_numbers(const RsaPrivateNumbers& numbers);
    static Result<PrivateKey> from_numbers(const EcPrivateNumbers& numbers);
    static Result<PrivateKey> from_numbers(const DsaPrivateNumbers& numbers);

    const PublicKey& public_key() const { return public_key_; }
    KeyAlgorithm algorithm() const { return public_key_.algorithm(); }
    std::size_t bits() const { return public_key_.bits(); }
    Result<RsaPrivateNumbers> rsa_numbers() const;
    Result<EcPrivateNumbers> ec_numbers() const;
    Result<DsaPrivateNumbers> dsa_numbers() const;
    Result<SecureBytes> pkcs8() const;
    // EncryptedPrivateKeyInfo: PBES2, PBKDF2-HMAC-SHA-256 (600,000 rounds), AES-256-CBC.
    Result<Buffer> encrypted_pkcs8(Bytes passphrase) const;

    // For this folder: a key that holds both halves.
    PrivateKey() = default;
    explicit PrivateKey(PublicKey both_halves) : public_key_(std::move(both_halves)) {}
    evp_pkey_st* get() const { return public_key_.get(); }

 private:
    PublicKey public_key_;  // libcrypto keeps both halves in one object
};

}  // namespace secur32::crypto
