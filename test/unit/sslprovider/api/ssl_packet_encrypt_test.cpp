// SslEncryptPacket: what it makes is opened by libcrypto (foreign_records.h), for every kind of
// cipher and form of record.
#include <gtest/gtest.h>

#include "test/support/ssl_packets.h"
#include "test/support/ssl_tls13.h"

namespace secur32::test {
namespace {

constexpr std::size_t kLengths[] = {0, 1, 15, 16, 17, 255, 256, 1024, 16383, 16384};

struct Encrypted {
    SECURITY_STATUS status;
    Buffer record;  // as long as pcbResult says
};

Encrypted encrypt(NCRYPT_KEY_HANDLE key, ULONGLONG sequence, DWORD type, Bytes content) {
    Buffer record(20000, 0xEE);
    DWORD length = 1;
    const SECURITY_STATUS status =
        SslEncryptPacket(ssl_provider(), key, octets(content), count(content), record.data(),
                         count(record), &length, sequence, type, 0);
    record.resize(length);
    return {status, record};
}

TEST(SslEncryptPacket, AgreesWithLibcryptoForEveryKindOfRecord) {
    for (const PacketKind& kind : kPacketKinds) {
        const SslHandle key = packet_key(kind, provider::PacketUse::protect);
        foreign::Records peer = foreign_records(kind);
        ULONGLONG n = 0;
        for (const std::size_t length : kLengths) {
            SCOPED_TRACE(kind.name + std::string(", ") + std::to_string(length));
            const Buffer content = key_octets(length, 0x33);
            const ULONGLONG sequence = sequence_of(kind, n++);
            const Encrypted made = encrypt(key, sequence, 23, content);
            ASSERT_EQ(made.status, ERROR_SUCCESS);
            const foreign::Record opened = peer.open(sequence, made.record);
            EXPECT_EQ(opened.type, 23);
            EXPECT_EQ(opened.content, content);
        }
    }
}

// RFC 5246 6.2.1; RFC 8446 5: change_cipher_spec is never protected in TLS 1.3.
TEST(SslEncryptPacket, AgreesWithLibcryptoForEveryContentType) {
    for (const PacketKind& kind : kPacketKinds) {
        const SslHandle key = packet_key(kind);
        foreign::Records peer = foreign_records(kind);
        for (std::uint8_t type = 20; type <= 23; ++type) {
            if (kind.is_tls13() && type == 20) continue;
            const ULONGLONG sequence = sequence_of(kind, type);
            const Encrypted made = encrypt(key, sequence, type, Buffer{1, 2, 3});
            ASSERT_EQ(made.status, ERROR_SUCCESS) << kind.name;
            EXPECT_EQ(peer.open(sequence, made.record).type, type) << kind.name;
            EXPECT_EQ(made.record[0], kind.is_tls13() ? 23 : type) << kind.name;
        }
    }
}

// The same record whether the input is the output, lies where the content goes, or is apart.
TEST(SslEncryptPacket, AgreesWithLibcryptoInPlace) {
    for (const PacketKind& kind : kPacketKinds) {
        SCOPED_TRACE(kind.name);
        const SslHandle key = packet_key(kind);
        foreign::Records peer = foreign_records(kind);
        const Buffer content = key_octets(1000, 0x44);
        ULONGLONG n = 0;
        for (const std::size_t at : {std::size_t{0}, kind.header}) {
            Buffer memory(2000, 0xEE);
            std::ranges::copy(content, memory.begin() + static_cast<std::ptrdiff_t>(at));
            DWORD length = 0;
            const ULONGLONG sequence = sequence_of(kind, n++);
            ASSERT_EQ(SslEncryptPacket(ssl_provider(), key, memory.data() + at, 1000, memory.data(),
                                       2000, &length, sequence, 22, 0),
                      ERROR_SUCCESS);
            EXPECT_EQ(peer.open(sequence, Bytes(memory).first(length)).content, content);
            EXPECT_TRUE(
                std::ranges::all_of(Bytes(memory).subspan(std::max<std::size_t>(at + 1000, length)),
                                    [](std::uint8_t octet) { return octet == 0xEE; }));
        }
    }
}

TEST(SslEncryptPacket, TellsTheExactSizeWithoutABuffer) {
    for (const PacketKind& kind : kPacketKinds) {
        const SslHandle key = packet_key(kind);
        ULONGLONG n = 0;
        for (const std::size_t length : kLengths) {
            const Buffer content(length);
            DWORD size = 0;
            ASSERT_EQ(SslEncryptPacket(ssl_provider(), key, octets(content), count(content),
                                       nullptr, 0, &size, sequence_of(kind, n), 23, 0),
                      ERROR_SUCCESS)
                << kind.name;
            EXPECT_EQ(encrypt(key, sequence_of(kind, n++), 23, content).record.size(), size)
                << kind.name;
        }
    }
}

TEST(SslEncryptPacket, RefusesHandlesThatAreNone) {
    const SslHandle key = packet_key(kPacketKinds[0]);
    const SslHandle hash = new_hash(kTls13, kAes128);
    Buffer record(100, 0xEE);
    for (const NCRYPT_HANDLE wrong :
         {NCRYPT_HANDLE{0}, kInvented, freed_handle(), NCRYPT_HANDLE{hash}, ssl_provider()}) {
        DWORD length = 1;
        EXPECT_EQ(SslEncryptPacket(ssl_provider(), wrong, record.data() + 50, 1, record.data(), 40,
                                   &length, 0, 23, 0),
                  NTE_INVALID_HANDLE);
        EXPECT_EQ(length, 0u);
    }
    for (const NCRYPT_HANDLE wrong : {NCRYPT_HANDLE{0}, kInvented, NCRYPT_HANDLE{key}}) {
        DWORD length = 1;
        EXPECT_EQ(SslEncryptPacket(wrong, key, record.data() + 50, 1, record.data(), 40, &length, 0,
                                   23, 0),
                  NTE_INVALID_HANDLE);
        EXPECT_EQ(length, 0u);
    }
    EXPECT_EQ(record, Buffer(100, 0xEE));
}

TEST(SslEncryptPacket, RefusesABufferThatIsTooSmall) {
    for (const PacketKind& kind : kPacketKinds) {
        const SslHandle key = packet_key(kind);
        Buffer content(100, 0x21);
        DWORD size = 0;
        ASSERT_EQ(
            SslEncryptPacket(ssl_provider(), key, content.data(), 100, nullptr, 0, &size, 0, 23, 0),
            ERROR_SUCCESS);
        for (const DWORD room : {DWORD{0}, DWORD{100}, size - 1}) {
            Buffer record(300, 0xEE);
            DWORD length = 0;
            EXPECT_EQ(SslEncryptPacket(ssl_provider(), key, content.data(), 100, record.data(),
                                       room, &length, 0, 23, 0),
                      NTE_BUFFER_TOO_SMALL)
                << kind.name;
            EXPECT_EQ(length, size);
            EXPECT_EQ(record, Buffer(300, 0xEE));
        }
    }
}

TEST(SslEncryptPacket, RefusesMoreThanARecordHolds) {
    for (const PacketKind& kind : kPacketKinds) {
        const SslHandle key = packet_key(kind);
        const Encrypted made = encrypt(key, sequence_of(kind, 0), 23, Buffer(16385));
        EXPECT_EQ(made.status, NTE_INVALID_PARAMETER) << kind.name;
        EXPECT_TRUE(made.record.empty());
        DWORD length = 1;
        Buffer record(10);
        EXPECT_EQ(SslEncryptPacket(ssl_provider(), key, record.data(), 0xFFFFFFFF, nullptr, 0,
                                   &length, 0, 23, 0),
                  NTE_INVALID_PARAMETER);
        EXPECT_EQ(length, 0u);
    }
}

TEST(SslEncryptPacket, RefusesContentTypesThatAreNone) {
    const SslHandle key = packet_key(kPacketKinds[3]);
    for (const DWORD type : {0u, 19u, 24u, 255u, 256u + 23u, 0xFFFFFFFFu}) {
        Buffer record(100, 0xEE), content(3);
        DWORD length = 1;
        EXPECT_EQ(SslEncryptPacket(ssl_provider(), key, content.data(), 3, record.data(), 100,
                                   &length, 0, type, 0),
                  NTE_INVALID_PARAMETER)
            << type;
        EXPECT_EQ(length, 0u);
        EXPECT_EQ(record, Buffer(100, 0xEE));
    }
}

// RFC 5288 3: "The nonce_explicit MUST be ... unique": a number that was used, or one before it.
TEST(SslEncryptPacket, RefusesASequenceNumberTwice) {
    for (const PacketKind& kind : kPacketKinds) {
        if (!kind.is_aead()) continue;
        const SslHandle key = packet_key(kind);
        ASSERT_EQ(encrypt(key, sequence_of(kind, 7), 23, Buffer(10)).status, ERROR_SUCCESS);
        for (const ULONGLONG used : {0u, 6u, 7u}) {
            Buffer record(100, 0xEE), content(10, 0x21);
            DWORD length = 1;
            EXPECT_EQ(SslEncryptPacket(ssl_provider(), key, content.data(), 10, record.data(), 100,
                                       &length, sequence_of(kind, used), 23, 0),
                      NTE_INVALID_PARAMETER)
                << kind.name;
            EXPECT_EQ(length, 0u);
            EXPECT_EQ(record, Buffer(100, 0xEE));
        }
        EXPECT_EQ(encrypt(key, sequence_of(kind, 8), 23, Buffer(10)).status, ERROR_SUCCESS);
    }
}

TEST(SslEncryptPacket, RefusesAKeyThatReads) {
    for (const PacketKind& kind : kPacketKinds) {
        const SslHandle key = packet_key(kind, provider::PacketUse::unprotect);
        Buffer record(100, 0xEE), content(10, 0x21);
        DWORD length = 1;
        EXPECT_EQ(SslEncryptPacket(ssl_provider(), key, content.data(), 10, record.data(), 100,
                                   &length, sequence_of(kind, 0), 23, 0),
                  NTE_BAD_KEY_STATE)
            << kind.name;
        EXPECT_EQ(length, 0u);
        EXPECT_EQ(record, Buffer(100, 0xEE));
    }
}

// What was moved to its place in the record does not stay there in the clear.
TEST(SslEncryptPacket, RefusesASequenceNumberTwiceInPlaceAndLeavesZeros) {
    const PacketKind& kind = kPacketKinds[3];
    const SslHandle key = packet_key(kind);
    ASSERT_EQ(encrypt(key, 0, 23, Buffer(10)).status, ERROR_SUCCESS);
    Buffer memory(100, 0x21);
    DWORD length = 1;
    EXPECT_EQ(SslEncryptPacket(ssl_provider(), key, memory.data(), 10, memory.data(), 100, &length,
                               0, 23, 0),
              NTE_INVALID_PARAMETER);
    EXPECT_EQ(length, 0u);
    EXPECT_EQ(Buffer(memory.begin(), memory.begin() + 39), Buffer(39));
    EXPECT_EQ(Buffer(memory.begin() + 39, memory.end()), Buffer(61, 0x21));
}

// RFC 5246 6.2.1, RFC 8446 5.1: only application data may be empty; RFC 8446 5.
TEST(SslEncryptPacket, RefusesEmptyRecordsThatAreNotOfApplicationDataAndProtectedCcsOfTls13) {
    for (const PacketKind& kind : kPacketKinds) {
        const SslHandle key = packet_key(kind);
        for (std::uint8_t type = 20; type < 23; ++type) {
            const Encrypted made = encrypt(key, sequence_of(kind, 0), type, {});
            EXPECT_EQ(made.status, NTE_INVALID_PARAMETER) << kind.name;
            EXPECT_TRUE(made.record.empty());
        }
        if (!kind.is_tls13()) continue;
        DWORD length = 1;
        Buffer record(100, 0xEE), content(1, 1);
        EXPECT_EQ(SslEncryptPacket(ssl_provider(), key, content.data(), 1, record.data(), 100,
                                   &length, 0, 20, 0),
                  NTE_INVALID_PARAMETER);
        EXPECT_EQ(length, 0u);
        EXPECT_EQ(record, Buffer(100, 0xEE));
    }
}

TEST(SslEncryptPacket, RefusesBuffersThatOverlapOtherwise) {
    for (const PacketKind& kind : kPacketKinds) {
        const SslHandle key = packet_key(kind);
        Buffer memory(500, 0xEE);
        for (const std::size_t content_at : {99u, 101u, 104u, 114u, 150u, 199u}) {
            if (content_at == 100 + kind.header) continue;
            DWORD length = 1;
            EXPECT_EQ(SslEncryptPacket(ssl_provider(), key, memory.data() + content_at, 100,
                                       memory.data() + 100, 400, &length, 0, 23, 0),
                      NTE_BUFFERS_OVERLAP)
                << kind.name << ' ' << content_at;
            EXPECT_EQ(length, 0u);
        }
        EXPECT_EQ(memory, Buffer(500, 0xEE));
    }
}

TEST(SslEncryptPacket, RefusesASizeWithoutAnAddress) {
    const SslHandle key = packet_key(kPacketKinds[0]);
    Buffer record(100, 0xEE);
    DWORD length = 1;
    EXPECT_EQ(
        SslEncryptPacket(ssl_provider(), key, nullptr, 1, record.data(), 100, &length, 0, 23, 0),
        NTE_INVALID_PARAMETER);
    EXPECT_EQ(length, 0u);
    EXPECT_EQ(record, Buffer(100, 0xEE));
}

TEST(SslEncryptPacket, RefusesNoPlaceForTheSize) {
    const SslHandle key = packet_key(kPacketKinds[0]);
    Buffer record(100, 0xEE);
    EXPECT_EQ(
        SslEncryptPacket(ssl_provider(), key, nullptr, 0, record.data(), 100, nullptr, 0, 23, 0),
        NTE_INVALID_PARAMETER);
    EXPECT_EQ(record, Buffer(100, 0xEE));
}

TEST(SslEncryptPacket, RefusesFlags) {
    const SslHandle key = packet_key(kPacketKinds[0]);
    Buffer record(100, 0xEE);
    DWORD length = 1;
    EXPECT_EQ(
        SslEncryptPacket(ssl_provider(), key, nullptr, 0, record.data(), 100, &length, 0, 23, 1),
        NTE_BAD_FLAGS);
    EXPECT_EQ(length, 0u);
    EXPECT_EQ(record, Buffer(100, 0xEE));
}

}  // namespace
}  // namespace secur32::test
