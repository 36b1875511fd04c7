// Sends back what TLS clients say, many of them at once: a coroutine for each over TlsStream.
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <iostream>

#include "samples/common/coroutines.h"
#include "samples/common/tls_credential.h"
#include "samples/common/tls_listener.h"
#include "samples/common/tls_report.h"
#include "samples/common/tls_stream.h"

namespace {
using namespace samples;
namespace asio = boost::asio;

struct Settings {
    std::string host = "127.0.0.1", port = "4715", connections = "0";
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

awaitable<error_code> echo(TlsStream& stream) {
    if (const error_code error = co_await stream.handshake()) co_return error;
    print_tls_report(std::cout, stream.context());
    print_peer_chain(std::cout, stream.context());
    std::string text;
    for (;;) {
        const error_code error = co_await stream.read(text);
        if (error == asio::error::eof) co_return co_await stream.close();
        if (error) co_return error;
        if (const error_code failed = co_await stream.write(text)) co_return failed;
        text.clear();
    }
}

awaitable<void> serve(tcp::socket socket, const TlsSetup& setup) {
    TlsStream stream(std::move(socket), setup);
    const error_code error = co_await echo(stream);
    std::cout << "client gone: " << (error ? error.message() : "all said") << std::endl;
}

}  // namespace

int main(int argc, char** argv) {
    Settings settings;
    const std::span<char*> arguments(argv, static_cast<std::size_t>(argc));
    const Parsed parsed = parse_options(arguments, "echoes over TLS", settings.options());
    if (parsed != Parsed::run) return parsed == Parsed::help ? kExitOk : kExitUsage;

    Credential credential;
    if (!acquire_tls_credential(Role::server, settings.tls, credential)) return kExitHandshake;
    TlsSetup setup;
    setup.role = Role::server;
    setup.credential = credential.get();
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
