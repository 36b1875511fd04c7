#include "sslprovider/api/storage_objects.h"

#include "sslprovider/api/storage_keys.h"
#include "sslprovider/base/trace.h"

namespace secur32::api {
namespace {

// Why a half is not there.
Status missing_half(const KeyFacts& facts) {
    if (facts.locked)
        return trace::because(Status::passphrase_needed, "cng: the key is under a passphrase");
    return trace::because(Status::bad_key, "cng: the key has no private half");
}

Status unfinished() {
    return trace::because(Status::bad_key_state, "cng: the key is not finalized");
}

}  // namespace

Result<KeyFacts> facts_of(NCRYPT_KEY_HANDLE handle) {
    const Using<StorageKey> key(handle);
    if (!key) return trace::because(Status::invalid_handle, "cng: hKey is no open key");
    return key->facts();
}

Result<crypto::PrivateKey> private_key_of(const KeyFacts& facts) {
    if (!facts.finalized) return unfinished();
    if (!facts.halves.closed) return missing_half(facts);
    return *facts.halves.closed;
}

Result<crypto::PrivateKey> private_key_of(NCRYPT_KEY_HANDLE handle) {
    TRY_ASSIGN(const KeyFacts facts, facts_of(handle));
    return private_key_of(facts);
}

Result<crypto::PublicKey> public_key_of(const KeyFacts& facts) {
    if (!facts.finalized) return unfinished();
    if (!facts.halves.open) return missing_half(facts);
    return *facts.halves.open;
}

Result<crypto::PrivateKey> open_stored_key(std::u16string_view name) {
    TRY_ASSIGN(const KeyFacts facts, open_key(name));
    return private_key_of(facts);
}

}  // namespace secur32::api
