// What winsock2.h has beyond Linux' own sockets.
#include <errno.h>
#include <sys/ioctl.h>
#include <winsock2.h>

#include <atomic>

#include "sslprovider/compat/libc.h"

namespace {

std::atomic<int> started{0};

struct Code {
    int error;
    int number;
};
constexpr Code kCodes[] = {
    {0, 0},
    {EINTR, WSAEINTR},
    {EBADF, WSAENOTSOCK},  // Windows has no other descriptors
    {EACCES, WSAEACCES},
    {EFAULT, WSAEFAULT},
    {EINVAL, WSAEINVAL},
    {EMFILE, WSAEMFILE},
    {EAGAIN, WSAEWOULDBLOCK},
    {EINPROGRESS, WSAEWOULDBLOCK},  // what connect answers on a socket that does not block
    {EALREADY, WSAEALREADY},
    {ENOTSOCK, WSAENOTSOCK},
    {EDESTADDRREQ, WSAEDESTADDRREQ},
    {EMSGSIZE, WSAEMSGSIZE},
    {EPROTOTYPE, WSAEPROTOTYPE},
    {ENOPROTOOPT, WSAENOPROTOOPT},
    {EPROTONOSUPPORT, WSAEPROTONOSUPPORT},
    {EOPNOTSUPP, WSAEOPNOTSUPP},
    {EAFNOSUPPORT, WSAEAFNOSUPPORT},
    {EADDRINUSE, WSAEADDRINUSE},
    {EADDRNOTAVAIL, WSAEADDRNOTAVAIL},
    {ENETDOWN, WSAENETDOWN},
    {ENETUNREACH, WSAENETUNREACH},
    {ECONNABORTED, WSAECONNABORTED},
    {ECONNRESET, WSAECONNRESET},
    {EPIPE, WSAECONNRESET},
    {ENOBUFS, WSAENOBUFS},
    {ENOMEM, WSAENOBUFS},
    {EISCONN, WSAEISCONN},
    {ENOTCONN, WSAENOTCONN},
    {ESHUTDOWN, WSAESHUTDOWN},
    {ETIMEDOUT, WSAETIMEDOUT},
    {ECONNREFUSED, WSAECONNREFUSED},
    {EHOSTUNREACH, WSAEHOSTUNREACH},
};

// Numbers that no errno stands for: beyond those of the system.
constexpr int kForeign = 0x10000;

}  // namespace

extern "C" {

int WINAPI WSAStartup(WORD wVersionRequested, LPWSADATA lpWSAData) {
    if (lpWSAData == nullptr) return WSAEFAULT;
    const int major = LOBYTE(wVersionRequested), minor = HIBYTE(wVersionRequested);
    if (major < 1) return WSAVERNOTSUPPORTED;
    const bool newer = major > 2 || (major == 2 && minor > 2);
    *lpWSAData = {};
    lpWSAData->wVersion = newer ? MAKEWORD(2, 2) : wVersionRequested;
    lpWSAData->wHighVersion = MAKEWORD(2, 2);
    strcpy_s(lpWSAData->szDescription, sizeof lpWSAData->szDescription, "Linux sockets");
    strcpy_s(lpWSAData->szSystemStatus, sizeof lpWSAData->szSystemStatus, "Running");
    ++started;
    return 0;
}

int WINAPI WSACleanup(void) {
    int count = started.load();
    while (count > 0 && !started.compare_exchange_weak(count, count - 1)) continue;
    if (count > 0) return 0;
    WSASetLastError(WSANOTINITIALISED);
    return SOCKET_ERROR;
}

int WINAPI WSAGetLastError(void) {
    if (errno >= kForeign) return errno - kForeign;
    for (const Code& row : kCodes) {
        if (row.error == errno) return row.number;
    }
    return WSASYSCALLFAILURE;
}

void WINAPI WSASetLastError(int iError) {
    for (const Code& row : kCodes) {
        if (row.number != iError) continue;
        errno = row.error;
        return;
    }
    errno = kForeign + iError;
}

int WINAPI closesocket(SOCKET s) { return close(static_cast<int>(s)); }

int WINAPI ioctlsocket(SOCKET s, int cmd, u_long* argp) {
    if (argp == nullptr) {
        errno = EFAULT;
        return SOCKET_ERROR;
    }
    // Linux takes an int where Windows takes an unsigned long of the same 32 bits.
    int value = static_cast<int>(*argp);
    if (ioctl(static_cast<int>(s), static_cast<unsigned long>(cmd), &value) != 0)
        return SOCKET_ERROR;
    if (cmd != FIONBIO) *argp = static_cast<u_long>(value);
    return 0;
}

int select(int nfds, fd_set* readfds, fd_set* writefds, fd_set* exceptfds, timeval* timeout) {
    return libc_select(nfds == 0 ? FD_SETSIZE : nfds, readfds, writefds, exceptfds, timeout);
}

}  // extern "C"
