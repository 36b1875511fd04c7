// ITU-T X.690 8.1: what an element is.  Two passes of one walk: the first learns the length of each
// element's contents in DER, in the order in which the second writes them.
#include "sslprovider/x509/ber.h"

#include <algorithm>
#include <vector>

#include "sslprovider/base/trace.h"

namespace secur32::x509 {
namespace {

constexpr unsigned kDeepest = 32;
constexpr std::uint8_t kConstructed = 0x20, kOctetString = 0x04, kTagNumber = 0x1F;

struct Element {
    std::uint8_t tag = 0;
    bool indefinite = false;
    Bytes contents;  // of an indefinite one: all that follows
    bool constructed() const { return (tag & kConstructed) != 0; }
    bool string_in_parts() const { return tag == (kOctetString | kConstructed); }
};

bool at_end_of_contents(Bytes at) { return at.size() >= 2 && at[0] == 0 && at[1] == 0; }

class Walk {
 public:
    // Both: false when it is no BER.
    bool measure(Bytes& at, unsigned depth);
    void write(Bytes& at);
    // Of the first element measured, header and contents.
    std::size_t size() const { return whole(lengths_.front()); }
    SecureBytes take() { return std::move(out_); }
    void begin_writing() {
        out_ = SecureBytes(size());
        rest_ = out_.mutable_bytes();
    }

 private:
    static bool read_header(Bytes& at, Element& out);
    static bool read_length(Bytes& at, Element& out);
    static std::size_t whole(std::size_t contents);
    bool measure_parts(const Element& element, Bytes& at, unsigned depth, std::size_t& length);
    void put(std::uint8_t octet) {
        rest_.front() = octet;
        rest_ = rest_.subspan(1);
    }
    void put(Bytes bytes) {
        std::ranges::copy(bytes, rest_.begin());
        rest_ = rest_.subspan(bytes.size());
    }
    void put_header(std::uint8_t tag, std::size_t length);
    void write_parts(const Element& element, Bytes& at);
    void write_string(const Element& element, Bytes& at);

    std::vector<std::size_t> lengths_;  // of contents, in the order of the elements
    std::size_t next_ = 0;
    SecureBytes out_;
    MutableBytes rest_;
};

std::size_t Walk::whole(std::size_t contents) {
    std::size_t octets = 0;
    if (contents >= 0x80)
        for (std::size_t left = contents; left != 0; left >>= 8) ++octets;
    return 2 + octets + contents;
}

bool Walk::read_length(Bytes& at, Element& out) {
    const std::uint8_t first = at.front();
    at = at.subspan(1);
    std::size_t length = first;
    if (first == 0x80) {
        // 8.1.3.2: "If the encoding is primitive, the sender shall use the definite form".
        out.indefinite = out.constructed();
        out.contents = at;
        return out.indefinite;
    }
    if (first > 0x80) {
        const std::size_t octets = first & 0x7F;
        if (octets > sizeof(std::uint64_t) || octets > at.size()) return false;
        length = 0;
        for (const std::uint8_t octet : at.first(octets)) length = length << 8 | octet;
        at = at.subspan(octets);
    }
    if (length > at.size()) return false;
    out.contents = at.first(length);
    at = at.subspan(length);
    return true;
}

bool Walk::read_header(Bytes& at, Element& out) {
    if (at.size() < 2 || (at.front() & kTagNumber) == kTagNumber) return false;
    out.tag = at.front();
    at = at.subspan(1);
    return read_length(at, out);
}

bool Walk::measure(Bytes& at, unsigned depth) {
    Element element;
    if (depth > kDeepest || !read_header(at, element)) return false;
    const std::size_t index = lengths_.size();
    lengths_.push_back(0);
    std::size_t length = element.contents.size();
    if (element.constructed() && !measure_parts(element, at, depth, length)) return false;
    lengths_[index] = length;
    return true;
}

bool Walk::measure_parts(const Element& element, Bytes& at, unsigned depth, std::size_t& length) {
    Bytes rest = element.contents;
    length = 0;
    while (element.indefinite ? !at_end_of_contents(rest) : !rest.empty()) {
        const std::uint8_t tag = rest.empty() ? std::uint8_t{0} : rest.front();
        const std::size_t index = lengths_.size();
        if (!measure(rest, depth + 1)) return false;
        const bool part = (tag & ~kConstructed) == kOctetString;
        if (element.string_in_parts() && !part) return false;
        length += element.string_in_parts() ? lengths_[index] : whole(lengths_[index]);
    }
    if (element.indefinite) at = rest.subspan(2);
    return true;
}

void Walk::put_header(std::uint8_t tag, std::size_t length) {
    put(tag);
    if (length < 0x80) {
        put(static_cast<std::uint8_t>(length));
        return;
    }
    const std::size_t octets = whole(length) - 2 - length;
    put(static_cast<std::uint8_t>(0x80 | octets));
    for (std::size_t i = octets; i > 0; --i)
        put(static_cast<std::uint8_t>(length >> (8 * (i - 1))));
}

void Walk::write(Bytes& at) {
    Element element;
    read_header(at, element);
    const bool string = element.string_in_parts();
    put_header(string ? kOctetString : element.tag, lengths_[next_++]);
    if (string) return write_string(element, at);
    if (element.constructed()) return write_parts(element, at);
    put(element.contents);
}

void Walk::write_parts(const Element& element, Bytes& at) {
    Bytes rest = element.contents;
    while (element.indefinite ? !at_end_of_contents(rest) : !rest.empty()) write(rest);
    if (element.indefinite) at = rest.subspan(2);
}

void Walk::write_string(const Element& element, Bytes& at) {
    Bytes rest = element.contents;
    while (element.indefinite ? !at_end_of_contents(rest) : !rest.empty()) {
        Element part;
        read_header(rest, part);
        ++next_;
        if (part.string_in_parts())
            write_string(part, rest);
        else
            put(part.contents);
    }
    if (element.indefinite) at = rest.subspan(2);
}

}  // namespace

Result<SecureBytes> der_of_ber(Bytes ber) {
    Walk walk;
    Bytes at = ber;
    if (!walk.measure(at, 0) || !at.empty())
        return trace::because(Status::bad_data, "x509: not one element in BER");
    walk.begin_writing();
    at = ber;
    walk.write(at);
    return walk.take();
}

}  // namespace secur32::x509
