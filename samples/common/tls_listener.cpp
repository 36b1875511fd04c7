// Listening and accepting behind tls_listener.h.
#include "samples/common/tls_listener.h"

#include <iostream>

namespace samples {

namespace asio = boost::asio;
using asio::ip::tcp;

bool listen(tcp::acceptor& acceptor, const std::string& host, const std::string& port) {
    boost::system::error_code error;
    tcp::resolver resolver(acceptor.get_executor());
    const auto found = resolver.resolve(host, port, tcp::resolver::passive, error);
    if (!error) acceptor.open(found.begin()->endpoint().protocol(), error);
    if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) acceptor.bind(found.begin()->endpoint(), error);
    if (!error) acceptor.listen(tcp::acceptor::max_listen_connections, error);
    if (error) return std::cerr << host << ':' << port << ": " << error.message() << '\n', false;
    std::cout << "listening on port " << acceptor.local_endpoint().port() << " for TLS"
              << std::endl;
    return true;
}

asio::awaitable<void> accept_clients(tcp::acceptor& acceptor, std::size_t limit,
                                     std::function<asio::awaitable<void>(tcp::socket)> serve) {
    for (std::size_t count = 0; limit == 0 || count < limit; ++count) {
        boost::system::error_code error;
        tcp::socket socket =
            co_await acceptor.async_accept(asio::redirect_error(asio::use_awaitable, error));
        if (error) {
            std::cerr << "accept: " << error.message() << '\n';
            co_return;
        }
        asio::co_spawn(acceptor.get_executor(), serve(std::move(socket)), asio::detached);
    }
    acceptor.close();
}

}  // namespace samples
