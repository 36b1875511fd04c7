// The Local Security Authority's functions that Windows' Secur32 exports.  There is no LSA here:
// all but two answer STATUS_NOT_SUPPORTED, with their outputs cleared.
#include <ntsecapi.h>

#include <algorithm>
#include <array>

#include "sspi/api/other_codes.h"
#include "sspi/api/strings.h"

namespace secur32::api {
namespace {

struct CodeRow {
    NTSTATUS status;
    ULONG error;
};

// [MS-ERREF] 2.3, and RtlNtStatusToDosError's documented pairs.
constexpr std::array kCodes = {
    CodeRow{STATUS_SUCCESS, ERROR_SUCCESS},
    CodeRow{STATUS_SOME_NOT_MAPPED, 1301},  // ERROR_SOME_NOT_MAPPED
    CodeRow{STATUS_BUFFER_OVERFLOW, ERROR_MORE_DATA},
    CodeRow{STATUS_NO_MORE_ENTRIES, ERROR_NO_MORE_ITEMS},
    CodeRow{STATUS_UNSUCCESSFUL, 31},    // ERROR_GEN_FAILURE
    CodeRow{STATUS_NOT_IMPLEMENTED, 1},  // ERROR_INVALID_FUNCTION
    CodeRow{STATUS_INVALID_INFO_CLASS, ERROR_INVALID_PARAMETER},
    CodeRow{STATUS_INVALID_HANDLE, ERROR_INVALID_HANDLE},
    CodeRow{STATUS_INVALID_PARAMETER, ERROR_INVALID_PARAMETER},
    CodeRow{STATUS_NO_MEMORY, ERROR_NOT_ENOUGH_MEMORY},
    CodeRow{STATUS_ACCESS_DENIED, ERROR_ACCESS_DENIED},
    CodeRow{STATUS_BUFFER_TOO_SMALL, ERROR_INSUFFICIENT_BUFFER},
    CodeRow{STATUS_OBJECT_NAME_NOT_FOUND, ERROR_FILE_NOT_FOUND},
    CodeRow{STATUS_NO_LOGON_SERVERS, ERROR_NO_LOGON_SERVERS},
    CodeRow{STATUS_NO_SUCH_LOGON_SESSION, ERROR_NO_SUCH_LOGON_SESSION},
    CodeRow{STATUS_NO_SUCH_PRIVILEGE, ERROR_NO_SUCH_PRIVILEGE},
    CodeRow{STATUS_PRIVILEGE_NOT_HELD, ERROR_PRIVILEGE_NOT_HELD},
    CodeRow{STATUS_INVALID_ACCOUNT_NAME, ERROR_INVALID_ACCOUNT_NAME},
    CodeRow{STATUS_NO_SUCH_USER, ERROR_NO_SUCH_USER},
    CodeRow{STATUS_WRONG_PASSWORD, ERROR_INVALID_PASSWORD},
    CodeRow{STATUS_ILL_FORMED_PASSWORD, 1324},  // ERROR_ILL_FORMED_PASSWORD
    CodeRow{STATUS_PASSWORD_RESTRICTION, ERROR_PASSWORD_RESTRICTION},
    CodeRow{STATUS_LOGON_FAILURE, ERROR_LOGON_FAILURE},
    CodeRow{STATUS_ACCOUNT_RESTRICTION, ERROR_ACCOUNT_RESTRICTION},
    CodeRow{STATUS_INVALID_LOGON_HOURS, ERROR_INVALID_LOGON_HOURS},
    CodeRow{STATUS_INVALID_WORKSTATION, ERROR_INVALID_WORKSTATION},
    CodeRow{STATUS_PASSWORD_EXPIRED, ERROR_PASSWORD_EXPIRED},
    CodeRow{STATUS_ACCOUNT_DISABLED, ERROR_ACCOUNT_DISABLED},
    CodeRow{STATUS_NONE_MAPPED, ERROR_NONE_MAPPED},
    CodeRow{STATUS_INSUFFICIENT_RESOURCES, 1450},  // ERROR_NO_SYSTEM_RESOURCES
    CodeRow{STATUS_NOT_SUPPORTED, ERROR_NOT_SUPPORTED},
    CodeRow{STATUS_INVALID_SERVER_STATE, 1352},  // ERROR_INVALID_SERVER_STATE
    CodeRow{STATUS_NO_SUCH_DOMAIN, ERROR_NO_SUCH_DOMAIN},
    CodeRow{STATUS_INTERNAL_ERROR, ERROR_INTERNAL_ERROR},
    CodeRow{STATUS_NO_SUCH_PACKAGE, ERROR_NO_SUCH_PACKAGE},
    CodeRow{STATUS_TIME_DIFFERENCE_AT_DC, ERROR_TIME_SKEW},
    CodeRow{STATUS_LOGON_TYPE_NOT_GRANTED, ERROR_LOGON_TYPE_NOT_GRANTED},
    CodeRow{STATUS_ACCOUNT_EXPIRED, ERROR_ACCOUNT_EXPIRED},
    CodeRow{STATUS_PASSWORD_MUST_CHANGE, ERROR_PASSWORD_MUST_CHANGE},
    CodeRow{STATUS_NOT_FOUND, ERROR_NOT_FOUND},
    CodeRow{STATUS_ACCOUNT_LOCKED_OUT, ERROR_ACCOUNT_LOCKED_OUT},
    CodeRow{STATUS_DOWNGRADE_DETECTED, 1265},  // ERROR_DOWNGRADE_DETECTED
};

ULONG error_of(NTSTATUS status) {
    const auto found = std::ranges::find(kCodes, status, &CodeRow::status);
    return found == kCodes.end() ? ULONG{ERROR_MR_MID_NOT_FOUND} : found->error;
}

template <typename T>
void clear(T* out) {
    if (out != nullptr) *out = T{};
}

}  // namespace
}  // namespace secur32::api

