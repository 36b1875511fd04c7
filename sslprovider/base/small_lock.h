// A mutex of four bytes for objects of which there are thousands: std::mutex takes forty.  With
// std::lock_guard; it spins not at all, waits in the kernel, and is not recursive.
#pragma once

#include <atomic>
#include <cstdint>

namespace secur32 {

class SmallLock {
 public:
    void lock() noexcept {
        std::uint32_t free = kFree;
        if (state_.compare_exchange_strong(free, kHeld, std::memory_order_acquire)) return;
        while (state_.exchange(kAwaited, std::memory_order_acquire) != kFree)
            state_.wait(kAwaited, std::memory_order_relaxed);
    }
    void unlock() noexcept {
        if (state_.exchange(kFree, std::memory_order_release) == kAwaited) state_.notify_one();
    }

 private:
    static constexpr std::uint32_t kFree = 0, kHeld = 1, kAwaited = 2;
    std::atomic<std::uint32_t> state_{kFree};
};

}  // namespace secur32
