#include "sspi/schannel/hello.h"

#include <gtest/gtest.h>

#include "test/support/rfc8448.h"
#include "test/unit/sspi/schannel/hello_builder.h"

namespace secur32::schannel {
namespace {

using test::HelloBuilder;
using test::octets_of;

Status status_of_client(const HelloBuilder& builder) {
    const Buffer body = builder.client();
    return ClientHello::parse(body).status();
}
Status with_extension(std::uint16_t type, std::string_view content) {
    return status_of_client(HelloBuilder().add(type, content));
}

TEST(ClientHello, OfRfc8448IsParsed) {
    const test::Rfc8448Trace trace("3");
    const Buffer message = trace.flights().front();
    const auto parsed = ClientHello::parse(Bytes(message).subspan(4));
    ASSERT_TRUE(parsed.ok());
    const ClientHello& hello = parsed.value();
    EXPECT_EQ(hello.legacy_version, 0x0303);
    EXPECT_EQ(hello.random[0], 0xCB);
    EXPECT_TRUE(hello.session_id.empty());
    EXPECT_EQ(hello.cipher_suites.size(), 3u);
    EXPECT_TRUE(hello.offers_suite(0x1303));
    EXPECT_FALSE(hello.offers_suite(0x1304));
    EXPECT_EQ(hello.server_name, "server");
    EXPECT_EQ(hello.supported_groups.size(), 9u);
    ASSERT_TRUE(hello.key_shares);
    ASSERT_EQ(hello.key_shares->size(), 1u);
    EXPECT_EQ(hello.key_shares->front().group, 0x001D);
    EXPECT_EQ(hello.key_shares->front().key_exchange.size(), 32u);
    EXPECT_EQ(hello.supported_versions.size(), 1u);
    EXPECT_EQ(hello.signature_algorithms.size(), 15u);
    EXPECT_EQ(hello.psk_key_exchange_modes.size(), 1u);
    EXPECT_EQ(hello.record_size_limit, 0x4001);
    EXPECT_TRUE(hello.renegotiation_info && hello.renegotiation_info->empty());
    EXPECT_TRUE(hello.session_ticket && hello.session_ticket->empty());
    EXPECT_FALSE(hello.pre_shared_key || hello.cookie || hello.early_data);
}

TEST(ClientHello, OfAllTracesOfRfc8448IsParsed) {
    for (const std::string_view section : test::kRfc8448Sections) {
        const test::Rfc8448Trace trace(section);
        const Buffer message = trace.flights().front();
        EXPECT_TRUE(ClientHello::parse(Bytes(message).subspan(4)).ok()) << section;
    }
}

// RFC 8446 4.2.11: every prefix is malformed, but for the one that ends before the extensions.
TEST(ClientHello, CutAnywhereIsRefused) {
    const Buffer body = HelloBuilder().for_tls13().client();
    const std::size_t without_extensions = 2 + 32 + 1 + 2 + 6 + 2;
    for (std::size_t size = 0; size < body.size(); ++size)
        EXPECT_EQ(ClientHello::parse(Bytes(body).first(size)).status(),
                  size == without_extensions ? Status::ok : Status::decode_error)
            << size;
}

TEST(ClientHello, WithOctetsBehindItIsRefused) {
    Buffer body = HelloBuilder().client();
    body.push_back(0);
    EXPECT_EQ(ClientHello::parse(body).status(), Status::decode_error);
}

TEST(ClientHello, WithoutExtensionsIsOneOfOldClients) {
    HelloBuilder builder;
    builder.has_extensions = false;
    const Buffer body = builder.client();
    const auto parsed = ClientHello::parse(body);
    ASSERT_TRUE(parsed.ok());
    EXPECT_TRUE(parsed.value().extensions.all().empty());
    EXPECT_FALSE(parsed.value().key_shares);
}

TEST(ClientHello, WithSuitesSessionIdOrCompressionOutOfBoundsIsRefused) {
    HelloBuilder no_suites, long_id, no_compression;
    no_suites.suites.clear();
    long_id.session_id.resize(33);
    no_compression.compression.clear();
    EXPECT_EQ(status_of_client(no_suites), Status::decode_error);
    EXPECT_EQ(status_of_client(long_id), Status::decode_error);
    EXPECT_EQ(status_of_client(no_compression), Status::decode_error);
    HelloBuilder deflate;
    deflate.compression = {1};
    EXPECT_EQ(status_of_client(deflate), Status::illegal_parameter);
    deflate.compression = {1, 0};
    EXPECT_EQ(status_of_client(deflate), Status::ok);
    HelloBuilder whole_id;
    whole_id.session_id.resize(32);
    EXPECT_EQ(status_of_client(whole_id), Status::ok);
}

TEST(ClientHello, WithAnOddNumberOfOctetsOfSuitesIsRefused) {
    Buffer body = HelloBuilder().client();
    body[2 + 32 + 1 + 1] = 5;
    EXPECT_EQ(ClientHello::parse(body).status(), Status::decode_error);
}

// RFC 8701: values that a server "MUST ... treat as unknown".
TEST(ClientHello, WithGreaseEverywhereIsParsed) {
    HelloBuilder builder;
    builder.suites.insert(builder.suites.begin(), 0x8A8A);
    builder.add(0x1A1A, "")
        .add(10, "0006 dada 001d 0017")
        .add(43, "06 7a7a 0304 0303")
        .add(13, "0004 4a4a 0403")
        .add(51, "0029 dada 0001 00 001d 0020" + std::string(64, 'a'))
        .add(16, "0006 02 0a0a 02 6832")
        .add(45, "02 0b 01")
        .add(0xBABA, "00");
    EXPECT_EQ(status_of_client(builder), Status::ok);
}

TEST(ClientHello, WithOneExtensionTwiceIsRefused) {
    EXPECT_EQ(status_of_client(HelloBuilder().add(23, "").add(23, "")), Status::illegal_parameter);
}

TEST(ClientHello, WithAnExtensionOfOthersMessagesIsRefused) {
    EXPECT_EQ(with_extension(48, "0000"), Status::illegal_parameter);
}

struct Malformed {
    const char* what;
    std::uint16_t type;
    const char* content;
    Status status;
};
// clang-format off
constexpr Malformed kMalformed[] = {
    {"server_name: empty",                   0, "",                         Status::decode_error},
    {"server_name: empty list",              0, "0000",                     Status::decode_error},
    {"server_name: empty name",              0, "0003 00 0000",             Status::decode_error},
    {"server_name: name cut",                0, "0004 00 0003 61",          Status::decode_error},
    {"server_name: list cut",                0, "0005 00 0001 61",          Status::decode_error},
    {"server_name: trailing",                0, "0004 00 0001 61 00",       Status::decode_error},
    {"server_name: NUL",                     0, "0006 00 0003 610062",      Status::illegal_parameter},
    {"server_name: NUL behind",              0, "0005 00 0002 6100",        Status::illegal_parameter},
    {"server_name: UTF-8",                   0, "0005 00 0002 c3bc",        Status::illegal_parameter},
    {"server_name: blank",                   0, "0006 00 0003 612062",      Status::illegal_parameter},
    {"server_name: wild card",               0, "0006 00 0003 2a2e62",      Status::illegal_parameter},
    {"server_name: dots",                    0, "0006 00 0003 612e2e",      Status::illegal_parameter},
    {"server_name: two",                     0, "0008 00 0001 61 00 0001 62", Status::illegal_parameter},
    {"max_fragment_length: empty",           1, "",                         Status::decode_error},
    {"max_fragment_length: 0",               1, "00",                       Status::illegal_parameter},
    {"max_fragment_length: 5",               1, "05",                       Status::illegal_parameter},
    {"max_fragment_length: trailing",        1, "0100",                     Status::decode_error},
    {"status_request: empty",                5, "",                         Status::decode_error},
    {"status_request: cut",                  5, "01 0000",                  Status::decode_error},
    {"status_request: trailing",             5, "01 0000 0000 00",          Status::decode_error},
    {"supported_groups: empty",             10, "",                         Status::decode_error},
    {"supported_groups: none",              10, "0000",                     Status::decode_error},
    {"supported_groups: odd",               10, "0003 001d 00",             Status::decode_error},
    {"supported_groups: cut",               10, "0004 001d",                Status::decode_error},
    {"supported_groups: trailing",          10, "0002 001d 00",             Status::decode_error},
    {"ec_point_formats: none",              11, "00",                       Status::decode_error},
    {"ec_point_formats: compressed alone",  11, "01 01",                    Status::illegal_parameter},
    {"ec_point_formats: trailing",          11, "01 00 00",                 Status::decode_error},
    {"signature_algorithms: none",          13, "0000",                     Status::decode_error},
    {"signature_algorithms: odd",           13, "0001 04",                  Status::decode_error},
    {"alpn: none",                          16, "0000",                     Status::decode_error},
    {"alpn: empty name",                    16, "0001 00",                  Status::decode_error},
    {"alpn: empty second name",             16, "0004 02 6832 00",          Status::decode_error},
    {"alpn: trailing",                      16, "0003 02 6832 00",          Status::decode_error},
    {"encrypt_then_mac: content",           22, "00",                       Status::decode_error},
    {"extended_master_secret: content",     23, "00",                       Status::decode_error},
    {"record_size_limit: empty",            28, "",                         Status::decode_error},
    {"record_size_limit: one octet",        28, "40",                       Status::decode_error},
    {"record_size_limit: 63",               28, "003f",                     Status::illegal_parameter},
    {"record_size_limit: trailing",         28, "0040 00",                  Status::decode_error},
    {"early_data: content",                 42, "00",                       Status::decode_error},
    {"supported_versions: none",            43, "00",                       Status::decode_error},
    {"supported_versions: odd",             43, "03 0304 03",               Status::decode_error},
    {"supported_versions: two octets",      43, "0304",                     Status::decode_error},
    {"cookie: none",                        44, "0000",                     Status::decode_error},
    {"cookie: trailing",                    44, "0001 aa bb",               Status::decode_error},
    {"psk_key_exchange_modes: none",        45, "00",                       Status::decode_error},
    {"certificate_authorities: none",       47, "0000",                     Status::decode_error},
    {"certificate_authorities: empty name", 47, "0003 0000 00",             Status::decode_error},
    {"post_handshake_auth: content",        49, "00",                       Status::decode_error},
    {"signature_algorithms_cert: none",     50, "0000",                     Status::decode_error},
    {"key_share: empty",                    51, "",                         Status::decode_error},
    {"key_share: empty key",                51, "0004 001d 0000",           Status::decode_error},
    {"key_share: cut",                      51, "0006 001d 0003 aabb",      Status::decode_error},
    {"key_share: one group twice",          51, "000a 001d 0001 aa 001d 0001 bb", Status::illegal_parameter},
    {"renegotiation_info: empty",       0xFF01, "",                         Status::decode_error},
    {"renegotiation_info: cut",         0xFF01, "02 00",                    Status::decode_error},
    {"renegotiation_info: trailing",    0xFF01, "00 00",                    Status::decode_error},
};
// clang-format on

TEST(ClientHello, WithMalformedExtensionsIsRefused) {
    for (const Malformed& row : kMalformed)
        EXPECT_EQ(with_extension(row.type, row.content), row.status) << row.what;
}

std::optional<std::string> server_name(std::string_view content) {
    const Buffer body = HelloBuilder().add(0, content).client();
    auto parsed = ClientHello::parse(body);
    EXPECT_TRUE(parsed.ok());
    return parsed.ok() ? parsed.value().server_name : std::nullopt;
}

TEST(ClientHello, NamesAHostInLowerCaseWithoutItsLastDot) {
    EXPECT_EQ(server_name("0006 00 0003 412e42"), "a.b");
    EXPECT_EQ(server_name("0007 00 0004 612e622e"), "a.b");
    EXPECT_EQ(server_name("0006 00 0003 615f62"), "a_b");
}

// RFC 6066 3: "Literal IPv4 and IPv6 addresses are not permitted"; clients send them, and they say
// nothing.
TEST(ClientHello, ThatNamesAnAddressNamesNoHost) {
    EXPECT_EQ(server_name("000a 00 0007 312e322e332e34"), std::nullopt);
    EXPECT_EQ(server_name("0006 00 0003 3a3a31"), std::nullopt);
}

TEST(ClientHello, ThatNamesSomethingElseThanAHostNamesNoHost) {
    EXPECT_EQ(server_name("0004 07 0001 61"), std::nullopt);
    EXPECT_EQ(server_name("0008 07 0001 61 00 0001 62"), "b");
}

TEST(ClientHello, WithAShareOfAGroupThatIsNotOfferedIsRefused) {
    EXPECT_EQ(status_of_client(HelloBuilder().add(10, "0002 0017").add(51, "0005 001d 0001 aa")),
              Status::illegal_parameter);
    EXPECT_EQ(status_of_client(HelloBuilder().add(10, "0002 001d").add(51, "0005 001d 0001 aa")),
              Status::ok);
}

TEST(ClientHello, MayHaveNoKeyShareYet) {
    EXPECT_EQ(status_of_client(HelloBuilder().add(10, "0002 001d").add(51, "0000")), Status::ok);
}

TEST(ClientHello, WithPreSharedKeyBeforeTheEndIsRefused) {
    EXPECT_EQ(status_of_client(HelloBuilder().add(23, "").add(41, "00")), Status::ok);
    EXPECT_EQ(status_of_client(HelloBuilder().add(41, "00").add(23, "")),
              Status::illegal_parameter);
}

TEST(ClientHello, OfThousandsOfSharesIsJudgedInNoTime) {
    Writer groups, shares;
    groups.vector16([&] {
        for (unsigned i = 0; i < 12'000; ++i) groups.be16(static_cast<std::uint16_t>(0x2000 + i));
    });
    shares.vector16([&] {
        for (unsigned i = 0; i < 12'000; ++i) {
            shares.be16(static_cast<std::uint16_t>(0x2000 + 11'999 - i));
            shares.be16(1);
            shares.u8(0);
        }
    });
    EXPECT_EQ(status_of_client(HelloBuilder().add(10, groups.take()).add(51, shares.take())),
              Status::decode_error);  // 84,000 octets are more than a block holds
}

// ---- ServerHello --------------------------------------------------------------------------------

Status status_of_server(const HelloBuilder& builder) {
    const Buffer body = builder.server();
    return ServerHello::parse(body).status();
}
HelloBuilder server13() {
    HelloBuilder builder;
    builder.add(43, "0304");
    builder.add(51, "001d 0001 aa");
    return builder;
}
HelloBuilder retry() {
    HelloBuilder builder;
    builder.random = kHelloRetryRequestRandom;
    builder.add(43, "0304");
    builder.add(51, "0017");
    return builder;
}
HelloBuilder server12(std::uint16_t type, std::string_view content) {
    HelloBuilder builder;
    builder.suites = {0xC02B};
    builder.add(type, content);
    return builder;
}

TEST(ServerHello, OfAllTracesOfRfc8448IsParsed) {
    for (const std::string_view section : test::kRfc8448Sections) {
        const test::Rfc8448Trace trace(section);
        const Buffer message = trace.flights().at(1);
        const auto parsed = ServerHello::parse(Bytes(message).subspan(4));
        ASSERT_TRUE(parsed.ok()) << section;
        EXPECT_EQ(parsed.value().version, Version::tls13);
        EXPECT_EQ(parsed.value().cipher_suite, 0x1301);
        EXPECT_EQ(parsed.value().is_hello_retry_request, section == "5");
        EXPECT_EQ(parsed.value().selected_group.has_value(), section == "5");
        EXPECT_EQ(parsed.value().cookie.has_value(), section == "5");
        EXPECT_EQ(parsed.value().key_share.has_value(), section != "5");
        EXPECT_EQ(parsed.value().selected_identity.has_value(), section == "4");
    }
}

TEST(ServerHello, OfTls12SaysWhatWasAgreed) {
    HelloBuilder builder;
    builder.suites = {0xC02F};
    builder.add(0xFF01, "00").add(23, "").add(22, "").add(16, "0003 02 6832").add(28, "0040");
    builder.add(0, "").add(35, "").add(5, "").add(11, "02 01 00").add(1, "01").add(10, "0002 001d");
    const Buffer body = builder.server();
    const auto parsed = ServerHello::parse(body);
    ASSERT_TRUE(parsed.ok());
    const ServerHello& hello = parsed.value();
    EXPECT_EQ(hello.version, Version::tls12);
    EXPECT_TRUE(hello.renegotiation_info && hello.extended_master_secret && hello.encrypt_then_mac);
    EXPECT_TRUE(hello.server_name && hello.session_ticket && hello.status_request);
    EXPECT_EQ(hello.application_protocol, "h2");
    EXPECT_EQ(hello.record_size_limit, 64);
    EXPECT_EQ(hello.max_fragment_length, 1);
}

TEST(ServerHello, CutAnywhereIsRefused) {
    const Buffer body = server13().server();
    const std::size_t without_extensions = 2 + 32 + 1 + 2 + 1;
    for (std::size_t size = 0; size < body.size(); ++size)
        EXPECT_EQ(ServerHello::parse(Bytes(body).first(size)).status(),
                  size == without_extensions ? Status::ok : Status::decode_error)
            << size;
    Buffer longer = body;
    longer.push_back(0);
    EXPECT_EQ(ServerHello::parse(longer).status(), Status::decode_error);
}

TEST(ServerHello, OfNoVersionOfTlsIsRefused) {
    for (const int version : {0x0002, 0x0200, 0x0300, 0x0304, 0x0305, 0xFEFD, 0xFFFF}) {
        HelloBuilder builder;
        builder.version = static_cast<std::uint16_t>(version);
        EXPECT_EQ(status_of_server(builder), Status::protocol_version) << version;
    }
    for (const int version : {0x0301, 0x0302, 0x0303}) {
        HelloBuilder builder;
        builder.version = static_cast<std::uint16_t>(version);
        EXPECT_EQ(status_of_server(builder), Status::ok) << version;
    }
}

TEST(ServerHello, OfTls13WithAnotherLegacyVersionIsRefused) {
    HelloBuilder builder = server13();
    builder.version = 0x0304;
    EXPECT_EQ(status_of_server(builder), Status::illegal_parameter);
    builder.version = 0x0302;
    EXPECT_EQ(status_of_server(builder), Status::illegal_parameter);
}

TEST(ServerHello, WhoseSupportedVersionsNamesNoTls13IsRefused) {
    for (const char* const version : {"0303", "0302", "7f1c", "0305"})
        EXPECT_EQ(status_of_server(server13().drop(43).add(43, version)), Status::illegal_parameter)
            << version;
    EXPECT_EQ(status_of_server(server13().drop(43).add(43, "03")), Status::decode_error);
    EXPECT_EQ(status_of_server(server13().drop(43).add(43, "0304 00")), Status::decode_error);
}

TEST(ServerHello, WithCompressionIsRefused) {
    HelloBuilder builder = server13();
    builder.compression = {1};
    EXPECT_EQ(status_of_server(builder), Status::illegal_parameter);
}

TEST(ServerHello, WithExtensionsOfTheOtherVersionIsRefused) {
    EXPECT_EQ(status_of_server(server13().add(23, "")), Status::illegal_parameter);
    EXPECT_EQ(status_of_server(server13().add(16, "0003 02 6832")), Status::illegal_parameter);
    EXPECT_EQ(status_of_server(server12(51, "001d 0001 aa")), Status::illegal_parameter);
    EXPECT_EQ(status_of_server(server12(41, "0000")), Status::illegal_parameter);
    EXPECT_EQ(status_of_server(retry().add(41, "0000")), Status::illegal_parameter);
    EXPECT_EQ(status_of_server(server13().add(44, "0001 aa")), Status::illegal_parameter);
}

TEST(ServerHello, WithMalformedExtensionsIsRefused) {
    EXPECT_EQ(status_of_server(server12(0, "00")), Status::decode_error);
    EXPECT_EQ(status_of_server(server12(23, "00")), Status::decode_error);
    EXPECT_EQ(status_of_server(server12(16, "0006 02 6832 02 6833")), Status::illegal_parameter);
    EXPECT_EQ(status_of_server(server12(16, "0000")), Status::decode_error);
    EXPECT_EQ(status_of_server(server12(28, "003f")), Status::illegal_parameter);
    EXPECT_EQ(status_of_server(server12(0xFF01, "")), Status::decode_error);
    EXPECT_EQ(status_of_server(server12(11, "01 01")), Status::illegal_parameter);
    EXPECT_EQ(status_of_server(server12(23, "").add(23, "")), Status::illegal_parameter);
    EXPECT_EQ(status_of_server(server13().drop(51).add(51, "001d")), Status::decode_error);
    EXPECT_EQ(status_of_server(server13().drop(51).add(51, "001d 0000")), Status::decode_error);
}

TEST(HelloRetryRequest, WithoutSupportedVersionsIsRefused) {
    EXPECT_EQ(status_of_server(retry().drop(43)), Status::missing_extension);
}

TEST(HelloRetryRequest, WithAWholeShareOrAnEmptyCookieIsRefused) {
    EXPECT_EQ(status_of_server(retry()), Status::ok);
    EXPECT_EQ(status_of_server(retry().drop(51).add(51, "0017 0001 aa")), Status::decode_error);
    EXPECT_EQ(status_of_server(retry().add(44, "0000")), Status::decode_error);
    EXPECT_EQ(status_of_server(retry().add(44, "0001 aa")), Status::ok);
}

// ---- RFC 8446 4.1.3 -----------------------------------------------------------------------------

TEST(Downgrades, AreMarkedAsTheRfcWritesThem) {
    provider::Random random{};
    mark_downgrade(random, Version::tls12, Version::tls13);
    EXPECT_TRUE(std::ranges::equal(Bytes(random).last(8), octets_of("444f574e47524401")));
    EXPECT_EQ(downgrade_of(random), Downgrade::to_tls12);
    mark_downgrade(random, Version::tls10, Version::tls13);
    EXPECT_TRUE(std::ranges::equal(Bytes(random).last(8), octets_of("444f574e47524400")));
    EXPECT_EQ(downgrade_of(random), Downgrade::to_tls11_or_below);
    EXPECT_TRUE(
        std::ranges::all_of(Bytes(random).first(24), [](auto octet) { return octet == 0; }));
}

TEST(Downgrades, AreNoneWhereTheHighestVersionWasChosen) {
    for (const auto& [version, highest] :
         {std::pair(Version::tls13, Version::tls13), std::pair(Version::tls12, Version::tls12),
          std::pair(Version::tls11, Version::tls11), std::pair(Version::tls10, Version::tls11)}) {
        provider::Random random{};
        mark_downgrade(random, version, highest);
        EXPECT_EQ(random, provider::Random{});
    }
}

TEST(Downgrades, FromTls12AreMarkedToo) {
    provider::Random random{};
    mark_downgrade(random, Version::tls11, Version::tls12);
    EXPECT_EQ(downgrade_of(random), Downgrade::to_tls11_or_below);
}

TEST(Downgrades, AreNotSeenElsewhereInARandom) {
    provider::Random random{};
    std::ranges::copy(octets_of("444f574e47524401"), random.begin());
    EXPECT_EQ(downgrade_of(random), Downgrade::none);
    std::ranges::copy(octets_of("444f574e47524402"), random.end() - 8);
    EXPECT_EQ(downgrade_of(random), Downgrade::none);
}

}  // namespace
}  // namespace secur32::schannel
