// A read-write lock whose writer is fork.
#include "sspi/accounts/fork_gate.h"

#include <pthread.h>

#include <atomic>

namespace secur32::accounts {
namespace {

constexpr pthread_rwlock_t kOpen = PTHREAD_RWLOCK_WRITER_NONRECURSIVE_INITIALIZER_NP;
pthread_rwlock_t gate = kOpen;
std::atomic<std::uint64_t> generation = 0;

void before_fork() { ::pthread_rwlock_wrlock(&gate); }
void after_fork_in_parent() { ::pthread_rwlock_unlock(&gate); }
// The lock is tied to a thread id that the child does not have: it gets a new one.
void after_fork_in_child() {
    gate = kOpen;
    ++generation;
}

bool register_once() {
    static const bool registered =
        ::pthread_atfork(before_fork, after_fork_in_parent, after_fork_in_child) == 0;
    return registered;
}

}  // namespace

ForkGate::ForkGate() {
    register_once();
    ::pthread_rwlock_rdlock(&gate);
}

ForkGate::~ForkGate() { ::pthread_rwlock_unlock(&gate); }

std::uint64_t fork_generation() { return generation.load(std::memory_order_acquire); }

}  // namespace secur32::accounts
