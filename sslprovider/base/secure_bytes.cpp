// Wiping and constant-time comparison.
#include "sslprovider/base/secure_bytes.h"

#include <string.h>

#include <algorithm>

namespace secur32 {

void secure_wipe(MutableBytes bytes) noexcept {
    if (!bytes.empty()) ::explicit_bzero(bytes.data(), bytes.size());
}

bool constant_time_equal(Bytes a, Bytes b) noexcept {
    if (a.size() != b.size()) return false;
    unsigned difference = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        difference |= static_cast<unsigned>(a[i] ^ b[i]);
        // Hides the value from the optimiser, which might otherwise leave the loop early.
        __asm__ volatile("" : "+r"(difference));
    }
    return difference == 0;
}

SecureBytes::SecureBytes(Bytes bytes) : SecureBytes(bytes.size()) {
    std::ranges::copy(bytes, bytes_.get());
}

SecureBytes& SecureBytes::operator=(SecureBytes&& other) noexcept {
    if (this != &other) {
        wipe();
        bytes_ = std::move(other.bytes_);
        size_ = std::exchange(other.size_, 0);
    }
    return *this;
}

}  // namespace secur32
