// What keeps an eavesdropper from sending a message once more ("This risk can be reduced by time
// stamping all messages or by using serial numbers": Manual Session Key Exchanges): each message
// carries both, inside what is protected, and the receiver remembers.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace samples {

// When and as which message of its sender one was sent.
struct Stamp {
    std::int64_t time = 0;     // seconds since 1970, UTC
    std::uint64_t serial = 0;  // 1, 2, 3, ... of one sender
};

// The receiver's memory of one sender, kept in a file, so that a restart forgets nothing.
class Freshness {
 public:
    Freshness(std::string file, std::chrono::seconds longest_age)
        : file_(std::move(file)), longest_age_(longest_age) {}

    // False when the file is there and cannot be read: then nothing is to be received.
    bool load();
    // Empty for a message that is new: it is remembered, on disk first.  Otherwise what is wrong:
    // it was received before (replayed), came after a later one (reordered), is too old (stale) or
    // from the future, or cannot be remembered.  now: seconds since 1970, UTC.
    std::string judge(const Stamp& stamp, std::int64_t now);

 private:
    bool was_received(std::uint64_t serial) const;
    void remember(std::uint64_t serial);
    bool save() const;

    std::string file_;
    std::chrono::seconds longest_age_;
    std::uint64_t last_ = 0;      // the highest serial number so far; 0: none
    std::uint64_t received_ = 0;  // bit n: last_ - n was received
};

// The sender's part: the next serial number, counted in a file.  0 when the file fails.
std::uint64_t next_serial(const std::string& file);

std::int64_t seconds_now();

}  // namespace samples
