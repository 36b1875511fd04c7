// EnumerateSecurityPackages, QuerySecurityPackageInfo, FreeContextBuffer.
#include "sspi/api/call.h"
#include "sspi/api/package_info.h"
#include "sspi/dispatch/packages.h"

namespace secur32::api {
namespace {

using dispatch::Packages;

template <typename Family>
SECURITY_STATUS enumerate(const char* function, ULONG* count,
                          typename Family::PkgInfo** packages) noexcept {
    return call(function, [&](Trail& trail) -> Status {
        if (count == nullptr || packages == nullptr) return Status::invalid_parameter;
        *count = 0;
        *packages = nullptr;
        std::vector<const PackageInfo*> infos;
        for (const auto& package : Packages::instance().all()) infos.push_back(&package->info());
        *packages = allocate_package_infos<Family>(infos);
        *count = static_cast<ULONG>(infos.size());
        trail.number("count", *count);
        return Status::ok;
    });
}

template <typename Family>
SECURITY_STATUS query_info(const char* function, const typename Family::Char* name,
                           typename Family::PkgInfo** info) noexcept {
    return call(function, [&](Trail& trail) -> Status {
        if (info == nullptr) return Status::invalid_parameter;
        *info = nullptr;
        const Result<std::u16string> wanted = text_of(name);
        if (!wanted.ok()) return Status::package_not_found;
        trail.text("package", wanted.value());
        const Package* const package = Packages::instance().find(wanted.value());
        if (package == nullptr) return Status::package_not_found;
        *info = allocate_package_info<Family>(package->info());
        return Status::ok;
    });
}

}  // namespace
}  // namespace secur32::api

using namespace secur32;
using namespace secur32::api;

extern "C" {

SECURITY_STATUS SEC_ENTRY EnumerateSecurityPackagesW(ULONG* pcPackages,
                                                     PSecPkgInfoW* ppPackageInfo) {
    return enumerate<Wide>("EnumerateSecurityPackagesW", pcPackages, ppPackageInfo);
}

SECURITY_STATUS SEC_ENTRY EnumerateSecurityPackagesA(ULONG* pcPackages,
                                                     PSecPkgInfoA* ppPackageInfo) {
    return enumerate<Ansi>("EnumerateSecurityPackagesA", pcPackages, ppPackageInfo);
}

SECURITY_STATUS SEC_ENTRY QuerySecurityPackageInfoW(LPWSTR pszPackageName,
                                                    PSecPkgInfoW* ppPackageInfo) {
    return query_info<Wide>("QuerySecurityPackageInfoW", pszPackageName, ppPackageInfo);
}

SECURITY_STATUS SEC_ENTRY QuerySecurityPackageInfoA(LPSTR pszPackageName,
                                                    PSecPkgInfoA* ppPackageInfo) {
    return query_info<Ansi>("QuerySecurityPackageInfoA", pszPackageName, ppPackageInfo);
}

SECURITY_STATUS SEC_ENTRY FreeContextBuffer(PVOID pvContextBuffer) {
    return call("FreeContextBuffer", [&](Trail&) -> Status {
        release(pvContextBuffer);
        return Status::ok;
    });
}

}  // extern "C"
