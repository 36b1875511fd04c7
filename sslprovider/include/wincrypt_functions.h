// wincrypt_functions.h: the functions on certificate contexts.
//
// A part of wincrypt.h.  A certificate context is a pointer with counted references: what it points
// to stays where it is and does not change until the last reference is freed.  Any function may be
// called on any thread, several on one context at once, except that a context must not be in use
// while its last reference is freed.
//
// Functions answer FALSE, NULL or 0 for a failure; GetLastError() says why:
//   E_INVALIDARG        NULL where a context is due; a pointer that is recognized as no context of
//                       this library (another library's, a copy); what the function says below
//   E_OUTOFMEMORY       there was no memory
// A success leaves the last error alone.
#ifndef SECUR32_WINCRYPT_FUNCTIONS_H
#define SECUR32_WINCRYPT_FUNCTIONS_H

#include <wincrypt_certs.h>

#ifdef __cplusplus
extern "C" {
#endif

// ---- Certificate contexts -----------------------------------------------------------------------

// Makes a context out of a certificate (RFC 5280) in DER.
//   dwCertEncodingType   X509_ASN_ENCODING, with or without PKCS_7_ASN_ENCODING
//   pbCertEncoded        the certificate and nothing else; copied
// In pCertInfo: SerialNumber is least significant octet first, as long as in the certificate;
// Parameters that are absent have no octets; times are UTC.  hCertStore is NULL: it is in no store.
// To be freed with CertFreeCertificateContext.
// Errors: E_INVALIDARG (another encoding; NULL with a length), CRYPT_E_ASN1_EOD (cut off),
// CRYPT_E_ASN1_BADTAG (does not begin as a certificate), CRYPT_E_ASN1_CORRUPT (anything else that
// is no certificate in DER).  Windows takes BER, and a TBSCertificate without signature, too.
SECUR32_API PCCERT_CONTEXT WINAPI CertCreateCertificateContext(DWORD dwCertEncodingType,
                                                               const BYTE *pbCertEncoded,
                                                               DWORD cbCertEncoded);

// Adds a reference; answers the same pointer.  NULL: NULL, which is no error.
SECUR32_API PCCERT_CONTEXT WINAPI CertDuplicateCertificateContext(PCCERT_CONTEXT pCertContext);

// Gives a reference back; with the last one the context goes, and the private key that its
// properties own.  NULL: TRUE.
SECUR32_API BOOL WINAPI CertFreeCertificateContext(PCCERT_CONTEXT pCertContext);

// ---- Properties of certificate contexts ---------------------------------------------------------

#define CERT_SET_PROPERTY_INHIBIT_PERSIST_FLAG      0x40000000
#define CERT_SET_PROPERTY_IGNORE_PERSIST_ERROR_FLAG 0x80000000

#define CERT_ACCESS_STATE_WRITE_PERSIST_FLAG   0x1
#define CERT_ACCESS_STATE_SYSTEM_STORE_FLAG    0x2
#define CERT_ACCESS_STATE_LM_SYSTEM_STORE_FLAG 0x4
#define CERT_ACCESS_STATE_GP_SYSTEM_STORE_FLAG 0x8
#define CERT_ACCESS_STATE_SHARED_USER_FLAG     0x10

// Sets a property, in place of an old value; pvData NULL takes it away.  Data is copied.
//   dwPropId, pvData
//     CERT_KEY_PROV_INFO_PROP_ID             CRYPT_KEY_PROV_INFO *
//     CERT_KEY_CONTEXT_PROP_ID               CERT_KEY_CONTEXT *, cbSize its size
//     CERT_KEY_SPEC_PROP_ID                  DWORD *: the key context's dwKeySpec
//     CERT_KEY_PROV_HANDLE_PROP_ID           the HCRYPTPROV itself, as a pointer: the key context's
//                                            hCryptProv, which NULL only sets to 0
//     CERT_NCRYPT_KEY_HANDLE_PROP_ID         the NCRYPT_KEY_HANDLE itself, as a pointer: the key
//                                            context's hNCryptKey; its dwKeySpec becomes
//                                            CERT_NCRYPT_KEY_SPEC
//     CERT_HCRYPTPROV_OR_NCRYPT_KEY_HANDLE_PROP_ID   one of the two, whichever the handle is
//     CERT_HCRYPTPROV_TRANSFER_PROP_ID, CERT_NCRYPT_KEY_HANDLE_TRANSFER_PROP_ID   likewise
//     CERT_DATE_STAMP_PROP_ID                FILETIME *
//     every other one from 1 to 0xFFFF       CRYPT_DATA_BLOB *
//   dwFlags
//     CERT_STORE_NO_CRYPT_RELEASE_FLAG   the caller goes on owning the key's handle.  Without it
//                                        the context owns it: frees it when the property is taken
//                                        away or replaced, and with the last reference
//     CERT_SET_PROPERTY_INHIBIT_PERSIST_FLAG        the context alone gets it, not what its store
//                                                   is kept in
//     CERT_SET_PROPERTY_IGNORE_PERSIST_ERROR_FLAG   the context gets it even if its store cannot
//                                                   keep it; else nothing is set
//     others are not looked at
// Errors: E_ACCESSDENIED and the like when the context's store cannot keep it; E_INVALIDARG
// (dwPropId 0 or over 0xFFFF, CERT_ACCESS_STATE_PROP_ID, the ids 32 to 34 of
// serialized stores; a wrong cbSize; a length without an address).
SECUR32_API BOOL WINAPI CertSetCertificateContextProperty(PCCERT_CONTEXT pCertContext,
                                                          DWORD dwPropId, DWORD dwFlags,
                                                          const void *pvData);

// Reads a property.
//   pvData    as for setting, but handles are stored where pvData points, and a blob's octets stand
//             there without a blob; CRYPT_KEY_PROV_INFO is followed by what it points to
//   pcbData   in: the size of pvData; out: the size of the property.  With pvData NULL only that
// Without having been set these are computed, and kept:
//     CERT_SHA1_HASH_PROP_ID, CERT_MD5_HASH_PROP_ID, CERT_SHA256_HASH_PROP_ID   of the certificate
//     CERT_SIGNATURE_HASH_PROP_ID               of what is signed, with the signature's hash
//     CERT_SUBJECT_NAME_MD5_HASH_PROP_ID        of the subject's Name
//     CERT_SUBJECT_PUBLIC_KEY_MD5_HASH_PROP_ID  of subjectPublicKey's octets
//     CERT_KEY_IDENTIFIER_PROP_ID               the extension's, else SHA-1 of SubjectPublicKeyInfo
//     CERT_SIGN_HASH_CNG_ALG_PROP_ID, CERT_PUB_KEY_CNG_ALG_BIT_LENGTH_PROP_ID   "RSA/SHA256",
//                                               "RSA/2048", UTF-16 with a NUL
//     CERT_SUBJECT_PUB_KEY_BIT_LENGTH_PROP_ID   DWORD
//     CERT_SHA1_SHA256_HASH_PROP_ID             the two, one behind the other
//     CERT_PIN_SHA256_HASH_PROP_ID              of SubjectPublicKeyInfo (RFC 7469)
// CERT_ACCESS_STATE_PROP_ID is a DWORD, 0 outside of stores that are kept.  CERT_KEY_SPEC_PROP_ID is
// the key context's or else the provider info's.  Reading one of the _TRANSFER_ properties takes
// the handle out of the context.
// Errors: CRYPT_E_NOT_FOUND, ERROR_MORE_DATA (pvData is too small; *pcbData tells the size),
// E_INVALIDARG (pcbData NULL, and as for setting), NTE_BAD_ALGID (CERT_SIGNATURE_HASH_PROP_ID and
// CERT_SIGN_HASH_CNG_ALG_PROP_ID: a signature algorithm without a hash that is known).  *pcbData is
// 0 after all but ERROR_MORE_DATA.
SECUR32_API BOOL WINAPI CertGetCertificateContextProperty(PCCERT_CONTEXT pCertContext,
                                                          DWORD dwPropId, void *pvData,
                                                          DWORD *pcbData);

// The id of the first property above dwPropId that the context has; 0 for none, which is no error.
// A key context is one property, CERT_KEY_CONTEXT_PROP_ID.
SECUR32_API DWORD WINAPI CertEnumCertificateContextProperties(PCCERT_CONTEXT pCertContext,
                                                              DWORD dwPropId);

#ifdef __cplusplus
}
#endif

#endif
