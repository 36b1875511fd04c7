// The command line of secur32-accounts: a command, its operands, its options in any order.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace secur32::tools {

// What an option is called, whether it takes a value, and what --help says of it.
struct Option {
    std::string_view name;
    std::string_view value;  // what it takes; empty: nothing
    std::string_view help;
};

class Arguments {
 public:
    // False, with a complaint in why, for an option that is none or lacks its value.
    // Both "--option value" and "--option=value" are taken; after "--" all are operands.
    bool parse(std::span<char* const> words, std::span<const Option> options, std::string& why);

    const std::vector<std::string>& operands() const { return operands_; }
    void drop_first_operand() { operands_.erase(operands_.begin()); }
    bool has(std::string_view option) const { return value(option).has_value(); }
    std::optional<std::string> value(std::string_view option) const;
    // All values of an option that may be repeated.
    std::vector<std::string> values(std::string_view option) const;
    // The options that were given, by name.
    std::vector<std::string_view> given() const;

 private:
    struct Given {
        std::string_view name;
        std::string value;
    };
    std::vector<std::string> operands_;
    std::vector<Given> given_;
};

}  // namespace secur32::tools
