// ncrypt_types.h: handles, parameter lists, names and flags of CNG's key storage.
//
// A part of ncrypt.h.  The SSL provider shares the handles and the parameter lists.
#ifndef SECUR32_NCRYPT_TYPES_H
#define SECUR32_NCRYPT_TYPES_H

#include <bcrypt.h>

#ifndef __SECSTATUS_DEFINED__
#define __SECSTATUS_DEFINED__
typedef LONG SECURITY_STATUS;
#endif

// ---- Handles ------------------------------------------------------------------------------------

// Numbers, never pointers.
typedef ULONG_PTR NCRYPT_HANDLE;
typedef ULONG_PTR NCRYPT_PROV_HANDLE;
typedef ULONG_PTR NCRYPT_KEY_HANDLE;
typedef ULONG_PTR NCRYPT_HASH_HANDLE;
typedef ULONG_PTR NCRYPT_SECRET_HANDLE;

// ---- Parameter lists ----------------------------------------------------------------------------

// Buffers are found by type, in any order.
typedef BCryptBuffer NCryptBuffer;
typedef BCryptBuffer *PNCryptBuffer;
typedef BCryptBufferDesc NCryptBufferDesc;
typedef BCryptBufferDesc *PNCryptBufferDesc;

#define NCRYPTBUFFER_VERSION             0
#define NCRYPTBUFFER_EMPTY               0
#define NCRYPTBUFFER_DATA                1
#define NCRYPTBUFFER_SSL_CLIENT_RANDOM   20  // 32 bytes
#define NCRYPTBUFFER_SSL_SERVER_RANDOM   21  // 32 bytes
#define NCRYPTBUFFER_SSL_HIGHEST_VERSION 22  // DWORD: what the ClientHello offered
#define NCRYPTBUFFER_SSL_CLEAR_KEY       23  // SSL 2
#define NCRYPTBUFFER_SSL_KEY_ARG_DATA    24  // SSL 2
#define NCRYPTBUFFER_SSL_SESSION_HASH    25  // extended master secret (RFC 7627)
#define NCRYPTBUFFER_PKCS_OID            40
#define NCRYPTBUFFER_PKCS_ALG_OID        41  // ANSI, with its NUL: how PKCS#8 is encrypted
#define NCRYPTBUFFER_PKCS_ALG_PARAM      42  // CRYPT_PKCS12_PBE_PARAMS
#define NCRYPTBUFFER_PKCS_ALG_ID         43
#define NCRYPTBUFFER_PKCS_ATTRS          44
#define NCRYPTBUFFER_PKCS_KEY_NAME       45  // UTF-16, with its NUL
#define NCRYPTBUFFER_PKCS_SECRET         46  // UTF-16, with its NUL: PKCS#8's passphrase
#define NCRYPTBUFFER_CERT_BLOB           47

// ---- Providers, interfaces, algorithms ----------------------------------------------------------

#define MS_KEY_STORAGE_PROVIDER            SECUR32_W("Microsoft Software Key Storage Provider")
#define MS_SMART_CARD_KEY_STORAGE_PROVIDER SECUR32_W("Microsoft Smart Card Key Storage Provider")
#define MS_PLATFORM_KEY_STORAGE_PROVIDER   SECUR32_W("Microsoft Platform Crypto Provider")

#define NCRYPT_CIPHER_INTERFACE                BCRYPT_CIPHER_INTERFACE
#define NCRYPT_HASH_INTERFACE                  BCRYPT_HASH_INTERFACE
#define NCRYPT_ASYMMETRIC_ENCRYPTION_INTERFACE BCRYPT_ASYMMETRIC_ENCRYPTION_INTERFACE
#define NCRYPT_SECRET_AGREEMENT_INTERFACE      BCRYPT_SECRET_AGREEMENT_INTERFACE
#define NCRYPT_SIGNATURE_INTERFACE             BCRYPT_SIGNATURE_INTERFACE
#define NCRYPT_KEY_DERIVATION_INTERFACE        BCRYPT_KEY_DERIVATION_INTERFACE
#define NCRYPT_KEY_STORAGE_INTERFACE           0x00010001
#define NCRYPT_SCHANNEL_INTERFACE              0x00010002
#define NCRYPT_SCHANNEL_SIGNATURE_INTERFACE    0x00010003
#define NCRYPT_KEY_PROTECTION_INTERFACE        0x00010004

#define NCRYPT_CIPHER_OPERATION                BCRYPT_CIPHER_OPERATION
#define NCRYPT_HASH_OPERATION                  BCRYPT_HASH_OPERATION
#define NCRYPT_ASYMMETRIC_ENCRYPTION_OPERATION BCRYPT_ASYMMETRIC_ENCRYPTION_OPERATION
#define NCRYPT_SECRET_AGREEMENT_OPERATION      BCRYPT_SECRET_AGREEMENT_OPERATION
#define NCRYPT_SIGNATURE_OPERATION             BCRYPT_SIGNATURE_OPERATION
#define NCRYPT_RNG_OPERATION                   BCRYPT_RNG_OPERATION
#define NCRYPT_KEY_DERIVATION_OPERATION        BCRYPT_KEY_DERIVATION_OPERATION

