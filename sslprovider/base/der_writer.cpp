#include "sslprovider/base/der_writer.h"

#include <algorithm>
#include <array>
#include <bit>
#include <chrono>
#include <optional>
#include <string>

#include "sslprovider/base/trace.h"

namespace secur32 {
namespace {

// The header of an element (X.690 8.1.3, 10.1: the shortest length octets).
Buffer header_of(DerTag tag, std::size_t size) {
    Buffer header{static_cast<std::uint8_t>(tag)};
    if (size < 0x80) {
        header.push_back(static_cast<std::uint8_t>(size));
        return header;
    }
    const auto first = header.size();
    for (std::size_t rest = size; rest != 0; rest >>= 8)
        header.insert(header.begin() + static_cast<std::ptrdiff_t>(first),
                      static_cast<std::uint8_t>(rest));
    header.insert(header.begin() + static_cast<std::ptrdiff_t>(first),
                  static_cast<std::uint8_t>(0x80 | (header.size() - first)));
    return header;
}

std::string two_digits(unsigned value) {
    return {static_cast<char>('0' + value / 10), static_cast<char>('0' + value % 10)};
}

__extension__ typedef unsigned __int128 Arc;

// What is added to a second arc leaves it within 128 bits.
constexpr Arc kMaxArc = ~Arc{0} - 80;

std::optional<Arc> arc_of(std::string_view digits) {
    if (digits.empty() || (digits.size() > 1 && digits.front() == '0')) return std::nullopt;
    Arc value = 0;
    for (const char digit : digits) {
        if (digit < '0' || digit > '9') return std::nullopt;
        const auto next = static_cast<unsigned>(digit - '0');
        if (value > (kMaxArc - next) / 10) return std::nullopt;
        value = value * 10 + next;
    }
    return value;
}

// 8.19.2: seven bits an octet, bit 8 set in all but the last.
void put_arc(Buffer& out, Arc value) {
    Buffer octets{static_cast<std::uint8_t>(value & 0x7F)};
    for (value >>= 7; value != 0; value >>= 7)
        octets.insert(octets.begin(), static_cast<std::uint8_t>(0x80 | (value & 0x7F)));
    out.insert(out.end(), octets.begin(), octets.end());
}

Status not_an_oid(std::string_view text) {
    return trace::because(Status::bad_data, "der: not an object identifier", text);
}

}  // namespace

void DerWriter::put(DerTag tag, Bytes contents) {
    const Buffer header = header_of(tag, contents.size());
    raw(header);
    raw(contents);
}

void DerWriter::close(DerTag tag, std::size_t start) {
    const Buffer header = header_of(tag, out_.size() - start);
    out_.insert(out_.begin() + static_cast<std::ptrdiff_t>(start), header.begin(), header.end());
}

void DerWriter::set_of(DerTag tag, std::vector<Buffer> elements) {
    std::ranges::sort(elements);
    nested(tag, [&] {
        for (const Buffer& element : elements) raw(element);
    });
}

void DerWriter::boolean(bool value) {
    put(DerTag::boolean, std::array{static_cast<std::uint8_t>(value ? 0xFF : 0)});
}

void DerWriter::integer(Bytes value) {
    while (value.size() > 1 &&
           ((value[0] == 0 && value[1] < 0x80) || (value[0] == 0xFF && value[1] >= 0x80)))
        value = value.subspan(1);
    if (value.empty()) return put(DerTag::integer, std::array<std::uint8_t, 1>{});
    put(DerTag::integer, value);
}

void DerWriter::unsigned_integer(Bytes value) {
    Buffer positive{0};
    positive.insert(positive.end(), value.begin(), value.end());
    integer(positive);
}

void DerWriter::small_integer(std::uint32_t value) {
    unsigned_integer(
        std::array{static_cast<std::uint8_t>(value >> 24), static_cast<std::uint8_t>(value >> 16),
                   static_cast<std::uint8_t>(value >> 8), static_cast<std::uint8_t>(value)});
}

void DerWriter::bit_string(const DerBits& bits, DerTag tag) {
    Buffer contents{static_cast<std::uint8_t>(bits.unused_bits)};
    contents.insert(contents.end(), bits.octets.begin(), bits.octets.end());
    // 11.2.1: "Each unused bit in the final octet of the encoding of a bit string value shall be
    // set to zero."
    if (contents.size() > 1)
        contents.back() = static_cast<std::uint8_t>(contents.back() & (0xFF << bits.unused_bits));
    put(tag, contents);
}

void DerWriter::named_bits(Bytes octets, DerTag tag) {
    while (!octets.empty() && octets.back() == 0) octets = octets.first(octets.size() - 1);
    const unsigned unused =
        octets.empty() ? 0 : static_cast<unsigned>(std::countr_zero(octets.back()));
    bit_string({octets, unused}, tag);
}

void DerWriter::object_identifier(const ObjectIdentifier& id, DerTag tag) { put(tag, id.octets); }

void DerWriter::time(FileTime time) {
    using namespace std::chrono;
    constexpr FileTime day = 24 * kFileTimeHour;
    const sys_days midnight = sys_days(1601y / January / 1) + days(time / day);
    const year_month_day date(midnight);
    const auto seconds = static_cast<unsigned>(time % day / kFileTimeSecond);
    const auto year = static_cast<unsigned>(static_cast<int>(date.year()));
    // "CAs conforming to this profile MUST always encode certificate validity dates through the
    // year 2049 as UTCTime; certificate validity dates in 2050 or later MUST be encoded as
    // GeneralizedTime."
    const bool utc = year >= 1950 && year < 2050;
    std::string text = utc ? std::string() : two_digits(year / 100);
    text += two_digits(year % 100) + two_digits(static_cast<unsigned>(date.month())) +
            two_digits(static_cast<unsigned>(date.day())) + two_digits(seconds / 3600) +
            two_digits(seconds / 60 % 60) + two_digits(seconds % 60) + 'Z';
    put(utc ? DerTag::utc_time : DerTag::generalized_time, bytes_of(std::string_view(text)));
}

Result<Buffer> object_identifier_of(std::string_view text) {
    std::vector<Arc> arcs;
    for (std::string_view rest = text;;) {
        const std::size_t dot = rest.find('.');
        const auto arc = arc_of(rest.substr(0, dot));
        if (!arc) return not_an_oid(text);
        arcs.push_back(*arc);
        if (dot == std::string_view::npos) break;
        rest.remove_prefix(dot + 1);
    }
    // 8.19.4: "The numerical value of the first subidentifier is derived from the values of the
    // first two object identifier components ... (X*40) + Y".
    if (arcs.size() < 2 || arcs[0] > 2 || (arcs[0] < 2 && arcs[1] > 39)) return not_an_oid(text);
    Buffer out;
    put_arc(out, arcs[0] * 40 + arcs[1]);
    for (std::size_t i = 2; i < arcs.size(); ++i) put_arc(out, arcs[i]);
    return out;
}

}  // namespace secur32
