// wintrust.h: the samples of the SDK include it and use wincrypt.h.  WinVerifyTrust is not here.
#ifndef SECUR32_COMPAT_WINTRUST_H
#define SECUR32_COMPAT_WINTRUST_H

#include <wincrypt.h>

#endif
