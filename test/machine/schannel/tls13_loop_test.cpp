// TLS 1.3 between a client's and a server's machine: every suite with every group and kind of key,
// HelloRetryRequest, client certificates, application protocols, small records, changes of keys.
#include <gtest/gtest.h>

#include "sspi/schannel/client13.h"
#include "test/support/tls_machine_pair.h"
#include "test/support/vectors.h"

namespace secur32::schannel {
namespace {

using test::exchanges_data;
using test::kTlsHost;
using test::MachineCredential;
using test::MachineCredentialPlan;
using test::MachineEnd;
using test::MachinePair;
using test::make_tls_credential;

void only_tls13(Terms& terms) { terms.versions = Versions().set(Version::tls13); }

void only_suite(Terms& terms, std::uint16_t id) {
    only_tls13(terms);
    terms.suites = {provider::find_cipher_suite(id, Version::tls13)};
}

void only_groups(Terms& terms, std::initializer_list<crypto::NamedGroup> groups) {
    terms.groups.clear();
    for (const crypto::NamedGroup group : groups)
        terms.groups.push_back(provider::find_group(static_cast<std::uint32_t>(group)));
}

MachineCredential client_of(std::function<void(Terms&)> terms = only_tls13,
                            std::vector<std::string> keys = {}) {
    return make_tls_credential({.keys = std::move(keys), .terms = std::move(terms)});
}
MachineCredential server_of(std::function<void(Terms&)> terms = only_tls13,
                            std::vector<std::string> keys = {"P-256"}) {
    return make_tls_credential(
        {.server = true, .keys = std::move(keys), .terms = std::move(terms)});
}

MachineEnd::Plan client_plan(MachineCredential credential, Features features = {},
                             TlsOptions options = {}) {
    return {.credential = std::move(credential), .features = features, .options = options};
}
MachineEnd::Plan server_plan(MachineCredential credential, Features features = {},
                             TlsOptions options = {}) {
    return {.role = Role::acceptor,
            .credential = std::move(credential),
            .features = features,
            .options = options};
}

std::size_t count(const MachineEnd& end, Event event) {
    return static_cast<std::size_t>(std::ranges::count(end.heard, event));
}

Buffer exported(const Connection& connection) {
    Buffer out(32);
    EXPECT_EQ(provider::KeySchedule::export_keying_material(*connection.exporter_master, "label",
                                                            {}, out),
              Status::ok);
    return out;
}

// What both have to know alike once they are connected.
void expect_agreement(const MachinePair& pair) {
    const Connection& client = pair.client.connection;
    const Connection& server = pair.server.connection;
    EXPECT_TRUE(client.connected && server.connected);
    EXPECT_EQ(client.version, Version::tls13);
    EXPECT_EQ(server.version, Version::tls13);
    EXPECT_EQ(client.suite, server.suite);
    EXPECT_EQ(client.group, server.group);
    EXPECT_EQ(client.exchange_bits, client.group->bits);
    EXPECT_EQ(client.peer_scheme, server.own_scheme);
    EXPECT_EQ(client.own_scheme, server.peer_scheme);
    EXPECT_EQ(client.randoms.client, server.randoms.client);
    EXPECT_EQ(client.randoms.server, server.randoms.server);
    EXPECT_EQ(client.session_id, server.session_id);
    EXPECT_EQ(client.application_protocol, server.application_protocol);
    EXPECT_EQ(client.server_name, server.server_name);
    EXPECT_TRUE(client.verified_peer.has_value() && server.verified_peer.has_value());
    EXPECT_EQ(exported(client), exported(server));
    EXPECT_TRUE(client.resumption_master.has_value() && server.resumption_master.has_value());
    // The handshake's data is gone.
    EXPECT_EQ(pair.client.machine->handshake(), nullptr);
    EXPECT_EQ(pair.server.machine->handshake(), nullptr);
}

// -- suites, groups, keys ------------------------------------------------------------------------

TEST(Tls13, ConnectsWithEverySuiteGroupAndKindOfKey) {
    std::size_t handshakes = 0;
    for (const int suite : {0x1301, 0x1302, 0x1303})
        for (const provider::Group& group : provider::groups())
            for (const char* const key :
                 {"P-256", "P-384", "P-521", "RSA-2048", "RSA-PSS-2048", "ED25519"}) {
                // The great prime groups cost much and differ in nothing but length.
                if (group.bits > 3072 && std::string(key) != "P-256") continue;
                const auto terms = [&](Terms& of) {
                    only_suite(of, static_cast<std::uint16_t>(suite));
                    of.groups = {&group};
                };
                MachinePair pair(client_of(terms), server_of(terms, {key}));
                ASSERT_EQ(pair.run(), Status::ok) << suite << ' ' << group.bits << ' ' << key;
                expect_agreement(pair);
                EXPECT_EQ(pair.client.connection.suite->id, suite);
                EXPECT_EQ(pair.client.connection.group, &group);
                ASSERT_EQ(pair.client.connection.peer.chain.size(), 1u);
                EXPECT_TRUE(exchanges_data(pair));
                ++handshakes;
            }
    EXPECT_GE(handshakes, 100u);
}

TEST(Tls13, EverySchemeOfTheVersionSigns) {
    std::size_t schemes = 0;
    for (const SignatureScheme& scheme : signature_schemes()) {
        if (!scheme.signs_tls13_handshakes) continue;
        const auto terms = [&](Terms& of) {
            only_tls13(of);
            of.schemes = {&scheme};
        };
        MachinePair pair(client_of(terms),
                         server_of(only_tls13, {"P-256", "P-384", "P-521", "RSA-2048",
                                                "RSA-PSS-2048", "ED25519"}));
        ASSERT_EQ(pair.run(), Status::ok) << scheme.name;
        EXPECT_EQ(pair.client.connection.peer_scheme, &scheme);
        ++schemes;
    }
    EXPECT_EQ(schemes, 10u);
}

TEST(Tls13, WithoutACommonSuiteGroupOrSchemeEndsInTheServer) {
    const auto suite = [](std::uint16_t id) { return [id](Terms& of) { only_suite(of, id); }; };
    MachinePair suites(client_of(suite(0x1301)), server_of(suite(0x1302)));
    EXPECT_EQ(suites.run(), Status::algorithm_mismatch);
    const auto group = [](crypto::NamedGroup id) {
        return [id](Terms& of) {
            only_tls13(of);
            only_groups(of, {id});
        };
    };
    MachinePair groups(client_of(group(crypto::NamedGroup::x25519)),
                       server_of(group(crypto::NamedGroup::secp256r1)));
    EXPECT_EQ(groups.run(), Status::algorithm_mismatch);
    const auto rsa_alone = [](Terms& of) {
        only_tls13(of);
        of.schemes = {find_scheme(0x0804)};
    };
    MachinePair schemes(client_of(rsa_alone), server_of());
    EXPECT_EQ(schemes.run(), Status::algorithm_mismatch);
}

// -- HelloRetryRequest ---------------------------------------------------------------------------

MachinePair retried_pair() {
    const auto two = [](Terms& of) {
        only_tls13(of);
        only_groups(of, {crypto::NamedGroup::x25519, crypto::NamedGroup::secp384r1});
    };
    const auto other = [](Terms& of) {
        only_tls13(of);
        only_groups(of, {crypto::NamedGroup::secp384r1});
    };
    return MachinePair(client_of(two), server_of(other));
}

TEST(Tls13, ServerAsksForTheGroupItHas) {
    MachinePair pair = retried_pair();
    ASSERT_EQ(pair.run(), Status::ok);
    expect_agreement(pair);
    EXPECT_EQ(pair.client.connection.group->id, crypto::NamedGroup::secp384r1);
    EXPECT_EQ(count(pair.server, Event::client_hello), 2u);
    EXPECT_EQ(count(pair.client, Event::server_hello), 2u);
    EXPECT_TRUE(exchanges_data(pair));
}

// RFC 8446 D.4: once each, behind the server's first message and before the client's second flight.
TEST(Tls13, ChangeCipherSpecIsSentOnceBySideAndInTheClear) {
    for (const bool retried : {false, true}) {
        MachinePair pair = retried ? retried_pair() : MachinePair(client_of(), server_of());
        std::size_t to_server = 0, to_client = 0;
        pair.on_records = [&](bool server, const Buffer& records) {
            Bytes rest = records;
            while (rest.size() >= 5) {
                const std::size_t length = 5 + (std::size_t{rest[3]} << 8 | rest[4]);
                if (rest[0] == 20) ++(server ? to_server : to_client);
                if (rest[0] == 20) {
                    EXPECT_EQ(test::to_hex(rest.first(length)), "140303000101");
                }
                rest = rest.subspan(length);
            }
        };
        ASSERT_EQ(pair.run(), Status::ok);
        EXPECT_EQ(to_server, 1u);
        EXPECT_EQ(to_client, 1u);
    }
}

// -- client certificates -------------------------------------------------------------------------

TEST(Tls13, ClientShowsItsCertificateWhereTheServerAsks) {
    for (const char* const key : {"P-256", "RSA-2048", "RSA-PSS-2048", "ED25519"}) {
        MachinePair pair(client_plan(client_of(only_tls13, {key})),
                         server_plan(server_of(), {Feature::mutual_auth}));
        ASSERT_EQ(pair.run(), Status::ok) << key;
        expect_agreement(pair);
        EXPECT_TRUE(pair.client.connection.certificate_requested);
        EXPECT_TRUE(pair.server.connection.certificate_requested);
        EXPECT_NE(pair.client.connection.own_certificate, nullptr);
        EXPECT_EQ(pair.server.connection.peer.chain.size(), 1u);
        EXPECT_FALSE(pair.client.connection.peer_schemes.empty());
        EXPECT_TRUE(exchanges_data(pair));
    }
}

TEST(Tls13, ClientIsNotAskedWhereTheServerDoesNotWantTo) {
    MachinePair pair(client_of(only_tls13, {"P-256"}), server_of());
    ASSERT_EQ(pair.run(), Status::ok);
    EXPECT_FALSE(pair.client.connection.certificate_requested);
    EXPECT_TRUE(pair.server.connection.peer.chain.empty());
    EXPECT_EQ(pair.server.connection.peer_scheme, nullptr);
}

TEST(Tls13, ClientWithoutCertificateIsNobody) {
    MachinePair pair(client_plan(client_of(), {Feature::supplied_credentials}),
                     server_plan(server_of(), {Feature::mutual_auth}));
    ASSERT_EQ(pair.run(), Status::ok);
    expect_agreement(pair);
    EXPECT_TRUE(pair.server.connection.peer.chain.empty());
    EXPECT_EQ(count(pair.server, Event::certificate), 1u);
    EXPECT_EQ(count(pair.server, Event::certificate_verify), 0u);
}

TEST(Tls13, ServerMayRequireACertificate) {
    const auto requiring = [](Terms& of) {
        only_tls13(of);
        of.require_client_certificate = true;
    };
    MachinePair without(client_plan(client_of(), {Feature::supplied_credentials}),
                        server_plan(server_of(requiring), {Feature::mutual_auth}));
    EXPECT_EQ(without.run(), Status::certificate_required);
    MachinePair with(client_plan(client_of(only_tls13, {"P-256"})),
                     server_plan(server_of(requiring), {Feature::mutual_auth}));
    EXPECT_EQ(with.run(), Status::ok);
}

TEST(Tls13, ServerNamesItsAuthorities) {
    const MachineCredential server = make_tls_credential(
        {.server = true, .keys = {"P-256"}, .terms = only_tls13, .names_authorities = true});
    MachinePair pair(client_plan(client_of(only_tls13, {"P-256"})),
                     server_plan(server, {Feature::mutual_auth}));
    ASSERT_EQ(pair.run(), Status::ok);
    ASSERT_EQ(pair.client.connection.issuers.size(), 1u);
    EXPECT_EQ(pair.client.connection.issuers[0], server->authority_names()[0]);
    EXPECT_EQ(pair.server.connection.peer.chain.size(), 1u);
}

TEST(Tls13, ServerNamesNoMoreAuthoritiesThanFindRoom) {
    std::vector<Buffer> many(1000, Buffer(100, 0x30));
    many.emplace_back();
    const MachineCredential server = make_tls_credential({.server = true,
                                                          .keys = {"P-256"},
                                                          .terms = only_tls13,
                                                          .names_authorities = true,
                                                          .authorities = many});
    MachinePair pair(client_plan(client_of(only_tls13, {"P-256"})),
                     server_plan(server, {Feature::mutual_auth}));
    ASSERT_EQ(pair.run(), Status::ok);
    const std::vector<Buffer>& named = pair.client.connection.issuers;
    EXPECT_GT(named.size(), 500u);
    EXPECT_LT(named.size(), 1000u);
    EXPECT_EQ(named.back(), many.front());
    EXPECT_EQ(pair.server.connection.peer.chain.size(), 1u);
}

// SEC_I_INCOMPLETE_CREDENTIALS, and the call behind it with another credential or the same.
TEST(Tls13, ClientAsksItsCallerOnceForACertificate) {
    for (const bool has_one : {false, true}) {
        MachinePair pair(client_plan(client_of(only_tls13)),
                         server_plan(server_of(), {Feature::mutual_auth}));
        ASSERT_EQ(pair.run(), Status::incomplete_message);
        ASSERT_EQ(pair.client.phase(), Phase::wants_credentials);
        EXPECT_TRUE(pair.client.take().empty());
        if (has_one)
            pair.client.machine->handshake()->credential = client_of(only_tls13, {"P-256"});
        ASSERT_EQ(pair.client.tell(Event::credentials), Status::ok);
        ASSERT_EQ(pair.run(), Status::ok);
        EXPECT_EQ(pair.server.connection.peer.chain.size(), has_one ? 1u : 0u);
        EXPECT_TRUE(exchanges_data(pair));
    }
}

// ISC_REQ_USE_SUPPLIED_CREDS: what the credential has is all there is.
TEST(Tls13, ClientDoesNotAskACallerWhoSuppliedAllThereIs) {
    MachinePair pair(client_plan(client_of(only_tls13), {Feature::supplied_credentials}),
                     server_plan(server_of(), {Feature::mutual_auth}));
    ASSERT_EQ(pair.run(), Status::ok);
    EXPECT_TRUE(pair.server.connection.peer.chain.empty());
    EXPECT_TRUE(exchanges_data(pair));
}

TEST(Tls13, CallerIsNotAskedByAServerThatDoesNotAsk) {
    MachinePair pair(client_of(only_tls13), server_of());
    EXPECT_EQ(pair.run(), Status::ok);
}

TEST(Tls13, ClientOfAnUnknownAuthorityIsRefusedByItsServer) {
    const MachineCredential server = make_tls_credential(
        {.server = true, .keys = {"P-256"}, .terms = only_tls13, .judgement = [](Judgement& of) {
             of.roots = std::make_shared<const x509::CertificateIndex>(
                 std::vector<x509::SharedCertificate>(), 0);
         }});
    MachinePair pair(client_plan(client_of(only_tls13, {"P-256"})),
                     server_plan(server, {Feature::mutual_auth}));
    EXPECT_EQ(pair.run(), Status::untrusted_root);
    EXPECT_FALSE(pair.server.connection.connected);
}

TEST(Tls13, ServerOfAnotherNameIsRefusedUnlessTheCallerJudges) {
    MachineEnd::Plan strict = client_plan(client_of());
    strict.target = u"other.example";
    MachinePair refused(strict, server_plan(server_of()));
    EXPECT_EQ(refused.run(), Status::wrong_principal);
    strict.features.set(Feature::manual_credential_validation);
    MachinePair judged(strict, server_plan(server_of()));
    EXPECT_EQ(judged.run(), Status::ok);
}

// -- extensions ----------------------------------------------------------------------------------

TEST(Tls13, AgreesOnAnApplicationProtocol) {
    TlsOptions client, server;
    client.application_protocols = {"spdy", "h2", "http/1.1"};
    server.application_protocols = {"http/1.1", "h2"};
    MachinePair pair(client_plan(client_of(), {}, client), server_plan(server_of(), {}, server));
    ASSERT_EQ(pair.run(), Status::ok);
    expect_agreement(pair);
    EXPECT_EQ(pair.client.connection.application_protocol, "http/1.1");
    server.application_protocols = {"imap"};
    MachinePair strangers(client_plan(client_of(), {}, client),
                          server_plan(server_of(), {}, server));
    EXPECT_EQ(strangers.run(), Status::application_protocol_mismatch);
}

TEST(Tls13, RecordsAreNoLongerThanTheOtherSideWants) {
    const auto small = [](Terms& of) {
        only_tls13(of);
        of.record_limit = 512;
    };
    MachinePair pair(client_of(small), server_of());
    std::size_t longest = 0;
    pair.on_records = [&](bool to_server, const Buffer& records) {
        Bytes rest = records;
        while (!to_server && rest.size() >= 5) {
            const std::size_t length = std::size_t{rest[3]} << 8 | rest[4];
            if (rest[0] == 23) longest = std::max(longest, length);
            rest = rest.subspan(5 + length);
        }
    };
    ASSERT_EQ(pair.run(), Status::ok);
    EXPECT_EQ(longest, 512u + 1 + 16);
    EXPECT_EQ(pair.server.connection.sender.content_limit(), 512u);
    EXPECT_EQ(pair.client.connection.sender.content_limit(), provider::kMaxPlaintext);
    EXPECT_TRUE(exchanges_data(pair));

    MachinePair both(client_of(small), server_of(small));
    ASSERT_EQ(both.run(), Status::ok);
    EXPECT_EQ(both.client.connection.sender.content_limit(), 512u);
    EXPECT_TRUE(exchanges_data(both));
}

TEST(Tls13, CarriesTheApplicationsOwnExtensions) {
    constexpr std::uint16_t kOwn = 0xABCD;
    TlsOptions client, server;
    client.extensions = {{kOwn, 1, {1, 2}}};
    client.subscriptions = {{kOwn, 8}, {kOwn, 13}};
    server.extensions = {{kOwn, 8, {3}}, {kOwn, 13, {4}}, {0xABCE, 8, {5}}};
    server.subscriptions = {{kOwn, 1}};
    MachinePair pair(client_plan(client_of(), {Feature::supplied_credentials}, client),
                     server_plan(server_of(), {Feature::mutual_auth}, server));
    std::vector<Buffer> seen;
    const auto collect = [&](MachineEnd& end) {
        return [&](Event, Buffer&) {
            if (end.machine->handshake() == nullptr) return;
            auto& received = end.machine->handshake()->received_extensions;
            for (const TlsExtension& extension : received) seen.push_back(extension.content);
            received.clear();
        };
    };
    pair.client.on_message = collect(pair.client);
    pair.server.on_message = collect(pair.server);
    ASSERT_EQ(pair.run(), Status::ok);
    // The server's answer to what was not offered was left out.
    EXPECT_EQ(seen, (std::vector<Buffer>{{3}, {4}, {1, 2}}));
}

// -- connected -----------------------------------------------------------------------------------

TEST(Tls13, KeysChangeInBothDirectionsAndOnRequest) {
    MachinePair pair(client_of(), server_of());
    ASSERT_EQ(pair.run(), Status::ok);
    for (const bool by_client : {true, false})
        for (const bool requested : {false, true}) {
            MachineEnd& from = by_client ? pair.client : pair.server;
            MachineEnd& to = by_client ? pair.server : pair.client;
            Buffer records;
            ASSERT_EQ(from.connection.sender.update_key(requested, records), Status::ok);
            ASSERT_EQ(to.put(records), Status::ok);
            EXPECT_EQ(to.connection.receiver.sequence(), 0u);
            const Buffer answer = to.take();
            EXPECT_EQ(answer.empty(), !requested);
            ASSERT_EQ(from.put(answer), Status::ok);
            EXPECT_TRUE(from.take().empty());
            EXPECT_TRUE(exchanges_data(pair));
        }
}

TEST(Tls13, KeyUpdatesWithoutDataBetweenThemEnd) {
    MachinePair pair(client_of(), server_of());
    ASSERT_EQ(pair.run(), Status::ok);
    for (int i = 0; i < 32; ++i) {
        Buffer records;
        ASSERT_EQ(pair.client.connection.sender.update_key(false, records), Status::ok);
        ASSERT_EQ(pair.server.put(records), Status::ok) << i;
    }
    Buffer records;
    ASSERT_EQ(pair.client.connection.sender.update_key(false, records), Status::ok);
    EXPECT_EQ(pair.server.put(records), Status::unexpected_message);
}

TEST(Tls13, KeyUpdatesWithDataBetweenThemGoOn) {
    MachinePair pair(client_of(), server_of());
    ASSERT_EQ(pair.run(), Status::ok);
    for (int i = 0; i < 100; ++i) {
        Buffer records = pair.client.protect(Buffer(1));
        ASSERT_EQ(pair.client.connection.sender.update_key(false, records), Status::ok);
        ASSERT_EQ(pair.server.put(records), Status::ok) << i;
    }
}

TEST(Tls13, ClientTakesTicketsAndLetsThemGo) {
    MachinePair pair(client_of(), server_of());
    ASSERT_EQ(pair.run(), Status::ok);
    const Buffer ticket = test::hex("04000012 0000001e 01020304 02 0000 0003 aabbcc 0000");
    Buffer records;
    ASSERT_EQ(pair.server.connection.sender.write(ContentType::handshake, ticket, records),
              Status::ok);
    EXPECT_EQ(pair.client.put(records), Status::ok);
    EXPECT_TRUE(pair.client.take().empty());
    EXPECT_TRUE(exchanges_data(pair));
}

}  // namespace
}  // namespace secur32::schannel
