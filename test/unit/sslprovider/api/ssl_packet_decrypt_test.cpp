// SslDecryptPacket: records that libcrypto made (foreign_records.h), for every kind of cipher and
// form of record; and the same records damaged.
#include <gtest/gtest.h>

#include <iostream>
#include <set>

#include "test/support/foreign_kdf.h"
#include "test/support/ssl_packets.h"
#include "test/support/ssl_tls13.h"

namespace secur32::test {
namespace {

struct Decrypted {
    SECURITY_STATUS status;
    DWORD length;
    Buffer memory;  // all of it, 0xEE where nothing was written
};

Decrypted decrypt(NCRYPT_KEY_HANDLE key, ULONGLONG sequence, Bytes record,
                  std::size_t room = 20000) {
    Decrypted made{0, 1, Buffer(room, 0xEE)};
    made.status =
        SslDecryptPacket(ssl_provider(), key, octets(record), count(record), made.memory.data(),
                         count(made.memory), &made.length, sequence, 0);
    return made;
}

// What comes out: the content, in TLS 1.3 with its type behind it.
Buffer plain_of(const PacketKind& kind, const foreign::Record& record) {
    Buffer plain = record.content;
    if (kind.is_tls13()) plain.push_back(record.type);
    return plain;
}

Buffer result_of(const Decrypted& made) {
    return {made.memory.begin(), made.memory.begin() + static_cast<std::ptrdiff_t>(made.length)};
}

bool all_are(Bytes octets, std::uint8_t value) {
    return std::ranges::all_of(octets, [&](std::uint8_t octet) { return octet == value; });
}

// What NULL is told.
DWORD size_told(NCRYPT_KEY_HANDLE key, const Buffer& record, ULONGLONG sequence) {
    DWORD length = 0;
    EXPECT_EQ(SslDecryptPacket(ssl_provider(), key, octets(record), count(record), nullptr, 0,
                               &length, sequence, 0),
              ERROR_SUCCESS);
    return length;
}

// The least room for a content: TLS 1.0's CBC opens a record once, and wants room for the longest.
DWORD least_room(const PacketKind& kind, NCRYPT_KEY_HANDLE key, const Buffer& record,
                 std::size_t content) {
    const bool once = kind.version == Version::tls10 && kind.key != 0;
    return once ? size_told(key, record, sequence_of(kind, 0)) : static_cast<DWORD>(content);
}

TEST(SslDecryptPacket, AgreesWithLibcryptoForEveryKindOfRecord) {
    for (const PacketKind& kind : kPacketKinds) {
        const SslHandle key = packet_key(kind, provider::PacketUse::unprotect);
        foreign::Records peer = foreign_records(kind);
        ULONGLONG n = 0;
        for (const std::size_t length : {0u, 1u, 15u, 16u, 17u, 255u, 1024u, 16383u, 16384u}) {
            SCOPED_TRACE(kind.name + std::string(", ") + std::to_string(length));
            const foreign::Record sent{23, key_octets(length, 0x33)};
            const ULONGLONG sequence = sequence_of(kind, n++);
            const Decrypted made = decrypt(key, sequence, peer.seal(sequence, sent));
            ASSERT_EQ(made.status, ERROR_SUCCESS);
            EXPECT_EQ(result_of(made), plain_of(kind, sent));
        }
    }
}

// RFC 5246 6.2.3.2: "Padding that is added ... may be any length up to 255 bytes"; RFC 8446 5.4.
TEST(SslDecryptPacket, AgreesWithLibcryptoForEveryPadding) {
    std::size_t records = 0;
    for (const PacketKind& kind : kPacketKinds) {
        if (kind.mac_key != 0 && kind.key == 0) continue;
        if (!kind.is_tls13() && kind.is_aead()) continue;
        const SslHandle key = packet_key(kind);
        foreign::Records peer = foreign_records(kind);
        for (std::size_t padding = 0; padding < 240; padding += 16) {
            const foreign::Record sent{22, key_octets(20, 0x12)};
            const ULONGLONG sequence = sequence_of(kind, padding);
            const Decrypted made = decrypt(key, sequence, peer.seal(sequence, sent, padding));
            ASSERT_EQ(made.status, ERROR_SUCCESS) << kind.name << ' ' << padding;
            EXPECT_EQ(result_of(made), plain_of(kind, sent)) << kind.name << ' ' << padding;
            ++records;
        }
    }
    std::cout << records << " padded records\n";
    EXPECT_GT(records, 100u);
}

TEST(SslDecryptPacket, AgreesWithLibcryptoForEveryContentType) {
    for (const PacketKind& kind : kPacketKinds) {
        const SslHandle key = packet_key(kind);
        foreign::Records peer = foreign_records(kind);
        for (std::uint8_t type = 20; type <= 23; ++type) {
            if (kind.is_tls13() && type == 20) continue;
            const foreign::Record sent{type, {1, 2, 3}};
            const ULONGLONG sequence = sequence_of(kind, type);
            const Decrypted made = decrypt(key, sequence, peer.seal(sequence, sent));
            ASSERT_EQ(made.status, ERROR_SUCCESS) << kind.name;
            EXPECT_EQ(result_of(made), plain_of(kind, sent)) << kind.name;
        }
    }
}

// The same content whether the output is the record's memory, the content's place in it, just long
// enough, or apart.
TEST(SslDecryptPacket, AgreesWithLibcryptoInPlaceAndInJustEnoughRoom) {
    for (const PacketKind& kind : kPacketKinds) {
        SCOPED_TRACE(kind.name);
        const SslHandle key = packet_key(kind);
        foreign::Records peer = foreign_records(kind);
        const foreign::Record sent{21, key_octets(1000, 0x44)};
        const Buffer plain = plain_of(kind, sent);
        ULONGLONG n = 0;
        for (const std::size_t at : {std::size_t{0}, kind.header}) {
            const ULONGLONG sequence = sequence_of(kind, n++);
            Buffer memory = peer.seal(sequence, sent);
            DWORD length = 0;
            ASSERT_EQ(SslDecryptPacket(ssl_provider(), key, memory.data(), count(memory),
                                       memory.data() + at, count(memory) - static_cast<DWORD>(at),
                                       &length, sequence, 0),
                      ERROR_SUCCESS);
            EXPECT_EQ(Buffer(memory.begin() + static_cast<std::ptrdiff_t>(at),
                             memory.begin() + static_cast<std::ptrdiff_t>(at + length)),
                      plain);
        }
        const ULONGLONG sequence = sequence_of(kind, n++);
        const Buffer record = peer.seal(sequence, sent);
        Decrypted made =
            decrypt(key, sequence, record, least_room(kind, key, record, plain.size()));
        ASSERT_EQ(made.status, ERROR_SUCCESS);
        made.memory.resize(made.length);
        EXPECT_EQ(made.memory, plain);
        // In place, and told that the place is no longer than the content.
        const ULONGLONG last = sequence_of(kind, n++);
        Buffer memory = peer.seal(last, sent);
        const DWORD room = least_room(kind, key, memory, plain.size());
        DWORD length = 0;
        ASSERT_EQ(SslDecryptPacket(ssl_provider(), key, memory.data(), count(memory), memory.data(),
                                   room, &length, last, 0),
                  ERROR_SUCCESS);
        EXPECT_EQ(Buffer(memory.begin(), memory.begin() + static_cast<std::ptrdiff_t>(length)),
                  plain);
    }
}

TEST(SslDecryptPacket, LeavesNothingBehindTheContentNorTouchesTheInput) {
    for (const PacketKind& kind : kPacketKinds) {
        const SslHandle key = packet_key(kind);
        foreign::Records peer = foreign_records(kind);
        const Buffer record = peer.seal(sequence_of(kind, 0), {22, key_octets(50, 9)});
        const Buffer before = record;
        const Decrypted made = decrypt(key, sequence_of(kind, 0), record);
        ASSERT_EQ(made.status, ERROR_SUCCESS) << kind.name;
        EXPECT_EQ(record, before) << kind.name;
        EXPECT_TRUE(
            all_are(Bytes(made.memory).subspan(made.length, record.size() - made.length), 0))
            << kind.name;
        EXPECT_TRUE(all_are(Bytes(made.memory).subspan(record.size()), 0xEE)) << kind.name;
    }
}

TEST(SslDecryptPacket, TellsASizeThatSufficesWithoutABuffer) {
    for (const PacketKind& kind : kPacketKinds) {
        const SslHandle key = packet_key(kind);
        foreign::Records peer = foreign_records(kind);
        const foreign::Record sent{22, key_octets(777, 9)};
        const Buffer record = peer.seal(sequence_of(kind, 0), sent);
        DWORD size = 0;
        ASSERT_EQ(SslDecryptPacket(ssl_provider(), key, octets(record), count(record), nullptr, 0,
                                   &size, sequence_of(kind, 0), 0),
                  ERROR_SUCCESS);
        EXPECT_GE(size, plain_of(kind, sent).size()) << kind.name;
        if (kind.is_aead()) {
            EXPECT_EQ(size, plain_of(kind, sent).size()) << kind.name;
        }
        EXPECT_EQ(decrypt(key, sequence_of(kind, 0), record, size).status, ERROR_SUCCESS)
            << kind.name;
    }
}

TEST(SslDecryptPacket, RefusesHandlesThatAreNone) {
    const PacketKind& kind = kPacketKinds[0];
    const SslHandle key = packet_key(kind);
    const SslHandle hash = new_hash(kTls13, kAes128);
    const Buffer record = foreign_records(kind).seal(0, {22, {1, 2, 3}});
    Buffer out(100, 0xEE);
    for (const NCRYPT_HANDLE wrong :
         {NCRYPT_HANDLE{0}, kInvented, freed_handle(), NCRYPT_HANDLE{hash}, ssl_provider()}) {
        DWORD length = 1;
        EXPECT_EQ(SslDecryptPacket(ssl_provider(), wrong, octets(record), count(record), out.data(),
                                   100, &length, 0, 0),
                  NTE_INVALID_HANDLE);
        EXPECT_EQ(length, 0u);
    }
    for (const NCRYPT_HANDLE wrong : {NCRYPT_HANDLE{0}, kInvented, NCRYPT_HANDLE{key}}) {
        DWORD length = 1;
        EXPECT_EQ(SslDecryptPacket(wrong, key, octets(record), count(record), out.data(), 100,
                                   &length, 0, 0),
                  NTE_INVALID_HANDLE);
        EXPECT_EQ(length, 0u);
    }
    EXPECT_EQ(out, Buffer(100, 0xEE));
}

// One status whatever was wrong inside; and zeros where content might have been.
TEST(SslDecryptPacket, RefusesEveryDamagedOctetInside) {
    std::size_t damaged = 0;
    for (const PacketKind& kind : kPacketKinds) {
        const std::size_t header = is_datagram(kind.version) ? 13 : 5;
        for (std::size_t at = header;; ++at) {
            // TLS 1.0 chains its IVs: a key of its own for every damage.
            const SslHandle key = packet_key(kind);
            Buffer record =
                foreign_records(kind).seal(sequence_of(kind, 0), {22, key_octets(40, 1)});
            if (at == record.size()) break;
            record[at] ^= 0x80;
            const Decrypted made = decrypt(key, sequence_of(kind, 0), record);
            ASSERT_EQ(made.status, NTE_DECRYPTION_FAILURE) << kind.name << ' ' << at;
            ASSERT_EQ(made.length, 0u);
            ASSERT_TRUE(all_are(Bytes(made.memory).first(record.size()), 0)) << kind.name;
            ++damaged;
        }
    }
    std::cout << damaged << " damaged records refused\n";
}

TEST(SslDecryptPacket, RefusesADamagedRecordInPlaceAndInLittleRoom) {
    for (const PacketKind& kind : kPacketKinds) {
        SCOPED_TRACE(kind.name);
        Buffer record = foreign_records(kind).seal(sequence_of(kind, 0), {22, key_octets(40, 1)});
        record.back() ^= 1;
        const SslHandle first = packet_key(kind);
        const Decrypted little =
            decrypt(first, sequence_of(kind, 0), record, least_room(kind, first, record, 41));
        EXPECT_EQ(little.status, NTE_DECRYPTION_FAILURE);
        EXPECT_EQ(little.length, 0u);
        EXPECT_TRUE(all_are(little.memory, 0));
        DWORD length = 1;
        const SslHandle key = packet_key(kind);
        EXPECT_EQ(SslDecryptPacket(ssl_provider(), key, record.data(), count(record), record.data(),
                                   count(record), &length, sequence_of(kind, 0), 0),
                  NTE_DECRYPTION_FAILURE);
        EXPECT_EQ(length, 0u);
        EXPECT_TRUE(all_are(record, 0));
    }
}

TEST(SslDecryptPacket, RefusesAnotherSequenceNumberAndAnotherKey) {
    for (const PacketKind& kind : kPacketKinds) {
        const Buffer record =
            foreign_records(kind).seal(sequence_of(kind, 5), {22, key_octets(40, 1)});
        if (!is_datagram(kind.version)) {
            const Decrypted early = decrypt(packet_key(kind), sequence_of(kind, 4), record);
            EXPECT_EQ(early.status, NTE_DECRYPTION_FAILURE) << kind.name;
            EXPECT_EQ(early.length, 0u);
        }
        const Decrypted other =
            decrypt(packet_key(kind, provider::PacketUse::both, 99), sequence_of(kind, 5), record);
        EXPECT_EQ(other.status, NTE_DECRYPTION_FAILURE) << kind.name;
        EXPECT_EQ(other.length, 0u);
    }
}

// RFC 8446 5.4: "If a receiving implementation does not find a non-zero octet in the cleartext"
TEST(SslDecryptPacket, RefusesZerosWithoutAType) {
    for (const PacketKind& kind : kPacketKinds) {
        if (!kind.is_tls13()) continue;
        const Buffer record = foreign_records(kind).seal(0, {0, Buffer(20)});
        const Decrypted made = decrypt(packet_key(kind), 0, record);
        EXPECT_EQ(made.status, NTE_DECRYPTION_FAILURE) << kind.name;
        EXPECT_EQ(made.length, 0u);
    }
}

TEST(SslDecryptPacket, RefusesRecordsThatAreCutOrFollowedByMore) {
    for (const PacketKind& kind : kPacketKinds) {
        const Buffer whole =
            foreign_records(kind).seal(sequence_of(kind, 0), {22, key_octets(40, 1)});
        for (std::size_t length = 0; length <= whole.size() + 1; ++length) {
            if (length == whole.size()) continue;
            Buffer record = whole;
            record.resize(length);
            const Decrypted made = decrypt(packet_key(kind), sequence_of(kind, 0), record);
            EXPECT_EQ(made.status, NTE_BAD_DATA) << kind.name << ' ' << length;
            EXPECT_EQ(made.length, 0u);
        }
    }
}

TEST(SslDecryptPacket, RefusesHeadersOfAnotherProtocolAndLeavesThemWhereTheyAre) {
    for (const PacketKind& kind : kPacketKinds) {
        SCOPED_TRACE(kind.name);
        const Buffer whole =
            foreign_records(kind).seal(sequence_of(kind, 0), {22, key_octets(40, 1)});
        for (const std::size_t at : {1u, 2u}) {
            Buffer record = whole;
            record[at] ^= 0x10;
            const Buffer before = record;
            const SslHandle key = packet_key(kind);
            DWORD length = 1;
            EXPECT_EQ(
                SslDecryptPacket(ssl_provider(), key, record.data(), count(record), record.data(),
                                 count(record), &length, sequence_of(kind, 0), 0),
                NTE_BAD_DATA);
            EXPECT_EQ(length, 0u);
            EXPECT_EQ(record, before);
        }
    }
}

TEST(SslDecryptPacket, RefusesMoreThanAnyRecordIsLong) {
    for (const PacketKind& kind : kPacketKinds) {
        Buffer record = foreign_records(kind).seal(sequence_of(kind, 0), {23, Buffer(10)});
        record.resize(70000);
        const Decrypted made = decrypt(packet_key(kind), sequence_of(kind, 0), record, 80000);
        EXPECT_EQ(made.status, NTE_BAD_DATA) << kind.name;
        EXPECT_EQ(made.length, 0u);
    }
}

TEST(SslDecryptPacket, RefusesABufferThatIsTooSmallAndOpensTheRecordWhenItIsNot) {
    for (const PacketKind& kind : kPacketKinds) {
        SCOPED_TRACE(kind.name);
        const foreign::Record sent{22, key_octets(100, 3)};
        const Buffer content = plain_of(kind, sent);
        const Buffer record = foreign_records(kind).seal(sequence_of(kind, 0), sent);
        const SslHandle key = packet_key(kind);
        const DWORD needed = least_room(kind, key, record, content.size());
        for (const DWORD room : {DWORD{0}, DWORD{1}, needed - 1}) {
            Buffer memory(200, 0xEE);
            DWORD length = 0;
            EXPECT_EQ(SslDecryptPacket(ssl_provider(), key, octets(record), count(record),
                                       memory.data(), room, &length, sequence_of(kind, 0), 0),
                      NTE_BUFFER_TOO_SMALL);
            EXPECT_EQ(length, needed);
            EXPECT_EQ(memory, Buffer(200, 0xEE));
        }
        Buffer memory(needed);
        DWORD length = 0;
        EXPECT_EQ(SslDecryptPacket(ssl_provider(), key, octets(record), count(record),
                                   memory.data(), needed, &length, sequence_of(kind, 0), 0),
                  ERROR_SUCCESS);
        memory.resize(length);
        EXPECT_EQ(memory, content);
    }
}

TEST(SslDecryptPacket, RefusesAKeyThatWritesAndLeavesTheRecordAsItIs) {
    for (const PacketKind& kind : kPacketKinds) {
        const SslHandle key = packet_key(kind, provider::PacketUse::protect);
        Buffer record = foreign_records(kind).seal(sequence_of(kind, 0), {22, Buffer(10)});
        const Buffer before = record;
        DWORD length = 1;
        EXPECT_EQ(SslDecryptPacket(ssl_provider(), key, record.data(), count(record), record.data(),
                                   count(record), &length, sequence_of(kind, 0), 0),
                  NTE_BAD_KEY_STATE)
            << kind.name;
        EXPECT_EQ(length, 0u);
        EXPECT_EQ(record, before);
    }
}

TEST(SslDecryptPacket, RefusesBuffersThatOverlapOtherwise) {
    for (const PacketKind& kind : kPacketKinds) {
        const SslHandle key = packet_key(kind);
        const Buffer record = foreign_records(kind).seal(sequence_of(kind, 0), {22, Buffer(60)});
        Buffer memory(500, 0xEE);
        std::ranges::copy(record, memory.begin() + 100);
        const Buffer before = memory;
        for (const std::size_t out_at : {50u, 99u, 101u, 104u, 120u}) {
            if (out_at == 100 + kind.header) continue;
            DWORD length = 1;
            EXPECT_EQ(
                SslDecryptPacket(ssl_provider(), key, memory.data() + 100, count(record),
                                 memory.data() + out_at, 300, &length, sequence_of(kind, 0), 0),
                NTE_BUFFERS_OVERLAP)
                << kind.name << ' ' << out_at;
            EXPECT_EQ(length, 0u);
        }
        EXPECT_EQ(memory, before);
    }
}

TEST(SslDecryptPacket, RefusesASizeWithoutAnAddress) {
    const SslHandle key = packet_key(kPacketKinds[0]);
    Buffer out(100, 0xEE);
    DWORD length = 1;
    EXPECT_EQ(SslDecryptPacket(ssl_provider(), key, nullptr, 30, out.data(), 100, &length, 0, 0),
              NTE_INVALID_PARAMETER);
    EXPECT_EQ(length, 0u);
    EXPECT_EQ(out, Buffer(100, 0xEE));
}

TEST(SslDecryptPacket, RefusesNoPlaceForTheSize) {
    const SslHandle key = packet_key(kPacketKinds[0]);
    const Buffer record = foreign_records(kPacketKinds[0]).seal(0, {22, Buffer(10)});
    Buffer out(100, 0xEE);
    EXPECT_EQ(SslDecryptPacket(ssl_provider(), key, octets(record), count(record), out.data(), 100,
                               nullptr, 0, 0),
              NTE_INVALID_PARAMETER);
    EXPECT_EQ(out, Buffer(100, 0xEE));
}

TEST(SslDecryptPacket, RefusesFlags) {
    const SslHandle key = packet_key(kPacketKinds[0]);
    const Buffer record = foreign_records(kPacketKinds[0]).seal(0, {22, Buffer(10)});
    Buffer out(100, 0xEE);
    DWORD length = 1;
    EXPECT_EQ(SslDecryptPacket(ssl_provider(), key, octets(record), count(record), out.data(), 100,
                               &length, 0, 0x40000000),
              NTE_BAD_FLAGS);
    EXPECT_EQ(length, 0u);
    EXPECT_EQ(out, Buffer(100, 0xEE));
}

}  // namespace
}  // namespace secur32::test
