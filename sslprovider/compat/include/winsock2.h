// winsock2.h: Linux' sockets under Windows' names, as the socket samples of SSPI use them.
//
// A SOCKET is a file descriptor.  Differs from Windows: SO_RCVTIMEO and SO_SNDTIMEO take a
// struct timeval; there are no WSAAsync*, WSAEvent* and overlapped functions.
#ifndef SECUR32_COMPAT_WINSOCK2_H
#define SECUR32_COMPAT_WINSOCK2_H

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <unistd.h>
#include <windows.h>

SECUR32_COMPAT_BEGIN

typedef UINT_PTR SOCKET;
#define INVALID_SOCKET ((SOCKET)(~0))
#define SOCKET_ERROR   (-1)

typedef struct sockaddr_in SOCKADDR_IN;
typedef struct sockaddr_in *PSOCKADDR_IN;
typedef struct sockaddr_in *LPSOCKADDR_IN;
typedef struct sockaddr SOCKADDR;
typedef struct sockaddr *PSOCKADDR;
typedef struct sockaddr *LPSOCKADDR;
typedef struct sockaddr_storage SOCKADDR_STORAGE;
typedef struct in_addr IN_ADDR;
typedef struct in_addr *PIN_ADDR;
typedef struct hostent HOSTENT;
typedef struct hostent *PHOSTENT;
typedef struct hostent *LPHOSTENT;
typedef struct linger LINGER;
typedef struct timeval TIMEVAL;
typedef HANDLE WSAEVENT;  // for structures that have one; nothing here makes any

#define SD_RECEIVE 0x00
#define SD_SEND    0x01
#define SD_BOTH    0x02

// ---- Starting and ending ------------------------------------------------------------------------

#define WSADESCRIPTION_LEN 256
#define WSASYS_STATUS_LEN  128

typedef struct WSAData {
    WORD wVersion;
    WORD wHighVersion;
    unsigned short iMaxSockets;
    unsigned short iMaxUdpDg;
    char *lpVendorInfo;
    char szDescription[WSADESCRIPTION_LEN + 1];
    char szSystemStatus[WSASYS_STATUS_LEN + 1];
} WSADATA, *LPWSADATA;

// Version 2.2, or the older one that is asked for.  0, WSAVERNOTSUPPORTED (below 1.0), WSAEFAULT.
int WINAPI WSAStartup(WORD wVersionRequested, LPWSADATA lpWSAData) SECUR32_COMPAT(WSAStartup);
// 0, or SOCKET_ERROR (WSANOTINITIALISED) without a WSAStartup before.
int WINAPI WSACleanup(void) SECUR32_COMPAT(WSACleanup);

// errno of the last function that failed, as Windows numbers it; 0 for 0, WSASYSCALLFAILURE for
// what Windows has no number for.
int WINAPI WSAGetLastError(void) SECUR32_COMPAT(WSAGetLastError);
void WINAPI WSASetLastError(int iError) SECUR32_COMPAT(WSASetLastError);

// 0, or SOCKET_ERROR.
int WINAPI closesocket(SOCKET s) SECUR32_COMPAT(closesocket);
// FIONBIO (*argp is 0 or 1), FIONREAD (out: octets).
int WINAPI ioctlsocket(SOCKET s, int cmd, u_long *argp) SECUR32_COMPAT(ioctlsocket);
#ifndef FIONREAD
#define FIONREAD 0x541B
#endif
#ifndef FIONBIO
#define FIONBIO 0x5421
#endif
#ifndef SIOCATMARK
#define SIOCATMARK 0x8905
#endif

// select(2).  Windows does not look at nfds, and programs pass 0: then FD_SETSIZE is taken.
extern int select(int nfds, fd_set *readfds, fd_set *writefds, fd_set *exceptfds,
                  struct timeval *timeout) SECUR32_COMPAT(select);

#ifdef __cplusplus
// Windows counts addresses with an int.
extern "C++" {
inline int accept(SOCKET s, struct sockaddr *addr, int *addrlen) {
    return ::accept((int)s, addr, (socklen_t *)addrlen);
}
inline int getsockname(SOCKET s, struct sockaddr *addr, int *addrlen) {
    return ::getsockname((int)s, addr, (socklen_t *)addrlen);
}
inline int getpeername(SOCKET s, struct sockaddr *addr, int *addrlen) {
    return ::getpeername((int)s, addr, (socklen_t *)addrlen);
}
inline ssize_t recvfrom(SOCKET s, void *buf, size_t len, int flags, struct sockaddr *addr,
                        int *addrlen) {
    return ::recvfrom((int)s, buf, len, flags, addr, (socklen_t *)addrlen);
}
inline int getsockopt(SOCKET s, int level, int name, void *value, int *size) {
    return ::getsockopt((int)s, level, name, value, (socklen_t *)size);
}
}
#endif

// ---- Errors -------------------------------------------------------------------------------------

#define WSABASEERR        10000
#define WSAEINTR          10004
#define WSAEBADF          10009
#define WSAEACCES         10013
#define WSAEFAULT         10014
#define WSAEINVAL         10022
#define WSAEMFILE         10024
#define WSAEWOULDBLOCK    10035
#define WSAEINPROGRESS    10036
#define WSAEALREADY       10037
#define WSAENOTSOCK       10038
#define WSAEDESTADDRREQ   10039
#define WSAEMSGSIZE       10040
#define WSAEPROTOTYPE     10041
#define WSAENOPROTOOPT    10042
#define WSAEPROTONOSUPPORT 10043
#define WSAEOPNOTSUPP     10045
#define WSAEAFNOSUPPORT   10047
#define WSAEADDRINUSE     10048
#define WSAEADDRNOTAVAIL  10049
#define WSAENETDOWN       10050
#define WSAENETUNREACH    10051
#define WSAECONNABORTED   10053
#define WSAECONNRESET     10054
#define WSAENOBUFS        10055
#define WSAEISCONN        10056
#define WSAENOTCONN       10057
#define WSAESHUTDOWN      10058
#define WSAETIMEDOUT      10060
#define WSAECONNREFUSED   10061
#define WSAEHOSTUNREACH   10065
#define WSAVERNOTSUPPORTED 10092
#define WSANOTINITIALISED 10093
#define WSASYSCALLFAILURE 10107

SECUR32_COMPAT_END

#endif
