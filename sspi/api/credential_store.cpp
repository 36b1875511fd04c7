// What a credential store is asked for and given: SspiPrepareForCredRead, SspiPrepareForCredWrite,
// and whether it is time to ask the user, SspiIsPromptingNeeded.  There is no store here; an
// application may have its own.
#include <algorithm>
#include <array>
#include <cstring>

#include "sspi/api/call.h"
#include "sspi/api/identity_blocks.h"
#include "sspi/api/identity_names.h"
#include "sspi/api/target_names.h"

namespace secur32::api {
namespace {

constexpr ULONG kDomainPassword = 2;  // CRED_TYPE_DOMAIN_PASSWORD of wincred.h

// A store keeps the credentials for a host, not for each of its services.
std::u16string_view stored_target(std::u16string_view target) {
    return is_spn(target) ? host_in(target) : target;
}

Status prepare_read(const void* identity, PCWSTR target, PCWSTR* out) {
    TRY(view_identity(identity));
    const std::u16string_view name = stored_target(target);
    if (name.empty()) return trace::because(Status::invalid_parameter, "the target names no host");
    *out = allocate_text<SEC_WCHAR>(name);
    return Status::ok;
}

struct StoredCredential {
    PULONG type;
    PCWSTR *target, *user;
    PUCHAR* blob;
    PULONG blob_size;

    bool complete() const {
        return type != nullptr && target != nullptr && user != nullptr && blob != nullptr &&
               blob_size != nullptr;
    }
    void clear() const {
        if (type != nullptr) *type = 0;
        if (target != nullptr) *target = nullptr;
        if (user != nullptr) *user = nullptr;
        if (blob != nullptr) *blob = nullptr;
        if (blob_size != nullptr) *blob_size = 0;
    }
};

Block copy_of(Bytes bytes) {
    if (bytes.empty()) return {};
    Block block(allocate(bytes.size()));
    std::memcpy(block.get(), bytes.data(), bytes.size());
    return block;
}

Status prepare_write(const void* identity, PCWSTR target, const StoredCredential& out) {
    TRY_ASSIGN(const IdentityView view, view_identity(identity));
    TRY_ASSIGN(const AccountName account, account_name_in(view));
    TRY_ASSIGN(const SecureBytes password, utf16_password(view));
    if (account.user.empty())
        return trace::because(Status::invalid_parameter, "the identity has no user");
    const std::u16string name = qualified(account);
    const std::u16string_view kept = target == nullptr ? name : stored_target(target);
    if (kept.empty()) return trace::because(Status::invalid_parameter, "the target names no host");
    Block target_text(allocate_text<SEC_WCHAR>(kept));
    Block user_text(allocate_text<SEC_WCHAR>(name));
    Block blob = copy_of(password.bytes());
    *out.type = kDomainPassword;
    *out.target = static_cast<PCWSTR>(target_text.release());
    *out.user = static_cast<PCWSTR>(user_text.release());
    *out.blob = static_cast<PUCHAR>(blob.release());
    *out.blob_size = static_cast<ULONG>(password.size());
    return Status::ok;
}

// Failures that other credentials may cure.  A locked or disabled account is not among them.
constexpr std::array kCuredByCredentials = {
    static_cast<ULONG>(SEC_E_LOGON_DENIED),
    static_cast<ULONG>(SEC_E_NO_CREDENTIALS),
    static_cast<ULONG>(SEC_E_UNKNOWN_CREDENTIALS),
    static_cast<ULONG>(SEC_E_INCOMPLETE_CREDENTIALS),
    static_cast<ULONG>(STATUS_ACCESS_DENIED),
    static_cast<ULONG>(STATUS_LOGON_FAILURE),
    static_cast<ULONG>(STATUS_NO_SUCH_USER),
    static_cast<ULONG>(STATUS_WRONG_PASSWORD),
    static_cast<ULONG>(STATUS_PASSWORD_EXPIRED),
    static_cast<ULONG>(STATUS_PASSWORD_MUST_CHANGE),
    ULONG{ERROR_ACCESS_DENIED},
    ULONG{ERROR_INVALID_PASSWORD},
    ULONG{ERROR_NO_SUCH_USER},
    ULONG{ERROR_WRONG_PASSWORD},
    ULONG{ERROR_LOGON_FAILURE},
    ULONG{ERROR_PASSWORD_EXPIRED},
    ULONG{ERROR_PASSWORD_MUST_CHANGE},
};

}  // namespace
}  // namespace secur32::api

using namespace secur32;
using namespace secur32::api;

extern "C" {

SECURITY_STATUS SEC_ENTRY SspiPrepareForCredRead(PSEC_WINNT_AUTH_IDENTITY_OPAQUE AuthIdentity,
                                                 PCWSTR pszTargetName,
                                                 PULONG pCredmanCredentialType,
                                                 PCWSTR* ppszCredmanTargetName) {
    return call("SspiPrepareForCredRead", [&](Trail& trail) -> Status {
        if (pCredmanCredentialType != nullptr) *pCredmanCredentialType = 0;
        if (ppszCredmanTargetName != nullptr) *ppszCredmanTargetName = nullptr;
        if (AuthIdentity == nullptr || pszTargetName == nullptr ||
            pCredmanCredentialType == nullptr || ppszCredmanTargetName == nullptr)
            return Status::invalid_parameter;
        trail.text("target", pszTargetName);
        TRY(prepare_read(AuthIdentity, pszTargetName, ppszCredmanTargetName));
        *pCredmanCredentialType = kDomainPassword;
        return Status::ok;
    });
}

SECURITY_STATUS SEC_ENTRY SspiPrepareForCredWrite(
    PSEC_WINNT_AUTH_IDENTITY_OPAQUE AuthIdentity, PCWSTR pszTargetName,
    PULONG pCredmanCredentialType, PCWSTR* ppszCredmanTargetName, PCWSTR* ppszCredmanUserName,
    PUCHAR* ppCredentialBlob, PULONG pCredentialBlobSize) {
    return call("SspiPrepareForCredWrite", [&](Trail& trail) -> Status {
        const StoredCredential out{pCredmanCredentialType, ppszCredmanTargetName,
                                   ppszCredmanUserName, ppCredentialBlob, pCredentialBlobSize};
        out.clear();
        if (AuthIdentity == nullptr || !out.complete()) return Status::invalid_parameter;
        if (pszTargetName != nullptr) trail.text("target", pszTargetName);
        return prepare_write(AuthIdentity, pszTargetName, out);
    });
}

BOOLEAN SEC_ENTRY SspiIsPromptingNeeded(ULONG ErrorOrNtStatus) {
    return std::ranges::find(kCuredByCredentials, ErrorOrNtStatus) != kCuredByCredentials.end()
               ? TRUE
               : FALSE;
}

}  // extern "C"
