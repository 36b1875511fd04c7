// The tables behind names.h, with Windows' own spellings.  A status, an attribute or a capability
// that is new is one row.
#include "samples/common/names.h"

#include <winerror.h>

#include <algorithm>
#include <cstdint>
#include <iomanip>
#include <iostream>
#include <span>
#include <sstream>

namespace samples {
namespace {

struct StatusRow {
    SECURITY_STATUS status;
    const char* name;
    const char* hint;
};

#define STATUS(name, hint) \
    { static_cast<SECURITY_STATUS>(name), #name, hint }
constexpr StatusRow kStatuses[] = {
    STATUS(SEC_E_OK, ""),
    STATUS(SEC_I_CONTINUE_NEEDED, ""),
    STATUS(SEC_I_COMPLETE_NEEDED, ""),
    STATUS(SEC_I_COMPLETE_AND_CONTINUE, ""),
    STATUS(SEC_E_INSUFFICIENT_MEMORY, ""),
    STATUS(SEC_E_INVALID_HANDLE, ""),
    STATUS(SEC_E_UNSUPPORTED_FUNCTION,
           "this package does not do that; of TLS: no version that both sides have"),
    STATUS(SEC_E_TARGET_UNKNOWN, "check --target"),
    STATUS(SEC_E_INTERNAL_ERROR, "set SSPI_TRACE=- to see where"),
    STATUS(SEC_E_SECPKG_NOT_FOUND, "list_packages shows the names that --package takes"),
    STATUS(SEC_E_INVALID_TOKEN, "do both sides use the same --package?"),
    STATUS(SEC_E_QOP_NOT_SUPPORTED, ""),
    STATUS(SEC_E_LOGON_DENIED,
           "check --user, --domain and --password; the server knows the accounts of its"
           " NTLM_USER_FILE or of its database (SECUR32_ACCOUNTS, secur32-accounts list)"),
    STATUS(SEC_E_UNKNOWN_CREDENTIALS, ""),
    STATUS(
        SEC_E_NO_CREDENTIALS,
        "give --user and --password, or name a file with DOMAIN:USER:PASSWORD in NTLM_USER_FILE"),
    STATUS(SEC_E_MESSAGE_ALTERED, "a token or message was changed on its way"),
    STATUS(SEC_E_OUT_OF_SEQUENCE, "a message was lost, repeated or reordered"),
    STATUS(SEC_E_NO_AUTHENTICATING_AUTHORITY,
           "the accounts cannot be read: set SECUR32_ACCOUNTS to a database made by"
           " secur32-accounts, or NTLM_USER_FILE to a file with DOMAIN:USER:PASSWORD"),
    STATUS(SEC_E_CONTEXT_EXPIRED, ""),
    STATUS(SEC_E_INCOMPLETE_MESSAGE, ""),
    STATUS(SEC_E_BUFFER_TOO_SMALL, ""),
    STATUS(SEC_E_WRONG_PRINCIPAL,
           "the server does not go by that name: check --target, of TLS --name or the URL"),
    STATUS(SEC_E_TIME_SKEW, "the clocks of client and server differ too much"),
    STATUS(SEC_E_ENCRYPT_FAILURE, ""),
    STATUS(SEC_E_DECRYPT_FAILURE, ""),
    STATUS(SEC_E_BAD_BINDINGS, "client and server are not at the two ends of one channel"),
    STATUS(SEC_E_INVALID_PARAMETER, ""),
    STATUS(SEC_I_CONTEXT_EXPIRED, ""),
    STATUS(SEC_I_RENEGOTIATE, ""),
    STATUS(SEC_I_INCOMPLETE_CREDENTIALS, "the server asks for a certificate: --certificate"),
    STATUS(SEC_E_ALGORITHM_MISMATCH,
           "no version, suite, group or key that both sides have; see --versions"),
    STATUS(SEC_E_ILLEGAL_MESSAGE, "the peer refuses, or sent what TLS does not allow"),
    STATUS(SEC_E_APPLICATION_PROTOCOL_MISMATCH, "no application protocol (ALPN) in common"),
    STATUS(SEC_E_UNTRUSTED_ROOT, "who issued the certificate? name the root with --ca"),
    STATUS(SEC_E_CERT_EXPIRED, ""),
    STATUS(SEC_E_CERT_UNKNOWN, "the peer's certificate, or ours in its eyes, is no good"),
    STATUS(SEC_E_CERT_WRONG_USAGE, "the certificate is not for this"),
    STATUS(CRYPT_E_REVOKED, ""),
    STATUS(NTE_BAD_KEY, "does the key belong to the certificate?"),
    STATUS(NTE_BAD_DATA, "a key, a certificate or a record is damaged"),
    STATUS(NTE_BAD_SIGNATURE, "what was signed was changed on its way, or by another"),
    STATUS(NTE_BAD_KEYSET, "is there such a container, and may this user read its folder?"),
    STATUS(NTE_EXISTS, ""),
    STATUS(NTE_NO_KEY, ""),
    STATUS(NTE_PERM, "may this user write to the folder of keys (SECUR32_KEY_FOLDER)?"),
    STATUS(NTE_INVALID_HANDLE, ""),
    STATUS(NTE_INVALID_PARAMETER, ""),
    STATUS(NTE_BUFFER_TOO_SMALL, ""),
    STATUS(NTE_NOT_SUPPORTED, ""),
    STATUS(NTE_NOT_FOUND, ""),
    STATUS(NTE_DECRYPTION_FAILURE, "a record was changed on its way, or the keys differ"),
};
#undef STATUS

struct Bit {
    ULONG bit;
    const char* name;
};

#define ISC(name) \
    { ISC_RET_##name, #name }
constexpr Bit kClientAttributes[] = {
    ISC(DELEGATE),
    ISC(MUTUAL_AUTH),
    ISC(REPLAY_DETECT),
    ISC(SEQUENCE_DETECT),
    ISC(CONFIDENTIALITY),
    ISC(USE_SESSION_KEY),
    ISC(USED_SUPPLIED_CREDS),
    ISC(ALLOCATED_MEMORY),
    ISC(USED_DCE_STYLE),
    ISC(DATAGRAM),
    ISC(CONNECTION),
    ISC(EXTENDED_ERROR),
    ISC(STREAM),
    ISC(INTEGRITY),
    ISC(IDENTIFY),
    ISC(NULL_SESSION),
    ISC(MANUAL_CRED_VALIDATION),
};
#undef ISC

#define ASC(name) \
    { ASC_RET_##name, #name }
constexpr Bit kServerAttributes[] = {
    ASC(DELEGATE),        ASC(MUTUAL_AUTH),     ASC(REPLAY_DETECT),    ASC(SEQUENCE_DETECT),
    ASC(CONFIDENTIALITY), ASC(USE_SESSION_KEY), ASC(ALLOCATED_MEMORY), ASC(USED_DCE_STYLE),
    ASC(DATAGRAM),        ASC(CONNECTION),      ASC(EXTENDED_ERROR),   ASC(STREAM),
    ASC(INTEGRITY),       ASC(IDENTIFY),        ASC(NULL_SESSION),
};
#undef ASC

#define CAPABILITY(name) \
    { SECPKG_FLAG_##name, #name }
constexpr Bit kCapabilities[] = {
    CAPABILITY(INTEGRITY),
    CAPABILITY(PRIVACY),
    CAPABILITY(TOKEN_ONLY),
    CAPABILITY(DATAGRAM),
    CAPABILITY(CONNECTION),
    CAPABILITY(MULTI_REQUIRED),
    CAPABILITY(CLIENT_ONLY),
    CAPABILITY(EXTENDED_ERROR),
    CAPABILITY(IMPERSONATION),
    CAPABILITY(ACCEPT_WIN32_NAME),
    CAPABILITY(STREAM),
    CAPABILITY(NEGOTIABLE),
    CAPABILITY(GSS_COMPATIBLE),
    CAPABILITY(LOGON),
    CAPABILITY(ASCII_BUFFERS),
    CAPABILITY(FRAGMENT),
    CAPABILITY(MUTUAL_AUTH),
    CAPABILITY(DELEGATION),
    CAPABILITY(READONLY_WITH_CHECKSUM),
    CAPABILITY(RESTRICTED_TOKENS),
    CAPABILITY(NEGO_EXTENDER),
    CAPABILITY(NEGOTIABLE2),
    CAPABILITY(APPCONTAINER_PASSTHROUGH),
    CAPABILITY(APPCONTAINER_CHECKS),
};
#undef CAPABILITY

std::string hexadecimal(std::uint32_t value) {
    std::ostringstream text;
    text << "0x" << std::hex << std::setw(8) << std::setfill('0') << value;
    return text.str();
}

std::string join(std::span<const Bit> table, ULONG bits) {
    std::string text;
    for (const Bit& row : table) {
        if ((bits & row.bit) == 0) continue;
        text += (text.empty() ? "" : "|") + std::string(row.name);
        bits &= ~row.bit;
    }
    if (bits != 0) text += (text.empty() ? "" : "|") + hexadecimal(bits);
    return text.empty() ? "none" : text;
}

const StatusRow* find_status(SECURITY_STATUS status) {
    const auto* row = std::find_if(std::begin(kStatuses), std::end(kStatuses),
                                   [&](const StatusRow& r) { return r.status == status; });
    return row == std::end(kStatuses) ? nullptr : row;
}

}  // namespace

std::string status_name(SECURITY_STATUS status) {
    const StatusRow* row = find_status(status);
    return row != nullptr ? row->name : hexadecimal(static_cast<std::uint32_t>(status));
}

std::string status_hint(SECURITY_STATUS status) {
    const StatusRow* row = find_status(status);
    return row != nullptr ? row->hint : "";
}

std::string attribute_names(Role role, ULONG attributes) {
    return role == Role::client ? join(kClientAttributes, attributes)
                                : join(kServerAttributes, attributes);
}

std::string capability_names(ULONG capabilities) { return join(kCapabilities, capabilities); }

void print_failure(const std::string& what, SECURITY_STATUS status) {
    std::cerr << what << ": " << status_name(status) << '\n';
    const std::string hint = status_hint(status);
    if (!hint.empty()) std::cerr << "  hint: " << hint << '\n';
}

}  // namespace samples
