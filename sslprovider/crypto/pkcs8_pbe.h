// PKCS#8 under the password-based encryption of PKCS#12 (RFC 7292 B, C):
// pbeWithSHAAnd3-KeyTripleDES-CBC, the form in which Windows exports private keys.  For exchange
// with it only; our own form is PrivateKey::encrypted_pkcs8, and both are read by from_pkcs8.
#pragma once

#include <cstdint>

#include "sslprovider/crypto/keys.h"

namespace secur32::crypto {

struct Pkcs12PbeForm {
    std::uint32_t iterations = 100'000;
    Bytes salt = {};  // empty: 16 random octets
};

// passphrase: UTF-8.  invalid_parameter when iterations are none or over 10,000,000, or the salt is
// longer than 1024 octets.
Result<Buffer> triple_des_pkcs8(const PrivateKey& key, Bytes passphrase, const Pkcs12PbeForm& form);

}  // namespace secur32::crypto
