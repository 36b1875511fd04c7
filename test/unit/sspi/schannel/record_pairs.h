// Both ends of one direction for the tests of records: a Sender, a Receiver and libcrypto's own
// computation of the same (foreign_records.h), under the keys of packet_samples.h.
// OPENSSL_SUPPRESS_DEPRECATED must be defined before.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "sspi/schannel/records.h"
#include "test/support/packet_samples.h"

namespace secur32::test {

inline const provider::CipherSuite& record_suite(std::uint16_t id) {
    return *std::ranges::find(provider::cipher_suites(), id, &provider::CipherSuite::id);
}

inline PacketSample record_sample(Version version) {
    if (version == Version::tls13) return {version, &record_suite(0x1301), false};
    if (version == Version::tls12) return {version, &record_suite(0xC02F), false};
    return {version, &record_suite(0xC013), false};  // AES-128-CBC, SHA-1
}

// Both ends have the key already.
struct RecordPair {
    explicit RecordPair(Version version) : RecordPair(record_sample(version)) {}
    explicit RecordPair(const PacketSample& of) : sample(of), foreign(of) {
        sender.change_key(sample.writer());
        receiver.change_key(sample.reader());
    }
    // What EncryptMessage makes of data, in buffers of STREAM_SIZES' lengths.
    Status protect(std::vector<Buffer>& data, bool is_alert = false) {
        std::vector<Segment> segments;
        for (Buffer& piece : data) segments.push_back({piece, true});
        Buffer header(sender.header_length()), trailer(sender.trailer_room());
        OutgoingRecord record{header, segments, trailer, is_alert};
        const Status status = sender.protect(record);
        sent.clear();
        if (status != Status::ok) return status;
        sent.assign(header.begin(),
                    header.begin() + static_cast<std::ptrdiff_t>(record.header_size));
        for (const Buffer& piece : data) sent.insert(sent.end(), piece.begin(), piece.end());
        sent.insert(sent.end(), trailer.begin(),
                    trailer.begin() + static_cast<std::ptrdiff_t>(record.trailer_size));
        return status;
    }
    Status protect(const Buffer& data) {
        std::vector<Buffer> one{data};
        return protect(one);
    }

    PacketSample sample;
    ForeignPackets foreign;
    schannel::Sender sender;
    schannel::Receiver receiver;
    Buffer sent;
};

// The records that lie behind one another in octets.
inline std::vector<Buffer> records_in(const Buffer& octets) {
    std::vector<Buffer> records;
    for (std::size_t at = 0; at < octets.size();) {
        const std::size_t size = 5 + (std::size_t{octets.at(at + 3)} << 8 | octets.at(at + 4));
        const auto start = octets.begin() + static_cast<std::ptrdiff_t>(at);
        records.emplace_back(start, start + static_cast<std::ptrdiff_t>(size));
        at += size;
    }
    return records;
}

inline Buffer record_text(std::size_t size) {
    Buffer octets(size);
    for (std::size_t i = 0; i < size; ++i) octets[i] = static_cast<std::uint8_t>(i * 7 + 1);
    return octets;
}

}  // namespace secur32::test
