// NCryptCreatePersistedKey, NCryptFinalizeKey, NCryptOpenKey, NCryptDeleteKey, NCryptEnumKeys.
//
// An enumeration's state is one block: where the next name begins, and the names, each with its
// NUL.
#include <cstring>

#include "sslprovider/api/ncrypt_call.h"
#include "sslprovider/api/ssl_objects.h"
#include "sslprovider/api/storage_arguments.h"
#include "sslprovider/api/storage_keys.h"

namespace secur32::api {
namespace {

Status refuse(std::string_view reason) { return trace::because(Status::invalid_parameter, reason); }

Result<std::u16string_view> key_name_argument(LPCWSTR name) {
    TRY_ASSIGN(const std::u16string_view text, text_argument(name, NCRYPT_MAX_KEY_NAME_LENGTH));
    return text;
}

Status create(NCRYPT_PROV_HANDLE provider, NCRYPT_KEY_HANDLE* key, LPCWSTR algorithm, LPCWSTR name,
              DWORD key_spec, DWORD flags, CallTrail& trail) {
    if (key == nullptr) return refuse("cng: phKey is null");
    *key = 0;
    TRY(check_storage_provider(provider));
    TRY(check_storage_flags(flags, NCRYPT_OVERWRITE_KEY_FLAG | NCRYPT_MACHINE_KEY_FLAG));
    TRY(check_key_spec(key_spec));
    TRY_ASSIGN(const std::u16string_view id, text_argument(algorithm, NCRYPT_MAX_ALG_ID_LENGTH));
    std::optional<std::u16string_view> key_name;
    if (name != nullptr) {
        TRY_ASSIGN(key_name, key_name_argument(name));
        trail.text("name", *key_name);
    }
    trail.text("algorithm", id);
    TRY_ASSIGN(KeyFacts facts, create_key(id, key_name, (flags & NCRYPT_OVERWRITE_KEY_FLAG) != 0));
    return hand_out_new<StorageKey>(key, std::move(facts));
}

Status finalize(NCRYPT_KEY_HANDLE handle, DWORD flags) {
    const Using<StorageKey> key(handle);
    if (!key) return trace::because(Status::invalid_handle, "cng: hKey is no open key");
    TRY(check_storage_flags(flags,
                            NCRYPT_NO_KEY_VALIDATION | NCRYPT_WRITE_KEY_TO_LEGACY_STORE_FLAG));
    return key->change(finalize_key);
}

Status open(NCRYPT_PROV_HANDLE provider, NCRYPT_KEY_HANDLE* key, LPCWSTR name, DWORD key_spec,
            DWORD flags, CallTrail& trail) {
    if (key == nullptr) return refuse("cng: phKey is null");
    *key = 0;
    TRY(check_storage_provider(provider));
    TRY(check_storage_flags(flags, NCRYPT_MACHINE_KEY_FLAG));
    TRY(check_key_spec(key_spec));
    TRY_ASSIGN(const std::u16string_view key_name, key_name_argument(name));
    trail.text("name", key_name);
    TRY_ASSIGN(KeyFacts facts, open_key(key_name));
    return hand_out_new<StorageKey>(key, std::move(facts));
}

Status remove(NCRYPT_KEY_HANDLE key, DWORD flags) {
    TRY_ASSIGN(const KeyFacts facts, facts_of(key));
    TRY(check_storage_flags(flags, 0));
    // A key that is not finalized is not stored: what has its name is another.
    if (facts.finalized && !facts.name.empty()) TRY(provider::delete_key(facts.name));
    objects().remove(key);
    return Status::ok;
}

// ---- enumeration --------------------------------------------------------------------------------

struct Enumeration {
    std::size_t next, end;  // in units behind this structure
};

char16_t* names_of(Enumeration* state) { return reinterpret_cast<char16_t*>(state + 1); }

Result<Enumeration*> start_enumeration() {
    TRY_ASSIGN(const std::vector<std::u16string> names, provider::list_keys());
    std::size_t units = 0;
    for (const std::u16string& name : names) units += name.size() + 1;
    auto* const state = static_cast<Enumeration*>(
        allocate_block(sizeof(Enumeration) + units * sizeof(char16_t), BlockUse::storage_keys));
    for (const std::u16string& name : names)
        state->end += name.copy(names_of(state) + state->end, name.size()) + 1;
    return state;
}

NCryptKeyName* lend(std::u16string_view name, const KeyFacts& facts) {
    const std::u16string_view algorithm =
        facts.algorithm == nullptr ? std::u16string_view() : facts.algorithm->name;
    BlockArray<NCryptKeyName> block(1, name.size() + algorithm.size(), 2);
    *block.items() = {block.put(name), block.put(algorithm), 0, 0};
    return block.items();
}

// The next key that can be opened: others' files, damaged ones and what was deleted since are
// passed over.
Status next_key(Enumeration* state, NCryptKeyName** key_name) {
    while (state->next < state->end) {
        const std::u16string_view name(names_of(state) + state->next);
        state->next += name.size() + 1;
        const Result<KeyFacts> facts = open_key(name);
        if (!facts.ok()) continue;
        *key_name = lend(name, facts.value());
        return Status::ok;
    }
    return Status::no_more_items;
}

Status enumerate(NCRYPT_PROV_HANDLE provider, LPCWSTR scope, NCryptKeyName** key_name, PVOID* state,
                 DWORD flags) {
    if (key_name == nullptr || state == nullptr) return refuse("cng: nowhere to put a name");
    *key_name = nullptr;
    TRY(check_storage_provider(provider));
    TRY(check_storage_flags(flags, NCRYPT_MACHINE_KEY_FLAG));
    if (scope != nullptr) return refuse("cng: pszScope is not null");
    if (*state == nullptr) {
        TRY_ASSIGN(*state, start_enumeration());
    } else if (!is_block(*state, BlockUse::storage_keys)) {
        return refuse("cng: the enumeration's state is none of ours");
    }
    return next_key(static_cast<Enumeration*>(*state), key_name);
}

}  // namespace
}  // namespace secur32::api

