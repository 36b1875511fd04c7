#include "test/support/memory_scan.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <stdexcept>
#include <string>
#include <utility>

namespace secur32::test {
namespace {

constexpr std::uint8_t kMask = 0xA7;
constexpr std::size_t kPart = 16;

// ---- The child's report: a count, then length and octets of each
// ---------------------------------

void write_all(int file, const void* octets, std::size_t size) {
    const auto* next = static_cast<const std::uint8_t*>(octets);
    while (size > 0) {
        const ssize_t written = ::write(file, next, size);
        if (written <= 0) ::_exit(2);
        next += written;
        size -= static_cast<std::size_t>(written);
    }
}

void report(int file, const Computed& computed) {
    const auto send = [file](Bytes octets, std::uint8_t mask) {
        Buffer masked(octets.begin(), octets.end());
        for (std::uint8_t& octet : masked) octet ^= mask;
        const std::size_t size = masked.size();
        write_all(file, &size, sizeof size);
        write_all(file, masked.data(), size);
    };
    send(computed.open, 0);
    for (const Buffer& secret : computed.secrets) send(secret, kMask);
}

Buffer read_all(int file) {
    Buffer all;
    std::array<std::uint8_t, 4096> part;
    ssize_t got = 0;
    while ((got = ::read(file, part.data(), part.size())) > 0)
        all.insert(all.end(), part.begin(), part.begin() + got);
    return all;
}

Told told_by(Bytes reported) {
    Told told;
    bool first = true;
    while (!reported.empty()) {
        std::size_t size = 0;
        std::memcpy(&size, reported.data(), sizeof size);
        reported = reported.subspan(sizeof size);
        Buffer octets(reported.begin(), reported.begin() + static_cast<std::ptrdiff_t>(size));
        reported = reported.subspan(size);
        if (std::exchange(first, false))
            told.open = std::move(octets);
        else
            told.secrets.emplace_back(std::move(octets));
    }
    return told;
}

// ---- The search
// ----------------------------------------------------------------------------------

struct Region {
    std::uintptr_t first, last;
};

// Writable mappings, out of memory that is there before the search.
std::vector<Region> writable_regions() {
    const int file = ::open("/proc/self/maps", O_RDONLY | O_CLOEXEC);
    const Buffer text = read_all(file);
    ::close(file);
    std::vector<Region> regions;
    const std::string lines(text.begin(), text.end());
    for (std::size_t at = 0; at < lines.size(); at = lines.find('\n', at) + 1) {
        unsigned long first = 0, last = 0;
        std::array<char, 8> rights{};
        if (std::sscanf(lines.c_str() + at, "%lx-%lx %7s", &first, &last, rights.data()) != 3)
            continue;
        if (rights[0] == 'r' && rights[1] == 'w' && last - first <= 1UL << 30)
            regions.push_back({first, last});
    }
    return regions;
}

// Octet by octet, under the mask: nothing is copied.
__attribute__((no_sanitize("address", "thread", "undefined"))) bool lies_at(
    const volatile std::uint8_t* at, const std::uint8_t* masked) {
    for (std::size_t i = 0; i < kPart; ++i)
        if ((at[i] ^ kMask) != masked[i]) return false;
    return true;
}

__attribute__((no_sanitize("address", "thread", "undefined"))) std::size_t count_part(
    const std::vector<Region>& regions, const std::uint8_t* masked) {
    std::size_t found = 0;
    for (const Region& region : regions)
        for (std::uintptr_t at = region.first; at + kPart <= region.last; ++at)
            if (lies_at(reinterpret_cast<const volatile std::uint8_t*>(at), masked)) ++found;
    return found;
}

}  // namespace

void Masked::unmask(MutableBytes out) const {
    for (std::size_t i = 0; i < octets_.size(); ++i) out[i] = octets_[i] ^ kMask;
}

std::size_t count_in_memory(const Masked& secret) {
    if (secret.size() < kPart) throw std::invalid_argument("too short to be told from chance");
    const std::vector<Region> regions = writable_regions();
    const std::size_t heads = count_part(regions, secret.octets().data());
    if (secret.size() == kPart) return heads;
    return std::max(heads, count_part(regions, secret.octets().data() + secret.size() - kPart));
}

Told computed_in_a_child(const std::function<Computed()>& compute) {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("pipe2");
    const pid_t child = ::fork();
    if (child < 0) throw std::runtime_error("fork");
    if (child == 0) {
        report(ends[1], compute());
        ::_exit(0);
    }
    ::close(ends[1]);
    const Buffer reported = read_all(ends[0]);
    ::close(ends[0]);
    int status = 0;
    if (::waitpid(child, &status, 0) != child || status != 0)
        throw std::runtime_error("the child failed");
    return told_by(reported);
}

}  // namespace secur32::test
