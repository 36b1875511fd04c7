// secur32_crt.h: functions of Microsoft's C library for strings of char; windows.h and tchar.h
// bring them, whatever headers of the C library the program names.
#ifndef SECUR32_COMPAT_SECUR32_CRT_H
#define SECUR32_COMPAT_SECUR32_CRT_H

#include <secur32_compat.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

SECUR32_COMPAT_BEGIN

typedef int errno_t;

// Ignoring the case of ASCII letters.
extern int _stricmp(const char *a, const char *b) SECUR32_COMPAT(_stricmp);
extern int _strnicmp(const char *a, const char *b, size_t most) SECUR32_COMPAT(_strnicmp);
extern int stricmp(const char *a, const char *b) SECUR32_COMPAT(_stricmp);
extern int strnicmp(const char *a, const char *b, size_t most) SECUR32_COMPAT(_strnicmp);
extern char *_strlwr(char *s) SECUR32_COMPAT(_strlwr);
extern char *_strupr(char *s) SECUR32_COMPAT(_strupr);
extern char *_strdup(const char *s) SECUR32_COMPAT(_strdup);

// 0, or EINVAL (NULL), ERANGE (no room, and to[0] is NUL).  _TRUNCATE, (size_t)-1, copies what
// fits and answers STRUNCATE.  Differs from Windows: nothing ends the program.
extern errno_t strcpy_s(char *to, size_t capacity, const char *from) SECUR32_COMPAT(strcpy_s);
extern errno_t strcat_s(char *to, size_t capacity, const char *from) SECUR32_COMPAT(strcat_s);
extern errno_t strncpy_s(char *to, size_t capacity, const char *from, size_t most)
    SECUR32_COMPAT(strncpy_s);
extern errno_t strncat_s(char *to, size_t capacity, const char *from, size_t most)
    SECUR32_COMPAT(strncat_s);
// On failure the target is zeroed.
extern errno_t memcpy_s(void *to, size_t capacity, const void *from, size_t octets)
    SECUR32_COMPAT(memcpy_s);
extern errno_t fopen_s(FILE **file, const char *name, const char *mode) SECUR32_COMPAT(fopen_s);

// UTF-8 and UTF-16 into each other; (size_t)-1 for what is ill-formed.  Capacities in characters of
// the target; NULL asks for the length without the NUL.
#if __WCHAR_MAX__ <= 0xFFFF
extern size_t Secur32Mbstowcs(wchar_t *to, const char *from, size_t capacity)
    SECUR32_COMPAT(mbstowcs);
extern size_t Secur32Wcstombs(char *to, const wchar_t *from, size_t capacity)
    SECUR32_COMPAT(wcstombs);
#define mbstowcs(to, from, capacity) Secur32Mbstowcs((to), (from), (capacity))
#define wcstombs(to, from, capacity) Secur32Wcstombs((to), (from), (capacity))
#endif

#ifndef _TRUNCATE
#define _TRUNCATE ((size_t)-1)
#endif
#ifndef STRUNCATE
#define STRUNCATE 80
#endif

SECUR32_COMPAT_END

#endif
