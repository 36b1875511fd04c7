// Why a call failed (Status), a value or the reason there is none (Result), and how the two travel
// (TRY, TRY_ASSIGN: the only macros).  What the outside world sees of a Status is one row of
// kStatusRows.  Not here: how far a success got; that is Progress (sspi/core/exchange.h).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

namespace secur32 {

enum class [[nodiscard]] Status : std::uint8_t {
    ok,
    out_of_memory,
    invalid_handle,
    unsupported_function,
    target_unknown,
    internal_error,
    package_not_found,
    not_owner,
    invalid_token,
    qop_not_supported,
    no_impersonation,
    logon_denied,
    account_disabled,
    account_expired,
    account_locked_out,
    password_expired,
    unknown_credentials,
    no_credentials,
    message_altered,
    out_of_sequence,
    no_authenticating_authority,
    context_expired,
    incomplete_message,
    buffer_too_small,
    wrong_principal,
    time_skew,
    bad_bindings,
    invalid_parameter,
    downgrade_detected,
    struct_too_small,
    insufficient_buffers,
    unknown_user,
    bad_signature,
    bad_data,
    bad_key,
    bad_flags,
    bad_type,
    bad_length,
    bad_key_state,
    bad_record,
    bad_passphrase,
    not_exportable,
    exists,
    not_found,
    no_keyset,
    no_more_items,
    passphrase_needed,
    bad_algorithm,
    not_permitted,
    buffers_overlap,
    bad_uid,
    bad_hash,
    bad_version,
    bad_hash_state,
    no_key,
    bad_provider_type,
    bad_public_key,
    provider_type_not_defined,
    provider_not_defined,
    provider_type_no_match,
    bad_keyset_param,
    silent_context,
    fixed_parameter,
    keyset_damaged,
    illegal_message,
    unexpected_message,
    decode_error,
    illegal_parameter,
    missing_extension,
    unsupported_extension,
    record_overflow,
    algorithm_mismatch,
    insufficient_security,
    protocol_version,
    inappropriate_fallback,
    handshake_altered,
    decrypt_failure,
    encrypt_failure,
    application_protocol_mismatch,
    unrecognized_name,
    certificate_required,
    certificate_malformed,
    certificate_unknown,
    certificate_expired,
    certificate_revoked,
    certificate_wrong_usage,
    untrusted_root,
    no_revocation_check,
    revocation_offline,
    bad_certificate_status,
    unfinished_context_deleted,
    count_
};

struct StatusRow {
    Status status;
    std::int32_t sspi;         // SECURITY_STATUS of the SSPI entry points
    std::uint32_t last_error;  // what GetLastError() says afterwards; 0 leaves it as it was
    std::string_view name;     // how a trace line of SSPI names it
    std::int32_t nte;          // SECURITY_STATUS of Ssl* and NCrypt*
    std::string_view nte_name;
    // What a TLS peer is told (RFC 8446 6, AlertDescription); 80 is internal_error.
    std::uint8_t alert = 80;
};

constexpr std::int32_t hresult(std::uint32_t value) { return static_cast<std::int32_t>(value); }

// [MS-ERREF] 2.1 (SEC_E_*) and 2.2 (ERROR_*).  An account's state is told by GetLastError() only:
// the SECURITY_STATUS is SEC_E_LOGON_DENIED whatever was wrong with the logon.  What the SSL provider
// never meets is NTE_FAIL there.
// clang-format off
inline constexpr std::array kStatusRows = {
    //        status                       SECURITY_STATUS  last error  name                                         Ssl*, NCrypt*
    StatusRow{Status::ok,                          0,                       0, "SEC_E_OK",                                    0,                  "ERROR_SUCCESS"},
    StatusRow{Status::out_of_memory,               hresult(0x80090300),     8, "SEC_E_INSUFFICIENT_MEMORY",                   hresult(0x8009000E),"NTE_NO_MEMORY"},
    StatusRow{Status::invalid_handle,              hresult(0x80090301),     6, "SEC_E_INVALID_HANDLE",                        hresult(0x80090026),"NTE_INVALID_HANDLE"},
    StatusRow{Status::unsupported_function,        hresult(0x80090302),    50, "SEC_E_UNSUPPORTED_FUNCTION",                  hresult(0x80090029),"NTE_NOT_SUPPORTED"},
    StatusRow{Status::target_unknown,              hresult(0x80090303),     0, "SEC_E_TARGET_UNKNOWN",                        hresult(0x80090020),"NTE_FAIL"},
    StatusRow{Status::internal_error,              hresult(0x80090304),     0, "SEC_E_INTERNAL_ERROR",                        hresult(0x8009002D),"NTE_INTERNAL_ERROR"},
    StatusRow{Status::package_not_found,           hresult(0x80090305),     0, "SEC_E_SECPKG_NOT_FOUND",                      hresult(0x80090017),"NTE_PROV_TYPE_NOT_DEF"},
    StatusRow{Status::not_owner,                   hresult(0x80090306),     0, "SEC_E_NOT_OWNER",                             hresult(0x80090010),"NTE_PERM"},
    StatusRow{Status::invalid_token,               hresult(0x80090308),     0, "SEC_E_INVALID_TOKEN",                         hresult(0x80090020),"NTE_FAIL", 50},
    StatusRow{Status::qop_not_supported,           hresult(0x8009030A),     0, "SEC_E_QOP_NOT_SUPPORTED",                     hresult(0x80090020),"NTE_FAIL"},
    StatusRow{Status::no_impersonation,            hresult(0x8009030B),     0, "SEC_E_NO_IMPERSONATION",                      hresult(0x80090020),"NTE_FAIL"},
    StatusRow{Status::logon_denied,                hresult(0x8009030C),  1326, "SEC_E_LOGON_DENIED",                          hresult(0x80090020),"NTE_FAIL", 49},
    StatusRow{Status::account_disabled,            hresult(0x8009030C),  1331, "SEC_E_LOGON_DENIED (account disabled)",       hresult(0x80090020),"NTE_FAIL"},
    StatusRow{Status::account_expired,             hresult(0x8009030C),  1793, "SEC_E_LOGON_DENIED (account expired)",        hresult(0x80090020),"NTE_FAIL"},
    StatusRow{Status::account_locked_out,          hresult(0x8009030C),  1909, "SEC_E_LOGON_DENIED (account locked out)",     hresult(0x80090020),"NTE_FAIL"},
    StatusRow{Status::password_expired,            hresult(0x8009030C),  1330, "SEC_E_LOGON_DENIED (password expired)",       hresult(0x80090020),"NTE_FAIL"},
    StatusRow{Status::unknown_credentials,         hresult(0x8009030D),     0, "SEC_E_UNKNOWN_CREDENTIALS",                   hresult(0x80090020),"NTE_FAIL"},
    StatusRow{Status::no_credentials,              hresult(0x8009030E),     0, "SEC_E_NO_CREDENTIALS",                        hresult(0x80090020),"NTE_FAIL", 40},
    StatusRow{Status::message_altered,             hresult(0x8009030F),     0, "SEC_E_MESSAGE_ALTERED",                       hresult(0x80090020),"NTE_FAIL", 20},
    StatusRow{Status::out_of_sequence,             hresult(0x80090310),     0, "SEC_E_OUT_OF_SEQUENCE",                       hresult(0x80090020),"NTE_FAIL"},
    StatusRow{Status::no_authenticating_authority, hresult(0x80090311),  1311, "SEC_E_NO_AUTHENTICATING_AUTHORITY",           hresult(0x80090020),"NTE_FAIL"},
    StatusRow{Status::context_expired,             hresult(0x80090317),     0, "SEC_E_CONTEXT_EXPIRED",                       hresult(0x80090020),"NTE_FAIL"},
    StatusRow{Status::incomplete_message,          hresult(0x80090318),     0, "SEC_E_INCOMPLETE_MESSAGE",                    hresult(0x80090020),"NTE_FAIL"},
    StatusRow{Status::buffer_too_small,            hresult(0x80090321),     0, "SEC_E_BUFFER_TOO_SMALL",                      hresult(0x80090028),"NTE_BUFFER_TOO_SMALL"},
    StatusRow{Status::wrong_principal,             hresult(0x80090322),     0, "SEC_E_WRONG_PRINCIPAL",                       hresult(0x80090020),"NTE_FAIL", 42},
    StatusRow{Status::time_skew,                   hresult(0x80090324),  1398, "SEC_E_TIME_SKEW",                             hresult(0x80090020),"NTE_FAIL"},
    StatusRow{Status::bad_bindings,                hresult(0x80090346),     0, "SEC_E_BAD_BINDINGS",                          hresult(0x80090020),"NTE_FAIL"},
    StatusRow{Status::invalid_parameter,           hresult(0x8009035D),    87, "SEC_E_INVALID_PARAMETER",                     hresult(0x80090027),"NTE_INVALID_PARAMETER"},
    StatusRow{Status::downgrade_detected,          hresult(0x80090350),     0, "SEC_E_DOWNGRADE_DETECTED",                    hresult(0x80090020),"NTE_FAIL"},
    StatusRow{Status::struct_too_small,            hresult(0x8009036A),     0, "SEC_E_EXT_BUFFER_TOO_SMALL",                  hresult(0x80090020),"NTE_FAIL"},
    StatusRow{Status::insufficient_buffers,        hresult(0x8009036B),     0, "SEC_E_INSUFFICIENT_BUFFERS",                  hresult(0x80090020),"NTE_FAIL"},
    // Never leaves the library: an acceptor answers logon_denied after the work of a wrong password.
    StatusRow{Status::unknown_user,                hresult(0x8009030C),  1326, "SEC_E_LOGON_DENIED",                          hresult(0x80090020),"NTE_FAIL"},
    // Of the SSL provider, the key storage and the certificates.
    StatusRow{Status::bad_signature,               hresult(0x8009030F),     0, "SEC_E_MESSAGE_ALTERED",                       hresult(0x80090006),"NTE_BAD_SIGNATURE", 51},
    StatusRow{Status::bad_data,                    hresult(0x80090308),     0, "SEC_E_INVALID_TOKEN",                         hresult(0x80090005),"NTE_BAD_DATA", 50},
    StatusRow{Status::bad_key,                     hresult(0x80090308),     0, "SEC_E_INVALID_TOKEN",                         hresult(0x80090003),"NTE_BAD_KEY", 47},
    StatusRow{Status::bad_flags,                   hresult(0x8009035D),    87, "SEC_E_INVALID_PARAMETER",                     hresult(0x80090009),"NTE_BAD_FLAGS"},
    StatusRow{Status::bad_type,                    hresult(0x8009035D),    87, "SEC_E_INVALID_PARAMETER",                     hresult(0x8009000A),"NTE_BAD_TYPE"},
    StatusRow{Status::bad_length,                  hresult(0x8009035D),    87, "SEC_E_INVALID_PARAMETER",                     hresult(0x80090004),"NTE_BAD_LEN"},
    StatusRow{Status::bad_key_state,               hresult(0x80090304),     0, "SEC_E_INTERNAL_ERROR",                        hresult(0x8009000B),"NTE_BAD_KEY_STATE"},
    StatusRow{Status::bad_record,                  hresult(0x80090330),     0, "SEC_E_DECRYPT_FAILURE",                       hresult(0x8009002C),"NTE_DECRYPTION_FAILURE", 20},
    StatusRow{Status::bad_passphrase,              hresult(0x8009030E),     0, "SEC_E_NO_CREDENTIALS",                        hresult(0x80090033),"NTE_INCORRECT_PASSWORD"},
    StatusRow{Status::not_exportable,              hresult(0x8009030E),     0, "SEC_E_NO_CREDENTIALS",                        hresult(0x80090029),"NTE_NOT_SUPPORTED"},
    StatusRow{Status::exists,                      hresult(0x80090304),     0, "SEC_E_INTERNAL_ERROR",                        hresult(0x8009000F),"NTE_EXISTS"},
    StatusRow{Status::not_found,                   hresult(0x8009030E),     0, "SEC_E_NO_CREDENTIALS",                        hresult(0x80090011),"NTE_NOT_FOUND"},
    StatusRow{Status::no_keyset,                   hresult(0x8009030E),     0, "SEC_E_NO_CREDENTIALS",                        hresult(0x80090016),"NTE_BAD_KEYSET"},
    StatusRow{Status::no_more_items,               hresult(0x80090304),     0, "SEC_E_INTERNAL_ERROR",                        hresult(0x8009002A),"NTE_NO_MORE_ITEMS"},
    StatusRow{Status::passphrase_needed,           hresult(0x8009030E),     0, "SEC_E_NO_CREDENTIALS",                        hresult(0x80090022),"NTE_SILENT_CONTEXT"},
    StatusRow{Status::bad_algorithm,               hresult(0x8009035D),    87, "SEC_E_INVALID_PARAMETER",                     hresult(0x80090008),"NTE_BAD_ALGID"},
    StatusRow{Status::not_permitted,               hresult(0x8009030E),     0, "SEC_E_NO_CREDENTIALS",                        hresult(0x80090010),"NTE_PERM"},
    StatusRow{Status::buffers_overlap,             hresult(0x8009035D),    87, "SEC_E_INVALID_PARAMETER",                     hresult(0x8009002B),"NTE_BUFFERS_OVERLAP"},
    // Of the CryptoAPI.
    StatusRow{Status::bad_uid,                     hresult(0x8009035D),    87, "SEC_E_INVALID_PARAMETER",                     hresult(0x80090001),"NTE_BAD_UID"},
    StatusRow{Status::bad_hash,                    hresult(0x8009035D),    87, "SEC_E_INVALID_PARAMETER",                     hresult(0x80090002),"NTE_BAD_HASH"},
    StatusRow{Status::bad_version,                 hresult(0x80090308),     0, "SEC_E_INVALID_TOKEN",                         hresult(0x80090007),"NTE_BAD_VER"},
    StatusRow{Status::bad_hash_state,              hresult(0x80090304),     0, "SEC_E_INTERNAL_ERROR",                        hresult(0x8009000C),"NTE_BAD_HASH_STATE"},
    StatusRow{Status::no_key,                      hresult(0x8009030E),     0, "SEC_E_NO_CREDENTIALS",                        hresult(0x8009000D),"NTE_NO_KEY"},
    StatusRow{Status::bad_provider_type,           hresult(0x8009035D),    87, "SEC_E_INVALID_PARAMETER",                     hresult(0x80090014),"NTE_BAD_PROV_TYPE"},
    StatusRow{Status::bad_public_key,              hresult(0x80090308),     0, "SEC_E_INVALID_TOKEN",                         hresult(0x80090015),"NTE_BAD_PUBLIC_KEY"},
    StatusRow{Status::provider_type_not_defined,   hresult(0x8009035D),    87, "SEC_E_INVALID_PARAMETER",                     hresult(0x80090017),"NTE_PROV_TYPE_NOT_DEF"},
    StatusRow{Status::provider_not_defined,        hresult(0x8009035D),    87, "SEC_E_INVALID_PARAMETER",                     hresult(0x80090019),"NTE_KEYSET_NOT_DEF"},
    StatusRow{Status::provider_type_no_match,      hresult(0x8009035D),    87, "SEC_E_INVALID_PARAMETER",                     hresult(0x8009001B),"NTE_PROV_TYPE_NO_MATCH"},
    StatusRow{Status::bad_keyset_param,            hresult(0x8009035D),    87, "SEC_E_INVALID_PARAMETER",                     hresult(0x8009001F),"NTE_BAD_KEYSET_PARAM"},
    StatusRow{Status::silent_context,              hresult(0x8009030E),     0, "SEC_E_NO_CREDENTIALS",                        hresult(0x80090022),"NTE_SILENT_CONTEXT"},
    StatusRow{Status::fixed_parameter,             hresult(0x8009035D),    87, "SEC_E_INVALID_PARAMETER",                     hresult(0x80090025),"NTE_FIXEDPARAMETER"},
    StatusRow{Status::keyset_damaged,              hresult(0x8009030E),     0, "SEC_E_NO_CREDENTIALS",                        hresult(0x8009001A),"NTE_KEYSET_ENTRY_BAD"},
    // Of TLS: what went wrong on this side, and the alert that tells the peer.  The first is what an
    // alert of the peer's becomes that has no better word.
    StatusRow{Status::illegal_message,             hresult(0x80090326),     0, "SEC_E_ILLEGAL_MESSAGE",                       hresult(0x80090020),"NTE_FAIL",  47},
    StatusRow{Status::unexpected_message,          hresult(0x80090326),     0, "SEC_E_ILLEGAL_MESSAGE (unexpected message)",  hresult(0x80090020),"NTE_FAIL",  10},
    StatusRow{Status::decode_error,                hresult(0x80090326),     0, "SEC_E_ILLEGAL_MESSAGE (decode error)",        hresult(0x80090020),"NTE_FAIL",  50},
    StatusRow{Status::illegal_parameter,           hresult(0x80090326),     0, "SEC_E_ILLEGAL_MESSAGE (illegal parameter)",   hresult(0x80090020),"NTE_FAIL",  47},
    StatusRow{Status::missing_extension,           hresult(0x80090326),     0, "SEC_E_ILLEGAL_MESSAGE (missing extension)",   hresult(0x80090020),"NTE_FAIL", 109},
    StatusRow{Status::unsupported_extension,       hresult(0x80090326),     0, "SEC_E_ILLEGAL_MESSAGE (unsupported extension)",hresult(0x80090020),"NTE_FAIL",110},
    StatusRow{Status::record_overflow,             hresult(0x80090326),     0, "SEC_E_ILLEGAL_MESSAGE (record overflow)",     hresult(0x80090020),"NTE_FAIL",  22},
    StatusRow{Status::algorithm_mismatch,          hresult(0x80090331),     0, "SEC_E_ALGORITHM_MISMATCH",                    hresult(0x80090020),"NTE_FAIL",  40},
    StatusRow{Status::insufficient_security,       hresult(0x80090331),     0, "SEC_E_ALGORITHM_MISMATCH (security)",         hresult(0x80090020),"NTE_FAIL",  71},
    StatusRow{Status::protocol_version,            hresult(0x80090331),     0, "SEC_E_ALGORITHM_MISMATCH (version)",          hresult(0x80090020),"NTE_FAIL",  70},
    StatusRow{Status::inappropriate_fallback,      hresult(0x80090331),     0, "SEC_E_ALGORITHM_MISMATCH (fallback)",         hresult(0x80090020),"NTE_FAIL",  86},
    // A Finished, a signature or a binder that does not prove what it should.
    StatusRow{Status::handshake_altered,           hresult(0x8009030F),     0, "SEC_E_MESSAGE_ALTERED (handshake)",           hresult(0x80090020),"NTE_FAIL",  51},
    StatusRow{Status::decrypt_failure,             hresult(0x80090330),     0, "SEC_E_DECRYPT_FAILURE",                       hresult(0x80090020),"NTE_FAIL",  51},
    StatusRow{Status::encrypt_failure,             hresult(0x80090329),     0, "SEC_E_ENCRYPT_FAILURE",                       hresult(0x80090020),"NTE_FAIL",  80},
    StatusRow{Status::application_protocol_mismatch,hresult(0x80090367),    0, "SEC_E_APPLICATION_PROTOCOL_MISMATCH",         hresult(0x80090020),"NTE_FAIL", 120},
    StatusRow{Status::unrecognized_name,           hresult(0x80090322),     0, "SEC_E_WRONG_PRINCIPAL (unrecognized name)",   hresult(0x80090020),"NTE_FAIL", 112},
    StatusRow{Status::certificate_required,        hresult(0x8009030E),     0, "SEC_E_NO_CREDENTIALS (certificate required)", hresult(0x80090020),"NTE_FAIL", 116},
    StatusRow{Status::certificate_malformed,       hresult(0x80090327),     0, "SEC_E_CERT_UNKNOWN (malformed)",              hresult(0x80090020),"NTE_FAIL",  42},
    StatusRow{Status::certificate_unknown,         hresult(0x80090327),     0, "SEC_E_CERT_UNKNOWN",                          hresult(0x80090020),"NTE_FAIL",  46},
    StatusRow{Status::certificate_expired,         hresult(0x80090328),     0, "SEC_E_CERT_EXPIRED",                          hresult(0x80090020),"NTE_FAIL",  45},
    StatusRow{Status::certificate_revoked,         hresult(0x80092010),     0, "CRYPT_E_REVOKED",                             hresult(0x80090020),"NTE_FAIL",  44},
    StatusRow{Status::certificate_wrong_usage,     hresult(0x80090349),     0, "SEC_E_CERT_WRONG_USAGE",                      hresult(0x80090020),"NTE_FAIL",  43},
    StatusRow{Status::untrusted_root,              hresult(0x80090325),     0, "SEC_E_UNTRUSTED_ROOT",                        hresult(0x80090020),"NTE_FAIL",  48},
    StatusRow{Status::no_revocation_check,         hresult(0x80092012),     0, "CRYPT_E_NO_REVOCATION_CHECK",                 hresult(0x80090020),"NTE_FAIL",  46},
    StatusRow{Status::revocation_offline,          hresult(0x80092013),     0, "CRYPT_E_REVOCATION_OFFLINE",                  hresult(0x80090020),"NTE_FAIL",  46},
    StatusRow{Status::bad_certificate_status,      hresult(0x80090327),     0, "SEC_E_CERT_UNKNOWN (status response)",        hresult(0x80090020),"NTE_FAIL", 113},
    StatusRow{Status::unfinished_context_deleted,  hresult(0x80090333),     0, "SEC_E_UNFINISHED_CONTEXT_DELETED",            hresult(0x80090020),"NTE_FAIL",  90},
};
// clang-format on

constexpr bool status_rows_match_enum() {
    for (std::size_t i = 0; i < kStatusRows.size(); ++i)
        if (static_cast<std::size_t>(kStatusRows[i].status) != i) return false;
    return kStatusRows.size() == static_cast<std::size_t>(Status::count_);
}
static_assert(status_rows_match_enum(), "every Status has exactly one row, in enum order");

constexpr const StatusRow& row(Status status) {
    return kStatusRows[static_cast<std::size_t>(status)];
}

// A value, or the reason there is none.
template <typename T>
class [[nodiscard]] Result {
public:
    Result(T value) : value_(std::move(value)) {}   // implicit: `return value;`
    Result(Status failure) : status_(failure) {}    // implicit: `return Status::...;`

    bool ok() const { return status_ == Status::ok; }
    Status status() const { return status_; }
    T& value() & { return *value_; }
    const T& value() const& { return *value_; }
    T&& value() && { return std::move(*value_); }

private:
    std::optional<T> value_;
    Status status_ = Status::ok;
};

constexpr Status status_of(Status status) { return status; }
template <typename T>
Status status_of(const Result<T>& result) {
    return result.status();
}

}  // namespace secur32

#define TRY(call)                                                              \
    do {                                                                       \
        if (const ::secur32::Status status_ = ::secur32::status_of(call);      \
            status_ != ::secur32::Status::ok)                                  \
            return status_;                                                    \
    } while (false)
#define SECUR32_CONCAT_(a, b) a##b
#define SECUR32_CONCAT(a, b) SECUR32_CONCAT_(a, b)
#define SECUR32_TRY_ASSIGN(result, target, call)                               \
    auto result = (call);                                                      \
    if (!result.ok()) return result.status();                                  \
    target = std::move(result).value()
#define TRY_ASSIGN(target, call)                                               \
    SECUR32_TRY_ASSIGN(SECUR32_CONCAT(result_, __LINE__), target, call)
