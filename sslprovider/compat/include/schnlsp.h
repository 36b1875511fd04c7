// schnlsp.h: the name under which some programs know schannel.h.
#ifndef SECUR32_COMPAT_SCHNLSP_H
#define SECUR32_COMPAT_SCHNLSP_H

#include <schannel.h>

#endif
