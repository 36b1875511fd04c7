// The providers of CertOpenStore: a row of store_providers.cpp each.  A provider makes the store
// and fills it (CertStore::load), then gives it a backing if changes are to be kept.
#pragma once

#include <wincrypt_parts.h>

#include <memory>

#include "sslprovider/api/cert_call.h"
#include "sslprovider/api/cert_store.h"

namespace secur32::api {

struct StoreOpening {
    DWORD encoding = 0;
    DWORD flags = 0;
    const void* parameter = nullptr;  // pvPara
};

// out stays null for a success of CERT_STORE_DELETE_FLAG alone.
using OpenStore = CertResult (*)(const StoreOpening& opening, std::shared_ptr<CertStore>& out);

// The provider's answer; ERROR_FILE_NOT_FOUND when there is none of that number or name.
CertResult open_store(LPCSTR provider, const StoreOpening& opening,
                      std::shared_ptr<CertStore>& out);

}  // namespace secur32::api
