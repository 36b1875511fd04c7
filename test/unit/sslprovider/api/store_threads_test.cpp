// Stores used by several threads at once.
#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <thread>

#include "test/unit/sslprovider/api/store_fixture.h"

namespace secur32::test {
namespace {

constexpr int kRounds = 60;

template <typename Work>
void on_four_threads(Work work) {
    std::array<std::thread, 4> threads;
    for (int i = 0; i < 4; ++i) threads[static_cast<std::size_t>(i)] = std::thread(work, i);
    for (std::thread& thread : threads) thread.join();
}

const Buffer& certificate_of(int i) {
    const StoreWorld& world = store_world();
    const std::array all{&world.root, &world.ca, &world.leaf, &world.second_leaf};
    return all[static_cast<std::size_t>(i)]->der;
}

TEST(StoreThreads, AddFindEnumerateAndDeleteAtOnce) {
    const StoreReference store;
    std::atomic<int> strange{0};
    store_world();
    on_four_threads([&](int i) {
        for (int round = 0; round < kRounds; ++round) {
            PCCERT_CONTEXT added = nullptr;
            if (!add_certificate(store, certificate_of(i), CERT_STORE_ADD_REPLACE_EXISTING, &added))
                ++strange;
            set_blob(added, CERT_FRIENDLY_NAME_PROP_ID, {1});
            for (const Buffer& der : certificates_in(store))
                if (der.empty()) ++strange;
            const PCCERT_CONTEXT found =
                CertFindCertificateInStore(store, 0, 0, CERT_FIND_EXISTING, added, nullptr);
            if (found == nullptr) ++strange;
            CertFreeCertificateContext(found);
            if (!CertDeleteCertificateFromStore(added)) ++strange;
        }
    });
    EXPECT_EQ(strange, 0);
    EXPECT_TRUE(certificates_in(store).empty());
}

TEST(StoreThreads, ShareTheOneContextOfAnElement) {
    const StoreReference store;
    ASSERT_TRUE(add_certificate(store, certificate_of(0)));
    on_four_threads([&](int) {
        for (int round = 0; round < 10 * kRounds; ++round) {
            const PCCERT_CONTEXT context = CertEnumCertificatesInStore(store, nullptr);
            ASSERT_NE(context, nullptr);
            ASSERT_EQ(context->cbCertEncoded, certificate_of(0).size());
            CertFreeCertificateContext(context);
        }
    });
}

TEST(StoreThreads, CloseStoresWhoseContextsOthersUse) {
    store_world();
    for (int round = 0; round < kRounds; ++round) {
        StoreReference store;
        PCCERT_CONTEXT added = nullptr;
        ASSERT_TRUE(add_certificate(store, certificate_of(0), CERT_STORE_ADD_NEW, &added));
        std::array<PCCERT_CONTEXT, 4> references{};
        for (PCCERT_CONTEXT& each : references) each = CertDuplicateCertificateContext(added);
        CertFreeCertificateContext(added);
        std::thread closer([&] { store.close(); });
        on_four_threads([&](int i) {
            const PCCERT_CONTEXT mine = references[static_cast<std::size_t>(i)];
            EXPECT_EQ(certificates_in(mine->hCertStore).size(), 1u);
            CertFreeCertificateContext(mine);
        });
        closer.join();
    }
}

TEST(StoreThreads, ChangeCollectionsThatOthersRead) {
    const StoreReference collection(CERT_STORE_PROV_COLLECTION);
    store_world();
    on_four_threads([&](int i) {
        for (int round = 0; round < kRounds; ++round) {
            const StoreReference mine;
            add_certificate(mine, certificate_of(i));
            EXPECT_TRUE(
                CertAddStoreToCollection(collection, mine, CERT_PHYSICAL_STORE_ADD_ENABLE_FLAG, 0));
            EXPECT_FALSE(certificates_in(collection).empty());
            CertRemoveStoreFromCollection(collection, mine);
        }
    });
    EXPECT_TRUE(certificates_in(collection).empty());
}

}  // namespace
}  // namespace secur32::test
