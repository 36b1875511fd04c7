// RC4, DES and 3DES: there for a process whose environment asks for them when it starts, and for no
// other.  What asks is this program itself, run again.
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <set>
#include <string>

#include "test/support/ssl_tls12.h"

namespace secur32::test {
namespace {

constexpr const char* kPolicy = "SECUR32_TLS_LEGACY_SUITES";
constexpr DWORD kLegacy[] = {
    TLS_RSA_WITH_RC4_128_MD5,          TLS_RSA_WITH_RC4_128_SHA,
    TLS_RSA_WITH_DES_CBC_SHA,          TLS_RSA_WITH_3DES_EDE_CBC_SHA,
    TLS_DHE_DSS_WITH_DES_CBC_SHA,      TLS_DHE_DSS_WITH_3DES_EDE_CBC_SHA,
    TLS_DHE_RSA_WITH_3DES_EDE_CBC_SHA,
};

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

SECURITY_STATUS look_up(DWORD suite, DWORD protocol) {
    NCRYPT_SSL_CIPHER_SUITE info;
    return SslLookupCipherSuiteInfo(ssl_provider(), protocol, suite, 0, &info, 0);
}

std::set<DWORD> enumerated() {
    std::set<DWORD> listed;
    PVOID state = nullptr;
    NCRYPT_SSL_CIPHER_SUITE* one = nullptr;
    while (SslEnumCipherSuites(ssl_provider(), 0, &one, &state, 0) == ERROR_SUCCESS) {
        listed.insert(one->dwCipherSuite);
        SslFreeBuffer(one);
    }
    SslFreeBuffer(state);
    return listed;
}

TEST(LegacySuites, AreThereOrNotAsTheProcessWasStarted) {
    const char* const policy = std::getenv(kPolicy);
    const bool asked = policy != nullptr && std::string(policy) == "1";
    const std::set<DWORD> listed = enumerated();
    for (const DWORD suite : kLegacy) {
        EXPECT_EQ(look_up(suite, TLS1_0_PROTOCOL_VERSION),
                  asked ? ERROR_SUCCESS : NTE_INVALID_PARAMETER)
            << suite;
        EXPECT_EQ(listed.contains(suite), asked) << suite;
    }
    // RFC 5469 4, RFC 6347 4.1.2.2: not even then.
    EXPECT_EQ(look_up(TLS_RSA_WITH_DES_CBC_SHA, kTls12), NTE_INVALID_PARAMETER);
    EXPECT_EQ(look_up(TLS_RSA_WITH_RC4_128_SHA, DTLS1_2_PROTOCOL_VERSION), NTE_INVALID_PARAMETER);
}

TEST(LegacySuites, AreThereUnderOnePolicyAlone) {
    for (const char* const policy : {"1", "", "0", "2", "yes", "1x"})
        EXPECT_TRUE(passes_under(policy, "LegacySuites.AreThereOrNotAsTheProcessWasStarted"));
}

// The test of session keys goes through every suite that there is: here through these as well.
TEST(LegacySuites, ProtectRecordsAsLibcryptoDoes) {
    EXPECT_TRUE(passes_under("1", "SslGenerateSessionKeys.AgreesWithLibcryptosKeyBlockAndCiphers"));
}

}  // namespace
}  // namespace secur32::test
