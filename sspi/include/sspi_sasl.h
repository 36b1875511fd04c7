// sspi_sasl.h: SASL over SSPI, the call context of a logon, and the registration of packages.
//
// A part of sspi.h.
#ifndef SECUR32_SSPI_SASL_H
#define SECUR32_SSPI_SASL_H

#include <sspi_functions.h>

#ifdef __cplusplus
extern "C" {
#endif

// ---- SASL (RFC 4422) ----------------------------------------------------------------------------

#define SASL_OPTION_SEND_SIZE        1  // ULONG: the largest message to send
#define SASL_OPTION_RECV_SIZE        2  // ULONG: the largest message to receive
#define SASL_OPTION_AUTHZ_STRING     3  // the authorization identity
#define SASL_OPTION_AUTHZ_PROCESSING 4  // SASL_AUTHZID_STATE

typedef enum _SASL_AUTHZID_STATE {
    Sasl_AuthZIDForbidden,
    Sasl_AuthZIDProcessed
} SASL_AUTHZID_STATE;

// The names of the SASL mechanisms, as a MULTI_SZ (names with a NUL each, and one NUL more) in one
// block (FreeContextBuffer), and how many they are.  Errors: SEC_E_UNSUPPORTED_FUNCTION where no
// package offers SASL.
SECUR32_API SECURITY_STATUS SEC_ENTRY SaslEnumerateProfilesW(LPWSTR *ProfileList,
                                                             ULONG *ProfileCount);
SECUR32_API SECURITY_STATUS SEC_ENTRY SaslEnumerateProfilesA(LPSTR *ProfileList,
                                                             ULONG *ProfileCount);

// The package behind a mechanism (FreeContextBuffer).  Errors: SEC_E_SECPKG_NOT_FOUND,
// SEC_E_UNSUPPORTED_FUNCTION.
SECUR32_API SECURITY_STATUS SEC_ENTRY SaslGetProfilePackageW(LPWSTR ProfileName,
                                                             PSecPkgInfoW *PackageInfo);
SECUR32_API SECURITY_STATUS SEC_ENTRY SaslGetProfilePackageA(LPSTR ProfileName,
                                                             PSecPkgInfoA *PackageInfo);

// The package behind a client's first token (FreeContextBuffer).  Errors: SEC_E_SECPKG_NOT_FOUND,
// SEC_E_UNSUPPORTED_FUNCTION.
SECUR32_API SECURITY_STATUS SEC_ENTRY SaslIdentifyPackageW(PSecBufferDesc pInput,
                                                           PSecPkgInfoW *PackageInfo);
SECUR32_API SECURITY_STATUS SEC_ENTRY SaslIdentifyPackageA(PSecBufferDesc pInput,
                                                           PSecPkgInfoA *PackageInfo);

// InitializeSecurityContext and AcceptSecurityContext in SASL's framing.  Parameters, answers and
// errors as theirs; SEC_E_UNSUPPORTED_FUNCTION where the package offers no SASL.
SECUR32_API SECURITY_STATUS SEC_ENTRY SaslInitializeSecurityContextW(
    PCredHandle phCredential, PCtxtHandle phContext, LPWSTR pszTargetName, ULONG fContextReq,
    ULONG Reserved1, ULONG TargetDataRep, PSecBufferDesc pInput, ULONG Reserved2,
    PCtxtHandle phNewContext, PSecBufferDesc pOutput, ULONG *pfContextAttr, PTimeStamp ptsExpiry);
SECUR32_API SECURITY_STATUS SEC_ENTRY SaslInitializeSecurityContextA(
    PCredHandle phCredential, PCtxtHandle phContext, LPSTR pszTargetName, ULONG fContextReq,
    ULONG Reserved1, ULONG TargetDataRep, PSecBufferDesc pInput, ULONG Reserved2,
    PCtxtHandle phNewContext, PSecBufferDesc pOutput, ULONG *pfContextAttr, PTimeStamp ptsExpiry);
SECUR32_API SECURITY_STATUS SEC_ENTRY SaslAcceptSecurityContext(
    PCredHandle phCredential, PCtxtHandle phContext, PSecBufferDesc pInput, ULONG fContextReq,
    ULONG TargetDataRep, PCtxtHandle phNewContext, PSecBufferDesc pOutput, ULONG *pfContextAttr,
    PTimeStamp ptsExpiry);

// Sets and reads SASL_OPTION_* of a context; Needed, out: the bytes that the value has.
// Errors: SEC_E_INVALID_HANDLE, SEC_E_INVALID_PARAMETER, SEC_E_BUFFER_TOO_SMALL,
// SEC_E_UNSUPPORTED_FUNCTION.
SECUR32_API SECURITY_STATUS SEC_ENTRY SaslSetContextOption(PCtxtHandle ContextHandle, ULONG Option,
                                                           PVOID Value, ULONG Size);
SECUR32_API SECURITY_STATUS SEC_ENTRY SaslGetContextOption(PCtxtHandle ContextHandle, ULONG Option,
                                                           PVOID Value, ULONG Size, PULONG Needed);

// ---- The call context of a logon ----------------------------------------------------------------

// On Windows these note the peer's address (cchIpAddress bytes) and the target's name for the audit
// of the logons that follow on this thread.  There is no such audit here.
// Errors: SEC_E_UNSUPPORTED_FUNCTION; *FreeCallContext becomes 0: nothing to free.
SECUR32_API SECURITY_STATUS SEC_ENTRY SecAllocateAndSetIPAddress(PUCHAR lpIpAddress,
                                                                 ULONG cchIpAddress,
                                                                 int *FreeCallContext);
SECUR32_API SECURITY_STATUS SEC_ENTRY SecAllocateAndSetCallTarget(PUCHAR lpIpAddress,
                                                                  ULONG cchIpAddress,
                                                                  LPWSTR TargetName,
                                                                  int *FreeCallContext);

// Frees what the two above noted: nothing.
SECUR32_API void SEC_ENTRY SecFreeCallContext(void);

// ---- Registering packages -----------------------------------------------------------------------

typedef struct _SECURITY_PACKAGE_OPTIONS {
    ULONG Size;
    ULONG Type;   // SECPKG_OPTIONS_TYPE_*
    ULONG Flags;  // SECPKG_OPTIONS_PERMANENT
    ULONG SignatureSize;
    void *Signature;
} SECURITY_PACKAGE_OPTIONS, *PSECURITY_PACKAGE_OPTIONS;

#define SECPKG_OPTIONS_TYPE_UNKNOWN 0
#define SECPKG_OPTIONS_TYPE_LSA     1
#define SECPKG_OPTIONS_TYPE_SSPI    2
#define SECPKG_OPTIONS_PERMANENT    0x00000001

// Adds and removes a package in the table.  The packages of this library are built into it.
// Errors: SEC_E_UNSUPPORTED_FUNCTION.
SECUR32_API SECURITY_STATUS SEC_ENTRY AddSecurityPackageW(LPWSTR pszPackageName,
                                                          PSECURITY_PACKAGE_OPTIONS pOptions);
SECUR32_API SECURITY_STATUS SEC_ENTRY AddSecurityPackageA(LPSTR pszPackageName,
                                                          PSECURITY_PACKAGE_OPTIONS pOptions);
SECUR32_API SECURITY_STATUS SEC_ENTRY DeleteSecurityPackageW(LPWSTR pszPackageName);
SECUR32_API SECURITY_STATUS SEC_ENTRY DeleteSecurityPackageA(LPSTR pszPackageName);

// Carried for completeness: DelegateSecurityContext, its only user, is exported by no Windows.
typedef enum _SecDelegationType {
    SecFull,
    SecService,
    SecTree,
    SecDirectory,
    SecObject
} SecDelegationType, *PSecDelegationType;

// ---- Twins --------------------------------------------------------------------------------------

#define SaslEnumerateProfiles         SECUR32_AW(SaslEnumerateProfiles)
#define SaslGetProfilePackage         SECUR32_AW(SaslGetProfilePackage)
#define SaslIdentifyPackage           SECUR32_AW(SaslIdentifyPackage)
#define SaslInitializeSecurityContext SECUR32_AW(SaslInitializeSecurityContext)
#define AddSecurityPackage            SECUR32_AW(AddSecurityPackage)
#define DeleteSecurityPackage         SECUR32_AW(DeleteSecurityPackage)

#ifdef __cplusplus
}
#endif

#endif
