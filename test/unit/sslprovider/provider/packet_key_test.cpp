// Packet keys of every suite and version against libcrypto called directly, and what they refuse.
#include "sslprovider/provider/packet_key.h"

#include <gtest/gtest.h>
#define OPENSSL_SUPPRESS_DEPRECATED  // RC4, of packet_samples.h
#include <openssl/err.h>

#include <iostream>

#include "test/support/packet_samples.h"

namespace secur32::provider {
namespace {

using test::ForeignPackets;
using test::packet_samples;
using test::PacketSample;
using test::protect;

constexpr std::size_t kSizes[] = {0, 1, 15, 16, 17, 64, 255, 256, 1024, 16384};

const CipherSuite& suite_of(std::uint16_t id) {
    return *std::ranges::find(cipher_suites(), id, &CipherSuite::id);
}
PacketSample sample_of(Version version, std::uint16_t id, bool encrypt_then_mac = false) {
    return {version, &suite_of(id), encrypt_then_mac};
}

Buffer text(std::size_t size) {
    Buffer octets(size);
    for (std::size_t i = 0; i < size; ++i) octets[i] = static_cast<std::uint8_t>(i * 3 + 1);
    return octets;
}

std::uint64_t sequence_of(const PacketSample& sample, std::uint64_t number) {
    return is_datagram(sample.version) ? std::uint64_t{1} << 48 | number : number;
}

TEST(PacketKey, MakesRecordsThatLibcryptoOpens) {
    std::size_t records = 0;
    for (const PacketSample& sample : packet_samples()) {
        SCOPED_TRACE(sample.name());
        PacketKey key = sample.writer();
        ForeignPackets foreign(sample);
        std::uint64_t number = 0;
        for (const std::size_t size : kSizes) {
            const std::uint64_t sequence = sequence_of(sample, number++);
            const Buffer record = protect(key, sequence, text(size));
            ASSERT_FALSE(record.empty());
            const auto opened = foreign.open(sequence, record);
            EXPECT_EQ(opened.type, 23);
            EXPECT_EQ(opened.content, text(size));
            ++records;
        }
    }
    EXPECT_EQ(ERR_peek_error(), 0UL);
    std::cout << records << " records, " << packet_samples().size()
              << " suites in their versions\n";
}

TEST(PacketKey, OpensRecordsThatLibcryptoMade) {
    for (const PacketSample& sample : packet_samples()) {
        SCOPED_TRACE(sample.name());
        PacketKey key = sample.reader();
        ForeignPackets foreign(sample);
        std::uint64_t number = 0;
        for (const std::size_t size : kSizes) {
            const std::uint64_t sequence = sequence_of(sample, number++);
            Buffer record = foreign.seal(sequence, ContentType::application_data, text(size));
            const auto opened = key.unprotect(sequence, record);
            ASSERT_TRUE(opened.ok()) << size;
            EXPECT_EQ(opened.value().type, ContentType::application_data);
            EXPECT_TRUE(std::ranges::equal(opened.value().content, text(size)));
            // The content lies inside the record.
            EXPECT_GE(opened.value().content.data(), record.data());
            EXPECT_LE(opened.value().content.data() + size, record.data() + record.size());
        }
    }
}

// What is not random in a record is the same octets.
TEST(PacketKey, MakesTheSameRecordsAsLibcryptoWhereNothingIsRandom) {
    for (const PacketSample& sample : packet_samples()) {
        if (sample.is_block() && sample.version != Version::tls10) continue;
        SCOPED_TRACE(sample.name());
        PacketKey key = sample.writer();
        ForeignPackets foreign(sample);
        std::uint64_t number = 0;
        for (const std::size_t size : kSizes) {
            const std::uint64_t sequence = sequence_of(sample, number++);
            EXPECT_EQ(protect(key, sequence, text(size)),
                      foreign.seal(sequence, ContentType::application_data, text(size)));
        }
    }
}

TEST(PacketKey, OpensMorePaddingThanItMakes) {
    for (const PacketSample& sample : packet_samples()) {
        const std::size_t block = row(sample.suite->cipher).block_length;
        if (block == 0 && sample.version != Version::tls13) continue;
        SCOPED_TRACE(sample.name());
        PacketKey key = sample.reader();
        ForeignPackets foreign(sample);
        for (std::uint64_t number = 0; number < 15; ++number) {
            const std::uint64_t sequence = sequence_of(sample, number);
            const std::size_t padding = number * (block == 0 ? 100 : block);
            Buffer record = foreign.seal(sequence, ContentType::handshake, text(21), padding);
            const auto opened = key.unprotect(sequence, record);
            ASSERT_TRUE(opened.ok()) << padding;
            EXPECT_EQ(opened.value().type, ContentType::handshake);
            EXPECT_TRUE(std::ranges::equal(opened.value().content, text(21)));
        }
    }
}

TEST(PacketKey, MakesTheSameOfScatteredAndOfOnePiece) {
    for (const PacketSample& sample : packet_samples()) {
        SCOPED_TRACE(sample.name());
        PacketKey in_place = sample.writer(), copying = sample.writer(),
                  scattered = sample.writer(), in_turns = sample.writer(), reader = sample.reader(),
                  second = sample.reader();
        const bool random = sample.is_block() && sample.version != Version::tls10;
        std::uint64_t number = 0;
        for (const std::size_t size : kSizes) {
            const std::uint64_t sequence = sequence_of(sample, number++);
            const std::size_t header = in_place.lengths().header,
                              trailer = in_place.trailer_length(size);
            Buffer whole(header + size + trailer);
            const MutableBytes all(whole);
            std::ranges::copy(text(size), all.subspan(header).begin());
            ASSERT_EQ(in_place.protect(ContentType::alert, sequence, all.first(header),
                                       all.subspan(header, size), all.last(trailer)),
                      size == 0 ? Status::invalid_parameter : Status::ok);
            if (size == 0) continue;

            Buffer head(header), middle = text(size), tail(trailer);
            ASSERT_EQ(scattered.protect(ContentType::alert, sequence, head, middle, tail),
                      Status::ok);
            Buffer pieces(head);
            pieces.insert(pieces.end(), middle.begin(), middle.end());
            pieces.insert(pieces.end(), tail.begin(), tail.end());
            const Buffer copied = protect(copying, sequence, text(size), ContentType::alert);
            if (!random) {
                EXPECT_EQ(pieces, whole);
                EXPECT_EQ(copied, whole);
            }
            for (Buffer record : {pieces, copied})
                if (!sample.is_chained()) {
                    EXPECT_TRUE(second.unprotect(sequence, record).ok());
                }

            // The same key, now in this way, now in that.
            Buffer turn(whole.size());
            if (number % 2 == 0) {
                turn = protect(in_turns, sequence, text(size), ContentType::alert);
            } else {
                const MutableBytes parts(turn);
                Buffer content = text(size);
                ASSERT_EQ(in_turns.protect(ContentType::alert, sequence, parts.first(header),
                                           content, parts.last(trailer)),
                          Status::ok);
                std::ranges::copy(content, parts.subspan(header).begin());
            }
            const auto opened = reader.unprotect(sequence, turn);
            ASSERT_TRUE(opened.ok()) << size;
            EXPECT_TRUE(std::ranges::equal(opened.value().content, text(size)));
        }
    }
}

TEST(PacketKey, TellsHowLongARecordGets) {
    struct Row {
        PacketSample sample;
        std::size_t header, fixed, padding, block;
    };
    const Row rows[] = {
        {sample_of(Version::tls13, 0x1301), 5, 17, 0, 0},
        {sample_of(Version::tls13, 0x1303), 5, 17, 0, 0},
        {sample_of(Version::tls12, 0xC02F), 13, 16, 0, 0},
        {sample_of(Version::dtls12, 0xC02F), 21, 16, 0, 0},
        {sample_of(Version::tls12, 0xCCA8), 5, 16, 0, 0},
        {sample_of(Version::dtls12, 0xCCA8), 13, 16, 0, 0},
        {sample_of(Version::tls10, 0x002F), 5, 20, 16, 16},
        {sample_of(Version::tls11, 0x002F), 21, 20, 16, 16},
        {sample_of(Version::dtls10, 0x002F), 29, 20, 16, 16},
        {sample_of(Version::tls12, 0xC028, true), 21, 48, 16, 16},
        {sample_of(Version::tls12, 0x000A), 13, 20, 8, 8},
        {sample_of(Version::tls10, 0x0005), 5, 20, 0, 0},
        {sample_of(Version::tls12, 0x003B), 5, 32, 0, 0},
    };
    for (const Row& row : rows) {
        SCOPED_TRACE(row.sample.name());
        const PacketLengths lengths =
            PacketKey::lengths(row.sample.version, *row.sample.suite, row.sample.encrypt_then_mac);
        EXPECT_EQ(lengths.header, row.header);
        EXPECT_EQ(lengths.fixed_trailer, row.fixed);
        EXPECT_EQ(lengths.max_padding, row.padding);
        EXPECT_EQ(lengths.block, row.block);
        EXPECT_EQ(row.sample.writer().lengths().header, row.header);
        EXPECT_EQ(row.sample.writer().lengths().fixed_trailer, row.fixed);
    }
}

TEST(PacketKey, MakesTrailersWithinTheLengthsItTells) {
    for (const PacketSample& sample : packet_samples()) {
        SCOPED_TRACE(sample.name());
        PacketKey key = sample.writer();
        ForeignPackets foreign(sample);
        const PacketLengths lengths = key.lengths();
        for (std::size_t size = 0; size < 40; ++size) {
            const std::size_t trailer = key.trailer_length(size);
            EXPECT_GE(trailer, lengths.fixed_trailer);
            EXPECT_LE(trailer, lengths.fixed_trailer + lengths.max_padding);
            EXPECT_EQ(lengths.header + size + trailer,
                      foreign.seal(size, ContentType::application_data, text(size)).size());
        }
    }
}

TEST(PacketKey, RemembersWhatItWasMadeOf) {
    const PacketSample sample = sample_of(Version::tls10, 0x0035, true);
    PacketKey made = sample.key(PacketUse::both);
    const PacketKey key = std::move(made);
    EXPECT_EQ(key.version(), Version::tls10);
    EXPECT_EQ(key.suite().id, 0x0035);
    EXPECT_EQ(key.use(), PacketUse::both);
    EXPECT_TRUE(key.encrypt_then_mac());
    EXPECT_TRUE(key.secrets().key == sample.secrets().key);
    EXPECT_TRUE(key.secrets().mac_key == sample.secrets().mac_key);
    EXPECT_TRUE(key.secrets().iv == sample.secrets().iv);
}

TEST(PacketKey, OfBothDirectionsKeepsThemApart) {
    for (const PacketSample& sample : packet_samples()) {
        SCOPED_TRACE(sample.name());
        PacketKey ours = sample.key(PacketUse::both), theirs = sample.key(PacketUse::both);
        for (std::uint64_t number = 0; number < 4; ++number) {
            const std::uint64_t sequence = sequence_of(sample, number);
            Buffer there = protect(ours, sequence, text(30)),
                   back = protect(theirs, sequence, text(300));
            EXPECT_TRUE(theirs.unprotect(sequence, there).ok());
            EXPECT_TRUE(ours.unprotect(sequence, back).ok());
        }
    }
}

TEST(PacketKey, OfOneDirectionRefusesTheOther) {
    for (const PacketSample& sample : packet_samples()) {
        PacketKey writer = sample.writer(), reader = sample.reader();
        Buffer record = protect(writer, 0, text(30));
        EXPECT_EQ(writer.unprotect(0, record).status(), Status::bad_key_state);
        const Buffer content = text(30);
        EXPECT_EQ(reader.protect(ContentType::alert, 1, Bytes(content), MutableBytes(record)),
                  Status::bad_key_state);
        EXPECT_TRUE(reader.unprotect(0, record).ok()) << "untouched so far";
    }
}

Status created(Version version, std::uint16_t suite, PacketSecrets secrets,
               bool encrypt_then_mac = false) {
    return PacketKey::create(version, suite_of(suite), std::move(secrets), PacketUse::both,
                             encrypt_then_mac)
        .status();
}

TEST(PacketKey, IsNotMadeForAVersionThatDoesNotKnowTheSuite) {
    for (const CipherSuite& suite : cipher_suites())
        for (const Version version : {Version::tls10, Version::tls11, Version::tls12,
                                      Version::tls13, Version::dtls10, Version::dtls12})
            if (!suite.suits(version)) {
                const PacketSample sample{version, &suite, false};
                EXPECT_EQ(created(version, suite.id, sample.secrets()), Status::invalid_parameter);
            }
}

TEST(PacketKey, IsNotMadeForRc4InDatagrams) {
    for (const Version version : {Version::dtls10, Version::dtls12})
        EXPECT_EQ(created(version, 0x0005, sample_of(version, 0x0005).secrets()),
                  Status::invalid_parameter);
}

TEST(PacketKey, EncryptsThenMacsWithBlockCiphersAlone) {
    for (const auto& [version, id] : {std::pair{Version::tls13, std::uint16_t{0x1301}},
                                      std::pair{Version::tls12, std::uint16_t{0xC02F}},
                                      std::pair{Version::tls12, std::uint16_t{0x0002}},
                                      std::pair{Version::tls12, std::uint16_t{0x0005}}})
        EXPECT_EQ(created(version, id, sample_of(version, id).secrets(), true),
                  Status::invalid_parameter);
}

TEST(PacketKey, IsNotMadeOfSecretsOfAnotherLength) {
    for (const PacketSample& sample : packet_samples()) {
        SCOPED_TRACE(sample.name());
        const auto refuses = [&](SecureBytes PacketSecrets::*part, bool shorter) {
            PacketSecrets secrets = sample.secrets();
            const std::size_t size = (secrets.*part).size();
            if (shorter && size == 0) return true;
            secrets.*part = SecureBytes(shorter ? size - 1 : size + 1);
            return created(sample.version, sample.suite->id, std::move(secrets),
                           sample.encrypt_then_mac) == Status::invalid_parameter;
        };
        for (const bool shorter : {false, true}) {
            EXPECT_TRUE(refuses(&PacketSecrets::mac_key, shorter));
            EXPECT_TRUE(refuses(&PacketSecrets::key, shorter));
            EXPECT_TRUE(refuses(&PacketSecrets::iv, shorter));
        }
    }
}

TEST(PacketKey, IsNotMadeForNoDirection) {
    const PacketSample sample = sample_of(Version::tls12, 0xC02F);
    EXPECT_EQ(PacketKey::create(sample.version, *sample.suite, sample.secrets(),
                                static_cast<PacketUse>(0))
                  .status(),
              Status::invalid_parameter);
}

TEST(PacketKey, NeverTakesASequenceNumberTwiceForAead) {
    for (const PacketSample& sample : packet_samples()) {
        if (!sample.suite->is_aead()) continue;
        SCOPED_TRACE(sample.name());
        PacketKey key = sample.writer();
        EXPECT_FALSE(protect(key, 0, text(3)).empty());
        EXPECT_TRUE(protect(key, 0, text(3)).empty());
        EXPECT_FALSE(protect(key, 7, text(3)).empty()) << "numbers may be left out";
        for (std::uint64_t used = 0; used <= 7; ++used)
            EXPECT_TRUE(protect(key, used, text(3)).empty()) << used;
        EXPECT_FALSE(protect(key, 8, text(3)).empty());
        EXPECT_FALSE(protect(key, ~std::uint64_t{0}, text(3)).empty());
        EXPECT_TRUE(protect(key, 0, text(3)).empty()) << "RFC 8446 5.3: it must not wrap";
        EXPECT_TRUE(protect(key, ~std::uint64_t{0}, text(3)).empty());
    }
}

// A nonce is not used up by what was refused before the cipher.
TEST(PacketKey, RefusesContentThatIsNoneOrTooLong) {
    for (const PacketSample& sample : packet_samples()) {
        SCOPED_TRACE(sample.name());
        PacketKey key = sample.writer();
        for (const unsigned type : {0U, 19U, 24U, 255U})
            EXPECT_TRUE(protect(key, 0, text(5), static_cast<ContentType>(type)).empty()) << type;
        EXPECT_TRUE(protect(key, 0, text(kMaxPlaintext + 1)).empty());
        for (const ContentType type :
             {ContentType::change_cipher_spec, ContentType::alert, ContentType::handshake})
            EXPECT_TRUE(protect(key, 0, {}, type).empty());
        EXPECT_EQ(protect(key, 0, text(1), ContentType::change_cipher_spec).empty(),
                  sample.version == Version::tls13);
        EXPECT_FALSE(protect(key, 1, text(kMaxPlaintext)).empty());
    }
}

TEST(PacketKey, RefusesPartsOfAnotherLengthThanTheRecords) {
    for (const PacketSample& sample : packet_samples()) {
        SCOPED_TRACE(sample.name());
        PacketKey key = sample.writer();
        const std::size_t header = key.lengths().header, trailer = key.trailer_length(33);
        Buffer content = text(33);
        const auto status = [&](std::size_t head, std::size_t tail) {
            Buffer front(head), back(tail);
            return key.protect(ContentType::alert, 0, front, content, back);
        };
        EXPECT_EQ(status(header - 1, trailer), Status::invalid_parameter);
        EXPECT_EQ(status(header + 1, trailer), Status::invalid_parameter);
        EXPECT_EQ(status(0, trailer), Status::invalid_parameter);
        EXPECT_EQ(status(header, trailer - 1), Status::invalid_parameter);
        EXPECT_EQ(status(header, trailer + 1), Status::invalid_parameter);
        EXPECT_EQ(status(header, 0), Status::invalid_parameter);
        for (const std::size_t size : {header, header + 32 + trailer, header + 34 + trailer}) {
            Buffer record(size);
            EXPECT_EQ(key.protect(ContentType::alert, 0, Bytes(content), MutableBytes(record)),
                      Status::invalid_parameter);
        }
        EXPECT_EQ(content, text(33)) << "nothing was touched";
        EXPECT_EQ(status(header, trailer), Status::ok);
    }
}

}  // namespace
}  // namespace secur32::provider
