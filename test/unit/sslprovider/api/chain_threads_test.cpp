// Chains of one engine on several threads, while its store grows and verdicts are forgotten.
#include <atomic>
#include <thread>

#include "test/support/chain_questions.h"

namespace secur32::test {
namespace {

TEST(ChainThreads, BuildFreeAndForgetAtOnce) {
    const Issued root = make_root("Threads root"), ca = make_intermediate("Threads CA", root);
    const Issued leaf_of_it = make_leaf("www.example.com", ca);
    const ChainStore sent({ca});
    ChainStore roots({root});
    const ChainEngineOf engine(roots);
    const ChainCertificate leaf(leaf_of_it);
    std::atomic<int> good{0};
    constexpr int kThreads = 4, kRounds = 25;
    std::vector<std::thread> threads;
    for (int i = 0; i < kThreads; ++i)
        threads.emplace_back([&, i] {
            for (int round = 0; round < kRounds; ++round) {
                const BuiltChain chain(chain_of(engine, leaf, sent));
                const BuiltChain second(CertDuplicateCertificateChain(chain));
                if (server_verdict(second, u"www.example.com").dwError == 0) ++good;
                if (i == 0 && round % 8 == 0) CertResyncCertificateChainEngine(engine);
                if (i == 1 && round % 8 == 0)
                    roots.add(make_root("Threads root " + std::to_string(round)));
            }
        });
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(good, kThreads * kRounds);
}

}  // namespace
}  // namespace secur32::test
