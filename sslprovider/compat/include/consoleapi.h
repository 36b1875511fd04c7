// consoleapi.h: the terminal, as far as reading a password from it takes.
#ifndef SECUR32_COMPAT_CONSOLEAPI_H
#define SECUR32_COMPAT_CONSOLEAPI_H

#include <minwindef.h>

SECUR32_COMPAT_BEGIN

#define ENABLE_PROCESSED_INPUT 0x0001
#define ENABLE_LINE_INPUT      0x0002
#define ENABLE_ECHO_INPUT      0x0004

// The input modes of a terminal: these three; others are taken and forgotten.  FALSE:
// ERROR_INVALID_HANDLE (not a terminal), ERROR_INVALID_PARAMETER.
BOOL WINAPI GetConsoleMode(HANDLE hConsoleHandle, LPDWORD lpMode) SECUR32_COMPAT(GetConsoleMode);
BOOL WINAPI SetConsoleMode(HANDLE hConsoleHandle, DWORD dwMode) SECUR32_COMPAT(SetConsoleMode);

SECUR32_COMPAT_END

#endif
