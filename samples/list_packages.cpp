// Prints the security packages of this machine as EnumerateSecurityPackages lists them: name,
// version, RPC id, largest token, comment, and their capabilities by name.
#include <iomanip>
#include <iostream>
#include <span>

#include "samples/common/handles.h"
#include "samples/common/names.h"
#include "samples/common/options.h"

namespace {
using namespace samples;

void print_table(std::span<const SecPkgInfo> packages) {
    std::cout << std::left << std::setw(14) << "name" << std::right << std::setw(8) << "version"
              << std::setw(8) << "rpc id" << std::setw(11) << "max token"
              << "  comment\n";
    for (const SecPkgInfo& package : packages) {
        std::cout << std::left << std::setw(14) << package.Name << std::right << std::setw(8)
                  << package.wVersion << std::setw(8) << package.wRPCID << std::setw(11)
                  << package.cbMaxToken << "  " << package.Comment << "\n    "
                  << capability_names(package.fCapabilities) << '\n';
    }
}

void print_names(std::span<const SecPkgInfo> packages) {
    for (const SecPkgInfo& package : packages) std::cout << package.Name << '\n';
}

}  // namespace

int main(int argc, char** argv) {
    bool names_only = false;
    const std::vector<Option> options = {{"--names", &names_only, "only the names, one a line"}};
    const std::span<char*> arguments(argv, static_cast<std::size_t>(argc));
    switch (parse_options(arguments, "lists the security packages", options)) {
        case Parsed::help:
            return kExitOk;
        case Parsed::wrong:
            return kExitUsage;
        case Parsed::run:
            break;
    }
    ULONG count = 0;
    PSecPkgInfo first = nullptr;
    const SECURITY_STATUS status = EnumerateSecurityPackages(&count, &first);
    if (status != SEC_E_OK) return print_failure("packages", status), kExitHandshake;
    const ContextBuffer<SecPkgInfo> owned(first);  // the whole array is one block
    const std::span<const SecPkgInfo> packages(first, count);
    names_only ? print_names(packages) : print_table(packages);
    return kExitOk;
}
