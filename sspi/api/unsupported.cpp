// The rest of what Windows' Secur32 and SspiCli export and Linux has no meaning for, so that
// programs link: the call context of a logon, the registration of packages, and a few functions
// that no header of the Windows SDK declares (the declarations are here, for the same reason).
#include <ntsecapi.h>

#include "sspi/api/other_codes.h"

namespace secur32::api {
namespace {

template <typename T>
void clear(T* out) {
    if (out != nullptr) *out = T{};
}

}  // namespace
}  // namespace secur32::api

using namespace secur32::api;

extern "C" {

// ---- Declared in <sspi_sasl.h> ------------------------------------------------------------------

SECURITY_STATUS SEC_ENTRY SecAllocateAndSetIPAddress(PUCHAR, ULONG, int* FreeCallContext) {
    clear(FreeCallContext);
    return unsupported("SecAllocateAndSetIPAddress");
}

SECURITY_STATUS SEC_ENTRY SecAllocateAndSetCallTarget(PUCHAR, ULONG, LPWSTR, int* FreeCallContext) {
    clear(FreeCallContext);
    return unsupported("SecAllocateAndSetCallTarget");
}

void SEC_ENTRY SecFreeCallContext(void) {}

SECURITY_STATUS SEC_ENTRY AddSecurityPackageW(LPWSTR, PSECURITY_PACKAGE_OPTIONS) {
    return unsupported("AddSecurityPackageW");
}

SECURITY_STATUS SEC_ENTRY AddSecurityPackageA(LPSTR, PSECURITY_PACKAGE_OPTIONS) {
    return unsupported("AddSecurityPackageA");
}

SECURITY_STATUS SEC_ENTRY DeleteSecurityPackageW(LPWSTR) {
    return unsupported("DeleteSecurityPackageW");
}

SECURITY_STATUS SEC_ENTRY DeleteSecurityPackageA(LPSTR) {
    return unsupported("DeleteSecurityPackageA");
}

// ---- Declared nowhere else ----------------------------------------------------------------------

SECUR32_API SECURITY_STATUS SEC_ENTRY SeciAllocateAndSetIPAddress(PUCHAR lpIpAddress,
                                                                  ULONG cchIpAddress,
                                                                  BOOLEAN* FreeCallContext);
SECUR32_API void SEC_ENTRY SeciFreeCallContext(void);
SECUR32_API NTSTATUS SeciIsProtectedUser(PBOOLEAN ProtectedUser);
SECUR32_API SECURITY_STATUS SEC_ENTRY GetSecurityUserInfo(PLUID LogonId, ULONG Flags,
                                                          void** UserInformation);
SECUR32_API BOOL WINAPI LogonUserExExW(LPWSTR lpszUsername, LPWSTR lpszDomain, LPWSTR lpszPassword,
                                       DWORD dwLogonType, DWORD dwLogonProvider,
                                       PTOKEN_GROUPS pTokenGroups, PHANDLE phToken,
                                       PSID* ppLogonSid, PVOID* ppProfileBuffer,
                                       LPDWORD pdwProfileLength, PQUOTA_LIMITS pQuotaLimits);

SECURITY_STATUS SEC_ENTRY SeciAllocateAndSetIPAddress(PUCHAR, ULONG, BOOLEAN* FreeCallContext) {
    clear(FreeCallContext);
    return unsupported("SeciAllocateAndSetIPAddress");
}

void SEC_ENTRY SeciFreeCallContext(void) {}

// The group "Protected Users" is a domain's; nobody here is in it.
NTSTATUS SeciIsProtectedUser(PBOOLEAN ProtectedUser) {
    return nt_call("SeciIsProtectedUser", [&](Trail&) {
        clear(ProtectedUser);
        return ProtectedUser == nullptr ? STATUS_INVALID_PARAMETER : STATUS_SUCCESS;
    });
}

SECURITY_STATUS SEC_ENTRY GetSecurityUserInfo(PLUID, ULONG, void** UserInformation) {
    clear(UserInformation);
    return unsupported("GetSecurityUserInfo");
}

BOOL WINAPI LogonUserExExW(LPWSTR, LPWSTR, LPWSTR, DWORD, DWORD, PTOKEN_GROUPS, PHANDLE phToken,
                           PSID* ppLogonSid, PVOID* ppProfileBuffer, LPDWORD pdwProfileLength,
                           PQUOTA_LIMITS pQuotaLimits) {
    clear(phToken);
    clear(ppLogonSid);
    clear(ppProfileBuffer);
    clear(pdwProfileLength);
    clear(pQuotaLimits);
    return win32_unsupported("LogonUserExExW", ERROR_NOT_SUPPORTED);
}

}  // extern "C"
