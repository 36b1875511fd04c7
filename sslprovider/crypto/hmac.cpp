// By hand on three contexts of libcrypto: keyed with K XOR ipad, keyed with K XOR opad, and the one
// that runs.  A message costs two copies of contexts and two finals; EVP_MAC costs twice as much.
#include "sslprovider/crypto/hmac.h"

#include <openssl/evp.h>

#include <algorithm>
#include <memory>
#include <new>
#include <stdexcept>
#include <utility>

#include "sslprovider/base/secure_bytes.h"
#include "sslprovider/crypto/library.h"

namespace secur32::crypto {
namespace {

constexpr std::size_t kMaxBlock = 128;  // SHA-384 and SHA-512
constexpr std::uint8_t kInnerPad = 0x36, kOuterPad = 0x5C;

void must(int result) {
    if (result != 1) throw std::runtime_error("libcrypto cannot hash");
}

// Freeing a context wipes it.
using Context = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;
Context new_context() {
    Context context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    if (!context) throw std::bad_alloc();
    return context;
}

}  // namespace

struct Hmac::State {
    State(HashAlgorithm algorithm, Bytes key);
    void absorb_key(EVP_MD_CTX* context, Bytes block, std::uint8_t pad) const;

    HashAlgorithm algorithm;
    const EVP_MD* digest;
    Context inner = new_context(), outer = new_context(), running = new_context();
};

// RFC 2104 2: "Applications that use keys longer than B bytes will first hash the key using H".
Hmac::State::State(HashAlgorithm which, Bytes key)
    : algorithm(which), digest(message_digest(which)) {
    if (digest == nullptr) must(0);
    const auto block_length = static_cast<std::size_t>(EVP_MD_get_block_size(digest));
    Secret<kMaxBlock> block;
    if (key.size() <= block_length) {
        std::ranges::copy(key, block.mutable_bytes().begin());
    } else {
        must(EVP_DigestInit_ex2(running.get(), digest, nullptr));
        must(EVP_DigestUpdate(running.get(), key.data(), key.size()));
        must(EVP_DigestFinal_ex(running.get(), block.mutable_bytes().data(), nullptr));
    }
    absorb_key(inner.get(), block.bytes().first(block_length), kInnerPad);
    absorb_key(outer.get(), block.bytes().first(block_length), kOuterPad);
    must(EVP_MD_CTX_copy_ex(running.get(), inner.get()));
}

void Hmac::State::absorb_key(EVP_MD_CTX* context, Bytes block, std::uint8_t pad) const {
    Secret<kMaxBlock> padded;
    std::ranges::transform(block, padded.mutable_bytes().begin(), [pad](std::uint8_t octet) {
        return static_cast<std::uint8_t>(octet ^ pad);
    });
    must(EVP_DigestInit_ex2(context, digest, nullptr));
    must(EVP_DigestUpdate(context, padded.bytes().data(), block.size()));
}

Hmac::Hmac(HashAlgorithm algorithm, Bytes key) : state_(new State(algorithm, key)) {}
Hmac::Hmac(Hmac&& other) noexcept : state_(std::exchange(other.state_, nullptr)) {}
Hmac& Hmac::operator=(Hmac&& other) noexcept {
    std::swap(state_, other.state_);
    return *this;
}
Hmac::~Hmac() { delete state_; }

std::size_t Hmac::length() const { return hash_length(state_->algorithm); }

void Hmac::update(Bytes bytes) {
    must(EVP_DigestUpdate(state_->running.get(), bytes.data(), bytes.size()));
}

void Hmac::finish(MutableBytes out) {
    EVP_MD_CTX* const running = state_->running.get();
    Secret<kMaxHashLength> value;
    std::uint8_t* const at = value.mutable_bytes().data();
    must(EVP_DigestFinal_ex(running, at, nullptr));
    must(EVP_MD_CTX_copy_ex(running, state_->outer.get()));
    must(EVP_DigestUpdate(running, at, length()));
    must(EVP_DigestFinal_ex(running, at, nullptr));
    must(EVP_MD_CTX_copy_ex(running, state_->inner.get()));
    std::ranges::copy(value.bytes().first(std::min(out.size(), length())), out.begin());
}

}  // namespace secur32::crypto
