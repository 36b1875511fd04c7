// ws2tcpip.h: names of addresses, under Windows' names.
#ifndef SECUR32_COMPAT_WS2TCPIP_H
#define SECUR32_COMPAT_WS2TCPIP_H

#include <winsock2.h>

SECUR32_COMPAT_BEGIN

// Differs from Windows: the order of its members is Linux', by names nothing changes.
typedef struct addrinfo ADDRINFOA;
typedef struct addrinfo *PADDRINFOA;
typedef struct sockaddr_in6 SOCKADDR_IN6;
typedef struct sockaddr_in6 *PSOCKADDR_IN6;
typedef struct sockaddr_in6 *LPSOCKADDR_IN6;
typedef struct in6_addr IN6_ADDR;
typedef struct in6_addr *PIN6_ADDR;
#ifndef UNICODE
typedef ADDRINFOA ADDRINFOT;
typedef ADDRINFOA *PADDRINFOT;
typedef ADDRINFOA ADDRINFO;
typedef ADDRINFOA *LPADDRINFO;
#define GetAddrInfo  GetAddrInfoA
#define FreeAddrInfo FreeAddrInfoA
#endif
#define GetAddrInfoA  getaddrinfo
#define FreeAddrInfoA freeaddrinfo
#define InetNtopA     inet_ntop
#define InetPtonA     inet_pton

SECUR32_COMPAT_END

#endif
