// What TLS 1.3's machines refuse of hellos, rule by rule: messages changed on their way, each with
// the status whose alert the RFC wants.  What follows the hellos: tls13_refusals_test.cpp.
#include <gtest/gtest.h>

#include "test/machine/schannel/tls13_edits.h"

namespace secur32::schannel {
namespace {

using namespace test::edits13;
using test::hex;
using test::MachinePair;

TEST(HelloRefusals13, TheFlowsThemselvesConnect) {
    for (const Flow& flow : {kPlain, kRetried, kMutual}) {
        MachinePair pair = flow.pair();
        EXPECT_EQ(pair.run(), Status::ok);
        EXPECT_TRUE(test::exchanges_data(pair));
    }
}

// -- ServerHello ---------------------------------------------------------------------------------

TEST(HelloRefusals13, ServerHelloIsOfWhatWasOffered) {
    const auto status = [](const Edit& edit) {
        return changed(kPlain, false, Event::server_hello, edit);
    };
    EXPECT_EQ(status(flipped(1)), Status::illegal_parameter);   // legacy_version
    EXPECT_EQ(status(flipped(40)), Status::illegal_parameter);  // session id
    EXPECT_EQ(status([](Buffer& body) { body.at(68) = 0xFF; }),
              Status::illegal_parameter);                       // suite
    EXPECT_EQ(status(flipped(69)), Status::illegal_parameter);  // compression
    EXPECT_EQ(status(server_hello(without(kKeyShare))), Status::missing_extension);
    EXPECT_EQ(status(server_hello(added(41, "0000"))), Status::unsupported_extension);
    EXPECT_EQ(status(server_hello(added(0xABCD, ""))), Status::unsupported_extension);
    EXPECT_EQ(status(server_hello(added(kAlpn, "000302 6832"))), Status::illegal_parameter);
}

TEST(HelloRefusals13, ServersShareIsOfASharedGroupAndOfItsValues) {
    const auto status = [](std::string_view share) {
        return changed(kPlain, false, Event::server_hello,
                       server_hello(set(kKeyShare, std::string(share))));
    };
    const std::string p384 = "0018 0061 04" + std::string(192, '1');
    EXPECT_EQ(status(p384), Status::illegal_parameter);
    EXPECT_EQ(status("001d 0020" + std::string(64, '0')), Status::illegal_parameter);
    EXPECT_EQ(status("001d 001f" + std::string(62, '1')), Status::illegal_parameter);
    EXPECT_EQ(status("001d 0000"), Status::decode_error);
    EXPECT_EQ(status("001d"), Status::decode_error);
}

// -- HelloRetryRequest ---------------------------------------------------------------------------

TEST(HelloRefusals13, HelloRetryRequestAsksForWhatCanBe) {
    const auto status = [](const Edit& edit) {
        return changed(kRetried, false, Event::server_hello, edit);
    };
    EXPECT_EQ(status(server_hello(without(kKeyShare))), Status::illegal_parameter);
    EXPECT_EQ(status(server_hello(set(kKeyShare, "0017"))), Status::illegal_parameter);
    EXPECT_EQ(status(server_hello(set(kKeyShare, "001d"))), Status::illegal_parameter);
    EXPECT_EQ(status(server_hello(set(kKeyShare, "abcd"))), Status::illegal_parameter);
    EXPECT_EQ(status(server_hello(set(kKeyShare, "00"))), Status::decode_error);
    EXPECT_EQ(status(server_hello(set(kSupportedVersions, "0303"))), Status::illegal_parameter);
    EXPECT_EQ(status(server_hello(without(kSupportedVersions))), Status::missing_extension);
    EXPECT_EQ(status(server_hello(added(0xABCD, ""))), Status::unsupported_extension);
}

// RFC 8446 4.1.4: "unexpected_message"
TEST(HelloRefusals13, HelloRetryRequestComesOnce) {
    MachinePair pair = kRetried.pair();
    Buffer first;
    pair.client.on_message = [&](Event event, Buffer& whole) {
        if (event != Event::server_hello) return;
        if (first.empty())
            first = whole;
        else
            whole = first;
    };
    EXPECT_EQ(pair.run(), Status::unexpected_message);
}

TEST(HelloRefusals13, SuiteAndVersionStayBehindAHelloRetryRequest) {
    // TLS_AES_256_GCM_SHA384 was chosen first; its number's last octet is 2.
    EXPECT_EQ(changed(
                  kRetried, false, Event::server_hello, [](Buffer& body) { body.at(68) ^= 3; }, 1),
              Status::illegal_parameter);
    EXPECT_EQ(changed(kRetried, false, Event::server_hello,
                      server_hello(set(kSupportedVersions, "0303")), 1),
              Status::illegal_parameter);
}

// RFC 8446 4.1.2
TEST(HelloRefusals13, SecondClientHelloIsTheFirstOneAgain) {
    const auto status = [](const Edit& edit) {
        return changed(kRetried, true, Event::client_hello, edit, 1);
    };
    const auto share = [](std::uint16_t group, const std::string& value) {
        return Buffer(hex((group == 29 ? "001d 0020" : "0018 0061") + value));
    };
    const std::string x25519(64, '1'), p384 = "04" + std::string(192, '1');
    const Buffer both_shares = [&] {
        Writer out;
        out.vector16([&] {
            out.bytes(share(29, x25519));
            out.bytes(share(24, p384));
        });
        return out.take();
    }();
    EXPECT_EQ(status(flipped(5)), Status::illegal_parameter);   // random
    EXPECT_EQ(status(flipped(40)), Status::illegal_parameter);  // session id
    EXPECT_EQ(status(flipped(70)), Status::illegal_parameter);  // suites
    EXPECT_EQ(status(client_hello(set(kServerName, "000e 00 000b 686f73742e6578616d706c"))),
              Status::illegal_parameter);
    EXPECT_EQ(status(client_hello(set(kSupportedGroups, "0002 0018"))), Status::illegal_parameter);
    EXPECT_EQ(status(client_hello(without(kAlpn))), Status::illegal_parameter);
    EXPECT_EQ(status(client_hello(added(0xABCD, ""))), Status::illegal_parameter);
    EXPECT_EQ(status(client_hello(added(kEarlyData, ""))), Status::illegal_parameter);
    EXPECT_EQ(status(client_hello(added(kCookie, "0001 aa"))), Status::illegal_parameter);
    EXPECT_EQ(status(client_hello(set(kKeyShare, "0000"))), Status::illegal_parameter);
    EXPECT_EQ(status(client_hello(set(kKeyShare, "0024 001d 0020" + x25519))),
              Status::illegal_parameter);
    EXPECT_EQ(status(client_hello(set(kKeyShare, test::to_hex(both_shares)))),
              Status::illegal_parameter);
    EXPECT_EQ(
        status(client_hello([](Pieces& pieces) { std::swap(pieces.front(), pieces.back()); })),
        Status::illegal_parameter);
}

// Padding is what a second ClientHello may put in (RFC 8446 4.1.2): the transcript alone is
// another.
TEST(HelloRefusals13, SecondClientHelloMayBePadded) {
    EXPECT_EQ(changed(kRetried, true, Event::client_hello, client_hello(added(21, "0000")), 1),
              Status::message_altered);
}

// A Sources that has a cookie: RFC 8446 4.2.2.
struct WithCookie final : Sources {
    Buffer cookie() override { return {1, 2, 3}; }
};

TEST(HelloRefusals13, CookieComesBackAsItWas) {
    WithCookie sources;
    Sources* const before = Sources::replace(&sources);
    MachinePair pair = kRetried.pair();
    EXPECT_EQ(pair.run(), Status::ok);
    const auto status = [](const Edit& edit) {
        return changed(kRetried, true, Event::client_hello, edit, 1);
    };
    EXPECT_EQ(status(client_hello(without(kCookie))), Status::illegal_parameter);
    EXPECT_EQ(status(client_hello(set(kCookie, "0003 010204"))), Status::illegal_parameter);
    EXPECT_EQ(status(client_hello(set(kCookie, "0002 0102"))), Status::illegal_parameter);
    Sources::replace(before);
}

TEST(HelloRefusals13, ClientsShareIsAValueOfItsGroup) {
    EXPECT_EQ(changed(kPlain, true, Event::client_hello,
                      client_hello(set(kKeyShare, "0024 001d 0020" + std::string(64, '0')))),
              Status::illegal_parameter);
    EXPECT_EQ(changed(kRetried, true, Event::client_hello,
                      client_hello(set(kKeyShare, "0065 0018 0061 04" + std::string(192, '1'))), 1),
              Status::illegal_parameter);
}

}  // namespace
}  // namespace secur32::schannel
