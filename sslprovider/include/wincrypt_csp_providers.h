// wincrypt_csp_providers.h: the CryptoAPI's providers and their key containers.
//
// A part of wincrypt.h.
#ifndef SECUR32_WINCRYPT_CSP_PROVIDERS_H
#define SECUR32_WINCRYPT_CSP_PROVIDERS_H

#include <wincrypt_keys.h>

#ifdef __cplusplus
extern "C" {
#endif

SECUR32_API BOOL WINAPI CryptAcquireContextA(HCRYPTPROV *phProv, LPCSTR szContainer,
                                             LPCSTR szProvider, DWORD dwProvType, DWORD dwFlags);
SECUR32_API BOOL WINAPI CryptAcquireContextW(HCRYPTPROV *phProv, LPCWSTR szContainer,
                                             LPCWSTR szProvider, DWORD dwProvType, DWORD dwFlags);
#define CryptAcquireContext SECUR32_AW(CryptAcquireContext)
SECUR32_API BOOL WINAPI CryptReleaseContext(HCRYPTPROV hProv, DWORD dwFlags);
SECUR32_API BOOL WINAPI CryptContextAddRef(HCRYPTPROV hProv, DWORD *pdwReserved, DWORD dwFlags);
SECUR32_API BOOL WINAPI CryptGenRandom(HCRYPTPROV hProv, DWORD dwLen, BYTE *pbBuffer);
SECUR32_API BOOL WINAPI CryptSetProvParam(HCRYPTPROV hProv, DWORD dwParam, const BYTE *pbData,
                                          DWORD dwFlags);
SECUR32_API BOOL WINAPI CryptGetProvParam(HCRYPTPROV hProv, DWORD dwParam, BYTE *pbData,
                                          DWORD *pdwDataLen, DWORD dwFlags);
SECUR32_API BOOL WINAPI CryptSetProviderA(LPCSTR pszProvName, DWORD dwProvType);
SECUR32_API BOOL WINAPI CryptSetProviderW(LPCWSTR pszProvName, DWORD dwProvType);
#define CryptSetProvider SECUR32_AW(CryptSetProvider)
SECUR32_API BOOL WINAPI CryptSetProviderExA(LPCSTR pszProvName, DWORD dwProvType,
                                            DWORD *pdwReserved, DWORD dwFlags);
SECUR32_API BOOL WINAPI CryptSetProviderExW(LPCWSTR pszProvName, DWORD dwProvType,
                                            DWORD *pdwReserved, DWORD dwFlags);
#define CryptSetProviderEx SECUR32_AW(CryptSetProviderEx)
SECUR32_API BOOL WINAPI CryptGetDefaultProviderA(DWORD dwProvType, DWORD *pdwReserved,
                                                 DWORD dwFlags, LPSTR pszProvName,
                                                 DWORD *pcbProvName);
SECUR32_API BOOL WINAPI CryptGetDefaultProviderW(DWORD dwProvType, DWORD *pdwReserved,
                                                 DWORD dwFlags, LPWSTR pszProvName,
                                                 DWORD *pcbProvName);
#define CryptGetDefaultProvider SECUR32_AW(CryptGetDefaultProvider)
SECUR32_API BOOL WINAPI CryptEnumProvidersA(DWORD dwIndex, DWORD *pdwReserved, DWORD dwFlags,
                                            DWORD *pdwProvType, LPSTR szProvName,
                                            DWORD *pcbProvName);
SECUR32_API BOOL WINAPI CryptEnumProvidersW(DWORD dwIndex, DWORD *pdwReserved, DWORD dwFlags,
                                            DWORD *pdwProvType, LPWSTR szProvName,
                                            DWORD *pcbProvName);
#define CryptEnumProviders SECUR32_AW(CryptEnumProviders)
SECUR32_API BOOL WINAPI CryptEnumProviderTypesA(DWORD dwIndex, DWORD *pdwReserved, DWORD dwFlags,
                                                DWORD *pdwProvType, LPSTR szTypeName,
                                                DWORD *pcbTypeName);
SECUR32_API BOOL WINAPI CryptEnumProviderTypesW(DWORD dwIndex, DWORD *pdwReserved, DWORD dwFlags,
                                                DWORD *pdwProvType, LPWSTR szTypeName,
                                                DWORD *pcbTypeName);
#define CryptEnumProviderTypes SECUR32_AW(CryptEnumProviderTypes)

#ifdef __cplusplus
}
#endif

#endif
