#include "sslprovider/api/crypt_containers.h"

#include <utility>

#include "sslprovider/capi/container_names.h"

namespace secur32::api {

capi::ContainerName container_called(std::u16string name, DWORD flags,
                                     const capi::Provider& provider) {
    const bool machines = (flags & CRYPT_MACHINE_KEYSET) != 0;
    return {machines ? capi::Scope::machine : capi::Scope::user, std::move(name),
            capi::store_of(provider)};
}

Result<capi::ContainerName> container_meant(capi::ContainerName called) {
    if (!capi::is_unique_name(called.name)) return called;
    return capi::container_of_unique_name(called);
}

}  // namespace secur32::api
