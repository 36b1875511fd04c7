// Non-blocking sockets and poll(2).
#include "sslprovider/x509/tcp_stream.h"

#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>

#include "sslprovider/base/trace.h"

namespace secur32::x509 {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

Status failed(std::string_view reason) { return trace::because(Status::target_unknown, reason); }

// Of these many addresses each gets an equal share of what is left.
Deadline share_of(Deadline deadline, std::size_t addresses) {
    const auto now = steady_clock::now();
    return deadline <= now ? now : now + (deadline - now) / static_cast<long>(addresses);
}

}  // namespace

TcpStream::~TcpStream() {
    if (socket_ >= 0) ::close(socket_);
}

Status TcpStream::wait_for(short events, Deadline deadline) const {
    for (;;) {
        const auto left = std::chrono::ceil<milliseconds>(deadline - steady_clock::now());
        if (left.count() <= 0) return failed("x509: the server does not answer in time");
        pollfd polled{socket_, events, 0};
        const int timeout = static_cast<int>(std::min<milliseconds::rep>(left.count(), 60'000));
        const int ready = ::poll(&polled, 1, timeout);
        if (ready > 0) return Status::ok;
        if (ready < 0 && errno != EINTR) return failed("x509: poll fails");
    }
}

Status TcpStream::connect_to(const addrinfo& address, Deadline deadline) {
    if (socket_ >= 0) ::close(socket_);
    socket_ = ::socket(address.ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (socket_ < 0) return failed("x509: no socket");
    if (::connect(socket_, address.ai_addr, address.ai_addrlen) == 0) return Status::ok;
    if (errno != EINPROGRESS) return failed("x509: no connection to the server");
    TRY(wait_for(POLLOUT, deadline));
    int error = 0;
    socklen_t size = sizeof error;
    if (::getsockopt(socket_, SOL_SOCKET, SO_ERROR, &error, &size) != 0 || error != 0)
        return failed("x509: no connection to the server");
    return Status::ok;
}

Status TcpStream::connect(const std::string& host, const std::string& port) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    if (::getaddrinfo(host.c_str(), port.c_str(), &hints, &found) != 0)
        return trace::because(Status::target_unknown, "x509: no such host", host);
    const std::unique_ptr<addrinfo, void (*)(addrinfo*)> addresses(found, ::freeaddrinfo);
    std::size_t left = 0;
    for (const addrinfo* at = found; at != nullptr; at = at->ai_next) ++left;
    Status why = Status::target_unknown;
    for (const addrinfo* at = found; at != nullptr; at = at->ai_next) {
        why = connect_to(*at, share_of(deadline_, left--));
        if (why == Status::ok) break;
    }
    return why;
}

Status TcpStream::send(std::string_view text) {
    while (!text.empty()) {
        const ssize_t sent = ::send(socket_, text.data(), text.size(), MSG_NOSIGNAL);
        if (sent > 0) {
            text.remove_prefix(static_cast<std::size_t>(sent));
            continue;
        }
        if (errno != EAGAIN && errno != EINTR) return failed("x509: the server hangs up");
        TRY(wait_for(POLLOUT, deadline_));
    }
    return Status::ok;
}

Result<bool> TcpStream::receive(std::string& to) {
    std::array<char, 16 * 1024> part;
    for (;;) {
        // Before reading too: what comes without a pause must end as well.
        TRY(wait_for(POLLIN, deadline_));
        const ssize_t got = ::recv(socket_, part.data(), part.size(), 0);
        if (got > 0) to.append(part.data(), static_cast<std::size_t>(got));
        if (got >= 0) return got > 0;
        if (errno != EAGAIN && errno != EINTR) return failed("x509: the connection breaks");
    }
}

}  // namespace secur32::x509
