// secur32_wchar.h: what wchar.h declares for a wchar_t of 16 bits.  A part of it.
//
// Standard C where nothing else is said; characters are UTF-16 code units.  The numbers that the
// wcsto* functions read are ASCII.
#ifndef SECUR32_COMPAT_SECUR32_WCHAR_H
#define SECUR32_COMPAT_SECUR32_WCHAR_H

#include <secur32_compat.h>
#include <stdarg.h>
#include <stdio.h>
#include <wchar.h>

SECUR32_COMPAT_BEGIN

extern size_t wcslen(const wchar_t *s) SECUR32_COMPAT(wcslen);
extern size_t wcsnlen(const wchar_t *s, size_t most) SECUR32_COMPAT(wcsnlen);
extern wchar_t *wcscpy(wchar_t *to, const wchar_t *from) SECUR32_COMPAT(wcscpy);
extern wchar_t *wcsncpy(wchar_t *to, const wchar_t *from, size_t count) SECUR32_COMPAT(wcsncpy);
extern wchar_t *wcscat(wchar_t *to, const wchar_t *from) SECUR32_COMPAT(wcscat);
extern wchar_t *wcsncat(wchar_t *to, const wchar_t *from, size_t most) SECUR32_COMPAT(wcsncat);
extern int wcscmp(const wchar_t *a, const wchar_t *b) SECUR32_COMPAT(wcscmp);
extern int wcsncmp(const wchar_t *a, const wchar_t *b, size_t most) SECUR32_COMPAT(wcsncmp);
extern int wcscoll(const wchar_t *a, const wchar_t *b) SECUR32_COMPAT(wcscmp);
extern wchar_t *wcsdup(const wchar_t *s) SECUR32_COMPAT(wcsdup);
extern size_t wcsspn(const wchar_t *s, const wchar_t *accept) SECUR32_COMPAT(wcsspn);
extern size_t wcscspn(const wchar_t *s, const wchar_t *reject) SECUR32_COMPAT(wcscspn);
extern wchar_t *wcstok(wchar_t *s, const wchar_t *delimiters, wchar_t **state)
    SECUR32_COMPAT(wcstok);
extern wchar_t *wmemcpy(wchar_t *to, const wchar_t *from, size_t count) SECUR32_COMPAT(wmemcpy);
extern wchar_t *wmemmove(wchar_t *to, const wchar_t *from, size_t count) SECUR32_COMPAT(wmemmove);
extern wchar_t *wmemset(wchar_t *to, wchar_t unit, size_t count) SECUR32_COMPAT(wmemset);
extern int wmemcmp(const wchar_t *a, const wchar_t *b, size_t count) SECUR32_COMPAT(wmemcmp);

#ifdef __cplusplus
}
// C++ has them twice, as it has strchr, and libstdc++ is told so.
#ifndef __CORRECT_ISO_CPP_WCHAR_H_PROTO
#define __CORRECT_ISO_CPP_WCHAR_H_PROTO
#endif
#define SECUR32_COMPAT_TWICE(name, type2)                                                  \
    extern "C++" wchar_t *name(wchar_t *s, type2) SECUR32_COMPAT(name);                    \
    extern "C++" const wchar_t *name(const wchar_t *s, type2) SECUR32_COMPAT(name);
SECUR32_COMPAT_TWICE(wcschr, wchar_t unit)
SECUR32_COMPAT_TWICE(wcsrchr, wchar_t unit)
SECUR32_COMPAT_TWICE(wcsstr, const wchar_t *part)
SECUR32_COMPAT_TWICE(wcspbrk, const wchar_t *accept)
extern "C++" wchar_t *wmemchr(wchar_t *s, wchar_t unit, size_t count) SECUR32_COMPAT(wmemchr);
extern "C++" const wchar_t *wmemchr(const wchar_t *s, wchar_t unit, size_t count)
    SECUR32_COMPAT(wmemchr);
