// wincrypt_revocation.h: CertVerifyRevocation.
//
// A part of wincrypt.h.  What is asked, in this order: an OCSP response that the context carries
// (CERT_OCSP_RESPONSE_PROP_ID), the CRLs of hCrlStore, what was fetched before, the certificate's
// OCSP responders (authorityInfoAccess), its CRL distribution points.  Only http:// addresses are
// asked; http_proxy and no_proxy of the environment are honoured.  What was fetched is kept in
// memory, until its nextUpdate; that an address does not answer is kept for a minute.
#ifndef SECUR32_WINCRYPT_REVOCATION_H
#define SECUR32_WINCRYPT_REVOCATION_H

#include <wincrypt_certs.h>
#include <wincrypt_chains.h>
#include <wincrypt_object_types.h>

#ifdef __cplusplus
extern "C" {
#endif

#define CERT_CONTEXT_REVOCATION_TYPE 1

#define CERT_VERIFY_REV_CHAIN_FLAG 0x00000001
#define CERT_VERIFY_CACHE_ONLY_BASED_REVOCATION 0x00000002
#define CERT_VERIFY_REV_ACCUMULATIVE_TIMEOUT_FLAG 0x00000004
#define CERT_VERIFY_REV_SERVER_OCSP_FLAG 0x00000008
#define CERT_VERIFY_REV_NO_OCSP_FAILOVER_TO_CRL_FLAG 0x00000010

typedef struct _CERT_REVOCATION_CHAIN_PARA CERT_REVOCATION_CHAIN_PARA, *PCERT_REVOCATION_CHAIN_PARA;

// A member behind cbSize is taken for 0.
typedef struct _CERT_REVOCATION_PARA {
    DWORD cbSize;
    PCCERT_CONTEXT pIssuerCert;
    DWORD cCertStore;
    HCERTSTORE* rgCertStore;
    HCERTSTORE hCrlStore;
    LPFILETIME pftTimeToUse;
#ifdef CERT_REVOCATION_PARA_HAS_EXTRA_FIELDS
    DWORD dwUrlRetrievalTimeout;
    BOOL fCheckFreshnessTime;
    DWORD dwFreshnessTime;
    LPFILETIME pftCurrentTime;
    PCERT_REVOCATION_CRL_INFO pCrlInfo;
    LPFILETIME pftCacheResync;
    PCERT_REVOCATION_CHAIN_PARA pChainPara;
#endif
} CERT_REVOCATION_PARA, *PCERT_REVOCATION_PARA;

typedef struct _CERT_REVOCATION_STATUS {
    DWORD cbSize;
    DWORD dwIndex;
    DWORD dwError;
    DWORD dwReason;
    BOOL fHasFreshnessTime;
    DWORD dwFreshnessTime;
} CERT_REVOCATION_STATUS, *PCERT_REVOCATION_STATUS;

// Whether certificates were revoked, one after the other, up to the first of which that is not
// known to be false.  TRUE when none was.
//   dwEncodingType   X509_ASN_ENCODING, with or without PKCS_7_ASN_ENCODING
//   dwRevType        CERT_CONTEXT_REVOCATION_TYPE
//   rgpvContext      cContext PCCERT_CONTEXTs
//   dwFlags          CERT_VERIFY_REV_CHAIN_FLAG: each is issued by the next;
//                    CERT_VERIFY_CACHE_ONLY_BASED_REVOCATION: no network;
//                    CERT_VERIFY_REV_ACCUMULATIVE_TIMEOUT_FLAG: the time-out is for all
//                    certificates (else for each); CERT_VERIFY_REV_SERVER_OCSP_FLAG: OCSP alone;
//                    CERT_VERIFY_REV_NO_OCSP_FAILOVER_TO_CRL_FLAG: no CRLs from the network for a
//                    certificate with OCSP responders
//   pRevPara         may be NULL
//     pIssuerCert            looked at for the issuer; so are, in this order, the next context
//     (with
//                            CERT_VERIFY_REV_CHAIN_FLAG), rgCertStore, the certificate's own store
//                            and this machine's roots
//     hCrlStore              CRLs, and certificates of those who sign CRLs and OCSP responses
//     pftTimeToUse           the time at which lists and responses must hold; NULL: now
//     dwUrlRetrievalTimeout  milliseconds; 0: 15 seconds
//     fCheckFreshnessTime    what is older than dwFreshnessTime seconds at pftCurrentTime (NULL:
//                            now) is fetched again; where there is nothing newer the older does
//     pCrlInfo               of the last certificate, when a CRL answered: its context, the delta's
//                            and the entry that revokes; the contexts are the caller's to free with
//                            CertFreeCRLContext
//     pftCacheResync         not NULL: what is cached is fetched again (whatever the time)
//     pChainPara             not used
//   pRevStatus       cbSize: sizeof, or 16 (without the freshness time).  Set by the call, but for
//                    E_INVALIDARG because of cbSize:
//     dwIndex             of the certificate that is not known to be good
//     dwError             what GetLastError() says; 0 for success
//     dwReason            CRL_REASON_* with CRYPT_E_REVOKED, else 0
//     dwFreshnessTime     seconds since thisUpdate of the oldest list or response that answered
// Errors: CRYPT_E_REVOKED; CRYPT_E_NO_REVOCATION_CHECK: nothing says where to ask and no list is at
// hand, the issuer is not found, another encoding or type; CRYPT_E_REVOCATION_OFFLINE: nobody
// answers, or what there is does not hold at that time; CRYPT_E_NOT_IN_REVOCATION_DATABASE:
// CERT_VERIFY_REV_SERVER_OCSP_FLAG and no responder; E_INVALIDARG: no contexts, NULL or not a
// context, unknown flags, pRevPara's cbSize, a closed store, pRevStatus NULL or its cbSize.
SECUR32_API BOOL WINAPI CertVerifyRevocation(DWORD dwEncodingType, DWORD dwRevType, DWORD cContext,
                                             PVOID rgpvContext[], DWORD dwFlags,
                                             PCERT_REVOCATION_PARA pRevPara,
                                             PCERT_REVOCATION_STATUS pRevStatus);

#ifdef __cplusplus
}
#endif

#endif
