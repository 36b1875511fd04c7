// The client at the server: QuerySecurityContextToken and its closing function, Impersonate- and
// RevertSecurityContext.
//
// Impersonation: the calling thread keeps its uid and gid unless policy asks (impersonation.h).
#include <cstdint>

#include "sspi/api/call.h"
#include "sspi/api/handles.h"
#include "sspi/api/impersonation.h"
#include "sspi/api/strings.h"
#include "sspi/api/user_database.h"

namespace secur32::api {
namespace {

std::uint64_t number_of(HANDLE token) { return reinterpret_cast<std::uintptr_t>(token); }

Result<AuthIdentity> client_of(PCtxtHandle handle) {
    const auto open = find_context(handle);
    if (!open) return Status::invalid_handle;
    Result<AttributeValue> value = open->query(Attribute::auth_identity);
    if (!value.ok()) {
        if (value.status() == Status::invalid_handle) return Status::invalid_handle;
        return trace::because(Status::no_impersonation, "the context has no authenticated client");
    }
    return std::get<AuthIdentity>(std::move(value).value());
}

// Policy changes the thread's uid only for a client that lets its server act for it.
bool only_identifies(PCtxtHandle handle) {
    const auto open = find_context(handle);
    if (!open) return false;
    const Result<AttributeValue> value = open->query(Attribute::flags);
    return value.ok() && std::get<GrantedFlags>(value.value()).features.has(Feature::identify);
}

std::u16string qualified_name(const AuthIdentity& identity) {
    return identity.domain.empty() ? identity.user : identity.domain + u'\\' + identity.user;
}

template <typename Char>
SECURITY_STATUS token_user_name(const char* function, HANDLE token, Char* name,
                                ULONG* size) noexcept {
    return call(function, [&](Trail& trail) -> Status {
        if (size == nullptr) return Status::invalid_parameter;
        const auto user = dispatch::tokens().find(number_of(token));
        if (!user) return Status::invalid_handle;
        const std::u16string text = qualified_name(user->identity);
        trail.text("user", text);
        const auto needed = static_cast<ULONG>(encoded_size(text, name));
        if (name == nullptr || *size < needed) {
            *size = needed;
            return Status::buffer_too_small;
        }
        encode(text, name);
        *size = needed - 1;
        return Status::ok;
    });
}

}  // namespace
}  // namespace secur32::api

using namespace secur32;
using namespace secur32::api;

extern "C" {

SECURITY_STATUS SEC_ENTRY QuerySecurityContextToken(PCtxtHandle phContext, void** Token) {
    return call("QuerySecurityContextToken", [&](Trail& trail) -> Status {
        trail.handle("context", phContext);
        if (Token == nullptr) return Status::invalid_parameter;
        *Token = nullptr;
        TRY_ASSIGN(AuthIdentity client, client_of(phContext));
        const std::uint64_t number = dispatch::tokens().insert(
            std::make_unique<dispatch::UserToken>(dispatch::UserToken{std::move(client)}));
        if (number == 0) return Status::out_of_memory;
        *Token = reinterpret_cast<void*>(number);
        return Status::ok;
    });
}

SECURITY_STATUS SEC_ENTRY ImpersonateSecurityContext(PCtxtHandle phContext) {
    return call("ImpersonateSecurityContext", [&](Trail& trail) -> Status {
        trail.handle("context", phContext);
        TRY_ASSIGN(const AuthIdentity client, client_of(phContext));
        return impersonate(client, only_identifies(phContext));
    });
}

SECURITY_STATUS SEC_ENTRY RevertSecurityContext(PCtxtHandle phContext) {
    return call("RevertSecurityContext", [&](Trail& trail) -> Status {
        trail.handle("context", phContext);
        TRY(client_of(phContext));
        return revert();
    });
}

SECURITY_STATUS SEC_ENTRY Secur32GetTokenUserNameW(HANDLE token, WCHAR* name, ULONG* nSize) {
    return token_user_name("Secur32GetTokenUserNameW", token, name, nSize);
}

SECURITY_STATUS SEC_ENTRY Secur32GetTokenUserNameA(HANDLE token, CHAR* name, ULONG* nSize) {
    return token_user_name("Secur32GetTokenUserNameA", token, name, nSize);
}

SECURITY_STATUS SEC_ENTRY Secur32GetTokenUid(HANDLE token, ULONG* uid) {
    return call("Secur32GetTokenUid", [&](Trail&) -> Status {
        if (uid == nullptr) return Status::invalid_parameter;
        const auto user = dispatch::tokens().find(number_of(token));
        if (!user) return Status::invalid_handle;
        TRY_ASSIGN(const UserEntry entry, find_user(user->identity.user));
        *uid = entry.uid;
        return Status::ok;
    });
}

BOOL SEC_ENTRY Secur32CloseHandle(HANDLE token) {
    const SECURITY_STATUS status = call("Secur32CloseHandle", [&](Trail&) -> Status {
        const bool removed = dispatch::tokens().remove(number_of(token));
        return removed ? Status::ok : Status::invalid_handle;
    });
    return status == SEC_E_OK ? TRUE : FALSE;
}

}  // extern "C"
