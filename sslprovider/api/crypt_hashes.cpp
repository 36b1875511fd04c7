// CryptCreateHash, CryptHashData, CryptHashSessionKey, CryptDuplicateHash, CryptDestroyHash.
#include <algorithm>

#include "sslprovider/api/crypt_call.h"
#include "sslprovider/api/crypt_data.h"
#include "sslprovider/api/crypt_objects.h"

namespace secur32::api {
namespace {

Status no_place() { return trace::because(Status::invalid_parameter, "capi: phHash is null"); }
Status no_hash() { return trace::because(Status::invalid_handle, "capi: hHash is no hash"); }
Status no_context() { return trace::because(Status::bad_uid, "capi: the hash's context is gone"); }

Result<capi::HashObject> make(const CryptContext& context, HCRYPTPROV handle, ALG_ID id,
                              HCRYPTKEY key_handle) {
    if (key_handle == 0) return capi::HashObject::make(context.provider(), id, nullptr);
    const Using<CryptKey> key(key_handle);
    if (!key || key->context() != handle)
        return trace::because(Status::bad_key, "capi: hKey is no key of this context");
    return key->with([&](const capi::Key& self) -> Result<capi::HashObject> {
        if (id == CALG_MAC || id == CALG_HMAC) TRY(check_permission(self, capi::permission::mac));
        return capi::HashObject::make(context.provider(), id, &self);
    });
}

Status create(HCRYPTPROV handle, ALG_ID id, HCRYPTKEY key, DWORD flags, HCRYPTHASH* place) {
    if (place == nullptr) return no_place();
    *place = 0;
    const Using<CryptContext> context(handle);
    if (!context) return trace::because(Status::invalid_handle, "capi: hProv is no open context");
    TRY(check_crypt_flags(flags));
    TRY_ASSIGN(capi::HashObject hash, make(*context, handle, id, key));
    return give_hash(*context, handle, std::move(hash), place);
}

// "All Microsoft Cryptographic Providers ignore" CRYPT_USERDATA.
Status add_data(HCRYPTHASH handle, const BYTE* data, DWORD length, DWORD flags) {
    const Using<CryptHash> hash(handle);
    if (!hash) return no_hash();
    TRY(check_crypt_flags(flags, CRYPT_USERDATA));
    TRY_ASSIGN(const Bytes bytes, crypt_input(data, length));
    return hash->with([&](capi::HashObject& self) { return self.update(bytes); });
}

// A session key's octets as blobs carry them, without its salt; a channel's master secret.
Result<SecureBytes> octets_of(const capi::Key& key) {
    if (const capi::SessionKey* const session = key.session()) return session->secret().clone();
    if (const auto* const master = std::get_if<capi::SchannelMaster>(&key.body))
        return capi::master_secret(*master);
    return trace::because(Status::bad_key, "capi: hKey is no session key");
}

Status add_key(HCRYPTHASH handle, HCRYPTKEY key_handle, DWORD flags) {
    const Using<CryptHash> hash(handle);
    if (!hash) return no_hash();
    TRY(check_crypt_flags(flags, CRYPT_LITTLE_ENDIAN));
    const Using<CryptKey> key(key_handle);
    if (!key || key->context() != hash->context())
        return trace::because(Status::bad_key, "capi: hKey is no key of the hash's context");
    TRY_ASSIGN(SecureBytes octets,
               key->with([](const capi::Key& self) { return octets_of(self); }));
    if ((flags & CRYPT_LITTLE_ENDIAN) != 0) std::ranges::reverse(octets.mutable_bytes());
    return hash->with([&](capi::HashObject& self) { return self.update(octets.bytes()); });
}

Status duplicate(HCRYPTHASH handle, const DWORD* reserved, DWORD flags, HCRYPTHASH* place) {
    if (place == nullptr) return no_place();
    *place = 0;
    const Using<CryptHash> hash(handle);
    if (!hash) return no_hash();
    if (reserved != nullptr)
        return trace::because(Status::invalid_parameter, "capi: pdwReserved is not null");
    TRY(check_crypt_flags(flags));
    const Using<CryptContext> context(hash->context());
    if (!context) return no_context();
    TRY_ASSIGN(capi::HashObject copy,
               hash->with([](const capi::HashObject& self) { return self.clone(); }));
    return give_hash(*context, hash->context(), std::move(copy), place);
}

Status destroy(HCRYPTHASH handle) {
    const Using<CryptHash> hash(handle);
    if (!hash) return no_hash();
    const Using<CryptContext> context(hash->context());
    // Another thread may have been here meanwhile, or at the context.
    if (!context || !context->abandon(handle)) return no_hash();
    return Status::ok;
}

}  // namespace
}  // namespace secur32::api

using namespace secur32;
using namespace secur32::api;

extern "C" {

BOOL WINAPI CryptCreateHash(HCRYPTPROV hProv, ALG_ID Algid, HCRYPTKEY hKey, DWORD dwFlags,
                            HCRYPTHASH* phHash) {
    return crypt_call("CryptCreateHash", [&](CallTrail& trail) {
        trail.handle("context", hProv);
        trail.flags("algorithm", Algid);
        trail.handle("key", hKey);
        trail.flags("flags", dwFlags);
        return create(hProv, Algid, hKey, dwFlags, phHash);
    });
}

BOOL WINAPI CryptHashData(HCRYPTHASH hHash, const BYTE* pbData, DWORD dwDataLen, DWORD dwFlags) {
    return crypt_call("CryptHashData", [&](CallTrail& trail) {
        trail.handle("hash", hHash);
        trail.number("size", dwDataLen);
        trail.flags("flags", dwFlags);
        return add_data(hHash, pbData, dwDataLen, dwFlags);
    });
}

BOOL WINAPI CryptHashSessionKey(HCRYPTHASH hHash, HCRYPTKEY hKey, DWORD dwFlags) {
    return crypt_call("CryptHashSessionKey", [&](CallTrail& trail) {
        trail.handle("hash", hHash);
        trail.handle("key", hKey);
        trail.flags("flags", dwFlags);
        return add_key(hHash, hKey, dwFlags);
    });
}

BOOL WINAPI CryptDuplicateHash(HCRYPTHASH hHash, DWORD* pdwReserved, DWORD dwFlags,
                               HCRYPTHASH* phHash) {
    return crypt_call("CryptDuplicateHash", [&](CallTrail& trail) {
        trail.handle("hash", hHash);
        trail.flags("flags", dwFlags);
        return duplicate(hHash, pdwReserved, dwFlags, phHash);
    });
}

BOOL WINAPI CryptDestroyHash(HCRYPTHASH hHash) {
    return crypt_call("CryptDestroyHash", [&](CallTrail& trail) {
        trail.handle("hash", hHash);
        return destroy(hHash);
    });
}

}  // extern "C"
