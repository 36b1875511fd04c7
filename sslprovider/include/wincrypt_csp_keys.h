// wincrypt_csp_keys.h: the CryptoAPI's keys: made, exchanged, used.
//
// A part of wincrypt.h.
#ifndef SECUR32_WINCRYPT_CSP_KEYS_H
#define SECUR32_WINCRYPT_CSP_KEYS_H

#include <wincrypt_keys.h>

#ifdef __cplusplus
extern "C" {
#endif

SECUR32_API BOOL WINAPI CryptGenKey(HCRYPTPROV hProv, ALG_ID Algid, DWORD dwFlags,
                                    HCRYPTKEY *phKey);
SECUR32_API BOOL WINAPI CryptGetUserKey(HCRYPTPROV hProv, DWORD dwKeySpec, HCRYPTKEY *phUserKey);
SECUR32_API BOOL WINAPI CryptDuplicateKey(HCRYPTKEY hKey, DWORD *pdwReserved, DWORD dwFlags,
                                          HCRYPTKEY *phKey);
SECUR32_API BOOL WINAPI CryptDestroyKey(HCRYPTKEY hKey);

SECUR32_API BOOL WINAPI CryptExportKey(HCRYPTKEY hKey, HCRYPTKEY hExpKey, DWORD dwBlobType,
                                       DWORD dwFlags, BYTE *pbData, DWORD *pdwDataLen);
SECUR32_API BOOL WINAPI CryptImportKey(HCRYPTPROV hProv, const BYTE *pbData, DWORD dwDataLen,
                                       HCRYPTKEY hPubKey, DWORD dwFlags, HCRYPTKEY *phKey);

SECUR32_API BOOL WINAPI CryptEncrypt(HCRYPTKEY hKey, HCRYPTHASH hHash, BOOL Final, DWORD dwFlags,
                                     BYTE *pbData, DWORD *pdwDataLen, DWORD dwBufLen);
SECUR32_API BOOL WINAPI CryptDecrypt(HCRYPTKEY hKey, HCRYPTHASH hHash, BOOL Final, DWORD dwFlags,
                                     BYTE *pbData, DWORD *pdwDataLen);

SECUR32_API BOOL WINAPI CryptSetKeyParam(HCRYPTKEY hKey, DWORD dwParam, const BYTE *pbData,
                                         DWORD dwFlags);
SECUR32_API BOOL WINAPI CryptGetKeyParam(HCRYPTKEY hKey, DWORD dwParam, BYTE *pbData,
                                         DWORD *pdwDataLen, DWORD dwFlags);

#ifdef __cplusplus
}
#endif

#endif
