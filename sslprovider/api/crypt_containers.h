// Which container a caller means.
#pragma once

#include <wincrypt_parts.h>

#include <string>

#include "sslprovider/capi/container.h"

namespace secur32::api {

// The container of that name in the store of a provider's containers, CRYPT_MACHINE_KEYSET among
// flags: the machine's.
capi::ContainerName container_called(std::u16string name, DWORD flags,
                                     const capi::Provider& provider);
// The same of a container that is there already: "CryptAcquireContext must work with" its unique
// name too (PP_UNIQUE_CONTAINER).  no_keyset: no container has that unique name.
Result<capi::ContainerName> container_meant(capi::ContainerName called);

}  // namespace secur32::api
