// wincrypt_keys.h: CryptoAPI keys, hashes and providers: identifiers, parameters, flags, key blobs.
//
// A part of wincrypt.h.  Blobs are little-endian throughout and packed without gaps.
#ifndef SECUR32_WINCRYPT_KEYS_H
#define SECUR32_WINCRYPT_KEYS_H

#include <ncrypt.h>

// ---- Handles ------------------------------------------------------------------------------------

// Numbers, never pointers.
typedef ULONG_PTR HCRYPTPROV;
typedef ULONG_PTR HCRYPTKEY;
typedef ULONG_PTR HCRYPTHASH;
typedef ULONG_PTR HCRYPTPROV_LEGACY;
typedef ULONG_PTR HCRYPTPROV_OR_NCRYPT_KEY_HANDLE;

// ---- Algorithms ---------------------------------------------------------------------------------

// An ALG_ID is a class (3 bits), a type (4 bits) and a number (9 bits).
typedef unsigned int ALG_ID;

#define GET_ALG_CLASS(x) ((x) & (7 << 13))
#define GET_ALG_TYPE(x) ((x) & (15 << 9))
#define GET_ALG_SID(x) ((x) & 511)

#define ALG_CLASS_ANY          0x0000
#define ALG_CLASS_SIGNATURE    0x2000
#define ALG_CLASS_MSG_ENCRYPT  0x4000
#define ALG_CLASS_DATA_ENCRYPT 0x6000
#define ALG_CLASS_HASH         0x8000
#define ALG_CLASS_KEY_EXCHANGE 0xA000
#define ALG_CLASS_ALL          0xE000
#define ALG_TYPE_ANY           0x0000
#define ALG_TYPE_DSS           0x0200
#define ALG_TYPE_RSA           0x0400
#define ALG_TYPE_BLOCK         0x0600
#define ALG_TYPE_STREAM        0x0800
#define ALG_TYPE_DH            0x0A00
#define ALG_TYPE_SECURECHANNEL 0x0C00
#define ALG_TYPE_ECDH          0x0E00
#define ALG_TYPE_THIRDPARTY    0x1000

#define CALG_MD2                     0x8001
#define CALG_MD4                     0x8002
#define CALG_MD5                     0x8003
#define CALG_SHA                     0x8004
#define CALG_SHA1                    0x8004
#define CALG_MAC                     0x8005
#define CALG_RSA_SIGN                0x2400
#define CALG_DSS_SIGN                0x2200
#define CALG_NO_SIGN                 0x2000
#define CALG_RSA_KEYX                0xA400
#define CALG_DES                     0x6601
#define CALG_3DES_112                0x6609
#define CALG_3DES                    0x6603
#define CALG_DESX                    0x6604
#define CALG_RC2                     0x6602
#define CALG_RC4                     0x6801
#define CALG_SEAL                    0x6802
#define CALG_DH_SF                   0xAA01
#define CALG_DH_EPHEM                0xAA02
#define CALG_AGREEDKEY_ANY           0xAA03
#define CALG_KEA_KEYX                0xAA04
#define CALG_HUGHES_MD5              0xA003
#define CALG_SKIPJACK                0x660A
#define CALG_TEK                     0x660B
#define CALG_CYLINK_MEK              0x660C
#define CALG_SSL3_SHAMD5             0x8008
#define CALG_SSL3_MASTER             0x4C01
#define CALG_SCHANNEL_MASTER_HASH    0x4C02
#define CALG_SCHANNEL_MAC_KEY        0x4C03
#define CALG_SCHANNEL_ENC_KEY        0x4C07
#define CALG_PCT1_MASTER             0x4C04
#define CALG_SSL2_MASTER             0x4C05
#define CALG_TLS1_MASTER             0x4C06
#define CALG_RC5                     0x660D
#define CALG_HMAC                    0x8009
#define CALG_TLS1PRF                 0x800A
#define CALG_HASH_REPLACE_OWF        0x800B
#define CALG_AES_128                 0x660E
#define CALG_AES_192                 0x660F
#define CALG_AES_256                 0x6610
#define CALG_AES                     0x6611
#define CALG_SHA_256                 0x800C
#define CALG_SHA_384                 0x800D
#define CALG_SHA_512                 0x800E
#define CALG_ECDH                    0xAA05
#define CALG_ECDH_EPHEM              0xAE06
#define CALG_ECMQV                   0xA001
#define CALG_ECDSA                   0x2203
#define CALG_NULLCIPHER              0x6000
#define CALG_THIRDPARTY_KEY_EXCHANGE 0xB000
#define CALG_THIRDPARTY_SIGNATURE    0x3000
#define CALG_THIRDPARTY_CIPHER       0x7000
#define CALG_THIRDPARTY_HASH         0x9000

