// profileapi.h: the clock with the finest ticks.
#ifndef SECUR32_COMPAT_PROFILEAPI_H
#define SECUR32_COMPAT_PROFILEAPI_H

#include <minwinbase.h>

SECUR32_COMPAT_BEGIN

// 100-nanosecond ticks of CLOCK_MONOTONIC, 10000000 in a second.  FALSE, ERROR_INVALID_PARAMETER:
// NULL.
BOOL WINAPI QueryPerformanceCounter(LARGE_INTEGER *lpPerformanceCount)
    SECUR32_COMPAT(QueryPerformanceCounter);
BOOL WINAPI QueryPerformanceFrequency(LARGE_INTEGER *lpFrequency)
    SECUR32_COMPAT(QueryPerformanceFrequency);

SECUR32_COMPAT_END

#endif
