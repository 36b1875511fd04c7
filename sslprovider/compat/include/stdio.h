// stdio.h: the printf family with Microsoft's formats (secur32_crt.h), over the C library's header.
//
// A Windows program prints a DWORD with %lu, which takes 64 bits here, and a WCHAR string with %ls
// or %S, which takes 32 bits a character.
#if __WCHAR_MAX__ <= 0xFFFF && !defined(SECUR32_COMPAT_STDIO_H)
#define SECUR32_COMPAT_HIDES_PRINTF
// Moved out of the way, as in wchar.h.
#define printf    secur32_hidden_printf
#define fprintf   secur32_hidden_fprintf
#define sprintf   secur32_hidden_sprintf
#define snprintf  secur32_hidden_snprintf
#define vprintf   secur32_hidden_vprintf
#define vfprintf  secur32_hidden_vfprintf
#define vsprintf  secur32_hidden_vsprintf
#define vsnprintf secur32_hidden_vsnprintf
#endif

#pragma GCC system_header  // #include_next is no standard C
#include_next <stdio.h>

#ifndef SECUR32_COMPAT_STDIO_H
#define SECUR32_COMPAT_STDIO_H
#endif

#ifdef SECUR32_COMPAT_HIDES_PRINTF
#undef SECUR32_COMPAT_HIDES_PRINTF
#undef printf
#undef fprintf
#undef sprintf
#undef snprintf
#undef vprintf
#undef vfprintf
#undef vsprintf
#undef vsnprintf
#include <secur32_stdio.h>
#endif
