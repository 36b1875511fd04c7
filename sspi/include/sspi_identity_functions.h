// sspi_identity_functions.h: functions over identities (SEC_WINNT_AUTH_IDENTITY_*) and target
// names.
//
// A part of sspi.h.  They take an identity in any of its forms; what they make is an
// SEC_WINNT_AUTH_IDENTITY_EX2 in one block (SspiFreeAuthIdentity).  Strings that they make are
// UTF-16 (SspiLocalFree, which wipes them).  All are safe on any thread as long as no two work on
// one identity.
#ifndef SECUR32_SSPI_IDENTITY_FUNCTIONS_H
#define SECUR32_SSPI_IDENTITY_FUNCTIONS_H

#include <sspi_attributes.h>
#include <sspi_identity.h>

#ifdef __cplusplus
extern "C" {
#endif

// ---- Making and taking apart --------------------------------------------------------------------

// Makes an identity out of a user name ("user", "DOMAIN\user", "user@realm"), a domain and the
// password; each may be NULL: absent.  A password that begins with "@@" is refused, not unpacked:
// Windows' packed text is a format of its own.
// Errors: SEC_E_INVALID_PARAMETER (all NULL, or too long for an EX2).
SECUR32_API SECURITY_STATUS SEC_ENTRY SspiEncodeStringsAsAuthIdentity(
    PCWSTR pszUserName, PCWSTR pszDomainName, PCWSTR pszPackedCredentialsString,
    PSEC_WINNT_AUTH_IDENTITY_OPAQUE *ppAuthIdentity);

// The way back.  Each result pointer may be NULL: not wanted; an absent part gives a NULL string.
// Errors: SEC_E_INVALID_PARAMETER, SEC_E_UNKNOWN_CREDENTIALS (malformed, or not a password).
SECUR32_API SECURITY_STATUS SEC_ENTRY SspiEncodeAuthIdentityAsStrings(
    PSEC_WINNT_AUTH_IDENTITY_OPAQUE pAuthIdentity, PCWSTR *ppszUserName, PCWSTR *ppszDomainName,
    PCWSTR *ppszPackedCredentialsString);

// A deep copy.  NULL gives NULL.
// Errors: SEC_E_INVALID_PARAMETER, SEC_E_UNKNOWN_CREDENTIALS.
SECUR32_API SECURITY_STATUS SEC_ENTRY SspiCopyAuthIdentity(
    PSEC_WINNT_AUTH_IDENTITY_OPAQUE AuthData, PSEC_WINNT_AUTH_IDENTITY_OPAQUE *AuthDataCopy);

// Wipes and frees an identity that one of these functions made.  NULL does nothing.
SECUR32_API void SEC_ENTRY SspiFreeAuthIdentity(PSEC_WINNT_AUTH_IDENTITY_OPAQUE AuthData);

// Wipes the password in an identity and leaves the rest.  NULL does nothing.
SECUR32_API void SEC_ENTRY SspiZeroAuthIdentity(PSEC_WINNT_AUTH_IDENTITY_OPAQUE AuthData);

// Frees a string or byte array that one of these functions made, and wipes it.  NULL does nothing.
SECUR32_API void SEC_ENTRY SspiLocalFree(PVOID DataBuffer);

// Is this a well-formed identity?  NULL is: it stands for default credentials.
// Errors: SEC_E_UNKNOWN_CREDENTIALS.
SECUR32_API SECURITY_STATUS SEC_ENTRY
SspiValidateAuthIdentity(PSEC_WINNT_AUTH_IDENTITY_OPAQUE AuthData);

// Compares two identities; letter case of names does not count.
//   SameSuppliedUser       out, may be NULL: same user and domain
//   SameSuppliedIdentity   out, may be NULL: same user, domain and credentials
// Errors: SEC_E_INVALID_PARAMETER, SEC_E_UNKNOWN_CREDENTIALS.
SECUR32_API SECURITY_STATUS SEC_ENTRY SspiCompareAuthIdentities(
    PSEC_WINNT_AUTH_IDENTITY_OPAQUE AuthIdentity1, PSEC_WINNT_AUTH_IDENTITY_OPAQUE AuthIdentity2,
    PBOOLEAN SameSuppliedUser, PBOOLEAN SameSuppliedIdentity);

// ---- As bytes -----------------------------------------------------------------------------------

// Writes an identity into a byte array that can be carried around (SspiLocalFree), and reads it
// back.  The array holds the password.
// Errors: SEC_E_INVALID_PARAMETER, SEC_E_UNKNOWN_CREDENTIALS (malformed).
SECUR32_API SECURITY_STATUS SEC_ENTRY SspiMarshalAuthIdentity(
    PSEC_WINNT_AUTH_IDENTITY_OPAQUE AuthIdentity, ULONG *AuthIdentityLength,
    char **AuthIdentityByteArray);
SECUR32_API SECURITY_STATUS SEC_ENTRY SspiUnmarshalAuthIdentity(
    ULONG AuthIdentityLength, char *AuthIdentityByteArray,
    PSEC_WINNT_AUTH_IDENTITY_OPAQUE *ppAuthIdentity);

// ---- Encrypted in memory ------------------------------------------------------------------------

// Encrypts and decrypts the credentials of an EX2 in place, so that a dump of memory does not show
// them.  Options: SEC_WINNT_AUTH_IDENTITY_ENCRYPT_SAME_PROCESS or _SAME_LOGON.  Differs from
// Windows: the key is the process's own in every case; nothing that was encrypted leaves the
// process.
// Errors: SEC_E_INVALID_PARAMETER (not an EX2, unknown option), SEC_E_DECRYPT_FAILURE.
SECUR32_API SECURITY_STATUS SEC_ENTRY
SspiEncryptAuthIdentity(PSEC_WINNT_AUTH_IDENTITY_OPAQUE AuthData);
SECUR32_API SECURITY_STATUS SEC_ENTRY
SspiEncryptAuthIdentityEx(ULONG Options, PSEC_WINNT_AUTH_IDENTITY_OPAQUE AuthData);
SECUR32_API SECURITY_STATUS SEC_ENTRY
SspiDecryptAuthIdentity(PSEC_WINNT_AUTH_IDENTITY_OPAQUE EncryptedAuthData);
SECUR32_API SECURITY_STATUS SEC_ENTRY
SspiDecryptAuthIdentityEx(ULONG Options, PSEC_WINNT_AUTH_IDENTITY_OPAQUE EncryptedAuthData);

// Are the credentials of this identity encrypted?  FALSE for anything that is not an EX2.
SECUR32_API BOOLEAN SEC_ENTRY
SspiIsAuthIdentityEncrypted(PSEC_WINNT_AUTH_IDENTITY_OPAQUE EncryptedAuthData);

// ---- Prompts and stores -------------------------------------------------------------------------

// Would asking the user for credentials help against this failure (a SECURITY_STATUS, NTSTATUS or
// ERROR_* code)?
SECUR32_API BOOLEAN SEC_ENTRY SspiIsPromptingNeeded(ULONG ErrorOrNtStatus);

// What a credential store would be asked for on behalf of a target, or given to keep: the type (2:
// a domain password), the target's host name, the user name, the password as UTF-16 bytes.  There
// is no credential store here; the functions prepare what an application's own store needs. Each
// out pointer is freed with SspiLocalFree.
// Errors: SEC_E_INVALID_PARAMETER, SEC_E_UNKNOWN_CREDENTIALS.
SECUR32_API SECURITY_STATUS SEC_ENTRY SspiPrepareForCredRead(
    PSEC_WINNT_AUTH_IDENTITY_OPAQUE AuthIdentity, PCWSTR pszTargetName,
    PULONG pCredmanCredentialType, PCWSTR *ppszCredmanTargetName);
SECUR32_API SECURITY_STATUS SEC_ENTRY SspiPrepareForCredWrite(
    PSEC_WINNT_AUTH_IDENTITY_OPAQUE AuthIdentity, PCWSTR pszTargetName,
    PULONG pCredmanCredentialType, PCWSTR *ppszCredmanTargetName, PCWSTR *ppszCredmanUserName,
    PUCHAR *ppCredentialBlob, PULONG pCredentialBlobSize);

// ---- Targets and packages -----------------------------------------------------------------------

// The host in a target name: "HTTP/host:80/service" gives "host"; a bare host name gives itself.
// *pszHostName: SspiLocalFree.
// Errors: SEC_E_INVALID_PARAMETER (NULL, or no host in it).
SECUR32_API SECURITY_STATUS SEC_ENTRY SspiGetTargetHostName(PCWSTR pszTargetName,
                                                            PWSTR *pszHostName);

// A copy of an identity whose package list excludes one more package ("!name"); NULL stands for
// default credentials.
// Errors: SEC_E_INVALID_PARAMETER, SEC_E_UNKNOWN_CREDENTIALS.
SECUR32_API SECURITY_STATUS SEC_ENTRY SspiExcludePackage(
    PSEC_WINNT_AUTH_IDENTITY_OPAQUE AuthIdentity, PCWSTR pszPackageName,
    PSEC_WINNT_AUTH_IDENTITY_OPAQUE *ppNewAuthIdentity);

// Replaces *pBindings by the same bindings with flags (SEC_CHANNEL_BINDINGS_EX); the old block is
// freed with FreeContextBuffer, and so is the new one by the caller.
// Errors: SEC_E_INVALID_PARAMETER (unknown flags, malformed bindings).
SECUR32_API SECURITY_STATUS SEC_ENTRY SspiSetChannelBindingFlags(SecPkgContext_Bindings *pBindings,
                                                                 ULONG flags);

#ifdef __cplusplus
}
#endif

#endif
