// The traces of RFC 8448 (test/vectors/rfc8448): five TLS 1.3 handshakes, step by step.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "sslprovider/base/bytes.h"

namespace secur32::test {

struct Rfc8448Step {
    std::string who;     // "client", "server"
    std::string action;  // as the RFC puts it
    std::map<std::string, Buffer, std::less<>> items;
};

// A record that somebody sent.
struct Rfc8448Record {
    bool from_client;
    std::uint8_t type;         // of the content
    bool handshake_continues;  // it was sent as part of the handshake: not after one's own Finished
    Buffer payload, record;
    bool is_protected() const { return record.at(0) == 23; }
};

class Rfc8448Trace {
 public:
    // section: "3" to "7".  Throws when the file has no such.
    explicit Rfc8448Trace(std::string_view section);

    // The item of the first step of this action that has it; throws when there is none.
    const Buffer& item(std::string_view action, std::string_view label) const;
    // Of the pair that was used in the end: "private key", "public key".
    const Buffer& last_key_pair(std::string_view who, std::string_view label) const;
    // Whether there is a HelloRetryRequest.
    bool retries() const { return retries_; }
    const std::vector<Rfc8448Step>& steps() const { return steps_; }
    // In the order in which they were sent.
    std::vector<Rfc8448Record> records() const;
    // The handshake's messages as flights: ClientHello, (HelloRetryRequest, ClientHello,)
    // ServerHello, the rest of the server's, the client's.  Without what comes after Finished.
    std::vector<Buffer> flights() const;

 private:
    std::vector<Rfc8448Step> steps_;
    bool retries_;
};

inline constexpr std::string_view kRfc8448Sections[] = {"3", "4", "5", "6", "7"};

}  // namespace secur32::test
