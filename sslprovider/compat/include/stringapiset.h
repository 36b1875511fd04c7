// stringapiset.h: UTF-8 and UTF-16 into each other.
#ifndef SECUR32_COMPAT_STRINGAPISET_H
#define SECUR32_COMPAT_STRINGAPISET_H

#include <minwindef.h>

SECUR32_COMPAT_BEGIN

#define CP_ACP        0
#define CP_OEMCP      1
#define CP_THREAD_ACP 3
#define CP_UTF8       65001

#define MB_PRECOMPOSED       0x00000001
#define MB_COMPOSITE         0x00000002
#define MB_USEGLYPHCHARS     0x00000004
#define MB_ERR_INVALID_CHARS 0x00000008
#define WC_COMPOSITECHECK    0x00000200
#define WC_NO_BEST_FIT_CHARS 0x00000400
#define WC_ERR_INVALID_CHARS 0x00000080

// CP_ACP, CP_OEMCP, CP_THREAD_ACP and CP_UTF8 are all UTF-8.  A length of -1 takes the text up to
// its NUL and writes that too.  A capacity of 0 asks for what is needed (octets or units).  Answers
// how many were written or needed, 0 on failure: ERROR_INSUFFICIENT_BUFFER, ERROR_INVALID_PARAMETER
// (NULL, length 0 or below -1, another code page, lpDefaultChar or lpUsedDefaultChar with CP_UTF8),
// ERROR_INVALID_FLAGS (CP_UTF8 takes *_ERR_INVALID_CHARS alone), ERROR_NO_UNICODE_TRANSLATION
// (ill-formed, with *_ERR_INVALID_CHARS).  Without that flag what is ill-formed becomes U+FFFD, one
// for each maximal part (Unicode 3.9, table 3-8).
int WINAPI MultiByteToWideChar(UINT CodePage, DWORD dwFlags, LPCCH lpMultiByteStr, int cbMultiByte,
                               LPWSTR lpWideCharStr, int cchWideChar)
    SECUR32_COMPAT(MultiByteToWideChar);
// With the other code pages lpUsedDefaultChar tells whether something became U+FFFD;
// *lpDefaultChar, where given, takes its place.
int WINAPI WideCharToMultiByte(UINT CodePage, DWORD dwFlags, LPCWCH lpWideCharStr, int cchWideChar,
                               LPSTR lpMultiByteStr, int cbMultiByte, LPCCH lpDefaultChar,
                               LPBOOL lpUsedDefaultChar) SECUR32_COMPAT(WideCharToMultiByte);

SECUR32_COMPAT_END

#endif
