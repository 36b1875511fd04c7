// The text of a trace line.
#include "sslprovider/api/trail.h"

#include <array>
#include <cstdio>

#include "sslprovider/base/utf16.h"

namespace secur32::api {

void CallTrail::add(const char* name, std::string_view value) {
    if (!arguments_.empty()) arguments_ += ", ";
    arguments_.append(name).append("=").append(value);
}

void CallTrail::add_text(const char* name, std::u16string_view text) {
    add(name, '"' + printable(text) + '"');
}

void CallTrail::add_number(const char* name, std::uint64_t value, bool hexadecimal) {
    std::array<char, 24> text{};
    std::snprintf(text.data(), text.size(), hexadecimal ? "0x%llx" : "%llu",
                  static_cast<unsigned long long>(value));
    add(name, text.data());
}

void CallTrail::write(Outcome outcome) const noexcept {
    static_cast<void>(guard([&] {
        std::array<char, 24> number{};
        std::snprintf(number.data(), number.size(), "0x%08x ", static_cast<unsigned>(outcome.code));
        std::string text = function_;
        text.append("(").append(arguments_).append(") = ").append(number.data());
        text.append(outcome.name);
        trace::line(text);
        return Status::ok;
    }));
}

}  // namespace secur32::api
