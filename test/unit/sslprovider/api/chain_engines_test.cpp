// Chain engines: what they trust, and where they look for issuers.
#include <winerror.h>

#include <cstddef>

#include "test/support/chain_questions.h"
#include "test/support/revocation_world.h"
#include "test/support/store_folders.h"

namespace secur32::test {
namespace {

struct EngineWorld {
    Issued root = make_root("Engine root");
    Issued ca = make_intermediate("Engine CA", root);
    Issued leaf = make_leaf("www.example.com", ca);
};
const EngineWorld& engine_world() {
    static const EngineWorld one;
    return one;
}

CERT_CHAIN_ENGINE_CONFIG config_of(HCERTSTORE roots) {
    CERT_CHAIN_ENGINE_CONFIG config{};
    config.cbSize = sizeof config;
    config.hExclusiveRoot = roots;
    return config;
}

DWORD errors_with(CERT_CHAIN_ENGINE_CONFIG config, HCERTSTORE others = nullptr, DWORD flags = 0) {
    HCERTCHAINENGINE engine = nullptr;
    EXPECT_TRUE(CertCreateCertificateChainEngine(&config, &engine));
    const ChainCertificate leaf(engine_world().leaf);
    const DWORD out =
        BuiltChain(chain_of(engine, leaf, others, nullptr, flags))->TrustStatus.dwErrorStatus;
    CertFreeCertificateChainEngine(engine);
    return out;
}

TEST(CertCreateCertificateChainEngine, AgreesWithLibcryptosSignaturesAboutTheRoots) {
    const ChainStore roots({engine_world().root}), others({engine_world().ca}),
        wrong({make_root("Another engine root")});
    EXPECT_EQ(errors_with(config_of(roots), others), DWORD{CERT_TRUST_NO_ERROR});
    EXPECT_EQ(errors_with(config_of(wrong), others), DWORD{CERT_TRUST_IS_PARTIAL_CHAIN});
    EXPECT_EQ(errors_with(config_of(roots)), DWORD{CERT_TRUST_IS_PARTIAL_CHAIN});
}

TEST(CertCreateCertificateChainEngine, LooksForIssuersInItsStores) {
    const ChainStore roots({engine_world().root}), others({engine_world().ca});
    CERT_CHAIN_ENGINE_CONFIG config = config_of(roots);
    HCERTSTORE more[] = {others};
    config.cAdditionalStore = 1;
    config.rghAdditionalStore = more;
    EXPECT_EQ(errors_with(config), DWORD{CERT_TRUST_NO_ERROR});
    config.cAdditionalStore = 0;
    config.hRestrictedOther = others;
    EXPECT_EQ(errors_with(config), DWORD{CERT_TRUST_NO_ERROR});
}

TEST(CertCreateCertificateChainEngine, EndsChainsInExclusiveCasAndPeopleWhenToldTo) {
    const ChainStore cas({engine_world().ca}), people({engine_world().leaf});
    CERT_CHAIN_ENGINE_CONFIG config = config_of(cas);
    EXPECT_EQ(errors_with(config), DWORD{CERT_TRUST_IS_PARTIAL_CHAIN});
    config.dwExclusiveFlags = CERT_CHAIN_EXCLUSIVE_ENABLE_CA_FLAG;
    EXPECT_EQ(errors_with(config), DWORD{CERT_TRUST_NO_ERROR});
    config = config_of(nullptr);
    config.hExclusiveTrustedPeople = people;
    EXPECT_EQ(errors_with(config), DWORD{CERT_TRUST_NO_ERROR});
}

// "In the exclusive trust mode, the root store and the trusted people store on the system are
// ignored".
TEST(CertCreateCertificateChainEngine, TrustsNothingElseWithEitherExclusiveStore) {
    const StoreFolders folders;
    folders.trust({engine_world().root.der});
    const OpenStore people(u"TrustedPeople");
    ASSERT_TRUE(people.add(engine_world().leaf.der));
    const ChainStore others({engine_world().ca, engine_world().root}),
        strangers({make_root("An engine's stranger")});
    EXPECT_EQ(errors_with(config_of(nullptr), others), DWORD{CERT_TRUST_NO_ERROR});
    CERT_CHAIN_ENGINE_CONFIG config = config_of(nullptr);
    config.hExclusiveTrustedPeople = strangers;
    EXPECT_EQ(errors_with(config, others), DWORD{CERT_TRUST_IS_UNTRUSTED_ROOT});
    EXPECT_EQ(errors_with(config_of(strangers), others, CERT_CHAIN_ENABLE_PEER_TRUST),
              DWORD{CERT_TRUST_IS_UNTRUSTED_ROOT});
}

TEST(CertCreateCertificateChainEngine, RestrictsTheMachinesRootsUnderEachFlag) {
    const StoreFolders folders;
    folders.trust({engine_world().root.der});
    const ChainStore others({engine_world().ca, engine_world().root}), roots({engine_world().root}),
        strangers({make_root("An engine's stranger")});
    CERT_CHAIN_ENGINE_CONFIG config = config_of(nullptr);
    for (const DWORD flags : {DWORD{0}, DWORD{CERT_CHAIN_ONLY_ADDITIONAL_AND_AUTH_ROOT}}) {
        config.hRestrictedRoot = roots;
        EXPECT_EQ(errors_with(config, others, flags), DWORD{CERT_TRUST_NO_ERROR});
        config.hRestrictedRoot = strangers;
        EXPECT_EQ(errors_with(config, others, flags), DWORD{CERT_TRUST_IS_UNTRUSTED_ROOT});
    }
}

TEST(CertCreateCertificateChainEngine, FetchesNoIssuersWhenToldNotTo) {
    const RevocationWorld served;
    const Issued leaf = make_leaf("www.example.com", engine_world().ca,
                                  served.with("caIssuers;URI:" + served.server.url("/ca"), ""));
    const ChainStore roots({engine_world().root});
    for (const DWORD flags : {DWORD{CERT_CHAIN_DISABLE_AIA}, DWORD{0}}) {
        CERT_CHAIN_ENGINE_CONFIG config = config_of(roots);
        config.dwFlags = flags;
        HCERTCHAINENGINE engine = nullptr;
        ASSERT_TRUE(CertCreateCertificateChainEngine(&config, &engine));
        BuiltChain(chain_of(engine, ChainCertificate(leaf), nullptr));
        CertFreeCertificateChainEngine(engine);
        EXPECT_EQ(served.server.requests("/ca") != 0, flags == 0);
    }
}

TEST(CertCreateCertificateChainEngine, SeesWhatIsAddedToItsStoresLater) {
    const ChainStore others({engine_world().ca});
    ChainStore roots;
    const ChainEngineOf engine(roots);
    const ChainCertificate leaf(engine_world().leaf);
    EXPECT_EQ(BuiltChain(chain_of(engine, leaf, others))->TrustStatus.dwErrorStatus,
              DWORD{CERT_TRUST_IS_PARTIAL_CHAIN});
    roots.add(engine_world().root);
    EXPECT_EQ(BuiltChain(chain_of(engine, leaf, others))->TrustStatus.dwErrorStatus,
              DWORD{CERT_TRUST_NO_ERROR});
}

TEST(CertCreateCertificateChainEngine, TakesTheSizesOfOlderWindows) {
    for (const std::size_t size :
         {offsetof(CERT_CHAIN_ENGINE_CONFIG, hExclusiveRoot),
          offsetof(CERT_CHAIN_ENGINE_CONFIG, dwExclusiveFlags), sizeof(CERT_CHAIN_ENGINE_CONFIG)}) {
        CERT_CHAIN_ENGINE_CONFIG config{};
        config.cbSize = static_cast<DWORD>(size);
        HCERTCHAINENGINE engine = nullptr;
        EXPECT_TRUE(CertCreateCertificateChainEngine(&config, &engine)) << size;
        CertFreeCertificateChainEngine(engine);
    }
}

void refuses_config(CERT_CHAIN_ENGINE_CONFIG* config, DWORD code) {
    HCERTCHAINENGINE engine = reinterpret_cast<HCERTCHAINENGINE>(&code);
    SetLastError(0);
    EXPECT_FALSE(CertCreateCertificateChainEngine(config, &engine));
    EXPECT_EQ(GetLastError(), code);
    EXPECT_EQ(engine, nullptr);
}

TEST(CertCreateCertificateChainEngine, RefusesAnotherSize) {
    CERT_CHAIN_ENGINE_CONFIG config = config_of(nullptr);
    --config.cbSize;
    refuses_config(&config, static_cast<DWORD>(E_INVALIDARG));
    config.cbSize = 0;
    refuses_config(&config, static_cast<DWORD>(E_INVALIDARG));
    refuses_config(nullptr, static_cast<DWORD>(E_INVALIDARG));
}
TEST(CertCreateCertificateChainEngine, RefusesAStoreThatIsNone) {
    CERT_CHAIN_ENGINE_CONFIG config = config_of(reinterpret_cast<HCERTSTORE>(0x1234));
    refuses_config(&config, static_cast<DWORD>(E_INVALIDARG));
    config = config_of(nullptr);
    config.cAdditionalStore = 1;
    refuses_config(&config, static_cast<DWORD>(E_INVALIDARG));
}
TEST(CertCreateCertificateChainEngine, RefusesFlagsThatAreNone) {
    CERT_CHAIN_ENGINE_CONFIG config = config_of(nullptr);
    config.dwFlags = 0x40000000;
    refuses_config(&config, static_cast<DWORD>(E_INVALIDARG));
    config = config_of(nullptr);
    config.dwExclusiveFlags = 2;
    refuses_config(&config, static_cast<DWORD>(E_INVALIDARG));
}
TEST(CertCreateCertificateChainEngine, RefusesToAnswerNowhere) {
    CERT_CHAIN_ENGINE_CONFIG config = config_of(nullptr);
    SetLastError(0);
    EXPECT_FALSE(CertCreateCertificateChainEngine(&config, nullptr));
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(E_INVALIDARG));
}

TEST(CertFreeCertificateChainEngine, AgreesWithLibcryptosRootUntilItIsFreed) {
    const ChainStore roots({engine_world().root}), others({engine_world().ca});
    EXPECT_EQ(errors_with(config_of(roots), others), DWORD{CERT_TRUST_NO_ERROR});
    CertFreeCertificateChainEngine(HCCE_CURRENT_USER);
    CertFreeCertificateChainEngine(HCCE_LOCAL_MACHINE);
}

void free_is_refused(HCERTCHAINENGINE engine, HRESULT code) {
    SetLastError(0);
    CertFreeCertificateChainEngine(engine);
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(code));
}
TEST(CertFreeCertificateChainEngine, RefusesAnInventedEngine) {
    free_is_refused(reinterpret_cast<HCERTCHAINENGINE>(0x1234), E_INVALIDARG);
}
TEST(CertFreeCertificateChainEngine, RefusesAFreedEngine) {
    HCERTCHAINENGINE engine = nullptr;
    CERT_CHAIN_ENGINE_CONFIG config = config_of(nullptr);
    ASSERT_TRUE(CertCreateCertificateChainEngine(&config, &engine));
    CertFreeCertificateChainEngine(engine);
    free_is_refused(engine, E_INVALIDARG);
}
TEST(CertFreeCertificateChainEngine, RefusesAStore) {
    const ChainStore store;
    free_is_refused(HCERTSTORE(store), E_INVALIDARG);
}

