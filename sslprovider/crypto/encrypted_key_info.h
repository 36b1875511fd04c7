// EncryptedPrivateKeyInfo (RFC 5208 6) under PBES2 (RFC 8018) or the PBE of PKCS#12 (RFC 7292 C).
// Private to this folder.
#pragma once

#include <optional>

#include "sslprovider/base/secure_bytes.h"
#include "sslprovider/base/status.h"

namespace secur32::crypto {

// The PrivateKeyInfo.  bad_data when der is no EncryptedPrivateKeyInfo; bad_passphrase when it is
// wrong or missing; unsupported_function for an encryption that libcrypto lacks, and for one that
// would take minutes or gigabytes: its parameters come from outside.
Result<SecureBytes> decrypt_key_info(Bytes der, std::optional<Bytes> passphrase);

// PBES2: PBKDF2 with HMAC-SHA-256, 600,000 rounds, 16 octets of salt; AES-256-CBC.
Result<Buffer> encrypt_key_info(Bytes private_key_info, Bytes passphrase);

Status wrong_passphrase();

}  // namespace secur32::crypto
