// What the searches of CertFindCertificateInStore are made of.
#pragma once

#include <wincrypt.h>

#include "sslprovider/api/cert_element.h"
#include "sslprovider/api/cert_output.h"
#include "sslprovider/base/trace.h"

namespace secur32::api {

struct CertQuery {
    DWORD field = 0;  // CERT_INFO_ISSUER_FLAG or CERT_INFO_SUBJECT_FLAG, for names
    DWORD flags = 0;  // dwFindFlags
    const void* parameter = nullptr;
};

inline Bytes name_of(const CertElement& element, DWORD field) {
    const x509::Certificate& fields = element.thing->fields();
    return field == CERT_INFO_ISSUER_FLAG ? fields.issuer : fields.subject;
}

// A copy of what a CRYPT_DATA_BLOB holds.
inline Result<Buffer> blob_in(const CertQuery& query) {
    if (query.parameter == nullptr)
        return trace::because(Status::invalid_parameter, "cert: pvFindPara is NULL");
    const auto& blob = *static_cast<const CRYPT_DATA_BLOB*>(query.parameter);
    TRY_ASSIGN(const Bytes octets, cert_bytes(blob.pbData, blob.cbData));
    return Buffer(octets.begin(), octets.end());
}

}  // namespace secur32::api
