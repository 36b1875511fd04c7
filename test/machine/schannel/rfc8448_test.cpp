// RFC 8448's traces 3, 5, 6 and 7 replayed by our client and by our server: every octet that is not
// taken from rfc8448_sources.h is ours, and equal; records too.  (4 resumes a session.)
#include <gtest/gtest.h>
#include <stdlib.h>
#include <unistd.h>

#include <fstream>
#include <iterator>

#include "sslprovider/base/environment.h"
#include "test/support/rfc8448_sources.h"
#include "test/support/tls_machine_pair.h"
#include "test/support/vectors.h"

namespace secur32::schannel {
namespace {

using test::MachineEnd;
using test::Rfc8448Record;
using test::Rfc8448Sources;
using test::Rfc8448Trace;
using test::to_hex;

// One side, and how many records it had to send.
struct Replay {
    Replay(std::string_view section, bool as_client)
        : trace(section), party(trace, as_client), sources(trace, as_client) {}

    void run() {
        Sources* const before = Sources::replace(&sources);
        MachineEnd end({.role = party.client ? Role::initiator : Role::acceptor,
                        .credential = party.credential,
                        .target = party.target,
                        .features = party.features,
                        .options = party.options});
        Sources::replace(before);
        ASSERT_EQ(end.begin(), Status::ok);
        for (const Rfc8448Record& record : trace.records()) {
            if (record.from_client != party.client)
                ASSERT_EQ(end.put(record.record), Status::ok);
            else
                ASSERT_NO_FATAL_FAILURE(send(end, record));
        }
        EXPECT_TRUE(sent.empty());
        ASSERT_TRUE(end.connected());
        EXPECT_EQ(to_hex(end.connection.resumption_master->value()),
                  to_hex(trace.item("derive secret \"tls13 res master\"", "expanded")));
        ASSERT_FALSE(end.alerts.empty());
        EXPECT_TRUE(end.alerts.back().is_close_notify());
    }

    // What is no part of the handshake is said by whoever uses the connection.
    void send(MachineEnd& end, const Rfc8448Record& record) {
        if (record.type != 20 && !record.handshake_continues) {
            const auto type = static_cast<ContentType>(record.type);
            ASSERT_EQ(end.connection.sender.write(type, record.payload, sent), Status::ok);
        }
        const Buffer more = end.take();
        sent.insert(sent.end(), more.begin(), more.end());
        ASSERT_GE(sent.size(), record.record.size());
        EXPECT_EQ(to_hex(Bytes(sent).first(record.record.size())), to_hex(record.record));
        sent.erase(sent.begin(), sent.begin() + static_cast<std::ptrdiff_t>(record.record.size()));
        if (records++ == 0 && trace.retries()) party.retry(*end.machine);
    }

    Rfc8448Trace trace;
    test::Rfc8448Party party;
    Rfc8448Sources sources;
    Buffer sent;
    std::size_t records = 0;
};

void expect_replay(std::string_view section, bool client, std::size_t records) {
    Replay replay(section, client);
    replay.run();
    EXPECT_EQ(replay.records, records);
}

TEST(Rfc8448Machines, ClientOfASimpleHandshake) { expect_replay("3", true, 4); }
TEST(Rfc8448Machines, ServerOfASimpleHandshake) { expect_replay("3", false, 5); }
TEST(Rfc8448Machines, ClientThatIsAskedToRetry) { expect_replay("5", true, 4); }
TEST(Rfc8448Machines, ServerThatAsksToRetry) { expect_replay("5", false, 4); }
TEST(Rfc8448Machines, ClientThatShowsACertificate) { expect_replay("6", true, 3); }
TEST(Rfc8448Machines, ServerThatAsksForACertificate) { expect_replay("6", false, 3); }
TEST(Rfc8448Machines, ClientInCompatibilityMode) { expect_replay("7", true, 4); }
TEST(Rfc8448Machines, ServerInCompatibilityMode) { expect_replay("7", false, 4); }

// -- SSLKEYLOGFILE -------------------------------------------------------------------------------

// A process opens its file once: the replay is a child's.
void expect_key_log(bool client) {
    const std::string path = testing::TempDir() + "rfc8448_key_log." + (client ? "c" : "s");
    const auto replay = [&] {
        ::setenv(environment::kKeyLogFile, path.c_str(), 1);
        Replay("3", client).run();
        std::exit(testing::Test::HasFailure() ? 1 : 0);
    };
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    ::unlink(path.c_str());
    EXPECT_EXIT(replay(), testing::ExitedWithCode(0), "");
    std::ifstream in(path);
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    ::unlink(path.c_str());

    const Rfc8448Trace trace("3");
    const Buffer random = test::HelloParts(test::message_of(trace, true, 1)).random;
    std::string wanted;
    for (const auto& [label, name] : {std::pair{"CLIENT_HANDSHAKE_TRAFFIC_SECRET", "c hs traffic"},
                                      std::pair{"SERVER_HANDSHAKE_TRAFFIC_SECRET", "s hs traffic"},
                                      std::pair{"CLIENT_TRAFFIC_SECRET_0", "c ap traffic"},
                                      std::pair{"SERVER_TRAFFIC_SECRET_0", "s ap traffic"},
                                      std::pair{"EXPORTER_SECRET", "exp master"}})
        wanted +=
            std::string(label) + ' ' + to_hex(random) + ' ' +
            to_hex(trace.item("derive secret \"tls13 " + std::string(name) + '"', "expanded")) +
            '\n';
    EXPECT_EQ(text, wanted);
}

TEST(Rfc8448KeyLogDeathTest, OfTheClientHasTheSecretsOfTheTrace) { expect_key_log(true); }
TEST(Rfc8448KeyLogDeathTest, OfTheServerHasTheSecretsOfTheTrace) { expect_key_log(false); }

}  // namespace
}  // namespace secur32::schannel
