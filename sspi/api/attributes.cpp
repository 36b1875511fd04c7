// QueryContextAttributes(Ex), SetContextAttributes, Query/SetCredentialsAttributes(Ex).
// A new attribute is one row of attribute_rows and the function that fills its structure.
#include <cstring>
#include <span>

#include "sspi/api/attribute_rows.h"
#include "sspi/api/call.h"
#include "sspi/api/flags.h"
#include "sspi/api/handles.h"
#include "sspi/api/package_info.h"
#include "sspi/api/times.h"
#include "sspi/api/winpr_settings.h"

namespace secur32::api {
namespace {

// Copies an answer into the caller's structure, whose variable parts are allocated here.
using Fill = void (*)(const AttributeValue& value, void* out);

struct AttributeRow {
    ULONG id;
    Attribute attribute;
    std::size_t size;  // of the structure
    Fill fill;
};

void fill_sizes(const AttributeValue& value, void* out) {
    const Sizes& sizes = std::get<Sizes>(value);
    *static_cast<SecPkgContext_Sizes*>(out) = {sizes.max_token, sizes.max_signature,
                                               sizes.block_size, sizes.security_trailer};
}

template <typename Family>
void fill_names(const AttributeValue& value, void* out) {
    static_cast<typename Family::Names*>(out)->sUserName =
        allocate_text<typename Family::Char>(std::get<Names>(value).user);
}

void fill_lifespan(const AttributeValue& value, void* out) {
    const Lifespan& lifespan = std::get<Lifespan>(value);
    *static_cast<SecPkgContext_Lifespan*>(out) = {local_time(lifespan.start),
                                                  local_time(lifespan.expiry)};
}

template <typename Family>
void fill_key_info(const AttributeValue& value, void* out) {
    using Char = typename Family::Char;
    const KeyInfo& info = std::get<KeyInfo>(value);
    *static_cast<typename Family::KeyInfo*>(out) = {
        allocate_text<Char>(info.signature_algorithm_name),
        allocate_text<Char>(info.encrypt_algorithm_name), info.key_bits,
        static_cast<ULONG>(info.signature_algorithm), static_cast<ULONG>(info.encrypt_algorithm)};
}

void fill_session_key(const AttributeValue& value, void* out) {
    const Bytes key = std::get<SessionKey>(value).key.bytes();
    auto* const copy = static_cast<unsigned char*>(allocate(key.size()));
    std::memcpy(copy, key.data(), key.size());
    *static_cast<SecPkgContext_SessionKey*>(out) = {static_cast<ULONG>(key.size()), copy};
}

template <typename Family>
void fill_package_info(const AttributeValue& value, void* out) {
    static_cast<typename Family::PackageInfo*>(out)->PackageInfo =
        allocate_package_info<Family>(*std::get<PackageOf>(value).info);
}

template <typename Family>
void fill_negotiation_info(const AttributeValue& value, void* out) {
    const NegotiationInfo& info = std::get<NegotiationInfo>(value);
    *static_cast<typename Family::NegotiationInfo*>(out) = {
        allocate_package_info<Family>(*info.info), info.state};
}

void fill_flags(const AttributeValue& value, void* out) {
    const GrantedFlags& granted = std::get<GrantedFlags>(value);
    static_cast<SecPkgContext_Flags*>(out)->Flags = flags_of(granted.role, granted.features);
}

void fill_target(const AttributeValue& value, void* out) {
    const std::u16string& name = std::get<Target>(value).name;
    const auto size = static_cast<ULONG>(name.size() * sizeof(char16_t));
    *static_cast<SecPkgContext_Target*>(out) = {
        size, reinterpret_cast<char*>(allocate_text<SEC_WCHAR>(name))};
}

void fill_client_specified_target(const AttributeValue& value, void* out) {
    static_cast<SecPkgContext_ClientSpecifiedTarget*>(out)->sTargetName =
        allocate_text<SEC_WCHAR>(std::get<Target>(value).name);
}

void fill_last_client_token(const AttributeValue& value, void* out) {
    auto& status = *static_cast<SecPkgContext_LastClientTokenStatus*>(out);
    switch (std::get<LastClientToken>(value)) {
        case LastClientToken::yes:
            status.LastClientTokenStatus = SecPkgAttrLastClientTokenYes;
            break;
        case LastClientToken::no:
            status.LastClientTokenStatus = SecPkgAttrLastClientTokenNo;
            break;
        case LastClientToken::maybe:
            status.LastClientTokenStatus = SecPkgAttrLastClientTokenMaybe;
            break;
    }
}

void fill_user_flags(const AttributeValue& value, void* out) {
    static_cast<SecPkgContext_UserFlags*>(out)->UserFlags = std::get<UserFlags>(value).flags;
}

// clang-format off
template <typename Family>
constexpr AttributeRow kRows[] = {
    {SECPKG_ATTR_SIZES,                    Attribute::sizes,                    sizeof(SecPkgContext_Sizes),                 fill_sizes},
    {SECPKG_ATTR_NAMES,                    Attribute::names,                    sizeof(typename Family::Names),              fill_names<Family>},
    {SECPKG_ATTR_LIFESPAN,                 Attribute::lifespan,                 sizeof(SecPkgContext_Lifespan),              fill_lifespan},
    {SECPKG_ATTR_KEY_INFO,                 Attribute::key_info,                 sizeof(typename Family::KeyInfo),            fill_key_info<Family>},
    {SECPKG_ATTR_SESSION_KEY,              Attribute::session_key,              sizeof(SecPkgContext_SessionKey),            fill_session_key},
    {SECPKG_ATTR_PACKAGE_INFO,             Attribute::package_info,             sizeof(typename Family::PackageInfo),        fill_package_info<Family>},
    {SECPKG_ATTR_USER_FLAGS,               Attribute::user_flags,               sizeof(SecPkgContext_UserFlags),             fill_user_flags},
    {SECPKG_ATTR_NEGOTIATION_INFO,         Attribute::negotiation_info,         sizeof(typename Family::NegotiationInfo),    fill_negotiation_info<Family>},
    {SECPKG_ATTR_FLAGS,                    Attribute::flags,                    sizeof(SecPkgContext_Flags),                 fill_flags},
    {SECPKG_ATTR_TARGET,                   Attribute::target,                   sizeof(SecPkgContext_Target),                fill_target},
    {SECPKG_ATTR_CLIENT_SPECIFIED_TARGET,  Attribute::client_specified_target,  sizeof(SecPkgContext_ClientSpecifiedTarget), fill_client_specified_target},
    {SECPKG_ATTR_LAST_CLIENT_TOKEN_STATUS, Attribute::last_client_token_status, sizeof(SecPkgContext_LastClientTokenStatus), fill_last_client_token},
};
// clang-format on

// The token belongs to the context: the caller does not close it.
Status query_access_token(dispatch::OpenContext& open, void* out) {
    TRY_ASSIGN(const std::uint64_t number, open.access_token());
    static_cast<SecPkgContext_AccessToken*>(out)->AccessToken = reinterpret_cast<void*>(number);
    return Status::ok;
}

// WinPR's attribute: UTF-8 in places of a fixed size.  A name that was cut to fit would be somebody
// else's.
Status query_auth_identity(dispatch::OpenContext& open, void* out) {
    TRY_ASSIGN(const AttributeValue value, open.query(Attribute::auth_identity));
    const AuthIdentity& identity = std::get<AuthIdentity>(value);
    SecPkgContext_AuthIdentity names{};
    const auto place = [](std::u16string_view text, std::span<char> room) {
        const bool fits = encoded_size(text, room.data()) <= room.size();
        if (fits) encode(text, room.data());
        return fits;
    };
    if (!place(identity.user, names.User) || !place(identity.domain, names.Domain))
        return trace::because(Status::buffer_too_small,
                              "the name is longer than WinPR's structure");
    std::memcpy(out, &names, sizeof names);
    return Status::ok;
}

// The attributes that have more than a value of the context's; TLS has others.
constexpr SpecialRow kSpecialRows[] = {
    {SECPKG_ATTR_ACCESS_TOKEN, sizeof(SecPkgContext_AccessToken), query_access_token},
    {SECPKG_ATTR_AUTH_IDENTITY, sizeof(SecPkgContext_AuthIdentity), query_auth_identity},
};

template <typename Family>
Status query(dispatch::OpenContext& open, ULONG id, void* out, std::size_t room) {
    for (const auto rows : {std::span<const SpecialRow>(kSpecialRows), tls_rows<Family>()})
        for (const SpecialRow& row : rows)
            if (row.id == id)
                return room < row.size ? Status::struct_too_small : row.query(open, out);
    for (const AttributeRow& row : kRows<Family>) {
        if (row.id != id) continue;
        if (room < row.size) return Status::struct_too_small;
        TRY_ASSIGN(const AttributeValue value, open.query(row.attribute));
        row.fill(value, out);
        return Status::ok;
    }
    return trace::because(Status::unsupported_function, "no such attribute here");
}

// room SIZE_MAX: the caller did not say how large *buffer is.
template <typename Family>
SECURITY_STATUS query_context(const char* function, PCtxtHandle handle, ULONG id, void* buffer,
                              std::size_t room) noexcept {
    return call(function, [&](Trail& trail) -> Status {
        trail.handle("context", handle);
        trail.number("attribute", id);
        const auto open = find_context(handle);
        if (!open) return Status::invalid_handle;
        if (buffer == nullptr) return Status::invalid_parameter;
        return query<Family>(*open, id, buffer, room);
    });
}

SECURITY_STATUS set_context(const char* function, PCtxtHandle handle, ULONG id, void* buffer,
                            ULONG size) noexcept {
    return call(function, [&](Trail& trail) -> Status {
        trail.handle("context", handle);
        trail.number("attribute", id);
        const auto open = find_context(handle);
        if (!open) return Status::invalid_handle;
        const Status applied = apply_tls_setting(*open, id, buffer, size);
        return applied == Status::unsupported_function
                   ? apply_winpr_setting(*open, id, buffer, size)
                   : applied;
    });
}

template <typename Family>
SECURITY_STATUS query_credential(const char* function, PCredHandle handle, ULONG id, void* buffer,
                                 std::size_t room) noexcept {
    return call(function, [&](Trail& trail) -> Status {
        using CredentialNames = typename Family::CredentialNames;
        trail.handle("credential", handle);
        trail.number("attribute", id);
        const auto open = find_credential(handle);
        if (!open) return Status::invalid_handle;
        if (buffer == nullptr) return Status::invalid_parameter;
        if (id != SECPKG_CRED_ATTR_NAMES)
            return query_tls_credential(*open->credential, id, buffer, room);
        if (room < sizeof(CredentialNames)) return Status::struct_too_small;
        TRY_ASSIGN(const std::u16string name, open->credential->user_name());
        static_cast<CredentialNames*>(buffer)->sUserName =
            allocate_text<typename Family::Char>(name);
        return Status::ok;
    });
}

// A MULTI_SZ: strings that end in NUL, and one more NUL.
template <typename Char>
Result<AcceptedNames> parse_names(const void* buffer, ULONG size) {
    AcceptedNames names;
    if (buffer == nullptr || size % sizeof(Char) != 0) return Status::invalid_parameter;
    std::basic_string_view<Char> rest(static_cast<const Char*>(buffer), size / sizeof(Char));
    while (!rest.empty() && rest.front() != 0) {
        const std::size_t end = rest.find(Char{0});
        if (end == rest.npos) return trace::because(Status::invalid_parameter, "a name has no end");
        TRY_ASSIGN(std::u16string name, text_of(rest.data()));
        names.names.push_back(std::move(name));
        rest.remove_prefix(end + 1);
    }
    if (rest.empty()) return trace::because(Status::invalid_parameter, "the list has no end");
    return names;
}

template <typename Char>
SECURITY_STATUS set_credential(const char* function, PCredHandle handle, ULONG id,
                               const void* buffer, ULONG size) noexcept {
    return call(function, [&](Trail& trail) -> Status {
        trail.handle("credential", handle);
        trail.number("attribute", id);
        const auto open = find_credential(handle);
        if (!open) return Status::invalid_handle;
        if (id != SECUR32_CRED_ATTR_ACCEPTED_NAMES) return Status::unsupported_function;
        TRY_ASSIGN(AcceptedNames names, parse_names<Char>(buffer, size));
        return open->credential->set(std::move(names));
    });
}

}  // namespace
}  // namespace secur32::api

