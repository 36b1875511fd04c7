// The codes of crypt32: what each Status is there, and their names.
#include "sslprovider/api/cert_call.h"

#include <algorithm>
#include <array>
#include <string>

namespace secur32::api {
namespace {

struct CodeOfStatus {
    Status status;
    HRESULT code;
};

// A Status that is not here is none that certificates meet: E_UNEXPECTED.
constexpr std::array kCodes = {
    CodeOfStatus{Status::ok, 0},
    CodeOfStatus{Status::out_of_memory, E_OUTOFMEMORY},
    CodeOfStatus{Status::invalid_handle, E_INVALIDARG},
    CodeOfStatus{Status::invalid_parameter, E_INVALIDARG},
    CodeOfStatus{Status::bad_data, CRYPT_E_ASN1_CORRUPT},
    CodeOfStatus{Status::bad_key, NTE_BAD_PUBLIC_KEY},
    CodeOfStatus{Status::unsupported_function, NTE_BAD_ALGID},
    CodeOfStatus{Status::not_found, CRYPT_E_NOT_FOUND},
    CodeOfStatus{Status::buffer_too_small, ERROR_MORE_DATA},
    CodeOfStatus{Status::exists, CRYPT_E_EXISTS},
    CodeOfStatus{Status::not_permitted, E_ACCESSDENIED},
    // Of keys.
    CodeOfStatus{Status::bad_signature, NTE_BAD_SIGNATURE},
    CodeOfStatus{Status::bad_public_key, NTE_BAD_PUBLIC_KEY},
    CodeOfStatus{Status::bad_type, NTE_BAD_TYPE},
    CodeOfStatus{Status::bad_length, NTE_BAD_LEN},
    CodeOfStatus{Status::bad_algorithm, NTE_BAD_ALGID},
    CodeOfStatus{Status::bad_key_state, NTE_BAD_KEY_STATE},
    CodeOfStatus{Status::no_keyset, NTE_BAD_KEYSET},
    CodeOfStatus{Status::no_key, NTE_NO_KEY},
    CodeOfStatus{Status::not_owner, NTE_PERM},
    CodeOfStatus{Status::bad_keyset_param, NTE_BAD_KEYSET_PARAM},
    CodeOfStatus{Status::keyset_damaged, NTE_KEYSET_ENTRY_BAD},
    CodeOfStatus{Status::passphrase_needed, NTE_SILENT_CONTEXT},
    CodeOfStatus{Status::bad_passphrase, ERROR_INVALID_PASSWORD},
};

constexpr std::array kNames = {
    Outcome{0, "TRUE"},
    Outcome{ERROR_ACCESS_DENIED, "ERROR_ACCESS_DENIED"},
    Outcome{ERROR_CALL_NOT_IMPLEMENTED, "ERROR_CALL_NOT_IMPLEMENTED"},
    Outcome{ERROR_END_OF_MEDIA, "ERROR_END_OF_MEDIA"},
    Outcome{ERROR_FILE_EXISTS, "ERROR_FILE_EXISTS"},
    Outcome{ERROR_FILE_NOT_FOUND, "ERROR_FILE_NOT_FOUND"},
    Outcome{ERROR_INVALID_DATA, "ERROR_INVALID_DATA"},
    Outcome{ERROR_INVALID_HANDLE, "ERROR_INVALID_HANDLE"},
    Outcome{ERROR_INVALID_PARAMETER, "ERROR_INVALID_PARAMETER"},
    Outcome{ERROR_INVALID_PASSWORD, "ERROR_INVALID_PASSWORD"},
    Outcome{ERROR_MORE_DATA, "ERROR_MORE_DATA"},
    Outcome{ERROR_NOT_SUPPORTED, "ERROR_NOT_SUPPORTED"},
    Outcome{ERROR_PATH_NOT_FOUND, "ERROR_PATH_NOT_FOUND"},
    Outcome{CRYPT_E_ASN1_BADTAG, "CRYPT_E_ASN1_BADTAG"},
    Outcome{CRYPT_E_ASN1_CHOICE, "CRYPT_E_ASN1_CHOICE"},
    Outcome{CRYPT_E_ASN1_CORRUPT, "CRYPT_E_ASN1_CORRUPT"},
    Outcome{CRYPT_E_ASN1_EOD, "CRYPT_E_ASN1_EOD"},
    Outcome{CRYPT_E_ASN1_LARGE, "CRYPT_E_ASN1_LARGE"},
    Outcome{CRYPT_E_BAD_ENCODE, "CRYPT_E_BAD_ENCODE"},
    Outcome{CRYPT_E_EXISTS, "CRYPT_E_EXISTS"},
    Outcome{CRYPT_E_FILE_ERROR, "CRYPT_E_FILE_ERROR"},
    Outcome{CRYPT_E_INVALID_IA5_STRING, "CRYPT_E_INVALID_IA5_STRING"},
    Outcome{CRYPT_E_INVALID_MSG_TYPE, "CRYPT_E_INVALID_MSG_TYPE"},
    Outcome{CRYPT_E_INVALID_NUMERIC_STRING, "CRYPT_E_INVALID_NUMERIC_STRING"},
    Outcome{CRYPT_E_INVALID_PRINTABLE_STRING, "CRYPT_E_INVALID_PRINTABLE_STRING"},
    Outcome{CRYPT_E_INVALID_X500_STRING, "CRYPT_E_INVALID_X500_STRING"},
    Outcome{CRYPT_E_NOT_CHAR_STRING, "CRYPT_E_NOT_CHAR_STRING"},
    Outcome{CRYPT_E_NOT_FOUND, "CRYPT_E_NOT_FOUND"},
    Outcome{CRYPT_E_NOT_IN_REVOCATION_DATABASE, "CRYPT_E_NOT_IN_REVOCATION_DATABASE"},
    Outcome{CRYPT_E_NO_KEY_PROPERTY, "CRYPT_E_NO_KEY_PROPERTY"},
    Outcome{CRYPT_E_NO_MATCH, "CRYPT_E_NO_MATCH"},
    Outcome{CRYPT_E_NO_REVOCATION_CHECK, "CRYPT_E_NO_REVOCATION_CHECK"},
    Outcome{CRYPT_E_OID_FORMAT, "CRYPT_E_OID_FORMAT"},
    Outcome{CRYPT_E_PENDING_CLOSE, "CRYPT_E_PENDING_CLOSE"},
    Outcome{CRYPT_E_REVOCATION_OFFLINE, "CRYPT_E_REVOCATION_OFFLINE"},
    Outcome{CRYPT_E_REVOKED, "CRYPT_E_REVOKED"},
    Outcome{CRYPT_E_SELF_SIGNED, "CRYPT_E_SELF_SIGNED"},
    Outcome{E_ACCESSDENIED, "E_ACCESSDENIED"},
    Outcome{E_INVALIDARG, "E_INVALIDARG"},
    Outcome{E_OUTOFMEMORY, "E_OUTOFMEMORY"},
    Outcome{E_UNEXPECTED, "E_UNEXPECTED"},
    Outcome{NTE_BAD_ALGID, "NTE_BAD_ALGID"},
    Outcome{NTE_BAD_FLAGS, "NTE_BAD_FLAGS"},
    Outcome{NTE_BAD_KEYSET, "NTE_BAD_KEYSET"},
    Outcome{NTE_BAD_KEYSET_PARAM, "NTE_BAD_KEYSET_PARAM"},
    Outcome{NTE_BAD_KEY_STATE, "NTE_BAD_KEY_STATE"},
    Outcome{NTE_BAD_LEN, "NTE_BAD_LEN"},
    Outcome{NTE_BAD_PUBLIC_KEY, "NTE_BAD_PUBLIC_KEY"},
    Outcome{NTE_BAD_SIGNATURE, "NTE_BAD_SIGNATURE"},
    Outcome{NTE_BAD_TYPE, "NTE_BAD_TYPE"},
    Outcome{NTE_KEYSET_ENTRY_BAD, "NTE_KEYSET_ENTRY_BAD"},
    Outcome{NTE_NOT_SUPPORTED, "NTE_NOT_SUPPORTED"},
    Outcome{NTE_NO_KEY, "NTE_NO_KEY"},
    Outcome{NTE_PERM, "NTE_PERM"},
    Outcome{NTE_SILENT_CONTEXT, "NTE_SILENT_CONTEXT"},
};

}  // namespace

CertResult::CertResult(Status status) noexcept : code_(E_UNEXPECTED) {
    const auto* const row = std::ranges::find(kCodes, status, &CodeOfStatus::status);
    if (row != kCodes.end()) code_ = row->code;
}

Outcome cert_outcome_of(CertResult result) noexcept {
    const auto* const row = std::ranges::find(kNames, result.code(), &Outcome::code);
    return row != kNames.end() ? *row : Outcome{result.code(), "FALSE"};
}

CertResult refuse(HRESULT code, std::string_view reason) noexcept {
    if (!trace::enabled()) return code;
    static_cast<void>(guard([&] {
        std::string text = "  ";
        text.append(cert_outcome_of(code).name).append(" because ").append(reason);
        trace::line(text);
        return Status::ok;
    }));
    return code;
}

}  // namespace secur32::api
