// processenv.h: the standard handles.
#ifndef SECUR32_COMPAT_PROCESSENV_H
#define SECUR32_COMPAT_PROCESSENV_H

#include <minwindef.h>

SECUR32_COMPAT_BEGIN

#define STD_INPUT_HANDLE  ((DWORD)-10)
#define STD_OUTPUT_HANDLE ((DWORD)-11)
#define STD_ERROR_HANDLE  ((DWORD)-12)

// File descriptors 0, 1, 2 as handles.  INVALID_HANDLE_VALUE: ERROR_INVALID_HANDLE.
HANDLE WINAPI GetStdHandle(DWORD nStdHandle) SECUR32_COMPAT(GetStdHandle);

SECUR32_COMPAT_END

#endif
