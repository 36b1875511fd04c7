// A context without SSPI's buffers: Exchange in, Exchange out.  What a program sees of it is in
// test/machine/schannel/.
#include "sspi/schannel/context.h"

#include <gtest/gtest.h>

#include "test/support/tls_machine_pair.h"

namespace secur32::schannel {
namespace {

constexpr Features kAsked{Feature::stream, Feature::extended_error};

struct ContextEnd {
    explicit ContextEnd(Role own_role, Features features = kAsked)
        : role(own_role), asked(features), context(own_role, credential_of(own_role)) {}
    static std::shared_ptr<const Credential> credential_of(Role role) {
        test::MachineCredentialPlan plan;
        plan.server = role == Role::acceptor;
        if (plan.server) plan.keys = {"P-256"};
        return test::make_tls_credential(plan);
    }
    // The input stays the test's.
    Result<Progress> step(Bytes input = {}) {
        exchange = {};
        exchange.input = input;
        exchange.requested = asked;
        exchange.target = test::kTlsHost;
        return context.step(exchange);
    }

    const Role role;
    const Features asked;
    Context context;
    Exchange exchange;
};

struct SchannelContext : testing::Test {
    // Until both are connected.
    void connect() {
        ASSERT_EQ(client.step().value(), Progress::continue_needed);
        const Buffer hello = client.exchange.output;
        ASSERT_EQ(server.step(hello).value(), Progress::continue_needed);
        const Buffer flight = server.exchange.output;
        ASSERT_EQ(client.step(flight).value(), Progress::complete);
        const Buffer finished = client.exchange.output;
        ASSERT_EQ(server.step(finished).value(), Progress::complete);
    }
    ContextEnd client{Role::initiator}, server{Role::acceptor};
};

TEST_F(SchannelContext, GrantsAndExpiresWithThePeersCertificate) {
    connect();
    const Features granted{Feature::replay_detect, Feature::sequence_detect,
                           Feature::confidentiality, Feature::stream, Feature::extended_error};
    EXPECT_EQ(server.exchange.granted, granted);
    EXPECT_EQ(server.exchange.expiry, kNever);
    ContextEnd other{Role::initiator};
    EXPECT_TRUE(other.step().ok());
    EXPECT_EQ(other.exchange.expiry, kNever);
    EXPECT_EQ(client.exchange.granted, granted);
    EXPECT_EQ(client.exchange.expiry, test::file_time_of("20690101000000Z"));
}

TEST_F(SchannelContext, SaysWhatItLeftOfTheInput) {
    ASSERT_TRUE(client.step().ok());
    Buffer hello = client.exchange.output;
    hello.insert(hello.end(), {23, 3, 3, 0, 1});
    EXPECT_EQ(server.step(hello).value(), Progress::continue_needed);
    EXPECT_EQ(server.exchange.unread, 5u);
    EXPECT_EQ(server.exchange.missing, 0u);
}

TEST_F(SchannelContext, WantsWholeRecordsAndLooksAtNoPart) {
    ASSERT_TRUE(client.step().ok());
    const Buffer hello = client.exchange.output;
    for (const std::size_t size :
         {std::size_t{0}, std::size_t{4}, std::size_t{5}, hello.size() - 1}) {
        EXPECT_EQ(server.step(Bytes(hello).first(size)).status(), Status::incomplete_message);
        EXPECT_EQ(server.exchange.missing, size < 5 ? 5 - size : hello.size() - size);
        EXPECT_TRUE(server.exchange.output.empty());
        EXPECT_TRUE(server.exchange.alert.empty());
    }
    EXPECT_EQ(server.step(hello).value(), Progress::continue_needed);
}

TEST_F(SchannelContext, LeavesItsInputAsItWas) {
    ASSERT_TRUE(client.step().ok());
    ASSERT_TRUE(server.step(Buffer(client.exchange.output)).ok());
    const Buffer flight = server.exchange.output;
    Buffer shown = flight;
    ASSERT_TRUE(client.step(shown).ok());
    EXPECT_EQ(shown, flight) << "opened in a copy";
}

TEST_F(SchannelContext, ProtectsNothingBeforeItIsConnected) {
    ASSERT_TRUE(client.step().ok());
    OutgoingRecord record;
    EXPECT_EQ(client.context.protect(record), Status::context_expired);
    std::size_t missing = 0;
    EXPECT_EQ(client.context.unprotect({}, missing).status(), Status::context_expired);
    EXPECT_TRUE(client.context.goes_on());
}

TEST_F(SchannelContext, AnswersAFailureWithAnAlertWhereItIsAskedFor) {
    const Buffer wrong = {22, 3, 1, 0, 4, 20, 0, 0, 0};
    EXPECT_EQ(server.step(wrong).status(), Status::unexpected_message);
    ASSERT_EQ(server.exchange.alert.size(), 7u);
    EXPECT_EQ(server.exchange.alert[6], 10);
    EXPECT_TRUE(server.exchange.output.empty());
    ContextEnd silent{Role::acceptor, Features{Feature::stream}};
    EXPECT_EQ(silent.step(wrong).status(), Status::unexpected_message);
    EXPECT_TRUE(silent.exchange.alert.empty());
}

TEST_F(SchannelContext, FailsAtAnyOctetOfAFlightThatIsChanged) {
    ASSERT_TRUE(client.step().ok());
    const Buffer hello = client.exchange.output;
    ASSERT_TRUE(server.step(hello).ok());
    const Buffer flight = server.exchange.output;
    for (std::size_t i = 0; i < flight.size(); i += 17) {
        ContextEnd other{Role::initiator};
        ASSERT_TRUE(other.step().ok());
        ContextEnd peer{Role::acceptor};
        ASSERT_TRUE(peer.step(Buffer(other.exchange.output)).ok());
        Buffer changed = peer.exchange.output;
        if (i >= changed.size()) break;
        changed[i] ^= 0x20;
        const Result<Progress> result = other.step(changed);
        if (!result.ok()) continue;
        // A record's version is not looked at (RFC 8446 5.1), and one that grew is not all there.
        EXPECT_EQ(result.value(), Progress::continue_needed) << i;
    }
}

TEST_F(SchannelContext, IsNoDtlsAndHasNoMessagesWithoutRecords) {
    for (const Feature feature : {Feature::datagram, Feature::messages}) {
        ContextEnd end{Role::initiator, Features{feature, Feature::extended_error}};
        EXPECT_EQ(end.step().status(), Status::unsupported_function);
        EXPECT_TRUE(end.exchange.alert.empty()) << "nobody is there to hear it";
    }
}

TEST_F(SchannelContext, SaysNoRenegotiationWhereNothingWaits) {
    connect();
    const Buffer some(9);
    EXPECT_EQ(client.step(some).value(), Progress::no_renegotiation);
    EXPECT_EQ(client.exchange.unread, 9u);
    EXPECT_TRUE(client.exchange.output.empty());
}

TEST_F(SchannelContext, SendsAWarningAndGoesOn) {
    connect();
    ControlToken token{ControlToken::Kind::alert};
    token.alert_level = 1;
    token.alert_description = 90;
    EXPECT_EQ(client.context.control(token), Status::ok);
    EXPECT_EQ(client.step().value(), Progress::complete);
    Buffer record = client.exchange.output;
    std::size_t missing = 0;
    const auto heard = server.context.unprotect(record, missing);
    ASSERT_TRUE(heard.ok());
    EXPECT_EQ(heard.value().verdict, RecordVerdict::data);
    EXPECT_TRUE(heard.value().content.empty());
    EXPECT_EQ(client.step().value(), Progress::no_renegotiation) << "it is not shut down";
}

TEST_F(SchannelContext, TakesSettingsAndQuestions) {
    connect();
    EXPECT_TRUE(client.context.query(Attribute::package_info).ok());
    EXPECT_EQ(client.context.set(SamFile{"x"}), Status::unsupported_function);
    EXPECT_EQ(client.context.pack(false).status(), Status::unsupported_function);
}

}  // namespace
}  // namespace secur32::schannel
