// schannel_functions.h: what Windows' schannel.dll exports beside SSPI: a look into a ClientHello
// before anybody answers it, certificates taken apart, the session cache.
//
// A part of schannel.h.  Any function may be called on any thread.  On Windows there is no import
// library for most of them: programs ask GetProcAddress.  Here they are exported like all others.
#ifndef SECUR32_SCHANNEL_FUNCTIONS_H
#define SECUR32_SCHANNEL_FUNCTIONS_H

#include <schannel.h>

#ifdef __cplusplus
extern "C" {
#endif

// ---- Before a handshake -------------------------------------------------------------------------

// The host that a client asks for (server_name, RFC 6066 3), so that a server knows which credential
// to take, or a balancer whom to pass the connection on to.
//   ClientHello         the first octets of a connection: the record with the ClientHello, whole;
//                       what stands behind it is not looked at
//   ClientHelloSize     in octets
//   ServerIdentity      out: where the name begins, inside ClientHello; no NUL ends it, its letters
//                       are as the client sent them.  NULL when the client names no host.
//   ServerIdentitySize  out: its length in octets; 0 when the client names no host
//   Flags               0
// Errors: SEC_E_INVALID_PARAMETER (a NULL pointer, Flags), SEC_E_INCOMPLETE_MESSAGE (the record is
// not all there), SEC_E_INVALID_TOKEN (no record of TLS, or no ClientHello in it),
// SEC_E_ILLEGAL_MESSAGE (a malformed ClientHello), SEC_E_UNSUPPORTED_FUNCTION (a ClientHello in
// several records: no pointer can show what lies in pieces).
typedef SECURITY_STATUS(WINAPI *SslGetServerIdentityFn)(PBYTE ClientHello, DWORD ClientHelloSize,
                                                        PBYTE *ServerIdentity,
                                                        PDWORD ServerIdentitySize, DWORD Flags);
SECUR32_API SECURITY_STATUS WINAPI SslGetServerIdentity(PBYTE ClientHello, DWORD ClientHelloSize,
                                                        PBYTE *ServerIdentity,
                                                        PDWORD ServerIdentitySize, DWORD Flags);

// Extensions of a ClientHello by their types.
//   clientHello             as above; with SCH_NO_RECORD_HEADER the handshake message alone
//   clientHelloByteSize     in octets
//   genericExtensions       in: each element's ExtensionType.  Out: pExtData, inside clientHello, and
//                           cbExtData; NULL and 0 for one that the client did not send.
//   genericExtensionsCount  number of elements
//   bytesToRead             out: with SEC_E_INCOMPLETE_MESSAGE how many octets are missing, of the
//                           record's header first, then of the rest; else 0
//   flags                   SCH_EXTENSIONS_OPTIONS_NONE or SCH_NO_RECORD_HEADER
// Errors: as SslGetServerIdentity.
typedef SECURITY_STATUS(WINAPI *SslGetExtensionsFn)(const BYTE *clientHello,
                                                    DWORD clientHelloByteSize,
                                                    SCH_EXTENSION_DATA *genericExtensions,
                                                    BYTE genericExtensionsCount,
                                                    DWORD *bytesToRead,
                                                    SchGetExtensionsOptions flags);
SECUR32_API SECURITY_STATUS WINAPI SslGetExtensions(const BYTE *clientHello,
                                                    DWORD clientHelloByteSize,
                                                    SCH_EXTENSION_DATA *genericExtensions,
                                                    BYTE genericExtensionsCount,
                                                    DWORD *bytesToRead,
                                                    SchGetExtensionsOptions flags);

// ---- Certificates -------------------------------------------------------------------------------

#define SSL_CRACK_CERTIFICATE_NAME SECUR32_TEXT("SslCrackCertificate")
#define SSL_FREE_CERTIFICATE_NAME  SECUR32_TEXT("SslFreeCertificate")

// Takes a certificate apart; CertCreateCertificateContext knows more.
//   pbCertificate, cbCertificate  a certificate in DER
//   dwFlags                       not looked at
//   ppCertificate                 out: SslFreeCertificate.  SerialNumber has the 16 octets of least
//                                 value, the least first; pszIssuer and pszSubject are as
//                                 CertNameToStr(CERT_X500_NAME_STR) writes them; Type of the public
//                                 key is its ALG_ID, its octets are subjectPublicKey's.
// Returns FALSE with GetLastError(): ERROR_INVALID_PARAMETER (NULL), CRYPT_E_ASN1_* (no
// certificate).
SECUR32_API BOOL WINAPI SslCrackCertificate(PUCHAR pbCertificate, DWORD cbCertificate,
                                            DWORD dwFlags, PX509Certificate *ppCertificate);
// NULL is fine.
SECUR32_API VOID WINAPI SslFreeCertificate(PX509Certificate pCertificate);
typedef BOOL(WINAPI *SSL_CRACK_CERTIFICATE_FN)(PUCHAR pbCertificate, DWORD cbCertificate,
                                               BOOL VerifySignature,
                                               PX509Certificate *ppCertificate);
typedef VOID(WINAPI *SSL_FREE_CERTIFICATE_FN)(PX509Certificate pCertificate);

// The first certificate of a serialized store, with the store behind it (hCertStore), where its
// issuers are found.
//   SerializedCertificateStore  what CertSaveStore writes with CERT_STORE_SAVE_AS_STORE
//   ppCertContext               out: CertFreeCertificateContext
// Errors: SEC_E_INVALID_PARAMETER (NULL), SEC_E_INVALID_TOKEN (no serialized store),
// SEC_E_NO_CREDENTIALS (no certificate in it).
SECUR32_API SECURITY_STATUS WINAPI SslDeserializeCertificateStore(
    CERT_BLOB SerializedCertificateStore, PCCERT_CONTEXT *ppCertContext);

// ---- The rest -----------------------------------------------------------------------------------

// Forgets sessions that could be resumed: with the server pszTargetName, or, NULL, all of this
// process.  dwFlags is not looked at.  Returns TRUE.  No session is resumed yet, so that there is
// nothing to forget.
typedef BOOL (*SSL_EMPTY_CACHE_FN_A)(LPSTR pszTargetName, DWORD dwFlags);
SECUR32_API BOOL WINAPI SslEmptyCacheA(LPSTR pszTargetName, DWORD dwFlags);
typedef BOOL (*SSL_EMPTY_CACHE_FN_W)(LPWSTR pszTargetName, DWORD dwFlags);
SECUR32_API BOOL WINAPI SslEmptyCacheW(LPWSTR pszTargetName, DWORD dwFlags);
#define SSL_EMPTY_CACHE_FN SECUR32_UAW(SSL_EMPTY_CACHE_FN)
#define SslEmptyCache      SECUR32_AW(SslEmptyCache)

// Fills pRandomData with cRandomData random octets (not bits).
SECUR32_API VOID WINAPI SslGenerateRandomBits(PUCHAR pRandomData, LONG cRandomData);

// The longest RSA key, in bits, that a certificate of TLS may have: 16384.  Reserved is not looked
// at.
SECUR32_API DWORD WINAPI SslGetMaximumKeySize(DWORD Reserved);

// Not here: FALSE, GetLastError() NTE_NOT_SUPPORTED.  CertCreateSelfSignCertificate and
// secur32-certs make keys; a server's issuers are the roots of its credential.
SECUR32_API BOOL WINAPI SslGenerateKeyPair(PSSL_CREDENTIAL_CERTIFICATE pCerts, PSTR pszDN,
                                           PSTR pszPassword, DWORD Bits);
SECUR32_API BOOL WINAPI SslGetDefaultIssuers(PBYTE pbIssuers, DWORD *pcbIssuers);

#ifdef __cplusplus
}
#endif

#endif
