// The files are replaced whole: a new one is written beside and takes the old one's name.
#include "samples/common/freshness.h"

#include <sys/stat.h>

#include <cerrno>
#include <cstdio>
#include <fstream>
#include <sstream>

namespace samples {
namespace {

// Of the receiver's file, the numbers that it remembers: last_ and received_.
constexpr unsigned kRemembered = 64;

bool exists(const std::string& file) {
    struct stat state {};
    return ::stat(file.c_str(), &state) == 0 || errno != ENOENT;
}

bool replace(const std::string& file, const std::string& text) {
    const std::string fresh = file + ".new";
    {
        std::ofstream out(fresh, std::ios::trunc);
        out << text << '\n';
        if (!out.flush()) return false;
    }
    return std::rename(fresh.c_str(), file.c_str()) == 0;
}

}  // namespace

bool Freshness::load() {
    if (!exists(file_)) return true;
    std::ifstream in(file_);
    return static_cast<bool>(in >> last_ >> received_);
}

std::string Freshness::judge(const Stamp& stamp, std::int64_t now) {
    std::ostringstream why;
    if (was_received(stamp.serial))
        why << "replayed: message " << stamp.serial << " was received before";
    else if (stamp.serial <= last_)
        why << "reordered: message " << stamp.serial << " came after message " << last_;
    else if (stamp.time < now - longest_age_.count())
        why << "stale: sent " << now - stamp.time << " s ago, " << longest_age_.count()
            << " are allowed";
    else if (stamp.time > now + longest_age_.count())
        why << "sent " << stamp.time - now << " s from now: one of the clocks is wrong";
    else {
        remember(stamp.serial);
        if (!save()) why << "it cannot be remembered: " << file_ << " cannot be written";
    }
    return why.str();
}

bool Freshness::was_received(std::uint64_t serial) const {
    if (serial > last_ || last_ - serial >= kRemembered) return false;
    return (received_ >> (last_ - serial) & 1) != 0;
}

void Freshness::remember(std::uint64_t serial) {
    const std::uint64_t ahead = serial - last_;
    received_ = (ahead < kRemembered ? received_ << ahead : 0) | 1;
    last_ = serial;
}

bool Freshness::save() const {
    return replace(file_, std::to_string(last_) + ' ' + std::to_string(received_));
}

std::uint64_t next_serial(const std::string& file) {
    std::uint64_t serial = 0;
    if (exists(file) && !(std::ifstream(file) >> serial)) return 0;
    return replace(file, std::to_string(serial + 1)) ? serial + 1 : 0;
}

std::int64_t seconds_now() {
    using namespace std::chrono;
    return duration_cast<seconds>(system_clock::now().time_since_epoch()).count();
}

}  // namespace samples
