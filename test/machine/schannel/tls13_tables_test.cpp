// The tables of TLS 1.3's two machines, walked: what has no row is refused, every state is reached,
// and what a machine says of itself in each.
#include <gtest/gtest.h>

#include "sspi/schannel/client13.h"
#include "sspi/schannel/server13.h"
#include "test/support/steps_walk.h"
#include "test/support/tls_events.h"
#include "test/support/tls_machine_pair.h"

namespace secur32::schannel {
namespace {

using C = Client13::State;
constexpr C kClientStates[] = {
    C::start,
    C::wait_second_hello,
    C::wait_encrypted_extensions,
    C::wait_certificate_or_request,
    C::wait_certificate,
    C::wait_certificate_verify,
    C::wait_finished,
    C::wait_credentials,
    C::connected,
};

using S = Server13::State;
constexpr S kServerStates[] = {
    S::start,
    S::wait_second_client_hello,
    S::wait_certificate,
    S::wait_certificate_verify,
    S::wait_finished,
    S::connected,
};

// A machine that nothing has come to.
template <typename Machine>
class Fresh {
 public:
    explicit Fresh(Role role) : connection_(std::make_unique<Connection>(role)) {
        machine_ = std::make_unique<Machine>(std::make_unique<Handshake>(
            *connection_, test::make_tls_credential({.server = role == Role::acceptor}),
            std::u16string(), Features(), TlsOptions()));
    }
    Machine* operator->() { return machine_.get(); }
    Machine& operator*() { return *machine_; }

 private:
    std::unique_ptr<Connection> connection_;
    std::unique_ptr<Machine> machine_;
};

TEST(Client13Table, RefusesWhatHasNoRow) {
    test::expect_rows_and_nothing_else<Client13>(kClientStates, test::kTlsEvents,
                                                 [] { return Fresh<Client13>(Role::initiator); });
}

TEST(Server13Table, RefusesWhatHasNoRow) {
    test::expect_rows_and_nothing_else<Server13>(kServerStates, test::kTlsEvents,
                                                 [] { return Fresh<Server13>(Role::acceptor); });
}

TEST(Client13Table, ReachesEveryState) { test::expect_all_reached<Client13>(kClientStates); }
TEST(Server13Table, ReachesEveryState) { test::expect_all_reached<Server13>(kServerStates); }

// What receive() refuses it refuses for good.
TEST(Client13Table, NothingFollowsARefusal) {
    Fresh<Client13> fresh(Role::initiator);
    const Buffer message = {20, 0, 0, 0};
    EXPECT_EQ(fresh->receive(Event::finished, message), Status::unexpected_message);
    EXPECT_EQ(fresh->receive(Event::server_hello, message), Status::context_expired);
}

TEST(Server13Table, NothingFollowsARefusal) {
    Fresh<Server13> fresh(Role::acceptor);
    const Buffer message = {20, 0, 0, 0};
    EXPECT_EQ(fresh->receive(Event::finished, message), Status::unexpected_message);
    EXPECT_EQ(fresh->receive(Event::client_hello, message), Status::context_expired);
}

// RFC 8446 5: change_cipher_spec is dropped until the peer's Finished.
TEST(Client13Table, DropsChangeCipherSpecUntilTheServersFinished) {
    Fresh<Client13> fresh(Role::initiator);
    for (const C state : kClientStates) {
        fresh->enter(state);
        EXPECT_EQ(fresh->ignores_change_cipher_spec(),
                  state != C::wait_credentials && state != C::connected);
        EXPECT_FALSE(fresh->state_name().empty());
        EXPECT_EQ(fresh->phase(), state == C::wait_credentials ? Phase::wants_credentials
                                  : state == C::connected      ? Phase::connected
                                                               : Phase::handshaking);
    }
}

TEST(Server13Table, DropsChangeCipherSpecUntilTheClientsFinished) {
    Fresh<Server13> fresh(Role::acceptor);
    for (const S state : kServerStates) {
        fresh->enter(state);
        EXPECT_EQ(fresh->ignores_change_cipher_spec(), state != S::connected);
        EXPECT_FALSE(fresh->state_name().empty());
        EXPECT_EQ(fresh->phase(), state == S::connected ? Phase::connected : Phase::handshaking);
    }
}

}  // namespace
}  // namespace secur32::schannel
