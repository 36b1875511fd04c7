// The key storage's objects: what the NCRYPT_PROV_HANDLE and NCRYPT_KEY_HANDLEs of NCrypt* stand
// for, and how the other groups of functions come from such a handle, or from the name of a
// persisted key, to the key.  Thread rule: any thread; a key's facts are read and changed under its
// own lock, and what they point to is immutable.
#pragma once

#include <ncrypt.h>

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "sslprovider/api/objects.h"
#include "sslprovider/api/storage_algorithms.h"
#include "sslprovider/crypto/keys.h"
#include "sslprovider/provider/key_store.h"

namespace secur32::api {

class StorageProvider final : public Object {
 public:
    static constexpr ObjectKind kKind = ObjectKind::storage_provider;
    StorageProvider() : Object(kKind) {}
};

// The halves of a key that are there.  Neither: not finalized yet, or a foreign file under a
// passphrase.  The public one alone: imported so, or a file of ours under a passphrase.
struct KeyHalves {
    std::optional<crypto::PublicKey> open;
    std::optional<crypto::PrivateKey> closed;
};

enum class KeyOrigin : std::uint8_t { created, imported, opened };

// All that is known of a key.  A copy shares the key and the passphrase.
struct KeyFacts {
    KeyOrigin origin = KeyOrigin::created;
    std::u16string name;                          // empty: the key is ephemeral
    const StorageAlgorithm* algorithm = nullptr;  // null: under a passphrase, and nobody says
    std::size_t bits = 0;                         // until the key is there: of what length to be
    provider::KeyPolicy policy;
    FileTime modified = 0;  // of its file
    bool finalized = false;
    bool overwrite = false;  // NCRYPT_OVERWRITE_KEY_FLAG
    bool locked = false;     // the private half is under a passphrase that was not told yet
    std::shared_ptr<const SecureBytes> passphrase;  // UTF-8; null: none
    KeyHalves halves;
};

class StorageKey final : public Object {
 public:
    static constexpr ObjectKind kKind = ObjectKind::storage_key;
    explicit StorageKey(KeyFacts facts) : Object(kKind), facts_(std::move(facts)) {}

    KeyFacts facts() const {
        const std::lock_guard lock(mutex_);
        return facts_;
    }
    // Runs change(facts), which returns a Status and leaves them alone when it fails; changes of
    // one key run one after the other.
    template <typename Change>
    Status change(Change&& change) {
        const std::lock_guard lock(mutex_);
        return std::forward<Change>(change)(facts_);
    }

 private:
    mutable std::mutex mutex_;
    KeyFacts facts_;
};

// The private half of a finalized key.  invalid_handle for what is no key of the storage;
// bad_key_state for one that is not finalized; passphrase_needed for one that is locked; bad_key
// for a public key.
Result<crypto::PrivateKey> private_key_of(const KeyFacts& facts);
Result<crypto::PrivateKey> private_key_of(NCRYPT_KEY_HANDLE handle);
// The public half; bad_key_state and passphrase_needed as above.
Result<crypto::PublicKey> public_key_of(const KeyFacts& facts);
// What a handle stands for.  invalid_handle.
Result<KeyFacts> facts_of(NCRYPT_KEY_HANDLE handle);

// A persisted key by its name, as NCryptOpenKey finds it: no_keyset, passphrase_needed, and what
// load_key says.
Result<crypto::PrivateKey> open_stored_key(std::u16string_view name);

}  // namespace secur32::api
