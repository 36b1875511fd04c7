// A finished context cannot go on, so peek() finishes a copy: in a context that each thread keeps.
#include "sslprovider/crypto/hash.h"

#include <openssl/evp.h>

#include <utility>

#include "sslprovider/crypto/library.h"

namespace secur32::crypto {
namespace {

EVP_MD_CTX* scratch() {
    thread_local const DigestContext context = new_digest_context();
    return context.get();
}

// Without an algorithm libcrypto would go on with the context's last one.
void start(EVP_MD_CTX* context, HashAlgorithm algorithm) {
    const EVP_MD* const digest = message_digest(algorithm);
    must_hash(digest == nullptr ? 0 : EVP_DigestInit_ex2(context, digest, nullptr));
}

}  // namespace

Hash::Hash(HashAlgorithm algorithm) : algorithm_(algorithm) {
    DigestContext context = new_digest_context();
    start(context.get(), algorithm);
    context_ = context.release();
}

Hash::Hash(const Hash& other) : algorithm_(other.algorithm_) {
    DigestContext context = new_digest_context();
    must_hash(EVP_MD_CTX_copy_ex(context.get(), other.context_));
    context_ = context.release();
}

Hash& Hash::operator=(const Hash& other) {
    if (this != &other) *this = Hash(other);
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

void Hash::update(Bytes bytes) {
    must_hash(EVP_DigestUpdate(context_, bytes.data(), bytes.size()));
}

Digest Hash::peek() const {
    EVP_MD_CTX* const copy = scratch();
    Digest digest(hash_length(algorithm_));
    must_hash(EVP_MD_CTX_copy_ex(copy, context_));
    must_hash(EVP_DigestFinal_ex(copy, digest.mutable_bytes().data(), nullptr));
    return digest;
}

void Hash::peek_secret(MutableBytes out) const {
    const DigestContext copy = new_digest_context();
    must_hash(EVP_MD_CTX_copy_ex(copy.get(), context_));
    must_hash(EVP_DigestFinal_ex(copy.get(), out.data(), nullptr));
}

void Hash::restart() { must_hash(EVP_DigestInit_ex2(context_, nullptr, nullptr)); }

Digest hash(HashAlgorithm algorithm, Bytes bytes) {
    EVP_MD_CTX* const context = scratch();
    Digest digest(hash_length(algorithm));
    start(context, algorithm);
    must_hash(EVP_DigestUpdate(context, bytes.data(), bytes.size()));
    must_hash(EVP_DigestFinal_ex(context, digest.mutable_bytes().data(), nullptr));
    return digest;
}

}  // namespace secur32::crypto
