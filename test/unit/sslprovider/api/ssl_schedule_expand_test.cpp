// The other secrets of RFC 8446 7.1's figure: exporters, resumption, pre-shared keys, binders;
// against RFC 8448 (SHA-256) and libcrypto's HKDF (SHA-384).  And the duplicate of a transcript.
#include <gtest/gtest.h>

#include "test/support/foreign_kdf.h"
#include "test/support/ssl_tls13.h"

namespace secur32::test {
namespace {

// -- SslExpandExporterMasterKey -------------------------------------------------------------------

TEST(SslExpandExporterMasterKey, AgreesWithRfc8448) {
    for (const std::string_view section : kRfc8448Sections)
        EXPECT_TRUE(
            is_secret_of(tls13_secrets_of(section).exporter, derived(section, "exp master")))
            << section;
    EXPECT_TRUE(is_secret_of(tls13_secrets_of("4").early_exporter, derived("4", "e exp master")));
}

TEST(SslExpandExporterMasterKey, AgreesWithLibcryptoForSha384) {
    const Sha384 run;
    SslHandle early, late;
    ASSERT_EQ(
        SslExpandExporterMasterKey(ssl_provider(), run.early, run.hash, early.out(), nullptr, 0),
        ERROR_SUCCESS);
    ASSERT_EQ(
        SslExpandExporterMasterKey(ssl_provider(), run.master, run.hash, late.out(), nullptr, 0),
        ERROR_SUCCESS);
    EXPECT_TRUE(
        is_secret_of(early, Sha384::derive(run.early_secret, "e exp master", run.transcript)));
    EXPECT_TRUE(
        is_secret_of(late, Sha384::derive(run.master_secret, "exp master", run.transcript)));
}

TEST(SslExpandExporterMasterKey, RefusesHandlesThatAreNone) {
    const Tls13Secrets s = tls13_secrets_of("3");
    for (const NCRYPT_HANDLE wrong : {NCRYPT_HANDLE{0}, kInvented, freed_handle()}) {
        NCRYPT_KEY_HANDLE made = 1;
        EXPECT_EQ(SslExpandExporterMasterKey(wrong, s.master, s.server_finished, &made, nullptr, 0),
                  NTE_INVALID_HANDLE);
        EXPECT_EQ(made, 0u);
        EXPECT_EQ(
            SslExpandExporterMasterKey(ssl_provider(), wrong, s.server_finished, &made, nullptr, 0),
            NTE_INVALID_HANDLE);
        EXPECT_EQ(SslExpandExporterMasterKey(ssl_provider(), s.master, wrong, &made, nullptr, 0),
                  NTE_INVALID_HANDLE);
    }
}

TEST(SslExpandExporterMasterKey, RefusesASecretOfAnotherPlaceInTheSchedule) {
    const Tls13Secrets s = tls13_secrets_of("3");
    for (const SslHandle* wrong : {&s.handshake, &s.server_application, &s.exporter}) {
        NCRYPT_KEY_HANDLE made = 1;
        EXPECT_EQ(SslExpandExporterMasterKey(ssl_provider(), *wrong, s.server_finished, &made,
                                             nullptr, 0),
                  NTE_INVALID_PARAMETER);
        EXPECT_EQ(made, 0u);
    }
}

TEST(SslExpandExporterMasterKey, RefusesATranscriptOfAnotherHash) {
    const Tls13Secrets s = tls13_secrets_of("3");
    const SslHandle longer = new_hash(kTls13, kAes256);
    NCRYPT_KEY_HANDLE made = 1;
    EXPECT_EQ(SslExpandExporterMasterKey(ssl_provider(), s.master, longer, &made, nullptr, 0),
              NTE_INVALID_PARAMETER);
    EXPECT_EQ(made, 0u);
}

TEST(SslExpandExporterMasterKey, RefusesNoPlaceForTheHandle) {
    const Tls13Secrets s = tls13_secrets_of("3");
    EXPECT_EQ(SslExpandExporterMasterKey(ssl_provider(), s.master, s.server_finished, nullptr,
                                         nullptr, 0),
              NTE_INVALID_PARAMETER);
}

TEST(SslExpandExporterMasterKey, RefusesFlags) {
    const Tls13Secrets s = tls13_secrets_of("3");
    NCRYPT_KEY_HANDLE made = 1;
    EXPECT_EQ(
        SslExpandExporterMasterKey(ssl_provider(), s.master, s.server_finished, &made, nullptr, 1),
        NTE_BAD_FLAGS);
    EXPECT_EQ(made, 0u);
}

// -- SslExpandResumptionMasterKey -----------------------------------------------------------------

TEST(SslExpandResumptionMasterKey, AgreesWithRfc8448) {
    for (const std::string_view section : kRfc8448Sections)
        EXPECT_TRUE(
            is_secret_of(tls13_secrets_of(section).resumption, derived(section, "res master")))
            << section;
}

TEST(SslExpandResumptionMasterKey, AgreesWithLibcryptoForSha384) {
    const Sha384 run;
    SslHandle made;
    ASSERT_EQ(
        SslExpandResumptionMasterKey(ssl_provider(), run.master, run.hash, made.out(), nullptr, 0),
        ERROR_SUCCESS);
    EXPECT_TRUE(
        is_secret_of(made, Sha384::derive(run.master_secret, "res master", run.transcript)));
}

TEST(SslExpandResumptionMasterKey, RefusesHandlesThatAreNone) {
    const Tls13Secrets s = tls13_secrets_of("3");
    for (const NCRYPT_HANDLE wrong : {NCRYPT_HANDLE{0}, kInvented, freed_handle()}) {
        NCRYPT_KEY_HANDLE made = 1;
        EXPECT_EQ(
            SslExpandResumptionMasterKey(wrong, s.master, s.client_finished, &made, nullptr, 0),
            NTE_INVALID_HANDLE);
        EXPECT_EQ(made, 0u);
        EXPECT_EQ(SslExpandResumptionMasterKey(ssl_provider(), wrong, s.client_finished, &made,
                                               nullptr, 0),
                  NTE_INVALID_HANDLE);
        EXPECT_EQ(SslExpandResumptionMasterKey(ssl_provider(), s.master, wrong, &made, nullptr, 0),
                  NTE_INVALID_HANDLE);
    }
}

TEST(SslExpandResumptionMasterKey, RefusesASecretOfAnotherPlaceInTheSchedule) {
    const Tls13Secrets s = tls13_secrets_of("3");
    for (const SslHandle* wrong : {&s.early, &s.handshake, &s.resumption}) {
        NCRYPT_KEY_HANDLE made = 1;
        EXPECT_EQ(SslExpandResumptionMasterKey(ssl_provider(), *wrong, s.client_finished, &made,
                                               nullptr, 0),
                  NTE_INVALID_PARAMETER);
        EXPECT_EQ(made, 0u);
    }
}

TEST(SslExpandResumptionMasterKey, RefusesNoPlaceForTheHandle) {
    const Tls13Secrets s = tls13_secrets_of("3");
    EXPECT_EQ(SslExpandResumptionMasterKey(ssl_provider(), s.master, s.client_finished, nullptr,
                                           nullptr, 0),
              NTE_INVALID_PARAMETER);
}

TEST(SslExpandResumptionMasterKey, RefusesFlags) {
    const Tls13Secrets s = tls13_secrets_of("3");
    NCRYPT_KEY_HANDLE made = 1;
    EXPECT_EQ(SslExpandResumptionMasterKey(ssl_provider(), s.master, s.client_finished, &made,
                                           nullptr, 1),
              NTE_BAD_FLAGS);
    EXPECT_EQ(made, 0u);
}

// -- SslExpandPreSharedKey ------------------------------------------------------------------------

TEST(SslExpandPreSharedKey, AgreesWithRfc8448) {
    const Tls13Secrets s = tls13_secrets_of("3");
    Buffer nonce = {0, 0};
    SslHandle psk;
    ASSERT_EQ(SslExpandPreSharedKey(ssl_provider(), s.resumption, nonce.data(), count(nonce),
                                    psk.out(), nullptr, 0),
              ERROR_SUCCESS);
    EXPECT_TRUE(is_secret_of(
        psk,
        Rfc8448Trace("3").item("generate resumption secret \"tls13 resumption\"", "expanded")));
}

TEST(SslExpandPreSharedKey, AgreesWithLibcryptoForEveryLengthOfANonce) {
    const Sha384 run;
    SslHandle resumption;
    ASSERT_EQ(SslExpandResumptionMasterKey(ssl_provider(), run.master, run.hash, resumption.out(),
                                           nullptr, 0),
              ERROR_SUCCESS);
    const Buffer secret = Sha384::derive(run.master_secret, "res master", run.transcript);
    for (const std::size_t length : {0u, 1u, 8u, 255u}) {
        const Buffer nonce(length, 0x77);
        SslHandle psk;
        ASSERT_EQ(
            SslExpandPreSharedKey(ssl_provider(), resumption, length == 0 ? nullptr : octets(nonce),
                                  count(nonce), psk.out(), nullptr, 0),
            ERROR_SUCCESS);
        EXPECT_TRUE(is_secret_of(
            psk, foreign::hkdf_expand_label("SHA384", secret, "resumption", nonce, 48)))
            << length;
    }
}

TEST(SslExpandPreSharedKey, RefusesHandlesThatAreNone) {
    const Tls13Secrets s = tls13_secrets_of("3");
    for (const NCRYPT_HANDLE wrong : {NCRYPT_HANDLE{0}, kInvented, NCRYPT_HANDLE{s.hello}}) {
        NCRYPT_KEY_HANDLE psk = 1;
        EXPECT_EQ(SslExpandPreSharedKey(ssl_provider(), wrong, nullptr, 0, &psk, nullptr, 0),
                  NTE_INVALID_HANDLE);
        EXPECT_EQ(psk, 0u);
        EXPECT_EQ(SslExpandPreSharedKey(wrong, s.resumption, nullptr, 0, &psk, nullptr, 0),
                  NTE_INVALID_HANDLE);
    }
}

TEST(SslExpandPreSharedKey, RefusesANonceThatIsTooLongOrHasNoAddress) {
    const Tls13Secrets s = tls13_secrets_of("3");
    Buffer nonce(256);
    NCRYPT_KEY_HANDLE psk = 1;
    EXPECT_EQ(
        SslExpandPreSharedKey(ssl_provider(), s.resumption, nonce.data(), 256, &psk, nullptr, 0),
        NTE_INVALID_PARAMETER);
    EXPECT_EQ(psk, 0u);
    EXPECT_EQ(SslExpandPreSharedKey(ssl_provider(), s.resumption, nullptr, 2, &psk, nullptr, 0),
              NTE_INVALID_PARAMETER);
}

TEST(SslExpandPreSharedKey, RefusesASecretOfAnotherPlaceInTheSchedule) {
    const Tls13Secrets s = tls13_secrets_of("3");
    for (const SslHandle* wrong : {&s.early, &s.master, &s.exporter}) {
        NCRYPT_KEY_HANDLE psk = 1;
        EXPECT_EQ(SslExpandPreSharedKey(ssl_provider(), *wrong, nullptr, 0, &psk, nullptr, 0),
                  NTE_INVALID_PARAMETER);
        EXPECT_EQ(psk, 0u);
    }
}

TEST(SslExpandPreSharedKey, RefusesNoPlaceForTheHandle) {
    const Tls13Secrets s = tls13_secrets_of("3");
    EXPECT_EQ(SslExpandPreSharedKey(ssl_provider(), s.resumption, nullptr, 0, nullptr, nullptr, 0),
              NTE_INVALID_PARAMETER);
}

TEST(SslExpandPreSharedKey, RefusesFlags) {
    const Tls13Secrets s = tls13_secrets_of("3");
    NCRYPT_KEY_HANDLE psk = 1;
    EXPECT_EQ(SslExpandPreSharedKey(ssl_provider(), s.resumption, nullptr, 0, &psk, nullptr, 4),
              NTE_BAD_FLAGS);
    EXPECT_EQ(psk, 0u);
}

// -- SslExpandBinderKey ---------------------------------------------------------------------------

// RFC 8448 4 prints the binder key as the PRK of "calculate PSK binder".
TEST(SslExpandBinderKey, AgreesWithRfc8448AndSoDoesTheBinder) {
    const Rfc8448Trace trace("4");
    const Tls13Secrets s = tls13_secrets_of("4");
    SslHandle binder;
    ASSERT_EQ(SslExpandBinderKey(ssl_provider(), s.early, binder.out(), nullptr,
                                 NCRYPT_SSL_RESUMPTION_PSK_FLAG),
              ERROR_SUCCESS);
    EXPECT_TRUE(is_secret_of(binder, trace.item("calculate PSK binder", "PRK")));
    const SslHandle hash = new_hash(kTls13, kAes128);
    add_to(hash, trace.item("calculate PSK binder", "ClientHello prefix"));
    Buffer value(32);
    ASSERT_EQ(SslComputeFinishedHash(ssl_provider(), binder, hash, value.data(), count(value), 0),
              ERROR_SUCCESS);
    EXPECT_EQ(to_hex(value), to_hex(trace.item("calculate PSK binder", "finished")));
}

TEST(SslExpandBinderKey, AgreesWithLibcryptoForSha384) {
    const Sha384 run;
    const Buffer nothing = foreign::hash("SHA384", {});
    SslHandle external, resumption;
    ASSERT_EQ(SslExpandBinderKey(ssl_provider(), run.early, external.out(), nullptr,
                                 NCRYPT_SSL_EXTERNAL_PSK_FLAG),
              ERROR_SUCCESS);
    ASSERT_EQ(SslExpandBinderKey(ssl_provider(), run.early, resumption.out(), nullptr,
                                 NCRYPT_SSL_RESUMPTION_PSK_FLAG),
              ERROR_SUCCESS);
    EXPECT_TRUE(is_secret_of(external, Sha384::derive(run.early_secret, "ext binder", nothing)));
    EXPECT_TRUE(is_secret_of(resumption, Sha384::derive(run.early_secret, "res binder", nothing)));
}

TEST(SslExpandBinderKey, RefusesHandlesThatAreNone) {
    const Tls13Secrets s = tls13_secrets_of("4");
    for (const NCRYPT_HANDLE wrong : {NCRYPT_HANDLE{0}, kInvented, NCRYPT_HANDLE{s.hello}}) {
        NCRYPT_KEY_HANDLE binder = 1;
        EXPECT_EQ(SslExpandBinderKey(ssl_provider(), wrong, &binder, nullptr, 1),
                  NTE_INVALID_HANDLE);
        EXPECT_EQ(binder, 0u);
        EXPECT_EQ(SslExpandBinderKey(wrong, s.early, &binder, nullptr, 1), NTE_INVALID_HANDLE);
    }
}

TEST(SslExpandBinderKey, RefusesFlagsThatNameNeitherOrBothOrMore) {
    const Tls13Secrets s = tls13_secrets_of("4");
    for (const DWORD flags : {0u, 3u, 4u, 5u, 0x80000001u}) {
        NCRYPT_KEY_HANDLE binder = 1;
        EXPECT_EQ(SslExpandBinderKey(ssl_provider(), s.early, &binder, nullptr, flags),
                  NTE_BAD_FLAGS)
            << flags;
        EXPECT_EQ(binder, 0u);
    }
}

TEST(SslExpandBinderKey, RefusesASecretOfAnotherPlaceInTheSchedule) {
    const Tls13Secrets s = tls13_secrets_of("4");
    for (const SslHandle* wrong : {&s.handshake, &s.master, &s.client_early}) {
        NCRYPT_KEY_HANDLE binder = 1;
        EXPECT_EQ(SslExpandBinderKey(ssl_provider(), *wrong, &binder, nullptr, 2),
                  NTE_INVALID_PARAMETER);
        EXPECT_EQ(binder, 0u);
    }
}

TEST(SslExpandBinderKey, RefusesNoPlaceForTheHandle) {
    const Tls13Secrets s = tls13_secrets_of("4");
    EXPECT_EQ(SslExpandBinderKey(ssl_provider(), s.early, nullptr, nullptr, 1),
              NTE_INVALID_PARAMETER);
}

// -- SslDuplicateTranscriptHash -------------------------------------------------------------------

TEST(SslDuplicateTranscriptHash, AgreesWithLibcryptoAndGoesItsOwnWay) {
    const Buffer first = {1, 2, 3}, second = {4, 5}, third = {6};
    for (const auto& [suite, name] : {std::pair{kAes128, "SHA256"}, std::pair{kAes256, "SHA384"}}) {
        SslHandle original = new_hash(kTls13, suite);
        add_to(original, first);
        const SslHandle copy = duplicate(original);
        add_to(original, second);
        add_to(copy, third);
        EXPECT_EQ(to_hex(value_of(original, kTls13)),
                  to_hex(foreign::hash(name, foreign::joined(first, second))));
        original.free();
        EXPECT_EQ(to_hex(value_of(copy, kTls13)),
                  to_hex(foreign::hash(name, foreign::joined(first, third))));
    }
}

TEST(SslDuplicateTranscriptHash, RefusesHandlesThatAreNone) {
    const SslHandle hash = new_hash(kTls13, kAes128);
    const Tls13Secrets s = tls13_secrets_of("3");
    for (const NCRYPT_HANDLE wrong :
         {NCRYPT_HANDLE{0}, kInvented, freed_handle(), NCRYPT_HANDLE{s.early}}) {
        NCRYPT_HASH_HANDLE copy = 1;
        EXPECT_EQ(SslDuplicateTranscriptHash(ssl_provider(), wrong, &copy, 0), NTE_INVALID_HANDLE);
        EXPECT_EQ(copy, 0u);
        EXPECT_EQ(SslDuplicateTranscriptHash(wrong, hash, &copy, 0), NTE_INVALID_HANDLE);
    }
}

TEST(SslDuplicateTranscriptHash, RefusesNoPlaceForTheHandle) {
    const SslHandle hash = new_hash(kTls13, kAes128);
    EXPECT_EQ(SslDuplicateTranscriptHash(ssl_provider(), hash, nullptr, 0), NTE_INVALID_PARAMETER);
}

TEST(SslDuplicateTranscriptHash, RefusesFlags) {
    const SslHandle hash = new_hash(kTls13, kAes128);
    NCRYPT_HASH_HANDLE copy = 1;
    EXPECT_EQ(SslDuplicateTranscriptHash(ssl_provider(), hash, &copy, 1), NTE_BAD_FLAGS);
    EXPECT_EQ(copy, 0u);
}

}  // namespace
}  // namespace secur32::test
