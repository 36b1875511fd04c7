// Master secrets that both sides make: RSA on the client, DHE, ECDHE and PSK, against libcrypto's
// RSA, key agreement and PRF.
#include <gtest/gtest.h>

#include <utility>

#include "test/support/ssl_agreement.h"
#include "test/support/ssl_tls12.h"

namespace secur32::test {
namespace {

constexpr DWORD kClient = NCRYPT_SSL_CLIENT_FLAG, kServer = NCRYPT_SSL_SERVER_FLAG;

// A call's outputs, which a failure must empty or leave as they were.
struct MasterOut {
    NCRYPT_KEY_HANDLE handle = kNoHandle;
    Buffer buffer = Buffer(300, 0xEE);
    DWORD written = 99;

    Buffer result() const { return {buffer.begin(), buffer.begin() + written}; }
    void expect_nothing() const {
        EXPECT_EQ(handle, 0u);
        EXPECT_EQ(written, 0u);
        EXPECT_EQ(to_hex(buffer), to_hex(Buffer(300, 0xEE)));
    }
};

// -- SslGeneratePreMasterKey ----------------------------------------------------------------------

SECURITY_STATUS generate_premaster(NCRYPT_KEY_HANDLE key, const RsaSuite& row, ParameterList list,
                                   MasterOut& out, DWORD flags = kClient) {
    return SslGeneratePreMasterKey(ssl_provider(), key, &out.handle, row.protocol, row.suite,
                                   list.get(), out.buffer.data(), count(out.buffer), &out.written,
                                   flags);
}

// RFC 5246 7.4.7.1: client_version and 46 random octets, encrypted with PKCS#1 v1.5.
TEST(SslGeneratePreMasterKey, AgreesWithLibcryptosDecryption) {
    const SslHandle key = rsa_public();
    Buffer before;
    for (const RsaSuite& row : kRsaSuites) {
        MasterOut out;
        ASSERT_EQ(generate_premaster(key, row, {}, out), ERROR_SUCCESS);
        const SslHandle premaster(out.handle);
        const Buffer secret = rsa_decrypted(out.result());
        ASSERT_EQ(secret.size(), 48u);
        EXPECT_EQ(secret[0] << 8 | secret[1], static_cast<int>(row.protocol));
        EXPECT_NE(secret, before);
        before = secret;
    }
}

TEST(SslGeneratePreMasterKey, SaysTheHighestVersionThatWasOffered) {
    const SslHandle key = rsa_public();
    const std::pair<DWORD, int> rows[] = {{TLS1_2_PROTOCOL_VERSION, 0x0303},
                                          {TLS1_1_PROTOCOL_VERSION, 0x0302},
                                          // RFC 8446 4.1.2: what its ClientHello says
                                          {TLS1_3_PROTOCOL_VERSION, 0x0303}};
    for (const auto& [offered, expected] : rows) {
        MasterOut out;
        ASSERT_EQ(
            generate_premaster(key, kRsaSuites[0],
                               ParameterList().add(NCRYPTBUFFER_SSL_HIGHEST_VERSION, offered), out),
            ERROR_SUCCESS);
        const SslHandle premaster(out.handle);
        const Buffer secret = rsa_decrypted(out.result());
        EXPECT_EQ(secret.at(0) << 8 | secret.at(1), expected);
    }
}

TEST(SslGeneratePreMasterKey, TellsTheSizeAndMakesNothingForACallerWithoutABuffer) {
    const SslHandle key = rsa_public();
    NCRYPT_KEY_HANDLE handle = kNoHandle;
    DWORD size = 0;
    EXPECT_EQ(SslGeneratePreMasterKey(ssl_provider(), key, &handle, kRsaSuite.protocol,
                                      kRsaSuite.suite, nullptr, nullptr, 0, &size, 0),
              ERROR_SUCCESS);
    EXPECT_EQ(size, 256u);
    EXPECT_EQ(handle, 0u);
}

TEST(SslGeneratePreMasterKey, RefusesABufferThatIsTooSmallAndTellsTheSize) {
    MasterOut out;
    EXPECT_EQ(
        SslGeneratePreMasterKey(ssl_provider(), rsa_public(), &out.handle, kRsaSuite.protocol,
                                kRsaSuite.suite, nullptr, out.buffer.data(), 255, &out.written, 0),
        NTE_BUFFER_TOO_SMALL);
    EXPECT_EQ(std::exchange(out.written, 0), 256u);
    out.expect_nothing();
}

TEST(SslGeneratePreMasterKey, RefusesSuitesWithoutRsaKeyExchange) {
    const SslHandle key = rsa_public();
    for (const RsaSuite& row :
         {RsaSuite{kTls12, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, ""},
          RsaSuite{kTls12, TLS_PSK_WITH_AES_128_GCM_SHA256, ""},
          RsaSuite{0x0304, TLS_AES_128_GCM_SHA256, ""}, RsaSuite{kTls12, 0x7777, ""}}) {
        MasterOut out;
        EXPECT_EQ(generate_premaster(key, row, {}, out), NTE_INVALID_PARAMETER);
        out.expect_nothing();
    }
}

TEST(SslGeneratePreMasterKey, RefusesAKeyThatIsNotRsa) {
    MasterOut out;
    EXPECT_EQ(generate_premaster(ec_public(), kRsaSuite, {}, out), NTE_INVALID_PARAMETER);
    out.expect_nothing();
}

TEST(SslGeneratePreMasterKey, RefusesAHandleThatIsNoPublicKey) {
    const SslHandle own = rsa_private();
    for (const NCRYPT_KEY_HANDLE key :
         {NCRYPT_KEY_HANDLE{0}, NCRYPT_KEY_HANDLE{own}, freed_handle()}) {
        MasterOut out;
        EXPECT_EQ(generate_premaster(key, kRsaSuite, {}, out), NTE_INVALID_HANDLE);
        out.expect_nothing();
    }
}

TEST(SslGeneratePreMasterKey, RefusesAHighestVersionThatIsNone) {
    for (const DWORD version : {0u, 2u, 0x0300u, 0x0305u, 0xFEFEu}) {
        MasterOut out;
        EXPECT_EQ(
            generate_premaster(rsa_public(), kRsaSuite,
                               ParameterList().add(NCRYPTBUFFER_SSL_HIGHEST_VERSION, version), out),
            NTE_INVALID_PARAMETER);
        out.expect_nothing();
    }
}

TEST(SslGeneratePreMasterKey, RefusesMissingPointers) {
    MasterOut out;
    const SslHandle key = rsa_public();
    EXPECT_EQ(
        SslGeneratePreMasterKey(ssl_provider(), key, nullptr, kRsaSuite.protocol, kRsaSuite.suite,
                                nullptr, out.buffer.data(), 300, &out.written, 0),
        NTE_INVALID_PARAMETER);
    EXPECT_EQ(SslGeneratePreMasterKey(ssl_provider(), key, &out.handle, kRsaSuite.protocol,
                                      kRsaSuite.suite, nullptr, out.buffer.data(), 300, nullptr, 0),
              NTE_INVALID_PARAMETER);
    out.expect_nothing();
}

TEST(SslGeneratePreMasterKey, RefusesTheServersFlag) {
    for (const DWORD flags : {kServer, kClient | kServer, 4u}) {
        MasterOut out;
        EXPECT_EQ(generate_premaster(rsa_public(), kRsaSuite, {}, out, flags), NTE_BAD_FLAGS);
        out.expect_nothing();
    }
}

// -- SslGenerateMasterKey -------------------------------------------------------------------------

struct Keys {
    NCRYPT_KEY_HANDLE own, peer;
};

SECURITY_STATUS generate(const Keys& keys, const RsaSuite& row, ParameterList list, MasterOut& out,
                         DWORD flags = kClient) {
    return SslGenerateMasterKey(ssl_provider(), keys.own, keys.peer, &out.handle, row.protocol,
                                row.suite, list.get(), out.buffer.data(), count(out.buffer),
                                &out.written, flags);
}

TEST(SslGenerateMasterKey, AgreesWithLibcryptosRsaAndPrf) {
    const SslHandle key = rsa_public();
    for (const RsaSuite& row : kRsaSuites) {
        MasterOut out;
        ASSERT_EQ(generate({0, key}, row, randoms(), out), ERROR_SUCCESS);
        const SslHandle master(out.handle);
        const Buffer premaster = rsa_decrypted(out.result());
        ASSERT_EQ(premaster.size(), 48u);
        EXPECT_EQ(premaster[0] << 8 | premaster[1], static_cast<int>(row.protocol));
        EXPECT_TRUE(is_secret_of(master, foreign_master(row.prf, premaster)));
    }
}

TEST(SslGenerateMasterKey, AgreesWithLibcryptosPrfOfAnExtendedMasterSecret) {
    const SslHandle key = rsa_public();
    for (const RsaSuite& row : kRsaSuites) {
        MasterOut first, second;
        ASSERT_EQ(generate_premaster(key, row, {}, first), ERROR_SUCCESS);
        const SslHandle premaster(first.handle);
        const Buffer hash = transcript(row.prf);
        ASSERT_EQ(generate({premaster, 0}, row, randoms().add(NCRYPTBUFFER_SSL_SESSION_HASH, hash),
                           second),
                  ERROR_SUCCESS);
        const SslHandle master(second.handle);
        EXPECT_EQ(second.written, 0u);
        EXPECT_TRUE(is_secret_of(
            master, foreign_extended_master(row.prf, rsa_decrypted(first.result()), hash)));
    }
}

TEST(SslGenerateMasterKey, AgreesWithLibcryptosKeyAgreementOverEveryGroup) {
    for (const Agreement& agreement : agreements()) {
        SCOPED_TRACE(agreement.name);
        const RsaSuite row{kTls12, agreement.suite, agreement.prf};
        for (const DWORD side : {kClient, kServer}) {
            MasterOut out;
            ASSERT_EQ(generate({agreement.own, agreement.peer}, row, randoms(), out, side),
                      ERROR_SUCCESS);
            const SslHandle master(out.handle);
            EXPECT_EQ(out.written, 0u);
            // RFC 5246 8.1.2: "Leading bytes of Z that contain all zero bits are stripped"; a
            // curve's are kept (RFC 8422 5.10).
            EXPECT_TRUE(is_secret_of(master, foreign_master(row.prf, agreement.premaster)));
        }
    }
}

// RFC 4279 2: uint16 N, N zeros, uint16 N, the key.
TEST(SslGenerateMasterKey, AgreesWithLibcryptosPrfOverAPreSharedKey) {
    const Buffer psk = counted(0x21, 20);
    Buffer premaster = {0, 20};
    premaster.resize(22);
    premaster.insert(premaster.end(), {0, 20});
    premaster.insert(premaster.end(), psk.begin(), psk.end());
    const SslHandle key = import_pre_shared_key(psk);
    for (const RsaSuite& row : {RsaSuite{kTls12, TLS_PSK_WITH_AES_128_GCM_SHA256, "SHA256"},
                                RsaSuite{kTls12, TLS_PSK_WITH_AES_256_GCM_SHA384, "SHA384"},
                                RsaSuite{0x0301, TLS_PSK_WITH_AES_128_CBC_SHA256, "MD5-SHA1"}}) {
        MasterOut out;
        ASSERT_EQ(generate({key, 0}, row, randoms(), out, kServer), ERROR_SUCCESS);
        const SslHandle master(out.handle);
        EXPECT_TRUE(is_secret_of(master, foreign_master(row.prf, premaster)));
    }
}

TEST(SslGenerateMasterKey, NeedsNoOutputButForRsa) {
    const Agreement& agreement = agreements().front();
    NCRYPT_KEY_HANDLE handle = 0;
    ASSERT_EQ(SslGenerateMasterKey(ssl_provider(), agreement.own, agreement.peer, &handle, kTls12,
                                   agreement.suite, randoms().get(), nullptr, 0, nullptr, kClient),
              ERROR_SUCCESS);
    EXPECT_NE(handle, 0u);
    EXPECT_EQ(SslFreeObject(handle, 0), ERROR_SUCCESS);
}

TEST(SslGenerateMasterKey, TellsTheSizeAndMakesNothingForAnRsaClientWithoutABuffer) {
    const SslHandle key = rsa_public();
    NCRYPT_KEY_HANDLE handle = kNoHandle;
    DWORD size = 0;
    EXPECT_EQ(SslGenerateMasterKey(ssl_provider(), 0, key, &handle, kRsaSuite.protocol,
                                   kRsaSuite.suite, randoms().get(), nullptr, 0, &size, kClient),
              ERROR_SUCCESS);
    EXPECT_EQ(size, 256u);
    EXPECT_EQ(handle, 0u);
}

TEST(SslGenerateMasterKey, RefusesABufferThatIsTooSmallAndTellsTheSize) {
    MasterOut out;
    EXPECT_EQ(SslGenerateMasterKey(ssl_provider(), 0, rsa_public(), &out.handle, kRsaSuite.protocol,
                                   kRsaSuite.suite, randoms().get(), out.buffer.data(), 255,
                                   &out.written, kClient),
              NTE_BUFFER_TOO_SMALL);
    EXPECT_EQ(std::exchange(out.written, 0), 256u);
    out.expect_nothing();
}

TEST(SslGenerateMasterKey, RefusesAListWithoutBothRandoms) {
    const SslHandle key = rsa_public(), psk = import_pre_shared_key(counted(1));
    const Agreement& agreement = agreements().front();
    const std::pair<Keys, DWORD> rows[] = {{{0, key}, kRsaSuite.suite},
                                           {{agreement.own, agreement.peer}, agreement.suite},
                                           {{psk, 0}, TLS_PSK_WITH_AES_128_GCM_SHA256}};
    for (const auto& [keys, suite] : rows)
        for (int list = 0; list < 4; ++list) {
            ParameterList parameters;
            if (list == 1) parameters.add(NCRYPTBUFFER_SSL_CLIENT_RANDOM, kClientRandom);
            if (list == 2) parameters.add(NCRYPTBUFFER_SSL_SERVER_RANDOM, kServerRandom);
            if (list == 3) parameters = std::move(randoms().version(1));
            MasterOut out;
            EXPECT_EQ(generate(keys, {kTls12, suite, ""}, parameters, out), NTE_INVALID_PARAMETER);
            out.expect_nothing();
        }
}

TEST(SslGenerateMasterKey, RefusesASessionHashThatIsNotAsLongAsThePrfsHash) {
    const SslHandle key = rsa_public();
    for (const std::size_t length : {20u, 31u, 36u, 48u}) {
        MasterOut out;
        EXPECT_EQ(generate({0, key}, kRsaSuite,
                           randoms().add(NCRYPTBUFFER_SSL_SESSION_HASH, counted(1, length)), out),
                  NTE_INVALID_PARAMETER);
        out.expect_nothing();
    }
}

TEST(SslGenerateMasterKey, RefusesFlagsThatSayNoSide) {
    for (const DWORD flags : {0u, kClient | kServer, 4u, 0x10001u}) {
        MasterOut out;
        EXPECT_EQ(generate({0, rsa_public()}, kRsaSuite, randoms(), out, flags), NTE_BAD_FLAGS);
        out.expect_nothing();
    }
}

TEST(SslGenerateMasterKey, RefusesAnRsaServerAndTls13) {
    MasterOut out;
    const SslHandle key = rsa_public();
    EXPECT_EQ(generate({0, key}, kRsaSuite, randoms(), out, kServer), NTE_INVALID_PARAMETER);
    out.expect_nothing();
    EXPECT_EQ(generate({0, key}, {0x0304, TLS_AES_128_GCM_SHA256, ""}, randoms(), out),
              NTE_INVALID_PARAMETER);
    out.expect_nothing();
}

TEST(SslGenerateMasterKey, RefusesAPremasterSecretOfAnotherProtocolOrSuite) {
    MasterOut first;
    ASSERT_EQ(generate_premaster(rsa_public(), kRsaSuites[3], {}, first), ERROR_SUCCESS);
    const SslHandle premaster(first.handle);
    for (const std::size_t other : {2u, 4u, 6u, 0u}) {
        MasterOut out;
        EXPECT_EQ(generate({premaster, 0}, kRsaSuites[other], randoms(), out),
                  NTE_INVALID_PARAMETER);
        out.expect_nothing();
    }
}

TEST(SslGenerateMasterKey, RefusesHandlesThatTheKeyExchangeDoesNotHave) {
    const SslHandle open = rsa_public(), own = rsa_private(),
                    psk = import_pre_shared_key(counted(1));
    const Agreement& agreement = agreements().front();
    const std::pair<Keys, DWORD> rows[] = {
        {{0, own}, kRsaSuite.suite},
        {{psk, open}, kRsaSuite.suite},
        {{own, open}, kRsaSuite.suite},
        {{0, agreement.peer}, agreement.suite},
        {{agreement.own, 0}, agreement.suite},
        {{agreement.own, open}, agreement.suite},
        {{agreement.own, agreement.own}, agreement.suite},
        {{agreement.peer, agreement.peer}, agreement.suite},
        {{0, 0}, TLS_PSK_WITH_AES_128_GCM_SHA256},
        {{agreement.own, 0}, TLS_PSK_WITH_AES_128_GCM_SHA256},
    };
    for (const auto& [keys, suite] : rows) {
        MasterOut out;
        EXPECT_EQ(generate(keys, {kTls12, suite, ""}, randoms(), out), NTE_INVALID_HANDLE);
        out.expect_nothing();
    }
}

TEST(SslGenerateMasterKey, RefusesKeysOfTwoGroupsOrOfAnotherSuite) {
    const auto& all = agreements();
    for (const Agreement& a : all)
        for (const Agreement& b : all) {
            MasterOut out;
            if (&a != &b && a.group != b.group) {
                EXPECT_EQ(generate({a.own, b.peer}, {kTls12, a.suite, ""}, randoms(), out),
                          NTE_INVALID_PARAMETER)
                    << a.name << ' ' << b.name;
                out.expect_nothing();
            }
            if (a.finite_field != b.finite_field) {
                EXPECT_EQ(generate({a.own, a.peer}, {kTls12, b.suite, ""}, randoms(), out),
                          NTE_INVALID_PARAMETER);
                out.expect_nothing();
            }
        }
}

TEST(SslGenerateMasterKey, RefusesToEncryptWithAKeyThatIsNotRsa) {
    for (const NCRYPT_KEY_HANDLE key : {NCRYPT_KEY_HANDLE{agreements().front().peer},
                                        NCRYPT_KEY_HANDLE{agreements().back().peer}}) {
        MasterOut out;
        EXPECT_EQ(generate({0, key}, kRsaSuite, randoms(), out), NTE_INVALID_PARAMETER);
        out.expect_nothing();
    }
}

TEST(SslGenerateMasterKey, RefusesAPublicKeyBesideAPreSharedOne) {
    MasterOut out;
    EXPECT_EQ(generate({import_pre_shared_key(counted(1)), rsa_public()},
                       {kTls12, TLS_PSK_WITH_AES_128_GCM_SHA256, ""}, randoms(), out),
              NTE_INVALID_PARAMETER);
    out.expect_nothing();
}

TEST(SslGenerateMasterKey, RefusesNoPlaceForTheHandleOrTheSize) {
    const SslHandle key = rsa_public();
    MasterOut out;
    EXPECT_EQ(
        SslGenerateMasterKey(ssl_provider(), 0, key, nullptr, kRsaSuite.protocol, kRsaSuite.suite,
                             randoms().get(), out.buffer.data(), 300, &out.written, kClient),
        NTE_INVALID_PARAMETER);
    EXPECT_EQ(SslGenerateMasterKey(ssl_provider(), 0, key, &out.handle, kRsaSuite.protocol,
                                   kRsaSuite.suite, randoms().get(), out.buffer.data(), 300,
                                   nullptr, kClient),
              NTE_INVALID_PARAMETER);
    out.expect_nothing();
}

TEST(SslGenerateMasterKey, RefusesAProviderThatIsNone) {
    MasterOut out;
    EXPECT_EQ(SslGenerateMasterKey(freed_handle(), 0, rsa_public(), &out.handle, kRsaSuite.protocol,
                                   kRsaSuite.suite, randoms().get(), out.buffer.data(), 300,
                                   &out.written, kClient),
              NTE_INVALID_HANDLE);
    out.expect_nothing();
}

}  // namespace
}  // namespace secur32::test
