// What of libcrypto is fetched by name: once per process, and kept (a fetch costs more than hashing
// 64 octets, and takes locks).
#pragma once

#include "sslprovider/crypto/hash.h"

struct evp_md_st;

namespace secur32::crypto {

// Null for none, and where the machine's libcrypto has no such algorithm.
const evp_md_st* message_digest(HashAlgorithm algorithm);

}  // namespace secur32::crypto
