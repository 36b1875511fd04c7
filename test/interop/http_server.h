// A small HTTP/1.1 server that lets in who authenticates with "Authorization: NTLM" (MS-NTHT 3.1),
// connection by connection: what a server program would do with an acceptor.  For tests only.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <mutex>
#include <string>
#include <thread>

#include "test/interop/party.h"

namespace interop {

class HttpServer {
 public:
    // Listens on a port of 127.0.0.1 that the system chooses; one `make` for each connection.
    explicit HttpServer(MakeParty make);
    HttpServer(const HttpServer&) = delete;
    HttpServer& operator=(const HttpServer&) = delete;
    ~HttpServer();

    std::string url(const std::string& path) const;
    unsigned connections() const;
    // How the last handshake leg ended.
    Leg last_leg() const;

 private:
    struct Connection;
    struct HttpRequest;
    void accept_loop();
    void serve(Connection& connection);
    std::string answer(Connection& connection, const HttpRequest& request);
    std::string authenticate(Connection& connection, const std::string& token);

    MakeParty make_;
    boost::asio::io_context io_;
    boost::asio::ip::tcp::acceptor acceptor_;
    mutable std::mutex mutex_;
    Leg last_leg_;
    unsigned connections_ = 0;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace interop
