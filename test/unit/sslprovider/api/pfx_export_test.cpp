// PFXExportCertStore and PFXExportCertStoreEx: openssl(1) reads what a store is written as.
#include <gtest/gtest.h>
#include <openssl/evp.h>

#include "test/unit/sslprovider/api/pfx_fixture.h"

namespace secur32::test {
namespace {

PfxStore usual_store(DWORD flags = CRYPT_EXPORTABLE) {
    return import_pfx(OpensslPfx().make("-iter 10"), u"secret", flags);
}

PKCS12_PBES2_EXPORT_PARAMS pbes2() {
    static char16_t name[] = u"AES256-SHA256";
    return {sizeof(PKCS12_PBES2_EXPORT_PARAMS), nullptr, reinterpret_cast<LPWSTR>(name)};
}

Buffer exported(HCERTSTORE store, LPCWSTR password, DWORD flags) {
    CRYPT_DATA_BLOB blob{0, nullptr};
    PKCS12_PBES2_EXPORT_PARAMS parameters = pbes2();
    void* const given = (flags & PKCS12_EXPORT_PBES2_PARAMS) != 0 ? &parameters : nullptr;
    if (!PFXExportCertStoreEx(store, &blob, password, given, flags))
        throw std::runtime_error("PFXExportCertStoreEx " + std::to_string(GetLastError()));
    Buffer out(blob.cbData);
    blob.pbData = out.data();
    if (!PFXExportCertStoreEx(store, &blob, password, given, flags))
        throw std::runtime_error("PFXExportCertStoreEx " + std::to_string(GetLastError()));
    EXPECT_EQ(blob.cbData, out.size());
    return out;
}

DWORD failure_of(HCERTSTORE store, void* parameters, DWORD flags) {
    CRYPT_DATA_BLOB blob{0, nullptr};
    SetLastError(kUntouched);
    EXPECT_FALSE(PFXExportCertStoreEx(store, &blob, u"secret", parameters, flags));
    EXPECT_EQ(blob.cbData, 0u);
    return GetLastError();
}

DWORD plain_failure_of(HCERTSTORE store, DWORD flags) {
    CRYPT_DATA_BLOB blob{0, nullptr};
    SetLastError(kUntouched);
    EXPECT_FALSE(PFXExportCertStore(store, &blob, u"secret", flags));
    return GetLastError();
}

// Counts in what openssl(1) prints.
std::size_t count(const std::string& text, const std::string& what) {
    std::size_t found = 0;
    for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; ++at) ++found;
    return found;
}

TEST(PFXExportCertStoreEx, AgreesWithOpensslInBothForms) {
    const KeyFolder folder;
    const OpensslPfx openssl;
    for (const DWORD import :
         {DWORD{CRYPT_EXPORTABLE}, DWORD{CRYPT_EXPORTABLE | PKCS12_ALWAYS_CNG_KSP},
          DWORD{CRYPT_EXPORTABLE | PKCS12_NO_PERSIST_KEY}})
        for (const DWORD form : {DWORD{0}, DWORD{PKCS12_EXPORT_PBES2_PARAMS}}) {
            const PfxStore store = usual_store(import);
            SetLastError(kUntouched);
            const Buffer file = exported(store, u"secret", EXPORT_PRIVATE_KEYS | form);
            EXPECT_EQ(GetLastError(), kUntouched);
            const std::string text = openssl.read(file, "secret", "-nodes -info");
            EXPECT_EQ(count(text, "BEGIN PRIVATE KEY"), 1u);
            EXPECT_EQ(count(text, "BEGIN CERTIFICATE"), 3u);
            EXPECT_NE(text.find("friendlyName: The leaf"), std::string::npos);
            EXPECT_NE(text.find(form == 0 ? "pbeWithSHA1And3-KeyTripleDES-CBC"
                                          : "PBES2, PBKDF2, AES-256-CBC"),
                      std::string::npos)
                << text;
            const PfxStore again = import_pfx(file, u"secret", 0);
            EXPECT_TRUE(key_signs(again.find(pfx_chain().leaf.der), pfx_chain().leaf.key));
        }
}

TEST(PFXExportCertStoreEx, LeavesKeysOutUnlessTheyAreAskedFor) {
    const KeyFolder folder;
    const OpensslPfx openssl;
    EXPECT_EQ(count(openssl.read(exported(usual_store(), u"secret", 0), "secret"), "PRIVATE KEY"),
              0u);
    const Buffer file = exported(usual_store(0), u"secret", EXPORT_PRIVATE_KEYS);
    EXPECT_EQ(count(openssl.read(file, "secret"), "PRIVATE KEY"), 0u) << "not exportable";
}

TEST(PFXExportCertStoreEx, CarriesPropertiesWhenAsked) {
    const KeyFolder folder;
    const PfxStore store = usual_store();
    ASSERT_TRUE(set_blob(store.find(pfx_chain().leaf.der), 0x8001, {1, 2, 3}));
    const Buffer with = exported(store, u"x", PKCS12_INCLUDE_EXTENDED_PROPERTIES);
    const PfxStore taken = import_pfx(with, u"x", PKCS12_INCLUDE_EXTENDED_PROPERTIES);
    EXPECT_EQ(property_of(taken.find(pfx_chain().leaf.der), 0x8001), (Buffer{1, 2, 3}));
    EXPECT_FALSE(has_property(import_pfx(with, u"x", 0).find(pfx_chain().leaf.der), 0x8001));
    const Buffer without = exported(store, u"x", 0);
    EXPECT_FALSE(has_property(
        import_pfx(without, u"x", PKCS12_INCLUDE_EXTENDED_PROPERTIES).find(pfx_chain().leaf.der),
        0x8001));
}

TEST(PFXExportCertStoreEx, EncryptsCertificatesUnlessToldNotTo) {
    const KeyFolder folder;
    const Buffer open =
        exported(usual_store(), u"x", EXPORT_PRIVATE_KEYS | PKCS12_DISABLE_ENCRYPT_CERTIFICATES);
    EXPECT_EQ(import_pfx(open, nullptr, PKCS12_ONLY_NOT_ENCRYPTED_CERTIFICATES).contexts().size(),
              3u);
    const Buffer closed = exported(usual_store(), u"x", EXPORT_PRIVATE_KEYS);
    EXPECT_TRUE(
        import_pfx(closed, nullptr, PKCS12_ONLY_NOT_ENCRYPTED_CERTIFICATES).contexts().empty());
}

TEST(PFXExportCertStoreEx, RefusesWhatIsNoStore) {
    EXPECT_EQ(failure_of(nullptr, nullptr, 0), static_cast<DWORD>(E_INVALIDARG));
    SetLastError(kUntouched);
    EXPECT_FALSE(PFXExportCertStoreEx(nullptr, nullptr, u"", nullptr, 0));
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(E_INVALIDARG));
}

