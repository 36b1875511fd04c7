// What happens to a key of the storage: it is opened, created, taken in, finalized, unlocked.
#pragma once

#include "sslprovider/api/storage_objects.h"

namespace secur32::api {

// A persisted key by its name, or by the name of its file.  What load_key answers;
// unsupported_function for a key of an algorithm that is none of the storage's.
Result<KeyFacts> open_key(std::u16string_view name);

// A key to be: what NCryptCreatePersistedKey starts with.  unsupported_function, invalid_parameter,
// exists, not_owner.
Result<KeyFacts> create_key(std::u16string_view algorithm, std::optional<std::u16string_view> name,
                            bool overwrite);

// A key that came in from outside.
struct ImportedKey {
    KeyHalves halves;
    provider::EccUse use = provider::EccUse::ecdsa;
};
ImportedKey imported(crypto::PrivateKey key, provider::EccUse use = provider::EccUse::ecdsa);
ImportedKey imported(crypto::PublicKey key, provider::EccUse use = provider::EccUse::ecdsa);

struct ImportWishes {
    std::optional<std::u16string_view> name;
    bool overwrite = false;
    bool finalize = true;
};
// invalid_parameter: a name for a public key, which is never stored; bad_flags: a public key that
// is not to be finalized; exists; unsupported_function.
Result<KeyFacts> adopt_key(ImportedKey key, const ImportWishes& wishes);

// Takes the key that facts, which are not finalized, are to be.  bad_type when it is none of their
// algorithm.
Status take_in(KeyFacts& facts, ImportedKey key);

// Makes the key if there is none yet, and stores it if it has a name.  bad_key_state; what
// save_key answers; facts are then as they were.
Status finalize_key(KeyFacts& facts);

// What of a policy is stored: the archiving flags hold for one handle.
provider::KeyPolicy stored_policy(provider::KeyPolicy policy);

// With the passphrase of a locked key; of a key that is not finalized, sets it.  bad_passphrase.
Status tell_passphrase(KeyFacts& facts, SecureBytes passphrase);

}  // namespace secur32::api
