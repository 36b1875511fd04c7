// HMAC (RFC 2104) as the records of TLS 1.0 to 1.2 use it: the key set up once, no allocation, and
// a form for text whose length is a secret, because it stands behind CBC padding that nobody has
// authenticated yet (RFC 5246 6.2.3.2; "Lucky Thirteen", AlFardan and Paterson 2013).
// Thread rule: one thread at a time per object.
#pragma once

#include <initializer_list>
#include <memory>

#include "sslprovider/crypto/constant_time.h"
#include "sslprovider/crypto/hash.h"

namespace secur32::crypto {

inline constexpr std::size_t kMaxRecordMac = 48;

class RecordMac {
 public:
    // md5, sha1, sha256 or sha384; a key of at most 64 octets.  Null for anything else.
    static std::unique_ptr<RecordMac> create(HashAlgorithm algorithm, Bytes key);
    virtual ~RecordMac() = default;

    virtual std::size_t length() const = 0;
    // out: length() octets, not among the parts.
    virtual void compute(std::initializer_list<Bytes> parts, MutableBytes out) = 0;
    // Over header and the first `length` octets of text, in a time that depends on nothing but
    // header.size() (at most 64), text.size() and least.  least <= length <= text.size().
    virtual void compute_prefix(Bytes header, Bytes text, std::size_t least,
                                constant_time::Word length, MutableBytes out) = 0;
};

}  // namespace secur32::crypto
