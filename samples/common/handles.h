// Owners for the three things SSPI hands out: a credential handle, a context handle and memory that
// FreeContextBuffer takes back.  Deleted in reverse order of their making, contexts first.
#pragma once

#define SECURITY_WIN32
#include <sspi.h>

#include <memory>
#include <utility>

namespace samples {

// `Release` is FreeCredentialsHandle or DeleteSecurityContext.
template <auto Release>
class OwnedHandle {
 public:
    OwnedHandle() { SecInvalidateHandle(&handle_); }
    OwnedHandle(OwnedHandle&& other) noexcept : OwnedHandle() { std::swap(handle_, other.handle_); }
    OwnedHandle& operator=(OwnedHandle&& other) noexcept {
        std::swap(handle_, other.handle_);
        return *this;
    }
    OwnedHandle(const OwnedHandle&) = delete;
    OwnedHandle& operator=(const OwnedHandle&) = delete;
    ~OwnedHandle() {
        if (is_open()) Release(&handle_);
    }

    bool is_open() const { return SecIsValidHandle(&handle_); }
    PSecHandle get() { return &handle_; }

 private:
    SecHandle handle_;
};

using Credential = OwnedHandle<&FreeCredentialsHandle>;
using Context = OwnedHandle<&DeleteSecurityContext>;

struct ContextBufferDeleter {
    void operator()(void* memory) const { FreeContextBuffer(memory); }
};
template <class T>
using ContextBuffer = std::unique_ptr<T, ContextBufferDeleter>;

}  // namespace samples
