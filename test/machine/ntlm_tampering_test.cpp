// Somebody in the middle: no octet of the three messages can be taken, changed, added or moved
// unnoticed, whatever comes in whatever order.
#include <gtest/gtest.h>

#include <array>
#include <set>

#include "test/support/ntlm_world.h"

namespace secur32 {
namespace {

using test::Conversation;
using test::World;

enum class Leg { negotiate, challenge, authenticate };
constexpr std::array kLegs = {Leg::negotiate, Leg::challenge, Leg::authenticate};

Conversation::Meddle& meddle_on(Conversation& talk, Leg leg) {
    if (leg == Leg::negotiate) return talk.on_negotiate;
    return leg == Leg::challenge ? talk.on_challenge : talk.on_authenticate;
}

// The size of each message when nobody meddles.
std::size_t size_of(Leg leg) {
    World world;
    Conversation talk(world);
    EXPECT_EQ(talk.run(), Status::ok);
    if (leg == Leg::negotiate) return talk.negotiate.size();
    return leg == Leg::challenge ? talk.challenge.size() : talk.authenticate.size();
}

// A refusal that is documented for a token that was tampered with.
bool refuses(Status status) {
    const std::set<Status> allowed = {Status::invalid_token,        Status::message_altered,
                                      Status::logon_denied,         Status::bad_bindings,
                                      Status::unsupported_function, Status::downgrade_detected,
                                      Status::wrong_principal,      Status::time_skew};
    return allowed.contains(status);
}

void expect_refused(Leg leg, const Conversation::Meddle& meddle) {
    World world;
    Conversation talk(world);
    meddle_on(talk, leg) = meddle;
    const Status status = talk.run();
    EXPECT_TRUE(refuses(status)) << row(status).name;
    for (const auto& [user, outcome] : world.authority->records)
        EXPECT_NE(outcome, LogonOutcome::succeeded);
}

TEST(NtlmTampering, is_noticed_when_a_message_is_cut_anywhere) {
    for (const Leg leg : kLegs)
        for (std::size_t size = 0; size < size_of(leg); ++size)
            expect_refused(leg, [size](Buffer& token) { token.resize(size); });
}

TEST(NtlmTampering, is_noticed_when_any_bit_is_flipped) {
    for (const Leg leg : kLegs) {
        const std::size_t size = size_of(leg);
        for (std::size_t at = 0; at < size; ++at)
            for (unsigned bit = 0; bit < 8; ++bit) {
                SCOPED_TRACE(testing::Message() << "leg " << static_cast<int>(leg) << " octet "
                                                << at << " bit " << bit);
                expect_refused(leg, [at, bit](Buffer& token) {
                    if (at < token.size()) token[at] ^= static_cast<std::uint8_t>(1U << bit);
                });
            }
    }
}

TEST(NtlmTampering, is_noticed_when_something_is_added) {
    for (const Leg leg : kLegs)
        for (const std::size_t more : {1U, 4U, 100U, 5000U})
            expect_refused(leg, [more](Buffer& token) { token.resize(token.size() + more); });
}

TEST(NtlmTampering, is_refused_when_a_message_is_endless) {
    for (const Leg leg : kLegs) expect_refused(leg, [](Buffer& token) { token.resize(1 << 20); });
}

TEST(NtlmTampering, is_refused_when_a_message_is_somebody_elses) {
    const Buffer strangers[] = {
        {0x60, 0x28, 0x06, 0x06, 0x2b, 0x06, 0x01, 0x05, 0x05, 0x02},  // SPNEGO
        {0x16, 0x03, 0x01, 0x00, 0x05, 0x01, 0x00, 0x00, 0x01, 0x00},  // TLS
        {'N', 'T', 'L', 'M', 'S', 'S', 'P', 0, 9, 0, 0, 0},            // no such message
        {'N', 'T', 'L', 'M', 'S', 'S', 'P', 0},
        Buffer(100, 0),
        Buffer(100, 0xff)};
    for (const Leg leg : kLegs)
        for (const Buffer& stranger : strangers)
            expect_refused(leg, [&stranger](Buffer& token) { token = stranger; });
}

TEST(NtlmTampering, is_refused_when_the_messages_come_in_another_order) {
    World world;
    Conversation other(world);
    ASSERT_EQ(other.run(), Status::ok);
    const Buffer messages[] = {other.negotiate, other.challenge, other.authenticate};
    for (const Leg leg : kLegs)
        for (std::size_t i = 0; i < 3; ++i) {
            if (i == static_cast<std::size_t>(leg)) continue;
            expect_refused(leg, [&](Buffer& token) { token = messages[i]; });
        }
}

TEST(NtlmTampering, is_refused_when_messages_of_two_exchanges_are_mixed) {
    World world;
    Conversation other(world);
    other.client_asks = {};
    ASSERT_EQ(other.run(), Status::ok);
    const Buffer messages[] = {other.negotiate, other.challenge, other.authenticate};
    for (const Leg leg : kLegs)
        expect_refused(leg,
                       [&](Buffer& token) { token = messages[static_cast<std::size_t>(leg)]; });
}

TEST(NtlmTampering, makes_a_replayed_authenticate_worthless) {
    World world;
    Conversation first(world);
    ASSERT_EQ(first.run(), Status::ok);
    Conversation second(world);
    ASSERT_EQ(second.talk(), Status::ok);
    EXPECT_EQ(second.server_step(first.authenticate).status(), Status::logon_denied);
}

TEST(NtlmTampering, ends_a_context_for_good) {
    World world;
    Conversation talk(world);
    ASSERT_EQ(talk.talk(), Status::ok);
    Buffer altered = talk.authenticate;
    altered[80] ^= 1;  // in the MIC
    EXPECT_EQ(talk.server_step(altered).status(), Status::message_altered);
    EXPECT_EQ(talk.server_step(talk.authenticate).status(), Status::out_of_sequence);
    EXPECT_FALSE(talk.server->query(Attribute::session_key).ok());
    EXPECT_EQ(talk.server->complete({}).status(), Status::out_of_sequence);
    EXPECT_EQ(talk.server->set(SamFile{"sam"}), Status::out_of_sequence);
}

TEST(NtlmTampering, has_no_room_after_the_end) {
    World world;
    Conversation talk(world);
    ASSERT_EQ(talk.run(), Status::ok);
    for (const Buffer* message : {&talk.negotiate, &talk.challenge, &talk.authenticate}) {
        EXPECT_EQ(talk.server_step(*message).status(), Status::out_of_sequence);
        EXPECT_EQ(talk.client_step(*message).status(), Status::out_of_sequence);
    }
    EXPECT_EQ(talk.client_step({}).status(), Status::out_of_sequence);
    // What was established stays so.
    const Result<Buffer> sealed = test::seal(*talk.client, Buffer(10));
    ASSERT_TRUE(sealed.ok());
    EXPECT_TRUE(test::unseal(*talk.server, sealed.value()).ok());
}

}  // namespace
}  // namespace secur32
