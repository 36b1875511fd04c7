// This library's end of a connection of the matrix: Schannel over a plain blocking socket, with the
// samples' TlsChannel between them, which is tested here too.
#pragma once

#include <optional>
#include <string>

#include "samples/common/tls_channel.h"
#include "test/interop/tls/cells.h"

namespace interop::tls {

// Of Schannel, for one cell: its certificates, and a policy with nothing but what the cell names.
// The policy is this process's environment for a moment: one at a time.
bool acquire(const Cell& cell, const std::string& pki, samples::Credential& credential);

class OurEnd {
 public:
    // Owns the socket.
    OurEnd(int socket, const Cell& cell, PCredHandle credential);
    OurEnd(const OurEnd&) = delete;
    OurEnd& operator=(const OurEnd&) = delete;
    ~OurEnd();

    // False: why() says what failed.
    bool handshake();
    bool send(const std::string& text);
    // Until there is as much as `count`, or the peer has sent all with `count` 0.
    bool receive(std::string& text, std::size_t count);
    bool receive_all(std::string& text) { return receive(text, 0); }
    bool close();
    // What the context says was agreed on, against the cell.
    bool agrees();
    const std::string& why() const { return why_; }

 private:
    bool fails(const std::string& what, SECURITY_STATUS status = SEC_E_OK);
    bool fill();
    bool flush();
    bool agrees_on_certificate();

    int socket_;
    const Cell& cell_;
    samples::TlsChannel channel_;
    std::string why_;
};

// Sockets of 127.0.0.1 that give up after some seconds; -1 when they cannot be had.
int listen_on_loopback(int& port);
int accept_one(int listener);
// Tries again while nobody listens.
int connect_to(int port);
int free_port();

}  // namespace interop::tls
