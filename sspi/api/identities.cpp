// Identities made of strings, taken apart, copied, marshalled, freed.
//
// As Windows does it: what strings make is a SEC_WINNT_AUTH_IDENTITY_EXW in one block with
// MARSHALLED, and a copy of a plain identity is extended.
#include <cstring>

#include "sspi/api/call.h"
#include "sspi/api/identity_blocks.h"
#include "sspi/api/packed_text.h"

namespace secur32::api {
namespace {

constexpr std::size_t kMaxNameLength = 0x7FFF;  // what a UNICODE_STRING can count

struct GivenStrings {
    PCWSTR user, domain, secret;
};

std::optional<Bytes> text_bytes(PCWSTR text) {
    if (text == nullptr) return std::nullopt;
    return secur32::bytes_of(std::u16string_view(text));
}

bool too_long(PCWSTR text, std::size_t max) {
    return text != nullptr && std::u16string_view(text).size() > max;
}

Status judge(const GivenStrings& given) {
    if (too_long(given.user, kMaxNameLength) || too_long(given.domain, kMaxNameLength))
        return trace::because(Status::invalid_parameter, "identity: a name is too long");
    const bool packed = given.secret != nullptr && is_packed_text(given.secret);
    if (!packed && too_long(given.secret, kPasswordHashLengthOffset))
        return trace::because(Status::invalid_parameter, "identity: the password is too long");
    return Status::ok;
}

Result<Block> identity_of_strings(const GivenStrings& given) {
    IdentityView view;
    view.form = IdentityForm::extended;
    view.flags = SEC_WINNT_AUTH_IDENTITY_UNICODE;
    view.user = text_bytes(given.user);
    view.domain = text_bytes(given.domain);
    view.secret = text_bytes(given.secret);
    return build_identity(view);
}

// The names given beside a packed text stand for those in it.
Result<Block> identity_of_packed_text(const GivenStrings& given) {
    TRY_ASSIGN(const SecureBytes bytes, bytes_of_packed_text(given.secret));
    TRY_ASSIGN(IdentityView view, view_marshalled_identity(bytes.bytes()));
    Buffer user;
    Buffer domain;
    if (given.user != nullptr) {
        TRY_ASSIGN(user, text_for(view, given.user));
        view.user = user;
    }
    if (given.domain != nullptr) {
        TRY_ASSIGN(domain, text_for(view, given.domain));
        view.domain = domain;
    }
    return build_identity(view);
}

// Null for an absent name.
Result<Block> name_of(const IdentityView& view, const std::optional<Bytes>& name) {
    if (!name) return Block();
    TRY_ASSIGN(const std::u16string text, text_in(view, name));
    return Block(allocate_text<SEC_WCHAR>(text));
}

template <typename Out>
void hand_out(Out* out, Block& block) {
    if (out != nullptr) *out = static_cast<Out>(block.release());
}

struct WantedStrings {
    PCWSTR *user, *domain, *secret;
    void clear() const {
        for (PCWSTR* const out : {user, domain, secret})
            if (out != nullptr) *out = nullptr;
    }
};

Status take_apart(const void* identity, const WantedStrings& wanted) {
    TRY_ASSIGN(const IdentityView view, view_identity(identity));
    TRY_ASSIGN(Block user, name_of(view, view.user));
    TRY_ASSIGN(Block domain, name_of(view, view.domain));
    Block secret;
    if (wanted.secret != nullptr) {
        TRY_ASSIGN(secret, packed_text_of(view));
    }
    hand_out(wanted.user, user);
    hand_out(wanted.domain, domain);
    hand_out(wanted.secret, secret);
    return Status::ok;
}

Status validate(const void* identity) {
    TRY_ASSIGN(const IdentityView view, view_identity(identity));
    TRY(text_in(view, view.user));
    TRY(text_in(view, view.domain));
    return status_of(text_in(view, view.packages));
}

bool is_encrypted_identity(const void* identity) {
    bool encrypted = false;
    static_cast<void>(guard([&]() -> Status {
        if (identity == nullptr) return Status::ok;
        TRY_ASSIGN(const IdentityView view, view_identity(identity));
        encrypted = is_encrypted(view.flags);
        return Status::ok;
    }));
    return encrypted;
}

}  // namespace
}  // namespace secur32::api

using namespace secur32;
using namespace secur32::api;

