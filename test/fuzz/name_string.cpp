// CertStrToName: a string that is read is a Name that is written as a string that is read again;
// one that is refused is wrong at a place within it.  The first octet chooses the flags.
#include <wincrypt.h>
#include <winerror.h>

#include <string>

#include "sslprovider/base/bytes.h"
#include "test/fuzz/check.h"

namespace {

using namespace secur32;

constexpr DWORD kFlags[] = {0,
                            CERT_NAME_STR_COMMA_FLAG,
                            CERT_NAME_STR_SEMICOLON_FLAG,
                            CERT_NAME_STR_CRLF_FLAG,
                            CERT_NAME_STR_NO_PLUS_FLAG,
                            CERT_NAME_STR_NO_QUOTING_FLAG,
                            CERT_NAME_STR_REVERSE_FLAG,
                            CERT_NAME_STR_ENABLE_T61_UNICODE_FLAG,
                            CERT_NAME_STR_ENABLE_UTF8_UNICODE_FLAG,
                            CERT_NAME_STR_FORCE_UTF8_DIR_STR_FLAG,
                            CERT_NAME_STR_ENABLE_PUNYCODE_FLAG};

Buffer read(const std::string& text, DWORD type) {
    DWORD size = 0;
    LPCSTR wrong = nullptr;
    if (!CertStrToNameA(X509_ASN_ENCODING, text.c_str(), type, nullptr, nullptr, &size, &wrong)) {
        const auto code = static_cast<HRESULT>(GetLastError());
        fuzz::require(
            code == CRYPT_E_INVALID_X500_STRING || code == CRYPT_E_INVALID_NUMERIC_STRING ||
            code == CRYPT_E_INVALID_PRINTABLE_STRING || code == CRYPT_E_INVALID_IA5_STRING);
        fuzz::require(wrong >= text.c_str() && wrong <= text.c_str() + text.size());
        return {};
    }
    Buffer name(size);
    fuzz::require(CertStrToNameA(X509_ASN_ENCODING, text.c_str(), type, nullptr, name.data(), &size,
                                 nullptr));
    fuzz::require(size == name.size() && !name.empty());
    return name;
}

std::string write(Buffer& name, DWORD type) {
    CERT_NAME_BLOB blob{static_cast<DWORD>(name.size()), name.data()};
    std::string text(CertNameToStrA(X509_ASN_ENCODING, &blob, type, nullptr, 0), '\0');
    const auto size = static_cast<DWORD>(text.size());
    fuzz::require(CertNameToStrA(X509_ASN_ENCODING, &blob, type, text.data(), size) == size);
    text.pop_back();
    return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const DWORD type = CERT_X500_NAME_STR | kFlags[data[0] % std::size(kFlags)];
    const std::string text(reinterpret_cast<const char*>(data + 1), size - 1);
    Buffer name = read(text.c_str(), type);
    if (name.empty()) return 0;
    const std::string written = write(name, CERT_X500_NAME_STR);
    Buffer again = read(written, CERT_X500_NAME_STR);
    fuzz::require(!again.empty());
    // The strings' types may have changed, and with them the order within an RDN; no more now.
    fuzz::require(read(write(again, CERT_X500_NAME_STR), CERT_X500_NAME_STR) == again);
    return 0;
}
