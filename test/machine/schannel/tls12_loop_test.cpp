// Client12 and Server12 against each other: every suite with every key and group, and what is
// negotiated beside.
#include <gtest/gtest.h>

#include "test/support/tls_machine_pair.h"

namespace secur32::test {
namespace {

using provider::Authentication;
using provider::CipherSuite;
using provider::KeyExchange;
using schannel::Phase;
using schannel::Terms;

using Change = std::function<void(Terms&)>;
using Keys = std::vector<std::string>;

// DSA is not current: its schemes are asked for with its suites.
Change only(Version version, const CipherSuite* suite = nullptr) {
    return [=](Terms& terms) {
        terms.versions = schannel::Versions().set(version);
        if (suite == nullptr) return;
        terms.suites = {suite};
        if (suite->authentication != Authentication::dss) return;
        for (const schannel::SignatureScheme& scheme : schannel::signature_schemes())
            if (scheme.key == crypto::KeyAlgorithm::dsa) terms.schemes.push_back(&scheme);
    };
}
Change both(const Change& first, const Change& second) {
    return [=](Terms& terms) {
        first(terms);
        second(terms);
    };
}
const CipherSuite& suite_of(std::uint32_t id) { return *provider::find_cipher_suite(id); }
constexpr std::uint32_t kEcdheRsaGcm = 0xC02F, kEcdheRsaCbc = 0xC013, kRsaGcm = 0x009C,
                        kDheRsaGcm = 0x009E;
Change tls12(std::uint32_t suite = kEcdheRsaGcm) { return only(Version::tls12, &suite_of(suite)); }

MachineEnd::Plan client_of(const Change& terms, Features features = {}, const Keys& keys = {}) {
    return {.credential = make_tls_credential({.keys = keys, .terms = terms}),
            .features = features};
}
MachineEnd::Plan server_of(const Change& terms, Features features = {},
                           const Keys& keys = {"RSA-2048"}) {
    return {.role = Role::acceptor,
            .credential = make_tls_credential({.server = true, .keys = keys, .terms = terms}),
            .features = features};
}

Keys keys_of(const CipherSuite& suite, Version version) {
    if (suite.authentication == Authentication::dss) return {"DSA"};
    if (suite.authentication == Authentication::rsa) return {"RSA-2048"};
    if (version < Version::tls12) return {"P-256", "P-384"};
    return {"P-256", "P-384", "P-521", "ED25519"};
}

// What both must think of a connection.
void expect_agreement(const MachinePair& pair, Version version, const CipherSuite& suite) {
    const schannel::Connection& client = pair.client.connection;
    const schannel::Connection& server = pair.server.connection;
    for (const schannel::Connection* const end : {&client, &server}) {
        EXPECT_EQ(end->version, version);
        EXPECT_EQ(end->suite, &suite);
        EXPECT_TRUE(end->verified_peer);
        EXPECT_TRUE(end->connected);
        EXPECT_FALSE(end->resumed);
    }
    EXPECT_EQ(client.group, server.group);
    EXPECT_EQ(client.exchange_bits, server.exchange_bits);
    EXPECT_EQ(client.peer_scheme, server.own_scheme);
    EXPECT_EQ(client.extended_master_secret, server.extended_master_secret);
    EXPECT_EQ(client.encrypt_then_mac, server.encrypt_then_mac);
    EXPECT_EQ(client.secure_renegotiation, server.secure_renegotiation);
    EXPECT_EQ(client.verify_data.client, server.verify_data.client);
    EXPECT_EQ(client.verify_data.server, server.verify_data.server);
    EXPECT_NE(client.verify_data.client, client.verify_data.server);
    EXPECT_EQ(client.master->secret(), server.master->secret());
    EXPECT_EQ(pair.client.machine->handshake(), nullptr);
    EXPECT_EQ(pair.server.machine->handshake(), nullptr);
}

void judged_by_hand(schannel::Judgement& judgement) {
    judgement.mode = schannel::Judgement::Mode::manual;
}

// ---- Suites, keys, groups -----------------------------------------------------------------------

class Tls12Suites : public testing::TestWithParam<Version> {};

TEST_P(Tls12Suites, ConnectEachWithEveryKey) {
    const Version version = GetParam();
    std::size_t cells = 0;
    for (const CipherSuite& suite : provider::cipher_suites()) {
        if (!suite.suits(version) || suite.key_exchange == KeyExchange::psk ||
            provider::find_cipher_suite(suite.id) == nullptr)
            continue;
        for (const std::string& key : keys_of(suite, version)) {
            SCOPED_TRACE(testing::Message() << std::hex << suite.id << " " << key);
            const Change terms = only(version, &suite);
            MachinePair pair(
                {.credential = make_tls_credential(
                     {.terms = terms, .judgement = key == "DSA" ? judged_by_hand : nullptr})},
                server_of(terms, {}, {key}));
            ASSERT_EQ(pair.run(), Status::ok);
            expect_agreement(pair, version, suite);
            EXPECT_TRUE(pair.client.connection.extended_master_secret);
            EXPECT_TRUE(pair.client.connection.secure_renegotiation);
            EXPECT_TRUE(exchanges_data(pair));
            ++cells;
        }
    }
    // With SECUR32_TLS_LEGACY_SUITES=1 (schannel.legacy_suites) RC4, 3DES and DES, too.
    const bool legacy = provider::legacy_suites_allowed();
    const std::size_t of_tls12 = legacy ? 58 : 53, before = legacy ? 21 : 14;
    EXPECT_EQ(cells, version == Version::tls12 ? of_tls12 : before);
}

INSTANTIATE_TEST_SUITE_P(OfEachVersion, Tls12Suites,
                         testing::Values(Version::tls10, Version::tls11, Version::tls12),
                         [](const auto& version) {
                             return "Tls1" +
                                    std::to_string(static_cast<unsigned>(version.param) - 0x0301);
                         });

TEST(Tls12Groups, ConnectEach) {
    for (const provider::Group& group : provider::groups()) {
        const Change terms = both(tls12(group.finite_field ? kDheRsaGcm : kEcdheRsaGcm),
                                  [&](Terms& all) { all.groups = {&group}; });
        MachinePair pair(client_of(terms), server_of(terms));
        ASSERT_EQ(pair.run(), Status::ok) << group.bits;
        EXPECT_EQ(pair.client.connection.group, &group);
        EXPECT_EQ(pair.server.connection.group, &group);
        EXPECT_EQ(pair.client.connection.exchange_bits, group.bits);
        EXPECT_TRUE(exchanges_data(pair));
    }
}

TEST(Tls12Groups, OfRsaKeyExchangeAreNone) {
    MachinePair pair(client_of(tls12(kRsaGcm)), server_of(tls12(kRsaGcm)));
    ASSERT_EQ(pair.run(), Status::ok);
    EXPECT_EQ(pair.client.connection.group, nullptr);
    EXPECT_EQ(pair.client.connection.exchange_bits, 2048u);
    EXPECT_EQ(pair.server.connection.exchange_bits, 2048u);
    EXPECT_EQ(pair.client.connection.peer_scheme, nullptr);
}

TEST(Tls12Versions, FallToTheServers) {
    const Change all = [](Terms& terms) { terms.versions.set(Version::tls10).set(Version::tls11); };
    for (const Version version : {Version::tls10, Version::tls11, Version::tls12}) {
        MachinePair pair(client_of(all), server_of(only(version)));
        ASSERT_EQ(pair.run(), Status::ok);
        EXPECT_EQ(pair.client.connection.version, version);
    }
}

TEST(Tls12Versions, FallToTheClients) {
    const Change old_ones = [](Terms& terms) {
        terms.versions = schannel::Versions().set(Version::tls10).set(Version::tls11);
    };
    const Change old_server = [](Terms& terms) {
        terms.versions = schannel::Versions().set(Version::tls10);
    };
    MachinePair pair(client_of(old_ones), server_of(old_server));
    ASSERT_EQ(pair.run(), Status::ok);
    EXPECT_EQ(pair.server.connection.version, Version::tls10);
}

// ---- Client authentication ----------------------------------------------------------------------

constexpr Features kAsks{Feature::mutual_auth};

class Tls12Clients : public testing::TestWithParam<Version> {};

TEST_P(Tls12Clients, ShowTheirCertificates) {
    for (const std::string key : {"RSA-2048", "P-256"})
        for (const std::uint32_t suite :
             {kEcdheRsaCbc, std::uint32_t{0x002F}, std::uint32_t{0x33}}) {
            const Change terms = only(GetParam(), &suite_of(suite));
            MachinePair pair(client_of(terms, {}, {key}), server_of(terms, kAsks));
            ASSERT_EQ(pair.run(), Status::ok) << key << " " << std::hex << suite;
            ASSERT_EQ(pair.server.connection.peer.chain.size(), 1u);
            EXPECT_NE(pair.server.connection.verified_peer->chain(), nullptr);
            EXPECT_NE(pair.client.connection.own_certificate, nullptr);
            EXPECT_TRUE(pair.client.connection.certificate_requested);
            EXPECT_EQ(pair.client.connection.own_scheme, pair.server.connection.peer_scheme);
            expect_agreement(pair, GetParam(), suite_of(suite));
            EXPECT_TRUE(exchanges_data(pair));
        }
}

TEST_P(Tls12Clients, MayShowNone) {
    MachinePair pair(client_of(only(GetParam()), {Feature::supplied_credentials}),
                     server_of(only(GetParam()), kAsks));
    ASSERT_EQ(pair.run(), Status::ok);
    EXPECT_TRUE(pair.server.connection.peer.chain.empty());
    EXPECT_TRUE(pair.client.connection.certificate_requested);
    EXPECT_EQ(pair.client.connection.own_certificate, nullptr);
    EXPECT_TRUE(exchanges_data(pair));
}

INSTANTIATE_TEST_SUITE_P(OfEachVersion, Tls12Clients,
                         testing::Values(Version::tls10, Version::tls11, Version::tls12),
                         [](const auto& version) {
                             return "Tls1" +
                                    std::to_string(static_cast<unsigned>(version.param) - 0x0301);
                         });

TEST(Tls12Client, WithEd25519ShowsItsCertificate) {
    MachinePair pair(client_of(tls12(), {}, {"ED25519"}), server_of(tls12(), kAsks));
    ASSERT_EQ(pair.run(), Status::ok);
    EXPECT_EQ(pair.server.connection.peer_scheme->id, 0x0807);
}

TEST(Tls12Client, IsNotAskedUnasked) {
    MachinePair pair(client_of(tls12(), {}, {"P-256"}), server_of(tls12()));
    ASSERT_EQ(pair.run(), Status::ok);
    EXPECT_FALSE(pair.client.connection.certificate_requested);
    EXPECT_TRUE(pair.server.connection.peer.chain.empty());
}

TEST(Tls12Client, IsRefusedWithoutTheCertificateThatIsRequired) {
    const Change requires_one =
        both(tls12(), [](Terms& terms) { terms.require_client_certificate = true; });
    MachinePair pair(client_of(tls12(), {Feature::supplied_credentials}),
                     server_of(requires_one, kAsks));
    EXPECT_EQ(pair.run(), Status::no_credentials);
    EXPECT_EQ(schannel::alert_of(pair.server.status).description, 40);
}

TEST(Tls12Client, IsToldTheIssuersAndSchemes) {
    MachineEnd::Plan server = server_of(tls12(), kAsks);
    server.credential = make_tls_credential(
        {.server = true, .keys = {"RSA-2048"}, .terms = tls12(), .names_authorities = true});
    MachinePair pair(client_of(tls12(), {}, {"P-256"}), server);
    ASSERT_EQ(pair.run(), Status::ok);
    ASSERT_EQ(pair.client.connection.issuers.size(), 1u);
    const auto root = x509::OwnedCertificate::parse(tls_authority().der);
    const Bytes name = root.value()->fields().subject;
    EXPECT_EQ(pair.client.connection.issuers.front(), Buffer(name.begin(), name.end()));
    EXPECT_FALSE(pair.client.connection.peer_schemes.empty());
    EXPECT_EQ(pair.server.connection.peer.chain.size(), 1u);
}

TEST(Tls12Client, AsksItsCallerOnceAndGoesOnWithoutCertificate) {
    MachinePair pair(client_of(tls12()), server_of(tls12(), kAsks));
    EXPECT_EQ(pair.run(), Status::incomplete_message);
    ASSERT_EQ(pair.client.phase(), Phase::wants_credentials);
    EXPECT_EQ(pair.client.machine->state_name(), "wait_credentials");
    ASSERT_EQ(pair.client.tell(Event::credentials), Status::ok);
    ASSERT_EQ(pair.run(), Status::ok);
    EXPECT_TRUE(pair.server.connection.peer.chain.empty());
}

TEST(Tls12Client, AsksItsCallerAndGoesOnWithAnotherCredential) {
    MachinePair pair(client_of(tls12()), server_of(tls12(), kAsks));
    EXPECT_EQ(pair.run(), Status::incomplete_message);
    ASSERT_EQ(pair.client.phase(), Phase::wants_credentials);
    const MachineCredential other = make_tls_credential({.keys = {"P-256"}, .terms = tls12()});
    pair.client.machine->handshake()->credential = other;
    ASSERT_EQ(pair.client.tell(Event::credentials), Status::ok);
    ASSERT_EQ(pair.run(), Status::ok);
    EXPECT_EQ(pair.server.connection.peer.chain.size(), 1u);
    EXPECT_EQ(pair.client.connection.credential, other);
}

TEST(Tls12Client, DoesNotAskACallerWhoSuppliedAllThereIs) {
    MachinePair pair(client_of(tls12(), {Feature::supplied_credentials}),
                     server_of(tls12(), kAsks));
    EXPECT_EQ(pair.run(), Status::ok);
    EXPECT_TRUE(pair.server.connection.peer.chain.empty());
}

// RFC 5246 7.4.7.1: the secret says the version that the ClientHello offered, whatever the other
// credential would have offered.
TEST(Tls12Client, GoesOnWithACredentialOfLessVersions) {
    const auto terms = [](Version highest) {
        return [highest](Terms& of) {
            of.versions = schannel::Versions().set(Version::tls11).set(highest);
            of.suites = {provider::find_cipher_suite(0x002F)};
        };
    };
    MachineEnd::Plan client = client_of(tls12()), server = server_of(tls12(), kAsks);
    client.credential = make_tls_credential({.terms = terms(Version::tls12)});
    server.credential =
        make_tls_credential({.server = true, .keys = {"RSA-2048"}, .terms = terms(Version::tls11)});
    MachinePair pair(client, server);
    EXPECT_EQ(pair.run(), Status::incomplete_message);
    ASSERT_EQ(pair.client.phase(), Phase::wants_credentials);
    pair.client.machine->handshake()->credential =
        make_tls_credential({.terms = terms(Version::tls11)});
    ASSERT_EQ(pair.client.tell(Event::credentials), Status::ok);
    EXPECT_EQ(pair.run(), Status::ok);
}

TEST(Tls12Client, DoesNotAskForACertificateThatItHas) {
    MachinePair pair(client_of(tls12(), {}, {"P-256"}), server_of(tls12(), kAsks));
    EXPECT_EQ(pair.run(), Status::ok);
    EXPECT_EQ(pair.server.connection.peer.chain.size(), 1u);
}

TEST(Tls12Client, OfAnotherAuthorityIsRefused) {
    MachineEnd::Plan server = server_of(tls12(), kAsks);
    server.credential = make_tls_credential(
        {.server = true, .keys = {"RSA-2048"}, .terms = tls12(), .judgement = [](auto& judgement) {
             judgement.roots = std::make_shared<const x509::CertificateIndex>(
                 std::vector<x509::SharedCertificate>(), 0);
         }});
    MachinePair pair(client_of(tls12(), {}, {"P-256"}), server);
    EXPECT_EQ(pair.run(), Status::untrusted_root);
}

// ---- The server's certificate -------------------------------------------------------------------

TEST(Tls12Server, OfAnotherNameIsRefused) {
    for (const std::uint32_t suite : {kEcdheRsaGcm, kRsaGcm, kDheRsaGcm}) {
        MachineEnd::Plan client = client_of(tls12(suite));
        client.target = u"other.example";
        MachinePair pair(client, server_of(tls12(suite)));
        EXPECT_EQ(pair.run(), Status::wrong_principal);
        EXPECT_FALSE(pair.client.connection.connected);
        EXPECT_FALSE(pair.client.connection.verified_peer);
    }
}

TEST(Tls12Server, OfAnotherNameIsAcceptedByHand) {
    MachineEnd::Plan client = client_of(tls12(), {Feature::manual_credential_validation});
    client.target = u"other.example";
    MachinePair pair(client, server_of(tls12()));
    EXPECT_EQ(pair.run(), Status::ok);
    EXPECT_EQ(pair.client.connection.verified_peer->chain(), nullptr);
}

TEST(Tls12Server, OfAnotherNameIsNotedWhenItIsJudgedLater) {
    MachineEnd::Plan client = client_of(tls12(), {Feature::deferred_credential_validation});
    client.target = u"other.example";
    MachinePair pair(client, server_of(tls12()));
    EXPECT_EQ(pair.run(), Status::ok);
    EXPECT_EQ(pair.client.connection.verified_peer->verdict(), Status::wrong_principal);
}

TEST(Tls12Server, ChoosesItsCertificateByTheSuite) {
    MachinePair pair(client_of(tls12(0xC02B)),
                     server_of(only(Version::tls12), {}, {"RSA-2048", "P-256"}));
    ASSERT_EQ(pair.run(), Status::ok);
    EXPECT_EQ(pair.server.connection.own_scheme->id, 0x0403);
}

// ---- Extensions ---------------------------------------------------------------------------------

TEST(Tls12Extensions, EncryptThenMacIsForBlocksOnly) {
    MachinePair blocks(client_of(tls12(kEcdheRsaCbc)), server_of(tls12(kEcdheRsaCbc)));
    ASSERT_EQ(blocks.run(), Status::ok);
    EXPECT_TRUE(blocks.client.connection.encrypt_then_mac);
    MachinePair aead(client_of(only(Version::tls12)), server_of(tls12()));
    ASSERT_EQ(aead.run(), Status::ok);
    EXPECT_FALSE(aead.client.connection.encrypt_then_mac);
}

TEST(Tls12Extensions, NameTheApplicationProtocol) {
    MachineEnd::Plan client = client_of(tls12()), server = server_of(tls12());
    client.options.application_protocols = {"h2", "http/1.1"};
    server.options.application_protocols = {"http/1.1"};
    MachinePair pair(client, server);
    ASSERT_EQ(pair.run(), Status::ok);
    EXPECT_EQ(pair.client.connection.application_protocol, "http/1.1");
    EXPECT_EQ(pair.server.connection.application_protocol, "http/1.1");
}

TEST(Tls12Extensions, NameNoApplicationProtocolThatIsNotCommon) {
    MachineEnd::Plan client = client_of(tls12()), server = server_of(tls12());
    client.options.application_protocols = {"h2"};
    server.options.application_protocols = {"http/1.1"};
    MachinePair pair(client, server);
    EXPECT_EQ(pair.run(), Status::application_protocol_mismatch);
}

TEST(Tls12Extensions, TellTheServersName) {
    MachinePair pair(client_of(tls12()), server_of(tls12()));
    ASSERT_EQ(pair.run(), Status::ok);
    EXPECT_EQ(pair.server.connection.server_name, "host.example");
}

TEST(Tls12Extensions, LimitRecords) {
    const Change small = both(tls12(), [](Terms& terms) { terms.record_limit = 512; });
    struct Row {
        Change client, server;
        std::size_t client_sends, server_sends;
    };
    const Row rows[] = {{small, tls12(), 16384, 512}, {small, small, 512, 512}};
    for (const Row& row : rows) {
        MachinePair pair(client_of(row.client), server_of(row.server));
        ASSERT_EQ(pair.run(), Status::ok);
        EXPECT_EQ(pair.client.connection.sender.content_limit(), row.client_sends);
        EXPECT_EQ(pair.server.connection.sender.content_limit(), row.server_sends);
        EXPECT_TRUE(exchanges_data(pair));
    }
}

TEST(Tls12Extensions, OfTheApplicationAreSentAndReceived) {
    constexpr std::uint16_t kOwn = 0xABCD;
    MachineEnd::Plan client = client_of(tls12()), server = server_of(tls12());
    client.options.extensions = {{kOwn, 1, {7}}};
    client.options.subscriptions = {{kOwn, 2}};
    server.options.extensions = {{kOwn, 2, {8, 9}}};
    MachinePair pair(client, server);
    Buffer received;
    pair.client.on_message = [&](Event event, Buffer&) {
        if (event != Event::certificate) return;
        const auto& list = pair.client.machine->handshake()->received_extensions;
        if (!list.empty()) received = list.front().content;
    };
    ASSERT_EQ(pair.run(), Status::ok);
    EXPECT_EQ(received, (Buffer{8, 9}));
    EXPECT_EQ(pair.client.connection.extensions, pair.server.connection.extensions);
    EXPECT_EQ(pair.client.connection.extensions.back(), kOwn);
}

TEST(Tls12Extensions, OfTheApplicationAreNotSentUnasked) {
    MachineEnd::Plan server = server_of(tls12());
    server.options.extensions = {{0xABCD, 2, {8}}};
    MachinePair pair(client_of(tls12()), server);
    EXPECT_EQ(pair.run(), Status::ok);
}

// ---- Behind the handshake -----------------------------------------------------------------------

TEST(Tls12Renegotiation, OfAServerIsRefusedWithAWarning) {
    MachinePair pair(client_of(tls12()), server_of(tls12()));
    ASSERT_EQ(pair.run(), Status::ok);
    ASSERT_EQ(pair.client.tell(Event::hello_request, Buffer{0, 0, 0, 0}), Status::ok);
    EXPECT_EQ(pair.run(), Status::ok);
    ASSERT_EQ(pair.server.alerts.size(), 1u);
    EXPECT_EQ(pair.server.alerts.front().level, 1);
    EXPECT_EQ(pair.server.alerts.front().description, 100);
    EXPECT_TRUE(exchanges_data(pair));
}

TEST(Tls12Renegotiation, OfAClientIsRefusedWithAWarning) {
    MachinePair pair(client_of(tls12()), server_of(tls12()));
    Buffer hello;
    pair.server.on_message = [&](Event event, Buffer& whole) {
        if (event == Event::client_hello) hello = whole;
    };
    ASSERT_EQ(pair.run(), Status::ok);
    ASSERT_EQ(pair.server.tell(Event::client_hello, hello), Status::ok);
    EXPECT_EQ(pair.run(), Status::ok);
    ASSERT_EQ(pair.client.alerts.size(), 1u);
    EXPECT_EQ(pair.client.alerts.front().description, 100);
    EXPECT_TRUE(exchanges_data(pair));
}

TEST(Tls12Renegotiation, IsAskedForInVainDuringTheHandshake) {
    MachinePair pair(client_of(tls12()), server_of(tls12()));
    pair.client.on_message = [&](Event, Buffer&) {
        if (pair.client.machine->state_name() == "wait_server_hello") return;
        EXPECT_EQ(pair.client.machine->receive(Event::hello_request, Buffer{0, 0, 0, 0}),
                  Status::ok);
    };
    EXPECT_EQ(pair.run(), Status::ok);
}

// RFC 7627 4: whoever has one master secret, has both.
TEST(Tls12Exporters, AgreeOnBothSides) {
    for (const Version version : {Version::tls10, Version::tls12}) {
        MachinePair pair(client_of(only(version)), server_of(only(version)));
        ASSERT_EQ(pair.run(), Status::ok);
        Buffer client(40), server(40);
        for (const auto& [end, out] :
             {std::pair(&pair.client, &client), std::pair(&pair.server, &server)})
            ASSERT_EQ(end->connection.master->export_keying_material(
                          "EXPORTER-test", end->connection.randoms, std::nullopt, *out),
                      Status::ok);
        EXPECT_EQ(client, server);
    }
}

}  // namespace
}  // namespace secur32::test
