// sspi_identity_functions.h: functions over identities (SEC_WINNT_AUTH_IDENTITY_*) and target
// names.
//
// A part of sspi.h.  They take an identity in any of its forms; what they make is in one block
// (SspiFreeAuthIdentity): an EX2 stays one, everything else becomes a SEC_WINNT_AUTH_IDENTITY_EXW
// with SEC_WINNT_AUTH_IDENTITY_MARSHALLED.  Strings that they make are UTF-16 (SspiLocalFree).
// Freeing wipes.  All are safe on any thread as long as no two work on one identity.
#ifndef SECUR32_SSPI_IDENTITY_FUNCTIONS_H
#define SECUR32_SSPI_IDENTITY_FUNCTIONS_H

#include <sspi_attributes.h>
#include <sspi_identity.h>

#ifdef __cplusplus
extern "C" {
#endif

// ---- Making and taking apart --------------------------------------------------------------------

// Makes an identity out of a user name, a domain and a password; each may be NULL: absent.  In
// place of a password also the text that SspiEncodeAuthIdentityAsStrings gave; names beside it then
// stand for those in it.
// Errors: SEC_E_INVALID_TOKEN (all three NULL, or no place for the result), SEC_E_INVALID_PARAMETER
// (too long), SEC_E_UNKNOWN_CREDENTIALS (a damaged text).
SECUR32_API SECURITY_STATUS SEC_ENTRY SspiEncodeStringsAsAuthIdentity(
    PCWSTR pszUserName, PCWSTR pszDomainName, PCWSTR pszPackedCredentialsString,
    PSEC_WINNT_AUTH_IDENTITY_OPAQUE *ppAuthIdentity);

// The way back.  Each result pointer may be NULL: not wanted; an absent part gives a NULL string.
// The third string is the password, or, where that alone would lose something (a package list, a
// hash, a certificate), "@@" and a text that carries the whole identity.  Differs from Windows: the
// text after "@@" is this library's own and is read by no other.
// Errors: SEC_E_INVALID_PARAMETER (NULL), SEC_E_UNKNOWN_CREDENTIALS (malformed),
// STATUS_INVALID_PARAMETER (encrypted).
SECUR32_API SECURITY_STATUS SEC_ENTRY SspiEncodeAuthIdentityAsStrings(
    PSEC_WINNT_AUTH_IDENTITY_OPAQUE pAuthIdentity, PCWSTR *ppszUserName, PCWSTR *ppszDomainName,
    PCWSTR *ppszPackedCredentialsString);

// A deep copy.  NULL gives NULL.
// Errors: SEC_E_INVALID_PARAMETER, SEC_E_UNKNOWN_CREDENTIALS.
SECUR32_API SECURITY_STATUS SEC_ENTRY SspiCopyAuthIdentity(
    PSEC_WINNT_AUTH_IDENTITY_OPAQUE AuthData, PSEC_WINNT_AUTH_IDENTITY_OPAQUE *AuthDataCopy);

// Wipes and frees an identity that one of these functions made.  NULL does nothing.
SECUR32_API void SEC_ENTRY SspiFreeAuthIdentity(PSEC_WINNT_AUTH_IDENTITY_OPAQUE AuthData);

// Wipes the credentials in an identity and leaves the names.  NULL does nothing.
SECUR32_API void SEC_ENTRY SspiZeroAuthIdentity(PSEC_WINNT_AUTH_IDENTITY_OPAQUE AuthData);

// Frees a string or byte array that one of these functions made, and wipes it.  NULL does nothing.
SECUR32_API void SEC_ENTRY SspiLocalFree(PVOID DataBuffer);

// Is this a well-formed identity?  NULL is: it stands for default credentials.
// Errors: SEC_E_UNKNOWN_CREDENTIALS.
SECUR32_API SECURITY_STATUS SEC_ENTRY
SspiValidateAuthIdentity(PSEC_WINNT_AUTH_IDENTITY_OPAQUE AuthData);

// Compares two identities; letter case of names does not count, "DOMAIN\user" equals the pair, NULL
// equals NULL only.
//   SameSuppliedUser       out, may be NULL: same user and domain
//   SameSuppliedIdentity   out, may be NULL: same user, domain, credentials and package list
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

// Encrypt and decrypt the credentials of an identity in one block (an EX2, or an EXW with
// SEC_WINNT_AUTH_IDENTITY_MARSHALLED) where they lie, so that a dump of memory does not show them;
// names stay readable.  What is so already stays as it is.  Differs from Windows: the key is the
// process's own in every case, nothing that was encrypted leaves the process, and the only option
// is SEC_WINNT_AUTH_IDENTITY_ENCRYPT_SAME_PROCESS.
// Errors: SEC_E_INVALID_PARAMETER (NULL, not in one block, unknown option),
// SEC_E_UNSUPPORTED_FUNCTION (the other options), SEC_E_UNKNOWN_CREDENTIALS (malformed,
// or changed since it was encrypted).
SECUR32_API SECURITY_STATUS SEC_ENTRY
SspiEncryptAuthIdentity(PSEC_WINNT_AUTH_IDENTITY_OPAQUE AuthData);
SECUR32_API SECURITY_STATUS SEC_ENTRY
SspiEncryptAuthIdentityEx(ULONG Options, PSEC_WINNT_AUTH_IDENTITY_OPAQUE AuthData);
SECUR32_API SECURITY_STATUS SEC_ENTRY
SspiDecryptAuthIdentity(PSEC_WINNT_AUTH_IDENTITY_OPAQUE EncryptedAuthData);
SECUR32_API SECURITY_STATUS SEC_ENTRY
SspiDecryptAuthIdentityEx(ULONG Options, PSEC_WINNT_AUTH_IDENTITY_OPAQUE EncryptedAuthData);

// Are the credentials of this identity encrypted?  FALSE for NULL and for what is malformed.
SECUR32_API BOOLEAN SEC_ENTRY
SspiIsAuthIdentityEncrypted(PSEC_WINNT_AUTH_IDENTITY_OPAQUE EncryptedAuthData);

// ---- Prompts and stores -------------------------------------------------------------------------

// Would asking the user for credentials help against this failure (a SECURITY_STATUS, NTSTATUS or
// ERROR_* code)?
SECUR32_API BOOLEAN SEC_ENTRY SspiIsPromptingNeeded(ULONG ErrorOrNtStatus);

// What a credential store would be asked for on behalf of a target, or given to keep: the type (2:
// a domain password), the target's host name (without a target: the user's name), the user name
// ("DOMAIN\user"), the password as UTF-16 bytes, not terminated.  There is no credential store
// here; the functions prepare what an application's own store needs.  Each out pointer:
// SspiLocalFree.
// Errors: SEC_E_INVALID_PARAMETER (NULL, no user, no host), SEC_E_UNKNOWN_CREDENTIALS (malformed,
// or not a password).
SECUR32_API SECURITY_STATUS SEC_ENTRY SspiPrepareForCredRead(
    PSEC_WINNT_AUTH_IDENTITY_OPAQUE AuthIdentity, PCWSTR pszTargetName,
    PULONG pCredmanCredentialType, PCWSTR *ppszCredmanTargetName);
SECUR32_API SECURITY_STATUS SEC_ENTRY SspiPrepareForCredWrite(
    PSEC_WINNT_AUTH_IDENTITY_OPAQUE AuthIdentity, PCWSTR pszTargetName,
    PULONG pCredmanCredentialType, PCWSTR *ppszCredmanTargetName, PCWSTR *ppszCredmanUserName,
    PUCHAR *ppCredentialBlob, PULONG pCredentialBlobSize);

// ---- Targets and packages -----------------------------------------------------------------------

// The host in a target name: "HTTP/host:80/service" gives "host"; a bare host name gives itself, an
// IPv6 address keeps its brackets.
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
