// What of libcrypto is fetched by name: once per process, and kept (a fetch costs more than hashing
// 64 octets, and takes locks).
#pragma once

#include <memory>

#include "sslprovider/crypto/hash.h"

struct evp_md_st;

namespace secur32::crypto {

// Null for none, and where the machine's libcrypto has no such algorithm.
const evp_md_st* message_digest(HashAlgorithm algorithm);

// Judges what a hashing function of libcrypto returned.  They fail for want of memory or of the
// algorithm (a FIPS build has no MD5): nothing that a caller could go on from, so it throws.
void must_hash(int result);

struct FreeDigestContext {
    void operator()(evp_md_ctx_st* context) const noexcept;
};
// Freeing wipes it.
using DigestContext = std::unique_ptr<evp_md_ctx_st, FreeDigestContext>;
DigestContext new_digest_context();

}  // namespace secur32::crypto
