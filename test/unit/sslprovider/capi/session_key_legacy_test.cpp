// RC2, RC4 and DES: there but in a process that was started with SECUR32_CAPI_LEGACY=0.  What is
// started so is this program itself, run again.
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "sslprovider/capi/session_key.h"
#include "test/unit/sslprovider/capi/foreign_exchange.h"

namespace secur32::capi {
namespace {

using namespace samples;

constexpr const char* kPolicy = "SECUR32_CAPI_LEGACY";

// Whether one test of this program is there and passes under that policy.
bool passes_under(const std::string& policy, const std::string& test) {
    const std::string program = std::filesystem::read_symlink("/proc/self/exe");
    const std::string command = std::string(kPolicy) + "='" + policy + "' '" + program +
                                "' --gtest_color=no --gtest_filter=" + test + " 2>&1";
    std::FILE* const pipe = ::popen(command.c_str(), "r");
    std::string output;
    std::array<char, 256> line{};
    while (std::fgets(line.data(), line.size(), pipe) != nullptr) output += line.data();
    const bool passed =
        ::pclose(pipe) == 0 && output.find("[  PASSED  ] 1 test.") != std::string::npos;
    EXPECT_TRUE(passed) << output;
    return passed;
}

Status made(const Provider& provider, AlgId id, std::size_t octets) {
    return SessionKey::make(provider, id, SecureBytes(octets)).status();
}

TEST(SessionKeyLegacy, IsThereOrNotAsTheProcessWasStarted) {
    const char* const policy = std::getenv(kPolicy);
    const bool refused = policy != nullptr && std::string(policy) == "0";
    const Status expected = refused ? Status::bad_algorithm : Status::ok;
    const auto aes = find_provider({}, prov::rsa_aes);
    ASSERT_TRUE(aes.ok());
    const Provider& provider = *aes.value();
    EXPECT_EQ(made(provider, calg::rc2, 16), expected);
    EXPECT_EQ(made(provider, calg::rc4, 5), expected);
    EXPECT_EQ(made(provider, calg::des, 8), expected);
    EXPECT_EQ(made(provider, calg::tdes_112, 16), Status::ok);
    EXPECT_EQ(made(provider, calg::tdes, 24), Status::ok);
    EXPECT_EQ(made(provider, calg::aes_128, 16), Status::ok);

    // A key of an HMAC has RC2's name, and is refused as RC2's only.
    auto hmac = SessionKey::for_hmac(SecureBytes(20));
    ASSERT_TRUE(hmac.ok());
    Buffer block(8);
    EXPECT_EQ(hmac.value().encrypt(block, block.size(), false), expected);
}

// CRYPT_IPSEC_HMAC_KEY: no RC2 runs, whatever the key is called.
TEST(SessionKeyLegacy, LeavesKeysOfHmacInEveryBlob) {
    const char* const policy = std::getenv(kPolicy);
    const bool refused = policy != nullptr && std::string(policy) == "0";
    for (const std::size_t length : {5u, 16u, 80u}) {
        const Buffer secret = counting(length);
        const Buffer plain = header(8, calg::rc2) + words({length}) + secret;
        const Buffer simple = foreign_simple(rsa(), calg::rc2, secret);
        for (const bool hmac : {true, false}) {
            const SessionKeyImport import{provider_of(prov::rsa_full), Salting::implied, hmac};
            const Status expected = hmac           ? Status::ok
                                    : refused      ? Status::bad_algorithm
                                    : length == 80 ? Status::bad_data
                                                   : Status::ok;
            const auto key = read_plaintext(plain, import);
            ASSERT_EQ(key.status(), expected) << length;
            EXPECT_EQ(read_simple(read_header(simple).value(), *rsa().ours, import, false).status(),
                      expected);
            if (expected != Status::ok) continue;
            const SecureBytes opaque = write_opaque(key.value()).value();
            const auto again = read_opaque(read_header(opaque.bytes()).value(), import);
            ASSERT_EQ(again.status(), Status::ok) << length;
            EXPECT_EQ(again.value().session()->secret(), SecureBytes(secret));
        }
    }
    const SessionKeyImport none{provider_of(prov::dss), Salting::implied, true};
    EXPECT_EQ(read_plaintext(header(8, calg::rc2) + words({5}) + counting(5), none).status(),
              Status::bad_algorithm);
}

TEST(SessionKeyLegacy, IsRefusedWhereTheEnvironmentSaysSo) {
    for (const char* const test : {"SessionKeyLegacy.IsThereOrNotAsTheProcessWasStarted",
                                   "SessionKeyLegacy.LeavesKeysOfHmacInEveryBlob"}) {
        EXPECT_TRUE(passes_under("0", test));
        EXPECT_TRUE(passes_under("1", test));
    }
}

}  // namespace
}  // namespace secur32::capi
