// wincrypt_csp_hashes.h: the CryptoAPI's hashes, signatures, and keys derived from hashes.
//
// A part of wincrypt.h.
#ifndef SECUR32_WINCRYPT_CSP_HASHES_H
#define SECUR32_WINCRYPT_CSP_HASHES_H

#include <wincrypt_keys.h>

#ifdef __cplusplus
extern "C" {
#endif

SECUR32_API BOOL WINAPI CryptCreateHash(HCRYPTPROV hProv, ALG_ID Algid, HCRYPTKEY hKey,
                                        DWORD dwFlags, HCRYPTHASH *phHash);
SECUR32_API BOOL WINAPI CryptHashData(HCRYPTHASH hHash, const BYTE *pbData, DWORD dwDataLen,
                                      DWORD dwFlags);
SECUR32_API BOOL WINAPI CryptHashSessionKey(HCRYPTHASH hHash, HCRYPTKEY hKey, DWORD dwFlags);
SECUR32_API BOOL WINAPI CryptSetHashParam(HCRYPTHASH hHash, DWORD dwParam, const BYTE *pbData,
                                          DWORD dwFlags);
SECUR32_API BOOL WINAPI CryptGetHashParam(HCRYPTHASH hHash, DWORD dwParam, BYTE *pbData,
                                          DWORD *pdwDataLen, DWORD dwFlags);
SECUR32_API BOOL WINAPI CryptDuplicateHash(HCRYPTHASH hHash, DWORD *pdwReserved, DWORD dwFlags,
                                           HCRYPTHASH *phHash);
SECUR32_API BOOL WINAPI CryptDestroyHash(HCRYPTHASH hHash);

SECUR32_API BOOL WINAPI CryptDeriveKey(HCRYPTPROV hProv, ALG_ID Algid, HCRYPTHASH hBaseData,
                                       DWORD dwFlags, HCRYPTKEY *phKey);

SECUR32_API BOOL WINAPI CryptSignHashA(HCRYPTHASH hHash, DWORD dwKeySpec, LPCSTR szDescription,
                                       DWORD dwFlags, BYTE *pbSignature, DWORD *pdwSigLen);
SECUR32_API BOOL WINAPI CryptSignHashW(HCRYPTHASH hHash, DWORD dwKeySpec, LPCWSTR szDescription,
                                       DWORD dwFlags, BYTE *pbSignature, DWORD *pdwSigLen);
#define CryptSignHash SECUR32_AW(CryptSignHash)
SECUR32_API BOOL WINAPI CryptVerifySignatureA(HCRYPTHASH hHash, const BYTE *pbSignature,
                                              DWORD dwSigLen, HCRYPTKEY hPubKey,
                                              LPCSTR szDescription, DWORD dwFlags);
SECUR32_API BOOL WINAPI CryptVerifySignatureW(HCRYPTHASH hHash, const BYTE *pbSignature,
                                              DWORD dwSigLen, HCRYPTKEY hPubKey,
                                              LPCWSTR szDescription, DWORD dwFlags);
#define CryptVerifySignature SECUR32_AW(CryptVerifySignature)

#ifdef __cplusplus
}
#endif

#endif