// Found only by their names or parameters.
#define CALG_OID_INFO_CNG_ONLY   0xFFFFFFFF
#define CALG_OID_INFO_PARAMETERS 0xFFFFFFFE
#define CALG_OID_INFO_PQ         0xFFFFFFFD

// ---- Providers ----------------------------------------------------------------------------------

#define PROV_RSA_FULL      1
#define PROV_RSA_SIG       2
#define PROV_DSS           3
#define PROV_FORTEZZA      4
#define PROV_MS_EXCHANGE   5
#define PROV_SSL           6
#define PROV_RSA_SCHANNEL  12
#define PROV_DSS_DH        13
#define PROV_EC_ECDSA_SIG  14
#define PROV_EC_ECNRA_SIG  15
#define PROV_EC_ECDSA_FULL 16
#define PROV_EC_ECNRA_FULL 17
#define PROV_DH_SCHANNEL   18
#define PROV_SPYRUS_LYNKS  20
#define PROV_RNG           21
#define PROV_INTEL_SEC     22
#define PROV_REPLACE_OWF   23
#define PROV_RSA_AES       24

#define MS_DEF_PROV_A              "Microsoft Base Cryptographic Provider v1.0"
#define MS_DEF_PROV_W              SECUR32_W("Microsoft Base Cryptographic Provider v1.0")
#define MS_DEF_PROV                SECUR32_UAW(MS_DEF_PROV)
#define MS_ENHANCED_PROV_A         "Microsoft Enhanced Cryptographic Provider v1.0"
#define MS_ENHANCED_PROV_W         SECUR32_W("Microsoft Enhanced Cryptographic Provider v1.0")
#define MS_ENHANCED_PROV           SECUR32_UAW(MS_ENHANCED_PROV)
#define MS_STRONG_PROV_A           "Microsoft Strong Cryptographic Provider"
#define MS_STRONG_PROV_W           SECUR32_W("Microsoft Strong Cryptographic Provider")
#define MS_STRONG_PROV             SECUR32_UAW(MS_STRONG_PROV)
#define MS_DEF_RSA_SIG_PROV_A      "Microsoft RSA Signature Cryptographic Provider"
#define MS_DEF_RSA_SIG_PROV_W      SECUR32_W("Microsoft RSA Signature Cryptographic Provider")
#define MS_DEF_RSA_SIG_PROV        SECUR32_UAW(MS_DEF_RSA_SIG_PROV)
#define MS_DEF_RSA_SCHANNEL_PROV_A "Microsoft RSA SChannel Cryptographic Provider"
#define MS_DEF_RSA_SCHANNEL_PROV_W SECUR32_W("Microsoft RSA SChannel Cryptographic Provider")
#define MS_DEF_RSA_SCHANNEL_PROV   SECUR32_UAW(MS_DEF_RSA_SCHANNEL_PROV)
#define MS_DEF_DSS_PROV_A          "Microsoft Base DSS Cryptographic Provider"
#define MS_DEF_DSS_PROV_W          SECUR32_W("Microsoft Base DSS Cryptographic Provider")
#define MS_DEF_DSS_PROV            SECUR32_UAW(MS_DEF_DSS_PROV)
#define MS_DEF_DSS_DH_PROV_A       "Microsoft Base DSS and Diffie-Hellman Cryptographic Provider"
#define MS_DEF_DSS_DH_PROV_W \
    SECUR32_W("Microsoft Base DSS and Diffie-Hellman Cryptographic Provider")
