// winerror.h: status codes: HRESULT and SECURITY_STATUS (SEC_*, NTE_*, CRYPT_*, CERT_*, TRUST_*),
// Win32 error codes (ERROR_*) and NTSTATUS (STATUS_*), and the thread's last error.
//
// Values: [MS-ERREF] 2.1 to 2.3.  Only what the functions of these headers can answer; the complete
// lists are the specification's.  On Windows STATUS_* are in ntstatus.h, GetLastError in winbase.h.
#ifndef SECUR32_WINERROR_H
#define SECUR32_WINERROR_H

#include <wintypes.h>

#ifdef __cplusplus
extern "C" {
#endif

#define _HRESULT_TYPEDEF_(value) ((HRESULT)(value))

// A code is negative when it tells of a failure.
#define SUCCEEDED(hr) (((HRESULT)(hr)) >= 0)
#define FAILED(hr) (((HRESULT)(hr)) < 0)
#ifndef NT_SUCCESS
#define NT_SUCCESS(status) (((NTSTATUS)(status)) >= 0)
#endif

// ---- The thread's last error --------------------------------------------------------------------

// The ERROR_* code that the last failing function of this library left on the calling thread.
// Functions that answer BOOL or BOOLEAN (GetUserNameEx) report through it; those that answer
// SECURITY_STATUS set it too where it says more: behind SEC_E_LOGON_DENIED it is one of
// ERROR_LOGON_FAILURE, ERROR_ACCOUNT_DISABLED, ERROR_ACCOUNT_EXPIRED, ERROR_ACCOUNT_LOCKED_OUT,
// ERROR_PASSWORD_EXPIRED.
// A success leaves it alone.
//
// Never fails; touches the calling thread only.  Differs from Windows: the value belongs to this
// library, not to the process; another library's function of the same name has its own.
SECUR32_API DWORD WINAPI GetLastError(void);

// Sets the value that GetLastError answers on the calling thread.  Never fails.
SECUR32_API void WINAPI SetLastError(DWORD dwErrCode);

// ---- Successes ----------------------------------------------------------------------------------

#define S_OK          ((HRESULT)0)
#define S_FALSE       ((HRESULT)1)
#define SEC_E_OK      ((HRESULT)0)
#define ERROR_SUCCESS 0
#define NO_ERROR      0

// ---- General failures ---------------------------------------------------------------------------

#define E_NOTIMPL      ((HRESULT)0x80004001)
#define E_POINTER      ((HRESULT)0x80004003)
#define E_FAIL         ((HRESULT)0x80004005)
#define E_UNEXPECTED   ((HRESULT)0x8000FFFF)
#define E_ACCESSDENIED ((HRESULT)0x80070005)
#define E_HANDLE       ((HRESULT)0x80070006)
#define E_OUTOFMEMORY  ((HRESULT)0x8007000E)
#define E_INVALIDARG   ((HRESULT)0x80070057)

// ---- SSPI ---------------------------------------------------------------------------------------

// SEC_E_*: failures.  SEC_I_*: successes that say more (one exception, marked).
#define SEC_E_INSUFFICIENT_MEMORY           ((HRESULT)0x80090300)  // no memory; no room for a token
#define SEC_E_INVALID_HANDLE                ((HRESULT)0x80090301)  // no such credential or context
#define SEC_E_UNSUPPORTED_FUNCTION          ((HRESULT)0x80090302)  // the package cannot do this
#define SEC_E_TARGET_UNKNOWN                ((HRESULT)0x80090303)  // SPN not found / unreachable
#define SEC_E_INTERNAL_ERROR                ((HRESULT)0x80090304)  // something broke
#define SEC_E_SECPKG_NOT_FOUND              ((HRESULT)0x80090305)  // no such package
#define SEC_E_NOT_OWNER                     ((HRESULT)0x80090306)  // not the credential.s owner
#define SEC_E_CANNOT_INSTALL                ((HRESULT)0x80090307)  // the package cannot start
#define SEC_E_INVALID_TOKEN                 ((HRESULT)0x80090308)  // malformed token, wrong buffers
#define SEC_E_CANNOT_PACK                   ((HRESULT)0x80090309)  // cannot marshal logon buffer
#define SEC_E_QOP_NOT_SUPPORTED             ((HRESULT)0x8009030A)  // requested QOP not possible
#define SEC_E_NO_IMPERSONATION              ((HRESULT)0x8009030B)  // the context has no token
#define SEC_E_LOGON_DENIED                  ((HRESULT)0x8009030C)  // authentication failed
#define SEC_E_UNKNOWN_CREDENTIALS           ((HRESULT)0x8009030D)  // supplied creds not recognised
#define SEC_E_NO_CREDENTIALS                ((HRESULT)0x8009030E)  // no creds available
#define SEC_E_MESSAGE_ALTERED               ((HRESULT)0x8009030F)  // MAC/signature failure
#define SEC_E_OUT_OF_SEQUENCE               ((HRESULT)0x80090310)  // wrong order
#define SEC_E_NO_AUTHENTICATING_AUTHORITY   ((HRESULT)0x80090311)  // no KDC/DC reachable
#define SEC_I_CONTINUE_NEEDED               ((HRESULT)0x00090312)  // send token, expect another
#define SEC_I_COMPLETE_NEEDED               ((HRESULT)0x00090313)  // call CompleteAuthToken
#define SEC_I_COMPLETE_AND_CONTINUE         ((HRESULT)0x00090314)  // both of these
#define SEC_I_LOCAL_LOGON                   ((HRESULT)0x00090315)  // logon without network auth
#define SEC_I_GENERIC_EXTENSION_RECEIVED    ((HRESULT)0x00090316)  // a subscribed extension arrived
#define SEC_E_BAD_PKGID                     ((HRESULT)0x80090316)  // package id unknown
#define SEC_E_CONTEXT_EXPIRED               ((HRESULT)0x80090317)  // the context is shut down
#define SEC_I_CONTEXT_EXPIRED               ((HRESULT)0x00090317)  // peer closed (close_notify)
#define SEC_E_INCOMPLETE_MESSAGE            ((HRESULT)0x80090318)  // more input is needed
#define SEC_E_INCOMPLETE_CREDENTIALS        ((HRESULT)0x80090320)  // cannot be verified as they are
#define SEC_E_BUFFER_TOO_SMALL              ((HRESULT)0x80090321)  // output buffer too small
#define SEC_I_INCOMPLETE_CREDENTIALS        ((HRESULT)0x00090320)  // a client certificate is wanted
#define SEC_I_RENEGOTIATE                   ((HRESULT)0x00090321)  // back to the handshake calls
#define SEC_E_WRONG_PRINCIPAL               ((HRESULT)0x80090322)  // target/cert name mismatch
#define SEC_I_NO_LSA_CONTEXT                ((HRESULT)0x00090323)  // no context on the LSA side
#define SEC_E_TIME_SKEW                     ((HRESULT)0x80090324)  // clocks differ
#define SEC_E_UNTRUSTED_ROOT                ((HRESULT)0x80090325)  // chain ends in untrusted CA
#define SEC_E_ILLEGAL_MESSAGE               ((HRESULT)0x80090326)  // unexpected, malformed message
#define SEC_E_CERT_UNKNOWN                  ((HRESULT)0x80090327)  // something in the certificate
#define SEC_E_CERT_EXPIRED                  ((HRESULT)0x80090328)  // cert outside validity
#define SEC_E_ENCRYPT_FAILURE               ((HRESULT)0x80090329)  // encryption failed
#define SEC_E_DECRYPT_FAILURE               ((HRESULT)0x80090330)  // decryption failed
#define SEC_E_ALGORITHM_MISMATCH            ((HRESULT)0x80090331)  // no common algorithm, protocol
#define SEC_E_SECURITY_QOS_FAILED           ((HRESULT)0x80090332)  // cannot meet security QoS
#define SEC_E_UNFINISHED_CONTEXT_DELETED    ((HRESULT)0x80090333)  // deleted half-way
#define SEC_E_NO_TGT_REPLY                  ((HRESULT)0x80090334)  // user-to-user: no TGT from peer
#define SEC_E_NO_IP_ADDRESSES               ((HRESULT)0x80090335)  // no local addresses
#define SEC_E_WRONG_CREDENTIAL_HANDLE       ((HRESULT)0x80090336)  // made with another handle
#define SEC_E_CRYPTO_SYSTEM_INVALID         ((HRESULT)0x80090337)  // CSP/KSP unusable
#define SEC_E_MAX_REFERRALS_EXCEEDED        ((HRESULT)0x80090338)  // Kerberos referral loop
#define SEC_E_MUST_BE_KDC                   ((HRESULT)0x80090339)  // KDC required
#define SEC_E_STRONG_CRYPTO_NOT_SUPPORTED   ((HRESULT)0x8009033A)  // strong crypto not available
#define SEC_E_TOO_MANY_PRINCIPALS           ((HRESULT)0x8009033B)  // KDC reply has several names
#define SEC_E_NO_PA_DATA                    ((HRESULT)0x8009033C)  // PKINIT data missing
#define SEC_E_PKINIT_NAME_MISMATCH          ((HRESULT)0x8009033D)  // cert name != principal
#define SEC_E_SMARTCARD_LOGON_REQUIRED      ((HRESULT)0x8009033E)
#define SEC_E_SHUTDOWN_IN_PROGRESS          ((HRESULT)0x8009033F)
#define SEC_E_KDC_INVALID_REQUEST           ((HRESULT)0x80090340)
#define SEC_E_KDC_UNABLE_TO_REFER           ((HRESULT)0x80090341)
#define SEC_E_KDC_UNKNOWN_ETYPE             ((HRESULT)0x80090342)
#define SEC_E_UNSUPPORTED_PREAUTH           ((HRESULT)0x80090343)
#define SEC_E_DELEGATION_REQUIRED           ((HRESULT)0x80090345)
#define SEC_E_BAD_BINDINGS                  ((HRESULT)0x80090346)  // channel bindings differ
#define SEC_E_MULTIPLE_ACCOUNTS             ((HRESULT)0x80090347)
#define SEC_E_NO_KERB_KEY                   ((HRESULT)0x80090348)
#define SEC_E_CERT_WRONG_USAGE              ((HRESULT)0x80090349)  // EKU/KU does not allow the role
#define SEC_E_DOWNGRADE_DETECTED            ((HRESULT)0x80090350)  // the negotiation was weakened
#define SEC_E_SMARTCARD_CERT_REVOKED        ((HRESULT)0x80090351)
#define SEC_E_ISSUING_CA_UNTRUSTED          ((HRESULT)0x80090352)
#define SEC_E_REVOCATION_OFFLINE_C          ((HRESULT)0x80090353)
#define SEC_E_PKINIT_CLIENT_FAILURE         ((HRESULT)0x80090354)
#define SEC_E_SMARTCARD_CERT_EXPIRED        ((HRESULT)0x80090355)
#define SEC_E_NO_S4U_PROT_SUPPORT           ((HRESULT)0x80090356)
#define SEC_E_CROSSREALM_DELEGATION_FAILURE ((HRESULT)0x80090357)
#define SEC_E_REVOCATION_OFFLINE_KDC        ((HRESULT)0x80090358)
#define SEC_E_ISSUING_CA_UNTRUSTED_KDC      ((HRESULT)0x80090359)
#define SEC_E_KDC_CERT_EXPIRED              ((HRESULT)0x8009035A)
#define SEC_E_KDC_CERT_REVOKED              ((HRESULT)0x8009035B)
#define SEC_I_SIGNATURE_NEEDED              ((HRESULT)0x0009035C)  // the application is to sign
#define SEC_E_INVALID_PARAMETER             ((HRESULT)0x8009035D)
#define SEC_E_DELEGATION_POLICY             ((HRESULT)0x8009035E)  // policy forbids delegation
#define SEC_E_POLICY_NLTM_ONLY              ((HRESULT)0x8009035F)  // (sic) NTLM alone does not do
#define SEC_I_NO_RENEGOTIATION              ((HRESULT)0x00090360)  // peer refused renegotiation
#define SEC_E_NO_CONTEXT                    ((HRESULT)0x80090361)  // kernel: no context
#define SEC_E_PKU2U_CERT_FAILURE            ((HRESULT)0x80090362)
#define SEC_E_MUTUAL_AUTH_FAILED            ((HRESULT)0x80090363)  // the server proved nothing
#define SEC_I_MESSAGE_FRAGMENT              ((HRESULT)0x00090364)  // DTLS: call again for the rest
#define SEC_E_ONLY_HTTPS_ALLOWED            ((HRESULT)0x80090365)
#define SEC_I_CONTINUE_NEEDED_MESSAGE_OK    ((HRESULT)0x00090366)  // and messages may be sent
#define SEC_E_APPLICATION_PROTOCOL_MISMATCH ((HRESULT)0x80090367)  // no common ALPN
#define SEC_I_ASYNC_CALL_PENDING            ((HRESULT)0x00090368)  // kernel async
#define SEC_E_INVALID_UPN_NAME              ((HRESULT)0x80090369)
#define SEC_E_EXT_BUFFER_TOO_SMALL          ((HRESULT)0x8009036A)  // the structure is too small
#define SEC_E_INSUFFICIENT_BUFFERS          ((HRESULT)0x8009036B)  // too few SecBuffers
#define SEC_I_INVALID_SESSION_STATE         ((HRESULT)0x8009036C)  // a failure in spite of its name
#define SEC_E_NO_SPM                        SEC_E_INTERNAL_ERROR
#define SEC_E_NOT_SUPPORTED                 SEC_E_UNSUPPORTED_FUNCTION

// ---- Keys and cryptography (CryptoAPI, CNG) -----------------------------------------------------

#define NTE_BAD_UID                   ((HRESULT)0x80090001)
#define NTE_BAD_HASH                  ((HRESULT)0x80090002)
#define NTE_BAD_KEY                   ((HRESULT)0x80090003)
#define NTE_BAD_LEN                   ((HRESULT)0x80090004)
#define NTE_BAD_DATA                  ((HRESULT)0x80090005)
#define NTE_BAD_SIGNATURE             ((HRESULT)0x80090006)
#define NTE_BAD_VER                   ((HRESULT)0x80090007)
#define NTE_BAD_ALGID                 ((HRESULT)0x80090008)
#define NTE_BAD_FLAGS                 ((HRESULT)0x80090009)
#define NTE_BAD_TYPE                  ((HRESULT)0x8009000A)
#define NTE_BAD_KEY_STATE             ((HRESULT)0x8009000B)
#define NTE_BAD_HASH_STATE            ((HRESULT)0x8009000C)
#define NTE_NO_KEY                    ((HRESULT)0x8009000D)
#define NTE_NO_MEMORY                 ((HRESULT)0x8009000E)
#define NTE_EXISTS                    ((HRESULT)0x8009000F)
#define NTE_PERM                      ((HRESULT)0x80090010)
#define NTE_NOT_FOUND                 ((HRESULT)0x80090011)
#define NTE_DOUBLE_ENCRYPT            ((HRESULT)0x80090012)
#define NTE_BAD_PROVIDER              ((HRESULT)0x80090013)
#define NTE_BAD_PROV_TYPE             ((HRESULT)0x80090014)
#define NTE_BAD_PUBLIC_KEY            ((HRESULT)0x80090015)
#define NTE_BAD_KEYSET                ((HRESULT)0x80090016)
#define NTE_PROV_TYPE_NOT_DEF         ((HRESULT)0x80090017)
#define NTE_PROV_TYPE_ENTRY_BAD       ((HRESULT)0x80090018)
#define NTE_KEYSET_NOT_DEF            ((HRESULT)0x80090019)
#define NTE_KEYSET_ENTRY_BAD          ((HRESULT)0x8009001A)
#define NTE_PROV_TYPE_NO_MATCH        ((HRESULT)0x8009001B)
#define NTE_SIGNATURE_FILE_BAD        ((HRESULT)0x8009001C)
#define NTE_PROVIDER_DLL_FAIL         ((HRESULT)0x8009001D)
#define NTE_PROV_DLL_NOT_FOUND        ((HRESULT)0x8009001E)
#define NTE_BAD_KEYSET_PARAM          ((HRESULT)0x8009001F)
#define NTE_FAIL                      ((HRESULT)0x80090020)
#define NTE_SYS_ERR                   ((HRESULT)0x80090021)
#define NTE_SILENT_CONTEXT            ((HRESULT)0x80090022)
#define NTE_TOKEN_KEYSET_STORAGE_FULL ((HRESULT)0x80090023)
#define NTE_TEMPORARY_PROFILE         ((HRESULT)0x80090024)
#define NTE_FIXEDPARAMETER            ((HRESULT)0x80090025)
#define NTE_INVALID_HANDLE            ((HRESULT)0x80090026)
#define NTE_INVALID_PARAMETER         ((HRESULT)0x80090027)
#define NTE_BUFFER_TOO_SMALL          ((HRESULT)0x80090028)
#define NTE_NOT_SUPPORTED             ((HRESULT)0x80090029)
#define NTE_NO_MORE_ITEMS             ((HRESULT)0x8009002A)
#define NTE_BUFFERS_OVERLAP           ((HRESULT)0x8009002B)
#define NTE_DECRYPTION_FAILURE        ((HRESULT)0x8009002C)
#define NTE_INTERNAL_ERROR            ((HRESULT)0x8009002D)
#define NTE_UI_REQUIRED               ((HRESULT)0x8009002E)
#define NTE_HMAC_NOT_SUPPORTED        ((HRESULT)0x8009002F)
#define NTE_DEVICE_NOT_READY          ((HRESULT)0x80090030)
#define NTE_AUTHENTICATION_IGNORED    ((HRESULT)0x80090031)
#define NTE_VALIDATION_FAILED         ((HRESULT)0x80090032)
#define NTE_INCORRECT_PASSWORD        ((HRESULT)0x80090033)
#define NTE_ENCRYPTION_FAILURE        ((HRESULT)0x80090034)
#define NTE_DEVICE_NOT_FOUND          ((HRESULT)0x80090035)
#define NTE_USER_CANCELLED            ((HRESULT)0x80090036)
#define NTE_PASSWORD_CHANGE_REQUIRED  ((HRESULT)0x80090037)
#define NTE_NOT_ACTIVE_CONSOLE        ((HRESULT)0x80090038)
#define NTE_VBS_UNAVAILABLE           ((HRESULT)0x80090039)
#define NTE_VBS_CANNOT_DECRYPT_KEY    ((HRESULT)0x8009003A)

// ---- Messages, certificates, stores -------------------------------------------------------------

#define CRYPT_E_MSG_ERROR                       ((HRESULT)0x80091001)
#define CRYPT_E_UNKNOWN_ALGO                    ((HRESULT)0x80091002)
#define CRYPT_E_OID_FORMAT                      ((HRESULT)0x80091003)
#define CRYPT_E_INVALID_MSG_TYPE                ((HRESULT)0x80091004)
#define CRYPT_E_UNEXPECTED_ENCODING             ((HRESULT)0x80091005)
#define CRYPT_E_AUTH_ATTR_MISSING               ((HRESULT)0x80091006)
#define CRYPT_E_HASH_VALUE                      ((HRESULT)0x80091007)
#define CRYPT_E_INVALID_INDEX                   ((HRESULT)0x80091008)
#define CRYPT_E_ALREADY_DECRYPTED               ((HRESULT)0x80091009)
#define CRYPT_E_NOT_DECRYPTED                   ((HRESULT)0x8009100A)
#define CRYPT_E_RECIPIENT_NOT_FOUND             ((HRESULT)0x8009100B)
#define CRYPT_E_CONTROL_TYPE                    ((HRESULT)0x8009100C)
#define CRYPT_E_ISSUER_SERIALNUMBER             ((HRESULT)0x8009100D)
#define CRYPT_E_SIGNER_NOT_FOUND                ((HRESULT)0x8009100E)
#define CRYPT_E_ATTRIBUTES_MISSING              ((HRESULT)0x8009100F)
#define CRYPT_E_STREAM_MSG_NOT_READY            ((HRESULT)0x80091010)
#define CRYPT_E_STREAM_INSUFFICIENT_DATA        ((HRESULT)0x80091011)
#define CRYPT_I_NEW_PROTECTION_REQUIRED         ((HRESULT)0x00091012)
#define CRYPT_E_BAD_LEN                         ((HRESULT)0x80092001)
#define CRYPT_E_BAD_ENCODE                      ((HRESULT)0x80092002)
#define CRYPT_E_FILE_ERROR                      ((HRESULT)0x80092003)
#define CRYPT_E_NOT_FOUND                       ((HRESULT)0x80092004)
#define CRYPT_E_EXISTS                          ((HRESULT)0x80092005)
#define CRYPT_E_NO_PROVIDER                     ((HRESULT)0x80092006)
#define CRYPT_E_SELF_SIGNED                     ((HRESULT)0x80092007)
#define CRYPT_E_DELETED_PREV                    ((HRESULT)0x80092008)
#define CRYPT_E_NO_MATCH                        ((HRESULT)0x80092009)
#define CRYPT_E_UNEXPECTED_MSG_TYPE             ((HRESULT)0x8009200A)
#define CRYPT_E_NO_KEY_PROPERTY                 ((HRESULT)0x8009200B)
#define CRYPT_E_NO_DECRYPT_CERT                 ((HRESULT)0x8009200C)
#define CRYPT_E_BAD_MSG                         ((HRESULT)0x8009200D)
#define CRYPT_E_NO_SIGNER                       ((HRESULT)0x8009200E)
#define CRYPT_E_PENDING_CLOSE                   ((HRESULT)0x8009200F)
#define CRYPT_E_REVOKED                         ((HRESULT)0x80092010)
#define CRYPT_E_NO_REVOCATION_DLL               ((HRESULT)0x80092011)
#define CRYPT_E_NO_REVOCATION_CHECK             ((HRESULT)0x80092012)
#define CRYPT_E_REVOCATION_OFFLINE              ((HRESULT)0x80092013)
#define CRYPT_E_NOT_IN_REVOCATION_DATABASE      ((HRESULT)0x80092014)
#define CRYPT_E_INVALID_NUMERIC_STRING          ((HRESULT)0x80092020)
#define CRYPT_E_INVALID_PRINTABLE_STRING        ((HRESULT)0x80092021)
#define CRYPT_E_INVALID_IA5_STRING              ((HRESULT)0x80092022)
#define CRYPT_E_INVALID_X500_STRING             ((HRESULT)0x80092023)
#define CRYPT_E_NOT_CHAR_STRING                 ((HRESULT)0x80092024)
#define CRYPT_E_FILERESIZED                     ((HRESULT)0x80092025)
#define CRYPT_E_SECURITY_SETTINGS               ((HRESULT)0x80092026)
#define CRYPT_E_NO_VERIFY_USAGE_DLL             ((HRESULT)0x80092027)
#define CRYPT_E_NO_VERIFY_USAGE_CHECK           ((HRESULT)0x80092028)
#define CRYPT_E_VERIFY_USAGE_OFFLINE            ((HRESULT)0x80092029)
#define CRYPT_E_NOT_IN_CTL                      ((HRESULT)0x8009202A)
#define CRYPT_E_NO_TRUSTED_SIGNER               ((HRESULT)0x8009202B)
#define CRYPT_E_MISSING_PUBKEY_PARA             ((HRESULT)0x8009202C)
#define CRYPT_E_OBJECT_LOCATOR_OBJECT_NOT_FOUND ((HRESULT)0x8009202D)
#define CRYPT_E_OSS_ERROR                       ((HRESULT)0x80093000)
#define CRYPT_E_ASN1_ERROR                      ((HRESULT)0x80093100)
#define CRYPT_E_ASN1_INTERNAL                   ((HRESULT)0x80093101)
#define CRYPT_E_ASN1_EOD                        ((HRESULT)0x80093102)
#define CRYPT_E_ASN1_CORRUPT                    ((HRESULT)0x80093103)
#define CRYPT_E_ASN1_LARGE                      ((HRESULT)0x80093104)
#define CRYPT_E_ASN1_CONSTRAINT                 ((HRESULT)0x80093105)
#define CRYPT_E_ASN1_MEMORY                     ((HRESULT)0x80093106)
#define CRYPT_E_ASN1_OVERFLOW                   ((HRESULT)0x80093107)
#define CRYPT_E_ASN1_BADPDU                     ((HRESULT)0x80093108)
#define CRYPT_E_ASN1_BADARGS                    ((HRESULT)0x80093109)
#define CRYPT_E_ASN1_BADREAL                    ((HRESULT)0x8009310A)
#define CRYPT_E_ASN1_BADTAG                     ((HRESULT)0x8009310B)
#define CRYPT_E_ASN1_CHOICE                     ((HRESULT)0x8009310C)
#define CRYPT_E_ASN1_RULE                       ((HRESULT)0x8009310D)
#define CRYPT_E_ASN1_UTF8                       ((HRESULT)0x8009310E)
#define CRYPT_E_ASN1_PDU_TYPE                   ((HRESULT)0x80093133)
#define CRYPT_E_ASN1_NYI                        ((HRESULT)0x80093134)
#define CRYPT_E_ASN1_EXTENDED                   ((HRESULT)0x80093201)
#define CRYPT_E_ASN1_NOEOD                      ((HRESULT)0x80093202)

// ---- Certificate chains -------------------------------------------------------------------------

#define CERT_E_EXPIRED               ((HRESULT)0x800B0101)
#define CERT_E_VALIDITYPERIODNESTING ((HRESULT)0x800B0102)
#define CERT_E_ROLE                  ((HRESULT)0x800B0103)
#define CERT_E_PATHLENCONST          ((HRESULT)0x800B0104)
#define CERT_E_CRITICAL              ((HRESULT)0x800B0105)
#define CERT_E_PURPOSE               ((HRESULT)0x800B0106)
#define CERT_E_ISSUERCHAINING        ((HRESULT)0x800B0107)
#define CERT_E_MALFORMED             ((HRESULT)0x800B0108)
#define CERT_E_UNTRUSTEDROOT         ((HRESULT)0x800B0109)
#define CERT_E_CHAINING              ((HRESULT)0x800B010A)
#define CERT_E_REVOKED               ((HRESULT)0x800B010C)
#define CERT_E_UNTRUSTEDTESTROOT     ((HRESULT)0x800B010D)
#define CERT_E_REVOCATION_FAILURE    ((HRESULT)0x800B010E)
#define CERT_E_CN_NO_MATCH           ((HRESULT)0x800B010F)
#define CERT_E_WRONG_USAGE           ((HRESULT)0x800B0110)
#define CERT_E_UNTRUSTEDCA           ((HRESULT)0x800B0112)
#define CERT_E_INVALID_POLICY        ((HRESULT)0x800B0113)
#define CERT_E_INVALID_NAME          ((HRESULT)0x800B0114)

// ---- Trust --------------------------------------------------------------------------------------

#define TRUST_E_SYSTEM_ERROR         ((HRESULT)0x80096001)
#define TRUST_E_NO_SIGNER_CERT       ((HRESULT)0x80096002)
#define TRUST_E_COUNTER_SIGNER       ((HRESULT)0x80096003)
#define TRUST_E_CERT_SIGNATURE       ((HRESULT)0x80096004)
#define TRUST_E_TIME_STAMP           ((HRESULT)0x80096005)
#define TRUST_E_BAD_DIGEST           ((HRESULT)0x80096010)
#define TRUST_E_MALFORMED_SIGNATURE  ((HRESULT)0x80096011)
#define TRUST_E_BASIC_CONSTRAINTS    ((HRESULT)0x80096019)
#define TRUST_E_FINANCIAL_CRITERIA   ((HRESULT)0x8009601E)
#define TRUST_E_PROVIDER_UNKNOWN     ((HRESULT)0x800B0001)
#define TRUST_E_ACTION_UNKNOWN       ((HRESULT)0x800B0002)
#define TRUST_E_SUBJECT_FORM_UNKNOWN ((HRESULT)0x800B0003)
#define TRUST_E_SUBJECT_NOT_TRUSTED  ((HRESULT)0x800B0004)
#define TRUST_E_NOSIGNATURE          ((HRESULT)0x800B0100)
#define TRUST_E_FAIL                 ((HRESULT)0x800B010B)
#define TRUST_E_EXPLICIT_DISTRUST    ((HRESULT)0x800B0111)

// ---- Win32 error codes --------------------------------------------------------------------------

#define ERROR_INVALID_FUNCTION        1
#define ERROR_FILE_NOT_FOUND          2
#define ERROR_PATH_NOT_FOUND          3
#define ERROR_ACCESS_DENIED           5
#define ERROR_INVALID_HANDLE          6
#define ERROR_NOT_ENOUGH_MEMORY       8
#define ERROR_INVALID_DATA            13
#define ERROR_OUTOFMEMORY             14
#define ERROR_GEN_FAILURE             31
#define ERROR_NOT_SUPPORTED           50
#define ERROR_DUP_NAME                52
#define ERROR_FILE_EXISTS             80
#define ERROR_INVALID_PASSWORD        86
#define ERROR_INVALID_PARAMETER       87
#define ERROR_CALL_NOT_IMPLEMENTED    120
#define ERROR_INSUFFICIENT_BUFFER     122
#define ERROR_INVALID_NAME            123
#define ERROR_BUSY                    170
#define ERROR_ALREADY_EXISTS          183
#define ERROR_MORE_DATA               234
#define ERROR_NO_MORE_ITEMS           259
#define ERROR_NOT_OWNER               288
#define ERROR_MR_MID_NOT_FOUND        317
#define ERROR_INVALID_FLAGS           1004
#define ERROR_NO_TOKEN                1008
#define ERROR_END_OF_MEDIA            1100
#define ERROR_NOT_FOUND               1168
#define ERROR_CANCELLED               1223
#define ERROR_SOME_NOT_MAPPED         1301
#define ERROR_NO_IMPERSONATION_TOKEN  1309
#define ERROR_NO_LOGON_SERVERS        1311
#define ERROR_NO_SUCH_LOGON_SESSION   1312
#define ERROR_NO_SUCH_PRIVILEGE       1313
#define ERROR_PRIVILEGE_NOT_HELD      1314
#define ERROR_INVALID_ACCOUNT_NAME    1315
#define ERROR_USER_EXISTS             1316
#define ERROR_NO_SUCH_USER            1317
#define ERROR_WRONG_PASSWORD          1323
#define ERROR_ILL_FORMED_PASSWORD     1324
#define ERROR_PASSWORD_RESTRICTION    1325
#define ERROR_LOGON_FAILURE           1326
#define ERROR_ACCOUNT_RESTRICTION     1327
#define ERROR_INVALID_LOGON_HOURS     1328
#define ERROR_INVALID_WORKSTATION     1329
#define ERROR_PASSWORD_EXPIRED        1330
#define ERROR_ACCOUNT_DISABLED        1331
#define ERROR_NONE_MAPPED             1332
#define ERROR_CANT_ACCESS_DOMAIN_INFO 1351
#define ERROR_INVALID_SERVER_STATE    1352
#define ERROR_NO_SUCH_DOMAIN          1355
#define ERROR_INTERNAL_ERROR          1359
#define ERROR_NO_SUCH_PACKAGE         1364
#define ERROR_NO_SUCH_ALIAS           1376
#define ERROR_LOGON_NOT_GRANTED       1380
#define ERROR_LOGON_TYPE_NOT_GRANTED  1385
#define ERROR_TIME_SKEW               1398
#define ERROR_NO_SYSTEM_RESOURCES     1450
#define ERROR_ACCOUNT_EXPIRED         1793
#define ERROR_PASSWORD_MUST_CHANGE    1907
#define ERROR_ACCOUNT_LOCKED_OUT      1909

// ---- NTSTATUS -----------------------------------------------------------------------------------

#define STATUS_SUCCESS                ((NTSTATUS)0x00000000)
#define STATUS_SOME_NOT_MAPPED        ((NTSTATUS)0x00000107)
#define STATUS_BUFFER_OVERFLOW        ((NTSTATUS)0x80000005)
#define STATUS_NO_MORE_ENTRIES        ((NTSTATUS)0x8000001A)
#define STATUS_UNSUCCESSFUL           ((NTSTATUS)0xC0000001)
#define STATUS_NOT_IMPLEMENTED        ((NTSTATUS)0xC0000002)
#define STATUS_INVALID_INFO_CLASS     ((NTSTATUS)0xC0000003)
#define STATUS_INVALID_HANDLE         ((NTSTATUS)0xC0000008)
#define STATUS_INVALID_PARAMETER      ((NTSTATUS)0xC000000D)
#define STATUS_NO_MEMORY              ((NTSTATUS)0xC0000017)
#define STATUS_ACCESS_DENIED          ((NTSTATUS)0xC0000022)
#define STATUS_BUFFER_TOO_SMALL       ((NTSTATUS)0xC0000023)
#define STATUS_OBJECT_NAME_NOT_FOUND  ((NTSTATUS)0xC0000034)
#define STATUS_NO_LOGON_SERVERS       ((NTSTATUS)0xC000005E)
#define STATUS_NO_SUCH_LOGON_SESSION  ((NTSTATUS)0xC000005F)
#define STATUS_NO_SUCH_PRIVILEGE      ((NTSTATUS)0xC0000060)
#define STATUS_PRIVILEGE_NOT_HELD     ((NTSTATUS)0xC0000061)
#define STATUS_INVALID_ACCOUNT_NAME   ((NTSTATUS)0xC0000062)
#define STATUS_NO_SUCH_USER           ((NTSTATUS)0xC0000064)
#define STATUS_WRONG_PASSWORD         ((NTSTATUS)0xC000006A)
#define STATUS_ILL_FORMED_PASSWORD    ((NTSTATUS)0xC000006B)
#define STATUS_PASSWORD_RESTRICTION   ((NTSTATUS)0xC000006C)
#define STATUS_LOGON_FAILURE          ((NTSTATUS)0xC000006D)
#define STATUS_ACCOUNT_RESTRICTION    ((NTSTATUS)0xC000006E)
#define STATUS_INVALID_LOGON_HOURS    ((NTSTATUS)0xC000006F)
#define STATUS_INVALID_WORKSTATION    ((NTSTATUS)0xC0000070)
#define STATUS_PASSWORD_EXPIRED       ((NTSTATUS)0xC0000071)
#define STATUS_ACCOUNT_DISABLED       ((NTSTATUS)0xC0000072)
#define STATUS_NONE_MAPPED            ((NTSTATUS)0xC0000073)
#define STATUS_INSUFFICIENT_RESOURCES ((NTSTATUS)0xC000009A)
#define STATUS_NOT_SUPPORTED          ((NTSTATUS)0xC00000BB)
#define STATUS_INVALID_SERVER_STATE   ((NTSTATUS)0xC00000DC)
#define STATUS_NO_SUCH_DOMAIN         ((NTSTATUS)0xC00000DF)
#define STATUS_INTERNAL_ERROR         ((NTSTATUS)0xC00000E5)
#define STATUS_NO_SUCH_PACKAGE        ((NTSTATUS)0xC00000FE)
#define STATUS_TIME_DIFFERENCE_AT_DC  ((NTSTATUS)0xC0000133)
#define STATUS_LOGON_TYPE_NOT_GRANTED ((NTSTATUS)0xC000015B)
#define STATUS_ACCOUNT_EXPIRED        ((NTSTATUS)0xC0000193)
#define STATUS_PASSWORD_MUST_CHANGE   ((NTSTATUS)0xC0000224)
#define STATUS_NOT_FOUND              ((NTSTATUS)0xC0000225)
#define STATUS_ACCOUNT_LOCKED_OUT     ((NTSTATUS)0xC0000234)
#define STATUS_BAD_BINDINGS           ((NTSTATUS)0xC000035B)
#define STATUS_DOWNGRADE_DETECTED     ((NTSTATUS)0xC0000388)
#define STATUS_INVALID_SIGNATURE      ((NTSTATUS)0xC000A000)

#ifdef __cplusplus
}
#endif

#endif
