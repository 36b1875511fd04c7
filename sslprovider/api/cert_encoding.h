// Octets that a caller says are a certificate or a CRL, and the code that says best why they are
// none.
#pragma once

#include <wincrypt_parts.h>

#include "sslprovider/api/cert_call.h"
#include "sslprovider/x509/crl.h"
#include "sslprovider/x509/shared_certificate.h"

namespace secur32::api {

// E_INVALIDARG for another encoding than X509_ASN_ENCODING, or a length without an address;
// CRYPT_E_ASN1_BADTAG, CRYPT_E_ASN1_EOD, CRYPT_E_ASN1_CORRUPT.
CertResult parse_encoded(DWORD encoding, const BYTE* encoded, DWORD size,
                         x509::SharedCertificate& out);
CertResult parse_encoded(DWORD encoding, const BYTE* encoded, DWORD size, x509::SharedCrl& out);

}  // namespace secur32::api
