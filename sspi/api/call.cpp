// The mapping of Progress to SEC_I_*, and the text of a trace line.
#include "sspi/api/call.h"

#include <array>
#include <cstdio>

#include "sslprovider/base/utf16.h"
#include "sspi/api/last_error.h"

namespace secur32::api {

void Trail::add_name(const char* name) {
    if (!arguments_.empty()) arguments_ += ", ";
    arguments_.append(name).append("=");
}

void Trail::add_handle(const char* name, const SecHandle* handle) {
    add_name(name);
    if (handle == nullptr) {
        arguments_ += "none";
        return;
    }
    std::array<char, 48> text{};
    std::snprintf(text.data(), text.size(), "%zx:%zx", static_cast<std::size_t>(handle->dwLower),
                  static_cast<std::size_t>(handle->dwUpper));
    arguments_ += text.data();
}

void Trail::add_text(const char* name, std::u16string_view text) {
    add_name(name);
    arguments_.append("\"").append(printable(text)).append("\"");
}

void Trail::add_number(const char* name, std::uint64_t value, bool hexadecimal) {
    add_name(name);
    std::array<char, 24> text{};
    std::snprintf(text.data(), text.size(), hexadecimal ? "0x%llx" : "%llu",
                  static_cast<unsigned long long>(value));
    arguments_ += text.data();
}

void Trail::write(std::int32_t code, std::string_view name) const noexcept {
    static_cast<void>(guard([&] {
        std::array<char, 24> number{};
        std::snprintf(number.data(), number.size(), "0x%08x ", static_cast<unsigned>(code));
        std::string text = function_;
        text.append("(").append(arguments_).append(") = ").append(number.data()).append(name);
        trace::line(text);
        return Status::ok;
    }));
}

Outcome outcome_of(Progress progress) {
    switch (progress) {
        case Progress::complete:
            return {SEC_E_OK, "SEC_E_OK"};
        case Progress::continue_needed:
            return {SEC_I_CONTINUE_NEEDED, "SEC_I_CONTINUE_NEEDED"};
        case Progress::complete_needed:
            return {SEC_I_COMPLETE_NEEDED, "SEC_I_COMPLETE_NEEDED"};
        case Progress::complete_and_continue:
            return {SEC_I_COMPLETE_AND_CONTINUE, "SEC_I_COMPLETE_AND_CONTINUE"};
    }
    return outcome_of(Status::internal_error);
}

Outcome outcome_of(Status status) noexcept {
    const StatusRow& known = row(status);
    if (known.last_error != 0) set_last_error(known.last_error);
    return {known.sspi, known.name};
}

}  // namespace secur32::api
