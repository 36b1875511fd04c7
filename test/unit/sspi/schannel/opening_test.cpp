#include "sspi/schannel/opening.h"

#include <gtest/gtest.h>

#include "test/support/rfc8448.h"
#include "test/unit/sspi/schannel/handshake_seeds.h"
#include "test/unit/sspi/schannel/hello_builder.h"

namespace secur32::schannel {
namespace {

using test::Beginning;
using test::HelloBuilder;

Terms only(std::initializer_list<Version> versions) {
    Terms terms = test::all_terms();
    terms.versions = {};
    for (const Version version : versions) terms.versions.set(version);
    return terms;
}

// ---- Client -------------------------------------------------------------------------------------

struct Client {
    test::SeededSources sources;
    std::unique_ptr<Beginning> beginning;
    std::unique_ptr<Machine> machine;

    explicit Client(Terms terms, TlsOptions options = {}) {
        sources.randoms = {Buffer(32, 0x11), Buffer(32, 0x22)};
        beginning = std::make_unique<Beginning>(Role::initiator, std::move(terms), u"a.example",
                                                std::move(options), &sources);
        machine = std::move(start_client(std::move(beginning->handshake))).value();
        machine->take_output();
    }
    Status hears(const HelloBuilder& hello) {
        return machine->receive(Event::server_hello, test::handshake_message(2, hello.server()));
    }
};

Status answer_to(std::initializer_list<Version> offered, const HelloBuilder& hello) {
    return Client(only(offered)).hears(hello);
}

using enum Version;

HelloBuilder server13() {
    HelloBuilder hello;
    hello.session_id = Buffer(32, 0x22);
    hello.suites = {0x1301};
    const auto share = crypto::KeyShare::generate(crypto::NamedGroup::x25519).value();
    Writer entry;
    entry.be16(29);
    entry.vector16([&] { entry.bytes(share.public_value()); });
    return hello.add(51, entry.take()).add(43, "0304");
}
HelloBuilder retry() {
    HelloBuilder hello;
    hello.random = kHelloRetryRequestRandom;
    hello.session_id = Buffer(32, 0x22);
    hello.suites = {0x1301};
    return hello.add(43, "0304").add(51, "0017");
}
HelloBuilder server12() {
    HelloBuilder hello;
    hello.suites = {0xC02F};
    return hello.add(0xFF01, "00").add(23, "");
}

TEST(ClientOpening, GoesOnWithTheMachineOfTheServersVersion) {
    Client newest(only({tls12, tls13})), older(only({tls12, tls13}));
    EXPECT_EQ(newest.machine->state_name(), "wait_server_hello");
    EXPECT_EQ(newest.hears(server13()), Status::ok);
    EXPECT_NE(newest.machine->state_name(), "wait_server_hello");
    EXPECT_EQ(newest.beginning->connection.version, tls13);
    EXPECT_EQ(older.hears(server12()), Status::ok);
    EXPECT_EQ(older.beginning->connection.version, tls12);
    EXPECT_NE(older.machine->state_name(), newest.machine->state_name());
    EXPECT_EQ(older.machine->phase(), Phase::handshaking);
    EXPECT_NE(older.machine->handshake(), nullptr);
}

TEST(ClientOpening, TakesTheServerHelloOfRfc8448) {
    const test::Rfc8448Trace trace("7");
    const std::vector<Buffer> flights = trace.flights();
    const auto sent = ClientHello::parse(Bytes(flights.at(0)).subspan(4)).value();
    test::SeededSources sources;
    sources.randoms.emplace_back(sent.random.begin(), sent.random.end());
    sources.randoms.emplace_back(sent.session_id.begin(), sent.session_id.end());
    for (const Extension& extension : sent.extensions.all())
        sources.order.push_back(extension.type);
    sources.private_values.push_back(
        trace.item("create an ephemeral x25519 key pair", "private key"));
    Beginning client(Role::initiator, test::rfc8448_terms(), u"server", {}, &sources);
    auto machine = start_client(std::move(client.handshake));
    ASSERT_TRUE(machine.ok());
    EXPECT_EQ(machine.value()->receive(Event::server_hello, flights.at(1)), Status::ok);
    EXPECT_EQ(machine.value()->state_name(), "wait_encrypted_extensions");
}

TEST(ClientOpening, RefusesEverythingButAServerHello) {
    for (const Event event :
         {Event::hello_request, Event::client_hello, Event::encrypted_extensions,
          Event::certificate, Event::server_hello_done, Event::finished, Event::key_update,
          Event::change_cipher_spec, Event::hello_retry_request, Event::credentials,
          Event::unknown}) {
        Client client(only({tls12, tls13}));
        EXPECT_EQ(client.machine->receive(event, test::handshake_message(2, server12().server())),
                  Status::unexpected_message)
            << name_of(event);
    }
}

TEST(ClientOpening, RefusesVersionsThatWereNotOffered) {
    HelloBuilder tls11_hello = server12(), ssl3 = server12();
    tls11_hello.version = 0x0302;
    ssl3.version = 0x0300;
    EXPECT_EQ(answer_to({tls12, tls13}, tls11_hello), Status::protocol_version);
    EXPECT_EQ(answer_to({tls12, tls13}, ssl3), Status::protocol_version);
    EXPECT_EQ(answer_to({tls13}, server12()), Status::protocol_version);
    // RFC 8446 4.2.1
    EXPECT_EQ(answer_to({tls12}, server13()), Status::illegal_parameter);
}

TEST(ClientOpening, RefusesDowngrades) {
    const auto marked = [](Version version, Version highest) {
        HelloBuilder hello = server12();
        hello.version = static_cast<std::uint16_t>(version);
        hello.suites = {0xC013};
        mark_downgrade(hello.random, version, highest);
        return hello;
    };
    EXPECT_EQ(answer_to({tls12, tls13}, marked(tls12, tls13)), Status::illegal_parameter);
    EXPECT_EQ(answer_to({tls11, tls13}, marked(tls11, tls13)), Status::illegal_parameter);
    EXPECT_EQ(answer_to({tls11, tls12}, marked(tls11, tls12)), Status::illegal_parameter);
    // Who does not know TLS 1.3 has not lost it.
    EXPECT_EQ(answer_to({tls11, tls12}, marked(tls12, tls13)), Status::ok);
    EXPECT_EQ(answer_to({tls11}, marked(tls11, tls13)), Status::ok);
}

TEST(ClientOpening, RefusesAnotherSessionId) {
    HelloBuilder none = server13(), other = server13(), shorter = server13();
    none.session_id.clear();
    other.session_id[31] ^= 1;
    shorter.session_id.pop_back();
    for (const HelloBuilder& hello : {none, other, shorter})
        EXPECT_EQ(answer_to({tls12, tls13}, hello), Status::illegal_parameter);
}

// Nothing was there to be resumed: RFC 8446 D.4's id is chance.
TEST(ClientOpening, RefusesAResumptionBeforeTls13) {
    HelloBuilder echo = server12(), own = server12();
    echo.session_id = Buffer(32, 0x22);
    own.session_id = Buffer(32, 0x33);
    EXPECT_EQ(answer_to({tls12, tls13}, echo), Status::illegal_parameter);
    EXPECT_EQ(answer_to({tls12, tls13}, own), Status::ok);
}

TEST(ClientOpening, RefusesSuitesThatWereNotOfferedOrAreOfAnotherVersion) {
    for (const int suite : {0x0000, 0x000A, 0x1304, 0xC02F, 0x00FF, 0xEAEA}) {
        HelloBuilder hello = server13();
        hello.suites = {static_cast<std::uint16_t>(suite)};
        EXPECT_EQ(answer_to({tls12, tls13}, hello), Status::illegal_parameter) << suite;
    }
    HelloBuilder hello = server12();
    hello.suites = {0x1301};
    EXPECT_EQ(answer_to({tls12, tls13}, hello), Status::illegal_parameter);
}

TEST(ClientOpening, RefusesExtensionsThatWereNotSent) {
    EXPECT_EQ(answer_to({tls12}, server12().add(16, "0003 02 6832")),
              Status::unsupported_extension);
    EXPECT_EQ(answer_to({tls12}, server12().add(35, "")), Status::unsupported_extension);
    EXPECT_EQ(answer_to({tls12}, server12().add(0xEAEA, "")), Status::unsupported_extension);
    EXPECT_EQ(answer_to({tls13}, server13().add(0x1234, "")), Status::unsupported_extension);
    EXPECT_EQ(answer_to({tls13}, server13().add(41, "0000")), Status::unsupported_extension);
    EXPECT_EQ(answer_to({tls13}, retry().add(0x1234, "")), Status::unsupported_extension);
}

TEST(ClientOpening, TakesExtensionsOfTheApplications) {
    TlsOptions options;
    options.extensions = {{0x1234, 1, {}}};
    Client client(only({tls12}), options);
    EXPECT_EQ(client.hears(server12().add(0x1234, "00")), Status::ok);
}

TEST(ClientOpening, RefusesMalformedHellos) {
    Client client(only({tls12, tls13}));
    const Buffer body = server13().server();
    const Buffer cut = test::handshake_message(2, Bytes(body).first(body.size() - 1));
    EXPECT_EQ(client.machine->receive(Event::server_hello, cut), Status::decode_error);
    Client other(only({tls12, tls13}));
    EXPECT_EQ(other.machine->receive(Event::server_hello, {}), Status::unexpected_message);
}

TEST(ClientOpening, SendsASecondHelloAndTakesTheServersThen) {
    Client client(only({tls12, tls13}));
    EXPECT_EQ(client.hears(retry().add(44, "0002 abcd")), Status::ok);
    const Buffer output = client.machine->take_output();
    EXPECT_FALSE(output.empty());
    HelloBuilder hello = server13();
    const auto share = crypto::KeyShare::generate(crypto::NamedGroup::secp256r1).value();
    Writer entry;
    entry.be16(23);
    entry.vector16([&] { entry.bytes(share.public_value()); });
    EXPECT_EQ(client.hears(hello.drop(51).add(51, entry.take())), Status::ok);
    EXPECT_EQ(client.machine->state_name(), "wait_encrypted_extensions");
}

// RFC 8446 4.1.4
TEST(ClientOpening, RefusesASecondRetryAndAHelloThatDiffersFromIt) {
    HelloBuilder other_suite = server13();
    other_suite.suites = {0x1302};
    const std::pair<HelloBuilder, Status> rows[] = {
        {retry(), Status::unexpected_message},
        {other_suite, Status::illegal_parameter},
        {server12(), Status::illegal_parameter},
    };
    for (const auto& [hello, status] : rows) {
        Client client(only({tls12, tls13}));
        ASSERT_EQ(client.hears(retry()), Status::ok);
        EXPECT_EQ(client.hears(hello), status);
    }
}

TEST(ClientOpening, IgnoresAChangeOfCipherOnlyWhereTls13MayBeChosen) {
    EXPECT_TRUE(Client(only({tls12, tls13})).machine->ignores_change_cipher_spec());
    EXPECT_FALSE(Client(only({tls12})).machine->ignores_change_cipher_spec());
    Client decided(only({tls12, tls13}));
    ASSERT_EQ(decided.hears(server12()), Status::ok);
    EXPECT_FALSE(decided.machine->ignores_change_cipher_spec());
}

// ---- Server -------------------------------------------------------------------------------------

struct Server {
    Beginning beginning;
    std::unique_ptr<Machine> machine;

