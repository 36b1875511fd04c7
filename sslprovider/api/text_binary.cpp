// CryptBinaryToString and CryptStringToBinary.
#include <limits>
#include <string>

#include "sslprovider/api/cert_call.h"
#include "sslprovider/api/cert_output.h"
#include "sslprovider/x509/text_encoding.h"

namespace secur32::api {
namespace {

using x509::Newline;
using x509::TextFormat;

CertResult bad_parameter(std::string_view reason) {
    return refuse(ERROR_INVALID_PARAMETER, reason);
}

// ---- To text
// -------------------------------------------------------------------------------------

constexpr DWORD kWriteFlags = CRYPT_STRING_NOCR | CRYPT_STRING_NOCRLF | CRYPT_STRING_STRICT;

bool is_only_read(TextFormat format) {
    return format == TextFormat::base64_any || format == TextFormat::any ||
           format == TextFormat::hex_any;
}

// Of these, and no others, Windows tells the size where a buffer is too small.
bool tells_size(TextFormat format) {
    return format == TextFormat::base64 || format == TextFormat::base64_header ||
           format == TextFormat::base64_request_header || format == TextFormat::base64_crl_header;
}

template <typename Char>
struct ToText {
    const BYTE* binary;
    DWORD size;
    DWORD flags;
    Char* text;
    DWORD* told;

    TextFormat format() const { return TextFormat(flags & CRYPT_STRING_ENCODEMASK); }
    Newline newline() const {
        if ((flags & CRYPT_STRING_NOCR) != 0) return Newline::lf;
        return (flags & CRYPT_STRING_NOCRLF) != 0 ? Newline::none : Newline::crlf;
    }

    CertResult judge() const {
        if (binary == nullptr || told == nullptr)
            return bad_parameter("cert: pbBinary or pcchString is null");
        const DWORD known = kWriteFlags | CRYPT_STRING_ENCODEMASK;
        if ((flags & ~known) != 0 || (flags & CRYPT_STRING_ENCODEMASK) >= x509::kTextFormats ||
            is_only_read(format()))
            return bad_parameter("cert: no such format");
        return Status::ok;
    }
    CertResult run() const {
        if (const CertResult judged = judge(); judged.code() != 0) return judged;
        const Bytes octets(binary, size);
        // As octets they are not widened and have no NUL.
        const bool is_binary = format() == TextFormat::binary;
        const std::size_t needed =
            is_binary ? size : x509::encode_text<Char>(octets, format(), newline(), nullptr) + 1;
        if (needed > std::numeric_limits<DWORD>::max())
            return bad_parameter("cert: the text is longer than a DWORD says");
        const bool fits = text == nullptr || needed <= *told;
        if (text == nullptr || (!fits && tells_size(format()))) *told = static_cast<DWORD>(needed);
        if (!fits) return refuse(ERROR_MORE_DATA, "cert: pszString is too small");
        if (text == nullptr) return Status::ok;
        if (is_binary) {
            std::memcpy(text, binary, size);
            *told = size;
            return Status::ok;
        }
        text[x509::encode_text(octets, format(), newline(), text)] = 0;
        *told = static_cast<DWORD>(needed - 1);
        return Status::ok;
    }
    bool call(const char* function) const {
        return cert_call(function, [&](CallTrail& trail) -> CertResult {
            trail.number("size", size);
            trail.flags("flags", flags);
            return run();
        });
    }
};

// ---- From text
// -----------------------------------------------------------------------------------

// Windows narrows a W string first, which fails for an empty one.
constexpr bool takes_empty(CHAR) { return true; }
constexpr bool takes_empty(WCHAR) { return false; }

template <typename Char>
struct FromText {
    const Char* text;
    DWORD size;
    DWORD flags;
    BYTE* binary;
    DWORD* told;
    DWORD* skipped;
    DWORD* used;

    CertResult bad_data(std::string_view reason) const {
        if (binary == nullptr) *told = 0;
        return refuse(ERROR_INVALID_DATA, reason);
    }
    CertResult give(const x509::JudgedText<Char>& judged) const {
        if (judged.size > std::numeric_limits<DWORD>::max())
            return bad_parameter("cert: the octets are more than a DWORD says");
        if (binary != nullptr && judged.size > *told)
            return refuse(ERROR_MORE_DATA, "cert: pbBinary is too small");
        if (binary != nullptr) x509::decode_text(judged, binary);
        *told = static_cast<DWORD>(judged.size);
        if (skipped != nullptr) *skipped = static_cast<DWORD>(judged.skipped);
        if (used != nullptr) *used = static_cast<DWORD>(judged.format);
        return Status::ok;
    }
    CertResult run() const {
        if (skipped != nullptr) *skipped = 0;
        if (used != nullptr) *used = 0;
        if (text == nullptr || told == nullptr)
            return bad_parameter("cert: pszString or pcbBinary is null");
        if ((flags & ~DWORD{CRYPT_STRING_STRICT | CRYPT_STRING_ENCODEMASK}) != 0)
            return bad_data("cert: a flag that is none for reading");
        if ((flags & CRYPT_STRING_ENCODEMASK) >= x509::kTextFormats)
            return bad_parameter("cert: no such format");
        const std::basic_string_view<Char> view = size == 0
                                                      ? std::basic_string_view<Char>(text)
                                                      : std::basic_string_view<Char>(text, size);
        if (view.empty() && !takes_empty(Char{})) return bad_parameter("cert: an empty string");
        const auto judged = x509::judge_text(view, TextFormat(flags & CRYPT_STRING_ENCODEMASK),
                                             (flags & CRYPT_STRING_STRICT) != 0);
        if (judged.status() == Status::bad_data) return bad_data("cert: not in that format");
        TRY(judged);
        return give(judged.value());
    }
    bool call(const char* function) const {
        return cert_call(function, [&](CallTrail& trail) -> CertResult {
            trail.number("size", size);
            trail.flags("flags", flags);
            return run();
        });
    }
};

}  // namespace
}  // namespace secur32::api

using namespace secur32::api;

extern "C" {

BOOL WINAPI CryptBinaryToStringA(const BYTE* pbBinary, DWORD cbBinary, DWORD dwFlags,
                                 LPSTR pszString, DWORD* pcchString) {
    return ToText<CHAR>{pbBinary, cbBinary, dwFlags, pszString, pcchString}.call(
        "CryptBinaryToStringA");
}

BOOL WINAPI CryptBinaryToStringW(const BYTE* pbBinary, DWORD cbBinary, DWORD dwFlags,
                                 LPWSTR pszString, DWORD* pcchString) {
    return ToText<WCHAR>{pbBinary, cbBinary, dwFlags, pszString, pcchString}.call(
        "CryptBinaryToStringW");
}

BOOL WINAPI CryptStringToBinaryA(LPCSTR pszString, DWORD cchString, DWORD dwFlags, BYTE* pbBinary,
                                 DWORD* pcbBinary, DWORD* pdwSkip, DWORD* pdwFlags) {
    return FromText<CHAR>{pszString, cchString, dwFlags, pbBinary, pcbBinary, pdwSkip, pdwFlags}
        .call("CryptStringToBinaryA");
}

BOOL WINAPI CryptStringToBinaryW(LPCWSTR pszString, DWORD cchString, DWORD dwFlags, BYTE* pbBinary,
                                 DWORD* pcbBinary, DWORD* pdwSkip, DWORD* pdwFlags) {
    return FromText<WCHAR>{pszString, cchString, dwFlags, pbBinary, pcbBinary, pdwSkip, pdwFlags}
        .call("CryptStringToBinaryW");
}

}  // extern "C"