#define MS_DEF_DSS_DH_PROV         SECUR32_UAW(MS_DEF_DSS_DH_PROV)
#define MS_ENH_DSS_DH_PROV_A \
    "Microsoft Enhanced DSS and Diffie-Hellman Cryptographic Provider"
#define MS_ENH_DSS_DH_PROV_W \
    SECUR32_W("Microsoft Enhanced DSS and Diffie-Hellman Cryptographic Provider")
#define MS_ENH_DSS_DH_PROV         SECUR32_UAW(MS_ENH_DSS_DH_PROV)
#define MS_DEF_DH_SCHANNEL_PROV_A  "Microsoft DH SChannel Cryptographic Provider"
#define MS_DEF_DH_SCHANNEL_PROV_W  SECUR32_W("Microsoft DH SChannel Cryptographic Provider")
#define MS_DEF_DH_SCHANNEL_PROV    SECUR32_UAW(MS_DEF_DH_SCHANNEL_PROV)
#define MS_SCARD_PROV_A            "Microsoft Base Smart Card Crypto Provider"
#define MS_SCARD_PROV_W            SECUR32_W("Microsoft Base Smart Card Crypto Provider")
#define MS_SCARD_PROV              SECUR32_UAW(MS_SCARD_PROV)
#define MS_ENH_RSA_AES_PROV_A      "Microsoft Enhanced RSA and AES Cryptographic Provider"
#define MS_ENH_RSA_AES_PROV_W \
    SECUR32_W("Microsoft Enhanced RSA and AES Cryptographic Provider")
#define MS_ENH_RSA_AES_PROV        SECUR32_UAW(MS_ENH_RSA_AES_PROV)

// ---- Flags --------------------------------------------------------------------------------------

// CryptAcquireContext.
#define CRYPT_VERIFYCONTEXT              0xF0000000
#define CRYPT_NEWKEYSET                  0x00000008
#define CRYPT_DELETEKEYSET               0x00000010
#define CRYPT_MACHINE_KEYSET             0x00000020
#define CRYPT_SILENT                     0x00000040
#define CRYPT_DEFAULT_CONTAINER_OPTIONAL 0x00000080

// CryptGetProvParam: PP_ENUMALGS, PP_ENUMALGS_EX, PP_ENUMCONTAINERS.
#define CRYPT_FIRST    1
#define CRYPT_NEXT     2
#define CRYPT_SGC_ENUM 4

// CryptGenKey, CryptDeriveKey, CryptImportKey; the upper 16 bits are the length of the key in bits.
#define CRYPT_EXPORTABLE                0x00000001
#define CRYPT_USER_PROTECTED            0x00000002
#define CRYPT_CREATE_SALT               0x00000004
#define CRYPT_UPDATE_KEY                0x00000008
#define CRYPT_NO_SALT                   0x00000010
#define CRYPT_PREGEN                    0x00000040
#define CRYPT_RECIPIENT                 0x00000010
#define CRYPT_INITIATOR                 0x00000040
#define CRYPT_ONLINE                    0x00000080
#define CRYPT_SF                        0x00000100
#define CRYPT_CREATE_IV                 0x00000200
#define CRYPT_KEK                       0x00000400
#define CRYPT_DATA_KEY                  0x00000800
#define CRYPT_VOLATILE                  0x00001000
#define CRYPT_SGCKEY                    0x00002000
#define CRYPT_USER_PROTECTED_STRONG     0x00100000
#define CRYPT_ARCHIVABLE                0x00004000
#define CRYPT_FORCE_KEY_PROTECTION_HIGH 0x00008000
#define CRYPT_SERVER                    0x00000400
#define CRYPT_USER_KEYSET               0x00001000

