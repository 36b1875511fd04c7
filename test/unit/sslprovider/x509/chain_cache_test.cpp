// The verdicts that are remembered: for the same question only, while they hold, and no more of
// them than the bound.
#include "sslprovider/x509/chain_cache.h"

#include <gtest/gtest.h>

#include "test/support/revocation_world.h"
#include "test/support/test_authority.h"

namespace secur32::test {
namespace {

using x509::ChainRequest;
using x509::SharedCertificate;

SharedCertificate cache_parsed(const Issued& issued) {
    return x509::OwnedCertificate::parse(issued.der).value();
}

struct CacheWorld {
    Issued root = make_root("Cache root"), ca = make_intermediate("Cache CA", root),
           leaf = make_leaf("www.example.com", ca);
    std::vector<SharedCertificate> sent{cache_parsed(ca)};
    x509::SharedIndex roots = std::make_shared<const x509::CertificateIndex>(
        std::vector<SharedCertificate>{cache_parsed(root)}, 1);
    ChainRequest request() const {
        ChainRequest out{.leaf = cache_parsed(leaf), .additional = sent};
        out.trust.roots = roots;
        return out;
    }
};

// How many of the requests were answered from memory.
template <typename... Requests>
std::uint64_t hits_of(const Requests&... requests) {
    const std::uint64_t before = x509::chain_cache_counts().hits;
    (verified_chain(requests), ...);
    return x509::chain_cache_counts().hits - before;
}

class ChainCache : public testing::Test {
 protected:
    void SetUp() override { x509::forget_verified_chains(); }
    CacheWorld world_;
};

TEST_F(ChainCache, RemembersTheSameQuestion) {
    EXPECT_EQ(hits_of(world_.request(), world_.request(), world_.request()), 2U);
    EXPECT_EQ(verified_chain(world_.request())->best.errors, x509::TrustError::none);
    x509::forget_verified_chains();
    EXPECT_EQ(hits_of(world_.request()), 0U);
}

TEST_F(ChainCache, TakesNoOtherQuestionForTheSame) {
    const ChainRequest first = world_.request();
    std::vector<ChainRequest> others(8, first);
    others[0].usages = {std::string(x509::kServerAuthentication)};
    others[1].revocation = x509::RevocationScope::end_certificate;
    others[2].strength.refuse_sha1 = true;
    others[3].policies = {"1.2.3"};
    others[4].trust.roots = std::make_shared<const x509::CertificateIndex>(
        std::vector<SharedCertificate>{cache_parsed(world_.root)}, 1);
    others[5].additional = {};
    others[6].leaf = cache_parsed(make_leaf("www.example.com", world_.ca));
    others[7].fetch_issuers = false;
    verified_chain(first);
    for (std::size_t i = 0; i < others.size(); ++i) EXPECT_EQ(hits_of(others[i]), 0U) << i;
    EXPECT_EQ(hits_of(first), 1U);
}

TEST_F(ChainCache, RemembersNothingThatIsWrong) {
    ChainRequest request = world_.request();
    request.trust.roots = nullptr;
    EXPECT_EQ(hits_of(request, request), 0U);
    EXPECT_EQ(x509::chain_cache_counts().entries, 0U);
}

TEST_F(ChainCache, RemembersNoOtherTimeThanNow) {
    ChainRequest request = world_.request();
    request.time = file_time_of("20250101000000Z");
    EXPECT_EQ(hits_of(request, request), 0U);
}

TEST_F(ChainCache, ForgetsWithTheFirstAnswerThatEnds) {
    // An answer without nextUpdate holds for no time at all.
    ChainRequest request = world_.request();
    const Buffer endless = make_ocsp_response(world_.leaf, world_.ca, {.next_update = ""});
    request.revocation = x509::RevocationScope::end_certificate;
    request.stapled_ocsp = endless;
    EXPECT_EQ(hits_of(request, request), 0U);
    const Buffer lasting = make_ocsp_response(world_.leaf, world_.ca);
    request.stapled_ocsp = lasting;
    EXPECT_EQ(hits_of(request, request), 1U);
}

// A list that was fetched, which the key does not hold: 512 entries may hold 512 of them.
TEST_F(ChainCache, HoldsOnToNoLargeList) {
    RevocationWorld served;
    CrlPlan plan;
    const auto hits = [&] {
        x509::UrlCache::instance().clear();
        x509::forget_verified_chains();
        served.server.serve("/crl", make_crl(served.root, plan));
        const Issued leaf = served.leaf_of_crl();
        ChainRequest request{.leaf = cache_parsed(leaf)};
        request.trust.roots = std::make_shared<const x509::CertificateIndex>(
            std::vector<SharedCertificate>{cache_parsed(served.root)}, 1);
        request.revocation = x509::RevocationScope::end_certificate;
        EXPECT_EQ(verified_chain(request)->best.errors, x509::TrustError::none);
        return hits_of(request);
    };
    EXPECT_EQ(hits(), 1U);
    for (unsigned i = 0; i < 12'000; ++i)
        plan.revoked.push_back(
            {{0x70, static_cast<std::uint8_t>(i >> 8), static_cast<std::uint8_t>(i)}});
    EXPECT_EQ(hits(), 0U);
}

TEST_F(ChainCache, KeepsToItsBound) {
    for (std::size_t i = 0; i < x509::kMaxCachedChains + 300; ++i) {
        ChainRequest request = world_.request();
        request.any_usage_will_do = true;
        request.usages = {"1.3.6.1.5.5.7.3.1", "1.2.3." + std::to_string(i)};
        verified_chain(request);
    }
    const std::size_t entries = x509::chain_cache_counts().entries;
    EXPECT_LE(entries, x509::kMaxCachedChains);
    EXPECT_GT(entries, x509::kMaxCachedChains / 2);
}

}  // namespace
}  // namespace secur32::test
