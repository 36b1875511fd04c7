// The table of the machine; what it does with the messages: test/machine/schannel/tls12_*.
#include "sspi/schannel/server12.h"

#include <gtest/gtest.h>

#include <set>

#include "test/support/steps_walk.h"
#include "test/support/tls_events.h"
#include "test/support/tls_machine_pair.h"

namespace secur32::schannel {
namespace {

using State = Server12::State;

constexpr State kStates[] = {State::start,
                             State::wait_certificate,
                             State::wait_key_exchange,
                             State::wait_certificate_verify,
                             State::wait_change_cipher_spec,
                             State::wait_finished,
                             State::connected};

// A machine with the connection that it works on.
struct Server12Scene {
    Connection connection{Role::acceptor};
    Server12 machine{std::make_unique<Handshake>(connection,
                                                 test::make_tls_credential({.server = true}),
                                                 u"host.example", Features(), TlsOptions())};
};
std::shared_ptr<Server12> make_machine() {
    auto scene = std::make_shared<Server12Scene>();
    return {scene, &scene->machine};
}

TEST(Server12, RefusesWhateverNoRowWelcomes) {
    test::expect_rows_and_nothing_else<Server12>(kStates, test::kTlsEvents, make_machine);
}

TEST(Server12, ReachesEveryState) { test::expect_all_reached<Server12>(kStates); }

TEST(Server12, NamesEachStateForPeople) {
    std::set<std::string_view> names;
    for (const State state : kStates) {
        const auto machine = make_machine();
        machine->enter(state);
        names.insert(machine->state_name());
    }
    EXPECT_EQ(names.size(), std::size(kStates));
    EXPECT_TRUE(names.contains("wait_finished"));
}

TEST(Server12, IsConnectedInItsLastStateAlone) {
    for (const State state : kStates) {
        const auto machine = make_machine();
        machine->enter(state);
        EXPECT_EQ(machine->phase() == Phase::connected, state == State::connected);
    }
}

}  // namespace
}  // namespace secur32::schannel
