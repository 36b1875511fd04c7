// wintypes.h: the Windows types that the other public headers are written in, at Windows' widths.
//
// Windows is LLP64, Linux LP64: `unsigned long` has 32 bits there and 64 bits here.  Everything
// that is long, ULONG, DWORD or BOOL on Windows is a 32-bit type here, so that structures keep
// Windows' x64 layout.  This file decides all widths, and WCHAR; no other header does.
//
// Not here: windows.h.  CloseHandle, Heap*, LoadLibrary and the like do not belong to SSPI.
#ifndef SECUR32_WINTYPES_H
#define SECUR32_WINTYPES_H

#include <stddef.h>
#include <stdint.h>
#if !defined(__cplusplus)
#include <uchar.h>
#endif

// ---- Declarations -------------------------------------------------------------------------------

// Every exported function carries SECUR32_API; the calling conventions are Linux' only one.
#define SECUR32_API __attribute__((visibility("default")))

#ifndef WINAPI
#define WINAPI
#endif
#ifndef NTAPI
#define NTAPI
#endif
#ifndef CALLBACK
#define CALLBACK
#endif

// A constant GUID that costs nothing where it is not used.
#define SECUR32_GUID(name, l, w1, w2, b1, b2, b3, b4, b5, b6, b7, b8) \
    __attribute__((unused)) static const GUID name = {                \
        l, w1, w2, {b1, b2, b3, b4, b5, b6, b7, b8}}

// ---- WCHAR --------------------------------------------------------------------------------------

// A UTF-16 code unit, little-endian: wchar_t where that has 16 bits (-fshort-wchar: sources written
// for Windows keep their L"" literals), else char16_t (new code writes u"").  SECUR32_W("text") is
// a literal of the one kind or the other.
#if __WCHAR_MAX__ <= 0xFFFF
typedef wchar_t WCHAR;
#define SECUR32_W(literal) L##literal
#else
typedef char16_t WCHAR;
#define SECUR32_W(literal) u##literal
#endif

// UNICODE chooses the twin behind a name without suffix: W functions take UTF-16, A functions
// UTF-8.
#ifdef UNICODE
#define SECUR32_AW(name) name##W
#define SECUR32_UAW(name) name##_W
typedef WCHAR TCHAR;
#define SECUR32_TEXT(literal) SECUR32_W(literal)
#else
#define SECUR32_AW(name) name##A
#define SECUR32_UAW(name) name##_A
typedef char TCHAR;
#define SECUR32_TEXT(literal) literal
#endif
#ifndef TEXT
#define TEXT(literal) SECUR32_TEXT(literal)
#endif

// ---- Integers -----------------------------------------------------------------------------------

typedef char CHAR;
typedef unsigned char UCHAR;
typedef unsigned char BYTE;
typedef unsigned char BOOLEAN;  // TRUE or FALSE in 8 bits
typedef short SHORT;
typedef unsigned short USHORT;
typedef unsigned short WORD;
typedef int INT;
typedef unsigned int UINT;
typedef int BOOL;  // TRUE or FALSE in 32 bits
typedef int32_t LONG;
typedef uint32_t ULONG;
typedef uint32_t DWORD;
typedef long long LONGLONG;
typedef long long LONG64;
typedef long long INT64;
typedef unsigned long long ULONGLONG;
typedef unsigned long long ULONG64;
typedef unsigned long long DWORD64;
typedef unsigned long long UINT64;
typedef intptr_t INT_PTR;
typedef intptr_t LONG_PTR;
typedef uintptr_t UINT_PTR;
typedef uintptr_t ULONG_PTR;
typedef uintptr_t DWORD_PTR;
typedef size_t SIZE_T;
typedef LONG HRESULT;   // negative: failure; winerror.h
typedef LONG NTSTATUS;  // negative: failure; winerror.h
typedef NTSTATUS *PNTSTATUS;

#ifndef TRUE
#define TRUE 1
#endif
#ifndef FALSE
#define FALSE 0
#endif
#ifndef ANYSIZE_ARRAY
#define ANYSIZE_ARRAY 1  // the last member of a structure that is followed by more of its kind
#endif

// ---- Pointers and handles -----------------------------------------------------------------------

