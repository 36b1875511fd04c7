// What CryptGenKey shares with CryptImportKey and the parameters that make keys, KP_ALGID and KP_X:
// its flags, and how a pair gets into its container.
#pragma once

#include <wincrypt_parts.h>

#include "sslprovider/api/crypt_data.h"
#include "sslprovider/api/crypt_objects.h"
#include "sslprovider/capi/key_generation.h"

namespace secur32::api {

// "CRYPT_CREATE_IV, CRYPT_DATA_KEY, CRYPT_INITIATOR, CRYPT_KEK, CRYPT_ONLINE, CRYPT_RECIPIENT,
// CRYPT_SF, CRYPT_SGCKEY, CRYPT_VOLATILE: This flag is not used."  CRYPT_INITIATOR is
// CRYPT_PREGEN's bit, CRYPT_RECIPIENT is CRYPT_NO_SALT's.
inline constexpr DWORD kUnusedKeyFlags = CRYPT_CREATE_IV | CRYPT_DATA_KEY | CRYPT_KEK |
                                         CRYPT_ONLINE | CRYPT_SF | CRYPT_SGCKEY | CRYPT_VOLATILE;
inline constexpr DWORD kNewKeyFlags = kUnusedKeyFlags | CRYPT_EXPORTABLE | CRYPT_USER_PROTECTED |
                                      CRYPT_CREATE_SALT | CRYPT_NO_SALT | CRYPT_PREGEN |
                                      CRYPT_ARCHIVABLE | CRYPT_FORCE_KEY_PROTECTION_HIGH;

// "CRYPT_PREGEN: [...] useful only with Diffie-Hellman and DSS CSPs": a session key or a master
// secret has no KP_X that would make it.
inline Status check_key_flags(ALG_ID id, DWORD flags) {
    constexpr DWORD kBothSalts = CRYPT_CREATE_SALT | CRYPT_NO_SALT;
    if ((flags & kBothSalts) == kBothSalts)
        return trace::because(Status::bad_flags, "capi: a salt is to be created, and is not");
    const ALG_ID kind = GET_ALG_CLASS(id);
    const bool is_secret = kind == ALG_CLASS_DATA_ENCRYPT || kind == ALG_CLASS_MSG_ENCRYPT;
    if ((flags & CRYPT_PREGEN) == 0 || !is_secret) return Status::ok;
    return trace::because(Status::bad_flags, "capi: CRYPT_PREGEN of what is no pair");
}

// What is to be made; bad_flags.  The upper 16 bits are the key's length.
inline Result<capi::NewKeyForm> new_key_form(ALG_ID id, DWORD flags) {
    constexpr DWORD kLength = 0xFFFF0000;
    TRY(check_crypt_flags(flags, kNewKeyFlags | kLength));
    TRY(check_key_flags(id, flags));
    capi::NewKeyForm form{.id = id, .bits = flags >> 16};
    if ((flags & CRYPT_CREATE_SALT) != 0) form.salting = capi::Salting::created;
    if ((flags & CRYPT_NO_SALT) != 0) form.salting = capi::Salting::none;
    form.pregen = (flags & CRYPT_PREGEN) != 0;
    if ((flags & CRYPT_EXPORTABLE) != 0) form.permissions |= capi::permission::exports;
    if ((flags & CRYPT_ARCHIVABLE) != 0) form.permissions |= capi::permission::archive;
    return form;
}

// "If the provider context was opened with the CRYPT_SILENT flag set, using this flag causes a
// failure and the last error is set to NTE_SILENT_CONTEXT."  Protection by a password that the user
// is asked for cannot be given here at all: nobody could be asked.
inline Status check_protection(const CryptContext& context, DWORD flags) {
    if ((flags & CRYPT_FORCE_KEY_PROTECTION_HIGH) != 0)
        return trace::because(Status::silent_context, "capi: nobody to ask for a password");
    if ((flags & CRYPT_USER_PROTECTED) == 0 || !context.facts().silent) return Status::ok;
    return trace::because(Status::silent_context, "capi: the context is silent");
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
