// CryptDeriveKey.
#include "sslprovider/api/crypt_call.h"
#include "sslprovider/api/crypt_data.h"
#include "sslprovider/api/crypt_objects.h"
#include "sslprovider/capi/derivation.h"

namespace secur32::api {
namespace {

constexpr DWORD kLength = 0xFFFF0000;  // of the key, in bits
// "Microsoft cryptographic service providers ignore" CRYPT_UPDATE_KEY.
constexpr DWORD kFlags = CRYPT_EXPORTABLE | CRYPT_CREATE_SALT | CRYPT_UPDATE_KEY | CRYPT_NO_SALT |
                         CRYPT_SERVER | kLength;

Result<capi::DerivedKeyForm> form_of(const capi::Provider& provider, ALG_ID id, DWORD flags) {
    TRY(check_crypt_flags(flags, kFlags));
    const bool create = (flags & CRYPT_CREATE_SALT) != 0, none = (flags & CRYPT_NO_SALT) != 0;
    if (create && none)
        return trace::because(Status::bad_flags, "capi: a salt is to be created, and is not");
    // "This flag is used only with Schannel providers."
    const bool server = (flags & CRYPT_SERVER) != 0;
    if (server && provider.family != capi::Family::schannel)
        return trace::because(Status::bad_flags, "capi: CRYPT_SERVER is Schannel's");
    return capi::DerivedKeyForm{.id = id,
                                .bits = flags >> 16,
                                .salting = create ? capi::Salting::created
                                           : none ? capi::Salting::none
                                                  : capi::Salting::implied,
                                .server = server};
}

Status derive(HCRYPTPROV handle, ALG_ID id, HCRYPTHASH base, DWORD flags, HCRYPTKEY* place) {
    if (place == nullptr) return trace::because(Status::invalid_parameter, "capi: phKey is null");
    *place = 0;
    const Using<CryptContext> context(handle);
    if (!context) return trace::because(Status::invalid_handle, "capi: hProv is no open context");
    TRY_ASSIGN(const capi::DerivedKeyForm form, form_of(context->provider(), id, flags));
    const Using<CryptHash> hash(base);
    if (!hash || hash->context() != handle)
        return trace::because(Status::bad_hash, "capi: hBaseData is no hash of this context");
    TRY_ASSIGN(capi::Key key, hash->with([&](capi::HashObject& self) {
        return capi::derive_key(context->provider(), self, form);
    }));
    if ((flags & CRYPT_EXPORTABLE) != 0) key.permissions |= capi::permission::exports;
    return give_key(*context, handle, std::move(key), place);
}

}  // namespace
}  // namespace secur32::api

using namespace secur32;
using namespace secur32::api;

extern "C" {

BOOL WINAPI CryptDeriveKey(HCRYPTPROV hProv, ALG_ID Algid, HCRYPTHASH hBaseData, DWORD dwFlags,
                           HCRYPTKEY* phKey) {
    return crypt_call("CryptDeriveKey", [&](CallTrail& trail) {
        trail.handle("context", hProv);
        trail.flags("algorithm", Algid);
        trail.handle("hash", hBaseData);
        trail.flags("flags", dwFlags);
        return derive(hProv, Algid, hBaseData, dwFlags, phKey);
    });
}

}  // extern "C"
