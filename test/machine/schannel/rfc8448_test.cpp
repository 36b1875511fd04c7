// RFC 8448's traces 3, 5, 6 and 7 replayed by our client and by our server: every octet that is not
// taken from rfc8448_sources.h is ours, and equal; records too.  (4 resumes a session.)
#include <gtest/gtest.h>

#include "test/support/rfc8448_sources.h"
#include "test/support/tls_machine_pair.h"
#include "test/support/vectors.h"

namespace secur32::schannel {
namespace {

using test::MachineCredential;
using test::MachineEnd;
using test::Rfc8448Record;
using test::Rfc8448Sources;
using test::Rfc8448Trace;
using test::to_hex;

struct Replay {
    Replay(std::string_view section, bool as_client)
        : trace(section), client(as_client), sources(trace, as_client) {}

    bool shows_certificate() const {
        return !client || !std::ranges::none_of(test::messages_of(trace, true),
                                                [](const Buffer& m) { return m[0] == 11; });
    }
    MachineCredential credential() const {
        std::vector<OwnCertificate> certificates;
        if (shows_certificate()) certificates.push_back(test::certificate_of_trace(trace, client));
        return test::make_tls_credential(
            {.server = !client,
             .certificates = certificates,
             .terms =
                 [this](Terms& terms) {
                     terms = test::terms_of_trace(trace);
                     // That server asks for a group that it likes better than the one it has a
                     // share of, ours only for one that it needs.
                     if (!client && trace.retries())
                         terms.groups = {provider::find_group(23), provider::find_group(24)};
                 },
             .judgement = [](Judgement& of) { of.mode = Judgement::Mode::manual; }});
    }
    MachineEnd::Plan plan() const {
        MachineEnd::Plan plan;
        plan.role = client ? Role::initiator : Role::acceptor;
        plan.credential = credential();
        plan.target = client ? u"server" : u"";
        const bool mutual = !std::ranges::none_of(test::messages_of(trace, false),
                                                  [](const Buffer& m) { return m[0] == 13; });
        if (!client && mutual) plan.features = {Feature::mutual_auth};
        // Where the second ClientHello of 5 has its padding.
        if (client && trace.retries()) plan.options.extensions = {{21, 1, Buffer(0xAF)}};
        return plan;
    }

    void run() {
        Sources* const before = Sources::replace(&sources);
        const MachineEnd::Plan plan = this->plan();
        MachineEnd end(plan);
        Sources::replace(before);
        ASSERT_EQ(end.begin(), Status::ok);
        Buffer sent;
        for (const Rfc8448Record& record : trace.records()) {
            if (record.from_client != client) {
                ASSERT_EQ(end.put(record.record), Status::ok);
                continue;
            }
            if (record.type != 20 && !record.handshake_continues) {
                const auto type = static_cast<ContentType>(record.type);
                ASSERT_EQ(end.connection.sender.write(type, record.payload, sent), Status::ok);
            }
            const Buffer more = end.take();
            sent.insert(sent.end(), more.begin(), more.end());
            ASSERT_GE(sent.size(), record.record.size());
            const auto size = static_cast<std::ptrdiff_t>(record.record.size());
            EXPECT_EQ(to_hex(Bytes(sent).first(record.record.size())), to_hex(record.record));
            sent.erase(sent.begin(), sent.begin() + size);
            ++records;
            if (!client && trace.retries() && record.payload[0] == 2 && !retried)
                retry(*plan.credential);
        }
        EXPECT_TRUE(sent.empty());
        EXPECT_TRUE(end.connected());
        ASSERT_FALSE(end.alerts.empty());
        EXPECT_TRUE(end.alerts.back().is_close_notify());
    }
    // It has that group all the same, and says so in EncryptedExtensions.
    void retry(const Credential& of) {
        retried = true;
        const_cast<Terms&>(of.terms()).groups.push_back(provider::find_group(29));
    }

    Rfc8448Trace trace;
    bool client;
    Rfc8448Sources sources;
    std::size_t records = 0;
    bool retried = false;
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

}  // namespace
}  // namespace secur32::schannel
