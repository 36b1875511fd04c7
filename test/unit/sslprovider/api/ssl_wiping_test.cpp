// Secrets die with their handles: no octet of them is left in the process's writable memory.  Each
// test finds the secret first, while something must hold it, so that the search is known to work.
#include <gtest/gtest.h>
#include <openssl/rand.h>

#include <functional>
#include <vector>

#include "sslprovider/base/secure_bytes.h"
#include "test/support/memory_scan.h"
#include "test/support/ssl_agreement.h"
#include "test/support/ssl_tls12.h"

namespace secur32::test {
namespace {

constexpr DWORD kSuite = TLS_PSK_WITH_AES_128_GCM_SHA256;

Buffer random_octets(std::size_t length) {
    Buffer octets(length);
    RAND_bytes(octets.data(), static_cast<int>(length));
    return octets;
}

void expect_held(const Masked& secret, const char* what) {
    EXPECT_GT(count_in_memory(secret), 0u) << what << " is held, and was not found";
}
void expect_gone(const Masked& secret, const char* what) {
    EXPECT_EQ(count_in_memory(secret), 0u) << what << " is left in memory";
}

// Imports a pre-shared key that is otherwise there under its mask only.
SslHandle import_masked(const Masked& key) {
    Buffer blob = blob_of(
        {BCRYPT_KEY_DATA_BLOB_MAGIC, BCRYPT_KEY_DATA_BLOB_VERSION1, static_cast<DWORD>(key.size())},
        Buffer(key.size()));
    key.unmask(MutableBytes(blob).subspan(12));
    SslHandle handle;
    EXPECT_EQ(SslImportKey(ssl_provider(), handle.out(), BCRYPT_KEY_DATA_BLOB, blob.data(),
                           count(blob), 0),
              ERROR_SUCCESS);
    secure_wipe(blob);
    return handle;
}

SslHandle generate_master(NCRYPT_KEY_HANDLE own, NCRYPT_KEY_HANDLE peer, DWORD suite) {
    SslHandle master;
    EXPECT_EQ(SslGenerateMasterKey(ssl_provider(), own, peer, master.out(), kTls12, suite,
                                   randoms().get(), nullptr, 0, nullptr, NCRYPT_SSL_CLIENT_FLAG),
              ERROR_SUCCESS);
    return master;
}

// RFC 5246 6.3, for a suite of AES-128-GCM: two keys.
std::vector<Buffer> write_keys(Bytes master) {
    const Buffer block = foreign::prf("SHA256", master, "key expansion",
                                      foreign::joined(kServerRandom, kClientRandom), 32);
    return {Buffer(block.begin(), block.begin() + 16), Buffer(block.begin() + 16, block.end())};
}

TEST(SslWiping, LeavesNothingOfAMasterSecretAndItsSessionKeys) {
    // psk, master secret, client's and server's write key
    const Told told = computed_in_a_child([] {
        const Buffer psk = random_octets(32);
        Buffer premaster(2 + 32 + 2, 0);
        premaster[1] = premaster[35] = 32;
        premaster.insert(premaster.end(), psk.begin(), psk.end());
        Computed computed{{psk, foreign_master("SHA256", premaster)}, {}};
        for (const Buffer& key : write_keys(computed.secrets[1])) computed.secrets.push_back(key);
        return computed;
    });
    const Masked &psk = told.secrets[0], &secret = told.secrets[1];
    SslHandle key = import_masked(psk);
    expect_held(psk, "the pre-shared key");
    SslHandle master = generate_master(key, 0, kSuite);
    key.free();
    expect_gone(psk, "the pre-shared key");
    expect_held(secret, "the master secret");
    SslHandle read, write;
    ASSERT_EQ(
        SslGenerateSessionKeys(ssl_provider(), master, read.out(), write.out(), randoms().get(), 0),
        ERROR_SUCCESS);
    expect_held(told.secrets[2], "the client's key");
    expect_held(told.secrets[3], "the server's key");
    master.free();
    expect_gone(secret, "the master secret");
    write.free();
    expect_gone(told.secrets[2], "the client's key");
    read.free();
    expect_gone(told.secrets[3], "the server's key");
}

TEST(SslWiping, LeavesNothingOfADecryptedPremasterSecret) {
    // premaster and master secret; the ciphertext
    rsa_key();
    const Told told = computed_in_a_child([] {
        Buffer premaster = random_octets(48);
        premaster[0] = premaster[1] = 3;
        return Computed{{premaster, foreign_master("SHA256", premaster)}, rsa_encrypted(premaster)};
    });
    const SslHandle key = rsa_private();
    SslHandle master;
    ASSERT_EQ(SslImportMasterKey(ssl_provider(), key, master.out(), kTls12, kRsaSuite.suite,
                                 randoms().get(), octets(told.open), count(told.open),
                                 NCRYPT_SSL_SERVER_FLAG),
              ERROR_SUCCESS);
    expect_gone(told.secrets[0], "the premaster secret");
    expect_held(told.secrets[1], "the master secret");
    master.free();
    expect_gone(told.secrets[1], "the master secret");
}

TEST(SslWiping, LeavesNothingOfAPremasterSecretOfItsOwn) {
    const SslHandle key = rsa_public();
    Buffer ciphertext(256);
    DWORD written = 0;
    SslHandle premaster, master;
    ASSERT_EQ(SslGeneratePreMasterKey(ssl_provider(), key, premaster.out(), kTls12, kRsaSuite.suite,
                                      nullptr, ciphertext.data(), 256, &written, 0),
              ERROR_SUCCESS);
    const Told told = computed_in_a_child([&] {
        const Buffer opened = rsa_decrypted(ciphertext);
        return Computed{{opened, foreign_master("SHA256", opened)}, {}};
    });
    expect_held(told.secrets[0], "the premaster secret");
    ASSERT_EQ(
        SslGenerateMasterKey(ssl_provider(), premaster, 0, master.out(), kTls12, kRsaSuite.suite,
                             randoms().get(), nullptr, 0, nullptr, NCRYPT_SSL_CLIENT_FLAG),
        ERROR_SUCCESS);
    premaster.free();
    expect_gone(told.secrets[0], "the premaster secret");
    expect_held(told.secrets[1], "the master secret");
    master.free();
    expect_gone(told.secrets[1], "the master secret");
}

TEST(SslWiping, LeavesNothingOfASharedSecret) {
    for (const char* const curve : {"P-256", "P-384", "X25519"}) {
        SCOPED_TRACE(curve);
        const bool x25519 = std::string(curve) == "X25519";
        const DWORD group = x25519 ? 29 : curve == std::string("P-256") ? 23 : 24;
        const ForeignKey foreign =
            x25519 ? make_foreign_key("X25519") : make_foreign_key("EC", curve);
        const SslHandle own = create_ephemeral(TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, group);
        const Buffer open = tail(exported(own, SSL_ECCPUBLIC_BLOB), 8);
        const SslHandle peer =
            import_share(static_cast<crypto::NamedGroup>(group), encoded_public(foreign));
        const Told told = computed_in_a_child([&] {
            const Buffer z = foreign_derived(foreign, open);
            return Computed{{z, foreign_master("SHA256", z)}, {}};
        });
        SslHandle master = generate_master(own, peer, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256);
        expect_gone(told.secrets[0], "the shared secret");
        expect_held(told.secrets[1], "the master secret");
        master.free();
        expect_gone(told.secrets[1], "the master secret");
    }
}

// An opaque blob is the caller's to wipe; the library keeps no copy of it.
TEST(SslWiping, LeavesNothingOfAnExportedBlob) {
    rsa_key();
    const Told told = computed_in_a_child([] {
        const Buffer premaster = premaster_of(kTls12);
        return Computed{{foreign_master("SHA256", premaster)}, rsa_encrypted(premaster)};
    });
    const SslHandle key = rsa_private();
    SslHandle master;
    ASSERT_EQ(SslImportMasterKey(ssl_provider(), key, master.out(), kTls12, kRsaSuite.suite,
                                 randoms().get(), octets(told.open), count(told.open),
                                 NCRYPT_SSL_SERVER_FLAG),
              ERROR_SUCCESS);
    const std::size_t before = count_in_memory(told.secrets[0]);
    Buffer blob = exported(master, BCRYPT_OPAQUE_KEY_BLOB);
    EXPECT_EQ(count_in_memory(told.secrets[0]), before + 1);
    SslHandle copy = import_key(BCRYPT_OPAQUE_KEY_BLOB, blob);
    EXPECT_EQ(count_in_memory(told.secrets[0]), before + 2);
    secure_wipe(blob);
    copy.free();
    EXPECT_EQ(count_in_memory(told.secrets[0]), before);
    master.free();
    expect_gone(told.secrets[0], "the master secret");
}

TEST(SslWiping, LeavesNothingOfTheKeyScheduleOfTls13) {
    // psk, Early Secret, binder_key, client_early_traffic_secret and its key
    const Buffer hello = counted(1, 100);
    const Told told = computed_in_a_child([&] {
        const auto expand = [](Bytes from, std::string_view label, Bytes context,
                               std::size_t length) {
            return foreign::hkdf_expand_label("SHA256", from, label, context, length);
        };
        const Buffer psk = random_octets(32),
                     early = foreign::hkdf_extract("SHA256", Buffer(32), psk);
        const Buffer traffic = expand(early, "c e traffic", foreign::hash("SHA256", hello), 32);
        return Computed{{psk, early, expand(early, "ext binder", foreign::hash("SHA256", {}), 32),
                         traffic, expand(traffic, "key", {}, 16)},
                        {}};
    });
    SslHandle psk = import_masked(told.secrets[0]), early, binder, traffic, key;
    const SslHandle hash = new_hash(TLS1_3_PROTOCOL_VERSION, TLS_AES_128_GCM_SHA256);
    add_to(hash, hello);
    ASSERT_EQ(SslExtractEarlyKey(ssl_provider(), psk, early.out(), TLS1_3_PROTOCOL_VERSION,
                                 TLS_AES_128_GCM_SHA256, nullptr, 0),
              ERROR_SUCCESS);
    ASSERT_EQ(SslExpandBinderKey(ssl_provider(), early, binder.out(), nullptr,
                                 NCRYPT_SSL_EXTERNAL_PSK_FLAG),
              ERROR_SUCCESS);
    ASSERT_EQ(SslExpandTrafficKeys(ssl_provider(), early, hash, traffic.out(), nullptr, nullptr, 0),
              ERROR_SUCCESS);
    ASSERT_EQ(SslExpandWriteKey(ssl_provider(), traffic, key.out(), nullptr, 0), ERROR_SUCCESS);
    Buffer verify_data(32);
    ASSERT_EQ(SslComputeFinishedHash(ssl_provider(), binder, hash, verify_data.data(), 32, 0),
              ERROR_SUCCESS);
    SslHandle* const handles[] = {&psk, &early, &binder, &traffic, &key};
    const char* const names[] = {"the pre-shared key", "the early secret", "the binder key",
                                 "the traffic secret", "the write key"};
    for (std::size_t i = 0; i < 5; ++i) expect_held(told.secrets[i], names[i]);
    for (std::size_t i = 0; i < 5; ++i) {
        handles[i]->free();
        expect_gone(told.secrets[i], names[i]);
    }
}

}  // namespace
}  // namespace secur32::test
