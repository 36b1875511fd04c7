// System stores by their names alone: opened, and added to in one call.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "test/support/environment.h"
#include "test/unit/sslprovider/api/store_fixture.h"

namespace secur32::test {
namespace {

// Folders of stores that go with the scope, and no trust of the machine's.
class PrivateStores {
 public:
    ~PrivateStores() {
        std::error_code ignored;
        std::filesystem::remove_all(base_, ignored);
    }

 private:
    static std::filesystem::path make() {
        std::string name = (std::filesystem::temp_directory_path() / "namesXXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp");
        return name;
    }
    const std::filesystem::path base_ = make();
    const ScopedEnvironment user_{"SECUR32_CERT_FOLDER", (base_ / "user").string()};
    const ScopedEnvironment machine_{"SECUR32_MACHINE_CERT_FOLDER", (base_ / "machine").string()};
};

const Buffer& leaf() { return store_world().leaf.der; }

BOOL add_to(LPCSTR name, const Buffer& der) {
    return CertAddEncodedCertificateToSystemStoreA(name, der.data(),
                                                   static_cast<DWORD>(der.size()));
}

BOOL add_to(LPCWSTR name, const Buffer& der) {
    return CertAddEncodedCertificateToSystemStoreW(name, der.data(),
                                                   static_cast<DWORD>(der.size()));
}

// ---- CertOpenSystemStore ------------------------------------------------------------------------

TEST(CertOpenSystemStoreA, AgreesWithCertOpenStore) {
    const PrivateStores stores;
    const StoreReference store(CertOpenSystemStoreA(0, "My"));
    ASSERT_TRUE(add_certificate(store, leaf()));
    const StoreReference same(
        CertOpenStore(CERT_STORE_PROV_SYSTEM_A, 0, 0, CERT_SYSTEM_STORE_CURRENT_USER, "MY"));
    EXPECT_EQ(certificates_in(same), Ders{leaf()});
}

TEST(CertOpenSystemStoreA, RefusesNull) {
    EXPECT_EQ(failure_in([] { return CertOpenSystemStoreA(0, nullptr); }), code(E_INVALIDARG));
}

TEST(CertOpenSystemStoreA, RefusesAPath) {
    EXPECT_EQ(failure_in([] { return CertOpenSystemStoreA(0, "a/b"); }), code(E_INVALIDARG));
}

TEST(CertOpenSystemStoreA, RefusesAnEmptyName) {
    EXPECT_EQ(failure_in([] { return CertOpenSystemStoreA(0, ""); }), code(E_INVALIDARG));
}

TEST(CertOpenSystemStoreW, AgreesWithCertOpenStore) {
    const PrivateStores stores;
    const StoreReference store(CertOpenSystemStoreW(0, u"My"));
    ASSERT_TRUE(add_certificate(store, leaf()));
    const StoreReference same(
        CertOpenStore(CERT_STORE_PROV_SYSTEM_W, 0, 0, CERT_SYSTEM_STORE_CURRENT_USER, u"MY"));
    EXPECT_EQ(certificates_in(same), Ders{leaf()});
}

TEST(CertOpenSystemStoreW, RefusesNull) {
    EXPECT_EQ(failure_in([] { return CertOpenSystemStoreW(0, nullptr); }), code(E_INVALIDARG));
}

TEST(CertOpenSystemStoreW, RefusesAPath) {
    EXPECT_EQ(failure_in([] { return CertOpenSystemStoreW(0, u"../MY"); }), code(E_INVALIDARG));
}

TEST(CertOpenSystemStoreW, RefusesAnEmptyName) {
    EXPECT_EQ(failure_in([] { return CertOpenSystemStoreW(0, u""); }), code(E_INVALIDARG));
}

// ---- CertAddEncodedCertificateToSystemStore -----------------------------------------------------

TEST(CertAddEncodedCertificateToSystemStoreA, AgreesWithWhatIsInTheStoreThen) {
    const PrivateStores stores;
    EXPECT_TRUE(add_to("MY", leaf()));
    EXPECT_TRUE(add_to("MY", leaf())) << "what is there stays";
    EXPECT_EQ(certificates_in(StoreReference(CertOpenSystemStoreA(0, "MY"))), Ders{leaf()});
}

TEST(CertAddEncodedCertificateToSystemStoreA, RefusesNoName) {
    EXPECT_EQ(failure_in([] {
                  return CertAddEncodedCertificateToSystemStoreA(nullptr, leaf().data(), 1);
              }),
              code(E_INVALIDARG));
}

TEST(CertAddEncodedCertificateToSystemStoreA, RefusesWhatIsCutOff) {
    EXPECT_EQ(failure_in([] { return add_to("MY", Buffer{0x30, 0x03}); }), code(CRYPT_E_ASN1_EOD));
}

TEST(CertAddEncodedCertificateToSystemStoreA, RefusesACrl) {
    EXPECT_EQ(failure_in([] { return add_to("MY", store_world().crl); }),
              code(CRYPT_E_ASN1_CORRUPT));
}

TEST(CertAddEncodedCertificateToSystemStoreW, AgreesWithWhatIsInTheStoreThen) {
    const PrivateStores stores;
    EXPECT_TRUE(add_to(u"MY", leaf()));
    EXPECT_EQ(certificates_in(StoreReference(CertOpenSystemStoreW(0, u"MY"))), Ders{leaf()});
}

TEST(CertAddEncodedCertificateToSystemStoreW, RefusesNoName) {
    EXPECT_EQ(failure_in([] {
                  return CertAddEncodedCertificateToSystemStoreW(nullptr, leaf().data(), 1);
              }),
              code(E_INVALIDARG));
}

TEST(CertAddEncodedCertificateToSystemStoreW, RefusesWhatIsCutOff) {
    EXPECT_EQ(failure_in([] { return add_to(u"MY", Buffer{0x30, 0x03}); }), code(CRYPT_E_ASN1_EOD));
}

TEST(CertAddEncodedCertificateToSystemStoreW, RefusesACrl) {
    EXPECT_EQ(failure_in([] { return add_to(u"MY", store_world().crl); }),
              code(CRYPT_E_ASN1_CORRUPT));
}

}  // namespace
}  // namespace secur32::test
