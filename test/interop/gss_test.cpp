// gss-ntlmssp and this library, both roles: all cases of pairings_test.cpp, and what only GSSAPI
// has, gss_wrap without confidentiality.
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

Request without_sealing() {
    Request request;
    request.identity = kUser;
    request.sealing = false;
    return request;
}

// gss_wrap of NTLM without confidentiality is the signature and the text as it is.
TEST(GssWrap, without_confidentiality_its_wrap_is_our_signature) {
    const PartyPtr client = gss_client(without_sealing()), server = our_server(without_sealing());
    ASSERT_TRUE(run(*client, *server).complete());
    for (int turn = 0; turn < 3; ++turn) {
        const std::optional<Sealed> wrapped = client->seal(bytes_of("in clear"));
        ASSERT_TRUE(wrapped.has_value());
        EXPECT_EQ(wrapped->text, bytes_of("in clear"));
        EXPECT_TRUE(server->verify(wrapped->text, wrapped->signature));
    }
}

TEST(GssWrap, without_confidentiality_our_signature_unwraps) {
    const PartyPtr client = our_client(without_sealing()), server = gss_server(without_sealing());
    ASSERT_TRUE(run(*client, *server).complete());
    for (int turn = 0; turn < 3; ++turn) {
        const Bytes text = bytes_of("in clear");
        const std::optional<Bytes> signature = client->sign(text);
        ASSERT_TRUE(signature.has_value());
        EXPECT_EQ(server->unseal({*signature, text}), text);
    }
}

}  // namespace
}  // namespace interop
