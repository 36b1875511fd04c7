// TLS over a Boost.Asio socket, for coroutines: TlsChannel does the work, this moves the bytes.
//
//     TlsStream stream(std::move(socket), {Role::client, credential.get(), "www.example.com"});
//     if (error_code error = co_await stream.handshake()) ...
//     error = co_await stream.write("hello");
//     error = co_await stream.read(text);      // asio::error::eof: the peer has sent all
//     error = co_await stream.close();
//
// One operation at a time.  A failure of TLS is an error_code of tls_category(), whose values are
// SECURITY_STATUS; one of the network is the system's, as ever.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/system/error_code.hpp>
#include <string>
#include <string_view>

#include "samples/common/coroutines.h"
#include "samples/common/tls_channel.h"

namespace samples {

using boost::asio::awaitable;
using boost::asio::ip::tcp;
using boost::system::error_code;

const boost::system::error_category& tls_category();

class TlsStream {
 public:
    TlsStream(tcp::socket socket, TlsSetup setup)
        : socket_(std::move(socket)), channel_(std::move(setup)) {}

    awaitable<error_code> handshake();
    // Appends what comes next.  A connection that ends without the peer's close_notify may have
    // been cut by somebody else: that is SEC_E_INCOMPLETE_MESSAGE, not eof.
    awaitable<error_code> read(std::string& text);
    awaitable<error_code> write(std::string_view text);
    // Tells the peer that nothing more comes.  The peer may go on, and read() with it.
    awaitable<error_code> close();

    PCtxtHandle context() { return channel_.context(); }
    tcp::socket& socket() { return socket_; }

 private:
    awaitable<error_code> send();
    awaitable<error_code> receive();
    awaitable<error_code> send_for(SECURITY_STATUS status);

    tcp::socket socket_;
    TlsChannel channel_;
};

}  // namespace samples
