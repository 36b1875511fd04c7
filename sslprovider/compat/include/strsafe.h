// strsafe.h: strings that stay within their buffers: the StringCch functions, and two by octets.
#ifndef SECUR32_COMPAT_STRSAFE_H
#define SECUR32_COMPAT_STRSAFE_H

#include <minwindef.h>
#include <stdarg.h>
#include <winerror.h>

SECUR32_COMPAT_BEGIN

#define STRSAFE_MAX_CCH               2147483647
#define STRSAFE_E_INSUFFICIENT_BUFFER ((HRESULT)0x8007007A)
#define STRSAFE_E_INVALID_PARAMETER   ((HRESULT)0x80070057)

// S_OK; STRSAFE_E_INSUFFICIENT_BUFFER: what fits was written, with its NUL;
// STRSAFE_E_INVALID_PARAMETER: a capacity of 0 or above STRSAFE_MAX_CCH, or (Length) no NUL within
// cchMax or NULL.  Capacities in characters with the NUL; in octets for StringCb.
HRESULT WINAPI StringCchCopyA(LPSTR pszDest, size_t cchDest, LPCSTR pszSrc)
    SECUR32_COMPAT(StringCchCopyA);
HRESULT WINAPI StringCchCopyW(LPWSTR pszDest, size_t cchDest, LPCWSTR pszSrc)
    SECUR32_COMPAT(StringCchCopyW);
HRESULT WINAPI StringCchCatA(LPSTR pszDest, size_t cchDest, LPCSTR pszSrc)
    SECUR32_COMPAT(StringCchCatA);
HRESULT WINAPI StringCchCatW(LPWSTR pszDest, size_t cchDest, LPCWSTR pszSrc)
    SECUR32_COMPAT(StringCchCatW);
HRESULT WINAPI StringCchLengthA(LPCSTR psz, size_t cchMax, size_t *pcchLength)
    SECUR32_COMPAT(StringCchLengthA);
HRESULT WINAPI StringCchLengthW(LPCWSTR psz, size_t cchMax, size_t *pcchLength)
    SECUR32_COMPAT(StringCchLengthW);
HRESULT WINAPI StringCchPrintfA(LPSTR pszDest, size_t cchDest, LPCSTR pszFormat, ...)
    SECUR32_COMPAT(StringCchPrintfA);
HRESULT WINAPI StringCchPrintfW(LPWSTR pszDest, size_t cchDest, LPCWSTR pszFormat, ...)
    SECUR32_COMPAT(StringCchPrintfW);
HRESULT WINAPI StringCchVPrintfA(LPSTR pszDest, size_t cchDest, LPCSTR pszFormat, va_list argList)
    SECUR32_COMPAT(StringCchVPrintfA);
HRESULT WINAPI StringCchVPrintfW(LPWSTR pszDest, size_t cchDest, LPCWSTR pszFormat,
                                 va_list argList) SECUR32_COMPAT(StringCchVPrintfW);
HRESULT WINAPI StringCbCopyA(LPSTR pszDest, size_t cbDest, LPCSTR pszSrc)
    SECUR32_COMPAT(StringCbCopyA);
HRESULT WINAPI StringCbCopyW(LPWSTR pszDest, size_t cbDest, LPCWSTR pszSrc)
    SECUR32_COMPAT(StringCbCopyW);
#define StringCchCopy    SECUR32_AW(StringCchCopy)
#define StringCchCat     SECUR32_AW(StringCchCat)
#define StringCchLength  SECUR32_AW(StringCchLength)
#define StringCchPrintf  SECUR32_AW(StringCchPrintf)
#define StringCchVPrintf SECUR32_AW(StringCchVPrintf)
#define StringCbCopy     SECUR32_AW(StringCbCopy)

SECUR32_COMPAT_END

#endif
