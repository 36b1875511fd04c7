#include <gtest/gtest.h>

#include "test/support/rfc8448.h"
#include "test/unit/sspi/schannel/handshake_seeds.h"
#include "test/unit/sspi/schannel/hello_builder.h"

namespace secur32::schannel {
namespace {

using test::Beginning;
using test::octets_of;

std::vector<std::uint16_t> types_of(const Extensions& extensions) {
    std::vector<std::uint16_t> types;
    for (const Extension& extension : extensions.all()) types.push_back(extension.type);
    return types;
}

// ---- RFC 8448 -----------------------------------------------------------------------------------

// The client's random, session id and key are the trace's; every other octet is ours.
test::SeededSources sources_of(const test::Rfc8448Trace& trace) {
    const Buffer message = trace.flights().front();
    const auto hello = ClientHello::parse(Bytes(message).subspan(4)).value();
    test::SeededSources sources;
    sources.randoms.emplace_back(hello.random.begin(), hello.random.end());
    sources.compatible = !hello.session_id.empty();
    if (sources.compatible)
        sources.randoms.emplace_back(hello.session_id.begin(), hello.session_id.end());
    sources.order = types_of(hello.extensions);
    sources.private_values.push_back(
        trace.item("create an ephemeral x25519 key pair", "private key"));
    return sources;
}

TEST(SendClientHello, WritesTheRecordsOfRfc8448) {
    for (const std::string_view section : {"3", "5", "6", "7"}) {
        const test::Rfc8448Trace trace(section);
        test::SeededSources sources = sources_of(trace);
        Terms terms = test::rfc8448_terms();
        if (section == "5") terms.groups.resize(3);
        Beginning client(Role::initiator, terms, u"server", {}, &sources);
        auto machine = start_client(std::move(client.handshake));
        ASSERT_TRUE(machine.ok()) << section;
        EXPECT_EQ(machine.value()->take_output(), trace.records().front().record) << section;
        EXPECT_EQ(client.connection.server_name, "server");
    }
}

// RFC 8446 4.1.2: cookie, key share and padding are what may change.
TEST(SendClientHello, WritesTheSecondClientHelloOfRfc8448) {
    const test::Rfc8448Trace trace("5");
    test::SeededSources sources = sources_of(trace);
    Terms terms = test::rfc8448_terms();
    terms.groups.resize(3);
    TlsOptions options;
    options.extensions.push_back({21, 1, Buffer(0xAF)});  // padding (RFC 7685)
    Beginning client(Role::initiator, terms, u"server", options, &sources);
    Handshake& handshake = *client.handshake;
    ASSERT_EQ(make_client_offer(handshake), Status::ok);
    ASSERT_EQ(send_client_hello(handshake), Status::ok);
    handshake.output.clear();

    const std::vector<Buffer> flights = trace.flights();
    const auto retry = ServerHello::parse(Bytes(flights.at(1)).subspan(4));
    ASSERT_TRUE(retry.ok());
    const auto wanted = ClientHello::parse(Bytes(flights.at(2)).subspan(4));
    ASSERT_TRUE(wanted.ok());
    sources.order = types_of(wanted.value().extensions);
    handshake.offer.key_shares = {
        crypto::KeyShare::from_private(crypto::NamedGroup::secp256r1,
                                       trace.last_key_pair("client", "private key"))
            .value()};
    const SecondHello second{.cookie = retry.value().cookie};
    ASSERT_EQ(send_client_hello(handshake, &second), Status::ok);
    EXPECT_TRUE(std::ranges::equal(Bytes(handshake.output).subspan(5), flights.at(2)));
}

// ---- The library's own --------------------------------------------------------------------------

// A ClientHello that was sent, parsed.
struct Sent {
    Buffer record;
    ClientHello hello;
    explicit Sent(Terms terms, std::u16string target = u"www.example.com", TlsOptions options = {},
                  Sources* sources = nullptr) {
        Beginning client(Role::initiator, std::move(terms), std::move(target), std::move(options),
                         sources);
        auto machine = start_client(std::move(client.handshake));
        EXPECT_TRUE(machine.ok());
        if (!machine.ok()) return;
        record = machine.value()->take_output();
        auto parsed = ClientHello::parse(Bytes(record).subspan(9));
        EXPECT_TRUE(parsed.ok());
        if (parsed.ok()) hello = std::move(parsed).value();
    }
    bool has(ExtensionType type) const { return hello.extensions.find(type) != nullptr; }
};

Terms only(std::initializer_list<Version> versions) {
    Terms terms = test::all_terms();
    terms.versions = {};
    for (const Version version : versions) terms.versions.set(version);
    return terms;
}

TEST(SendClientHello, OffersBothVersionsAsModernClientsDo) {
    const Sent sent(only({Version::tls12, Version::tls13}));
    EXPECT_EQ(sent.record[0], 22);
    EXPECT_EQ(sent.record[2], 1);  // 0x0301: RFC 8446 5.1
    EXPECT_EQ(sent.hello.legacy_version, 0x0303);
    EXPECT_EQ(sent.hello.session_id.size(), 32u);
    EXPECT_EQ(sent.hello.supported_versions.size(), 2u);
    EXPECT_EQ(sent.hello.supported_versions[0], 0x0304);
    EXPECT_EQ(sent.hello.server_name, "www.example.com");
    ASSERT_TRUE(sent.hello.key_shares);
    EXPECT_EQ(sent.hello.key_shares->size(), 1u);
    EXPECT_EQ(sent.hello.key_shares->front().group, 29);
    EXPECT_TRUE(sent.hello.renegotiation_info && sent.hello.renegotiation_info->empty());
    EXPECT_TRUE(sent.hello.extended_master_secret && sent.hello.encrypt_then_mac);
    EXPECT_TRUE(sent.hello.offers_suite(0x1302) && sent.hello.offers_suite(0xC02F));
    EXPECT_FALSE(sent.hello.offers_suite(kEmptyRenegotiationInfoScsv));
    EXPECT_FALSE(sent.has(ExtensionType::signature_algorithms_cert));
    EXPECT_FALSE(sent.has(ExtensionType::record_size_limit));
    EXPECT_FALSE(sent.has(ExtensionType::application_layer_protocol_negotiation));
    EXPECT_FALSE(sent.has(ExtensionType::cookie));
}

TEST(SendClientHello, OfTls13AloneSaysNothingOfOldVersions) {
    const Sent sent(only({Version::tls13}));
    EXPECT_FALSE(sent.hello.extended_master_secret || sent.hello.encrypt_then_mac);
    EXPECT_FALSE(sent.hello.renegotiation_info);
    EXPECT_FALSE(sent.has(ExtensionType::ec_point_formats));
    EXPECT_FALSE(sent.hello.offers_suite(0xC02F));
    EXPECT_EQ(sent.hello.supported_versions.size(), 1u);
}

TEST(SendClientHello, OfTls12AloneSaysNothingOfTls13) {
    const Sent sent(only({Version::tls12}));
    EXPECT_TRUE(sent.hello.session_id.empty());
    EXPECT_FALSE(sent.hello.key_shares);
    EXPECT_FALSE(sent.has(ExtensionType::supported_versions));
    EXPECT_FALSE(sent.has(ExtensionType::psk_key_exchange_modes));
    EXPECT_FALSE(sent.hello.offers_suite(0x1302));
    EXPECT_TRUE(sent.has(ExtensionType::ec_point_formats));
}

TEST(SendClientHello, OfTls11HasNoSignatureAlgorithms) {
    const Sent sent(only({Version::tls11}));
    EXPECT_EQ(sent.hello.legacy_version, 0x0302);
    EXPECT_TRUE(sent.hello.signature_algorithms.empty());
    EXPECT_FALSE(sent.hello.offers_suite(0xC02F));
}

// RFC 6066 3: "Literal IPv4 and IPv6 addresses are not permitted".
TEST(SendClientHello, NamesNoHostForAddressesAndForWhatIsNone) {
    for (const std::u16string target : {u"", u"192.0.2.1", u"[2001:db8::1]", u"::1", u"a b", u".."})
        EXPECT_FALSE(Sent(test::all_terms(), target).has(ExtensionType::server_name));
    EXPECT_EQ(Sent(test::all_terms(), u"B\u00FCcher.Example.").hello.server_name,
              "xn--bcher-kva.example");
}

TEST(SendClientHello, OffersTheApplicationsProtocolsAndExtensions) {
    TlsOptions options;
    options.application_protocols = {"h2", "http/1.1"};
    options.extensions = {{0x1234, 1, {1, 2}}, {0x1235, 8, {3}}, {43, 1, {9}}};
    const Sent sent(test::all_terms(), u"a.example", options);
    ASSERT_EQ(sent.hello.application_protocols.size(), 2u);
    EXPECT_EQ(sent.hello.application_protocols[1], "http/1.1");
    ASSERT_NE(sent.hello.extensions.find(static_cast<ExtensionType>(0x1234)), nullptr);
    EXPECT_EQ(sent.hello.extensions.find(static_cast<ExtensionType>(0x1234))->size(), 2u);
    EXPECT_EQ(sent.hello.extensions.find(static_cast<ExtensionType>(0x1235)), nullptr);
    EXPECT_EQ(sent.hello.supported_versions.size(), 4u);  // ours
}

TEST(SendClientHello, TellsOtherSchemesForCertificatesAndSmallRecords) {
    Terms terms = test::all_terms();
    terms.certificate_schemes.push_back(find_scheme(0x0201));
    terms.record_limit = 1024;
    const Sent both(terms);
    EXPECT_TRUE(both.hello.signature_algorithms_cert.contains(0x0201));
    EXPECT_FALSE(both.hello.signature_algorithms.contains(0x0201));
    EXPECT_EQ(both.hello.record_size_limit, 1024);
    terms.versions = Versions().set(Version::tls13);
    EXPECT_EQ(Sent(terms).hello.record_size_limit, 1025);  // RFC 8449 4: with the type's octet
}

TEST(SendClientHello, SendsWhatAnOrderNamesAndWhatItCannotDoWithout) {
    test::SeededSources sources;
    sources.randoms = {Buffer(32, 1), Buffer(32, 2)};
    sources.order = {51, 0xABCD, 35, 0, 51};
    const Sent sent(only({Version::tls12, Version::tls13}), u"a.example", {}, &sources);
    EXPECT_EQ(types_of(sent.hello.extensions), (std::vector<std::uint16_t>{51, 35, 0, 10, 13, 43}));
    // RFC 5746 3.4: without the extension the SCSV says it.
    EXPECT_TRUE(sent.hello.offers_suite(kEmptyRenegotiationInfoScsv));
}

TEST(SendClientHello, FailsWhereNothingIsLeftToOffer) {
    for (const bool no_versions : {false, true}) {
        Terms terms = test::all_terms();
        if (no_versions)
            terms.versions = {};
        else
            terms.suites.clear();
        Beginning client(Role::initiator, terms);
        EXPECT_EQ(start_client(std::move(client.handshake)).status(), Status::algorithm_mismatch);
    }
}

}  // namespace
}  // namespace secur32::schannel
