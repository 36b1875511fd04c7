// The only catch blocks of the library: every extern "C" function is one guard().
#pragma once

#include <new>
#include <utility>

#include "sslprovider/base/status.h"

namespace secur32 {

// Runs body, which returns a Status; an exception that a library below us threw becomes one too.
template <typename Body>
Status guard(Body&& body) noexcept {
    try {
        return std::forward<Body>(body)();
    } catch (const std::bad_alloc&) {
        return Status::out_of_memory;
    } catch (...) {
        return Status::internal_error;
    }
}

}  // namespace secur32
