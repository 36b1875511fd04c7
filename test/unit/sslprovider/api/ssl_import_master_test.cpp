// The server's half of RSA key exchange, against libcrypto's RSA and PRF; and what it must not
// tell.
#include <gtest/gtest.h>

#include <utility>

#include "test/support/ssl_agreement.h"
#include "test/support/ssl_tls12.h"

namespace secur32::test {
namespace {

constexpr DWORD kServer = NCRYPT_SSL_SERVER_FLAG;

struct Import {
    NCRYPT_KEY_HANDLE key;
    RsaSuite row = kRsaSuite;
    Buffer encrypted;
    DWORD flags = kServer;
};

SECURITY_STATUS import_master(const Import& import, ParameterList list, NCRYPT_KEY_HANDLE* master) {
    return SslImportMasterKey(ssl_provider(), import.key, master, import.row.protocol,
                              import.row.suite, list.get(), octets(import.encrypted),
                              count(import.encrypted), import.flags);
}

void expect_refused(SECURITY_STATUS expected, const Import& import, ParameterList list) {
    NCRYPT_KEY_HANDLE master = kNoHandle;
    EXPECT_EQ(import_master(import, std::move(list), &master), expected);
    EXPECT_EQ(master, 0u);
}

ParameterList offering(DWORD version) {
    return randoms().add(NCRYPTBUFFER_SSL_HIGHEST_VERSION, version);
}

TEST(SslImportMasterKey, AgreesWithLibcryptosRsaAndPrf) {
    const SslHandle key = rsa_private();
    for (const RsaSuite& row : kRsaSuites) {
        const Buffer premaster = premaster_of(row.protocol);
        SslHandle master;
        ASSERT_EQ(import_master({key, row, rsa_encrypted(premaster)}, randoms(), master.out()),
                  ERROR_SUCCESS);
        EXPECT_TRUE(is_secret_of(master, foreign_master(row.prf, premaster)));
    }
}

TEST(SslImportMasterKey, AgreesWithLibcryptosPrfOfAnExtendedMasterSecret) {
    const SslHandle key = rsa_private();
    for (const RsaSuite& row : kRsaSuites) {
        const Buffer premaster = premaster_of(row.protocol), hash = transcript(row.prf);
        SslHandle master;
        ASSERT_EQ(import_master({key, row, rsa_encrypted(premaster)},
                                randoms().add(NCRYPTBUFFER_SSL_SESSION_HASH, hash), master.out()),
                  ERROR_SUCCESS);
        EXPECT_TRUE(is_secret_of(master, foreign_extended_master(row.prf, premaster, hash)));
    }
}

// RFC 5246 7.4.7.1: the version that the ClientHello offered, not the one that was negotiated.
TEST(SslImportMasterKey, ExpectsTheHighestVersionThatWasOffered) {
    const SslHandle key = rsa_private();
    const RsaSuite& row = kRsaSuites[0];
    const DWORD offers[] = {TLS1_2_PROTOCOL_VERSION, TLS1_0_PROTOCOL_VERSION, 0x0305, 0x0400};
    for (const DWORD offered : offers) {
        const Buffer premaster = premaster_of(offered);
        SslHandle master;
        ASSERT_EQ(
            import_master({key, row, rsa_encrypted(premaster)}, offering(offered), master.out()),
            ERROR_SUCCESS);
        EXPECT_TRUE(is_secret_of(master, foreign_master(row.prf, premaster)));
    }
}

TEST(SslImportMasterKey, AgreesWithWhatAClientOfThisLibraryMade) {
    const SslHandle open = rsa_public(), own = rsa_private();
    Buffer encrypted(256);
    DWORD written = 0;
    SslHandle clients, servers;
    ASSERT_EQ(SslGenerateMasterKey(ssl_provider(), 0, open, clients.out(), kRsaSuite.protocol,
                                   kRsaSuite.suite, randoms().get(), encrypted.data(), 256,
                                   &written, NCRYPT_SSL_CLIENT_FLAG),
              ERROR_SUCCESS);
    ASSERT_EQ(import_master({own, kRsaSuite, encrypted}, randoms(), servers.out()), ERROR_SUCCESS);
    EXPECT_TRUE(is_secret_of(servers, foreign_master(kRsaSuite.prf, rsa_decrypted(encrypted))));
    EXPECT_TRUE(is_secret_of(clients, foreign_master(kRsaSuite.prf, rsa_decrypted(encrypted))));
}

// A premaster secret that is bad in each way that there is.
std::vector<Buffer> bad_premasters() {
    const Buffer good = premaster_of(kRsaSuite.protocol);
    std::vector<Buffer> bad = {Buffer(256, 0xFF), Buffer(256, 0), counted(1, 256)};
    bad.push_back(rsa_encrypted(premaster_of(TLS1_1_PROTOCOL_VERSION)));
    bad.push_back(rsa_encrypted(Buffer(good.begin(), good.end() - 1)));
    bad.push_back(rsa_encrypted(foreign::joined(good, Buffer{0})));
    bad.push_back(rsa_encrypted({}));
    Buffer damaged = rsa_encrypted(good);
    damaged[100] ^= 1;
    bad.push_back(damaged);
    return bad;
}

// RFC 5246 7.4.7.1: "it MUST continue the handshake with a randomly generated premaster secret"
TEST(SslImportMasterKey, SaysOfABadPremasterSecretWhatItSaysOfAGoodOne) {
    const SslHandle key = rsa_private();
    for (const Buffer& encrypted : bad_premasters()) {
        SslHandle first, second;
        ASSERT_EQ(import_master({key, kRsaSuite, encrypted}, randoms(), first.out()),
                  ERROR_SUCCESS);
        ASSERT_EQ(import_master({key, kRsaSuite, encrypted}, randoms(), second.out()),
                  ERROR_SUCCESS);
        // Neither what was sent nor twice the same.
        const Buffer opened = rsa_decrypted(encrypted);
        if (!opened.empty()) {
            EXPECT_FALSE(is_secret_of(first, foreign_master(kRsaSuite.prf, opened)));
        }
        EXPECT_NE(exported(first, BCRYPT_OPAQUE_KEY_BLOB),
                  exported(second, BCRYPT_OPAQUE_KEY_BLOB));
    }
}

TEST(SslImportMasterKey, RefusesACiphertextThatIsNotAsLongAsTheModulus) {
    const SslHandle key = rsa_private();
    for (const std::size_t length : {1u, 128u, 255u, 257u, 512u})
        expect_refused(NTE_BAD_DATA, {key, kRsaSuite, counted(1, length)}, randoms());
}

TEST(SslImportMasterKey, RefusesNoCiphertext) {
    const SslHandle key = rsa_private();
    for (const DWORD size : {0u, 256u}) {
        NCRYPT_KEY_HANDLE master = kNoHandle;
        EXPECT_EQ(SslImportMasterKey(ssl_provider(), key, &master, kRsaSuite.protocol,
                                     kRsaSuite.suite, randoms().get(), nullptr, size, kServer),
                  NTE_INVALID_PARAMETER);
        EXPECT_EQ(master, 0u);
    }
}

TEST(SslImportMasterKey, RefusesFlagsThatAreNotTheServers) {
    const SslHandle key = rsa_private();
    const Buffer encrypted = rsa_encrypted(premaster_of(kRsaSuite.protocol));
    for (const DWORD flags : {0u, 1u, 3u, 6u, 0x80000002u})
        expect_refused(NTE_BAD_FLAGS, {key, kRsaSuite, encrypted, flags}, randoms());
}

TEST(SslImportMasterKey, RefusesAHandleThatIsNoPrivateKey) {
    const SslHandle open = rsa_public(), hash = new_hash(kTls12, kRsaSuite.suite);
    const Buffer encrypted = rsa_encrypted(premaster_of(kRsaSuite.protocol));
    for (const NCRYPT_KEY_HANDLE key : {NCRYPT_KEY_HANDLE{0}, kNoHandle, NCRYPT_KEY_HANDLE{open},
                                        NCRYPT_KEY_HANDLE{hash}, freed_handle(), ssl_provider()})
        expect_refused(NTE_INVALID_HANDLE, {key, kRsaSuite, encrypted}, randoms());
}

TEST(SslImportMasterKey, RefusesAPrivateKeyThatIsNotRsa) {
    const Buffer encrypted = rsa_encrypted(premaster_of(kRsaSuite.protocol));
    for (const auto& key :
         {make_foreign_key("EC", "P-256"), make_foreign_key("ED25519"), make_pss_key()})
        expect_refused(NTE_INVALID_PARAMETER, {private_handle(key), kRsaSuite, encrypted},
                       randoms());
}

TEST(SslImportMasterKey, RefusesAProviderThatIsNone) {
    const SslHandle key = rsa_private();
    const Buffer encrypted = rsa_encrypted(premaster_of(kRsaSuite.protocol));
    NCRYPT_KEY_HANDLE master = kNoHandle;
    EXPECT_EQ(SslImportMasterKey(freed_handle(), key, &master, kRsaSuite.protocol, kRsaSuite.suite,
                                 randoms().get(), octets(encrypted), count(encrypted), kServer),
              NTE_INVALID_HANDLE);
    EXPECT_EQ(master, 0u);
}

TEST(SslImportMasterKey, RefusesSuitesWithoutRsaKeyExchange) {
    const SslHandle key = rsa_private();
    const Buffer encrypted = rsa_encrypted(premaster_of(kTls12));
    const std::pair<DWORD, DWORD> bad[] = {
        {kTls12, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256},
        {kTls12, TLS_DHE_RSA_WITH_AES_128_CBC_SHA},
        {kTls12, TLS_PSK_WITH_AES_128_GCM_SHA256},
        {TLS1_3_PROTOCOL_VERSION, TLS_AES_128_GCM_SHA256},
        {TLS1_1_PROTOCOL_VERSION, TLS_RSA_WITH_AES_128_GCM_SHA256},
        {SSL3_PROTOCOL_VERSION, TLS_RSA_WITH_AES_128_CBC_SHA},
        {kTls12, 0x4444}};
    for (const auto& [protocol, suite] : bad)
        expect_refused(NTE_INVALID_PARAMETER, {key, {protocol, suite, ""}, encrypted}, randoms());
}

TEST(SslImportMasterKey, RefusesAListWithoutBothRandoms) {
    const SslHandle key = rsa_private();
    const Import with_key{key, kRsaSuite, rsa_encrypted(premaster_of(kTls12))};
    expect_refused(NTE_INVALID_PARAMETER, with_key, {});
    expect_refused(NTE_INVALID_PARAMETER, with_key,
                   ParameterList().add(NCRYPTBUFFER_SSL_CLIENT_RANDOM, kClientRandom));
    expect_refused(NTE_INVALID_PARAMETER, with_key,
                   ParameterList().add(NCRYPTBUFFER_SSL_SERVER_RANDOM, kServerRandom));
    NCRYPT_KEY_HANDLE master = kNoHandle;
    EXPECT_EQ(SslImportMasterKey(ssl_provider(), key, &master, kTls12, kRsaSuite.suite, nullptr,
                                 octets(with_key.encrypted), 256, kServer),
              NTE_INVALID_PARAMETER);
    EXPECT_EQ(master, 0u);
}

TEST(SslImportMasterKey, RefusesASessionHashThatIsNotAsLongAsThePrfsHash) {
    const SslHandle key = rsa_private();
    const Buffer encrypted = rsa_encrypted(premaster_of(kTls12));
    for (const std::size_t length : {16u, 36u, 48u, 64u})
        expect_refused(NTE_INVALID_PARAMETER, {key, kRsaSuite, encrypted},
                       randoms().add(NCRYPTBUFFER_SSL_SESSION_HASH, counted(1, length)));
}

TEST(SslImportMasterKey, RefusesAHandleWithoutAPlace) {
    const SslHandle key = rsa_private();
    EXPECT_EQ(
        import_master({key, kRsaSuite, rsa_encrypted(premaster_of(kTls12))}, randoms(), nullptr),
        NTE_INVALID_PARAMETER);
}

}  // namespace
}  // namespace secur32::test
