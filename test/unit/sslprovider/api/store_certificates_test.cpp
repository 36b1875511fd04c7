// Certificates added to stores with every disposition, enumerated and deleted.
#include <gtest/gtest.h>

#include "test/unit/sslprovider/api/store_fixture.h"

namespace secur32::test {
namespace {

// Two certificates that count as one: the same issuer and serial number, at other times.
struct Twins {
    Issued root = make_root("Twins' Root");
    Buffer old_one =
        issue({.name = "twin", .not_before = "20200101000000Z", .serial_number = "4242"}, &root)
            .der;
    Buffer new_one =
        issue({.name = "twin", .not_before = "20210101000000Z", .serial_number = "4242"}, &root)
            .der;
};
const Twins& twins() {
    static const Twins made;
    return made;
}

const Buffer kName{'a', 0, 0, 0};
const Buffer kOtherName{'b', 0, 0, 0};

bool has_name(PCCERT_CONTEXT context, const Buffer& name) {
    return has_property(context, CERT_FRIENDLY_NAME_PROP_ID) &&
           property_of(context, CERT_FRIENDLY_NAME_PROP_ID) == name;
}

// ---- CertAddEncodedCertificateToStore -----------------------------------------------------------

TEST(CertAddEncodedCertificateToStore, AgreesWithTheOctets) {
    const StoreReference store;
    PCCERT_CONTEXT added = nullptr;
    ASSERT_TRUE(add_certificate(store, store_world().leaf.der, CERT_STORE_ADD_ALWAYS, &added));
    const Context context(added);
    EXPECT_EQ(der_of(context), store_world().leaf.der);
    EXPECT_EQ(context->hCertStore, HCERTSTORE(store));
    EXPECT_EQ(certificates_in(store), Ders{store_world().leaf.der});
}

TEST(CertAddEncodedCertificateToStore, AddsTwiceOnlyIfAlwaysIsMeant) {
    const StoreReference store;
    ASSERT_TRUE(add_certificate(store, store_world().leaf.der));
    ASSERT_TRUE(add_certificate(store, store_world().leaf.der, CERT_STORE_ADD_ALWAYS));
    EXPECT_EQ(certificates_in(store).size(), 2u);
}

TEST(CertAddEncodedCertificateToStore, RefusesWhatIsNoCertificate) {
    const StoreReference store;
    const Buffer& crl = store_world().crl;
    EXPECT_EQ(failure_in([&] { return add_certificate(store, crl); }), code(CRYPT_E_ASN1_CORRUPT));
    EXPECT_EQ(failure_in([&] {
                  return add_certificate(store, {0x30, 0x05});
              }),
              code(CRYPT_E_ASN1_EOD));
    EXPECT_TRUE(certificates_in(store).empty());
}

TEST(CertAddEncodedCertificateToStore, RefusesATwin) {
    const StoreReference store;
    ASSERT_TRUE(add_certificate(store, twins().old_one));
    EXPECT_EQ(failure_in([&] { return add_certificate(store, twins().new_one); }),
              code(CRYPT_E_EXISTS));
}

TEST(CertAddEncodedCertificateToStore, RefusesDispositionsAndStoresThatAreNone) {
    const StoreReference store;
    for (const DWORD disposition : {0u, 8u})
        EXPECT_EQ(failure_in([&] { return add_certificate(store, twins().old_one, disposition); }),
                  code(E_INVALIDARG));
    EXPECT_EQ(failure_in([] { return add_certificate(no_store(), twins().old_one); }),
              code(E_INVALIDARG));
    EXPECT_EQ(failure_in([] { return add_certificate(nullptr, twins().old_one, 0); }),
              code(E_INVALIDARG));
}

// ---- CertAddCertificateContextToStore -----------------------------------------------------------

// CertAddCertificateContextToStore: a copy, with the properties but for an open key.
TEST(CertAddCertificateContextToStore, AgreesWithTheDocumentationOnWhatIsCopied) {
    const StoreReference store;
    const Context given(Bytes(store_world().leaf.der));
    ASSERT_TRUE(set_blob(given, CERT_FRIENDLY_NAME_PROP_ID, kName));
    CERT_KEY_CONTEXT key{};
    key.cbSize = sizeof key;
    key.dwKeySpec = AT_SIGNATURE;
    ASSERT_TRUE(CertSetCertificateContextProperty(given, CERT_KEY_CONTEXT_PROP_ID, 0, &key));
    PCCERT_CONTEXT added = nullptr;
    ASSERT_TRUE(CertAddCertificateContextToStore(store, given, CERT_STORE_ADD_NEW, &added));
    const Context copy(added);
    EXPECT_NE(PCCERT_CONTEXT(copy), PCCERT_CONTEXT(given));
    EXPECT_TRUE(has_name(copy, kName));
    EXPECT_FALSE(has_property(copy, CERT_KEY_CONTEXT_PROP_ID));
    ASSERT_TRUE(set_blob(given, CERT_FRIENDLY_NAME_PROP_ID, kOtherName));
    EXPECT_TRUE(has_name(copy, kName)) << "the copy has properties of its own";
}

TEST(CertAddCertificateContextToStore, CopiesIntoNoStore) {
    const Context given(Bytes(store_world().leaf.der));
    PCCERT_CONTEXT added = nullptr;
    ASSERT_TRUE(CertAddCertificateContextToStore(nullptr, given, CERT_STORE_ADD_ALWAYS, &added));
    const Context copy(added);
    EXPECT_EQ(copy->hCertStore, nullptr);
    EXPECT_NE(PCCERT_CONTEXT(copy), PCCERT_CONTEXT(given));
}

TEST(CertAddCertificateContextToStore, LetsAnExistingOneStayAndGetWhatItHasNot) {
    const StoreReference store;
    PCCERT_CONTEXT first = nullptr;
    ASSERT_TRUE(add_certificate(store, twins().old_one, CERT_STORE_ADD_NEW, &first));
    const Context held(first);
    ASSERT_TRUE(set_blob(held, CERT_DESCRIPTION_PROP_ID, kOtherName));
    const Context given(Bytes(twins().new_one));
    ASSERT_TRUE(set_blob(given, CERT_FRIENDLY_NAME_PROP_ID, kName));
    ASSERT_TRUE(set_blob(given, CERT_DESCRIPTION_PROP_ID, kName));
    PCCERT_CONTEXT out = nullptr;
    ASSERT_TRUE(CertAddCertificateContextToStore(store, given, CERT_STORE_ADD_USE_EXISTING, &out));
    const Context existing(out);
    EXPECT_EQ(PCCERT_CONTEXT(existing), PCCERT_CONTEXT(held));
    EXPECT_TRUE(has_name(held, kName));
    EXPECT_EQ(property_of(held, CERT_DESCRIPTION_PROP_ID), kOtherName);
}

TEST(CertAddCertificateContextToStore, ReplacesWithAndWithoutTheOldProperties) {
    for (const bool inherits : {false, true}) {
        const StoreReference store;
        PCCERT_CONTEXT first = nullptr;
        ASSERT_TRUE(add_certificate(store, twins().old_one, CERT_STORE_ADD_NEW, &first));
        const Context old(first);
        ASSERT_TRUE(set_blob(old, CERT_FRIENDLY_NAME_PROP_ID, kName));
        ASSERT_TRUE(add_certificate(store, twins().new_one,
                                    inherits ? CERT_STORE_ADD_REPLACE_EXISTING_INHERIT_PROPERTIES
                                             : CERT_STORE_ADD_REPLACE_EXISTING));
        EXPECT_EQ(certificates_in(store), Ders{twins().new_one});
        const Context now(CertEnumCertificatesInStore(store, nullptr));
        EXPECT_EQ(has_name(now, kName), inherits);
        EXPECT_EQ(der_of(old), twins().old_one) << "what was replaced can be used on";
    }
}

TEST(CertAddCertificateContextToStore, ReplacesWhatIsOlderAlone) {
    for (const DWORD disposition : std::initializer_list<DWORD>{
             CERT_STORE_ADD_NEWER, CERT_STORE_ADD_NEWER_INHERIT_PROPERTIES}) {
        const StoreReference store;
        ASSERT_TRUE(add_certificate(store, twins().old_one, disposition));
        EXPECT_FALSE(add_certificate(store, twins().old_one, disposition)) << "as old";
        ASSERT_TRUE(add_certificate(store, twins().new_one, disposition));
        EXPECT_FALSE(add_certificate(store, twins().old_one, disposition));
        EXPECT_EQ(certificates_in(store), Ders{twins().new_one});
    }
}

TEST(CertAddCertificateContextToStore, RefusesATwin) {
    const StoreReference store;
    const Context given(Bytes(twins().old_one));
    ASSERT_TRUE(add_certificate(store, twins().new_one));
    for (const DWORD disposition :
         std::initializer_list<DWORD>{CERT_STORE_ADD_NEW, CERT_STORE_ADD_NEWER}) {
        PCCERT_CONTEXT out = given;
        EXPECT_EQ(failure_in([&] {
                      return CertAddCertificateContextToStore(store, given, disposition, &out);
                  }),
                  code(CRYPT_E_EXISTS));
        EXPECT_EQ(out, nullptr);
    }
}

TEST(CertAddCertificateContextToStore, RefusesACollectionThatTakesNothing) {
    const StoreReference collection(CERT_STORE_PROV_COLLECTION);
    const Context given(Bytes(twins().old_one));
    EXPECT_EQ(failure_in([&] {
                  return CertAddCertificateContextToStore(collection, given, CERT_STORE_ADD_NEW,
                                                          nullptr);
              }),
              code(E_ACCESSDENIED));
}

TEST(CertAddCertificateContextToStore, RefusesWhatIsNoContext) {
    const StoreReference store;
    EXPECT_EQ(failure_in([&] {
                  return CertAddCertificateContextToStore(store, nullptr, CERT_STORE_ADD_NEW,
                                                          nullptr);
              }),
              code(E_INVALIDARG));
}

// ---- CertAddCertificateLinkToStore --------------------------------------------------------------

TEST(CertAddCertificateLinkToStore, AgreesWithWineOnSharedProperties) {
    const StoreReference store;
    const Context given(Bytes(store_world().leaf.der));
    PCCERT_CONTEXT added = nullptr;
    ASSERT_TRUE(CertAddCertificateLinkToStore(store, given, CERT_STORE_ADD_ALWAYS, &added));
    const Context link(added);
    EXPECT_EQ(link->hCertStore, HCERTSTORE(store));
    ASSERT_TRUE(set_blob(given, CERT_FRIENDLY_NAME_PROP_ID, kName));
    EXPECT_TRUE(has_name(link, kName));
}

TEST(CertAddCertificateLinkToStore, RefusesDispositionsThatAreNone) {
    const StoreReference store;
    const Context given(Bytes(store_world().leaf.der));
    EXPECT_EQ(failure_in([&] { return CertAddCertificateLinkToStore(store, given, 0, nullptr); }),
              code(E_INVALIDARG));
    EXPECT_EQ(failure_in([&] { return CertAddCertificateLinkToStore(store, nullptr, 0, nullptr); }),
              code(E_INVALIDARG));
}

TEST(CertAddCertificateLinkToStore, RefusesATwin) {
    const StoreReference store;
    const Context given(Bytes(store_world().leaf.der));
    ASSERT_TRUE(add_certificate(store, store_world().leaf.der));
    EXPECT_EQ(failure_in([&] {
                  return CertAddCertificateLinkToStore(store, given, CERT_STORE_ADD_NEW, nullptr);
              }),
              code(CRYPT_E_EXISTS));
}

TEST(CertAddCertificateLinkToStore, RefusesACollectionThatTakesNothing) {
    const StoreReference collection(CERT_STORE_PROV_COLLECTION);
    const Context given(Bytes(store_world().leaf.der));
    EXPECT_EQ(failure_in([&] {
                  return CertAddCertificateLinkToStore(collection, given, CERT_STORE_ADD_NEW,
                                                       nullptr);
              }),
              code(E_ACCESSDENIED));
}

// ---- CertEnumCertificatesInStore ----------------------------------------------------------------

TEST(CertEnumCertificatesInStore, AgreesWithWhatWasAdded) {
    const StoreReference store;
    const StoreWorld& world = store_world();
    const Ders all{world.root.der, world.ca.der, world.leaf.der};
    for (const Buffer& der : all) ASSERT_TRUE(add_certificate(store, der));
    EXPECT_EQ(certificates_in(store), all);
    const Context one(CertEnumCertificatesInStore(store, nullptr));
    const Context other(CertEnumCertificatesInStore(store, nullptr));
    EXPECT_EQ(PCCERT_CONTEXT(one), PCCERT_CONTEXT(other)) << "one element, one context";
}

TEST(CertEnumCertificatesInStore, GoesOnWhereADeletedOneWas) {
    const StoreReference store;
    const StoreWorld& world = store_world();
    for (const Buffer& der : {world.root.der, world.ca.der, world.leaf.der})
        ASSERT_TRUE(add_certificate(store, der));
    const PCCERT_CONTEXT first = CertEnumCertificatesInStore(store, nullptr);
    ASSERT_TRUE(CertDeleteCertificateFromStore(CertDuplicateCertificateContext(first)));
    const Context second(CertEnumCertificatesInStore(store, first));
    EXPECT_EQ(der_of(second), world.ca.der);
}

TEST(CertEnumCertificatesInStore, PassesOverArchivedOnesUnlessTheyAreAskedFor) {
    for (const bool shows : {false, true}) {
        const StoreReference store(CERT_STORE_PROV_MEMORY,
                                   shows ? CERT_STORE_ENUM_ARCHIVED_FLAG : 0u);
        PCCERT_CONTEXT added = nullptr;
        ASSERT_TRUE(add_certificate(store, store_world().leaf.der, CERT_STORE_ADD_NEW, &added));
        const Context context(added);
        ASSERT_TRUE(set_blob(context, CERT_ARCHIVED_PROP_ID, {}));
        EXPECT_EQ(certificates_in(store).size(), shows ? 1u : 0u);
    }
}

TEST(CertEnumCertificatesInStore, RefusesMoreThanThereAre) {
    const StoreReference store;
    EXPECT_EQ(failure_in([&] { return CertEnumCertificatesInStore(store, nullptr); }),
              code(CRYPT_E_NOT_FOUND));
}

TEST(CertEnumCertificatesInStore, RefusesAContextOfAnotherStore) {
    const StoreReference store, other;
    PCCERT_CONTEXT added = nullptr;
    ASSERT_TRUE(add_certificate(other, store_world().leaf.der, CERT_STORE_ADD_NEW, &added));
    EXPECT_EQ(failure_in([&] { return CertEnumCertificatesInStore(store, added); }),
              code(E_INVALIDARG));
}

TEST(CertEnumCertificatesInStore, RefusesNoStore) {
    EXPECT_EQ(failure_in([] { return CertEnumCertificatesInStore(no_store(), nullptr); }),
              code(E_INVALIDARG));
}

// ---- CertDeleteCertificateFromStore -------------------------------------------------------------

// Wine's tests: NULL and a second time are no failures; of a collection the right sibling loses it.
TEST(CertDeleteCertificateFromStore, AgreesWithWineOnCopiesAndCollections) {
    EXPECT_TRUE(CertDeleteCertificateFromStore(nullptr));
    const StoreReference first, second, collection(CERT_STORE_PROV_COLLECTION);
    for (const HCERTSTORE store : {HCERTSTORE(first), HCERTSTORE(second)}) {
        ASSERT_TRUE(add_certificate(store, store_world().leaf.der));
        ASSERT_TRUE(
            CertAddStoreToCollection(collection, store, CERT_PHYSICAL_STORE_ADD_ENABLE_FLAG, 0));
    }
    EXPECT_EQ(certificates_in(collection).size(), 2u);
    const PCCERT_CONTEXT context = CertEnumCertificatesInStore(collection, nullptr);
    const PCCERT_CONTEXT copy = CertDuplicateCertificateContext(context);
    EXPECT_TRUE(CertDeleteCertificateFromStore(context));
    EXPECT_TRUE(CertDeleteCertificateFromStore(copy));
    EXPECT_TRUE(certificates_in(first).empty());
    EXPECT_EQ(certificates_in(second).size(), 1u);
    EXPECT_EQ(certificates_in(collection).size(), 1u);
}

TEST(CertDeleteCertificateFromStore, RefusesAContextOfNoStore) {
    Context context(Bytes(store_world().leaf.der));
    const PCCERT_CONTEXT given = CertDuplicateCertificateContext(context);
    EXPECT_EQ(failure_in([&] { return CertDeleteCertificateFromStore(given); }),
              code(E_INVALIDARG));
}

TEST(CertDeleteCertificateFromStore, RefusesACopyOfTheStructure) {
    const Context context(Bytes(store_world().leaf.der));
    const CERT_CONTEXT copy = *context;
    EXPECT_EQ(failure_in([&] { return CertDeleteCertificateFromStore(&copy); }),
              code(E_INVALIDARG));
}

TEST(CertDeleteCertificateFromStore, RefusesAnEmptyStructure) {
    const CERT_CONTEXT empty{};
    EXPECT_EQ(failure_in([&] { return CertDeleteCertificateFromStore(&empty); }),
              code(E_INVALIDARG));
}

}  // namespace
}  // namespace secur32::test
