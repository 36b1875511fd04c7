// secur32-accounts: manages the database in which acceptors look users up (docs/accounts.md,
// secur32-accounts(1)).  Here: finding the command, --help, and opening the database.
#include <sys/resource.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstdio>

#include "sslprovider/base/environment.h"
#include "sslprovider/base/guard.h"
#include "sspi/accounts/directory.h"
#include "sspi/tools/commands.h"

namespace secur32::tools {
namespace {

void print_options(std::span<const std::string_view> names) {
    for (const std::string_view name : names) {
        const auto option = std::ranges::find(options(), name, &Option::name);
        const std::string shown =
            std::string(name) + (option->value.empty() ? "" : " ") + std::string(option->value);
        std::printf("  %-28s %s\n", shown.c_str(), std::string(option->help).c_str());
    }
}

constexpr std::string_view kCommonOptions[] = {"--database", "--help"};

int print_help() {
    std::printf(
        "usage: secur32-accounts [--database FILE] COMMAND ...\n\n"
        "Manages the accounts that this machine's SSPI acceptors know.\n\nCommands:\n");
    for (const Command& command : commands()) {
        const std::string shown = std::string(command.name) + " " + std::string(command.operand);
        std::printf("  %-28s %s\n", shown.c_str(), std::string(command.summary).c_str());
    }
    std::printf("\nOptions of every command:\n");
    print_options(kCommonOptions);
    std::printf(
        "\nACCOUNT is DOMAIN\\user, user@domain or user.\n"
        "secur32-accounts COMMAND --help says more.\n");
    return kDone;
}

int print_help(const Command& command) {
    std::printf("usage: secur32-accounts %s%s%s [options]\n\n%s\n\nOptions:\n",
                std::string(command.name).c_str(), command.operand.empty() ? "" : " ",
                std::string(command.operand).c_str(), std::string(command.help).c_str());
    print_options(command.options);
    print_options(kCommonOptions);
    return kDone;
}

const Command* find_command(std::string_view name) {
    const auto found = std::ranges::find(commands(), name, &Command::name);
    return found == commands().end() ? nullptr : &*found;
}

// Empty when the command takes what it was given.
std::string misuse(const Command& command, const Arguments& arguments) {
    const std::string name(command.name);
    const std::size_t wanted = command.operand.empty() ? 0 : 1;
    if (arguments.operands().size() < wanted)
        return name + " needs " + std::string(command.operand);
    if (arguments.operands().size() > wanted)
        return name + " does not take " + arguments.operands()[wanted];
    for (const std::string_view option : arguments.given()) {
        const bool known = std::ranges::count(command.options, option) != 0 ||
                           std::ranges::count(kCommonOptions, option) != 0;
        if (!known) return name + " does not take " + std::string(option);
    }
    return {};
}

Status open_store(accounts::Store& store, const std::string& path, bool create) {
    if (!create) return store.open(path);
    if (path == accounts::kDefaultDatabase)
        ::mkdir(path.substr(0, path.rfind('/')).c_str(), 0755);  // it may be there
    return store.create(path);
}

int run(const Command& command, const Arguments& arguments) {
    const std::string path =
        arguments.value("--database")
            .value_or(
                environment::text(environment::kAccounts).value_or(accounts::kDefaultDatabase));
    accounts::Store store;
    if (open_store(store, path, command.creates) != Status::ok)
        return complain(kFailed, "cannot open the accounts database: " + store.why());
    const int status = command.run(store, arguments);
    if (std::fflush(stdout) != 0) return complain(kFailed, "standard output cannot be written");
    return status;
}

int choose(std::span<char* const> words) {
    Arguments all;
    std::string why;
    if (!all.parse(words, options(), why)) return complain(kMisused, why);
    if (all.operands().empty()) {
        if (all.has("--help")) return print_help();
        return complain(kMisused, "no command; secur32-accounts --help names them");
    }
    const std::string name = all.operands().front();
    const Command* const command = find_command(name);
    if (command == nullptr)
        return complain(kMisused, "no command " + name + "; secur32-accounts --help names them");
    all.drop_first_operand();
    if (all.has("--help")) return print_help(*command);
    const std::string complaint = misuse(*command, all);
    return complaint.empty() ? run(*command, all) : complain(kMisused, complaint);
}

}  // namespace
}  // namespace secur32::tools

int main(int count, char** words) {
    using namespace secur32;
    // A crash leaves no password behind.
    const rlimit none{};
    ::setrlimit(RLIMIT_CORE, &none);
    int status = tools::kFailed;
    const Status whole = guard([&] {
        const auto given = static_cast<std::size_t>(count > 0 ? count - 1 : 0);
        status = tools::choose({words + 1, given});
        return Status::ok;
    });
    return whole == Status::ok ? status : tools::complain(tools::kFailed, row(whole).name);
}
