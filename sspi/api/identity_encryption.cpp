// SspiEncryptAuthIdentity and its kin: the secret of an identity in one block, encrypted where it
// lies with a key that only this process has (memory_cipher.h).  Names stay readable: Compare,
// Copy and Exclude work on an encrypted identity.
#include <cstddef>
#include <cstring>

#include "sslprovider/crypto/memory_cipher.h"
#include "sspi/api/call.h"
#include "sspi/api/identity_view.h"

namespace secur32::api {
namespace {

constexpr std::uint32_t kProcess = SEC_WINNT_AUTH_IDENTITY_FLAGS_PROCESS_ENCRYPTED;

// The caller gave the identity to be changed; a view is const for all the others.
MutableBytes writable(const std::optional<Bytes>& part) {
    if (!part) return {};
    return {const_cast<std::uint8_t*>(part->data()), part->size()};
}

void set_flags(void* identity, IdentityForm form, std::uint32_t flags) {
    std::size_t offset = offsetof(SEC_WINNT_AUTH_IDENTITY_W, Flags);
    if (form == IdentityForm::extended) offset = offsetof(SEC_WINNT_AUTH_IDENTITY_EXW, Flags);
    if (form == IdentityForm::packed) offset = offsetof(SEC_WINNT_AUTH_IDENTITY_EX2, Flags);
    std::memcpy(static_cast<std::uint8_t*>(identity) + offset, &flags, sizeof flags);
}

// An identity whose strings lie elsewhere may be made of literals, which nobody can write to.
Status judge_place(const IdentityView& view) {
    const bool one_block = view.form == IdentityForm::packed ||
                           (view.form == IdentityForm::extended &&
                            (view.flags & SEC_WINNT_AUTH_IDENTITY_MARSHALLED) != 0);
    if (one_block) return Status::ok;
    return trace::because(Status::invalid_parameter, "the identity is not in one block");
}

Status judge_options(ULONG options) {
    if (options == SEC_WINNT_AUTH_IDENTITY_ENCRYPT_SAME_PROCESS) return Status::ok;
    if (options == SEC_WINNT_AUTH_IDENTITY_ENCRYPT_SAME_LOGON ||
        options == SEC_WINNT_AUTH_IDENTITY_ENCRYPT_FOR_SYSTEM)
        return trace::because(Status::unsupported_function,
                              "an identity can be encrypted for this process only");
    return Status::invalid_parameter;
}

Status encrypt(void* identity) {
    if (identity == nullptr) return Status::invalid_parameter;
    TRY_ASSIGN(const IdentityView view, view_identity(identity));
    TRY(judge_place(view));
    if (is_encrypted(view.flags)) return Status::ok;
    TRY(crypto::encrypt_memory(writable(view.secret)));
    set_flags(identity, view.form, view.flags | kProcess);
    return Status::ok;
}

Status decrypt(void* identity) {
    if (identity == nullptr) return Status::invalid_parameter;
    TRY_ASSIGN(const IdentityView view, view_identity(identity));
    if (!is_encrypted(view.flags)) return Status::ok;
    TRY(judge_place(view));
    TRY_ASSIGN(const SecureBytes clear, clear_secret(view));
    if (!clear.empty())
        std::memcpy(writable(view.secret).data(), clear.bytes().data(), clear.size());
    set_flags(identity, view.form, view.flags & ~kProcess);
    return Status::ok;
}

// What cannot stay well-formed without its contents goes altogether: an EX2 then has no
// credentials.
void drop_credentials(void* identity, const IdentityView& view) {
    if (view.form == IdentityForm::packed) {
        SEC_WINNT_AUTH_IDENTITY_EX2 header;
        std::memcpy(&header, identity, sizeof header);
        header.PackedCredentialsOffset = 0;
        header.PackedCredentialsLength = 0;
        std::memcpy(identity, &header, sizeof header);
    }
    set_flags(identity, view.form, view.flags & ~kProcess);
}

Status zero(void* identity) {
    if (identity == nullptr) return Status::ok;
    TRY_ASSIGN(const IdentityView view, view_identity(identity));
    const MutableBytes secret = writable(view.secret);
    const Result<Bytes> password = password_in(view.form, secret);
    if (password.ok() && !is_encrypted(view.flags)) {
        secure_wipe(writable(password.value()));
    } else {
        secure_wipe(secret);
        drop_credentials(identity, view);
    }
    return Status::ok;
}

}  // namespace
}  // namespace secur32::api

using namespace secur32;
using namespace secur32::api;

extern "C" {

SECURITY_STATUS SEC_ENTRY SspiEncryptAuthIdentity(PSEC_WINNT_AUTH_IDENTITY_OPAQUE AuthData) {
    return call("SspiEncryptAuthIdentity", [&](Trail&) -> Status { return encrypt(AuthData); });
}

SECURITY_STATUS SEC_ENTRY SspiEncryptAuthIdentityEx(ULONG Options,
                                                    PSEC_WINNT_AUTH_IDENTITY_OPAQUE AuthData) {
    return call("SspiEncryptAuthIdentityEx", [&](Trail& trail) -> Status {
        trail.flags("options", Options);
        TRY(judge_options(Options));
        return encrypt(AuthData);
    });
}

SECURITY_STATUS SEC_ENTRY
SspiDecryptAuthIdentity(PSEC_WINNT_AUTH_IDENTITY_OPAQUE EncryptedAuthData) {
    return call("SspiDecryptAuthIdentity",
                [&](Trail&) -> Status { return decrypt(EncryptedAuthData); });
}

SECURITY_STATUS SEC_ENTRY
SspiDecryptAuthIdentityEx(ULONG Options, PSEC_WINNT_AUTH_IDENTITY_OPAQUE EncryptedAuthData) {
    return call("SspiDecryptAuthIdentityEx", [&](Trail& trail) -> Status {
        trail.flags("options", Options);
        TRY(judge_options(Options));
        return decrypt(EncryptedAuthData);
    });
}

void SEC_ENTRY SspiZeroAuthIdentity(PSEC_WINNT_AUTH_IDENTITY_OPAQUE AuthData) {
    call("SspiZeroAuthIdentity", [&](Trail&) -> Status { return zero(AuthData); });
}

}  // extern "C"
