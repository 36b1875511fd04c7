// SslExtract*: the left column of RFC 8446 7.1's figure, against RFC 8448 (SHA-256) and libcrypto's
// HKDF (SHA-384).
#include <gtest/gtest.h>

#include "test/support/foreign_kdf.h"
#include "test/support/ssl_tls13.h"

namespace secur32::test {
namespace {

// -- SslExtractEarlyKey ---------------------------------------------------------------------------

TEST(SslExtractEarlyKey, AgreesWithRfc8448) {
    std::size_t compared = 0;
    for (const std::string_view section : kRfc8448Sections) {
        const Tls13Secrets secrets = tls13_secrets_of(section);
        EXPECT_TRUE(is_secret_of(secrets.early,
                                 Rfc8448Trace(section).item("extract secret \"early\"", "secret")))
            << section;
        ++compared;
    }
    EXPECT_EQ(compared, 5u);
}

TEST(SslExtractEarlyKey, AgreesWithRfc8448ForAPreSharedKeyThatWasExpanded) {
    const Tls13Secrets first = tls13_secrets_of("3");
    Buffer nonce = {0, 0};
    SslHandle psk, early;
    ASSERT_EQ(SslExpandPreSharedKey(ssl_provider(), first.resumption, nonce.data(), 2, psk.out(),
                                    nullptr, 0),
              ERROR_SUCCESS);
    ASSERT_EQ(SslExtractEarlyKey(ssl_provider(), psk, early.out(), kTls13, kAes128, nullptr, 0),
              ERROR_SUCCESS);
    EXPECT_TRUE(is_secret_of(early, Rfc8448Trace("4").item("extract secret \"early\"", "secret")));
}

TEST(SslExtractEarlyKey, AgreesWithLibcryptoForSha384) {
    const Sha384 run;
    EXPECT_TRUE(is_secret_of(run.early, run.early_secret));
    SslHandle without;
    ASSERT_EQ(SslExtractEarlyKey(ssl_provider(), 0, without.out(), kTls13, kAes256, nullptr, 0),
              ERROR_SUCCESS);
    EXPECT_TRUE(is_secret_of(without, foreign::hkdf_extract("SHA384", Buffer(48), Buffer(48))));
}

TEST(SslExtractEarlyKey, TakesAParameterListAndNeedsNothingInIt) {
    NCryptBufferDesc list{NCRYPTBUFFER_VERSION, 0, nullptr};
    SslHandle early;
    EXPECT_EQ(SslExtractEarlyKey(ssl_provider(), 0, early.out(), kTls13, kAes128, &list, 0),
              ERROR_SUCCESS);
}

TEST(SslExtractEarlyKey, RefusesHandlesThatAreNone) {
    const SslHandle hash = new_hash(kTls13, kAes128);
    const Tls13Secrets secrets = tls13_secrets_of("3");
    for (const NCRYPT_HANDLE psk : {kInvented, freed_handle(), NCRYPT_HANDLE{hash},
                                    NCRYPT_HANDLE{write_key(secrets.client_handshake)}}) {
        NCRYPT_KEY_HANDLE early = 1;
        EXPECT_EQ(SslExtractEarlyKey(ssl_provider(), psk, &early, kTls13, kAes128, nullptr, 0),
                  NTE_INVALID_HANDLE);
        EXPECT_EQ(early, 0u);
    }
    for (const NCRYPT_HANDLE provider : {NCRYPT_HANDLE{0}, kInvented, NCRYPT_HANDLE{hash}}) {
        NCRYPT_KEY_HANDLE early = 1;
        EXPECT_EQ(SslExtractEarlyKey(provider, 0, &early, kTls13, kAes128, nullptr, 0),
                  NTE_INVALID_HANDLE);
        EXPECT_EQ(early, 0u);
    }
}

TEST(SslExtractEarlyKey, RefusesProtocolsWithoutAKeyScheduleAndSuitesOfOthers) {
    const std::pair<DWORD, DWORD> wrong[] = {
        {TLS1_2_PROTOCOL_VERSION, TLS_RSA_WITH_AES_128_GCM_SHA256},
        {kTls13, TLS_RSA_WITH_AES_128_GCM_SHA256},
        {TLS1_2_PROTOCOL_VERSION, kAes128},
        {SSL3_PROTOCOL_VERSION, kAes128},
        {0, kAes128},
        {kTls13, 0},
        {kTls13, 0x11301}};
    for (const auto& [protocol, suite] : wrong) {
        NCRYPT_KEY_HANDLE early = 1;
        EXPECT_EQ(SslExtractEarlyKey(ssl_provider(), 0, &early, protocol, suite, nullptr, 0),
                  NTE_INVALID_PARAMETER)
            << protocol << ' ' << suite;
        EXPECT_EQ(early, 0u);
    }
}

TEST(SslExtractEarlyKey, RefusesASecretThatIsNoPreSharedKeyOrOneOfAnotherHash) {
    const Tls13Secrets secrets = tls13_secrets_of("3");
    NCRYPT_KEY_HANDLE early = 1;
    EXPECT_EQ(
        SslExtractEarlyKey(ssl_provider(), secrets.resumption, &early, kTls13, kAes128, nullptr, 0),
        NTE_INVALID_PARAMETER);
    EXPECT_EQ(early, 0u);
    SslHandle psk;
    ASSERT_EQ(SslExpandPreSharedKey(ssl_provider(), secrets.resumption, nullptr, 0, psk.out(),
                                    nullptr, 0),
              ERROR_SUCCESS);
    early = 1;
    EXPECT_EQ(SslExtractEarlyKey(ssl_provider(), psk, &early, kTls13, kAes256, nullptr, 0),
              NTE_INVALID_PARAMETER);
    EXPECT_EQ(early, 0u);
}

TEST(SslExtractEarlyKey, RefusesNoPlaceForTheHandle) {
    EXPECT_EQ(SslExtractEarlyKey(ssl_provider(), 0, nullptr, kTls13, kAes128, nullptr, 0),
              NTE_INVALID_PARAMETER);
}

TEST(SslExtractEarlyKey, RefusesFlags) {
    NCRYPT_KEY_HANDLE early = 1;
    EXPECT_EQ(SslExtractEarlyKey(ssl_provider(), 0, &early, kTls13, kAes128, nullptr, 1),
              NTE_BAD_FLAGS);
    EXPECT_EQ(early, 0u);
}

TEST(SslExtractEarlyKey, RefusesAMalformedParameterList) {
    NCryptBufferDesc list{NCRYPTBUFFER_VERSION, 1, nullptr};
    NCRYPT_KEY_HANDLE early = 1;
    EXPECT_EQ(SslExtractEarlyKey(ssl_provider(), 0, &early, kTls13, kAes128, &list, 0),
              NTE_INVALID_PARAMETER);
    EXPECT_EQ(early, 0u);
}

// -- SslExtractHandshakeKey -----------------------------------------------------------------------

TEST(SslExtractHandshakeKey, AgreesWithRfc8448) {
    for (const std::string_view section : kRfc8448Sections) {
        const Tls13Secrets secrets = tls13_secrets_of(section);
        EXPECT_TRUE(is_secret_of(secrets.handshake, Rfc8448Trace(section).item(
                                                        "extract secret \"handshake\"", "secret")))
            << section;
    }
}

TEST(SslExtractHandshakeKey, AgreesWithLibcryptoForSha384) {
    const Sha384 run;
    EXPECT_TRUE(is_secret_of(run.handshake, run.handshake_secret));
}

TEST(SslExtractHandshakeKey, AgreesWithLibcryptoWithoutSharesForAPreSharedKeyAlone) {
    const Sha384 run;
    SslHandle handshake;
    ASSERT_EQ(SslExtractHandshakeKey(ssl_provider(), 0, 0, run.early, handshake.out(), nullptr, 0),
              ERROR_SUCCESS);
    EXPECT_TRUE(is_secret_of(
        handshake,
        foreign::hkdf_extract("SHA384", Sha384::next_salt(run.early_secret), Buffer(48))));
}

struct Shares {
    const Rfc8448Trace trace{"3"};
    SslHandle early, own = server_share(trace), peers = client_share(trace);
    Shares() { SslExtractEarlyKey(ssl_provider(), 0, early.out(), kTls13, kAes128, nullptr, 0); }
};

TEST(SslExtractHandshakeKey, RefusesHandlesThatAreNone) {
    const Shares with;
    const SslHandle hash = new_hash(kTls13, kAes128);
    const SslHandle psk = import_pre_shared_key(Buffer(32, 1));
    for (const NCRYPT_HANDLE wrong : {kInvented, freed_handle(), NCRYPT_HANDLE{hash}}) {
        NCRYPT_KEY_HANDLE made = 1;
        EXPECT_EQ(SslExtractHandshakeKey(ssl_provider(), wrong, with.peers, with.early, &made,
                                         nullptr, 0),
                  NTE_INVALID_HANDLE);
        EXPECT_EQ(made, 0u);
        EXPECT_EQ(
            SslExtractHandshakeKey(ssl_provider(), with.own, wrong, with.early, &made, nullptr, 0),
            NTE_INVALID_HANDLE);
        EXPECT_EQ(
            SslExtractHandshakeKey(ssl_provider(), with.own, with.peers, wrong, &made, nullptr, 0),
            NTE_INVALID_HANDLE);
        EXPECT_EQ(
            SslExtractHandshakeKey(wrong, with.own, with.peers, with.early, &made, nullptr, 0),
            NTE_INVALID_HANDLE);
    }
    NCRYPT_KEY_HANDLE made = 1;
    EXPECT_EQ(SslExtractHandshakeKey(ssl_provider(), with.own, with.peers, psk, &made, nullptr, 0),
              NTE_INVALID_HANDLE);
    EXPECT_EQ(made, 0u);
}

TEST(SslExtractHandshakeKey, RefusesOneShareWithoutTheOther) {
    const Shares with;
    NCRYPT_KEY_HANDLE made = 1;
    EXPECT_EQ(SslExtractHandshakeKey(ssl_provider(), with.own, 0, with.early, &made, nullptr, 0),
              NTE_INVALID_HANDLE);
    EXPECT_EQ(made, 0u);
    EXPECT_EQ(SslExtractHandshakeKey(ssl_provider(), 0, with.peers, with.early, &made, nullptr, 0),
              NTE_INVALID_HANDLE);
    // The other way round.
    EXPECT_EQ(
        SslExtractHandshakeKey(ssl_provider(), with.peers, with.own, with.early, &made, nullptr, 0),
        NTE_INVALID_HANDLE);
}

TEST(SslExtractHandshakeKey, RefusesSharesOfTwoGroups) {
    const Shares with;
    const SslHandle other = client_share(Rfc8448Trace("5"));
    NCRYPT_KEY_HANDLE made = 1;
    EXPECT_EQ(
        SslExtractHandshakeKey(ssl_provider(), with.own, other, with.early, &made, nullptr, 0),
        NTE_INVALID_PARAMETER);
    EXPECT_EQ(made, 0u);
}

TEST(SslExtractHandshakeKey, RefusesASecretOfAnotherPlaceInTheSchedule) {
    const Shares with;
    const Tls13Secrets secrets = tls13_secrets_of("3");
    for (const SslHandle* wrong : {&secrets.handshake, &secrets.master, &secrets.exporter}) {
        NCRYPT_KEY_HANDLE made = 1;
        EXPECT_EQ(
            SslExtractHandshakeKey(ssl_provider(), with.own, with.peers, *wrong, &made, nullptr, 0),
            NTE_INVALID_PARAMETER);
        EXPECT_EQ(made, 0u);
    }
}

// RFC 7748 6.1: a peer's value of small order gives zeros.
TEST(SslExtractHandshakeKey, RefusesAShareThatLeadsToZeros) {
    const Shares with;
    const SslHandle zeros = handle_of<api::SslPublicKey>(
        provider::PeerShare{crypto::NamedGroup::x25519, Buffer(32), {}, {}});
    NCRYPT_KEY_HANDLE made = 1;
    EXPECT_EQ(
        SslExtractHandshakeKey(ssl_provider(), with.own, zeros, with.early, &made, nullptr, 0),
        NTE_BAD_KEY);
    EXPECT_EQ(made, 0u);
}

TEST(SslExtractHandshakeKey, RefusesNoPlaceForTheHandle) {
    const Shares with;
    EXPECT_EQ(SslExtractHandshakeKey(ssl_provider(), with.own, with.peers, with.early, nullptr,
                                     nullptr, 0),
              NTE_INVALID_PARAMETER);
}

TEST(SslExtractHandshakeKey, RefusesFlags) {
    const Shares with;
    NCRYPT_KEY_HANDLE made = 1;
    EXPECT_EQ(SslExtractHandshakeKey(ssl_provider(), with.own, with.peers, with.early, &made,
                                     nullptr, NCRYPT_SSL_SERVER_FLAG),
              NTE_BAD_FLAGS);
    EXPECT_EQ(made, 0u);
}

// -- SslExtractMasterKey --------------------------------------------------------------------------

TEST(SslExtractMasterKey, AgreesWithRfc8448) {
    for (const std::string_view section : kRfc8448Sections) {
        const Tls13Secrets secrets = tls13_secrets_of(section);
        EXPECT_TRUE(is_secret_of(secrets.master,
                                 Rfc8448Trace(section).item("extract secret \"master\"", "secret")))
            << section;
    }
}

TEST(SslExtractMasterKey, AgreesWithLibcryptoForSha384) {
    const Sha384 run;
    EXPECT_TRUE(is_secret_of(run.master, run.master_secret));
}

TEST(SslExtractMasterKey, RefusesHandlesThatAreNone) {
    const Tls13Secrets secrets = tls13_secrets_of("3");
    for (const NCRYPT_HANDLE wrong :
         {NCRYPT_HANDLE{0}, kInvented, freed_handle(), NCRYPT_HANDLE{secrets.hello}}) {
        NCRYPT_KEY_HANDLE made = 1;
        EXPECT_EQ(SslExtractMasterKey(ssl_provider(), wrong, &made, nullptr, 0),
                  NTE_INVALID_HANDLE);
        EXPECT_EQ(made, 0u);
        made = 1;
        EXPECT_EQ(SslExtractMasterKey(wrong, secrets.handshake, &made, nullptr, 0),
                  NTE_INVALID_HANDLE);
        EXPECT_EQ(made, 0u);
    }
}

TEST(SslExtractMasterKey, RefusesASecretOfAnotherPlaceInTheSchedule) {
    const Tls13Secrets secrets = tls13_secrets_of("3");
    for (const SslHandle* wrong : {&secrets.early, &secrets.master, &secrets.server_handshake}) {
        NCRYPT_KEY_HANDLE made = 1;
        EXPECT_EQ(SslExtractMasterKey(ssl_provider(), *wrong, &made, nullptr, 0),
                  NTE_INVALID_PARAMETER);
        EXPECT_EQ(made, 0u);
    }
}

TEST(SslExtractMasterKey, RefusesNoPlaceForTheHandle) {
    const Tls13Secrets secrets = tls13_secrets_of("3");
    EXPECT_EQ(SslExtractMasterKey(ssl_provider(), secrets.handshake, nullptr, nullptr, 0),
              NTE_INVALID_PARAMETER);
}

TEST(SslExtractMasterKey, RefusesFlags) {
    const Tls13Secrets secrets = tls13_secrets_of("3");
    NCRYPT_KEY_HANDLE made = 1;
    EXPECT_EQ(SslExtractMasterKey(ssl_provider(), secrets.handshake, &made, nullptr, 0x80000000),
              NTE_BAD_FLAGS);
    EXPECT_EQ(made, 0u);
}

}  // namespace
}  // namespace secur32::test
