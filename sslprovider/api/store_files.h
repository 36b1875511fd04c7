// The providers of CertOpenStore whose stores are files, or octets in memory
// (wincrypt_store_files.h), and the system stores'.
#pragma once

#include "sslprovider/api/store_providers.h"

namespace secur32::api {

CertResult open_file(const StoreOpening& opening, std::shared_ptr<CertStore>& out);
CertResult open_file_name_a(const StoreOpening& opening, std::shared_ptr<CertStore>& out);
CertResult open_file_name_w(const StoreOpening& opening, std::shared_ptr<CertStore>& out);
CertResult open_serialized(const StoreOpening& opening, std::shared_ptr<CertStore>& out);
CertResult open_pkcs7(const StoreOpening& opening, std::shared_ptr<CertStore>& out);
CertResult open_system_a(const StoreOpening& opening, std::shared_ptr<CertStore>& out);
CertResult open_system_w(const StoreOpening& opening, std::shared_ptr<CertStore>& out);

// What open_system_store says, as CertOpenStore's last errors.
CertResult of_system_store(Status status);

// The descriptor that stands in a HANDLE's place; -1 for none.
int descriptor_of(const void* handle);

}  // namespace secur32::api
