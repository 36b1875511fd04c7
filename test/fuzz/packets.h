// Records of packet keys: what the targets packet_* have in common.
//
//     which, mode, cut, then the record, its fragment, or its content
//
//     which   one of the target's suites and versions
//     mode 0  a record as it comes: refused by its header, and then untouched, or judged
//          1  the header made right around a fragment: the cipher's turn
//          2  a content, protected in one piece and in pieces: it comes back
//          3  the same, with the octet at `cut` changed: it never does
#pragma once

#define OPENSSL_SUPPRESS_DEPRECATED  // RC4, of packet_samples.h
#include <algorithm>

#include "test/fuzz/check.h"
#include "test/support/packet_samples.h"

namespace secur32::fuzz {

using provider::ContentType;
using provider::PacketKey;
using test::PacketSample;

constexpr std::uint64_t kPacketSequence = 0x0001'0000'0000'0002;

inline std::size_t packet_header(const PacketSample& sample) {
    return is_datagram(sample.version) ? 13 : 5;
}

inline Buffer packet_with_header(const PacketSample& sample, Bytes fragment) {
    const auto number =
        static_cast<unsigned>(sample.version == Version::tls13 ? Version::tls12 : sample.version);
    Buffer record(packet_header(sample) + fragment.size());
    record[0] = 23;
    record[1] = static_cast<std::uint8_t>(number >> 8);
    record[2] = static_cast<std::uint8_t>(number);
    for (std::size_t i = 0; is_datagram(sample.version) && i < 8; ++i)
        record[3 + i] = static_cast<std::uint8_t>(kPacketSequence >> (56 - 8 * i));
    std::copy(fragment.begin(), fragment.end(),
              record.begin() + static_cast<std::ptrdiff_t>(packet_header(sample)));
    test::set_record_length(record, packet_header(sample));
    return record;
}

// Whatever it is, the answer is one of its five, and what opens lies inside the record.
inline void judge_packet(const PacketSample& sample, Buffer record) {
    record.shrink_to_fit();
    const Buffer before = record;
    PacketKey key = sample.reader();
    const auto opened = key.unprotect(kPacketSequence, record);
    if (opened.status() == Status::bad_data) {
        require(record == before);
        return;
    }
    if (!opened.ok()) {
        require(opened.status() == Status::bad_record || opened.status() == Status::bad_length ||
                opened.status() == Status::bad_type);
        return;
    }
    const MutableBytes content = opened.value().content;
    require(content.size() <= provider::kMaxPlaintext);
    require(content.data() >= record.data() + packet_header(sample) &&
            content.data() + content.size() <= record.data() + record.size());
}

inline Buffer packet_in_pieces(const PacketSample& sample, Bytes content) {
    PacketKey key = sample.writer();
    Buffer head(key.lengths().header), middle(content.begin(), content.end()),
        tail(key.trailer_length(content.size()));
    require(key.protect(ContentType::application_data, kPacketSequence, head, middle, tail) ==
            Status::ok);
    Buffer record(head.size() + middle.size() + tail.size());
    std::copy(tail.begin(), tail.end(),
              std::copy(middle.begin(), middle.end(),
                        std::copy(head.begin(), head.end(), record.begin())));
    return record;
}

inline void round_trip_packet(const PacketSample& sample, Bytes content) {
    PacketKey writer = sample.writer();
    for (Buffer record :
         {test::protect(writer, kPacketSequence, content), packet_in_pieces(sample, content)}) {
        PacketKey reader = sample.reader();
        const auto opened = reader.unprotect(kPacketSequence, record);
        require(opened.ok() && same(opened.value().content, content));
    }
}

inline void tamper_with_packet(const PacketSample& sample, Bytes content, std::uint8_t cut) {
    PacketKey writer = sample.writer();
    Buffer record = test::protect(writer, kPacketSequence, content);
    record[cut * record.size() / 256] ^= static_cast<std::uint8_t>(1 + cut % 255);
    PacketKey reader = sample.reader();
    require(!reader.unprotect(kPacketSequence, record).ok());
}

inline std::vector<PacketSample> packets_of(crypto::CipherKind kind, bool tls13 = false) {
    std::vector<PacketSample> samples = test::packet_samples();
    std::erase_if(samples, [&](const PacketSample& sample) {
        return sample.kind() != kind || (sample.version == Version::tls13) != tls13;
    });
    return samples;
}

// False when the input is none of the modes above, or too short.
inline bool run_packet(const std::vector<PacketSample>& samples, Bytes input) {
    if (input.size() < 3) return false;
    const PacketSample& sample = samples[input[0] % samples.size()];
    const Bytes rest = input.subspan(3);
    if (rest.size() > provider::kMaxPlaintext) return true;
    switch (input[1]) {
        case 0:
            judge_packet(sample, Buffer(rest.begin(), rest.end()));
            return true;
        case 1:
            judge_packet(sample, packet_with_header(sample, rest));
            return true;
        case 2:
            round_trip_packet(sample, rest);
            return true;
        case 3:
            tamper_with_packet(sample, rest, input[2]);
            return true;
        default:
            return false;
    }
}

}  // namespace secur32::fuzz
