// The system stores (CertOpenStore CERT_STORE_PROV_SYSTEM, CertOpenSystemStore): MY and any other
// name are folders of the user or the machine; ROOT, AuthRoot and CA show the machine's trust
// beside them.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "sslprovider/api/cert_store.h"
#include "sslprovider/api/store_folder.h"

namespace secur32::api {

// flags: of CertOpenStore, with CERT_SYSTEM_STORE_* for the location.  Null after
// CERT_STORE_DELETE_FLAG.  not_found: no such store (CERT_STORE_OPEN_EXISTING_FLAG) or location;
// exists (CERT_STORE_CREATE_NEW_FLAG); invalid_parameter: no name; not_permitted.
Result<std::shared_ptr<CertStore>> open_system_store(std::u16string_view name, DWORD flags);

// not_found: another location than the user or the machine.
Result<StoreFolder::Scope> system_store_scope(DWORD flags);

// The stores that are always there, then the other folders.
Result<std::vector<std::u16string>> system_store_names(DWORD flags);

}  // namespace secur32::api
