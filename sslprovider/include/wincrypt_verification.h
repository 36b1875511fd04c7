// wincrypt_verification.h: CertGetCertificateChain and its relatives: chains of certificates, what
// is wrong with them, and what policies make of that.
//
// A part of wincrypt.h.  A chain context is a pointer with counted references, as a certificate
// context is.  Any function may be called on any thread.  Failures answer FALSE or NULL and leave
// the reason with GetLastError(); E_INVALIDARG and E_OUTOFMEMORY are every function's.
//
// A chain that is not good is no failure: what is wrong with it stands in its TrustStatus.
#ifndef SECUR32_WINCRYPT_VERIFICATION_H
#define SECUR32_WINCRYPT_VERIFICATION_H

#include <wincrypt_certs.h>
#include <wincrypt_chains.h>

#ifdef __cplusplus
extern "C" {
#endif

// ---- Engines ------------------------------------------------------------------------------------

// Engines that are always there.  The user's trusts the machine's roots and the user's ROOT store,
// and finds issuers in the user's CA and MY stores; the machine's trusts the machine's roots alone.
#define HCCE_CURRENT_USER         ((HCERTCHAINENGINE)NULL)
#define HCCE_LOCAL_MACHINE        ((HCERTCHAINENGINE)0x1)
#define HCCE_SERIAL_LOCAL_MACHINE ((HCERTCHAINENGINE)0x2)

// dwExclusiveFlags: what is in hExclusiveRoot ends a chain even when it is not self-signed.
#define CERT_CHAIN_EXCLUSIVE_ENABLE_CA_FLAG 0x1

// Makes an engine.
//   pConfig->cbSize      of any version of the structure: up to hExclusiveRoot, up to
//                        dwExclusiveFlags, or whole
//     hRestrictedRoot    of the machine's and the user's roots, only those in this store
//     hRestrictedTrust   not used: there are no certificate trust lists here
//     hRestrictedOther   issuers are found in this store in place of the user's CA and MY
//     rghAdditionalStore   issuers are found in these too
//     dwFlags            CERT_CHAIN_CACHE_ONLY_URL_RETRIEVAL, CERT_CHAIN_USE_LOCAL_MACHINE_STORE,
//                        CERT_CHAIN_DISABLE_AIA; CERT_CHAIN_CACHE_END_CERT,
//                        CERT_CHAIN_ENABLE_CACHE_AUTO_UPDATE and CERT_CHAIN_ENABLE_SHARE_STORE
//                        change nothing
//     dwUrlRetrievalTimeout   milliseconds for each address; 0: 15 seconds
//     hExclusiveRoot     the roots, in place of all others
//     hExclusiveTrustedPeople   end certificates that need no issuer, with hExclusiveRoot or alone.
//                        With either of the two neither the machine's nor the user's roots and
//                        TrustedPeople count
// Stores are held open; what is added to them later counts.  MaximumCachedCertificates and
// CycleDetectionModulus are not used: the cache is the process's and bounded.
// Errors: E_INVALIDARG (another cbSize, flags that are none of those, a handle of no store).
SECUR32_API BOOL WINAPI CertCreateCertificateChainEngine(PCERT_CHAIN_ENGINE_CONFIG pConfig,
                                                         HCERTCHAINENGINE *phChainEngine);

// Gives it back.  NULL and the engines that are always there: nothing.
SECUR32_API void WINAPI CertFreeCertificateChainEngine(HCERTCHAINENGINE hChainEngine);

// Reads the stores anew at the next chain, and forgets chains that were found good.
SECUR32_API BOOL WINAPI CertResyncCertificateChainEngine(HCERTCHAINENGINE hChainEngine);

// ---- Chains -------------------------------------------------------------------------------------

// CERT_USAGE_MATCH: dwType.
#define USAGE_MATCH_TYPE_AND 0x0
#define USAGE_MATCH_TYPE_OR  0x1

// CERT_CHAIN_PARA: dwStrongSignFlags.
#define CERT_CHAIN_STRONG_SIGN_DISABLE_END_CHECK_FLAG 0x1

// Builds the chain of a certificate.
//   pTime              when it must be good; NULL: now.  Chains for another time than now are not
//                      cached
//   hAdditionalStore   where issuers and CRLs are found too: what the peer sent; may be NULL
//   pChainPara         RequestedUsage: extended key usages, of which all (USAGE_MATCH_TYPE_AND) or
//                      one (_OR) must be allowed by each certificate that has the extension.  With
//                      the cbSize of the longer structure: RequestedIssuancePolicy,
//                      dwUrlRetrievalTimeout, fCheckRevocationFreshnessTime (an older answer is
//                      as none), pftCacheResync (a chain is not taken from the cache),
//                      pStrongSignPara
//   dwFlags            CERT_CHAIN_REVOCATION_CHECK_END_CERT, _CHAIN, _CHAIN_EXCLUDE_ROOT (of
//                      several the widest), _CACHE_ONLY, _ACCUMULATIVE_TIMEOUT;
//                      CERT_CHAIN_CACHE_ONLY_URL_RETRIEVAL, CERT_CHAIN_DISABLE_AIA;
//                      CERT_CHAIN_RETURN_LOWER_QUALITY_CONTEXTS; CERT_CHAIN_TIMESTAMP_TIME;
//                      CERT_CHAIN_ENABLE_PEER_TRUST; CERT_CHAIN_OPT_IN_WEAK_SIGNATURE (SHA-1 is
//                      weak too); CERT_CHAIN_ONLY_ADDITIONAL_AND_AUTH_ROOT.  Others change nothing
//   ppChainContext     to be freed with CertFreeCertificateChain; may be NULL
// A certificate's CERT_OCSP_RESPONSE_PROP_ID is taken for a stapled answer about it.
// MD2, MD4 and MD5 signatures and RSA keys under 1024 bits are always weak, and then
// CERT_TRUST_HAS_WEAK_SIGNATURE and CERT_TRUST_IS_NOT_SIGNATURE_VALID stand together.
// Errors: E_INVALIDARG (NULL; pvReserved not NULL; a cbSize that is too small; an engine or store
// that is none).
SECUR32_API BOOL WINAPI CertGetCertificateChain(HCERTCHAINENGINE hChainEngine,
                                                PCCERT_CONTEXT pCertContext, LPFILETIME pTime,
                                                HCERTSTORE hAdditionalStore,
                                                PCERT_CHAIN_PARA pChainPara, DWORD dwFlags,
                                                LPVOID pvReserved,
                                                PCCERT_CHAIN_CONTEXT *ppChainContext);

// Gives a reference back.  NULL: nothing.
SECUR32_API void WINAPI CertFreeCertificateChain(PCCERT_CHAIN_CONTEXT pChainContext);

// Adds a reference; answers the same pointer.  NULL: NULL, which is no error.
SECUR32_API PCCERT_CHAIN_CONTEXT WINAPI
CertDuplicateCertificateChain(PCCERT_CHAIN_CONTEXT pChainContext);

// CertFindChainInStore: dwFindFlags.
#define CERT_CHAIN_FIND_BY_ISSUER_COMPARE_KEY_FLAG    0x0001
#define CERT_CHAIN_FIND_BY_ISSUER_COMPLEX_CHAIN_FLAG  0x0002
#define CERT_CHAIN_FIND_BY_ISSUER_CACHE_ONLY_URL_FLAG 0x0004
#define CERT_CHAIN_FIND_BY_ISSUER_LOCAL_MACHINE_FLAG  0x0008
#define CERT_CHAIN_FIND_BY_ISSUER_NO_KEY_FLAG         0x4000
#define CERT_CHAIN_FIND_BY_ISSUER_CACHE_ONLY_FLAG     0x8000

// The next certificate of a store, with its chain, that a server which names issuers would take.
//   dwFindType        CERT_CHAIN_FIND_BY_ISSUER
//   pvFindPara        CERT_CHAIN_FIND_BY_ISSUER_PARA: the names of issuers (none: any), of which one
//                     must be an issuer on the chain; pszUsageIdentifier an extended key usage (NULL:
//                     any); pfnFindCallback, asked last
//   dwFindFlags       _NO_KEY: a certificate without a private key will do.  _COMPARE_KEY: the
//                     private key must be the certificate's.  _CACHE_ONLY_URL, _CACHE_ONLY: no
//                     network.  _LOCAL_MACHINE: HCCE_LOCAL_MACHINE.  _COMPLEX_CHAIN: nothing, there
//                     are no trust lists
//   pPrevChainContext   the one to go on behind, which is freed; NULL: the first
// Of the chain, whatever errors it has: the certificate's times and trust are the caller's to judge.
// Errors: CRYPT_E_NOT_FOUND (no more), E_INVALIDARG (another find type, a wrong cbSize, no store).
SECUR32_API PCCERT_CHAIN_CONTEXT WINAPI
CertFindChainInStore(HCERTSTORE hCertStore, DWORD dwCertEncodingType, DWORD dwFindFlags,
                     DWORD dwFindType, const void *pvFindPara,
                     PCCERT_CHAIN_CONTEXT pPrevChainContext);

// ---- Policies -----------------------------------------------------------------------------------

// CERT_CHAIN_POLICY_BASIC_CONSTRAINTS: dwFlags: what the end certificate must be.
#define BASIC_CONSTRAINTS_CERT_CHAIN_POLICY_CA_FLAG         0x80000000
#define BASIC_CONSTRAINTS_CERT_CHAIN_POLICY_END_ENTITY_FLAG 0x40000000

// Judges a chain by a policy.  TRUE: the policy was applied, and pPolicyStatus->dwError is its
// answer: 0, or the first of these that is so and that no flag ignores, with the element:
//   TRUST_E_CERT_SIGNATURE       a signature is wrong, or weak
//   CRYPT_E_REVOKED
//   CERT_E_UNTRUSTEDROOT, CERT_E_CHAINING (no root; lElementIndex -1)
//   CERT_E_EXPIRED               not in its times, whether it is over or has not begun
//   CERT_E_WRONG_USAGE
//   TRUST_E_BASIC_CONSTRAINTS, CERT_E_INVALID_NAME (name constraints), CERT_E_INVALID_POLICY
//   CERT_E_CRITICAL (an unknown critical extension), CERT_E_MALFORMED (an extension that is none)
//   CRYPT_E_REVOCATION_OFFLINE, CRYPT_E_NO_REVOCATION_CHECK
// pszPolicyOID:
//   CERT_CHAIN_POLICY_BASE
//   CERT_CHAIN_POLICY_SSL    the same and, for a server with a name in
//                            SSL_EXTRA_CERT_CHAIN_POLICY_PARA, CERT_E_CN_NO_MATCH.  fdwChecks ignores
//                            by SECURITY_FLAG_IGNORE_*.  AUTHTYPE_SERVER without a name judges no
//                            name.  A cyclic chain is CERT_E_UNTRUSTEDROOT
//   CERT_CHAIN_POLICY_BASIC_CONSTRAINTS   TRUST_E_BASIC_CONSTRAINTS alone
//   CERT_CHAIN_POLICY_NT_AUTH   the base policy, the basic constraints and then CERT_E_UNTRUSTEDCA
//                            unless the issuer is in the machine's NTAuth store
//   CERT_CHAIN_POLICY_MICROSOFT_ROOT   CERT_E_UNTRUSTEDROOT: Microsoft's roots are none of Linux'
// pPolicyPara may be NULL, and its cbSize is not looked at; nor is pPolicyStatus->cbSize.
// Errors: ERROR_FILE_NOT_FOUND (another policy), E_INVALIDARG (NULL, or no chain of this library).
SECUR32_API BOOL WINAPI CertVerifyCertificateChainPolicy(LPCSTR pszPolicyOID,
                                                         PCCERT_CHAIN_CONTEXT pChainContext,
                                                         PCERT_CHAIN_POLICY_PARA pPolicyPara,
                                                         PCERT_CHAIN_POLICY_STATUS pPolicyStatus);

// ---- Strong signatures --------------------------------------------------------------------------

// CERT_STRONG_SIGN_PARA: dwInfoChoice, dwFlags of what is serialized, and the OIDs of a choice.
#define CERT_STRONG_SIGN_SERIALIZED_INFO_CHOICE 1
#define CERT_STRONG_SIGN_OID_INFO_CHOICE        2
#define CERT_STRONG_SIGN_ENABLE_CRL_CHECK       0x1
#define CERT_STRONG_SIGN_ENABLE_OCSP_CHECK      0x2

#define szOID_CERT_STRONG_SIGN_OS_PREFIX   "1.3.6.1.4.1.311.72.1."
#define szOID_CERT_STRONG_SIGN_OS_1        "1.3.6.1.4.1.311.72.1.1"
#define szOID_CERT_STRONG_SIGN_OS_CURRENT  szOID_CERT_STRONG_SIGN_OS_1
#define szOID_CERT_STRONG_KEY_OS_PREFIX    "1.3.6.1.4.1.311.72.2."
#define szOID_CERT_STRONG_KEY_OS_1         "1.3.6.1.4.1.311.72.2.1"
#define szOID_CERT_STRONG_KEY_OS_CURRENT   szOID_CERT_STRONG_KEY_OS_1

// Whether a hash ("SHA256"), signed with the certificate's key, makes a strong signature by the
// rule: OS_1 wants SHA-256 or better, RSA and DSA of 2047 bits or more and EC of 256 or more.
//   pSigningCert   NULL: the hash alone is judged
// FALSE with NTE_BAD_ALGID: it does not.  Errors: E_INVALIDARG (NULL, a wrong cbSize or choice, an
// unknown OID, a list that is none).
SECUR32_API BOOL WINAPI CertIsStrongHashToSign(PCCERT_STRONG_SIGN_PARA pStrongSignPara,
                                               LPCWSTR pwszCNGHashAlgid,
                                               PCCERT_CONTEXT pSigningCert);

#ifdef __cplusplus
}
#endif

#endif
