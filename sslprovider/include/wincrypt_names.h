// wincrypt_names.h: names of certificates: as text, out of text, compared.
//
// A part of wincrypt.h.  The A functions' strings are UTF-8, the W functions' UTF-16.  Of an
// encoding type the low 16 bits are looked at: X509_ASN_ENCODING, or ERROR_FILE_NOT_FOUND.
//
// Functions that answer a number of characters never answer 0: what they cannot say is the empty
// string, 1, and GetLastError() says why.  Without a buffer, or with one of no size, they answer
// the size that is needed.
#ifndef SECUR32_WINCRYPT_NAMES_H
#define SECUR32_WINCRYPT_NAMES_H

#include <wincrypt_certs.h>
#include <wincrypt_chains.h>
#include <wincrypt_object_types.h>

#ifdef __cplusplus
extern "C" {
#endif

// ---- Names as text ------------------------------------------------------------------------------

// How a name is written: one of the first three, with flags.
#define CERT_SIMPLE_NAME_STR 1  // the values alone; 0 is the same
#define CERT_OID_NAME_STR    2  // "2.5.4.3=localhost"
#define CERT_X500_NAME_STR   3  // "CN=localhost"; a type without a key is "OID.1.2.3"
#define CERT_XML_NAME_STR    4  // not here

#define CERT_NAME_STR_SEMICOLON_FLAG            0x40000000
#define CERT_NAME_STR_NO_PLUS_FLAG              0x20000000
#define CERT_NAME_STR_NO_QUOTING_FLAG           0x10000000
#define CERT_NAME_STR_CRLF_FLAG                 0x08000000
#define CERT_NAME_STR_COMMA_FLAG                0x04000000
#define CERT_NAME_STR_REVERSE_FLAG              0x02000000
#define CERT_NAME_STR_FORWARD_FLAG              0x01000000
#define CERT_NAME_STR_DISABLE_IE4_UTF8_FLAG     0x00010000
#define CERT_NAME_STR_ENABLE_T61_UNICODE_FLAG   0x00020000
#define CERT_NAME_STR_ENABLE_UTF8_UNICODE_FLAG  0x00040000
#define CERT_NAME_STR_FORCE_UTF8_DIR_STR_FLAG   0x00080000
#define CERT_NAME_STR_DISABLE_UTF8_DIR_STR_FLAG 0x00100000

// Writes a Name in DER as a string.
//   dwStrType   SEMICOLON, CRLF: what stands between RDNs in place of ", ".  NO_PLUS: a space
//               between the attributes of one RDN in place of " + ".  NO_QUOTING.  REVERSE: the
//               last RDN first.  DISABLE_IE4_UTF8: a TeletexString is Latin-1 even where it could be
//               UTF-8.  ENABLE_PUNYCODE: the host of an e-mail address as it is spoken.  Others are
//               not looked at
//   csz         characters of psz.  Where they do not suffice the W function writes what fits, with
//               its NUL, and answers that; the A function writes the empty string and answers 1
// A value that is empty, or begins or ends with white space, or has one of , + = " newline < > # ;
// in it stands in quotes, its own doubled.  What is no text, or has a NUL in it, is "#" and its DER
// in hexadecimal; an OCTET STRING "#" and its octets.
// Errors: ERROR_FILE_NOT_FOUND, E_INVALIDARG (NULL; another string type), CRYPT_E_ASN1_EOD (cut
// off), CRYPT_E_ASN1_BADTAG (does not begin as a Name), CRYPT_E_ASN1_CORRUPT.
SECUR32_API DWORD WINAPI CertNameToStrA(DWORD dwCertEncodingType, PCERT_NAME_BLOB pName,
                                        DWORD dwStrType, LPSTR psz, DWORD csz);
SECUR32_API DWORD WINAPI CertNameToStrW(DWORD dwCertEncodingType, PCERT_NAME_BLOB pName,
                                        DWORD dwStrType, LPWSTR psz, DWORD csz);

// Writes one decoded value, without quotes.
//   dwValueType   CERT_RDN_*: of CERT_RDN_UTF8_STRING and CERT_RDN_BMP_STRING the value is UTF-16
//                 and of CERT_RDN_UNIVERSAL_STRING UTF-32, as CryptDecodeObject decodes X509_NAME;
//                 of the others octets.  With CERT_RDN_DISABLE_IE4_UTF8_FLAG as above.
//                 CERT_RDN_ENCODED_BLOB and CERT_RDN_OCTET_STRING are "#" and hexadecimal;
//                 CERT_RDN_ANY_TYPE is the empty string
// Where csz characters do not suffice the empty string is written and 1 answered.
// Errors: E_INVALIDARG (NULL, a length without an address, another type), CRYPT_E_ASN1_CORRUPT
// (ill-formed characters).
SECUR32_API DWORD WINAPI CertRDNValueToStrA(DWORD dwValueType, PCERT_RDN_VALUE_BLOB pValue,
                                            LPSTR psz, DWORD csz);
SECUR32_API DWORD WINAPI CertRDNValueToStrW(DWORD dwValueType, PCERT_RDN_VALUE_BLOB pValue,
                                            LPWSTR psz, DWORD csz);

// ---- Text as names ------------------------------------------------------------------------------

// Makes a Name in DER of a string as CertNameToStr writes it.  Keys are those of
// CRYPT_RDN_ATTR_OID_GROUP_ID in any case, or object identifiers with or without "OID.".  A value
// that begins with '#' is hexadecimal and becomes an OCTET STRING.  White space around keys and
// values does not count.
//   dwStrType    0, CERT_OID_NAME_STR or CERT_X500_NAME_STR, which mean the same; with COMMA,
//                SEMICOLON or CRLF: the one separator, else comma and semicolon; NO_PLUS: '+' is a
//                character; NO_QUOTING; REVERSE.
//                A DirectoryString is a PrintableString where it can, else a BMPString.
//                ENABLE_T61: a TeletexString where Latin-1 can; ENABLE_UTF8: a UTF8String instead of
//                a BMPString; FORCE_UTF8: always, unless DISABLE_UTF8 is there too.
//                ENABLE_PUNYCODE: of an e-mail address the host as the DNS has it
//   pvReserved   NULL
//   pcbEncoded   in: the size of pbEncoded; out: the size of the Name; after a failure as before
//   ppszError    may be NULL.  Where in pszX500 what is wrong begins; NULL after a success
// Errors: CRYPT_E_INVALID_X500_STRING, CRYPT_E_INVALID_NUMERIC_STRING,
// CRYPT_E_INVALID_PRINTABLE_STRING, CRYPT_E_INVALID_IA5_STRING (a character that the attribute's
// type has not), ERROR_FILE_NOT_FOUND, ERROR_MORE_DATA (with the size), E_INVALIDARG (NULL, another
// string type).
SECUR32_API BOOL WINAPI CertStrToNameA(DWORD dwCertEncodingType, LPCSTR pszX500, DWORD dwStrType,
                                       void *pvReserved, BYTE *pbEncoded, DWORD *pcbEncoded,
                                       LPCSTR *ppszError);
SECUR32_API BOOL WINAPI CertStrToNameW(DWORD dwCertEncodingType, LPCWSTR pszX500, DWORD dwStrType,
                                       void *pvReserved, BYTE *pbEncoded, DWORD *pcbEncoded,
                                       LPCWSTR *ppszError);

// ---- Names of a certificate ---------------------------------------------------------------------

// Writes one of the names of a certificate's subject, with CERT_NAME_ISSUER_FLAG its issuer.
//   dwType, pvTypePara
//     CERT_NAME_EMAIL_TYPE   the alternative name's first rfc822Name, else the name's e-mail address
//     CERT_NAME_RDN_TYPE     the name, else the first directoryName; pvTypePara NULL or the
//                            dwStrType of CertNameToStr
//     CERT_NAME_ATTR_TYPE    an attribute of the same; pvTypePara its object identifier, or NULL for
//                            the first there is of e-mail address, CN, OU and O
//     CERT_NAME_SIMPLE_DISPLAY_TYPE     the first there is of CN, OU, O, e-mail address, rfc822Name,
//                                       any attribute
//     CERT_NAME_FRIENDLY_DISPLAY_TYPE   CERT_FRIENDLY_NAME_PROP_ID, else the same
//     CERT_NAME_DNS_TYPE     the first dNSName, else the CN
//     CERT_NAME_URL_TYPE     the first uniformResourceIdentifier
//     CERT_NAME_UPN_TYPE     the first otherName of szOID_NT_PRINCIPAL_NAME
//   dwFlags   CERT_NAME_SEARCH_ALL_NAMES_FLAG: with CERT_NAME_DNS_TYPE every dNSName, each with its
//             NUL, and a NUL behind; with other types the empty string.
//             CERT_NAME_STR_ENABLE_PUNYCODE_FLAG: hosts as they are spoken, URLs without %.
//             CERT_NAME_DISABLE_IE4_UTF8_FLAG.  Others are not looked at
//   cchNameString   as csz of CertNameToStr
// A name that the certificate does not have is the empty string, which is no error; so is one with a
// NUL in it.
// Errors: E_INVALIDARG (NULL and what is no context, another type).
SECUR32_API DWORD WINAPI CertGetNameStringA(PCCERT_CONTEXT pCertContext, DWORD dwType,
                                            DWORD dwFlags, void *pvTypePara, LPSTR pszNameString,
                                            DWORD cchNameString);
SECUR32_API DWORD WINAPI CertGetNameStringW(PCCERT_CONTEXT pCertContext, DWORD dwType,
                                            DWORD dwFlags, void *pvTypePara, LPWSTR pszNameString,
                                            DWORD cchNameString);

#define CertNameToStr     SECUR32_AW(CertNameToStr)
#define CertRDNValueToStr SECUR32_AW(CertRDNValueToStr)
#define CertStrToName     SECUR32_AW(CertStrToName)
#define CertGetNameString SECUR32_AW(CertGetNameString)

// ---- Attributes of decoded names ----------------------------------------------------------------

// The first attribute of this type in a name that CryptDecodeObject decoded as X509_NAME; NULL for
// none, which is no error.
// Errors: E_INVALIDARG (NULL, a length without an address).
SECUR32_API PCERT_RDN_ATTR WINAPI CertFindRDNAttr(LPCSTR pszObjId, PCERT_NAME_INFO pName);

#define CERT_UNICODE_IS_RDN_ATTRS_FLAG          0x1
#define CERT_CASE_INSENSITIVE_IS_RDN_ATTRS_FLAG 0x2

// Whether every attribute of pRDN is somewhere in the Name in DER.  Of an attribute of pRDN these
// match anything: pszObjId NULL, CERT_RDN_ANY_TYPE, Value.pbData NULL.
//   dwFlags   CERT_UNICODE_IS_RDN_ATTRS_FLAG: all strings of pRDN are UTF-16, else those only that
//             X509_NAME decodes so.  CERT_CASE_INSENSITIVE_IS_RDN_ATTRS_FLAG
// Errors: CRYPT_E_NO_MATCH, ERROR_FILE_NOT_FOUND, E_INVALIDARG (NULL, a length without an address),
// CRYPT_E_ASN1_* as CertNameToStr.
SECUR32_API BOOL WINAPI CertIsRDNAttrsInCertificateName(DWORD dwCertEncodingType, DWORD dwFlags,
                                                        PCERT_NAME_BLOB pCertName, PCERT_RDN pRDN);

// ---- Comparing ----------------------------------------------------------------------------------

// Whether two are the same.  FALSE with the last error as it was says that they are not.  No
// encoding type is looked at.
//   CertCompareCertificate       issuer and serial number
//   CertCompareCertificateName   octet by octet
//   CertCompareIntegerBlob       least significant octet first; sign octets too many do not count
//   CertComparePublicKeyInfo     the bits of the key; not its algorithm
// Errors: E_INVALIDARG (NULL, a length without an address).
SECUR32_API BOOL WINAPI CertCompareCertificate(DWORD dwCertEncodingType, PCERT_INFO pCertId1,
                                               PCERT_INFO pCertId2);
SECUR32_API BOOL WINAPI CertCompareCertificateName(DWORD dwCertEncodingType,
                                                   PCERT_NAME_BLOB pCertName1,
                                                   PCERT_NAME_BLOB pCertName2);
SECUR32_API BOOL WINAPI CertCompareIntegerBlob(PCRYPT_INTEGER_BLOB pInt1,
                                               PCRYPT_INTEGER_BLOB pInt2);
SECUR32_API BOOL WINAPI CertComparePublicKeyInfo(DWORD dwCertEncodingType,
                                                 PCERT_PUBLIC_KEY_INFO pPublicKey1,
                                                 PCERT_PUBLIC_KEY_INFO pPublicKey2);

#ifdef __cplusplus
}
#endif

#endif
