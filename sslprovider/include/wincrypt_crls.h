// wincrypt_crls.h: certificate revocation lists (CRLs), by themselves and in stores.
//
// A part of wincrypt.h.  A CRL context is to a CRL what a certificate context is to a certificate
// (wincrypt_functions.h), in a store too (wincrypt_stores.h): references, errors and threads are
// the same.  In pCrlInfo, SerialNumber is least significant octet first; NextUpdate is 0 when the
// CRL has none; rgCRLEntry has all entries, for each of which a context takes 40 octets, its serial
// number, and 32 for each extension.
#ifndef SECUR32_WINCRYPT_CRLS_H
#define SECUR32_WINCRYPT_CRLS_H

#include <wincrypt_certs.h>
#include <wincrypt_objects.h>
#include <wincrypt_stores.h>

#ifdef __cplusplus
extern "C" {
#endif

// ---- Contexts -----------------------------------------------------------------------------------

// Makes a context out of a CRL (RFC 5280 5) in DER; copied.
// Errors: as CertCreateCertificateContext.
SECUR32_API PCCRL_CONTEXT WINAPI CertCreateCRLContext(DWORD dwCertEncodingType,
                                                      const BYTE *pbCrlEncoded, DWORD cbCrlEncoded);

// As CertDuplicateCertificateContext and CertFreeCertificateContext.
SECUR32_API PCCRL_CONTEXT WINAPI CertDuplicateCRLContext(PCCRL_CONTEXT pCrlContext);
SECUR32_API BOOL WINAPI CertFreeCRLContext(PCCRL_CONTEXT pCrlContext);

#define CERT_CREATE_CONTEXT_NOCOPY_FLAG       0x1
#define CERT_CREATE_CONTEXT_SORTED_FLAG       0x2
#define CERT_CREATE_CONTEXT_NO_HCRYPTMSG_FLAG 0x4
#define CERT_CREATE_CONTEXT_NO_ENTRY_FLAG     0x8

typedef BOOL(WINAPI *PFN_CERT_CREATE_CONTEXT_SORT_FUNC)(DWORD cbTotalEncoded, DWORD cbRemainEncoded,
                                                        DWORD cEntry, void *pvSort);

typedef struct _CERT_CREATE_CONTEXT_PARA {
    DWORD cbSize;
    PFN_CRYPT_FREE pfnFree;
    void *pvFree;
    PFN_CERT_CREATE_CONTEXT_SORT_FUNC pfnSort;
    void *pvSort;
} CERT_CREATE_CONTEXT_PARA, *PCERT_CREATE_CONTEXT_PARA;

// CertCreateCertificateContext or CertCreateCRLContext, by dwContextType:
// CERT_STORE_CERTIFICATE_CONTEXT, CERT_STORE_CRL_CONTEXT.  dwFlags is not looked at: octets are
// copied in any case, and entries are there.
// Errors: of the two; E_INVALIDARG (CERT_STORE_CTL_CONTEXT or another type; pCreatePara not NULL:
// there is nothing to free and nothing to sort here).
SECUR32_API const void *WINAPI CertCreateContext(DWORD dwContextType, DWORD dwEncodingType,
                                                 const BYTE *pbEncoded, DWORD cbEncoded,
                                                 DWORD dwFlags,
                                                 PCERT_CREATE_CONTEXT_PARA pCreatePara);

// As CertSetCertificateContextProperty, but that no property of a CRL is kept with its store.
SECUR32_API BOOL WINAPI CertSetCRLContextProperty(PCCRL_CONTEXT pCrlContext, DWORD dwPropId,
                                                  DWORD dwFlags, const void *pvData);
// As CertGetCertificateContextProperty.  Computed are the hashes of the CRL (CERT_SHA1_HASH_PROP_ID,
// CERT_MD5_HASH_PROP_ID, CERT_SHA256_HASH_PROP_ID) and of what is signed
// (CERT_SIGNATURE_HASH_PROP_ID); CERT_ACCESS_STATE_PROP_ID.
SECUR32_API BOOL WINAPI CertGetCRLContextProperty(PCCRL_CONTEXT pCrlContext, DWORD dwPropId,
                                                  void *pvData, DWORD *pcbData);
// As CertEnumCertificateContextProperties.
SECUR32_API DWORD WINAPI CertEnumCRLContextProperties(PCCRL_CONTEXT pCrlContext, DWORD dwPropId);

// ---- In stores ----------------------------------------------------------------------------------

// As the functions on certificates of these names.  The same CRL, for dwAddDisposition, is one of
// the same issuer, base as this one or delta as this one, with the same authority key identifier
// and issuing distribution point; CERT_STORE_ADD_NEWER compares ThisUpdate.
SECUR32_API BOOL WINAPI CertAddCRLContextToStore(HCERTSTORE hCertStore, PCCRL_CONTEXT pCrlContext,
                                                 DWORD dwAddDisposition,
                                                 PCCRL_CONTEXT *ppStoreContext);
SECUR32_API BOOL WINAPI CertAddCRLLinkToStore(HCERTSTORE hCertStore, PCCRL_CONTEXT pCrlContext,
                                              DWORD dwAddDisposition,
                                              PCCRL_CONTEXT *ppStoreContext);
SECUR32_API BOOL WINAPI CertAddEncodedCRLToStore(HCERTSTORE hCertStore, DWORD dwCertEncodingType,
                                                 const BYTE *pbCrlEncoded, DWORD cbCrlEncoded,
                                                 DWORD dwAddDisposition,
                                                 PCCRL_CONTEXT *ppCrlContext);
SECUR32_API BOOL WINAPI CertDeleteCRLFromStore(PCCRL_CONTEXT pCrlContext);
SECUR32_API PCCRL_CONTEXT WINAPI CertEnumCRLsInStore(HCERTSTORE hCertStore,
                                                     PCCRL_CONTEXT pPrevCrlContext);

#define CRL_FIND_ANY        0
#define CRL_FIND_ISSUED_BY  1
#define CRL_FIND_EXISTING   2
#define CRL_FIND_ISSUED_FOR 3

#define CRL_FIND_ISSUED_BY_AKI_FLAG                    0x1
#define CRL_FIND_ISSUED_BY_SIGNATURE_FLAG              0x2
#define CRL_FIND_ISSUED_BY_DELTA_FLAG                  0x4
#define CRL_FIND_ISSUED_BY_BASE_FLAG                   0x8
#define CRL_FIND_ISSUED_FOR_SET_STRONG_PROPERTIES_FLAG 0x10

typedef struct _CRL_FIND_ISSUED_FOR_PARA {
    PCCERT_CONTEXT pSubjectCert;
    PCCERT_CONTEXT pIssuerCert;
} CRL_FIND_ISSUED_FOR_PARA, *PCRL_FIND_ISSUED_FOR_PARA;

// The next CRL behind pPrevCrlContext, NULL from the first, that fits.  pPrevCrlContext is freed
// whatever is answered.
//   dwCertEncodingType   not looked at
//   dwFindType, pvFindPara
//     CRL_FIND_ANY          NULL
//     CRL_FIND_EXISTING     CRL_CONTEXT *: what CERT_STORE_ADD_NEW meets
//     CRL_FIND_ISSUED_BY    CERT_CONTEXT *: the CRL's issuer is its subject.  NULL: any
//     CRL_FIND_ISSUED_FOR   CRL_FIND_ISSUED_FOR_PARA *: the CRL's issuer is pSubjectCert's
//   dwFindFlags, of the last two; the certificate meant is the one given, or pIssuerCert
//     CRL_FIND_ISSUED_BY_AKI_FLAG         the CRL's authority key identifier, if it has one, is the
//                                         certificate's
//     CRL_FIND_ISSUED_BY_SIGNATURE_FLAG   the certificate's key signed the CRL
//     CRL_FIND_ISSUED_BY_DELTA_FLAG, CRL_FIND_ISSUED_BY_BASE_FLAG   only delta, only base CRLs;
//                                         both flags: either
//     others are not looked at
// Errors: CRYPT_E_NOT_FOUND, E_INVALIDARG (pPrevCrlContext is of another store; another
// dwFindType; NULL where pvFindPara, or in it a certificate, is due).
SECUR32_API PCCRL_CONTEXT WINAPI CertFindCRLInStore(HCERTSTORE hCertStore,
                                                    DWORD dwCertEncodingType, DWORD dwFindFlags,
                                                    DWORD dwFindType, const void *pvFindPara,
                                                    PCCRL_CONTEXT pPrevCrlContext);

// The next CRL whose issuer is pIssuerContext's subject, NULL: the next one.
//   *pdwFlags   in: CERT_STORE_BASE_CRL_FLAG, CERT_STORE_DELTA_CRL_FLAG: only such ones;
//               CERT_STORE_SIGNATURE_FLAG, CERT_STORE_TIME_VALIDITY_FLAG: to be verified.  out: a
//               flag of these two that stays set says that it failed; CERT_STORE_NO_ISSUER_FLAG
//               that there was no pIssuerContext to verify the signature with
// Errors: CRYPT_E_NOT_FOUND, E_INVALIDARG (other flags; pdwFlags NULL).
SECUR32_API PCCRL_CONTEXT WINAPI CertGetCRLFromStore(HCERTSTORE hCertStore,
                                                     PCCERT_CONTEXT pIssuerContext,
                                                     PCCRL_CONTEXT pPrevCrlContext,
                                                     DWORD *pdwFlags);

// ---- What a CRL says ----------------------------------------------------------------------------

// Looks for a certificate's serial number in a CRL; whether the CRL is one of its issuer is not
// asked.
//   dwFlags, pvReserved   not looked at
//   ppCrlEntry            gets the entry, which lives as long as the context; NULL: not listed
// TRUE whether it is listed or not.  Errors: E_INVALIDARG (NULL for any of the three).
SECUR32_API BOOL WINAPI CertFindCertificateInCRL(PCCERT_CONTEXT pCert, PCCRL_CONTEXT pCrlContext,
                                                 DWORD dwFlags, void *pvReserved,
                                                 PCRL_ENTRY *ppCrlEntry);

// Whether a CRL's issuing distribution point covers a certificate: it names none of the
// certificate's distribution points, is only for certificates of another kind, of some reasons or
// indirect: CRYPT_E_NO_MATCH.  A CRL without one covers all certificates; any CRL covers NULL.
SECUR32_API BOOL WINAPI CertIsValidCRLForCertificate(PCCERT_CONTEXT pCert, PCCRL_CONTEXT pCrl,
                                                     DWORD dwFlags, void *pvReserved);

// -1: before ThisUpdate; 1: after NextUpdate; 0: in between, or there is no NextUpdate.
// pTimeToVerify NULL: now.  pCrlInfo NULL: -1 with E_INVALIDARG.
SECUR32_API LONG WINAPI CertVerifyCRLTimeValidity(LPFILETIME pTimeToVerify, PCRL_INFO pCrlInfo);

// FALSE with CRYPT_E_REVOKED when the SerialNumber is in any of the lists.  Whether they are lists
// of its issuer is not asked.
// Errors: E_INVALIDARG (NULL for a certificate, for the lists with a count, for a list).
SECUR32_API BOOL WINAPI CertVerifyCRLRevocation(DWORD dwCertEncodingType, PCERT_INFO pCertId,
                                                DWORD cCrlInfo, PCRL_INFO rgpCrlInfo[]);

#ifdef __cplusplus
}
#endif

#endif
