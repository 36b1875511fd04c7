// bcrypt.h: what of CNG's primitives the SSL provider, the key storage and the certificate functions
// speak in: names of algorithms, paddings, key blobs, parameter lists.
//
// Integers in a blob's header are little-endian, the numbers of a key big-endian.  Of CNG's own
// functions there are the three that public keys of certificates need.
#ifndef SECUR32_BCRYPT_H
#define SECUR32_BCRYPT_H

#include <wintypes.h>

typedef PVOID BCRYPT_HANDLE;
typedef PVOID BCRYPT_ALG_HANDLE;
typedef PVOID BCRYPT_KEY_HANDLE;
typedef PVOID BCRYPT_HASH_HANDLE;
typedef PVOID BCRYPT_SECRET_HANDLE;

// ---- Algorithms and modes -----------------------------------------------------------------------

#define BCRYPT_RSA_ALGORITHM        SECUR32_W("RSA")
#define BCRYPT_RSA_SIGN_ALGORITHM   SECUR32_W("RSA_SIGN")
#define BCRYPT_AES_ALGORITHM        SECUR32_W("AES")
#define BCRYPT_DES_ALGORITHM        SECUR32_W("DES")
#define BCRYPT_3DES_ALGORITHM       SECUR32_W("3DES")
#define BCRYPT_3DES_112_ALGORITHM   SECUR32_W("3DES_112")
#define BCRYPT_RC4_ALGORITHM        SECUR32_W("RC4")
#define BCRYPT_MD5_ALGORITHM        SECUR32_W("MD5")
#define BCRYPT_SHA1_ALGORITHM       SECUR32_W("SHA1")
#define BCRYPT_SHA256_ALGORITHM     SECUR32_W("SHA256")
#define BCRYPT_SHA384_ALGORITHM     SECUR32_W("SHA384")
#define BCRYPT_SHA512_ALGORITHM     SECUR32_W("SHA512")
#define BCRYPT_DSA_ALGORITHM        SECUR32_W("DSA")
#define BCRYPT_DH_ALGORITHM         SECUR32_W("DH")
#define BCRYPT_ECDH_ALGORITHM       SECUR32_W("ECDH")
#define BCRYPT_ECDSA_ALGORITHM      SECUR32_W("ECDSA")
#define BCRYPT_ECDH_P256_ALGORITHM  SECUR32_W("ECDH_P256")
#define BCRYPT_ECDH_P384_ALGORITHM  SECUR32_W("ECDH_P384")
#define BCRYPT_ECDH_P521_ALGORITHM  SECUR32_W("ECDH_P521")
#define BCRYPT_ECDSA_P256_ALGORITHM SECUR32_W("ECDSA_P256")
#define BCRYPT_ECDSA_P384_ALGORITHM SECUR32_W("ECDSA_P384")
#define BCRYPT_ECDSA_P521_ALGORITHM SECUR32_W("ECDSA_P521")
#define BCRYPT_RNG_ALGORITHM        SECUR32_W("RNG")

#define BCRYPT_CHAIN_MODE_NA  SECUR32_W("ChainingModeN/A")
#define BCRYPT_CHAIN_MODE_CBC SECUR32_W("ChainingModeCBC")
#define BCRYPT_CHAIN_MODE_ECB SECUR32_W("ChainingModeECB")
#define BCRYPT_CHAIN_MODE_CFB SECUR32_W("ChainingModeCFB")
#define BCRYPT_CHAIN_MODE_CCM SECUR32_W("ChainingModeCCM")
#define BCRYPT_CHAIN_MODE_GCM SECUR32_W("ChainingModeGCM")

#define BCRYPT_ECC_CURVE_25519    SECUR32_W("curve25519")
#define BCRYPT_ECC_CURVE_NISTP256 SECUR32_W("nistP256")
#define BCRYPT_ECC_CURVE_NISTP384 SECUR32_W("nistP384")
#define BCRYPT_ECC_CURVE_NISTP521 SECUR32_W("nistP521")

#define BCRYPT_ECC_PARAMETERS      SECUR32_W("ECCParameters")
#define BCRYPT_ECC_CURVE_NAME      SECUR32_W("ECCCurveName")
#define BCRYPT_ECC_CURVE_NAME_LIST SECUR32_W("ECCCurveNameList")
#define BCRYPT_DH_PARAMETERS       SECUR32_W("DHParameters")
#define BCRYPT_SIGNATURE_LENGTH    SECUR32_W("SignatureLength")
#define BCRYPT_ALGORITHM_NAME      SECUR32_W("AlgorithmName")
#define BCRYPT_KEY_LENGTH          SECUR32_W("KeyLength")
#define BCRYPT_KEY_STRENGTH        SECUR32_W("KeyStrength")
#define BCRYPT_BLOCK_LENGTH        SECUR32_W("BlockLength")

