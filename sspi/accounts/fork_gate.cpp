// A read-write lock whose writer is fork.
#include "sspi/accounts/fork_gate.h"

#include <pthread.h>

#include <atomic>
#include <cstdlib>
#include <new>

#include "sslprovider/base/handle_table.h"

namespace secur32::accounts {
namespace {

struct Gate {
    pthread_rwlock_t lock = PTHREAD_RWLOCK_WRITER_NONRECURSIVE_INITIALIZER_NP;
    Gate* of_parent = nullptr;
};
Gate first_gate;
std::atomic<Gate*> current = &first_gate;
std::atomic<std::uint64_t> generation = 0;

void before_fork() { ::pthread_rwlock_wrlock(&current.load()->lock); }
void after_fork_in_parent() { ::pthread_rwlock_unlock(&current.load()->lock); }
// The parent's lock is held by a thread id that the child does not have: nobody can unlock it.
void after_fork_in_child() {
    ++generation;
    Gate* const fresh = new (std::nothrow) Gate;
    if (fresh == nullptr) std::abort();
    fresh->of_parent = current;
    current = fresh;
}

// When the library is loaded, not at the first use: a child that is forked while another thread
// makes that first use would wait for its end for ever.  Handlers run before a fork in the reverse
// order of their registration, and who holds a gate may still look handles up: their lock is taken
// after the gate.
[[maybe_unused]] const bool registered = [] {
    pins::register_fork_handlers();
    if (::pthread_atfork(before_fork, after_fork_in_parent, after_fork_in_child) != 0) std::abort();
    return true;
}();

}  // namespace

// No fork can come between the look at current and the lock that would change current for this
// thread: a child has the forking thread alone.
ForkGate::ForkGate() { ::pthread_rwlock_rdlock(&current.load()->lock); }

ForkGate::~ForkGate() { ::pthread_rwlock_unlock(&current.load()->lock); }

std::uint64_t fork_generation() { return generation.load(std::memory_order_acquire); }

}  // namespace secur32::accounts
