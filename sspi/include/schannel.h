// schannel.h: the Schannel package (TLS, DTLS): names, protocols, credentials, control tokens,
// alerts.
//
// SCH_CREDENTIALS is always declared; on Windows SCHANNEL_USE_BLACKLISTS must be defined for it.
// The attributes are in schannel_attributes.h, the Ssl* helpers in schannel_functions.h.
#ifndef SECUR32_SCHANNEL_H
#define SECUR32_SCHANNEL_H

#include <wincrypt_parts.h>

// ---- Package names ------------------------------------------------------------------------------

#define UNISP_RPC_ID 14

#define UNISP_NAME_A           "Microsoft Unified Security Protocol Provider"
#define UNISP_NAME_W           SECUR32_W("Microsoft Unified Security Protocol Provider")
#define UNISP_NAME             SECUR32_UAW(UNISP_NAME)
#define SCHANNEL_NAME_A        "Schannel"
#define SCHANNEL_NAME_W        SECUR32_W("Schannel")
#define SCHANNEL_NAME          SECUR32_UAW(SCHANNEL_NAME)
#define DEFAULT_TLS_SSP_NAME_A "Default TLS SSP"
#define DEFAULT_TLS_SSP_NAME_W SECUR32_W("Default TLS SSP")
#define DEFAULT_TLS_SSP_NAME   SECUR32_UAW(DEFAULT_TLS_SSP_NAME)
#define SSL2SP_NAME_A          "Microsoft SSL 2.0"
#define SSL2SP_NAME_W          SECUR32_W("Microsoft SSL 2.0")
#define SSL2SP_NAME            SECUR32_UAW(SSL2SP_NAME)
#define SSL3SP_NAME_A          "Microsoft SSL 3.0"
#define SSL3SP_NAME_W          SECUR32_W("Microsoft SSL 3.0")
#define SSL3SP_NAME            SECUR32_UAW(SSL3SP_NAME)
#define TLS1SP_NAME_A          "Microsoft TLS 1.0"
#define TLS1SP_NAME_W          SECUR32_W("Microsoft TLS 1.0")
#define TLS1SP_NAME            SECUR32_UAW(TLS1SP_NAME)
#define PCT1SP_NAME_A          "Microsoft PCT 1.0"
#define PCT1SP_NAME_W          SECUR32_W("Microsoft PCT 1.0")
#define PCT1SP_NAME            SECUR32_UAW(PCT1SP_NAME)

// ---- Protocols ----------------------------------------------------------------------------------