// What an algorithm is listed under, and what it can do.
#define BCRYPT_CIPHER_INTERFACE                0x00000001
#define BCRYPT_HASH_INTERFACE                  0x00000002
#define BCRYPT_ASYMMETRIC_ENCRYPTION_INTERFACE 0x00000003
#define BCRYPT_SECRET_AGREEMENT_INTERFACE      0x00000004
#define BCRYPT_SIGNATURE_INTERFACE             0x00000005
#define BCRYPT_RNG_INTERFACE                   0x00000006
#define BCRYPT_KEY_DERIVATION_INTERFACE        0x00000007

#define BCRYPT_CIPHER_OPERATION                0x00000001
#define BCRYPT_HASH_OPERATION                  0x00000002
#define BCRYPT_ASYMMETRIC_ENCRYPTION_OPERATION 0x00000004
#define BCRYPT_SECRET_AGREEMENT_OPERATION      0x00000008
#define BCRYPT_SIGNATURE_OPERATION             0x00000010
#define BCRYPT_RNG_OPERATION                   0x00000020
#define BCRYPT_KEY_DERIVATION_OPERATION        0x00000040

// ---- Paddings of RSA ----------------------------------------------------------------------------

#define BCRYPT_PAD_NONE  0x00000001
#define BCRYPT_PAD_PKCS1 0x00000002
#define BCRYPT_PAD_OAEP  0x00000004
#define BCRYPT_PAD_PSS   0x00000008

#define BCRYPT_NO_KEY_VALIDATION 0x00000008

// With BCRYPT_PAD_PKCS1, to sign.  pszAlgId names the hash; NULL: no DigestInfo around it.
typedef struct _BCRYPT_PKCS1_PADDING_INFO {
    LPCWSTR pszAlgId;
} BCRYPT_PKCS1_PADDING_INFO;

// With BCRYPT_PAD_PSS.  pszAlgId names the hash, which serves MGF1 too; cbSalt counts bytes.
typedef struct _BCRYPT_PSS_PADDING_INFO {
    LPCWSTR pszAlgId;
    ULONG cbSalt;
} BCRYPT_PSS_PADDING_INFO;

// With BCRYPT_PAD_OAEP.  pszAlgId names the hash, which serves MGF1 too; pbLabel may be NULL.
typedef struct _BCRYPT_OAEP_PADDING_INFO {
    LPCWSTR pszAlgId;
    PUCHAR pbLabel;
    ULONG cbLabel;
} BCRYPT_OAEP_PADDING_INFO;

// ---- Parameter lists ----------------------------------------------------------------------------

#define BCRYPTBUFFER_VERSION 0

// One named parameter, and a list of them.
typedef struct _BCryptBuffer {
    ULONG cbBuffer;
    ULONG BufferType;
    PVOID pvBuffer;
} BCryptBuffer, *PBCryptBuffer;

typedef struct _BCryptBufferDesc {
    ULONG ulVersion;
    ULONG cBuffers;
    PBCryptBuffer pBuffers;
} BCryptBufferDesc, *PBCryptBufferDesc;

// ---- Kinds of blobs -----------------------------------------------------------------------------

#define BCRYPT_KEY_DATA_BLOB       SECUR32_W("KeyDataBlob")
#define BCRYPT_RSAFULLPRIVATE_BLOB SECUR32_W("RSAFULLPRIVATEBLOB")
#define BCRYPT_OPAQUE_KEY_BLOB     SECUR32_W("OpaqueKeyBlob")
#define BCRYPT_AES_WRAP_KEY_BLOB   SECUR32_W("Rfc3565KeyWrapBlob")
#define BCRYPT_PUBLIC_KEY_LENGTH   SECUR32_W("PublicKeyLength")
#define BCRYPT_PUBLIC_KEY_BLOB     SECUR32_W("PUBLICBLOB")
#define BCRYPT_PRIVATE_KEY_BLOB    SECUR32_W("PRIVATEBLOB")
#define BCRYPT_RSAPUBLIC_BLOB      SECUR32_W("RSAPUBLICBLOB")
#define BCRYPT_RSAPRIVATE_BLOB     SECUR32_W("RSAPRIVATEBLOB")
#define LEGACY_RSAPUBLIC_BLOB      SECUR32_W("CAPIPUBLICBLOB")
#define LEGACY_RSAPRIVATE_BLOB     SECUR32_W("CAPIPRIVATEBLOB")
#define BCRYPT_PRIVATE_KEY         SECUR32_W("PrivKeyVal")
#define BCRYPT_ECCPUBLIC_BLOB      SECUR32_W("ECCPUBLICBLOB")
#define BCRYPT_ECCPRIVATE_BLOB     SECUR32_W("ECCPRIVATEBLOB")
#define BCRYPT_ECCFULLPUBLIC_BLOB  SECUR32_W("ECCFULLPUBLICBLOB")
#define BCRYPT_ECCFULLPRIVATE_BLOB SECUR32_W("ECCFULLPRIVATEBLOB")
#define SSL_ECCPUBLIC_BLOB         SECUR32_W("SSLECCPUBLICBLOB")
#define BCRYPT_DH_PUBLIC_BLOB      SECUR32_W("DHPUBLICBLOB")
#define BCRYPT_DH_PRIVATE_BLOB     SECUR32_W("DHPRIVATEBLOB")
#define BCRYPT_DSA_PUBLIC_BLOB     SECUR32_W("DSAPUBLICBLOB")
#define BCRYPT_DSA_PRIVATE_BLOB    SECUR32_W("DSAPRIVATEBLOB")

