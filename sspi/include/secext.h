// secext.h: names of the user and the computer, and, marked at the end, this library's extensions.
//
// Define SECURITY_WIN32 first, as on Windows.
#ifndef SECUR32_SECEXT_H
#define SECUR32_SECEXT_H

#include <sspi.h>

#ifdef __cplusplus
extern "C" {
#endif

// ---- Names --------------------------------------------------------------------------------------

typedef enum {
    NameUnknown = 0,
    NameFullyQualifiedDN = 1,  // CN=...,OU=...,DC=...
    NameSamCompatible = 2,     // DOMAIN\user
    NameDisplay = 3,           // the person's name
    NameUniqueId = 6,          // {GUID}
    NameCanonical = 7,         // domain/ou/user
    NameUserPrincipal = 8,     // user@domain
    NameCanonicalEx = 9,
    NameServicePrincipal = 10,
    NameDnsDomain = 12,  // domain\user with the domain's DNS name
    NameGivenName = 13,
    NameSurname = 14
} EXTENDED_NAME_FORMAT, *PEXTENDED_NAME_FORMAT;

// The name of the user that the calling process runs as.  nSize in characters: in the capacity of
// lpNameBuffer; out, on success, the length without the NUL, on ERROR_MORE_DATA the capacity
// needed, with the NUL.  FALSE: GetLastError() is ERROR_MORE_DATA, ERROR_NONE_MAPPED (no name of
// that format; NameSamCompatible is COMPUTER\user, NameDisplay the person's name in the password
// database, NameUserPrincipal user@domain where the machine has a DNS domain; the others need a
// directory), ERROR_NO_SUCH_USER (NameUnknown), ERROR_INVALID_PARAMETER (nSize NULL).
SECUR32_API BOOLEAN SEC_ENTRY GetUserNameExW(EXTENDED_NAME_FORMAT NameFormat, LPWSTR lpNameBuffer,
                                             PULONG nSize);
SECUR32_API BOOLEAN SEC_ENTRY GetUserNameExA(EXTENDED_NAME_FORMAT NameFormat, LPSTR lpNameBuffer,
                                             PULONG nSize);

// The name of the computer's account in a domain.  This machine has none: FALSE, GetLastError() is
// ERROR_CANT_ACCESS_DOMAIN_INFO, or ERROR_INVALID_PARAMETER (nSize NULL, NameUnknown).
SECUR32_API BOOLEAN SEC_ENTRY GetComputerObjectNameW(EXTENDED_NAME_FORMAT NameFormat,
                                                     LPWSTR lpNameBuffer, PULONG nSize);
SECUR32_API BOOLEAN SEC_ENTRY GetComputerObjectNameA(EXTENDED_NAME_FORMAT NameFormat,
                                                     LPSTR lpNameBuffer, PULONG nSize);

// Translates a name from one format to another by asking a directory.  There is none: FALSE,
// GetLastError() is ERROR_NONE_MAPPED, or ERROR_INVALID_PARAMETER (NULL, NameUnknown).
SECUR32_API BOOLEAN SEC_ENTRY TranslateNameW(LPCWSTR lpAccountName,
                                             EXTENDED_NAME_FORMAT AccountNameFormat,
                                             EXTENDED_NAME_FORMAT DesiredNameFormat,
                                             LPWSTR lpTranslatedName, PULONG nSize);
SECUR32_API BOOLEAN SEC_ENTRY TranslateNameA(LPCSTR lpAccountName,
                                             EXTENDED_NAME_FORMAT AccountNameFormat,
                                             EXTENDED_NAME_FORMAT DesiredNameFormat,
                                             LPSTR lpTranslatedName, PULONG nSize);

#define GetUserNameEx         SECUR32_AW(GetUserNameEx)
#define GetComputerObjectName SECUR32_AW(GetComputerObjectName)
#define TranslateName         SECUR32_AW(TranslateName)

// =================================================================================================
// EXTENSIONS.  From here on nothing is Windows'.
// =================================================================================================

// ---- The handle of QuerySecurityContextToken ----------------------------------------------------

// The name of the user, DOMAIN\user.  nSize in characters, as GetUserNameEx has it.
// Errors: SEC_E_INVALID_HANDLE, SEC_E_BUFFER_TOO_SMALL (nSize tells what is needed, with the NUL),
// SEC_E_INVALID_PARAMETER (NULL).
SECUR32_API SECURITY_STATUS SEC_ENTRY Secur32GetTokenUserNameW(HANDLE token, WCHAR *name,
                                                               ULONG *nSize);
SECUR32_API SECURITY_STATUS SEC_ENTRY Secur32GetTokenUserNameA(HANDLE token, CHAR *name,
                                                               ULONG *nSize);
#define Secur32GetTokenUserName SECUR32_AW(Secur32GetTokenUserName)

// The uid of the account of that name on this machine.
// Errors: SEC_E_INVALID_HANDLE, SEC_E_TARGET_UNKNOWN (there is no such account),
// SEC_E_INVALID_PARAMETER (NULL).
SECUR32_API SECURITY_STATUS SEC_ENTRY Secur32GetTokenUid(HANDLE token, ULONG *uid);

// Closes the handle, as CloseHandle does on Windows.  FALSE: not such a handle (GetLastError() is
// ERROR_INVALID_HANDLE).
SECUR32_API BOOL SEC_ENTRY Secur32CloseHandle(HANDLE token);

// ---- Credential attributes ----------------------------------------------------------------------

// SetCredentialsAttributes on an acceptor's credential: a MULTI_SZ (names with a NUL each, and one
// NUL more; CHAR for the A function, WCHAR for the W function) of the SPNs or host names that this
// acceptor answers to.  A client that names another target is refused with SEC_E_WRONG_PRINCIPAL.
#define SECUR32_CRED_ATTR_ACCEPTED_NAMES 0x53320001

// ---- WinPR's private attributes and structures --------------------------------------------------

// FreeRDP hands them to its SSPI module.  Strings are UTF-8 unless typed WCHAR.
#define SECPKG_ATTR_AUTH_IDENTITY          1001  // query: SecPkgContext_AuthIdentity
#define SECPKG_ATTR_AUTH_NTLM_SAM_FILE     1004  // set: the path of a SAM file
#define SECPKG_ATTR_AUTH_NTLM_HASH_CB      1108  // set with cbBuffer 0: psSspiNtlmHashCallback
#define SECPKG_ATTR_AUTH_NTLM_HASH_CB_DATA 1109  // set with cbBuffer 0: that function's argument

typedef struct _SecPkgContext_AuthIdentity {
    CHAR User[257];
    CHAR Domain[257];
} SecPkgContext_AuthIdentity;

// Finds the NT hash of a user.  Writes 16 bytes to ntlmhash and answers SEC_E_OK (or, before
// FreeRDP 3.24, 1).
typedef SECURITY_STATUS (*psSspiNtlmHashCallback)(void *client,
                                                  const SEC_WINNT_AUTH_IDENTITY_W *authIdentity,
                                                  const SecBuffer *ntproofvalue,
                                                  const BYTE *randkey, const BYTE *mic,
                                                  const SecBuffer *micvalue, BYTE *ntlmhash);

typedef struct _SEC_WINPR_NTLM_SETTINGS {
    char *samFile;
    psSspiNtlmHashCallback hashCallback;
    void *hashCallbackArg;
} SEC_WINPR_NTLM_SETTINGS;

typedef struct _SEC_WINPR_KERBEROS_SETTINGS {
    char *kdcUrl;
    char *keytab;
    char *cache;
    char *armorCache;
    char *pkinitX509Anchors;
    char *pkinitX509Identity;
    BOOL withPac;
    INT startTime;
    INT renewLifeTime;
    INT lifeTime;
    BYTE certSha1[20];
} SEC_WINPR_KERBEROS_SETTINGS;

// pAuthData of FreeRDP 3: identity.Length is the size of the identity alone, identity.Flags has
// SEC_WINNT_AUTH_IDENTITY_EXTENDED.
typedef struct _SEC_WINNT_AUTH_IDENTITY_WINPR {
    SEC_WINNT_AUTH_IDENTITY_EXW identity;
    SEC_WINPR_NTLM_SETTINGS *ntlmSettings;
    SEC_WINPR_KERBEROS_SETTINGS *kerberosSettings;
} SEC_WINNT_AUTH_IDENTITY_WINPR;

// The same from FreeRDP 3.31 on, with SEC_WINNT_AUTH_IDENTITY_EXTENDED_V2.
typedef struct _SEC_WINPR_NTLM_SETTINGS_V2 {
    size_t size;
    char *samFile;
    psSspiNtlmHashCallback hashCallback;
    void *hashCallbackArg;
    char *targetName;
    char *netBiosComputerName;
    char *netBiosDomainName;
    char *dnsComputerName;
    char *dnsDomainName;
} SEC_WINPR_NTLM_SETTINGS_V2;

typedef struct _SEC_WINPR_KERBEROS_SETTINGS_V2 {
    size_t size;
    char *kdcUrl;
    char *keytab;
    char *cache;
    char *armorCache;
    char *pkinitX509Anchors;
    char *pkinitX509Identity;
    BOOL withPac;
    INT reserved1;
    INT startTime;
    INT reserved2;
    INT renewLifeTime;
    INT reserved3;
    INT lifeTime;
    INT reserved4;
    BYTE certSha1[20];
} SEC_WINPR_KERBEROS_SETTINGS_V2;

typedef struct _SEC_WINNT_AUTH_IDENTITY_WINPR_V2 {
    SEC_WINNT_AUTH_IDENTITY_EXW identity;
    ULONG version;  // 1
    SEC_WINPR_NTLM_SETTINGS_V2 *ntlmSettings;
    SEC_WINPR_KERBEROS_SETTINGS_V2 *kerberosSettings;
} SEC_WINNT_AUTH_IDENTITY_WINPR_V2;

// Flags of the identity: two pointers follow (first or second form); the password is an NT hash in
// 32 hexadecimal digits.
#define SEC_WINNT_AUTH_IDENTITY_EXTENDED      0x100
#define SEC_WINNT_AUTH_IDENTITY_EXTENDED_V2   0x200
#define SEC_WINPR_AUTH_IDENTITY_PASSWORD_HASH 0x00800000

#ifdef __cplusplus
}
#endif

#endif
