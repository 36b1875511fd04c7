// debugapi.h: text for a debugger.
#ifndef SECUR32_COMPAT_DEBUGAPI_H
#define SECUR32_COMPAT_DEBUGAPI_H

#include <minwindef.h>

SECUR32_COMPAT_BEGIN

// Adds the text to the file that SSPI_TRACE names; to stderr when it is unset or "-".
void WINAPI OutputDebugStringA(LPCSTR lpOutputString) SECUR32_COMPAT(OutputDebugStringA);
void WINAPI OutputDebugStringW(LPCWSTR lpOutputString) SECUR32_COMPAT(OutputDebugStringW);
#define OutputDebugString SECUR32_AW(OutputDebugString)

// FALSE.
BOOL WINAPI IsDebuggerPresent(void) SECUR32_COMPAT(IsDebuggerPresent);

SECUR32_COMPAT_END

#endif
