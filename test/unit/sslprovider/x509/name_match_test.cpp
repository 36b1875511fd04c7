// Hosts and the certificates that are theirs: RFC 6125's rules, and libcrypto's X509_check_host.
#include "sslprovider/x509/name_match.h"

#include <gtest/gtest.h>

#include "test/support/test_authority.h"

namespace secur32::test {
namespace {

using x509::CommonNames;
using x509::dns_name_matches;
using x509::HostName;
using x509::parse_host_name;

x509::SharedCertificate certificate_with(const std::string& names, const std::string& cn = "cn") {
    IssuePlan plan{.name = cn, .key_name = "Name match"};
    if (!names.empty()) plan.extensions = {{"subjectAltName", names}};
    return x509::OwnedCertificate::parse(issue(plan).der).value();
}

bool matches(const x509::SharedCertificate& certificate, std::u16string_view host,
             CommonNames common_names = CommonNames::never) {
    const auto parsed = parse_host_name(host);
    return parsed.ok() && is_certificate_of(*certificate, parsed.value(), common_names);
}

TEST(NameMatch, IsThatOfRfc6125ForWildCards) {
    EXPECT_TRUE(dns_name_matches("*.example.com", "foo.example.com"));
    EXPECT_FALSE(dns_name_matches("*.example.com", "bar.foo.example.com"));
    EXPECT_FALSE(dns_name_matches("*.example.com", "example.com"));
    EXPECT_FALSE(dns_name_matches("*.example.com", ".example.com"));
    EXPECT_FALSE(dns_name_matches("baz*.example.net", "baz1.example.net"));
    EXPECT_FALSE(dns_name_matches("*baz.example.net", "foobaz.example.net"));
    EXPECT_FALSE(dns_name_matches("www.*.example.com", "www.a.example.com"));
    EXPECT_FALSE(dns_name_matches("*.com", "example.com"));
    EXPECT_FALSE(dns_name_matches("*", "localhost"));
    EXPECT_FALSE(dns_name_matches("*.", "localhost"));
    EXPECT_FALSE(dns_name_matches("**.example.com", "a.example.com"));
    EXPECT_TRUE(dns_name_matches("WWW.example.COM.", "www.example.com"));
}

TEST(NameMatch, AgreesWithLibcrypto) {
    const std::string names = "DNS:a.example,DNS:*.b.example,DNS:f*.c.example,DNS:*.org";
    const auto certificate = certificate_with(names);
    for (const std::string host : {"a.example", "A.EXAMPLE", "b.example", "x.b.example",
                                   "x.y.b.example", "foo.c.example", "x.org", "cn", "example"})
        EXPECT_EQ(matches(certificate, std::u16string(host.begin(), host.end())),
                  foreign_is_host(certificate->der(), host))
            << host;
}

TEST(NameMatch, IsByOctetsForAddresses) {
    const auto certificate = certificate_with("IP:192.0.2.1,IP:2001:db8::1,DNS:192.0.2.3");
    EXPECT_TRUE(matches(certificate, u"192.0.2.1"));
    EXPECT_TRUE(matches(certificate, u"2001:DB8:0::1"));
    EXPECT_TRUE(matches(certificate, u"[2001:db8::1]"));
    EXPECT_FALSE(matches(certificate, u"192.0.2.2"));
    EXPECT_FALSE(matches(certificate, u"192.0.2.3"));
    EXPECT_FALSE(matches(certificate, u"::ffff:192.0.2.1"));
}

TEST(NameMatch, IsByALabelsForInternationalNames) {
    const auto certificate =
        certificate_with("DNS:xn--bcher-kva.example,DNS:*.xn--bcher-kva.example");
    EXPECT_TRUE(matches(certificate, u"b\u00FCcher.example"));
    EXPECT_TRUE(matches(certificate, u"B\u00DCCHER.example"));
    EXPECT_TRUE(matches(certificate, u"b\u00FCcher.b\u00FCcher.example"));
    EXPECT_FALSE(matches(certificate, u"bucher.example"));
}

TEST(NameMatch, LooksAtTheCnOnlyWhenAskedAndWithoutAlternativeNames) {
    const auto bare = certificate_with("", "www.example.com");
    EXPECT_FALSE(matches(bare, u"www.example.com"));
    EXPECT_TRUE(matches(bare, u"www.example.com", CommonNames::without_alternative_names));
    EXPECT_FALSE(matches(bare, u"www.example.org", CommonNames::without_alternative_names));
    const auto both = certificate_with("DNS:other.example", "www.example.com");
    EXPECT_FALSE(matches(both, u"www.example.com", CommonNames::without_alternative_names));
    const auto mail = certificate_with("email:a@example.com", "www.example.com");
    EXPECT_TRUE(matches(mail, u"www.example.com", CommonNames::without_alternative_names));
    const auto address = certificate_with("", "192.0.2.1");
    EXPECT_FALSE(matches(address, u"192.0.2.1", CommonNames::without_alternative_names));
}

// "192.0.2.1." is no name in any zone: it would be asked of DNS names and meant an address.
TEST(NameMatch, RefusesEmptyLabelsAtTheEndAndAddressesInDisguise) {
    for (const char16_t* const text :
         {u"a..", u"0.2.0..", u"..", u"192.0.2.1.", u"a.\u00AD", u"１９２.0.2.1"})
        EXPECT_FALSE(x509::parse_host_name(text).ok());
    EXPECT_TRUE(x509::parse_host_name(u"example.com.").ok());
}

TEST(NameMatch, RefusesWhatIsNoHost) {
    using namespace std::string_view_literals;
    for (const std::u16string_view text :
         {u""sv, u"."sv, u"*.example.com"sv, u"www.example.com\0.evil.example"sv, u"a..b"sv})
        EXPECT_FALSE(parse_host_name(text).ok());
}

TEST(NameMatch, StopsAtNoNulInsideOfAName) {
    // A NUL in a dNSName, which libcrypto's text cannot say: DER.
    const std::string bad = "www.example.com" + std::string(1, '\0') + ".evil.example";
    EXPECT_FALSE(dns_name_matches(bad, "www.example.com"));
}

}  // namespace
}  // namespace secur32::test
