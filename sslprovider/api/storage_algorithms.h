// The algorithms of the key storage, as one table: CNG's names, groups, operations and lengths.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "sslprovider/crypto/keys.h"
#include "sslprovider/provider/key_blobs.h"

namespace secur32::api {

struct StorageAlgorithm {
    std::u16string_view name;   // "ECDSA_P256"
    std::u16string_view group;  // "ECDSA"
    crypto::KeyAlgorithm key;
    crypto::NamedGroup curve;  // of an EC key; none: of a name that says no curve ("ECDSA")
    provider::EccUse use;      // of an EC key
    std::uint32_t interface;   // NCRYPT_*_INTERFACE
    std::uint32_t operations;  // NCRYPT_*_OPERATION
    std::uint32_t min_bits, max_bits, increment, default_bits;
    bool creatable;  // else such a key only comes in, by import or as a file
};

std::span<const StorageAlgorithm> storage_algorithms();
// Null when there is none.  Windows' own names are compared without regard to case, and so are
// these.
const StorageAlgorithm* find_storage_algorithm(std::u16string_view name);
// What a key is that came in without a name of its algorithm: an EC key is for ECDSA unless said
// otherwise.
const StorageAlgorithm* storage_algorithm_of(const crypto::PublicKey& key,
                                             provider::EccUse use = provider::EccUse::ecdsa);
// Of a named curve; null when there is none.
const StorageAlgorithm* storage_algorithm_of(crypto::NamedGroup curve, provider::EccUse use);

}  // namespace secur32::api