    explicit Server(Terms terms, TlsOptions options = {})
        : beginning(Role::acceptor, std::move(terms), {}, std::move(options)),
          machine(start_server(std::move(beginning.handshake))) {}
    Status hears(const HelloBuilder& hello) {
        return machine->receive(Event::client_hello, test::handshake_message(1, hello.client()));
    }
};

TEST(ServerOpening, RefusesEverythingButAClientHello) {
    for (const Event event :
         {Event::hello_request, Event::server_hello, Event::certificate, Event::client_key_exchange,
          Event::finished, Event::change_cipher_spec, Event::credentials, Event::unknown}) {
        Server server(test::all_terms());
        EXPECT_EQ(
            server.machine->receive(event, test::handshake_message(1, HelloBuilder().client())),
            Status::unexpected_message)
            << name_of(event);
        EXPECT_EQ(server.machine->state_name(), "wait_client_hello");
    }
}

TEST(ServerOpening, RefusesMalformedHellosAndOldVersions) {
    HelloBuilder old;
    old.version = 0x0301;
    EXPECT_EQ(Server(only({tls12, tls13})).hears(old), Status::protocol_version);
    HelloBuilder twice;
    EXPECT_EQ(Server(test::all_terms()).hears(twice.add(23, "").add(23, "")),
              Status::illegal_parameter);
    Server server(test::all_terms());
    EXPECT_EQ(server.machine->receive(Event::client_hello, {}), Status::unexpected_message);
}

TEST(ServerOpening, RefusesWhereNoApplicationProtocolIsCommon) {
    TlsOptions options;
    options.application_protocols = {"h3"};
    EXPECT_EQ(Server(test::all_terms(), options).hears(HelloBuilder().add(16, "0003 02 6832")),
              Status::application_protocol_mismatch);
}

// The credential has no certificate: what was heard is known, and the machine refuses.
TEST(ServerOpening, KeepsWhatTheClientSaid) {
    TlsOptions options;
    options.application_protocols = {"h2"};
    options.subscriptions = {{0x1234, 1}, {0x1235, 1}, {0x1236, 8}};
    Server server(only({tls12, tls13}), options);
    HelloBuilder hello = HelloBuilder().for_tls13();
    hello.add(16, "0003 02 6832").add(0, "000c 00 0009 412e6578616d706c65");
    hello.add(0x1234, "0102").add(0x1236, "03");
    EXPECT_EQ(server.hears(hello), Status::algorithm_mismatch);
    const Connection& connection = server.beginning.connection;
    EXPECT_EQ(connection.version, tls13);
    EXPECT_EQ(connection.application_protocol, "h2");
    EXPECT_EQ(connection.server_name, "a.example");
    const Handshake& handshake = *server.machine->handshake();
    ASSERT_EQ(handshake.received_extensions.size(), 1u);
    EXPECT_EQ(handshake.received_extensions[0].type, 0x1234);
    EXPECT_EQ(handshake.received_extensions[0].content, (Buffer{1, 2}));
    EXPECT_EQ(handshake.client_hello.supported_groups.size(), 2u);
}

TEST(ServerOpening, ParsesLaterHellosInPlaceOfTheFirst) {
    Beginning server(Role::acceptor, test::all_terms());
    Handshake& handshake = *server.handshake;
    EXPECT_EQ(parse_client_hello(handshake, HelloBuilder().add(23, "").client()), Status::ok);
    EXPECT_TRUE(handshake.client_hello.extended_master_secret);
    EXPECT_EQ(parse_client_hello(handshake, HelloBuilder().client()), Status::ok);
    EXPECT_FALSE(handshake.client_hello.extended_master_secret);
    EXPECT_EQ(parse_client_hello(handshake, {}), Status::decode_error);
}

}  // namespace
}  // namespace secur32::schannel
