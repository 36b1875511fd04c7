// Walks DER (ITU-T X.690, its BER rules as narrowed by clause 10 and 11): the encoding of
// certificates and keys.  Sticky like Reader: the first thing that is not DER makes a DerReader
// fail for good, and later reads yield zero or empty.  nested() reads what is inside an element and
// takes over its failure, so a parser asks once, at the end, with done().
// Not here: writing; tags over 30; the order within a SET OF, in which certificates in use err.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "sslprovider/base/bytes.h"
#include "sslprovider/base/clock.h"

namespace secur32 {

// Identifier octets (X.690 8.1.2): class, constructed or primitive, number.
enum class DerTag : std::uint8_t {
    boolean = 0x01,
    integer = 0x02,
    bit_string = 0x03,
    octet_string = 0x04,
    object_identifier = 0x06,
    utc_time = 0x17,
    generalized_time = 0x18,
    sequence = 0x30,
    set = 0x31,
};
// [number] EXPLICIT, or IMPLICIT of something constructed; number < 31.
constexpr DerTag der_explicit(unsigned number) { return DerTag(0xA0 | number); }
// [number] IMPLICIT of something primitive.
constexpr DerTag der_implicit(unsigned number) { return DerTag(0x80 | number); }

// The bits of octets but the last unused_bits, which are zero.
struct DerBits {
    Bytes octets;
    unsigned unused_bits = 0;
};

// An OBJECT IDENTIFIER's contents, judged: at least one arc, each minimal and within 128 bits
// (those under 2.25 are UUIDs).
struct ObjectIdentifier {
    Bytes octets;
    // "1.2.840.113549.1.1.11"; empty for a default-constructed one.
    std::string text() const;
    friend bool operator==(const ObjectIdentifier& a, const ObjectIdentifier& b);
};

class DerReader {
 public:
    explicit DerReader(Bytes der) : rest_(der) {}
    // Whether der is the beginning of an element whose header says that it is longer.
    static bool cut_off(Bytes der);

    // The contents of the next element, which must have this tag.
    Bytes contents(DerTag tag);
    // Header and contents of the next element, whatever it is.
    Bytes any();
    bool next_is(DerTag tag) const;

    // Runs body(inner) on the contents of the next element and demands that it reads all of them.
    // Answers header and contents.
    template <typename Body>
    Bytes nested(DerTag tag, Body&& body) {
        const Bytes before = rest_;
        DerReader inner(contents(tag));
        if (failed_) return {};
        std::forward<Body>(body)(inner);
        if (!inner.done()) return fail();
        return before.first(before.size() - rest_.size());
    }

    bool boolean(DerTag tag = DerTag::boolean);
    // Two's complement, big-endian, as short as can be; never empty but after a failure.
    Bytes integer(DerTag tag = DerTag::integer);
    // An INTEGER from 0 to 255.
    std::uint8_t small_integer();
    DerBits bit_string(DerTag tag = DerTag::bit_string);
    ObjectIdentifier object_identifier(DerTag tag = DerTag::object_identifier);
    // RFC 5280 4.1.2.5: UTCTime YYMMDDHHMMSSZ (1950 to 2049) or GeneralizedTime YYYYMMDDHHMMSSZ.  A
    // year before 1601 fails: a FileTime cannot say it.
    FileTime time();

    // For a parser that finds what it read to be wrong.
    Bytes fail() {
        failed_ = true;
        rest_ = {};
        return {};
    }
    bool failed() const { return failed_; }
    // Whether another element begins here.
    bool more() const { return !rest_.empty(); }
    // True when all reads succeeded and nothing is left over.
    [[nodiscard]] bool done() const { return !failed_ && rest_.empty(); }

 private:
    static std::optional<std::size_t> length(Bytes& at);

    Bytes rest_;
    bool failed_ = false;
};

}  // namespace secur32
