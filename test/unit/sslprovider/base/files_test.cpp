// Files: read with a bound, replaced in one step.
#include "sslprovider/base/files.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>

namespace secur32 {
namespace {

using std::filesystem::path;

class FilesTest : public testing::Test {
 protected:
    ~FilesTest() override { std::filesystem::remove_all(folder_); }
    static path make() {
        std::string name = (std::filesystem::temp_directory_path() / "filesXXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp");
        return name;
    }
    std::string file(const std::string& name) const { return folder_ / name; }
    std::string text(const std::string& name) const {
        std::ifstream in(file(name), std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    void write(const std::string& name, const std::string& text) const {
        std::ofstream(file(name), std::ios::binary) << text;
    }
    std::ptrdiff_t count() const {
        return std::distance(std::filesystem::directory_iterator(folder_), {});
    }
    static mode_t mode_of(const std::string& name) {
        struct stat state {};
        if (::lstat(name.c_str(), &state) != 0) throw std::runtime_error("no " + name);
        return state.st_mode & 07777;
    }
    const path folder_ = make();
};

TEST_F(FilesTest, AFileIsReadUpToTheBound) {
    for (const std::size_t size : {0u, 1u, 65536u, 65537u, 200000u}) {
        write("a", std::string(size, 'x'));
        const auto read = read_file(file("a"), size);
        ASSERT_TRUE(read.ok()) << size;
        EXPECT_EQ(read.value(), Buffer(size, 'x'));
        if (size == 0) continue;
        EXPECT_EQ(read_file(file("a"), size - 1).status(), Status::bad_length);
    }
}

TEST_F(FilesTest, WhatIsNoFileIsRefused) {
    EXPECT_EQ(read_file(file("none"), 10).status(), Status::not_found);
    EXPECT_EQ(read_file(file("none/none"), 10).status(), Status::not_found);
    EXPECT_EQ(read_file(folder_, 10).status(), Status::bad_type);
    ASSERT_EQ(::mkfifo(file("pipe").c_str(), 0600), 0);
    EXPECT_EQ(read_file(file("pipe"), 10).status(), Status::bad_type);
    EXPECT_EQ(read_descriptor(-1, 10).status(), Status::not_permitted);
}

TEST_F(FilesTest, AFileIsReplacedAndKeepsItsMode) {
    write("a", "old");
    ASSERT_EQ(::chmod(file("a").c_str(), 0640), 0);
    EXPECT_EQ(write_file(file("a"), bytes_of("new")), Status::ok);
    EXPECT_EQ(text("a"), "new");
    EXPECT_EQ(mode_of(file("a")), 0640u);
    EXPECT_EQ(count(), 1);
}

TEST_F(FilesTest, ANewFileHasWhatTheUmaskLeaves) {
    const mode_t before = ::umask(027);
    EXPECT_EQ(write_file(file("a"), bytes_of("new")), Status::ok);
    ::umask(before);
    EXPECT_EQ(mode_of(file("a")), 0640u);
}

TEST_F(FilesTest, ALinkIsFollowed) {
    write("a", "old");
    std::filesystem::create_symlink("a", file("link"));
    EXPECT_EQ(write_file(file("link"), bytes_of("new")), Status::ok);
    EXPECT_EQ(text("a"), "new");
    EXPECT_TRUE(std::filesystem::is_symlink(file("link")));
}

TEST_F(FilesTest, WhatCannotBeWrittenIsLeftAlone) {
    EXPECT_EQ(write_file(file("none/a"), bytes_of("new")), Status::not_found);
    EXPECT_EQ(write_file(folder_, bytes_of("new")), Status::bad_type);
    EXPECT_EQ(write_file("/dev/null", bytes_of("new")), Status::bad_type);
    EXPECT_EQ(write_descriptor(-1, bytes_of("new")), Status::not_permitted);
    EXPECT_EQ(count(), 0);
}

TEST_F(FilesTest, ADescriptorGoesOnWhereItStands) {
    write("a", "head");
    const Descriptor both(::open(file("a").c_str(), O_RDWR | O_APPEND));
    EXPECT_EQ(write_descriptor(both.get(), bytes_of(" tail")), Status::ok);
    ASSERT_EQ(::lseek(both.get(), 5, SEEK_SET), 5);
    EXPECT_EQ(read_descriptor(both.get(), 10).value(), (Buffer{'t', 'a', 'i', 'l'}));
}

}  // namespace
}  // namespace secur32
