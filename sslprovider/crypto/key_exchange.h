// Ephemeral (EC)DH: the named groups of TLS (RFC 8446 4.2.7, RFC 7919) and, for TLS 1.2 DHE, groups
// that the server sends.  Thread rule: a KeyShare is immutable; any thread.
#pragma once

#include <cstdint>
#include <memory>

#include "sslprovider/base/secure_bytes.h"
#include "sslprovider/base/status.h"

struct evp_pkey_st;

namespace secur32::crypto {

// IANA "TLS Supported Groups"; none: finite-field parameters by value.
enum class NamedGroup : std::uint16_t {
    none = 0,
    secp256r1 = 23,
    secp384r1 = 24,
    secp521r1 = 25,
    x25519 = 29,
    ffdhe2048 = 256,
    ffdhe3072 = 257,
    ffdhe4096 = 258,
    ffdhe6144 = 259,
    ffdhe8192 = 260,
};

// The own half of a key exchange.  The private value never leaves.
class KeyShare {
 public:
    // unsupported_function for a group that is not in the enum.
    static Result<KeyShare> generate(NamedGroup group);
    // prime, generator: big-endian.  bad_key for a prime under 1024 or over 8192 bits, an even one,
    // or a generator outside 2..p-2.  A group of RFC 7919 by value is that group.
    static Result<KeyShare> generate_finite_field(Bytes prime, Bytes generator);
    // With a private value from outside: for test vectors only.  bad_key when it can be none.
    static Result<KeyShare> from_private(NamedGroup group, Bytes private_value);

    NamedGroup group() const { return group_; }
    // As the key_exchange field of a KeyShareEntry has it (RFC 8446 4.2.8): an uncompressed point,
    // the 32 octets of X25519, or Y big-endian, padded to the length of p.
    Bytes public_value() const { return public_value_; }
    // p and g of a finite-field group, big-endian; empty otherwise.
    Bytes prime() const { return prime_; }
    Bytes generator() const { return generator_; }

    // Z, padded to its full length.  bad_key when the peer's value is not of the group: a point off
    // the curve, at infinity or compressed, an all-zero X25519 result (RFC 7748 6.1), Y outside
    // 2..p-2 or longer than p.
    Result<SecureBytes> agree(Bytes peer_public_value) const;

 private:
    KeyShare() = default;
    static Result<KeyShare> adopt(NamedGroup group, std::shared_ptr<evp_pkey_st> key,
                                  std::size_t public_length);
    std::shared_ptr<evp_pkey_st> key_;
    NamedGroup group_ = NamedGroup::none;
    Buffer public_value_, prime_, generator_;
};

// What agree() would refuse, told before.
Status check_public_value(NamedGroup group, Bytes public_value);

}  // namespace secur32::crypto