using namespace secur32;
using namespace secur32::api;

extern "C" {

SECURITY_STATUS SEC_ENTRY QueryContextAttributesW(PCtxtHandle phContext, ULONG ulAttribute,
                                                  void* pBuffer) {
    return query_context<Wide>("QueryContextAttributesW", phContext, ulAttribute, pBuffer,
                               SIZE_MAX);
}

SECURITY_STATUS SEC_ENTRY QueryContextAttributesA(PCtxtHandle phContext, ULONG ulAttribute,
                                                  void* pBuffer) {
    return query_context<Ansi>("QueryContextAttributesA", phContext, ulAttribute, pBuffer,
                               SIZE_MAX);
}

SECURITY_STATUS SEC_ENTRY QueryContextAttributesExW(PCtxtHandle phContext, ULONG ulAttribute,
                                                    void* pBuffer, ULONG cbBuffer) {
    return query_context<Wide>("QueryContextAttributesExW", phContext, ulAttribute, pBuffer,
                               cbBuffer);
}

SECURITY_STATUS SEC_ENTRY QueryContextAttributesExA(PCtxtHandle phContext, ULONG ulAttribute,
                                                    void* pBuffer, ULONG cbBuffer) {
    return query_context<Ansi>("QueryContextAttributesExA", phContext, ulAttribute, pBuffer,
                               cbBuffer);
}

SECURITY_STATUS SEC_ENTRY SetContextAttributesW(PCtxtHandle phContext, ULONG ulAttribute,
                                                void* pBuffer, ULONG cbBuffer) {
    return set_context("SetContextAttributesW", phContext, ulAttribute, pBuffer, cbBuffer);
}

SECURITY_STATUS SEC_ENTRY SetContextAttributesA(PCtxtHandle phContext, ULONG ulAttribute,
                                                void* pBuffer, ULONG cbBuffer) {
    return set_context("SetContextAttributesA", phContext, ulAttribute, pBuffer, cbBuffer);
}

SECURITY_STATUS SEC_ENTRY QueryCredentialsAttributesW(PCredHandle phCredential, ULONG ulAttribute,
                                                      void* pBuffer) {
    return query_credential<Wide>("QueryCredentialsAttributesW", phCredential, ulAttribute, pBuffer,
                                  SIZE_MAX);
}

SECURITY_STATUS SEC_ENTRY QueryCredentialsAttributesA(PCredHandle phCredential, ULONG ulAttribute,
                                                      void* pBuffer) {
    return query_credential<Ansi>("QueryCredentialsAttributesA", phCredential, ulAttribute, pBuffer,
                                  SIZE_MAX);
}

SECURITY_STATUS SEC_ENTRY QueryCredentialsAttributesExW(PCredHandle phCredential, ULONG ulAttribute,
                                                        void* pBuffer, ULONG cbBuffer) {
    return query_credential<Wide>("QueryCredentialsAttributesExW", phCredential, ulAttribute,
                                  pBuffer, cbBuffer);
}

SECURITY_STATUS SEC_ENTRY QueryCredentialsAttributesExA(PCredHandle phCredential, ULONG ulAttribute,
                                                        void* pBuffer, ULONG cbBuffer) {
    return query_credential<Ansi>("QueryCredentialsAttributesExA", phCredential, ulAttribute,
                                  pBuffer, cbBuffer);
}

SECURITY_STATUS SEC_ENTRY SetCredentialsAttributesW(PCredHandle phCredential, ULONG ulAttribute,
                                                    void* pBuffer, ULONG cbBuffer) {
    return set_credential<SEC_WCHAR>("SetCredentialsAttributesW", phCredential, ulAttribute,
                                     pBuffer, cbBuffer);
}

SECURITY_STATUS SEC_ENTRY SetCredentialsAttributesA(PCredHandle phCredential, ULONG ulAttribute,
                                                    void* pBuffer, ULONG cbBuffer) {
    return set_credential<SEC_CHAR>("SetCredentialsAttributesA", phCredential, ulAttribute, pBuffer,
                                    cbBuffer);
}

}  // extern "C"
