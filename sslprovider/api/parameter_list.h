// NCryptBufferDesc: the named parameters of a key exchange, read by type in any order.
//
//   NCRYPTBUFFER_SSL_CLIENT_RANDOM    20   32 octets
//   NCRYPTBUFFER_SSL_SERVER_RANDOM    21   32 octets
//   NCRYPTBUFFER_SSL_HIGHEST_VERSION  22   a DWORD: client_version of the ClientHello
//   NCRYPTBUFFER_SSL_SESSION_HASH     25   RFC 7627 3: as long as a hash
//
// Types that are none of these (SSL 2's among them) are passed over without a look at their memory,
// as Windows does: a newer caller may say more than an older provider knows.
#pragma once

#include <ncrypt.h>

#include <optional>

#include "sslprovider/base/bytes.h"
#include "sslprovider/base/status.h"
#include "sslprovider/provider/master_key.h"

namespace secur32::api {

// More buffers than this are no parameter list: reading on would only follow a wild count.
inline constexpr ULONG kMaxParameters = 64;

// Views into the caller's memory, for the length of the call.
struct Parameters {
    std::optional<std::span<const std::uint8_t, 32>> client_random, server_random;
    std::optional<DWORD> highest_version;
    std::optional<Bytes> session_hash;

    // invalid_parameter unless both are there.
    Result<provider::Randoms> randoms() const;
};

// A null list is an empty one.  invalid_parameter: a version other than NCRYPTBUFFER_VERSION, more
// than kMaxParameters, an address missing, a known type twice or of another size than above, a
// highest version over 16 bits.
Result<Parameters> parse_parameters(const NCryptBufferDesc* list);

}  // namespace secur32::api
