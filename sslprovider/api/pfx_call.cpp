// PFXIsPFXBlob and PFXVerifyPassword, and what the other functions on PFX files share with them.
#include "sslprovider/api/pfx_call.h"

#include <algorithm>
#include <array>

#include "sslprovider/api/storage_arguments.h"

namespace secur32::api {
namespace {

constexpr std::size_t kLongestPassword = 1 << 16;

struct CodeOfStatus {
    Status status;
    HRESULT code;
};
constexpr std::array kCodes = {
    CodeOfStatus{Status::bad_data, CRYPT_E_BAD_ENCODE},
    CodeOfStatus{Status::bad_passphrase, ERROR_INVALID_PASSWORD},
    CodeOfStatus{Status::unsupported_function, ERROR_INVALID_DATA},
};

// With the NUL.
SecureBytes big_endian(std::u16string_view text) {
    SecureBytes out(2 * (text.size() + 1));
    for (std::size_t i = 0; i < text.size(); ++i) {
        out.mutable_bytes()[2 * i] = static_cast<std::uint8_t>(text[i] >> 8);
        out.mutable_bytes()[2 * i + 1] = static_cast<std::uint8_t>(text[i]);
    }
    return out;
}

CertResult is_pfx(const CRYPT_DATA_BLOB* blob) {
    TRY_ASSIGN(const Bytes file, pfx_bytes(blob));
    return x509::is_pfx(file) ? CertResult(Status::ok) : pfx_result(Status::bad_data);
}

CertResult verify_password(const CRYPT_DATA_BLOB* blob, LPCWSTR password, DWORD flags) {
    TRY_ASSIGN(const Bytes file, pfx_bytes(blob));
    if (flags != 0) return refuse(E_INVALIDARG, "pfx: dwFlags is not 0");
    TRY_ASSIGN(const x509::PfxPassword secret, pfx_password(password));
    return pfx_result(x509::verify_pfx_password(file, secret));
}

}  // namespace

Result<x509::PfxPassword> pfx_password(LPCWSTR text) {
    x509::PfxPassword out;
    if (text == nullptr) return out;
    TRY_ASSIGN(const std::u16string_view units, text_argument(text, kLongestPassword));
    TRY_ASSIGN(out.utf8, secret_utf8_of(units));
    out.utf16 = big_endian(units);
    return out;
}

CertResult pfx_result(Status status) {
    const auto* const row = std::ranges::find(kCodes, status, &CodeOfStatus::status);
    return row == kCodes.end() ? CertResult(status) : CertResult(row->code);
}

Result<Bytes> pfx_bytes(const CRYPT_DATA_BLOB* blob) {
    if (blob == nullptr) return trace::because(Status::invalid_parameter, "pfx: pPFX is null");
    return cert_bytes(blob->pbData, blob->cbData);
}

CertResult check_pfx_flags(DWORD flags, DWORD allowed) {
    if ((flags & ~allowed) == 0) return Status::ok;
    return refuse(E_INVALIDARG, "pfx: unknown flags");
}

}  // namespace secur32::api

using namespace secur32;
using namespace secur32::api;

extern "C" {

BOOL WINAPI PFXIsPFXBlob(CRYPT_DATA_BLOB* pPFX) {
    return cert_call("PFXIsPFXBlob", [&](CallTrail&) { return is_pfx(pPFX); });
}

BOOL WINAPI PFXVerifyPassword(CRYPT_DATA_BLOB* pPFX, LPCWSTR szPassword, DWORD dwFlags) {
    return cert_call("PFXVerifyPassword", [&](CallTrail& trail) {
        trail.flags("flags", dwFlags);
        return verify_password(pPFX, szPassword, dwFlags);
    });
}

}  // extern "C"
