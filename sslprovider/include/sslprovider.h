// sslprovider.h: the SSL provider of CNG, as Windows' cpdk/sslprovider.h declares it: the keys,
// hashes and records of TLS 1.0 to 1.3 and DTLS 1.0 and 1.2, beneath Schannel.
//
//     SslOpenProvider -> SslOpenPrivateKey, SslCreateEphemeralKey, SslImportKey
//                     -> SslCreateHandshakeHash, SslHashHandshake
//                     -> SslGenerateMasterKey | SslImportMasterKey     (TLS 1.3: SslExtract*)
//                     -> SslGenerateSessionKeys, SslComputeFinishedHash      (SslExpand*)
//                     -> SslEncryptPacket / SslDecryptPacket -> SslFreeObject
//
// Rules for every function, unless its own comment says more.
// Handles are numbers with a kind: a freed one, one of another kind or an invented one answers
// NTE_INVALID_HANDLE, on any thread; one that is in use on another thread may be freed, its object
// dies when the last call ends.  hSslProvider is checked first; what was made through a provider
// lives on without it.
// Threads: any thread may call; keys are immutable and serve any number of threads.
// Sizes count bytes.  pbOutput NULL: *pcbResult tells the size and nothing else is done; too small:
// NTE_BUFFER_TOO_SMALL, and *pcbResult tells the size.  On any other failure handles are 0,
// pointers NULL, sizes 0, and the caller's buffers as they were.
// Memory that comes through a pointer to a pointer is freed with SslFreeBuffer.
// dwFlags is 0 unless a comment names flags; any other bit: NTE_BAD_FLAGS.
// Strings are NUL-terminated UTF-16.  Failure codes that every function can answer (NTE_NO_MEMORY,
// NTE_INTERNAL_ERROR) are not repeated, nor are NTE_INVALID_HANDLE for hSslProvider and
// NTE_BAD_FLAGS.
// Source of a function: its page in Microsoft's "CNG SSL Provider Functions", unless said
// otherwise.
#ifndef SECUR32_SSLPROVIDER_H
#define SECUR32_SSLPROVIDER_H

#include <ncrypt.h>
#include <wincrypt_parts.h>

#define MS_SCHANNEL_PROVIDER SECUR32_W("Microsoft SSL Protocol Provider")

// ---- Protocol versions --------------------------------------------------------------------------

// As they stand on the wire (SP_PROT_* in schannel.h are bits instead).
#define SSL2_PROTOCOL_VERSION    0x0002
#define SSL3_PROTOCOL_VERSION    0x0300
#define TLS1_PROTOCOL_VERSION    0x0301
#define TLS1_0_PROTOCOL_VERSION  0x0301
#define TLS1_1_PROTOCOL_VERSION  0x0302
#define TLS1_2_PROTOCOL_VERSION  0x0303
#define TLS1_3_PROTOCOL_VERSION  0x0304
#define DTLS1_0_PROTOCOL_VERSION 0xFEFF
#define DTLS1_2_PROTOCOL_VERSION 0xFEFD

// ---- Cipher suites ------------------------------------------------------------------------------