TEST(CertResyncCertificateChainEngine, AgreesWithLibcryptosRootAfterwards) {
    const ChainStore roots({engine_world().root}), others({engine_world().ca});
    const ChainEngineOf engine(roots);
    const ChainCertificate leaf(engine_world().leaf);
    EXPECT_TRUE(CertResyncCertificateChainEngine(engine));
    EXPECT_TRUE(CertResyncCertificateChainEngine(HCCE_CURRENT_USER));
    EXPECT_EQ(BuiltChain(chain_of(engine, leaf, others))->TrustStatus.dwErrorStatus,
              DWORD{CERT_TRUST_NO_ERROR});
}

void resync_is_refused(HCERTCHAINENGINE engine, HRESULT code) {
    SetLastError(0);
    EXPECT_FALSE(CertResyncCertificateChainEngine(engine));
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(code));
}
TEST(CertResyncCertificateChainEngine, RefusesAnInventedEngine) {
    resync_is_refused(reinterpret_cast<HCERTCHAINENGINE>(0x1234), E_INVALIDARG);
}
TEST(CertResyncCertificateChainEngine, RefusesAFreedEngine) {
    HCERTCHAINENGINE engine = nullptr;
    CERT_CHAIN_ENGINE_CONFIG config = config_of(nullptr);
    ASSERT_TRUE(CertCreateCertificateChainEngine(&config, &engine));
    CertFreeCertificateChainEngine(engine);
    resync_is_refused(engine, E_INVALIDARG);
}
TEST(CertResyncCertificateChainEngine, RefusesAStore) {
    const ChainStore store;
    resync_is_refused(HCERTSTORE(store), E_INVALIDARG);
}

}  // namespace
}  // namespace secur32::test
