// HKDF (RFC 5869) and TLS 1.3's HKDF-Expand-Label (RFC 8446 7.1).
#pragma once

#include <string_view>

#include "sslprovider/base/secure_bytes.h"
#include "sslprovider/base/status.h"
#include "sslprovider/crypto/hash.h"

namespace secur32::crypto {

// An empty salt is HashLen zeros.
SecureBytes hkdf_extract(HashAlgorithm hash, Bytes salt, Bytes input_keying_material);

// invalid_parameter when out is longer than 255 * HashLen.
Status hkdf_expand(HashAlgorithm hash, Bytes pseudorandom_key, Bytes info, MutableBytes out);

// label without "tls13 ": at most 249 octets; context: at most 255.
Status hkdf_expand_label(HashAlgorithm hash, Bytes secret, std::string_view label, Bytes context,
                         MutableBytes out);

}  // namespace secur32::crypto
