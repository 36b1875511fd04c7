// wincrypt_certs.h: certificates, their properties, the stores they are in, PFX files.
//
// A part of wincrypt.h.  Names that begin with CERT_STORE_PROV_ are small numbers in a pointer.
#ifndef SECUR32_WINCRYPT_CERTS_H
#define SECUR32_WINCRYPT_CERTS_H

#include <wincrypt_keys.h>
#include <wincrypt_oids.h>

// ---- Encodings ----------------------------------------------------------------------------------

#define X509_ASN_ENCODING   0x00000001
#define PKCS_7_ASN_ENCODING 0x00010000

// ---- Structures ---------------------------------------------------------------------------------

// Counted bytes, under a name for each use.
typedef struct _CRYPTOAPI_BLOB {
    DWORD cbData;
    BYTE *pbData;
} CRYPT_INTEGER_BLOB, *PCRYPT_INTEGER_BLOB, CRYPT_UINT_BLOB, *PCRYPT_UINT_BLOB,
    CRYPT_OBJID_BLOB, *PCRYPT_OBJID_BLOB, CERT_NAME_BLOB, *PCERT_NAME_BLOB, CERT_RDN_VALUE_BLOB,
    *PCERT_RDN_VALUE_BLOB, CERT_BLOB, *PCERT_BLOB, CRL_BLOB, *PCRL_BLOB, DATA_BLOB, *PDATA_BLOB,
    CRYPT_DATA_BLOB, *PCRYPT_DATA_BLOB, CRYPT_HASH_BLOB, *PCRYPT_HASH_BLOB, CRYPT_DIGEST_BLOB,
    *PCRYPT_DIGEST_BLOB, CRYPT_DER_BLOB, *PCRYPT_DER_BLOB, CRYPT_ATTR_BLOB, *PCRYPT_ATTR_BLOB;

// A bit string.
typedef struct _CRYPT_BIT_BLOB {
    DWORD cbData;
    BYTE *pbData;
    DWORD cUnusedBits;
} CRYPT_BIT_BLOB, *PCRYPT_BIT_BLOB;

// X.509: AlgorithmIdentifier, Extension, SubjectPublicKeyInfo, TBSCertificate.
typedef struct _CRYPT_ALGORITHM_IDENTIFIER {
    LPSTR pszObjId;
    CRYPT_OBJID_BLOB Parameters;
} CRYPT_ALGORITHM_IDENTIFIER, *PCRYPT_ALGORITHM_IDENTIFIER;

typedef struct _CERT_EXTENSION {
    LPSTR pszObjId;
    BOOL fCritical;
    CRYPT_OBJID_BLOB Value;
} CERT_EXTENSION, *PCERT_EXTENSION;

typedef struct _CERT_PUBLIC_KEY_INFO {
    CRYPT_ALGORITHM_IDENTIFIER Algorithm;
    CRYPT_BIT_BLOB PublicKey;
} CERT_PUBLIC_KEY_INFO, *PCERT_PUBLIC_KEY_INFO;

typedef struct _CERT_INFO {
    DWORD dwVersion;
    CRYPT_INTEGER_BLOB SerialNumber;
    CRYPT_ALGORITHM_IDENTIFIER SignatureAlgorithm;
    CERT_NAME_BLOB Issuer;
    FILETIME NotBefore;
    FILETIME NotAfter;
    CERT_NAME_BLOB Subject;
    CERT_PUBLIC_KEY_INFO SubjectPublicKeyInfo;
    CRYPT_BIT_BLOB IssuerUniqueId;
    CRYPT_BIT_BLOB SubjectUniqueId;
    DWORD cExtension;
    PCERT_EXTENSION rgExtension;
} CERT_INFO, *PCERT_INFO;

typedef struct _CERT_EXTENSIONS {
    DWORD cExtension;
    PCERT_EXTENSION rgExtension;
} CERT_EXTENSIONS, *PCERT_EXTENSIONS;

// A list of object identifiers: extended key usages.
typedef struct _CTL_USAGE {
    DWORD cUsageIdentifier;
    LPSTR *rgpszUsageIdentifier;
} CTL_USAGE, *PCTL_USAGE, CERT_ENHKEY_USAGE, *PCERT_ENHKEY_USAGE;

