// A record's header (RFC 5246 6.2.1, RFC 6347 4.1, RFC 8446 5.2), written and judged.
//
//   struct { ContentType type; ProtocolVersion version; [uint16 epoch; uint48 sequence_number;]
//            uint16 length; } ...;                       the part in brackets: DTLS
//
// Private to this folder.
#pragma once

#include <cstring>

#include "sslprovider/crypto/record_cipher.h"
#include "sslprovider/provider/packet_key.h"

namespace secur32::provider {

constexpr std::size_t header_length(Version version) { return is_datagram(version) ? 13 : 5; }

// TLS 1.3's outer type is always application_data (RFC 8446 5.2).
constexpr ContentType outer_type(Version version, ContentType type) {
    return version == Version::tls13 ? ContentType::application_data : type;
}

// RFC 8446 5.2: "The legacy_record_version field is always 0x0303."
constexpr Version wire_version(Version version) {
    return version == Version::tls13 ? Version::tls12 : version;
}

// What a header tells.  type: the outer one; length: the fragment's.
struct RecordHeader {
    ContentType type;
    std::uint64_t sequence;
    std::size_t length;
};

namespace detail {

inline void put_big_endian(std::uint64_t number, std::uint8_t* out) {
    number = __builtin_bswap64(number);
    std::memcpy(out, &number, sizeof number);
}
inline std::uint8_t* put_type(Version version, ContentType type, std::uint8_t* out) {
    const auto number = static_cast<std::uint16_t>(wire_version(version));
    out[0] = static_cast<std::uint8_t>(type);
    out[1] = static_cast<std::uint8_t>(number >> 8);
    out[2] = static_cast<std::uint8_t>(number);
    return out + 3;
}

}  // namespace detail

// out: header_length(version) octets or more.
inline void write_header(Version version, const RecordHeader& header, MutableBytes out) {
    std::uint8_t* to = detail::put_type(version, header.type, out.data());
    if (is_datagram(version)) {
        detail::put_big_endian(header.sequence, to);
        to += crypto::kSequenceLength;
    }
    to[0] = static_cast<std::uint8_t>(header.length >> 8);
    to[1] = static_cast<std::uint8_t>(header.length);
}

// The same in the order in which MAC and AEAD cover it.  There the length is the content's, but for
// TLS 1.3 and until a record is open.
inline crypto::RecordPrefix record_prefix(Version version, const RecordHeader& header) {
    crypto::RecordPrefix prefix;
    detail::put_big_endian(header.sequence, prefix.data());
    detail::put_type(version, header.type, &prefix[crypto::kSequenceLength]);
    crypto::set_length(prefix, header.length);
    return prefix;
}

// bad_data: not a record of this version and, in DTLS, of this number; shorter or longer than it
// says; longer than any may be.
Status check_header(Version version, std::uint64_t sequence, Bytes record);

}  // namespace secur32::provider
