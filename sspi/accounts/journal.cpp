// What is waiting, what is being written, and the thread between.
//
// A look-up reads the database while a batch is committed.  Whether it saw the batch is told by the
// row's revision: the batch notes which revision a row gets from it, before it commits.
#include "sspi/accounts/journal.h"

#include <pthread.h>
#include <signal.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "sslprovider/base/guard.h"
#include "sslprovider/base/trace.h"
#include "sspi/accounts/fork_gate.h"

namespace secur32::accounts {
namespace {

constexpr std::chrono::milliseconds kBetweenBatches{200};
constexpr std::chrono::milliseconds kAfterFailure{1000};

// Closes at exit what journals this process still has.
class LiveJournals {
 public:
    void add(const std::shared_ptr<Journal>& journal) {
        const std::lock_guard lock(mutex_);
        forget_other_processes();
        std::erase_if(journals_, [](const auto& each) { return each.expired(); });
        journals_.push_back(journal);
    }
    void close_all() {
        std::vector<std::shared_ptr<Journal>> alive;
        {
            const ForkGate gate;
            const std::lock_guard lock(mutex_);
            forget_other_processes();
            for (const auto& each : journals_)
                if (auto journal = each.lock()) alive.push_back(std::move(journal));
        }
        for (const auto& journal : alive) journal->close();
    }

 private:
    // A parent's journals have no thread here.
    void forget_other_processes() {
        if (generation_ != fork_generation()) journals_.clear();
        generation_ = fork_generation();
    }
    std::mutex mutex_;
    std::uint64_t generation_ = 0;
    std::vector<std::weak_ptr<Journal>> journals_;
};

LiveJournals& live_journals() {
    struct ClosesAtExit {
        LiveJournals* journals;
        ~ClosesAtExit() { journals->close_all(); }
    };
    // Never destroyed itself: a thread may still make a journal while the process exits.
    static LiveJournals* const journals = new LiveJournals;
    static const ClosesAtExit closes_at_exit{journals};
    return *journals;
}

// The thread of a library takes no signals of the program.
class AllSignalsBlocked {
 public:
    AllSignalsBlocked() {
        sigset_t all;
        ::sigfillset(&all);
        ::pthread_sigmask(SIG_SETMASK, &all, &before_);
    }
    ~AllSignalsBlocked() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
    AllSignalsBlocked(const AllSignalsBlocked&) = delete;
    AllSignalsBlocked& operator=(const AllSignalsBlocked&) = delete;

 private:
    sigset_t before_{};
};

}  // namespace

std::shared_ptr<Journal> Journal::make(std::string path) {
    auto journal = std::make_shared<Journal>(std::move(path));
    live_journals().add(journal);
    return journal;
}

std::optional<Counters> Journal::current(std::int64_t id, const Counters& stored,
                                         std::int64_t revision, const Policy& policy, UnixTime now,
                                         std::uint64_t batches) {
    const std::lock_guard lock(mutex_);
    if (batches != batches_) return std::nullopt;
    Counters counters = stored;
    if (const auto batch = writing_.find(id); batch != writing_.end()) {
        const bool seen = batch->second.revision != 0 && batch->second.revision <= revision;
        if (!seen) counters = batch->second.tally.applied_to(counters, policy);
    }
    Pending& pending = waiting_[id];
    counters = settled(pending.tally.applied_to(counters, policy), policy, now);
    pending.failures_left = failures_left(counters, policy, now);
    const bool unwritten_lock = counters.locked_since != 0 && !locked_out(stored, policy, now);
    if (unwritten_lock && !pending.tally.empty() && !urgent_) {
        urgent_ = true;
        wake_.notify_one();
    }
    return counters;
}

void Journal::note(std::int64_t id, LogonOutcome outcome, UnixTime now) {
    const std::lock_guard lock(mutex_);
    if (closing_) return;
    Pending& pending = waiting_[id];
    pending.tally.add(outcome, now);
    dirty_ = true;
    const bool counts = outcome == LogonOutcome::wrong_password && pending.failures_left > 0;
    if (counts && --pending.failures_left == 0) {
        pending.tally.hold();
        urgent_ = true;
    }
    if (!thread_.joinable()) start_thread();
    wake_.notify_one();
}

void Journal::start_thread() {
    const AllSignalsBlocked blocked;
    const Status started = guard([this] {
        thread_ = std::thread([this] { work(); });
        return Status::ok;
    });
    if (started != Status::ok) trace::line("  warning accounts: no thread to write counters");
}

void Journal::work() {
    std::unique_lock lock(mutex_);
    do {
        wake_.wait(lock, [this] { return closing_ || dirty_; });
        if (!closing_) wake_.wait_until(lock, next_batch_, [this] { return closing_ || urgent_; });
        if (dirty_) write_batch(lock);
    } while (!closing_ || (dirty_ && !last_failed_));
}

void Journal::write_batch(std::unique_lock<std::mutex>& lock) {
    for (auto& [id, pending] : waiting_)
        if (!pending.tally.empty()) writing_[id].tally = pending.tally;
    waiting_.clear();
    dirty_ = urgent_ = false;
    lock.unlock();

    const ForkGate gate;
    // Only this thread changes writing_'s set of keys while the lock is off.
    const Status status = guard([&]() -> Status {
        TRY(writer_.begin());
        for (auto& [id, written] : writing_) {
            TRY_ASSIGN(const std::int64_t revision, writer_.add(id, written.tally));
            const std::lock_guard again(mutex_);
            written.revision = revision;
        }
        return writer_.commit();
    });

    lock.lock();
    // While the rows are still locked: no other process can have given out these revisions.
    last_failed_ = status != Status::ok;
    if (last_failed_) take_back_batch();
    if (last_failed_) writer_.abandon();
    writing_.clear();
    next_batch_ = Clock::now() + (last_failed_ ? kAfterFailure : kBetweenBatches);
    ++batches_;
    written_.notify_all();
}

void Journal::take_back_batch() {
    if (trace::enabled())
        trace::line("  warning accounts: counters are not written yet: " + writer_.why());
    for (auto& [id, written] : writing_) {
        Pending& pending = waiting_[id];
        written.tally.append(pending.tally);
        pending.tally = written.tally;
    }
    dirty_ = true;
}

bool Journal::flush() {
    std::unique_lock lock(mutex_);
    while (thread_.joinable() && (dirty_ || !writing_.empty())) {
        const std::uint64_t seen = batches_;
        urgent_ = true;
        wake_.notify_one();
        written_.wait(lock, [&] { return batches_ != seen || closing_; });
        if (last_failed_ || closing_) return false;
    }
    return !dirty_;
}

void Journal::close() {
    std::thread thread;
    {
        const std::lock_guard lock(mutex_);
        closing_ = true;
        wake_.notify_one();
        written_.notify_all();
        std::swap(thread, thread_);
    }
    if (thread.joinable()) thread.join();
}

}  // namespace secur32::accounts
