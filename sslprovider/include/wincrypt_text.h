// wincrypt_text.h: octets as text, memory, and what is asked of a certificate's extensions, times
// and object identifiers.
//
// A part of wincrypt.h.
#ifndef SECUR32_WINCRYPT_TEXT_H
#define SECUR32_WINCRYPT_TEXT_H

#include <wincrypt_certs.h>
#include <wincrypt_chains.h>
#include <wincrypt_object_types.h>

#ifdef __cplusplus
extern "C" {
#endif

// ---- Octets as text -----------------------------------------------------------------------------

#define CRYPT_STRING_BASE64HEADER        0x00000000
#define CRYPT_STRING_BASE64              0x00000001
#define CRYPT_STRING_BINARY              0x00000002
#define CRYPT_STRING_BASE64REQUESTHEADER 0x00000003
#define CRYPT_STRING_HEX                 0x00000004
#define CRYPT_STRING_HEXASCII            0x00000005
#define CRYPT_STRING_BASE64_ANY          0x00000006
#define CRYPT_STRING_ANY                 0x00000007
#define CRYPT_STRING_HEX_ANY             0x00000008
#define CRYPT_STRING_BASE64X509CRLHEADER 0x00000009
#define CRYPT_STRING_HEXADDR             0x0000000A
#define CRYPT_STRING_HEXASCIIADDR        0x0000000B
#define CRYPT_STRING_HEXRAW              0x0000000C
#define CRYPT_STRING_BASE64URI           0x0000000D
#define CRYPT_STRING_ENCODEMASK          0x000000FF
#define CRYPT_STRING_RESERVED100         0x00000100
#define CRYPT_STRING_RESERVED200         0x00000200
#define CRYPT_STRING_PERCENTESCAPE       0x08000000  // not here
#define CRYPT_STRING_HASHDATA            0x10000000  // not here
#define CRYPT_STRING_STRICT              0x20000000
#define CRYPT_STRING_NOCRLF              0x40000000
#define CRYPT_STRING_NOCR                0x80000000

// Writes octets as text, with a NUL.
//   dwFlags      a format:
//                BASE64                 lines of 64 characters
//                BASE64HEADER, BASE64REQUESTHEADER, BASE64X509CRLHEADER   the same between
//                                       "-----BEGIN CERTIFICATE-----", "NEW CERTIFICATE REQUEST",
//                                       "X509 CRL" and their ends
//                BASE64URI              RFC 4648 5 in one line, without padding or newline
//                HEXRAW                 "000102", one line
//                HEX                    lines of 16 octets, "00 01 02 03 04 05 06 07  08 ..."
//                HEXADDR, HEXASCII, HEXASCIIADDR   with offsets ("0010" and a tab) before the
//                                       octets, with characters three spaces behind them, with both
//                BINARY                 the octets themselves, without a NUL; also by the W function
//                and NOCRLF (no newline anywhere; one space where a line of HEX would end), or NOCR
//                (newlines are LF, not CR LF); STRICT is not looked at.  Lines end with a newline
//   pcchString   in: characters of pszString; out: characters that were written, without the NUL;
//                with pszString NULL how many are needed, with the NUL
// Errors: ERROR_INVALID_PARAMETER (NULL, another format or flag), ERROR_MORE_DATA: nothing is
// written; of the BASE64 formats *pcchString says how many characters are needed, of the others it
// stays.
SECUR32_API BOOL WINAPI CryptBinaryToStringA(const BYTE *pbBinary, DWORD cbBinary, DWORD dwFlags,
                                             LPSTR pszString, DWORD *pcchString);
SECUR32_API BOOL WINAPI CryptBinaryToStringW(const BYTE *pbBinary, DWORD cbBinary, DWORD dwFlags,
                                             LPWSTR pszString, DWORD *pcchString);

// Reads text as octets, straight into the caller's memory.
//   cchString    characters of pszString; 0: up to its NUL
//   dwFlags      a format, or BASE64_ANY (BASE64HEADER, BASE64), ANY (these and BINARY), HEX_ANY
//                (HEXADDR, HEXASCIIADDR, HEX, HEXRAW, HEXASCII): the first that reads; with
//                STRICT, which allows white space alone behind Base64's padding
//   pcbBinary    in: the size of pbBinary; out: how many octets there are.  With pbBinary NULL only
//                that
//   pdwSkip      may be NULL: how many characters stand before "-----BEGIN"
//   pdwFlags     may be NULL: the format that it is
// Base64 may have white space anywhere and lack its padding; between "-----BEGIN" and "-----END" any
// label does.  HEX may have spaces, newlines, '-' and ',' between octets.
// Errors: ERROR_INVALID_PARAMETER (NULL; another format; the W function: an empty string),
// ERROR_INVALID_DATA (not in that format; another flag), ERROR_MORE_DATA.  After a failure nothing
// is written, *pdwSkip and *pdwFlags are 0, and *pcbBinary is as before, but 0 where pbBinary is NULL
// and the data is bad.
SECUR32_API BOOL WINAPI CryptStringToBinaryA(LPCSTR pszString, DWORD cchString, DWORD dwFlags,
                                             BYTE *pbBinary, DWORD *pcbBinary, DWORD *pdwSkip,
                                             DWORD *pdwFlags);
SECUR32_API BOOL WINAPI CryptStringToBinaryW(LPCWSTR pszString, DWORD cchString, DWORD dwFlags,
                                             BYTE *pbBinary, DWORD *pcbBinary, DWORD *pdwSkip,
                                             DWORD *pdwFlags);

#define CryptBinaryToString SECUR32_AW(CryptBinaryToString)
#define CryptStringToBinary SECUR32_AW(CryptStringToBinary)

// ---- Memory -------------------------------------------------------------------------------------

// Memory that CryptMemFree gives back.  A size of 0 is allowed.  CryptMemRealloc of NULL allocates;
// when it fails the old block stays.  CryptMemFree of NULL does nothing.
// Errors: E_OUTOFMEMORY.
SECUR32_API LPVOID WINAPI CryptMemAlloc(ULONG cbSize);
SECUR32_API LPVOID WINAPI CryptMemRealloc(LPVOID pv, ULONG cbSize);
SECUR32_API VOID WINAPI CryptMemFree(LPVOID pv);

// ---- Extensions, attributes, keys, times --------------------------------------------------------

// The first one with this object identifier; NULL for none, which is no error.
// Errors: ERROR_INVALID_PARAMETER (NULL with a count that is not 0).
SECUR32_API PCERT_EXTENSION WINAPI CertFindExtension(LPCSTR pszObjId, DWORD cExtensions,
                                                     CERT_EXTENSION rgExtensions[]);
SECUR32_API PCRYPT_ATTRIBUTE WINAPI CertFindAttribute(LPCSTR pszObjId, DWORD cAttr,
                                                      CRYPT_ATTRIBUTE rgAttr[]);

// The bits of a public key: of an RSA modulus, of a curve's field.  0 for a failure.
// Errors: ERROR_FILE_NOT_FOUND (not X509_ASN_ENCODING), NTE_BAD_PUBLIC_KEY (no key, or of an
// algorithm that is not known), E_INVALIDARG (NULL, a length without an address).
SECUR32_API DWORD WINAPI CertGetPublicKeyLength(DWORD dwCertEncodingType,
                                                PCERT_PUBLIC_KEY_INFO pPublicKey);

// Copies the octets of the key usage extension (CERT_DIGITAL_SIGNATURE_KEY_USAGE and so on) and
// fills up with zeros; what does not fit is left out.
// Errors: FALSE with 0 as the last error says that there is no such extension.
// ERROR_FILE_NOT_FOUND, CRYPT_E_ASN1_CORRUPT, E_INVALIDARG (NULL).  pbKeyUsage is zeros then.
SECUR32_API BOOL WINAPI CertGetIntendedKeyUsage(DWORD dwCertEncodingType, PCERT_INFO pCertInfo,
                                                BYTE *pbKeyUsage, DWORD cbKeyUsage);

// -1: before NotBefore; 1: after NotAfter; 0: neither.  pTimeToVerify NULL: now.
// Errors: pCertInfo NULL is 1 with E_INVALIDARG.
SECUR32_API LONG WINAPI CertVerifyTimeValidity(LPFILETIME pTimeToVerify, PCERT_INFO pCertInfo);

// Whether the subject's validity lies within the issuer's.  FALSE with the last error as it was says
// that it does not.
// Errors: E_INVALIDARG (NULL).
SECUR32_API BOOL WINAPI CertVerifyValidityNesting(PCERT_INFO pSubjectInfo, PCERT_INFO pIssuerInfo);

// ---- Extended key usages ------------------------------------------------------------------------

// What a certificate is good for: what its extension and its property CERT_ENHKEY_USAGE_PROP_ID
// both say, or whichever there is.
//   dwFlags    0, CERT_FIND_EXT_ONLY_ENHKEY_USAGE_FLAG or CERT_FIND_PROP_ONLY_ENHKEY_USAGE_FLAG
//   pUsage     NULL, or memory that gets the structure and what it points to
//   pcbUsage   in: its size; out: what is needed
// A success sets the last error: CRYPT_E_NOT_FOUND says that there is neither (cUsageIdentifier is
// 0, for all uses), 0 that cUsageIdentifier is what it says, none included.
// Errors: CRYPT_E_NOT_FOUND (not there where it alone was asked for), ERROR_MORE_DATA,
// CRYPT_E_ASN1_CORRUPT, ERROR_INVALID_PARAMETER (NULL), E_INVALIDARG (what is no context, both
// flags).
SECUR32_API BOOL WINAPI CertGetEnhancedKeyUsage(PCCERT_CONTEXT pCertContext, DWORD dwFlags,
                                                PCERT_ENHKEY_USAGE pUsage, DWORD *pcbUsage);

// Sets the property; NULL takes it away.
// Errors: CRYPT_E_OID_FORMAT (no object identifier), E_INVALIDARG (NULL and what is no context, a
// count without an address).
SECUR32_API BOOL WINAPI CertSetEnhancedKeyUsage(PCCERT_CONTEXT pCertContext,
                                                PCERT_ENHKEY_USAGE pUsage);

// Puts a usage behind those of the property, even if it is there; takes the first one like it out,
// and with the last one the property.  Taking out one that is not there is no error.
// Errors: CRYPT_E_OID_FORMAT (add: no object identifier), CRYPT_E_NOT_FOUND (remove: there is no
// property), CRYPT_E_ASN1_CORRUPT (the property is no list), E_INVALIDARG (NULL and what is no
// context, pszUsageIdentifier NULL).
SECUR32_API BOOL WINAPI CertAddEnhancedKeyUsageIdentifier(PCCERT_CONTEXT pCertContext,
                                                          LPCSTR pszUsageIdentifier);
SECUR32_API BOOL WINAPI CertRemoveEnhancedKeyUsageIdentifier(PCCERT_CONTEXT pCertContext,
                                                             LPCSTR pszUsageIdentifier);

// What all of some certificates are good for.
//   rghCerts   contexts; NULL among them is good for all uses
//   cNumOIDs   out: how many, or -1 for all
//   rghOIDs    NULL, or memory that gets so many pointers and the strings behind them
//   pcbOIDs    in: its size; out: what is needed
// Errors: ERROR_INVALID_PARAMETER (NULL), ERROR_MORE_DATA, and those of CertGetEnhancedKeyUsage.
SECUR32_API BOOL WINAPI CertGetValidUsages(DWORD cCerts, PCCERT_CONTEXT *rghCerts, int *cNumOIDs,
                                           LPSTR *rghOIDs, DWORD *pcbOIDs);

// ---- Object identifiers -------------------------------------------------------------------------

typedef struct _CRYPT_OID_INFO {
    DWORD cbSize;
    LPCSTR pszOID;
    LPCWSTR pwszName;
    DWORD dwGroupId;
    __extension__ union {
        DWORD dwValue;
        ALG_ID Algid;
        DWORD dwLength;
    };
    CRYPT_DATA_BLOB ExtraInfo;
#ifdef CRYPT_OID_INFO_HAS_EXTRA_FIELDS
    LPCWSTR pwszCNGAlgid;
    LPCWSTR pwszCNGExtraAlgid;
#endif
} CRYPT_OID_INFO, *PCRYPT_OID_INFO;
typedef const CRYPT_OID_INFO CCRYPT_OID_INFO, *PCCRYPT_OID_INFO;

#define CRYPT_HASH_ALG_OID_GROUP_ID     1
#define CRYPT_ENCRYPT_ALG_OID_GROUP_ID  2
#define CRYPT_PUBKEY_ALG_OID_GROUP_ID   3
#define CRYPT_SIGN_ALG_OID_GROUP_ID     4
#define CRYPT_RDN_ATTR_OID_GROUP_ID     5
#define CRYPT_EXT_OR_ATTR_OID_GROUP_ID  6
#define CRYPT_ENHKEY_USAGE_OID_GROUP_ID 7
#define CRYPT_POLICY_OID_GROUP_ID       8
#define CRYPT_TEMPLATE_OID_GROUP_ID     9
#define CRYPT_KDF_OID_GROUP_ID          10
#define CRYPT_LAST_OID_GROUP_ID         10
#define CRYPT_FIRST_ALG_OID_GROUP_ID    CRYPT_HASH_ALG_OID_GROUP_ID
#define CRYPT_LAST_ALG_OID_GROUP_ID     CRYPT_SIGN_ALG_OID_GROUP_ID

#define CRYPT_OID_INHIBIT_SIGNATURE_FORMAT_FLAG  0x00000001
#define CRYPT_OID_USE_PUBKEY_PARA_FOR_PKCS7_FLAG 0x00000002
#define CRYPT_OID_NO_NULL_ALGORITHM_PARA_FLAG    0x00000004
#define CRYPT_OID_PUBKEY_SIGN_ONLY_FLAG          0x80000000
#define CRYPT_OID_PUBKEY_ENCRYPT_ONLY_FLAG       0x40000000

#define CRYPT_OID_INFO_OID_KEY                 1
#define CRYPT_OID_INFO_NAME_KEY                2
#define CRYPT_OID_INFO_ALGID_KEY               3
#define CRYPT_OID_INFO_SIGN_KEY                4
#define CRYPT_OID_INFO_CNG_ALGID_KEY           5
#define CRYPT_OID_INFO_CNG_SIGN_KEY            6
#define CRYPT_OID_INFO_OID_KEY_FLAGS_MASK      0xFFFF0000
#define CRYPT_OID_INFO_PUBKEY_SIGN_KEY_FLAG    0x80000000
#define CRYPT_OID_INFO_PUBKEY_ENCRYPT_KEY_FLAG 0x40000000
#define CRYPT_OID_INFO_OID_GROUP_BIT_LEN_MASK  0x0FFF0000
#define CRYPT_OID_INFO_OID_GROUP_BIT_LEN_SHIFT 16
#define CRYPT_OID_DISABLE_SEARCH_DS_FLAG       0x80000000

#define CRYPT_OID_INFO_HASH_PARAMETERS_ALGORITHM     SECUR32_W("CryptOIDInfoHashParameters")
#define CRYPT_OID_INFO_ECC_PARAMETERS_ALGORITHM      SECUR32_W("CryptOIDInfoECCParameters")
#define CRYPT_OID_INFO_MGF1_PARAMETERS_ALGORITHM     SECUR32_W("CryptOIDInfoMgf1Parameters")
#define CRYPT_OID_INFO_NO_SIGN_ALGORITHM             SECUR32_W("CryptOIDInfoNoSign")
#define CRYPT_OID_INFO_OAEP_PARAMETERS_ALGORITHM     SECUR32_W("CryptOIDInfoOAEPParameters")
#define CRYPT_OID_INFO_ECC_WRAP_PARAMETERS_ALGORITHM SECUR32_W("CryptOIDInfoECCWrapParameters")
#define CRYPT_OID_INFO_NO_PARAMETERS_ALGORITHM       SECUR32_W("CryptOIDInfoNoParameters")

typedef BOOL(WINAPI *PFN_CRYPT_ENUM_OID_INFO)(PCCRYPT_OID_INFO pInfo, void *pvArg);

// What is known of an object identifier, for good: nothing has to be freed.
//   dwKeyType   CRYPT_OID_INFO_OID_KEY: pvKey is an LPSTR; NAME_KEY: an LPWSTR, in any case;
//               ALGID_KEY: ALG_ID *; SIGN_KEY: two ALG_IDs, of the hash and the key;
//               CNG_ALGID_KEY: an LPWSTR; CNG_SIGN_KEY: two, of the hash and the key.  With
//               OID_KEY, CRYPT_OID_INFO_PUBKEY_SIGN_KEY_FLAG and _ENCRYPT_KEY_FLAG are not looked at
//   dwGroupId   CRYPT_*_OID_GROUP_ID; 0: any.  CRYPT_OID_DISABLE_SEARCH_DS_FLAG and a length of bits
//               are not looked at: there is no directory, and no entry of several lengths
// What is pointed to has pwszCNGAlgid and pwszCNGExtraAlgid, and cbSize says so.  Names are English;
// programs register none.  NULL for none, which is no error.
// Errors: E_INVALIDARG (NULL, another key type).
SECUR32_API PCCRYPT_OID_INFO WINAPI CryptFindOIDInfo(DWORD dwKeyType, void *pvKey,
                                                     DWORD dwGroupId);

// Calls pfnEnumOIDInfo for each entry of a group, or of all with 0, until it answers FALSE.
// Errors: FALSE with the last error as it was says that pfnEnumOIDInfo did; E_INVALIDARG (NULL).
SECUR32_API BOOL WINAPI CryptEnumOIDInfo(DWORD dwGroupId, DWORD dwFlags, void *pvArg,
                                         PFN_CRYPT_ENUM_OID_INFO pfnEnumOIDInfo);

// The object identifier of an ALG_ID, and back; NULL and 0 for none, which is no error.
// Errors: CertOIDToAlgId: E_INVALIDARG (NULL).
SECUR32_API LPCSTR WINAPI CertAlgIdToOID(DWORD dwAlgId);
SECUR32_API DWORD WINAPI CertOIDToAlgId(LPCSTR pszObjId);

#ifdef __cplusplus
}
#endif

#endif
