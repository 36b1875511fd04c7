// The machine's roots: which files are read, what of them, and that changes are seen.
#include "sslprovider/x509/machine_trust.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <thread>

#include "test/support/environment.h"
#include "test/support/test_authority.h"

namespace secur32::x509 {
namespace {

using std::filesystem::path;
using test::ScopedEnvironment;

const Buffer& root(int number) {
    static const std::vector<Buffer> made = {test::make_root("trust 0").der,
                                             test::make_root("trust 1").der,
                                             test::make_root("trust 2").der};
    return made[static_cast<std::size_t>(number)];
}

class MachineTrustTest : public testing::Test {
 protected:
    ~MachineTrustTest() override { std::filesystem::remove_all(folder_); }

    std::string write(const std::string& name, const std::string& text) const {
        std::filesystem::create_directories((folder_ / name).parent_path());
        std::ofstream(folder_ / name, std::ios::binary) << text;
        return folder_ / name;
    }
    static std::string pem(int number) { return test::pem_of("CERTIFICATE", root(number)); }

    // The numbers of the roots that are read now.
    std::vector<int> read() {
        read_ = trust_.read();
        std::vector<int> numbers;
        for (const SharedCertificate& certificate : read_->certificates)
            for (int i = 0; i < 3; ++i)
                if (std::ranges::equal(certificate->der(), root(i))) numbers.push_back(i);
        EXPECT_EQ(numbers.size(), read_->certificates.size());
        return numbers;
    }

    static path make() {
        std::string name = (std::filesystem::temp_directory_path() / "trustXXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp");
        return name;
    }
    const path folder_ = make();
    const ScopedEnvironment no_file_{"SSL_CERT_FILE", ""}, no_folder_{"SSL_CERT_DIR", ""};
    MachineTrust trust_{MachineTrust::Clock::duration::zero()};
    std::shared_ptr<const TrustedCertificates> read_;
};
using Numbers = std::vector<int>;

TEST_F(MachineTrustTest, AFileIsReadInItsOrder) {
    const ScopedEnvironment file("SSL_CERT_FILE", write("roots.pem", pem(1) + "# text\n" + pem(0)));
    EXPECT_EQ(read(), (Numbers{1, 0}));
}

TEST_F(MachineTrustTest, OfFoldersTheHashedNamesAreRead) {
    write("a/0a1b2c3d.0", pem(0));
    write("a/0a1b2c3d.1", pem(1));
    write("b/ffffffff.12", pem(2));
    for (const char* const name : {"a/root.pem", "a/0a1b2c3d", "a/0a1b2c3d.", "a/0a1b2c3d.x",
                                   "a/0a1b2c3d.r0", "a/0a1b2c3.0", "a/0a1b2c3dd.0", "a/.0"})
        write(name, pem(2));
    const ScopedEnvironment folders("SSL_CERT_DIR", (folder_ / "a").string() + "::/nowhere");
    EXPECT_EQ(read(), (Numbers{0, 1}));
    const ScopedEnvironment more("SSL_CERT_DIR",
                                 (folder_ / "b").string() + ":" + (folder_ / "a").string());
    EXPECT_EQ(read(), (Numbers{2, 0, 1}));
}

TEST_F(MachineTrustTest, EachCertificateIsThereOnce) {
    write("a/00000000.0", pem(0));
    write("a/00000001.0", pem(0));
    const ScopedEnvironment file("SSL_CERT_FILE", write("roots.pem", pem(0) + pem(1) + pem(0)));
    const ScopedEnvironment folder("SSL_CERT_DIR", (folder_ / "a").string());
    EXPECT_EQ(read(), (Numbers{0, 1}));
}

TEST_F(MachineTrustTest, WhatIsBrokenIsPassedOver) {
    const std::string broken = "-----BEGIN CERTIFICATE-----\n????\n-----END CERTIFICATE-----\n" +
                               test::pem_of("CERTIFICATE", Buffer{0x30, 0}) +
                               test::pem_of("TRUSTED CERTIFICATE", root(2)) +
                               "-----BEGIN CERTIFICATE-----\n";
    const ScopedEnvironment file("SSL_CERT_FILE", write("roots.pem", pem(0) + broken + pem(1)));
    EXPECT_EQ(read(), (Numbers{0, 1}));
}

TEST_F(MachineTrustTest, WhatIsNoFileOrTooLargeIsPassedOver) {
    write("a/00000000.0", std::string(17 * 1024 * 1024, '\n') + pem(0));
    std::filesystem::create_directories(folder_ / "a/00000001.0");
    ASSERT_EQ(::mkfifo((folder_ / "a/00000002.0").c_str(), 0600), 0);
    std::filesystem::create_symlink("nowhere", folder_ / "a/00000003.0");
    write("elsewhere", pem(1));
    std::filesystem::create_symlink("../elsewhere", folder_ / "a/00000004.0");
    const ScopedEnvironment folder("SSL_CERT_DIR", (folder_ / "a").string());
    EXPECT_EQ(read(), Numbers{1});
}

TEST_F(MachineTrustTest, WithoutAnyFileThereIsNoRoot) {
    const ScopedEnvironment file("SSL_CERT_FILE", (folder_ / "none").string());
    EXPECT_EQ(read(), Numbers{});
    ASSERT_NE(read_, nullptr);
}

TEST_F(MachineTrustTest, AChangeIsSeenAndHasAnotherGeneration) {
    const ScopedEnvironment file("SSL_CERT_FILE", write("roots.pem", pem(0)));
    EXPECT_EQ(read(), Numbers{0});
    const auto first = read_;
    EXPECT_EQ(read(), Numbers{0});
    EXPECT_EQ(read_, first);
    write("roots.pem", pem(0) + pem(1));
    EXPECT_EQ(read(), (Numbers{0, 1}));
    EXPECT_NE(read_->generation, first->generation);
    std::filesystem::remove(folder_ / "roots.pem");
    EXPECT_EQ(read(), Numbers{});
}

TEST_F(MachineTrustTest, WithoutADescriptorTheRootsAreNotForgotten) {
    write("a/00000000.0", pem(1));
    const ScopedEnvironment file("SSL_CERT_FILE", write("roots.pem", pem(0)));
    const ScopedEnvironment folder("SSL_CERT_DIR", (folder_ / "a").string());
    rlimit limit{};
    ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &limit), 0);
    const rlimit none{0, limit.rlim_max};
    const auto read_without = [&] {
        EXPECT_EQ(::setrlimit(RLIMIT_NOFILE, &none), 0);
        const Numbers numbers = read();
        EXPECT_EQ(::setrlimit(RLIMIT_NOFILE, &limit), 0);
        return numbers;
    };
    EXPECT_EQ(read_without(), Numbers{});
    EXPECT_EQ(read(), (Numbers{0, 1})) << "though no file has changed";
    write("roots.pem", pem(0) + pem(2));
    EXPECT_EQ(read_without(), (Numbers{0, 1}));
    EXPECT_EQ(read(), (Numbers{0, 2, 1}));
}

