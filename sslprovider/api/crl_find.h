// What CertFindCRLInStore and CertGetCRLFromStore look for.
#pragma once

#include <wincrypt.h>

#include <functional>

#include "sslprovider/api/cert_call.h"
#include "sslprovider/api/cert_element.h"

namespace secur32::api {

using CrlSearch = std::function<bool(const CrlElement&)>;

// E_INVALIDARG: another type, NULL where something is due.
CertResult make_crl_search(DWORD type, DWORD flags, const void* parameter, CrlSearch& out);

// CRL_FIND_ISSUED_BY_* of a CRL and the certificate that may have issued it.
bool meets_issuer_flags(const x509::OwnedCrl& crl, const x509::OwnedCertificate& issuer,
                        DWORD flags);
bool is_delta_crl(const x509::OwnedCrl& crl);
// CRL_FIND_ISSUED_BY_DELTA_FLAG and _BASE_FLAG; without either any will do.
bool is_of_kind(const x509::OwnedCrl& crl, DWORD flags);

}  // namespace secur32::api
