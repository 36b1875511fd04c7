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

// sequence | type | version | length: all of a header's fields, in the order in which MAC and AEAD
// cover them.  There, but not in TLS 1.3, the length is the content's; in a header the fragment's.
inline crypto::RecordPrefix record_prefix(Version version, ContentType outer,
                                          std::uint64_t sequence, std::size_t length) {
    const auto number = static_cast<std::uint16_t>(wire_version(version));
    const std::uint64_t big_endian = __builtin_bswap64(sequence);
    crypto::RecordPrefix prefix;
    std::memcpy(prefix.data(), &big_endian, sizeof big_endian);
    prefix[8] = static_cast<std::uint8_t>(outer);
    prefix[9] = static_cast<std::uint8_t>(number >> 8);
    prefix[10] = static_cast<std::uint8_t>(number);
    crypto::set_length(prefix, length);
    return prefix;
}

// The header of header_length(version) octets that says what the prefix does.
inline void write_header(Version version, const crypto::RecordPrefix& prefix, MutableBytes out) {
    constexpr std::size_t kTypeAt = crypto::kSequenceLength, kLengthAt = kTypeAt + 3;
    std::uint8_t* to = out.data();
    std::memcpy(to, &prefix[kTypeAt], 3);
    if (is_datagram(version)) {
        std::memcpy(to + 3, prefix.data(), crypto::kSequenceLength);
        to += crypto::kSequenceLength;
    }
    std::memcpy(to + 3, &prefix[kLengthAt], 2);
}

// The prefix of a record's header, its length the fragment's.  bad_data: not a record of this
// version and, in DTLS, of this number; shorter or longer than it says; longer than any may be.
Result<crypto::RecordPrefix> read_header(Version version, std::uint64_t sequence, Bytes record);

}  // namespace secur32::provider
