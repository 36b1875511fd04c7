// The pins of all threads and the list of objects that wait for a pin to go (handle_table.h).
// A thread owns records of cells; a record outlives its thread and is taken over by the next one.
//
// A child of fork() has none of its parent's other threads: it takes over their records and finds
// the lists whole and unlocked.
#include "sslprovider/base/handle_table.h"

#include <pthread.h>
#include <sys/random.h>

#include <algorithm>
#include <utility>

#include "sslprovider/base/guard.h"

namespace secur32 {
namespace pins {
namespace {

constexpr std::size_t kCells = 7;  // with the links, one record is two cache lines' worth at most

struct alignas(128) Record {
    std::array<std::atomic<const void*>, kCells> cells{};
    std::atomic<bool> owned{true};
    Record* next = nullptr;   // all records of the process; never shrinks
    Record* outer = nullptr;  // the record that this thread filled before this one
    std::size_t depth = 0;
};

struct Retired {
    void* object;
    void (*destroy)(void*) noexcept;
};

std::atomic<Record*> all_records{nullptr};
std::atomic<std::size_t> retired_count{0};

std::vector<Retired>& retired_list() {
    static std::vector<Retired>& list = *new std::vector<Retired>;
    return list;
}

struct Own {
    Record* current = nullptr;
    bool ending = false;  // the thread has given its records back: what it takes now it returns
};
thread_local Own own;

// Gives the thread's records back when the thread ends.
struct Releaser {
    ~Releaser() {
        own.ending = true;
        for (Record* record = std::exchange(own.current, nullptr); record != nullptr;) {
            Record* const outer = std::exchange(record->outer, nullptr);
            record->owned.store(false);
            record = outer;
        }
    }
};

bool is_of_this_thread(const Record* record) {
    for (const Record* each = own.current; each != nullptr; each = each->outer)
        if (each == record) return true;
    return false;
}

void before_fork() { lists_mutex().lock(); }
void after_fork_in_parent() { lists_mutex().unlock(); }
void after_fork_in_child() {
    for (Record* record = all_records.load(); record != nullptr; record = record->next) {
        if (is_of_this_thread(record)) continue;
        for (auto& cell : record->cells) cell.store(nullptr);
        record->outer = nullptr;
        record->owned.store(false);
    }
    lists_mutex().unlock();
}

Record* acquire_record() {
    thread_local Releaser releaser;
    static_cast<void>(&releaser);
    for (Record* record = all_records.load(); record != nullptr; record = record->next) {
        bool owned = false;
        if (record->owned.compare_exchange_strong(owned, true)) return record;
    }
    auto* const record = new Record;
    record->next = all_records.load();
    while (!all_records.compare_exchange_weak(record->next, record)) {
    }
    return record;
}

bool is_pinned(const void* object) {
    for (const Record* record = all_records.load(); record != nullptr; record = record->next)
        for (const auto& cell : record->cells)
            if (cell.load() == object) return true;
    return false;
}

// Destroys what no thread uses any more, outside the lock.
void reclaim() noexcept {
    for (;;) {
        Retired ready{};
        {
            const std::lock_guard lock(lists_mutex());
            std::vector<Retired>& list = retired_list();
            const auto found =
                std::ranges::find_if(list, [](const Retired& r) { return !is_pinned(r.object); });
            if (found == list.end()) return;
            ready = *found;
            *found = list.back();
            list.pop_back();
            retired_count.store(list.size());
        }
        ready.destroy(ready.object);
    }
}

// When the library is loaded: see sspi/accounts/fork_gate.cpp.
[[maybe_unused]] const bool registered = (register_fork_handlers(), true);

}  // namespace

void register_fork_handlers() noexcept {
    static const int once =
        ::pthread_atfork(before_fork, after_fork_in_parent, after_fork_in_child);
    static_cast<void>(once);
}

std::mutex& lists_mutex() {
    static std::mutex& mutex = *new std::mutex;
    return mutex;
}

std::atomic<const void*>& push() {
    Record* record = own.current;
    if (record == nullptr || record->depth == kCells) {
        record = acquire_record();
        record->outer = own.current;
        record->depth = 0;
        own.current = record;
    }
    return record->cells[record->depth++];
}

void pop(std::atomic<const void*>& cell) noexcept {
    cell.store(nullptr);
    Record* const record = own.current;
    if (--record->depth == 0 && (record->outer != nullptr || own.ending)) {
        own.current = std::exchange(record->outer, nullptr);
        record->owned.store(false);
    }
    if (retired_count.load() != 0) reclaim();
}

void retire(void* object, void (*destroy)(void*) noexcept) noexcept {
    if (!is_pinned(object)) return destroy(object);
    // Without memory for the list the object is never destroyed: better than the process.
    static_cast<void>(guard([&] {
        const std::lock_guard lock(lists_mutex());
        retired_list().push_back({object, destroy});
        retired_count.store(retired_list().size());
        return Status::ok;
    }));
    reclaim();
}

}  // namespace pins

std::uint32_t first_generation(const void* table, std::uint32_t index) noexcept {
    static const std::uint64_t seed = [] {
        std::uint64_t value = 0x9E3779B97F4A7C15;
        // Without the kernel's randomness generations are guessable, still unique.
        if (::getrandom(&value, sizeof value, 0) != sizeof value) value ^= 0xD1B54A32D192ED03;
        return value;
    }();
    const std::uint64_t which = reinterpret_cast<std::uintptr_t>(table) << 20 ^ index;
    const std::uint64_t mixed = (seed ^ which) * 0xFF51AFD7ED558CCD;
    return static_cast<std::uint32_t>(mixed >> 33) | 1;
}

}  // namespace secur32
