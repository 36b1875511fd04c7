// The mapping of Status and Progress to SEC_*, and a SecHandle in a trace line.
#include "sspi/api/call.h"

#include <array>
#include <cstdio>

#include "sslprovider/api/last_error.h"

namespace secur32::api {

void Trail::add_handle(const char* name, const SecHandle* handle) {
    if (handle == nullptr) return add(name, "none");
    std::array<char, 48> text{};
    std::snprintf(text.data(), text.size(), "%zx:%zx", static_cast<std::size_t>(handle->dwLower),
                  static_cast<std::size_t>(handle->dwUpper));
    add(name, text.data());
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
        case Progress::credentials_needed:
            return {SEC_I_INCOMPLETE_CREDENTIALS, "SEC_I_INCOMPLETE_CREDENTIALS"};
        case Progress::closed:
            return {SEC_I_CONTEXT_EXPIRED, "SEC_I_CONTEXT_EXPIRED"};
        case Progress::renegotiate:
            return {SEC_I_RENEGOTIATE, "SEC_I_RENEGOTIATE"};
        case Progress::no_renegotiation:
            return {SEC_I_NO_RENEGOTIATION, "SEC_I_NO_RENEGOTIATION"};
        case Progress::extension_received:
            return {SEC_I_GENERIC_EXTENSION_RECEIVED, "SEC_I_GENERIC_EXTENSION_RECEIVED"};
    }
    return outcome_of(Status::internal_error);
}

Outcome outcome_of(Status status) noexcept {
    const StatusRow& known = row(status);
    if (known.last_error != 0) set_last_error(known.last_error);
    return {known.sspi, known.name};
}

}  // namespace secur32::api