// CMS key agreement.
typedef struct _CMS_DH_KEY_INFO {
    DWORD dwVersion;
    ALG_ID Algid;
    LPSTR pszContentEncObjId;
    CRYPT_DATA_BLOB PubInfo;
    void *pReserved;
} CMS_DH_KEY_INFO, *PCMS_DH_KEY_INFO;

typedef struct _CRL_ENTRY {
    CRYPT_INTEGER_BLOB SerialNumber;
    FILETIME RevocationDate;
    DWORD cExtension;
    PCERT_EXTENSION rgExtension;
} CRL_ENTRY, *PCRL_ENTRY;

typedef struct _CRL_INFO {
    DWORD dwVersion;
    CRYPT_ALGORITHM_IDENTIFIER SignatureAlgorithm;
    CERT_NAME_BLOB Issuer;
    FILETIME ThisUpdate;
    FILETIME NextUpdate;
    DWORD cCRLEntry;
    PCRL_ENTRY rgCRLEntry;
    DWORD cExtension;
    PCERT_EXTENSION rgExtension;
} CRL_INFO, *PCRL_INFO;

typedef void *HCERTSTORE;
typedef void *HCRYPTMSG;

// A certificate: its bytes and what was read out of them.  Counted references.
typedef struct _CERT_CONTEXT {
    DWORD dwCertEncodingType;
    BYTE *pbCertEncoded;
    DWORD cbCertEncoded;
    PCERT_INFO pCertInfo;
    HCERTSTORE hCertStore;
} CERT_CONTEXT, *PCERT_CONTEXT;
typedef const CERT_CONTEXT *PCCERT_CONTEXT;

// A revocation list.
typedef struct _CRL_CONTEXT {
    DWORD dwCertEncodingType;
    BYTE *pbCrlEncoded;
    DWORD cbCrlEncoded;
    PCRL_INFO pCrlInfo;
    HCERTSTORE hCertStore;
} CRL_CONTEXT, *PCRL_CONTEXT;
typedef const CRL_CONTEXT *PCCRL_CONTEXT;

// A certificate trust list.
typedef struct _CRYPT_ATTRIBUTE {
    LPSTR pszObjId;
    DWORD cValue;
    PCRYPT_ATTR_BLOB rgValue;
} CRYPT_ATTRIBUTE, *PCRYPT_ATTRIBUTE;

typedef struct _CTL_ENTRY {
    CRYPT_DATA_BLOB SubjectIdentifier;
    DWORD cAttribute;
    PCRYPT_ATTRIBUTE rgAttribute;
} CTL_ENTRY, *PCTL_ENTRY;

typedef struct _CTL_INFO {
    DWORD dwVersion;
    CTL_USAGE SubjectUsage;
    CRYPT_DATA_BLOB ListIdentifier;
    CRYPT_INTEGER_BLOB SequenceNumber;
    FILETIME ThisUpdate;
    FILETIME NextUpdate;
    CRYPT_ALGORITHM_IDENTIFIER SubjectAlgorithm;
    DWORD cCTLEntry;
    PCTL_ENTRY rgCTLEntry;
    DWORD cExtension;
    PCERT_EXTENSION rgExtension;
} CTL_INFO, *PCTL_INFO;

typedef struct _CTL_CONTEXT {
    DWORD dwMsgAndCertEncodingType;
    BYTE *pbCtlEncoded;
    DWORD cbCtlEncoded;
    PCTL_INFO pCtlInfo;
    HCERTSTORE hCertStore;
    HCRYPTMSG hCryptMsg;
    BYTE *pbCtlContent;
    DWORD cbCtlContent;
} CTL_CONTEXT, *PCTL_CONTEXT;
typedef const CTL_CONTEXT *PCCTL_CONTEXT;

typedef struct _CRYPT_KEY_PROV_PARAM {
    DWORD dwParam;
    BYTE *pbData;
    DWORD cbData;
    DWORD dwFlags;
} CRYPT_KEY_PROV_PARAM, *PCRYPT_KEY_PROV_PARAM;

// Where the private key of a certificate is.
typedef struct _CRYPT_KEY_PROV_INFO {
    LPWSTR pwszContainerName;
    LPWSTR pwszProvName;
    DWORD dwProvType;
    DWORD dwFlags;
    DWORD cProvParam;
    PCRYPT_KEY_PROV_PARAM rgProvParam;
    DWORD dwKeySpec;
} CRYPT_KEY_PROV_INFO, *PCRYPT_KEY_PROV_INFO;

