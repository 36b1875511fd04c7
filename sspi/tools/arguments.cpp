// Options are long ones only; there are few, and a short one is easily another's.
#include "sspi/tools/arguments.h"

#include <algorithm>

namespace secur32::tools {

bool Arguments::parse(std::span<char* const> words, std::span<const Option> options,
                      std::string& why) {
    bool only_operands = false;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const std::string_view word = words[i];
        if (only_operands || !word.starts_with("--")) {
            operands_.emplace_back(word);
            continue;
        }
        only_operands = word == "--";
        if (only_operands) continue;
        const std::size_t equals = word.find('=');
        const std::string_view name = word.substr(0, equals);
        const auto option = std::ranges::find(options, name, &Option::name);
        const bool inline_value = equals != std::string_view::npos;
        if (option == options.end()) {
            why = "there is no option " + std::string(name);
            return false;
        }
        if (option->value.empty() && inline_value) {
            why = std::string(name) + " takes no value";
            return false;
        }
        if (!option->value.empty() && !inline_value && i + 1 == words.size()) {
            why = std::string(name) + " needs a value: " + std::string(option->value);
            return false;
        }
        std::string value;
        if (inline_value)
            value = word.substr(equals + 1);
        else if (!option->value.empty())
            value = words[++i];
        given_.push_back({option->name, std::move(value)});
    }
    return true;
}

std::optional<std::string> Arguments::value(std::string_view option) const {
    const auto found = std::ranges::find(given_, option, &Given::name);
    if (found == given_.end()) return std::nullopt;
    return found->value;
}

std::vector<std::string> Arguments::values(std::string_view option) const {
    std::vector<std::string> all;
    for (const Given& each : given_)
        if (each.name == option) all.push_back(each.value);
    return all;
}

std::vector<std::string_view> Arguments::given() const {
    std::vector<std::string_view> names;
    for (const Given& each : given_) names.push_back(each.name);
    return names;
}

}  // namespace secur32::tools
