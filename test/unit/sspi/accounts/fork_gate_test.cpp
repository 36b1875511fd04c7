// fork(2) waits at the gate, and a child knows that it is one.
#include "sspi/accounts/fork_gate.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <thread>

namespace secur32::accounts {
namespace {

int exit_status_of(pid_t child) {
    int status = -1;
    ::waitpid(child, &status, 0);
    return status;
}

TEST(ForkGate, is_open_in_a_child_that_is_of_another_generation) {
    { const ForkGate registers; }
    const std::uint64_t mine = fork_generation();
    const pid_t child = ::fork();
    if (child == 0) {
        const ForkGate gate;
        ::_exit(fork_generation() == mine + 1 ? 0 : 1);
    }
    EXPECT_EQ(exit_status_of(child), 0);
    EXPECT_EQ(fork_generation(), mine);
    const ForkGate still_open_here;
}

// A child that is forked while other threads allocate may find the allocator of g++ 12's sanitizers
// locked for good; these run in the other builds.
#if !defined(__SANITIZE_THREAD__) && !defined(__SANITIZE_ADDRESS__)
TEST(ForkGate, keeps_fork_out_while_a_thread_is_inside) {
    std::atomic<bool> inside = false, left = false;
    std::thread thread([&] {
        const ForkGate gate;
        inside = true;
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
        left = true;
    });
    while (!inside) std::this_thread::yield();
    const pid_t child = ::fork();
    if (child == 0) ::_exit(left ? 0 : 1);
    EXPECT_EQ(exit_status_of(child), 0);
    thread.join();
}
#endif

}  // namespace
}  // namespace secur32::accounts
