// A folder of keys for the length of a scope, which SECUR32_KEY_FOLDER names; and openssl(1)
// beside.
#pragma once

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

#include "sslprovider/base/environment.h"
#include "test/support/environment.h"

namespace secur32::test {

class KeyFolder {
 public:
    KeyFolder() : environment_(environment::kKeyFolder, (base_ / "keys").string()) {}
    ~KeyFolder() {
        std::error_code ignored;
        std::filesystem::permissions(path(), std::filesystem::perms::owner_all, ignored);
        std::filesystem::remove_all(base_, ignored);
    }
    KeyFolder(const KeyFolder&) = delete;
    KeyFolder& operator=(const KeyFolder&) = delete;

    // What the folder of keys stands in.
    const std::filesystem::path& base() const { return base_; }
    std::filesystem::path path() const { return base_ / "keys"; }
    std::filesystem::path path(const std::string& file) const { return path() / file; }

    std::string read(const std::string& file) const {
        std::ifstream in(path(file), std::ios::binary);
        if (!in) throw std::runtime_error("no file " + file);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    void write(const std::string& file, const std::string& text, mode_t mode = 0600) const {
        ::mkdir(path().c_str(), 0700);
        std::ofstream(path(file), std::ios::binary) << text;
        if (::chmod(path(file).c_str(), mode) != 0) throw std::runtime_error("chmod " + file);
    }
    // All names, sorted, what is hidden too.
    std::vector<std::string> files() const {
        std::vector<std::string> names;
        for (const auto& entry : std::filesystem::directory_iterator(path()))
            names.push_back(entry.path().filename().string());
        std::sort(names.begin(), names.end());
        return names;
    }

 private:
    static std::filesystem::path make() {
        std::string name = (std::filesystem::temp_directory_path() / "keysXXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp");
        return name;
    }
    std::filesystem::path base_ = make();
    ScopedEnvironment environment_;
};

inline mode_t mode_of(const std::filesystem::path& path) {
    struct stat state {};
    if (::lstat(path.c_str(), &state) != 0) throw std::runtime_error("no " + path.string());
    return state.st_mode & 07777;
}

struct Ran {
    int status;  // of the program; -1 when it did not end by itself
    std::string output;
};

// Runs a command line of the shell and collects what it prints.
inline Ran run(const std::string& command) {
    std::FILE* const pipe = ::popen((command + " 2>&1").c_str(), "r");
    if (pipe == nullptr) throw std::runtime_error("popen");
    std::string output;
    std::array<char, 4096> part{};
    while (const std::size_t count = std::fread(part.data(), 1, part.size(), pipe))
        output.append(part.data(), count);
    const int status = ::pclose(pipe);
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, output};
}

}  // namespace secur32::test
