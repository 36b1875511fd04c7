// What CertFindCertificateInStore looks for: a search, made of dwFindType and pvFindPara, that says
// whether an element fits.
#pragma once

#include <wincrypt.h>

#include <functional>

#include "sslprovider/api/cert_call.h"
#include "sslprovider/api/cert_element.h"

namespace secur32::api {

struct CertSearch {
    std::function<bool(const CertElement&)> fits;
    // Names one certificate, which an enumeration would pass over when it is archived.
    bool shows_archived = false;
};

// E_INVALIDARG: another type, NULL where something is due, a text that is no hash.
CertResult make_search(DWORD type, DWORD flags, const void* parameter, CertSearch& out);

}  // namespace secur32::api
