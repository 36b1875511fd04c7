// windef.h: minwindef.h, min and max.
#ifndef SECUR32_COMPAT_WINDEF_H
#define SECUR32_COMPAT_WINDEF_H

#include <minwindef.h>

// Not in C++ (as mingw-w64 has it: its standard headers have functions of that name).
#if !defined(NOMINMAX) && !defined(__cplusplus)
#ifndef max
#define max(a, b) (((a) > (b)) ? (a) : (b))
#endif
#ifndef min
#define min(a, b) (((a) < (b)) ? (a) : (b))
#endif
#endif

#endif
