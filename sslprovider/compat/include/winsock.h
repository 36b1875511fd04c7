// winsock.h: winsock2.h.
#ifndef SECUR32_COMPAT_WINSOCK_H
#define SECUR32_COMPAT_WINSOCK_H

#include <winsock2.h>

#endif
