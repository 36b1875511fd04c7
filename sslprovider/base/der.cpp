// X.690 clause by clause: header, INTEGER, BOOLEAN, BIT STRING, OBJECT IDENTIFIER; and the times of
// RFC 5280.
#include "sslprovider/base/der.h"

#include <algorithm>
#include <chrono>
#include <limits>

namespace secur32 {
namespace {

constexpr std::uint8_t kTagNumberMask = 0x1F, kLongForm = 0x80;
constexpr std::size_t kMaxLengthOctets = 4;

__extension__ typedef unsigned __int128 Arc;

std::string decimal(Arc value) {
    std::string digits;
    do {
        digits.insert(digits.begin(), static_cast<char>('0' + static_cast<int>(value % 10)));
        value /= 10;
    } while (value != 0);
    return digits;
}

// The next arc of contents; nothing where it is cut off, not minimal or too large.
std::optional<Arc> take_arc(Bytes& contents) {
    // 8.19.2: "the leading octet of the subidentifier shall not have the value 0x80".
    if (contents.empty() || contents.front() == 0x80) return std::nullopt;
    Arc value = 0;
    while (!contents.empty()) {
        const std::uint8_t octet = contents.front();
        contents = contents.subspan(1);
        if (value >> 121 != 0) return std::nullopt;
        value = value << 7 | (octet & 0x7F);
        if ((octet & 0x80) == 0) return value;
    }
    return std::nullopt;
}

bool is_object_identifier(Bytes contents) {
    if (contents.empty()) return false;
    while (!contents.empty())
        if (!take_arc(contents)) return false;
    return true;
}

// Two digits at a time; fails for good at the first octet that is none.
class Digits {
 public:
    explicit Digits(Bytes text) : text_(text) {}
    unsigned two() {
        const unsigned tens = one();
        return tens * 10 + one();
    }
    bool failed() const { return failed_; }