// CryptExportKey, CryptEncrypt, CryptDecrypt, CryptHash*, CryptSign*, CryptSetProvider.
#define CRYPT_Y_ONLY                       0x00000001
#define CRYPT_SSL2_FALLBACK                0x00000002
#define CRYPT_DESTROYKEY                   0x00000004
#define CRYPT_OAEP                         0x00000040
#define CRYPT_BLOB_VER3                    0x00000080
#define CRYPT_IPSEC_HMAC_KEY               0x00000100
#define CRYPT_DECRYPT_RSA_NO_PADDING_CHECK 0x00000020
#define CRYPT_SECRETDIGEST                 0x00000001
#define CRYPT_OWF_REPL_LM_HASH             0x00000001
#define CRYPT_LITTLE_ENDIAN                0x00000001
#define CRYPT_NOHASHOID                    0x00000001
#define CRYPT_TYPE2_FORMAT                 0x00000002
#define CRYPT_X931_FORMAT                  0x00000004
#define CRYPT_MACHINE_DEFAULT              0x00000001
#define CRYPT_USER_DEFAULT                 0x00000002
#define CRYPT_DELETE_DEFAULT               0x00000004
#define CRYPT_USERDATA                     0x00000001
#define CRYPT_FAILED                       0x00000000
#define CRYPT_SUCCEED                      0x00000001

// ---- Key pairs of a container -------------------------------------------------------------------

#define RSA1024BIT_KEY       0x04000000
#define AT_KEYEXCHANGE       0x00000001
#define AT_SIGNATURE         0x00000002
#define CERT_NCRYPT_KEY_SPEC 0xFFFFFFFF

// ---- Parameters of keys, hashes, providers ------------------------------------------------------

#define KP_IV               1
#define KP_SALT             2
#define KP_PADDING          3
#define KP_MODE             4
#define KP_MODE_BITS        5
#define KP_PERMISSIONS      6
#define KP_ALGID            7
#define KP_BLOCKLEN         8
#define KP_KEYLEN           9
#define KP_SALT_EX          10
#define KP_P                11
#define KP_G                12
#define KP_Q                13
#define KP_X                14
#define KP_Y                15
#define KP_RA               16
#define KP_RB               17
#define KP_INFO             18
#define KP_EFFECTIVE_KEYLEN 19
#define KP_SCHANNEL_ALG     20
#define KP_CLIENT_RANDOM    21
#define KP_SERVER_RANDOM    22
#define KP_RP               23
#define KP_PRECOMP_MD5      24
#define KP_PRECOMP_SHA      25
#define KP_CERTIFICATE      26
#define KP_CLEAR_KEY        27
#define KP_PUB_EX_LEN       28
#define KP_PUB_EX_VAL       29
#define KP_KEYVAL           30
#define KP_ADMIN_PIN        31
#define KP_KEYEXCHANGE_PIN  32
#define KP_SIGNATURE_PIN    33
#define KP_PREHASH          34
#define KP_ROUNDS           35
#define KP_OAEP_PARAMS      36
#define KP_CMS_KEY_INFO     37
#define KP_CMS_DH_KEY_INFO  38
#define KP_PUB_PARAMS       39
#define KP_VERIFY_PARAMS    40
#define KP_HIGHEST_VERSION  41
#define KP_GET_USE_COUNT    42
#define KP_PIN_ID           43
#define KP_PIN_INFO         44

#define CRYPT_MODE_CBCI    6
#define CRYPT_MODE_CFBP    7
#define CRYPT_MODE_OFBP    8
#define CRYPT_MODE_CBCOFM  9
#define CRYPT_MODE_CBCOFMI 10
#define CRYPT_MODE_CBC     1
#define CRYPT_MODE_ECB     2
#define CRYPT_MODE_OFB     3
#define CRYPT_MODE_CFB     4
#define CRYPT_MODE_CTS     5

#define PKCS5_PADDING  1
#define RANDOM_PADDING 2
#define ZERO_PADDING   3

