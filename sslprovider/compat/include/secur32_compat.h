// secur32_compat.h: how the porting kit is declared, and the words that Microsoft's compiler knows.
//
// Each function of the kit has Windows' name in the source and another in the object file, in
// libsecur32_compat.a: no program or library that has such a name of its own (libwinpr has most) is
// disturbed.  Nothing here is Windows'.
#ifndef SECUR32_COMPAT_H
#define SECUR32_COMPAT_H

#include <wintypes.h>

#define SECUR32_COMPAT(name) __asm__("secur32_compat_" #name)

#ifdef __cplusplus
#define SECUR32_COMPAT_BEGIN extern "C" {
#define SECUR32_COMPAT_END }
#else
#define SECUR32_COMPAT_BEGIN
#define SECUR32_COMPAT_END
#endif

// ---- Microsoft's keywords -----------------------------------------------------------------------

#define __cdecl
#define _cdecl
#define __stdcall
#define _stdcall
#define __fastcall
#define __thiscall
#define __vectorcall
#define __int8  char
#define __int16 short
#define __int32 int
#define __int64 long long
#define __forceinline static inline __attribute__((always_inline, unused))
#define _inline __inline
#define __unaligned
#define __ptr64
#define __w64

// Only what is spelled out here; another attribute does not compile.
#define __declspec(attribute) SECUR32_DECLSPEC_##attribute
#define SECUR32_DECLSPEC_dllexport     __attribute__((visibility("default")))
#define SECUR32_DECLSPEC_dllimport
#define SECUR32_DECLSPEC_noreturn      __attribute__((noreturn))
#define SECUR32_DECLSPEC_noinline      __attribute__((noinline))
#define SECUR32_DECLSPEC_nothrow       __attribute__((nothrow))
#define SECUR32_DECLSPEC_selectany     __attribute__((weak))
#define SECUR32_DECLSPEC_thread        __thread
#define SECUR32_DECLSPEC_novtable
#define SECUR32_DECLSPEC_restrict
#define SECUR32_DECLSPEC_align(octets) __attribute__((aligned(octets)))
#define SECUR32_DECLSPEC_deprecated    __attribute__((deprecated))

#endif
