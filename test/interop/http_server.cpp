// The server of http_server.h: blocking, one connection at a time, no more of HTTP than a client
// with NTLM needs (Content-Length bodies, connections that stay open).
#include "test/interop/http_server.h"

#include <boost/asio/buffer.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <sstream>

#include "test/interop/base64.h"

namespace interop {

namespace asio = boost::asio;
using asio::ip::tcp;

struct HttpServer::HttpRequest {
    std::string method, token;  // the token is in base64; empty without Authorization: NTLM
    std::size_t body_length = 0;
};

// NTLM authenticates a connection: what follows on it needs no token.
struct HttpServer::Connection {
    tcp::socket socket;
    std::string unread;
    PartyPtr acceptor;
    std::string user;
};

namespace {

std::string response(const std::string& status, const std::string& header,
                     const std::string& body) {
    return "HTTP/1.1 " + status + "\r\n" + header +
           "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

std::string unauthorized(const std::string& token) {
    const std::string separator = token.empty() ? "" : " ";
    return response("401 Unauthorized", "WWW-Authenticate: NTLM" + separator + token + "\r\n", "");
}

}  // namespace

HttpServer::HttpServer(MakeParty make)
    : make_(make), acceptor_(io_, tcp::endpoint(asio::ip::address_v4::loopback(), 0)) {
    thread_ = std::thread([this] { accept_loop(); });
}

HttpServer::~HttpServer() {
    {
        const std::lock_guard<std::mutex> lock(mutex_);
        stopping_ = true;
    }
    boost::system::error_code ignored;
    tcp::socket waker(io_);  // ends the blocking accept
    waker.connect(acceptor_.local_endpoint(), ignored);
    thread_.join();
}

std::string HttpServer::url(const std::string& path) const {
    return "http://127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port()) + path;
}

unsigned HttpServer::connections() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return connections_;
}

Leg HttpServer::last_leg() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return last_leg_;
}

void HttpServer::accept_loop() {
    for (;;) {
        boost::system::error_code error;
        Connection connection{tcp::socket(io_), {}, nullptr, {}};
        acceptor_.accept(connection.socket, error);
        {
            const std::lock_guard<std::mutex> lock(mutex_);
            if (error || stopping_) return;
            ++connections_;
        }
        serve(connection);
    }
}

void HttpServer::serve(Connection& connection) {
    auto buffer = asio::dynamic_buffer(connection.unread);
    for (;;) {
        boost::system::error_code error;
        const std::size_t head = asio::read_until(connection.socket, buffer, "\r\n\r\n", error);
        if (error) return;
        std::istringstream lines(connection.unread.substr(0, head));
        buffer.consume(head);
        HttpRequest request;
        lines >> request.method;
        for (std::string line; std::getline(lines, line);) {
            if (!line.empty() && line.back() == '\r') line.pop_back();
            if (line.rfind("Authorization: NTLM ", 0) == 0) request.token = line.substr(20);
            if (line.rfind("Content-Length: ", 0) == 0)
                request.body_length = std::stoul(line.substr(16));
        }
        if (request.body_length > buffer.size())
            asio::read(connection.socket, buffer,
                       asio::transfer_exactly(request.body_length - buffer.size()), error);
        if (error) return;
        buffer.consume(request.body_length);
        asio::write(connection.socket, asio::buffer(answer(connection, request)), error);
        if (error) return;
    }
}

std::string HttpServer::answer(Connection& connection, const HttpRequest& request) {
    if (!request.token.empty()) {
        const std::string refusal = authenticate(connection, request.token);
        if (!refusal.empty()) return refusal;
    }
    if (connection.user.empty()) return unauthorized("");
    return response("200 OK", "",
                    request.method + " by " + connection.user + " with " +
                        std::to_string(request.body_length) + " bytes\n");
}

// Empty when the connection is authenticated by now.
std::string HttpServer::authenticate(Connection& connection, const std::string& token) {
    if (connection.acceptor == nullptr) connection.acceptor = make_(Request{});
    const Leg leg = connection.acceptor->step(from_base64(token).value_or(Bytes{}));
    {
        const std::lock_guard<std::mutex> lock(mutex_);
        last_leg_ = leg;
    }
    if (leg.state == State::more) return unauthorized(base64_of(leg.token));
    if (leg.state == State::done) connection.user = connection.acceptor->user();
    connection.acceptor.reset();
    return leg.state == State::done ? "" : unauthorized("");
}

}  // namespace interop
