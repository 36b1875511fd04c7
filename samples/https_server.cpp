// Answers GET over TLS with a page that says how the client came in: HTTP/1.1, the connection is
// kept while the client likes.  A coroutine for each client over TlsStream.
// Not an HTTP server: no bodies in requests, no other methods, one page.
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <iostream>
#include <sstream>

#include "samples/common/coroutines.h"
#include "samples/common/tls_credential.h"
#include "samples/common/tls_listener.h"
#include "samples/common/tls_report.h"
#include "samples/common/tls_stream.h"

namespace {
using namespace samples;
namespace asio = boost::asio;

constexpr std::size_t kLongestRequest = 64 * 1024;

struct Settings {
    std::string host = "127.0.0.1", port = "8443", connections = "0";
    TlsOptions tls;

    std::vector<Option> options() {
        std::vector<Option> rows = {
            {"--host", &host, "the address to listen on"},
            {"--port", &port, "and the port; 0 lets the system choose"},
            {"--connections", &connections, "exit after so many clients; 0: never"}};
        const std::vector<Option> more = tls.options(Role::server);
        rows.insert(rows.end(), more.begin(), more.end());
        return rows;
    }
};

std::string page(PCtxtHandle context) {
    std::ostringstream text;
    text << "<!DOCTYPE html>\n<title>https_server</title>\n<p>Hello over Schannel</p>\n<pre>\n";
    print_tls_report(text, context);
    print_peer_chain(text, context);
    text << "</pre>\n";
    return text.str();
}

std::string response(const char* status, const std::string& body, bool keep) {
    std::ostringstream text;
    text << "HTTP/1.1 " << status << "\r\nContent-Type: text/html; charset=utf-8\r\n"
         << "Content-Length: " << body.size() << "\r\n"
         << "Strict-Transport-Security: max-age=31536000\r\n"
         << "Content-Security-Policy: default-src 'none'\r\nX-Content-Type-Options: nosniff\r\n"
         << (keep ? "" : "Connection: close\r\n") << "\r\n"
         << body;
    return text.str();
}

// One request, up to the empty line; what is behind it stays in `received`.
awaitable<error_code> read_request(TlsStream& stream, std::string& received, std::string& request) {
    std::size_t end = 0;
    while ((end = received.find("\r\n\r\n")) == std::string::npos) {
        if (received.size() > kLongestRequest) co_return asio::error::message_size;
        if (const error_code error = co_await stream.read(received)) co_return error;
    }
    request = received.substr(0, end + 2);
    received.erase(0, end + 4);
    co_return error_code();
}

awaitable<error_code> answer(TlsStream& stream) {
    if (const error_code error = co_await stream.handshake()) co_return error;
    print_tls_report(std::cout, stream.context());
    std::string received, request;
    for (;;) {
        const error_code error = co_await read_request(stream, received, request);
        if (error == asio::error::eof) co_return co_await stream.close();
        if (error) co_return error;
        const bool known = request.starts_with("GET ");
        const bool keep = known && request.find("Connection: close\r\n") == std::string::npos;
        std::cout << request.substr(0, request.find("\r\n")) << std::endl;
        const std::string text = known ? response("200 OK", page(stream.context()), keep)
                                       : response("501 Not Implemented", "Only GET.\n", keep);
        if (const error_code failed = co_await stream.write(text)) co_return failed;
        if (!keep) co_return co_await stream.close();
    }
}

awaitable<void> serve(tcp::socket socket, const TlsSetup& setup) {
    TlsStream stream(std::move(socket), setup);
    if (const error_code error = co_await answer(stream))
        std::cout << "client gone: " << error.message() << std::endl;
}

}  // namespace

int main(int argc, char** argv) {
    Settings settings;
    const std::span<char*> arguments(argv, static_cast<std::size_t>(argc));
    const Parsed parsed = parse_options(arguments, "answers GET over TLS", settings.options());
    if (parsed != Parsed::run) return parsed == Parsed::help ? kExitOk : kExitUsage;

    Credential credential;
    if (!acquire_tls_credential(Role::server, settings.tls, credential)) return kExitHandshake;
    TlsSetup setup;
    setup.role = Role::server;
    setup.credential = credential.get();
    setup.protocols = {"http/1.1"};
    setup.ask_for_certificate = !settings.tls.authorities.empty();

    asio::io_context io;
    tcp::acceptor acceptor(io);
    if (!listen(acceptor, settings.host, settings.port)) return kExitNetwork;
    asio::co_spawn(io,
                   accept_clients(acceptor, std::stoul(settings.connections),
                                  [&](tcp::socket s) { return serve(std::move(s), setup); }),
                   asio::detached);
    io.run();
    return kExitOk;
}
