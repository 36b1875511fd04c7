// timezoneapi.h: FILETIME and SYSTEMTIME into each other.
#ifndef SECUR32_COMPAT_TIMEZONEAPI_H
#define SECUR32_COMPAT_TIMEZONEAPI_H

#include <minwinbase.h>

SECUR32_COMPAT_BEGIN

// FALSE, ERROR_INVALID_PARAMETER: no such day or hour, a year outside 1601 to 30827 (a FILETIME
// from 0x8000000000000000 on).  wDayOfWeek is out only.
BOOL WINAPI FileTimeToSystemTime(const FILETIME *lpFileTime, LPSYSTEMTIME lpSystemTime)
    SECUR32_COMPAT(FileTimeToSystemTime);
BOOL WINAPI SystemTimeToFileTime(const SYSTEMTIME *lpSystemTime, LPFILETIME lpFileTime)
    SECUR32_COMPAT(SystemTimeToFileTime);

SECUR32_COMPAT_END

#endif
