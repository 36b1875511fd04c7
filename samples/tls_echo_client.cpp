// Talks to tls_echo_server, or to any TLS server that answers in kind: sends a text, waits until as
// much has come back, compares, and says goodbye.
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <iostream>

#include "samples/common/coroutines.h"
#include "samples/common/tls_credential.h"
#include "samples/common/tls_report.h"
#include "samples/common/tls_stream.h"

namespace {
using namespace samples;
namespace asio = boost::asio;

struct Settings {
    std::string host = "localhost", port = "4715", name, text = "hello", bytes = "0";
    TlsOptions tls;

    std::vector<Option> options() {
        std::vector<Option> rows = {{"--host", &host, "where the server listens"},
                                    {"--port", &port, "and on which port"},
                                    {"--name", &name, "the server's name, if not --host"},
                                    {"--text", &text, "what to say"},
                                    {"--bytes", &bytes, "say it until it is so long"}};
        const std::vector<Option> more = tls.options(Role::client);
        rows.insert(rows.end(), more.begin(), more.end());
        return rows;
    }
    std::string message() const {
        std::string whole = text;
        while (!text.empty() && whole.size() < std::stoul(bytes)) whole += text;
        return whole;
    }
};

int report(const char* what, error_code error, int exit_code) {
    std::cerr << what << ": " << error.message() << '\n';
    return exit_code;
}

awaitable<int> talk(TlsStream& stream, std::string message) {
    if (const error_code error = co_await stream.handshake())
        co_return report("handshake", error, kExitHandshake);
    print_tls_report(std::cout, stream.context());
    print_peer_chain(std::cout, stream.context());
    if (const error_code error = co_await stream.write(message))
        co_return report("sending", error, kExitProtection);
    std::string echo;
    while (echo.size() < message.size())
        if (const error_code error = co_await stream.read(echo))
            co_return report("receiving", error, kExitProtection);
    if (const error_code error = co_await stream.close())
        co_return report("closing", error, kExitProtection);
    std::cout << "echo: " << echo.size() << " bytes, " << (echo == message ? "the same" : "others")
              << std::endl;
    co_return echo == message ? kExitOk : kExitProtection;
}

}  // namespace

int main(int argc, char** argv) {
    Settings settings;
    const std::span<char*> arguments(argv, static_cast<std::size_t>(argc));
    const Parsed parsed = parse_options(arguments, "says something over TLS", settings.options());
    if (parsed != Parsed::run) return parsed == Parsed::help ? kExitOk : kExitUsage;

    Credential credential;
    if (!acquire_tls_credential(Role::client, settings.tls, credential)) return kExitHandshake;
    TlsSetup setup;
    setup.credential = credential.get();
    setup.server_name = settings.name.empty() ? settings.host : settings.name;

    asio::io_context io;
    tcp::socket socket(io);
    error_code error;
    const auto found = tcp::resolver(io).resolve(settings.host, settings.port, error);
    if (!error) asio::connect(socket, found, error);
    if (error) return report(settings.host.c_str(), error, kExitNetwork);
    TlsStream stream(std::move(socket), setup);
    int outcome = kExitProtection;
    asio::co_spawn(io, talk(stream, settings.message()),
                   [&](std::exception_ptr, int result) { outcome = result; });
    io.run();
    return outcome;
}
