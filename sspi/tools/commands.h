// What secur32-accounts can do: a row for each command.
#pragma once

#include <span>
#include <string_view>

#include "sspi/accounts/store.h"
#include "sspi/tools/arguments.h"

namespace secur32::tools {

// Exit statuses.
inline constexpr int kDone = 0;
inline constexpr int kFailed = 1;
inline constexpr int kMisused = 2;

struct Command {
    std::string_view name;
    std::string_view operand;  // what it takes one of; empty: nothing
    std::string_view summary;
    std::string_view help;
    std::span<const std::string_view> options;  // besides --database and --help
    bool creates;                               // makes the database where there is none
    int (*run)(accounts::Store& store, const Arguments& arguments);
};

std::span<const Command> commands();
std::span<const Option> options();

// Writes "secur32-accounts: <message>" to standard error and gives the status.
int complain(int status, std::string_view message);

}  // namespace secur32::tools
