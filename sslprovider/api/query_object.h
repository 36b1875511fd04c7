// Finds out what octets are, among the contents and formats of CryptQueryObject.
#pragma once

#include <wincrypt_parts.h>

#include <memory>

#include "sslprovider/api/cert_call.h"
#include "sslprovider/api/cert_store.h"

namespace secur32::api {

struct QueryMatch {
    DWORD encoding = X509_ASN_ENCODING;
    DWORD content = 0, format = 0;     // CERT_QUERY_CONTENT_*, CERT_QUERY_FORMAT_*
    std::shared_ptr<CertStore> store;  // null for CERT_QUERY_CONTENT_PFX
};

// contents, formats: flags.  not_found: nothing of them.
Result<QueryMatch> query_octets(Bytes octets, DWORD contents, DWORD formats);

// Text that is UTF-16LE with ASCII letters only, as ASCII; anything else as it is.
std::string ascii_text(Bytes octets);

// What read_file says, as Windows' last errors.
CertResult of_file(Status status);

}  // namespace secur32::api
