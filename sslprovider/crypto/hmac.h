// HMAC (RFC 2104) over a hash of libcrypto, the key set up once.  Wiped when it dies.
// Thread rule: one thread at a time per object.
#pragma once

#include "sslprovider/crypto/hash.h"

namespace secur32::crypto {

class Hmac {
 public:
    Hmac(HashAlgorithm algorithm, Bytes key);
    Hmac(Hmac&& other) noexcept;
    Hmac& operator=(Hmac&& other) noexcept;
    ~Hmac();

    std::size_t length() const;
    void update(Bytes bytes);
    // Writes length() octets (or fewer, when out is shorter: a truncated MAC) and starts anew.
    void finish(MutableBytes out);

 private:
    struct State;
    State* state_;
};

}  // namespace secur32::crypto