// SP_PROT_CLIENTS and SP_PROT_SERVERS end with TLS 1.0; SP_PROT_X_CLIENTS and _X_SERVERS do not.
#define SP_PROT_PCT1_SERVER        0x00000001
#define SP_PROT_PCT1_CLIENT        0x00000002
#define SP_PROT_PCT1               0x00000003
#define SP_PROT_SSL2_SERVER        0x00000004
#define SP_PROT_SSL2_CLIENT        0x00000008
#define SP_PROT_SSL2               0x0000000C
#define SP_PROT_SSL3_SERVER        0x00000010
#define SP_PROT_SSL3_CLIENT        0x00000020
#define SP_PROT_SSL3               0x00000030
#define SP_PROT_TLS1_SERVER        0x00000040
#define SP_PROT_TLS1_CLIENT        0x00000080
#define SP_PROT_TLS1               0x000000C0
#define SP_PROT_SSL3TLS1_CLIENTS   0x000000A0
#define SP_PROT_SSL3TLS1_SERVERS   0x00000050
#define SP_PROT_SSL3TLS1           0x000000F0
#define SP_PROT_UNI_SERVER         0x40000000
#define SP_PROT_UNI_CLIENT         0x80000000
#define SP_PROT_UNI                0xC0000000
#define SP_PROT_ALL                0xFFFFFFFF
#define SP_PROT_NONE               0x00000000
#define SP_PROT_CLIENTS            0x800000AA
#define SP_PROT_SERVERS            0x40000055
#define SP_PROT_TLS1_0_SERVER      0x00000040
#define SP_PROT_TLS1_0_CLIENT      0x00000080
#define SP_PROT_TLS1_0             0x000000C0
#define SP_PROT_TLS1_1_SERVER      0x00000100
#define SP_PROT_TLS1_1_CLIENT      0x00000200
#define SP_PROT_TLS1_1             0x00000300
#define SP_PROT_TLS1_2_SERVER      0x00000400
#define SP_PROT_TLS1_2_CLIENT      0x00000800
#define SP_PROT_TLS1_2             0x00000C00
#define SP_PROT_TLS1_3_SERVER      0x00001000
#define SP_PROT_TLS1_3_CLIENT      0x00002000
#define SP_PROT_TLS1_3             0x00003000
#define SP_PROT_DTLS_SERVER        0x00010000
#define SP_PROT_DTLS_CLIENT        0x00020000
#define SP_PROT_DTLS               0x00030000
#define SP_PROT_DTLS1_0_SERVER     0x00010000
#define SP_PROT_DTLS1_0_CLIENT     0x00020000
#define SP_PROT_DTLS1_0            0x00030000
#define SP_PROT_DTLS1_2_SERVER     0x00040000
#define SP_PROT_DTLS1_2_CLIENT     0x00080000
#define SP_PROT_DTLS1_2            0x000C0000
#define SP_PROT_DTLS1_X_SERVER     0x00050000
#define SP_PROT_DTLS1_X_CLIENT     0x000A0000
#define SP_PROT_DTLS1_X            0x000F0000
#define SP_PROT_TLS1_1PLUS_SERVER  0x00001500
#define SP_PROT_TLS1_1PLUS_CLIENT  0x00002A00
#define SP_PROT_TLS1_1PLUS         0x00003F00
#define SP_PROT_TLS1_3PLUS_SERVER  0x00001000
#define SP_PROT_TLS1_3PLUS_CLIENT  0x00002000
#define SP_PROT_TLS1_3PLUS         0x00003000
#define SP_PROT_TLS1_X_SERVER      0x00001540
#define SP_PROT_TLS1_X_CLIENT      0x00002A80
#define SP_PROT_TLS1_X             0x00003FC0
#define SP_PROT_SSL3TLS1_X_CLIENTS 0x00002AA0
#define SP_PROT_SSL3TLS1_X_SERVERS 0x00001550
#define SP_PROT_SSL3TLS1_X         0x00003FF0
#define SP_PROT_X_CLIENTS          0x800A2AAA
#define SP_PROT_X_SERVERS          0x40051555

// ---- Credentials --------------------------------------------------------------------------------

#define SCH_CRED_V1             0x00000001
#define SCH_CRED_V2             0x00000002
#define SCH_CRED_VERSION        0x00000002
#define SCH_CRED_V3             0x00000003
#define SCHANNEL_CRED_VERSION   0x00000004
#define SCH_CREDENTIALS_VERSION 0x00000005

#define SCH_CRED_FORMAT_CERT_CONTEXT    0x00000000
#define SCH_CRED_FORMAT_CERT_HASH       0x00000001
#define SCH_CRED_FORMAT_CERT_HASH_STORE 0x00000002

#define SCH_CRED_MAX_SUPPORTED_PARAMETERS      16
#define SCH_CRED_MAX_SUPPORTED_ALPN_IDS        16
#define SCH_CRED_MAX_SUPPORTED_CRYPTO_SETTINGS 16
#define SCH_CRED_MAX_SUPPORTED_CHAINING_MODES  16
#define SCH_MAX_EXT_SUBSCRIPTIONS              2
#define SCH_CRED_MAX_STORE_NAME_SIZE           128
#define SCH_CRED_MAX_SUPPORTED_ALGS            256
#define SCH_CRED_MAX_SUPPORTED_CERTS           100

#define SCH_MACHINE_CERT_HASH               0x00000001
#define TLS_PARAMS_OPTIONAL                 0x00000001
#define SCHANNEL_RSA_PSS_PADDING_ALGORITHM  SECUR32_W("SCH_RSA_PSS_PAD")
#define SCHANNEL_RSA_PKCS_PADDING_ALGORITHM SECUR32_W("SCH_RSA_PKCS_PAD")

