// secure_getenv, and numbers judged whole.
#include "sslprovider/base/environment.h"

#include <stdlib.h>

#include <charconv>

namespace secur32::environment {

std::optional<std::string> text(const char* name) {
    const char* value = ::secure_getenv(name);
    if (value == nullptr || *value == '\0') return std::nullopt;
    return value;
}

std::optional<std::uint64_t> number(const char* name, std::uint64_t max) {
    const std::optional<std::string> value = text(name);
    if (!value) return std::nullopt;
    std::uint64_t parsed = 0;
    const char* const end = value->data() + value->size();
    const auto [stopped, error] = std::from_chars(value->data(), end, parsed);
    if (error != std::errc{} || stopped != end || parsed > max) return std::nullopt;
    return parsed;
}

}  // namespace secur32::environment
