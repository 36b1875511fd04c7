// curl --ntlm against a small HTTP server on this library's acceptor.  Debian's curl has an NTLM of
// its own: NTLMv2 without MIC, no signing.
#include <gtest/gtest.h>

#include "test/interop/accounts.h"
#include "test/interop/base64.h"
#include "test/interop/http_server.h"
#include "test/interop/ours.h"
#include "test/interop/process.h"

namespace interop {
namespace {

struct CurlResult {
    int exit_code;
    std::string output;  // bodies, each followed by its status in a line
};

// Several urls in one call go over one connection.
CurlResult curl(const std::vector<std::string>& arguments) {
    std::vector<std::string> all = {"curl",       "--silent", "--noproxy",   "*",
                                    "--max-time", "20",       "--write-out", "%{http_code}\n"};
    all.insert(all.end(), arguments.begin(), arguments.end());
    Process process(all);
    CurlResult result;
    result.output = process.read_rest();
    result.exit_code = process.wait();
    return result;
}

TEST(Curl, the_right_password_gets_200_and_the_servers_view_of_the_user) {
    const HttpServer server(our_server);
    const CurlResult got = curl({"--ntlm", "-u", "DOM\\user:Passw0rd!", server.url("/")});
    EXPECT_EQ(got.exit_code, 0);
    EXPECT_EQ(got.output, "GET by DOM\\user with 0 bytes\n200\n") << server.last_leg().reason;
    EXPECT_EQ(server.connections(), 1U);
}

TEST(Curl, a_body_is_sent_once_the_handshake_is_done) {
    const HttpServer server(our_server);
    const CurlResult got =
        curl({"--ntlm", "-u", "DOM\\user:Passw0rd!", "--data", "0123456789", server.url("/form")});
    EXPECT_EQ(got.output, "POST by DOM\\user with 10 bytes\n200\n") << server.last_leg().reason;
}

TEST(Curl, later_requests_of_the_connection_need_no_handshake) {
    const HttpServer server(our_server);
    const CurlResult got = curl({"--ntlm", "-u", "DOM\\user:Passw0rd!", server.url("/1"),
                                 server.url("/2"), server.url("/3")});
    const std::string one = "GET by DOM\\user with 0 bytes\n200\n";
    EXPECT_EQ(got.output, one + one + one) << server.last_leg().reason;
    EXPECT_EQ(server.connections(), 1U);
}

TEST(Curl, negotiate_takes_its_raw_ntlm) {
    const HttpServer server(our_negotiate_server);
    const CurlResult got = curl({"--ntlm", "-u", "DOM\\user:Passw0rd!", server.url("/")});
    EXPECT_EQ(got.output, "GET by DOM\\user with 0 bytes\n200\n") << server.last_leg().reason;
}

TEST(Curl, a_wrong_password_gets_401) {
    const HttpServer server(our_server);
    const CurlResult got = curl({"--ntlm", "-u", "DOM\\user:Passw0rd?", server.url("/")});
    EXPECT_EQ(got.output, "401\n");
    EXPECT_EQ(server.last_leg().status, kLogonDenied) << server.last_leg().reason;
}

TEST(Curl, an_unknown_user_gets_401) {
    const HttpServer server(our_server);
    const CurlResult got = curl({"--ntlm", "-u", "DOM\\nobody:Passw0rd!", server.url("/")});
    EXPECT_EQ(got.output, "401\n");
    EXPECT_EQ(server.last_leg().status, kLogonDenied) << server.last_leg().reason;
}

TEST(Curl, no_credentials_get_401) {
    const HttpServer server(our_server);
    EXPECT_EQ(curl({server.url("/")}).output, "401\n");
}

TEST(Curl, a_token_that_is_no_ntlm_gets_401) {
    const HttpServer server(our_server);
    const CurlResult got =
        curl({"-H", "Authorization: NTLM " + base64_of(bytes_of("NTLMSSP?")), server.url("/")});
    EXPECT_EQ(got.output, "401\n");
    EXPECT_EQ(server.last_leg().status, kInvalidToken) << server.last_leg().reason;
}

}  // namespace
}  // namespace interop
