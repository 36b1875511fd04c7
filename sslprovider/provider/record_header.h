// A record's header (RFC 5246 6.2.1, RFC 6347 4.1, RFC 8446 5.2), written and judged.
//
//   struct { ContentType type; ProtocolVersion version; [uint16 epoch; uint48 sequence_number;]
//            uint16 length; } ...;                       the part in brackets: DTLS
//
// Private to this folder.
#pragma once

#include "sslprovider/crypto/record_cipher.h"
#include "sslprovider/provider/packet_key.h"

namespace secur32::provider {

constexpr std::size_t header_length(Version version) { return is_datagram(version) ? 13 : 5; }

// TLS 1.3's outer type is always application_data (RFC 8446 5.2).
constexpr ContentType outer_type(Version version, ContentType type) {
    return version == Version::tls13 ? ContentType::application_data : type;
}

// length: of the fragment, which the header tells; what the record's MAC or AEAD covers tells
// another, mac_length, but in TLS 1.3.
struct RecordHeader {
    ContentType type;  // the outer one
    std::uint64_t sequence;
    std::size_t length;
};

void write_header(Version version, const RecordHeader& header, MutableBytes out);
crypto::RecordPrefix record_prefix(Version version, const RecordHeader& header);

// bad_data: not a record of this version and, in DTLS, of this number; shorter or longer than it
// says; longer than any may be.
Result<RecordHeader> read_header(Version version, std::uint64_t sequence, Bytes record);

}  // namespace secur32::provider
