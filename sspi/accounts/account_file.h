// A file that says who may log on: which one it is, whether it may be believed, and its bytes.
//
// A file that others can write lets others log on: it is refused.  One that others can read gives
// its hashes away: that is a trace line only.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>

#include "sslprovider/base/secure_bytes.h"
#include "sslprovider/base/status.h"

namespace secur32::accounts {

// What stat(2) says about a file; it changes when somebody replaces or writes it.
struct FileState {
    dev_t device = 0;
    ino_t inode = 0;
    mode_t mode = 0;
    off_t size = 0;
    std::int64_t modified = 0, changed = 0;  // nanoseconds
    bool same_file(const FileState& other) const {
        return device == other.device && inode == other.inode;
    }
    friend bool operator==(const FileState&, const FileState&) = default;
};

// Whose a file may be: an administrator also manages what belongs to a service's user.
enum class Owner : std::uint8_t { this_user_or_root, anybody };

// A regular file that nobody else can write.  On failure, why says what is wrong with which file.
Result<FileState> examine(const std::string& path, std::string& why,
                          Owner owner = Owner::this_user_or_root);
// A trace line when others can read it.
void warn_when_others_can_read(const std::string& path, const FileState& state);
// All of it; 64 MiB are too much.
Result<SecureBytes> read_all(const std::string& path, std::string& why);

}  // namespace secur32::accounts
