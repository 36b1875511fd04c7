// Samba's ntlm_auth as the client, this library as the server: exchange, session key, and what is
// refused.  The helper cannot seal; the session key both ends hold stands in for that.
#include <gtest/gtest.h>

#include "test/interop/accounts.h"
#include "test/interop/ours.h"
#include "test/interop/samba_party.h"

namespace interop {
namespace {

class NtlmAuth : public testing::Test {
 protected:
    Exchange authenticate(const Identity& identity, MakeParty make_server = our_server) {
        Request request;
        request.identity = identity;
        client_ = samba_client(request, kAccounts->folder());
        server_ = make_server(request);
        return run(*client_, *server_);
    }
    PartyPtr client_, server_;
};

TEST_F(NtlmAuth, authenticates_with_the_right_password) {
    const Exchange all = authenticate(kUser);
    EXPECT_TRUE(all.complete()) << all.client.reason << " / " << all.server.reason;
}

TEST_F(NtlmAuth, authenticates_to_negotiate_with_raw_ntlm) {
    const Exchange all = authenticate(kUser, our_negotiate_server);
    EXPECT_TRUE(all.complete()) << all.client.reason << " / " << all.server.reason;
}

TEST_F(NtlmAuth, the_server_sees_the_user_by_name) {
    ASSERT_TRUE(authenticate(kUser).complete());
    EXPECT_EQ(server_->user(), "DOM\\user");
}

TEST_F(NtlmAuth, both_ends_hold_the_same_session_key) {
    ASSERT_TRUE(authenticate(kUser).complete());
    const Bytes theirs = client_->session_key();
    EXPECT_EQ(theirs.size(), 16U);
    EXPECT_EQ(theirs, server_->session_key());
}

TEST_F(NtlmAuth, a_wrong_password_is_refused) {
    const Exchange all = authenticate(kWrongPassword);
    EXPECT_EQ(all.server.state, State::failed);
    EXPECT_EQ(all.server.status, kLogonDenied) << all.server.reason;
}

TEST_F(NtlmAuth, an_unknown_user_is_refused) {
    const Exchange all = authenticate(kUnknownUser);
    EXPECT_EQ(all.server.state, State::failed);
    EXPECT_EQ(all.server.status, kLogonDenied) << all.server.reason;
}

TEST_F(NtlmAuth, its_authenticate_is_refused_by_another_server_context) {
    const Exchange all = authenticate(kUser);
    ASSERT_TRUE(all.complete());
    const PartyPtr other = our_server(Request{});
    ASSERT_EQ(other->step(all.negotiate).state, State::more);
    const Leg replayed = other->step(all.authenticate);
    EXPECT_EQ(replayed.state, State::failed);
    EXPECT_EQ(replayed.status, kLogonDenied) << replayed.reason;
}

}  // namespace
}  // namespace interop