 private:
    unsigned one() {
        if (text_.empty() || text_.front() < '0' || text_.front() > '9') {
            failed_ = true;
            return 0;
        }
        const unsigned digit = text_.front() - unsigned{'0'};
        text_ = text_.subspan(1);
        return digit;
    }
    Bytes text_;
    bool failed_ = false;
};

// MMDDHHMMSS of a year.
std::optional<FileTime> time_in(unsigned year, Digits& digits) {
    using namespace std::chrono;
    const unsigned month_of = digits.two(), day_of = digits.two();
    const unsigned hour = digits.two(), minute = digits.two(), second = digits.two();
    const year_month_day date{std::chrono::year(static_cast<int>(year)), month(month_of),
                              day(day_of)};
    if (digits.failed() || !date.ok() || hour > 23 || minute > 59 || second > 59)
        return std::nullopt;
    const auto days_since_1601 = (sys_days(date) - sys_days(1601y / January / 1)).count();
    if (days_since_1601 < 0) return std::nullopt;
    const auto hours = static_cast<FileTime>(days_since_1601) * 24 + hour;
    return ((hours * 60 + minute) * 60 + second) * kFileTimeSecond;
}

// 4.1.2.5.1: "Where YY is greater than or equal to 50, the year SHALL be interpreted as 19YY".
std::optional<FileTime> utc_time(Bytes text) {
    constexpr std::size_t size = sizeof "YYMMDDHHMMSSZ" - 1;
    if (text.size() != size || text.back() != 'Z') return std::nullopt;
    Digits digits(text.first(size - 1));
    const unsigned year = digits.two();
    return time_in(year + (year >= 50 ? 1900 : 2000), digits);
}

std::optional<FileTime> generalized_time(Bytes text) {
    constexpr std::size_t size = sizeof "YYYYMMDDHHMMSSZ" - 1;
    if (text.size() != size || text.back() != 'Z') return std::nullopt;
    Digits digits(text.first(size - 1));
    const unsigned century = digits.two();
    return time_in(century * 100 + digits.two(), digits);
}

}  // namespace

std::string ObjectIdentifier::text() const {
    Bytes rest = octets;
    // 8.19.4: the first subidentifier is (X*40) + Y, X 0 to 2.
    const auto first = take_arc(rest);
    if (!first) return {};
    const unsigned top = *first < 40 ? 0 : *first < 80 ? 1 : 2;
    std::string out = decimal(top) + '.' + decimal(*first - top * 40);
    for (auto arc = take_arc(rest); arc; arc = take_arc(rest)) out += '.' + decimal(*arc);
    return out;
}

bool operator==(const ObjectIdentifier& a, const ObjectIdentifier& b) {
    return std::ranges::equal(a.octets, b.octets);
}

// 10.1: "The definite form of length encoding shall be used, encoded in the minimum number of
// octets."  Takes the length octets off at.  Nothing where they break the rule; more than there can
// be where they are cut off.
std::optional<std::size_t> DerReader::length(Bytes& at) {
    constexpr std::size_t cut_off = std::numeric_limits<std::size_t>::max();
    if (at.empty()) return cut_off;
    const std::uint8_t first = at.front();
    at = at.subspan(1);
    if (first < kLongForm) return first;
    const std::size_t octets = first - kLongForm;
    if (octets == 0 || octets > kMaxLengthOctets) return std::nullopt;
    if (octets > at.size()) return cut_off;
    std::size_t value = 0;
    for (const std::uint8_t octet : at.first(octets)) value = value << 8 | octet;
    const bool minimal = at.front() != 0 && value >= kLongForm;
    at = at.subspan(octets);
    if (!minimal) return std::nullopt;
    return value;
}

bool DerReader::cut_off(Bytes der) {
    if (der.empty()) return true;
    Bytes at = der.subspan(1);
    const auto size = length(at);
    return size && *size > at.size();
}

Bytes DerReader::contents(DerTag tag) {
    if (!next_is(tag)) return fail();
    Bytes at = rest_.subspan(1);
    const auto size = length(at);
    if (!size || *size > at.size()) return fail();
    rest_ = at.subspan(*size);
    return at.first(*size);
}

Bytes DerReader::any() {
    const Bytes before = rest_;
    // 0 is end-of-contents, which only the indefinite form has.
    if (before.empty() || before.front() == 0 ||
        (before.front() & kTagNumberMask) == kTagNumberMask)
        return fail();
    contents(DerTag(before.front()));
    return failed_ ? Bytes{} : before.first(before.size() - rest_.size());
}

bool DerReader::next_is(DerTag tag) const {
    return !rest_.empty() && rest_.front() == static_cast<std::uint8_t>(tag);
}

bool DerReader::boolean(DerTag tag) {
    const Bytes value = contents(tag);
    // 11.1: "If the encoding represents the boolean value TRUE, its single contents octet shall
    // have all eight bits set to one."
    if (value.size() != 1 || (value.front() != 0 && value.front() != 0xFF)) fail();
    return !failed_ && value.front() != 0;
}

Bytes DerReader::integer(DerTag tag) {
    const Bytes value = contents(tag);
    if (value.empty()) return fail();
    // 8.3.2: the bits of the first octet and bit 8 of the second shall not all be ones, nor all
    // be zero.
    const bool padded = value.size() > 1 && ((value[0] == 0 && value[1] < 0x80) ||
                                             (value[0] == 0xFF && value[1] >= 0x80));
    return padded ? fail() : value;
}

std::uint8_t DerReader::small_integer() {
    const Bytes value = integer();
    const bool fits = value.size() == 1 ? value[0] < 0x80 : value.size() == 2 && value[0] == 0;
    if (!fits) fail();
    return failed_ ? std::uint8_t{0} : value.back();
}

DerBits DerReader::bit_string(DerTag tag) {
    const Bytes value = contents(tag);
    if (value.empty()) {
        fail();
        return {};
    }
    const DerBits bits{value.subspan(1), value.front()};
    // 8.6.2.3: without bits there is no subsequent octet, and the initial octet is zero; 11.2.1:
    // "Each unused bit in the final octet [...] shall be set to zero."
    const bool right =
        bits.octets.empty()
            ? bits.unused_bits == 0
            : bits.unused_bits < 8 && (bits.octets.back() & ((1U << bits.unused_bits) - 1)) == 0;
    if (!right) fail();
    return failed_ ? DerBits{} : bits;
}

ObjectIdentifier DerReader::object_identifier(DerTag tag) {
    const Bytes value = contents(tag);
    if (!is_object_identifier(value)) return {fail()};
    return {value};
}

FileTime DerReader::time() {
    const auto value = next_is(DerTag::utc_time)
                           ? utc_time(contents(DerTag::utc_time))
                           : generalized_time(contents(DerTag::generalized_time));
    if (!value) fail();
    return failed_ ? FileTime{0} : *value;
}

}  // namespace secur32
