// What was fetched, in memory, by address and (for OCSP) by what was asked: until it is out of
// date. Failures are kept for a minute, so that a server that does not answer costs its time-out
// once and not with every handshake.  Nothing is kept on disk.
//
// A fetch runs on a thread of its own, of which there are few.  Callers of one address wait for one
// fetch, each until its own deadline; what comes later than that is there for the next one.
// The threads block all signals; they neither keep a process from ending nor follow it into a
// child. Thread rule: any thread.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <unordered_map>

#include "sslprovider/x509/fetch.h"

namespace secur32::x509 {

class UrlCache {
 public:
    using Fetch = std::function<Result<SharedFetched>(const FetchRequest&, Deadline)>;
    struct Limits {
        std::size_t max_octets = std::size_t{256} << 20;
        std::size_t max_entries = 1024;
        unsigned max_threads = 8;
        std::chrono::milliseconds negative_lifetime{60'000};
        // A fetch may go on so long when nobody waits for it any more.
        std::chrono::milliseconds fetch_time{30'000};
    };

    // One that is destroyed must outlive its fetches.
    explicit UrlCache(Fetch fetch = fetch_now) : UrlCache(std::move(fetch), Limits()) {}
    UrlCache(Fetch fetch, Limits limits);
    UrlCache(const UrlCache&) = delete;
    UrlCache& operator=(const UrlCache&) = delete;
    ~UrlCache() { delete changed_; }
    // The process's own.  Never destroyed: a fetch may outlive main().
    static UrlCache& instance();

    // What is at hand; null for nothing, and for a failure.
    SharedFetched find(const FetchRequest& request);
    // What is at hand, or fetched until deadline.  target_unknown for a failure, a fresh or a known
    // one.
    Result<SharedFetched> get(const FetchRequest& request, Deadline deadline);
    // What came is not worth keeping (its signature is wrong, say): a failure from now on.
    void distrust(const FetchRequest& request);
    // What is kept of this one is out of date.
    void expire(const FetchRequest& request);
    // Forgets everything, failures too.
    void clear();
    std::size_t octets() const;

    // For pthread_atfork.
    void before_fork() { mutex_.lock(); }
    void after_fork_in_parent() { mutex_.unlock(); }
    void after_fork_in_child();

 private:
    struct Entry {
        SharedFetched value;  // null: a failure
        Deadline expires{};
        Deadline started{};
        bool in_flight = false;
        bool slow = false;  // somebody waited for this flight in vain
        unsigned waiters = 0;
        std::uint64_t used = 0;
    };
    // All under mutex_.
    bool start(const std::string& key, Entry& entry, const FetchRequest& request,
               Deadline deadline);
    void keep(Entry& entry, SharedFetched value);
    void make_room(std::size_t cost);

    void land(const std::string& key, Result<SharedFetched> result);

    const Fetch fetch_;
    const Limits limits_;
    mutable std::mutex mutex_;
    std::condition_variable* changed_;  // another one in a child
    std::unordered_map<std::string, Entry> entries_;
    std::size_t octets_ = 0;
    unsigned threads_ = 0;
    std::uint64_t uses_ = 0;
};

}  // namespace secur32::x509
