// The exported functions on system stores: which there are, making and removing one.
#include <wincrypt.h>

#include "sslprovider/api/cert_call.h"
#include "sslprovider/api/store_files.h"
#include "sslprovider/api/system_stores.h"

namespace secur32::api {
namespace {

constexpr DWORD kLocation = CERT_SYSTEM_STORE_LOCATION_MASK;

std::u16string_view text_of(const void* text) { return static_cast<const char16_t*>(text); }

// By the program, whose last error stays.
CertResult ended() {
    const DWORD code = GetLastError();
    return code != 0 ? static_cast<HRESULT>(code) : ERROR_CANCELLED;
}

CertResult enumerate(DWORD flags, const void* computer, void* argument,
                     PFN_CERT_ENUM_SYSTEM_STORE tell) {
    if (tell == nullptr || computer != nullptr)
        return refuse(E_INVALIDARG, "cert: pfnEnum is null, or another computer is named");
    const auto names = system_store_names(flags);
    if (!names.ok()) return of_system_store(names.status());
    CERT_SYSTEM_STORE_INFO info{sizeof info};
    for (const std::u16string& name : names.value())
        if (!tell(name.c_str(), flags & kLocation, &info, nullptr, argument)) return ended();
    return Status::ok;
}

}  // namespace
}  // namespace secur32::api

using namespace secur32;
using namespace secur32::api;

extern "C" {

BOOL WINAPI CertEnumSystemStore(DWORD dwFlags, void* pvSystemStoreLocationPara, void* pvArg,
                                PFN_CERT_ENUM_SYSTEM_STORE pfnEnum) {
    return cert_call("CertEnumSystemStore", [&](CallTrail& trail) {
        trail.flags("flags", dwFlags);
        return enumerate(dwFlags, pvSystemStoreLocationPara, pvArg, pfnEnum);
    });
}

BOOL WINAPI CertRegisterSystemStore(const void* pvSystemStore, DWORD dwFlags,
                                    PCERT_SYSTEM_STORE_INFO, void*) {
    return cert_call("CertRegisterSystemStore", [&](CallTrail& trail) -> CertResult {
        trail.flags("flags", dwFlags);
        if (pvSystemStore == nullptr) return refuse(E_INVALIDARG, "cert: no name of a store");
        const auto scope = system_store_scope(dwFlags);
        if (!scope.ok()) return of_system_store(scope.status());
        TRY_ASSIGN(const StoreFolder folder,
                   StoreFolder::named(text_of(pvSystemStore), scope.value()));
        const Status made = folder.make();
        if (made == Status::exists && (dwFlags & CERT_STORE_CREATE_NEW_FLAG) == 0)
            return Status::ok;
        return of_system_store(made);
    });
}

BOOL WINAPI CertUnregisterSystemStore(const void* pvSystemStore, DWORD dwFlags) {
    return cert_call("CertUnregisterSystemStore", [&](CallTrail& trail) -> CertResult {
        trail.flags("flags", dwFlags);
        if (pvSystemStore == nullptr) return refuse(E_INVALIDARG, "cert: no name of a store");
        const auto removed =
            open_system_store(text_of(pvSystemStore), dwFlags | CERT_STORE_DELETE_FLAG);
        return of_system_store(removed.status());
    });
}

}  // extern "C"
