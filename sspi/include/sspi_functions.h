// sspi_functions.h: SSPI's functions: credentials, contexts, messages, packages.
//
// A part of sspi.h, which states the rules that hold for all of them (threads, handles, memory).
// Failure codes: those that every function can answer (SEC_E_INSUFFICIENT_MEMORY,
// SEC_E_INTERNAL_ERROR) are not repeated.
#ifndef SECUR32_SSPI_FUNCTIONS_H
#define SECUR32_SSPI_FUNCTIONS_H

#include <sspi_attributes.h>

#ifdef __cplusplus
extern "C" {
#endif

// ---- Credentials --------------------------------------------------------------------------------

// Fetches a key for a package on demand; no package here calls it.
typedef void(SEC_ENTRY *SEC_GET_KEY_FN)(void *Arg, void *Principal, ULONG KeyVer, void **Key,
                                        SECURITY_STATUS *Status);

// Makes a credential for one package.
//   pszPrincipal      whose credential; NULL: the caller's own
//   pszPackage        the package's name, in any case of letters: "NTLM", "Negotiate", ...
//   fCredentialUse    SECPKG_CRED_INBOUND (acceptor), _OUTBOUND (initiator) or _BOTH
//   pvLogonId         NULL (there are no other logon sessions here)
//   pAuthData         NULL: default credentials; else a SEC_WINNT_AUTH_IDENTITY of any form,
//                     decided by its content, or the package's own structure.  Copied during the
//                     call.
//   pGetKeyFn, pvGetKeyArgument   NULL
//   phCredential      out: the handle; FreeCredentialsHandle
//   ptsExpiry         out, may be NULL: when it expires, local time
// Errors: SEC_E_SECPKG_NOT_FOUND (NULL or unknown name), SEC_E_NO_CREDENTIALS (none given, no
// default), SEC_E_UNKNOWN_CREDENTIALS (malformed pAuthData), SEC_E_NOT_OWNER (pvLogonId),
// SEC_E_INVALID_PARAMETER (no direction in fCredentialUse).
SECUR32_API SECURITY_STATUS SEC_ENTRY AcquireCredentialsHandleW(
    LPWSTR pszPrincipal, LPWSTR pszPackage, ULONG fCredentialUse, void *pvLogonId, void *pAuthData,
    SEC_GET_KEY_FN pGetKeyFn, void *pvGetKeyArgument, PCredHandle phCredential,
    PTimeStamp ptsExpiry);
SECUR32_API SECURITY_STATUS SEC_ENTRY AcquireCredentialsHandleA(
    LPSTR pszPrincipal, LPSTR pszPackage, ULONG fCredentialUse, void *pvLogonId, void *pAuthData,
    SEC_GET_KEY_FN pGetKeyFn, void *pvGetKeyArgument, PCredHandle phCredential,
    PTimeStamp ptsExpiry);

// Adds credentials to a handle.  Parameters as AcquireCredentialsHandle; hCredentials is the handle
// that grows.
// Errors: SEC_E_INVALID_HANDLE, SEC_E_UNSUPPORTED_FUNCTION (the package holds one credential).
SECUR32_API SECURITY_STATUS SEC_ENTRY AddCredentialsW(
    PCredHandle hCredentials, LPWSTR pszPrincipal, LPWSTR pszPackage, ULONG fCredentialUse,
    void *pAuthData, SEC_GET_KEY_FN pGetKeyFn, void *pvGetKeyArgument, PTimeStamp ptsExpiry);
SECUR32_API SECURITY_STATUS SEC_ENTRY AddCredentialsA(
    PCredHandle hCredentials, LPSTR pszPrincipal, LPSTR pszPackage, ULONG fCredentialUse,
    void *pAuthData, SEC_GET_KEY_FN pGetKeyFn, void *pvGetKeyArgument, PTimeStamp ptsExpiry);

// Frees a credential handle.  Contexts that were made from it keep what they need (Windows asks the
// caller to delete them first).
// Errors: SEC_E_INVALID_HANDLE, also on the second call.
SECUR32_API SECURITY_STATUS SEC_ENTRY FreeCredentialsHandle(PCredHandle phCredential);
#define FreeCredentialHandle FreeCredentialsHandle

// Reads an attribute of a credential: SECPKG_CRED_ATTR_*, into the structure of that attribute. The
// Ex form knows the structure's size in bytes and answers SEC_E_EXT_BUFFER_TOO_SMALL rather than
// write beyond it.
// Errors: SEC_E_INVALID_HANDLE, SEC_E_UNSUPPORTED_FUNCTION (attribute unknown to the package),
// SEC_E_NO_CREDENTIALS (a credential without a name), SEC_E_INVALID_PARAMETER.
SECUR32_API SECURITY_STATUS SEC_ENTRY QueryCredentialsAttributesW(PCredHandle phCredential,
                                                                  ULONG ulAttribute, void *pBuffer);
SECUR32_API SECURITY_STATUS SEC_ENTRY QueryCredentialsAttributesA(PCredHandle phCredential,
                                                                  ULONG ulAttribute, void *pBuffer);
SECUR32_API SECURITY_STATUS SEC_ENTRY QueryCredentialsAttributesExW(PCredHandle phCredential,
                                                                    ULONG ulAttribute,
                                                                    void *pBuffer, ULONG cbBuffer);
SECUR32_API SECURITY_STATUS SEC_ENTRY QueryCredentialsAttributesExA(PCredHandle phCredential,
                                                                    ULONG ulAttribute,
                                                                    void *pBuffer, ULONG cbBuffer);

// Sets an attribute of a credential from cbBuffer bytes, which are copied.  Contexts see it if they
// are made afterwards.  SECUR32_CRED_ATTR_ACCEPTED_NAMES (secext.h) is one of ours.
// Errors: SEC_E_INVALID_HANDLE, SEC_E_UNSUPPORTED_FUNCTION, SEC_E_INVALID_PARAMETER.
SECUR32_API SECURITY_STATUS SEC_ENTRY SetCredentialsAttributesW(PCredHandle phCredential,
                                                                ULONG ulAttribute, void *pBuffer,
                                                                ULONG cbBuffer);
SECUR32_API SECURITY_STATUS SEC_ENTRY SetCredentialsAttributesA(PCredHandle phCredential,
                                                                ULONG ulAttribute, void *pBuffer,
                                                                ULONG cbBuffer);

// Changes a password through a package.  pOutput: one SECBUFFER_CHANGE_PASS_RESPONSE.
// Errors: SEC_E_SECPKG_NOT_FOUND, SEC_E_UNSUPPORTED_FUNCTION (no package here has a password
// protocol; the accounts database is changed with secur32-accounts).
SECUR32_API SECURITY_STATUS SEC_ENTRY ChangeAccountPasswordW(
    SEC_WCHAR *pszPackageName, SEC_WCHAR *pszDomainName, SEC_WCHAR *pszAccountName,
    SEC_WCHAR *pszOldPassword, SEC_WCHAR *pszNewPassword, BOOLEAN bImpersonating, ULONG dwReserved,
    PSecBufferDesc pOutput);
SECUR32_API SECURITY_STATUS SEC_ENTRY ChangeAccountPasswordA(
    SEC_CHAR *pszPackageName, SEC_CHAR *pszDomainName, SEC_CHAR *pszAccountName,
    SEC_CHAR *pszOldPassword, SEC_CHAR *pszNewPassword, BOOLEAN bImpersonating, ULONG dwReserved,
    PSecBufferDesc pOutput);

// ---- Contexts: the exchange ---------------------------------------------------------------------

// One leg of the client.
//   phCredential      an outbound credential; may be NULL on later legs
//   phContext         NULL on the first leg, then the handle that the first leg gave
//   pszTargetName     the server's SPN ("HTTP/host") or host name; may be NULL where the package
//                     allows it
//   fContextReq       ISC_REQ_*; what the first leg asked for holds for the whole exchange; only
//                     Schannel's ISC_REQ_USE_SUPPLIED_CREDS may come later
//   Reserved1, Reserved2   0
//   TargetDataRep     SECURITY_NATIVE_DREP or SECURITY_NETWORK_DREP; no package here looks
//   pInput            NULL on the first leg; later the peer's token (SECBUFFER_TOKEN).  May hold
//                     SECBUFFER_CHANNEL_BINDINGS and other types; order does not matter.
//   phNewContext      out on the first leg: the handle; DeleteSecurityContext.  A first leg that
//                     fails gives none.  May be phContext; may be NULL on later legs.
//   pOutput           a SECBUFFER_TOKEN for the token to send.  In: its capacity in bytes
//                     (SecPkgInfo.cbMaxToken suffices), or nothing with ISC_REQ_ALLOCATE_MEMORY;
//                     out: the bytes written, 0 if there is nothing to send.
//   pfContextAttr     out, may be NULL: ISC_RET_*, what is granted, not what was asked; final only
//                     with SEC_E_OK
//   ptsExpiry         out, may be NULL: local time
// Answers: SEC_E_OK; SEC_I_CONTINUE_NEEDED (send the token, come back with the answer);
// SEC_I_COMPLETE_NEEDED, SEC_I_COMPLETE_AND_CONTINUE (CompleteAuthToken first); a token may come
// with each of them and must be sent.
// Schannel (docs/schannel.md): an EMPTY buffer of pInput becomes SECBUFFER_EXTRA (its cbBuffer last
// octets of the token were not used) or, with SEC_E_INCOMPLETE_MESSAGE, SECBUFFER_MISSING.  On the
// first leg pInput may hold SECBUFFER_APPLICATION_PROTOCOLS, _FLAGS, _SEND_ and
// _SUBSCRIBE_GENERIC_TLS_EXTENSION.  A failure leaves an alert in pOutput's SECBUFFER_ALERT, or
// where there is none in its TOKEN, if ISC_REQ_EXTENDED_ERROR asks for it; *pfContextAttr then has
// ISC_RET_EXTENDED_ERROR.  A buffer of pOutput without address is allocated.  More answers:
// SEC_I_INCOMPLETE_CREDENTIALS (call again with the same input, with another credential or to go on
// without; never said with ISC_REQ_USE_SUPPLIED_CREDS), SEC_I_GENERIC_EXTENSION_RECEIVED (the
// same call again), SEC_I_NO_RENEGOTIATION.  A token that does not fit is
// SEC_E_INSUFFICIENT_MEMORY.
// The call goes on after SEC_E_OK: behind SEC_I_RENEGOTIATE of DecryptMessage, and for the token of
// ApplyControlToken.
// Errors: SEC_E_INVALID_HANDLE, SEC_E_INVALID_TOKEN (malformed, misplaced or missing token),
// SEC_E_BUFFER_TOO_SMALL (cbBuffer tells the size needed; repeat the same call with a larger one),
// SEC_E_NO_CREDENTIALS, SEC_E_TARGET_UNKNOWN, SEC_E_LOGON_DENIED, SEC_E_UNSUPPORTED_FUNCTION (a
// request flag), SEC_E_INCOMPLETE_MESSAGE (stream packages), SEC_E_OUT_OF_SEQUENCE.  After a
// failure other than SEC_E_BUFFER_TOO_SMALL and SEC_E_INCOMPLETE_MESSAGE the context can only be
// deleted; the next call says SEC_E_INVALID_HANDLE, Schannel's SEC_E_INVALID_TOKEN.
SECUR32_API SECURITY_STATUS SEC_ENTRY InitializeSecurityContextW(
    PCredHandle phCredential, PCtxtHandle phContext, SEC_WCHAR *pszTargetName, ULONG fContextReq,
    ULONG Reserved1, ULONG TargetDataRep, PSecBufferDesc pInput, ULONG Reserved2,
    PCtxtHandle phNewContext, PSecBufferDesc pOutput, ULONG *pfContextAttr, PTimeStamp ptsExpiry);
SECUR32_API SECURITY_STATUS SEC_ENTRY InitializeSecurityContextA(
    PCredHandle phCredential, PCtxtHandle phContext, SEC_CHAR *pszTargetName, ULONG fContextReq,
    ULONG Reserved1, ULONG TargetDataRep, PSecBufferDesc pInput, ULONG Reserved2,
    PCtxtHandle phNewContext, PSecBufferDesc pOutput, ULONG *pfContextAttr, PTimeStamp ptsExpiry);

// One leg of the server.  Parameters, answers and errors as InitializeSecurityContext, with
// ASC_REQ_* and ASC_RET_*; pInput holds the client's token on every leg.
// More errors: SEC_E_LOGON_DENIED (unknown user and wrong password alike), SEC_E_BAD_BINDINGS,
// SEC_E_WRONG_PRINCIPAL (a target name that is not among the accepted ones), SEC_E_MESSAGE_ALTERED
// (a stripped or wrong MIC), SEC_E_TIME_SKEW, SEC_E_NO_AUTHENTICATING_AUTHORITY (the accounts
// cannot be read).
SECUR32_API SECURITY_STATUS SEC_ENTRY AcceptSecurityContext(
    PCredHandle phCredential, PCtxtHandle phContext, PSecBufferDesc pInput, ULONG fContextReq,
    ULONG TargetDataRep, PCtxtHandle phNewContext, PSecBufferDesc pOutput, ULONG *pfContextAttr,
    PTimeStamp ptsExpiry);

// Finishes a token after SEC_I_COMPLETE_NEEDED or SEC_I_COMPLETE_AND_CONTINUE.  pToken: the output
// of the leg, or an empty list.  Until it has succeeded the context answers SEC_E_OUT_OF_SEQUENCE
// to everything but SetContextAttributes, this and DeleteSecurityContext.
// Errors: SEC_E_INVALID_HANDLE, SEC_E_LOGON_DENIED and the other errors of AcceptSecurityContext,
// SEC_E_UNSUPPORTED_FUNCTION (nothing to complete).
SECUR32_API SECURITY_STATUS SEC_ENTRY CompleteAuthToken(PCtxtHandle phContext,
                                                        PSecBufferDesc pToken);

// Hands a package a control token: of Schannel one SECBUFFER_TOKEN with the DWORD
// SCHANNEL_SHUTDOWN, a SCHANNEL_ALERT_TOKEN or a SCHANNEL_SESSION_TOKEN.  The next
// InitializeSecurityContext or AcceptSecurityContext, without input, gives the alert to send.
// Errors: SEC_E_INVALID_HANDLE, SEC_E_INTERNAL_ERROR (pInput NULL), SEC_E_INVALID_TOKEN (other
// buffers), SEC_E_UNSUPPORTED_FUNCTION (no such token, or less than all of it; NTLM and Negotiate
// know none), SEC_E_INVALID_PARAMETER (no such alert or flags).
SECUR32_API SECURITY_STATUS SEC_ENTRY ApplyControlToken(PCtxtHandle phContext,
                                                        PSecBufferDesc pInput);

// Deletes a context, established or not.  The peer is not told.
// Errors: SEC_E_INVALID_HANDLE, also on the second call.
SECUR32_API SECURITY_STATUS SEC_ENTRY DeleteSecurityContext(PCtxtHandle phContext);

// ---- Contexts: attributes -----------------------------------------------------------------------

// Reads an attribute of a context: SECPKG_ATTR_*, into the structure of that attribute.  The A
// functions give CHAR strings, the W functions WCHAR strings.  The Ex form knows the structure's
// size in bytes and answers SEC_E_EXT_BUFFER_TOO_SMALL rather than write beyond it.
// Errors: SEC_E_INVALID_HANDLE (also: a context that has failed), SEC_E_OUT_OF_SEQUENCE (not
// established, for what only an established context has), SEC_E_UNSUPPORTED_FUNCTION (attribute
// unknown to the package), SEC_E_INVALID_PARAMETER (NULL; a dwVersion that is not there),
// SEC_E_NO_CREDENTIALS (Schannel: a certificate that nobody has shown, or asked for).
SECUR32_API SECURITY_STATUS SEC_ENTRY QueryContextAttributesW(PCtxtHandle phContext,
                                                              ULONG ulAttribute, void *pBuffer);
SECUR32_API SECURITY_STATUS SEC_ENTRY QueryContextAttributesA(PCtxtHandle phContext,
                                                              ULONG ulAttribute, void *pBuffer);
SECUR32_API SECURITY_STATUS SEC_ENTRY QueryContextAttributesExW(PCtxtHandle phContext,
                                                                ULONG ulAttribute, void *pBuffer,
                                                                ULONG cbBuffer);
SECUR32_API SECURITY_STATUS SEC_ENTRY QueryContextAttributesExA(PCtxtHandle phContext,
                                                                ULONG ulAttribute, void *pBuffer,
                                                                ULONG cbBuffer);

// Sets an attribute of a context from cbBuffer bytes, which are copied.
// Errors: SEC_E_INVALID_HANDLE, SEC_E_UNSUPPORTED_FUNCTION, SEC_E_INVALID_PARAMETER.
SECUR32_API SECURITY_STATUS SEC_ENTRY SetContextAttributesW(PCtxtHandle phContext,
                                                            ULONG ulAttribute, void *pBuffer,
                                                            ULONG cbBuffer);
SECUR32_API SECURITY_STATUS SEC_ENTRY SetContextAttributesA(PCtxtHandle phContext,
                                                            ULONG ulAttribute, void *pBuffer,
                                                            ULONG cbBuffer);

// ---- Contexts: the client at the server ---------------------------------------------------------

// On Windows: lets the calling thread run as the client.  HERE THE THREAD KEEPS ITS UID AND GID:
// the function answers SEC_E_OK and changes no right whatsoever.  A server that wants to act as the
// user takes the uid from QuerySecurityContextToken and switches by itself, or asks for the switch
// by policy: with SECUR32_IMPERSONATE=1 in the environment the calling thread, and no other, gets
// the effective uid, gid and groups of the account of that name.
// Errors: SEC_E_INVALID_HANDLE, SEC_E_NO_IMPERSONATION (client side, or not established; with the
// policy also: no such account, or the process lacks the right).
SECUR32_API SECURITY_STATUS SEC_ENTRY ImpersonateSecurityContext(PCtxtHandle phContext);

// Ends ImpersonateSecurityContext on the calling thread; without the policy there is nothing to
// end.
// Errors: SEC_E_INVALID_HANDLE, SEC_E_NO_IMPERSONATION (client side, or not established).
SECUR32_API SECURITY_STATUS SEC_ENTRY RevertSecurityContext(PCtxtHandle phContext);

// Gives a handle that carries the authenticated user's name and, where an account of that name
// exists on this machine, its uid: Secur32GetTokenUserName, Secur32GetTokenUid (secext.h).  The
// caller closes it with Secur32CloseHandle (on Windows: CloseHandle); it outlives the context.
// Errors: SEC_E_INVALID_HANDLE, SEC_E_NO_IMPERSONATION (client side, or not established).
SECUR32_API SECURITY_STATUS SEC_ENTRY QuerySecurityContextToken(PCtxtHandle phContext,
                                                                void **Token);

// ---- Contexts: moving to another process --------------------------------------------------------

// Serialises an established context, with its keys and sequence numbers, for another process on
// this machine.  The bytes are as secret as the keys in them.
//   fFlags            SECPKG_CONTEXT_EXPORT_*
//   pPackedContext    out: cbBuffer bytes at pvBuffer (FreeContextBuffer, which wipes them)
//   pToken            out, may be NULL: as QuerySecurityContextToken; NULL at the client
// Errors: SEC_E_INVALID_HANDLE (also: not established), SEC_E_INVALID_PARAMETER (NULL),
// SEC_E_UNSUPPORTED_FUNCTION (an unknown flag, a package that cannot).
SECUR32_API SECURITY_STATUS SEC_ENTRY ExportSecurityContext(PCtxtHandle phContext, ULONG fFlags,
                                                            PSecBuffer pPackedContext,
                                                            void **pToken);

// Makes a context out of what ExportSecurityContext gave; pszPackage must be the same package.
// Token is not needed and not looked at.
// Errors: SEC_E_SECPKG_NOT_FOUND, SEC_E_INVALID_TOKEN (not such a buffer, or another package's).
SECUR32_API SECURITY_STATUS SEC_ENTRY ImportSecurityContextW(LPWSTR pszPackage,
                                                             PSecBuffer pPackedContext, void *Token,
                                                             PCtxtHandle phContext);
SECUR32_API SECURITY_STATUS SEC_ENTRY ImportSecurityContextA(LPSTR pszPackage,
                                                             PSecBuffer pPackedContext, void *Token,
                                                             PCtxtHandle phContext);

// ---- Messages -----------------------------------------------------------------------------------

// Signs a message: one SECBUFFER_TOKEN for the signature (capacity: cbMaxSignature) and one or more
// SECBUFFER_DATA, in any order.  MessageSeqNo counts only in a datagram context; elsewhere the
// context keeps its own count and the argument is ignored.  fQOP: 0.
// Errors: SEC_E_INVALID_HANDLE, SEC_E_INVALID_TOKEN (buffer types), SEC_E_BUFFER_TOO_SMALL,
// SEC_E_QOP_NOT_SUPPORTED, SEC_E_UNSUPPORTED_FUNCTION (the context has no integrity),
// SEC_E_OUT_OF_SEQUENCE (not established), SEC_E_CONTEXT_EXPIRED.
SECUR32_API SECURITY_STATUS SEC_ENTRY MakeSignature(PCtxtHandle phContext, ULONG fQOP,
                                                    PSecBufferDesc pMessage, ULONG MessageSeqNo);

// Verifies what MakeSignature made.  pfQOP, out, may be NULL: 0.
// Errors: as MakeSignature, and SEC_E_MESSAGE_ALTERED, SEC_E_OUT_OF_SEQUENCE.
SECUR32_API SECURITY_STATUS SEC_ENTRY VerifySignature(PCtxtHandle phContext,
                                                      PSecBufferDesc pMessage, ULONG MessageSeqNo,
                                                      ULONG *pfQOP);

// Encrypts in place: one SECBUFFER_TOKEN (capacity: cbSecurityTrailer) and one or more
// SECBUFFER_DATA, in any order.  With SECBUFFER_READONLY_WITH_CHECKSUM a buffer is signed and left
// in clear; with SECBUFFER_READONLY NTLM does the same, as its peers do.  fQOP: 0, or
// SECQOP_WRAP_NO_ENCRYPT: sign only.  MessageSeqNo as MakeSignature.
// Schannel: one SECBUFFER_STREAM_HEADER (cbHeader), one SECBUFFER_STREAM_TRAILER (cbTrailer) and
// one or more SECBUFFER_DATA of at most cbMaximumMessage octets together, SECPKG_ATTR_STREAM_SIZES;
// afterwards cbBuffer says how much of header and trailer is to be sent.  Fastest where the three
// lie behind one another.  fQOP: 0, or SECQOP_WRAP_OOB_DATA: the data is an alert.  One thread may
// encrypt while another decrypts.
// Errors: as MakeSignature; SEC_E_UNSUPPORTED_FUNCTION: the context has no confidentiality. 
// Schannel: SEC_E_INVALID_PARAMETER (too much data), SEC_E_CONTEXT_EXPIRED (after a shutdown).
SECUR32_API SECURITY_STATUS SEC_ENTRY EncryptMessage(PCtxtHandle phContext, ULONG fQOP,
                                                     PSecBufferDesc pMessage, ULONG MessageSeqNo);

// Decrypts in place what EncryptMessage made: TOKEN and DATA, or one SECBUFFER_STREAM with the
// whole message and an empty SECBUFFER_DATA, which afterwards points into the stream.  The payload
// counts only with SEC_E_OK; after a failure the buffers' contents are undefined.  pfQOP, out, may
// be NULL: SECQOP_WRAP_NO_ENCRYPT if the message was signed only.
// Schannel: one SECBUFFER_DATA with what was received and three SECBUFFER_EMPTY, which become, by
// their place, STREAM_HEADER, DATA, STREAM_TRAILER and EXTRA (or EMPTY: nothing follows the
// record).  One record each call; its data may have no length.  SEC_E_INCOMPLETE_MESSAGE: the first
// two become SECBUFFER_MISSING, cbBuffer octets are wanted; nothing has happened. 
// SEC_I_RENEGOTIATE: a handshake message waits for InitializeSecurityContext or
// AcceptSecurityContext, until then the answer is SEC_E_CONTEXT_EXPIRED.  SEC_I_CONTEXT_EXPIRED:
// close_notify.  A record that fails ends reading.
// Errors: as VerifySignature; Schannel: SEC_E_INCOMPLETE_MESSAGE, SEC_E_ILLEGAL_MESSAGE and what
// the peer's alerts become.
SECUR32_API SECURITY_STATUS SEC_ENTRY DecryptMessage(PCtxtHandle phContext, PSecBufferDesc pMessage,
                                                     ULONG MessageSeqNo, ULONG *pfQOP);

// The names that EncryptMessage and DecryptMessage had first; Windows exports them still.
SECUR32_API SECURITY_STATUS SEC_ENTRY SealMessage(PCtxtHandle phContext, ULONG fQOP,
                                                  PSecBufferDesc pMessage, ULONG MessageSeqNo);
SECUR32_API SECURITY_STATUS SEC_ENTRY UnsealMessage(PCtxtHandle phContext, PSecBufferDesc pMessage,
                                                    ULONG MessageSeqNo, ULONG *pfQOP);

// ---- Packages and memory ------------------------------------------------------------------------

// Lists the packages: *ppPackageInfo is an array of *pcPackages elements in one block
// (FreeContextBuffer).
// Errors: SEC_E_INVALID_PARAMETER (NULL).
SECUR32_API SECURITY_STATUS SEC_ENTRY EnumerateSecurityPackagesW(ULONG *pcPackages,
                                                                 PSecPkgInfoW *ppPackageInfo);
SECUR32_API SECURITY_STATUS SEC_ENTRY EnumerateSecurityPackagesA(ULONG *pcPackages,
                                                                 PSecPkgInfoA *ppPackageInfo);

// Describes one package, found by its name in any case of letters (FreeContextBuffer).
// Errors: SEC_E_SECPKG_NOT_FOUND.
SECUR32_API SECURITY_STATUS SEC_ENTRY QuerySecurityPackageInfoW(LPWSTR pszPackageName,
                                                                PSecPkgInfoW *ppPackageInfo);
SECUR32_API SECURITY_STATUS SEC_ENTRY QuerySecurityPackageInfoA(LPSTR pszPackageName,
                                                                PSecPkgInfoA *ppPackageInfo);

// Frees what a function of this library allocated, and wipes it.  NULL does nothing.  Always
// SEC_E_OK; a pointer from elsewhere is undefined behaviour, as with free().
SECUR32_API SECURITY_STATUS SEC_ENTRY FreeContextBuffer(PVOID pvContextBuffer);

// ---- Twins --------------------------------------------------------------------------------------

#define AcquireCredentialsHandle     SECUR32_AW(AcquireCredentialsHandle)
#define AddCredentials               SECUR32_AW(AddCredentials)
#define QueryCredentialsAttributes   SECUR32_AW(QueryCredentialsAttributes)
#define QueryCredentialsAttributesEx SECUR32_AW(QueryCredentialsAttributesEx)
#define SetCredentialsAttributes     SECUR32_AW(SetCredentialsAttributes)
#define ChangeAccountPassword        SECUR32_AW(ChangeAccountPassword)
#define InitializeSecurityContext    SECUR32_AW(InitializeSecurityContext)
#define QueryContextAttributes       SECUR32_AW(QueryContextAttributes)
#define QueryContextAttributesEx     SECUR32_AW(QueryContextAttributesEx)
#define SetContextAttributes         SECUR32_AW(SetContextAttributes)
#define ImportSecurityContext        SECUR32_AW(ImportSecurityContext)
#define EnumerateSecurityPackages    SECUR32_AW(EnumerateSecurityPackages)
#define QuerySecurityPackageInfo     SECUR32_AW(QuerySecurityPackageInfo)

#ifdef __cplusplus
}
#endif

#endif
