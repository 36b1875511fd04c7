// stat, a judgement, and read.
#include "sspi/accounts/account_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "sslprovider/base/trace.h"

namespace secur32::accounts {
namespace {

constexpr off_t kLargest = 64 * 1024 * 1024;
constexpr Status kRefused = Status::no_authenticating_authority;

class Descriptor {
 public:
    explicit Descriptor(int descriptor) : descriptor_(descriptor) {}
    ~Descriptor() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    int get() const { return descriptor_; }

 private:
    int descriptor_;
};

Status refuse(const std::string& path, const std::string& reason, std::string& why) {
    why = path + ": " + reason;
    return kRefused;
}

std::string errno_text() { return std::generic_category().message(errno); }

std::int64_t nanoseconds(const timespec& time) {
    return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

}  // namespace

Result<FileState> examine(const std::string& path, std::string& why, Owner owner) {
    struct stat file {};
    if (::stat(path.c_str(), &file) != 0) return refuse(path, errno_text(), why);
    if (!S_ISREG(file.st_mode)) return refuse(path, "not a regular file", why);
    if ((file.st_mode & (S_IWGRP | S_IWOTH)) != 0)
        return refuse(path, "group or others can write it", why);
    const bool foreign = file.st_uid != 0 && file.st_uid != ::geteuid();
    if (foreign && owner == Owner::this_user_or_root)
        return refuse(path, "it belongs to another user", why);
    return FileState{file.st_dev,
                     file.st_ino,
                     file.st_mode,
                     file.st_size,
                     nanoseconds(file.st_mtim),
                     nanoseconds(file.st_ctim)};
}

void warn_when_others_can_read(const std::string& path, const FileState& state) {
    if ((state.mode & (S_IRGRP | S_IROTH)) == 0 || !trace::enabled()) return;
    trace::line("  warning accounts: group or others can read " + path);
}

Result<SecureBytes> read_all(const std::string& path, std::string& why) {
    // O_NONBLOCK: what became a pipe since it was examined does not hang the program.
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    struct stat state {};
    if (file.get() < 0 || ::fstat(file.get(), &state) != 0) return refuse(path, errno_text(), why);
    if (!S_ISREG(state.st_mode)) return refuse(path, "not a regular file", why);
    if (state.st_size > kLargest) return refuse(path, "too large for a list of accounts", why);
    SecureBytes text(static_cast<std::size_t>(state.st_size));
    std::size_t length = 0;
    while (length < text.size()) {
        const MutableBytes room = text.mutable_bytes().subspan(length);
        const ssize_t count = ::read(file.get(), room.data(), room.size());
        if (count < 0 && errno != EINTR) return refuse(path, errno_text(), why);
        if (count == 0) return SecureBytes(text.bytes().first(length));
        if (count > 0) length += static_cast<std::size_t>(count);
    }
    return text;
}

}  // namespace secur32::accounts
