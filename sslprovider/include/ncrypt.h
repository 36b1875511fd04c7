// ncrypt.h: handles and parameter lists of CNG's key storage, which the SSL provider shares.
//
// No NCrypt* function is declared yet.
#ifndef SECUR32_NCRYPT_H
#define SECUR32_NCRYPT_H

#include <bcrypt.h>

#ifndef __SECSTATUS_DEFINED__
#define __SECSTATUS_DEFINED__
typedef LONG SECURITY_STATUS;
#endif

// ---- Handles ------------------------------------------------------------------------------------

// Numbers, never pointers.
typedef ULONG_PTR NCRYPT_HANDLE;
typedef ULONG_PTR NCRYPT_PROV_HANDLE;
typedef ULONG_PTR NCRYPT_KEY_HANDLE;
typedef ULONG_PTR NCRYPT_HASH_HANDLE;
typedef ULONG_PTR NCRYPT_SECRET_HANDLE;

// ---- Parameter lists ----------------------------------------------------------------------------

// Buffers are found by type, in any order.
typedef BCryptBuffer NCryptBuffer;
typedef BCryptBuffer *PNCryptBuffer;
typedef BCryptBufferDesc NCryptBufferDesc;
typedef BCryptBufferDesc *PNCryptBufferDesc;

#define NCRYPTBUFFER_VERSION             0
#define NCRYPTBUFFER_EMPTY               0
#define NCRYPTBUFFER_DATA                1
#define NCRYPTBUFFER_SSL_CLIENT_RANDOM   20  // 32 bytes
#define NCRYPTBUFFER_SSL_SERVER_RANDOM   21  // 32 bytes
#define NCRYPTBUFFER_SSL_HIGHEST_VERSION 22  // DWORD: what the ClientHello offered
#define NCRYPTBUFFER_SSL_CLEAR_KEY       23  // SSL 2
#define NCRYPTBUFFER_SSL_KEY_ARG_DATA    24  // SSL 2
#define NCRYPTBUFFER_SSL_SESSION_HASH    25  // extended master secret (RFC 7627)

// ---- Interfaces and providers -------------------------------------------------------------------

#define NCRYPT_SCHANNEL_INTERFACE           0x00010002
#define NCRYPT_SCHANNEL_SIGNATURE_INTERFACE 0x00010003

// A provider, as the enumerations list it.
typedef struct _NCryptProviderName {
    LPWSTR pszName;
    LPWSTR pszComment;
} NCryptProviderName;

#endif