// TLS: the two bytes of the wire.  SSL 2: three.
#define TLS_RSA_WITH_NULL_MD5                   0x0001
#define TLS_RSA_WITH_NULL_SHA                   0x0002
#define TLS_RSA_EXPORT_WITH_RC4_40_MD5          0x0003
#define TLS_RSA_WITH_RC4_128_MD5                0x0004
#define TLS_RSA_WITH_RC4_128_SHA                0x0005
#define TLS_RSA_WITH_DES_CBC_SHA                0x0009
#define TLS_RSA_WITH_3DES_EDE_CBC_SHA           0x000A
#define TLS_DHE_DSS_WITH_DES_CBC_SHA            0x0012
#define TLS_DHE_DSS_WITH_3DES_EDE_CBC_SHA       0x0013
#define TLS_DHE_RSA_WITH_3DES_EDE_CBC_SHA       0x0016
#define TLS_RSA_WITH_AES_128_CBC_SHA            0x002F
#define TLS_DHE_DSS_WITH_AES_128_CBC_SHA        0x0032
#define TLS_DHE_RSA_WITH_AES_128_CBC_SHA        0x0033
#define TLS_RSA_WITH_AES_256_CBC_SHA            0x0035
#define TLS_DHE_DSS_WITH_AES_256_CBC_SHA        0x0038
#define TLS_DHE_RSA_WITH_AES_256_CBC_SHA        0x0039
#define TLS_RSA_EXPORT1024_WITH_DES_CBC_SHA     0x0062
#define TLS_DHE_DSS_EXPORT1024_WITH_DES_CBC_SHA 0x0063
#define TLS_RSA_EXPORT1024_WITH_RC4_56_SHA      0x0064
#define TLS_RSA_WITH_NULL_SHA256                0x003B
#define TLS_RSA_WITH_AES_128_CBC_SHA256         0x003C
#define TLS_RSA_WITH_AES_256_CBC_SHA256         0x003D
#define TLS_DHE_DSS_WITH_AES_128_CBC_SHA256     0x0040
#define TLS_DHE_DSS_WITH_AES_256_CBC_SHA256     0x006A
#define TLS_RSA_WITH_AES_128_GCM_SHA256         0x009C
#define TLS_RSA_WITH_AES_256_GCM_SHA384         0x009D
#define TLS_DHE_RSA_WITH_AES_128_GCM_SHA256     0x009E
#define TLS_DHE_RSA_WITH_AES_256_GCM_SHA384     0x009F
#define TLS_PSK_WITH_AES_128_GCM_SHA256         0x00A8
#define TLS_PSK_WITH_AES_256_GCM_SHA384         0x00A9
#define TLS_PSK_WITH_AES_128_CBC_SHA256         0x00AE
#define TLS_PSK_WITH_AES_256_CBC_SHA384         0x00AF
#define TLS_PSK_WITH_NULL_SHA256                0x00B0
#define TLS_PSK_WITH_NULL_SHA384                0x00B1
#define TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA    0xC009
#define TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA      0xC013
#define TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA    0xC00A
#define TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA      0xC014
#define TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256 0xC023
#define TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384 0xC024
#define TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256 0xC02B
#define TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384 0xC02C
#define TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256   0xC027
#define TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384   0xC028
#define TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256   0xC02F
#define TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384   0xC030
#define TLS_AES_128_GCM_SHA256                  0x1301
#define TLS_AES_256_GCM_SHA384                  0x1302
#define SSL_CK_RC4_128_WITH_MD5                 0x010080
#define SSL_CK_RC4_128_EXPORT40_WITH_MD5        0x020080
#define SSL_CK_RC2_128_CBC_WITH_MD5             0x030080
#define SSL_CK_RC2_128_CBC_EXPORT40_WITH_MD5    0x040080
#define SSL_CK_IDEA_128_CBC_WITH_MD5            0x050080
#define SSL_CK_DES_64_CBC_WITH_MD5              0x060040
#define SSL_CK_DES_192_EDE3_CBC_WITH_MD5        0x0700C0

// ---- Kinds of keys ------------------------------------------------------------------------------

// dwKeyType: the IANA number of the named group; 0 where there is none.
#define TLS_ECC_P256_CURVE_KEY_TYPE 23
#define TLS_ECC_P384_CURVE_KEY_TYPE 24
#define TLS_ECC_P521_CURVE_KEY_TYPE 25

#define SSL_ECDSA_ALGORITHM   SECUR32_W("ECDSA")
#define TLS_PSK_EXCHANGE      SECUR32_W("PSK")
#define TLS_RSA_PSK_EXCHANGE  SECUR32_W("RSA_PSK")
#define SSL_KEY_TYPE_PROPERTY SECUR32_W("KEYTYPE")

// ---- Flags and limits ---------------------------------------------------------------------------

