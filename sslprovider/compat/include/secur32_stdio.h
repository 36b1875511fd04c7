// secur32_stdio.h: what stdio.h declares with -fshort-wchar.  A part of it.
//
// Formats as Microsoft's C library has them:
// - l is 32 bits (as long is on Windows), I64, ll and j are 64, I32 is 32, z, t and I a pointer's;
// - %ls, %S, %ws (and %s in the w functions) take UTF-16, %hs (and %S in the w functions) UTF-8;
//   c likewise; a precision counts the argument's units; NULL prints (null);
// - %p prints 16 upper-case digits; %n is refused: -1.
// What is printed of UTF-16 is UTF-8; ill-formed units become U+FFFD.
#ifndef SECUR32_COMPAT_SECUR32_STDIO_H
#define SECUR32_COMPAT_SECUR32_STDIO_H

#include <secur32_compat.h>
#include <stdarg.h>
#include <stdio.h>

SECUR32_COMPAT_BEGIN

extern int printf(const char *format, ...) SECUR32_COMPAT(printf);
extern int fprintf(FILE *stream, const char *format, ...) SECUR32_COMPAT(fprintf);
extern int sprintf(char *to, const char *format, ...) SECUR32_COMPAT(sprintf);
extern int snprintf(char *to, size_t capacity, const char *format, ...) SECUR32_COMPAT(snprintf);
extern int vprintf(const char *format, va_list arguments) SECUR32_COMPAT(vprintf);
extern int vfprintf(FILE *stream, const char *format, va_list arguments) SECUR32_COMPAT(vfprintf);
extern int vsprintf(char *to, const char *format, va_list arguments) SECUR32_COMPAT(vsprintf);
extern int vsnprintf(char *to, size_t capacity, const char *format, va_list arguments)
    SECUR32_COMPAT(vsnprintf);

// ---- Microsoft's own ----------------------------------------------------------------------------

// -1 and an empty text when it does not fit.  Differs from Windows: nothing ends the program.
extern int sprintf_s(char *to, size_t capacity, const char *format, ...) SECUR32_COMPAT(sprintf_s);
extern int vsprintf_s(char *to, size_t capacity, const char *format, va_list arguments)
    SECUR32_COMPAT(vsprintf_s);
// -1 when it does not fit; no NUL where count characters were written.
extern int _snprintf(char *to, size_t count, const char *format, ...) SECUR32_COMPAT(_snprintf);
extern int _vsnprintf(char *to, size_t count, const char *format, va_list arguments)
    SECUR32_COMPAT(_vsnprintf);

SECUR32_COMPAT_END

#endif
