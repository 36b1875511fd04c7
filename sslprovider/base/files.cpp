#include "sslprovider/base/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <system_error>

#include "sslprovider/base/clock.h"
#include "sslprovider/base/trace.h"

namespace secur32 {
namespace {

constexpr std::size_t kStep = 64 * 1024;

Status failed(std::string_view what) {
    const int error = errno;
    const std::string text = std::generic_category().message(error);
    switch (error) {
        case ENOENT:
        case ENOTDIR:
        case ENAMETOOLONG:
            return trace::because(Status::not_found, what, text);
        case EACCES:
        case EPERM:
        case EROFS:
        case EBADF:  // opened for the other direction, or not at all
            return trace::because(Status::not_permitted, what, text);
        case EISDIR:
            return trace::because(Status::bad_type, what, text);
        case EMFILE:
        case ENFILE:
        case ENOMEM:
            return trace::because(Status::out_of_memory, what, text);
        default:
            return trace::because(Status::internal_error, what, text);
    }
}

// Where a link at the path leads, so that it is the file which is replaced.
std::string resolved(const std::string& path) {
    char* const real = ::realpath(path.c_str(), nullptr);
    std::string result = real == nullptr ? path : real;
    std::free(real);
    return result;
}

std::string temporary_name(const std::string& target) {
    std::array<std::uint8_t, 8> random{};
    fill_random(random);
    std::string name = target + ".new-";
    for (const std::uint8_t octet : random) {
        name += "0123456789abcdef"[octet >> 4];
        name += "0123456789abcdef"[octet & 15];
    }
    return name;
}

}  // namespace

Descriptor::~Descriptor() {
    if (number_ >= 0) ::close(number_);
}

Result<Buffer> read_file(const std::string& path, std::size_t largest) {
    // O_NONBLOCK: a pipe of that name does not hang the program.
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
    struct stat state {};
    if (!file.valid() || ::fstat(file.get(), &state) != 0)
        return failed("files: a file cannot be opened");
    if (!S_ISREG(state.st_mode))
        return trace::because(Status::bad_type, "files: not a regular file", path);
    return read_descriptor(file.get(), largest);
}

Result<Buffer> read_descriptor(int descriptor, std::size_t largest) {
    Buffer octets;
    for (;;) {
        const std::size_t held = octets.size();
        octets.resize(held + std::min(kStep, largest + 1 - held));
        const ssize_t count = ::read(descriptor, octets.data() + held, octets.size() - held);
        octets.resize(held + (count > 0 ? static_cast<std::size_t>(count) : 0));
        if (count < 0 && errno != EINTR) return failed("files: a file cannot be read");
        if (count == 0) return octets;
        if (octets.size() > largest)
            return trace::because(Status::bad_length, "files: a file is too large");
    }
}

Status write_descriptor(int descriptor, Bytes octets) {
    while (!octets.empty()) {
        const ssize_t count = ::write(descriptor, octets.data(), octets.size());
        if (count < 0 && errno != EINTR) return failed("files: a file cannot be written");
        if (count > 0) octets = octets.subspan(static_cast<std::size_t>(count));
    }
    return Status::ok;
}

Status write_file(const std::string& path, Bytes octets) {
    const std::string target = resolved(path);
    struct stat state {};
    const bool replaces = ::stat(target.c_str(), &state) == 0;
    if (replaces && !S_ISREG(state.st_mode))
        return trace::because(Status::bad_type, "files: not a regular file", path);
    const std::string temporary = temporary_name(target);
    const Descriptor file(::open(temporary.c_str(),
                                 O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                                 replaces ? 0600 : 0666));
    if (!file.valid()) return failed("files: a file cannot be made");
    // The mode first: nobody reads a line who may not read all.
    Status status = Status::ok;
    if (replaces && ::fchmod(file.get(), state.st_mode & 0777) != 0)
        status = failed("files: a file cannot have its mode");
    if (status == Status::ok) status = write_descriptor(file.get(), octets);
    if (status == Status::ok &&
        (::fsync(file.get()) != 0 || ::rename(temporary.c_str(), target.c_str()) != 0))
        status = failed("files: a file cannot be put in its place");
    if (status != Status::ok) ::unlink(temporary.c_str());
    return status;
}

}  // namespace secur32
