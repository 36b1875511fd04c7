// Pipes, fork and exec behind process.h.
#include "test/interop/process.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <utility>

namespace interop {
namespace {

constexpr int kPatience = 10000;  // milliseconds

[[noreturn]] void become(const std::vector<std::string>& arguments, int input, int output) {
    dup2(input, STDIN_FILENO);
    dup2(output, STDOUT_FILENO);
    std::vector<char*> pointers;
    for (const std::string& argument : arguments)
        pointers.push_back(const_cast<char*>(argument.c_str()));
    pointers.push_back(nullptr);
    execvp(pointers[0], pointers.data());
    _exit(127);
}

}  // namespace

Process::Process(const std::vector<std::string>& arguments) {
    std::signal(SIGPIPE, SIG_IGN);
    int to_child[2], from_child[2];
    if (pipe2(to_child, O_CLOEXEC) != 0 || pipe2(from_child, O_CLOEXEC) != 0) return;
    child_ = fork();
    if (child_ == 0) become(arguments, to_child[0], from_child[1]);
    close(to_child[0]);
    close(from_child[1]);
    input_ = to_child[1];
    output_ = from_child[0];
}

Process::~Process() {
    if (input_ >= 0) close(input_);
    if (output_ >= 0) close(output_);
    if (child_ > 0) wait();
}

bool Process::write_line(const std::string& line) {
    const std::string whole = line + "\n";
    return write(input_, whole.data(), whole.size()) == static_cast<ssize_t>(whole.size());
}

bool Process::write_text(const std::string& text) {
    std::size_t written = 0;
    while (written < text.size()) {
        const ssize_t count = write(input_, text.data() + written, text.size() - written);
        if (count <= 0) return false;
        written += static_cast<std::size_t>(count);
    }
    return true;
}

void Process::close_input() {
    if (input_ >= 0) close(std::exchange(input_, -1));
}

void Process::stop() {
    if (child_ > 0) kill(child_, SIGTERM);
}

bool Process::fill() {
    pollfd ready{output_, POLLIN, 0};
    if (poll(&ready, 1, kPatience) != 1) return false;
    char block[4096];
    const ssize_t count = read(output_, block, sizeof block);
    if (count <= 0) return false;
    unread_.append(block, static_cast<std::size_t>(count));
    return true;
}

std::optional<std::string> Process::read_line() {
    std::size_t end = unread_.find('\n');
    while (end == std::string::npos) {
        if (!fill()) return std::nullopt;
        end = unread_.find('\n');
    }
    const std::string line = unread_.substr(0, end);
    unread_.erase(0, end + 1);
    return line;
}

bool Process::says(const std::string& text) {
    while (unread_.find(text) == std::string::npos)
        if (!fill()) return false;
    return true;
}

std::string Process::read_rest() {
    while (fill()) {
    }
    return std::exchange(unread_, {});
}

int Process::wait() {
    int status = 0;
    waitpid(child_, &status, 0);
    child_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace interop
