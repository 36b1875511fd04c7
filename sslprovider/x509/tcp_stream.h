// A TCP connection whose every step ends at one deadline.  Raises no SIGPIPE; its descriptor is
// closed on exec.
#pragma once

#include <string>
#include <string_view>

#include "sslprovider/base/status.h"
#include "sslprovider/x509/deadline.h"

struct addrinfo;

namespace secur32::x509 {

class TcpStream {
 public:
    explicit TcpStream(Deadline deadline) : deadline_(deadline) {}
    ~TcpStream();
    TcpStream(const TcpStream&) = delete;
    TcpStream& operator=(const TcpStream&) = delete;

    // All of these: target_unknown when it cannot be done, or not in time.
    // To one of the host's addresses, each of which gets its share of the time.
    Status connect(const std::string& host, const std::string& port);
    Status send(std::string_view text);
    // Appends what has come; false at the end of the stream.
    Result<bool> receive(std::string& to);

 private:
    Status connect_to(const addrinfo& address, Deadline deadline);
    Status wait_for(short events, Deadline deadline) const;

    Deadline deadline_;
    int socket_ = -1;
};

}  // namespace secur32::x509
