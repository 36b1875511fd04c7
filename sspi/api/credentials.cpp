// AcquireCredentialsHandle, AddCredentials, FreeCredentialsHandle, ChangeAccountPassword.
#include "sspi/api/auth_data.h"
#include "sspi/api/call.h"
#include "sspi/api/handles.h"
#include "sspi/api/schannel_credentials.h"
#include "sspi/api/strings.h"
#include "sspi/api/times.h"
#include "sspi/dispatch/packages.h"

namespace secur32::api {
namespace {

using dispatch::kCredentialKind;
using dispatch::OpenCredential;

bool is_foreign_logon(const void* logon_id) {
    const auto* const luid = static_cast<const LUID*>(logon_id);
    return luid != nullptr && (luid->LowPart != 0 || luid->HighPart != 0);
}

struct Acquire {
    Result<std::u16string> principal;
    Result<std::u16string> package;
    ULONG use;
    const void* logon_id;
    const void* auth_data;
};

Result<std::unique_ptr<OpenCredential>> acquire(const Acquire& wanted, Trail& trail) {
    if (!wanted.package.ok() || wanted.package.value().empty()) return Status::package_not_found;
    trail.text("package", wanted.package.value());
    trail.flags("use", wanted.use);
    Package* const package = dispatch::Packages::instance().find(wanted.package.value());
    if (package == nullptr) return Status::package_not_found;
    if (!wanted.principal.ok()) return Status::invalid_parameter;
    trail.text("principal", wanted.principal.value());
    if (is_foreign_logon(wanted.logon_id))
        return trace::because(Status::not_owner, "pvLogonId names another logon session");

    CredentialRequest request;
    request.principal = wanted.principal.value();
    request.inbound = (wanted.use & SECPKG_CRED_INBOUND) != 0;
    request.outbound = (wanted.use & SECPKG_CRED_OUTBOUND) != 0;
    // Of TLS the package says what it is worth: Windows' SEC_E_NO_CREDENTIALS.
    const bool is_tls = package->info().auth_data == AuthData::tls;
    if (!request.inbound && !request.outbound && !is_tls)
        return trace::because(Status::invalid_parameter,
                              "neither inbound nor outbound is asked for");
    Identity identity;
    TlsCredentialRequest tls;
    if (wanted.auth_data != nullptr && is_tls) {
        TRY_ASSIGN(tls, parse_tls_auth_data(wanted.auth_data));
        request.tls = &tls;
    } else if (wanted.auth_data != nullptr) {
        TRY_ASSIGN(identity, parse_auth_data(wanted.auth_data));
        request.identity = &identity;
        trail.text("user", identity.user);
        trail.text("domain", identity.domain);
    }
    TRY_ASSIGN(std::shared_ptr<Credential> credential, package->acquire(request));
    return std::make_unique<OpenCredential>(
        OpenCredential{*package, std::move(credential), request.inbound, request.outbound});
}

template <typename Char>
SECURITY_STATUS acquire_handle(const char* function, const Char* principal, const Char* package,
                               ULONG use, const void* logon_id, const void* auth_data,
                               PCredHandle handle, PTimeStamp expiry) noexcept {
    return call(function, [&](Trail& trail) -> Status {
        if (expiry != nullptr) expiry->QuadPart = 0;
        if (handle == nullptr) return Status::invalid_handle;
        TRY_ASSIGN(
            auto opened,
            acquire({text_of(principal), text_of(package), use, logon_id, auth_data}, trail));
        const FileTime expires = opened->credential->expiry();
        TRY(publish(dispatch::credentials().insert(std::move(opened)), kCredentialKind, *handle));
        put_time(expiry, expires);
        trail.handle("credential", handle);
        return Status::ok;
    });
}

SECURITY_STATUS add_credentials(const char* function, PCredHandle handle,
                                PTimeStamp expiry) noexcept {
    return call(function, [&](Trail& trail) -> Status {
        trail.handle("credential", handle);
        if (expiry != nullptr) expiry->QuadPart = 0;
        if (!find_credential(handle)) return Status::invalid_handle;
        return trace::because(Status::unsupported_function, "no package holds several credentials");
    });
}

template <typename Char>
SECURITY_STATUS change_password(const char* function, const Char* package) noexcept {
    return call(function, [&](Trail& trail) -> Status {
        const Result<std::u16string> name = text_of(package);
        if (!name.ok()) return Status::package_not_found;
        trail.text("package", name.value());
        if (dispatch::Packages::instance().find(name.value()) == nullptr)
            return Status::package_not_found;
        return trace::because(Status::unsupported_function,
                              "passwords are changed with secur32-accounts");
    });
}

}  // namespace
}  // namespace secur32::api

