// Keys that the tests of the key store save, and the short way to save one.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "sslprovider/provider/key_store.h"
#include "test/support/key_folder.h"

namespace secur32::provider {

inline const crypto::PrivateKey& ec_key(std::size_t index = 0) {
    static const std::vector<crypto::PrivateKey> keys = [] {
        std::vector<crypto::PrivateKey> made;
        for (int i = 0; i < 3; ++i)
            made.push_back(crypto::PrivateKey::generate_ec(crypto::NamedGroup::secp256r1).value());
        return made;
    }();
    return keys.at(index);
}

inline Bytes secret(std::string_view text) { return bytes_of(text); }

inline constexpr std::string_view kPassphrase = "open sesame";

inline Status save(std::u16string_view name, const crypto::PrivateKey& key = ec_key(),
                   bool overwrite = false, std::optional<Bytes> passphrase = {}) {
    return save_key(name, {"ECDSA_P256", {}, key, passphrase}, overwrite);
}

inline bool is(const Result<StoredKey>& stored, const crypto::PrivateKey& key) {
    return stored.ok() && stored.value().private_key &&
           stored.value().private_key->public_key() == key.public_key();
}

}  // namespace secur32::provider