typedef void VOID;
typedef void *PVOID;
typedef void *LPVOID;
typedef const void *LPCVOID;
typedef CHAR *PCHAR;
typedef CHAR *PSTR;
typedef CHAR *LPSTR;
typedef const CHAR *PCSTR;
typedef const CHAR *LPCSTR;
typedef WCHAR *PWCHAR;
typedef WCHAR *PWSTR;
typedef WCHAR *LPWSTR;
typedef const WCHAR *PCWSTR;
typedef const WCHAR *LPCWSTR;
typedef TCHAR *PTSTR;
typedef TCHAR *LPTSTR;
typedef const TCHAR *PCTSTR;
typedef const TCHAR *LPCTSTR;
typedef UCHAR *PUCHAR;
typedef BYTE *PBYTE;
typedef BYTE *LPBYTE;
typedef BOOLEAN *PBOOLEAN;
typedef SHORT *PSHORT;
typedef USHORT *PUSHORT;
typedef WORD *PWORD;
typedef INT *PINT;
typedef UINT *PUINT;
typedef BOOL *PBOOL;
typedef LONG *PLONG;
typedef ULONG *PULONG;
typedef DWORD *PDWORD;
typedef DWORD *LPDWORD;
typedef ULONGLONG *PULONGLONG;
typedef ULONG_PTR *PULONG_PTR;
typedef DWORD_PTR *PDWORD_PTR;

typedef void *HANDLE;
typedef HANDLE *PHANDLE;
typedef HANDLE HLOCAL;
typedef PVOID PSID;  // a security identifier, carried, never looked into
struct HWND__ {
    int unused;
};
typedef struct HWND__ *HWND;  // carried, never looked into

#ifndef INVALID_HANDLE_VALUE
#define INVALID_HANDLE_VALUE ((HANDLE)(LONG_PTR)-1)
#endif

// ---- Times, identifiers, counted strings --------------------------------------------------------

// 100-nanosecond intervals since 1601-01-01 00:00 UTC.
typedef struct _FILETIME {
    DWORD dwLowDateTime;
    DWORD dwHighDateTime;
} FILETIME, *PFILETIME, *LPFILETIME;

// A moment by its parts, UTC; Gregorian, years 1601 to 30827.
typedef struct _SYSTEMTIME {
    WORD wYear;
    WORD wMonth;      // 1 to 12
    WORD wDayOfWeek;  // 0 is Sunday; ignored on the way in
    WORD wDay;        // 1 to 31
    WORD wHour;
    WORD wMinute;
    WORD wSecond;
    WORD wMilliseconds;
} SYSTEMTIME, *PSYSTEMTIME, *LPSYSTEMTIME;

// A 64-bit number whose halves have names of their own (little-endian).
typedef union _LARGE_INTEGER {
    __extension__ struct {
        DWORD LowPart;
        LONG HighPart;
    };
    struct {
        DWORD LowPart;
        LONG HighPart;
    } u;
    LONGLONG QuadPart;
} LARGE_INTEGER, *PLARGE_INTEGER;

typedef union _ULARGE_INTEGER {
    __extension__ struct {
        DWORD LowPart;
        DWORD HighPart;
    };
    struct {
        DWORD LowPart;
        DWORD HighPart;
    } u;
    ULONGLONG QuadPart;
} ULARGE_INTEGER, *PULARGE_INTEGER;

// A number that is unique on this machine until it restarts: logon sessions, privileges.
typedef struct _LUID {
    DWORD LowPart;
    LONG HighPart;
} LUID, *PLUID;

#ifndef GUID_DEFINED
#define GUID_DEFINED
typedef struct _GUID {
    DWORD Data1;
    WORD Data2;
    WORD Data3;
    BYTE Data4[8];
} GUID;
#endif

// Counted strings.  Length and MaximumLength count bytes, without a terminating NUL, which need not
// be there.
typedef struct _UNICODE_STRING {
    USHORT Length;
    USHORT MaximumLength;
    PWSTR Buffer;
} UNICODE_STRING, *PUNICODE_STRING;
typedef const UNICODE_STRING *PCUNICODE_STRING;

typedef struct _STRING {
    USHORT Length;
    USHORT MaximumLength;
    PCHAR Buffer;
} STRING, *PSTRING;

#endif