using namespace secur32;
using namespace secur32::api;

extern "C" {

SECURITY_STATUS WINAPI NCryptCreatePersistedKey(NCRYPT_PROV_HANDLE hProvider,
                                                NCRYPT_KEY_HANDLE* phKey, LPCWSTR pszAlgId,
                                                LPCWSTR pszKeyName, DWORD dwLegacyKeySpec,
                                                DWORD dwFlags) {
    return ncrypt_call("NCryptCreatePersistedKey", [&](CallTrail& trail) {
        trail.handle("provider", hProvider);
        trail.flags("flags", dwFlags);
        return create(hProvider, phKey, pszAlgId, pszKeyName, dwLegacyKeySpec, dwFlags, trail);
    });
}

SECURITY_STATUS WINAPI NCryptFinalizeKey(NCRYPT_KEY_HANDLE hKey, DWORD dwFlags) {
    return ncrypt_call("NCryptFinalizeKey", [&](CallTrail& trail) {
        trail.handle("key", hKey);
        trail.flags("flags", dwFlags);
        return finalize(hKey, dwFlags);
    });
}

SECURITY_STATUS WINAPI NCryptOpenKey(NCRYPT_PROV_HANDLE hProvider, NCRYPT_KEY_HANDLE* phKey,
                                     LPCWSTR pszKeyName, DWORD dwLegacyKeySpec, DWORD dwFlags) {
    return ncrypt_call("NCryptOpenKey", [&](CallTrail& trail) {
        trail.handle("provider", hProvider);
        trail.flags("flags", dwFlags);
        return open(hProvider, phKey, pszKeyName, dwLegacyKeySpec, dwFlags, trail);
    });
}

SECURITY_STATUS WINAPI NCryptDeleteKey(NCRYPT_KEY_HANDLE hKey, DWORD dwFlags) {
    return ncrypt_call("NCryptDeleteKey", [&](CallTrail& trail) {
        trail.handle("key", hKey);
        return remove(hKey, dwFlags);
    });
}

SECURITY_STATUS WINAPI NCryptEnumKeys(NCRYPT_PROV_HANDLE hProvider, LPCWSTR pszScope,
                                      NCryptKeyName** ppKeyName, PVOID* ppEnumState,
                                      DWORD dwFlags) {
    return ncrypt_call("NCryptEnumKeys", [&](CallTrail& trail) {
        trail.handle("provider", hProvider);
        return enumerate(hProvider, pszScope, ppKeyName, ppEnumState, dwFlags);
    });
}

}  // extern "C"
