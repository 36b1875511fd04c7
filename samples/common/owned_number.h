// Owner of a handle that is a number: what the SSL provider, the key storage and the CryptoAPI hand
// out.
#pragma once

#include <cstdint>
#include <utility>

namespace samples {

// A number that names an object; 0 names none.
template <auto Release>
class OwnedNumber {
 public:
    OwnedNumber() = default;
    OwnedNumber(OwnedNumber&& other) noexcept : handle_(std::exchange(other.handle_, 0)) {}
    OwnedNumber& operator=(OwnedNumber&& other) noexcept {
        std::swap(handle_, other.handle_);
        return *this;
    }
    ~OwnedNumber() {
        if (handle_ != 0) Release(handle_);
    }

    std::uintptr_t get() const { return handle_; }
    std::uintptr_t* out() { return &handle_; }  // for a function that makes one; once

 private:
    std::uintptr_t handle_ = 0;
};

}  // namespace samples
