#include "sspi/schannel/negotiation.h"

#include <gtest/gtest.h>

#include "test/unit/sspi/schannel/hello_builder.h"
#include "test/unit/sspi/schannel/own_certificates.h"

namespace secur32::schannel {
namespace {

using test::HelloBuilder;
using test::octets_of;

// A parsed hello with the octets that it views.
struct Heard {
    Buffer body;
    ClientHello hello;
    explicit Heard(const HelloBuilder& builder) : body(builder.client()) {
        auto parsed = ClientHello::parse(body);
        EXPECT_TRUE(parsed.ok());
        if (parsed.ok()) hello = std::move(parsed).value();
    }
};

Terms terms_of(std::initializer_list<Version> versions) {
    Terms terms = test::all_terms();
    terms.versions = {};
    for (const Version version : versions) terms.versions.set(version);
    return terms;
}

// ---- Versions -----------------------------------------------------------------------------------

using enum Version;

struct VersionRow {
    std::uint16_t legacy;
    const char* supported;  // of supported_versions; null: none
    std::initializer_list<Version> own;
    Status status;
    Version version;
};

TEST(ChooseVersion, TakesTheHighestThatBothKnow) {
    const VersionRow rows[] = {
        {0x0303, "04 0304 0303", {tls12, tls13}, Status::ok, tls13},
        {0x0303, "04 0303 0304", {tls12, tls13}, Status::ok, tls13},
        {0x0303, "04 0304 0303", {tls12}, Status::ok, tls12},
        {0x0303, "04 0304 0303", {tls10, tls11}, Status::protocol_version, tls12},
        {0x0303, "02 0304", {tls12}, Status::protocol_version, tls12},
        {0x0303, "06 7a7a 0304 0302", {tls11, tls12}, Status::ok, tls11},
        {0x0303, "02 7f1c", {tls12, tls13}, Status::protocol_version, tls12},
        // RFC 8446 4.2.1: legacy_version does not count where the extension is.
        {0x0301, "02 0304", {tls12, tls13}, Status::ok, tls13},
        {0x0304, nullptr, {tls12, tls13}, Status::ok, tls12},
        {0x0303, nullptr, {tls12, tls13}, Status::ok, tls12},
        {0x0303, nullptr, {tls13}, Status::protocol_version, tls12},
        {0x0302, nullptr, {tls10, tls11, tls12, tls13}, Status::ok, tls11},
        {0x0301, nullptr, {tls10, tls11, tls12, tls13}, Status::ok, tls10},
        {0x0302, nullptr, {tls10, tls12}, Status::ok, tls10},
        {0x0302, nullptr, {tls12, tls13}, Status::protocol_version, tls12},
        {0x0300, nullptr, {tls10, tls12}, Status::protocol_version, tls12},
        {0x0002, nullptr, {tls10, tls12}, Status::protocol_version, tls12},
        {0x0404, nullptr, {tls10, tls12}, Status::ok, tls12},
        {0xFEFD, nullptr, {tls10, tls12}, Status::ok, tls12},
    };
    for (const VersionRow& row : rows) {
        HelloBuilder builder;
        builder.version = row.legacy;
        if (row.supported != nullptr) builder.add(43, row.supported);
        const Heard heard(builder);
        const auto chosen = choose_version(heard.hello, terms_of(row.own));
        EXPECT_EQ(chosen.status(), row.status) << row.legacy << ' ' << row.supported;
        if (chosen.ok()) {
            EXPECT_EQ(chosen.value(), row.version) << row.legacy << row.supported;
        }
    }
}

TEST(ChooseVersion, PassesOverVersionsThatNothingIsLeftFor) {
    Terms terms = terms_of({tls12, tls13});
    std::erase_if(terms.suites, [](const auto* suite) { return suite->suits(tls13); });
    const Heard heard(HelloBuilder().add(43, "04 0304 0303"));
    EXPECT_EQ(choose_version(heard.hello, terms).value(), tls12);
    Terms no_groups = terms_of({tls12, tls13});
    no_groups.groups.clear();
    EXPECT_EQ(choose_version(heard.hello, no_groups).value(), tls12);
    Terms no_schemes = terms_of({tls12, tls13});
    no_schemes.schemes = {find_scheme(0x0401)};
    EXPECT_EQ(choose_version(heard.hello, no_schemes).value(), tls12);
}

// RFC 7507 3
TEST(ChooseVersion, RefusesAFallbackThatWasNotNeeded) {
    HelloBuilder builder;
    builder.version = 0x0302;
    builder.suites.push_back(kFallbackScsv);
    const Heard heard(builder);
    EXPECT_EQ(choose_version(heard.hello, terms_of({tls11, tls12})).status(),
              Status::inappropriate_fallback);
    EXPECT_EQ(choose_version(heard.hello, terms_of({tls10, tls11})).value(), tls11);
    HelloBuilder newest;
    newest.suites.push_back(kFallbackScsv);
    newest.add(43, "04 0304 0303");
    EXPECT_EQ(choose_version(Heard(newest).hello, terms_of({tls12, tls13})).value(), tls13);
}

// ---- Application protocols ----------------------------------------------------------------------

TEST(ChooseApplicationProtocol, TakesTheFirstOfTheServersOwn) {
    const Heard heard(HelloBuilder().add(16, "000c 08 687474702f312e31 02 6832"));
    const std::string own[] = {"h3", "h2", "http/1.1"};
    EXPECT_EQ(choose_application_protocol(heard.hello, own).value(), "h2");
}

TEST(ChooseApplicationProtocol, TakesNoneWhereOneSideHasNone) {
    const Heard with(HelloBuilder().add(16, "0003 02 6832"));
    const Heard without{HelloBuilder()};
    const std::string own[] = {"h2"};
    EXPECT_EQ(choose_application_protocol(with.hello, {}).value(), "");
    EXPECT_EQ(choose_application_protocol(without.hello, own).value(), "");
}

TEST(ChooseApplicationProtocol, RefusesWhereThereIsNoCommonOne) {
    const Heard heard(HelloBuilder().add(16, "0003 02 6832"));
    const std::string own[] = {"h", "h20", "http/1.1"};
    EXPECT_EQ(choose_application_protocol(heard.hello, own).status(),
              Status::application_protocol_mismatch);
}

// ---- TLS 1.2 ------------------------------------------------------------------------------------

const std::vector<OwnCertificate>& both_kinds() {
    static const std::vector<OwnCertificate> certificates = [] {
        std::vector<OwnCertificate> made;
        made.push_back(test::own_certificate("DNS:a.example", "RSA-2048"));
        made.push_back(test::own_certificate("DNS:a.example", "P-256"));
        return made;
    }();
    return certificates;
}
std::span<const OwnCertificate> rsa_alone() { return std::span(both_kinds()).first(1); }
std::span<const OwnCertificate> ecdsa_alone() { return std::span(both_kinds()).subspan(1); }

HelloBuilder client12() {
    HelloBuilder builder;
    builder.suites = {0xC02B, 0xC02F, 0x009E, 0x009C, 0xC013};
    builder.add(10, "0006 0018 001d 0017").add(13, "000c 0403 0804 0401 0503 0203 0201");
    return builder;
}

TEST(Choose12, TakesTheServersOrderOfSuitesGroupsAndSchemes) {
    const Heard heard(client12());
    const auto choice = choose12(heard.hello, tls12, test::all_terms(), ecdsa_alone());
    ASSERT_TRUE(choice.ok());
    EXPECT_EQ(choice.value().suite->id, 0xC02B);
    EXPECT_EQ(choice.value().group->id, crypto::NamedGroup::x25519);
    EXPECT_EQ(choice.value().scheme->id, 0x0403);
    EXPECT_EQ(choice.value().certificate, &both_kinds()[1]);
}

TEST(Choose12, TakesTheSuiteThatTheCertificateIsFor) {
    const Heard heard(client12());
    const auto choice = choose12(heard.hello, tls12, test::all_terms(), rsa_alone());
    ASSERT_TRUE(choice.ok());
    EXPECT_EQ(choice.value().suite->id, 0xC02F);
    EXPECT_EQ(choice.value().scheme->id, 0x0804);
}

TEST(Choose12, TakesTheClientsOrderWhereTheTermsSaySo) {
    HelloBuilder builder = client12();
    builder.suites = {0x009C, 0xEAEA, 0x009C, 0xC02F};
    Terms terms = test::all_terms();
    terms.server_prefers_own_order = false;
    const Heard heard(builder);
    EXPECT_EQ(choose12(heard.hello, tls12, terms, rsa_alone()).value().suite->id, 0x009C);
    terms.server_prefers_own_order = true;
    EXPECT_EQ(choose12(heard.hello, tls12, terms, rsa_alone()).value().suite->id, 0xC02F);
}

TEST(Choose12, SignsNothingForRsaKeyExchange) {
    HelloBuilder builder = client12();
    builder.suites = {0x009C};
    builder.drop(13).add(13, "0002 0403");
    const Heard heard(builder);
    const auto choice = choose12(heard.hello, tls12, test::all_terms(), rsa_alone());
    ASSERT_TRUE(choice.ok());
    EXPECT_EQ(choice.value().scheme, nullptr);
    EXPECT_EQ(choice.value().group, nullptr);
}

TEST(Choose12, RefusesSuitesOfOtherVersions) {
    HelloBuilder builder = client12();
    builder.suites = {0xC02B, 0xC02F, 0x1301};
    const Heard heard(builder);
    EXPECT_EQ(choose12(heard.hello, tls11, test::all_terms(), both_kinds()).status(),
              Status::algorithm_mismatch);
}

TEST(Choose12, RefusesWhereThereIsNoCertificateOfTheKind) {
    HelloBuilder builder = client12();
    builder.suites = {0xC02B};
    const Heard heard(builder);
    EXPECT_EQ(choose12(heard.hello, tls12, test::all_terms(), rsa_alone()).status(),
              Status::algorithm_mismatch);
    EXPECT_EQ(choose12(heard.hello, tls12, test::all_terms(), {}).status(),
              Status::algorithm_mismatch);
}

TEST(Choose12, RefusesWhereThereIsNoCommonSuite) {
    HelloBuilder builder = client12();
    builder.suites = {0xEAEA, 0xC0FF, kEmptyRenegotiationInfoScsv};
    const Heard heard(builder);
    EXPECT_EQ(choose12(heard.hello, tls12, test::all_terms(), both_kinds()).status(),
              Status::algorithm_mismatch);
}

TEST(Choose12, GoesOnToTheNextSuiteWhereNoGroupOrSchemeFits) {
    HelloBuilder builder = client12();
    builder.drop(10).add(10, "0004 0019 eaea");  // secp521r1 is not of the terms
    EXPECT_EQ(
        choose12(Heard(builder).hello, tls12, test::all_terms(), rsa_alone()).value().suite->id,
        0x009E);
    HelloBuilder no_scheme = client12();
    no_scheme.drop(13).add(13, "0004 0403 0203");
    EXPECT_EQ(
        choose12(Heard(no_scheme).hello, tls12, test::all_terms(), rsa_alone()).value().suite->id,
        0x009C);
}

// RFC 8422 4: without supported_groups "the server is free to choose any".
TEST(Choose12, TakesP256WhereTheClientNamesNoGroup) {
    HelloBuilder builder = client12();
    builder.drop(10);
    const auto choice = choose12(Heard(builder).hello, tls12, test::all_terms(), both_kinds());
    ASSERT_TRUE(choice.ok());
    EXPECT_EQ(choice.value().group->id, crypto::NamedGroup::secp256r1);
}

// RFC 8422 5.1: the groups are those of certificates, too.
TEST(Choose12, ShowsNoCertificateOnACurveThatTheClientLacks) {
    HelloBuilder builder = client12();
    builder.drop(10).add(10, "0002 001d");
    EXPECT_EQ(
        choose12(Heard(builder).hello, tls12, test::all_terms(), both_kinds()).value().suite->id,
        0xC02F);
}

TEST(Choose12, FindsWhatIsCommonAtTheEndOfLongLists) {
    const auto numbers = [](std::uint16_t last) {
        Writer out;
        out.vector16([&] {
            for (unsigned i = 0; i < 10000; ++i)
                out.be16(static_cast<std::uint16_t>(0xE000 + i % 9));
            out.be16(last);
        });
        return out.take();
    };
    const auto chosen = [&](std::uint16_t group, std::uint16_t scheme) {
        HelloBuilder builder = client12();
        builder.suites = {0xC02F};
        builder.drop(10).add(10, numbers(group)).drop(13).add(13, numbers(scheme));
        return choose12(Heard(builder).hello, tls12, test::all_terms(), rsa_alone());
    };
    const auto choice = chosen(24, 0x0805);
    ASSERT_TRUE(choice.ok());
    EXPECT_EQ(choice.value().group->id, crypto::NamedGroup::secp384r1);
    EXPECT_EQ(choice.value().scheme->id, 0x0805);
    // What was sent, and holds nothing known, is not as if it had not been sent.
    EXPECT_EQ(chosen(0xE000, 0x0805).status(), Status::algorithm_mismatch);
    EXPECT_EQ(chosen(24, 0xE000).status(), Status::algorithm_mismatch);
}

// RFC 5246 7.4.1.4.1
TEST(Choose12, SignsWithSha1WhereTheClientNamesNoSchemeAndTheTermsLetIt) {
    HelloBuilder builder = client12();
    builder.suites = {0xC02F, 0xC02B};
    builder.drop(13);
    const Heard heard(builder);
    EXPECT_EQ(choose12(heard.hello, tls12, test::all_terms(), both_kinds()).status(),
              Status::algorithm_mismatch);
    Terms terms = test::all_terms();
    terms.schemes.push_back(find_scheme(0x0203));
    EXPECT_EQ(choose12(heard.hello, tls12, terms, both_kinds()).value().scheme->id, 0x0203);
    terms.schemes.push_back(find_scheme(0x0201));
    EXPECT_EQ(choose12(heard.hello, tls12, terms, rsa_alone()).value().scheme->id, 0x0201);
}

TEST(Choose12, SignsBeforeTls12AsThoseVersionsDo) {
    HelloBuilder builder = client12();
    builder.suites = {0xC013};
    const auto choice = choose12(Heard(builder).hello, tls10, test::all_terms(), rsa_alone());
    ASSERT_TRUE(choice.ok());
    EXPECT_EQ(choice.value().scheme->form.hash, crypto::HashAlgorithm::md5_sha1);
}

// RFC 7919 4
TEST(Choose12, TakesAFiniteFieldThatTheClientNamesOrNone) {
    HelloBuilder builder = client12();
    builder.suites = {0x009E};
    const auto field = [&](const char* groups, const Terms& terms) {
        HelloBuilder named = builder;
        named.drop(10).add(10, groups);
        const auto choice = choose12(Heard(named).hello, tls12, terms, rsa_alone());
        return choice.ok() ? choice.value().group->id : crypto::NamedGroup::none;
    };
    Terms terms = test::all_terms();
    EXPECT_EQ(field("0002 001d", terms), crypto::NamedGroup::ffdhe2048);
    EXPECT_EQ(field("0004 0102 0101", terms), crypto::NamedGroup::ffdhe3072);
    EXPECT_EQ(field("0002 01fb", terms), crypto::NamedGroup::none);
    terms.least_dh_bits = 4096;
    EXPECT_EQ(field("0002 001d", terms), crypto::NamedGroup::ffdhe4096);
    EXPECT_EQ(field("0002 0100", terms), crypto::NamedGroup::none);
    terms = test::all_terms();
    terms.groups.push_back(provider::find_group(257));
    EXPECT_EQ(field("0002 001d", terms), crypto::NamedGroup::ffdhe3072);
    EXPECT_EQ(field("0002 0100", terms), crypto::NamedGroup::none);
}

// ---- Certificates by name -----------------------------------------------------------------------

const std::vector<OwnCertificate>& many_names() {
    static const std::vector<OwnCertificate> certificates = [] {
        std::vector<OwnCertificate> made;
        made.push_back(test::own_certificate("DNS:first.example", "P-256"));
        made.push_back(test::own_certificate("DNS:*.wild.example", "P-256"));
        made.push_back(test::own_certificate("DNS:www.wild.example,DNS:Other.Example", "P-256"));
        made.push_back(test::own_certificate("DNS:rsa.example", "RSA-2048"));
        return made;
    }();
    return certificates;
}

std::size_t chosen_for(const std::string& host, const std::vector<std::uint16_t>& suites = {}) {
    HelloBuilder builder = client12();
    if (!suites.empty()) builder.suites = suites;
    if (!host.empty()) {
        Writer name;
        name.vector16([&] {
            name.u8(0);
            name.vector16([&] { name.bytes(bytes_of(std::string_view(host))); });
        });
        builder.add(0, name.take());
    }
    const auto choice = choose12(Heard(builder).hello, tls12, test::all_terms(), many_names());
    EXPECT_TRUE(choice.ok());
    const auto index = static_cast<std::size_t>(choice.value().certificate - many_names().data());
    HelloBuilder newer = builder;
    newer.suites = {0x1301};
    newer.add(51, "0000");
    const auto same = choose13(Heard(newer).hello, test::all_terms(), many_names());
    EXPECT_TRUE(same.ok());
    if (suites.empty() && same.ok()) {
        EXPECT_EQ(same.value().certificate, &many_names()[index]);
    }
    return index;
}

TEST(ChooseCertificate, TakesTheHostsOwnBeforeAWildCardBeforeTheFirst) {
    EXPECT_EQ(chosen_for("www.wild.example"), 2u);
    EXPECT_EQ(chosen_for("ftp.wild.example"), 1u);
    EXPECT_EQ(chosen_for("a.b.wild.example"), 0u);
    EXPECT_EQ(chosen_for("OTHER.example"), 2u);
    EXPECT_EQ(chosen_for("unknown.example"), 0u);
    EXPECT_EQ(chosen_for(""), 0u);
}

// The name counts more than the suite: a client that is shown another's certificate goes away.
TEST(ChooseCertificate, TakesTheHostsOwnEvenForASuiteThatComesLater) {
    EXPECT_EQ(chosen_for("rsa.example"), 3u);
}

TEST(ChooseCertificate, GoesOnToAnyThatFitsTheClient) {
    EXPECT_EQ(chosen_for("first.example", {0xC02F}), 3u);
    EXPECT_EQ(chosen_for("", {0x009C}), 3u);
}

// ---- TLS 1.3 ------------------------------------------------------------------------------------

HelloBuilder client13() { return HelloBuilder().for_tls13(); }

TEST(Choose13, TakesSuiteGroupShareAndScheme) {
    const Heard heard(client13());
    const auto choice = choose13(heard.hello, test::all_terms(), ecdsa_alone());
    ASSERT_TRUE(choice.ok());
    EXPECT_EQ(choice.value().suite->id, 0x1301);
    EXPECT_EQ(choice.value().group->id, crypto::NamedGroup::x25519);
    ASSERT_NE(choice.value().share, nullptr);
    EXPECT_EQ(choice.value().share->group, 0x001D);
    EXPECT_EQ(choice.value().scheme->id, 0x0403);
    EXPECT_EQ(choice.value().certificate, &both_kinds()[1]);
}

TEST(Choose13, TakesTheCertificateThatASchemeIsFor) {
    HelloBuilder builder = client13();
    builder.drop(13).add(13, "0004 0401 0804");
    const auto choice = choose13(Heard(builder).hello, test::all_terms(), both_kinds());
    ASSERT_TRUE(choice.ok());
    EXPECT_EQ(choice.value().certificate, &both_kinds()[0]);
    EXPECT_EQ(choice.value().scheme->id, 0x0804);
}

TEST(Choose13, PrefersAGroupWithAShareToARetry) {
    Terms terms = test::all_terms();
    std::ranges::reverse(terms.groups);  // secp384r1, secp256r1, x25519
    const Heard heard(client13());
    const auto choice = choose13(heard.hello, terms, both_kinds());
    ASSERT_TRUE(choice.ok());
    EXPECT_EQ(choice.value().group->id, crypto::NamedGroup::x25519);
    EXPECT_NE(choice.value().share, nullptr);
}

TEST(Choose13, AsksForAnotherShareWhereNoneFits) {
    Terms terms = test::all_terms();
    terms.groups = {provider::find_group(24), provider::find_group(23)};
    const Heard heard(client13());
    const auto choice = choose13(heard.hello, terms, both_kinds());
    ASSERT_TRUE(choice.ok());
    EXPECT_EQ(choice.value().group->id, crypto::NamedGroup::secp256r1);
    EXPECT_EQ(choice.value().share, nullptr);
    HelloBuilder none = client13();
    none.drop(51).add(51, "0000");
    EXPECT_EQ(choose13(Heard(none).hello, test::all_terms(), both_kinds()).value().share, nullptr);
}

TEST(Choose13, RefusesWhereNothingIsCommon) {
    Terms no_group = test::all_terms(), no_suite = no_group, no_scheme = no_group;
    no_group.groups = {provider::find_group(25)};
    no_suite.suites = {provider::find_cipher_suite(0x1302), provider::find_cipher_suite(0xC02B)};
    no_scheme.schemes = {find_scheme(0x0503), find_scheme(0x0401)};
    const Heard heard(client13());
    for (const Terms* const terms : {&no_group, &no_suite, &no_scheme})
        EXPECT_EQ(choose13(heard.hello, *terms, both_kinds()).status(), Status::algorithm_mismatch);
    EXPECT_EQ(choose13(heard.hello, test::all_terms(), {}).status(), Status::algorithm_mismatch);
}

// RFC 8446 9.2
TEST(Choose13, RefusesAClientHelloThatLacksWhatItMustHave) {
    for (const int type : {10, 13, 51}) {
        HelloBuilder builder = client13();
        builder.drop(static_cast<std::uint16_t>(type));
        EXPECT_EQ(choose13(Heard(builder).hello, test::all_terms(), both_kinds()).status(),
                  Status::missing_extension)
            << type;
    }
    HelloBuilder psk = client13();
    psk.add(41, "00");
    EXPECT_EQ(choose13(Heard(psk).hello, test::all_terms(), both_kinds()).status(),
              Status::missing_extension);
    psk.drop(41).add(45, "01 01").add(41, "00");
    EXPECT_TRUE(choose13(Heard(psk).hello, test::all_terms(), both_kinds()).ok());
}

TEST(Choose13, RefusesCompressionMethods) {
    HelloBuilder builder = client13();
    builder.compression = {0, 1};
    EXPECT_EQ(choose13(Heard(builder).hello, test::all_terms(), both_kinds()).status(),
              Status::illegal_parameter);
}

// ---- Client certificates ------------------------------------------------------------------------

const Buffer kAllTypes = {1, 2, 64}, kRsaType = {1};

TEST(ChooseClientCertificate, TakesTheFirstWhoseKeyCanSignWhatIsWanted) {
    const Buffer list = octets_of("0804 0403 0401");
    const NumberList schemes(list);
    const ClientChoice newest =
        choose_client_certificate(both_kinds(), tls13, test::all_terms(), schemes, {}, {});
    EXPECT_EQ(newest.certificate, &both_kinds()[0]);
    EXPECT_EQ(newest.scheme->id, 0x0804);
    const Buffer ecdsa = octets_of("0403");
    const ClientChoice other = choose_client_certificate(both_kinds(), tls13, test::all_terms(),
                                                         NumberList(ecdsa), {}, {});
    EXPECT_EQ(other.certificate, &both_kinds()[1]);
}

TEST(ChooseClientCertificate, TakesNoneWhereNoSchemeFits) {
    const Buffer list = octets_of("0401 0503 eaea");
    const ClientChoice none =
        choose_client_certificate(both_kinds(), tls13, test::all_terms(), NumberList(list), {}, {});
    EXPECT_EQ(none.certificate, nullptr);
    EXPECT_EQ(none.scheme, nullptr);
}

TEST(ChooseClientCertificate, HeedsTheTypesOfTls12) {
    const Buffer list = octets_of("0403 0401");
    const NumberList schemes(list);
    const Buffer ecdsa = {64}, dss = {2};
    const auto chosen = [&](Bytes types) {
        return choose_client_certificate(both_kinds(), tls12, test::all_terms(), schemes, types, {})
            .certificate;
    };
    EXPECT_EQ(chosen(kRsaType), &both_kinds()[0]);
    EXPECT_EQ(chosen(ecdsa), &both_kinds()[1]);
    EXPECT_EQ(chosen(dss), nullptr);
    EXPECT_EQ(chosen({}), nullptr);
    EXPECT_EQ(choose_client_certificate(both_kinds(), tls10, test::all_terms(), {}, kAllTypes, {})
                  .scheme->id,
              0);
}

TEST(ChooseClientCertificate, HeedsTheIssuers) {
    const Buffer list = octets_of("0804 0403");
    const NumberList schemes(list);
    const Bytes issuer = both_kinds()[0].leaf().fields().issuer;
    const Buffer stranger = octets_of("300d310b3009060355040613025858");
    const std::vector<Buffer> unknown = {stranger},
                              known = {stranger, Buffer(issuer.begin(), issuer.end())};
    const auto chosen = [&](std::span<const Buffer> authorities) {
        return choose_client_certificate(both_kinds(), tls13, test::all_terms(), schemes, {},
                                         authorities)
            .certificate;
    };
    EXPECT_EQ(chosen(unknown), nullptr);
    EXPECT_EQ(chosen(known), &both_kinds()[0]);
}

}  // namespace
}  // namespace secur32::schannel
