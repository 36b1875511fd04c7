// synchapi.h: critical sections and Sleep.  Events, mutexes and waiting are not here.
#ifndef SECUR32_COMPAT_SYNCHAPI_H
#define SECUR32_COMPAT_SYNCHAPI_H

#include <minwinbase.h>

SECUR32_COMPAT_BEGIN

// A lock that its thread may take again.  The functions that answer BOOL are always TRUE but for
// ERROR_NOT_ENOUGH_MEMORY; the spin count makes no difference.  Without memory
// InitializeCriticalSection ends the program, as it raises an exception on Windows.
void WINAPI InitializeCriticalSection(LPCRITICAL_SECTION lpCriticalSection)
    SECUR32_COMPAT(InitializeCriticalSection);
BOOL WINAPI InitializeCriticalSectionAndSpinCount(LPCRITICAL_SECTION lpCriticalSection,
                                                  DWORD dwSpinCount)
    SECUR32_COMPAT(InitializeCriticalSectionAndSpinCount);
BOOL WINAPI InitializeCriticalSectionEx(LPCRITICAL_SECTION lpCriticalSection, DWORD dwSpinCount,
                                        DWORD Flags) SECUR32_COMPAT(InitializeCriticalSectionEx);
void WINAPI EnterCriticalSection(LPCRITICAL_SECTION lpCriticalSection)
    SECUR32_COMPAT(EnterCriticalSection);
// FALSE: another thread has it.
BOOL WINAPI TryEnterCriticalSection(LPCRITICAL_SECTION lpCriticalSection)
    SECUR32_COMPAT(TryEnterCriticalSection);
void WINAPI LeaveCriticalSection(LPCRITICAL_SECTION lpCriticalSection)
    SECUR32_COMPAT(LeaveCriticalSection);
void WINAPI DeleteCriticalSection(LPCRITICAL_SECTION lpCriticalSection)
    SECUR32_COMPAT(DeleteCriticalSection);

// Milliseconds; INFINITE sleeps for ever.
void WINAPI Sleep(DWORD dwMilliseconds) SECUR32_COMPAT(Sleep);

SECUR32_COMPAT_END

#endif
