// The lines of SSLKEYLOGFILE and the file they go to, which is opened once and lives as long as the
// process.  Whoever reads it reads the connections: it is made for its owner alone.
#include "sslprovider/provider/key_log.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "sslprovider/base/environment.h"

namespace secur32::provider::key_log {
namespace {

struct LabelRow {
    SecretKind kind;
    std::string_view label;
    bool counts_generations = false;
};

// clang-format off
constexpr std::array kLabels = {
    LabelRow{SecretKind::client_early_traffic,       "CLIENT_EARLY_TRAFFIC_SECRET"},
    LabelRow{SecretKind::client_handshake_traffic,   "CLIENT_HANDSHAKE_TRAFFIC_SECRET"},
    LabelRow{SecretKind::server_handshake_traffic,   "SERVER_HANDSHAKE_TRAFFIC_SECRET"},
    LabelRow{SecretKind::client_application_traffic, "CLIENT_TRAFFIC_SECRET_", true},
    LabelRow{SecretKind::server_application_traffic, "SERVER_TRAFFIC_SECRET_", true},
    LabelRow{SecretKind::early_exporter_master,      "EARLY_EXPORTER_SECRET"},
    LabelRow{SecretKind::exporter_master,            "EXPORTER_SECRET"},
};
// clang-format on

int descriptor() noexcept {
    static const int file = [] {
        const std::optional<std::string> path = environment::text(environment::kKeyLogFile);
        if (!path) return -1;
        return ::open(path->c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
    }();
    return file;
}

// A line in the memory of one call: label, client random and a secret of 48 octets fit.
class Line {
 public:
    Line() = default;
    Line(const Line&) = delete;
    Line& operator=(const Line&) = delete;
    ~Line() { secure_wipe(MutableBytes(reinterpret_cast<std::uint8_t*>(text_.data()), size_)); }

    void text(std::string_view characters) {
        std::ranges::copy(characters.substr(0, room()), text_.begin() + at());
        size_ += std::min(characters.size(), room());
    }
    void hexadecimal(Bytes octets) {
        constexpr std::string_view kDigits = "0123456789abcdef";
        for (const std::uint8_t octet : octets) {
            text(kDigits.substr(octet >> 4, 1));
            text(kDigits.substr(octet & 0xF, 1));
        }
    }
    void write() {
        text("\n");
        // A line that cannot be written is lost; the handshake goes on.
        [[maybe_unused]] const ssize_t written = ::write(descriptor(), text_.data(), size_);
    }

 private:
    std::size_t room() const { return text_.size() - size_; }
    std::ptrdiff_t at() const { return static_cast<std::ptrdiff_t>(size_); }
    std::array<char, 320> text_{};
    std::size_t size_ = 0;
};

void write_line(std::string_view label, std::string_view number, const Random& client_random,
                Bytes secret) {
    Line line;
    line.text(label);
    line.text(number);
    line.text(" ");
    line.hexadecimal(client_random);
    line.text(" ");
    line.hexadecimal(secret);
    line.write();
}

}  // namespace

bool enabled() noexcept { return descriptor() >= 0; }

void write(const MasterKey& master, const Random& client_random) noexcept {
    if (enabled()) write_line("CLIENT_RANDOM", {}, client_random, master.secret().bytes());
}

void write(const ScheduleSecret& secret, const Random& client_random,
           unsigned generation) noexcept {
    if (!enabled()) return;
    const auto row = std::ranges::find(kLabels, secret.kind(), &LabelRow::kind);
    if (row == kLabels.end()) return;
    const std::string number = row->counts_generations ? std::to_string(generation) : "";
    write_line(row->label, number, client_random, secret.value());
}

}  // namespace secur32::provider::key_log
