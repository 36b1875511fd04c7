// Keeps fork(2) out while a thread is inside SQLite or holds one of this folder's process-wide
// locks, so that a child finds none of them taken by a thread it does not have.
//
// A child may not use its parent's database connections: it sees by fork_generation() that what it
// holds was made by another process, leaves that alone and makes its own.
#pragma once

#include <cstdint>

namespace secur32::accounts {

class ForkGate {
 public:
    ForkGate();
    ~ForkGate();
    ForkGate(const ForkGate&) = delete;
    ForkGate& operator=(const ForkGate&) = delete;
};

// How many forks lie between the first process and this one.
std::uint64_t fork_generation();

}  // namespace secur32::accounts