// dwFlags of SCHANNEL_CRED and SCH_CREDENTIALS.
#define SCH_CRED_NO_SYSTEM_MAPPER                    0x00000002  // server: map to no account
#define SCH_CRED_NO_SERVERNAME_CHECK                 0x00000004  // client: the name need not match
#define SCH_CRED_MANUAL_CRED_VALIDATION              0x00000008  // client: the application judges
#define SCH_CRED_NO_DEFAULT_CREDS                    0x00000010  // client: choose no certificate
#define SCH_CRED_AUTO_CRED_VALIDATION                0x00000020  // client: the default
#define SCH_CRED_USE_DEFAULT_CREDS                   0x00000040  // client: the default
#define SCH_CRED_DISABLE_RECONNECTS                  0x00000080  // server: sessions do not resume
#define SCH_CRED_REVOCATION_CHECK_END_CERT           0x00000100  // one of
#define SCH_CRED_REVOCATION_CHECK_CHAIN              0x00000200  // these
#define SCH_CRED_REVOCATION_CHECK_CHAIN_EXCLUDE_ROOT 0x00000400  // three
#define SCH_CRED_IGNORE_NO_REVOCATION_CHECK          0x00000800
#define SCH_CRED_IGNORE_REVOCATION_OFFLINE           0x00001000
#define SCH_CRED_RESTRICTED_ROOTS                    0x00002000
#define SCH_CRED_REVOCATION_CHECK_CACHE_ONLY         0x00004000
#define SCH_CRED_CACHE_ONLY_URL_RETRIEVAL            0x00008000
#define SCH_CRED_MEMORY_STORE_CERT                   0x00010000
#define SCH_CRED_CACHE_ONLY_URL_RETRIEVAL_ON_CREATE  0x00020000
#define SCH_SEND_ROOT_CERT                           0x00040000  // also the root
#define SCH_CRED_SNI_CREDENTIAL                      0x00080000  // server: one of several names
#define SCH_CRED_SNI_ENABLE_OCSP                     0x00100000
#define SCH_SEND_AUX_RECORD                          0x00200000  // split CBC records 1/n-1
#define SCH_USE_STRONG_CRYPTO                        0x00400000  // no weak algorithms
#define SCH_USE_PRESHAREDKEY_ONLY                    0x00800000  // PSK suites only
#define SCH_USE_DTLS_ONLY                            0x01000000
#define SCH_ALLOW_NULL_ENCRYPTION                    0x02000000  // NULL suites too
#define SCH_CRED_DEFERRED_CRED_VALIDATION            0x04000000  // validate, never fail for it

// Credentials, version 4: the protocols that are allowed.
typedef struct _SCHANNEL_CRED {
    DWORD dwVersion;
    DWORD cCreds;
    PCCERT_CONTEXT *paCred;
    HCERTSTORE hRootStore;
    DWORD cMappers;
    struct _HMAPPER **aphMappers;
    DWORD cSupportedAlgs;
    ALG_ID *palgSupportedAlgs;
    DWORD grbitEnabledProtocols;
    DWORD dwMinimumCipherStrength;
    DWORD dwMaximumCipherStrength;
    DWORD dwSessionLifespan;
    DWORD dwFlags;
    DWORD dwCredFormat;
} SCHANNEL_CRED, *PSCHANNEL_CRED;

// What an algorithm that is switched off was for.
typedef enum _eTlsAlgorithmUsage {
    TlsParametersCngAlgUsageKeyExchange,
    TlsParametersCngAlgUsageSignature,
    TlsParametersCngAlgUsageCipher,
    TlsParametersCngAlgUsageDigest,
    TlsParametersCngAlgUsageCertSig
} eTlsAlgorithmUsage;

// One algorithm to switch off: by name, chaining mode, key length.
typedef struct _CRYPTO_SETTINGS {
    eTlsAlgorithmUsage eAlgorithmUsage;
    UNICODE_STRING strCngAlgId;
    DWORD cChainingModes;
    PUNICODE_STRING rgstrChainingModes;
    DWORD dwMinBitLength;
    DWORD dwMaxBitLength;
} CRYPTO_SETTINGS, *PCRYPTO_SETTINGS;

// What is switched off, for everything or for some application protocols.
typedef struct _TLS_PARAMETERS {
    DWORD cAlpnIds;
    PUNICODE_STRING rgstrAlpnIds;
    DWORD grbitDisabledProtocols;
    DWORD cDisabledCrypto;
    PCRYPTO_SETTINGS pDisabledCrypto;
    DWORD dwFlags;
} TLS_PARAMETERS, *PTLS_PARAMETERS;

