// wincrypt_objects.h: CryptDecodeObject, CryptEncodeObject and the structures they know.
//
// A part of wincrypt.h.
//
// Encodings are DER (X.690).  Windows reads BER as well; here a decoder refuses it.  What is behind
// the encoding's end is passed over, as on Windows.
//
//   lpszStructType                          structure (wincrypt_object_types.h, wincrypt_certs.h)
//     X509_CERT                             CERT_SIGNED_CONTENT_INFO
//     X509_CERT_TO_BE_SIGNED                CERT_INFO
//     X509_CERT_CRL_TO_BE_SIGNED            CRL_INFO
//     X509_CERT_REQUEST_TO_BE_SIGNED        CERT_REQUEST_INFO
//     X509_EXTENSIONS                       CERT_EXTENSIONS
//     X509_NAME, X509_UNICODE_NAME          CERT_NAME_INFO
//     X509_NAME_VALUE, X509_ANY_STRING, X509_UNICODE_NAME_VALUE, X509_UNICODE_ANY_STRING
//                                           CERT_NAME_VALUE
//     X509_PUBLIC_KEY_INFO                  CERT_PUBLIC_KEY_INFO
//     X509_AUTHORITY_KEY_ID                 CERT_AUTHORITY_KEY_ID_INFO
//     X509_AUTHORITY_KEY_ID2                CERT_AUTHORITY_KEY_ID2_INFO
//     X509_ALTERNATE_NAME                   CERT_ALT_NAME_INFO
//     X509_BASIC_CONSTRAINTS                CERT_BASIC_CONSTRAINTS_INFO
//     X509_BASIC_CONSTRAINTS2               CERT_BASIC_CONSTRAINTS2_INFO
//     X509_CERT_POLICIES                    CERT_POLICIES_INFO
//     X509_POLICY_MAPPINGS                  CERT_POLICY_MAPPINGS_INFO
//     X509_POLICY_CONSTRAINTS               CERT_POLICY_CONSTRAINTS_INFO
//     X509_NAME_CONSTRAINTS                 CERT_NAME_CONSTRAINTS_INFO
//     X509_ENHANCED_KEY_USAGE               CERT_ENHKEY_USAGE
//     X509_CRL_DIST_POINTS                  CRL_DIST_POINTS_INFO
//     X509_ISSUING_DIST_POINT               CRL_ISSUING_DIST_POINT
//     X509_AUTHORITY_INFO_ACCESS, X509_SUBJECT_INFO_ACCESS   CERT_AUTHORITY_INFO_ACCESS
//     X509_INTEGER, X509_ENUMERATED, X509_CRL_REASON_CODE    int
//     X509_MULTI_BYTE_INTEGER               CRYPT_INTEGER_BLOB, least significant octet first
//     X509_MULTI_BYTE_UINT, X509_DSS_PUBLICKEY, X509_DH_PUBLICKEY   CRYPT_UINT_BLOB, likewise
//     X509_OCTET_STRING                     CRYPT_DATA_BLOB
//     X509_BITS, X509_KEY_USAGE, X509_BITS_WITHOUT_TRAILING_ZEROES   CRYPT_BIT_BLOB
//     X509_CHOICE_OF_TIME, PKCS_UTC_TIME    FILETIME
//     X509_OBJECT_IDENTIFIER                LPSTR
//     X509_ALGORITHM_IDENTIFIER             CRYPT_ALGORITHM_IDENTIFIER
//     X509_SEQUENCE_OF_ANY                  CRYPT_SEQUENCE_OF_ANY
//     PKCS_ATTRIBUTE                        CRYPT_ATTRIBUTE
//     PKCS_ATTRIBUTES                       CRYPT_ATTRIBUTES
//     PKCS_CONTENT_INFO                     CRYPT_CONTENT_INFO
//     PKCS_CONTENT_INFO_SEQUENCE_OF_ANY     CRYPT_CONTENT_INFO_SEQUENCE_OF_ANY
//     PKCS_RC2_CBC_PARAMETERS               CRYPT_RC2_CBC_PARAMETERS
//     PKCS_RSA_SSA_PSS_PARAMETERS           CRYPT_RSA_SSA_PSS_PARAMETERS
//     RSA_CSP_PUBLICKEYBLOB                 a PUBLICKEYBLOB of RSA
//     PKCS_RSA_PRIVATE_KEY                  a PRIVATEKEYBLOB of RSA
//     CNG_RSA_PUBLIC_KEY_BLOB               a BCRYPT_RSAPUBLIC_BLOB
//     CNG_RSA_PRIVATE_KEY_BLOB              a BCRYPT_RSAPRIVATE_BLOB; encoded also out of a
//                                           BCRYPT_RSAFULLPRIVATE_BLOB
//     PKCS_PRIVATE_KEY_INFO                 CRYPT_PRIVATE_KEY_INFO
//     PKCS_ENCRYPTED_PRIVATE_KEY_INFO       CRYPT_ENCRYPTED_PRIVATE_KEY_INFO
//     X509_ECC_PRIVATE_KEY                  CRYPT_ECC_PRIVATE_KEY_INFO
//     X509_ECC_SIGNATURE                    CERT_ECC_SIGNATURE
//     X509_DSS_SIGNATURE                    BYTE[CERT_DSS_SIGNATURE_LEN]: r, s, each least
//                                           significant octet first
//     X509_DSS_PARAMETERS                   CERT_DSS_PARAMETERS
//     X509_DH_PARAMETERS                    CERT_DH_PARAMETERS
// The object identifier of an extension or attribute (szOID_SUBJECT_ALT_NAME2 and so on) names the
// structure of its value.
//
// Memory that these functions allocate comes from malloc: free() or LocalFree.  What a decoder
// reads of a private key is the caller's to wipe.
//
// The functions answer FALSE for a failure; GetLastError() says why:
//   ERROR_FILE_NOT_FOUND     the encoding is neither X509_ASN_ENCODING nor PKCS_7_ASN_ENCODING;
//                            nothing here is called lpszStructType
//   E_INVALIDARG             NULL where there must be something; what the function says below
//   ERROR_MORE_DATA          the output is too small; its size is told
//   E_OUTOFMEMORY            there was no memory
// A success leaves the last error alone.
#ifndef SECUR32_WINCRYPT_OBJECTS_H
#define SECUR32_WINCRYPT_OBJECTS_H

