// CRLs in stores: added, found, enumerated, deleted.
#include <gtest/gtest.h>

#include "test/unit/sslprovider/api/store_fixture.h"

namespace secur32::test {
namespace {

std::vector<Buffer> found_by(HCERTSTORE store, DWORD type, const void* parameter, DWORD flags = 0) {
    std::vector<Buffer> all;
    PCCRL_CONTEXT at = nullptr;
    while ((at = CertFindCRLInStore(store, 0, flags, type, parameter, at)) != nullptr)
        all.push_back(der_of(at));
    return all;
}

// ---- Adding -------------------------------------------------------------------------------------

// Wine's tests: of the same issuer is the same; a newer one replaces it.
TEST(CertAddEncodedCRLToStore, AgreesWithWineOnNewerLists) {
    const StoreReference store;
    const Buffer old_one = make_crl(store_world().ca);
    const Buffer new_one = make_crl(store_world().ca, {.this_update = "20210101000000Z"});
    ASSERT_TRUE(add_crl(store, old_one));
    EXPECT_EQ(failure_in([&] { return add_crl(store, new_one); }), code(CRYPT_E_EXISTS));
    EXPECT_TRUE(add_crl(store, new_one, CERT_STORE_ADD_NEWER));
    EXPECT_EQ(crls_in(store), Ders{new_one});
    EXPECT_TRUE(add_crl(store, make_crl(store_world().ca, {.delta_of = 1})))
        << "a delta is another";
    EXPECT_TRUE(add_crl(nullptr, old_one, CERT_STORE_ADD_ALWAYS)) << "into no store";
}

TEST(CertAddEncodedCRLToStore, RefusesWhatIsNoCrl) {
    const StoreReference store;
    EXPECT_EQ(failure_in([&] { return add_crl(store, {}); }), code(CRYPT_E_ASN1_EOD));
    EXPECT_EQ(failure_in([&] {
                  return CertAddEncodedCRLToStore(store, 0, nullptr, 0, CERT_STORE_ADD_NEW,
                                                  nullptr);
              }),
              code(E_INVALIDARG));
}

TEST(CertAddEncodedCRLToStore, RefusesAnOlderOne) {
    const StoreReference store;
    ASSERT_TRUE(add_crl(store, store_world().crl));
    EXPECT_EQ(failure_in([&] { return add_crl(store, store_world().crl, CERT_STORE_ADD_NEWER); }),
              code(CRYPT_E_EXISTS));
}

TEST(CertAddEncodedCRLToStore, RefusesDispositionsThatAreNone) {
    const StoreReference store;
    for (const DWORD disposition : {0u, 8u})
        EXPECT_EQ(failure_in([&] { return add_crl(store, store_world().crl, disposition); }),
                  code(E_INVALIDARG));
}

TEST(CertAddCRLContextToStore, AgreesWithWineOnCopies) {
    const StoreReference store;
    const CrlReference given(store_world().crl);
    PCCRL_CONTEXT added = nullptr;
    ASSERT_TRUE(CertAddCRLContextToStore(store, given, CERT_STORE_ADD_NEW, &added));
    const CrlReference copy(added);
    EXPECT_NE(PCCRL_CONTEXT(copy), PCCRL_CONTEXT(given));
    EXPECT_NE(copy->pCrlInfo, given->pCrlInfo);
    EXPECT_EQ(der_of(copy), der_of(given));
    EXPECT_EQ(copy->hCertStore, HCERTSTORE(store));
}

TEST(CertAddCRLContextToStore, RefusesATwin) {
    const StoreReference store;
    const CrlReference given(store_world().crl);
    ASSERT_TRUE(add_crl(store, store_world().crl));
    EXPECT_EQ(failure_in([&] {
                  return CertAddCRLContextToStore(store, given, CERT_STORE_ADD_NEW, nullptr);
              }),
              code(CRYPT_E_EXISTS));
}

TEST(CertAddCRLContextToStore, RefusesACollectionThatTakesNothing) {
    const StoreReference collection(CERT_STORE_PROV_COLLECTION);
    const CrlReference given(store_world().crl);
    EXPECT_EQ(failure_in([&] {
                  return CertAddCRLContextToStore(collection, given, CERT_STORE_ADD_NEW, nullptr);
              }),
              code(E_ACCESSDENIED));
}

TEST(CertAddCRLContextToStore, RefusesNull) {
    const StoreReference store;
    EXPECT_EQ(failure_in([&] {
                  return CertAddCRLContextToStore(store, nullptr, CERT_STORE_ADD_NEW, nullptr);
              }),
              code(E_INVALIDARG));
}

TEST(CertAddCRLLinkToStore, AgreesWithTheLinkedOnesProperties) {
    const StoreReference store;
    const CrlReference given(store_world().crl);
    PCCRL_CONTEXT added = nullptr;
    ASSERT_TRUE(CertAddCRLLinkToStore(store, given, CERT_STORE_ADD_NEW, &added));
    const CrlReference link(added);
    BYTE octet = 7;
    const CRYPT_DATA_BLOB blob{1, &octet};
    ASSERT_TRUE(CertSetCRLContextProperty(given, CERT_FRIENDLY_NAME_PROP_ID, 0, &blob));
    EXPECT_EQ(CertEnumCRLContextProperties(link, 0), DWORD{CERT_FRIENDLY_NAME_PROP_ID});
}

TEST(CertAddCRLLinkToStore, RefusesATwin) {
    const StoreReference store;
    const CrlReference given(store_world().crl);
    ASSERT_TRUE(add_crl(store, store_world().crl));
    EXPECT_EQ(failure_in(
                  [&] { return CertAddCRLLinkToStore(store, given, CERT_STORE_ADD_NEW, nullptr); }),
              code(CRYPT_E_EXISTS));
}

TEST(CertAddCRLLinkToStore, RefusesACollectionThatTakesNothing) {
    const StoreReference collection(CERT_STORE_PROV_COLLECTION);
    const CrlReference given(store_world().crl);
    EXPECT_EQ(failure_in([&] {
                  return CertAddCRLLinkToStore(collection, given, CERT_STORE_ADD_NEW, nullptr);
              }),
              code(E_ACCESSDENIED));
}

TEST(CertAddCRLLinkToStore, RefusesDispositionsThatAreNone) {
    const StoreReference store;
    const CrlReference given(store_world().crl);
    EXPECT_EQ(failure_in([&] { return CertAddCRLLinkToStore(store, given, 9, nullptr); }),
              code(E_INVALIDARG));
}

// ---- Enumerating and deleting -------------------------------------------------------------------

TEST(CertEnumCRLsInStore, AgreesWithWhatWasAdded) {
    const StoreReference store;
    ASSERT_TRUE(add_crl(store, store_world().crl));
    ASSERT_TRUE(add_crl(store, store_world().root_crl));
    EXPECT_EQ(crls_in(store), (Ders{store_world().crl, store_world().root_crl}));
    EXPECT_TRUE(certificates_in(store).empty());
}

TEST(CertEnumCRLsInStore, RefusesMoreThanThereAre) {
    const StoreReference store;
    EXPECT_EQ(failure_in([&] { return CertEnumCRLsInStore(store, nullptr); }),
              code(CRYPT_E_NOT_FOUND));
}

TEST(CertEnumCRLsInStore, RefusesAContextOfAnotherStore) {
    const StoreReference store;
    CrlReference given(store_world().crl);
    const PCCRL_CONTEXT previous = CertDuplicateCRLContext(given);
    EXPECT_EQ(failure_in([&] { return CertEnumCRLsInStore(store, previous); }), code(E_INVALIDARG));
}

TEST(CertEnumCRLsInStore, RefusesNoStore) {
    EXPECT_EQ(failure_in([] { return CertEnumCRLsInStore(no_store(), nullptr); }),
              code(E_INVALIDARG));
}

TEST(CertDeleteCRLFromStore, AgreesWithTheEnumeration) {
    EXPECT_TRUE(CertDeleteCRLFromStore(nullptr));
    const StoreReference store;
    PCCRL_CONTEXT added = nullptr;
    ASSERT_TRUE(add_crl(store, store_world().crl, CERT_STORE_ADD_NEW, &added));
    const PCCRL_CONTEXT again = CertDuplicateCRLContext(added);
    EXPECT_TRUE(CertDeleteCRLFromStore(added));
    EXPECT_TRUE(crls_in(store).empty());
    EXPECT_TRUE(CertDeleteCRLFromStore(again)) << "a second time";
}

TEST(CertDeleteCRLFromStore, RefusesAContextOfNoStore) {
    const CrlReference given(store_world().crl);
    const PCCRL_CONTEXT reference = CertDuplicateCRLContext(given);
    EXPECT_EQ(failure_in([&] { return CertDeleteCRLFromStore(reference); }), code(E_INVALIDARG));
}

TEST(CertDeleteCRLFromStore, RefusesACopy) {
    const CrlReference given(store_world().crl);
    const CRL_CONTEXT copy = *given.operator->();
    EXPECT_EQ(failure_in([&] { return CertDeleteCRLFromStore(&copy); }), code(E_INVALIDARG));
}

TEST(CertDeleteCRLFromStore, RefusesAnEmptyStructure) {
    const CRL_CONTEXT empty{};
    EXPECT_EQ(failure_in([&] { return CertDeleteCRLFromStore(&empty); }), code(E_INVALIDARG));
}

// ---- Finding ------------------------------------------------------------------------------------

TEST(CertFindCRLInStore, AgreesWithLibcryptoOnIssuers) {
    const StoreReference store;
    const StoreWorld& world = store_world();
    const Buffer delta = make_crl(world.ca, {.delta_of = 1});
    const Buffer forged = make_crl(world.ca, {.bad_signature = true});
    for (const Buffer& der : {world.crl, world.root_crl, delta, forged})
        ASSERT_TRUE(add_crl(store, der, CERT_STORE_ADD_ALWAYS));
    const Context ca(Bytes(world.ca.der)), leaf(Bytes(world.leaf.der));
    const auto by_ca = [&](DWORD flags) { return found_by(store, CRL_FIND_ISSUED_BY, ca, flags); };
    EXPECT_EQ(found_by(store, CRL_FIND_ANY, nullptr, 1234).size(), 4u);
    EXPECT_EQ(found_by(store, CRL_FIND_ISSUED_BY, nullptr).size(), 4u) << "Wine: any";
    EXPECT_EQ(by_ca(0), (Ders{world.crl, delta, forged}));
    EXPECT_EQ(by_ca(CRL_FIND_ISSUED_BY_SIGNATURE_FLAG), (Ders{world.crl, delta}));
    EXPECT_EQ(by_ca(CRL_FIND_ISSUED_BY_DELTA_FLAG), Ders{delta});
    EXPECT_EQ(by_ca(CRL_FIND_ISSUED_BY_BASE_FLAG), (Ders{world.crl, forged}));
    EXPECT_EQ(by_ca(CRL_FIND_ISSUED_BY_AKI_FLAG).size(), 3u);
    EXPECT_TRUE(found_by(store, CRL_FIND_ISSUED_BY, leaf).empty());
    const CRL_FIND_ISSUED_FOR_PARA both{leaf, ca};
    EXPECT_EQ(found_by(store, CRL_FIND_ISSUED_FOR, &both).size(), 3u);
    const CrlReference root_crl(world.root_crl);
    EXPECT_EQ(found_by(store, CRL_FIND_EXISTING, root_crl), Ders{world.root_crl});
}

TEST(CertFindCRLInStore, FindsNothingOfAnotherKeyOfTheSameName) {
    const StoreReference store;
    ASSERT_TRUE(add_crl(store, store_world().crl));
    const Issued namesake =
        make_intermediate("Store CA", store_world().other_root, {.key_name = "another key"});
    const Context other(Bytes(namesake.der));
    EXPECT_EQ(found_by(store, CRL_FIND_ISSUED_BY, other).size(), 1u);
    EXPECT_TRUE(found_by(store, CRL_FIND_ISSUED_BY, other, CRL_FIND_ISSUED_BY_AKI_FLAG).empty());
    EXPECT_TRUE(
        found_by(store, CRL_FIND_ISSUED_BY, other, CRL_FIND_ISSUED_BY_SIGNATURE_FLAG).empty());
}

TEST(CertFindCRLInStore, RefusesWhatIsNotThere) {
    const StoreReference store;
    EXPECT_EQ(
        failure_in([&] { return CertFindCRLInStore(store, 0, 0, CRL_FIND_ANY, nullptr, nullptr); }),
        code(CRYPT_E_NOT_FOUND));
}

TEST(CertFindCRLInStore, RefusesTypesThatAreNone) {
    const StoreReference store;
    EXPECT_EQ(failure_in([&] { return CertFindCRLInStore(store, 0, 0, 4, nullptr, nullptr); }),
              code(E_INVALIDARG));
}

TEST(CertFindCRLInStore, RefusesNullWhereSomethingIsDue) {
    const StoreReference store;
    const CRL_FIND_ISSUED_FOR_PARA empty{nullptr, nullptr};
    EXPECT_EQ(failure_in([&] {
                  return CertFindCRLInStore(store, 0, 0, CRL_FIND_EXISTING, nullptr, nullptr);
              }),
              code(E_INVALIDARG));
    EXPECT_EQ(failure_in([&] {
                  return CertFindCRLInStore(store, 0, 0, CRL_FIND_ISSUED_FOR, nullptr, nullptr);
              }),
              code(E_INVALIDARG));
    EXPECT_EQ(failure_in([&] {
                  return CertFindCRLInStore(store, 0, 0, CRL_FIND_ISSUED_FOR, &empty, nullptr);
              }),
              code(E_INVALIDARG));
}

TEST(CertGetCRLFromStore, AgreesWithLibcryptosSignatures) {
    const StoreReference store;
    ASSERT_TRUE(add_crl(store, make_crl(store_world().ca, {.bad_signature = true})));
    ASSERT_TRUE(add_crl(store, store_world().crl, CERT_STORE_ADD_ALWAYS));
    const Context ca(Bytes(store_world().ca.der));
    DWORD flags = CERT_STORE_SIGNATURE_FLAG | CERT_STORE_TIME_VALIDITY_FLAG;
    const PCCRL_CONTEXT first = CertGetCRLFromStore(store, ca, nullptr, &flags);
    ASSERT_NE(first, nullptr);
    EXPECT_EQ(flags, DWORD{CERT_STORE_SIGNATURE_FLAG}) << "the signature is bad";
    const CrlReference second(CertGetCRLFromStore(store, ca, first, &flags));
    EXPECT_EQ(flags, 0u);
    flags = CERT_STORE_SIGNATURE_FLAG;
    const CrlReference any(CertGetCRLFromStore(store, nullptr, nullptr, &flags));
    EXPECT_EQ(flags, DWORD{CERT_STORE_SIGNATURE_FLAG | CERT_STORE_NO_ISSUER_FLAG});
}

TEST(CertGetCRLFromStore, RefusesWhatIsNotThere) {
    const StoreReference store;
    ASSERT_TRUE(add_crl(store, store_world().crl));
    const Context root(Bytes(store_world().root.der));
    DWORD flags = 0;
    EXPECT_EQ(failure_in([&] { return CertGetCRLFromStore(store, root, nullptr, &flags); }),
              code(CRYPT_E_NOT_FOUND));
    flags = CERT_STORE_DELTA_CRL_FLAG;
    EXPECT_EQ(failure_in([&] { return CertGetCRLFromStore(store, nullptr, nullptr, &flags); }),
              code(CRYPT_E_NOT_FOUND));
}

TEST(CertGetCRLFromStore, RefusesFlagsThatAreNone) {
    const StoreReference store;
    DWORD flags = 0xFFFFFFFF;
    EXPECT_EQ(failure_in([&] { return CertGetCRLFromStore(store, nullptr, nullptr, &flags); }),
              code(E_INVALIDARG));
}

TEST(CertGetCRLFromStore, RefusesNoFlags) {
    const StoreReference store;
    EXPECT_EQ(failure_in([&] { return CertGetCRLFromStore(store, nullptr, nullptr, nullptr); }),
              code(E_INVALIDARG));
}

}  // namespace
}  // namespace secur32::test