// Credentials, version 5: what is switched off.  TLS 1.3 is only with this one.
typedef struct _SCH_CREDENTIALS {
    DWORD dwVersion;
    DWORD dwCredFormat;
    DWORD cCreds;
    PCCERT_CONTEXT *paCred;
    HCERTSTORE hRootStore;
    DWORD cMappers;
    struct _HMAPPER **aphMappers;
    DWORD dwSessionLifespan;
    DWORD dwFlags;
    DWORD cTlsParameters;
    PTLS_PARAMETERS pTlsParameters;
} SCH_CREDENTIALS, *PSCH_CREDENTIALS;

// A certificate named by its SHA-1 hash.
typedef struct _SCHANNEL_CERT_HASH {
    DWORD dwLength;
    DWORD dwFlags;
    HCRYPTPROV hProv;
    BYTE ShaHash[20];
} SCHANNEL_CERT_HASH, *PSCHANNEL_CERT_HASH;

// The same, and the store it is in.
typedef struct _SCHANNEL_CERT_HASH_STORE {
    DWORD dwLength;
    DWORD dwFlags;
    HCRYPTPROV hProv;
    BYTE ShaHash[20];
    WCHAR pwszStoreName[SCH_CRED_MAX_STORE_NAME_SIZE];
} SCHANNEL_CERT_HASH_STORE, *PSCHANNEL_CERT_HASH_STORE;

// ---- Credentials of the oldest versions ---------------------------------------------------------

#define SCHANNEL_SECRET_TYPE_CAPI 0x00000001
#define SCHANNEL_SECRET_PRIVKEY   0x00000002
#define SCH_CRED_X509_CERTCHAIN   0x00000001
#define SCH_CRED_X509_CAPI        0x00000002
#define SCH_CRED_CERT_CONTEXT     0x00000003

// Credentials of the oldest versions, with keys in clear.
typedef struct _SCH_CRED {
    DWORD dwVersion;
    DWORD cCreds;
    PVOID *paSecret;
    PVOID *paPublic;
    DWORD cMappers;
    struct _HMAPPER **aphMappers;
} SCH_CRED, *PSCH_CRED;

typedef struct _SCH_CRED_SECRET_CAPI {
    DWORD dwType;
    HCRYPTPROV hProv;
} SCH_CRED_SECRET_CAPI, *PSCH_CRED_SECRET_CAPI;

typedef struct _SCH_CRED_SECRET_PRIVKEY {
    DWORD dwType;
    PBYTE pPrivateKey;
    DWORD cbPrivateKey;
    PSTR pszPassword;
} SCH_CRED_SECRET_PRIVKEY, *PSCH_CRED_SECRET_PRIVKEY;

typedef struct _SCH_CRED_PUBLIC_CERTCHAIN {
    DWORD dwType;
    DWORD cbCertChain;
    PBYTE pCertChain;
} SCH_CRED_PUBLIC_CERTCHAIN, *PSCH_CRED_PUBLIC_CERTCHAIN;

// ---- Control tokens -----------------------------------------------------------------------------

#define SCHANNEL_RENEGOTIATE 0  // not by ApplyControlToken
#define SCHANNEL_SHUTDOWN    1  // a DWORD is the whole token
#define SCHANNEL_ALERT       2  // SCHANNEL_ALERT_TOKEN
#define SCHANNEL_SESSION     3  // SCHANNEL_SESSION_TOKEN

#define SSL_SESSION_ENABLE_RECONNECTS  1
#define SSL_SESSION_DISABLE_RECONNECTS 2

// Control tokens: ApplyControlToken takes one in a SECBUFFER_TOKEN.
typedef struct _SCHANNEL_ALERT_TOKEN {
    DWORD dwTokenType;
    DWORD dwAlertType;
    DWORD dwAlertNumber;
} SCHANNEL_ALERT_TOKEN;

typedef struct _SCHANNEL_SESSION_TOKEN {
    DWORD dwTokenType;
    DWORD dwFlags;
} SCHANNEL_SESSION_TOKEN;

// What a client signs when the application holds its key.
typedef struct _SCHANNEL_CLIENT_SIGNATURE {
    DWORD cbLength;
    ALG_ID aiHash;
    DWORD cbHash;
    BYTE HashValue[36];
    BYTE CertThumbprint[20];
} SCHANNEL_CLIENT_SIGNATURE, *PSCHANNEL_CLIENT_SIGNATURE;

// ---- Alerts (RFC 8446 6) ------------------------------------------------------------------------

