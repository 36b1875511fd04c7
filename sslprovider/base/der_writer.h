// Writes DER (ITU-T X.690), in the order and nesting of the ASN.1 it encodes:
//
//     out.nested(DerTag::sequence, [&] {
//         out.object_identifier(id);
//         out.put(DerTag::octet_string, value);
//     });
//
// Not here: secrets (private keys are libcrypto's to encode).
#pragma once

#include <string_view>
#include <utility>
#include <vector>

#include "sslprovider/base/bytes.h"
#include "sslprovider/base/clock.h"
#include "sslprovider/base/der.h"
#include "sslprovider/base/status.h"

namespace secur32 {

class DerWriter {
 public:
    // An element of these contents.
    void put(DerTag tag, Bytes contents);
    // Elements that are DER already.
    void raw(Bytes der) { out_.insert(out_.end(), der.begin(), der.end()); }
    // An element whose contents body() writes.
    template <typename Body>
    void nested(DerTag tag, Body&& body) {
        const std::size_t start = out_.size();
        std::forward<Body>(body)();
        close(tag, start);
    }

    // X.690 11.6: "the encodings of the component values of a set-of value shall appear in
    // ascending order".  Each of these is one element.
    void set_of(DerTag tag, std::vector<Buffer> elements);

    void null() { put(DerTag{0x05}, {}); }
    void boolean(bool value);
    // Two's complement, big-endian; shortened as far as it can be.
    void integer(Bytes value);
    // An unsigned number, big-endian, of any length.
    void unsigned_integer(Bytes value);
    void small_integer(std::uint32_t value);
    void bit_string(const DerBits& bits, DerTag tag = DerTag::bit_string);
    // A NamedBitList (X.690 11.2.2): trailing zero bits are left out.
    void named_bits(Bytes octets, DerTag tag = DerTag::bit_string);
    void object_identifier(const ObjectIdentifier& id, DerTag tag = DerTag::object_identifier);
    // RFC 5280 4.1.2.5: UTCTime through the year 2049, GeneralizedTime from 2050.
    void time(FileTime time);

    std::size_t size() const { return out_.size(); }
    Bytes view() const { return out_; }
    Buffer take() { return std::exchange(out_, {}); }

 private:
    void close(DerTag tag, std::size_t start);

    Buffer out_;
};

// "1.2.840.113549.1.1.11" as contents octets; bad_data when it is no such text: fewer than two
// arcs, a first above 2, a second above 39 under 0 and 1, leading zeros, more than 128 bits.
Result<Buffer> object_identifier_of(std::string_view text);

}  // namespace secur32