TEST(PFXExportCertStoreEx, RefusesUnknownFlagsAndParameters) {
    const KeyFolder folder;
    const PfxStore store = usual_store();
    PKCS12_PBES2_EXPORT_PARAMS parameters = pbes2();
    EXPECT_EQ(failure_of(store, nullptr, 0x8000), static_cast<DWORD>(E_INVALIDARG));
    EXPECT_EQ(failure_of(store, &parameters, 0), static_cast<DWORD>(E_INVALIDARG));
    EXPECT_EQ(failure_of(store, nullptr, PKCS12_EXPORT_PBES2_PARAMS),
              static_cast<DWORD>(E_INVALIDARG));
    parameters.dwSize = 1;
    EXPECT_EQ(failure_of(store, &parameters, PKCS12_EXPORT_PBES2_PARAMS),
              static_cast<DWORD>(E_INVALIDARG));
    EXPECT_EQ(failure_of(store, nullptr, PKCS12_PROTECT_TO_DOMAIN_SIDS),
              static_cast<DWORD>(NTE_NOT_SUPPORTED));
}

TEST(PFXExportCertStoreEx, RefusesCertificatesWithoutKey) {
    const KeyFolder folder;
    EXPECT_EQ(failure_of(usual_store(), nullptr, EXPORT_PRIVATE_KEYS | REPORT_NO_PRIVATE_KEY),
              static_cast<DWORD>(CRYPT_E_NOT_FOUND))
        << "those of the chain";
}

TEST(PFXExportCertStoreEx, RefusesKeysThatAreNotExportable) {
    const KeyFolder folder;
    for (const DWORD import : {DWORD{0}, DWORD{PKCS12_ALWAYS_CNG_KSP}})
        EXPECT_EQ(failure_of(usual_store(import), nullptr,
                             EXPORT_PRIVATE_KEYS | REPORT_NOT_ABLE_TO_EXPORT_PRIVATE_KEY),
                  static_cast<DWORD>(NTE_BAD_KEY_STATE));
}

TEST(PFXExportCertStore, AgreesWithOpenssl) {
    const KeyFolder folder;
    const PfxStore store = usual_store();
    CRYPT_DATA_BLOB blob{0, nullptr};
    ASSERT_TRUE(PFXExportCertStore(store, &blob, u"secret", EXPORT_PRIVATE_KEYS));
    Buffer file(blob.cbData);
    blob.pbData = file.data();
    ASSERT_TRUE(PFXExportCertStore(store, &blob, u"secret", EXPORT_PRIVATE_KEYS));
    const std::string text = OpensslPfx().read(file, "secret");
    EXPECT_EQ(count(text, "BEGIN PRIVATE KEY"), 1u);
    EXPECT_EQ(count(text, "BEGIN CERTIFICATE"), 3u);
}

TEST(PFXExportCertStore, RefusesWhatIsNoStore) {
    EXPECT_EQ(plain_failure_of(nullptr, 0), static_cast<DWORD>(E_INVALIDARG));
}

TEST(PFXExportCertStore, RefusesABufferThatIsTooSmall) {
    const KeyFolder folder;
    const PfxStore store = usual_store();
    CRYPT_DATA_BLOB blob{0, nullptr};
    ASSERT_TRUE(PFXExportCertStore(store, &blob, u"secret", 0));
    const DWORD size = blob.cbData;
    Buffer file(size);
    blob = {size - 1, file.data()};
    SetLastError(kUntouched);
    EXPECT_FALSE(PFXExportCertStore(store, &blob, u"secret", 0));
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(ERROR_MORE_DATA));
    EXPECT_EQ(blob.cbData, size);
}

TEST(PFXExportCertStore, RefusesCertificatesWithoutKey) {
    const KeyFolder folder;
    EXPECT_EQ(plain_failure_of(usual_store(), EXPORT_PRIVATE_KEYS | REPORT_NO_PRIVATE_KEY),
              static_cast<DWORD>(CRYPT_E_NOT_FOUND));
}

}  // namespace
}  // namespace secur32::test