extern "C" {
#else
extern wchar_t *wcschr(const wchar_t *s, wchar_t unit) SECUR32_COMPAT(wcschr);
extern wchar_t *wcsrchr(const wchar_t *s, wchar_t unit) SECUR32_COMPAT(wcsrchr);
extern wchar_t *wcsstr(const wchar_t *s, const wchar_t *part) SECUR32_COMPAT(wcsstr);
extern wchar_t *wcspbrk(const wchar_t *s, const wchar_t *accept) SECUR32_COMPAT(wcspbrk);
extern wchar_t *wmemchr(const wchar_t *s, wchar_t unit, size_t count) SECUR32_COMPAT(wmemchr);
#endif

extern long wcstol(const wchar_t *s, wchar_t **end, int base) SECUR32_COMPAT(wcstol);
extern unsigned long wcstoul(const wchar_t *s, wchar_t **end, int base) SECUR32_COMPAT(wcstoul);
extern long long wcstoll(const wchar_t *s, wchar_t **end, int base) SECUR32_COMPAT(wcstoll);
extern unsigned long long wcstoull(const wchar_t *s, wchar_t **end, int base)
    SECUR32_COMPAT(wcstoull);
extern double wcstod(const wchar_t *s, wchar_t **end) SECUR32_COMPAT(wcstod);

// ---- Output, as UTF-8 ---------------------------------------------------------------------------

// Formats: secur32_crt.h.  swprintf and vswprintf answer -1 when the text and its NUL do not fit,
// and leave a NUL-terminated beginning of it.
extern int wprintf(const wchar_t *format, ...) SECUR32_COMPAT(wprintf);
extern int fwprintf(FILE *stream, const wchar_t *format, ...) SECUR32_COMPAT(fwprintf);
extern int swprintf(wchar_t *to, size_t capacity, const wchar_t *format, ...)
    SECUR32_COMPAT(swprintf);
extern int vwprintf(const wchar_t *format, va_list arguments) SECUR32_COMPAT(vwprintf);
extern int vfwprintf(FILE *stream, const wchar_t *format, va_list arguments)
    SECUR32_COMPAT(vfwprintf);
extern int vswprintf(wchar_t *to, size_t capacity, const wchar_t *format, va_list arguments)
    SECUR32_COMPAT(vswprintf);
extern int fputws(const wchar_t *s, FILE *stream) SECUR32_COMPAT(fputws);
// A unit of a surrogate pair comes out as U+FFFD: it stands alone here.
extern wint_t fputwc(wchar_t unit, FILE *stream) SECUR32_COMPAT(fputwc);
extern wint_t putwc(wchar_t unit, FILE *stream) SECUR32_COMPAT(fputwc);
extern wint_t putwchar(wchar_t unit) SECUR32_COMPAT(putwchar);

// ---- Microsoft's own ----------------------------------------------------------------------------

// Ignoring the case of ASCII letters.
extern int _wcsicmp(const wchar_t *a, const wchar_t *b) SECUR32_COMPAT(_wcsicmp);
extern int _wcsnicmp(const wchar_t *a, const wchar_t *b, size_t most) SECUR32_COMPAT(_wcsnicmp);
extern int wcsicmp(const wchar_t *a, const wchar_t *b) SECUR32_COMPAT(_wcsicmp);
extern int wcsnicmp(const wchar_t *a, const wchar_t *b, size_t most) SECUR32_COMPAT(_wcsnicmp);
extern int wcscasecmp(const wchar_t *a, const wchar_t *b) SECUR32_COMPAT(_wcsicmp);
extern int wcsncasecmp(const wchar_t *a, const wchar_t *b, size_t most) SECUR32_COMPAT(_wcsnicmp);
extern wchar_t *_wcslwr(wchar_t *s) SECUR32_COMPAT(_wcslwr);
extern wchar_t *_wcsupr(wchar_t *s) SECUR32_COMPAT(_wcsupr);
extern wchar_t *_wcsdup(const wchar_t *s) SECUR32_COMPAT(wcsdup);
extern int _wtoi(const wchar_t *s) SECUR32_COMPAT(_wtoi);
extern int _putws(const wchar_t *s) SECUR32_COMPAT(_putws);

// 0, or EINVAL (NULL), ERANGE (no room, and to[0] is NUL).  _TRUNCATE, (size_t)-1, copies what
// fits and answers STRUNCATE.  Differs from Windows: nothing ends the program.
extern int wcscpy_s(wchar_t *to, size_t capacity, const wchar_t *from) SECUR32_COMPAT(wcscpy_s);
extern int wcscat_s(wchar_t *to, size_t capacity, const wchar_t *from) SECUR32_COMPAT(wcscat_s);
extern int wcsncpy_s(wchar_t *to, size_t capacity, const wchar_t *from, size_t most)
    SECUR32_COMPAT(wcsncpy_s);
extern int wcsncat_s(wchar_t *to, size_t capacity, const wchar_t *from, size_t most)
    SECUR32_COMPAT(wcsncat_s);
#ifndef _TRUNCATE
#define _TRUNCATE ((size_t)-1)
#endif
#ifndef STRUNCATE
#define STRUNCATE 80
#endif

// -1 and an empty text when it does not fit.
extern int swprintf_s(wchar_t *to, size_t capacity, const wchar_t *format, ...)
    SECUR32_COMPAT(swprintf_s);
extern int vswprintf_s(wchar_t *to, size_t capacity, const wchar_t *format, va_list arguments)
    SECUR32_COMPAT(vswprintf_s);
// -1 when it does not fit; no NUL where count characters were written.
extern int _snwprintf(wchar_t *to, size_t count, const wchar_t *format, ...)
    SECUR32_COMPAT(_snwprintf);
extern int _vsnwprintf(wchar_t *to, size_t count, const wchar_t *format, va_list arguments)
    SECUR32_COMPAT(_vsnwprintf);

SECUR32_COMPAT_END

// ---- What is left is glibc's, and would run over these strings ----------------------------------

#define SECUR32_COMPAT_REFUSED \
    __attribute__((error("Secur32::compat has no such function for a wchar_t of 16 bits")))
SECUR32_COMPAT_BEGIN
extern SECUR32_COMPAT_REFUSED wchar_t *fgetws(wchar_t *s, int capacity, FILE *stream);
extern SECUR32_COMPAT_REFUSED size_t wcsxfrm(wchar_t *to, const wchar_t *from, size_t count);
extern SECUR32_COMPAT_REFUSED size_t wcsftime(wchar_t *to, size_t capacity, const wchar_t *format,
                                              const struct tm *time);
extern SECUR32_COMPAT_REFUSED size_t mbrtowc(wchar_t *to, const char *from, size_t octets,
                                             mbstate_t *state);
extern SECUR32_COMPAT_REFUSED size_t wcrtomb(char *to, wchar_t unit, mbstate_t *state);
extern SECUR32_COMPAT_REFUSED size_t mbsrtowcs(wchar_t *to, const char **from, size_t count,
                                               mbstate_t *state);
extern SECUR32_COMPAT_REFUSED size_t wcsrtombs(char *to, const wchar_t **from, size_t octets,
                                               mbstate_t *state);
extern SECUR32_COMPAT_REFUSED float wcstof(const wchar_t *s, wchar_t **end);
extern SECUR32_COMPAT_REFUSED long double wcstold(const wchar_t *s, wchar_t **end);
extern SECUR32_COMPAT_REFUSED int wscanf(const wchar_t *format, ...);
extern SECUR32_COMPAT_REFUSED int fwscanf(FILE *stream, const wchar_t *format, ...);
extern SECUR32_COMPAT_REFUSED int swscanf(const wchar_t *s, const wchar_t *format, ...);
extern SECUR32_COMPAT_REFUSED int vwscanf(const wchar_t *format, va_list arguments);
extern SECUR32_COMPAT_REFUSED int vfwscanf(FILE *stream, const wchar_t *format, va_list arguments);
extern SECUR32_COMPAT_REFUSED int vswscanf(const wchar_t *s, const wchar_t *format,
                                           va_list arguments);
SECUR32_COMPAT_END

#endif