// The private key of a certificate.
typedef struct _CERT_KEY_CONTEXT {
    DWORD cbSize;
    __extension__ union {
        HCRYPTPROV hCryptProv;
        NCRYPT_KEY_HANDLE hNCryptKey;
    };
    DWORD dwKeySpec;
} CERT_KEY_CONTEXT, *PCERT_KEY_CONTEXT;

typedef struct _CERT_FORTEZZA_DATA_PROP {
    unsigned char SerialNumber[8];
    int CertIndex;
    unsigned char CertLabel[36];
} CERT_FORTEZZA_DATA_PROP;

// ---- Stores -------------------------------------------------------------------------------------

#define CERT_STORE_PROV_MEMORY     ((LPCSTR)(ULONG_PTR)2)
#define CERT_STORE_PROV_FILE       ((LPCSTR)(ULONG_PTR)3)
#define CERT_STORE_PROV_REG        ((LPCSTR)(ULONG_PTR)4)
#define CERT_STORE_PROV_PKCS7      ((LPCSTR)(ULONG_PTR)5)
#define CERT_STORE_PROV_SERIALIZED ((LPCSTR)(ULONG_PTR)6)
#define CERT_STORE_PROV_FILENAME_A ((LPCSTR)(ULONG_PTR)7)
#define CERT_STORE_PROV_FILENAME_W ((LPCSTR)(ULONG_PTR)8)
#define CERT_STORE_PROV_SYSTEM_A   ((LPCSTR)(ULONG_PTR)9)
#define CERT_STORE_PROV_SYSTEM_W   ((LPCSTR)(ULONG_PTR)10)
#define CERT_STORE_PROV_COLLECTION ((LPCSTR)(ULONG_PTR)11)
#define CERT_STORE_PROV_PHYSICAL_W ((LPCSTR)(ULONG_PTR)14)
#define CERT_STORE_PROV_PKCS12     ((LPCSTR)(ULONG_PTR)17)
#define CERT_STORE_PROV_FILENAME   CERT_STORE_PROV_FILENAME_W
#define CERT_STORE_PROV_SYSTEM     CERT_STORE_PROV_SYSTEM_W

#define CERT_STORE_NO_CRYPT_RELEASE_FLAG            0x00000001
#define CERT_STORE_SET_LOCALIZED_NAME_FLAG          0x00000002
#define CERT_STORE_DEFER_CLOSE_UNTIL_LAST_FREE_FLAG 0x00000004
#define CERT_STORE_DELETE_FLAG                      0x00000010
#define CERT_STORE_UNSAFE_PHYSICAL_FLAG             0x00000020
#define CERT_STORE_SHARE_STORE_FLAG                 0x00000040
#define CERT_STORE_SHARE_CONTEXT_FLAG               0x00000080
#define CERT_STORE_MANIFOLD_FLAG                    0x00000100
#define CERT_STORE_ENUM_ARCHIVED_FLAG               0x00000200
#define CERT_STORE_UPDATE_KEYID_FLAG                0x00000400
#define CERT_STORE_BACKUP_RESTORE_FLAG              0x00000800
#define CERT_STORE_READONLY_FLAG                    0x00008000
#define CERT_STORE_OPEN_EXISTING_FLAG               0x00004000
#define CERT_STORE_CREATE_NEW_FLAG                  0x00002000
#define CERT_STORE_MAXIMUM_ALLOWED_FLAG             0x00001000

#define CERT_SYSTEM_STORE_CURRENT_USER    0x00010000
#define CERT_SYSTEM_STORE_LOCAL_MACHINE   0x00020000
#define CERT_SYSTEM_STORE_CURRENT_SERVICE 0x00040000
#define CERT_SYSTEM_STORE_SERVICES        0x00050000
#define CERT_SYSTEM_STORE_USERS           0x00060000
#define CERT_SYSTEM_STORE_CURRENT_USER_GROUP_POLICY  0x00070000  // none here
#define CERT_SYSTEM_STORE_LOCAL_MACHINE_GROUP_POLICY 0x00080000  // none here
#define CERT_SYSTEM_STORE_LOCAL_MACHINE_ENTERPRISE   0x00090000  // none here

