// Every suite in every version that libssl speaks: our hand-driven client against its server and
// our hand-driven server against its client.  The handshake completes only if premaster, master,
// key block and Finished are the same on both sides; beyond that, the master secret, both Finished
// and exported keying material are compared with what libssl says of its own, and records go both
// ways.  libssl is used by this test alone.
#include <gtest/gtest.h>

#include <algorithm>

#include "test/interop/libssl/hand.h"

namespace oracle {
namespace {

struct Suite {
    std::uint16_t id;
    const char* name;  // libssl's
    Exchange exchange;
    KeyKind key;
    std::uint16_t first, last;
};

using Kx = Exchange;
using Key = KeyKind;
// clang-format off
constexpr std::array kSuites = {
    Suite{0x1301, "TLS_AES_128_GCM_SHA256",         Kx::tls13, Key::rsa,   0x0304, 0x0304},
    Suite{0x1302, "TLS_AES_256_GCM_SHA384",         Kx::tls13, Key::rsa,   0x0304, 0x0304},
    Suite{0x1303, "TLS_CHACHA20_POLY1305_SHA256",   Kx::tls13, Key::rsa,   0x0304, 0x0304},
    Suite{0xC02B, "ECDHE-ECDSA-AES128-GCM-SHA256",  Kx::ecdhe, Key::ecdsa, 0x0303, 0x0303},
    Suite{0xC02C, "ECDHE-ECDSA-AES256-GCM-SHA384",  Kx::ecdhe, Key::ecdsa, 0x0303, 0x0303},
    Suite{0xC02F, "ECDHE-RSA-AES128-GCM-SHA256",    Kx::ecdhe, Key::rsa,   0x0303, 0x0303},
    Suite{0xC030, "ECDHE-RSA-AES256-GCM-SHA384",    Kx::ecdhe, Key::rsa,   0x0303, 0x0303},
    Suite{0xCCA8, "ECDHE-RSA-CHACHA20-POLY1305",    Kx::ecdhe, Key::rsa,   0x0303, 0x0303},
    Suite{0xCCA9, "ECDHE-ECDSA-CHACHA20-POLY1305",  Kx::ecdhe, Key::ecdsa, 0x0303, 0x0303},
    Suite{0xCCAA, "DHE-RSA-CHACHA20-POLY1305",      Kx::dhe,   Key::rsa,   0x0303, 0x0303},
    Suite{0x009E, "DHE-RSA-AES128-GCM-SHA256",      Kx::dhe,   Key::rsa,   0x0303, 0x0303},
    Suite{0x009F, "DHE-RSA-AES256-GCM-SHA384",      Kx::dhe,   Key::rsa,   0x0303, 0x0303},
    Suite{0xC023, "ECDHE-ECDSA-AES128-SHA256",      Kx::ecdhe, Key::ecdsa, 0x0303, 0x0303},
    Suite{0xC024, "ECDHE-ECDSA-AES256-SHA384",      Kx::ecdhe, Key::ecdsa, 0x0303, 0x0303},
    Suite{0xC027, "ECDHE-RSA-AES128-SHA256",        Kx::ecdhe, Key::rsa,   0x0303, 0x0303},
    Suite{0xC028, "ECDHE-RSA-AES256-SHA384",        Kx::ecdhe, Key::rsa,   0x0303, 0x0303},
    Suite{0xC009, "ECDHE-ECDSA-AES128-SHA",         Kx::ecdhe, Key::ecdsa, 0x0301, 0x0303},
    Suite{0xC00A, "ECDHE-ECDSA-AES256-SHA",         Kx::ecdhe, Key::ecdsa, 0x0301, 0x0303},
    Suite{0xC013, "ECDHE-RSA-AES128-SHA",           Kx::ecdhe, Key::rsa,   0x0301, 0x0303},
    Suite{0xC014, "ECDHE-RSA-AES256-SHA",           Kx::ecdhe, Key::rsa,   0x0301, 0x0303},
    Suite{0x009C, "AES128-GCM-SHA256",              Kx::rsa,   Key::rsa,   0x0303, 0x0303},
    Suite{0x009D, "AES256-GCM-SHA384",              Kx::rsa,   Key::rsa,   0x0303, 0x0303},
    Suite{0x003C, "AES128-SHA256",                  Kx::rsa,   Key::rsa,   0x0303, 0x0303},
    Suite{0x003D, "AES256-SHA256",                  Kx::rsa,   Key::rsa,   0x0303, 0x0303},
    Suite{0x002F, "AES128-SHA",                     Kx::rsa,   Key::rsa,   0x0301, 0x0303},
    Suite{0x0035, "AES256-SHA",                     Kx::rsa,   Key::rsa,   0x0301, 0x0303},
    Suite{0x0033, "DHE-RSA-AES128-SHA",             Kx::dhe,   Key::rsa,   0x0301, 0x0303},
    Suite{0x0039, "DHE-RSA-AES256-SHA",             Kx::dhe,   Key::rsa,   0x0301, 0x0303},
    Suite{0x0032, "DHE-DSS-AES128-SHA",             Kx::dhe,   Key::dsa,   0x0301, 0x0303},
    Suite{0x0038, "DHE-DSS-AES256-SHA",             Kx::dhe,   Key::dsa,   0x0301, 0x0303},
    Suite{0x0040, "DHE-DSS-AES128-SHA256",          Kx::dhe,   Key::dsa,   0x0303, 0x0303},
    Suite{0x006A, "DHE-DSS-AES256-SHA256",          Kx::dhe,   Key::dsa,   0x0303, 0x0303},
    Suite{0x00A8, "PSK-AES128-GCM-SHA256",          Kx::psk,   Key::rsa,   0x0303, 0x0303},
    Suite{0x00A9, "PSK-AES256-GCM-SHA384",          Kx::psk,   Key::rsa,   0x0303, 0x0303},
    Suite{0x00AE, "PSK-AES128-CBC-SHA256",          Kx::psk,   Key::rsa,   0x0301, 0x0303},
    Suite{0x00AF, "PSK-AES256-CBC-SHA384",          Kx::psk,   Key::rsa,   0x0301, 0x0303},
    Suite{0x00B0, "PSK-NULL-SHA256",                Kx::psk,   Key::rsa,   0x0301, 0x0303},
    Suite{0x00B1, "PSK-NULL-SHA384",                Kx::psk,   Key::rsa,   0x0301, 0x0303},
    Suite{0x003B, "NULL-SHA256",                    Kx::rsa,   Key::rsa,   0x0303, 0x0303},
    Suite{0x0002, "NULL-SHA",                       Kx::rsa,   Key::rsa,   0x0301, 0x0303},
    Suite{0x0001, "NULL-MD5",                       Kx::rsa,   Key::rsa,   0x0301, 0x0303},
};
// clang-format on

struct Case {
    Suite suite;
    std::uint16_t version;
    std::uint16_t group;
    const char* group_name;
    KeyKind key;
    bool extended;
    bool client_certificate;
};

bool contains(const Buffer& all, const Buffer& part) {
    return !part.empty() && !std::ranges::search(all, part).empty();
}

void exchange_texts(Hand& hand, LibsslEnd& end) {
    for (const std::size_t length : {std::size_t{1}, std::size_t{15}, std::size_t{16},
                                     std::size_t{1000}, std::size_t{16384}}) {
        const Buffer text(length, static_cast<std::uint8_t>(length));
        hand.send_text(text);
        EXPECT_EQ(end.read(), text);
        end.write(text);
        EXPECT_EQ(hand.receive_text(), text);
    }
}

void compare(Hand& hand, LibsslEnd& end, bool libssl_is_server, const Case& c) {
    const Buffer& own = libssl_is_server ? hand.server_finished : hand.client_finished;
    const Buffer& peers = libssl_is_server ? hand.client_finished : hand.server_finished;
    EXPECT_EQ(end.finished(), own);
    EXPECT_EQ(end.peer_finished(), peers);
    if (c.version == 0x0304) {
        EXPECT_TRUE(contains(hand.exported(hand.client_handshake.get()),
                             end.secret("CLIENT_HANDSHAKE_TRAFFIC_SECRET")));
        EXPECT_TRUE(contains(hand.exported(hand.server_handshake.get()),
                             end.secret("SERVER_HANDSHAKE_TRAFFIC_SECRET")));
        EXPECT_TRUE(contains(hand.exported(hand.client_traffic.get()),
                             end.secret("CLIENT_TRAFFIC_SECRET_0")));
        EXPECT_TRUE(contains(hand.exported(hand.server_traffic.get()),
                             end.secret("SERVER_TRAFFIC_SECRET_0")));
        EXPECT_TRUE(contains(hand.exported(hand.exporter.get()), end.secret("EXPORTER_SECRET")));
    } else {
        EXPECT_TRUE(contains(hand.exported_master(), end.secret("CLIENT_RANDOM")));
    }
    for (const std::optional<Buffer>& context :
         {std::optional<Buffer>(), std::optional<Buffer>(Buffer{}),
          std::optional<Buffer>(Buffer{1, 2, 3})})
        EXPECT_EQ(hand.export_keying_material("EXPORTER-oracle", context, 77),
                  end.export_keying_material("EXPORTER-oracle", context, 77));
}

void run(const Case& c, bool libssl_is_server) {
    LibsslSetup theirs;
    theirs.server = libssl_is_server;
    theirs.version = c.version;
    theirs.cipher = c.suite.name;
    theirs.group =
        c.suite.exchange == Kx::ecdhe || c.suite.exchange == Kx::tls13 ? c.group_name : "";
    theirs.key = c.key;
    theirs.demand_client_certificate = c.client_certificate;
    HandSetup ours;
    ours.version = c.version;
    ours.suite = c.suite.id;
    ours.exchange = c.suite.exchange;
    ours.key = c.key;
    ours.group = c.group;
    ours.extended_master_secret = c.extended;
    ours.client_certificate = c.client_certificate;
    if (c.suite.exchange == Kx::psk) theirs.pre_shared_key = ours.pre_shared_key = Buffer(32, 0x5A);
    LibsslEnd end(theirs);
    Hand hand(end, ours);
    const bool modern = c.version == 0x0304;
    if (libssl_is_server)
        modern ? hand.run_client13() : hand.run_client();
    else
        modern ? hand.run_server13() : hand.run_server();
    compare(hand, end, libssl_is_server, c);
    exchange_texts(hand, end);
}

class Oracle : public testing::TestWithParam<Case> {};

TEST_P(Oracle, LibsslsServerAcceptsOurClient) { ASSERT_NO_THROW(run(GetParam(), true)); }

TEST_P(Oracle, LibsslsClientAcceptsOurServer) { ASSERT_NO_THROW(run(GetParam(), false)); }

// With CertificateRequest, Certificate and CertificateVerify.
class ClientOracle : public testing::TestWithParam<Case> {};

TEST_P(ClientOracle, LibsslsServerAcceptsOurCertificate) { ASSERT_NO_THROW(run(GetParam(), true)); }

std::vector<Case> cases() {
    std::vector<Case> all;
    for (const Suite& suite : kSuites) {
        for (std::uint16_t version = suite.first; version <= suite.last; ++version) {
            all.push_back({suite, version, 29, "X25519", suite.key, false, false});
            if (version != 0x0304)
                all.push_back({suite, version, 29, "X25519", suite.key, true, false});
        }
    }
    for (const Suite& suite : kSuites) {
        if (suite.first < 0x0303 && suite.exchange != Kx::tls13)
            all.push_back({suite, 0xFEFF, 29, "X25519", suite.key, true, false});
        if (suite.exchange != Kx::tls13)
            all.push_back({suite, 0xFEFD, 29, "X25519", suite.key, true, false});
    }
    const Suite& aes13 = kSuites[0];
    const Suite& aes12 = kSuites[5];
    for (const auto& [group, name] : {std::pair{23, "P-256"}, {24, "P-384"}, {25, "P-521"}}) {
        all.push_back(
            {aes12, 0x0303, static_cast<std::uint16_t>(group), name, Key::rsa, true, false});
        all.push_back(
            {aes13, 0x0304, static_cast<std::uint16_t>(group), name, Key::rsa, false, false});
    }
    all.push_back({aes13, 0x0304, 256, "ffdhe2048", Key::rsa, false, false});
    all.push_back({aes13, 0x0304, 29, "X25519", Key::ecdsa, false, false});
    return all;
}

std::vector<Case> client_cases() {
    std::vector<Case> all;
    for (std::uint16_t version = 0x0301; version <= 0x0303; ++version)
        for (const Suite& suite : {kSuites[16], kSuites[18]})
            all.push_back({suite, version, 29, "X25519", suite.key, true, true});
    return all;
}

std::string name_of(const testing::TestParamInfo<Case>& info) {
    const Case& c = info.param;
    std::string name = std::string(c.suite.name) + "_" + std::to_string(c.version & 0xFF) + "_" +
                       c.group_name + (c.extended ? "_ems" : "") +
                       (c.key == Key::ecdsa ? "_ecdsa" : "") +
                       (c.client_certificate ? "_auth" : "");
    std::ranges::replace(name, '-', '_');
    return name;
}

INSTANTIATE_TEST_SUITE_P(Suites, Oracle, testing::ValuesIn(cases()), name_of);
INSTANTIATE_TEST_SUITE_P(Suites, ClientOracle, testing::ValuesIn(client_cases()), name_of);

}  // namespace
}  // namespace oracle
