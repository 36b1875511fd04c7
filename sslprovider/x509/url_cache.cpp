// The map, the flights and the threads.
#include "sslprovider/x509/url_cache.h"

#include <pthread.h>
#include <signal.h>

#include <algorithm>
#include <cstdlib>

#include "sslprovider/base/guard.h"
#include "sslprovider/base/trace.h"

namespace secur32::x509 {
namespace {

using std::chrono::steady_clock;

constexpr std::size_t kStackSize = 512 * 1024;  // getaddrinfo's modules want some
constexpr std::chrono::seconds kPatience{1};

std::string key_of(const FetchRequest& request) {
    std::string key(1, static_cast<char>(request.kind));
    key += request.url;
    key += '\0';
    return key.append(request.body.begin(), request.body.end());
}

void* run(void* work) {
    const std::unique_ptr<std::function<void()>> body(static_cast<std::function<void()>*>(work));
    (*body)();
    return nullptr;
}

// Nobody joins it.  No signal of the program's is handled on it, SIGPIPE neither.
bool start_thread(std::function<void()> body) {
    pthread_attr_t attributes;
    if (::pthread_attr_init(&attributes) != 0) return false;
    ::pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    ::pthread_attr_setstacksize(&attributes, kStackSize);
    sigset_t all, before;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before);
    auto work = std::make_unique<std::function<void()>>(std::move(body));
    pthread_t thread;
    const bool started = ::pthread_create(&thread, &attributes, run, work.get()) == 0;
    if (started) static_cast<void>(work.release());
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
    ::pthread_attr_destroy(&attributes);
    return started;
}

Status failed(std::string_view reason) { return trace::because(Status::target_unknown, reason); }

}  // namespace

UrlCache::UrlCache(Fetch fetch, Limits limits)
    : fetch_(std::move(fetch)), limits_(limits), changed_(new std::condition_variable) {}

UrlCache& UrlCache::instance() {
    static UrlCache* const cache = [] {
        auto* made = new UrlCache;
        if (::pthread_atfork([] { instance().before_fork(); },
                             [] { instance().after_fork_in_parent(); },
                             [] { instance().after_fork_in_child(); }) != 0)
            std::abort();
        return made;
    }();
    return *cache;
}

void UrlCache::after_fork_in_child() {
    // Whoever waits on the old one is not here to leave it.
    changed_ = new std::condition_variable;
    for (auto& [key, entry] : entries_) {
        entry.in_flight = entry.slow = false;
        entry.waiters = 0;
    }
    threads_ = 0;
    mutex_.unlock();
}

SharedFetched UrlCache::find(const FetchRequest& request) {
    const std::lock_guard lock(mutex_);
    const auto found = entries_.find(key_of(request));
    if (found == entries_.end() || found->second.expires <= steady_clock::now()) return nullptr;
    found->second.used = ++uses_;
    return found->second.value;
}

Result<SharedFetched> UrlCache::get(const FetchRequest& request, Deadline deadline) {
    const std::string key = key_of(request);
    std::unique_lock lock(mutex_);
    for (;;) {
        // Not for one that is there: it may have come just now, and be the next to go.
        if (!entries_.contains(key)) make_room(0);
        Entry& entry = entries_[key];
        entry.used = ++uses_;
        const auto now = steady_clock::now();
        if (now < entry.expires) {
            if (entry.value) return entry.value;
            return failed("x509: this address did not answer lately");
        }
        if (entry.in_flight && entry.slow) return failed("x509: this address is slow to answer");
        if (now >= deadline) {
            entry.slow = entry.in_flight && now - entry.started >= kPatience;
            return failed("x509: no time is left to fetch");
        }
        if (!entry.in_flight && threads_ < limits_.max_threads &&
            !start(key, entry, request, deadline))
            return failed("x509: no thread to fetch with");
        // An hour at most: the end of time is none for a condition variable.
        ++entry.waiters;
        changed_->wait_until(lock, std::min(deadline, now + std::chrono::hours(1)));
        --entry.waiters;
    }
}

bool UrlCache::start(const std::string& key, Entry& entry, const FetchRequest& request,
                     Deadline deadline) {
    const auto now = steady_clock::now();
    const Deadline latest =
        now + std::max(limits_.fetch_time,
                       std::chrono::duration_cast<std::chrono::milliseconds>(std::min(
                           deadline - now, steady_clock::duration(std::chrono::minutes(5)))));
    const bool started = start_thread([this, key, request, latest] {
        Result<SharedFetched> result = Status::internal_error;
        const Status done = guard([&] {
            result = fetch_(request, latest);
            return Status::ok;
        });
        if (done != Status::ok) result = done;
        land(key, std::move(result));
    });
    if (!started) return false;
    entry.in_flight = true;
    entry.slow = false;
    entry.started = now;
    ++threads_;
    return true;
}

void UrlCache::land(const std::string& key, Result<SharedFetched> result) {
    const std::lock_guard lock(mutex_);
    --threads_;
    Entry& entry = entries_[key];
    // In flight so long: an entry that is makes no room.
    keep(entry, result.ok() ? result.value() : nullptr);
    entry.in_flight = entry.slow = false;
    changed_->notify_all();
}

void UrlCache::keep(Entry& entry, SharedFetched value) {
    if (entry.value) octets_ -= entry.value->cost;
    entry.value = nullptr;
    const auto now = steady_clock::now();
    entry.expires =
        now + (value ? std::chrono::milliseconds(value->lifetime) : limits_.negative_lifetime);
    entry.used = ++uses_;
    if (!value) return;
    make_room(value->cost);
    octets_ += value->cost;
    entry.value = std::move(value);
}

// The longest unused go first; what somebody waits for stays.
void UrlCache::make_room(std::size_t cost) {
    while (!entries_.empty() &&
           (entries_.size() >= limits_.max_entries || octets_ + cost > limits_.max_octets)) {
        auto oldest = entries_.end();
        for (auto at = entries_.begin(); at != entries_.end(); ++at)
            if (!at->second.in_flight && at->second.waiters == 0 &&
                (oldest == entries_.end() || at->second.used < oldest->second.used))
                oldest = at;
        if (oldest == entries_.end()) return;
        if (oldest->second.value) octets_ -= oldest->second.value->cost;
        entries_.erase(oldest);
    }
}

void UrlCache::distrust(const FetchRequest& request) {
    const std::lock_guard lock(mutex_);
    if (const auto found = entries_.find(key_of(request)); found != entries_.end())
        keep(found->second, nullptr);
}

void UrlCache::expire(const FetchRequest& request) {
    const std::lock_guard lock(mutex_);
    const auto found = entries_.find(key_of(request));
    if (found != entries_.end() && found->second.value) found->second.expires = {};
}

void UrlCache::clear() {
    const std::lock_guard lock(mutex_);
    for (auto at = entries_.begin(); at != entries_.end();) {
        at->second.value = nullptr;
        at->second.expires = {};
        at->second.slow = false;
        const bool used = at->second.in_flight || at->second.waiters != 0;
        at = used ? std::next(at) : entries_.erase(at);
    }
    octets_ = 0;
}

std::size_t UrlCache::octets() const {
    const std::lock_guard lock(mutex_);
    return octets_;
}

}  // namespace secur32::x509
