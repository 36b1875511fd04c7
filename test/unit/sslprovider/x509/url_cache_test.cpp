// The cache of what was fetched: what is kept, for how long, and how much of it.
#include "sslprovider/x509/url_cache.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <memory>
#include <thread>
#include <vector>

namespace secur32::x509 {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// A fetch of the test's: counts, and answers octets of the address's length.
struct FakeFetch {
    std::atomic<unsigned> calls{0};
    std::atomic<bool> fails{false};
    std::atomic<int> takes_ms{0};
    std::atomic<int> lifetime_s{3600};
    std::size_t cost = 100;

    UrlCache::Fetch fetch() {
        return [this](const FetchRequest& request, Deadline) -> Result<SharedFetched> {
            ++calls;
            std::this_thread::sleep_for(milliseconds(takes_ms));
            if (fails) return Status::target_unknown;
            Fetched out;
            out.octets.assign(request.url.begin(), request.url.end());
            out.lifetime = seconds(lifetime_s);
            out.cost = cost;
            return SharedFetched(std::make_shared<const Fetched>(std::move(out)));
        };
    }
};

// Kept to the end: a fetch may outlive its test.
struct KeptCache {
    FakeFetch fetch;
    UrlCache cache;
    explicit KeptCache(UrlCache::Limits limits) : cache(fetch.fetch(), limits) {}
};
KeptCache& make_cache(UrlCache::Limits limits = {}) {
    static auto* const kept = new std::vector<std::unique_ptr<KeptCache>>;
    return *kept->emplace_back(std::make_unique<KeptCache>(limits));
}

FetchRequest at(const std::string& url) { return {FetchKind::object, url, {}}; }
Deadline soon() { return deadline_in(milliseconds(10'000)); }

TEST(UrlCache, FetchesOnceWhatIsStillInDate) {
    auto& [fetch, cache] = make_cache();
    EXPECT_EQ(cache.find(at("a")), nullptr);
    const auto first = cache.get(at("a"), soon());
    ASSERT_TRUE(first.ok());
    EXPECT_EQ(first.value()->octets, Buffer{'a'});
    EXPECT_EQ(cache.get(at("a"), soon()).value(), first.value());
    EXPECT_EQ(cache.find(at("a")), first.value());
    EXPECT_EQ(fetch.calls, 1u);
}

TEST(UrlCache, TellsKindsAddressesAndBodiesApart) {
    auto& [fetch, cache] = make_cache();
    EXPECT_TRUE(cache.get({FetchKind::object, "a", {}}, soon()).ok());
    EXPECT_TRUE(cache.get({FetchKind::crl, "a", {}}, soon()).ok());
    EXPECT_TRUE(cache.get({FetchKind::object, "a", {1}}, soon()).ok());
    EXPECT_TRUE(cache.get({FetchKind::object, "b", {}}, soon()).ok());
    EXPECT_EQ(fetch.calls, 4u);
    EXPECT_EQ(cache.find({FetchKind::ocsp, "a", {}}), nullptr);
}

TEST(UrlCache, FetchesAgainWhatIsOutOfDate) {
    auto& [fetch, cache] = make_cache();
    fetch.lifetime_s = 1;
    EXPECT_TRUE(cache.get(at("a"), soon()).ok());
    std::this_thread::sleep_for(milliseconds(1100));
    EXPECT_EQ(cache.find(at("a")), nullptr);
    EXPECT_TRUE(cache.get(at("a"), soon()).ok());
    EXPECT_EQ(fetch.calls, 2u);
}

TEST(UrlCache, RemembersAFailureForAWhile) {
    UrlCache::Limits limits;
    limits.negative_lifetime = milliseconds(200);
    auto& [fetch, cache] = make_cache(limits);
    fetch.fails = true;
    EXPECT_EQ(cache.get(at("a"), soon()).status(), Status::target_unknown);
    EXPECT_EQ(cache.get(at("a"), soon()).status(), Status::target_unknown);
    EXPECT_EQ(fetch.calls, 1u);
    fetch.fails = false;
    std::this_thread::sleep_for(milliseconds(250));
    EXPECT_TRUE(cache.get(at("a"), soon()).ok());
}

TEST(UrlCache, FetchesAgainWhatIsDistrustedOrExpiredByHand) {
    auto& [fetch, cache] = make_cache();
    EXPECT_TRUE(cache.get(at("a"), soon()).ok());
    cache.expire(at("a"));
    EXPECT_TRUE(cache.get(at("a"), soon()).ok());
    EXPECT_EQ(fetch.calls, 2u);
    cache.distrust(at("a"));
    EXPECT_FALSE(cache.get(at("a"), soon()).ok()) << "a failure for a while";
    EXPECT_EQ(fetch.calls, 2u);
    EXPECT_EQ(cache.octets(), 0u);
}

TEST(UrlCache, DoesNotWaitLongerThanItsCaller) {
    auto& [fetch, cache] = make_cache();
    fetch.takes_ms = 1500;
    const auto started = std::chrono::steady_clock::now();
    EXPECT_FALSE(cache.get(at("a"), deadline_in(milliseconds(50))).ok());
    EXPECT_LT(std::chrono::steady_clock::now() - started, milliseconds(1200));
    // What came too late for one is there for the next.
    EXPECT_TRUE(cache.get(at("a"), soon()).ok());
    EXPECT_EQ(fetch.calls, 1u);
}

TEST(UrlCache, DoesNotWaitTwiceForAnAddressThatIsSlow) {
    auto& [fetch, cache] = make_cache();
    fetch.takes_ms = 4000;
    EXPECT_FALSE(cache.get(at("a"), deadline_in(milliseconds(1200))).ok());
    const auto started = std::chrono::steady_clock::now();
    EXPECT_FALSE(cache.get(at("a"), soon()).ok());
    EXPECT_LT(std::chrono::steady_clock::now() - started, milliseconds(1500));
}

TEST(UrlCache, StaysWithinItsLimits) {
    UrlCache::Limits limits;
    limits.max_octets = 1000;
    limits.max_entries = 50;
    auto& [fetch, cache] = make_cache(limits);
    for (int i = 0; i < 100; ++i) {
        EXPECT_TRUE(cache.get(at(std::to_string(i)), soon()).ok());
        EXPECT_TRUE(cache.get(at("often"), soon()).ok());
        EXPECT_LE(cache.octets(), 1000u);
    }
    EXPECT_EQ(fetch.calls, 101u) << "what is in use stays";
    EXPECT_EQ(cache.find(at("1")), nullptr);
    EXPECT_NE(cache.find(at("99")), nullptr);
}

TEST(UrlCache, ForgetsEverythingWhenTold) {
    auto& [fetch, cache] = make_cache();
    EXPECT_TRUE(cache.get(at("a"), soon()).ok());
    cache.clear();
    EXPECT_EQ(cache.find(at("a")), nullptr);
    EXPECT_EQ(cache.octets(), 0u);
}

TEST(UrlCache, WorksInAChildThatWasForkedDuringAFetch) {
    auto& [fetch, cache] = make_cache();
    fetch.takes_ms = 500;
    EXPECT_FALSE(cache.get(at("a"), deadline_in(milliseconds(20))).ok());
    cache.before_fork();
    const pid_t child = ::fork();
    if (child == 0) {
        cache.after_fork_in_child();
        fetch.takes_ms = 0;
        ::_exit(cache.get(at("a"), soon()).ok() ? 0 : 1);
    }
    cache.after_fork_in_parent();
    int status = -1;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
    EXPECT_TRUE(cache.get(at("a"), soon()).ok());
}

}  // namespace
}  // namespace secur32::x509
