// Sockets, one thread for each connection.
#include "test/support/revocation_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <stdexcept>

namespace secur32::test {
namespace {

using std::chrono::milliseconds;

int listen_here(unsigned& port) {
    const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (listener < 0 || ::bind(listener, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
        ::listen(listener, 64) != 0 ||
        ::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size) != 0)
        throw std::runtime_error("no socket to listen on");
    port = ntohs(address.sin_port);
    return listener;
}

bool readable(int socket, milliseconds time) {
    pollfd polled{socket, POLLIN, 0};
    return ::poll(&polled, 1, static_cast<int>(time.count())) > 0;
}

std::size_t announced(const std::string& head) {
    const std::string field = "Content-Length: ";
    const auto at = head.find(field);
    return at == std::string::npos ? 0
                                   : std::strtoul(head.c_str() + at + field.size(), nullptr, 10);
}

std::string ok_head(std::size_t size) {
    return "HTTP/1.0 200 OK\r\nContent-Type: application/octet-stream\r\nContent-Length: " +
           std::to_string(size) + "\r\n\r\n";
}

}  // namespace

void RevocationServer::Exchange::send(const std::string& text) const {
    for (std::size_t at = 0; at < text.size();) {
        const ssize_t sent =
            ::send(socket, text.data() + at, text.size() - at, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent > 0) at += static_cast<std::size_t>(sent);
        if (sent < 0 && (errno != EAGAIN || !alive())) return;
        if (sent < 0) sleep(milliseconds(1));
    }
}

bool RevocationServer::Exchange::alive() const {
    if (server->stopping_) return false;
    char one;
    return ::recv(socket, &one, 1, MSG_PEEK | MSG_DONTWAIT) != 0;
}

void RevocationServer::Exchange::sleep(milliseconds time) const {
    const auto end = std::chrono::steady_clock::now() + time;
    while (alive() && std::chrono::steady_clock::now() < end)
        std::this_thread::sleep_for(milliseconds(1));
}

RevocationServer::RevocationServer() : listener_(listen_here(port_)) {
    // The tests' server is asked directly.
    ::unsetenv("http_proxy");
    acceptor_ = std::thread([this] { accept_loop(); });
}

RevocationServer::~RevocationServer() {
    stopping_ = true;
    acceptor_.join();
    for (std::thread& connection : connections_) connection.join();
    ::close(listener_);
}

std::string RevocationServer::url(const std::string& path) const {
    return "http://127.0.0.1:" + std::to_string(port_) + path;
}

void RevocationServer::serve(const std::string& path, const Buffer& octets) {
    serve(path, [text = http_ok(octets)](const Exchange& exchange) { exchange.send(text); });
}

void RevocationServer::serve(const std::string& path, Answer answer) {
    const std::lock_guard lock(mutex_);
    answers_[path] = std::move(answer);
}

unsigned RevocationServer::requests(const std::string& path) const {
    const std::lock_guard lock(mutex_);
    const auto found = requests_.find(path);
    return found == requests_.end() ? 0 : found->second;
}

void RevocationServer::accept_loop() {
    while (!stopping_) {
        if (!readable(listener_, milliseconds(20))) continue;
        const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (socket >= 0) connections_.emplace_back([this, socket] { handle(socket); });
    }
}

void RevocationServer::handle(int socket) {
    Exchange exchange{socket, {}, {}, this};
    std::string got;
    std::size_t end = std::string::npos;
    while (!stopping_ &&
           (end == std::string::npos || got.size() < end + 4 + announced(got.substr(0, end)))) {
        if (!readable(socket, milliseconds(20))) continue;
        char part[4096];
        const ssize_t size = ::recv(socket, part, sizeof part, 0);
        if (size <= 0) break;
        got.append(part, static_cast<std::size_t>(size));
        end = got.find("\r\n\r\n");
    }
    if (end != std::string::npos) {
        exchange.head = got.substr(0, end);
        exchange.body = got.substr(end + 4);
        const auto from = got.find(' ') + 1;
        const std::string path = got.substr(from, got.find(' ', from) - from);
        Answer answer = [](const Exchange& e) {
            e.send("HTTP/1.0 404 Not Found\r\nContent-Length: 0\r\n\r\n");
        };
        {
            const std::lock_guard lock(mutex_);
            ++requests_[path];
            if (const auto found = answers_.find(path); found != answers_.end())
                answer = found->second;
        }
        answer(exchange);
    }
    ::close(socket);
}

std::string http_ok(const Buffer& octets) {
    return ok_head(octets.size()) + std::string(octets.begin(), octets.end());
}

std::vector<Misbehaviour> misbehaviours(const std::string& url) {
    using Exchange = RevocationServer::Exchange;
    const auto says = [](std::string text) {
        return [text = std::move(text)](const Exchange& e) { e.send(text); };
    };
    const std::string none = "\r\n\r\n";
    return {
        {"never answers", [](const Exchange& e) { e.sleep(std::chrono::hours(1)); }},
        {"hangs up", [](const Exchange&) {}},
        {"dribbles its header",
         [](const Exchange& e) {
             for (const char c : std::string("HTTP/1.0 200 OK\r\nX: ") + std::string(9999, 'x')) {
                 if (!e.alive()) return;
                 e.send(std::string(1, c));
                 e.sleep(milliseconds(50));
             }
         }},
        {"dribbles its body",
         [](const Exchange& e) {
             e.send(ok_head(1'000'000));
             while (e.alive()) {
                 e.send("0");
                 e.sleep(milliseconds(50));
             }
         }},
        {"sends a body without end",
         [](const Exchange& e) {
             e.send(
                 "HTTP/1.0 200 OK"
                 "\r\n\r\n");
             const std::string part(65536, '0');
             while (e.alive()) e.send(part);
         }},
        {"sends a header without end",
         [](const Exchange& e) {
             e.send("HTTP/1.0 200 OK\r\n");
             while (e.alive()) e.send("X-Field: " + std::string(1000, 'x') + "\r\n");
         }},
        {"announces more than it sends", says(ok_head(100) + "0123")},
        {"announces more than anybody takes", says(ok_head(std::size_t{1} << 40))},
        {"announces no number", says("HTTP/1.0 200 OK\r\nContent-Length: -1" + none)},
        {"redirects to itself", says("HTTP/1.0 302 Found\r\nLocation: " + url + none)},
        {"redirects to a file", says("HTTP/1.0 302 Found\r\nLocation: file:///etc/passwd" + none)},
        {"redirects nowhere", says("HTTP/1.0 302 Found" + none)},
        {"does not find it", says("HTTP/1.0 404 Not Found" + none)},
        {"fails", says("HTTP/1.0 500 Internal Server Error" + none)},
        {"sends garbage for a body", says(ok_head(9) + "not DER!!")},
        {"sends an empty body", says(ok_head(0))},
        {"sends chunks",
         says("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked" + none + "1\r\n0\r\n")},
        {"speaks no HTTP", says("220 mail.example ESMTP\r\n" + none)},
    };
}

std::string dead_url() {
    unsigned port = 0;
    ::close(listen_here(port));
    return "http://127.0.0.1:" + std::to_string(port) + "/nobody";
}

}  // namespace secur32::test
