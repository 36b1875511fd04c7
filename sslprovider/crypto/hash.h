// Hash functions (FIPS 180-4, RFC 1321) on libcrypto, for everything but NTLM's own MD4 and MD5.
// An algorithm is fetched once per process.  Thread rule: one thread at a time per object.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "sslprovider/base/bytes.h"

struct evp_md_ctx_st;

namespace secur32::crypto {

// md5_sha1 is MD5(m) || SHA-1(m), the hash of TLS 1.0 and 1.1 (RFC 2246 7.4.3).
enum class HashAlgorithm : std::uint8_t { none, md5, sha1, sha256, sha384, sha512, md5_sha1 };

inline constexpr std::size_t kMaxHashLength = 64;

// In octets; 0 for none.
constexpr std::size_t hash_length(HashAlgorithm algorithm) {
    constexpr std::array<std::size_t, 7> lengths{0, 16, 20, 32, 48, 64, 36};
    return lengths[static_cast<std::size_t>(algorithm)];
}

// A finished hash.  Public: what is hashed with a secret in it goes through Hmac.
class Digest {
 public:
    Digest() = default;
    explicit Digest(std::size_t size) : size_(size) {}
    std::size_t size() const { return size_; }
    Bytes bytes() const { return Bytes(octets_).first(size_); }
    MutableBytes mutable_bytes() { return MutableBytes(octets_).first(size_); }

 private:
    std::array<std::uint8_t, kMaxHashLength> octets_{};
    std::size_t size_ = 0;
};

// A running hash; a copy goes on from where the original stood.
class Hash {
 public:
    explicit Hash(HashAlgorithm algorithm);
    Hash(const Hash& other);
    Hash& operator=(const Hash& other);
    Hash(Hash&& other) noexcept;
    Hash& operator=(Hash&& other) noexcept;
    ~Hash();

    HashAlgorithm algorithm() const { return algorithm_; }
    void update(Bytes bytes);
    // The hash of what came so far; goes on afterwards.
    Digest peek() const;
    // The same of what is secret: nothing of it stays behind in a context that the thread keeps.
    // out.size() == hash_length(algorithm()).
    void peek_secret(MutableBytes out) const;
    // Forgets what came so far.
    void restart();

 private:
    HashAlgorithm algorithm_;
    evp_md_ctx_st* context_;
};

Digest hash(HashAlgorithm algorithm, Bytes bytes);

}  // namespace secur32::crypto