// KP_PERMISSIONS.
#define CRYPT_ENCRYPT    0x0001
#define CRYPT_DECRYPT    0x0002
#define CRYPT_EXPORT     0x0004
#define CRYPT_READ       0x0008
#define CRYPT_WRITE      0x0010
#define CRYPT_MAC        0x0020
#define CRYPT_EXPORT_KEY 0x0040
#define CRYPT_IMPORT_KEY 0x0080
#define CRYPT_ARCHIVE    0x0100

#define HP_ALGID         1
#define HP_HASHVAL       2
#define HP_HASHSIZE      4
#define HP_HMAC_INFO     5
#define HP_TLS1PRF_LABEL 6
#define HP_TLS1PRF_SEED  7

#define PP_ENUMALGS               1
#define PP_ENUMCONTAINERS         2
#define PP_IMPTYPE                3
#define PP_NAME                   4
#define PP_VERSION                5
#define PP_CONTAINER              6
#define PP_CHANGE_PASSWORD        7
#define PP_KEYSET_SEC_DESCR       8
#define PP_CERTCHAIN              9
#define PP_KEY_TYPE_SUBTYPE       10
#define PP_PROVTYPE               16
#define PP_KEYSTORAGE             17
#define PP_APPLI_CERT             18
#define PP_SYM_KEYSIZE            19
#define PP_SESSION_KEYSIZE        20
#define PP_UI_PROMPT              21
#define PP_ENUMALGS_EX            22
#define PP_ENUMMANDROOTS          25
#define PP_ENUMELECTROOTS         26
#define PP_KEYSET_TYPE            27
#define PP_ADMIN_PIN              31
#define PP_KEYEXCHANGE_PIN        32
#define PP_SIGNATURE_PIN          33
#define PP_SIG_KEYSIZE_INC        34
#define PP_KEYX_KEYSIZE_INC       35
#define PP_UNIQUE_CONTAINER       36
#define PP_SGC_INFO               37
#define PP_USE_HARDWARE_RNG       38
#define PP_KEYSPEC                39
#define PP_ENUMEX_SIGNING_PROT    40
#define PP_CRYPT_COUNT_KEY_USE    41
#define PP_USER_CERTSTORE         42
#define PP_SMARTCARD_READER       43
#define PP_SMARTCARD_GUID         45
#define PP_ROOT_CERTSTORE         46
#define PP_SMARTCARD_READER_ICON  47
#define PP_CLIENT_HWND            1
#define PP_CONTEXT_INFO           11
#define PP_KEYEXCHANGE_KEYSIZE    12
#define PP_SIGNATURE_KEYSIZE      13
#define PP_KEYEXCHANGE_ALG        14
#define PP_SIGNATURE_ALG          15
#define PP_DELETEKEY              24
#define PP_PIN_PROMPT_STRING      44
#define PP_SECURE_KEYEXCHANGE_PIN 47
#define PP_SECURE_SIGNATURE_PIN   48
#define PP_DISMISS_PIN_UI_SEC     49
#define PP_IS_PFX_EPHEMERAL       50

// PP_IMPTYPE.
#define CRYPT_IMPL_HARDWARE  1
#define CRYPT_IMPL_SOFTWARE  2
#define CRYPT_IMPL_MIXED     3
#define CRYPT_IMPL_UNKNOWN   4
#define CRYPT_IMPL_REMOVABLE 8

// PP_KEYSTORAGE.
#define CRYPT_SEC_DESCR 0x00000001
#define CRYPT_PSTORE    0x00000002
#define CRYPT_UI_PROMPT 0x00000004

// dwProtocols of PROV_ENUMALGS_EX.
#define CRYPT_FLAG_PCT1    0x0001
#define CRYPT_FLAG_SSL2    0x0002
#define CRYPT_FLAG_SSL3    0x0004
#define CRYPT_FLAG_TLS1    0x0008
#define CRYPT_FLAG_IPSEC   0x0010
#define CRYPT_FLAG_SIGNING 0x0020

// HP_HMAC_INFO.
typedef struct _HMAC_Info {
    ALG_ID HashAlgid;
    BYTE *pbInnerString;
    DWORD cbInnerString;
    BYTE *pbOuterString;
    DWORD cbOuterString;
} HMAC_INFO, *PHMAC_INFO;

