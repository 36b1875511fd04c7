// The named groups, as one table: RFC 8446 4.2.7, RFC 8422 5.1.1, RFC 7919.  What libcrypto does
// with a group is crypto/key_exchange.h.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "sslprovider/crypto/key_exchange.h"

namespace secur32::provider {

struct Group {
    crypto::NamedGroup id;
    std::u16string_view name;  // CNG's name of the curve ("nistP256", "curve25519")
    std::string_view oid;      // dotted; empty for finite fields
    std::uint16_t bits;
    std::uint16_t public_length;  // octets of the public value on the wire
    std::uint16_t secret_length;  // octets of Z
    bool finite_field;
};

// In the order in which this library prefers them.
std::span<const Group> groups();
// Null when there is none.
const Group* find_group(std::uint32_t id);

}  // namespace secur32::provider
