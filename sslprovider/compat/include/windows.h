// windows.h: the porting kit's part of it: what programs over SSPI, the CryptoAPI and crypt32 use.
//
// Not here: windows, messages, the registry, threads, events, files beyond whole ones.
#ifndef SECUR32_COMPAT_WINDOWS_H
#define SECUR32_COMPAT_WINDOWS_H

#ifndef _WINDOWS_
#define _WINDOWS_
#endif
#include <stdarg.h>
#include <windef.h>
#include <winbase.h>
#include <winnls.h>
#include <wchar.h>
#include <secur32_crt.h>
// Windows leaves it out with WIN32_LEAN_AND_MEAN or NOCRYPT; programs then include it themselves.
#if !defined(WIN32_LEAN_AND_MEAN) && !defined(NOCRYPT)
#include <wincrypt.h>
#endif

#endif
