// What chain building asks of a certificate, read out of certificates that libcrypto made.
#include <gtest/gtest.h>

#include "sslprovider/x509/extensions.h"
#include "test/support/der_writer.h"
#include "test/support/test_authority.h"

namespace secur32::x509 {
namespace {

using test::tlv;
using test::operator+;

struct Read {
    Buffer der;
    Certificate certificate;
    KnownExtensions known;
};

Read read(Buffer der) {
    Read out{std::move(der), {}, {}};
    out.certificate = parse_certificate(out.der).value();
    out.known = read_known_extensions(out.certificate);
    return out;
}

Read with(std::vector<std::pair<std::string, std::string>> extensions) {
    return read(test::issue({.extensions = std::move(extensions), .key_identifiers = false}).der);
}

// One extension by hand: its identifier's octets, critical or not, its value.
Read by_hand(const Buffer& id, bool critical, const Buffer& value) {
    test::CertificateParts parts;
    const Buffer flag = critical ? tlv(1, Buffer{0xFF}) : Buffer{};
    parts.extensions =
        test::CertificateParts::wrap(tlv(0x30, {tlv(0x06, id), flag, tlv(0x04, value)}));
    return read(parts.der());
}

TEST(KnownExtensions, AreAllReadOfACertificateThatHasThemAll) {
    const Read leaf = with({{"basicConstraints", "critical,CA:TRUE,pathlen:2"},
                            {"keyUsage", "critical,keyCertSign"},
                            {"extendedKeyUsage", "serverAuth"},
                            {"subjectAltName", "DNS:a.example,DNS:b.example"},
                            {"nameConstraints", "critical,permitted;DNS:example"},
                            {"certificatePolicies", "1.2.3"},
                            {"policyMappings", "1.2.3:1.2.4"},
                            {"policyConstraints", "requireExplicitPolicy:1"},
                            {"inhibitAnyPolicy", "3"},
                            {"crlDistributionPoints", "URI:http://a/crl"},
                            {"authorityInfoAccess", "OCSP;URI:http://a/ocsp"},
                            {"tlsfeature", "status_request"}});
    EXPECT_TRUE(leaf.known.basic_constraints->ca);
    EXPECT_EQ(leaf.known.basic_constraints->path_length, 2u);
    EXPECT_TRUE(leaf.known.key_usage->has(KeyUsage::kKeyCertSign));
    EXPECT_EQ(leaf.known.extended_key_usage->size(), 1u);
    EXPECT_TRUE(leaf.known.has_subject_alt_name);
    EXPECT_EQ(leaf.known.subject_alt_names.size(), 2u);
    EXPECT_EQ(leaf.known.name_constraints->permitted.size(), 1u);
    EXPECT_EQ(leaf.known.certificate_policies->at(0).id.text(), "1.2.3");
    EXPECT_EQ(leaf.known.policy_mappings.size(), 1u);
    EXPECT_EQ(leaf.known.policy_constraints.require_explicit_policy, 1u);
    EXPECT_EQ(leaf.known.inhibit_any_policy, 3u);
    EXPECT_EQ(leaf.known.crl_distribution_points.size(), 1u);
    EXPECT_EQ(leaf.known.authority_info_access.size(), 1u);
    EXPECT_TRUE(leaf.known.must_staple);
    EXPECT_FALSE(leaf.known.malformed);
    EXPECT_FALSE(leaf.known.unknown_critical);
}

TEST(KnownExtensions, AgreeWithLibcryptoOnKeyIdentifiers) {
    const test::Issued root = test::make_root("Identifiers");
    const Read leaf = read(test::make_leaf("leaf", root).der), issuer = read(root.der);
    ASSERT_TRUE(leaf.known.authority_key_identifier && issuer.known.subject_key_identifier);
    EXPECT_TRUE(std::ranges::equal(*leaf.known.authority_key_identifier->key_identifier,
                                   *issuer.known.subject_key_identifier));
}

TEST(KnownExtensions, AreNoneOfACertificateWithoutAny) {
    test::CertificateParts parts;
    parts.extensions = {};
    const Read plain = read(parts.der());
    EXPECT_FALSE(plain.known.basic_constraints || plain.known.key_usage ||
                 plain.known.extended_key_usage || plain.known.has_subject_alt_name ||
                 plain.known.must_staple || plain.known.malformed || plain.known.unknown_critical);
}

TEST(KnownExtensions, TellOfWhatIsMalformedAndReadTheRest) {
    const Read broken = with({{"basicConstraints", "CA:TRUE"}, {"keyUsage", "DER:0400"}});
    EXPECT_TRUE(broken.known.malformed);
    EXPECT_FALSE(broken.known.key_usage);
    EXPECT_TRUE(broken.known.basic_constraints->ca);
    for (const char* const name :
         {"2.5.29.14", "2.5.29.15", "2.5.29.17", "2.5.29.19", "2.5.29.30", "2.5.29.31", "2.5.29.32",
          "2.5.29.33", "2.5.29.35", "2.5.29.36", "2.5.29.37", "2.5.29.54", "1.3.6.1.5.5.7.1.1",
          "1.3.6.1.5.5.7.1.24"}) {
        const Read none = with({{name, "DER:0500"}});
        EXPECT_TRUE(none.known.malformed) << name;
        EXPECT_FALSE(none.known.unknown_critical) << name;
    }
}

TEST(KnownExtensions, KeepThatThereAreAlternativeNamesThoughTheyAreMalformed) {
    const Read broken = with({{"2.5.29.17", "DER:3000"}});
    EXPECT_TRUE(broken.known.has_subject_alt_name);
    EXPECT_TRUE(broken.known.subject_alt_names.empty());
    EXPECT_TRUE(broken.known.malformed);
}

TEST(KnownExtensions, TellOfCriticalOnesThatNobodyKnows) {
    EXPECT_TRUE(with({{"1.2.3.4", "critical,DER:0500"}}).known.unknown_critical);
    EXPECT_FALSE(with({{"1.2.3.4", "DER:0500"}}).known.unknown_critical);
    // issuerAltName is known, but chain building asks nothing of it.
    EXPECT_TRUE(with({{"issuerAltName", "critical,DNS:a"}}).known.unknown_critical);
}

TEST(KnownExtensions, TakeNoIdentifierForAnotherThatBeginsAlike) {
    const Buffer value = tlv(0x30, {tlv(1, Buffer{0xFF})});
    EXPECT_TRUE(by_hand({0x55, 0x1D, 0x13}, true, value).known.basic_constraints);
    for (const Buffer& id : {Buffer{0x55, 0x1D}, Buffer{0x55, 0x1D, 0x13, 0},
                             Buffer{0x55, 0x1C, 0x13}, Buffer{0x55, 0x1D, 0x12}}) {
        const Read other = by_hand(id, true, value);
        EXPECT_FALSE(other.known.basic_constraints);
        EXPECT_TRUE(other.known.unknown_critical);
    }
}

TEST(KnownExtensions, WantAStapleForStatusRequestOnly) {
    const Buffer id = {0x2B, 6, 1, 5, 5, 7, 1, 24};
    EXPECT_TRUE(by_hand(id, false, tlv(0x30, {{2, 1, 5}})).known.must_staple);
    EXPECT_TRUE(by_hand(id, false, tlv(0x30, {{2, 1, 17}, {2, 1, 5}})).known.must_staple);
    EXPECT_FALSE(by_hand(id, false, tlv(0x30, {{2, 1, 17}})).known.must_staple);
    EXPECT_FALSE(by_hand(id, false, tlv(0x30, {{2, 2, 5, 5}})).known.must_staple);
    EXPECT_FALSE(by_hand(id, false, tlv(0x30, Buffer{})).known.must_staple);
}

TEST(FindExtension, FindsByTheWholeIdentifierOnly) {
    const Read leaf = with({{"basicConstraints", "CA:TRUE"}, {"1.2.3.4", "DER:0500"}});
    const auto& all = leaf.certificate.extensions;
    ASSERT_NE(find_extension(all, "1.2.3.4"), nullptr);
    EXPECT_EQ(find_extension(all, "1.2.3.4")->id.text(), "1.2.3.4");
    EXPECT_EQ(find_extension(all, "2.5.29.19")->id.text(), "2.5.29.19");
    for (const char* const other :
         {"", "1", "1.2", "1.2.3", "1.2.3.4.5", "1.2.3.4.", "x", "2.5.29", "1.2.3.04", "2.5.29.15"})
        EXPECT_EQ(find_extension(all, other), nullptr) << other;
    EXPECT_EQ(find_extension({}, "1.2.3.4"), nullptr);
}

}  // namespace
}  // namespace secur32::x509