#define BCRYPT_PUBLIC_KEY_FLAG  0x1
#define BCRYPT_PRIVATE_KEY_FLAG 0x2

// ---- Magic numbers of blobs ---------------------------------------------------------------------

#define BCRYPT_RSAPUBLIC_MAGIC             0x31415352
#define BCRYPT_RSAPRIVATE_MAGIC            0x32415352
#define BCRYPT_RSAFULLPRIVATE_MAGIC        0x33415352
#define BCRYPT_ECDH_PUBLIC_P256_MAGIC      0x314B4345
#define BCRYPT_ECDH_PRIVATE_P256_MAGIC     0x324B4345
#define BCRYPT_ECDH_PUBLIC_P384_MAGIC      0x334B4345
#define BCRYPT_ECDH_PRIVATE_P384_MAGIC     0x344B4345
#define BCRYPT_ECDH_PUBLIC_P521_MAGIC      0x354B4345
#define BCRYPT_ECDH_PRIVATE_P521_MAGIC     0x364B4345
#define BCRYPT_ECDH_PUBLIC_GENERIC_MAGIC   0x504B4345
#define BCRYPT_ECDH_PRIVATE_GENERIC_MAGIC  0x564B4345
#define BCRYPT_ECDSA_PUBLIC_P256_MAGIC     0x31534345
#define BCRYPT_ECDSA_PRIVATE_P256_MAGIC    0x32534345
#define BCRYPT_ECDSA_PUBLIC_P384_MAGIC     0x33534345
#define BCRYPT_ECDSA_PRIVATE_P384_MAGIC    0x34534345
#define BCRYPT_ECDSA_PUBLIC_P521_MAGIC     0x35534345
#define BCRYPT_ECDSA_PRIVATE_P521_MAGIC    0x36534345
#define BCRYPT_ECDSA_PUBLIC_GENERIC_MAGIC  0x50444345
#define BCRYPT_ECDSA_PRIVATE_GENERIC_MAGIC 0x56444345
#define BCRYPT_DH_PUBLIC_MAGIC             0x42504844
#define BCRYPT_DH_PRIVATE_MAGIC            0x56504844
#define BCRYPT_DH_PARAMETERS_MAGIC         0x4D504844
#define BCRYPT_DSA_PUBLIC_MAGIC            0x42505344
#define BCRYPT_DSA_PRIVATE_MAGIC           0x56505344
#define BCRYPT_DSA_PUBLIC_MAGIC_V2         0x32425044
#define BCRYPT_DSA_PRIVATE_MAGIC_V2        0x32565044
#define BCRYPT_KEY_DATA_BLOB_MAGIC         0x4D42444B
#define BCRYPT_DSA_PARAMETERS_MAGIC        0x4D505344
#define BCRYPT_DSA_PARAMETERS_MAGIC_V2     0x324D5044
#define BCRYPT_KEY_DATA_BLOB_VERSION1      0x1

// ---- Headers of blobs ---------------------------------------------------------------------------

// What every key blob begins with.
typedef struct _BCRYPT_KEY_BLOB {
    ULONG Magic;
} BCRYPT_KEY_BLOB;

// Then the public exponent, the modulus and, in private blobs, the primes.
typedef struct _BCRYPT_RSAKEY_BLOB {
    ULONG Magic;
    ULONG BitLength;
    ULONG cbPublicExp;
    ULONG cbModulus;
    ULONG cbPrime1;
    ULONG cbPrime2;
} BCRYPT_RSAKEY_BLOB;

// Then X and Y and, in private blobs, d: cbKey bytes each.
typedef struct _BCRYPT_ECCKEY_BLOB {
    ULONG dwMagic;
    ULONG cbKey;
} BCRYPT_ECCKEY_BLOB, *PBCRYPT_ECCKEY_BLOB;

