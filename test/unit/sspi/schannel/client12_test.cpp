// The table of the machine; what it does with the messages: test/machine/schannel/tls12_*.
#include "sspi/schannel/client12.h"

#include <gtest/gtest.h>

#include <set>

#include "test/support/steps_walk.h"
#include "test/support/tls_events.h"
#include "test/support/tls_machine_pair.h"

namespace secur32::schannel {
namespace {

using State = Client12::State;

constexpr State kStates[] = {State::start,
                             State::wait_certificate,
                             State::wait_status_or_key_exchange,
                             State::wait_key_exchange,
                             State::wait_status_or_request,
                             State::wait_request,
                             State::wait_done,
                             State::wait_credentials,
                             State::wait_change_cipher_spec,
                             State::wait_finished,
                             State::connected};

// A machine with the connection that it works on.
struct Client12Scene {
    Connection connection{Role::initiator};
    Client12 machine{std::make_unique<Handshake>(connection,
                                                 test::make_tls_credential({.server = false}),
                                                 u"host.example", Features(), TlsOptions())};
};
std::shared_ptr<Client12> make_machine() {
    auto scene = std::make_shared<Client12Scene>();
    return {scene, &scene->machine};
}

TEST(Client12, RefusesWhateverNoRowWelcomes) {
    test::expect_rows_and_nothing_else<Client12>(kStates, test::kTlsEvents, make_machine);
}

TEST(Client12, ReachesEveryState) { test::expect_all_reached<Client12>(kStates); }

TEST(Client12, NamesEachStateForPeople) {
    std::set<std::string_view> names;
    for (const State state : kStates) {
        const auto machine = make_machine();
        machine->enter(state);
        names.insert(machine->state_name());
    }
    EXPECT_EQ(names.size(), std::size(kStates));
    EXPECT_TRUE(names.contains("wait_finished"));
}

TEST(Client12, IsConnectedInItsLastStateAlone) {
    for (const State state : kStates) {
        const auto machine = make_machine();
        machine->enter(state);
        EXPECT_EQ(machine->phase() == Phase::connected, state == State::connected);
    }
}

TEST(Client12, WantsCredentialsInOneState) {
    for (const State state : kStates) {
        const auto machine = make_machine();
        machine->enter(state);
        EXPECT_EQ(machine->phase() == Phase::wants_credentials, state == State::wait_credentials);
    }
}

TEST(Client12, PassesOverHelloRequestsOnceItHasAHello) {
    for (const State state : kStates) {
        if (state == State::connected) continue;
        const auto machine = make_machine();
        machine->enter(state);
        const Status expected = state == State::start ? Status::unexpected_message : Status::ok;
        EXPECT_EQ(machine->receive(Event::hello_request, Buffer{0, 0, 0, 0}), expected);
        EXPECT_EQ(machine->state(), state);
        EXPECT_TRUE(machine->handshake()->transcript.messages().empty());
    }
}

TEST(Client12, RefusesHelloRequestsWithContent) {
    const auto machine = make_machine();
    machine->enter(State::wait_certificate);
    EXPECT_EQ(machine->receive(Event::hello_request, Buffer{0, 0, 0, 1, 0}), Status::decode_error);
}

}  // namespace
}  // namespace secur32::schannel
