// Opening, closing and controlling stores; collections.
#include <gtest/gtest.h>

#include "test/unit/sslprovider/api/store_fixture.h"

namespace secur32::test {
namespace {

// ---- CertOpenStore ------------------------------------------------------------------------------

// dlls/crypt32/tests/store.c of Wine, which asserts what Windows does.
TEST(CertOpenStore, AgreesWithWineOnMemoryStores) {
    const StoreReference store(CERT_STORE_PROV_MEMORY, CERT_STORE_CREATE_NEW_FLAG);
    const StoreReference other(CERT_STORE_PROV_MEMORY, CERT_STORE_OPEN_EXISTING_FLAG);
    const StoreReference read_only(CERT_STORE_PROV_MEMORY, CERT_STORE_READONLY_FLAG);
    EXPECT_NE(HCERTSTORE(store), HCERTSTORE(other));
    EXPECT_TRUE(add_certificate(read_only, store_world().leaf.der)) << "it is not read-only";
}

TEST(CertOpenStore, TakesProvidersByName) {
    for (const char* name : {"Memory", "memory", "COLLECTION"}) {
        const StoreReference store(name);
        EXPECT_TRUE(certificates_in(store).empty());
    }
}

TEST(CertOpenStore, RefusesProvidersThatAreNotThere) {
    for (const LPCSTR provider : {LPCSTR{}, LPCSTR(ULONG_PTR{1}), LPCSTR(ULONG_PTR{4}), "Ldap", ""})
        EXPECT_EQ(failure_in([&] { return CertOpenStore(provider, 0, 0, 0, nullptr); }),
                  code(ERROR_FILE_NOT_FOUND));
}

TEST(CertOpenStore, RefusesToDeleteWhatIsKeptNowhere) {
    EXPECT_EQ(failure_in([] {
                  return CertOpenStore(CERT_STORE_PROV_MEMORY, 0, 0, CERT_STORE_DELETE_FLAG,
                                       nullptr);
              }),
              code(ERROR_CALL_NOT_IMPLEMENTED));
}

TEST(CertOpenStore, RefusesToDeleteACollection) {
    EXPECT_EQ(failure_in([] {
                  return CertOpenStore(CERT_STORE_PROV_COLLECTION, 0, 0, CERT_STORE_DELETE_FLAG,
                                       nullptr);
              }),
              code(ERROR_CALL_NOT_IMPLEMENTED));
}

TEST(CertOpenStore, RefusesASystemStoreWithoutAName) {
    EXPECT_EQ(failure_in([] {
                  return CertOpenStore(CERT_STORE_PROV_SYSTEM_W, 0, 0,
                                       CERT_SYSTEM_STORE_CURRENT_USER, nullptr);
              }),
              code(E_INVALIDARG));
}

// ---- CertDuplicateStore -------------------------------------------------------------------------

TEST(CertDuplicateStore, AgreesWithWindowsOnTheHandle) {
    StoreReference store;
    StoreReference second(CertDuplicateStore(store));
    EXPECT_EQ(HCERTSTORE(store), HCERTSTORE(second));
    EXPECT_EQ(CertDuplicateStore(nullptr), nullptr);
    EXPECT_TRUE(store.close());
    EXPECT_TRUE(add_certificate(second, store_world().leaf.der)) << "one reference is left";
}

TEST(CertDuplicateStore, RefusesNumbersThatNoStoreHas) {
    EXPECT_EQ(failure_in([] { return CertDuplicateStore(no_store()); }), code(E_INVALIDARG));
}

TEST(CertDuplicateStore, RefusesAClosedStore) {
    StoreReference store;
    const HCERTSTORE stale = store;
    store.close();
    EXPECT_EQ(failure_in([&] { return CertDuplicateStore(stale); }), code(E_INVALIDARG));
}

TEST(CertDuplicateStore, RefusesAHandleOfAnotherKind) {
    const auto other = reinterpret_cast<HCERTSTORE>(key_storage());
    EXPECT_EQ(failure_in([&] { return CertDuplicateStore(other); }), code(E_INVALIDARG));
}

// ---- CertCloseStore -----------------------------------------------------------------------------

TEST(CertCloseStore, AgreesWithWineOnNull) {
    EXPECT_TRUE(CertCloseStore(nullptr, 0));
    StoreReference store;
    EXPECT_TRUE(store.close(CERT_CLOSE_STORE_CHECK_FLAG));
}

TEST(CertCloseStore, LeavesContextsAndTheirStoreUsable) {
    StoreReference store;
    PCCERT_CONTEXT added = nullptr;
    ASSERT_TRUE(add_certificate(store, store_world().leaf.der, CERT_STORE_ADD_NEW, &added));
    const HCERTSTORE number = store;
    store.close();
    Context context(added);
    EXPECT_EQ(context->hCertStore, number);
    EXPECT_EQ(certificates_in(context->hCertStore).size(), 1u) << "a context holds its store open";
    EXPECT_EQ(der_of(context), store_world().leaf.der);
    context.free();
    EXPECT_EQ(failure_in([&] { return CertEnumCertificatesInStore(number, nullptr); }),
              code(E_INVALIDARG));
}

TEST(CertCloseStore, GivesAllReferencesBackWhenForced) {
    StoreReference store;
    const HCERTSTORE second = CertDuplicateStore(store);
    EXPECT_TRUE(store.close(CERT_CLOSE_STORE_FORCE_FLAG));
    EXPECT_EQ(failure_in([&] { return CertCloseStore(second, 0); }), code(E_INVALIDARG));
}

TEST(CertCloseStore, RefusesToCallAStoreClosedThatIsInUse) {
    StoreReference store;
    PCCERT_CONTEXT added = nullptr;
    ASSERT_TRUE(add_certificate(store, store_world().leaf.der, CERT_STORE_ADD_NEW, &added));
    const Context context(added);
    EXPECT_EQ(failure_in([&] { return store.close(CERT_CLOSE_STORE_CHECK_FLAG); }),
              code(CRYPT_E_PENDING_CLOSE));
    StoreReference shown;
    const StoreReference collection(CERT_STORE_PROV_COLLECTION);
    ASSERT_TRUE(CertAddStoreToCollection(collection, shown, 0, 0));
    EXPECT_EQ(failure_in([&] { return shown.close(CERT_CLOSE_STORE_CHECK_FLAG); }),
              code(CRYPT_E_PENDING_CLOSE));
}

TEST(CertCloseStore, RefusesToCloseTwice) {
    StoreReference store;
    const HCERTSTORE stale = store;
    store.close();
    EXPECT_EQ(failure_in([&] { return CertCloseStore(stale, 0); }), code(E_INVALIDARG));
}

TEST(CertCloseStore, RefusesFlagsThatAreNone) {
    const StoreReference store;
    EXPECT_EQ(failure_in([&] { return CertCloseStore(store, 4); }), code(E_INVALIDARG));
}

// ---- CertControlStore ---------------------------------------------------------------------------

// Wine's tests again: an empty collection commits, one with a memory store does not.
TEST(CertControlStore, AgreesWithWineOnCollections) {
    const StoreReference collection(CERT_STORE_PROV_COLLECTION);
    EXPECT_TRUE(CertControlStore(collection, 0, CERT_STORE_CTRL_COMMIT, nullptr));
    const StoreReference store;
    ASSERT_TRUE(CertAddStoreToCollection(collection, store, 0, 0));
    EXPECT_EQ(failure_in(
                  [&] { return CertControlStore(collection, 0, CERT_STORE_CTRL_COMMIT, nullptr); }),
              code(ERROR_CALL_NOT_IMPLEMENTED));
}

TEST(CertControlStore, RefusesToKeepWhatIsKeptNowhere) {
    const StoreReference store;
    for (const DWORD control :
         std::initializer_list<DWORD>{CERT_STORE_CTRL_COMMIT, CERT_STORE_CTRL_RESYNC,
                                      CERT_STORE_CTRL_NOTIFY_CHANGE, CERT_STORE_CTRL_AUTO_RESYNC})
        EXPECT_EQ(failure_in([&] { return CertControlStore(store, 0, control, nullptr); }),
                  code(ERROR_CALL_NOT_IMPLEMENTED));
}

TEST(CertControlStore, RefusesWhatNobodyControls) {
    const StoreReference store;
    EXPECT_EQ(failure_in([&] { return CertControlStore(store, 0, 77, nullptr); }),
              code(ERROR_NOT_SUPPORTED));
}

TEST(CertControlStore, RefusesNoStore) {
    EXPECT_EQ(
        failure_in([] { return CertControlStore(no_store(), 0, CERT_STORE_CTRL_COMMIT, nullptr); }),
        code(E_INVALIDARG));
}

// ---- Properties of stores -----------------------------------------------------------------------

TEST(CertSetStoreProperty, AgreesWithWineOnUsersProperties) {
    const StoreReference store;
    EXPECT_TRUE(CertSetStoreProperty(store, CERT_FIRST_USER_PROP_ID, 0, nullptr));
    BYTE octets[] = {1, 2, 3};
    const CRYPT_DATA_BLOB blob{3, octets};
    EXPECT_TRUE(CertSetStoreProperty(store, CERT_FIRST_USER_PROP_ID, 0, &blob));
    BYTE back[3] = {};
    DWORD size = 3;
    EXPECT_TRUE(CertGetStoreProperty(store, CERT_FIRST_USER_PROP_ID, back, &size));
    EXPECT_EQ(Buffer(back, back + 3), Buffer(octets, octets + 3));
}

TEST(CertSetStoreProperty, RefusesIdsOfNoBlob) {
    const StoreReference store;
    const CRYPT_DATA_BLOB blob{0, nullptr};
    for (const DWORD id : {0u, 14u, 0x10000u})
        EXPECT_EQ(failure_in([&] { return CertSetStoreProperty(store, id, 0, &blob); }),
                  code(E_INVALIDARG));
}

TEST(CertSetStoreProperty, RefusesALengthWithoutAnAddress) {
    const StoreReference store;
    const CRYPT_DATA_BLOB blob{1, nullptr};
    EXPECT_EQ(
        failure_in([&] { return CertSetStoreProperty(store, CERT_FIRST_USER_PROP_ID, 0, &blob); }),
        code(E_INVALIDARG));
}

TEST(CertSetStoreProperty, RefusesNoStore) {
    EXPECT_EQ(failure_in([] {
                  return CertSetStoreProperty(no_store(), CERT_FIRST_USER_PROP_ID, 0, nullptr);
              }),
              code(E_INVALIDARG));
}

TEST(CertGetStoreProperty, AgreesWithWineOnTheAccessState) {
    const StoreReference store;
    DWORD state = kUntouched;
    DWORD size = sizeof state;
    EXPECT_TRUE(CertGetStoreProperty(store, CERT_ACCESS_STATE_PROP_ID, &state, &size));
    EXPECT_EQ(state, 0u) << "kept nowhere";
}

TEST(CertGetStoreProperty, RefusesWhatWasNotSet) {
    const StoreReference store;
    for (const DWORD id : {0u, DWORD{CERT_STORE_LOCALIZED_NAME_PROP_ID}}) {
        DWORD size = 0;
        EXPECT_EQ(failure_in([&] { return CertGetStoreProperty(store, id, nullptr, &size); }),
                  code(CRYPT_E_NOT_FOUND));
    }
}

TEST(CertGetStoreProperty, RefusesABufferThatIsTooSmall) {
    const StoreReference store;
    BYTE state = 0;
    DWORD size = sizeof state;
    EXPECT_EQ(failure_in([&] {
                  return CertGetStoreProperty(store, CERT_ACCESS_STATE_PROP_ID, &state, &size);
              }),
              code(ERROR_MORE_DATA));
    EXPECT_EQ(size, sizeof(DWORD));
}

TEST(CertGetStoreProperty, RefusesToTellASizeNowhere) {
    const StoreReference store;
    EXPECT_EQ(failure_in([&] {
                  return CertGetStoreProperty(store, CERT_ACCESS_STATE_PROP_ID, nullptr, nullptr);
              }),
              code(E_INVALIDARG));
}

// ---- Collections --------------------------------------------------------------------------------

TEST(CertAddStoreToCollection, AgreesWithWineOnWhatIsShownAndWhereAdditionsGo) {
    const StoreReference collection(CERT_STORE_PROV_COLLECTION), first;
    const StoreWorld& world = store_world();
    ASSERT_TRUE(add_certificate(first, world.leaf.der));
    ASSERT_TRUE(CertAddStoreToCollection(collection, first, 0, 0));
    EXPECT_EQ(certificates_in(collection), Ders{world.leaf.der});
    EXPECT_EQ(failure_in([&] { return add_certificate(collection, world.ca.der); }),
              code(E_ACCESSDENIED));
    StoreReference second;
    EXPECT_TRUE(
        CertAddStoreToCollection(collection, nullptr, CERT_PHYSICAL_STORE_ADD_ENABLE_FLAG, 0))
        << "nothing happens";
    ASSERT_TRUE(
        CertAddStoreToCollection(collection, second, CERT_PHYSICAL_STORE_ADD_ENABLE_FLAG, 0));
    EXPECT_TRUE(add_certificate(collection, world.ca.der));
    EXPECT_EQ(certificates_in(second), Ders{world.ca.der});
    second.close();
    EXPECT_EQ(certificates_in(collection), (Ders{world.leaf.der, world.ca.der}));
    const StoreReference outer(CERT_STORE_PROV_COLLECTION);
    ASSERT_TRUE(
        CertAddStoreToCollection(outer, collection, CERT_PHYSICAL_STORE_ADD_ENABLE_FLAG, 0));
    EXPECT_EQ(certificates_in(outer), (Ders{world.leaf.der, world.ca.der}));
    Context found(CertEnumCertificatesInStore(outer, nullptr));
    EXPECT_EQ(found->hCertStore, HCERTSTORE(outer));
}

TEST(CertAddStoreToCollection, ShowsTheHighestPriorityFirst) {
    const StoreReference collection(CERT_STORE_PROV_COLLECTION), low, high;
    ASSERT_TRUE(add_certificate(low, store_world().leaf.der));
    ASSERT_TRUE(add_certificate(high, store_world().ca.der));
    ASSERT_TRUE(CertAddStoreToCollection(collection, low, 0, 1));
    ASSERT_TRUE(CertAddStoreToCollection(collection, high, 0, 2));
    EXPECT_EQ(certificates_in(collection), (Ders{store_world().ca.der, store_world().leaf.der}));
}

TEST(CertAddStoreToCollection, RefusesToAddToWhatIsNoCollection) {
    const StoreReference store, other;
    EXPECT_EQ(failure_in([&] { return CertAddStoreToCollection(store, other, 0, 0); }),
              code(E_INVALIDARG));
}

TEST(CertAddStoreToCollection, RefusesCircles) {
    const StoreReference outer(CERT_STORE_PROV_COLLECTION), inner(CERT_STORE_PROV_COLLECTION);
    ASSERT_TRUE(CertAddStoreToCollection(outer, inner, 0, 0));
    EXPECT_EQ(failure_in([&] { return CertAddStoreToCollection(inner, outer, 0, 0); }),
              code(E_INVALIDARG));
    EXPECT_EQ(failure_in([&] { return CertAddStoreToCollection(outer, outer, 0, 0); }),
              code(E_INVALIDARG));
}

TEST(CertAddStoreToCollection, RefusesNoStores) {
    const StoreReference collection(CERT_STORE_PROV_COLLECTION);
    EXPECT_EQ(failure_in([&] { return CertAddStoreToCollection(collection, no_store(), 0, 0); }),
              code(E_INVALIDARG));
    EXPECT_EQ(failure_in([&] { return CertAddStoreToCollection(no_store(), collection, 0, 0); }),
              code(E_INVALIDARG));
}

TEST(CertRemoveStoreFromCollection, AgreesWithWineOnStrangersAndSiblings) {
    const StoreReference collection(CERT_STORE_PROV_COLLECTION), store;
    ASSERT_TRUE(add_certificate(store, store_world().leaf.der));
    ASSERT_TRUE(CertAddStoreToCollection(collection, store, 0, 0));
    SetLastError(kUntouched);
    CertRemoveStoreFromCollection(store, collection);
    EXPECT_EQ(GetLastError(), kUntouched);
    EXPECT_EQ(certificates_in(collection).size(), 1u);
    CertRemoveStoreFromCollection(collection, store);
    EXPECT_TRUE(certificates_in(collection).empty());
}

DWORD failure_to_remove(HCERTSTORE collection, HCERTSTORE store) {
    SetLastError(kUntouched);
    CertRemoveStoreFromCollection(collection, store);
    return GetLastError();
}

TEST(CertRemoveStoreFromCollection, RefusesNoCollection) {
    const StoreReference store;
    EXPECT_EQ(failure_to_remove(no_store(), store), code(E_INVALIDARG));
}

TEST(CertRemoveStoreFromCollection, RefusesNoStore) {
    const StoreReference collection(CERT_STORE_PROV_COLLECTION);
    EXPECT_EQ(failure_to_remove(collection, no_store()), code(E_INVALIDARG));
}

TEST(CertRemoveStoreFromCollection, RefusesNull) {
    EXPECT_EQ(failure_to_remove(nullptr, nullptr), code(E_INVALIDARG));
}

}  // namespace
}  // namespace secur32::test
