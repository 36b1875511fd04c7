// RC2, RC4 and DES: there but in a process that was started with SECUR32_CAPI_LEGACY=0.  What is
// started so is this program itself, run again.
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "sslprovider/capi/session_key.h"

namespace secur32::capi {
namespace {

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

TEST(SessionKeyLegacy, IsRefusedWhereTheEnvironmentSaysSo) {
    EXPECT_TRUE(passes_under("0", "SessionKeyLegacy.IsThereOrNotAsTheProcessWasStarted"));
    EXPECT_TRUE(passes_under("1", "SessionKeyLegacy.IsThereOrNotAsTheProcessWasStarted"));
}

}  // namespace
}  // namespace secur32::capi
