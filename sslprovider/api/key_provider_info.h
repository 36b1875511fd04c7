// CRYPT_KEY_PROV_INFO, a structure with pointers, into a copy of its own and out into a caller's
// buffer.
#pragma once

#include "sslprovider/api/certificate_properties.h"

namespace secur32::api {

// invalid_parameter: a count or a length without an address.
Result<KeyProviderInfo> copy_provider_info(const CRYPT_KEY_PROV_INFO& given);

// The structure, then what it points to, each part on a multiple of 8.
Status put_provider_info(const KeyProviderInfo& info, const CertOutput& out);

}  // namespace secur32::api
