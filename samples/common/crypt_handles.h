// Owners for what the CryptoAPI hands out, and its failures by name.
#pragma once

#include <wincrypt.h>

#include <utility>

#include "samples/common/names.h"

namespace samples {

inline void release_context(HCRYPTPROV handle) { CryptReleaseContext(handle, 0); }
inline void destroy_key(HCRYPTKEY handle) { CryptDestroyKey(handle); }
inline void destroy_hash(HCRYPTHASH handle) { CryptDestroyHash(handle); }

// A handle that is released when it goes; 0 names nothing.
template <auto Release>
class CryptHandle {
 public:
    CryptHandle() = default;
    CryptHandle(CryptHandle&& other) noexcept : handle_(std::exchange(other.handle_, 0)) {}
    CryptHandle& operator=(CryptHandle&& other) noexcept {
        std::swap(handle_, other.handle_);
        return *this;
    }
    ~CryptHandle() {
        if (handle_ != 0) Release(handle_);
    }

    ULONG_PTR get() const { return handle_; }
    ULONG_PTR* out() { return &handle_; }  // for a function that makes one; once

 private:
    ULONG_PTR handle_ = 0;
};

using CryptContext = CryptHandle<&release_context>;
using CryptKey = CryptHandle<&destroy_key>;
using CryptHash = CryptHandle<&destroy_hash>;

// Passes a result on; a failure is printed with the name of what GetLastError() says.
inline bool done(const char* function, BOOL result) {
    if (!result) print_failure(function, static_cast<SECURITY_STATUS>(GetLastError()));
    return result != FALSE;
}

}  // namespace samples
