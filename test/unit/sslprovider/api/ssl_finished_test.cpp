// verify_data of Finished, and binders, against libcrypto's PRF, HKDF and HMAC.
#include <gtest/gtest.h>

#include <tuple>
#include <utility>

#include "test/support/ssl_tls12.h"
#include "test/support/ssl_tls13.h"

namespace secur32::test {
namespace {

// -- SslComputeFinishedHash -----------------------------------------------------------------------

constexpr DWORD kClient = NCRYPT_SSL_CLIENT_FLAG, kServer = NCRYPT_SSL_SERVER_FLAG;

TEST(SslComputeFinishedHash, AgreesWithLibcryptosPrfUpToTls12) {
    for (const RsaSuite& row : kRsaSuites) {
        const SslHandle master = imported_master(row);
        const SslHandle hash = hash_of({row.protocol, row.suite, row.prf});
        const Buffer secret = foreign_master(row.prf, premaster_of(row.protocol));
        for (const DWORD side : {kClient, kServer}) {
            Buffer verify_data(12);
            ASSERT_EQ(
                SslComputeFinishedHash(ssl_provider(), master, hash, verify_data.data(), 12, side),
                ERROR_SUCCESS);
            const char* const label = side == kClient ? "client finished" : "server finished";
            EXPECT_EQ(to_hex(verify_data),
                      to_hex(foreign::prf(row.prf, secret, label, transcript(row.prf), 12)));
        }
    }
}

TEST(SslComputeFinishedHash, LeavesTheHashGoingOn) {
    const SslHandle master = imported_master(), hash = hash_of(kHashRows[3]);
    Buffer verify_data(12);
    ASSERT_EQ(SslComputeFinishedHash(ssl_provider(), master, hash, verify_data.data(), 12, kClient),
              ERROR_SUCCESS);
    add_to(hash, kMessage);
    EXPECT_EQ(to_hex(value_of(hash, kTls12)),
              to_hex(foreign::hash("SHA256", foreign::joined(kMessage, kMessage))));
}

// RFC 8446 4.4.4: HMAC(HKDF-Expand-Label(BaseKey, "finished", "", Hash.length), transcript hash)
Buffer finished13(Bytes base, Bytes transcript_hash) {
    const Buffer key = foreign::hkdf_expand_label("SHA256", base, "finished", {}, 32);
    return foreign::hmac("SHA256", key, transcript_hash);
}

TEST(SslComputeFinishedHash, AgreesWithLibcryptosHkdfInTls13) {
    const Tls13Secrets s = tls13_secrets_of("3");
    const std::tuple<const SslHandle*, const SslHandle*, const char*, DWORD> rows[] = {
        {&s.server_handshake, &s.keys_agreed, "s hs traffic", kServer},
        {&s.client_handshake, &s.server_finished, "c hs traffic", kClient},
        {&s.client_application, &s.client_finished, "c ap traffic", kClient},
    };
    for (const auto& [secret, hash, label, side] : rows)
        for (const DWORD flags : {DWORD{0}, side}) {
            Buffer verify_data(32);
            ASSERT_EQ(SslComputeFinishedHash(ssl_provider(), *secret, *hash, verify_data.data(), 32,
                                             flags),
                      ERROR_SUCCESS);
            EXPECT_EQ(to_hex(verify_data),
                      to_hex(finished13(derived("3", label), value_of(*hash, kTls13))));
        }
}

TEST(SslComputeFinishedHash, AgreesWithLibcryptosHkdfForABinder) {
    const Buffer psk = counted(3);
    const SslHandle imported = import_pre_shared_key(psk);
    SslHandle early, binder;
    ASSERT_EQ(
        SslExtractEarlyKey(ssl_provider(), imported, early.out(), kTls13, kAes128, nullptr, 0),
        ERROR_SUCCESS);
    ASSERT_EQ(SslExpandBinderKey(ssl_provider(), early, binder.out(), nullptr,
                                 NCRYPT_SSL_EXTERNAL_PSK_FLAG),
              ERROR_SUCCESS);
    const SslHandle hash = hash_of(kHashRows[6]);
    Buffer value(32);
    ASSERT_EQ(SslComputeFinishedHash(ssl_provider(), binder, hash, value.data(), 32, kClient),
              ERROR_SUCCESS);
    const Buffer early_secret = foreign::hkdf_extract("SHA256", Buffer(32), psk);
    const Buffer key = foreign::hkdf_expand_label("SHA256", early_secret, "ext binder",
                                                  foreign::hash("SHA256", {}), 32);
    EXPECT_EQ(to_hex(value), to_hex(finished13(key, foreign::hash("SHA256", kMessage))));
}

// What a refused call must leave.
struct FinishedOut {
    Buffer buffer = Buffer(64, 0xEE);
    void expect_untouched() const { EXPECT_EQ(to_hex(buffer), to_hex(Buffer(64, 0xEE))); }
};

TEST(SslComputeFinishedHash, RefusesALengthThatIsNotTheProtocols) {
    const SslHandle master = imported_master(), hash = hash_of(kHashRows[3]);
    const Tls13Secrets s = tls13_secrets_of("3");
    FinishedOut out;
    for (const DWORD length : {0u, 11u})
        EXPECT_EQ(SslComputeFinishedHash(ssl_provider(), master, hash, out.buffer.data(), length,
                                         kClient),
                  NTE_BUFFER_TOO_SMALL);
    EXPECT_EQ(SslComputeFinishedHash(ssl_provider(), s.client_handshake, s.keys_agreed,
                                     out.buffer.data(), 12, kClient),
              NTE_BUFFER_TOO_SMALL);
    for (const DWORD length : {13u, 36u})
        EXPECT_EQ(SslComputeFinishedHash(ssl_provider(), master, hash, out.buffer.data(), length,
                                         kClient),
                  NTE_INVALID_PARAMETER);
    out.expect_untouched();
}

TEST(SslComputeFinishedHash, RefusesFlagsThatDoNotSayWhoseItIs) {
    const SslHandle master = imported_master(), hash = hash_of(kHashRows[3]);
    FinishedOut out;
    for (const DWORD flags : {0u, 3u, 4u, 5u})
        EXPECT_EQ(
            SslComputeFinishedHash(ssl_provider(), master, hash, out.buffer.data(), 12, flags),
            NTE_BAD_FLAGS);
    out.expect_untouched();
}

TEST(SslComputeFinishedHash, RefusesTheOtherSidesSecretAndUnknownFlagsInTls13) {
    const Tls13Secrets s = tls13_secrets_of("3");
    FinishedOut out;
    EXPECT_EQ(SslComputeFinishedHash(ssl_provider(), s.server_handshake, s.keys_agreed,
                                     out.buffer.data(), 32, kClient),
              NTE_INVALID_PARAMETER);
    EXPECT_EQ(SslComputeFinishedHash(ssl_provider(), s.client_handshake, s.keys_agreed,
                                     out.buffer.data(), 32, kServer),
              NTE_INVALID_PARAMETER);
    EXPECT_EQ(SslComputeFinishedHash(ssl_provider(), s.client_handshake, s.keys_agreed,
                                     out.buffer.data(), 32, 8),
              NTE_BAD_FLAGS);
    out.expect_untouched();
}

TEST(SslComputeFinishedHash, RefusesSecretsThatMakeNoFinished) {
    const Tls13Secrets s = tls13_secrets_of("3");
    FinishedOut out;
    for (const SslHandle* const secret :
         {&s.early, &s.handshake, &s.master, &s.exporter, &s.resumption})
        EXPECT_EQ(SslComputeFinishedHash(ssl_provider(), *secret, s.keys_agreed, out.buffer.data(),
                                         32, kClient),
                  NTE_INVALID_PARAMETER);
    out.expect_untouched();
}

TEST(SslComputeFinishedHash, RefusesAHashOfAnotherProtocolOrAlgorithm) {
    const SslHandle master = imported_master();
    const Tls13Secrets s = tls13_secrets_of("3");
    FinishedOut out;
    SslHandle sha512;
    ASSERT_EQ(SslCreateClientAuthHash(ssl_provider(), sha512.out(), kTls12, kRsaSuite.suite,
                                      BCRYPT_SHA512_ALGORITHM, 0),
              ERROR_SUCCESS);
    EXPECT_EQ(
        SslComputeFinishedHash(ssl_provider(), master, sha512, out.buffer.data(), 12, kClient),
        NTE_INVALID_PARAMETER);
    for (const HashRow& row : {kHashRows[0], kHashRows[5], kHashRows[6], kHashRows[4]})
        EXPECT_EQ(SslComputeFinishedHash(ssl_provider(), master, hash_of(row), out.buffer.data(),
                                         12, kClient),
                  NTE_INVALID_PARAMETER);
    for (const HashRow& row : {kHashRows[3], kHashRows[7]})
        EXPECT_EQ(SslComputeFinishedHash(ssl_provider(), s.client_handshake, hash_of(row),
                                         out.buffer.data(), 32, kClient),
                  NTE_INVALID_PARAMETER);
    out.expect_untouched();
}

TEST(SslComputeFinishedHash, RefusesHandlesOfOtherKinds) {
    const SslHandle master = imported_master(), hash = hash_of(kHashRows[3]), key = rsa_private();
    FinishedOut out;
    const std::pair<NCRYPT_HANDLE, NCRYPT_HANDLE> bad[] = {
        {key, hash}, {0, hash}, {master, key}, {master, 0}, {freed_handle(), hash}};
    for (const auto& [secret, transcript_hash] : bad)
        EXPECT_EQ(SslComputeFinishedHash(ssl_provider(), secret, transcript_hash, out.buffer.data(),
                                         12, kClient),
                  NTE_INVALID_HANDLE);
    EXPECT_EQ(SslComputeFinishedHash(kNoHandle, master, hash, out.buffer.data(), 12, kClient),
              NTE_INVALID_HANDLE);
    out.expect_untouched();
}

TEST(SslComputeFinishedHash, RefusesNoPlace) {
    const SslHandle master = imported_master(), hash = hash_of(kHashRows[3]);
    EXPECT_EQ(SslComputeFinishedHash(ssl_provider(), master, hash, nullptr, 12, kClient),
              NTE_INVALID_PARAMETER);
}

}  // namespace
}  // namespace secur32::test
