// Fetches a page over TLS and prints it, after what was negotiated and the server's certificates.
// Not an HTTP client: GET with HTTP/1.1, no redirections, the answer as it came.
#include <boost/asio/connect.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <iostream>
#include <optional>

#include "samples/common/coroutines.h"
#include "samples/common/tls_credential.h"
#include "samples/common/tls_report.h"
#include "samples/common/tls_stream.h"

namespace {
using namespace samples;
namespace asio = boost::asio;

struct Settings {
    std::string url = "https://localhost:8443/", protocols = "http/1.1", address;
    TlsOptions tls;

    std::vector<Option> options() {
        std::vector<Option> rows = {
            {"--url", &url, "what to fetch: https://host[:port]/path"},
            {"--connect", &address, "an address, if not the URL's host"},
            {"--alpn", &protocols, "the application protocol to ask for; empty: none"}};
        const std::vector<Option> more = tls.options(Role::client);
        rows.insert(rows.end(), more.begin(), more.end());
        return rows;
    }
};

struct Url {
    std::string host, port = "443", path = "/";
};

std::optional<Url> parse_url(const std::string& text) {
    const std::string scheme = "https://";
    if (!text.starts_with(scheme)) return std::nullopt;
    const std::size_t slash = text.find('/', scheme.size());
    std::string authority = text.substr(scheme.size(), slash - scheme.size());
    Url url;
    if (slash != std::string::npos) url.path = text.substr(slash);
    const std::size_t colon = authority.find(':');
    if (colon != std::string::npos) url.port = authority.substr(colon + 1);
    url.host = authority.substr(0, colon);
    if (url.host.empty()) return std::nullopt;
    return url;
}

int report(const std::string& what, error_code error, int exit_code) {
    std::cerr << what << ": " << error.message() << '\n';
    return exit_code;
}

awaitable<int> get(TlsStream& stream, const Url& url) {
    if (const error_code error = co_await stream.handshake())
        co_return report("handshake", error, kExitHandshake);
    print_tls_report(std::cout, stream.context());
    print_peer_chain(std::cout, stream.context());
    const std::string request =
        "GET " + url.path + " HTTP/1.1\r\nHost: " + url.host + "\r\nConnection: close\r\n\r\n";
    if (const error_code error = co_await stream.write(request))
        co_return report("sending", error, kExitProtection);
    std::string page;
    error_code error;
    while (!error) error = co_await stream.read(page);
    std::cout << page << std::endl;
    // Only a server's close_notify says that the page is whole.
    if (error != asio::error::eof) co_return report("receiving", error, kExitProtection);
    co_await stream.close();
    co_return page.starts_with("HTTP/1.1 200 ") ? kExitOk : kExitProtection;
}

}  // namespace

int main(int argc, char** argv) {
    Settings settings;
    const std::span<char*> arguments(argv, static_cast<std::size_t>(argc));
    const Parsed parsed = parse_options(arguments, "fetches a page over TLS", settings.options());
    if (parsed != Parsed::run) return parsed == Parsed::help ? kExitOk : kExitUsage;
    const std::optional<Url> url = parse_url(settings.url);
    if (!url) return std::cerr << settings.url << ": no https URL\n", kExitUsage;

    Credential credential;
    if (!acquire_tls_credential(Role::client, settings.tls, credential)) return kExitHandshake;
    TlsSetup setup;
    setup.credential = credential.get();
    setup.server_name = url->host;
    if (!settings.protocols.empty()) setup.protocols = {settings.protocols};

    asio::io_context io;
    tcp::socket socket(io);
    error_code error;
    const std::string& host = settings.address.empty() ? url->host : settings.address;
    const auto found = tcp::resolver(io).resolve(host, url->port, error);
    if (!error) asio::connect(socket, found, error);
    if (error) return report(host, error, kExitNetwork);
    TlsStream stream(std::move(socket), setup);
    int outcome = kExitProtection;
    asio::co_spawn(io, get(stream, *url),
                   [&](std::exception_ptr, int result) { outcome = result; });
    io.run();
    return outcome;
}