#define CERT_STORE_ADD_NEW                                 1
#define CERT_STORE_ADD_USE_EXISTING                        2
#define CERT_STORE_ADD_REPLACE_EXISTING                    3
#define CERT_STORE_ADD_ALWAYS                              4
#define CERT_STORE_ADD_REPLACE_EXISTING_INHERIT_PROPERTIES 5
#define CERT_STORE_ADD_NEWER                               6
#define CERT_STORE_ADD_NEWER_INHERIT_PROPERTIES            7

#define CERT_CLOSE_STORE_FORCE_FLAG 0x00000001
#define CERT_CLOSE_STORE_CHECK_FLAG 0x00000002

// ---- Finding certificates -----------------------------------------------------------------------

#define CERT_COMPARE_SHIFT               16
#define CERT_FIND_ANY                    0x00000000
#define CERT_FIND_SHA1_HASH              0x00010000
#define CERT_FIND_SHA256_HASH            0x00160000
#define CERT_FIND_SHA1_SHA256_HASH       0x00170000
#define CERT_FIND_MD5_HASH               0x00040000
#define CERT_FIND_SIGNATURE_HASH         0x000E0000
#define CERT_FIND_KEY_IDENTIFIER         0x000F0000
#define CERT_FIND_HASH                   0x00010000
#define CERT_FIND_PROPERTY               0x00050000
#define CERT_FIND_PUBLIC_KEY             0x00060000
#define CERT_FIND_SUBJECT_NAME           0x00020007
#define CERT_FIND_SUBJECT_ATTR           0x00030007
#define CERT_FIND_ISSUER_NAME            0x00020004
#define CERT_FIND_ISSUER_ATTR            0x00030004
#define CERT_FIND_SUBJECT_STR_A          0x00070007
#define CERT_FIND_SUBJECT_STR_W          0x00080007
#define CERT_FIND_SUBJECT_STR            0x00080007
#define CERT_FIND_ISSUER_STR_A           0x00070004
#define CERT_FIND_ISSUER_STR_W           0x00080004
#define CERT_FIND_ISSUER_STR             0x00080004
#define CERT_FIND_KEY_SPEC               0x00090000
#define CERT_FIND_ENHKEY_USAGE           0x000A0000
#define CERT_FIND_CTL_USAGE              0x000A0000
#define CERT_FIND_SUBJECT_CERT           0x000B0000
#define CERT_FIND_ISSUER_OF              0x000C0000
#define CERT_FIND_EXISTING               0x000D0000
#define CERT_FIND_CERT_ID                0x00100000
#define CERT_FIND_CROSS_CERT_DIST_POINTS 0x00110000
#define CERT_FIND_PUBKEY_MD5_HASH        0x00120000
#define CERT_FIND_SUBJECT_INFO_ACCESS    0x00130000
#define CERT_FIND_HASH_STR               0x00140000
#define CERT_FIND_HAS_PRIVATE_KEY        0x00150000

#define CERT_FIND_OPTIONAL_ENHKEY_USAGE_FLAG  0x0001
#define CERT_FIND_EXT_ONLY_ENHKEY_USAGE_FLAG  0x0002
#define CERT_FIND_PROP_ONLY_ENHKEY_USAGE_FLAG 0x0004
#define CERT_FIND_NO_ENHKEY_USAGE_FLAG        0x0008
#define CERT_FIND_OR_ENHKEY_USAGE_FLAG        0x0010
#define CERT_FIND_VALID_ENHKEY_USAGE_FLAG     0x0020
#define CERT_FIND_OPTIONAL_CTL_USAGE_FLAG     0x0001
#define CERT_FIND_EXT_ONLY_CTL_USAGE_FLAG     0x0002
#define CERT_FIND_PROP_ONLY_CTL_USAGE_FLAG    0x0004
#define CERT_FIND_NO_CTL_USAGE_FLAG           0x0008
#define CERT_FIND_OR_CTL_USAGE_FLAG           0x0010
#define CERT_FIND_VALID_CTL_USAGE_FLAG        0x0020

// ---- Properties of certificates -----------------------------------------------------------------

