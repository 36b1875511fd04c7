// rpc.h: programs include it before security.h.  Remote procedure calls are not here.
#ifndef SECUR32_COMPAT_RPC_H
#define SECUR32_COMPAT_RPC_H

#include <windows.h>

#endif
