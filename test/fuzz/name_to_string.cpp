// CertNameToStr: every Name is written, in all styles, with the size that was said before; what is
// none is refused with a code of ASN.1.
#include <wincrypt.h>
#include <winerror.h>

#include <string>

#include "sslprovider/x509/names.h"
#include "test/fuzz/check.h"

namespace {

using namespace secur32;

constexpr DWORD kTypes[] = {CERT_SIMPLE_NAME_STR, CERT_OID_NAME_STR | CERT_NAME_STR_NO_QUOTING_FLAG,
                            CERT_X500_NAME_STR | CERT_NAME_STR_REVERSE_FLAG,
                            CERT_X500_NAME_STR | CERT_NAME_STR_CRLF_FLAG |
                                CERT_NAME_STR_NO_PLUS_FLAG | CERT_NAME_STR_DISABLE_IE4_UTF8_FLAG,
                            CERT_X500_NAME_STR | CERT_NAME_STR_ENABLE_PUNYCODE_FLAG};

void check_size(CERT_NAME_BLOB& blob, DWORD type) {
    const DWORD needed = CertNameToStrW(X509_ASN_ENCODING, &blob, type, nullptr, 0);
    std::u16string text(needed + 1, u'#');
    fuzz::require(CertNameToStrW(X509_ASN_ENCODING, &blob, type, text.data(), needed) == needed);
    fuzz::require(text.find(u'\0') == needed - 1 && text[needed] == u'#');
    std::u16string cut(needed / 2 + 1, u'#');
    const auto half = static_cast<DWORD>(cut.size());
    CertNameToStrW(X509_ASN_ENCODING, &blob, type, cut.data(), half);
    fuzz::require(cut.find(u'\0') != cut.npos);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    CERT_NAME_BLOB blob{static_cast<DWORD>(size), const_cast<BYTE*>(data)};
    if (x509::parse_name(Bytes(data, size)).ok()) {
        for (const DWORD type : kTypes) check_size(blob, type);
        return 0;
    }
    fuzz::require(CertNameToStrW(X509_ASN_ENCODING, &blob, 0, nullptr, 0) == 1);
    const auto code = static_cast<HRESULT>(GetLastError());
    fuzz::require(code == CRYPT_E_ASN1_EOD || code == CRYPT_E_ASN1_BADTAG ||
                  code == CRYPT_E_ASN1_CORRUPT);
    return 0;
}
