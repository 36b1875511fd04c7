// wincrypt_store_files.h: certificate stores that are kept in files and folders, and certificates
// in files of any form.
//
// A part of wincrypt.h.  File names of the W functions are UTF-16, the file system's are UTF-8.
// Where Windows has a file's HANDLE there is a file descriptor, cast to a pointer; NULL, which
// would be 0, is no file.
//
// Functions answer FALSE for a failure; GetLastError() says why:
//   E_INVALIDARG           an HCERTSTORE that is no open store, and what the function says below
//   ERROR_FILE_NOT_FOUND   no such file
//   ERROR_ACCESS_DENIED    the file's modes; no regular file
//   CRYPT_E_FILE_ERROR     a file cannot be read or written, is over 64 MiB, or is cut off
//   E_OUTOFMEMORY          there was no memory
// A success leaves the last error alone.
#ifndef SECUR32_WINCRYPT_STORE_FILES_H
#define SECUR32_WINCRYPT_STORE_FILES_H

#include <wincrypt_certs.h>

#ifdef __cplusplus
extern "C" {
#endif

// ---- Stores in files (CertOpenStore) ------------------------------------------------------------

// CERT_STORE_PROV_SERIALIZED, _PKCS7: pvPara is a CRYPT_DATA_BLOB *; the store is kept nowhere.
//   Errors: E_INVALIDARG (pvPara NULL), ERROR_CALL_NOT_IMPLEMENTED (CERT_STORE_DELETE_FLAG),
//   CRYPT_E_FILE_ERROR (no serialized store, or one cut off), CRYPT_E_INVALID_MSG_TYPE (a message
//   that is not signed), CRYPT_E_ASN1_BADTAG (no message; in BER with indefinite lengths).
// CERT_STORE_PROV_PKCS12: there is no such provider here; PFXImportCertStore opens PFX files.
// CERT_STORE_PROV_FILE: pvPara is a file's HANDLE, as above, which the store duplicates; from where
//   it stands a serialized store, or nothing.
//   Errors: ERROR_INVALID_HANDLE (NULL, no descriptor), E_INVALIDARG (CERT_STORE_DELETE_FLAG).
// CERT_STORE_PROV_FILENAME_A, _W: pvPara is a path.  The file holds a serialized store, a PKCS #7
//   message or a certificate, each as it is, in base64 (PEM) or in hexadecimal; of PEM all
//   certificates and CRLs, not the first alone as on Windows; or nothing.
//   Errors: ERROR_PATH_NOT_FOUND (pvPara NULL), ERROR_FILE_NOT_FOUND, ERROR_FILE_EXISTS
//   (CERT_STORE_CREATE_NEW_FLAG), ERROR_ACCESS_DENIED (below), CRYPT_E_NO_MATCH (nothing of these),
//   E_INVALIDARG (CERT_STORE_DELETE_FLAG).
//
// CERT_FILE_STORE_COMMIT_ENABLE_FLAG, of the last three: changes are written to the file by
// CertControlStore(CERT_STORE_CTRL_COMMIT) and when the store is closed: as a PKCS #7 message when
// the file was one, or was empty and its name ends in .p7c or .spc; else as a serialized store.  A
// file that is not there is made, unless CERT_STORE_OPEN_EXISTING_FLAG is set.  By name a file is
// replaced in one step; by descriptor it is written over from its beginning.  With
// CERT_STORE_READONLY_FLAG: E_INVALIDARG.  A file that is a certificate: ERROR_ACCESS_DENIED.
#define CERT_FILE_STORE_COMMIT_ENABLE_FLAG 0x10000

// ---- System stores (CertOpenStore) --------------------------------------------------------------

#define CERT_SYSTEM_STORE_LOCATION_MASK        0x00FF0000
#define CERT_SYSTEM_STORE_RELOCATE_FLAG        0x80000000
#define CERT_SYSTEM_STORE_UNPROTECTED_FLAG     0x40000000
#define CERT_SYSTEM_STORE_MASK                 0xFFFF0000

// CERT_STORE_PROV_SYSTEM_A, _W: pvPara is a name: "MY", "ROOT", "CA" or another, in any case, of at
// most 64 letters without '/' and '\', that does not begin with a dot.
//   dwFlags   CERT_SYSTEM_STORE_CURRENT_USER or CERT_SYSTEM_STORE_LOCAL_MACHINE;
//             CERT_SYSTEM_STORE_CURRENT_SERVICE is the user.
// What is added is kept in a folder of that name, the user's or the machine's (see
// docs/certificates.md), a file for each certificate.  A user's store shows the machine's of that
// name too, read-only, but for "MY".  "ROOT" and "AuthRoot" show the machine's trusted roots as
// well, "CA" what stands with
// them and is not its own issuer.  Keys stay where they are: CERT_KEY_PROV_INFO_PROP_ID names
// them.
//   CERT_STORE_OPEN_EXISTING_FLAG   ERROR_FILE_NOT_FOUND without a folder, but for those named here
//   CERT_STORE_CREATE_NEW_FLAG      makes the folder; ERROR_FILE_EXISTS when it is there
//   CERT_STORE_DELETE_FLAG          removes the folder and what is in it
// Errors: ERROR_FILE_NOT_FOUND (another location), E_INVALIDARG (no such name;
// CERT_SYSTEM_STORE_RELOCATE_FLAG), ERROR_ACCESS_DENIED (a folder that is another's, or open to
// others; the machine's, for all but root).

typedef struct _CERT_SYSTEM_STORE_INFO {
    DWORD cbSize;
} CERT_SYSTEM_STORE_INFO, *PCERT_SYSTEM_STORE_INFO;

typedef BOOL(WINAPI *PFN_CERT_ENUM_SYSTEM_STORE)(const void *pvSystemStore, DWORD dwFlags,
                                                 PCERT_SYSTEM_STORE_INFO pStoreInfo,
                                                 void *pvReserved, void *pvArg);

// Calls pfnEnum for each store of a location, with its name as LPCWSTR: those that are always
// there, and those with a folder.  FALSE from pfnEnum ends it.
//   dwFlags                     CERT_SYSTEM_STORE_CURRENT_USER or _LOCAL_MACHINE, given to pfnEnum
//   pvSystemStoreLocationPara   NULL: there are no other computers
// Errors: E_INVALIDARG (pfnEnum NULL; pvSystemStoreLocationPara not NULL), ERROR_FILE_NOT_FOUND
// (another location), and what pfnEnum left as the last error.
SECUR32_API BOOL WINAPI CertEnumSystemStore(DWORD dwFlags, void *pvSystemStoreLocationPara,
                                            void *pvArg, PFN_CERT_ENUM_SYSTEM_STORE pfnEnum);

// Makes a store's folder, or removes it and what is in it; pvSystemStore is an LPCWSTR.
//   dwFlags    as for CertOpenStore, with its CERT_STORE_CREATE_NEW_FLAG
//   others     not looked at
// Errors: those of CertOpenStore; to unregister what is not there is ERROR_FILE_NOT_FOUND.
SECUR32_API BOOL WINAPI CertRegisterSystemStore(const void *pvSystemStore, DWORD dwFlags,
                                                PCERT_SYSTEM_STORE_INFO pStoreInfo,
                                                void *pvReserved);
SECUR32_API BOOL WINAPI CertUnregisterSystemStore(const void *pvSystemStore, DWORD dwFlags);

// ---- Saving -------------------------------------------------------------------------------------

#define CERT_STORE_SAVE_AS_STORE  1
#define CERT_STORE_SAVE_AS_PKCS7  2
#define CERT_STORE_SAVE_AS_PKCS12 3

#define CERT_STORE_SAVE_TO_FILE       1
#define CERT_STORE_SAVE_TO_MEMORY     2
#define CERT_STORE_SAVE_TO_FILENAME_A 3
#define CERT_STORE_SAVE_TO_FILENAME_W 4
#define CERT_STORE_SAVE_TO_FILENAME   CERT_STORE_SAVE_TO_FILENAME_W

// Saves all certificates and CRLs of a store.
//   dwEncodingType   X509_ASN_ENCODING | PKCS_7_ASN_ENCODING for CERT_STORE_SAVE_AS_PKCS7
//   dwSaveAs         CERT_STORE_SAVE_AS_STORE: with properties, but for open keys, hashes, and the
//                    parameters in CERT_KEY_PROV_INFO_PROP_ID; CERT_STORE_SAVE_AS_PKCS7: without
//   dwSaveTo, pvSaveToPara
//     CERT_STORE_SAVE_TO_FILE         a file's HANDLE, as above: from where it stands
//     CERT_STORE_SAVE_TO_FILENAME_*   a path; the file is replaced in one step
//     CERT_STORE_SAVE_TO_MEMORY       CERT_BLOB *: pbData NULL asks the size; cbData is it
//   dwFlags          0
// Errors: ERROR_INVALID_PARAMETER (another dwSaveAs, CERT_STORE_SAVE_AS_PKCS12 too, or dwSaveTo),
// E_INVALIDARG (PKCS #7 without PKCS_7_ASN_ENCODING; pvSaveToPara NULL; other flags),
// ERROR_MORE_DATA (pbData is too small).
SECUR32_API BOOL WINAPI CertSaveStore(HCERTSTORE hCertStore, DWORD dwEncodingType, DWORD dwSaveAs,
                                      DWORD dwSaveTo, void *pvSaveToPara, DWORD dwFlags);

// A certificate or CRL with its properties, hashes that were asked for too, as a serialized store
// holds it.
//   dwFlags                 0; not looked at
//   pbElement, pcbElement   the size goes in and comes out; NULL asks it
// Errors: ERROR_MORE_DATA, E_INVALIDARG (no context of this library; pcbElement NULL).
SECUR32_API BOOL WINAPI CertSerializeCertificateStoreElement(PCCERT_CONTEXT pCertContext,
                                                             DWORD dwFlags, BYTE *pbElement,
                                                             DWORD *pcbElement);
SECUR32_API BOOL WINAPI CertSerializeCRLStoreElement(PCCRL_CONTEXT pCrlContext, DWORD dwFlags,
                                                     BYTE *pbElement, DWORD *pcbElement);

// Adds what those two made.
//   hCertStore           NULL: a context of no store
//   dwAddDisposition     as CertAddCertificateContextToStore
//   dwFlags              0; not looked at
//   dwContextTypeFlags   CERT_STORE_CERTIFICATE_CONTEXT_FLAG, CERT_STORE_CRL_CONTEXT_FLAG or
//                        CERT_STORE_ALL_CONTEXT_FLAG
//   pdwContextType, ppvContext   NULL, or get CERT_STORE_CERTIFICATE_CONTEXT or _CRL_CONTEXT, and a
//                        reference
// Properties that no element may set (an open key) and hashes are passed over.
// Errors: ERROR_END_OF_MEDIA (cbElement 0), CRYPT_E_FILE_ERROR (a record is cut off, or there is no
// element), E_INVALIDARG (a record longer than the rest; another type than dwContextTypeFlags has,
// or a CTL; octets behind), ERROR_FILE_NOT_FOUND (a record of another encoding),
// CRYPT_E_ASN1_CORRUPT (a certificate that is none), and those of adding.
SECUR32_API BOOL WINAPI CertAddSerializedElementToStore(HCERTSTORE hCertStore,
                                                        const BYTE *pbElement, DWORD cbElement,
                                                        DWORD dwAddDisposition, DWORD dwFlags,
                                                        DWORD dwContextTypeFlags,
                                                        DWORD *pdwContentType,
                                                        const void **ppvContext);

// ---- CryptQueryObject ---------------------------------------------------------------------------

#define CERT_QUERY_OBJECT_FILE 0x1
#define CERT_QUERY_OBJECT_BLOB 0x2

#define CERT_QUERY_CONTENT_CERT               1
#define CERT_QUERY_CONTENT_CTL                2
#define CERT_QUERY_CONTENT_CRL                3
#define CERT_QUERY_CONTENT_SERIALIZED_STORE   4
#define CERT_QUERY_CONTENT_SERIALIZED_CERT    5
#define CERT_QUERY_CONTENT_SERIALIZED_CTL     6
#define CERT_QUERY_CONTENT_SERIALIZED_CRL     7
#define CERT_QUERY_CONTENT_PKCS7_SIGNED       8
#define CERT_QUERY_CONTENT_PKCS7_UNSIGNED     9
#define CERT_QUERY_CONTENT_PKCS7_SIGNED_EMBED 10
#define CERT_QUERY_CONTENT_PKCS10             11
#define CERT_QUERY_CONTENT_PFX                12
#define CERT_QUERY_CONTENT_CERT_PAIR          13
#define CERT_QUERY_CONTENT_PFX_AND_LOAD       14

#define CERT_QUERY_CONTENT_FLAG_CERT               (1 << CERT_QUERY_CONTENT_CERT)
#define CERT_QUERY_CONTENT_FLAG_CTL                (1 << CERT_QUERY_CONTENT_CTL)
#define CERT_QUERY_CONTENT_FLAG_CRL                (1 << CERT_QUERY_CONTENT_CRL)
#define CERT_QUERY_CONTENT_FLAG_SERIALIZED_STORE   (1 << CERT_QUERY_CONTENT_SERIALIZED_STORE)
#define CERT_QUERY_CONTENT_FLAG_SERIALIZED_CERT    (1 << CERT_QUERY_CONTENT_SERIALIZED_CERT)
#define CERT_QUERY_CONTENT_FLAG_SERIALIZED_CTL     (1 << CERT_QUERY_CONTENT_SERIALIZED_CTL)
#define CERT_QUERY_CONTENT_FLAG_SERIALIZED_CRL     (1 << CERT_QUERY_CONTENT_SERIALIZED_CRL)
#define CERT_QUERY_CONTENT_FLAG_PKCS7_SIGNED       (1 << CERT_QUERY_CONTENT_PKCS7_SIGNED)
#define CERT_QUERY_CONTENT_FLAG_PKCS7_UNSIGNED     (1 << CERT_QUERY_CONTENT_PKCS7_UNSIGNED)
#define CERT_QUERY_CONTENT_FLAG_PKCS7_SIGNED_EMBED (1 << CERT_QUERY_CONTENT_PKCS7_SIGNED_EMBED)
#define CERT_QUERY_CONTENT_FLAG_PKCS10             (1 << CERT_QUERY_CONTENT_PKCS10)
#define CERT_QUERY_CONTENT_FLAG_PFX                (1 << CERT_QUERY_CONTENT_PFX)
#define CERT_QUERY_CONTENT_FLAG_CERT_PAIR          (1 << CERT_QUERY_CONTENT_CERT_PAIR)
#define CERT_QUERY_CONTENT_FLAG_PFX_AND_LOAD       (1 << CERT_QUERY_CONTENT_PFX_AND_LOAD)

#define CERT_QUERY_CONTENT_FLAG_ALL                                                        \
    (CERT_QUERY_CONTENT_FLAG_CERT | CERT_QUERY_CONTENT_FLAG_CTL |                          \
     CERT_QUERY_CONTENT_FLAG_CRL | CERT_QUERY_CONTENT_FLAG_SERIALIZED_STORE |              \
     CERT_QUERY_CONTENT_FLAG_SERIALIZED_CERT | CERT_QUERY_CONTENT_FLAG_SERIALIZED_CTL |    \
     CERT_QUERY_CONTENT_FLAG_SERIALIZED_CRL | CERT_QUERY_CONTENT_FLAG_PKCS7_SIGNED |       \
     CERT_QUERY_CONTENT_FLAG_PKCS7_UNSIGNED | CERT_QUERY_CONTENT_FLAG_PKCS7_SIGNED_EMBED | \
     CERT_QUERY_CONTENT_FLAG_PKCS10 | CERT_QUERY_CONTENT_FLAG_PFX |                        \
     CERT_QUERY_CONTENT_FLAG_CERT_PAIR)
#define CERT_QUERY_CONTENT_FLAG_ALL_ISSUER_CERT                                            \
    (CERT_QUERY_CONTENT_FLAG_CERT | CERT_QUERY_CONTENT_FLAG_SERIALIZED_STORE |             \
     CERT_QUERY_CONTENT_FLAG_SERIALIZED_CERT | CERT_QUERY_CONTENT_FLAG_PKCS7_SIGNED |      \
     CERT_QUERY_CONTENT_FLAG_PKCS7_UNSIGNED)

#define CERT_QUERY_FORMAT_BINARY                1
#define CERT_QUERY_FORMAT_BASE64_ENCODED        2
#define CERT_QUERY_FORMAT_ASN_ASCII_HEX_ENCODED 3

#define CERT_QUERY_FORMAT_FLAG_BINARY                (1 << CERT_QUERY_FORMAT_BINARY)
#define CERT_QUERY_FORMAT_FLAG_BASE64_ENCODED        (1 << CERT_QUERY_FORMAT_BASE64_ENCODED)
#define CERT_QUERY_FORMAT_FLAG_ASN_ASCII_HEX_ENCODED (1 << CERT_QUERY_FORMAT_ASN_ASCII_HEX_ENCODED)
#define CERT_QUERY_FORMAT_FLAG_ALL                                          \
    (CERT_QUERY_FORMAT_FLAG_BINARY | CERT_QUERY_FORMAT_FLAG_BASE64_ENCODED | \
     CERT_QUERY_FORMAT_FLAG_ASN_ASCII_HEX_ENCODED)

// Tells what octets are, and reads them.
//   dwObjectType, pvObject   CERT_QUERY_OBJECT_FILE: LPCWSTR, a path; CERT_QUERY_OBJECT_BLOB:
//                            CERT_BLOB *
//   dwExpectedContentTypeFlags   what is looked for, in this order: _CERT, _CRL,
//       _SERIALIZED_STORE, _SERIALIZED_CERT, _SERIALIZED_CRL, _PKCS7_SIGNED, _PFX; the others never
//       match
//   dwExpectedFormatTypeFlags    as it is; base64: PEM, of which the first block that matches
//       counts, or bare, in UTF-8 or UTF-16; hexadecimal, "{ASN}" before it or not
//   dwFlags                      0; not looked at
//   the rest                     NULL, or get what was found:
//     pdwMsgAndCertEncodingType  X509_ASN_ENCODING, with PKCS_7_ASN_ENCODING for PKCS #7 and PFX
//     pdwContentType, pdwFormatType
//     phCertStore                a memory store, to be closed; NULL for CERT_QUERY_CONTENT_PFX
//     phMsg                      NULL: there are no messages here
//     ppvContext                 of _CERT, _CRL and the serialized ones the context, to be freed;
//                                else NULL
// CERT_QUERY_CONTENT_FLAG_PFX_AND_LOAD never matches: PFXImportCertStore loads what is _PFX.
// Errors: E_INVALIDARG (another dwObjectType; pvObject NULL; a length without an address),
// CRYPT_E_NO_MATCH (nothing that was looked for), ERROR_FILE_NOT_FOUND and the other failures of
// files.  All outputs are 0 and NULL then.
SECUR32_API BOOL WINAPI CryptQueryObject(DWORD dwObjectType, const void *pvObject,
                                         DWORD dwExpectedContentTypeFlags,
                                         DWORD dwExpectedFormatTypeFlags, DWORD dwFlags,
                                         DWORD *pdwMsgAndCertEncodingType, DWORD *pdwContentType,
                                         DWORD *pdwFormatType, HCERTSTORE *phCertStore,
                                         HCRYPTMSG *phMsg, const void **ppvContext);

#ifdef __cplusplus
}
#endif

#endif
