#include "sslprovider/crypto/library.h"

#include <openssl/evp.h>

namespace secur32::crypto {
namespace {

struct Digests {
    std::array<EVP_MD*, 7> of{nullptr,
                              EVP_MD_fetch(nullptr, "MD5", nullptr),
                              EVP_MD_fetch(nullptr, "SHA1", nullptr),
                              EVP_MD_fetch(nullptr, "SHA2-256", nullptr),
                              EVP_MD_fetch(nullptr, "SHA2-384", nullptr),
                              EVP_MD_fetch(nullptr, "SHA2-512", nullptr),
                              EVP_MD_fetch(nullptr, "MD5-SHA1", nullptr)};
};

}  // namespace

// Never freed: threads may hash while the process ends.
const evp_md_st* message_digest(HashAlgorithm algorithm) {
    static const Digests& digests = *new Digests;
    return digests.of[static_cast<std::size_t>(algorithm)];
}

}  // namespace secur32::crypto