// A public key of any TLS group, in its wire form.  dwCurveType is the IANA number of the group.
typedef struct _SSL_ECCKEY_BLOB {
    ULONG dwCurveType;
    ULONG cbKey;
} SSL_ECCKEY_BLOB, *PSSL_ECCKEY_BLOB;

// Then p, g, y and, in private blobs, x: cbKey bytes each.
typedef struct _BCRYPT_DH_KEY_BLOB {
    ULONG dwMagic;
    ULONG cbKey;
} BCRYPT_DH_KEY_BLOB, *PBCRYPT_DH_KEY_BLOB;

// Then p and g: cbKeyLength bytes each.
typedef struct _BCRYPT_DH_PARAMETER_HEADER {
    ULONG cbLength;
    ULONG dwMagic;
    ULONG cbKeyLength;
} BCRYPT_DH_PARAMETER_HEADER;

// Then p, g, y and, in private blobs, x.
typedef struct _BCRYPT_DSA_KEY_BLOB {
    ULONG dwMagic;
    ULONG cbKey;
    UCHAR Count[4];
    UCHAR Seed[20];
    UCHAR q[20];
} BCRYPT_DSA_KEY_BLOB, *PBCRYPT_DSA_KEY_BLOB;

// Then the bytes of a symmetric key.
typedef struct _BCRYPT_KEY_DATA_BLOB_HEADER {
    ULONG dwMagic;
    ULONG dwVersion;
    ULONG cbKeyData;
} BCRYPT_KEY_DATA_BLOB_HEADER, *PBCRYPT_KEY_DATA_BLOB_HEADER;

// The version of a provider interface.
typedef struct _BCRYPT_INTERFACE_VERSION {
    USHORT MajorVersion;
    USHORT MinorVersion;
} BCRYPT_INTERFACE_VERSION, *PBCRYPT_INTERFACE_VERSION;

#define BCRYPT_MAKE_INTERFACE_VERSION(major, minor) {(USHORT)(major), (USHORT)(minor)}

// ---- Public keys of certificates ----------------------------------------------------------------

#ifdef __cplusplus
extern "C" {
#endif

// A key is what CryptImportPublicKeyInfoEx2 (wincrypt.h) gives out: public keys only.  Any thread;
// the answer is the NTSTATUS, the last error is left alone.

// Whether pbSignature is the key's signature over a hash.
//   pPaddingInfo   RSA: BCRYPT_PKCS1_PADDING_INFO or BCRYPT_PSS_PADDING_INFO *, as dwFlags says;
//                  others: NULL
//   pbHash         of the length of the hash that is named; Ed25519: the message
//   pbSignature    RSA: big-endian, as long as the modulus; ECDSA and DSA: r and s, side by side,
//                  each as long as the group's order; Ed25519: 64 bytes
//   dwFlags        RSA: BCRYPT_PAD_PKCS1 or BCRYPT_PAD_PSS; others: 0
// Errors: STATUS_INVALID_SIGNATURE, STATUS_INVALID_HANDLE, STATUS_INVALID_PARAMETER,
// STATUS_NOT_SUPPORTED (an ECDH key).
SECUR32_API NTSTATUS WINAPI BCryptVerifySignature(BCRYPT_KEY_HANDLE hKey, VOID *pPaddingInfo,
                                                  PUCHAR pbHash, ULONG cbHash, PUCHAR pbSignature,
                                                  ULONG cbSignature, ULONG dwFlags);

// Errors: STATUS_INVALID_HANDLE, also for a key that was destroyed.
SECUR32_API NTSTATUS WINAPI BCryptDestroyKey(BCRYPT_KEY_HANDLE hKey);

// BCRYPT_ALGORITHM_NAME (UTF-16 with its NUL), BCRYPT_KEY_LENGTH and BCRYPT_KEY_STRENGTH (DWORD,
// bits), BCRYPT_BLOCK_LENGTH and BCRYPT_SIGNATURE_LENGTH (DWORD, bytes).  pbOutput NULL asks for the
// size.  dwFlags: 0.  Errors: STATUS_INVALID_HANDLE, STATUS_INVALID_PARAMETER,
// STATUS_BUFFER_TOO_SMALL, STATUS_NOT_SUPPORTED (another property).
SECUR32_API NTSTATUS WINAPI BCryptGetProperty(BCRYPT_HANDLE hObject, LPCWSTR pszProperty,
                                              PUCHAR pbOutput, ULONG cbOutput, ULONG *pcbResult,
                                              ULONG dwFlags);

#ifdef __cplusplus
}
#endif

#endif
