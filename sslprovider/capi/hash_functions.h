// The plain hash functions of the CryptoAPI behind one face: MD2, MD4, and those of libcrypto.
// What is hashed may be secret, and so is what comes out.
#pragma once

#include <optional>
#include <variant>

#include "sslprovider/base/secure_bytes.h"
#include "sslprovider/capi/algorithms.h"
#include "sslprovider/crypto/hash.h"
#include "sslprovider/crypto/md2.h"
#include "sslprovider/crypto/md4.h"

namespace secur32::capi {

// A running hash; a copy goes on from where the original stood.
class HashFunction {
 public:
    // Nothing for what is no hash function.  Which of them a provider has: providers.h.
    static std::optional<HashFunction> of(AlgId id);

    AlgId id() const { return id_; }
    std::size_t length() const;
    // How long the pads of HMAC are by default: 64 octets ("HMAC_INFO structure"), or the block of
    // a hash whose block is longer (RFC 2104 2).
    std::size_t pad_length() const;
    bool is_sha2() const;

    void update(Bytes bytes);
    // The hash of what came so far; goes on afterwards.
    SecureBytes value() const;

 private:
    using Running = std::variant<crypto::Md2, crypto::Md4, crypto::Hash>;
    HashFunction(AlgId id, Running running) : id_(id), running_(std::move(running)) {}

    AlgId id_;
    Running running_;
};

// The hash of the parts one after the other; id is one that HashFunction::of knows.
SecureBytes hash_of(AlgId id, std::initializer_list<Bytes> parts);

}  // namespace secur32::capi
