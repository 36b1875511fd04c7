// The defaults of the newest Windows, the file that changes them, and every way to write it wrong.
#include "sspi/schannel/policy.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "test/support/environment.h"

namespace secur32::schannel {
namespace {

std::vector<unsigned> ids_of(const std::vector<const provider::CipherSuite*>& suites) {
    std::vector<unsigned> ids;
    for (const auto* suite : suites) ids.push_back(suite->id);
    return ids;
}

// Windows 11 22H2 and Server 2025 ("TLS Cipher Suites in Windows 11"), and ChaCha20-Poly1305 behind
// AES-GCM.
const std::vector<unsigned> kUsualSuites = {
    0x1302, 0x1301, 0x1303, 0xC02C, 0xC02B, 0xC030, 0xC02F, 0xCCA9, 0xCCA8, 0xC024, 0xC023, 0xC028,
    0xC027, 0xC00A, 0xC009, 0xC014, 0xC013, 0x009D, 0x009C, 0x003D, 0x003C, 0x0035, 0x002F};

TEST(PolicyDefaults, HaveTheSuitesOfTheNewestWindowsInTheirOrder) {
    EXPECT_EQ(ids_of(Policy::defaults().suites), kUsualSuites);
}

TEST(PolicyDefaults, HaveTls12And13AndAllowTheOlderOnes) {
    const Policy policy = Policy::defaults();
    for (const bool server : {false, true}) {
        const Versions usual = policy.side(server).usual;
        EXPECT_TRUE(usual.has(Version::tls12) && usual.has(Version::tls13));
        EXPECT_FALSE(usual.has(Version::tls11) || usual.has(Version::tls10));
    }
    EXPECT_EQ(policy.allowed.lowest(), Version::tls10);
}

TEST(PolicyDefaults, HaveThreeGroupsAndNoSchemeWithSha1) {
    const Policy policy = Policy::defaults();
    ASSERT_EQ(policy.groups.size(), 3u);
    EXPECT_EQ(policy.groups[0]->id, crypto::NamedGroup::x25519);
    EXPECT_EQ(policy.groups[1]->id, crypto::NamedGroup::secp256r1);
    EXPECT_EQ(policy.groups[2]->id, crypto::NamedGroup::secp384r1);
    EXPECT_NE(std::ranges::find(policy.schemes, 0x0807, &SignatureScheme::id),
              policy.schemes.end());
    for (const auto* scheme : policy.schemes)
        EXPECT_NE(scheme->form.hash, crypto::HashAlgorithm::sha1);
}

Result<Policy> parse(std::string_view text) { return Policy::parse(text, "test.conf"); }

TEST(PolicyFile, MayBeEmptyOrAllComments) {
    for (const char* text : {"", "\n", "\n\n", "# nothing\n", "   # nothing", " \t\r\n", "\r\n"})
        EXPECT_EQ(ids_of(parse(text).value().suites), kUsualSuites) << text;
}

TEST(PolicyFile, SetsEveryKey) {
    const auto policy = parse(
        "ClientVersions = TLS 1.3\n"
        "ServerVersions = TLS 1.2, TLS 1.1   # for the old scanner\n"
        "AllowedVersions = TLS 1.1, TLS 1.2, TLS 1.3\r\n"
        "CipherSuites = TLS_DHE_RSA_WITH_AES_256_GCM_SHA384, tls_aes_128_gcm_sha256\n"
        "Groups = ffdhe3072, NistP521\n"
        "SignatureSchemes = rsa_pkcs1_sha1, ed25519\n"
        "MinRsaBits = 2048\nMinDhBits=3072\n"
        "MessageLimitClient = 4096\nMessageLimitServer = 16777215\n"
        "RecordLimit = 64\nKeyUpdateAfter = 1\n"
        "RequireExtendedMasterSecret = 1\nRequireClientCertificate = 1\n"
        "ServerPrefersOwnOrder = 0");
    ASSERT_TRUE(policy.ok());
    const Policy& p = policy.value();
    EXPECT_EQ(p.client.usual.lowest(), Version::tls13);
    EXPECT_EQ(p.server.usual.highest(), Version::tls12);
    EXPECT_EQ(p.server.usual.lowest(), Version::tls11);
    EXPECT_EQ(p.allowed.lowest(), Version::tls11);
    EXPECT_EQ(ids_of(p.suites), (std::vector<unsigned>{0x009F, 0x1301}));
    ASSERT_EQ(p.groups.size(), 2u);
    EXPECT_EQ(p.groups[0]->id, crypto::NamedGroup::ffdhe3072);
    EXPECT_EQ(p.groups[1]->id, crypto::NamedGroup::secp521r1);
    ASSERT_EQ(p.schemes.size(), 2u);
    EXPECT_EQ(p.schemes[0]->id, 0x0201);
    EXPECT_EQ(p.least_rsa_bits, 2048u);
    EXPECT_EQ(p.least_dh_bits, 3072u);
    EXPECT_EQ(p.client.message_limit, 4096u);
    EXPECT_EQ(p.server.message_limit, 0xFFFFFFu);
    EXPECT_EQ(p.record_limit, 64u);
    EXPECT_EQ(p.key_update_after, 1u);
    EXPECT_TRUE(p.require_extended_master_secret);
    EXPECT_TRUE(p.require_client_certificate);
    EXPECT_FALSE(p.server_prefers_own_order);
}

TEST(PolicyFile, IsRefusedForWhateverIsNotUnderstood) {
    for (const char* text : {"MinRsaBits",
                             "MinRsaBits 2048",
                             "= 2048",
                             "MinRsaBits =",
                             "MinRsaBits = 2048 bits",
                             "MinRsaBits = -1",
                             "MinRsaBits = 511",
                             "MinRsaBits = 16385",
                             "MinRsaBits = 0x800",
                             "MinRsaBits = 99999999999999999999999",
                             "minrsabits = 2048",
                             "MinRSABits = 2048",
                             "MinDhBits = 1023",
                             "MinDhBits = 8193",
                             "RecordLimit = 63",
                             "RecordLimit = 16385",
                             "KeyUpdateAfter = 0",
                             "KeyUpdateAfter = 16777217",
                             "MessageLimitClient = 4095",
                             "MessageLimitServer = 16777216",
                             "RequireClientCertificate = yes",
                             "RequireClientCertificate = 2",
                             "RequireClientCertificate = 01",
                             "ClientVersions =",
                             "ClientVersions = TLS 1.4",
                             "ClientVersions = SSL 3.0",
                             "ClientVersions = TLS1.2",
                             "ClientVersions = TLS 1.2,",
                             "ClientVersions = ,TLS 1.2",
                             "ClientVersions = TLS 1.2,,TLS 1.3",
                             "ClientVersions = TLS 1.2;TLS 1.3",
                             "CipherSuites =",
                             "CipherSuites = AES",
                             "CipherSuites = ALL",
                             "CipherSuites = TLS_AES_128_GCM_SHA256,TLS_AES_128_GCM_SHA256",
                             "CipherSuites = TLS_PSK_WITH_AES_128_GCM_SHA256",
                             "CipherSuites = \xFF",
                             "Groups = P-256",
                             "Groups = nistP256,nistP256",
                             "Groups =",
                             "SignatureSchemes = rsa",
                             "SignatureSchemes = ed25519,ed25519",
                             "SignatureSchemes =",
                             "MinRsaBits = 2048\nMinRsaBits = 2048",
                             "\n\nNoSuchKey = 1",
                             "[section]"})
        EXPECT_EQ(parse(text).status(), Status::internal_error) << text;
}

// The library looks once per process: the test runs itself again with the variable.
constexpr const char* kLegacy = "SECUR32_TLS_LEGACY_SUITES";

TEST(PolicyLegacySuites, AreThereOrNotAsTheProcessWasStarted) {
    const char* const value = std::getenv(kLegacy);
    const bool asked = value != nullptr && std::string(value) == "1";
    const auto ids = ids_of(Policy::defaults().suites);
    ASSERT_GE(ids.size(), kUsualSuites.size());
    EXPECT_TRUE(std::ranges::equal(std::span(ids).first(kUsualSuites.size()), kUsualSuites));
    EXPECT_EQ(std::ranges::find(ids, 0x000Au) != ids.end(), asked);
    EXPECT_EQ(parse("CipherSuites = TLS_RSA_WITH_3DES_EDE_CBC_SHA").ok(), asked);
}

TEST(PolicyLegacySuites, AreThereForAProcessThatAsks) {
    const std::string program = std::filesystem::read_symlink("/proc/self/exe");
    const std::string command = std::string(kLegacy) + "=1 '" + program +
                                "' --gtest_filter=PolicyLegacySuites.AreThereOrNot* > /dev/null";
    EXPECT_EQ(std::system(command.c_str()), 0);
}

class PolicyFileOnDisk : public testing::Test {
 protected:
    PolicyFileOnDisk() {
        std::string name = (std::filesystem::temp_directory_path() / "tls_policy.XXXXXX").string();
        if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no folder for the test");
        folder_ = name;
    }
    ~PolicyFileOnDisk() override { std::filesystem::remove_all(folder_); }
    std::string write(const std::string& text) const {
        std::ofstream(folder_ / "tls.conf") << text;
        return (folder_ / "tls.conf").string();
    }
    std::filesystem::path folder_;
};

TEST_F(PolicyFileOnDisk, IsReadWhereTheEnvironmentSays) {
    const test::ScopedEnvironment named("SECUR32_TLS_POLICY", write("MinRsaBits = 3072\n"));
    ASSERT_TRUE(Policy::of_machine().ok());
    EXPECT_EQ(Policy::of_machine().value().least_rsa_bits, 3072u);
    write("MinRsaBits = 4096\n");
    EXPECT_EQ(Policy::of_machine().value().least_rsa_bits, 4096u);
}

TEST_F(PolicyFileOnDisk, MustBeThereWhereTheEnvironmentSays) {
    const test::ScopedEnvironment named("SECUR32_TLS_POLICY", (folder_ / "none").string());
    EXPECT_EQ(Policy::of_machine().status(), Status::internal_error);
}

TEST_F(PolicyFileOnDisk, MustBeAFileOfSomeSense) {
    {
        const test::ScopedEnvironment named("SECUR32_TLS_POLICY", folder_.string());
        EXPECT_EQ(Policy::of_machine().status(), Status::internal_error);
    }
    const test::ScopedEnvironment named("SECUR32_TLS_POLICY", write(std::string(0x10001, '#')));
    EXPECT_EQ(Policy::of_machine().status(), Status::internal_error);
}

}  // namespace
}  // namespace secur32::schannel
