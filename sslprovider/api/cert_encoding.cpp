#include "sslprovider/api/cert_encoding.h"

#include "sslprovider/api/cert_output.h"
#include "sslprovider/base/der.h"

namespace secur32::api {
namespace {

constexpr DWORD kCertificateEncodings = 0x0000FFFF;

bool is_x509(DWORD encoding) {
    const DWORD message_encoding = encoding & ~kCertificateEncodings;
    return (encoding & kCertificateEncodings) == X509_ASN_ENCODING &&
           (message_encoding == 0 || message_encoding == PKCS_7_ASN_ENCODING);
}

// Which of the ASN.1 codes says best why octets are no certificate.
HRESULT judge(Bytes der) {
    if (!der.empty() && !DerReader(der).next_is(DerTag::sequence)) return CRYPT_E_ASN1_BADTAG;
    return DerReader::cut_off(der) ? CRYPT_E_ASN1_EOD : CRYPT_E_ASN1_CORRUPT;
}

template <typename Owned>
CertResult parse_as(DWORD encoding, const BYTE* encoded, DWORD size,
                    std::shared_ptr<const Owned>& out) {
    if (!is_x509(encoding)) return refuse(E_INVALIDARG, "cert: not X509_ASN_ENCODING");
    TRY_ASSIGN(const Bytes der, cert_bytes(encoded, size));
    auto parsed = Owned::parse(der);
    if (parsed.status() == Status::bad_data) return judge(der);
    TRY(parsed);
    out = std::move(parsed).value();
    return Status::ok;
}

}  // namespace

CertResult parse_encoded(DWORD encoding, const BYTE* encoded, DWORD size,
                         x509::SharedCertificate& out) {
    return parse_as(encoding, encoded, size, out);
}

CertResult parse_encoded(DWORD encoding, const BYTE* encoded, DWORD size, x509::SharedCrl& out) {
    return parse_as(encoding, encoded, size, out);
}

}  // namespace secur32::api
