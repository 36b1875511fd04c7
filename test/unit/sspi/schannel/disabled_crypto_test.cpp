// TLS_PARAMETERS and their CRYPTO_SETTINGS: what each takes away from the defaults, and what it
// leaves.
#include <gtest/gtest.h>

#include <algorithm>

#include "sspi/schannel/credential_terms.h"

namespace secur32::schannel {
namespace {

constexpr std::uint32_t kTls12Client = 0x800, kTls13Client = 0x2000, kTls12Server = 0x400;

// Copies: what a range-for over a temporary's member would outlive.
auto suites_of(const Result<Terms>& terms) { return terms.value().suites; }
auto schemes_of(const Result<Terms>& terms) { return terms.value().schemes; }
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

using Usage = DisabledCrypto::Usage;

Result<Terms> denied(std::vector<DisabledCrypto> disabled, std::uint32_t protocols = 0,
                     bool optional = false) {
    TlsParameters parameters;
    parameters.disabled_protocols = protocols;
    parameters.disabled = std::move(disabled);
    parameters.optional = optional;
    return make_terms(Policy::defaults(), optional, {.deny_list = true}, parameters);
}

TEST(DenyLists, LeaveTheDefaultsWithTls13WhereTheyAreEmpty) {
    const Terms terms = denied({}).value();
    EXPECT_EQ(terms.versions.highest(), Version::tls13);
    EXPECT_EQ(terms.versions.lowest(), Version::tls12);
    EXPECT_EQ(terms.suites.size(), Policy::defaults().suites.size());
}

TEST(DenyLists, TakeVersionsAway) {
    EXPECT_EQ(denied({}, kTls13Client).value().versions.highest(), Version::tls12);
    EXPECT_EQ(denied({}, kTls12Client).value().versions.lowest(), Version::tls13);
    EXPECT_EQ(denied({}, kTls12Server).value().versions.lowest(), Version::tls12);
    EXPECT_EQ(denied({}, kTls12Client | kTls13Client).status(), Status::algorithm_mismatch);
}

TEST(DenyLists, TakeCiphersAwayByNameModeAndLength) {
    const Terms no_aes = denied({{Usage::cipher, u"AES"}}).value();
    EXPECT_EQ(ids_of(no_aes), (std::vector<unsigned>{0x1303, 0xCCA9, 0xCCA8}));
    const Terms no_cbc = denied({{Usage::cipher, u"aes", {u"ChainingModeCBC"}}}).value();
    for (const auto* suite : no_cbc.suites) EXPECT_TRUE(suite->is_aead());
    const Terms no_128 = denied({{Usage::cipher, u"AES", {}, 256, 256}}).value();
    for (const auto* suite : no_128.suites) EXPECT_EQ(crypto::row(suite->cipher).key_length, 32);
    const Terms no_256 = denied({{Usage::cipher, u"AES", {}, 0, 128}}).value();
    EXPECT_FALSE(offers(no_256, 0x1302));
    EXPECT_TRUE(offers(no_256, 0x1301));
    EXPECT_FALSE(offers(denied({{Usage::cipher, u"CHACHA20_POLY1305"}}).value(), 0x1303));
    EXPECT_EQ(denied({{Usage::cipher, u"AES"}, {Usage::cipher, u"CHACHA20_POLY1305"}}).status(),
              Status::algorithm_mismatch);
}

TEST(DenyLists, TakeHashesAway) {
    for (const auto* suite : suites_of(denied({{Usage::digest, u"SHA1"}})))
        EXPECT_NE(suite->mac, crypto::HashAlgorithm::sha1);
    EXPECT_FALSE(offers(denied({{Usage::digest, u"SHA384"}}).value(), 0x1302));
}

TEST(DenyLists, TakeKeyExchangesAway) {
    for (const auto* suite : suites_of(denied({{Usage::key_exchange, u"RSA"}})))
        EXPECT_NE(suite->key_exchange, provider::KeyExchange::rsa);
    const Terms no_ecdh = denied({{Usage::key_exchange, u"ECDH"}}).value();
    EXPECT_EQ(no_ecdh.versions.highest(), Version::tls12);
    for (const auto* suite : no_ecdh.suites)
        EXPECT_EQ(suite->key_exchange, provider::KeyExchange::rsa);
    using enum crypto::NamedGroup;
    EXPECT_FALSE(has_group(denied({{Usage::key_exchange, u"ECDH_P256"}}).value(), secp256r1));
    EXPECT_TRUE(has_group(denied({{Usage::key_exchange, u"ECDH_P256"}}).value(), secp384r1));
    EXPECT_FALSE(has_group(denied({{Usage::key_exchange, u"curve25519"}}).value(), x25519));
    const Terms large = denied({{Usage::key_exchange, u"ECDH", {}, 384, 0}}).value();
    ASSERT_EQ(large.groups.size(), 1u);
    EXPECT_EQ(large.groups[0]->id, secp384r1);
}

TEST(DenyLists, TakeSignaturesAway) {
    const Terms no_pss = denied({{Usage::signature, u"SCH_RSA_PSS_PAD"}}).value();
    for (const auto* scheme : no_pss.schemes)
        EXPECT_EQ(scheme->name.find("pss"), std::string::npos);
    EXPECT_FALSE(no_pss.schemes.empty());
    for (const auto* scheme : schemes_of(denied({{Usage::signature, u"SCH_RSA_PKCS_PAD"}})))
        EXPECT_EQ(scheme->name.find("pkcs1"), std::string::npos);
    const Terms no_rsa = denied({{Usage::signature, u"RSA"}}).value();
    for (const auto* scheme : no_rsa.schemes)
        EXPECT_EQ(scheme->name.find("rsa"), std::string::npos);
    EXPECT_FALSE(offers(no_rsa, 0xC02F));
    EXPECT_TRUE(offers(no_rsa, 0xC02B) && offers(no_rsa, 0x009C));
    for (const auto* scheme : schemes_of(denied({{Usage::signature, u"SHA256"}})))
        EXPECT_NE(scheme->form.hash, crypto::HashAlgorithm::sha256);
    const Terms p384 = denied({{Usage::signature, u"ECDSA", {}, 384, 0}}).value();
    for (const auto* scheme : p384.schemes) EXPECT_NE(scheme->id, 0x0403);
}

TEST(DenyLists, OfCertificatesLeaveHandshakesAlone) {
    const Terms terms = denied({{Usage::certificate_signature, u"RSA"}}).value();
    EXPECT_EQ(terms.schemes.size(), Policy::defaults().schemes.size());
    for (const auto* scheme : terms.certificate_schemes)
        EXPECT_EQ(scheme->name.find("rsa"), std::string::npos);
}

TEST(DenyLists, TakeNothingAwayByAnUnknownName) {
    for (const Usage usage : {Usage::key_exchange, Usage::signature, Usage::cipher, Usage::digest,
                              Usage::certificate_signature}) {
        const Terms terms = denied({{usage, u"BLOWFISH"}, {usage, u""}}).value();
        EXPECT_EQ(terms.suites.size(), Policy::defaults().suites.size());
        EXPECT_EQ(terms.groups.size(), Policy::defaults().groups.size());
        EXPECT_EQ(terms.schemes.size(), Policy::defaults().schemes.size());
    }
}

TEST(DenyLists, MoveToTheEndWhatTheyWouldTakeAwayWhenTheyAreOptional) {
    const Terms terms = denied({{Usage::cipher, u"AES"}}, 0, true).value();
    const auto ids = ids_of(terms);
    ASSERT_EQ(ids.size(), Policy::defaults().suites.size());
    EXPECT_EQ((std::vector<unsigned>(ids.begin(), ids.begin() + 3)),
              (std::vector<unsigned>{0x1303, 0xCCA9, 0xCCA8}));
    EXPECT_EQ(ids[3], 0x1302u);
    EXPECT_TRUE(terms.server_prefers_own_order);
}

}  // namespace
}  // namespace secur32::schannel
