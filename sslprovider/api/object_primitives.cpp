// Objects of one ASN.1 type (X.690 clause 8): numbers, octets, bits, times, object identifiers.
#include <chrono>

#include "sslprovider/api/object_codec.h"

namespace secur32::api {
namespace {

constexpr FileTime file_time(std::chrono::year_month_day date) {
    using namespace std::chrono;
    const auto since = sys_days(date) - sys_days(1601y / January / 1);
    return static_cast<FileTime>(since.count()) * 24 * kFileTimeHour;
}
constexpr FileTime kYear1950 =
    file_time({std::chrono::year(1950), std::chrono::January, std::chrono::day(1)});
constexpr FileTime kYear2050 =
    file_time({std::chrono::year(2050), std::chrono::January, std::chrono::day(1)});
constexpr FileTime kYear10000 =
    file_time({std::chrono::year(10000), std::chrono::January, std::chrono::day(1)});

void read_int(DerReader& in, ObjectDecoder& decoder, int& out) {
    const Bytes value = in.integer();
    if (value.size() > sizeof out) return decoder.refuse(in, CRYPT_E_ASN1_LARGE);
    const bool negative = !value.empty() && value.front() >= 0x80;
    auto bits = negative ? ~std::uint32_t{0} : std::uint32_t{0};
    for (const std::uint8_t octet : value) bits = bits << 8 | octet;
    out = static_cast<int>(bits);
}

void write_int(const int& from, ObjectEncoder& encoder) {
    const auto bits = static_cast<std::uint32_t>(from);
    encoder.out.integer(
        std::array{static_cast<std::uint8_t>(bits >> 24), static_cast<std::uint8_t>(bits >> 16),
                   static_cast<std::uint8_t>(bits >> 8), static_cast<std::uint8_t>(bits)});
}

void read_enumerated(DerReader& in, ObjectDecoder& decoder, DWORD& out) {
    out = read_dword(in, decoder, kEnumeratedTag);
}

void write_enumerated(const DWORD& from, ObjectEncoder& encoder) {
    write_dword(from, encoder, kEnumeratedTag);
}

void read_number(DerReader& in, ObjectDecoder& decoder, CRYPT_INTEGER_BLOB& out) {
    out = decoder.memory.reversed(in.integer());
}

void write_number(const CRYPT_INTEGER_BLOB& from, ObjectEncoder& encoder) { encoder.integer(from); }

void write_unsigned(const CRYPT_UINT_BLOB& from, ObjectEncoder& encoder) {
    encoder.unsigned_integer(from);
}

void read_octets(DerReader& in, ObjectDecoder& decoder, CRYPT_DATA_BLOB& out) {
    out = decoder.memory.octets(in.contents(DerTag::octet_string));
}

void write_octets(const CRYPT_DATA_BLOB& from, ObjectEncoder& encoder) {
    encoder.out.put(DerTag::octet_string, encoder.octets(from));
}

void read_bits(DerReader& in, ObjectDecoder& decoder, CRYPT_BIT_BLOB& out) {
    out = decoder.memory.bits(in.bit_string());
}

void write_bits(const CRYPT_BIT_BLOB& from, ObjectEncoder& encoder) { encoder.bits(from); }

void write_named_bits(const CRYPT_BIT_BLOB& from, ObjectEncoder& encoder) {
    encoder.named_bits(from);
}

void read_time(DerReader& in, ObjectDecoder& decoder, FILETIME& out) {
    if (in.more() && !in.next_is(DerTag::utc_time) && !in.next_is(DerTag::generalized_time))
        return decoder.refuse(in, CRYPT_E_ASN1_BADTAG);
    out = file_time_of(in.time());
}

void write_time(const FILETIME& from, ObjectEncoder& encoder) { write_file_time(from, encoder); }

void write_utc_time(const FILETIME& from, ObjectEncoder& encoder) {
    const FileTime time = time_of(from);
    if (time < kYear1950 || time >= kYear2050)
        return encoder.refuse(CRYPT_E_BAD_ENCODE, "cert: UTCTime is from 1950 to 2049");
    encoder.out.time(time);
}

void read_id(DerReader& in, ObjectDecoder& decoder, LPSTR& out) {
    out = decoder.memory.id(in.object_identifier());
}

void write_id(const LPSTR& from, ObjectEncoder& encoder) { encoder.id(from); }

}  // namespace

DWORD read_dword(DerReader& in, ObjectDecoder& decoder, DerTag tag) {
    Bytes value = in.integer(tag);
    if (value.empty()) return 0;
    if (value.front() >= 0x80) {
        in.fail();
        return 0;
    }
    if (value.front() == 0) value = value.subspan(1);
    if (value.size() > sizeof(DWORD)) decoder.refuse(in, CRYPT_E_ASN1_LARGE);
    DWORD number = 0;
    for (const std::uint8_t octet : value) number = number << 8 | octet;
    return number;
}

bool read_optional_dword(DerReader& in, ObjectDecoder& decoder, DerTag tag, DWORD& value) {
    if (!in.next_is(tag)) return false;
    value = read_dword(in, decoder, tag);
    return true;
}

void write_dword(DWORD value, ObjectEncoder& encoder, DerTag tag) {
    DerWriter number;
    number.small_integer(value);
    encoder.retagged(tag, number.view());
}

CRYPT_UINT_BLOB read_unsigned(DerReader& in, ObjectDecoder& decoder) {
    Bytes value = in.integer();
    if (!value.empty() && value.front() >= 0x80) in.fail();
    if (value.size() > 1 && value.front() == 0) value = value.subspan(1);
    return decoder.memory.reversed(value);
}

void read_unsigned_into(DerReader& in, ObjectDecoder& decoder, CRYPT_UINT_BLOB& out) {
    out = read_unsigned(in, decoder);
}

void write_file_time(const FILETIME& from, ObjectEncoder& encoder) {
    const FileTime time = time_of(from);
    if (time >= kYear10000)
        return encoder.refuse(CRYPT_E_BAD_ENCODE, "cert: GeneralizedTime ends with the year 9999");
    encoder.out.time(time);
}

const ObjectType kInteger = kObjectType<DerTag::integer, int, read_int, write_int>;
const ObjectType kEnumerated =
    kObjectType<kEnumeratedTag, DWORD, read_enumerated, write_enumerated>;
const ObjectType kMultiByteInteger =
    kObjectType<DerTag::integer, CRYPT_INTEGER_BLOB, read_number, write_number>;
const ObjectType kMultiByteUint =
    kObjectType<DerTag::integer, CRYPT_UINT_BLOB, read_unsigned_into, write_unsigned>;
const ObjectType kOctetString =
    kObjectType<DerTag::octet_string, CRYPT_DATA_BLOB, read_octets, write_octets>;
const ObjectType kBits = kObjectType<DerTag::bit_string, CRYPT_BIT_BLOB, read_bits, write_bits>;
const ObjectType kBitsWithoutTrailingZeros =
    kObjectType<DerTag::bit_string, CRYPT_BIT_BLOB, read_bits, write_named_bits>;
const ObjectType kChoiceOfTime = kObjectType<kAnyTag, FILETIME, read_time, write_time>;
const ObjectType kUtcTime = kObjectType<DerTag::utc_time, FILETIME, read_time, write_utc_time>;
const ObjectType kObjectId = kObjectType<DerTag::object_identifier, LPSTR, read_id, write_id>;

}  // namespace secur32::api