// SCHANNEL_ALG's dwUse and dwFlags.
#define SCHANNEL_MAC_KEY    0x00000000
#define SCHANNEL_ENC_KEY    0x00000001
#define INTERNATIONAL_USAGE 0x00000001

// KP_SCHANNEL_ALG.
typedef struct _SCHANNEL_ALG {
    DWORD dwUse;
    ALG_ID Algid;
    DWORD cBits;
    DWORD dwFlags;
    DWORD dwReserved;
} SCHANNEL_ALG, *PSCHANNEL_ALG;

// PP_ENUMALGS and PP_ENUMALGS_EX.
typedef struct _PROV_ENUMALGS {
    ALG_ID aiAlgid;
    DWORD dwBitLen;
    DWORD dwNameLen;
    CHAR szName[20];
} PROV_ENUMALGS;

typedef struct _PROV_ENUMALGS_EX {
    ALG_ID aiAlgid;
    DWORD dwDefaultLen;
    DWORD dwMinLen;
    DWORD dwMaxLen;
    DWORD dwProtocols;
    DWORD dwNameLen;
    CHAR szName[20];
    DWORD dwLongNameLen;
    CHAR szLongName[40];
} PROV_ENUMALGS_EX;

// ---- Key blobs ----------------------------------------------------------------------------------

#define SIMPLEBLOB           0x01
#define PUBLICKEYBLOB        0x06
#define PRIVATEKEYBLOB       0x07
#define PLAINTEXTKEYBLOB     0x08
#define OPAQUEKEYBLOB        0x09
#define PUBLICKEYBLOBEX      0x0A
#define SYMMETRICWRAPKEYBLOB 0x0B
#define KEYSTATEBLOB         0x0C
#define CUR_BLOB_VERSION     0x02

// What every key blob begins with.
typedef struct _PUBLICKEYSTRUC {
    BYTE bType;
    BYTE bVersion;
    WORD reserved;
    ALG_ID aiKeyAlg;
} BLOBHEADER, PUBLICKEYSTRUC;

// RSA: then the modulus and, in private blobs, p, q, dp, dq, qinv, d; all little-endian.
typedef struct _RSAPUBKEY {
    DWORD magic;
    DWORD bitlen;
    DWORD pubexp;
} RSAPUBKEY;

// Diffie-Hellman and DSA.
typedef struct _PUBKEY {
    DWORD magic;
    DWORD bitlen;
} DHPUBKEY, DSSPUBKEY, KEAPUBKEY, TEKPUBKEY;

typedef struct _DSSSEED {
    DWORD counter;
    BYTE seed[20];
} DSSSEED;

typedef struct _PUBKEYVER3 {
    DWORD magic;
    DWORD bitlenP;
    DWORD bitlenQ;
    DWORD bitlenJ;
    DSSSEED DSSSeed;
} DHPUBKEY_VER3, DSSPUBKEY_VER3;

typedef struct _PRIVKEYVER3 {
    DWORD magic;
    DWORD bitlenP;
    DWORD bitlenQ;
    DWORD bitlenJ;
    DWORD bitlenX;
    DSSSEED DSSSeed;
} DHPRIVKEY_VER3, DSSPRIVKEY_VER3;

// ---- PKCS#8 -------------------------------------------------------------------------------------

// How NCryptExportKey encrypts a private key (NCRYPTBUFFER_PKCS_ALG_OID).
#define szOID_PKCS_12_pbeWithSHA1And3KeyTripleDES "1.2.840.113549.1.12.1.3"
#define szOID_PKCS_5_PBES2                        "1.2.840.113549.1.5.13"

// NCRYPTBUFFER_PKCS_ALG_PARAM for the first of them; then cbSalt bytes of salt.
typedef struct _CRYPT_PKCS12_PBE_PARAMS {
    int iIterations;
    ULONG cbSalt;
} CRYPT_PKCS12_PBE_PARAMS;

#endif