// Which of these there are, NCryptEnumAlgorithms tells.
#define NCRYPT_RSA_ALGORITHM         BCRYPT_RSA_ALGORITHM
#define NCRYPT_RSA_SIGN_ALGORITHM    BCRYPT_RSA_SIGN_ALGORITHM
#define NCRYPT_DH_ALGORITHM          BCRYPT_DH_ALGORITHM
#define NCRYPT_DSA_ALGORITHM         BCRYPT_DSA_ALGORITHM
#define NCRYPT_MD5_ALGORITHM         BCRYPT_MD5_ALGORITHM
#define NCRYPT_SHA1_ALGORITHM        BCRYPT_SHA1_ALGORITHM
#define NCRYPT_SHA256_ALGORITHM      BCRYPT_SHA256_ALGORITHM
#define NCRYPT_SHA384_ALGORITHM      BCRYPT_SHA384_ALGORITHM
#define NCRYPT_SHA512_ALGORITHM      BCRYPT_SHA512_ALGORITHM
#define NCRYPT_ECDSA_P256_ALGORITHM  BCRYPT_ECDSA_P256_ALGORITHM
#define NCRYPT_ECDSA_P384_ALGORITHM  BCRYPT_ECDSA_P384_ALGORITHM
#define NCRYPT_ECDSA_P521_ALGORITHM  BCRYPT_ECDSA_P521_ALGORITHM
#define NCRYPT_ECDH_P256_ALGORITHM   BCRYPT_ECDH_P256_ALGORITHM
#define NCRYPT_ECDH_P384_ALGORITHM   BCRYPT_ECDH_P384_ALGORITHM
#define NCRYPT_ECDH_P521_ALGORITHM   BCRYPT_ECDH_P521_ALGORITHM
#define NCRYPT_ECDSA_ALGORITHM       BCRYPT_ECDSA_ALGORITHM
#define NCRYPT_ECDH_ALGORITHM        BCRYPT_ECDH_ALGORITHM
#define NCRYPT_KEY_STORAGE_ALGORITHM SECUR32_W("KEY_STORAGE")

#define NCRYPT_RSA_ALGORITHM_GROUP   NCRYPT_RSA_ALGORITHM
#define NCRYPT_DH_ALGORITHM_GROUP    NCRYPT_DH_ALGORITHM
#define NCRYPT_DSA_ALGORITHM_GROUP   NCRYPT_DSA_ALGORITHM
#define NCRYPT_ECDSA_ALGORITHM_GROUP SECUR32_W("ECDSA")
#define NCRYPT_ECDH_ALGORITHM_GROUP  SECUR32_W("ECDH")

#define NCRYPT_MAX_KEY_NAME_LENGTH 512  // this provider's names have 255 units at most
#define NCRYPT_MAX_ALG_ID_LENGTH   512

// ---- Kinds of blobs -----------------------------------------------------------------------------

// Beside those of bcrypt.h.
#define NCRYPT_PKCS7_ENVELOPE_BLOB    SECUR32_W("PKCS7_ENVELOPE")
#define NCRYPT_PKCS8_PRIVATE_KEY_BLOB SECUR32_W("PKCS8_PRIVATEKEY")
#define NCRYPT_OPAQUETRANSPORT_BLOB   SECUR32_W("OpaqueTransport")

// ---- Flags --------------------------------------------------------------------------------------

// Which a function takes, its comment says.
#define NCRYPT_NO_PADDING_FLAG                0x00000001
#define NCRYPT_PAD_PKCS1_FLAG                 0x00000002
#define NCRYPT_PAD_OAEP_FLAG                  0x00000004
#define NCRYPT_PAD_PSS_FLAG                   0x00000008
#define NCRYPT_NO_KEY_VALIDATION              BCRYPT_NO_KEY_VALIDATION
#define NCRYPT_MACHINE_KEY_FLAG               0x00000020
#define NCRYPT_SILENT_FLAG                    0x00000040
#define NCRYPT_OVERWRITE_KEY_FLAG             0x00000080
#define NCRYPT_WRITE_KEY_TO_LEGACY_STORE_FLAG 0x00000200
#define NCRYPT_DO_NOT_FINALIZE_FLAG           0x00000400
#define NCRYPT_EXPORT_LEGACY_FLAG             0x00000800
#define NCRYPT_PERSIST_ONLY_FLAG              0x40000000
#define NCRYPT_PERSIST_FLAG                   0x80000000

// ---- Results of enumerations --------------------------------------------------------------------

// A provider, as the enumerations list it.
typedef struct _NCryptProviderName {
    LPWSTR pszName;
    LPWSTR pszComment;
} NCryptProviderName;

// An algorithm; dwClass is an NCRYPT_*_INTERFACE, dwAlgOperations are NCRYPT_*_OPERATIONs.
typedef struct _NCryptAlgorithmName {
    LPWSTR pszName;
    DWORD dwClass;
    DWORD dwAlgOperations;
    DWORD dwFlags;
} NCryptAlgorithmName;

// A persisted key.  pszAlgid is empty where a passphrase hides what kind of key it is.
typedef struct NCryptKeyName {
    LPWSTR pszName;
    LPWSTR pszAlgid;
    DWORD dwLegacyKeySpec;
    DWORD dwFlags;
} NCryptKeyName;

#endif
