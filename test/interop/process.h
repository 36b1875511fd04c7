// A foreign program run with pipes on its input and output: line by line, or to its end.
// Looked up in PATH; a program that is not there makes the test fail, never skip.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

namespace interop {

class Process {
 public:
    explicit Process(const std::vector<std::string>& arguments);
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;
    ~Process();

    bool write_line(const std::string& line);
    bool write_text(const std::string& text);
    void close_input();
    // Empty when the program ended or said nothing for ten seconds.
    std::optional<std::string> read_line();
    // Everything up to its end, then its exit code (127: no such program).
    std::string read_rest();
    int wait();
    // Waits until it has said this among other things, nothing of which is taken away.
    bool says(const std::string& text);
    const std::string& unread() const { return unread_; }
    // For programs that go on for ever (SIGTERM).
    void stop();

 private:
    bool fill();

    pid_t child_ = -1;
    int input_ = -1, output_ = -1;
    std::string unread_;
};

}  // namespace interop
