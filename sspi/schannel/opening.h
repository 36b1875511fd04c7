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
// Fills offer.extensions; Sources::extension_order(1) may say which and in which order.
Status send_client_hello(Handshake& handshake, const SecondHello* second = nullptr);
// What a first ClientHello needs: random, session id, key share, protocols, the server's name.
// algorithm_mismatch when the terms leave nothing to offer.
Status make_client_offer(Handshake& handshake);

// Into client_hello_octets and client_hello.  For the second ClientHello of TLS 1.3, and for those of
// renegotiations: the first one is parsed before its machine is made.
Status parse_client_hello(Handshake& handshake, Bytes body);
// Keeps those that the caller subscribed to.  A first ClientHello's are kept already.
void note_subscribed_extensions(Handshake& handshake, std::uint8_t handshake_type,
                                const Extensions& extensions);

// The machines.  Each takes the hello that led to it as its first event, parsed and judged for what
// all versions have in common: Client12 and Client13 server_hello, or hello_retry_request, in
// handshake->server_hello (the ServerHello behind a HelloRetryRequest comes so, too), Server12 and
// Server13 client_hello, in handshake->client_hello.
std::unique_ptr<Machine> make_client12(std::unique_ptr<Handshake> handshake);
std::unique_ptr<Machine> make_client13(std::unique_ptr<Handshake> handshake);
std::unique_ptr<Machine> make_server12(std::unique_ptr<Handshake> handshake);
std::unique_ptr<Machine> make_server13(std::unique_ptr<Handshake> handshake);

}  // namespace secur32::schannel
