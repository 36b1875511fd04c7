// What the TLS servers have in common before TLS: an address to listen on, and a coroutine for each
// client.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <functional>
#include <string>

#include "samples/common/coroutines.h"

namespace samples {

// False when it cannot; the reason is printed.  Prints "listening on port N ...".
bool listen(boost::asio::ip::tcp::acceptor& acceptor, const std::string& host,
            const std::string& port);

// Starts `serve` for each client and waits for none of them; ends after `limit`, 0: never.
boost::asio::awaitable<void> accept_clients(
    boost::asio::ip::tcp::acceptor& acceptor, std::size_t limit,
    std::function<boost::asio::awaitable<void>(boost::asio::ip::tcp::socket)> serve);

}  // namespace samples
