// What a BCRYPT_KEY_HANDLE stands for: a public key.  A number of the handle table in a pointer's
// place.
#pragma once

#include <bcrypt.h>

#include "sslprovider/api/objects.h"
#include "sslprovider/api/storage_algorithms.h"
#include "sslprovider/base/status.h"
#include "sslprovider/crypto/keys.h"

namespace secur32::api {

class BcryptKey final : public Object {
 public:
    static constexpr ObjectKind kKind = ObjectKind::bcrypt_key;
    BcryptKey(crypto::PublicKey key, const StorageAlgorithm& algorithm)
        : Object(kKind), key_(std::move(key)), algorithm_(algorithm) {}

    const crypto::PublicKey& key() const { return key_; }
    const StorageAlgorithm& algorithm() const { return algorithm_; }

 private:
    crypto::PublicKey key_;
    const StorageAlgorithm& algorithm_;
};

// bad_algorithm: CNG has no such key; out_of_memory.
Status give_bcrypt_key(crypto::PublicKey key, provider::EccUse use, BCRYPT_KEY_HANDLE* place);

}  // namespace secur32::api
