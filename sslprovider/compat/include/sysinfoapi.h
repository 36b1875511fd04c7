// sysinfoapi.h: clocks, and what this computer is called.
#ifndef SECUR32_COMPAT_SYSINFOAPI_H
#define SECUR32_COMPAT_SYSINFOAPI_H

#include <minwinbase.h>

SECUR32_COMPAT_BEGIN

// The time, UTC or (GetLocalTime) local.  Never fail.
void WINAPI GetSystemTime(LPSYSTEMTIME lpSystemTime) SECUR32_COMPAT(GetSystemTime);
void WINAPI GetLocalTime(LPSYSTEMTIME lpSystemTime) SECUR32_COMPAT(GetLocalTime);
void WINAPI GetSystemTimeAsFileTime(LPFILETIME lpSystemTimeAsFileTime)
    SECUR32_COMPAT(GetSystemTimeAsFileTime);
void WINAPI GetSystemTimePreciseAsFileTime(LPFILETIME lpSystemTimeAsFileTime)
    SECUR32_COMPAT(GetSystemTimePreciseAsFileTime);

// Milliseconds since the machine started, sleep included.
DWORD WINAPI GetTickCount(void) SECUR32_COMPAT(GetTickCount);
ULONGLONG WINAPI GetTickCount64(void) SECUR32_COMPAT(GetTickCount64);

typedef enum _COMPUTER_NAME_FORMAT {
    ComputerNameNetBIOS,
    ComputerNameDnsHostname,
    ComputerNameDnsDomain,
    ComputerNameDnsFullyQualified,
    ComputerNamePhysicalNetBIOS,
    ComputerNamePhysicalDnsHostname,
    ComputerNamePhysicalDnsDomain,
    ComputerNamePhysicalDnsFullyQualified,
    ComputerNameMax
} COMPUTER_NAME_FORMAT;

// Out of gethostname(2): the first label (NetBIOS: upper case, 15 characters), what follows it
// (may be empty), all of it.  nSize in characters: in the capacity; out, on success, the length
// without the NUL, on ERROR_MORE_DATA the capacity needed, with the NUL.  FALSE: that, or
// ERROR_INVALID_PARAMETER.
BOOL WINAPI GetComputerNameExA(COMPUTER_NAME_FORMAT NameType, LPSTR lpBuffer, LPDWORD nSize)
    SECUR32_COMPAT(GetComputerNameExA);
BOOL WINAPI GetComputerNameExW(COMPUTER_NAME_FORMAT NameType, LPWSTR lpBuffer, LPDWORD nSize)
    SECUR32_COMPAT(GetComputerNameExW);
#define GetComputerNameEx SECUR32_AW(GetComputerNameEx)

SECUR32_COMPAT_END

#endif
