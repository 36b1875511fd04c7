// CryptCreateHash, CryptHashData, CryptHashSessionKey, CryptDuplicateHash, CryptDestroyHash.
#include <algorithm>

#include "sslprovider/api/crypt_call.h"
#include "sslprovider/api/crypt_handles.h"

namespace secur32::api {
namespace {

Result<capi::HashObject> make(const CryptContext& context, HCRYPTPROV handle, ALG_ID id,
                              HCRYPTKEY key_handle) {
    if (key_handle == 0) return capi::HashObject::make(context.provider(), id, nullptr);
    const auto keyed = [&](const capi::Key& key) -> Result<capi::HashObject> {
        if (id == CALG_MAC || id == CALG_HMAC) TRY(check_permission(key, capi::permission::mac));
        return capi::HashObject::make(context.provider(), id, &key);
    };
    return with_key_beside(handle, key_handle, keyed);
}

Status create(HCRYPTPROV handle, ALG_ID id, HCRYPTKEY key, DWORD flags, HCRYPTHASH* place) {
    if (place == nullptr) return trace::because(Status::invalid_parameter, "capi: phHash is null");
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
    if (!hash) return missing<CryptHash>();
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
    if (!hash) return missing<CryptHash>();
    TRY(check_crypt_flags(flags, CRYPT_LITTLE_ENDIAN));
    TRY_ASSIGN(SecureBytes octets, with_key_beside(hash->context(), key_handle, octets_of));
    if ((flags & CRYPT_LITTLE_ENDIAN) != 0) std::ranges::reverse(octets.mutable_bytes());
    return hash->with([&](capi::HashObject& self) { return self.update(octets.bytes()); });
}

Status give_copy(CryptContext& context, CryptHash& hash, HCRYPTHASH* place) {
    TRY_ASSIGN(capi::HashObject copy,
               hash.with([](const capi::HashObject& self) { return self.clone(); }));
    return give_hash(context, hash.context(), std::move(copy), place);
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
        return duplicate<CryptHash>(hHash, pdwReserved, dwFlags, phHash, give_copy);
    });
}

BOOL WINAPI CryptDestroyHash(HCRYPTHASH hHash) {
    return crypt_call("CryptDestroyHash", [&](CallTrail& trail) {
        trail.handle("hash", hHash);
        return destroy<CryptHash>(hHash);
    });
}

}  // extern "C"
