// What secur32-certs can do: a row for each command.
#pragma once

#include <span>
#include <string_view>

#include "sspi/tools/arguments.h"

namespace secur32::tools {

struct CertificateCommand {
    std::string_view name;
    std::string_view operand;  // what it takes one of; empty: nothing
    bool needs_operand;
    std::string_view summary;
    std::string_view help;
    std::span<const std::string_view> options;  // besides --store, --machine and --help
    int (*run)(const Arguments& arguments);
};

std::span<const CertificateCommand> certificate_commands();
std::span<const Option> certificate_options();

// Writes "secur32-certs: <message>" to standard error and gives the status.
int complain_of_certificates(int status, std::string_view message);

// certificate_files.cpp, certificate_making.cpp
int import_certificates(const Arguments& arguments);
int export_certificate(const Arguments& arguments);
int make_certificate(const Arguments& arguments);

}  // namespace secur32::tools
