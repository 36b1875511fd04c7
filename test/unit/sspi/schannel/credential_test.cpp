// Credential::acquire: directions, limits, flags, chains, roots, terms of application protocols.
#include "sspi/schannel/credential.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "test/support/test_authority.h"

namespace secur32::schannel {
namespace {

using test::Issued;

Result<std::shared_ptr<Credential>> acquire(const TlsCredentialRequest* tls, bool inbound,
                                            bool outbound) {
    CredentialRequest request;
    request.inbound = inbound;
    request.outbound = outbound;
    request.tls = tls;
    return Credential::acquire(request);
}
Result<std::shared_ptr<Credential>> client(const TlsCredentialRequest& tls) {
    return acquire(&tls, false, true);
}
Result<std::shared_ptr<Credential>> server(const TlsCredentialRequest& tls) {
    return acquire(&tls, true, false);
}

x509::SharedCertificate parsed(const Issued& issued) {
    return x509::OwnedCertificate::parse(issued.der).value();
}

TlsCertificate with_key(const Issued& leaf, const std::vector<Issued>& store = {}) {
    TlsCertificate certificate{
        parsed(leaf), crypto::PrivateKey::from_pkcs8(test::pkcs8_of(leaf.key)).value(), {}};
    for (const Issued& one : store) certificate.store.push_back(parsed(one));
    return certificate;
}

struct Chain {
    Issued root = test::make_root("Credential root");
    Issued ca = test::make_intermediate("Credential CA", root);
    Issued leaf = test::make_leaf("credential.example", ca);
};
const Chain& chain() {
    static const Chain one;
    return one;
}

TEST(Acquire, WantsOneDirection) {
    const TlsCredentialRequest nothing;
    for (const TlsCredentialRequest* const tls :
         {&nothing, static_cast<decltype(&nothing)>(nullptr)}) {
        EXPECT_EQ(acquire(tls, false, false).status(), Status::no_credentials);
        EXPECT_EQ(acquire(tls, true, true).status(), Status::no_credentials);
    }
}

TEST(Acquire, GivesAClientDefaultsAndAServerNone) {
    const auto credential = acquire(nullptr, false, true);
    ASSERT_TRUE(credential.ok());
    EXPECT_FALSE(credential.value()->is_server());
    EXPECT_TRUE(credential.value()->certificates().empty());
    EXPECT_EQ(credential.value()->expiry(), kNever);
    EXPECT_EQ(acquire(nullptr, true, false).status(), Status::no_credentials);
    EXPECT_TRUE(server({}).ok());
}

TEST(Acquire, HoldsToTheLimits) {
    TlsCredentialRequest many;
    many.certificates.assign(101, with_key(chain().leaf));
    EXPECT_EQ(server(many).status(), Status::unknown_credentials);
    TlsCredentialRequest algorithms;
    algorithms.supported_algorithms.assign(257, 0x660E);
    EXPECT_EQ(client(algorithms).status(), Status::invalid_parameter);
    algorithms.supported_algorithms.resize(256);
    EXPECT_TRUE(client(algorithms).ok());

    TlsCredentialRequest deny{.deny_list = true};
    deny.parameters.resize(17);
    EXPECT_EQ(server(deny).status(), Status::invalid_parameter);
    deny.parameters.assign(1, {});
    deny.parameters[0].application_protocols.assign(17, "h2");
    EXPECT_EQ(server(deny).status(), Status::invalid_parameter);
    deny.parameters[0] = {};
    deny.parameters[0].disabled.assign(17, {DisabledCrypto::Usage::cipher, u"RC4"});
    EXPECT_EQ(server(deny).status(), Status::invalid_parameter);
    deny.parameters[0].disabled.assign(
        1, {DisabledCrypto::Usage::cipher, u"AES", std::vector<std::u16string>(17, u"x")});
    EXPECT_EQ(server(deny).status(), Status::invalid_parameter);
    deny.parameters[0].disabled.assign(1, {DisabledCrypto::Usage::cipher, u"AES", {}, 256, 128});
    EXPECT_EQ(server(deny).status(), Status::invalid_parameter);
}

TEST(Acquire, TakesOneEntryForAllProtocolsAndMoreOnlyOfServers) {
    TlsCredentialRequest deny{.deny_list = true};
    deny.parameters.resize(2);
    EXPECT_EQ(server(deny).status(), Status::invalid_parameter);
    deny.parameters[0].application_protocols = {"h2"};
    EXPECT_TRUE(server(deny).ok());
    EXPECT_EQ(client(deny).status(), Status::invalid_parameter);
    TlsCredentialRequest optional{.deny_list = true};
    optional.parameters.resize(1);
    optional.parameters[0].optional = true;
    EXPECT_TRUE(server(optional).ok());
    EXPECT_EQ(client(optional).status(), Status::invalid_parameter);
}

TEST(Acquire, RefusesFlagsThatExcludeEachOther) {
    for (const std::uint32_t flags : {0x28u, 0x50u, 0x4000008u})
        EXPECT_EQ(client({.flags = flags}).status(), Status::invalid_parameter) << flags;
    for (const std::uint32_t flags : {0x00800000u, 0x01000000u})
        EXPECT_EQ(client({.flags = flags}).status(), Status::unsupported_function) << flags;
}

TEST(Acquire, HasATermForEachProtocolAndOneForTheRest) {
    TlsCredentialRequest deny{.deny_list = true};
    deny.parameters.resize(1);
    deny.parameters[0].application_protocols = {"h2", "h3"};
    deny.parameters[0].disabled_protocols = 0x400;  // SP_PROT_TLS1_2_SERVER
    const auto credential = server(deny).value();
    EXPECT_EQ(credential->terms("h2").versions.lowest(), Version::tls13);
    EXPECT_EQ(credential->terms("h3").versions.lowest(), Version::tls13);
    EXPECT_EQ(credential->terms("http/1.1").versions.lowest(), Version::tls12);
    EXPECT_EQ(credential->terms().versions.lowest(), Version::tls12);
}

TEST(Acquire, BuildsTheChainWithoutItsRoot) {
    const TlsCredentialRequest request{
        .certificates = {with_key(chain().leaf, {chain().ca, chain().root})}};
    const auto credential = server(request).value();
    ASSERT_EQ(credential->certificates().size(), 1u);
    const OwnCertificate& own = credential->certificates()[0];
    ASSERT_EQ(own.chain.size(), 2u);
    EXPECT_TRUE(std::ranges::equal(own.leaf().der(), chain().leaf.der));
    EXPECT_TRUE(std::ranges::equal(own.chain[1]->der(), chain().ca.der));
    EXPECT_EQ(credential->expiry(), test::file_time_of("20690101000000Z"));
}

TEST(Acquire, BuildsTheChainWithItsRootWhereItIsWanted) {
    const TlsCredentialRequest request{
        .certificates = {with_key(chain().leaf, {chain().root, chain().ca})}, .flags = 0x40000};
    const auto credential = server(request).value();
    const OwnCertificate& own = credential->certificates()[0];
    ASSERT_EQ(own.chain.size(), 3u);
    EXPECT_TRUE(std::ranges::equal(own.chain[2]->der(), chain().root.der));
}

TEST(Acquire, ShowsWhatThereIsOfAChain) {
    const auto alone = server({.certificates = {with_key(chain().leaf)}}).value();
    EXPECT_EQ(alone->certificates()[0].chain.size(), 1u);
    const auto self = server({.certificates = {with_key(chain().root)}}).value();
    EXPECT_EQ(self->certificates()[0].chain.size(), 1u);
}

TEST(Acquire, RefusesAKeyOfAnotherCertificate) {
    TlsCertificate certificate = with_key(chain().leaf);
    certificate.key = with_key(chain().ca).key;
    EXPECT_EQ(server({.certificates = {certificate}}).status(), Status::unknown_credentials);
}

TEST(Acquire, ExpiresWithTheFirstCertificate) {
    const Issued soon =
        test::make_leaf("soon.example", chain().ca, {.not_after = "20300101000000Z"});
    const auto credential =
        server({.certificates = {with_key(chain().leaf), with_key(soon)}}).value();
    EXPECT_EQ(credential->expiry(), test::file_time_of("20300101000000Z"));
}

TEST(Acquire, NamesTheRootsItIsGivenOnce) {
    TlsCredentialRequest request;
    request.roots = {parsed(chain().root), parsed(chain().ca), parsed(chain().root)};
    const auto credential = server(request).value();
    ASSERT_EQ(credential->authority_names().size(), 2u);
    EXPECT_TRUE(std::ranges::equal(credential->authority_names()[0],
                                   parsed(chain().root)->fields().subject));
    ASSERT_NE(credential->judgement().roots, nullptr);
    EXPECT_EQ(server({}).value()->judgement().roots, nullptr);
    request.roots.emplace();
    EXPECT_NE(server(request).value()->judgement().roots, nullptr);
    EXPECT_EQ(server(request).value()->judgement().roots->size(), 0u);
}

TEST(Acquire, KeepsSessionsForTenHoursUnlessTold) {
    EXPECT_EQ(server({}).value()->session_lifespan(), 36'000'000u);
    EXPECT_EQ(server({.session_lifespan = 5}).value()->session_lifespan(), 5u);
}

TEST(CredentialAttributes, AreThoseOfTheTerms) {
    const auto credential = client({.enabled_protocols = 0x800 | 0x2000}).value();
    const auto protocols = credential->query(CredentialAttribute::supported_protocols);
    EXPECT_EQ(std::get<SupportedProtocols>(protocols.value()).protocols, 0x2800u);
    const auto strengths = credential->query(CredentialAttribute::cipher_strengths);
    EXPECT_EQ(std::get<CipherStrengths>(strengths.value()).least, 128u);
    EXPECT_EQ(std::get<CipherStrengths>(strengths.value()).most, 256u);
    const auto algorithms = credential->query(CredentialAttribute::supported_algorithms);
    const auto& ids = std::get<SupportedAlgorithms>(algorithms.value()).algorithms;
    for (const std::uint32_t id : {0x660Eu, 0x6610u, 0x8004u, 0x800Cu, 0xA400u, 0xAE06u, 0x2400u})
        EXPECT_EQ(std::ranges::count(ids, id), 1) << id;
    EXPECT_EQ(std::ranges::count(ids, 0u), 0);
    EXPECT_EQ(credential->user_name().status(), Status::no_credentials);
}

}  // namespace
}  // namespace secur32::schannel
