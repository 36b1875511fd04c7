// winternl.h: programs include it for NTSTATUS, STATUS_* and UNICODE_STRING: winerror.h, wintypes.h.
#ifndef SECUR32_COMPAT_WINTERNL_H
#define SECUR32_COMPAT_WINTERNL_H

#include <windef.h>
#include <winerror.h>

#endif
