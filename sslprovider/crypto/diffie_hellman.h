// Static Diffie-Hellman keys of the CryptoAPI (CALG_DH_SF, CALG_DH_EPHEM): prime and generator are
// the caller's, the key can be exported and imported.  Numbers are big-endian.  For TLS see
// key_exchange.h.
#pragma once

#include <memory>
#include <utility>

#include "sslprovider/base/secure_bytes.h"
#include "sslprovider/base/status.h"

namespace secur32::crypto {

struct DhGroup {
    Buffer prime, generator;
};

// A group for keys of that many bits, 512 to 4096, a multiple of 64 (invalid_parameter otherwise):
// of RFC 2409 or RFC 3526 where they have one, else a new safe prime, which takes seconds from
// 1024 bits on and minutes at 4032.
Result<DhGroup> make_dh_group(std::size_t bits);
// bad_key: a prime that is even, under 512 or over 8192 bits, a generator outside 2..p-2.
Status check_dh_group(const DhGroup& group);

// A pair.  Copies share one immutable key: any thread.
class DhKey {
 public:
    static Result<DhKey> generate(const DhGroup& group);
    // bad_key unless 0 < x < p-1.
    static Result<DhKey> from_numbers(const DhGroup& group, Bytes x);

    const DhGroup& group() const;
    std::size_t bits() const;      // of the prime
    Bytes public_value() const;    // y = g^x mod p, as long as the prime
    const SecureBytes& x() const;  // as long as the prime
    // y^x mod p, as long as the prime; bad_public_key for a y outside 2..p-2.
    Result<SecureBytes> agree(Bytes peer_value) const;

 private:
    struct State;
    explicit DhKey(std::shared_ptr<const State> state) : state_(std::move(state)) {}
    std::shared_ptr<const State> state_;
};

}  // namespace secur32::crypto
