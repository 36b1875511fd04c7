// Keys made of passwords: PBKDF2 (RFC 8018 5.2) and the derivation of PKCS#12 (RFC 7292 B.2).  How
// a password is encoded and how many rounds are too many is the caller's.
#pragma once

#include <cstdint>

#include "sslprovider/base/secure_bytes.h"
#include "sslprovider/base/status.h"
#include "sslprovider/crypto/hash.h"

namespace secur32::crypto {

struct PasswordForm {
    HashAlgorithm hash;  // one with an HMAC: not md5_sha1
    Bytes salt;
    std::uint32_t rounds;  // under 2^31
};

Status derive_pbkdf2(const PasswordForm& form, Bytes password, MutableBytes out);

// RFC 7292 B.3: "If ID=1, then the pseudorandom bits being produced are to be used as key material"
enum class Pkcs12Use : std::uint8_t { key = 1, iv = 2, mac = 3 };

// password: UTF-16BE with its NUL; of no octets, which is not the empty password's.
Status derive_pkcs12(const PasswordForm& form, Pkcs12Use use, Bytes password, MutableBytes out);

}  // namespace secur32::crypto
