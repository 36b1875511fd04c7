// SslExportKeyingMaterial and SslComputeEapKeyBlock against libcrypto's PRF and HKDF.
#include <gtest/gtest.h>

#include <algorithm>

#include "test/support/foreign_kdf.h"
#include "test/support/ssl_tls13.h"

namespace secur32::test {
namespace {

// What there is of TLS up to 1.2, and the hash of its PRF.
struct Old {
    Version version;
    DWORD suite;
    const char* prf;
    std::size_t key_block;  // RFC 5246 6.3, RFC 2246 6.3: the keys of both directions
};
constexpr Old kOld[] = {
    {Version::tls10, TLS_RSA_WITH_AES_128_CBC_SHA, "MD5-SHA1", 104},
    {Version::tls11, TLS_RSA_WITH_AES_128_CBC_SHA, "MD5-SHA1", 72},
    {Version::tls12, TLS_RSA_WITH_AES_128_CBC_SHA, "SHA256", 72},
    {Version::tls12, TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384, "SHA384", 72},
    {Version::dtls10, TLS_RSA_WITH_AES_128_CBC_SHA, "MD5-SHA1", 72},
    {Version::dtls12, TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384, "SHA384", 72},
};

Buffer master_secret() {
    Buffer secret(48);
    std::ranges::generate(secret, [n = std::uint8_t{0}]() mutable { return n += 5; });
    return secret;
}
const Buffer kClient(32, 0xC1), kServer(32, 0x5E);
const Buffer kRandoms = foreign::joined(kClient, kServer);

SslHandle master_key(const Old& old = kOld[2]) {
    const provider::CipherSuite& suite = *provider::find_cipher_suite(old.suite);
    const Buffer secret = master_secret();
    return handle_of<api::SslMasterKey>(provider::MasterKey::adopt(
        old.version, suite, provider::Side::server,
        Secret<48>(std::span<const std::uint8_t, 48>(secret.data(), 48)), false));
}

PCHAR label(const char* text) { return const_cast<PCHAR>(text); }

// -- SslExportKeyingMaterial ----------------------------------------------------------------------

constexpr const char* kLabel = "EXPORTER-secur32";

// RFC 5705 4: PRF(master_secret, label, client_random + server_random [+ length + context])
TEST(SslExportKeyingMaterial, AgreesWithThePrfOfLibcrypto) {
    const Buffer context = {9, 8, 7};
    for (const Old& old : kOld) {
        const SslHandle key = master_key(old);
        Buffer without(77), empty(77), with(77);
        std::uint8_t nothing = 0;
        ASSERT_EQ(SslExportKeyingMaterial(ssl_provider(), key, label(kLabel), octets(kRandoms), 64,
                                          nullptr, 0, without.data(), count(without), 0),
                  ERROR_SUCCESS);
        ASSERT_EQ(SslExportKeyingMaterial(ssl_provider(), key, label(kLabel), octets(kRandoms), 64,
                                          &nothing, 0, empty.data(), count(empty), 0),
                  ERROR_SUCCESS);
        ASSERT_EQ(SslExportKeyingMaterial(ssl_provider(), key, label(kLabel), octets(kRandoms), 64,
                                          octets(context), 3, with.data(), count(with), 0),
                  ERROR_SUCCESS);
        const auto expected = [&](Bytes seed_end) {
            return to_hex(foreign::prf(old.prf, master_secret(), kLabel,
                                       foreign::joined(kRandoms, seed_end), 77));
        };
        EXPECT_EQ(to_hex(without), expected({}));
        EXPECT_EQ(to_hex(empty), expected(hex("0000")));
        EXPECT_EQ(to_hex(with), expected(hex("0003 090807")));
    }
}

// RFC 8446 7.5: HKDF-Expand-Label(Derive-Secret(Secret, label, ""), "exporter", Hash(context), n)
Buffer exported13(Bytes secret, std::string_view name, Bytes context, std::size_t length) {
    const Buffer derived =
        foreign::hkdf_expand_label("SHA256", secret, name, foreign::hash("SHA256", {}), 32);
    return foreign::hkdf_expand_label("SHA256", derived, "exporter",
                                      foreign::hash("SHA256", context), length);
}

TEST(SslExportKeyingMaterial, AgreesWithTheHkdfOfLibcryptoInTls13) {
    const Rfc8448Trace trace("4");
    const Tls13Secrets s = tls13_secrets_of("4");
    const Buffer context(300, 0xC0);
    const std::pair<const SslHandle*, Buffer> exporters[] = {
        {&s.exporter, derived("4", "exp master")},
        {&s.early_exporter, derived("4", "e exp master")}};
    for (const auto& [handle, secret] : exporters) {
        Buffer without(100), with(100);
        ASSERT_EQ(SslExportKeyingMaterial(ssl_provider(), *handle, label(kLabel), nullptr, 0,
                                          nullptr, 0, without.data(), count(without), 0),
                  ERROR_SUCCESS);
        ASSERT_EQ(SslExportKeyingMaterial(ssl_provider(), *handle, label(kLabel), nullptr, 0,
                                          octets(context), 300, with.data(), count(with), 0),
                  ERROR_SUCCESS);
        EXPECT_EQ(to_hex(without), to_hex(exported13(secret, kLabel, {}, 100)));
        EXPECT_EQ(to_hex(with), to_hex(exported13(secret, kLabel, context, 100)));
    }
}

// RFC 8446 7.5 has no context that is not there.
TEST(SslExportKeyingMaterial, AgreesWithItselfForNoContextAndAnEmptyOneInTls13) {
    const Tls13Secrets s = tls13_secrets_of("3");
    Buffer without(32), empty(32);
    std::uint8_t nothing = 0;
    ASSERT_EQ(SslExportKeyingMaterial(ssl_provider(), s.exporter, label(kLabel), nullptr, 0,
                                      nullptr, 0, without.data(), 32, 0),
              ERROR_SUCCESS);
    ASSERT_EQ(SslExportKeyingMaterial(ssl_provider(), s.exporter, label(kLabel), nullptr, 0,
                                      &nothing, 0, empty.data(), 32, 0),
              ERROR_SUCCESS);
    EXPECT_EQ(without, empty);
}

TEST(SslExportKeyingMaterial, RefusesHandlesThatAreNone) {
    const SslHandle key = master_key();
    const SslHandle hash = new_hash(kTls13, kAes128);
    for (const NCRYPT_HANDLE wrong :
         {NCRYPT_HANDLE{0}, kInvented, freed_handle(), NCRYPT_HANDLE{hash}}) {
        Buffer out(16, 0xEE);
        EXPECT_EQ(SslExportKeyingMaterial(ssl_provider(), wrong, label(kLabel), octets(kRandoms),
                                          64, nullptr, 0, out.data(), 16, 0),
                  NTE_INVALID_HANDLE);
        EXPECT_EQ(SslExportKeyingMaterial(wrong, key, label(kLabel), octets(kRandoms), 64, nullptr,
                                          0, out.data(), 16, 0),
                  NTE_INVALID_HANDLE);
        EXPECT_EQ(out, Buffer(16, 0xEE));
    }
}

TEST(SslExportKeyingMaterial, RefusesRandomsThatAreNot64Octets) {
    const SslHandle key = master_key();
    Buffer out(16, 0xEE), longer(65);
    for (const DWORD length : {0u, 32u, 63u, 65u})
        EXPECT_EQ(SslExportKeyingMaterial(ssl_provider(), key, label(kLabel), longer.data(), length,
                                          nullptr, 0, out.data(), 16, 0),
                  NTE_INVALID_PARAMETER);
    EXPECT_EQ(SslExportKeyingMaterial(ssl_provider(), key, label(kLabel), nullptr, 64, nullptr, 0,
                                      out.data(), 16, 0),
              NTE_INVALID_PARAMETER);
    EXPECT_EQ(out, Buffer(16, 0xEE));
}

TEST(SslExportKeyingMaterial, RefusesRandomsInTls13) {
    const Tls13Secrets s = tls13_secrets_of("3");
    Buffer out(16, 0xEE);
    EXPECT_EQ(SslExportKeyingMaterial(ssl_provider(), s.exporter, label(kLabel), octets(kRandoms),
                                      64, nullptr, 0, out.data(), 16, 0),
              NTE_INVALID_PARAMETER);
    EXPECT_EQ(SslExportKeyingMaterial(ssl_provider(), s.exporter, label(kLabel), octets(kRandoms),
                                      0, nullptr, 0, out.data(), 16, 0),
              NTE_INVALID_PARAMETER);
    EXPECT_EQ(out, Buffer(16, 0xEE));
}

TEST(SslExportKeyingMaterial, RefusesASecretThatExportsNothing) {
    const Tls13Secrets s = tls13_secrets_of("3");
    for (const SslHandle* wrong : {&s.early, &s.master, &s.resumption, &s.client_application}) {
        Buffer out(16, 0xEE);
        EXPECT_EQ(SslExportKeyingMaterial(ssl_provider(), *wrong, label(kLabel), nullptr, 0,
                                          nullptr, 0, out.data(), 16, 0),
                  NTE_INVALID_PARAMETER);
        EXPECT_EQ(out, Buffer(16, 0xEE));
    }
}

// RFC 5705 4: "Note that exporter labels have the potential to collide with existing PRF labels."
TEST(SslExportKeyingMaterial, RefusesTheLabelsOfThePrf) {
    const SslHandle key = master_key();
    for (const char* const reserved : {"client finished", "server finished", "master secret",
                                       "extended master secret", "key expansion"}) {
        Buffer out(16, 0xEE);
        EXPECT_EQ(SslExportKeyingMaterial(ssl_provider(), key, label(reserved), octets(kRandoms),
                                          64, nullptr, 0, out.data(), 16, 0),
                  NTE_INVALID_PARAMETER)
            << reserved;
        EXPECT_EQ(out, Buffer(16, 0xEE));
    }
}

TEST(SslExportKeyingMaterial, RefusesNoLabelAndNoPlaceForTheOutput) {
    const SslHandle key = master_key();
    Buffer out(16, 0xEE);
    EXPECT_EQ(SslExportKeyingMaterial(ssl_provider(), key, nullptr, octets(kRandoms), 64, nullptr,
                                      0, out.data(), 16, 0),
              NTE_INVALID_PARAMETER);
    EXPECT_EQ(SslExportKeyingMaterial(ssl_provider(), key, label(kLabel), octets(kRandoms), 64,
                                      nullptr, 0, nullptr, 16, 0),
              NTE_INVALID_PARAMETER);
    EXPECT_EQ(SslExportKeyingMaterial(ssl_provider(), key, label(kLabel), octets(kRandoms), 64,
                                      nullptr, 0, out.data(), 0, 0),
              NTE_INVALID_PARAMETER);
    EXPECT_EQ(out, Buffer(16, 0xEE));
}

TEST(SslExportKeyingMaterial, RefusesAContextWithoutAnAddress) {
    const SslHandle key = master_key();
    Buffer out(16, 0xEE);
    EXPECT_EQ(SslExportKeyingMaterial(ssl_provider(), key, label(kLabel), octets(kRandoms), 64,
                                      nullptr, 1, out.data(), 16, 0),
              NTE_INVALID_PARAMETER);
    EXPECT_EQ(out, Buffer(16, 0xEE));
}

// RFC 5869 2.3: "L <= 255*HashLen"; RFC 8446 7.1: label<7..255>, with "tls13 ".
TEST(SslExportKeyingMaterial, RefusesWhatHkdfCannotGive) {
    const Tls13Secrets s = tls13_secrets_of("3");
    Buffer out(255 * 32 + 1, 0xEE);
    EXPECT_EQ(SslExportKeyingMaterial(ssl_provider(), s.exporter, label(kLabel), nullptr, 0,
                                      nullptr, 0, out.data(), count(out), 0),
              NTE_INVALID_PARAMETER);
    EXPECT_EQ(
        SslExportKeyingMaterial(ssl_provider(), s.exporter, label(std::string(250, 'x').c_str()),
                                nullptr, 0, nullptr, 0, out.data(), 32, 0),
        NTE_INVALID_PARAMETER);
    EXPECT_EQ(out, Buffer(255 * 32 + 1, 0xEE));
}

TEST(SslExportKeyingMaterial, RefusesFlags) {
    const SslHandle key = master_key();
    Buffer out(16, 0xEE);
    EXPECT_EQ(SslExportKeyingMaterial(ssl_provider(), key, label(kLabel), octets(kRandoms), 64,
                                      nullptr, 0, out.data(), 16, 1),
              NTE_BAD_FLAGS);
    EXPECT_EQ(out, Buffer(16, 0xEE));
}

// -- SslComputeEapKeyBlock ------------------------------------------------------------------------

// 128 octets of keys and 64 of IVs.  RFC 5216 2.3: PRF(master_secret, label, randoms), then
// PRF("", label, randoms); RFC 5281 8 and 11.1: other labels.
Buffer eap_block(const Old& old, const char* name) {
    return foreign::joined(foreign::prf(old.prf, master_secret(), name, kRandoms, 128),
                           foreign::prf(old.prf, {}, name, kRandoms, 64));
}

// RFC 4851 5.1: what follows the connection's own keys in key_block.
Buffer eap_fast_block(const Old& old) {
    const Buffer block = foreign::prf(old.prf, master_secret(), "key expansion",
                                      foreign::joined(kServer, kClient), old.key_block + 192);
    return {block.begin() + static_cast<std::ptrdiff_t>(old.key_block), block.end()};
}

TEST(SslComputeEapKeyBlock, AgreesWithThePrfOfLibcrypto) {
    for (const Old& old : kOld) {
        const SslHandle key = master_key(old);
        const std::pair<DWORD, Buffer> methods[] = {
            {NCRYPT_SSL_EAP_ID, eap_block(old, "client EAP encryption")},
            {NCRYPT_SSL_EAP_TTLSV0_ID, eap_block(old, "ttls keying material")},
            {NCRYPT_SSL_EAP_TTLSV0_CHLNG_ID, eap_block(old, "ttls challenge")},
            {NCRYPT_SSL_EAP_FAST_ID, eap_fast_block(old)}};
        for (const auto& [flags, expected] : methods) {
            Buffer block(200, 0xEE);
            DWORD length = 0;
            ASSERT_EQ(SslComputeEapKeyBlock(ssl_provider(), key, octets(kRandoms), 64, block.data(),
                                            count(block), &length, flags),
                      ERROR_SUCCESS);
            EXPECT_EQ(length, 192u);
            EXPECT_EQ(to_hex(Bytes(block).first(192)), to_hex(expected)) << flags;
            EXPECT_EQ(Buffer(block.begin() + 192, block.end()), Buffer(8, 0xEE));
        }
    }
}

TEST(SslComputeEapKeyBlock, TellsTheSizeWithoutABuffer) {
    const SslHandle key = master_key();
    DWORD length = 0;
    EXPECT_EQ(
        SslComputeEapKeyBlock(ssl_provider(), key, octets(kRandoms), 64, nullptr, 0, &length, 0),
        ERROR_SUCCESS);
    EXPECT_EQ(length, 192u);
}

TEST(SslComputeEapKeyBlock, RefusesHandlesThatAreNone) {
    const SslHandle key = master_key();
    const Tls13Secrets s = tls13_secrets_of("3");
    for (const NCRYPT_HANDLE wrong :
         {NCRYPT_HANDLE{0}, kInvented, freed_handle(), NCRYPT_HANDLE{s.exporter}}) {
        Buffer block(192, 0xEE);
        DWORD length = 1;
        EXPECT_EQ(SslComputeEapKeyBlock(ssl_provider(), wrong, octets(kRandoms), 64, block.data(),
                                        192, &length, 0),
                  NTE_INVALID_HANDLE);
        EXPECT_EQ(length, 0u);
        EXPECT_EQ(
            SslComputeEapKeyBlock(wrong, key, octets(kRandoms), 64, block.data(), 192, &length, 0),
            NTE_INVALID_HANDLE);
        EXPECT_EQ(block, Buffer(192, 0xEE));
    }
}

TEST(SslComputeEapKeyBlock, RefusesRandomsThatAreNot64Octets) {
    const SslHandle key = master_key();
    Buffer block(192, 0xEE), longer(65);
    for (const DWORD length_of_randoms : {0u, 32u, 63u, 65u}) {
        DWORD length = 1;
        EXPECT_EQ(SslComputeEapKeyBlock(ssl_provider(), key, longer.data(), length_of_randoms,
                                        block.data(), 192, &length, 0),
                  NTE_INVALID_PARAMETER);
        EXPECT_EQ(length, 0u);
    }
    DWORD length = 1;
    EXPECT_EQ(
        SslComputeEapKeyBlock(ssl_provider(), key, nullptr, 64, block.data(), 192, &length, 0),
        NTE_INVALID_PARAMETER);
    EXPECT_EQ(length, 0u);
    EXPECT_EQ(block, Buffer(192, 0xEE));
}

TEST(SslComputeEapKeyBlock, RefusesFlagsThatNameNoMethod) {
    const SslHandle key = master_key();
    for (const DWORD flags : {4u, 0xFFu, 0x100u, 0x80000000u}) {
        Buffer block(192, 0xEE);
        DWORD length = 1;
        EXPECT_EQ(SslComputeEapKeyBlock(ssl_provider(), key, octets(kRandoms), 64, block.data(),
                                        192, &length, flags),
                  NTE_BAD_FLAGS)
            << flags;
        EXPECT_EQ(length, 0u);
        EXPECT_EQ(block, Buffer(192, 0xEE));
    }
}

TEST(SslComputeEapKeyBlock, RefusesABufferThatIsTooSmall) {
    const SslHandle key = master_key();
    Buffer block(192, 0xEE);
    for (const DWORD size : {0u, 128u, 191u}) {
        DWORD length = 0;
        EXPECT_EQ(SslComputeEapKeyBlock(ssl_provider(), key, octets(kRandoms), 64, block.data(),
                                        size, &length, 0),
                  NTE_BUFFER_TOO_SMALL);
        EXPECT_EQ(length, 192u);
        EXPECT_EQ(block, Buffer(192, 0xEE));
    }
}

TEST(SslComputeEapKeyBlock, RefusesNoPlaceForTheSize) {
    const SslHandle key = master_key();
    Buffer block(192, 0xEE);
    EXPECT_EQ(SslComputeEapKeyBlock(ssl_provider(), key, octets(kRandoms), 64, block.data(), 192,
                                    nullptr, 0),
              NTE_INVALID_PARAMETER);
    EXPECT_EQ(block, Buffer(192, 0xEE));
}

}  // namespace
}  // namespace secur32::test
