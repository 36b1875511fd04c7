// winbase.h: messages of error codes, Local and Global memory, lstr*, names of user and computer;
// and, out of headers of their own as in the SDK, the rest of the kit's kernel functions.
//
// GetLastError and SetLastError are libsecur32's (winerror.h).
#ifndef SECUR32_COMPAT_WINBASE_H
#define SECUR32_COMPAT_WINBASE_H

#include <consoleapi.h>
#include <debugapi.h>
#include <fileapi.h>
#include <handleapi.h>
#include <heapapi.h>
#include <libloaderapi.h>
#include <minwinbase.h>
#include <processenv.h>
#include <processthreadsapi.h>
#include <profileapi.h>
#include <stdarg.h>
#include <synchapi.h>
#include <sysinfoapi.h>
#include <timezoneapi.h>
#include <winerror.h>

SECUR32_COMPAT_BEGIN

#define INFINITE 0xffffffff

#define MAX_COMPUTERNAME_LENGTH 15

#define FILE_FLAG_SEQUENTIAL_SCAN 0x08000000

// ---- Error codes that only the kit answers ------------------------------------------------------

#define ERROR_TOO_MANY_OPEN_FILES    4
#define ERROR_FILE_EXISTS            80
#define ERROR_BUFFER_OVERFLOW        111
#define ERROR_MOD_NOT_FOUND          126
#define ERROR_PROC_NOT_FOUND         127
#define ERROR_NO_UNICODE_TRANSLATION 1113
#define ERROR_RESOURCE_LANG_NOT_FOUND 1815

// ---- Messages -----------------------------------------------------------------------------------

#define FORMAT_MESSAGE_ALLOCATE_BUFFER 0x00000100
#define FORMAT_MESSAGE_IGNORE_INSERTS  0x00000200
#define FORMAT_MESSAGE_FROM_STRING     0x00000400
#define FORMAT_MESSAGE_FROM_HMODULE    0x00000800
#define FORMAT_MESSAGE_FROM_SYSTEM     0x00001000
#define FORMAT_MESSAGE_ARGUMENT_ARRAY  0x00002000
#define FORMAT_MESSAGE_MAX_WIDTH_MASK  0x000000FF

// The text of a code (FROM_SYSTEM: the codes of winerror.h, NTSTATUS too, in English, this
// library's words and not Windows'; a line that ends with CR LF) or of lpSource (FROM_STRING), in
// which %1 to %99, %n!format! and %0 are replaced unless IGNORE_INSERTS is set.  Arguments is a
// va_list * or, with ARGUMENT_ARRAY, an array of DWORD_PTR.  FORMAT_MESSAGE_MAX_WIDTH_MASK makes
// one line of it, each line break a space; other widths make no difference.
// Answers the characters written, without the NUL.  ALLOCATE_BUFFER: lpBuffer is where the pointer
// goes (LocalFree), nSize the least size.  0: ERROR_MR_MID_NOT_FOUND (no such code),
// ERROR_INSUFFICIENT_BUFFER, ERROR_INVALID_PARAMETER, ERROR_RESOURCE_LANG_NOT_FOUND (neither
// neutral nor English).  FROM_HMODULE finds nothing, alone or before FROM_SYSTEM.
DWORD WINAPI FormatMessageA(DWORD dwFlags, LPCVOID lpSource, DWORD dwMessageId, DWORD dwLanguageId,
                            LPSTR lpBuffer, DWORD nSize, va_list *Arguments)
    SECUR32_COMPAT(FormatMessageA);
DWORD WINAPI FormatMessageW(DWORD dwFlags, LPCVOID lpSource, DWORD dwMessageId, DWORD dwLanguageId,
                            LPWSTR lpBuffer, DWORD nSize, va_list *Arguments)
    SECUR32_COMPAT(FormatMessageW);
#define FormatMessage SECUR32_AW(FormatMessage)

// ---- Local and Global memory --------------------------------------------------------------------

#define GMEM_FIXED     0x0
#define GMEM_MOVEABLE  0x2  // as fixed
#define GMEM_ZEROINIT  0x40
#define GMEM_MODIFY    0x80
#define GHND           (GMEM_MOVEABLE | GMEM_ZEROINIT)
#define GPTR           (GMEM_FIXED | GMEM_ZEROINIT)

// malloc's memory: LocalFree also frees what this library's functions say it frees
// (CryptDecodeObjectEx, FormatMessage).  A handle is the pointer, LocalLock answers it.  NULL:
// ERROR_NOT_ENOUGH_MEMORY.  LMEM_MODIFY with another flag changes nothing.  LocalFree answers NULL.
HLOCAL WINAPI LocalAlloc(UINT uFlags, SIZE_T uBytes) SECUR32_COMPAT(LocalAlloc);
HLOCAL WINAPI LocalReAlloc(HLOCAL hMem, SIZE_T uBytes, UINT uFlags) SECUR32_COMPAT(LocalReAlloc);
HLOCAL WINAPI LocalFree(HLOCAL hMem) SECUR32_COMPAT(LocalFree);
LPVOID WINAPI LocalLock(HLOCAL hMem) SECUR32_COMPAT(LocalLock);
BOOL WINAPI LocalUnlock(HLOCAL hMem) SECUR32_COMPAT(LocalUnlock);
// At least what was asked for; 0 for NULL (ERROR_INVALID_HANDLE).
SIZE_T WINAPI LocalSize(HLOCAL hMem) SECUR32_COMPAT(LocalSize);
HGLOBAL WINAPI GlobalAlloc(UINT uFlags, SIZE_T dwBytes) SECUR32_COMPAT(GlobalAlloc);
HGLOBAL WINAPI GlobalReAlloc(HGLOBAL hMem, SIZE_T dwBytes, UINT uFlags)
    SECUR32_COMPAT(GlobalReAlloc);
