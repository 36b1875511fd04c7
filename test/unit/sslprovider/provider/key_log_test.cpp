// SSLKEYLOGFILE.  A process opens its file once, so each test writes in a child of its own.
#include "sslprovider/provider/key_log.h"

#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <functional>
#include <iterator>
#include <string>

#include "sslprovider/base/environment.h"

namespace secur32::provider {
namespace {

constexpr Random kRandom{0x01, 0xAB};
const std::string kRandomText = "01ab" + std::string(60, '0');

ScheduleSecret secret(SecretKind kind) {
    const CipherSuite& suite = *find_cipher_suite(0x1301);
    return ScheduleSecret::adopt(kind, suite, SecureBytes(Buffer(32, 0xC3))).value();
}
std::string octets(std::size_t count, const char* text) {
    std::string made;
    for (std::size_t i = 0; i < count; ++i) made += text;
    return made;
}

class KeyLog : public testing::Test {
 protected:
    KeyLog() : path_(testing::TempDir() + "key_log." + std::to_string(::getpid())) {
        ::unlink(path_.c_str());
    }
    ~KeyLog() override { ::unlink(path_.c_str()); }
    // What a child whose environment names the file, or not, wrote there.
    std::string written(const std::function<bool()>& run, bool named = true) {
        const pid_t child = ::fork();
        if (child == 0) {
            if (named)
                ::setenv(environment::kKeyLogFile, path_.c_str(), 1);
            else
                ::unsetenv(environment::kKeyLogFile);
            ::_exit(run() ? 0 : 1);
        }
        int status = -1;
        EXPECT_EQ(::waitpid(child, &status, 0), child);
        EXPECT_EQ(status, 0);
        std::ifstream in(path_);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    std::string path_;
};

TEST_F(KeyLog, HasALineForAMasterSecret) {
    const auto text = written([] {
        Secret<48> octets;
        std::ranges::fill(octets.mutable_bytes(), std::uint8_t{0xA5});
        const auto master = MasterKey::adopt(Version::tls12, *find_cipher_suite(0xC02F),
                                             Side::client, octets, true);
        key_log::write(master, kRandom);
        return key_log::enabled();
    });
    EXPECT_EQ(text, "CLIENT_RANDOM " + kRandomText + " " + octets(48, "a5") + "\n");
}

// The labels are those of the "SSLKEYLOGFILE Format for TLS" 3.1.
TEST_F(KeyLog, HasALineForEverySecretThatHasALabel) {
    const auto text = written([] {
        for (const SecretKind kind :
             {SecretKind::client_early_traffic, SecretKind::client_handshake_traffic,
              SecretKind::server_handshake_traffic, SecretKind::client_application_traffic,
              SecretKind::server_application_traffic, SecretKind::early_exporter_master,
              SecretKind::exporter_master})
            key_log::write(secret(kind), kRandom);
        key_log::write(secret(SecretKind::server_application_traffic), kRandom, 12);
        return true;
    });
    std::string expected;
    for (const char* label :
         {"CLIENT_EARLY_TRAFFIC_SECRET", "CLIENT_HANDSHAKE_TRAFFIC_SECRET",
          "SERVER_HANDSHAKE_TRAFFIC_SECRET", "CLIENT_TRAFFIC_SECRET_0", "SERVER_TRAFFIC_SECRET_0",
          "EARLY_EXPORTER_SECRET", "EXPORTER_SECRET", "SERVER_TRAFFIC_SECRET_12"})
        expected += label + (" " + kRandomText) + " " + octets(32, "c3") + "\n";
    EXPECT_EQ(text, expected);
}

TEST_F(KeyLog, LeavesOutSecretsWithoutALabel) {
    const auto text = written([] {
        for (const SecretKind kind : {SecretKind::early, SecretKind::handshake, SecretKind::master,
                                      SecretKind::resumption_master, SecretKind::pre_shared_key})
            key_log::write(secret(kind), kRandom);
        return true;
    });
    EXPECT_EQ(text, "");
}

TEST_F(KeyLog, IsOffUnlessTheEnvironmentNamesAFile) {
    const auto run = [] {
        key_log::write(secret(SecretKind::exporter_master), kRandom);
        return !key_log::enabled();
    };
    EXPECT_EQ(written(run, false), "");
    EXPECT_NE(::access(path_.c_str(), F_OK), 0);
}

TEST_F(KeyLog, GrowsAndIsItsOwnersAlone) {
    const auto run = [] {
        ::umask(0);
        key_log::write(secret(SecretKind::exporter_master), kRandom);
        return true;
    };
    const std::string once = written(run);
    EXPECT_EQ(written(run), once + once);
    struct stat facts {};
    ASSERT_EQ(::stat(path_.c_str(), &facts), 0);
    EXPECT_EQ(facts.st_mode & 0777, 0600u);
}

TEST_F(KeyLog, ThatCannotBeOpenedChangesNothing) {
    path_ = testing::TempDir() + "no such folder/key_log";
    EXPECT_EQ(written([] {
                  key_log::write(secret(SecretKind::exporter_master), kRandom);
                  return !key_log::enabled();
              }),
              "");
}

}  // namespace
}  // namespace secur32::provider
