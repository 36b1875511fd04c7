// WinPR's additions (FreeRDP 3), behind SEC_WINNT_AUTH_IDENTITY_EXW and told by its Flags:
//
//     EXTENDED:     +72 SEC_WINPR_NTLM_SETTINGS*       +80 SEC_WINPR_KERBEROS_SETTINGS*
//     EXTENDED_V2:  +72 ULONG version (1)  +80 ..._SETTINGS_V2*  +88 ..._SETTINGS_V2*
//
// Of them the packages here use the SAM file and the hash callback; the host names of the second
// form are configured elsewhere (host_names.h), the Kerberos settings have no package yet.
#include "sspi/api/auth_data.h"

#include <cstddef>
#include <cstring>

#include "sslprovider/base/trace.h"
#include "sspi/api/hash_callback.h"

namespace secur32::api {
namespace {

constexpr Status kBad = Status::unknown_credentials;
constexpr std::uint32_t kWinprSecondVersion = 1;

bool is_digit_of_hash(std::uint16_t c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool is_hash(Bytes utf16) {
    if (utf16.size() != kPasswordHashDigits * sizeof(char16_t)) return false;
    for (std::size_t i = 0; i < utf16.size(); i += 2)
        if (!is_digit_of_hash(static_cast<std::uint16_t>(utf16[i] | utf16[i + 1] << 8)))
            return false;
    return true;
}

// ---- WinPR's additions --------------------------------------------------------------------------

template <typename Settings>
const Settings* settings_at(const void* auth_data, std::size_t offset) {
    const Settings* settings = nullptr;
    std::memcpy(&settings, static_cast<const std::uint8_t*>(auth_data) + offset, sizeof settings);
    return settings;
}

void take_settings(Identity& identity, const char* sam_file, psSspiNtlmHashCallback callback,
                   void* argument) {
    if (sam_file != nullptr) identity.sam_file = sam_file;
    identity.hash_callback = hash_callback_of(callback, argument);
}

void take_first(Identity& identity, const void* auth_data) {
    const auto* const ntlm = settings_at<SEC_WINPR_NTLM_SETTINGS>(
        auth_data, offsetof(SEC_WINNT_AUTH_IDENTITY_WINPR, ntlmSettings));
    if (ntlm != nullptr)
        take_settings(identity, ntlm->samFile, ntlm->hashCallback, ntlm->hashCallbackArg);
}

Status take_second(Identity& identity, const void* auth_data) {
    using Extended = SEC_WINNT_AUTH_IDENTITY_WINPR_V2;
    std::uint32_t version = 0;
    std::memcpy(&version, static_cast<const std::uint8_t*>(auth_data) + offsetof(Extended, version),
                sizeof version);
    if (version != kWinprSecondVersion)
        return trace::because(kBad, "identity: an unknown version of WinPR's settings");
    const auto* const ntlm =
        settings_at<SEC_WINPR_NTLM_SETTINGS_V2>(auth_data, offsetof(Extended, ntlmSettings));
    if (ntlm == nullptr) return Status::ok;
    if (ntlm->size < offsetof(SEC_WINPR_NTLM_SETTINGS_V2, targetName))
        return trace::because(kBad, "identity: WinPR's NTLM settings are cut short");
    take_settings(identity, ntlm->samFile, ntlm->hashCallback, ntlm->hashCallbackArg);
    return Status::ok;
}

Status take_winpr(Identity& identity, std::uint32_t flags, const void* auth_data) {
    const bool first = (flags & SEC_WINNT_AUTH_IDENTITY_EXTENDED) != 0;
    const bool second = (flags & SEC_WINNT_AUTH_IDENTITY_EXTENDED_V2) != 0;
    if (first && second)
        return trace::because(kBad, "identity: both of WinPR's extension flags are set");
    if (second) return take_second(identity, auth_data);
    if (first) take_first(identity, auth_data);
    return Status::ok;
}

}  // namespace

Result<Identity> identity_of(const IdentityView& view) {
    Identity identity;
    TRY_ASSIGN(identity.user, text_in(view, view.user));
    TRY_ASSIGN(identity.domain, text_in(view, view.domain));
    TRY_ASSIGN(identity.package_list, text_in(view, view.packages));
    TRY_ASSIGN(identity.password, utf16_password(view));
    identity.password_is_nt_hash = (view.flags & SEC_WINPR_AUTH_IDENTITY_PASSWORD_HASH) != 0;
    if (identity.password_is_nt_hash && !is_hash(identity.password.bytes()))
        return trace::because(kBad, "identity: the password hash is not 32 hexadecimal digits");
    return identity;
}

Result<Identity> parse_auth_data(const void* auth_data) {
    TRY_ASSIGN(const IdentityView view, view_identity(auth_data));
    TRY_ASSIGN(Identity identity, identity_of(view));
    if (view.form == IdentityForm::extended) TRY(take_winpr(identity, view.flags, auth_data));
    return identity;
}

}  // namespace secur32::api
