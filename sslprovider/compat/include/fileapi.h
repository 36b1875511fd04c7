// fileapi.h: files as programs read them whole: open, size, read, write, close; the standard
// handles.  No overlapped I/O, no sharing modes (nothing is locked), no attributes.
#ifndef SECUR32_COMPAT_FILEAPI_H
#define SECUR32_COMPAT_FILEAPI_H

#include <minwinbase.h>

SECUR32_COMPAT_BEGIN

#define CREATE_NEW        1
#define CREATE_ALWAYS     2
#define OPEN_EXISTING     3
#define OPEN_ALWAYS       4
#define TRUNCATE_EXISTING 5

#define INVALID_FILE_SIZE ((DWORD)0xffffffff)

// A path is Linux': UTF-8 or UTF-16, slashes.  A new file is readable and writable by its owner.
// dwShareMode, the security attributes, file attributes and the template are not looked at.
// INVALID_HANDLE_VALUE: ERROR_FILE_NOT_FOUND, ERROR_PATH_NOT_FOUND, ERROR_ACCESS_DENIED,
// ERROR_FILE_EXISTS, ERROR_TOO_MANY_OPEN_FILES (1024 handles), ERROR_INVALID_PARAMETER.
// OPEN_ALWAYS and CREATE_ALWAYS leave ERROR_ALREADY_EXISTS behind where there was a file, else 0.
HANDLE WINAPI CreateFileA(LPCSTR lpFileName, DWORD dwDesiredAccess, DWORD dwShareMode,
                          LPSECURITY_ATTRIBUTES lpSecurityAttributes,
                          DWORD dwCreationDisposition, DWORD dwFlagsAndAttributes,
                          HANDLE hTemplateFile) SECUR32_COMPAT(CreateFileA);
HANDLE WINAPI CreateFileW(LPCWSTR lpFileName, DWORD dwDesiredAccess, DWORD dwShareMode,
                          LPSECURITY_ATTRIBUTES lpSecurityAttributes,
                          DWORD dwCreationDisposition, DWORD dwFlagsAndAttributes,
                          HANDLE hTemplateFile) SECUR32_COMPAT(CreateFileW);
#define CreateFile SECUR32_AW(CreateFile)

// Octets.  At the end of a file TRUE and 0 octets.  FALSE: ERROR_INVALID_HANDLE,
// ERROR_INVALID_PARAMETER (no place for the count; an OVERLAPPED), ERROR_ACCESS_DENIED,
// ERROR_GEN_FAILURE.
BOOL WINAPI ReadFile(HANDLE hFile, LPVOID lpBuffer, DWORD nNumberOfBytesToRead,
                     LPDWORD lpNumberOfBytesRead, LPOVERLAPPED lpOverlapped)
    SECUR32_COMPAT(ReadFile);
BOOL WINAPI WriteFile(HANDLE hFile, LPCVOID lpBuffer, DWORD nNumberOfBytesToWrite,
                      LPDWORD lpNumberOfBytesWritten, LPOVERLAPPED lpOverlapped)
    SECUR32_COMPAT(WriteFile);

// FALSE, or INVALID_FILE_SIZE: ERROR_INVALID_HANDLE, ERROR_INVALID_PARAMETER.  GetFileSize leaves
// NO_ERROR behind when the low half is 0xFFFFFFFF.
BOOL WINAPI GetFileSizeEx(HANDLE hFile, PLARGE_INTEGER lpFileSize) SECUR32_COMPAT(GetFileSizeEx);
DWORD WINAPI GetFileSize(HANDLE hFile, LPDWORD lpFileSizeHigh) SECUR32_COMPAT(GetFileSize);

SECUR32_COMPAT_END

#endif
