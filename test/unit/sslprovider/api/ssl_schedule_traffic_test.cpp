// SslExpandTrafficKeys, SslExpandWriteKey: traffic secrets against RFC 8448 and libcrypto's HKDF,
// and their keys by every protected record of RFC 8448.
#include <gtest/gtest.h>

#include <iostream>

#include "test/support/foreign_kdf.h"
#include "test/support/ssl_tls13.h"

namespace secur32::test {
namespace {

// -- SslExpandTrafficKeys -------------------------------------------------------------------------

TEST(SslExpandTrafficKeys, AgreesWithRfc8448) {
    for (const std::string_view section : kRfc8448Sections) {
        const Tls13Secrets s = tls13_secrets_of(section);
        EXPECT_TRUE(is_secret_of(s.client_handshake, derived(section, "c hs traffic"))) << section;
        EXPECT_TRUE(is_secret_of(s.server_handshake, derived(section, "s hs traffic"))) << section;
        EXPECT_TRUE(is_secret_of(s.client_application, derived(section, "c ap traffic")))
            << section;
        EXPECT_TRUE(is_secret_of(s.server_application, derived(section, "s ap traffic")))
            << section;
    }
    EXPECT_TRUE(is_secret_of(tls13_secrets_of("4").client_early, derived("4", "c e traffic")));
}

TEST(SslExpandTrafficKeys, AgreesWithLibcryptoForSha384AndEitherSideAlone) {
    const Sha384 run;
    const auto alone = [&](NCRYPT_KEY_HANDLE base, bool client) {
        SslHandle made;
        EXPECT_EQ(
            SslExpandTrafficKeys(ssl_provider(), base, run.hash, client ? made.out() : nullptr,
                                 client ? nullptr : made.out(), nullptr, 0),
            ERROR_SUCCESS);
        return made;
    };
    EXPECT_TRUE(is_secret_of(alone(run.early, true),
                             Sha384::derive(run.early_secret, "c e traffic", run.transcript)));
    EXPECT_TRUE(is_secret_of(alone(run.handshake, true),
                             Sha384::derive(run.handshake_secret, "c hs traffic", run.transcript)));
    EXPECT_TRUE(is_secret_of(alone(run.handshake, false),
                             Sha384::derive(run.handshake_secret, "s hs traffic", run.transcript)));
    EXPECT_TRUE(is_secret_of(alone(run.master, true),
                             Sha384::derive(run.master_secret, "c ap traffic", run.transcript)));
    EXPECT_TRUE(is_secret_of(alone(run.master, false),
                             Sha384::derive(run.master_secret, "s ap traffic", run.transcript)));
}

TEST(SslExpandTrafficKeys, RefusesHandlesThatAreNone) {
    const Tls13Secrets s = tls13_secrets_of("3");
    for (const NCRYPT_HANDLE wrong : {NCRYPT_HANDLE{0}, kInvented, freed_handle()}) {
        NCRYPT_KEY_HANDLE client = 1, server = 1;
        EXPECT_EQ(
            SslExpandTrafficKeys(wrong, s.master, s.server_finished, &client, &server, nullptr, 0),
            NTE_INVALID_HANDLE);
        EXPECT_EQ(client, 0u);
        EXPECT_EQ(server, 0u);
        client = server = 1;
        EXPECT_EQ(SslExpandTrafficKeys(ssl_provider(), wrong, s.server_finished, &client, &server,
                                       nullptr, 0),
                  NTE_INVALID_HANDLE);
        EXPECT_EQ(client, 0u);
        EXPECT_EQ(server, 0u);
        client = server = 1;
        EXPECT_EQ(
            SslExpandTrafficKeys(ssl_provider(), s.master, wrong, &client, &server, nullptr, 0),
            NTE_INVALID_HANDLE);
        EXPECT_EQ(client, 0u);
        EXPECT_EQ(server, 0u);
    }
    // Each in the other's place.
    NCRYPT_KEY_HANDLE client = 1;
    EXPECT_EQ(SslExpandTrafficKeys(ssl_provider(), s.server_finished, s.master, &client, nullptr,
                                   nullptr, 0),
              NTE_INVALID_HANDLE);
    EXPECT_EQ(client, 0u);
}

TEST(SslExpandTrafficKeys, RefusesNoPlaceForEitherHandle) {
    const Tls13Secrets s = tls13_secrets_of("3");
    EXPECT_EQ(SslExpandTrafficKeys(ssl_provider(), s.master, s.server_finished, nullptr, nullptr,
                                   nullptr, 0),
              NTE_INVALID_PARAMETER);
}

TEST(SslExpandTrafficKeys, RefusesOnePlaceForBothHandles) {
    const Tls13Secrets s = tls13_secrets_of("3");
    NCRYPT_KEY_HANDLE made = 1;
    EXPECT_EQ(
        SslExpandTrafficKeys(ssl_provider(), s.master, s.server_finished, &made, &made, nullptr, 0),
        NTE_INVALID_PARAMETER);
    EXPECT_EQ(made, 0u);
}

TEST(SslExpandTrafficKeys, RefusesEarlyDataOfAServer) {
    const Tls13Secrets s = tls13_secrets_of("4");
    NCRYPT_KEY_HANDLE client = 1, server = 1;
    EXPECT_EQ(SslExpandTrafficKeys(ssl_provider(), s.early, s.hello, &client, &server, nullptr, 0),
              NTE_INVALID_PARAMETER);
    EXPECT_EQ(client, 0u);
    EXPECT_EQ(server, 0u);
    server = 1;
    EXPECT_EQ(SslExpandTrafficKeys(ssl_provider(), s.early, s.hello, nullptr, &server, nullptr, 0),
              NTE_INVALID_PARAMETER);
    EXPECT_EQ(server, 0u);
}

TEST(SslExpandTrafficKeys, RefusesASecretOfAnotherPlaceInTheSchedule) {
    const Tls13Secrets s = tls13_secrets_of("3");
    for (const SslHandle* wrong : {&s.client_handshake, &s.exporter, &s.resumption}) {
        NCRYPT_KEY_HANDLE client = 1, server = 1;
        EXPECT_EQ(SslExpandTrafficKeys(ssl_provider(), *wrong, s.server_finished, &client, &server,
                                       nullptr, 0),
                  NTE_INVALID_PARAMETER);
        EXPECT_EQ(client, 0u);
        EXPECT_EQ(server, 0u);
    }
}

TEST(SslExpandTrafficKeys, RefusesATranscriptOfAnotherHash) {
    const Tls13Secrets s = tls13_secrets_of("3");
    const SslHandle longer = new_hash(kTls13, kAes256);
    NCRYPT_KEY_HANDLE client = 1, server = 1;
    EXPECT_EQ(SslExpandTrafficKeys(ssl_provider(), s.master, longer, &client, &server, nullptr, 0),
              NTE_INVALID_PARAMETER);
    EXPECT_EQ(client, 0u);
    EXPECT_EQ(server, 0u);
}

TEST(SslExpandTrafficKeys, RefusesFlags) {
    const Tls13Secrets s = tls13_secrets_of("3");
    NCRYPT_KEY_HANDLE client = 1, server = 1;
    EXPECT_EQ(SslExpandTrafficKeys(ssl_provider(), s.master, s.server_finished, &client, &server,
                                   nullptr, NCRYPT_SSL_CLIENT_FLAG),
              NTE_BAD_FLAGS);
    EXPECT_EQ(client, 0u);
    EXPECT_EQ(server, 0u);
}

// -- SslExpandWriteKey ----------------------------------------------------------------------------

// The key that a sender writes with, and how many records it wrote.
struct Sender {
    SslHandle key;
    ULONGLONG sequence = 0;
    void change(NCRYPT_KEY_HANDLE traffic) {
        key = write_key(traffic);
        sequence = 0;
    }
};

// Opens each protected record of a trace, and makes it anew.
std::size_t open_records(std::string_view section) {
    const Rfc8448Trace trace(section);
    const Tls13Secrets secrets = tls13_secrets_of(section);
    Sender reading[2], writing[2];  // server, client
    const auto change = [&](bool client, NCRYPT_KEY_HANDLE traffic) {
        reading[client].change(traffic);
        writing[client].change(traffic);
    };
    change(false, secrets.server_handshake);
    change(true, section == "4" ? secrets.client_early : secrets.client_handshake);
    std::size_t opened = 0;
    for (const Rfc8448Record& sent : trace.records()) {
        if (!sent.is_protected()) continue;
        SCOPED_TRACE(std::string(section) + ", record " + std::to_string(opened));
        Sender& reader = reading[sent.from_client];
        Sender& writer = writing[sent.from_client];
        Buffer plain(sent.record.size()), again(sent.record.size());
        DWORD length = 0;
        EXPECT_EQ(
            SslDecryptPacket(ssl_provider(), reader.key, octets(sent.record), count(sent.record),
                             plain.data(), count(plain), &length, reader.sequence++, 0),
            ERROR_SUCCESS);
        plain.resize(length);
        Buffer expected = sent.payload;
        expected.push_back(sent.type);
        EXPECT_EQ(to_hex(plain), to_hex(expected));
        EXPECT_EQ(
            SslEncryptPacket(ssl_provider(), writer.key, octets(sent.payload), count(sent.payload),
                             again.data(), count(again), &length, writer.sequence++, sent.type, 0),
            ERROR_SUCCESS);
        EXPECT_EQ(to_hex(again), to_hex(sent.record));
        ++opened;
        const bool end_of_early_data = sent.payload == Buffer{5, 0, 0, 0};
        if (end_of_early_data)
            change(true, secrets.client_handshake);
        else if (sent.type == 22 && sent.handshake_continues)
            change(sent.from_client,
                   sent.from_client ? secrets.client_application : secrets.server_application);
    }
    return opened;
}

TEST(SslExpandWriteKey, AgreesWithEveryProtectedRecordOfRfc8448) {
    std::size_t opened = 0;
    for (const std::string_view section : kRfc8448Sections) opened += open_records(section);
    std::cout << opened << " protected records of RFC 8448 opened and made anew\n";
    EXPECT_EQ(opened, 27u);
}

TEST(SslExpandWriteKey, RefusesHandlesThatAreNone) {
    const Tls13Secrets s = tls13_secrets_of("3");
    const SslHandle packet = write_key(s.client_handshake);
    for (const NCRYPT_HANDLE wrong :
         {NCRYPT_HANDLE{0}, kInvented, freed_handle(), NCRYPT_HANDLE{packet}}) {
        NCRYPT_KEY_HANDLE key = 1;
        EXPECT_EQ(SslExpandWriteKey(ssl_provider(), wrong, &key, nullptr, 0), NTE_INVALID_HANDLE);
        EXPECT_EQ(key, 0u);
        key = 1;
        EXPECT_EQ(SslExpandWriteKey(wrong, s.client_handshake, &key, nullptr, 0),
                  NTE_INVALID_HANDLE);
        EXPECT_EQ(key, 0u);
    }
}

TEST(SslExpandWriteKey, RefusesASecretThatIsOfNoTraffic) {
    const Tls13Secrets s = tls13_secrets_of("3");
    for (const SslHandle* wrong : {&s.early, &s.handshake, &s.master, &s.exporter, &s.resumption}) {
        NCRYPT_KEY_HANDLE key = 1;
        EXPECT_EQ(SslExpandWriteKey(ssl_provider(), *wrong, &key, nullptr, 0),
                  NTE_INVALID_PARAMETER);
        EXPECT_EQ(key, 0u);
    }
}

TEST(SslExpandWriteKey, RefusesNoPlaceForTheHandle) {
    const Tls13Secrets s = tls13_secrets_of("3");
    EXPECT_EQ(SslExpandWriteKey(ssl_provider(), s.client_handshake, nullptr, nullptr, 0),
              NTE_INVALID_PARAMETER);
}

TEST(SslExpandWriteKey, RefusesFlags) {
    const Tls13Secrets s = tls13_secrets_of("3");
    NCRYPT_KEY_HANDLE key = 1;
    EXPECT_EQ(SslExpandWriteKey(ssl_provider(), s.client_handshake, &key, nullptr, 2),
              NTE_BAD_FLAGS);
    EXPECT_EQ(key, 0u);
}

}  // namespace
}  // namespace secur32::test