using namespace secur32::api;

extern "C" {

NTSTATUS NTAPI LsaConnectUntrusted(PHANDLE LsaHandle) {
    clear(LsaHandle);
    return nt_unsupported("LsaConnectUntrusted");
}

NTSTATUS NTAPI LsaRegisterLogonProcess(PLSA_STRING, PHANDLE LsaHandle,
                                       PLSA_OPERATIONAL_MODE SecurityMode) {
    clear(LsaHandle);
    clear(SecurityMode);
    return nt_unsupported("LsaRegisterLogonProcess");
}

NTSTATUS NTAPI LsaDeregisterLogonProcess(HANDLE) {
    return nt_unsupported("LsaDeregisterLogonProcess");
}

NTSTATUS NTAPI LsaLookupAuthenticationPackage(HANDLE, PLSA_STRING, PULONG AuthenticationPackage) {
    clear(AuthenticationPackage);
    return nt_unsupported("LsaLookupAuthenticationPackage");
}

NTSTATUS NTAPI LsaLogonUser(HANDLE, PLSA_STRING, SECURITY_LOGON_TYPE, ULONG, PVOID, ULONG,
                            PTOKEN_GROUPS, PTOKEN_SOURCE, PVOID* ProfileBuffer,
                            PULONG ProfileBufferLength, PLUID LogonId, PHANDLE Token,
                            PQUOTA_LIMITS Quotas, PNTSTATUS SubStatus) {
    clear(ProfileBuffer);
    clear(ProfileBufferLength);
    clear(LogonId);
    clear(Token);
    clear(Quotas);
    clear(SubStatus);
    return nt_unsupported("LsaLogonUser");
}

NTSTATUS NTAPI LsaCallAuthenticationPackage(HANDLE, ULONG, PVOID, ULONG,
                                            PVOID* ProtocolReturnBuffer, PULONG ReturnBufferLength,
                                            PNTSTATUS ProtocolStatus) {
    clear(ProtocolReturnBuffer);
    clear(ReturnBufferLength);
    clear(ProtocolStatus);
    return nt_unsupported("LsaCallAuthenticationPackage");
}

NTSTATUS NTAPI LsaFreeReturnBuffer(PVOID Buffer) {
    return nt_call("LsaFreeReturnBuffer", [&](Trail&) {
        release(Buffer);
        return STATUS_SUCCESS;
    });
}

NTSTATUS NTAPI LsaEnumerateLogonSessions(PULONG LogonSessionCount, PLUID* LogonSessionList) {
    clear(LogonSessionCount);
    clear(LogonSessionList);
    return nt_unsupported("LsaEnumerateLogonSessions");
}

NTSTATUS NTAPI LsaGetLogonSessionData(PLUID, PSECURITY_LOGON_SESSION_DATA* ppLogonSessionData) {
    clear(ppLogonSessionData);
    return nt_unsupported("LsaGetLogonSessionData");
}

NTSTATUS NTAPI LsaRegisterPolicyChangeNotification(POLICY_NOTIFICATION_INFORMATION_CLASS, HANDLE) {
    return nt_unsupported("LsaRegisterPolicyChangeNotification");
}

NTSTATUS NTAPI LsaUnregisterPolicyChangeNotification(POLICY_NOTIFICATION_INFORMATION_CLASS,
                                                     HANDLE) {
    return nt_unsupported("LsaUnregisterPolicyChangeNotification");
}

ULONG NTAPI LsaNtStatusToWinError(NTSTATUS Status) { return error_of(Status); }

NTSTATUS NTAPI CredMarshalTargetInfo(PCREDENTIAL_TARGET_INFORMATIONW, PUSHORT* Buffer,
                                     PULONG BufferSize) {
    clear(Buffer);
    clear(BufferSize);
    return nt_unsupported("CredMarshalTargetInfo");
}

NTSTATUS NTAPI CredUnmarshalTargetInfo(PUSHORT, ULONG,
                                       PCREDENTIAL_TARGET_INFORMATIONW* RetTargetInfo,
                                       PULONG RetActualSize) {
    clear(RetTargetInfo);
    clear(RetActualSize);
    return nt_unsupported("CredUnmarshalTargetInfo");
}

}  // extern "C"
