// libwinpr2's NTLM and this library, both roles, in one process: all cases of pairings_test.cpp,
// and what only WinPR does, signing a read-only buffer on a context that seals.
#include <gtest/gtest.h>

#include "test/interop/accounts.h"
#include "test/interop/ours.h"
#include "test/interop/pairings.h"
#include "test/interop/winpr_party.h"

namespace interop {

std::vector<Pairing> pairings() {
    const bool bindings = false, signs = false;
    return {{"we_initiate_they_accept", our_client, winpr_server, false, bindings, signs},
            {"we_initiate_their_callback_accepts", our_client, winpr_callback_server, false,
             bindings, signs},
            {"they_initiate_we_accept", winpr_client, our_server, true, true, signs},
            {"our_negotiate_initiates", our_negotiate_client, winpr_server, false, bindings, signs},
            {"our_negotiate_accepts", winpr_client, our_negotiate_server, true, true, signs}};
}

namespace {

Request as_user() {
    Request request;
    request.identity = kUser;
    return request;
}

TEST(WinprReadOnly, what_their_client_signs_our_server_verifies) {
    const PartyPtr client = winpr_client(as_user()), server = our_server(as_user());
    ASSERT_TRUE(run(*client, *server).complete());
    for (int turn = 0; turn < 3; ++turn) {
        const Bytes text = bytes_of("in clear"), secret = bytes_of("sealed");
        const std::optional<Bytes> signature = client->sign(text);
        ASSERT_TRUE(signature.has_value());
        EXPECT_TRUE(server->verify(text, *signature));
        const std::optional<Sealed> sealed = client->seal(secret);
        ASSERT_TRUE(sealed.has_value());
        EXPECT_EQ(server->unseal(*sealed), secret);
    }
}

}  // namespace
}  // namespace interop
