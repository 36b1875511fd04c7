// wincrypt_stores.h: the functions on certificate stores and their certificates.
//
// A part of wincrypt.h; CRLs are in wincrypt_crls.h.  A store is a handle with counted references;
// it holds certificates and CRLs, each with properties.  A context that comes from a store is one
// reference to what the store holds: it stays as it is when the element is deleted or the store is
// closed, and keeps the store, whose handle its hCertStore is, until it is freed.  Any function may
// be called on any thread, several on one store at once.
//
// Functions answer FALSE or NULL for a failure; GetLastError() says why:
//   E_INVALIDARG     an HCERTSTORE that is no open store, a context that is none of this library's,
//                    and what the function says below
//   E_ACCESSDENIED   the store is read-only (CERT_STORE_READONLY_FLAG; a memory store never is)
//   E_OUTOFMEMORY    there was no memory
// A success leaves the last error alone.
#ifndef SECUR32_WINCRYPT_STORES_H
#define SECUR32_WINCRYPT_STORES_H

#include <wincrypt_certs.h>
#include <wincrypt_chains.h>

#ifdef __cplusplus
extern "C" {
#endif

// ---- Opening and closing ------------------------------------------------------------------------

// The names of providers, as CERT_STORE_PROV_MEMORY and the like are their numbers.
#define sz_CERT_STORE_PROV_MEMORY     "Memory"
#define sz_CERT_STORE_PROV_FILENAME_W "File"
#define sz_CERT_STORE_PROV_FILENAME   sz_CERT_STORE_PROV_FILENAME_W
#define sz_CERT_STORE_PROV_SYSTEM_W   "System"
#define sz_CERT_STORE_PROV_SYSTEM     sz_CERT_STORE_PROV_SYSTEM_W
#define sz_CERT_STORE_PROV_PKCS7      "PKCS7"
#define sz_CERT_STORE_PROV_PKCS12     "PKCS12"
#define sz_CERT_STORE_PROV_SERIALIZED "Serialized"
#define sz_CERT_STORE_PROV_COLLECTION "Collection"

// Opens a store: one reference.
//   lpszStoreProvider   CERT_STORE_PROV_*, or its name in any case
//   dwEncodingType      for what is encoded in pvPara; else not looked at
//   hCryptProv          not looked at
//   dwFlags             CERT_STORE_ENUM_ARCHIVED_FLAG: enumerations show archived certificates too;
//                       CERT_STORE_READONLY_FLAG; others as the provider says
//   pvPara              of the provider
// CERT_STORE_PROV_MEMORY: an empty store, kept nowhere; pvPara and CERT_STORE_READONLY_FLAG are not
// looked at.  CERT_STORE_PROV_COLLECTION: shows the stores that CertAddStoreToCollection adds.
// CERT_STORE_DELETE_FLAG deletes what the store is kept in: NULL is answered in any case, with a
// last error of 0 for a success.
// Errors: ERROR_FILE_NOT_FOUND (no such provider: CERT_STORE_PROV_MSG, _REG, _PHYSICAL and _LDAP
// are none here), ERROR_CALL_NOT_IMPLEMENTED (CERT_STORE_DELETE_FLAG for memory or a collection),
// and those of the provider.
SECUR32_API HCERTSTORE WINAPI CertOpenStore(LPCSTR lpszStoreProvider, DWORD dwEncodingType,
                                            HCRYPTPROV_LEGACY hCryptProv, DWORD dwFlags,
                                            const void *pvPara);

// CertOpenStore(CERT_STORE_PROV_SYSTEM, CERT_SYSTEM_STORE_CURRENT_USER): "MY", "ROOT", "CA" or
// another name; hProv is not looked at.
SECUR32_API HCERTSTORE WINAPI CertOpenSystemStoreA(HCRYPTPROV_LEGACY hProv,
                                                   LPCSTR szSubsystemProtocol);
SECUR32_API HCERTSTORE WINAPI CertOpenSystemStoreW(HCRYPTPROV_LEGACY hProv,
                                                   LPCWSTR szSubsystemProtocol);

// Adds a reference; answers the same handle, NULL for none.
SECUR32_API HCERTSTORE WINAPI CertDuplicateStore(HCERTSTORE hCertStore);

// Gives a reference back.  With the last one the store is closed: what waits to be kept is kept,
// and the store goes, once no context of it is in use.  NULL: TRUE.
//   CERT_CLOSE_STORE_FORCE_FLAG   gives all references back.  Contexts stay valid until they are
//                                 freed; on Windows their memory goes
//   CERT_CLOSE_STORE_CHECK_FLAG   CRYPT_E_PENDING_CLOSE when contexts, references or collections
//                                 go on using the store; it is closed all the same
// Errors: CRYPT_E_PENDING_CLOSE, E_INVALIDARG (closed already), ERROR_WRITE_FAULT and the like when
// what waits could not be kept.
SECUR32_API BOOL WINAPI CertCloseStore(HCERTSTORE hCertStore, DWORD dwFlags);

#define CERT_STORE_CTRL_RESYNC        1
#define CERT_STORE_CTRL_NOTIFY_CHANGE 2
#define CERT_STORE_CTRL_COMMIT        3
#define CERT_STORE_CTRL_AUTO_RESYNC   4
#define CERT_STORE_CTRL_CANCEL_NOTIFY 5

#define CERT_STORE_CTRL_INHIBIT_DUPLICATE_HANDLE_FLAG 0x1
#define CERT_STORE_CTRL_COMMIT_FORCE_FLAG             0x1
#define CERT_STORE_CTRL_COMMIT_CLEAR_FLAG             0x2

//   CERT_STORE_CTRL_COMMIT   what was changed is written to where the store is kept; with
//                            CERT_STORE_CTRL_COMMIT_FORCE_FLAG even if nothing was changed, with
//                            CERT_STORE_CTRL_COMMIT_CLEAR_FLAG the changes are forgotten instead
//   CERT_STORE_CTRL_RESYNC   what is kept is read anew
// A collection does it for each of its stores.  pvCtrlPara is not looked at.
// Errors: ERROR_CALL_NOT_IMPLEMENTED (a store that is kept nowhere; CERT_STORE_CTRL_NOTIFY_CHANGE,
// _CANCEL_NOTIFY and _AUTO_RESYNC, for which there are no event handles), ERROR_NOT_SUPPORTED
// (any other dwCtrlType).
SECUR32_API BOOL WINAPI CertControlStore(HCERTSTORE hCertStore, DWORD dwFlags, DWORD dwCtrlType,
                                         const void *pvCtrlPara);

// Sets a property of the store itself, as CertSetCertificateContextProperty: pvData is a
// CRYPT_DATA_BLOB *, or NULL, which takes it away.  Kept as long as the store is open.
// Errors: E_INVALIDARG (an id that no blob can have).
SECUR32_API BOOL WINAPI CertSetStoreProperty(HCERTSTORE hCertStore, DWORD dwPropId, DWORD dwFlags,
                                             const void *pvData);

// Reads one, as CertGetCertificateContextProperty.  CERT_ACCESS_STATE_PROP_ID is a DWORD:
// CERT_ACCESS_STATE_WRITE_PERSIST_FLAG when changes are kept, with
// CERT_ACCESS_STATE_SYSTEM_STORE_FLAG for a system store.
// Errors: CRYPT_E_NOT_FOUND, ERROR_MORE_DATA, E_INVALIDARG (pcbData NULL).
SECUR32_API BOOL WINAPI CertGetStoreProperty(HCERTSTORE hCertStore, DWORD dwPropId, void *pvData,
                                             DWORD *pcbData);

// ---- Collections --------------------------------------------------------------------------------

#define CERT_PHYSICAL_STORE_ADD_ENABLE_FLAG                  0x1
#define CERT_PHYSICAL_STORE_OPEN_DISABLE_FLAG                0x2
#define CERT_PHYSICAL_STORE_REMOTE_OPEN_DISABLE_FLAG         0x4
#define CERT_PHYSICAL_STORE_INSERT_COMPUTER_NAME_ENABLE_FLAG 0x8

// Lets a collection show a store, or another collection.  The collection keeps it open.
//   hSiblingStore   NULL: nothing happens, TRUE
//   dwUpdateFlags   CERT_PHYSICAL_STORE_ADD_ENABLE_FLAG: what is added to the collection may go
//                   there; others are not looked at
//   dwPriority      higher ones come first; of the same, the one that was added first
// Errors: E_INVALIDARG (hCollectionStore is no collection; it would show itself).
SECUR32_API BOOL WINAPI CertAddStoreToCollection(HCERTSTORE hCollectionStore,
                                                 HCERTSTORE hSiblingStore, DWORD dwUpdateFlags,
                                                 DWORD dwPriority);

// Undoes that.  Nothing happens, without an error, for a store that it does not show.
SECUR32_API void WINAPI CertRemoveStoreFromCollection(HCERTSTORE hCollectionStore,
                                                      HCERTSTORE hSiblingStore);

// ---- Adding certificates ------------------------------------------------------------------------

// Adds a copy of a certificate, with its properties but for an open key (CERT_KEY_CONTEXT_PROP_ID).
//   hCertStore         NULL: the copy is of no store.  Of a collection the first store that takes
//                      additions gets it
//   dwAddDisposition   when a certificate of the same issuer and serial number is there:
//     CERT_STORE_ADD_ALWAYS             both are
//     CERT_STORE_ADD_NEW                CRYPT_E_EXISTS
//     CERT_STORE_ADD_USE_EXISTING       it stays, and gets the properties that it has not
//     CERT_STORE_ADD_REPLACE_EXISTING   it is replaced
//     CERT_STORE_ADD_NEWER              it is replaced if its NotBefore is earlier, else
//                                       CRYPT_E_EXISTS
//     the last two with _INHERIT_PROPERTIES   the new one gets the old one's properties that it has
//                                             not
//   ppStoreContext     NULL, or gets a reference to what is in the store then
// Errors: CRYPT_E_EXISTS, E_INVALIDARG (another disposition), E_ACCESSDENIED (also a collection
// without a store that takes additions).
SECUR32_API BOOL WINAPI CertAddCertificateContextToStore(HCERTSTORE hCertStore,
                                                         PCCERT_CONTEXT pCertContext,
                                                         DWORD dwAddDisposition,
                                                         PCCERT_CONTEXT *ppStoreContext);

// The same, but no copy: what is added has the properties of pCertContext, whoever changes them.
SECUR32_API BOOL WINAPI CertAddCertificateLinkToStore(HCERTSTORE hCertStore,
                                                      PCCERT_CONTEXT pCertContext,
                                                      DWORD dwAddDisposition,
                                                      PCCERT_CONTEXT *ppStoreContext);

// CertCreateCertificateContext and CertAddCertificateContextToStore in one; errors of both.
SECUR32_API BOOL WINAPI CertAddEncodedCertificateToStore(HCERTSTORE hCertStore,
                                                         DWORD dwCertEncodingType,
                                                         const BYTE *pbCertEncoded,
                                                         DWORD cbCertEncoded,
                                                         DWORD dwAddDisposition,
                                                         PCCERT_CONTEXT *ppCertContext);

// CertOpenSystemStore, that with CERT_STORE_ADD_USE_EXISTING, and CertCloseStore.
SECUR32_API BOOL WINAPI CertAddEncodedCertificateToSystemStoreA(LPCSTR szCertStoreName,
                                                                const BYTE *pbCertEncoded,
                                                                DWORD cbCertEncoded);
SECUR32_API BOOL WINAPI CertAddEncodedCertificateToSystemStoreW(LPCWSTR szCertStoreName,
                                                                const BYTE *pbCertEncoded,
                                                                DWORD cbCertEncoded);

// Takes the certificate out of its store and frees the context, whatever is answered.  TRUE when
// it was taken out before, and for NULL.
// Errors: E_INVALIDARG (a context of no store).
SECUR32_API BOOL WINAPI CertDeleteCertificateFromStore(PCCERT_CONTEXT pCertContext);

// ---- Finding certificates -----------------------------------------------------------------------

// The certificate behind this one, NULL the first.  pPrevCertContext is freed whatever is answered.
// Certificates with CERT_ARCHIVED_PROP_ID are passed over, unless the store was opened with
// CERT_STORE_ENUM_ARCHIVED_FLAG.
// Errors: CRYPT_E_NOT_FOUND (no more), E_INVALIDARG (pPrevCertContext is of another store).
SECUR32_API PCCERT_CONTEXT WINAPI CertEnumCertificatesInStore(HCERTSTORE hCertStore,
                                                              PCCERT_CONTEXT pPrevCertContext);

#define CERT_COMPARE_MASK      0xFFFF
#define CERT_COMPARE_SHIFT     16
#define CERT_INFO_ISSUER_FLAG  4
#define CERT_INFO_SUBJECT_FLAG 7

// CERT_FIND_CERT_ID.
typedef struct _CERT_ISSUER_SERIAL_NUMBER {
    CERT_NAME_BLOB Issuer;
    CRYPT_INTEGER_BLOB SerialNumber;
} CERT_ISSUER_SERIAL_NUMBER, *PCERT_ISSUER_SERIAL_NUMBER;

typedef struct _CERT_ID {
    DWORD dwIdChoice;
    __extension__ union {
        CERT_ISSUER_SERIAL_NUMBER IssuerSerialNumber;
        CRYPT_HASH_BLOB KeyId;
        CRYPT_HASH_BLOB HashId;
    };
} CERT_ID, *PCERT_ID;

#define CERT_ID_ISSUER_SERIAL_NUMBER 1
#define CERT_ID_KEY_IDENTIFIER       2
#define CERT_ID_SHA1_HASH            3

// CERT_FIND_SUBJECT_ATTR, CERT_FIND_ISSUER_ATTR: dwFindFlags.
#define CERT_UNICODE_IS_RDN_ATTRS_FLAG          0x1
#define CERT_CASE_INSENSITIVE_IS_RDN_ATTRS_FLAG 0x2

// The next certificate behind pPrevCertContext, NULL from the first, that fits.  pPrevCertContext
// is freed whatever is answered.
//   dwCertEncodingType   not looked at
//   dwFindType, pvFindPara
//     CERT_FIND_ANY                     NULL
//     CERT_FIND_SHA1_HASH (CERT_FIND_HASH), CERT_FIND_MD5_HASH, CERT_FIND_SHA256_HASH,
//     CERT_FIND_SHA1_SHA256_HASH        CRYPT_HASH_BLOB *: of the certificate
//     CERT_FIND_SIGNATURE_HASH, CERT_FIND_KEY_IDENTIFIER, CERT_FIND_PUBKEY_MD5_HASH
//                                       CRYPT_HASH_BLOB *: the property of that name
//     CERT_FIND_HASH_STR                LPCWSTR: the SHA-1, SHA-256 or MD5 hash in hexadecimal,
//                                       spaces between
//     CERT_FIND_PROPERTY                DWORD *: the id of a property that it has or computes
//     CERT_FIND_PUBLIC_KEY              CERT_PUBLIC_KEY_INFO *: the same PublicKey
//     CERT_FIND_SUBJECT_NAME, CERT_FIND_ISSUER_NAME   CERT_NAME_BLOB *: the same octets
//     CERT_FIND_SUBJECT_ATTR, CERT_FIND_ISSUER_ATTR   CERT_RDN *: all its attributes are in the
//                                       name; dwFindFlags as above
//     CERT_FIND_SUBJECT_STR_A, _W, CERT_FIND_ISSUER_STR_A, _W   LPCSTR, LPCWSTR: is in the name as
//                                       CertNameToStr(CERT_SIMPLE_NAME_STR) writes it, in any case
//     CERT_FIND_KEY_SPEC                DWORD *: CERT_KEY_SPEC_PROP_ID
//     CERT_FIND_ENHKEY_USAGE            CERT_ENHKEY_USAGE *: has all usages; NULL or none: has any.
//                                       dwFindFlags below
//     CERT_FIND_SUBJECT_CERT            CERT_INFO *: the same Issuer and SerialNumber
//     CERT_FIND_ISSUER_OF               CERT_CONTEXT *: its subject is that one's issuer
//     CERT_FIND_EXISTING                CERT_CONTEXT *: what CERT_STORE_ADD_NEW meets
//     CERT_FIND_CERT_ID                 CERT_ID *
//     CERT_FIND_CROSS_CERT_DIST_POINTS, CERT_FIND_SUBJECT_INFO_ACCESS   NULL: has the extension, or
//                                       the property
//     CERT_FIND_HAS_PRIVATE_KEY         NULL: CERT_KEY_PROV_INFO_PROP_ID or CERT_KEY_CONTEXT_PROP_ID
//   dwFindFlags, of CERT_FIND_ENHKEY_USAGE
//     CERT_FIND_OPTIONAL_ENHKEY_USAGE_FLAG    or has neither the extension nor the property
//     CERT_FIND_EXT_ONLY_ENHKEY_USAGE_FLAG    the extension alone counts,
//     CERT_FIND_PROP_ONLY_ENHKEY_USAGE_FLAG   the property alone; with neither flag what both have,
//                                             or the one that is there
//     CERT_FIND_NO_ENHKEY_USAGE_FLAG          has neither, whatever pvFindPara is
//     CERT_FIND_OR_ENHKEY_USAGE_FLAG          one of the usages is enough
//     CERT_FIND_VALID_ENHKEY_USAGE_FLAG       a certificate without either is good for all
// Archived certificates are passed over as in enumerations, but for the types that name one
// certificate: the hashes but CERT_FIND_PUBKEY_MD5_HASH, CERT_FIND_KEY_IDENTIFIER,
// CERT_FIND_SUBJECT_CERT, CERT_FIND_EXISTING, CERT_FIND_CERT_ID.
// Errors: CRYPT_E_NOT_FOUND, E_INVALIDARG (pPrevCertContext is of another store; another dwFindType;
// NULL where pvFindPara is due; a text that is no hash).
SECUR32_API PCCERT_CONTEXT WINAPI CertFindCertificateInStore(
    HCERTSTORE hCertStore, DWORD dwCertEncodingType, DWORD dwFindFlags, DWORD dwFindType,
    const void *pvFindPara, PCCERT_CONTEXT pPrevCertContext);

// The certificate of this Issuer and SerialNumber; other members are not looked at.
// Errors: CRYPT_E_NOT_FOUND, E_INVALIDARG (pCertId NULL).
SECUR32_API PCCERT_CONTEXT WINAPI CertGetSubjectCertificateFromStore(HCERTSTORE hCertStore,
                                                                     DWORD dwCertEncodingType,
                                                                     PCERT_INFO pCertId);

#define CERT_STORE_SIGNATURE_FLAG     0x1
#define CERT_STORE_TIME_VALIDITY_FLAG 0x2
#define CERT_STORE_REVOCATION_FLAG    0x4
#define CERT_STORE_NO_CRL_FLAG        0x10000
#define CERT_STORE_NO_ISSUER_FLAG     0x20000
#define CERT_STORE_BASE_CRL_FLAG      0x100
#define CERT_STORE_DELTA_CRL_FLAG     0x200

// The next certificate whose subject is the issuer of pSubjectContext, and what
// CertVerifySubjectCertificateContext says of the two.  pPrevIssuerContext is freed whatever is
// answered.
// Errors: CRYPT_E_NOT_FOUND, CRYPT_E_SELF_SIGNED (pSubjectContext is its own issuer: verified with
// itself), E_INVALIDARG (pSubjectContext or pdwFlags NULL; other flags).
SECUR32_API PCCERT_CONTEXT WINAPI CertGetIssuerCertificateFromStore(
    HCERTSTORE hCertStore, PCCERT_CONTEXT pSubjectContext, PCCERT_CONTEXT pPrevIssuerContext,
    DWORD *pdwFlags);

// Verifies what is asked for; a flag that stays set says that it failed.
//   *pdwFlags   CERT_STORE_SIGNATURE_FLAG       pIssuer's key verifies the signature
//               CERT_STORE_TIME_VALIDITY_FLAG   pSubject is valid now
//               CERT_STORE_REVOCATION_FLAG      no CRL of pIssuer, of those in pIssuer's store,
//                                               lists pSubject.  Without such a CRL it stays set,
//                                               and CERT_STORE_NO_CRL_FLAG with it
//   pIssuer     NULL: the signature and the CRL cannot be verified; CERT_STORE_NO_ISSUER_FLAG comes
//               with the two flags
// Errors: E_INVALIDARG (other flags going in; pSubject NULL where it is needed; pdwFlags NULL).
SECUR32_API BOOL WINAPI CertVerifySubjectCertificateContext(PCCERT_CONTEXT pSubject,
                                                            PCCERT_CONTEXT pIssuer,
                                                            DWORD *pdwFlags);

// What kind of context something is of.
#define CERT_STORE_CERTIFICATE_CONTEXT 1
#define CERT_STORE_CRL_CONTEXT         2
#define CERT_STORE_CTL_CONTEXT         3

#define CERT_STORE_ALL_CONTEXT_FLAG         (~0U)
#define CERT_STORE_CERTIFICATE_CONTEXT_FLAG (1 << CERT_STORE_CERTIFICATE_CONTEXT)
#define CERT_STORE_CRL_CONTEXT_FLAG         (1 << CERT_STORE_CRL_CONTEXT)
#define CERT_STORE_CTL_CONTEXT_FLAG         (1 << CERT_STORE_CTL_CONTEXT)

#ifdef UNICODE
#define CertOpenSystemStore                    CertOpenSystemStoreW
#define CertAddEncodedCertificateToSystemStore CertAddEncodedCertificateToSystemStoreW
#else
#define CertOpenSystemStore                    CertOpenSystemStoreA
#define CertAddEncodedCertificateToSystemStore CertAddEncodedCertificateToSystemStoreA
#endif

#ifdef __cplusplus
}
#endif

#endif
