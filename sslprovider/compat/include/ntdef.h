// ntdef.h: UNICODE_STRING, STRING and NTSTATUS, out of wintypes.h and winerror.h.
#ifndef SECUR32_COMPAT_NTDEF_H
#define SECUR32_COMPAT_NTDEF_H

#include <windef.h>
#include <winerror.h>

#endif
