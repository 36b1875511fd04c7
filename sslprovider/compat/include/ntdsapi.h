// ntdsapi.h: service principal names.  Nothing here asks a directory.
#ifndef SECUR32_COMPAT_NTDSAPI_H
#define SECUR32_COMPAT_NTDSAPI_H

#include <minwindef.h>

SECUR32_COMPAT_BEGIN

// class/instance, class/instance:port, and /service behind it when an instance is given: without
// InstanceName the service's name is the instance.  *pcSpnLength in characters with the NUL: in the
// capacity, out what was written or is needed.  Answers ERROR_SUCCESS, ERROR_BUFFER_OVERFLOW,
// ERROR_INVALID_PARAMETER (a name that is NULL, empty or has a slash; a buffer that is NULL with a
// length).  Referrer stands for the instance where the service's name is an IP address.
DWORD WINAPI DsMakeSpnA(LPCSTR ServiceClass, LPCSTR ServiceName, LPCSTR InstanceName,
                        USHORT InstancePort, LPCSTR Referrer, DWORD *pcSpnLength, LPSTR pszSpn)
    SECUR32_COMPAT(DsMakeSpnA);
DWORD WINAPI DsMakeSpnW(LPCWSTR ServiceClass, LPCWSTR ServiceName, LPCWSTR InstanceName,
                        USHORT InstancePort, LPCWSTR Referrer, DWORD *pcSpnLength, LPWSTR pszSpn)
    SECUR32_COMPAT(DsMakeSpnW);
#define DsMakeSpn SECUR32_AW(DsMakeSpn)

// class/name, for a service that has nothing but a host's name.  Errors as DsMakeSpn.
DWORD WINAPI DsClientMakeSpnForTargetServerA(LPCSTR ServiceClass, LPCSTR ServiceName,
                                             DWORD *pcSpnLength, LPSTR pszSpn)
    SECUR32_COMPAT(DsClientMakeSpnForTargetServerA);
DWORD WINAPI DsClientMakeSpnForTargetServerW(LPCWSTR ServiceClass, LPCWSTR ServiceName,
                                             DWORD *pcSpnLength, LPWSTR pszSpn)
    SECUR32_COMPAT(DsClientMakeSpnForTargetServerW);
#define DsClientMakeSpnForTargetServer SECUR32_AW(DsClientMakeSpnForTargetServer)

SECUR32_COMPAT_END

#endif
