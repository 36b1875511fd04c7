// The NIST curves of TLS (RFC 8422 5.1.1), as one table, and what libcrypto does with their points.
// Private to this folder.
#pragma once

#include <string_view>

#include "sslprovider/crypto/keys.h"
#include "sslprovider/crypto/pkey_data.h"

namespace secur32::crypto {

struct Curve {
    NamedGroup group;
    const char* name;      // libcrypto's
    std::string_view oid;  // contents octets
    int nid;
    std::size_t bits;
    // Octets of a coordinate, and of the order too.
    std::size_t length() const { return (bits + 7) / 8; }
    std::size_t point_length() const { return 1 + 2 * length(); }
};

// Null when there is none.
const Curve* find_curve(NamedGroup group);
const Curve* find_curve_by_oid(Bytes oid);
const Curve* find_curve_by_name(std::string_view libcrypto_name);

// 04 || x || y; bad_key unless x and y are as long as a coordinate.
Result<Buffer> uncompressed_point(const Curve& curve, const EcPublicNumbers& numbers);
// The point of SEC 1 2.3.4.  unsupported_function for a compressed one; bad_key when it is at
// infinity or off the curve, which of these curves (cofactor 1) is all that there is to check.
Result<Pkey> import_point(const Curve& curve, Bytes point);
// 04 || x || y of d * G, in constant time; bad_key unless d is 1 to n-1.
Result<Buffer> multiply_generator(const Curve& curve, Bytes d);
// Both halves.  bad_key when d is none, or point is not its point; no point: it is computed.
Result<Pkey> import_pair(const Curve& curve, Bytes d, Bytes point);

}  // namespace secur32::crypto
