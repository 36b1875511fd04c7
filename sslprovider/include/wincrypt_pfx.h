// wincrypt_pfx.h: PFXImportCertStore, PFXExportCertStoreEx and their relatives.
//
// A part of wincrypt.h.  A PFX file (PKCS #12, RFC 7292) holds certificates, their private keys and
// CRLs under a password.  Flags are declared in wincrypt_certs.h.  Any function may be called on any
// thread.
//
// Passwords are UTF-16.  NULL and L"" are two passwords: a file made with the one is not opened by
// the other, so a program that does not know which it has tries both.
//
// Errors of all functions that read a file:
//   CRYPT_E_BAD_ENCODE      it is no PFX file, or damaged
//   ERROR_INVALID_PASSWORD  the password is another
//   ERROR_INVALID_DATA      a PFX file that is not read here: without a MAC (anybody may have changed
//                           it), under public keys, with an unknown encryption, or one that wants
//                           passwords hashed more than 10,000,000 times
//   E_INVALIDARG            a pointer that must not be NULL; flags that are unknown
//   E_OUTOFMEMORY
#ifndef SECUR32_WINCRYPT_PFX_H
#define SECUR32_WINCRYPT_PFX_H

#include <wincrypt_certs.h>
#include <wincrypt_chains.h>

#ifdef __cplusplus
extern "C" {
#endif

// With PKCS12_EXPORT_PBES2_PARAMS, for PFXExportCertStoreEx.
typedef struct _PKCS12_PBES2_EXPORT_PARAMS {
    DWORD dwSize;             // its size
    PVOID hNcryptDescriptor;  // NULL
    LPWSTR pwszPbes2Alg;      // PKCS12_PBES2_ALG_AES256_SHA256
} PKCS12_PBES2_EXPORT_PARAMS, *PPKCS12_PBES2_EXPORT_PARAMS;

// Whether the octets have the structure of a PFX file.  Nothing is decrypted.  FALSE sets
// CRYPT_E_BAD_ENCODE, or E_INVALIDARG for NULL.
SECUR32_API BOOL WINAPI PFXIsPFXBlob(CRYPT_DATA_BLOB *pPFX);

// Whether the password is the file's; dwFlags is 0.
SECUR32_API BOOL WINAPI PFXVerifyPassword(CRYPT_DATA_BLOB *pPFX, LPCWSTR szPassword, DWORD dwFlags);

// Opens a memory store of what the file holds.  To be closed with CertCloseStore; the keys stay
// where they were imported to.
//   dwFlags
//     CRYPT_EXPORTABLE            keys may be exported again
//     CRYPT_USER_KEYSET           keys are the user's even if the file says the machine's
//     CRYPT_MACHINE_KEYSET        keys are the machine's: in containers of the CryptoAPI only
//     PKCS12_PREFER_CNG_KSP       keys go to the CNG key storage unless the file names a provider of
//                                 the CryptoAPI
//     PKCS12_ALWAYS_CNG_KSP       keys go to the CNG key storage.  Other keys than RSA's do so
//                                 without these flags too
//     PKCS12_NO_PERSIST_KEY       keys live in memory as long as their certificate: it has
//                                 CERT_KEY_CONTEXT_PROP_ID, and no CERT_KEY_PROV_INFO_PROP_ID
//     PKCS12_ONLY_CERTIFICATES    keys are left alone; a certificate whose bag has a key's
//                                 localKeyID gets CERT_KEY_PROV_INFO_PROP_ID with the names
//                                 PKCS12_ONLY_CERTIFICATES_PROVIDER_NAME and _CONTAINER_NAME
//     PKCS12_ONLY_NOT_ENCRYPTED_CERTIFICATES   the same of what is not encrypted: szPassword is not
//                                 looked at, nor is the MAC
//     PKCS12_INCLUDE_EXTENDED_PROPERTIES   properties that an export put into the file
//     PKCS12_ALLOW_OVERWRITE_KEY  of no use: containers get new names (GUIDs)
//     PKCS12_IMPORT_SILENT, CRYPT_USER_PROTECTED   of no use: nobody is asked
// The certificate of a key (by the public key) has CERT_KEY_PROV_INFO_PROP_ID, which names a new
// container or a new key of the CNG storage; a key without a certificate is not imported.  RSA keys
// of the CryptoAPI are AT_KEYEXCHANGE pairs, in the provider that the file names or
// MS_ENHANCED_PROV.  Friendly names become CERT_FRIENDLY_NAME_PROP_ID.
// When the import fails half-way, no key stays behind.
// Errors: as above, ERROR_INVALID_DATA for a key of an algorithm that is not here too;
// NTE_BAD_ALGID: CRYPT_MACHINE_KEYSET with the CNG storage; CRYPT_E_ASN1_CORRUPT: a certificate or
// CRL that is none; NTE_PERM: the folder of keys is another user's, or not to be written.
SECUR32_API HCERTSTORE WINAPI PFXImportCertStore(CRYPT_DATA_BLOB *pPFX, LPCWSTR szPassword,
                                                 DWORD dwFlags);

// Writes all certificates and CRLs of a store.
//   pPFX     pbData NULL asks for the size.  A file is made anew by each call, of the same size
//   pvPara   NULL; with PKCS12_EXPORT_PBES2_PARAMS a PKCS12_PBES2_EXPORT_PARAMS *
//   dwFlags
//     EXPORT_PRIVATE_KEYS                     keys too, of certificates that have one
//     REPORT_NO_PRIVATE_KEY                   with it: CRYPT_E_NOT_FOUND when one has none
//     REPORT_NOT_ABLE_TO_EXPORT_PRIVATE_KEY   with it: NTE_BAD_KEY_STATE when one may not be exported.
//                                             Without these two such a certificate goes without key
//     PKCS12_EXPORT_PBES2_PARAMS              AES-256 and HMAC-SHA-256 (PBES2).  Without it triple DES
//                                             and SHA-1, which every Windows reads
//     PKCS12_INCLUDE_EXTENDED_PROPERTIES      properties of certificates that are octets
//     PKCS12_DISABLE_ENCRYPT_CERTIFICATES     certificates are not encrypted, keys are
//     PKCS12_ENCRYPT_CERTIFICATES, PKCS12_EXPORT_SILENT   as without them
// Errors: E_INVALIDARG; ERROR_MORE_DATA with the size; NTE_NOT_SUPPORTED for
// PKCS12_PROTECT_TO_DOMAIN_SIDS and for curves as parameters; those of the two flags.
SECUR32_API BOOL WINAPI PFXExportCertStoreEx(HCERTSTORE hStore, CRYPT_DATA_BLOB *pPFX,
                                             LPCWSTR szPassword, void *pvPara, DWORD dwFlags);

// The same with pvPara NULL.
SECUR32_API BOOL WINAPI PFXExportCertStore(HCERTSTORE hStore, CRYPT_DATA_BLOB *pPFX,
                                           LPCWSTR szPassword, DWORD dwFlags);

#ifdef __cplusplus
}
#endif

#endif
