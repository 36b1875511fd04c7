// clock_gettime and getrandom.
#include "sslprovider/base/clock.h"

#include <cerrno>
#include <cstdlib>

#include <sys/random.h>
#include <time.h>

namespace secur32 {

FileTime file_time_now() noexcept {
    timespec now{};
    ::clock_gettime(CLOCK_REALTIME, &now);
    return kUnixEpochAsFileTime + static_cast<FileTime>(now.tv_sec) * kFileTimeSecond +
           static_cast<FileTime>(now.tv_nsec) / 100;
}

void fill_random(MutableBytes bytes) noexcept {
    while (!bytes.empty()) {
        const ssize_t filled = ::getrandom(bytes.data(), bytes.size(), 0);
        if (filled > 0) bytes = bytes.subspan(static_cast<std::size_t>(filled));
        else if (errno != EINTR) std::abort();
    }
}

}  // namespace secur32
