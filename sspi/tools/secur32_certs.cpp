// secur32-certs: manages the certificate stores of a user and the machine (docs/certificates.md,
// secur32-certs(1)).  Here: finding the command, and --help.
#include <sys/resource.h>

#include <algorithm>
#include <cstdio>

#include "sslprovider/base/guard.h"
#include "sspi/tools/certificate_choice.h"
#include "sspi/tools/certificate_commands.h"

namespace secur32::tools {
namespace {

constexpr std::string_view kCommonOptions[] = {"--store", "--machine", "--help"};

void print_options(std::span<const std::string_view> names) {
    for (const std::string_view name : names) {
        const auto option = std::ranges::find(certificate_options(), name, &Option::name);
        const std::string shown =
            std::string(name) + (option->value.empty() ? "" : " ") + std::string(option->value);
        std::printf("  %-28s %s\n", shown.c_str(), std::string(option->help).c_str());
    }
}

int print_help() {
    std::printf(
        "usage: secur32-certs [--store NAME] [--machine] COMMAND ...\n\n"
        "Manages the certificates that this machine's Windows programs find.\n\nCommands:\n");
    for (const CertificateCommand& command : certificate_commands()) {
        const std::string shown = std::string(command.name) + " " + std::string(command.operand);
        std::printf("  %-28s %s\n", shown.c_str(), std::string(command.summary).c_str());
    }
    std::printf("\nOptions of every command:\n");
    print_options(kCommonOptions);
    std::printf(
        "\nCERTIFICATE is its SHA-1 hash, the beginning of it, or a part of its subject.\n"
        "secur32-certs COMMAND --help says more.\n");
    return kCertsDone;
}

int print_help(const CertificateCommand& command) {
    std::printf("usage: secur32-certs %s%s%s [options]\n\n%s\n\nOptions:\n",
                std::string(command.name).c_str(), command.operand.empty() ? "" : " ",
                std::string(command.operand).c_str(), std::string(command.help).c_str());
    print_options(command.options);
    print_options(kCommonOptions);
    return kCertsDone;
}

// Empty when the command takes what it was given.
std::string misuse(const CertificateCommand& command, const Arguments& arguments) {
    const std::string name(command.name);
    const std::size_t wanted = command.needs_operand ? 1 : 0;
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

int choose(std::span<char* const> words) {
    Arguments all;
    std::string why;
    if (!all.parse(words, certificate_options(), why))
        return complain_of_certificates(kCertsMisused, why);
    if (all.operands().empty()) {
        if (all.has("--help")) return print_help();
        return complain_of_certificates(kCertsMisused,
                                        "no command; secur32-certs --help names them");
    }
    const std::string name = all.operands().front();
    all.drop_first_operand();
    const auto command = std::ranges::find(certificate_commands(), name, &CertificateCommand::name);
    if (command == certificate_commands().end())
        return complain_of_certificates(kCertsMisused, "there is no command " + name);
    if (all.has("--help")) return print_help(*command);
    if (const std::string wrong = misuse(*command, all); !wrong.empty())
        return complain_of_certificates(kCertsMisused, wrong);
    const int status = command->run(all);
    if (std::fflush(stdout) != 0)
        return complain_of_certificates(kCertsFailed, "standard output cannot be written");
    return status;
}

}  // namespace
}  // namespace secur32::tools

int main(int count, char** words) {
    using namespace secur32;
    // Keys and passwords are in this process: no core file of it.
    const rlimit none{0, 0};
    ::setrlimit(RLIMIT_CORE, &none);
    int status = tools::kCertsFailed;
    const Status thrown = guard([&] {
        status = tools::choose({words + 1, static_cast<std::size_t>(count > 0 ? count - 1 : 0)});
        return Status::ok;
    });
    if (thrown != Status::ok)
        return tools::complain_of_certificates(tools::kCertsFailed, "out of memory");
    return status;
}
