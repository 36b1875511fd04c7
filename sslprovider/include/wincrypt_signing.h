// wincrypt_signing.h: keys of certificates, and signatures of and over certificates.
//
// A part of wincrypt.h.  Any function may be called on any thread.  Where a function takes an
// HCRYPTPROV_OR_NCRYPT_KEY_HANDLE, which of the two it is is told by the handle; dwKeySpec is
// looked at for an HCRYPTPROV (0 is AT_KEYEXCHANGE).  dwCertEncodingType contains
// X509_ASN_ENCODING.
//
// Errors of all of them, as GetLastError() says them:
//   E_INVALIDARG        NULL where something is due, an unknown flag, another encoding, a handle that
//                       is none
//   E_OUTOFMEMORY
//   NTE_BAD_ALGID       an algorithm that is not here
//   NTE_BAD_PUBLIC_KEY  numbers that cannot be a key
//   CRYPT_E_ASN1_CORRUPT   octets that are not what they should be in DER
//   ERROR_MORE_DATA     a buffer is too small; the size is told
// A success leaves the last error alone.
#ifndef SECUR32_WINCRYPT_SIGNING_H
#define SECUR32_WINCRYPT_SIGNING_H

#include <bcrypt.h>
#include <wincrypt_certs.h>
#include <wincrypt_chains.h>

