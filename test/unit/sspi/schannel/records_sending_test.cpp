// Sender: what it writes is opened by libcrypto.
#define OPENSSL_SUPPRESS_DEPRECATED  // RC4, of packet_samples.h
#include <gtest/gtest.h>

#include "test/unit/sspi/schannel/record_pairs.h"

namespace secur32::schannel {
namespace {

using Buffers = std::vector<Buffer>;

using provider::kMaxPlaintext;
using test::record_text;
using test::RecordPair;
using test::records_in;

constexpr Version kVersions[] = {Version::tls10, Version::tls11, Version::tls12, Version::tls13};

TEST(Sender, WritesInTheClearBeforeThereIsAKey) {
    Sender sender;
    Buffer out{9};
    ASSERT_EQ(sender.write(ContentType::handshake, Buffer{1, 0, 0, 0}, out), Status::ok);
    sender.set_plaintext_version(0x0303);
    ASSERT_EQ(sender.write(ContentType::alert, Buffer{1, 0}, out), Status::ok);
    EXPECT_EQ(out, (Buffer{9, 22, 3, 1, 0, 4, 1, 0, 0, 0, 21, 3, 3, 0, 2, 1, 0}));
    EXPECT_EQ(sender.sequence(), 0u);
    EXPECT_EQ(sender.header_length(), 5u);
    EXPECT_EQ(sender.trailer_room(), 0u);
}

TEST(Sender, WritesNothingOfNothing) {
    Sender sender;
    Buffer out;
    ASSERT_EQ(sender.write(ContentType::handshake, {}, out), Status::ok);
    EXPECT_TRUE(out.empty());
}

TEST(Sender, CutsLongContentsAtTheLimit) {
    Sender sender;
    sender.set_content_limit(512);
    Buffer out;
    ASSERT_EQ(sender.write(ContentType::handshake, record_text(1025), out), Status::ok);
    const auto records = records_in(out);
    ASSERT_EQ(records.size(), 3u);
    EXPECT_EQ(records[0].size(), 517u);
    EXPECT_EQ(records[2].size(), 6u);
}

TEST(Sender, WritesRecordsThatLibcryptoOpens) {
    for (const Version version : kVersions) {
        RecordPair pair(version);
        Buffer out;
        ASSERT_EQ(pair.sender.write(ContentType::handshake, record_text(20'000), out), Status::ok);
        ASSERT_EQ(pair.sender.write(ContentType::alert, Buffer{1, 0}, out), Status::ok);
        Buffer content;
        std::uint64_t sequence = 0;
        for (const Buffer& record : records_in(out)) {
            const auto opened = pair.foreign.open(sequence, record);
            EXPECT_EQ(opened.type, sequence < 2 ? 22 : 21);
            content.insert(content.end(), opened.content.begin(), opened.content.end());
            ++sequence;
        }
        EXPECT_EQ(sequence, 3u);
        Buffer expected = record_text(20'000);
        expected.insert(expected.end(), {1, 0});
        EXPECT_EQ(content, expected);
        EXPECT_EQ(pair.sender.sequence(), 3u);
    }
}

TEST(Sender, NeverEncryptsTls13sChangeCipherSpec) {
    RecordPair pair(Version::tls13);
    Buffer out;
    ASSERT_EQ(pair.sender.write(ContentType::change_cipher_spec, Buffer{1}, out), Status::ok);
    EXPECT_EQ(out, (Buffer{20, 3, 3, 0, 1, 1}));
    EXPECT_EQ(pair.sender.sequence(), 0u);
    RecordPair old(Version::tls12);
    out.clear();
    ASSERT_EQ(old.sender.write(ContentType::change_cipher_spec, Buffer{1}, out), Status::ok);
    EXPECT_EQ(old.foreign.open(0, out).content, Buffer{1});
}

TEST(Sender, CountsAnewUnderANewKey) {
    RecordPair pair(Version::tls12);
    Buffer out;
    ASSERT_EQ(pair.sender.write(ContentType::handshake, record_text(9), out), Status::ok);
    pair.sender.change_key(pair.sample.writer());
    EXPECT_EQ(pair.sender.sequence(), 0u);
    out.clear();
    ASSERT_EQ(pair.sender.write(ContentType::handshake, record_text(9), out), Status::ok);
    EXPECT_EQ(pair.foreign.open(0, out).content, record_text(9));
}

TEST(Sender, SendsNothingBehindAClose) {
    RecordPair pair(Version::tls13);
    pair.sender.close();
    Buffer out;
    EXPECT_EQ(pair.sender.write(ContentType::alert, Buffer{1, 0}, out), Status::context_expired);
    EXPECT_TRUE(out.empty());
    EXPECT_EQ(pair.protect(record_text(3)), Status::context_expired);
}

// ---- EncryptMessage ----

TEST(Sender, ProtectsWhateverThePiecesAre) {
    for (const test::PacketSample& sample : test::packet_samples()) {
        if (is_datagram(sample.version)) continue;
        SCOPED_TRACE(sample.name());
        RecordPair pair(sample);
        const Buffer text = record_text(1000);
        const auto piece = [&](std::size_t from, std::size_t to) {
            return Buffer(text.begin() + static_cast<std::ptrdiff_t>(from),
                          text.begin() + static_cast<std::ptrdiff_t>(to));
        };
        std::uint64_t sequence = 0;
        for (const Buffers& pieces :
             {Buffers{text}, Buffers{piece(0, 1), piece(1, 17), piece(17, 1000)},
              Buffers{Buffer(), piece(0, 999), Buffer(), piece(999, 1000), Buffer()}}) {
            Buffers data = pieces;
            ASSERT_EQ(pair.protect(data), Status::ok);
            const auto opened = pair.foreign.open(sequence++, pair.sent);
            EXPECT_EQ(opened.type, 23);
            EXPECT_EQ(opened.content, text);
        }
    }
}

TEST(Sender, ProtectsDataOfEveryLengthAndOfNone) {
    for (const Version version : kVersions) {
        RecordPair pair(version);
        std::uint64_t sequence = 0;
        for (const std::size_t size :
             {std::size_t{0}, std::size_t{1}, std::size_t{16}, std::size_t{257}, kMaxPlaintext}) {
            ASSERT_EQ(pair.protect(record_text(size)), Status::ok) << size;
            EXPECT_EQ(pair.foreign.open(sequence++, pair.sent).content, record_text(size));
        }
        Buffers nothing;
        ASSERT_EQ(pair.protect(nothing), Status::ok);
        EXPECT_TRUE(pair.foreign.open(sequence, pair.sent).content.empty());
    }
}

TEST(Sender, RefusesMoreThanALimit) {
    RecordPair pair(Version::tls12);
    EXPECT_EQ(pair.protect(record_text(kMaxPlaintext + 1)), Status::invalid_parameter);
    Buffers two{record_text(kMaxPlaintext), Buffer(1)};
    EXPECT_EQ(pair.protect(two), Status::invalid_parameter);
    pair.sender.set_content_limit(64);
    EXPECT_EQ(pair.protect(record_text(65)), Status::invalid_parameter);
    EXPECT_EQ(pair.protect(record_text(64)), Status::ok);
}

TEST(Sender, ProtectsAlertsOfTwoOctets) {
    RecordPair pair(Version::tls13);
    Buffers alert{Buffer{1}, Buffer{0}};
    ASSERT_EQ(pair.protect(alert, true), Status::ok);
    EXPECT_EQ(pair.foreign.open(0, pair.sent).type, 21);
    for (const std::size_t size : {0u, 1u, 3u}) {
        Buffers bad{Buffer(size)};
        EXPECT_EQ(pair.protect(bad, true), Status::invalid_parameter) << size;
    }
}

TEST(Sender, NeedsTheRoomThatItAsksFor) {
    for (const Version version : kVersions) {
        RecordPair pair(version);
        Buffer header(pair.sender.header_length()), data = record_text(10);
        const std::size_t least = pair.sample.writer().trailer_length(data.size());
        Buffer trailer(least);
        const Segment segment{data, true};
        OutgoingRecord narrow{
            MutableBytes(header).first(header.size() - 1), {&segment, 1}, trailer};
        EXPECT_EQ(pair.sender.protect(narrow), Status::buffer_too_small);
        OutgoingRecord brief{header, {&segment, 1}, MutableBytes(trailer).first(least - 1)};
        EXPECT_EQ(pair.sender.protect(brief), Status::buffer_too_small);
        EXPECT_EQ(data, record_text(10));
        OutgoingRecord enough{header, {&segment, 1}, trailer};
        EXPECT_EQ(pair.sender.protect(enough), Status::ok);
    }
}

TEST(Sender, ProtectsNothingWithoutAKey) {
    Sender sender;
    Buffer header(5), trailer(64);
    OutgoingRecord record{header, {}, trailer};
    EXPECT_EQ(sender.protect(record), Status::out_of_sequence);
}

// ---- 1/n-1: TLS 1.0's CBC ----

TEST(Sender, SplitsRecordsWhereBlocksAreChained) {
    RecordPair pair(Version::tls10);
    pair.sender.set_split_records(true);
    std::uint64_t sequence = 0;
    for (const std::size_t size : {1u, 2u, 15u, 28u, 29u, 1000u}) {
        ASSERT_EQ(pair.protect(record_text(size)), Status::ok);
        const auto records = records_in(pair.sent);
        ASSERT_EQ(records.size(), 2u);
        Buffer content = pair.foreign.open(sequence, records[0]).content;
        EXPECT_EQ(content.size(), 1u);
        const Buffer rest = pair.foreign.open(sequence + 1, records[1]).content;
        content.insert(content.end(), rest.begin(), rest.end());
        EXPECT_EQ(content, record_text(size));
        sequence += 2;
    }
    ASSERT_EQ(pair.protect(Buffer()), Status::ok);
    EXPECT_EQ(records_in(pair.sent).size(), 1u);
    EXPECT_TRUE(pair.foreign.open(sequence, pair.sent).content.empty());
}

TEST(Sender, SplitsWhatItWrites) {
    RecordPair pair(Version::tls10);
    pair.sender.set_split_records(true);
    Buffer out;
    ASSERT_EQ(pair.sender.write(ContentType::application_data, record_text(9), out), Status::ok);
    ASSERT_EQ(pair.sender.write(ContentType::alert, Buffer{1, 0}, out), Status::ok);
    const auto records = records_in(out);
    ASSERT_EQ(records.size(), 3u);
    EXPECT_EQ(pair.foreign.open(0, records[0]).content.size(), 1u);
    EXPECT_EQ(pair.foreign.open(1, records[1]).content.size(), 8u);
    EXPECT_EQ(pair.foreign.open(2, records[2]).content.size(), 2u);
}

// Nobody puts the halves of an alert together.
TEST(Sender, SplitsNoAlert) {
    RecordPair pair(Version::tls10);
    pair.sender.set_split_records(true);
    std::vector<Buffer> alert{{1, 0}};
    ASSERT_EQ(pair.protect(alert, true), Status::ok);
    EXPECT_EQ(records_in(pair.sent).size(), 1u);
    EXPECT_EQ(pair.foreign.open(0, pair.sent).content, (Buffer{1, 0}));
}

TEST(Sender, SplitsNothingElse) {
    for (const Version version : {Version::tls11, Version::tls12, Version::tls13}) {
        RecordPair pair(version);
        pair.sender.set_split_records(true);
        ASSERT_EQ(pair.protect(record_text(100)), Status::ok);
        EXPECT_EQ(pair.foreign.open(0, pair.sent).content, record_text(100));
    }
}

}  // namespace
}  // namespace secur32::schannel
