// How a connection begins: a client writes its ClientHello and learns by the ServerHello which machine
// goes on; a server learns it by the ClientHello.  Handshake::start_* (handshake.h) are here.
#pragma once

#include "sspi/schannel/handshake.h"

namespace secur32::schannel {

// Writes a ClientHello of handshake.offer's random, session id and key shares and sends it.  For the
// second one of TLS 1.3: cookie and the group of the one share come from the HelloRetryRequest.
struct SecondHello {
    std::optional<Bytes> cookie;
};
Status send_client_hello(Handshake& handshake, const SecondHello* second = nullptr);

// The machines.  Each takes the hello that led to it as its first event: Client12 and Client13
// server_hello (or hello_retry_request), Server12 and Server13 client_hello, parsed already, in
// handshake->server_hello or handshake->client_hello.
std::unique_ptr<Machine> make_client12(std::unique_ptr<Handshake> handshake);
std::unique_ptr<Machine> make_client13(std::unique_ptr<Handshake> handshake);
std::unique_ptr<Machine> make_server12(std::unique_ptr<Handshake> handshake);
std::unique_ptr<Machine> make_server13(std::unique_ptr<Handshake> handshake);

}  // namespace secur32::schannel
