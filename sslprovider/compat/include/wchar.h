// wchar.h: the C library's functions for wide strings, for a wchar_t of 16 bits.
//
// glibc's are compiled for 32 bits and would run over such strings.  With -fshort-wchar (which
// Secur32::compat sets) the names below are the kit's, in <cwchar> too; what the kit does not have
// does not compile.  Without it this is the C library's header.
#include <stddef.h>

// What glibc declares is moved out of the way; how else could the names be declared once more, with
// _FORTIFY_SOURCE's inline functions behind them?
#if __WCHAR_MAX__ <= 0xFFFF && !defined(SECUR32_COMPAT_WCHAR_H)
#define SECUR32_COMPAT_HIDES_WIDE
#define wcslen      secur32_hidden_wcslen
#define wcsnlen     secur32_hidden_wcsnlen
#define wcscpy      secur32_hidden_wcscpy
#define wcsncpy     secur32_hidden_wcsncpy
#define wcscat      secur32_hidden_wcscat
#define wcsncat     secur32_hidden_wcsncat
#define wcscmp      secur32_hidden_wcscmp
#define wcsncmp     secur32_hidden_wcsncmp
#define wcscasecmp  secur32_hidden_wcscasecmp
#define wcsncasecmp secur32_hidden_wcsncasecmp
#define wcscoll     secur32_hidden_wcscoll
#define wcsdup      secur32_hidden_wcsdup
#define wcschr      secur32_hidden_wcschr
#define wcsrchr     secur32_hidden_wcsrchr
#define wcsstr      secur32_hidden_wcsstr
#define wcspbrk     secur32_hidden_wcspbrk
#define wcsspn      secur32_hidden_wcsspn
#define wcscspn     secur32_hidden_wcscspn
#define wcstok      secur32_hidden_wcstok
#define wmemcpy     secur32_hidden_wmemcpy
#define wmemmove    secur32_hidden_wmemmove
#define wmemset     secur32_hidden_wmemset
#define wmemcmp     secur32_hidden_wmemcmp
#define wmemchr     secur32_hidden_wmemchr
#define wcstol      secur32_hidden_wcstol
#define wcstoul     secur32_hidden_wcstoul
#define wcstoll     secur32_hidden_wcstoll
#define wcstoull    secur32_hidden_wcstoull
#define wcstod      secur32_hidden_wcstod
#define fputws      secur32_hidden_fputws
#define fputwc      secur32_hidden_fputwc
#define putwc       secur32_hidden_putwc
#define putwchar    secur32_hidden_putwchar
#define swprintf    secur32_hidden_swprintf
#define vswprintf   secur32_hidden_vswprintf
#define wprintf     secur32_hidden_wprintf
#define vwprintf    secur32_hidden_vwprintf
#define fwprintf    secur32_hidden_fwprintf
#define vfwprintf   secur32_hidden_vfwprintf
#define fgetws      secur32_hidden_fgetws
#define wcsxfrm     secur32_hidden_wcsxfrm
#define wcsftime    secur32_hidden_wcsftime
#define mbrtowc     secur32_hidden_mbrtowc
#define wcrtomb     secur32_hidden_wcrtomb
#define mbsrtowcs   secur32_hidden_mbsrtowcs
#define wcsrtombs   secur32_hidden_wcsrtombs
#define mbsnrtowcs  secur32_hidden_mbsnrtowcs
#define wcsnrtombs  secur32_hidden_wcsnrtombs
#define wcstof      secur32_hidden_wcstof
#define wcstold     secur32_hidden_wcstold
#define wscanf      secur32_hidden_wscanf
#define fwscanf     secur32_hidden_fwscanf
#define swscanf     secur32_hidden_swscanf
#define vwscanf     secur32_hidden_vwscanf
#define vfwscanf    secur32_hidden_vfwscanf
#define vswscanf    secur32_hidden_vswscanf
#endif

#pragma GCC system_header  // #include_next is no standard C
#include_next <wchar.h>

#ifndef SECUR32_COMPAT_WCHAR_H
#define SECUR32_COMPAT_WCHAR_H
#endif

#ifdef SECUR32_COMPAT_HIDES_WIDE
#undef SECUR32_COMPAT_HIDES_WIDE
#undef wcslen
#undef wcsnlen
#undef wcscpy
#undef wcsncpy
#undef wcscat
#undef wcsncat
#undef wcscmp
#undef wcsncmp
#undef wcscasecmp
#undef wcsncasecmp
#undef wcscoll
#undef wcsdup
#undef wcschr
#undef wcsrchr
#undef wcsstr
#undef wcspbrk
#undef wcsspn
#undef wcscspn
#undef wcstok
#undef wmemcpy
#undef wmemmove
#undef wmemset
#undef wmemcmp
#undef wmemchr
#undef wcstol
#undef wcstoul
#undef wcstoll
#undef wcstoull
#undef wcstod
#undef fputws
#undef fputwc
#undef putwc
#undef putwchar
#undef swprintf
#undef vswprintf
#undef wprintf
#undef vwprintf
#undef fwprintf
#undef vfwprintf
#undef fgetws
#undef wcsxfrm
#undef wcsftime
#undef mbrtowc
#undef wcrtomb
#undef mbsrtowcs
#undef wcsrtombs
#undef mbsnrtowcs
#undef wcsnrtombs
#undef wcstof
#undef wcstold
#undef wscanf
#undef fwscanf
#undef swscanf
#undef vwscanf
#undef vfwscanf
#undef vswscanf
#include <secur32_wchar.h>
#endif
