#include "sslprovider/crypto/hash.h"

#include <openssl/evp.h>

#include <new>
#include <stdexcept>
#include <utility>

#include "sslprovider/crypto/library.h"

namespace secur32::crypto {
namespace {

// libcrypto fails here for want of memory or of the algorithm (a FIPS build has no MD5): nothing a
// caller could go on without.
void must(int result) {
    if (result != 1) throw std::runtime_error("libcrypto cannot hash");
}

EVP_MD_CTX* new_context() {
    EVP_MD_CTX* const context = EVP_MD_CTX_new();
    if (context == nullptr) throw std::bad_alloc();
    return context;
}

// What peek() finishes: a copy, because finishing ends a context.
EVP_MD_CTX* scratch() {
    struct Scratch {
        EVP_MD_CTX* context = new_context();
        ~Scratch() { EVP_MD_CTX_free(context); }
    };
    thread_local Scratch scratch;
    return scratch.context;
}

}  // namespace

Hash::Hash(HashAlgorithm algorithm) : algorithm_(algorithm), context_(new_context()) {
    if (EVP_DigestInit_ex2(context_, message_digest(algorithm), nullptr) == 1) return;
    EVP_MD_CTX_free(context_);
    must(0);
}

Hash::Hash(const Hash& other) : algorithm_(other.algorithm_), context_(new_context()) {
    if (EVP_MD_CTX_copy_ex(context_, other.context_) == 1) return;
    EVP_MD_CTX_free(context_);
    must(0);
}

Hash& Hash::operator=(const Hash& other) {
    if (this == &other) return *this;
    must(EVP_MD_CTX_copy_ex(context_, other.context_));
    algorithm_ = other.algorithm_;
    return *this;
}

Hash::Hash(Hash&& other) noexcept
    : algorithm_(other.algorithm_), context_(std::exchange(other.context_, nullptr)) {}

Hash& Hash::operator=(Hash&& other) noexcept {
    std::swap(algorithm_, other.algorithm_);
    std::swap(context_, other.context_);
    return *this;
}

Hash::~Hash() { EVP_MD_CTX_free(context_); }

void Hash::update(Bytes bytes) { must(EVP_DigestUpdate(context_, bytes.data(), bytes.size())); }

Digest Hash::peek() const {
    EVP_MD_CTX* const copy = scratch();
    Digest digest(hash_length(algorithm_));
    must(EVP_MD_CTX_copy_ex(copy, context_));
    must(EVP_DigestFinal_ex(copy, digest.mutable_bytes().data(), nullptr));
    return digest;
}

void Hash::restart() { must(EVP_DigestInit_ex2(context_, nullptr, nullptr)); }

Digest hash(HashAlgorithm algorithm, Bytes bytes) {
    EVP_MD_CTX* const context = scratch();
    Digest digest(hash_length(algorithm));
    must(EVP_DigestInit_ex2(context, message_digest(algorithm), nullptr));
    must(EVP_DigestUpdate(context, bytes.data(), bytes.size()));
    must(EVP_DigestFinal_ex(context, digest.mutable_bytes().data(), nullptr));
    return digest;
}

}  // namespace secur32::crypto
