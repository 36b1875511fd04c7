// winnls.h: stringapiset.h, and which code page is the current one.
#ifndef SECUR32_COMPAT_WINNLS_H
#define SECUR32_COMPAT_WINNLS_H

#include <stringapiset.h>

SECUR32_COMPAT_BEGIN

// CP_UTF8.
UINT WINAPI GetACP(void) SECUR32_COMPAT(GetACP);
UINT WINAPI GetOEMCP(void) SECUR32_COMPAT(GetOEMCP);

SECUR32_COMPAT_END

#endif
