// Owners for what the SSL provider, the key storage and the certificate functions hand out.
#pragma once

#include <sslprovider.h>

#include <memory>

#include "samples/common/owned_number.h"

namespace samples {

inline void free_ssl_object(NCRYPT_HANDLE handle) { SslFreeObject(handle, 0); }
inline void free_storage_object(NCRYPT_HANDLE handle) { NCryptFreeObject(handle); }

using SslObject = OwnedNumber<&free_ssl_object>;          // provider, key, hash
using StorageObject = OwnedNumber<&free_storage_object>;  // key storage and its keys

struct CertificateDeleter {
    void operator()(PCCERT_CONTEXT context) const { CertFreeCertificateContext(context); }
};
using Certificate = std::unique_ptr<const CERT_CONTEXT, CertificateDeleter>;

}  // namespace samples
