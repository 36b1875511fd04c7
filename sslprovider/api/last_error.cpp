// GetLastError, SetLastError, and the neighbour's.
#include "sslprovider/api/last_error.h"

#include <dlfcn.h>
#include <winerror.h>

namespace secur32::api {
namespace {

using SetLastErrorFunction = void (*)(DWORD);

thread_local DWORD last_error_of_thread = ERROR_SUCCESS;

// Null when the global scope has none, or ours.  RTLD_DEFAULT would not do: a library linked with
// -Bsymbolic comes first in its own search order.  The program's handle needs no dlclose.
SetLastErrorFunction find_neighbour() {
    void* const program = ::dlopen(nullptr, RTLD_LAZY);
    if (program == nullptr) return nullptr;
    const auto found = reinterpret_cast<SetLastErrorFunction>(::dlsym(program, "SetLastError"));
    return found == &SetLastError ? nullptr : found;
}

SetLastErrorFunction neighbour() {
    static const SetLastErrorFunction function = find_neighbour();
    return function;
}

}  // namespace

void set_last_error(std::uint32_t code) noexcept {
    last_error_of_thread = code;
    if (neighbour() != nullptr) neighbour()(code);
}

}  // namespace secur32::api

// Neither needs a guard: a thread-local word cannot fail.  SetLastError does not call the
// neighbour: were it our own under another address, the two would call each other for ever.
extern "C" {

DWORD WINAPI GetLastError(void) { return secur32::api::last_error_of_thread; }

void WINAPI SetLastError(DWORD dwErrCode) { secur32::api::last_error_of_thread = dwErrCode; }

}  // extern "C"