extern "C" {

// Windows leaves *ppAuthIdentity as it was when nothing can be encoded.
SECURITY_STATUS SEC_ENTRY SspiEncodeStringsAsAuthIdentity(
    PCWSTR pszUserName, PCWSTR pszDomainName, PCWSTR pszPackedCredentialsString,
    PSEC_WINNT_AUTH_IDENTITY_OPAQUE* ppAuthIdentity) {
    return call("SspiEncodeStringsAsAuthIdentity", [&](Trail& trail) -> Status {
        const GivenStrings given{pszUserName, pszDomainName, pszPackedCredentialsString};
        const bool nothing =
            given.user == nullptr && given.domain == nullptr && given.secret == nullptr;
        if (nothing || ppAuthIdentity == nullptr) return Status::invalid_token;
        *ppAuthIdentity = nullptr;
        if (given.user != nullptr) trail.text("user", given.user);
        if (given.domain != nullptr) trail.text("domain", given.domain);
        TRY(judge(given));
        const bool packed = given.secret != nullptr && is_packed_text(given.secret);
        TRY_ASSIGN(Block identity,
                   packed ? identity_of_packed_text(given) : identity_of_strings(given));
        *ppAuthIdentity = identity.release();
        return Status::ok;
    });
}

SECURITY_STATUS SEC_ENTRY
SspiEncodeAuthIdentityAsStrings(PSEC_WINNT_AUTH_IDENTITY_OPAQUE pAuthIdentity, PCWSTR* ppszUserName,
                                PCWSTR* ppszDomainName, PCWSTR* ppszPackedCredentialsString) {
    const WantedStrings wanted{ppszUserName, ppszDomainName, ppszPackedCredentialsString};
    const bool encrypted = is_encrypted_identity(pAuthIdentity);
    const SECURITY_STATUS status = call("SspiEncodeAuthIdentityAsStrings", [&](Trail&) -> Status {
        wanted.clear();
        if (pAuthIdentity == nullptr) return Status::invalid_parameter;
        if (encrypted)
            return trace::because(Status::invalid_parameter, "the identity is encrypted");
        return take_apart(pAuthIdentity, wanted);
    });
    // The one code of this family that is documented as an NTSTATUS.
    return encrypted ? STATUS_INVALID_PARAMETER : status;
}

SECURITY_STATUS SEC_ENTRY SspiValidateAuthIdentity(PSEC_WINNT_AUTH_IDENTITY_OPAQUE AuthData) {
    return call("SspiValidateAuthIdentity", [&](Trail&) -> Status {
        return AuthData == nullptr ? Status::ok : validate(AuthData);
    });
}

SECURITY_STATUS SEC_ENTRY SspiCopyAuthIdentity(PSEC_WINNT_AUTH_IDENTITY_OPAQUE AuthData,
                                               PSEC_WINNT_AUTH_IDENTITY_OPAQUE* AuthDataCopy) {
    return call("SspiCopyAuthIdentity", [&](Trail&) -> Status {
        if (AuthDataCopy == nullptr) return Status::invalid_parameter;
        *AuthDataCopy = nullptr;
        if (AuthData == nullptr) return Status::ok;
        TRY_ASSIGN(const IdentityView view, view_identity(AuthData));
        TRY_ASSIGN(Block copy, build_identity(view));
        *AuthDataCopy = copy.release();
        return Status::ok;
    });
}

void SEC_ENTRY SspiFreeAuthIdentity(PSEC_WINNT_AUTH_IDENTITY_OPAQUE AuthData) {
    call("SspiFreeAuthIdentity", [&](Trail&) -> Status {
        release(AuthData);
        return Status::ok;
    });
}

void SEC_ENTRY SspiLocalFree(PVOID DataBuffer) {
    call("SspiLocalFree", [&](Trail&) -> Status {
        release(DataBuffer);
        return Status::ok;
    });
}

SECURITY_STATUS SEC_ENTRY SspiMarshalAuthIdentity(PSEC_WINNT_AUTH_IDENTITY_OPAQUE AuthIdentity,
                                                  ULONG* AuthIdentityLength,
                                                  char** AuthIdentityByteArray) {
    return call("SspiMarshalAuthIdentity", [&](Trail& trail) -> Status {
        if (AuthIdentityLength != nullptr) *AuthIdentityLength = 0;
        if (AuthIdentityByteArray != nullptr) *AuthIdentityByteArray = nullptr;
        if (AuthIdentity == nullptr || AuthIdentityLength == nullptr ||
            AuthIdentityByteArray == nullptr)
            return Status::invalid_parameter;
        TRY_ASSIGN(const IdentityView view, view_identity(AuthIdentity));
        TRY_ASSIGN(SizedBlock flat, flatten_identity(view));
        *AuthIdentityLength = static_cast<ULONG>(flat.size);
        *AuthIdentityByteArray = static_cast<char*>(flat.block.release());
        trail.number("bytes", *AuthIdentityLength);
        return Status::ok;
    });
}

SECURITY_STATUS SEC_ENTRY
SspiUnmarshalAuthIdentity(ULONG AuthIdentityLength, char* AuthIdentityByteArray,
                          PSEC_WINNT_AUTH_IDENTITY_OPAQUE* ppAuthIdentity) {
    return call("SspiUnmarshalAuthIdentity", [&](Trail& trail) -> Status {
        if (ppAuthIdentity == nullptr) return Status::invalid_parameter;
        *ppAuthIdentity = nullptr;
        if (AuthIdentityByteArray == nullptr) return Status::invalid_parameter;
        trail.number("bytes", AuthIdentityLength);
        TRY_ASSIGN(const IdentityView view,
                   view_marshalled_identity(secur32::bytes_of(
                       std::string_view(AuthIdentityByteArray, AuthIdentityLength))));
        TRY_ASSIGN(Block identity, build_identity(view));
        *ppAuthIdentity = identity.release();
        return Status::ok;
    });
}

BOOLEAN SEC_ENTRY SspiIsAuthIdentityEncrypted(PSEC_WINNT_AUTH_IDENTITY_OPAQUE EncryptedAuthData) {
    return is_encrypted_identity(EncryptedAuthData) ? TRUE : FALSE;
}

}  // extern "C"
