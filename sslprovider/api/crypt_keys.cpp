// CryptGenKey, CryptGetUserKey, CryptDuplicateKey, CryptDestroyKey.
#include "sslprovider/api/crypt_call.h"
#include "sslprovider/api/crypt_handles.h"
#include "sslprovider/api/crypt_new_key.h"

namespace secur32::api {
namespace {

Status no_place() { return trace::because(Status::invalid_parameter, "capi: phKey is null"); }
Status no_context() {
    return trace::because(Status::invalid_handle, "capi: hProv is no open context");
}

Result<ALG_ID> algorithm_of(const CryptContext& context, ALG_ID id) {
    if (id != AT_KEYEXCHANGE && id != AT_SIGNATURE) return id;
    return capi::pair_algorithm(context.provider(), capi::KeySpec{id});
}

// With CRYPT_PREGEN there is no pair before KP_X.
bool is_made(const capi::Key& key) {
    const auto* const agreement = std::get_if<capi::DiffieHellmanKey>(&key.body);
    return (agreement == nullptr || agreement->key) &&
           !std::holds_alternative<capi::UnmadeDsaKey>(key.body);
}

Status generate(HCRYPTPROV handle, ALG_ID id, DWORD flags, HCRYPTKEY* place) {
    if (place == nullptr) return no_place();
    *place = 0;
    const Using<CryptContext> context(handle);
    if (!context) return no_context();
    TRY_ASSIGN(capi::NewKeyForm form, new_key_form(id, flags));
    TRY(check_protection(*context, flags));
    TRY_ASSIGN(form.id, algorithm_of(*context, id));
    TRY_ASSIGN(capi::Key key, capi::generate_key(context->provider(), form));
    const std::optional<capi::KeySpec> slot = capi::slot_of(key.id);
    if (slot && is_made(key)) TRY(store_pair(*context, *slot, key));
    return give_key(*context, handle, std::move(key), place, slot);
}

Status user_key(HCRYPTPROV handle, DWORD spec, HCRYPTKEY* place) {
    if (place == nullptr) return no_place();
    *place = 0;
    const Using<CryptContext> context(handle);
    if (!context) return no_context();
    if (spec != AT_KEYEXCHANGE && spec != AT_SIGNATURE)
        return trace::because(Status::bad_key, "capi: dwKeySpec names no pair");
    TRY_ASSIGN(capi::Key key, context->pair(capi::KeySpec{spec}));
    return give_key(*context, handle, std::move(key), place, capi::KeySpec{spec});
}

Status give_copy(CryptContext& context, CryptKey& key, HCRYPTKEY* place) {
    TRY_ASSIGN(capi::Key copy, key.with([](const capi::Key& self) { return capi::clone(self); }));
    return give_key(context, key.context(), std::move(copy), place, key.slot());
}

}  // namespace
}  // namespace secur32::api

using namespace secur32;
using namespace secur32::api;

extern "C" {

BOOL WINAPI CryptGenKey(HCRYPTPROV hProv, ALG_ID Algid, DWORD dwFlags, HCRYPTKEY* phKey) {
    return crypt_call("CryptGenKey", [&](CallTrail& trail) {
        trail.handle("context", hProv);
        trail.flags("algorithm", Algid);
        trail.flags("flags", dwFlags);
        return generate(hProv, Algid, dwFlags, phKey);
    });
}

BOOL WINAPI CryptGetUserKey(HCRYPTPROV hProv, DWORD dwKeySpec, HCRYPTKEY* phUserKey) {
    return crypt_call("CryptGetUserKey", [&](CallTrail& trail) {
        trail.handle("context", hProv);
        trail.number("spec", dwKeySpec);
        return user_key(hProv, dwKeySpec, phUserKey);
    });
}

BOOL WINAPI CryptDuplicateKey(HCRYPTKEY hKey, DWORD* pdwReserved, DWORD dwFlags, HCRYPTKEY* phKey) {
    return crypt_call("CryptDuplicateKey", [&](CallTrail& trail) {
        trail.handle("key", hKey);
        trail.flags("flags", dwFlags);
        return duplicate<CryptKey>(hKey, pdwReserved, dwFlags, phKey, give_copy);
    });
}

BOOL WINAPI CryptDestroyKey(HCRYPTKEY hKey) {
    return crypt_call("CryptDestroyKey", [&](CallTrail& trail) {
        trail.handle("key", hKey);
        return destroy<CryptKey>(hKey);
    });
}

}  // extern "C"