#define CERT_KEY_PROV_HANDLE_PROP_ID                         1
#define CERT_KEY_PROV_INFO_PROP_ID                           2
#define CERT_SHA1_HASH_PROP_ID                               3
#define CERT_MD5_HASH_PROP_ID                                4
#define CERT_HASH_PROP_ID                                    3
#define CERT_KEY_CONTEXT_PROP_ID                             5
#define CERT_KEY_SPEC_PROP_ID                                6
#define CERT_IE30_RESERVED_PROP_ID                           7
#define CERT_PUBKEY_HASH_RESERVED_PROP_ID                    8
#define CERT_ENHKEY_USAGE_PROP_ID                            9
#define CERT_CTL_USAGE_PROP_ID                               9
#define CERT_NEXT_UPDATE_LOCATION_PROP_ID                    10
#define CERT_FRIENDLY_NAME_PROP_ID                           11
#define CERT_PVK_FILE_PROP_ID                                12
#define CERT_DESCRIPTION_PROP_ID                             13
#define CERT_ACCESS_STATE_PROP_ID                            14
#define CERT_SIGNATURE_HASH_PROP_ID                          15
#define CERT_SMART_CARD_DATA_PROP_ID                         16
#define CERT_EFS_PROP_ID                                     17
#define CERT_FORTEZZA_DATA_PROP_ID                           18
#define CERT_ARCHIVED_PROP_ID                                19
#define CERT_KEY_IDENTIFIER_PROP_ID                          20
#define CERT_AUTO_ENROLL_PROP_ID                             21
#define CERT_PUBKEY_ALG_PARA_PROP_ID                         22
#define CERT_CROSS_CERT_DIST_POINTS_PROP_ID                  23
#define CERT_ISSUER_PUBLIC_KEY_MD5_HASH_PROP_ID              24
#define CERT_SUBJECT_PUBLIC_KEY_MD5_HASH_PROP_ID             25
#define CERT_ENROLLMENT_PROP_ID                              26
#define CERT_DATE_STAMP_PROP_ID                              27
#define CERT_ISSUER_SERIAL_NUMBER_MD5_HASH_PROP_ID           28
#define CERT_SUBJECT_NAME_MD5_HASH_PROP_ID                   29
#define CERT_EXTENDED_ERROR_INFO_PROP_ID                     30
#define CERT_RENEWAL_PROP_ID                                 64
#define CERT_ARCHIVED_KEY_HASH_PROP_ID                       65
#define CERT_AUTO_ENROLL_RETRY_PROP_ID                       66
#define CERT_AIA_URL_RETRIEVED_PROP_ID                       67
#define CERT_AUTHORITY_INFO_ACCESS_PROP_ID                   68
#define CERT_BACKED_UP_PROP_ID                               69
#define CERT_OCSP_RESPONSE_PROP_ID                           70
#define CERT_REQUEST_ORIGINATOR_PROP_ID                      71
#define CERT_SOURCE_LOCATION_PROP_ID                         72
#define CERT_SOURCE_URL_PROP_ID                              73
#define CERT_NEW_KEY_PROP_ID                                 74
#define CERT_OCSP_CACHE_PREFIX_PROP_ID                       75
#define CERT_SMART_CARD_ROOT_INFO_PROP_ID                    76
#define CERT_NO_AUTO_EXPIRE_CHECK_PROP_ID                    77
#define CERT_NCRYPT_KEY_HANDLE_PROP_ID                       78
#define CERT_HCRYPTPROV_OR_NCRYPT_KEY_HANDLE_PROP_ID         79
#define CERT_SUBJECT_INFO_ACCESS_PROP_ID                     80
#define CERT_CA_OCSP_AUTHORITY_INFO_ACCESS_PROP_ID           81
#define CERT_CA_DISABLE_CRL_PROP_ID                          82
#define CERT_ROOT_PROGRAM_CERT_POLICIES_PROP_ID              83
#define CERT_ROOT_PROGRAM_NAME_CONSTRAINTS_PROP_ID           84
#define CERT_SUBJECT_OCSP_AUTHORITY_INFO_ACCESS_PROP_ID      85
#define CERT_SUBJECT_DISABLE_CRL_PROP_ID                     86
#define CERT_CEP_PROP_ID                                     87
#define CERT_SIGN_HASH_CNG_ALG_PROP_ID                       89
#define CERT_SCARD_PIN_ID_PROP_ID                            90
#define CERT_SCARD_PIN_INFO_PROP_ID                          91
#define CERT_SUBJECT_PUB_KEY_BIT_LENGTH_PROP_ID              92
#define CERT_PUB_KEY_CNG_ALG_BIT_LENGTH_PROP_ID              93
#define CERT_ISSUER_PUB_KEY_BIT_LENGTH_PROP_ID               94
#define CERT_ISSUER_CHAIN_SIGN_HASH_CNG_ALG_PROP_ID          95
#define CERT_ISSUER_CHAIN_PUB_KEY_CNG_ALG_BIT_LENGTH_PROP_ID 96
#define CERT_NO_EXPIRE_NOTIFICATION_PROP_ID                  97
#define CERT_AUTH_ROOT_SHA256_HASH_PROP_ID                   98
#define CERT_NCRYPT_KEY_HANDLE_TRANSFER_PROP_ID              99
#define CERT_HCRYPTPROV_TRANSFER_PROP_ID                     100
#define CERT_SMART_CARD_READER_PROP_ID                       101
#define CERT_SEND_AS_TRUSTED_ISSUER_PROP_ID                  102
#define CERT_KEY_REPAIR_ATTEMPTED_PROP_ID                    103
#define CERT_DISALLOWED_FILETIME_PROP_ID                     104
#define CERT_ROOT_PROGRAM_CHAIN_POLICIES_PROP_ID             105
#define CERT_SMART_CARD_READER_NON_REMOVABLE_PROP_ID         106
#define CERT_SHA256_HASH_PROP_ID                             107
#define CERT_SCEP_SERVER_CERTS_PROP_ID                       108
#define CERT_SCEP_RA_SIGNATURE_CERT_PROP_ID                  109
#define CERT_SCEP_RA_ENCRYPTION_CERT_PROP_ID                 110
#define CERT_SCEP_CA_CERT_PROP_ID                            111
#define CERT_SCEP_SIGNER_CERT_PROP_ID                        112
#define CERT_SCEP_NONCE_PROP_ID                              113
#define CERT_SCEP_ENCRYPT_HASH_CNG_ALG_PROP_ID               114
#define CERT_SCEP_FLAGS_PROP_ID                              115
#define CERT_SCEP_GUID_PROP_ID                               116
#define CERT_SERIALIZABLE_KEY_CONTEXT_PROP_ID                117
#define CERT_ISOLATED_KEY_PROP_ID                            118
#define CERT_SERIAL_CHAIN_PROP_ID                            119
#define CERT_KEY_CLASSIFICATION_PROP_ID                      120
#define CERT_OCSP_MUST_STAPLE_PROP_ID                        121
#define CERT_DISALLOWED_ENHKEY_USAGE_PROP_ID                 122
#define CERT_NONCOMPLIANT_ROOT_URL_PROP_ID                   123
#define CERT_PIN_SHA256_HASH_PROP_ID                         124
#define CERT_CLR_DELETE_KEY_PROP_ID                          125
#define CERT_NOT_BEFORE_FILETIME_PROP_ID                     126
#define CERT_NOT_BEFORE_ENHKEY_USAGE_PROP_ID                 127
#define CERT_DISALLOWED_CA_FILETIME_PROP_ID                  128
#define CERT_SHA1_SHA256_HASH_PROP_ID                        129
#define CERT_FIRST_RESERVED_PROP_ID                          130
#define CERT_LAST_RESERVED_PROP_ID                           32767
#define CERT_FIRST_USER_PROP_ID                              32768
#define CERT_LAST_USER_PROP_ID                               65535
#define CERT_SET_KEY_PROV_HANDLE_PROP_ID                     1
#define CERT_SET_KEY_CONTEXT_PROP_ID                         1
#define CERT_STORE_LOCALIZED_NAME_PROP_ID                    4096