#include <wincrypt_certs.h>
#include <wincrypt_chains.h>
#include <wincrypt_object_types.h>

#ifdef __cplusplus
extern "C" {
#endif

// ---- Structures by name -------------------------------------------------------------------------

// X509_NAME and X509_EXTENSIONS, which OpenSSL has types of: wincrypt.h defines them.
#define SECUR32_X509_EXTENSIONS ((LPCSTR)(ULONG_PTR)5)
#define SECUR32_X509_NAME       ((LPCSTR)(ULONG_PTR)7)

#define X509_CERT                         ((LPCSTR)(ULONG_PTR)1)
#define X509_CERT_TO_BE_SIGNED            ((LPCSTR)(ULONG_PTR)2)
#define X509_CERT_CRL_TO_BE_SIGNED        ((LPCSTR)(ULONG_PTR)3)
#define X509_CERT_REQUEST_TO_BE_SIGNED    ((LPCSTR)(ULONG_PTR)4)
#define X509_NAME_VALUE                   ((LPCSTR)(ULONG_PTR)6)
#define X509_PUBLIC_KEY_INFO              ((LPCSTR)(ULONG_PTR)8)
#define X509_AUTHORITY_KEY_ID             ((LPCSTR)(ULONG_PTR)9)
#define X509_ALTERNATE_NAME               ((LPCSTR)(ULONG_PTR)12)
#define X509_BASIC_CONSTRAINTS            ((LPCSTR)(ULONG_PTR)13)
#define X509_KEY_USAGE                    ((LPCSTR)(ULONG_PTR)14)
#define X509_BASIC_CONSTRAINTS2           ((LPCSTR)(ULONG_PTR)15)
#define X509_CERT_POLICIES                ((LPCSTR)(ULONG_PTR)16)
#define PKCS_UTC_TIME                     ((LPCSTR)(ULONG_PTR)17)
#define RSA_CSP_PUBLICKEYBLOB             ((LPCSTR)(ULONG_PTR)19)
#define X509_UNICODE_NAME                 ((LPCSTR)(ULONG_PTR)20)
#define PKCS_ATTRIBUTE                    ((LPCSTR)(ULONG_PTR)22)
#define PKCS_CONTENT_INFO_SEQUENCE_OF_ANY ((LPCSTR)(ULONG_PTR)23)
#define X509_UNICODE_NAME_VALUE           ((LPCSTR)(ULONG_PTR)24)
#define X509_ANY_STRING                   X509_NAME_VALUE
#define X509_UNICODE_ANY_STRING           X509_UNICODE_NAME_VALUE
#define X509_OCTET_STRING                 ((LPCSTR)(ULONG_PTR)25)
#define X509_BITS                         ((LPCSTR)(ULONG_PTR)26)
#define X509_INTEGER                      ((LPCSTR)(ULONG_PTR)27)
#define X509_MULTI_BYTE_INTEGER           ((LPCSTR)(ULONG_PTR)28)
#define X509_ENUMERATED                   ((LPCSTR)(ULONG_PTR)29)
#define X509_CHOICE_OF_TIME               ((LPCSTR)(ULONG_PTR)30)
#define X509_AUTHORITY_KEY_ID2            ((LPCSTR)(ULONG_PTR)31)
#define X509_AUTHORITY_INFO_ACCESS        ((LPCSTR)(ULONG_PTR)32)
#define X509_SUBJECT_INFO_ACCESS          X509_AUTHORITY_INFO_ACCESS
#define X509_CRL_REASON_CODE              X509_ENUMERATED
#define PKCS_CONTENT_INFO                 ((LPCSTR)(ULONG_PTR)33)
#define X509_SEQUENCE_OF_ANY              ((LPCSTR)(ULONG_PTR)34)
#define X509_CRL_DIST_POINTS              ((LPCSTR)(ULONG_PTR)35)
#define X509_ENHANCED_KEY_USAGE           ((LPCSTR)(ULONG_PTR)36)
#define X509_MULTI_BYTE_UINT              ((LPCSTR)(ULONG_PTR)38)
#define X509_DSS_PUBLICKEY                X509_MULTI_BYTE_UINT
#define X509_DSS_PARAMETERS               ((LPCSTR)(ULONG_PTR)39)
#define X509_DSS_SIGNATURE                ((LPCSTR)(ULONG_PTR)40)
#define PKCS_RC2_CBC_PARAMETERS           ((LPCSTR)(ULONG_PTR)41)
#define PKCS_RSA_PRIVATE_KEY              ((LPCSTR)(ULONG_PTR)43)
#define PKCS_PRIVATE_KEY_INFO             ((LPCSTR)(ULONG_PTR)44)
#define PKCS_ENCRYPTED_PRIVATE_KEY_INFO   ((LPCSTR)(ULONG_PTR)45)
#define X509_DH_PUBLICKEY                 X509_MULTI_BYTE_UINT
#define X509_DH_PARAMETERS                ((LPCSTR)(ULONG_PTR)47)
#define X509_ECC_SIGNATURE                ((LPCSTR)(ULONG_PTR)47)
#define PKCS_ATTRIBUTES                   ((LPCSTR)(ULONG_PTR)48)
#define X509_BITS_WITHOUT_TRAILING_ZEROES ((LPCSTR)(ULONG_PTR)51)
#define X509_ISSUING_DIST_POINT           ((LPCSTR)(ULONG_PTR)54)
#define X509_NAME_CONSTRAINTS             ((LPCSTR)(ULONG_PTR)55)
#define X509_POLICY_MAPPINGS              ((LPCSTR)(ULONG_PTR)56)
#define X509_POLICY_CONSTRAINTS           ((LPCSTR)(ULONG_PTR)57)
#define CNG_RSA_PUBLIC_KEY_BLOB           ((LPCSTR)(ULONG_PTR)72)
#define X509_OBJECT_IDENTIFIER            ((LPCSTR)(ULONG_PTR)73)
#define X509_ALGORITHM_IDENTIFIER         ((LPCSTR)(ULONG_PTR)74)
#define PKCS_RSA_SSA_PSS_PARAMETERS       ((LPCSTR)(ULONG_PTR)75)
#define X509_ECC_PRIVATE_KEY              ((LPCSTR)(ULONG_PTR)82)
#define CNG_RSA_PRIVATE_KEY_BLOB          ((LPCSTR)(ULONG_PTR)83)

// ---- Functions ----------------------------------------------------------------------------------

typedef LPVOID(WINAPI *PFN_CRYPT_ALLOC)(size_t cbSize);
typedef VOID(WINAPI *PFN_CRYPT_FREE)(LPVOID pv);

typedef struct _CRYPT_ENCODE_PARA {
    DWORD cbSize;
    PFN_CRYPT_ALLOC pfnAlloc;
    PFN_CRYPT_FREE pfnFree;
} CRYPT_ENCODE_PARA, *PCRYPT_ENCODE_PARA;

typedef struct _CRYPT_DECODE_PARA {
    DWORD cbSize;
    PFN_CRYPT_ALLOC pfnAlloc;
    PFN_CRYPT_FREE pfnFree;
} CRYPT_DECODE_PARA, *PCRYPT_DECODE_PARA;

#define CRYPT_ENCODE_NO_SIGNATURE_BYTE_REVERSAL_FLAG            0x8
#define CRYPT_ENCODE_ALLOC_FLAG                                 0x8000
#define CRYPT_UNICODE_NAME_ENCODE_ENABLE_T61_UNICODE_FLAG       CERT_RDN_ENABLE_T61_UNICODE_FLAG
#define CRYPT_UNICODE_NAME_ENCODE_ENABLE_UTF8_UNICODE_FLAG      CERT_RDN_ENABLE_UTF8_UNICODE_FLAG
#define CRYPT_UNICODE_NAME_ENCODE_FORCE_UTF8_UNICODE_FLAG       CERT_RDN_FORCE_UTF8_UNICODE_FLAG
#define CRYPT_UNICODE_NAME_ENCODE_DISABLE_CHECK_TYPE_FLAG       CERT_RDN_DISABLE_CHECK_TYPE_FLAG

#define CRYPT_DECODE_NOCOPY_FLAG                        0x1
#define CRYPT_DECODE_TO_BE_SIGNED_FLAG                  0x2
#define CRYPT_DECODE_SHARE_OID_STRING_FLAG              0x4
#define CRYPT_DECODE_NO_SIGNATURE_BYTE_REVERSAL_FLAG    0x8
#define CRYPT_DECODE_ALLOC_FLAG                         0x8000
#define CRYPT_UNICODE_NAME_DECODE_DISABLE_IE4_UTF8_FLAG CERT_RDN_DISABLE_IE4_UTF8_FLAG

// Reads an encoding into the structure of its type, followed in the same memory by all that the
// structure points to.
//   pbEncoded, cbEncoded   the encoding
//   dwFlags
//     CRYPT_DECODE_ALLOC_FLAG              the memory is allocated, and pvStructInfo is where to
//                                          store its address
//     CRYPT_DECODE_NOCOPY_FLAG             octets that stand in pbEncoded as they are wanted are
//                                          pointed to there rather than copied
//     CRYPT_DECODE_TO_BE_SIGNED_FLAG       X509_CERT_TO_BE_SIGNED and its like: the encoding is
//                                          what is to be signed.  Without it either that or the
//                                          signed whole
//     CRYPT_DECODE_NO_SIGNATURE_BYTE_REVERSAL_FLAG   X509_CERT: Signature is as it is encoded,
//                                          not last octet first
//     CRYPT_DECODE_SHARE_OID_STRING_FLAG   taken; object identifiers are in the memory even so
//     CRYPT_UNICODE_NAME_DECODE_DISABLE_IE4_UTF8_FLAG   X509_UNICODE_NAME(_VALUE): octets of a
//                                          TeletexString are Latin-1.  Without it they are UTF-8 if
//                                          they can be
//     others are not looked at
//   pDecodePara    NULL, or what CRYPT_DECODE_ALLOC_FLAG allocates with, if cbSize covers it all and
//                  pfnAlloc is not NULL; pfnFree takes memory back after a failure
//   pvStructInfo   NULL to ask for the size; else aligned as the structure is (pointers: 8)
//   pcbStructInfo  in: the size of pvStructInfo in bytes; out: what the structure needs
// Strings of names are char or, of BMPString and UTF8String and in X509_UNICODE_NAME, WCHAR
// followed by a NUL that is not counted; UniversalString's characters are 4 bytes.
// Errors: CRYPT_E_ASN1_EOD (cut off), CRYPT_E_ASN1_BADTAG (begins as something else; an alternative
// name of a form without a place in CERT_ALT_NAME_ENTRY), CRYPT_E_ASN1_LARGE (a number over 32
// bits where the structure has int or DWORD; a number that a blob has no room for),
// CRYPT_E_ASN1_CORRUPT (all else that is not the structure; a NUL in what becomes WCHAR);
// E_INVALIDARG (a length without an address, pvStructInfo that is not aligned).  *pcbStructInfo is
// 0 after all but ERROR_MORE_DATA, and with CRYPT_DECODE_ALLOC_FLAG *pvStructInfo is NULL.
SECUR32_API BOOL WINAPI CryptDecodeObjectEx(DWORD dwCertEncodingType, LPCSTR lpszStructType,
                                            const BYTE *pbEncoded, DWORD cbEncoded, DWORD dwFlags,
                                            PCRYPT_DECODE_PARA pDecodePara, void *pvStructInfo,
                                            DWORD *pcbStructInfo);

// The same without CRYPT_DECODE_ALLOC_FLAG, which is E_INVALIDARG.
SECUR32_API BOOL WINAPI CryptDecodeObject(DWORD dwCertEncodingType, LPCSTR lpszStructType,
                                          const BYTE *pbEncoded, DWORD cbEncoded, DWORD dwFlags,
                                          void *pvStructInfo, DWORD *pcbStructInfo);

// Encodes a structure.
//   pvStructInfo   the structure
//   dwFlags
//     CRYPT_ENCODE_ALLOC_FLAG   the memory is allocated, and pvEncoded is where to store its
//                               address
//     CRYPT_ENCODE_NO_SIGNATURE_BYTE_REVERSAL_FLAG   X509_CERT: Signature is encoded as it is
//     CRYPT_UNICODE_NAME_ENCODE_ENABLE_T61_UNICODE_FLAG, ..._ENABLE_UTF8_UNICODE_FLAG
//                               X509_UNICODE_NAME, CERT_RDN_ANY_TYPE: characters that no
//                               PrintableString has are a TeletexString if they are Latin-1;
//                               a UTF8String.  Without them a BMPString
//     CRYPT_UNICODE_NAME_ENCODE_FORCE_UTF8_UNICODE_FLAG    a UTF8String in any case
//     CRYPT_UNICODE_NAME_ENCODE_DISABLE_CHECK_TYPE_FLAG    a character that the string cannot have
//                               is let pass where it has one octet
//     others are not looked at
//   pEncodePara    NULL, or what CRYPT_ENCODE_ALLOC_FLAG allocates with, as pDecodePara
//   pvEncoded      NULL to ask for the size
//   pcbEncoded     in: the size of pvEncoded in bytes; out: the size of the encoding
// X509_UNICODE_NAME: Value is WCHAR; cbData 0 is as long as to the NUL.  Attributes of one CERT_RDN
// are put in the order that DER demands.
// Errors: E_INVALIDARG (a text that is no object identifier; an empty number or name where there
// must be one; a choice that the structure has not; a blob that is none), CRYPT_E_ASN1_CHOICE
// (dwValueType), CRYPT_E_NOT_CHAR_STRING (X509_UNICODE_NAME_VALUE of what is no string),
// CRYPT_E_INVALID_NUMERIC_STRING, CRYPT_E_INVALID_PRINTABLE_STRING, CRYPT_E_INVALID_IA5_STRING,
// CRYPT_E_INVALID_X500_STRING (a character that the string cannot have: *pcbEncoded tells where, as
// GET_CERT_UNICODE_VALUE_ERR_INDEX and its like take it apart), CRYPT_E_BAD_ENCODE (PKCS_UTC_TIME
// before 1950 or after 2049; a number that the encoding has no room for).  *pcbEncoded is 0 after
// others but ERROR_MORE_DATA, and with CRYPT_ENCODE_ALLOC_FLAG *pvEncoded is NULL.
SECUR32_API BOOL WINAPI CryptEncodeObjectEx(DWORD dwCertEncodingType, LPCSTR lpszStructType,
                                            const void *pvStructInfo, DWORD dwFlags,
                                            PCRYPT_ENCODE_PARA pEncodePara, void *pvEncoded,
                                            DWORD *pcbEncoded);

// The same without flags.
SECUR32_API BOOL WINAPI CryptEncodeObject(DWORD dwCertEncodingType, LPCSTR lpszStructType,
                                          const void *pvStructInfo, BYTE *pbEncoded,
                                          DWORD *pcbEncoded);

#ifdef __cplusplus
}
#endif

#endif