TEST_F(MachineTrustTest, AFilesNewTextWithTheSameRootsIsTheSameSet) {
    const ScopedEnvironment file("SSL_CERT_FILE", write("roots.pem", pem(0)));
    EXPECT_EQ(read(), Numbers{0});
    const auto first = read_;
    write("roots.pem", "# a comment\n" + pem(0));
    EXPECT_EQ(read(), Numbers{0});
    EXPECT_EQ(read_, first);
}

TEST_F(MachineTrustTest, FilesAreLookedAtNowAndThen) {
    MachineTrust slow{std::chrono::hours(1)};
    const ScopedEnvironment file("SSL_CERT_FILE", write("roots.pem", pem(0)));
    EXPECT_EQ(slow.read()->certificates.size(), 1u);
    write("roots.pem", pem(0) + pem(1));
    EXPECT_EQ(slow.read()->certificates.size(), 1u);
    // Another variable is another matter.
    const ScopedEnvironment other("SSL_CERT_FILE", write("others.pem", pem(0) + pem(1) + pem(2)));
    EXPECT_EQ(slow.read()->certificates.size(), 3u);
}

TEST_F(MachineTrustTest, ThreadsReadWhileFilesChange) {
    const ScopedEnvironment file("SSL_CERT_FILE", write("roots.pem", pem(0)));
    std::vector<std::jthread> readers;
    for (int i = 0; i < 4; ++i)
        readers.emplace_back([&] {
            for (int round = 0; round < 200; ++round) ASSERT_NE(trust_.read(), nullptr);
        });
    for (int round = 0; round < 50; ++round) write("roots.pem", pem(round % 3));
}

TEST(MachineRoots, AreThoseOfTheVariables) {
    const ScopedEnvironment file("SSL_CERT_FILE", "/nowhere"), folder("SSL_CERT_DIR", "");
    EXPECT_TRUE(machine_roots()->certificates.empty());
}

}  // namespace
}  // namespace secur32::x509
