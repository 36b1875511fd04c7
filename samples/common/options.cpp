// The parser behind options.h: finds the row, takes the next argument when the row wants a value.
// Not a general command-line library.
#include "samples/common/options.h"

#include <algorithm>
#include <iomanip>
#include <iostream>

namespace samples {
namespace {

bool is_flag(const Option& option) { return std::holds_alternative<bool*>(option.target); }

void print_usage(std::ostream& out, const char* program, const char* purpose,
                 const std::vector<Option>& options) {
    out << program << ": " << purpose << "\n\noptions:\n";
    for (const Option& option : options) {
        std::string left = option.name;
        if (!is_flag(option)) left += " TEXT";
        out << "  " << std::left << std::setw(20) << left << option.help;
        const auto* text = std::get_if<std::string*>(&option.target);
        if (text != nullptr && !(*text)->empty()) out << " (default: " << **text << ')';
        out << '\n';
    }
    out << "  " << std::left << std::setw(20) << "--help"
        << "this text\n";
}

}  // namespace

Parsed parse_options(std::span<char*> arguments, const char* purpose,
                     const std::vector<Option>& options) {
    const char* program = arguments[0];
    for (std::size_t i = 1; i < arguments.size(); ++i) {
        const std::string argument = arguments[i];
        if (argument == "--help") {
            print_usage(std::cout, program, purpose, options);
            return Parsed::help;
        }
        const auto option = std::find_if(options.begin(), options.end(),
                                         [&](const Option& row) { return argument == row.name; });
        if (option != options.end() && is_flag(*option)) {
            *std::get<bool*>(option->target) = true;
        } else if (option != options.end() && i + 1 < arguments.size()) {
            *std::get<std::string*>(option->target) = arguments[++i];
        } else {
            const char* why = option == options.end() ? ": no such option\n" : ": wants a value\n";
            std::cerr << argument << why;
            print_usage(std::cerr, program, purpose, options);
            return Parsed::wrong;
        }
    }
    return Parsed::run;
}

std::string read_password(const std::string& option) {
    if (option != "-") return option;
    std::string line;
    std::getline(std::cin, line);
    return line;
}

}  // namespace samples