// ---- Private keys of certificates ---------------------------------------------------------------

#define CRYPT_ACQUIRE_CACHE_FLAG             0x00000001
#define CRYPT_ACQUIRE_USE_PROV_INFO_FLAG     0x00000002
#define CRYPT_ACQUIRE_COMPARE_KEY_FLAG       0x00000004
#define CRYPT_ACQUIRE_NO_HEALING             0x00000008
#define CRYPT_ACQUIRE_SILENT_FLAG            0x00000040
#define CRYPT_ACQUIRE_WINDOW_HANDLE_FLAG     0x00000080
#define CRYPT_ACQUIRE_NCRYPT_KEY_FLAGS_MASK  0x00070000
#define CRYPT_ACQUIRE_ALLOW_NCRYPT_KEY_FLAG  0x00010000
#define CRYPT_ACQUIRE_PREFER_NCRYPT_KEY_FLAG 0x00020000
#define CRYPT_ACQUIRE_ONLY_NCRYPT_KEY_FLAG   0x00040000

// ---- PFX ----------------------------------------------------------------------------------------

#define PKCS12_IMPORT_SILENT                   0x00000040
#define PKCS12_PREFER_CNG_KSP                  0x00000100
#define PKCS12_ALWAYS_CNG_KSP                  0x00000200
#define PKCS12_ONLY_CERTIFICATES               0x00000400
#define PKCS12_ONLY_NOT_ENCRYPTED_CERTIFICATES 0x00000800
#define PKCS12_ALLOW_OVERWRITE_KEY             0x00004000
#define PKCS12_NO_PERSIST_KEY                  0x00008000
#define PKCS12_VIRTUAL_ISOLATION_KEY           0x00010000
#define PKCS12_IMPORT_RESERVED_MASK            0xFFFF0000
#define PKCS12_NAMED_NO_PERSIST_KEY            0x00020000
#define PKCS12_OBJECT_LOCATOR_ALL_IMPORT_FLAGS 0x00008250
#define PKCS12_ONLY_CERTIFICATES_PROVIDER_TYPE 0x00000000
#define REPORT_NO_PRIVATE_KEY                  0x00000001
#define REPORT_NOT_ABLE_TO_EXPORT_PRIVATE_KEY  0x00000002
#define EXPORT_PRIVATE_KEYS                    0x00000004
#define PKCS12_INCLUDE_EXTENDED_PROPERTIES     0x00000010
#define PKCS12_PROTECT_TO_DOMAIN_SIDS          0x00000020
#define PKCS12_EXPORT_SILENT                   0x00000040
#define PKCS12_EXPORT_PBES2_PARAMS             0x00000080
#define PKCS12_DISABLE_ENCRYPT_CERTIFICATES    0x00000100
#define PKCS12_ENCRYPT_CERTIFICATES            0x00000200
#define PKCS12_EXPORT_ECC_CURVE_PARAMETERS     0x00001000
#define PKCS12_EXPORT_ECC_CURVE_OID            0x00002000
#define PKCS12_EXPORT_RESERVED_MASK            0xFFFF0000

