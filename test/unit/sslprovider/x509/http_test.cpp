// HTTP: what a server sends comes whole, and no server keeps a client longer than it wants to wait.
#include "sslprovider/x509/http.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <csignal>

#include "test/support/revocation_server.h"

namespace secur32::x509 {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;
using Exchange = test::RevocationServer::Exchange;

const Buffer kOctets(100'000, 0x42);

Result<Buffer> get(const std::string& url, milliseconds time = milliseconds(20'000),
                   std::size_t max_size = 1 << 20) {
    return http_exchange({url, {}, {}, max_size}, deadline_in(time));
}

TEST(Http, GetsWhatIsThere) {
    test::RevocationServer server;
    server.serve("/a?b=c", kOctets);
    const auto got = get(server.url("/a?b=c"));
    ASSERT_TRUE(got.ok());
    EXPECT_EQ(got.value(), kOctets);
}

TEST(Http, GetsABodyThatEndsWithTheConnection) {
    test::RevocationServer server;
    server.serve("/a", [](const Exchange& e) {
        e.send("HTTP/1.1 200 OK\r\n\r\n" + std::string(kOctets.begin(), kOctets.end()));
    });
    EXPECT_EQ(get(server.url("/a")).value(), kOctets);
}

TEST(Http, PostsWhatIsToBeAsked) {
    test::RevocationServer server;
    server.serve("/ask", [](const Exchange& e) {
        const bool right = e.method() == "POST" && e.body == "question" &&
                           e.head.find("Content-Type: text/x") != std::string::npos;
        e.send(test::http_ok(right ? Buffer{1} : Buffer{0}));
    });
    const auto got =
        http_exchange({server.url("/ask"), {'q', 'u', 'e', 's', 't', 'i', 'o', 'n'}, "text/x", 10},
                      deadline_in(milliseconds(20'000)));
    ASSERT_TRUE(got.ok());
    EXPECT_EQ(got.value(), Buffer{1});
}

TEST(Http, FollowsRedirectsAFewTimes) {
    test::RevocationServer server;
    for (int i = 0; i < 6; ++i) {
        const std::string next = "/" + std::to_string(i + 1);
        const std::string to = i % 2 == 0 ? next : server.url(next);
        server.serve("/" + std::to_string(i), [to](const Exchange& e) {
            e.send("HTTP/1.0 301 Moved\r\nLocation: " + to + "\r\n\r\n");
        });
    }
    server.serve("/6", kOctets);
    EXPECT_TRUE(get(server.url("/1")).ok());
    EXPECT_EQ(get(server.url("/0")).status(), Status::not_found) << "one more";
}

TEST(Http, TakesNoBodyThatIsEncoded) {
    test::RevocationServer server;
    const auto status = [&](const std::string& fields) {
        server.serve("/a", [fields](const Exchange& e) {
            e.send("HTTP/1.1 200 OK\r\n" + fields + "\r\n5\r\nabcde\r\n0\r\n\r\n");
        });
        return get(server.url("/a")).status();
    };
    EXPECT_EQ(status("Content-Encoding: identity\r\n"), Status::ok);
    EXPECT_EQ(status("Transfer-Encoding: chunked\r\n"), Status::bad_data);
    EXPECT_EQ(status("Transfer-Encoding: chunked\r\nContent-Encoding: identity\r\n"),
              Status::bad_data);
}

TEST(Http, TakesNoMoreThanItsLimit) {
    test::RevocationServer server;
    server.serve("/a", kOctets);
    EXPECT_TRUE(get(server.url("/a"), milliseconds(20'000), kOctets.size()).ok());
    EXPECT_EQ(get(server.url("/a"), milliseconds(20'000), kOctets.size() - 1).status(),
              Status::buffer_too_small);
}

TEST(Http, EndsInTimeHoweverTheServerMisbehaves) {
    test::RevocationServer server;
    for (const test::Misbehaviour& one : test::misbehaviours(server.url("/bad"))) {
        if (std::string(one.name).find("for a body") != std::string::npos) continue;
        server.serve("/bad", one.answer);
        const auto started = steady_clock::now();
        const auto got = get(server.url("/bad"), milliseconds(1000));
        const auto took = steady_clock::now() - started;
        const bool empty = got.ok() && got.value().empty();
        EXPECT_TRUE(!got.ok() || empty) << one.name;
        EXPECT_LT(took, milliseconds(8000)) << one.name;
    }
}

TEST(Http, EndsWhereNobodyListens) {
    EXPECT_EQ(get(test::dead_url()).status(), Status::target_unknown);
    EXPECT_EQ(get("http://nobody.invalid/").status(), Status::target_unknown);
}

TEST(Http, RaisesNoSigpipe) {
    // The default would end the process.
    std::signal(SIGPIPE, SIG_DFL);
    test::RevocationServer server;
    server.serve("/a", [](const Exchange&) {});
    HttpRequest request{server.url("/a"), Buffer(8 << 20, 1), "text/x", 10};
    EXPECT_FALSE(http_exchange(request, deadline_in(milliseconds(500))).ok());
}

TEST(Http, AsksHttpAddressesAlone) {
    for (const char* url :
         {"", "http://", "https://127.0.0.1/", "ftp://127.0.0.1/", "file:///etc/passwd",
          "ldap://127.0.0.1/cn=a", "127.0.0.1", "http://127.0.0.1:99999/", "http://a b/",
          "http://127.0.0.1/\r\nX: y", "http://127.0.0.1/\x7F"})
        EXPECT_EQ(get(url).status(), Status::invalid_parameter) << url;
    EXPECT_FALSE(is_http_url("http://" + std::string(5000, 'a')));
    EXPECT_TRUE(is_http_url("HTTP://a.example/"));
}

TEST(Http, AsksTheProxyOfTheEnvironment) {
    test::RevocationServer server;
    server.serve("http://crl.invalid/a", kOctets);
    ::setenv("http_proxy", server.url("").c_str(), 1);
    EXPECT_EQ(get("http://crl.invalid/a").value(), kOctets);
    ::setenv("no_proxy", "crl.invalid", 1);
    EXPECT_EQ(get("http://crl.invalid/a").status(), Status::target_unknown);
    ::unsetenv("no_proxy");
    ::unsetenv("http_proxy");
}

}  // namespace
}  // namespace secur32::x509
