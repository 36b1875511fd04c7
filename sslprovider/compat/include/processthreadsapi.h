// processthreadsapi.h: who is running.  Making threads and processes is not here.
#ifndef SECUR32_COMPAT_PROCESSTHREADSAPI_H
#define SECUR32_COMPAT_PROCESSTHREADSAPI_H

#include <minwindef.h>

SECUR32_COMPAT_BEGIN

DWORD WINAPI GetCurrentProcessId(void) SECUR32_COMPAT(GetCurrentProcessId);
DWORD WINAPI GetCurrentThreadId(void) SECUR32_COMPAT(GetCurrentThreadId);
DECLSPEC_NORETURN void WINAPI ExitProcess(UINT uExitCode) SECUR32_COMPAT(ExitProcess);

SECUR32_COMPAT_END

#endif