HGLOBAL WINAPI GlobalFree(HGLOBAL hMem) SECUR32_COMPAT(GlobalFree);
LPVOID WINAPI GlobalLock(HGLOBAL hMem) SECUR32_COMPAT(GlobalLock);
BOOL WINAPI GlobalUnlock(HGLOBAL hMem) SECUR32_COMPAT(GlobalUnlock);
SIZE_T WINAPI GlobalSize(HGLOBAL hMem) SECUR32_COMPAT(GlobalSize);

// ---- Strings ------------------------------------------------------------------------------------

// Differs from Windows: lstrcmp and lstrcmpi compare code unit by code unit (lstrcmpi after ASCII
// lower-casing), not as a language sorts.  NULL is less than every string; the copying functions
// answer NULL for NULL.
int WINAPI lstrlenA(LPCSTR lpString) SECUR32_COMPAT(lstrlenA);
int WINAPI lstrlenW(LPCWSTR lpString) SECUR32_COMPAT(lstrlenW);
int WINAPI lstrcmpA(LPCSTR lpString1, LPCSTR lpString2) SECUR32_COMPAT(lstrcmpA);
int WINAPI lstrcmpW(LPCWSTR lpString1, LPCWSTR lpString2) SECUR32_COMPAT(lstrcmpW);
int WINAPI lstrcmpiA(LPCSTR lpString1, LPCSTR lpString2) SECUR32_COMPAT(lstrcmpiA);
int WINAPI lstrcmpiW(LPCWSTR lpString1, LPCWSTR lpString2) SECUR32_COMPAT(lstrcmpiW);
LPSTR WINAPI lstrcpyA(LPSTR lpString1, LPCSTR lpString2) SECUR32_COMPAT(lstrcpyA);
LPWSTR WINAPI lstrcpyW(LPWSTR lpString1, LPCWSTR lpString2) SECUR32_COMPAT(lstrcpyW);
LPSTR WINAPI lstrcatA(LPSTR lpString1, LPCSTR lpString2) SECUR32_COMPAT(lstrcatA);
LPWSTR WINAPI lstrcatW(LPWSTR lpString1, LPCWSTR lpString2) SECUR32_COMPAT(lstrcatW);
// At most iMaxLength - 1 characters and a NUL.
LPSTR WINAPI lstrcpynA(LPSTR lpString1, LPCSTR lpString2, int iMaxLength)
    SECUR32_COMPAT(lstrcpynA);
LPWSTR WINAPI lstrcpynW(LPWSTR lpString1, LPCWSTR lpString2, int iMaxLength)
    SECUR32_COMPAT(lstrcpynW);
#define lstrlen  SECUR32_AW(lstrlen)
#define lstrcmp  SECUR32_AW(lstrcmp)
#define lstrcmpi SECUR32_AW(lstrcmpi)
#define lstrcpy  SECUR32_AW(lstrcpy)
#define lstrcat  SECUR32_AW(lstrcat)
#define lstrcpyn SECUR32_AW(lstrcpyn)

// ---- Times and names ----------------------------------------------------------------------------

// -1, 0 or 1.
LONG WINAPI CompareFileTime(const FILETIME *lpFileTime1, const FILETIME *lpFileTime2)
    SECUR32_COMPAT(CompareFileTime);
// By the offset that this machine's time zone has now, as Windows does it.  FALSE:
// ERROR_INVALID_PARAMETER.
BOOL WINAPI FileTimeToLocalFileTime(const FILETIME *lpFileTime, LPFILETIME lpLocalFileTime)
    SECUR32_COMPAT(FileTimeToLocalFileTime);
BOOL WINAPI LocalFileTimeToFileTime(const FILETIME *lpLocalFileTime, LPFILETIME lpFileTime)
    SECUR32_COMPAT(LocalFileTimeToFileTime);

// The account that the process runs as (its effective uid).  *pcbBuffer in characters: in the
// capacity, out the length with the NUL, written or needed.  FALSE: ERROR_INSUFFICIENT_BUFFER,
// ERROR_INVALID_PARAMETER, ERROR_NONE_MAPPED (the uid has no account).
BOOL WINAPI GetUserNameA(LPSTR lpBuffer, LPDWORD pcbBuffer) SECUR32_COMPAT(GetUserNameA);
BOOL WINAPI GetUserNameW(LPWSTR lpBuffer, LPDWORD pcbBuffer) SECUR32_COMPAT(GetUserNameW);
#define GetUserName SECUR32_AW(GetUserName)

// The NetBIOS name.  *nSize in characters: in the capacity; out, on success, the length without
// the NUL, on ERROR_BUFFER_OVERFLOW what is needed.  FALSE: that, or ERROR_INVALID_PARAMETER.
BOOL WINAPI GetComputerNameA(LPSTR lpBuffer, LPDWORD nSize) SECUR32_COMPAT(GetComputerNameA);
BOOL WINAPI GetComputerNameW(LPWSTR lpBuffer, LPDWORD nSize) SECUR32_COMPAT(GetComputerNameW);
#define GetComputerName SECUR32_AW(GetComputerName)

SECUR32_COMPAT_END

#endif
