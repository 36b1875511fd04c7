// ncrypt_functions.h: the functions of CNG's key storage.
//
// A part of ncrypt.h, which states the rules that hold for all of them.  Failure codes: those that
// every function can answer (NTE_NO_MEMORY, NTE_INTERNAL_ERROR), NTE_BAD_FLAGS for a flag that a
// function does not list, and NTE_INVALID_PARAMETER for a pointer that must not be NULL are not
// repeated.  Every function but NCryptFreeObject, NCryptFreeBuffer and NCryptIsKeyHandle takes
// NCRYPT_SILENT_FLAG, which asks for what is so anyhow: nothing here has a user interface.
#ifndef SECUR32_NCRYPT_FUNCTIONS_H
#define SECUR32_NCRYPT_FUNCTIONS_H

#include <ncrypt_properties.h>

#ifdef __cplusplus
extern "C" {
#endif

// ---- Providers and memory -----------------------------------------------------------------------

// Opens the key storage.
//   phProvider        out: the handle; NCryptFreeObject.  Keys outlive it.
//   pszProviderName   MS_KEY_STORAGE_PROVIDER, in any case of letters, or NULL: the same
// Errors: NTE_PROV_TYPE_NOT_DEF (another name: there are no smart cards and no TPM here).
SECUR32_API SECURITY_STATUS WINAPI NCryptOpenStorageProvider(NCRYPT_PROV_HANDLE *phProvider,
                                                             LPCWSTR pszProviderName,
                                                             DWORD dwFlags);

// Lists the key storage providers: one.
//   pdwProviderCount   out: how many elements
//   ppProviderList     out: an array in one block; NCryptFreeBuffer
SECUR32_API SECURITY_STATUS WINAPI NCryptEnumStorageProviders(DWORD *pdwProviderCount,
                                                              NCryptProviderName **ppProviderList,
                                                              DWORD dwFlags);

// Lists the algorithms whose keys NCryptCreatePersistedKey makes.
//   dwAlgOperations   NCRYPT_*_OPERATION: those that can do one of these; 0: all
//   pdwAlgCount       out: how many elements; 0 is no error
//   ppAlgList         out: an array in one block; NCryptFreeBuffer
// Errors: NTE_INVALID_HANDLE, NTE_INVALID_PARAMETER (a bit that is no operation).
SECUR32_API SECURITY_STATUS WINAPI NCryptEnumAlgorithms(NCRYPT_PROV_HANDLE hProvider,
                                                        DWORD dwAlgOperations, DWORD *pdwAlgCount,
                                                        NCryptAlgorithmName **ppAlgList,
                                                        DWORD dwFlags);

// Is pszAlgId an algorithm that NCryptEnumAlgorithms lists?
// Errors: NTE_INVALID_HANDLE, NTE_NOT_SUPPORTED (no).
SECUR32_API SECURITY_STATUS WINAPI NCryptIsAlgSupported(NCRYPT_PROV_HANDLE hProvider,
                                                        LPCWSTR pszAlgId, DWORD dwFlags);

// Frees the handle of a provider or of a key.  What another thread still does with it comes to its
// end.
// Errors: NTE_INVALID_HANDLE, also on the second call, and for a handle of the SSL provider.
SECUR32_API SECURITY_STATUS WINAPI NCryptFreeObject(NCRYPT_HANDLE hObject);

// Frees what an enumeration gave.
// Errors: NTE_INVALID_PARAMETER (NULL, memory that no function here gave, the second call).
SECUR32_API SECURITY_STATUS WINAPI NCryptFreeBuffer(PVOID pvInput);

// Is this the handle of a key of the key storage?  TRUE or FALSE.
SECUR32_API BOOL WINAPI NCryptIsKeyHandle(NCRYPT_KEY_HANDLE hKey);

// ---- Keys ---------------------------------------------------------------------------------------

// Begins a new key: its properties can be set until NCryptFinalizeKey makes it, and only then it can
// be used.
//   phKey             out: the handle; NCryptFreeObject, which forgets a key that is not finalized
//   pszAlgId          NCRYPT_RSA_ALGORITHM, NCRYPT_ECDSA_P256_ALGORITHM, ...
//   pszKeyName        1 to 255 units; NULL: an ephemeral key, which lives as long as its handle
//   dwLegacyKeySpec   0, AT_KEYEXCHANGE or AT_SIGNATURE; no difference is made
//   dwFlags           NCRYPT_OVERWRITE_KEY_FLAG: takes the place of a key of that name
// Errors: NTE_INVALID_HANDLE, NTE_NOT_SUPPORTED (the algorithm; NCRYPT_MACHINE_KEY_FLAG: there are
// keys of the user only), NTE_EXISTS, NTE_INVALID_PARAMETER (the name), NTE_PERM (the folder of keys
// is another user's or open to others).
SECUR32_API SECURITY_STATUS WINAPI NCryptCreatePersistedKey(NCRYPT_PROV_HANDLE hProvider,
                                                            NCRYPT_KEY_HANDLE *phKey,
                                                            LPCWSTR pszAlgId, LPCWSTR pszKeyName,
                                                            DWORD dwLegacyKeySpec, DWORD dwFlags);

// Makes the key, and stores it when it has a name.
//   dwFlags   NCRYPT_NO_KEY_VALIDATION: no difference is made, an imported key was judged already
// Errors: NTE_INVALID_HANDLE, NTE_BAD_KEY_STATE (it is finalized), NTE_INVALID_PARAMETER (a key of
// "ECDSA" or "ECDH" without a curve), NTE_EXISTS (somebody else was faster), NTE_PERM,
// NTE_NOT_SUPPORTED (NCRYPT_WRITE_KEY_TO_LEGACY_STORE_FLAG).  The key stays as it was, and the call
// may be repeated.
SECUR32_API SECURITY_STATUS WINAPI NCryptFinalizeKey(NCRYPT_KEY_HANDLE hKey, DWORD dwFlags);

// Opens a persisted key.
//   phKey             out: the handle; NCryptFreeObject
//   pszKeyName        the name it was given, or its NCRYPT_UNIQUE_NAME_PROPERTY
//   dwLegacyKeySpec   as NCryptCreatePersistedKey
// Errors: NTE_INVALID_HANDLE, NTE_BAD_KEYSET (there is none), NTE_BAD_DATA (its file is damaged),
// NTE_PERM (the folder or the file is another user's or open to others), NTE_NOT_SUPPORTED
// (NCRYPT_MACHINE_KEY_FLAG).  A key under a passphrase opens without it: NCRYPT_PIN_PROPERTY.
SECUR32_API SECURITY_STATUS WINAPI NCryptOpenKey(NCRYPT_PROV_HANDLE hProvider,
                                                 NCRYPT_KEY_HANDLE *phKey, LPCWSTR pszKeyName,
                                                 DWORD dwLegacyKeySpec, DWORD dwFlags);

// Deletes a persisted key, and frees the handle of any key.  Handles that others hold go on.
// Errors: NTE_INVALID_HANDLE, NTE_BAD_KEYSET (it was deleted already), NTE_PERM; the handle then
// stays open.
SECUR32_API SECURITY_STATUS WINAPI NCryptDeleteKey(NCRYPT_KEY_HANDLE hKey, DWORD dwFlags);

// Lists the persisted keys, one in each call, in the order of their names.
//   pszScope      NULL
//   ppKeyName     out: one block; NCryptFreeBuffer
//   ppEnumState   NULL before the first call, then what the last call left; NCryptFreeBuffer.  The
//                 list is taken at the first call.  One thread at a time.
// Errors: NTE_NO_MORE_ITEMS (at the end), NTE_INVALID_HANDLE, NTE_INVALID_PARAMETER (a scope; a
// state that is none of ours), NTE_PERM, NTE_NOT_SUPPORTED (NCRYPT_MACHINE_KEY_FLAG).
SECUR32_API SECURITY_STATUS WINAPI NCryptEnumKeys(NCRYPT_PROV_HANDLE hProvider, LPCWSTR pszScope,
                                                  NCryptKeyName **ppKeyName, PVOID *ppEnumState,
                                                  DWORD dwFlags);

// ---- Keys in memory -----------------------------------------------------------------------------

// Makes a key out of a blob.
//   hImportKey       0: no blob here is encrypted under a key
//   pszBlobType      BCRYPT_RSAPUBLIC_BLOB, BCRYPT_RSAPRIVATE_BLOB, BCRYPT_RSAFULLPRIVATE_BLOB,
//                    BCRYPT_ECCPUBLIC_BLOB, BCRYPT_ECCPRIVATE_BLOB, BCRYPT_PUBLIC_KEY_BLOB,
//                    BCRYPT_PRIVATE_KEY_BLOB, NCRYPT_PKCS8_PRIVATE_KEY_BLOB (DER)
//   pParameterList   may be NULL; NCRYPTBUFFER_PKCS_KEY_NAME: the key is stored under that name,
//                    else it is ephemeral; NCRYPTBUFFER_PKCS_SECRET: PKCS#8's passphrase.  Other
//                    types are passed over.
//   phKey            out: the handle; NCryptFreeObject
//   pbData, cbData   the blob, which is copied
//   dwFlags          NCRYPT_OVERWRITE_KEY_FLAG; NCRYPT_DO_NOT_FINALIZE_FLAG: properties can be set
//                    before NCryptFinalizeKey (private keys); NCRYPT_NO_KEY_VALIDATION: keys are
//                    judged nevertheless
// An EC key from PKCS#8 is for ECDSA.
// Errors: NTE_INVALID_HANDLE, NTE_NOT_SUPPORTED (the type; an algorithm or curve; hImportKey;
// NCRYPT_MACHINE_KEY_FLAG; NCRYPT_WRITE_KEY_TO_LEGACY_STORE_FLAG), NTE_BAD_DATA (damaged),
// NTE_BAD_KEY (numbers that cannot be), NTE_INCORRECT_PASSWORD (wrong, or none where one is due),
// NTE_EXISTS, NTE_PERM.
SECUR32_API SECURITY_STATUS WINAPI NCryptImportKey(NCRYPT_PROV_HANDLE hProvider,
                                                   NCRYPT_KEY_HANDLE hImportKey,
                                                   LPCWSTR pszBlobType,
                                                   NCryptBufferDesc *pParameterList,
                                                   NCRYPT_KEY_HANDLE *phKey, PBYTE pbData,
                                                   DWORD cbData, DWORD dwFlags);

// Writes a key into a blob; the types are NCryptImportKey's.  A blob with a private half is a
// secret, which the caller wipes.
//   hExportKey       0
//   pParameterList   may be NULL; for NCRYPT_PKCS8_PRIVATE_KEY_BLOB: NCRYPTBUFFER_PKCS_SECRET
//                    encrypts it, NCRYPTBUFFER_PKCS_ALG_OID says how: szOID_PKCS_12_pbeWithSHA1And-
//                    3KeyTripleDES ("1.2.840.113549.1.12.1.3", as Windows does; then
//                    NCRYPTBUFFER_PKCS_ALG_PARAM may hold a CRYPT_PKCS12_PBE_PARAMS) or
//                    "1.2.840.113549.1.5.13" (PBES2: AES-256, PBKDF2 with HMAC-SHA-256), which is
//                    taken where none is named.
//   pbOutput         out; NULL: only the size is wanted
//   pcbResult        out: bytes written, or needed
// Errors: NTE_INVALID_HANDLE, NTE_BAD_KEY_STATE (not finalized), NTE_BAD_TYPE (not a blob of such a
// key, or unknown), NTE_NOT_SUPPORTED (NCRYPT_EXPORT_POLICY_PROPERTY forbids it; hExportKey; an
// encryption), NTE_BUFFER_TOO_SMALL, NTE_SILENT_CONTEXT (the key is under a passphrase).
SECUR32_API SECURITY_STATUS WINAPI NCryptExportKey(NCRYPT_KEY_HANDLE hKey,
                                                   NCRYPT_KEY_HANDLE hExportKey,
                                                   LPCWSTR pszBlobType,
                                                   NCryptBufferDesc *pParameterList,
                                                   PBYTE pbOutput, DWORD cbOutput,
                                                   DWORD *pcbResult, DWORD dwFlags);

// ---- Signatures and encryption ------------------------------------------------------------------

// Signs a hash.
//   pPaddingInfo   RSA: BCRYPT_PKCS1_PADDING_INFO or BCRYPT_PSS_PADDING_INFO; else NULL
//   pbHashValue    RSA: as long as the hash that the padding names; ECDSA: any hash; Ed25519: the
//                  message itself
//   pbSignature    out; NULL: only the size is wanted.  RSA: as long as the modulus; ECDSA, DSA:
//                  r and s, big-endian, each as long as the group's order; Ed25519: 64 bytes
//   pcbResult      out: bytes written, or needed
//   dwFlags        RSA: BCRYPT_PAD_PKCS1 or BCRYPT_PAD_PSS
// Errors: NTE_INVALID_HANDLE, NTE_BAD_ALGID (a key that does not sign), NTE_BAD_KEY_STATE (not
// finalized), NTE_BAD_KEY (a public key), NTE_PERM (NCRYPT_KEY_USAGE_PROPERTY forbids it),
// NTE_BAD_FLAGS (a padding that is not for such a key), NTE_INVALID_PARAMETER (no padding for RSA,
// padding for others, a hash unknown or of another length), NTE_BUFFER_TOO_SMALL,
// NTE_SILENT_CONTEXT.
SECUR32_API SECURITY_STATUS WINAPI NCryptSignHash(NCRYPT_KEY_HANDLE hKey, VOID *pPaddingInfo,
                                                  PBYTE pbHashValue, DWORD cbHashValue,
                                                  PBYTE pbSignature, DWORD cbSignature,
                                                  DWORD *pcbResult, DWORD dwFlags);

// Verifies a signature that NCryptSignHash made.
// Errors: NTE_BAD_SIGNATURE, whatever was wrong with it, also its length; NTE_NOT_SUPPORTED (a key
// that does not sign); else as NCryptSignHash.
SECUR32_API SECURITY_STATUS WINAPI NCryptVerifySignature(NCRYPT_KEY_HANDLE hKey,
                                                         VOID *pPaddingInfo, PBYTE pbHashValue,
                                                         DWORD cbHashValue, PBYTE pbSignature,
                                                         DWORD cbSignature, DWORD dwFlags);

// Encrypts with an RSA key's public half; output may be input.
//   pPaddingInfo   NCRYPT_PAD_OAEP_FLAG: BCRYPT_OAEP_PADDING_INFO; else not looked at
//   pbOutput       out; NULL: only the size is wanted; as long as the modulus
//   pcbResult      out: bytes written, or needed
//   dwFlags        NCRYPT_PAD_PKCS1_FLAG, NCRYPT_PAD_OAEP_FLAG or NCRYPT_NO_PADDING_FLAG (input as
//                  long as the modulus; what is longer is cut)
// Errors: NTE_INVALID_HANDLE, NTE_NOT_SUPPORTED (no RSA key), NTE_BAD_KEY_STATE,
// NTE_INVALID_PARAMETER (no padding, an unknown hash, an input that is too long or, without
// padding, too short or not below the modulus), NTE_BUFFER_TOO_SMALL.
SECUR32_API SECURITY_STATUS WINAPI NCryptEncrypt(NCRYPT_KEY_HANDLE hKey, PBYTE pbInput,
                                                 DWORD cbInput, VOID *pPaddingInfo, PBYTE pbOutput,
                                                 DWORD cbOutput, DWORD *pcbResult, DWORD dwFlags);

// Decrypts with an RSA key's private half; parameters as NCryptEncrypt.  pbOutput NULL: the size is
// that of the modulus, and the content may be shorter.  Whoever tells a peer which decryption failed
// is Bleichenbacher's oracle.
// Errors: NTE_INVALID_PARAMETER (also: the padding is not right, the input is not as long as the
// modulus), NTE_PERM (NCRYPT_KEY_USAGE_PROPERTY forbids it), NTE_BAD_KEY (a public key),
// NTE_SILENT_CONTEXT; else as NCryptEncrypt.
SECUR32_API SECURITY_STATUS WINAPI NCryptDecrypt(NCRYPT_KEY_HANDLE hKey, PBYTE pbInput,
                                                 DWORD cbInput, VOID *pPaddingInfo, PBYTE pbOutput,
                                                 DWORD cbOutput, DWORD *pcbResult, DWORD dwFlags);

// ---- Properties ---------------------------------------------------------------------------------

// Reads a property of a key or of a provider (ncrypt_properties.h).
//   pbOutput    out; NULL: only the size is wanted
//   pcbResult   out: bytes written, or needed
//   dwFlags     NCRYPT_PERSIST_ONLY_FLAG: properties of the caller's own invention, of which there
//               are none
// Errors: NTE_INVALID_HANDLE, NTE_NOT_FOUND (it has none, or not that one), NTE_NOT_SUPPORTED,
// NTE_BUFFER_TOO_SMALL, NTE_SILENT_CONTEXT (hidden by a passphrase).
SECUR32_API SECURITY_STATUS WINAPI NCryptGetProperty(NCRYPT_HANDLE hObject, LPCWSTR pszProperty,
                                                     PBYTE pbOutput, DWORD cbOutput,
                                                     DWORD *pcbResult, DWORD dwFlags);

// Sets a property of a key or of a provider.  The name of a blob type of NCryptImportKey with a
// private half, set on a key that is not finalized, is the key that it is to be.
//   pbInput, cbInput   the value, which is copied
//   dwFlags            NCRYPT_PERSIST_FLAG: what is stored with a key is so anyhow
// Errors: NTE_INVALID_HANDLE, NTE_NOT_SUPPORTED (not a property to set, or not of such an object;
// NCRYPT_PERSIST_ONLY_FLAG), NTE_BAD_KEY_STATE (too late), NTE_INVALID_PARAMETER (the value),
// NTE_INCORRECT_PASSWORD, NTE_BAD_DATA, NTE_BAD_TYPE (a blob of another algorithm).  The property
// stays as it was.
SECUR32_API SECURITY_STATUS WINAPI NCryptSetProperty(NCRYPT_HANDLE hObject, LPCWSTR pszProperty,
                                                     PBYTE pbInput, DWORD cbInput, DWORD dwFlags);

// ---- Not of Windows -----------------------------------------------------------------------------

// Makes a key out of PEM (RFC 7468): the first "PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "RSA PRIVATE
// KEY" or "EC PRIVATE KEY", else the first "PUBLIC KEY".
//   pszPem, cbPem   the text, which is copied; a NUL at its end does no harm
//   pszPassphrase   may be NULL; its UTF-8 is what openssl(1) is given
//   pszKeyName      NULL: an ephemeral key; else it is stored under that name (private keys)
//   phKey           out: the handle; NCryptFreeObject
//   dwFlags         as NCryptImportKey
// Errors: as NCryptImportKey; NTE_BAD_DATA where there is no key in the text.
SECUR32_API SECURITY_STATUS WINAPI Secur32ImportPemKey(NCRYPT_PROV_HANDLE hProvider,
                                                       const char *pszPem, DWORD cbPem,
                                                       LPCWSTR pszPassphrase, LPCWSTR pszKeyName,
                                                       NCRYPT_KEY_HANDLE *phKey, DWORD dwFlags);

// Writes a key as PEM, with a NUL at its end: "PRIVATE KEY", or "ENCRYPTED PRIVATE KEY" (PBES2)
// under a passphrase.
//   pszPassphrase   NULL: none
//   pszPem          out; NULL: only the size is wanted
//   pcbResult       out: bytes written, or needed, with the NUL
//   dwFlags         BCRYPT_PUBLIC_KEY_FLAG: the public half ("PUBLIC KEY"); a public key has no other
// Errors: as NCryptExportKey.
SECUR32_API SECURITY_STATUS WINAPI Secur32ExportPemKey(NCRYPT_KEY_HANDLE hKey,
                                                       LPCWSTR pszPassphrase, char *pszPem,
                                                       DWORD cbPem, DWORD *pcbResult,
                                                       DWORD dwFlags);

#ifdef __cplusplus
}
#endif

#endif
