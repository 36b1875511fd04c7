// Groups of finite-field Diffie-Hellman: RFC 7919's by name, any other by value.  Numbers are
// big-endian.
#pragma once

#include "sslprovider/crypto/key_exchange.h"

namespace secur32::crypto {

struct FiniteField {
    const char* name;  // libcrypto's
    Buffer prime, generator;
};

// RFC 7919 A; null for a group that is none of a finite field.
const FiniteField* finite_field(NamedGroup group);
// The group whose prime and generator these are; none when it has no name.
NamedGroup find_finite_field(Bytes prime, Bytes generator);

// bad_key for a prime that is even, under 1024 or over 8192 bits, or a generator outside 2..p-2.
// Whether it is prime is not checked: RFC 5246 has the server choose, and a client believe.
Status check_finite_field(Bytes prime, Bytes generator);
// RFC 7919 3: "Y [...] MUST be in the range 2..p-2"; bad_key otherwise, and when it is longer than
// p.
Status check_field_value(Bytes prime, Bytes value);

}  // namespace secur32::crypto
