// Stores from inside: their backings, read-only ones, generations, what is loaded.
#include "sslprovider/api/cert_store.h"

#include <gtest/gtest.h>

#include <string>

#include "test/unit/sslprovider/api/store_fixture.h"

namespace secur32::test {
namespace {

using api::CertificateContext;
using api::CertStore;
using api::CrlContext;

// Writes down what it is told, and refuses when it is to.
struct Told {
    std::string log;
    bool refuses = false;
    Status say(char what) {
        log += what;
        return refuses ? Status::not_permitted : Status::ok;
    }
};
class TellingBacking : public api::StoreBacking {
 public:
    explicit TellingBacking(Told& told) : told_(told) {}
    Status added(CertificateContext&) override { return told_.say('a'); }
    Status changed(CertificateContext& context) override {
        EXPECT_TRUE(context.properties().has(CERT_FRIENDLY_NAME_PROP_ID));
        return told_.say('c');
    }
    Status removed(CertificateContext&) override { return told_.say('r'); }
    Status crl_added(CrlContext&) override { return told_.say('A'); }
    Status crl_removed(CrlContext&) override { return told_.say('R'); }
    Status commit(CertStore&, bool force) override { return told_.say(force ? 'F' : 'w'); }

 private:
    Told& told_;
};

std::shared_ptr<CertStore> kept_store(Told& told, DWORD flags = 0) {
    auto store = CertStore::create(CertStore::Kind::elements, flags);
    store->set_backing(std::make_unique<TellingBacking>(told));
    return store;
}

x509::SharedCertificate leaf() {
    return x509::OwnedCertificate::parse(store_world().leaf.der).value();
}

TEST(CertStore, TellsItsBackingOfEveryChange) {
    Told told;
    const StoreReference store(api::open_store_handle(kept_store(told)).value());
    PCCERT_CONTEXT added = nullptr;
    ASSERT_TRUE(add_certificate(store, store_world().leaf.der, CERT_STORE_ADD_NEW, &added));
    ASSERT_TRUE(set_blob(added, CERT_FRIENDLY_NAME_PROP_ID, {1}));
    const CRYPT_DATA_BLOB blob{0, nullptr};
    ASSERT_TRUE(CertSetCertificateContextProperty(added, CERT_DESCRIPTION_PROP_ID,
                                                  CERT_SET_PROPERTY_INHIBIT_PERSIST_FLAG, &blob));
    ASSERT_TRUE(CertDeleteCertificateFromStore(added));
    PCCRL_CONTEXT crl = nullptr;
    ASSERT_TRUE(add_crl(store, store_world().crl, CERT_STORE_ADD_NEW, &crl));
    ASSERT_TRUE(CertDeleteCRLFromStore(crl));
    ASSERT_TRUE(CertControlStore(store, CERT_STORE_CTRL_COMMIT_FORCE_FLAG, CERT_STORE_CTRL_COMMIT,
                                 nullptr));
    EXPECT_EQ(told.log, "acrARF");
}

TEST(CertStore, IsCommittedByTheLastClose) {
    Told told;
    StoreReference store(api::open_store_handle(kept_store(told)).value());
    StoreReference second(CertDuplicateStore(store));
    ASSERT_TRUE(store.close());
    EXPECT_EQ(told.log, "");
    ASSERT_TRUE(second.close());
    EXPECT_EQ(told.log, "w");
}

TEST(CertStore, ChangesNothingThatItsBackingRefuses) {
    Told told;
    const auto inner = kept_store(told);
    const StoreReference store(api::open_store_handle(inner).value());
    PCCERT_CONTEXT added = nullptr;
    ASSERT_TRUE(add_certificate(store, store_world().leaf.der, CERT_STORE_ADD_NEW, &added));
    const Context held(added);
    ASSERT_TRUE(set_blob(held, CERT_FRIENDLY_NAME_PROP_ID, {1}));
    told.refuses = true;
    EXPECT_EQ(failure_in([&] { return add_certificate(store, store_world().ca.der); }),
              code(E_ACCESSDENIED));
    EXPECT_EQ(failure_in([&] { return set_blob(held, CERT_FRIENDLY_NAME_PROP_ID, {2}); }),
              code(E_ACCESSDENIED));
    EXPECT_EQ(property_of(held, CERT_FRIENDLY_NAME_PROP_ID), Buffer{1});
    EXPECT_EQ(failure_in([&] {
                  return CertDeleteCertificateFromStore(CertDuplicateCertificateContext(held));
              }),
              code(E_ACCESSDENIED));
    EXPECT_EQ(inner->certificates().size(), 1u);
    const BYTE two = 2;
    const CRYPT_DATA_BLOB blob{1, const_cast<BYTE*>(&two)};
    EXPECT_TRUE(CertSetCertificateContextProperty(
        held, CERT_FRIENDLY_NAME_PROP_ID, CERT_SET_PROPERTY_IGNORE_PERSIST_ERROR_FLAG, &blob));
    EXPECT_EQ(property_of(held, CERT_FRIENDLY_NAME_PROP_ID), Buffer{2});
}

TEST(CertStore, IsLoadedButNotChangedWhenItIsReadOnly) {
    Told told;
    const auto inner = kept_store(told, CERT_STORE_READONLY_FLAG);
    inner->load(leaf(), nullptr);
    const StoreReference store(api::open_store_handle(inner).value());
    EXPECT_EQ(certificates_in(store), Ders{store_world().leaf.der});
    EXPECT_EQ(failure_in([&] { return add_certificate(store, store_world().ca.der); }),
              code(E_ACCESSDENIED));
    const Context held(CertEnumCertificatesInStore(store, nullptr));
    EXPECT_EQ(failure_in([&] { return set_blob(held, CERT_FRIENDLY_NAME_PROP_ID, {1}); }),
              code(E_ACCESSDENIED));
    EXPECT_EQ(failure_in([&] {
                  return CertDeleteCertificateFromStore(CertDuplicateCertificateContext(held));
              }),
              code(E_ACCESSDENIED));
    EXPECT_EQ(told.log, "");
    EXPECT_EQ(inner->access_state(), 0u);
}

TEST(CertStore, HasAnotherGenerationAfterEveryChange) {
    const auto store = CertStore::create(CertStore::Kind::elements, 0);
    const auto collection = CertStore::create(CertStore::Kind::collection, 0);
    std::uint64_t last = collection->generation();
    const auto is_another = [&] {
        const std::uint64_t now = collection->generation();
        return now != std::exchange(last, now);
    };
    EXPECT_FALSE(is_another());
    ASSERT_EQ(collection->add_sibling(store, 0, 0), Status::ok);
    EXPECT_TRUE(is_another());
    ASSERT_EQ(store->add(leaf(), nullptr, CERT_STORE_ADD_NEW, nullptr), Status::ok);
    EXPECT_TRUE(is_another());
    EXPECT_FALSE(is_another());
    collection->remove_sibling(*store);
    EXPECT_TRUE(is_another());
}

TEST(CertStore, GivesWhatIsThereOfAReadOnlyStoreThatACollectionShows) {
    Told told;
    const auto shown = kept_store(told, CERT_STORE_READONLY_FLAG);
    shown->load(leaf(), nullptr);
    const auto all = CertStore::create(CertStore::Kind::collection, 0);
    ASSERT_EQ(all->add_sibling(shown, 0, 0), Status::ok);
    PCCERT_CONTEXT found = nullptr;
    ASSERT_EQ(all->add(leaf(), nullptr, CERT_STORE_ADD_USE_EXISTING, &found), Status::ok);
    EXPECT_EQ(der_of(found), store_world().leaf.der);
    CertFreeCertificateContext(found);
    EXPECT_EQ(all->add(leaf(), nullptr, CERT_STORE_ADD_REPLACE_EXISTING, nullptr),
              Status::not_permitted);
    EXPECT_EQ(shown->certificates().size(), 1U);
    EXPECT_EQ(told.log, "");
}

TEST(CertStore, HasAnotherGenerationWhenACollectionWithinItLosesAStore) {
    const auto outer = CertStore::create(CertStore::Kind::collection, 0),
               inner = CertStore::create(CertStore::Kind::collection, 0),
               gone = CertStore::create(CertStore::Kind::elements, 0),
               stays = CertStore::create(CertStore::Kind::elements, 0);
    ASSERT_EQ(inner->add_sibling(gone, 0, 0), Status::ok);
    ASSERT_EQ(inner->add_sibling(stays, 0, 0), Status::ok);
    ASSERT_EQ(outer->add_sibling(inner, 0, 0), Status::ok);
    ASSERT_EQ(gone->add(leaf(), nullptr, CERT_STORE_ADD_NEW, nullptr), Status::ok);
    ASSERT_EQ(stays->add(leaf(), nullptr, CERT_STORE_ADD_NEW, nullptr), Status::ok);
    const auto before = outer->generation();
    inner->remove_sibling(*gone);
    EXPECT_NE(outer->generation(), before);
}

TEST(CertStore, TellsItsBackingOfUsagesThatAreSet) {
    Told told;
    const StoreReference store(api::open_store_handle(kept_store(told)).value());
    PCCERT_CONTEXT added = nullptr;
    ASSERT_TRUE(add_certificate(store, store_world().leaf.der, CERT_STORE_ADD_NEW, &added));
    const Context held(added);
    ASSERT_TRUE(set_blob(held, CERT_FRIENDLY_NAME_PROP_ID, {1}));
    ASSERT_TRUE(CertAddEnhancedKeyUsageIdentifier(held, szOID_PKIX_KP_SERVER_AUTH));
    EXPECT_EQ(told.log, "acc");
    ASSERT_TRUE(CertSetEnhancedKeyUsage(held, nullptr));
    EXPECT_EQ(told.log, "accc");
    told.refuses = true;
    EXPECT_FALSE(CertAddEnhancedKeyUsageIdentifier(held, szOID_PKIX_KP_SERVER_AUTH));
    DWORD size = 0;
    EXPECT_FALSE(
        CertGetCertificateContextProperty(held, CERT_ENHKEY_USAGE_PROP_ID, nullptr, &size));
}

TEST(CertStore, GivesItsContextsAndSnapshots) {
    const auto store = CertStore::create(CertStore::Kind::elements, 0);
    ASSERT_EQ(store->add(leaf(), nullptr, CERT_STORE_ADD_NEW, nullptr), Status::ok);
    EXPECT_EQ(store->certificates().size(), 1u);
    const auto contexts = store->contexts();
    ASSERT_EQ(contexts.size(), 1u);
    const Context held(contexts.front());
    EXPECT_TRUE(store->has_live_contexts());
    store->unload();
    EXPECT_TRUE(store->certificates().empty());
    EXPECT_EQ(der_of(held), store_world().leaf.der);
}

TEST(CertStore, IsFoundByItsHandleAlone) {
    EXPECT_EQ(api::find_store(nullptr).status(), Status::invalid_handle);
    EXPECT_EQ(api::find_store(no_store()).status(), Status::invalid_handle);
}

}  // namespace
}  // namespace secur32::test
