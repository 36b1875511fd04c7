// SecHandle {number, kind} <-> the handle tables.
#pragma once

#define SECURITY_WIN32
#include <sspi.h>

#include "sspi/dispatch/handles.h"

namespace secur32::api {

// 0, which names nothing, when the handle is null or of another kind.
inline std::uint64_t number_of(const SecHandle* handle, std::uint64_t kind) {
    return handle != nullptr && handle->dwUpper == kind ? handle->dwLower : 0;
}

inline auto find_credential(const SecHandle* handle) {
    return dispatch::credentials().find(number_of(handle, dispatch::kCredentialKind));
}
inline auto find_context(const SecHandle* handle) {
    return dispatch::contexts().find(number_of(handle, dispatch::kContextKind));
}

// Writes the handle of a new object, or nothing when the table is full.
inline Status publish(std::uint64_t number, std::uint64_t kind, SecHandle& handle) {
    if (number == 0) return Status::out_of_memory;
    handle = {number, kind};
    return Status::ok;
}

}  // namespace secur32::api
