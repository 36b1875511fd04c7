// Several threads at one cache: one flight for all who wait, and no more threads than allowed.
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <memory>
#include <thread>
#include <vector>

#include "sslprovider/x509/url_cache.h"

namespace secur32::x509 {
namespace {

using std::chrono::milliseconds;

struct CountedFetch {
    std::atomic<unsigned> calls{0}, running{0}, most{0};
    UrlCache::Fetch fetch() {
        return [this](const FetchRequest& request, Deadline) -> Result<SharedFetched> {
            ++calls;
            const unsigned now = ++running;
            unsigned seen = most;
            while (seen < now && !most.compare_exchange_weak(seen, now)) {
            }
            std::this_thread::sleep_for(milliseconds(20));
            --running;
            if (request.url.ends_with("!")) return Status::target_unknown;
            Fetched out;
            out.octets.assign(request.url.begin(), request.url.end());
            out.lifetime = std::chrono::hours(1);
            out.cost = 10;
            return SharedFetched(std::make_shared<const Fetched>(std::move(out)));
        };
    }
};

// Kept to the end: a fetch may outlive its test.
struct KeptCountedCache {
    CountedFetch fetch;
    UrlCache cache;
    explicit KeptCountedCache(UrlCache::Limits limits) : cache(fetch.fetch(), limits) {}
};
KeptCountedCache& make_cache(UrlCache::Limits limits = {}) {
    static auto* const kept = new std::vector<std::unique_ptr<KeptCountedCache>>;
    return *kept->emplace_back(std::make_unique<KeptCountedCache>(limits));
}

template <typename Body>
void on_threads(unsigned count, Body body) {
    std::vector<std::thread> threads;
    for (unsigned i = 0; i < count; ++i) threads.emplace_back([&body, i] { body(i); });
    for (std::thread& thread : threads) thread.join();
}

TEST(RevocationThreads, ShareOneFlight) {
    KeptCountedCache& kept = make_cache();
    CountedFetch& fetch = kept.fetch;
    UrlCache& cache = kept.cache;
    std::atomic<unsigned> got{0};
    on_threads(16, [&](unsigned) {
        const auto answer =
            cache.get({FetchKind::object, "one", {}}, deadline_in(milliseconds(20'000)));
        if (answer.ok()) ++got;
    });
    EXPECT_EQ(got, 16u);
    EXPECT_EQ(fetch.calls, 1u);
}

TEST(RevocationThreads, ShareAFailureToo) {
    KeptCountedCache& kept = make_cache();
    CountedFetch& fetch = kept.fetch;
    UrlCache& cache = kept.cache;
    std::atomic<unsigned> failed{0};
    on_threads(16, [&](unsigned) {
        if (!cache.get({FetchKind::object, "one!", {}}, deadline_in(milliseconds(20'000))).ok())
            ++failed;
    });
    EXPECT_EQ(failed, 16u);
    EXPECT_EQ(fetch.calls, 1u);
}

TEST(RevocationThreads, FlyNoMoreThanAFewAtATime) {
    UrlCache::Limits limits;
    limits.max_threads = 3;
    KeptCountedCache& kept = make_cache(limits);
    CountedFetch& fetch = kept.fetch;
    UrlCache& cache = kept.cache;
    std::atomic<unsigned> got{0};
    on_threads(16, [&](unsigned i) {
        const FetchRequest request{FetchKind::object, std::to_string(i), {}};
        if (cache.get(request, deadline_in(milliseconds(20'000))).ok()) ++got;
    });
    EXPECT_EQ(got, 16u);
    EXPECT_EQ(fetch.calls, 16u);
    EXPECT_LE(fetch.most, 3u);
}

TEST(RevocationThreads, FindFetchAndForgetAtOnce) {
    UrlCache::Limits limits;
    limits.max_entries = 4;
    KeptCountedCache& kept = make_cache(limits);
    CountedFetch& fetch = kept.fetch;
    UrlCache& cache = kept.cache;
    on_threads(8, [&](unsigned thread) {
        for (unsigned i = 0; i < 10; ++i) {
            const FetchRequest request{FetchKind::object, std::to_string((thread + i) % 6), {}};
            const auto got = cache.get(request, deadline_in(milliseconds(20'000)));
            if (got.ok()) {
                EXPECT_EQ(got.value()->octets.size(), 1u);
            }
            cache.find(request);
            if (i % 4 == 0) cache.expire(request);
            if (i % 8 == 7) cache.clear();
        }
    });
    EXPECT_GT(fetch.calls, 0u);
}

}  // namespace
}  // namespace secur32::x509
