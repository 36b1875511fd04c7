// Session keys, against the key block that libcrypto's PRF gives and the records that libcrypto's
// ciphers make with its pieces.
#include <gtest/gtest.h>
#include <openssl/provider.h>

#include <cstdio>
#include <memory>
#include <utility>

#include "sslprovider/provider/cipher_suites.h"
#include "test/support/foreign_records.h"
#include "test/support/ssl_tls12.h"

namespace secur32::test {
namespace {

const Buffer kMaster = counted(0x11, 48);

struct Sender {
    Buffer mac, key, iv;
};
// A suite's pieces of the key block: RFC 5246 6.3, the client's before the server's.
struct Pieces {
    Sender client, server;
};

Pieces key_block(Version version, const provider::CipherSuite& suite) {
    const auto& cipher = crypto::row(suite.cipher);
    const std::size_t mac = crypto::hash_length(suite.mac), key = cipher.key_length;
    // The IV of TLS 1.0 is cut from it; later versions carry theirs (RFC 4346 6.3).
    const std::size_t iv = version == Version::tls10 && cipher.kind == crypto::CipherKind::block
                               ? cipher.block_length
                               : cipher.fixed_iv_length;
    const char* const prf = stream_version(version) < Version::tls12     ? "MD5-SHA1"
                            : suite.prf == crypto::HashAlgorithm::sha384 ? "SHA384"
                                                                         : "SHA256";
    const Buffer block =
        foreign::prf(prf, kMaster, "key expansion", foreign::joined(kServerRandom, kClientRandom),
                     2 * (mac + key + iv));
    std::size_t at = 0;
    const auto cut = [&](std::size_t length) {
        const auto first = block.begin() + static_cast<std::ptrdiff_t>(at);
        at += length;
        return Buffer(first, first + static_cast<std::ptrdiff_t>(length));
    };
    Pieces pieces;
    for (Sender* const sender : {&pieces.client, &pieces.server}) sender->mac = cut(mac);
    for (Sender* const sender : {&pieces.client, &pieces.server}) sender->key = cut(key);
    for (Sender* const sender : {&pieces.client, &pieces.server}) sender->iv = cut(iv);
    return pieces;
}

SslHandle master_key(Version version, const provider::CipherSuite& suite, provider::Side side) {
    return handle_of<api::SslMasterKey>(provider::MasterKey::adopt(
        version, suite, side, Secret<48>(std::span<const std::uint8_t, 48>(kMaster.data(), 48)),
        false));
}

struct SessionKeys {
    SslHandle read, write;
};

SessionKeys session_keys(NCRYPT_KEY_HANDLE master) {
    SessionKeys keys;
    EXPECT_EQ(SslGenerateSessionKeys(ssl_provider(), master, keys.read.out(), keys.write.out(),
                                     randoms().get(), 0),
              ERROR_SUCCESS);
    return keys;
}

constexpr std::uint64_t epoch(Version version) { return is_datagram(version) ? 1ULL << 48 : 0; }

Buffer encrypted(NCRYPT_KEY_HANDLE key, std::uint64_t sequence, Bytes content) {
    Buffer record(content.size() + 512);
    DWORD length = 0;
    EXPECT_EQ(SslEncryptPacket(ssl_provider(), key, octets(content), count(content), record.data(),
                               count(record), &length, sequence, 23, 0),
              ERROR_SUCCESS);
    record.resize(length);
    return record;
}

Buffer decrypted(NCRYPT_KEY_HANDLE key, std::uint64_t sequence, Buffer record) {
    Buffer content(record.size());
    DWORD length = 0;
    EXPECT_EQ(SslDecryptPacket(ssl_provider(), key, record.data(), count(record), content.data(),
                               count(content), &length, sequence, 0),
              ERROR_SUCCESS);
    content.resize(length);
    return content;
}

// The first record of a connection under RC4 (RFC 5246 6.2.3.1): the content and its MAC.
Buffer rc4_record(Version version, const provider::CipherSuite& suite, const Sender& sender,
                  Bytes content) {
    const auto number = static_cast<std::uint16_t>(version);
    const Buffer versioned = {23, static_cast<std::uint8_t>(number >> 8),
                              static_cast<std::uint8_t>(number)};
    const auto length = [](std::size_t size) {
        return Buffer{static_cast<std::uint8_t>(size >> 8), static_cast<std::uint8_t>(size)};
    };
    using foreign::joined;
    const Buffer pseudo_header = joined(Buffer(8, 0), joined(versioned, length(content.size())));
    const char* const hash = suite.mac == crypto::HashAlgorithm::md5 ? "MD5" : "SHA1";
    Buffer fragment =
        joined(content, foreign::hmac(hash, sender.mac, joined(pseudo_header, content)));
    EVP_CIPHER_CTX* const context = EVP_CIPHER_CTX_new();
    int written = 0;
    EXPECT_TRUE(EVP_EncryptInit_ex(context, EVP_rc4(), nullptr, sender.key.data(), nullptr) == 1 &&
                EVP_EncryptUpdate(context, fragment.data(), &written, fragment.data(),
                                  static_cast<int>(fragment.size())) == 1);
    EVP_CIPHER_CTX_free(context);
    return joined(joined(versioned, length(fragment.size())), fragment);
}

// What our write key protects libcrypto opens with the sender's pieces; what libcrypto protects our
// read key opens.
void expect_agreement(Version version, const provider::CipherSuite& suite, const SessionKeys& keys,
                      const Sender& us, const Sender& them) {
    const Buffer content = counted(7, 100);
    const std::uint64_t sequence = epoch(version);
    const Buffer ours = encrypted(keys.write, sequence, content);
    if (suite.cipher == crypto::BulkCipher::rc4_128) {
        EXPECT_EQ(to_hex(ours), to_hex(rc4_record(version, suite, us, content)));
        EXPECT_EQ(decrypted(keys.read, sequence, rc4_record(version, suite, them, content)),
                  content);
        return;
    }
    foreign::Records from_us(version, suite, us.mac, us.key, us.iv);
    foreign::Records from_them(version, suite, them.mac, them.key, them.iv);
    EXPECT_EQ(from_us.open(sequence, ours).content, content);
    EXPECT_EQ(decrypted(keys.read, sequence, from_them.seal(sequence, {23, content})), content);
}

constexpr Version kVersions[] = {Version::tls10, Version::tls11, Version::tls12, Version::dtls10,
                                 Version::dtls12};

// Every suite of every version, on both sides.
TEST(SslGenerateSessionKeys, AgreesWithLibcryptosKeyBlockAndCiphers) {
    // Of RC4 and DES, where policy allows them (ssl_legacy_suites_test.cpp).
    ASSERT_NE(OSSL_PROVIDER_load(nullptr, "default"), nullptr);
    const std::unique_ptr<OSSL_PROVIDER, int (*)(OSSL_PROVIDER*)> legacy(
        OSSL_PROVIDER_load(nullptr, "legacy"), OSSL_PROVIDER_unload);
    ASSERT_NE(legacy, nullptr);
    int combinations = 0;
    for (const Version version : kVersions)
        for (const provider::CipherSuite& suite : provider::cipher_suites()) {
            if (provider::find_cipher_suite(suite.id, version) == nullptr) continue;
            SCOPED_TRACE(testing::Message() << static_cast<int>(version) << ' ' << suite.id);
            const Pieces pieces = key_block(version, suite);
            for (const provider::Side side : {provider::Side::client, provider::Side::server}) {
                const bool client = side == provider::Side::client;
                const SessionKeys keys = session_keys(master_key(version, suite, side));
                expect_agreement(version, suite, keys, client ? pieces.client : pieces.server,
                                 client ? pieces.server : pieces.client);
                ++combinations;
            }
        }
    std::printf("%d suites, versions and sides\n", combinations);
    EXPECT_GT(combinations, 150);
}

TEST(SslGenerateSessionKeys, FollowsTheSideOfTheImportedMasterKey) {
    const provider::CipherSuite& suite = *provider::find_cipher_suite(kRsaSuite.suite);
    const SslHandle server = imported_master();
    const SessionKeys keys = session_keys(server);
    const Buffer secret = foreign_master(kRsaSuite.prf, premaster_of(kTls12));
    const SslHandle client = handle_of<api::SslMasterKey>(provider::MasterKey::adopt(
        Version::tls12, suite, provider::Side::client,
        Secret<48>(std::span<const std::uint8_t, 48>(secret.data(), 48)), false));
    const SessionKeys peers = session_keys(client);
    const Buffer content = counted(1);
    EXPECT_EQ(decrypted(peers.read, 0, encrypted(keys.write, 0, content)), content);
    EXPECT_EQ(decrypted(keys.read, 0, encrypted(peers.write, 0, content)), content);
}

// What a failure must leave.
struct PairOut {
    NCRYPT_KEY_HANDLE read = kNoHandle, write = kNoHandle;
    void expect_nothing() const {
        EXPECT_EQ(read, 0u);
        EXPECT_EQ(write, 0u);
    }
};

TEST(SslGenerateSessionKeys, RefusesAHandleThatIsNoMasterKey) {
    const SslHandle key = rsa_private(), psk = import_pre_shared_key(counted(1));
    for (const NCRYPT_KEY_HANDLE master : {NCRYPT_KEY_HANDLE{0}, kNoHandle, NCRYPT_KEY_HANDLE{key},
                                           NCRYPT_KEY_HANDLE{psk}, freed_handle()}) {
        PairOut out;
        EXPECT_EQ(SslGenerateSessionKeys(ssl_provider(), master, &out.read, &out.write,
                                         randoms().get(), 0),
                  NTE_INVALID_HANDLE);
        out.expect_nothing();
    }
}

TEST(SslGenerateSessionKeys, RefusesAProviderThatIsNone) {
    PairOut out;
    EXPECT_EQ(SslGenerateSessionKeys(kNoHandle, imported_master(), &out.read, &out.write,
                                     randoms().get(), 0),
              NTE_INVALID_HANDLE);
    out.expect_nothing();
}

TEST(SslGenerateSessionKeys, RefusesAKeyWithoutAPlace) {
    const SslHandle master = imported_master();
    PairOut out;
    EXPECT_EQ(
        SslGenerateSessionKeys(ssl_provider(), master, nullptr, &out.write, randoms().get(), 0),
        NTE_INVALID_PARAMETER);
    EXPECT_EQ(out.write, 0u);
    EXPECT_EQ(
        SslGenerateSessionKeys(ssl_provider(), master, &out.read, nullptr, randoms().get(), 0),
        NTE_INVALID_PARAMETER);
    out.expect_nothing();
}

TEST(SslGenerateSessionKeys, RefusesAListWithoutBothRandoms) {
    const SslHandle master = imported_master();
    ParameterList lists[4];
    lists[1].add(NCRYPTBUFFER_SSL_CLIENT_RANDOM, kClientRandom);
    lists[2].add(NCRYPTBUFFER_SSL_SERVER_RANDOM, kServerRandom);
    lists[3]
        .add(NCRYPTBUFFER_SSL_CLIENT_RANDOM, kClientRandom)
        .add(NCRYPTBUFFER_SSL_SERVER_RANDOM, counted(1, 31));
    for (ParameterList& list : lists) {
        PairOut out;
        EXPECT_EQ(
            SslGenerateSessionKeys(ssl_provider(), master, &out.read, &out.write, list.get(), 0),
            NTE_INVALID_PARAMETER);
        out.expect_nothing();
    }
    PairOut out;
    EXPECT_EQ(SslGenerateSessionKeys(ssl_provider(), master, &out.read, &out.write, nullptr, 0),
              NTE_INVALID_PARAMETER);
    out.expect_nothing();
}

TEST(SslGenerateSessionKeys, RefusesFlags) {
    PairOut out;
    EXPECT_EQ(SslGenerateSessionKeys(ssl_provider(), imported_master(), &out.read, &out.write,
                                     randoms().get(), NCRYPT_SSL_SERVER_FLAG),
              NTE_BAD_FLAGS);
    out.expect_nothing();
}

}  // namespace
}  // namespace secur32::test