using namespace secur32;
using namespace secur32::api;

extern "C" {

SECURITY_STATUS SEC_ENTRY AcquireCredentialsHandleW(LPWSTR pszPrincipal, LPWSTR pszPackage,
                                                    ULONG fCredentialUse, void* pvLogonId,
                                                    void* pAuthData, SEC_GET_KEY_FN, void*,
                                                    PCredHandle phCredential,
                                                    PTimeStamp ptsExpiry) {
    return acquire_handle("AcquireCredentialsHandleW", pszPrincipal, pszPackage, fCredentialUse,
                          pvLogonId, pAuthData, phCredential, ptsExpiry);
}

SECURITY_STATUS SEC_ENTRY AcquireCredentialsHandleA(LPSTR pszPrincipal, LPSTR pszPackage,
                                                    ULONG fCredentialUse, void* pvLogonId,
                                                    void* pAuthData, SEC_GET_KEY_FN, void*,
                                                    PCredHandle phCredential,
                                                    PTimeStamp ptsExpiry) {
    return acquire_handle("AcquireCredentialsHandleA", pszPrincipal, pszPackage, fCredentialUse,
                          pvLogonId, pAuthData, phCredential, ptsExpiry);
}

SECURITY_STATUS SEC_ENTRY FreeCredentialsHandle(PCredHandle phCredential) {
    return call("FreeCredentialsHandle", [&](Trail& trail) -> Status {
        trail.handle("credential", phCredential);
        const bool removed =
            dispatch::credentials().remove(number_of(phCredential, kCredentialKind));
        return removed ? Status::ok : Status::invalid_handle;
    });
}

SECURITY_STATUS SEC_ENTRY AddCredentialsW(PCredHandle hCredentials, LPWSTR, LPWSTR, ULONG, void*,
                                          SEC_GET_KEY_FN, void*, PTimeStamp ptsExpiry) {
    return add_credentials("AddCredentialsW", hCredentials, ptsExpiry);
}

SECURITY_STATUS SEC_ENTRY AddCredentialsA(PCredHandle hCredentials, LPSTR, LPSTR, ULONG, void*,
                                          SEC_GET_KEY_FN, void*, PTimeStamp ptsExpiry) {
    return add_credentials("AddCredentialsA", hCredentials, ptsExpiry);
}

SECURITY_STATUS SEC_ENTRY ChangeAccountPasswordW(SEC_WCHAR* pszPackageName, SEC_WCHAR*, SEC_WCHAR*,
                                                 SEC_WCHAR*, SEC_WCHAR*, BOOLEAN, ULONG,
                                                 PSecBufferDesc) {
    return change_password("ChangeAccountPasswordW", pszPackageName);
}

SECURITY_STATUS SEC_ENTRY ChangeAccountPasswordA(SEC_CHAR* pszPackageName, SEC_CHAR*, SEC_CHAR*,
                                                 SEC_CHAR*, SEC_CHAR*, BOOLEAN, ULONG,
                                                 PSecBufferDesc) {
    return change_password("ChangeAccountPasswordA", pszPackageName);
}

}  // extern "C"
