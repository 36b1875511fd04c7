// CertStrToName.
#include <cstring>
#include <optional>

#include "sslprovider/api/name_arguments.h"
#include "sslprovider/base/utf16.h"

namespace secur32::api {
namespace {

using x509::NameTextError;

std::optional<x509::NameSeparator> separator_of(DWORD type) {
    if ((type & CERT_NAME_STR_COMMA_FLAG) != 0) return x509::NameSeparator::comma;
    if ((type & CERT_NAME_STR_SEMICOLON_FLAG) != 0) return x509::NameSeparator::semicolon;
    if ((type & CERT_NAME_STR_CRLF_FLAG) != 0) return x509::NameSeparator::crlf;
    return std::nullopt;
}

x509::NameSyntax name_syntax(DWORD type) {
    x509::NameSyntax out;
    out.separator = separator_of(type);
    out.plus = (type & CERT_NAME_STR_NO_PLUS_FLAG) == 0;
    out.quoting = (type & CERT_NAME_STR_NO_QUOTING_FLAG) == 0;
    out.reverse = (type & CERT_NAME_STR_REVERSE_FLAG) != 0;
    out.t61 = (type & CERT_NAME_STR_ENABLE_T61_UNICODE_FLAG) != 0;
    out.utf8 = (type & CERT_NAME_STR_ENABLE_UTF8_UNICODE_FLAG) != 0;
    out.force_utf8 = (type & CERT_NAME_STR_FORCE_UTF8_DIR_STR_FLAG) != 0 &&
                     (type & CERT_NAME_STR_DISABLE_UTF8_DIR_STR_FLAG) == 0;
    out.encode_punycode = (type & CERT_NAME_STR_ENABLE_PUNYCODE_FLAG) != 0;
    return out;
}

HRESULT code_of(NameTextError::Kind kind) {
    switch (kind) {
        case NameTextError::Kind::syntax:
            return CRYPT_E_INVALID_X500_STRING;
        case NameTextError::Kind::numeric:
            return CRYPT_E_INVALID_NUMERIC_STRING;
        case NameTextError::Kind::printable:
            return CRYPT_E_INVALID_PRINTABLE_STRING;
        case NameTextError::Kind::ia5:
            return CRYPT_E_INVALID_IA5_STRING;
    }
    return E_UNEXPECTED;
}

Result<std::u16string> units_of(LPCWSTR text) { return std::u16string(text); }
Result<std::u16string> units_of(LPCSTR text) { return utf16_of(text); }

// Where in the caller's string the unit at this index stands.
LPCWSTR place_of(LPCWSTR text, std::u16string_view, std::size_t at) { return text + at; }
LPCSTR place_of(LPCSTR text, std::u16string_view units, std::size_t at) {
    const Result<std::string> before = utf8_of(units.substr(0, at));
    return before.ok() ? text + before.value().size() : text;
}

CertResult give(const Buffer& name, BYTE* encoded, DWORD* size) {
    const DWORD room = *size;
    if (encoded != nullptr && room < name.size()) {
        *size = static_cast<DWORD>(name.size());
        return refuse(ERROR_MORE_DATA, "cert: pbEncoded is too small");
    }
    *size = static_cast<DWORD>(name.size());
    if (encoded != nullptr) std::memcpy(encoded, name.data(), name.size());
    return Status::ok;
}

template <typename Char>
struct StringToName {
    DWORD encoding;
    const Char* text;
    DWORD type;
    const void* reserved;
    BYTE* encoded;
    DWORD* size;
    const Char** error;

    CertResult judge() const {
        const DWORD form = type & kNameStringTypeMask;
        if (form != 0 && form != CERT_OID_NAME_STR && form != CERT_X500_NAME_STR)
            return refuse(E_INVALIDARG, "cert: no such string type to read");
        if (reserved != nullptr) return refuse(E_INVALIDARG, "cert: pvReserved is not null");
        if (text == nullptr || size == nullptr)
            return refuse(E_INVALIDARG, "cert: pszX500 or pcbEncoded is null");
        return Status::ok;
    }
    CertResult fail(NameTextError::Kind kind, const Char* place) const {
        if (error != nullptr) *error = place;
        return code_of(kind);
    }
    CertResult run() const {
        if (error != nullptr) *error = nullptr;
        if (const CertResult judged = judge(); judged.code() != 0) return judged;
        const Result<std::u16string> units = units_of(text);
        if (!units.ok()) return fail(NameTextError::Kind::syntax, text);
        NameTextError wrong;
        const auto name = x509::name_of_text(units.value(), name_syntax(type), wrong);
        if (name.status() == Status::bad_data)
            return fail(wrong.kind, place_of(text, units.value(), wrong.at));
        TRY(name);
        if (!is_name_encoding(encoding)) return no_such_encoding();
        return give(name.value(), encoded, size);
    }
    bool call(const char* function) const {
        return cert_call(function, [&](CallTrail& trail) -> CertResult {
            trail.flags("encoding", encoding);
            trail.flags("type", type);
            return run();
        });
    }
};

}  // namespace
}  // namespace secur32::api

using namespace secur32::api;

extern "C" {

BOOL WINAPI CertStrToNameA(DWORD dwCertEncodingType, LPCSTR pszX500, DWORD dwStrType,
                           void* pvReserved, BYTE* pbEncoded, DWORD* pcbEncoded,
                           LPCSTR* ppszError) {
    return StringToName<CHAR>{dwCertEncodingType, pszX500,    dwStrType, pvReserved,
                              pbEncoded,          pcbEncoded, ppszError}
        .call("CertStrToNameA");
}

BOOL WINAPI CertStrToNameW(DWORD dwCertEncodingType, LPCWSTR pszX500, DWORD dwStrType,
                           void* pvReserved, BYTE* pbEncoded, DWORD* pcbEncoded,
                           LPCWSTR* ppszError) {
    return StringToName<WCHAR>{dwCertEncodingType, pszX500,    dwStrType, pvReserved,
                               pbEncoded,          pcbEncoded, ppszError}
        .call("CertStrToNameW");
}

}  // extern "C"
