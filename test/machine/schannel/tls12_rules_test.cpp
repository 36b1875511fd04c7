// What neither side of TLS 1.0 to 1.2 puts up with: each rule broken by hand on the way between an
// honest client and an honest server.
#include <gtest/gtest.h>

#include "sspi/schannel/messages12.h"
#include "test/support/tls12_scene.h"

namespace secur32::test {
namespace {

using namespace tls12;

// ---- ServerHello --------------------------------------------------------------------------------

TEST(Tls12ServerHello, DoesNotRenegotiateWhatIsNew) {
    EXPECT_EQ(client_after({}, Event::server_hello,
                           [](Buffer& whole) {
                               edit_server_hello(whole, put(kRenegotiation, {1, 7}));
                           }),
              Status::algorithm_mismatch);
}

TEST(Tls12ServerHello, MayKnowNoSecureRenegotiation) {
    MachinePair pair = pair_of({});
    bool checked = false;
    pair.client.on_message = [&](Event event, Buffer& whole) {
        if (event == Event::server_hello) edit_server_hello(whole, leave_out(kRenegotiation));
        if (event != Event::certificate) return;
        EXPECT_FALSE(pair.client.connection.secure_renegotiation);
        checked = true;
    };
    EXPECT_NE(pair.run(), Status::ok);
    EXPECT_TRUE(checked);
}

TEST(Tls12ServerHello, EncryptsBeforeTheMacOnlyInBlocks) {
    const Change mixed = [](Terms& terms) {
        terms.versions = schannel::Versions().set(Version::tls12);
        terms.suites = {provider::find_cipher_suite(kEcdheEcdsa),
                        provider::find_cipher_suite(0xC009)};
    };
    EXPECT_EQ(
        client_after({.terms = mixed}, Event::server_hello,
                     [](Buffer& whole) { edit_server_hello(whole, put(kEncryptThenMac, {})); }),
        Status::illegal_parameter);
}

TEST(Tls12ServerHello, HasTheExtendedMasterSecretThatIsRequired) {
    const Change strict = both(with_suite(kEcdheEcdsa),
                               [](Terms& terms) { terms.require_extended_master_secret = true; });
    EXPECT_EQ(
        client_after({.terms = strict}, Event::server_hello,
                     [](Buffer& whole) { edit_server_hello(whole, leave_out(kExtendedMaster)); }),
        Status::algorithm_mismatch);
}

TEST(Tls12ServerHello, ChoosesAnApplicationProtocolThatWasOffered) {
    EXPECT_EQ(client_after({.protocols = {"h2"}}, Event::server_hello,
                           [](Buffer& whole) {
                               edit_server_hello(whole, put(kAlpn, {0, 3, 2, 'h', '3'}));
                           }),
              Status::illegal_parameter);
}

TEST(Tls12ServerHello, AnswersNothingThatWasNotAsked) {
    for (const std::uint16_t type :
         {kAlpn, std::uint16_t{1}, std::uint16_t{5}, std::uint16_t{35}, std::uint16_t{0x1234}})
        EXPECT_EQ(client_after({}, Event::server_hello,
                               [=](Buffer& whole) {
                                   edit_server_hello(whole,
                                                     put(type, type == kAlpn ? Buffer{0, 2, 1, 'x'}
                                                               : type == 1   ? Buffer{1}
                                                                             : Buffer{}));
                               }),
                  Status::unsupported_extension)
            << type;
}

// RFC 8446 4.1.3: whoever makes the client's hello older on its way is found out by the random.
TEST(Tls12ServerHello, IsNotDowngradedByAnyoneBetween) {
    struct Row {
        Version highest;
        std::uint16_t claimed;
    };
    for (const Row row : {Row{Version::tls12, 0x0302}, Row{Version::tls12, 0x0301},
                          Row{Version::tls13, 0x0303}, Row{Version::tls13, 0x0302}}) {
        const Change all = [&](Terms& terms) {
            terms.versions.set(Version::tls10).set(Version::tls11).set(Version::tls12);
            terms.versions.set(Version::tls13, row.highest == Version::tls13);
        };
        MachinePair pair = pair_of({.terms = all});
        pair.server.on_message = [&](Event event, Buffer& whole) {
            if (event != Event::client_hello) return;
            constexpr std::uint16_t kSupportedVersions = 43, kKeyShare = 51;
            edit_client_hello(whole, leave_out(kSupportedVersions));
            edit_client_hello(whole, leave_out(kKeyShare));
            whole[4] = static_cast<std::uint8_t>(row.claimed >> 8);
            whole[5] = static_cast<std::uint8_t>(row.claimed);
        };
        EXPECT_EQ(pair.run(), Status::illegal_parameter) << row.claimed;
        EXPECT_EQ(pair.client.status, Status::illegal_parameter);
        EXPECT_EQ(static_cast<std::uint16_t>(pair.server.connection.version), row.claimed);
    }
}

// ---- The server's Certificate -------------------------------------------------------------------

Buffer certificate_message(const Issued& leaf) {
    const auto certificate = x509::OwnedCertificate::parse(leaf.der);
    return written(Event::certificate, [&](Writer& out) {
        schannel::Certificate12::write(out, std::vector{certificate.value()});
    });
}

TEST(Tls12ServerCertificate, IsThere) {
    EXPECT_EQ(client_after({}, Event::certificate,
                           [](Buffer& whole) {
                               whole = message_of(Event::certificate, {0, 0, 0});
                           }),
              Status::decode_error);
}

TEST(Tls12ServerCertificate, IsACertificate) {
    EXPECT_EQ(client_after({}, Event::certificate,
                           [](Buffer& whole) {
                               whole = message_of(Event::certificate, {0, 0, 5, 0, 0, 2, 0x30, 0});
                           }),
              Status::certificate_malformed);
}

TEST(Tls12ServerCertificate, HasTheKeyOfTheSuite) {
    const Issued rsa = make_leaf("host.example", tls_authority(), {.key = "RSA-2048"});
    const Issued ec = make_leaf("host.example", tls_authority());
    EXPECT_EQ(client_after({}, Event::certificate,
                           [&](Buffer& whole) { whole = certificate_message(rsa); }),
              Status::illegal_parameter);
    for (const std::uint32_t suite : {kEcdheRsa, kRsa, kDheRsa})
        EXPECT_EQ(client_after({.terms = with_suite(suite), .key = "RSA-2048"}, Event::certificate,
                               [&](Buffer& whole) { whole = certificate_message(ec); }),
                  Status::illegal_parameter);
}

// As Windows does: the certificate of its remote desktops has keyEncipherment alone, and signs.
TEST(Tls12ServerCertificate, MayHaveTheKeyUsageOfAnotherSuite) {
    for (const char* const usage : {"critical,keyEncipherment", "critical,digitalSignature"})
        for (const std::uint32_t suite : {kEcdheRsa, kRsa}) {
            const Issued leaf = make_leaf("host.example", tls_authority(),
                                          {.key = "RSA-2048", .extensions = {{"keyUsage", usage}}});
            const Buffer pkcs8 = pkcs8_of(leaf.key);
            const schannel::OwnCertificate own{{x509::OwnedCertificate::parse(leaf.der).value()},
                                               crypto::PrivateKey::from_pkcs8(pkcs8).value()};
            MachinePair pair(
                {.credential = make_tls_credential({.terms = with_suite(suite)})},
                {.role = Role::acceptor,
                 .credential = make_tls_credential(
                     {.server = true, .certificates = {own}, .terms = with_suite(suite)})});
            EXPECT_EQ(pair.run(), Status::ok) << usage;
        }
}

TEST(Tls12ServerCertificate, OfSomebodyElseDoesNotFitTheSignature) {
    const Issued other = make_leaf("host.example", tls_authority(), {.key_name = "another"});
    EXPECT_EQ(client_after({}, Event::certificate,
                           [&](Buffer& whole) { whole = certificate_message(other); }),
              Status::handshake_altered);
}

// ---- CertificateStatus --------------------------------------------------------------------------

constexpr std::uint16_t kStatusRequest = 5;

struct Stapled {
    Status given = Status::ok;
    Buffer response;
    std::size_t heard = 0;  // messages
};
// A client that asks for a CertificateStatus gets one before the message named, if any; announced:
// the ServerHello says that it comes.
Stapled staple(std::uint32_t suite, bool announced, Event before) {
    const Scene scene{.terms = with_suite(suite),
                      .key = suite == kEcdheEcdsa ? "P-256" : "RSA-2048"};
    TlsOptions asks;
    asks.extensions = {{kStatusRequest, 1, {1, 0, 0, 0, 0}}};
    MachinePair pair({.credential = make_tls_credential({.terms = scene.terms}), .options = asks},
                     {.role = Role::acceptor,
                      .credential = make_tls_credential(
                          {.server = true, .keys = {scene.key}, .terms = scene.terms})});
    Stapled stapled;
    pair.client.on_message = [&](Event event, Buffer& whole) {
        if (event == Event::server_hello && announced)
            edit_server_hello(whole, put(kStatusRequest, {}));
        if (event == before)
            stapled.given = pair.client.machine->receive(
                Event::certificate_status,
                message_of(Event::certificate_status, {1, 0, 0, 2, 0x30, 0}));
        if (event != Event::server_hello_done) return;
        stapled.response = pair.client.connection.peer.stapled_ocsp;
    };
    (void)pair.run();
    stapled.heard = pair.client.heard.size();
    return stapled;
}

TEST(Tls12CertificateStatus, FollowsTheCertificate) {
    for (const auto& [suite, next] : {std::pair(kEcdheEcdsa, Event::server_key_exchange),
                                      std::pair(kDheRsa, Event::server_key_exchange),
                                      std::pair(kRsa, Event::server_hello_done)}) {
        const Stapled stapled = staple(suite, true, next);
        EXPECT_EQ(stapled.given, Status::ok);
        EXPECT_EQ(stapled.response, (Buffer{0x30, 0}));
    }
}

TEST(Tls12CertificateStatus, DoesNotComeUnannounced) {
    for (const auto& [suite, next] : {std::pair(kEcdheEcdsa, Event::server_key_exchange),
                                      std::pair(kRsa, Event::server_hello_done)})
        EXPECT_EQ(staple(suite, false, next).given, Status::unexpected_message);
}

TEST(Tls12CertificateStatus, DoesNotComeBeforeTheCertificateNorBehindItsPlace) {
    EXPECT_EQ(staple(kEcdheEcdsa, true, Event::certificate).given, Status::unexpected_message);
    EXPECT_EQ(staple(kEcdheEcdsa, true, Event::server_hello_done).given,
              Status::unexpected_message);
}

// RFC 6066 8: a server that announced it "MAY" leave it out all the same.
TEST(Tls12CertificateStatus, MayBeLeftOut) {
    for (const std::uint32_t suite : {kEcdheEcdsa, kRsa})
        EXPECT_EQ(staple(suite, true, Event::unknown).heard, suite == kRsa ? 3u : 4u);
}

// ---- ServerKeyExchange --------------------------------------------------------------------------

TEST(Tls12ServerKeyExchange, HasACurveThatWasOffered) {
    // 4 octets of header, curve_type, named_curve.
    for (const std::uint16_t curve :
         {std::uint16_t{0}, std::uint16_t{22}, std::uint16_t{256}, std::uint16_t{30}})
        EXPECT_EQ(client_after({}, Event::server_key_exchange,
                               [=](Buffer& whole) {
                                   whole[5] = static_cast<std::uint8_t>(curve >> 8);
                                   whole[6] = static_cast<std::uint8_t>(curve);
                               }),
                  Status::illegal_parameter)
            << curve;
}

TEST(Tls12ServerKeyExchange, IsSigned) {
    for (const std::uint32_t suite : {kEcdheRsa, kDheRsa}) {
        const Scene scene{.terms = with_suite(suite), .key = "RSA-2048"};
        EXPECT_EQ(client_after(scene, Event::server_key_exchange, flip(1)),
                  Status::handshake_altered);
        EXPECT_EQ(client_after(scene, Event::server_key_exchange, flip(256 + 4 + 1)),
                  Status::handshake_altered);
    }
    for (const Version version : {Version::tls10, Version::tls11})
        EXPECT_EQ(client_after({.terms = with_suite(0xC013, version), .key = "RSA-2048"},
                               Event::server_key_exchange, flip(1)),
                  Status::handshake_altered);
}

TEST(Tls12ServerKeyExchange, IsSignedAsTheClientOffered) {
    const Change one = both(with_suite(kEcdheRsa),
                            [](Terms& terms) { terms.schemes = {schannel::find_scheme(0x0804)}; });
    const Scene scene{.terms = one, .key = "RSA-2048"};
    // The scheme stands before the signature and its length.
    for (const std::uint16_t scheme :
         {std::uint16_t{0x0401}, std::uint16_t{0x0201}, std::uint16_t{0x0403}, std::uint16_t{0}})
        EXPECT_EQ(client_after(scene, Event::server_key_exchange,
                               [=](Buffer& whole) {
                                   whole[whole.size() - 260] =
                                       static_cast<std::uint8_t>(scheme >> 8);
                                   whole[whole.size() - 259] = static_cast<std::uint8_t>(scheme);
                               }),
                  Status::illegal_parameter);
}

TEST(Tls12ServerKeyExchange, HasAGroupThatIsLargeEnough) {
    const Scene scene{.terms = with_suite(kDheRsa), .key = "RSA-2048"};
    for (const std::size_t size : {std::size_t{1}, std::size_t{128}, std::size_t{255}})
        EXPECT_EQ(client_after(scene, Event::server_key_exchange,
                               [=](Buffer& whole) {
                                   whole = written(Event::server_key_exchange, [=](Writer& out) {
                                       out.vector16([&] { out.bytes(Buffer(size, 0xFF)); });
                                       out.vector16([&] { out.u8(2); });
                                       out.vector16([&] { out.u8(4); });
                                       out.be16(0x0804);
                                       out.vector16([&] { out.zeros(256); });
                                   });
                               }),
                  Status::insufficient_security);
}

TEST(Tls12ServerKeyExchange, DoesNotBelongToRsa) {
    MachinePair pair = pair_of({.terms = with_suite(kRsa), .key = "RSA-2048"});
    pair.client.on_message = [](Event event, Buffer& whole) {
        if (event == Event::server_hello_done)
            whole = message_of(Event::server_key_exchange, Buffer(20));
    };
    EXPECT_EQ(pair.run(), Status::unexpected_message);
}

// ---- The client's flight ------------------------------------------------------------------------

TEST(Tls12ClientKeyExchange, HasAValueOfTheGroup) {
    EXPECT_EQ(server_after({}, Event::client_key_exchange,
                           [](Buffer& whole) {
                               whole = message_of(Event::client_key_exchange, {1, 0});
                           }),
              Status::illegal_parameter);
    const Scene dhe{.terms = with_suite(kDheRsa), .key = "RSA-2048"};
    for (const std::uint8_t value : {std::uint8_t{0}, std::uint8_t{1}})
        EXPECT_EQ(server_after(dhe, Event::client_key_exchange,
                               [=](Buffer& whole) {
                                   whole = message_of(Event::client_key_exchange, {0, 1, value});
                               }),
                  Status::illegal_parameter);
}

// RFC 5246 7.4.7.1: whatever is wrong with it, only the keys do not fit.
TEST(Tls12ClientKeyExchange, OfRsaNeverTellsWhatWasWrong) {
    const Scene scene{.terms = with_suite(kRsa), .key = "RSA-2048"};
    for (const std::size_t from_end : {std::size_t{1}, std::size_t{100}, std::size_t{256}})
        EXPECT_EQ(server_after(scene, Event::client_key_exchange, flip(from_end)),
                  Status::message_altered);
    // More than the modulus.
    EXPECT_EQ(server_after(scene, Event::client_key_exchange,
                           [](Buffer& whole) {
                               std::fill(whole.begin() + 6, whole.end(), std::uint8_t{0xFF});
                           }),
              Status::message_altered);
}

// What everybody sees may be told.
TEST(Tls12ClientKeyExchange, OfRsaIsAsLongAsTheKey) {
    const Scene scene{.terms = with_suite(kRsa), .key = "RSA-2048"};
    for (const std::size_t size :
         {std::size_t{0}, std::size_t{1}, std::size_t{255}, std::size_t{257}})
        EXPECT_EQ(server_after(scene, Event::client_key_exchange,
                               [=](Buffer& whole) {
                                   whole = written(Event::client_key_exchange, [=](Writer& out) {
                                       out.vector16([&] { out.zeros(size); });
                                   });
                               }),
                  Status::decode_error)
            << size;
}

TEST(Tls12CertificateVerify, IsRight) {
    EXPECT_EQ(server_after({.asks = true}, Event::certificate_verify, flip(1)),
              Status::handshake_altered);
    EXPECT_EQ(server_after({.terms = with_suite(0xC009, Version::tls10), .asks = true},
                           Event::certificate_verify, flip(1)),
              Status::handshake_altered);
}

TEST(Tls12CertificateVerify, IsSignedAsTheServerAsked) {
    for (const std::uint16_t scheme :
         {std::uint16_t{0x0203}, std::uint16_t{0x0804}, std::uint16_t{0}})
        EXPECT_EQ(server_after({.asks = true}, Event::certificate_verify,
                               [=](Buffer& whole) {
                                   whole[4] = static_cast<std::uint8_t>(scheme >> 8);
                                   whole[5] = static_cast<std::uint8_t>(scheme);
                               }),
                  Status::illegal_parameter);
}

TEST(Tls12CertificateVerify, IsOfTheCertificateThatWasShown) {
    const Issued other = make_leaf("client", tls_authority(), {.key_name = "another"});
    EXPECT_EQ(server_after({.asks = true}, Event::certificate,
                           [&](Buffer& whole) { whole = certificate_message(other); }),
              Status::handshake_altered);
}

TEST(Tls12CertificateVerify, FollowsACertificate) {
    EXPECT_EQ(server_after({.asks = true}, Event::certificate_verify,
                           [](Buffer& whole) { whole.clear(); }),
              Status::unexpected_message);
}

TEST(Tls12ClientHello, DoesNotRenegotiateWhatIsNew) {
    EXPECT_EQ(server_after({}, Event::client_hello,
                           [](Buffer& whole) {
                               edit_client_hello(whole, put(kRenegotiation, {1, 7}));
                           }),
              Status::algorithm_mismatch);
}

TEST(Tls12ClientHello, HasTheExtendedMasterSecretThatIsRequired) {
    const Change strict = both(with_suite(kEcdheEcdsa),
                               [](Terms& terms) { terms.require_extended_master_secret = true; });
    EXPECT_EQ(
        server_after({.terms = strict}, Event::client_hello,
                     [](Buffer& whole) { edit_client_hello(whole, leave_out(kExtendedMaster)); }),
        Status::algorithm_mismatch);
}

}  // namespace
}  // namespace secur32::test
