// How the parts of a PFX file are encrypted under a password: the PBE of PKCS#12 (RFC 7292 C) and
// PBES2 (RFC 8018 6.2).  RC2 and RC4 are read, never written.
#pragma once

#include <cstdint>

#include "sslprovider/base/secure_bytes.h"
#include "sslprovider/base/status.h"
#include "sslprovider/x509/certificate.h"

namespace secur32::x509 {

// In the encodings of the two.  The derivation of PKCS#12 tells no password (no octets) from an
// empty one (its NUL alone); PBES2 does not.
struct PfxPassword {
    SecureBytes utf16;  // big-endian, with its NUL
    SecureBytes utf8;
};

// How often passwords may be hashed for one file, whose own word it is how often they are.
class RoundBudget {
 public:
    explicit RoundBudget(std::uint64_t most) : left_(most) {}
    // unsupported_function when there are not so many left.
    Status take(std::uint32_t rounds);

 private:
    std::uint64_t left_;
};

// An INTEGER over 0; what is over 2^32 - 1 is as good as that.
std::uint32_t read_rounds(DerReader& in);

// bad_data for parameters that are not the algorithm's; bad_passphrase when the last block says so;
// unsupported_function for an algorithm that is not in the tables, and for too many rounds.
Result<SecureBytes> decrypt_pfx_part(const AlgorithmIdentifier& algorithm,
                                     const PfxPassword& password, Bytes encrypted,
                                     RoundBudget& budget);

enum class PfxCipher : std::uint8_t {
    triple_des_sha1,  // pbeWithSHAAnd3-KeyTripleDES-CBC
    aes256_sha256,    // PBES2: PBKDF2 with HMAC-SHA-256, AES-256-CBC
};
struct PfxEncrypted {
    Buffer algorithm;  // AlgorithmIdentifier
    Buffer data;
};
Result<PfxEncrypted> encrypt_pfx_part(PfxCipher cipher, const PfxPassword& password, Bytes plain,
                                      std::uint32_t rounds);

}  // namespace secur32::x509
