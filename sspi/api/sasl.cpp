// SASL over SSPI: no package offers it here.  Outputs are cleared, handles are not looked at.
#include "sspi/api/other_codes.h"

namespace secur32::api {
namespace {

template <typename T>
void clear(T* out) {
    if (out != nullptr) *out = T{};
}

// The outputs of a leg.  A handle that cannot be made is one that no function takes.
void clear_leg(PCtxtHandle context, PSecBufferDesc output, ULONG* attributes, PTimeStamp expiry) {
    if (context != nullptr) SecInvalidateHandle(context);
    clear(attributes);
    clear(expiry);
    if (output == nullptr || output->pBuffers == nullptr) return;
    for (ULONG i = 0; i < output->cBuffers; ++i) output->pBuffers[i].cbBuffer = 0;
}

}  // namespace
}  // namespace secur32::api

using namespace secur32::api;

extern "C" {

SECURITY_STATUS SEC_ENTRY SaslEnumerateProfilesW(LPWSTR* ProfileList, ULONG* ProfileCount) {
    clear(ProfileList);
    clear(ProfileCount);
    return unsupported("SaslEnumerateProfilesW");
}

SECURITY_STATUS SEC_ENTRY SaslEnumerateProfilesA(LPSTR* ProfileList, ULONG* ProfileCount) {
    clear(ProfileList);
    clear(ProfileCount);
    return unsupported("SaslEnumerateProfilesA");
}

SECURITY_STATUS SEC_ENTRY SaslGetProfilePackageW(LPWSTR, PSecPkgInfoW* PackageInfo) {
    clear(PackageInfo);
    return unsupported("SaslGetProfilePackageW");
}

SECURITY_STATUS SEC_ENTRY SaslGetProfilePackageA(LPSTR, PSecPkgInfoA* PackageInfo) {
    clear(PackageInfo);
    return unsupported("SaslGetProfilePackageA");
}

SECURITY_STATUS SEC_ENTRY SaslIdentifyPackageW(PSecBufferDesc, PSecPkgInfoW* PackageInfo) {
    clear(PackageInfo);
    return unsupported("SaslIdentifyPackageW");
}

SECURITY_STATUS SEC_ENTRY SaslIdentifyPackageA(PSecBufferDesc, PSecPkgInfoA* PackageInfo) {
    clear(PackageInfo);
    return unsupported("SaslIdentifyPackageA");
}

SECURITY_STATUS SEC_ENTRY SaslInitializeSecurityContextW(
    PCredHandle, PCtxtHandle, LPWSTR, ULONG, ULONG, ULONG, PSecBufferDesc, ULONG,
    PCtxtHandle phNewContext, PSecBufferDesc pOutput, ULONG* pfContextAttr, PTimeStamp ptsExpiry) {
    clear_leg(phNewContext, pOutput, pfContextAttr, ptsExpiry);
    return unsupported("SaslInitializeSecurityContextW");
}

SECURITY_STATUS SEC_ENTRY SaslInitializeSecurityContextA(
    PCredHandle, PCtxtHandle, LPSTR, ULONG, ULONG, ULONG, PSecBufferDesc, ULONG,
    PCtxtHandle phNewContext, PSecBufferDesc pOutput, ULONG* pfContextAttr, PTimeStamp ptsExpiry) {
    clear_leg(phNewContext, pOutput, pfContextAttr, ptsExpiry);
    return unsupported("SaslInitializeSecurityContextA");
}

SECURITY_STATUS SEC_ENTRY SaslAcceptSecurityContext(PCredHandle, PCtxtHandle, PSecBufferDesc, ULONG,
                                                    ULONG, PCtxtHandle phNewContext,
                                                    PSecBufferDesc pOutput, ULONG* pfContextAttr,
                                                    PTimeStamp ptsExpiry) {
    clear_leg(phNewContext, pOutput, pfContextAttr, ptsExpiry);
    return unsupported("SaslAcceptSecurityContext");
}

SECURITY_STATUS SEC_ENTRY SaslSetContextOption(PCtxtHandle, ULONG, PVOID, ULONG) {
    return unsupported("SaslSetContextOption");
}

SECURITY_STATUS SEC_ENTRY SaslGetContextOption(PCtxtHandle, ULONG, PVOID, ULONG, PULONG Needed) {
    clear(Needed);
    return unsupported("SaslGetContextOption");
}

}  // extern "C"