#define PKCS12_ONLY_CERTIFICATES_PROVIDER_NAME  SECUR32_W("PfxProvider")
#define PKCS12_ONLY_CERTIFICATES_CONTAINER_NAME SECUR32_W("PfxContainer")
#define PKCS12_PBKDF2_ID_HMAC_SHA1              "1.2.840.113549.2.7"
#define PKCS12_PBKDF2_ID_HMAC_SHA256            "1.2.840.113549.2.9"
#define PKCS12_PBKDF2_ID_HMAC_SHA384            "1.2.840.113549.2.10"
#define PKCS12_PBKDF2_ID_HMAC_SHA512            "1.2.840.113549.2.11"
#define PKCS12_PBES2_ALG_AES256_SHA256          SECUR32_W("AES256-SHA256")

// ---- Names --------------------------------------------------------------------------------------

#define CERT_NAME_EMAIL_TYPE            1
#define CERT_NAME_RDN_TYPE              2
#define CERT_NAME_ATTR_TYPE             3
#define CERT_NAME_SIMPLE_DISPLAY_TYPE   4
#define CERT_NAME_FRIENDLY_DISPLAY_TYPE 5
#define CERT_NAME_DNS_TYPE              6
#define CERT_NAME_URL_TYPE              7
#define CERT_NAME_UPN_TYPE              8

#define CERT_NAME_STR_ENABLE_PUNYCODE_FLAG 0x00200000
#define CERT_NAME_ISSUER_FLAG              0x00000001
#define CERT_NAME_DISABLE_IE4_UTF8_FLAG    0x00010000
#define CERT_NAME_SEARCH_ALL_NAMES_FLAG    0x00000002

#endif
