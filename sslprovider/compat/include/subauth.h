// subauth.h: programs include it for UNICODE_STRING and STRING, which schannel.h's
// SCH_CREDENTIALS needs.  The structures of subauthentication packages are not here.
#ifndef SECUR32_COMPAT_SUBAUTH_H
#define SECUR32_COMPAT_SUBAUTH_H

#include <windef.h>
#include <winerror.h>

#endif
