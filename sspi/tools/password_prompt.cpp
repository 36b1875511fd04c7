// The terminal's echo is restored whatever happens: a signal that ends the program is delivered
// after that.
#include "sspi/tools/password_prompt.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

namespace secur32::tools {
namespace {

constexpr std::size_t kLongest = 1024;
constexpr std::array kDeadly = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};

volatile sig_atomic_t caught_signal = 0;
void remember_signal(int number) { caught_signal = number; }

// While this lives, deadly signals end a wait for input instead of the program.  They are blocked
// everywhere else: one that comes before the wait begins is not lost in between.
class SignalsHeld {
 public:
    SignalsHeld() {
        caught_signal = 0;
        sigset_t deadly;
        ::sigemptyset(&deadly);
        for (const int number : kDeadly) ::sigaddset(&deadly, number);
        ::pthread_sigmask(SIG_BLOCK, &deadly, &mask_before_);
        struct sigaction remember {};
        remember.sa_handler = remember_signal;
        for (std::size_t i = 0; i < kDeadly.size(); ++i)
            ::sigaction(kDeadly[i], &remember, &before_[i]);
    }
    // What came and was not let in yet is delivered at the end, as ever.
    ~SignalsHeld() {
        for (std::size_t i = 0; i < kDeadly.size(); ++i)
            ::sigaction(kDeadly[i], &before_[i], nullptr);
        if (caught_signal != 0) ::raise(caught_signal);
        ::pthread_sigmask(SIG_SETMASK, &mask_before_, nullptr);
    }
    SignalsHeld(const SignalsHeld&) = delete;
    SignalsHeld& operator=(const SignalsHeld&) = delete;

    // Lets them in until there is input.  False, errno EINTR, when one came.
    bool wait_for_input(int descriptor) const {
        pollfd waiting{descriptor, POLLIN, 0};
        while (::ppoll(&waiting, 1, nullptr, &mask_before_) < 0)
            if (errno != EINTR || caught_signal != 0) return false;
        return true;
    }

 private:
    sigset_t mask_before_{};
    std::array<struct sigaction, kDeadly.size()> before_{};
};

// The controlling terminal without its echo.
class HiddenTerminal {
 public:
    HiddenTerminal() : file_(::open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)) {
        if (file_ < 0 || ::tcgetattr(file_, &before_) != 0) return;
        termios hidden = before_;
        hidden.c_lflag &= ~static_cast<tcflag_t>(ECHO | ECHONL);
        changed_ = ::tcsetattr(file_, TCSAFLUSH, &hidden) == 0;
    }
    ~HiddenTerminal() {
        if (changed_) ::tcsetattr(file_, TCSAFLUSH, &before_);
        if (file_ >= 0) ::close(file_);
    }
    HiddenTerminal(const HiddenTerminal&) = delete;
    HiddenTerminal& operator=(const HiddenTerminal&) = delete;

    bool usable() const { return changed_; }
    int descriptor() const { return file_; }
    void say(const std::string& text) const {
        // A prompt that cannot be written is no reason not to read.
        if (::write(file_, text.data(), text.size()) < 0) errno = 0;
    }

 private:
    int file_;
    termios before_{};
    bool changed_ = false;
};

std::optional<SecureBytes> refuse(const char* reason, std::string& why) {
    why = reason;
    return std::nullopt;
}

// signals: null where a signal just ends the program.
std::optional<SecureBytes> read_line(int descriptor, const SignalsHeld* signals, std::string& why) {
    SecureBytes line(kLongest + 1);
    std::size_t length = 0;
    while (length < line.size()) {
        const bool ready = signals == nullptr || signals->wait_for_input(descriptor);
        const ssize_t count =
            ready ? ::read(descriptor, line.mutable_bytes().data() + length, 1) : -1;
        if (ready && count < 0 && errno == EINTR) continue;
        if (count < 0) {
            why = "the password cannot be read: " + std::generic_category().message(errno);
            return std::nullopt;
        }
        if (count == 0 || line.bytes()[length] == '\n') break;
        ++length;
    }
    if (length > kLongest) return refuse("the password is longer than 1024 octets", why);
    if (length > 0 && line.bytes()[length - 1] == '\r') --length;
    const Bytes password = line.bytes().first(length);
    if (password.empty()) return refuse("an empty password is refused", why);
    if (std::ranges::find(password, 0) != password.end())
        return refuse("a password has no zero octets", why);
    return SecureBytes(password);
}

}  // namespace

std::optional<SecureBytes> read_password(int descriptor, std::string& why) {
    return read_line(descriptor, nullptr, why);
}

std::optional<SecureBytes> ask_password(const std::string& account, std::string& why) {
    const SignalsHeld signals;
    const HiddenTerminal terminal;
    if (!terminal.usable()) return refuse("no terminal to ask at; use --password-stdin", why);
    terminal.say("Password for " + account + ": ");
    std::optional<SecureBytes> first = read_line(terminal.descriptor(), &signals, why);
    terminal.say("\n");
    if (!first) return std::nullopt;
    terminal.say("The same again: ");
    const std::optional<SecureBytes> second = read_line(terminal.descriptor(), &signals, why);
    terminal.say("\n");
    if (!second) return std::nullopt;
    if (!(*first == *second)) return refuse("the two passwords differ", why);
    return first;
}

}  // namespace secur32::tools
