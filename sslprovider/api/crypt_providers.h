// Which provider is the default of its type: the table's, or what CryptSetProviderEx set in this
// process.
#pragma once

#include <string_view>

#include "sslprovider/base/status.h"
#include "sslprovider/capi/providers.h"

namespace secur32::api {

// As capi::find_provider, with the defaults of this process: the user's goes before the machine's.
Result<const capi::Provider*> provider_named(std::u16string_view name, std::uint32_t type);

}  // namespace secur32::api