#define NCRYPT_SSL_CLIENT_FLAG                  0x1
#define NCRYPT_SSL_SERVER_FLAG                  0x2
#define NCRYPT_SSL_MAX_NAME_SIZE                0x40
#define NCRYPT_SSL_CIPHER_SUITE_EX_VERSION      0x1
#define NCRYPT_SSL_CIPHER_LENGTHS_BLOCK_PADDING 0x1
#define MSCRYPT_ECC_MAX_OID_LENGTH              0xFF
#define MSCRYPT_ECC_MAX_CURVE_NAME_LENGTH       0xFF
#define NCRYPT_SSL_EAP_PRF_FIELD                0xFF
#define NCRYPT_SSL_EAP_ID                       0x0
#define NCRYPT_SSL_EAP_TTLSV0_ID                0x1
#define NCRYPT_SSL_EAP_TTLSV0_CHLNG_ID          0x2
#define NCRYPT_SSL_EAP_FAST_ID                  0x3
#define NCRYPT_SSL_SIGN_INCLUDE_HASHOID         0x1
#define NCRYPT_SSL_SIGN_USE_PSS_PADDING         0x2
#define NCRYPT_SSL_EXTERNAL_PSK_FLAG            0x1
#define NCRYPT_SSL_RESUMPTION_PSK_FLAG          0x2

// ---- Descriptions -------------------------------------------------------------------------------

// A cipher suite; lengths in bits (cipher, exchange) or bytes (block, hash).
typedef struct _NCRYPT_SSL_CIPHER_SUITE {
    DWORD dwProtocol;
    DWORD dwCipherSuite;
    DWORD dwBaseCipherSuite;
    WCHAR szCipherSuite[NCRYPT_SSL_MAX_NAME_SIZE];
    WCHAR szCipher[NCRYPT_SSL_MAX_NAME_SIZE];
    DWORD dwCipherLen;
    DWORD dwCipherBlockLen;
    WCHAR szHash[NCRYPT_SSL_MAX_NAME_SIZE];
    DWORD dwHashLen;
    WCHAR szExchange[NCRYPT_SSL_MAX_NAME_SIZE];
    DWORD dwMinExchangeLen;
    DWORD dwMaxExchangeLen;
    WCHAR szCertificate[NCRYPT_SSL_MAX_NAME_SIZE];
    DWORD dwKeyType;
} NCRYPT_SSL_CIPHER_SUITE;

// The same with the mode of the cipher; set dwVersion first.
typedef struct _NCRYPT_SSL_CIPHER_SUITE_EX {
    DWORD dwVersion;
    DWORD dwProtocol;
    DWORD dwCipherSuite;
    DWORD dwBaseCipherSuite;
    WCHAR szCipherSuite[NCRYPT_SSL_MAX_NAME_SIZE];
    WCHAR szCipher[NCRYPT_SSL_MAX_NAME_SIZE];
    DWORD dwCipherLen;
    DWORD dwCipherBlockLen;
    WCHAR szHash[NCRYPT_SSL_MAX_NAME_SIZE];
    DWORD dwHashLen;
    WCHAR szExchange[NCRYPT_SSL_MAX_NAME_SIZE];
    DWORD dwMinExchangeLen;
    DWORD dwMaxExchangeLen;
    WCHAR szCertificate[NCRYPT_SSL_MAX_NAME_SIZE];
    DWORD dwKeyType;
    WCHAR szCipherMode[NCRYPT_SSL_MAX_NAME_SIZE];
} NCRYPT_SSL_CIPHER_SUITE_EX;

// What a record adds to its payload, in bytes.
typedef struct _NCRYPT_SSL_CIPHER_LENGTHS {
    DWORD cbLength;
    DWORD dwHeaderLen;
    DWORD dwFixedTrailerLen;
    DWORD dwMaxVariableTrailerLen;
    DWORD dwFlags;
} NCRYPT_SSL_CIPHER_LENGTHS;

// A named group.
typedef struct _NCRYPT_SSL_ECC_CURVE {
    WCHAR szCurveName[MSCRYPT_ECC_MAX_CURVE_NAME_LENGTH];
    CHAR szOID[MSCRYPT_ECC_MAX_OID_LENGTH];
    DWORD dwPublicKeyLength;
    DWORD dwCurveType;
    DWORD dwFlags;
} NCRYPT_SSL_ECC_CURVE, *PNCRYPT_SSL_ECC_CURVE;

#include <sslprovider_functions.h>
#include <sslprovider_table.h>
#include <sslprovider_tls13.h>

#endif
