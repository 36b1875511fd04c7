// Around the exported functions that answer with another family of codes than SECURITY_STATUS:
// BOOLEAN and a last error, or NTSTATUS.  As call() (call.h): one guard, one trace line.
#pragma once

#include <winerror.h>

#include <cstdint>
#include <string_view>
#include <utility>

#include "sspi/api/call.h"
#include "sslprovider/api/last_error.h"

namespace secur32::api {

// body(trail) gives an ERROR_* code; anything but ERROR_SUCCESS becomes the last error.
template <typename Body>
BOOLEAN win32_call(const char* function, Body&& body) noexcept {
    Trail trail(function);
    std::uint32_t code = ERROR_SUCCESS;
    const Status thrown = guard([&] {
        code = std::forward<Body>(body)(trail);
        return Status::ok;
    });
    if (thrown != Status::ok)
        code = row(thrown).last_error != 0 ? row(thrown).last_error : ERROR_INTERNAL_ERROR;
    if (code != ERROR_SUCCESS) set_last_error(code);
    trail.end({static_cast<std::int32_t>(code), code == ERROR_SUCCESS ? "TRUE" : "FALSE"});
    return code == ERROR_SUCCESS ? TRUE : FALSE;
}

// body(trail) gives an NTSTATUS.
template <typename Body>
NTSTATUS nt_call(const char* function, Body&& body) noexcept {
    Trail trail(function);
    NTSTATUS code = STATUS_SUCCESS;
    const Status thrown = guard([&] {
        code = std::forward<Body>(body)(trail);
        return Status::ok;
    });
    if (thrown != Status::ok)
        code = thrown == Status::out_of_memory ? STATUS_NO_MEMORY : STATUS_INTERNAL_ERROR;
    trail.end({code, NT_SUCCESS(code) ? "success" : "failure"});
    return code;
}

// For what Windows has and Linux has not.
inline SECURITY_STATUS unsupported(const char* function) noexcept {
    return call(function, [](Trail&) -> Status { return Status::unsupported_function; });
}
inline NTSTATUS nt_unsupported(const char* function) noexcept {
    return nt_call(function, [](Trail&) { return STATUS_NOT_SUPPORTED; });
}
inline BOOLEAN win32_unsupported(const char* function, std::uint32_t error) noexcept {
    return win32_call(function, [error](Trail&) { return error; });
}

}  // namespace secur32::api
