// What the functions on names take in: encoding types, names in DER, string types.
#pragma once

#include <wincrypt.h>

#include "sslprovider/api/cert_call.h"
#include "sslprovider/api/cert_output.h"
#include "sslprovider/x509/name_text.h"

namespace secur32::api {

// Windows looks for the functions of an encoding, and does not find a file of them.
inline bool is_name_encoding(DWORD encoding) {
    constexpr DWORD kCertificateEncodings = 0x0000FFFF;
    return (encoding & kCertificateEncodings) == X509_ASN_ENCODING;
}
inline CertResult no_such_encoding() {
    return refuse(ERROR_FILE_NOT_FOUND, "cert: not X509_ASN_ENCODING");
}

// 0, or one of the codes of ASN.1.
CertResult read_name(Bytes der, x509::Name& out);

constexpr DWORD kNameStringTypeMask = 0x000000FF;

// dwStrType of CertNameToStr, but for the string type above CERT_X500_NAME_STR.
x509::NameStyle name_style(DWORD type);

}  // namespace secur32::api
