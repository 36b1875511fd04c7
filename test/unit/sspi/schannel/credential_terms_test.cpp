// What policy, SCHANNEL_CRED and TLS_PARAMETERS make of each other: versions, suites, groups,
// schemes.
#include "sspi/schannel/credential_terms.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace secur32::schannel {
namespace {

// SP_PROT_*, as schannel.h has them.
constexpr std::uint32_t kTls10Client = 0x80, kTls11Client = 0x200, kTls12Client = 0x800,
                        kTls13Client = 0x2000, kTls12Server = 0x400, kTls13Server = 0x1000,
                        kSsl3Client = 0x20, kDtls12Client = 0x80000, kAll = 0xFFFFFFFF;
// ALG_ID, as wincrypt.h has them.
constexpr std::uint32_t kAes128 = 0x660E, kAes256 = 0x6610, kAes = 0x6611, kRc4 = 0x6801,
                        kSha1 = 0x8004, kSha384 = 0x800D, kRsaKeyx = 0xA400, kDhEphem = 0xAA02,
                        kEcdhEphem = 0xAE06, kRsaSign = 0x2400, kEcdsa = 0x2203;

Result<Terms> made(const TlsCredentialRequest& request, bool server = false) {
    return make_terms(Policy::defaults(), server, request);
}
Result<Terms> bits(std::uint32_t protocols, bool server = false) {
    return made({.enabled_protocols = protocols}, server);
}
// Copies: what a range-for over a temporary's member would outlive.
auto suites_of(const Result<Terms>& terms) { return terms.value().suites; }
std::vector<unsigned> ids_of(const Terms& terms) {
    std::vector<unsigned> ids;
    for (const auto* suite : terms.suites) ids.push_back(suite->id);
    return ids;
}
bool offers(const Terms& terms, unsigned id) {
    return std::ranges::find(terms.suites, id, &provider::CipherSuite::id) != terms.suites.end();
}
bool has_group(const Terms& terms, crypto::NamedGroup id) {
    return std::ranges::find(terms.groups, id, &provider::Group::id) != terms.groups.end();
}

// ---- SCHANNEL_CRED ----

TEST(AllowedProtocols, AreTls12AloneWhereTheProgramNamesNone) {
    const Terms terms = bits(0).value();
    EXPECT_EQ(terms.versions.lowest(), Version::tls12);
    EXPECT_EQ(terms.versions.highest(), Version::tls12);
    EXPECT_FALSE(offers(terms, 0x1301));
}

TEST(AllowedProtocols, AreThoseOfTheProgramsSide) {
    const Terms terms = bits(kTls13Client | kTls12Client | kTls12Server).value();
    EXPECT_EQ(terms.versions.highest(), Version::tls13);
    EXPECT_TRUE(offers(terms, 0x1301) && offers(terms, 0xC02F));
    EXPECT_EQ(bits(kTls13Client | kTls12Server, true).value().versions.highest(), Version::tls12);
    EXPECT_EQ(bits(kTls13Client).value().versions.lowest(), Version::tls13);
    EXPECT_EQ(bits(kTls13Server, true).value().versions.lowest(), Version::tls13);
}

TEST(AllowedProtocols, MayBeTheOldOnesWithTheSuitesTheyHave) {
    const Terms terms = bits(kTls10Client | kTls11Client).value();
    EXPECT_EQ(terms.versions.lowest(), Version::tls10);
    EXPECT_EQ(terms.versions.highest(), Version::tls11);
    EXPECT_EQ(ids_of(terms), (std::vector<unsigned>{0xC00A, 0xC009, 0xC014, 0xC013, 0x35, 0x2F}));
}

TEST(AllowedProtocols, MustLeaveOne) {
    for (const std::uint32_t none : {kTls12Server, kSsl3Client, 0x1u, 0x80000000u, 0x40000000u})
        EXPECT_EQ(bits(none).status(), Status::algorithm_mismatch) << none;
    EXPECT_EQ(bits(kTls12Client, true).status(), Status::algorithm_mismatch);
}

TEST(AllowedProtocols, AreNotMixedWithDtls) {
    EXPECT_EQ(bits(kDtls12Client | kTls12Client).status(), Status::algorithm_mismatch);
    EXPECT_EQ(bits(kDtls12Client | kTls12Server).status(), Status::algorithm_mismatch);
    EXPECT_EQ(bits(kAll).status(), Status::algorithm_mismatch);
    EXPECT_EQ(bits(kDtls12Client).status(), Status::unsupported_function);
}

TEST(AllowedProtocols, AreThoseOfThePolicyAtMost) {
    Policy policy = Policy::defaults();
    policy.allowed = Versions().set(Version::tls13);
    EXPECT_EQ(make_terms(policy, false, {}).status(), Status::algorithm_mismatch);
    EXPECT_EQ(make_terms(policy, false, {.enabled_protocols = kTls12Client}).status(),
              Status::algorithm_mismatch);
    const auto terms =
        make_terms(policy, false, {.enabled_protocols = kTls12Client | kTls13Client});
    EXPECT_EQ(terms.value().versions.lowest(), Version::tls13);
}

TEST(CipherStrengths, BoundTheSuites) {
    for (const auto* suite : suites_of(made({.least_strength = 256})))
        EXPECT_EQ(crypto::row(suite->cipher).key_length, 32);
    for (const auto* suite : suites_of(made({.most_strength = 128})))
        EXPECT_EQ(crypto::row(suite->cipher).key_length, 16);
    EXPECT_EQ(made({.least_strength = 257}).status(), Status::algorithm_mismatch);
    EXPECT_EQ(made({.most_strength = 127}).status(), Status::algorithm_mismatch);
}

TEST(CipherStrengths, AskForNullSuitesWithAllOnes) {
    const Terms only = made({.most_strength = ~0u}).value();
    EXPECT_EQ(ids_of(only), (std::vector<unsigned>{0x003B, 0x0002}));
    const Terms too = made({.least_strength = ~0u}).value();
    EXPECT_TRUE(offers(too, 0x003B) && offers(too, 0xC02F));
    EXPECT_TRUE(offers(made({.flags = kAllowNullEncryption}).value(), 0x0002));
    EXPECT_FALSE(offers(made({}).value(), 0x003B));
    EXPECT_FALSE(offers(made({.flags = kAllowNullEncryption | kStrongCrypto}).value(), 0x003B));
}

TEST(StrongCrypto, TakesLegacySuitesAway) {
    Policy policy = Policy::defaults();
    for (const provider::CipherSuite& suite : provider::cipher_suites())
        if (suite.standing == provider::Standing::legacy) policy.suites.push_back(&suite);
    EXPECT_TRUE(offers(make_terms(policy, false, {}).value(), 0x000A));
    EXPECT_FALSE(offers(make_terms(policy, false, {.flags = kStrongCrypto}).value(), 0x000A));
}

TEST(AlgorithmLists, RestrictTheClassesThatTheyName) {
    for (const auto* suite : suites_of(made({.supported_algorithms = {kAes256}})))
        EXPECT_EQ(suite->name.find(u"AES_128"), std::u16string_view::npos);
    for (const auto* suite : suites_of(made({.supported_algorithms = {kRsaKeyx}})))
        EXPECT_EQ(suite->key_exchange, provider::KeyExchange::rsa);
    for (const auto* suite : suites_of(made({.supported_algorithms = {kEcdhEphem, kEcdsa}})))
        EXPECT_EQ(suite->authentication, provider::Authentication::ecdsa);
    for (const auto* suite : suites_of(made({.supported_algorithms = {kSha384}})))
        EXPECT_EQ(suite->prf, crypto::HashAlgorithm::sha384);
    EXPECT_EQ(ids_of(made({.supported_algorithms = {kAes128, kSha1, kRsaKeyx}}).value()),
              (std::vector<unsigned>{0x002F}));
    EXPECT_EQ(ids_of(made({.supported_algorithms = {kAes, kSha1, kRsaKeyx}}).value()),
              (std::vector<unsigned>{0x0035, 0x002F}));
}

TEST(AlgorithmLists, LeaveNothingWhereTheyNameNothingUsable) {
    EXPECT_EQ(made({.supported_algorithms = {kRc4}}).status(), Status::algorithm_mismatch);
    EXPECT_EQ(made({.supported_algorithms = {0x6602}}).status(), Status::algorithm_mismatch);
    EXPECT_EQ(made({.supported_algorithms = {kAes128, kSha384, kRsaKeyx}}).status(),
              Status::algorithm_mismatch);
}

TEST(AlgorithmLists, SwitchEphemeralDiffieHellmanOnWithItsGroups) {
    EXPECT_FALSE(offers(made({}).value(), 0x009F));
    const Terms terms = made({.supported_algorithms = {kDhEphem, kRsaSign}}, true).value();
    EXPECT_TRUE(offers(terms, 0x009F) && offers(terms, 0x0033));
    for (const auto* suite : terms.suites)
        EXPECT_EQ(suite->key_exchange, provider::KeyExchange::dhe);
    using enum crypto::NamedGroup;
    EXPECT_TRUE(has_group(terms, ffdhe2048) && has_group(terms, ffdhe3072) &&
                has_group(terms, ffdhe4096));
    EXPECT_FALSE(has_group(terms, ffdhe8192));
}

TEST(Terms, BringFiniteFieldsWithDhesSuitesOfThePolicy) {
    Policy policy = Policy::defaults();
    policy.suites = {provider::find_cipher_suite(0x009E), provider::find_cipher_suite(0x1301)};
    policy.least_dh_bits = 3072;
    const Terms terms = make_terms(policy, true, {}).value();
    EXPECT_FALSE(has_group(terms, crypto::NamedGroup::ffdhe2048));
    EXPECT_TRUE(has_group(terms, crypto::NamedGroup::ffdhe3072));
    policy.groups = {provider::find_group(257)};
    EXPECT_EQ(make_terms(policy, true, {}).value().groups.size(), 1u);
}

TEST(Terms, HaveNoSuiteWhoseGroupsAreMissing) {
    Policy policy = Policy::defaults();
    policy.groups = {provider::find_group(256)};
    for (const auto* suite : suites_of(make_terms(policy, false, {})))
        EXPECT_EQ(suite->key_exchange, provider::KeyExchange::rsa);
    policy.groups.clear();
    EXPECT_EQ(make_terms(policy, false, {.enabled_protocols = kTls13Client}).status(),
              Status::algorithm_mismatch);
}

TEST(Terms, TakeThePolicysNumbers) {
    Policy policy = Policy::defaults();
    policy.least_rsa_bits = 3000;
    policy.server.message_limit = 5000;
    policy.record_limit = 1000;
    policy.key_update_after = 77;
    policy.require_extended_master_secret = policy.require_client_certificate = true;
    policy.server_prefers_own_order = false;
    const Terms terms = make_terms(policy, true, {.flags = kSplitRecords}).value();
    EXPECT_EQ(terms.least_rsa_bits, 3000u);
    EXPECT_EQ(terms.message_limit, 5000u);
    EXPECT_EQ(terms.record_limit, 1000u);
    EXPECT_EQ(terms.key_update_after, 77u);
    EXPECT_TRUE(terms.require_extended_master_secret && terms.require_client_certificate);
    EXPECT_TRUE(terms.split_records);
    EXPECT_FALSE(terms.server_prefers_own_order);
}

TEST(ProtocolBits, AreThoseOfSchannel) {
    EXPECT_EQ(protocol_bit(Version::tls10, true), 0x40u);
    EXPECT_EQ(protocol_bit(Version::tls11, false), 0x200u);
    EXPECT_EQ(protocol_bit(Version::tls12, false), 0x800u);
    EXPECT_EQ(protocol_bit(Version::tls13, true), 0x1000u);
    EXPECT_EQ(protocol_bit(Version::dtls12, true), 0u);
}

TEST(Versions, KnowTheirHighestAndLowest) {
    Versions versions;
    EXPECT_TRUE(versions.empty());
    versions.set(Version::tls11).set(Version::tls13);
    EXPECT_EQ(versions.highest(), Version::tls13);
    EXPECT_EQ(versions.lowest(), Version::tls11);
    versions.set(Version::tls13, false);
    EXPECT_EQ(versions.highest(), Version::tls11);
}

}  // namespace
}  // namespace secur32::schannel
