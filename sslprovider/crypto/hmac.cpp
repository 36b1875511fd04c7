// By hand on a context of libcrypto that its thread keeps from one Hmac to the next: EVP_MAC costs
// twice as much, a new context several times as much (and threads then share a reference count).
// The padded key is hashed anew for each message: as fast as copying contexts that hold it.
#include "sslprovider/crypto/hmac.h"

#include <openssl/err.h>
#include <openssl/evp.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "sslprovider/base/secure_bytes.h"
#include "sslprovider/crypto/library.h"

namespace secur32::crypto {
namespace {

constexpr std::size_t kMaxBlock = 128;  // SHA-384 and SHA-512
constexpr std::uint8_t kInnerPad = 0x36, kOuterPad = 0x5C;

}  // namespace

struct Hmac::State {
    // From the thread's spares, or a new one; and back to them, wiped.
    static State* take(HashAlgorithm algorithm);
    static void give_back(State* state) noexcept;

    explicit State(HashAlgorithm which);
    void set_key(Bytes key);
    void begin(std::uint8_t pad);
    // Only what is used begins: most objects serve for one message.
    void begin_message() {
        if (!std::exchange(in_message, true)) begin(kInnerPad);
    }
    void end(MutableBytes value) {
        must_hash(EVP_DigestFinal_ex(context.get(), value.data(), nullptr));
    }
    bool wipe() noexcept;

    HashAlgorithm algorithm;
    std::size_t block_length;
    DigestContext unused = new_digest_context(), context = new_digest_context();
    Secret<kMaxBlock> key_block;
    bool in_message = false;

 private:
    using Spares = std::array<std::unique_ptr<State>, 7>;  // one of each HashAlgorithm
    static std::unique_ptr<State>& spare(HashAlgorithm algorithm) {
        thread_local Spares spares;
        return spares[static_cast<std::size_t>(algorithm)];
    }
};

Hmac::State* Hmac::State::take(HashAlgorithm algorithm) {
    std::unique_ptr<State>& kept = spare(algorithm);
    return kept ? kept.release() : new State(algorithm);
}

void Hmac::State::give_back(State* state) noexcept {
    std::unique_ptr<State> owned(state);
    if (owned && owned->wipe()) spare(owned->algorithm) = std::move(owned);
}

Hmac::State::State(HashAlgorithm which) : algorithm(which) {
    const EVP_MD* const digest = message_digest(which);
    must_hash(digest != nullptr ? 1 : 0);
    block_length = static_cast<std::size_t>(EVP_MD_get_block_size(digest));
    must_hash(EVP_DigestInit_ex2(unused.get(), digest, nullptr));
    must_hash(EVP_MD_CTX_copy_ex(context.get(), unused.get()));
}

// RFC 2104 2: "Applications that use keys longer than B bytes will first hash the key using H".
void Hmac::State::set_key(Bytes key) {
    if (key.size() <= block_length) {
        std::ranges::copy(key, key_block.mutable_bytes().begin());
    } else {
        must_hash(EVP_DigestUpdate(context.get(), key.data(), key.size()));
        end(key_block.mutable_bytes());
    }
}

void Hmac::State::begin(std::uint8_t pad) {
    Secret<kMaxBlock> padded;
    std::ranges::transform(
        key_block.bytes(), padded.mutable_bytes().begin(),
        [pad](std::uint8_t octet) { return static_cast<std::uint8_t>(octet ^ pad); });
    must_hash(EVP_DigestInit_ex2(context.get(), nullptr, nullptr));
    must_hash(EVP_DigestUpdate(context.get(), padded.bytes().data(), block_length));
}

// Copying over a context frees, and so wipes, what it held; starting it anew would leave parts.
bool Hmac::State::wipe() noexcept {
    key_block.wipe();
    in_message = false;
    if (EVP_MD_CTX_copy_ex(context.get(), unused.get()) == 1) return true;
    ERR_clear_error();
    return false;
}

Hmac::Hmac(HashAlgorithm algorithm, Bytes key) : state_(State::take(algorithm)) {
    std::unique_ptr<State> owned(state_);
    owned->set_key(key);
    state_ = owned.release();
}
Hmac::Hmac(Hmac&& other) noexcept : state_(std::exchange(other.state_, nullptr)) {}
Hmac& Hmac::operator=(Hmac&& other) noexcept {
    std::swap(state_, other.state_);
    return *this;
}
Hmac::~Hmac() { State::give_back(state_); }

std::size_t Hmac::length() const { return hash_length(state_->algorithm); }

void Hmac::update(Bytes bytes) {
    state_->begin_message();
    must_hash(EVP_DigestUpdate(state_->context.get(), bytes.data(), bytes.size()));
}

void Hmac::finish(MutableBytes out) {
    Secret<kMaxHashLength> value;
    state_->begin_message();
    state_->end(value.mutable_bytes());
    state_->begin(kOuterPad);
    must_hash(EVP_DigestUpdate(state_->context.get(), value.bytes().data(), length()));
    state_->end(value.mutable_bytes());
    state_->in_message = false;
    std::ranges::copy(value.bytes().first(std::min(out.size(), length())), out.begin());
}

}  // namespace secur32::crypto
