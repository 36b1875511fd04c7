// The algorithms are never freed: threads may hash while the process ends.
#include "sslprovider/crypto/library.h"

#include <openssl/err.h>
#include <openssl/evp.h>

#include <new>
#include <stdexcept>

namespace secur32::crypto {
namespace {

// In the order of HashAlgorithm.
struct Digests {
    std::array<EVP_MD*, 7> of{nullptr,
                              EVP_MD_fetch(nullptr, "MD5", nullptr),
                              EVP_MD_fetch(nullptr, "SHA1", nullptr),
                              EVP_MD_fetch(nullptr, "SHA2-256", nullptr),
                              EVP_MD_fetch(nullptr, "SHA2-384", nullptr),
                              EVP_MD_fetch(nullptr, "SHA2-512", nullptr),
                              EVP_MD_fetch(nullptr, "MD5-SHA1", nullptr)};
    Digests() { ERR_clear_error(); }
};

}  // namespace

const evp_md_st* message_digest(HashAlgorithm algorithm) {
    static const Digests& digests = *new Digests;
    return digests.of[static_cast<std::size_t>(algorithm)];
}

void must_hash(int result) {
    if (result == 1) return;
    ERR_clear_error();
    throw std::runtime_error("libcrypto cannot hash");
}

void FreeDigestContext::operator()(evp_md_ctx_st* context) const noexcept {
    EVP_MD_CTX_free(context);
}

DigestContext new_digest_context() {
    DigestContext context(EVP_MD_CTX_new());
    if (!context) throw std::bad_alloc();
    return context;
}

}  // namespace secur32::crypto