#ifdef __cplusplus
extern "C" {
#endif

// ---- Private keys of certificates ---------------------------------------------------------------

// Opens the private key of a certificate: the one that CERT_KEY_CONTEXT_PROP_ID holds, or the one
// that CERT_KEY_PROV_INFO_PROP_ID names.
//   dwFlags
//     CRYPT_ACQUIRE_CACHE_FLAG           the handle is kept with the certificate, and freed with it
//     CRYPT_ACQUIRE_USE_PROV_INFO_FLAG   the same where the dwFlags of the CRYPT_KEY_PROV_INFO have
//                                        CERT_SET_KEY_CONTEXT_PROP_ID
//     CRYPT_ACQUIRE_COMPARE_KEY_FLAG     the key must be the certificate's
//     CRYPT_ACQUIRE_NO_HEALING           without it, a certificate that names no key gets the name of
//                                        the one that CryptFindCertificateKeyProvInfo finds
//     CRYPT_ACQUIRE_SILENT_FLAG          nobody is ever asked
//     CRYPT_ACQUIRE_ALLOW_NCRYPT_KEY_FLAG, CRYPT_ACQUIRE_PREFER_NCRYPT_KEY_FLAG   keys of the CNG
//                                        storage too
//     CRYPT_ACQUIRE_ONLY_NCRYPT_KEY_FLAG   only those.  A named container of the CryptoAPI is no CNG
//                                        key here, and the other way round
//   pvParameters    NULL
//   phCryptProvOrNCryptKey, pdwKeySpec, pfCallerFreeProvOrNCryptKey   the last two may be NULL.  A
//                   CNG key has CERT_NCRYPT_KEY_SPEC and is freed with NCryptFreeObject, an
//                   HCRYPTPROV with CryptReleaseContext, each only where the last says TRUE: a handle
//                   that the certificate holds already is not the caller's to free
// Errors: CRYPT_E_NO_KEY_PROPERTY (no property leads to a key of a kind that is asked for),
// NTE_BAD_KEYSET, NTE_NO_KEY (there is none of that name), NTE_BAD_PUBLIC_KEY (compared, another),
// NTE_SILENT_CONTEXT (the key is under a passphrase).
SECUR32_API BOOL WINAPI CryptAcquireCertificatePrivateKey(
    PCCERT_CONTEXT pCert, DWORD dwFlags, void *pvParameters,
    HCRYPTPROV_OR_NCRYPT_KEY_HANDLE *phCryptProvOrNCryptKey, DWORD *pdwKeySpec,
    BOOL *pfCallerFreeProvOrNCryptKey);

#define CRYPT_FIND_USER_KEYSET_FLAG    0x1
#define CRYPT_FIND_MACHINE_KEYSET_FLAG 0x2
#define CRYPT_FIND_SILENT_KEYSET_FLAG  0x40

// Looks for the certificate's private key among the keys of the CNG storage, the user's containers
// and the machine's (dwFlags may name one of the two), and sets CERT_KEY_PROV_INFO_PROP_ID to what
// it finds.  A certificate that names its key already is checked first.  pvReserved: NULL.
// Errors: NTE_NO_KEY.
SECUR32_API BOOL WINAPI CryptFindCertificateKeyProvInfo(PCCERT_CONTEXT pCert, DWORD dwFlags,
                                                        void *pvReserved);

// ---- Public keys --------------------------------------------------------------------------------

#define CRYPT_OID_INFO_PUBKEY_SIGN_KEY_FLAG    0x80000000
#define CRYPT_OID_INFO_PUBKEY_ENCRYPT_KEY_FLAG 0x40000000

// A public key of the CryptoAPI out of a SubjectPublicKeyInfo: RSA (CALG_RSA_KEYX) or DSA.  To be
// freed with CryptDestroyKey.  Errors: E_INVALIDARG (no open context), NTE_BAD_ALGID (the provider
// has no such keys).
SECUR32_API BOOL WINAPI CryptImportPublicKeyInfo(HCRYPTPROV hCryptProv, DWORD dwCertEncodingType,
                                                 PCERT_PUBLIC_KEY_INFO pInfo, HCRYPTKEY *phKey);
// The same with aiKeyAlg as the key's KP_ALGID, unless it is 0.  dwFlags 0, pvAuxInfo NULL.
SECUR32_API BOOL WINAPI CryptImportPublicKeyInfoEx(HCRYPTPROV hCryptProv, DWORD dwCertEncodingType,
                                                   PCERT_PUBLIC_KEY_INFO pInfo, ALG_ID aiKeyAlg,
                                                   DWORD dwFlags, void *pvAuxInfo,
                                                   HCRYPTKEY *phKey);
// A public key of CNG: RSA, DSA, ECDSA (ECDH with CRYPT_OID_INFO_PUBKEY_ENCRYPT_KEY_FLAG), Ed25519.
// To be freed with BCryptDestroyKey.  dwFlags: that flag, CRYPT_OID_INFO_PUBKEY_SIGN_KEY_FLAG or 0;
// pvAuxInfo NULL.
SECUR32_API BOOL WINAPI CryptImportPublicKeyInfoEx2(DWORD dwCertEncodingType,
                                                    PCERT_PUBLIC_KEY_INFO pInfo, DWORD dwFlags,
                                                    void *pvAuxInfo, BCRYPT_KEY_HANDLE *phKey);

// The public half of a key as SubjectPublicKeyInfo, in one block: the structure, then what it points
// to.  pInfo NULL asks for the size.  Errors: NTE_NO_KEY; NTE_BAD_ALGID for a key that has none.
SECUR32_API BOOL WINAPI CryptExportPublicKeyInfo(
    HCRYPTPROV_OR_NCRYPT_KEY_HANDLE hCryptProvOrNCryptKey, DWORD dwKeySpec,
    DWORD dwCertEncodingType, PCERT_PUBLIC_KEY_INFO pInfo, DWORD *pcbInfo);
// The same; pszPublicKeyObjId, unless NULL, is the algorithm's in place of the key's own.  dwFlags
// 0, pvAuxInfo NULL.
SECUR32_API BOOL WINAPI CryptExportPublicKeyInfoEx(
    HCRYPTPROV_OR_NCRYPT_KEY_HANDLE hCryptProvOrNCryptKey, DWORD dwKeySpec,
    DWORD dwCertEncodingType, LPSTR pszPublicKeyObjId, DWORD dwFlags, void *pvAuxInfo,
    PCERT_PUBLIC_KEY_INFO pInfo, DWORD *pcbInfo);

// ---- Hashes of certificates and of keys ---------------------------------------------------------

// Of any octets.  Algid: CALG_SHA1 (0 too), CALG_MD5, CALG_SHA_256, CALG_SHA_384, CALG_SHA_512.
// hCryptProv is not looked at; dwFlags is 0.  pbComputedHash NULL asks for the size.
SECUR32_API BOOL WINAPI CryptHashCertificate(HCRYPTPROV_LEGACY hCryptProv, ALG_ID Algid,
                                             DWORD dwFlags, const BYTE *pbEncoded, DWORD cbEncoded,
                                             BYTE *pbComputedHash, DWORD *pcbComputedHash);
// The same by CNG's name: BCRYPT_SHA256_ALGORITHM.  pvReserved: NULL.
SECUR32_API BOOL WINAPI CryptHashCertificate2(LPCWSTR pwszCNGHashAlgid, DWORD dwFlags,
                                              void *pvReserved, const BYTE *pbEncoded,
                                              DWORD cbEncoded, BYTE *pbComputedHash,
                                              DWORD *pcbComputedHash);
// Of what the signature of a certificate, CRL or request is over, with the signature's hash.
SECUR32_API BOOL WINAPI CryptHashToBeSigned(HCRYPTPROV_LEGACY hCryptProv, DWORD dwCertEncodingType,
                                            const BYTE *pbEncoded, DWORD cbEncoded,
                                            BYTE *pbComputedHash, DWORD *pcbComputedHash);
// Of a SubjectPublicKeyInfo in DER; Algid 0 is CALG_MD5.
SECUR32_API BOOL WINAPI CryptHashPublicKeyInfo(HCRYPTPROV_LEGACY hCryptProv, ALG_ID Algid,
                                               DWORD dwFlags, DWORD dwCertEncodingType,
                                               PCERT_PUBLIC_KEY_INFO pInfo, BYTE *pbComputedHash,
                                               DWORD *pcbComputedHash);

// ---- Signatures ---------------------------------------------------------------------------------

// Signs octets that are encoded already.  pSignatureAlgorithm: RSA (PKCS#1, PSS), DSA, ECDSA,
// Ed25519, of the key's kind.  pvHashAuxInfo: NULL.  pbSignature NULL asks for a size that is enough:
// what comes may be shorter.  The octets are in reverse, as CERT_SIGNED_CONTENT_INFO has them.
// Errors: NTE_NO_KEY; NTE_BAD_ALGID for an algorithm that is none of the key's.
SECUR32_API BOOL WINAPI CryptSignCertificate(HCRYPTPROV_OR_NCRYPT_KEY_HANDLE hCryptProvOrNCryptKey,
                                             DWORD dwKeySpec, DWORD dwCertEncodingType,
                                             const BYTE *pbEncodedToBeSigned,
                                             DWORD cbEncodedToBeSigned,
                                             PCRYPT_ALGORITHM_IDENTIFIER pSignatureAlgorithm,
                                             const void *pvHashAuxInfo, BYTE *pbSignature,
                                             DWORD *pcbSignature);
// Encodes and signs.  lpszStructType: X509_CERT_TO_BE_SIGNED (CERT_INFO),
// X509_CERT_CRL_TO_BE_SIGNED (CRL_INFO), X509_CERT_REQUEST_TO_BE_SIGNED (CERT_REQUEST_INFO).
// pSignatureAlgorithm must be the one that CERT_INFO and CRL_INFO have in them.  pbEncoded NULL asks
// for a size that is enough.
SECUR32_API BOOL WINAPI CryptSignAndEncodeCertificate(
    HCRYPTPROV_OR_NCRYPT_KEY_HANDLE hCryptProvOrNCryptKey, DWORD dwKeySpec,
    DWORD dwCertEncodingType, LPCSTR lpszStructType, const void *pvStructInfo,
    PCRYPT_ALGORITHM_IDENTIFIER pSignatureAlgorithm, const void *pvHashAuxInfo, BYTE *pbEncoded,
    DWORD *pcbEncoded);

#define CRYPT_VERIFY_CERT_SIGN_SUBJECT_BLOB                       1  // CRYPT_DATA_BLOB *
#define CRYPT_VERIFY_CERT_SIGN_SUBJECT_CERT                       2  // PCCERT_CONTEXT
#define CRYPT_VERIFY_CERT_SIGN_SUBJECT_CRL                        3  // PCCRL_CONTEXT
#define CRYPT_VERIFY_CERT_SIGN_SUBJECT_OCSP_BASIC_SIGNED_RESPONSE 4

#define CRYPT_VERIFY_CERT_SIGN_ISSUER_PUBKEY 1  // PCERT_PUBLIC_KEY_INFO
#define CRYPT_VERIFY_CERT_SIGN_ISSUER_CERT   2  // PCCERT_CONTEXT
#define CRYPT_VERIFY_CERT_SIGN_ISSUER_CHAIN  3  // PCCERT_CHAIN_CONTEXT: its first certificate
#define CRYPT_VERIFY_CERT_SIGN_ISSUER_NULL   4  // NULL

#define CRYPT_VERIFY_CERT_SIGN_DISABLE_MD2_MD4_FLAG              0x1
#define CRYPT_VERIFY_CERT_SIGN_SET_STRONG_PROPERTIES_FLAG        0x2
#define CRYPT_VERIFY_CERT_SIGN_RETURN_STRONG_PROPERTIES_FLAG     0x4

// Whether the signature of a certificate, CRL or request is that of the key.  Nothing else is
// checked: no name, no time.  hCryptProv is not looked at.  Errors: NTE_BAD_SIGNATURE.
SECUR32_API BOOL WINAPI CryptVerifyCertificateSignature(HCRYPTPROV_LEGACY hCryptProv,
                                                        DWORD dwCertEncodingType,
                                                        const BYTE *pbEncoded, DWORD cbEncoded,
                                                        PCERT_PUBLIC_KEY_INFO pPublicKey);
// The same of subjects and issuers of several kinds.  With CRYPT_VERIFY_CERT_SIGN_ISSUER_NULL the
// "signature" is a hash that nobody signed (CERT_CREATE_SELFSIGN_NO_SIGN), with another issuer that
// is E_INVALIDARG.  dwFlags: CRYPT_VERIFY_CERT_SIGN_DISABLE_MD2_MD4_FLAG, which is so anyway.  Not
// here: OCSP responses as subjects, and the flags about strong properties: E_INVALIDARG.
// pvExtra: NULL.
SECUR32_API BOOL WINAPI CryptVerifyCertificateSignatureEx(HCRYPTPROV_LEGACY hCryptProv,
                                                          DWORD dwCertEncodingType,
                                                          DWORD dwSubjectType, void *pvSubject,
                                                          DWORD dwIssuerType, void *pvIssuer,
                                                          DWORD dwFlags, void *pvExtra);

// ---- Self-signed certificates -------------------------------------------------------------------

#define CERT_CREATE_SELFSIGN_NO_SIGN     1
#define CERT_CREATE_SELFSIGN_NO_KEY_INFO 2

// Makes a certificate (v3) whose subject and issuer are one name and whose key signs it.
//   hCryptProvOrNCryptKey   the key; 0: what pKeyProvInfo names, which is made (RSA, 2048 bits) where
//                           it is not there; both 0: a new pair (AT_SIGNATURE) in a new container
//   pSubjectIssuerBlob      a Name in DER; may be of no attributes
//   dwFlags                 CERT_CREATE_SELFSIGN_NO_SIGN: the signature is SHA-1 of the certificate,
//                           and its algorithm says so; CERT_CREATE_SELFSIGN_NO_KEY_INFO: no
//                           CERT_KEY_PROV_INFO_PROP_ID
//   pKeyProvInfo            becomes CERT_KEY_PROV_INFO_PROP_ID; NULL: what the handle says.  The
//                           handle of a key that is not persisted leaves it out
//   pSignatureAlgorithm     NULL: SHA-256 with the key's algorithm.  (Windows: SHA-1 with RSA.)
//   pStartTime, pEndTime    UTC; NULL: now, and a year later
//   pExtensions             NULL: none
// The serial number is 16 random octets.  To be freed with CertFreeCertificateContext.
// Errors: NTE_NO_KEY, NTE_BAD_ALGID; CRYPT_E_ASN1_CORRUPT: the name or an extension is no DER.
SECUR32_API PCCERT_CONTEXT WINAPI CertCreateSelfSignCertificate(
    HCRYPTPROV_OR_NCRYPT_KEY_HANDLE hCryptProvOrNCryptKey, PCERT_NAME_BLOB pSubjectIssuerBlob,
    DWORD dwFlags, PCRYPT_KEY_PROV_INFO pKeyProvInfo,
    PCRYPT_ALGORITHM_IDENTIFIER pSignatureAlgorithm, PSYSTEMTIME pStartTime, PSYSTEMTIME pEndTime,
    PCERT_EXTENSIONS pExtensions);

#ifdef __cplusplus
}
#endif

#endif
