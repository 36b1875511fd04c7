// What HCRYPTPROV, HCRYPTKEY and HCRYPTHASH stand for.  Keys and hashes belong to the context that
// they were made in and die with its last reference, whoever still holds their handles.
//
// A handle that a function is about (the first one) and that names nothing is invalid_handle; a
// second one is bad_key, bad_hash or bad_uid, as is one of another context.
// Thread rule: any thread.  A key's lock is taken before a hash's, a hash's before a context's.
#pragma once

#include <wincrypt_parts.h>

#include <array>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sslprovider/api/objects.h"
#include "sslprovider/base/trace.h"
#include "sslprovider/capi/container.h"
#include "sslprovider/capi/hashes.h"
#include "sslprovider/capi/keys.h"
#include "sslprovider/capi/providers.h"

namespace secur32::api {

class CryptContext final : public Object {
 public:
    static constexpr ObjectKind kKind = ObjectKind::crypt_context;

    struct Facts {
        const capi::Provider* provider = nullptr;
        std::optional<capi::ContainerName> container;  // none: CRYPT_VERIFYCONTEXT
        bool silent = false;                           // CRYPT_SILENT
        capi::Scope scope = capi::Scope::user;         // CRYPT_MACHINE_KEYSET
    };
    // How far CryptGetProvParam's enumerations are.
    struct Cursors {
        std::size_t algorithm = 0;
        std::optional<std::vector<Buffer>> containers;  // their names at CRYPT_FIRST, with NULs
        std::size_t container = 0;
    };
    enum class Released : std::uint8_t {
        not_held,  // nothing was left to give back
        held,      // others hold the context
        last,
    };
    explicit CryptContext(Facts facts) : Object(kKind), facts_(std::move(facts)) {}

    const Facts& facts() const { return facts_; }
    const capi::Provider& provider() const { return *facts_.provider; }

    // The pair in a slot, of the container as it is now or, without one, of this context's memory.
    // no_key, and what load_pair says, but keyset_damaged for bad_data, which a caller's own data
    // is.  A key is read again only when the container's file has another.
    Result<capi::Key> pair(capi::KeySpec spec) const;
    // Persists it where there is a container.
    Status set_pair(capi::KeySpec spec, const capi::Key& key);
    // PP_DELETEKEY: pairs that are not persisted.
    void forget_pairs();

    // Runs use(cursors) under their lock.
    template <typename Use>
    auto with_cursors(Use&& use) {
        const std::lock_guard lock(cursors_mutex_);
        return std::forward<Use>(use)(cursors_);
    }

    // CryptContextAddRef; false for a context that is gone.
    bool add_reference();
    // Gives a reference back.  With the last one the caller removes the context's handle; those of
    // its keys and hashes are removed.
    Released release();
    // Puts a key or hash of this context into the table; 0 for a full table or a context that is
    // gone.
    std::uint64_t adopt(std::unique_ptr<Object> child);
    // CryptDestroyKey, CryptDestroyHash: false when it was gone already.
    bool abandon(std::uint64_t child);

 private:
    struct KeptPair {
        capi::StoredPair stored;  // what the container had when key was read; empty without one
        capi::Key key;
    };
    // bad_data: the container's file is damaged.
    static Status follow_container(const capi::ContainerName& name, capi::KeySpec spec,
                                   std::optional<KeptPair>& kept);

    Facts facts_;
    mutable std::mutex mutex_;
    mutable std::array<std::optional<KeptPair>, 2> pairs_;
    std::vector<std::uint64_t> children_;
    unsigned references_ = 1;
    std::mutex cursors_mutex_;
    Cursors cursors_;
};

class CryptKey final : public Object {
 public:
    static constexpr ObjectKind kKind = ObjectKind::crypt_key;
    CryptKey(HCRYPTPROV context, const capi::Provider& provider, capi::Key key,
             std::optional<capi::KeySpec> slot = {})
        : Object(kKind),
          context_(context),
          provider_(&provider),
          slot_(slot),
          key_(std::move(key)) {}

    HCRYPTPROV context() const { return context_; }
    const capi::Provider& provider() const { return *provider_; }
    // Of which slot of its container it is the pair: what changes, is persisted.
    std::optional<capi::KeySpec> slot() const { return slot_; }
    // Runs use(key) under the key's lock.
    template <typename Use>
    auto with(Use&& use) {
        const std::lock_guard lock(mutex_);
        return std::forward<Use>(use)(key_);
    }

 private:
    HCRYPTPROV context_;
    const capi::Provider* provider_;
    std::optional<capi::KeySpec> slot_;
    std::mutex mutex_;
    capi::Key key_;
};

class CryptHash final : public Object {
 public:
    static constexpr ObjectKind kKind = ObjectKind::crypt_hash;
    CryptHash(HCRYPTPROV context, const capi::Provider& provider, capi::HashObject hash)
        : Object(kKind), context_(context), provider_(&provider), hash_(std::move(hash)) {}

    HCRYPTPROV context() const { return context_; }
    const capi::Provider& provider() const { return *provider_; }
    template <typename Use>
    auto with(Use&& use) {
        const std::lock_guard lock(mutex_);
        return std::forward<Use>(use)(hash_);
    }

 private:
    HCRYPTPROV context_;
    const capi::Provider* provider_;
    std::mutex mutex_;
    capi::HashObject hash_;
};

// not_permitted: KP_PERMISSIONS lacks it.  "CRYPT_DECRYPT: Allow decryption.  CRYPT_ENCRYPT: Allow
// encryption.  CRYPT_MAC: Allow Message Authentication Codes (MACs) to be used with key.
// CRYPT_READ: Allow values to be read.  CRYPT_WRITE: Allow values to be set."
Status check_permission(const capi::Key& key, std::uint32_t needed);

// ---- The key beside the first handle: hPubKey, hExpKey, hKey of a hash --------------------------

// use(key) under its lock.  "Both hExpKey and hKey must come from the same CSP": bad_key for what
// is no key of that context.
template <typename Use>
auto with_key_beside(HCRYPTPROV context, HCRYPTKEY handle, Use use)
    -> decltype(use(std::declval<capi::Key&>())) {
    const Using<CryptKey> key(handle);
    if (!key || key->context() != context)
        return trace::because(Status::bad_key, "capi: the other key is none of the same context");
    return key->with(use);
}
// A copy of it.
Result<capi::Key> key_beside(HCRYPTPROV context, HCRYPTKEY handle);
// bad_key where there is one.
Status check_no_key_beside(HCRYPTKEY handle);

// ---- Handles that come and go -------------------------------------------------------------------

// CryptReleaseContext: gives a reference back, and with the last one removes the context's handle
// and those of its keys and hashes.  False where there is no such context.
bool release_context(HCRYPTPROV handle);

// Puts a new key into the context and its handle into *place; out_of_memory, invalid_handle.
Status give_key(CryptContext& context, HCRYPTPROV handle, capi::Key key, HCRYPTKEY* place,
                std::optional<capi::KeySpec> slot = {});
Status give_hash(CryptContext& context, HCRYPTPROV handle, capi::HashObject hash,
                 HCRYPTHASH* place);

}  // namespace secur32::api
