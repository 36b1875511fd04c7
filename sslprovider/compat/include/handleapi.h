// handleapi.h: CloseHandle.
#ifndef SECUR32_COMPAT_HANDLEAPI_H
#define SECUR32_COMPAT_HANDLEAPI_H

#include <minwindef.h>

SECUR32_COMPAT_BEGIN

// Closes what QuerySecurityContextToken (Secur32CloseHandle, secext.h) or CreateFile gave.  A
// standard handle (GetStdHandle) is closed too.  FALSE, ERROR_INVALID_HANDLE: neither of these.
BOOL WINAPI CloseHandle(HANDLE hObject) SECUR32_COMPAT(CloseHandle);

SECUR32_COMPAT_END

#endif
