// gss-ntlmssp and this library, both roles: all cases of pairings_test.cpp, and what only GSSAPI
// has, gss_wrap's flag for confidentiality.
#include <gtest/gtest.h>

#include "test/interop/accounts.h"
#include "test/interop/gss_party.h"
#include "test/interop/ours.h"
#include "test/interop/pairings.h"

namespace interop {

std::vector<Pairing> pairings() {
    return {{"we_initiate_they_accept", our_client, gss_server, false},
            {"they_initiate_we_accept", gss_client, our_server, true},
            {"our_negotiate_initiates", our_negotiate_client, gss_server, false},
            {"our_negotiate_accepts", gss_client, our_negotiate_server, true}};
}

namespace {

// gss-ntlmssp seals whether it is asked to or not: its wrap is always an EncryptMessage.
TEST(GssWrap, without_confidentiality_it_is_sealed_all_the_same) {
    Request request;
    request.identity = kUser;
    const PartyPtr client = gss_client(request), server = our_server(request);
    ASSERT_TRUE(run(*client, *server).complete());
    for (int turn = 0; turn < 3; ++turn) {
        const Bytes text = bytes_of("to be wrapped");
        const std::optional<Sealed> wrapped = gss_wrap_without_confidentiality(*client, text);
        ASSERT_TRUE(wrapped.has_value());
        EXPECT_NE(wrapped->text, text);
        EXPECT_EQ(server->unseal(*wrapped), text);
    }
}

}  // namespace
}  // namespace interop
