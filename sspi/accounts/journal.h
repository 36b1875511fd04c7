// Logons and failures on their way into the database: they count at once for this process, and a
// thread writes them in batches, so that no logon waits for the disk.
//
// What is noted is written at once when nothing was written in the last 200 ms, else when these are
// over; what locks an account out is written at once in any case.  A process that is killed loses
// at most what it noted in its last 200 ms.  A batch is one transaction that adds to what stands in
// the database: the counts of several processes add up.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <unordered_map>

#include "sspi/accounts/counter_writer.h"
#include "sspi/accounts/lockout.h"

namespace secur32::accounts {

class Journal {
 public:
    // The caller holds a ForkGate.  Journals are closed when the process exits.
    static std::shared_ptr<Journal> make(std::string path);
    explicit Journal(std::string path) : writer_(std::move(path)) {}
    ~Journal() { close(); }
    Journal(const Journal&) = delete;
    Journal& operator=(const Journal&) = delete;

    // How many batches are in the database; asked before it is read.
    std::uint64_t batches() const { return batches_.load(std::memory_order_acquire); }
    // The counters of an account with all that this process noted: stored, as read from the
    // database at this revision, and what had not been written by then.  Nothing when a batch was
    // completed since batches() said so: whether stored has it is unknown, and it is read again.
    std::optional<Counters> current(std::int64_t id, const Counters& stored, std::int64_t revision,
                                    const Policy& policy, UnixTime now, std::uint64_t batches);
    // Starts the thread when there is none.  Never waits for the disk.
    void note(std::int64_t id, LogonOutcome outcome, UnixTime now);
    // Waits until all that was noted is written; false: it cannot be.
    bool flush();
    // Writes what is left and ends the thread; what is noted later is lost.
    void close();

 private:
    struct Pending {
        Tally tally;
        std::int64_t failures_left = 0;  // until a lock-out, as of the last look-up; 0: unknown
    };
    using Clock = std::chrono::steady_clock;

    void start_thread();
    void work();
    void write_batch(std::unique_lock<std::mutex>& lock);
    void take_back_batch();

    std::mutex mutex_;
    std::condition_variable wake_, written_;
    std::unordered_map<std::int64_t, Pending> waiting_;
    std::unordered_map<std::int64_t, Written> writing_;  // the batch under way
    bool dirty_ = false;                                 // waiting_ holds something to write
    bool urgent_ = false;                                // and it shall not wait
    bool closing_ = false;
    bool last_failed_ = false;
    std::atomic<std::uint64_t> batches_ = 0;
    Clock::time_point next_batch_{};
    CounterWriter writer_;  // the thread's own
    std::thread thread_;
};

}  // namespace secur32::accounts
