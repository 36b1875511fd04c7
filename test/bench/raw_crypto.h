// The cryptography of [MS-NLMP] and nothing else, with the primitives of sslprovider/crypto: what
// an exchange or a message costs at least, whoever writes the messages.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

namespace bench {

// NTLMv2 with sealing and a MIC, both sides: all hashes, keys, key schedules and random bytes.
void raw_exchange();

class RawSealing {
 public:
    RawSealing();
    ~RawSealing();
    // Seals and unseals with extended session security and key exchange.
    void round_trip(std::span<std::uint8_t> text);

 private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace bench
