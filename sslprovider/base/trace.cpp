// The trace file is opened once, append-only and close-on-exec; it lives as long as the process.
#include "sslprovider/base/trace.h"

#include <fcntl.h>
#include <time.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <optional>

#include "sslprovider/base/environment.h"
#include "sslprovider/base/guard.h"

namespace secur32::trace {
namespace {

int open_trace() {
    const std::optional<std::string> path = environment::text(environment::kTrace);
    if (!path) return -1;
    if (*path == "-") return STDERR_FILENO;
    return ::open(path->c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
}

int descriptor() {
    static const int file = open_trace();
    return file;
}

std::string stamp() {
    timespec now{};
    ::clock_gettime(CLOCK_REALTIME, &now);
    tm utc{};
    ::gmtime_r(&now.tv_sec, &utc);
    std::array<char, 32> date{};
    std::array<char, 80> text{};
    ::strftime(date.data(), date.size(), "%Y-%m-%dT%H:%M:%S", &utc);
    std::snprintf(text.data(), text.size(), "%s.%06ldZ %d/%d ", date.data(), now.tv_nsec / 1000,
                  ::getpid(), ::gettid());
    return text.data();
}

}  // namespace

bool enabled() noexcept { return descriptor() >= 0; }

void line(std::string_view text) noexcept {
    if (!enabled()) return;
    // A trace that cannot be written is lost; the call that is traced goes on.
    static_cast<void>(guard([&] {
        std::string whole = stamp();
        for (const char c : text) whole += (c == '\n' || c == '\r') ? ' ' : c;
        whole += '\n';
        const bool written = ::write(descriptor(), whole.data(), whole.size()) >= 0;
        return written ? Status::ok : Status::internal_error;
    }));
}

Status because(Status status, std::string_view reason) noexcept {
    return because(status, reason, {});
}

Status because(Status status, std::string_view reason, std::string_view detail) noexcept {
    if (!enabled()) return status;
    static_cast<void>(guard([&] {
        std::string text = "  " + std::string(row(status).name) + " because ";
        text += reason;
        if (!detail.empty()) text.append(": ").append(detail);
        line(text);
        return Status::ok;
    }));
    return status;
}

}  // namespace secur32::trace
