// The samples' command lines: "--name value" and "--flag", from one table that also writes --help.
// Plain on purpose: no abbreviations, no "--name=value", no positional arguments.
#pragma once

#include <span>
#include <string>
#include <variant>
#include <vector>

namespace samples {

struct Option {
    const char* name;  // with its dashes
    std::variant<std::string*, bool*> target;
    const char* help;
};

enum class Parsed { run, help, wrong };

// Fills the targets.  On `help` and `wrong` the usage is printed and there is nothing to run.
Parsed parse_options(std::span<char*> arguments, const char* purpose,
                     const std::vector<Option>& options);

// The text itself, or for "-" a line of standard input: arguments are visible to every process.
std::string read_password(const std::string& option);

constexpr int kExitOk = 0;
constexpr int kExitHandshake = 1;  // the package refused credentials, a token or an attribute
constexpr int kExitUsage = 2;
constexpr int kExitNetwork = 3;
constexpr int kExitProtection = 4;  // a sealed or signed message failed

}  // namespace samples
