// Receiver: records that libcrypto made, and all that may be wrong with one.
#define OPENSSL_SUPPRESS_DEPRECATED  // RC4, of packet_samples.h
#include <gtest/gtest.h>

#include "test/unit/sspi/schannel/record_pairs.h"

namespace secur32::schannel {
namespace {

using provider::kMaxCiphertext12;
using provider::kMaxCiphertext13;
using provider::kMaxPlaintext;
using test::record_text;
using test::RecordPair;

constexpr Version kVersions[] = {Version::tls10, Version::tls11, Version::tls12, Version::tls13};

Buffer copy(Bytes bytes) { return {bytes.begin(), bytes.end()}; }
Buffer text(std::string_view characters) { return copy(bytes_of(characters)); }
Buffer header(unsigned type, std::size_t length, std::uint8_t minor = 3) {
    return {static_cast<std::uint8_t>(type), 3, minor, static_cast<std::uint8_t>(length >> 8),
            static_cast<std::uint8_t>(length)};
}
Buffer plain(unsigned type, std::size_t length) {
    Buffer record = header(type, length);
    record.resize(5 + length, 1);
    return record;
}

// ---- find_record ----

TEST(ReceiverFinds, WhatIsMissingOctetByOctet) {
    Receiver receiver;
    Buffer input = plain(22, 7);
    input.insert(input.end(), {22, 3, 3});
    for (std::size_t size = 0; size < 12; ++size) {
        const auto place = receiver.find_record(Bytes(input).first(size));
        ASSERT_TRUE(place.ok());
        EXPECT_EQ(place.value().size, 0u);
        EXPECT_EQ(place.value().missing, size < 5 ? 5 - size : 12 - size) << size;
    }
    for (std::size_t size = 12; size <= input.size(); ++size)
        EXPECT_EQ(receiver.find_record(Bytes(input).first(size)).value().size, 12u);
}

TEST(ReceiverFinds, NoRecordInWhatIsNotTls) {
    Receiver receiver;
    for (const std::string_view stranger :
         {"GET / HTTP/1.1\r\n", "POST /", "HTTP/1.1 400 Bad Request", "SSH-2.0-OpenSSH", "220 mail",
          "\x80\x2e\x01\x03\x01", "\x80\x2e\x01", "\x18\x03\x03", "\x13\x03\x03", "G", "\x80"})
        EXPECT_EQ(receiver.find_record(text(stranger)).status(), Status::invalid_token) << stranger;
    for (const Buffer& other : {Buffer{22, 2}, Buffer{22, 4, 3, 0, 1}, Buffer{22, 0xFE, 0xFD, 0, 1},
                                Buffer{0, 3, 3, 0, 0}})
        EXPECT_EQ(receiver.find_record(other).status(), Status::invalid_token);
}

// RFC 8446 5: "If a TLS implementation receives an unexpected record type, it MUST terminate the
// connection with an "unexpected_message" alert."
TEST(ReceiverFinds, NoRecordOfAnotherTypeOnceThereIsAKey) {
    RecordPair pair(Version::tls13);
    EXPECT_EQ(pair.receiver.find_record(plain(24, 3)).status(), Status::unexpected_message);
    EXPECT_EQ(pair.receiver.find_record(Buffer{22, 2}).status(), Status::invalid_token);
}

TEST(ReceiverFinds, AnyMinorVersionInTheClear) {
    Receiver receiver;
    for (const unsigned minor : {0u, 1u, 3u, 4u, 255u})
        EXPECT_TRUE(receiver.find_record(header(22, 9, static_cast<std::uint8_t>(minor))).ok());
}

TEST(ReceiverFinds, NoRecordThatIsTooLong) {
    const auto found = [](Receiver& receiver, std::size_t length, unsigned type = 23) {
        return receiver.find_record(header(type, length)).status();
    };
    Receiver receiver;
    EXPECT_EQ(found(receiver, kMaxPlaintext, 22), Status::ok);
    EXPECT_EQ(found(receiver, kMaxPlaintext + 1, 22), Status::record_overflow);
    // Early data that is to be skipped.
    EXPECT_EQ(found(receiver, kMaxCiphertext13), Status::ok);
    EXPECT_EQ(found(receiver, kMaxCiphertext13 + 1), Status::record_overflow);
    RecordPair tls12(Version::tls12), tls13(Version::tls13);
    EXPECT_EQ(found(tls12.receiver, kMaxCiphertext12), Status::ok);
    EXPECT_EQ(found(tls12.receiver, kMaxCiphertext12 + 1), Status::record_overflow);
    EXPECT_EQ(found(tls13.receiver, kMaxCiphertext13), Status::ok);
    EXPECT_EQ(found(tls13.receiver, kMaxCiphertext13 + 1), Status::record_overflow);
    EXPECT_EQ(found(tls13.receiver, 0xFFFF), Status::record_overflow);
}

// ---- open: in the clear ----

TEST(ReceiverOpens, RecordsInTheClear) {
    Receiver receiver;
    for (const unsigned type : {20u, 21u, 22u}) {
        Buffer record = plain(type, 2);
        const auto opened = receiver.open(record);
        ASSERT_TRUE(opened.ok());
        EXPECT_EQ(opened.value().type, static_cast<ContentType>(type));
        EXPECT_EQ(opened.value().header.data(), record.data());
        EXPECT_EQ(opened.value().header.size(), 5u);
        EXPECT_EQ(copy(opened.value().content), (Buffer{1, 1}));
        EXPECT_TRUE(opened.value().trailer.empty());
    }
    EXPECT_EQ(receiver.sequence(), 0u);
}

TEST(ReceiverOpens, NoDataAndNothingEmptyInTheClear) {
    for (const unsigned type : {20u, 21u, 22u}) {
        Receiver receiver;
        Buffer record = plain(type, 0);
        EXPECT_EQ(receiver.open(record).status(), Status::unexpected_message) << type;
    }
    for (const std::size_t size : {0u, 1u}) {
        Receiver receiver;
        Buffer record = plain(23, size);
        EXPECT_EQ(receiver.open(record).status(), Status::unexpected_message);
    }
    Receiver receiver;
    Buffer record = plain(22, kMaxPlaintext + 1);
    EXPECT_EQ(receiver.open(record).status(), Status::record_overflow);
}

// ---- open: under a key ----

TEST(ReceiverOpens, WhatLibcryptoSealed) {
    for (const test::PacketSample& sample : test::packet_samples()) {
        if (is_datagram(sample.version)) continue;
        SCOPED_TRACE(sample.name());
        RecordPair pair(sample);
        std::uint64_t sequence = 0;
        for (const std::size_t size :
             {std::size_t{0}, std::size_t{1}, std::size_t{100}, kMaxPlaintext}) {
            Buffer record =
                pair.foreign.seal(sequence++, ContentType::application_data, record_text(size));
            const auto opened = pair.receiver.open(record);
            ASSERT_TRUE(opened.ok()) << size;
            EXPECT_EQ(opened.value().type, ContentType::application_data);
            EXPECT_EQ(copy(opened.value().content), record_text(size));
            // The three are the record, one behind the other.
            EXPECT_EQ(opened.value().header.data(), record.data());
            EXPECT_EQ(opened.value().header.data() + opened.value().header.size(),
                      opened.value().content.data());
            EXPECT_EQ(opened.value().trailer.data(),
                      opened.value().content.data() + opened.value().content.size());
            EXPECT_EQ(opened.value().trailer.data() + opened.value().trailer.size(),
                      record.data() + record.size());
        }
        EXPECT_EQ(pair.receiver.sequence(), sequence);
    }
}

TEST(ReceiverOpens, NothingThatWasChanged) {
    for (const Version version : kVersions) {
        const std::size_t size = RecordPair(version)
                                     .foreign.seal(0, ContentType::application_data, record_text(9))
                                     .size();
        for (std::size_t at = 5; at < size; ++at) {
            RecordPair pair(version);
            Buffer record = pair.foreign.seal(0, ContentType::application_data, record_text(9));
            record[at] ^= 0x40;
            EXPECT_EQ(pair.receiver.open(record).status(), Status::message_altered) << at;
            EXPECT_EQ(pair.receiver.sequence(), 0u);
        }
    }
}

TEST(ReceiverOpens, NothingTwiceAndNothingOutOfOrder) {
    for (const Version version : kVersions) {
        RecordPair pair(version);
        const Buffer first = pair.foreign.seal(0, ContentType::application_data, record_text(9));
        const Buffer second = pair.foreign.seal(1, ContentType::application_data, record_text(9));
        Buffer record = first;
        ASSERT_TRUE(pair.receiver.open(record).ok());
        record = first;
        EXPECT_EQ(pair.receiver.open(record).status(), Status::message_altered);
        RecordPair other(version);
        record = second;
        EXPECT_EQ(other.receiver.open(record).status(), Status::message_altered);
    }
}

TEST(ReceiverOpens, NothingShorterThanItsProtection) {
    for (const Version version : kVersions)
        for (std::size_t length = 0; length < 17; ++length) {
            RecordPair pair(version);
            Buffer record = plain(23, length);
            record[2] = version == Version::tls13 ? 3 : static_cast<std::uint8_t>(version);
            EXPECT_EQ(pair.receiver.open(record).status(), Status::message_altered) << length;
        }
}

TEST(ReceiverOpens, NoRecordOfAnotherVersion) {
    for (const Version version : kVersions)
        for (const std::uint8_t minor : {std::uint8_t{0}, std::uint8_t{4}, std::uint8_t{9}}) {
            RecordPair pair(version);
            Buffer record = pair.foreign.seal(0, ContentType::application_data, record_text(9));
            record[2] = minor;
            EXPECT_EQ(pair.receiver.open(record).status(), Status::protocol_version);
        }
}

TEST(ReceiverOpens, NothingInTheClearBehindTheKeysOfTls13) {
    for (const unsigned type : {21u, 22u}) {
        RecordPair pair(Version::tls13);
        Buffer record = plain(type, 2);
        EXPECT_EQ(pair.receiver.open(record).status(), Status::unexpected_message) << type;
    }
}

TEST(ReceiverOpens, EmptyDataButNothingElseThatIsEmpty) {
    for (const Version version : kVersions) {
        RecordPair pair(version);
        Buffer data = pair.foreign.seal(0, ContentType::application_data, {});
        EXPECT_TRUE(pair.receiver.open(data).ok());
        for (const ContentType type : {ContentType::alert, ContentType::handshake}) {
            RecordPair other(version);
            Buffer record = other.foreign.seal(0, type, {});
            EXPECT_EQ(other.receiver.open(record).status(), Status::unexpected_message);
        }
    }
}

TEST(ReceiverOpens, NoFloodOfEmptyRecords) {
    for (const Version version : kVersions) {
        RecordPair pair(version);
        std::uint64_t sequence = 0;
        const auto receive = [&](std::size_t size) {
            Buffer record =
                pair.foreign.seal(sequence++, ContentType::application_data, record_text(size));
            return pair.receiver.open(record).status();
        };
        for (int i = 0; i < 32; ++i) EXPECT_EQ(receive(0), Status::ok);
        EXPECT_EQ(receive(1), Status::ok);
        for (int i = 0; i < 32; ++i) EXPECT_EQ(receive(0), Status::ok);
        EXPECT_EQ(receive(0), Status::unexpected_message);
    }
}

// RFC 8446 5, D.4.
TEST(ReceiverOpens, ChangeCipherSpecInTheClearAndOnlyThere) {
    RecordPair pair(Version::tls13);
    Buffer record = plain(20, 1);
    const auto opened = pair.receiver.open(record);
    ASSERT_TRUE(opened.ok());
    EXPECT_EQ(opened.value().type, ContentType::change_cipher_spec);
    EXPECT_EQ(copy(opened.value().content), Buffer{1});
    EXPECT_EQ(pair.receiver.sequence(), 0u);
    Buffer data = pair.foreign.seal(0, ContentType::application_data, record_text(1));
    EXPECT_TRUE(pair.receiver.open(data).ok());
    Buffer inner = pair.foreign.seal(1, ContentType::change_cipher_spec, Buffer{1});
    EXPECT_EQ(pair.receiver.open(inner).status(), Status::unexpected_message);
}

TEST(ReceiverOpens, NoFloodOfChangeCipherSpecs) {
    RecordPair pair(Version::tls13);
    for (int i = 0; i < 32; ++i) {
        Buffer record = plain(20, 1);
        EXPECT_TRUE(pair.receiver.open(record).ok());
    }
    Buffer record = plain(20, 1);
    EXPECT_EQ(pair.receiver.open(record).status(), Status::unexpected_message);
}

TEST(ReceiverOpens, ChangeCipherSpecUnderTheKeysBeforeTls13) {
    RecordPair pair(Version::tls12);
    Buffer clear = plain(20, 1);
    EXPECT_EQ(pair.receiver.open(clear).status(), Status::message_altered);
    RecordPair other(Version::tls12);
    Buffer sealed = other.foreign.seal(0, ContentType::change_cipher_spec, Buffer{1});
    EXPECT_TRUE(other.receiver.open(sealed).ok());
}

// RFC 8446 5.4: "If a receiving implementation does not find a non-zero octet in the cleartext, it
// MUST terminate the connection with an "unexpected_message" alert."
TEST(ReceiverOpens, NoInnerPlaintextOfNoType) {
    for (const unsigned type : {0u, 1u, 24u, 255u}) {
        RecordPair pair(Version::tls13);
        Buffer record = pair.foreign.seal(0, static_cast<ContentType>(type), Buffer(5, 0), 3);
        EXPECT_EQ(pair.receiver.open(record).status(), Status::unexpected_message) << type;
    }
}

TEST(ReceiverOpens, NoContentOverTheLimit) {
    for (const Version version : kVersions)
        for (const std::size_t limit : {std::size_t{64}, kMaxPlaintext}) {
            RecordPair pair(version);
            pair.receiver.set_content_limit(limit);
            Buffer good = pair.foreign.seal(0, ContentType::application_data, record_text(limit));
            EXPECT_TRUE(pair.receiver.open(good).ok());
            Buffer bad =
                pair.foreign.seal(1, ContentType::application_data, record_text(limit + 1));
            EXPECT_EQ(pair.receiver.open(bad).status(), Status::record_overflow) << limit;
        }
}

// RFC 8446 5.4, RFC 8449 4: padding is part of what the limit counts.
TEST(ReceiverOpens, NoPaddingOverTheLimitInTls13) {
    RecordPair pair(Version::tls13);
    pair.receiver.set_content_limit(100);
    Buffer good = pair.foreign.seal(0, ContentType::application_data, record_text(60), 40);
    ASSERT_TRUE(pair.receiver.open(good).ok());
    Buffer bad = pair.foreign.seal(1, ContentType::application_data, record_text(60), 41);
    EXPECT_EQ(pair.receiver.open(bad).status(), Status::record_overflow);
}

TEST(ReceiverOpens, NothingThatIsNoRecord) {
    Receiver receiver;
    Buffer record{22, 3, 3};
    EXPECT_EQ(receiver.open(record).status(), Status::internal_error);
}

}  // namespace
}  // namespace secur32::schannel
