// Owned secrets.  Secret<N> has a fixed size and lives where it is declared; SecureBytes has any
// size and lives on the heap.  Both are wiped when they die or are moved from, compare in constant
// time and never convert to Buffer.  Not here: locking pages into memory.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

#include "sslprovider/base/bytes.h"

namespace secur32 {

// Overwrites memory in a way that the compiler may not leave out.
void secure_wipe(MutableBytes bytes) noexcept;

// Compares in a time that depends on the lengths only.
[[nodiscard]] bool constant_time_equal(Bytes a, Bytes b) noexcept;

template <std::size_t N>
class Secret {
public:
    Secret() = default;
    explicit Secret(const std::array<std::uint8_t, N>& bytes) : bytes_(bytes) {}
    // A function's result that turns out to be a secret: the temporary is wiped.
    explicit Secret(std::array<std::uint8_t, N>&& bytes) : bytes_(bytes) { secure_wipe(bytes); }
    // Takes exactly N bytes; a shorter or longer view is a programming error of the caller.
    explicit Secret(std::span<const std::uint8_t, N> bytes) {
        for (std::size_t i = 0; i < N; ++i) bytes_[i] = bytes[i];
    }
    Secret(const Secret&) = default;
    Secret& operator=(const Secret&) = default;
    ~Secret() { wipe(); }

    static constexpr std::size_t size() { return N; }
    std::span<const std::uint8_t, N> bytes() const { return bytes_; }
    std::span<std::uint8_t, N> mutable_bytes() { return bytes_; }
    void wipe() noexcept { secure_wipe(bytes_); }

    friend bool operator==(const Secret& a, const Secret& b) noexcept {
        return constant_time_equal(a.bytes_, b.bytes_);
    }

private:
    std::array<std::uint8_t, N> bytes_{};
};

class SecureBytes {
public:
    SecureBytes() = default;
    explicit SecureBytes(std::size_t size)
        : bytes_(size == 0 ? nullptr : new std::uint8_t[size]()), size_(size) {}
    explicit SecureBytes(Bytes bytes);
    SecureBytes(SecureBytes&& other) noexcept
        : bytes_(std::move(other.bytes_)), size_(std::exchange(other.size_, 0)) {}
    SecureBytes& operator=(SecureBytes&& other) noexcept;
    SecureBytes(const SecureBytes&) = delete;
    SecureBytes& operator=(const SecureBytes&) = delete;
    ~SecureBytes() { wipe(); }

    SecureBytes clone() const { return SecureBytes(bytes()); }
    std::size_t size() const { return size_; }
    bool empty() const { return size_ == 0; }
    Bytes bytes() const { return {bytes_.get(), size_}; }
    MutableBytes mutable_bytes() { return {bytes_.get(), size_}; }
    void wipe() noexcept { secure_wipe(mutable_bytes()); }

    friend bool operator==(const SecureBytes& a, const SecureBytes& b) noexcept {
        return constant_time_equal(a.bytes(), b.bytes());
    }

private:
    std::unique_ptr<std::uint8_t[]> bytes_;
    std::size_t size_ = 0;
};

}  // namespace secur32
