// The system stores (CertOpenStore CERT_STORE_PROV_SYSTEM, CertOpenSystemStore): ROOT and CA are
// the machine's trust, MY and the others are folders of the user or the machine.
#pragma once

#include <memory>
#include <string_view>

#include "sslprovider/api/cert_store.h"

namespace secur32::api {

// flags: of CertOpenStore, with CERT_SYSTEM_STORE_* for the location.  not_found: no such store
// (CERT_STORE_OPEN_EXISTING_FLAG), and what the folders say.
Result<std::shared_ptr<CertStore>> open_system_store(std::u16string_view name, DWORD flags);

}  // namespace secur32::api
