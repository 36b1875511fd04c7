// The SSL provider's functions on several threads at once: two keys, one key, a key that goes while
// it is used, a hash and its duplicates, secrets that many derive from.  The preset "tsan" shows
// that nothing races for it.
#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

#include "test/support/foreign_kdf.h"
#include "test/support/ssl_packets.h"
#include "test/support/ssl_tls13.h"

namespace secur32::test {
namespace {

// Runs both, begun together.
template <typename First, typename Second>
void at_once(First first, Second second) {
    std::atomic<int> ready = 0;
    const auto together = [&ready](auto& work) {
        ++ready;
        while (ready.load() < 2) std::this_thread::yield();
        work();
    };
    std::thread other([&] { together(second); });
    together(first);
    other.join();
}

SECURITY_STATUS encrypt(NCRYPT_KEY_HANDLE key, ULONGLONG sequence, Bytes content, Buffer& record) {
    DWORD length = 0;
    record.assign(content.size() + 128, 0);
    const SECURITY_STATUS status =
        SslEncryptPacket(ssl_provider(), key, octets(content), count(content), record.data(),
                         count(record), &length, sequence, 23, 0);
    record.resize(length);
    return status;
}

SECURITY_STATUS decrypt(NCRYPT_KEY_HANDLE key, ULONGLONG sequence, Buffer& record) {
    DWORD length = 0;
    const SECURITY_STATUS status =
        SslDecryptPacket(ssl_provider(), key, record.data(), count(record), record.data(),
                         count(record), &length, sequence, 0);
    record.resize(length);
    return status;
}

TEST(SslThreads, EncryptWithOneKeyWhileAnotherDecrypts) {
    constexpr ULONGLONG kRounds = 500;
    const Buffer content = key_octets(300, 5);
    for (const PacketKind& kind : kPacketKinds) {
        SCOPED_TRACE(kind.name);
        const SslHandle writes = packet_key(kind),
                        reads = packet_key(kind, provider::PacketUse::unprotect, 50);
        foreign::Records peer_reads = foreign_records(kind),
                         peer_writes = foreign_records(kind, 50);
        std::vector<Buffer> sent(kRounds), received(kRounds);
        for (ULONGLONG n = 0; n < kRounds; ++n)
            received[n] = peer_writes.seal(sequence_of(kind, n), {23, content});
        at_once(
            [&] {
                for (ULONGLONG n = 0; n < kRounds; ++n)
                    EXPECT_EQ(encrypt(writes, sequence_of(kind, n), content, sent[n]),
                              ERROR_SUCCESS);
            },
            [&] {
                for (ULONGLONG n = 0; n < kRounds; ++n)
                    EXPECT_EQ(decrypt(reads, sequence_of(kind, n), received[n]), ERROR_SUCCESS);
            });
        for (ULONGLONG n = 0; n < kRounds; ++n) {
            EXPECT_EQ(peer_reads.open(sequence_of(kind, n), sent[n]).content, content);
            if (kind.is_tls13()) received[n].pop_back();
            EXPECT_EQ(received[n], content);
        }
    }
}

// With AEAD the threads would have to agree on their numbers; a MAC takes any.
TEST(SslThreads, ThatEncryptWithOneKeyTakeTurns) {
    constexpr ULONGLONG kRounds = 500;
    const Buffer content = key_octets(200, 9);
    for (const PacketKind& kind : kPacketKinds) {
        if (kind.is_aead() || kind.version == Version::tls10) continue;
        const SslHandle key = packet_key(kind);
        std::vector<Buffer> sent(2 * kRounds);
        const auto every_second = [&](ULONGLONG first) {
            for (ULONGLONG n = first; n < 2 * kRounds; n += 2)
                EXPECT_EQ(encrypt(key, sequence_of(kind, n), content, sent[n]), ERROR_SUCCESS);
        };
        at_once([&] { every_second(0); }, [&] { every_second(1); });
        foreign::Records peer = foreign_records(kind);
        for (ULONGLONG n = 0; n < 2 * kRounds; ++n)
            EXPECT_EQ(peer.open(sequence_of(kind, n), sent[n]).content, content) << kind.name;
    }
}

TEST(SslThreads, MayFreeAKeyThatAnotherUses) {
    const Buffer content = key_octets(100, 1);
    for (const PacketKind& kind : kPacketKinds) {
        for (int round = 0; round < 20; ++round) {
            SslHandle owner = packet_key(kind);
            const NCRYPT_KEY_HANDLE key = owner;
            foreign::Records peer = foreign_records(kind);
            std::atomic<ULONGLONG> made = 0;
            SECURITY_STATUS last = ERROR_SUCCESS;
            at_once(
                [&] {
                    Buffer record;
                    for (ULONGLONG n = 0; last == ERROR_SUCCESS; ++n) {
                        last = encrypt(key, sequence_of(kind, n), content, record);
                        if (last == ERROR_SUCCESS) {
                            EXPECT_EQ(peer.open(sequence_of(kind, n), record).content, content);
                        }
                        ++made;
                    }
                },
                [&] {
                    while (made.load() == 0) std::this_thread::yield();
                    owner.free();
                });
            EXPECT_EQ(last, NTE_INVALID_HANDLE) << kind.name;
        }
    }
}

TEST(SslThreads, HashInTurnsAndDuplicateMeanwhile) {
    constexpr std::size_t kRounds = 2000;
    const Buffer message = key_octets(64, 3);
    const SslHandle hash = new_hash(kTls13, kAes128);
    std::vector<Buffer> seen;
    at_once(
        [&] {
            for (std::size_t n = 0; n < kRounds; ++n) add_to(hash, message);
        },
        [&] {
            for (std::size_t n = 0; n < kRounds; ++n) {
                add_to(hash, message);
                if (n % 100 == 0) seen.push_back(value_of(duplicate(hash), kTls13));
            }
        });
    // Every value is that of some whole number of messages, and they grow.
    Buffer all;
    std::size_t next = 0;
    for (std::size_t n = 0; n <= 2 * kRounds && next < seen.size(); ++n) {
        if (foreign::hash("SHA256", all) == seen[next]) ++next;
        all = foreign::joined(all, message);
    }
    EXPECT_EQ(next, seen.size());
    Buffer whole;
    for (std::size_t n = 0; n < 2 * kRounds; ++n)
        whole.insert(whole.end(), message.begin(), message.end());
    EXPECT_EQ(value_of(hash, kTls13), foreign::hash("SHA256", whole));
}

TEST(SslThreads, DeriveFromOneSecret) {
    const Tls13Secrets secrets = tls13_secrets_of("3");
    const Buffer expected = derived("3", "c ap traffic");
    const auto derive = [&] {
        for (int n = 0; n < 100; ++n) {
            SslHandle client, server, exporter;
            EXPECT_EQ(SslExpandTrafficKeys(ssl_provider(), secrets.master, secrets.server_finished,
                                           client.out(), server.out(), nullptr, 0),
                      ERROR_SUCCESS);
            EXPECT_TRUE(is_secret_of(client, expected));
            EXPECT_EQ(
                SslExpandExporterMasterKey(ssl_provider(), secrets.master, secrets.server_finished,
                                           exporter.out(), nullptr, 0),
                ERROR_SUCCESS);
            write_key(client);
        }
    };
    at_once(derive, derive);
}

TEST(SslThreads, MayCloseAProviderThatAnotherUses) {
    for (int round = 0; round < 50; ++round) {
        NCRYPT_PROV_HANDLE provider = 0;
        ASSERT_EQ(SslOpenProvider(&provider, MS_SCHANNEL_PROVIDER, 0), ERROR_SUCCESS);
        std::atomic<int> made = 0;
        at_once(
            [&] {
                SECURITY_STATUS status = ERROR_SUCCESS;
                while (status == ERROR_SUCCESS) {
                    SslHandle early;
                    status =
                        SslExtractEarlyKey(provider, 0, early.out(), kTls13, kAes128, nullptr, 0);
                    ++made;
                }
                EXPECT_EQ(status, NTE_INVALID_HANDLE);
            },
            [&] {
                while (made.load() == 0) std::this_thread::yield();
                EXPECT_EQ(SslFreeObject(provider, 0), ERROR_SUCCESS);
            });
    }
}

}  // namespace
}  // namespace secur32::test