#define TLS1_ALERT_WARNING              1
#define TLS1_ALERT_FATAL                2
#define TLS1_ALERT_CLOSE_NOTIFY         0
#define TLS1_ALERT_UNEXPECTED_MESSAGE   10
#define TLS1_ALERT_BAD_RECORD_MAC       20
#define TLS1_ALERT_DECRYPTION_FAILED    21
#define TLS1_ALERT_RECORD_OVERFLOW      22
#define TLS1_ALERT_DECOMPRESSION_FAIL   30
#define TLS1_ALERT_HANDSHAKE_FAILURE    40
#define TLS1_ALERT_BAD_CERTIFICATE      42
#define TLS1_ALERT_UNSUPPORTED_CERT     43
#define TLS1_ALERT_CERTIFICATE_REVOKED  44
#define TLS1_ALERT_CERTIFICATE_EXPIRED  45
#define TLS1_ALERT_CERTIFICATE_UNKNOWN  46
#define TLS1_ALERT_ILLEGAL_PARAMETER    47
#define TLS1_ALERT_UNKNOWN_CA           48
#define TLS1_ALERT_ACCESS_DENIED        49
#define TLS1_ALERT_DECODE_ERROR         50
#define TLS1_ALERT_DECRYPT_ERROR        51
#define TLS1_ALERT_EXPORT_RESTRICTION   60
#define TLS1_ALERT_PROTOCOL_VERSION     70
#define TLS1_ALERT_INSUFFIENT_SECURITY  71
#define TLS1_ALERT_INTERNAL_ERROR       80
#define TLS1_ALERT_USER_CANCELED        90
#define TLS1_ALERT_NO_RENEGOTIATION     100
#define TLS1_ALERT_UNSUPPORTED_EXT      110
#define TLS1_ALERT_UNKNOWN_PSK_IDENTITY 115
#define TLS1_ALERT_NO_APP_PROTOCOL      120

// ---- Extensions of the application --------------------------------------------------------------

// Extensions of the application: to send, and to be told of.
typedef struct _SEND_GENERIC_TLS_EXTENSION {
    WORD ExtensionType;
    WORD HandshakeType;
    DWORD Flags;
    WORD BufferSize;
    UCHAR Buffer[1];
} SEND_GENERIC_TLS_EXTENSION, *PSEND_GENERIC_TLS_EXTENSION;

typedef struct _TLS_EXTENSION_SUBSCRIPTION {
    WORD ExtensionType;
    WORD HandshakeType;
} TLS_EXTENSION_SUBSCRIPTION, *PTLS_EXTENSION_SUBSCRIPTION;

typedef struct _SUBSCRIBE_GENERIC_TLS_EXTENSION {
    DWORD Flags;
    DWORD SubscriptionsCount;
    TLS_EXTENSION_SUBSCRIPTION Subscriptions[1];
} SUBSCRIBE_GENERIC_TLS_EXTENSION, *PSUBSCRIBE_GENERIC_TLS_EXTENSION;

typedef enum _SchGetExtensionsOptions {
    SCH_EXTENSIONS_OPTIONS_NONE = 0x0,
    SCH_NO_RECORD_HEADER = 0x1
} SchGetExtensionsOptions;

// An extension found in a ClientHello.
typedef struct _SCH_EXTENSION_DATA {
    WORD ExtensionType;
    const BYTE *pExtData;
    DWORD cbExtData;
} SCH_EXTENSION_DATA;

// ---- Certificates, the old way ------------------------------------------------------------------

// A key and its certificate.
typedef struct _SSL_CREDENTIAL_CERTIFICATE {
    DWORD cbPrivateKey;
    PBYTE pPrivateKey;
    DWORD cbCertificate;
    PBYTE pCertificate;
    PSTR pszPassword;
} SSL_CREDENTIAL_CERTIFICATE, *PSSL_CREDENTIAL_CERTIFICATE;

typedef struct _PctPublicKey {
    DWORD Type;
    DWORD cbKey;
    UCHAR pKey[1];
} PctPublicKey;

// A certificate taken apart.
typedef struct _X509Certificate {
    DWORD Version;
    DWORD SerialNumber[4];
    ALG_ID SignatureAlgorithm;
    FILETIME ValidFrom;
    FILETIME ValidUntil;
    PSTR pszIssuer;
    PSTR pszSubject;
    PctPublicKey *pPublicKey;
} X509Certificate, *PX509Certificate;

#include <schannel_attributes.h>
#include <schannel_functions.h>

#endif
