// tchar.h: the C library by names that UNICODE (_UNICODE) turns to the one or the other string.
//
// Not here: multibyte code pages (_MBCS); _stprintf, whose twins take different arguments.  _tmain
// with UNICODE is wmain: link Secur32::compat_wmain, which has the main that calls it.
#ifndef SECUR32_COMPAT_TCHAR_H
#define SECUR32_COMPAT_TCHAR_H

#include <secur32_compat.h>
#include <secur32_crt.h>
#include <wchar.h>

#if defined(_UNICODE) != defined(UNICODE)
#error "define both of UNICODE and _UNICODE or neither"
#endif

#ifndef _TCHAR_DEFINED
#define _TCHAR_DEFINED
#endif
typedef TCHAR _TCHAR;
#ifdef _UNICODE
#if __WCHAR_MAX__ > 0xFFFF
#error "tchar.h with _UNICODE needs -fshort-wchar, which Secur32::compat sets"
#endif
typedef wchar_t _TSCHAR;
typedef wchar_t _TUCHAR;
typedef wint_t _TINT;
#define _tcslen      wcslen
#define _tcsnlen     wcsnlen
#define _tcscpy      wcscpy
#define _tcsncpy     wcsncpy
#define _tcscat      wcscat
#define _tcsncat     wcsncat
#define _tcscmp      wcscmp
#define _tcsncmp     wcsncmp
#define _tcsicmp     _wcsicmp
#define _tcsnicmp    _wcsnicmp
#define _tcscoll     wcscoll
#define _tcschr      wcschr
#define _tcsrchr     wcsrchr
#define _tcsstr      wcsstr
#define _tcspbrk     wcspbrk
#define _tcsspn      wcsspn
#define _tcscspn     wcscspn
#define _tcsdup      _wcsdup
#define _tcslwr      _wcslwr
#define _tcsupr      _wcsupr
#define _tcscpy_s    wcscpy_s
#define _tcscat_s    wcscat_s
#define _tcsncpy_s   wcsncpy_s
#define _tcsncat_s   wcsncat_s
#define _tcstol      wcstol
#define _tcstoul     wcstoul
#define _tcstod      wcstod
#define _ttoi        _wtoi
#define _tstoi       _wtoi
#define _tprintf     wprintf
#define _ftprintf    fwprintf
#define _stprintf_s  swprintf_s
#define _vstprintf_s vswprintf_s
#define _sntprintf   _snwprintf
#define _vsntprintf  _vsnwprintf
#define _vtprintf    vwprintf
#define _vftprintf   vfwprintf
#define _fputts      fputws
#define _puttchar    putwchar
#define _puttc       putwc
#define _putts       _putws
#define _tmain       wmain
#else
typedef signed char _TSCHAR;
typedef unsigned char _TUCHAR;
typedef int _TINT;
#define _tcslen      strlen
#define _tcsnlen     strnlen
#define _tcscpy      strcpy
#define _tcsncpy     strncpy
#define _tcscat      strcat
#define _tcsncat     strncat
#define _tcscmp      strcmp
#define _tcsncmp     strncmp
#define _tcsicmp     _stricmp
#define _tcsnicmp    _strnicmp
#define _tcscoll     strcoll
#define _tcschr      strchr
#define _tcsrchr     strrchr
#define _tcsstr      strstr
#define _tcspbrk     strpbrk
#define _tcsspn      strspn
#define _tcscspn     strcspn
#define _tcsdup      _strdup
#define _tcslwr      _strlwr
#define _tcsupr      _strupr
#define _tcscpy_s    strcpy_s
#define _tcscat_s    strcat_s
#define _tcsncpy_s   strncpy_s
#define _tcsncat_s   strncat_s
#define _tcstol      strtol
#define _tcstoul     strtoul
#define _tcstod      strtod
#define _ttoi        atoi
#define _tstoi       atoi
#define _tprintf     printf
#define _ftprintf    fprintf
#define _stprintf_s  sprintf_s
#define _vstprintf_s vsprintf_s
#define _sntprintf   _snprintf
#define _vsntprintf  _vsnprintf
#define _vtprintf    vprintf
#define _vftprintf   vfprintf
#define _fputts      fputs
#define _puttchar    putchar
#define _puttc       putc
#define _putts       puts
#define _tmain       main
#endif

#define _T(literal)    SECUR32_TEXT(literal)
#define _TEXT(literal) SECUR32_TEXT(literal)

#endif
