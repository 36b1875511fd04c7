// libloaderapi.h: functions of this library by name, as programs find SSPI at run time.
#ifndef SECUR32_COMPAT_LIBLOADERAPI_H
#define SECUR32_COMPAT_LIBLOADERAPI_H

#include <minwindef.h>

SECUR32_COMPAT_BEGIN

#define LOAD_LIBRARY_SEARCH_SYSTEM32 0x00000800
#define LOAD_WITH_ALTERED_SEARCH_PATH 0x00000008

// secur32, security, sspicli, schannel, crypt32, ncrypt, bcrypt, advapi32: by any of these names,
// with or without path and ".dll", in any case, this library answers.  NULL: ERROR_MOD_NOT_FOUND
// (any other name), ERROR_INVALID_PARAMETER.  GetModuleHandle(NULL) is the program: not NULL,
// without functions.  Flags are not looked at; nothing is counted.
HMODULE WINAPI LoadLibraryA(LPCSTR lpLibFileName) SECUR32_COMPAT(LoadLibraryA);
HMODULE WINAPI LoadLibraryW(LPCWSTR lpLibFileName) SECUR32_COMPAT(LoadLibraryW);
HMODULE WINAPI LoadLibraryExA(LPCSTR lpLibFileName, HANDLE hFile, DWORD dwFlags)
    SECUR32_COMPAT(LoadLibraryExA);
HMODULE WINAPI LoadLibraryExW(LPCWSTR lpLibFileName, HANDLE hFile, DWORD dwFlags)
    SECUR32_COMPAT(LoadLibraryExW);
HMODULE WINAPI GetModuleHandleA(LPCSTR lpModuleName) SECUR32_COMPAT(GetModuleHandleA);
HMODULE WINAPI GetModuleHandleW(LPCWSTR lpModuleName) SECUR32_COMPAT(GetModuleHandleW);
#define LoadLibrary     SECUR32_AW(LoadLibrary)
#define LoadLibraryEx   SECUR32_AW(LoadLibraryEx)
#define GetModuleHandle SECUR32_AW(GetModuleHandle)

// An exported function of this library.  NULL: ERROR_PROC_NOT_FOUND (no such name, an ordinal),
// ERROR_INVALID_HANDLE.
FARPROC WINAPI GetProcAddress(HMODULE hModule, LPCSTR lpProcName) SECUR32_COMPAT(GetProcAddress);

// TRUE; the library stays.  FALSE: ERROR_INVALID_HANDLE.
BOOL WINAPI FreeLibrary(HMODULE hLibModule) SECUR32_COMPAT(FreeLibrary);

SECUR32_COMPAT_END

#endif
