// What CryptGenKey shares with the parameters that make keys, KP_ALGID and KP_X: its flags, and how
// a pair gets into its container.
#pragma once

#include <wincrypt.h>

#include "sslprovider/api/crypt_data.h"
#include "sslprovider/api/crypt_objects.h"
#include "sslprovider/capi/key_generation.h"

namespace secur32::api {

// "CRYPT_CREATE_IV, CRYPT_DATA_KEY, CRYPT_INITIATOR, CRYPT_KEK, CRYPT_ONLINE, CRYPT_RECIPIENT,
// CRYPT_SF, CRYPT_SGCKEY, CRYPT_VOLATILE: This flag is not used."
inline constexpr DWORD kUnusedKeyFlags = CRYPT_CREATE_IV | CRYPT_DATA_KEY | CRYPT_KEK |
                                         CRYPT_ONLINE | CRYPT_SF | CRYPT_SGCKEY | CRYPT_VOLATILE;
inline constexpr DWORD kNewKeyFlags = kUnusedKeyFlags | CRYPT_EXPORTABLE | CRYPT_USER_PROTECTED |
                                      CRYPT_CREATE_SALT | CRYPT_NO_SALT | CRYPT_PREGEN |
                                      CRYPT_ARCHIVABLE | CRYPT_FORCE_KEY_PROTECTION_HIGH;

// What is to be made; bad_flags.  The upper 16 bits are the key's length.
inline Result<capi::NewKeyForm> new_key_form(ALG_ID id, DWORD flags) {
    constexpr DWORD kLength = 0xFFFF0000;
    TRY(check_crypt_flags(flags, kNewKeyFlags | kLength));
    capi::NewKeyForm form{.id = id, .bits = flags >> 16};
    if ((flags & CRYPT_CREATE_SALT) != 0) form.salting = capi::Salting::created;
    if ((flags & CRYPT_NO_SALT) != 0) form.salting = capi::Salting::none;
    form.pregen = (flags & CRYPT_PREGEN) != 0;
    if ((flags & CRYPT_EXPORTABLE) != 0) form.permissions |= capi::permission::exports;
    if ((flags & CRYPT_ARCHIVABLE) != 0) form.permissions |= capi::permission::archive;
    return form;
}

// "CRYPT_ARCHIVABLE: [...] After the handle is closed, the key is no longer exportable."
inline Status store_pair(CryptContext& context, capi::KeySpec slot, capi::Key& key) {
    const std::uint32_t permissions = key.permissions;
    key.permissions &= ~capi::permission::archive;
    const Status stored = context.set_pair(slot, key);
    key.permissions = permissions;
    return stored;
}

}  // namespace secur32::api
