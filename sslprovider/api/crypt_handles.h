// What the functions about handles of keys and of hashes have in common: CryptDuplicateKey and
// CryptDuplicateHash, CryptDestroyKey and CryptDestroyHash.
#pragma once

#include <wincrypt_parts.h>

#include <string_view>

#include "sslprovider/api/crypt_data.h"
#include "sslprovider/api/crypt_objects.h"

namespace secur32::api {

template <typename T>
inline constexpr std::string_view kMissing{};
template <>
inline constexpr std::string_view kMissing<CryptKey> = "capi: hKey is no key";
template <>
inline constexpr std::string_view kMissing<CryptHash> = "capi: hHash is no hash";

// invalid_handle: what a function is about is no T.
template <typename T>
Status missing() {
    return trace::because(Status::invalid_handle, kMissing<T>);
}

// give(context, object, place) puts a copy of the object into its context.
template <typename T, typename Give>
Status duplicate(ULONG_PTR handle, const DWORD* reserved, DWORD flags, ULONG_PTR* place,
                 Give give) {
    if (place == nullptr)
        return trace::because(Status::invalid_parameter, "capi: no place for the handle");
    *place = 0;
    const Using<T> object(handle);
    if (!object) return missing<T>();
    if (reserved != nullptr)
        return trace::because(Status::invalid_parameter, "capi: pdwReserved is not null");
    TRY(check_crypt_flags(flags));
    const Using<CryptContext> context(object->context());
    if (!context) return trace::because(Status::bad_uid, "capi: the object's context is gone");
    return give(*context, *object, place);
}

template <typename T>
Status destroy(ULONG_PTR handle) {
    const Using<T> object(handle);
    if (!object) return missing<T>();
    const Using<CryptContext> context(object->context());
    // Another thread may have been here meanwhile, or at the context.
    if (!context || !context->abandon(handle)) return missing<T>();
    return Status::ok;
}

}  // namespace secur32::api
