// PFXImportCertStore: what openssl(1) wrote is in the store, its key where the flags say, and it
// signs; after a failure no key stays behind.
#include <gtest/gtest.h>
#include <openssl/evp.h>

#include "sslprovider/x509/pfx.h"
#include "test/unit/sslprovider/api/pfx_fixture.h"

namespace secur32::test {
namespace {

const Buffer& usual_file() {
    static const Buffer file = OpensslPfx().make("-legacy -iter 10");
    return file;
}
const Buffer& ec_file() {
    static const Buffer file = OpensslPfx().make("-iter 10", "secret", pfx_chain().ec_leaf);
    return file;
}

DWORD failure_of(const Buffer& file, LPCWSTR password = u"secret", DWORD flags = 0) {
    CRYPT_DATA_BLOB blob = blob_of_file(file);
    SetLastError(kUntouched);
    EXPECT_EQ(PFXImportCertStore(&blob, password, flags), nullptr);
    return GetLastError();
}

std::size_t files_below(const std::filesystem::path& folder) {
    std::size_t count = 0;
    if (!std::filesystem::exists(folder)) return 0;
    for (const auto& each : std::filesystem::recursive_directory_iterator(folder))
        if (each.is_regular_file() && each.path().extension() == ".pem") ++count;
    return count;
}

TEST(PFXImportCertStore, AgreesWithOpensslOnFilesOldAndNew) {
    const KeyFolder folder;
    const OpensslPfx openssl;
    for (const char* arguments : {"-legacy", "-iter 10", "-legacy -descert -iter 1"})
        for (const Issued* leaf : {&pfx_chain().leaf, &pfx_chain().ec_leaf}) {
            SCOPED_TRACE(arguments);
            SetLastError(kUntouched);
            const PfxStore store =
                import_pfx(openssl.make(arguments, "secret", *leaf), u"secret", 0);
            EXPECT_EQ(GetLastError(), kUntouched);
            EXPECT_EQ(store.contexts().size(), 3u);
            const Context context = store.find(leaf->der);
            EXPECT_TRUE(key_signs(context, leaf->key));
            EXPECT_FALSE(has_property(store.find(pfx_chain().ca.der), CERT_KEY_PROV_INFO_PROP_ID));
            EXPECT_FALSE(has_property(store.find(pfx_chain().root.der), CERT_KEY_CONTEXT_PROP_ID));
        }
}

TEST(PFXImportCertStore, AgreesWithOpensslWithoutPassword) {
    const KeyFolder folder;
    const PfxStore store = import_pfx(OpensslPfx().make("-legacy -iter 2", ""), u"", 0);
    EXPECT_TRUE(key_signs(store.find(pfx_chain().leaf.der), pfx_chain().leaf.key));
}

TEST(PFXImportCertStore, NamesTheCertificateAsOpensslDoes) {
    const KeyFolder folder;
    const PfxStore store = import_pfx(usual_file(), u"secret", 0);
    const std::u16string name = u"The leaf";
    const Bytes octets = bytes_of(std::u16string_view(name.c_str(), name.size() + 1));
    EXPECT_EQ(property_of(store.find(pfx_chain().leaf.der), CERT_FRIENDLY_NAME_PROP_ID),
              Buffer(octets.begin(), octets.end()));
    EXPECT_FALSE(has_property(store.find(pfx_chain().ca.der), CERT_FRIENDLY_NAME_PROP_ID));
}

// The documentation: "RSA: MS_ENHANCED_PROV_W", "AT_KEYEXCHANGE for RSA"; a container of its own.
TEST(PFXImportCertStore, PutsAKeyOfRsaIntoAContainer) {
    const KeyFolder folder;
    const PfxStore store = import_pfx(usual_file(), u"secret", 0);
    const NamedKey key(store.find(pfx_chain().leaf.der));
    EXPECT_EQ(key.provider(), MS_ENHANCED_PROV_W);
    EXPECT_EQ(key.info().dwProvType, DWORD{PROV_RSA_FULL});
    EXPECT_EQ(key.info().dwKeySpec, DWORD{AT_KEYEXCHANGE});
    HCRYPTPROV provider = 0;
    ASSERT_TRUE(CryptAcquireContextW(&provider, key.info().pwszContainerName,
                                     key.info().pwszProvName, key.info().dwProvType, 0));
    HCRYPTKEY pair = 0;
    ASSERT_TRUE(CryptGetUserKey(provider, AT_KEYEXCHANGE, &pair));
    DWORD size = 0;
    EXPECT_FALSE(CryptExportKey(pair, 0, PRIVATEKEYBLOB, 0, nullptr, &size)) << "not exportable";
    CryptReleaseContext(provider, 0);
    const PfxStore again = import_pfx(usual_file(), u"secret", CRYPT_EXPORTABLE);
    const NamedKey other(again.find(pfx_chain().leaf.der));
    EXPECT_NE(other.container(), key.container());
    ASSERT_TRUE(CryptAcquireContextW(&provider, other.info().pwszContainerName,
                                     other.info().pwszProvName, other.info().dwProvType, 0));
    ASSERT_TRUE(CryptGetUserKey(provider, AT_KEYEXCHANGE, &pair));
    EXPECT_TRUE(CryptExportKey(pair, 0, PRIVATEKEYBLOB, 0, nullptr, &size));
    CryptReleaseContext(provider, 0);
}

TEST(PFXImportCertStore, PutsKeysIntoTheCngStorage) {
    const KeyFolder folder;
    for (const DWORD flags : {DWORD{PKCS12_ALWAYS_CNG_KSP}, DWORD{PKCS12_PREFER_CNG_KSP}}) {
        const PfxStore store = import_pfx(usual_file(), u"secret", flags);
        const Context context = store.find(pfx_chain().leaf.der);
        const NamedKey key(context);
        EXPECT_EQ(key.provider(), MS_KEY_STORAGE_PROVIDER);
        EXPECT_EQ(key.info().dwProvType, 0u);
        EXPECT_TRUE(key_signs(context, pfx_chain().leaf.key));
    }
    const PfxStore ec = import_pfx(ec_file(), u"secret", 0);
    EXPECT_EQ(NamedKey(ec.find(pfx_chain().ec_leaf.der)).provider(), MS_KEY_STORAGE_PROVIDER);
}

TEST(PFXImportCertStore, UsesTheProviderThatTheFileNames) {
    const KeyFolder folder;
    const OpensslPfx openssl;
    const Buffer aes =
        openssl.make("-iter 1 -CSP 'Microsoft Enhanced RSA and AES Cryptographic Provider'");
    const NamedKey key(
        import_pfx(aes, u"secret", PKCS12_PREFER_CNG_KSP).find(pfx_chain().leaf.der));
    EXPECT_EQ(key.provider(), MS_ENH_RSA_AES_PROV_W);
    EXPECT_EQ(key.info().dwProvType, DWORD{PROV_RSA_AES});
    const Buffer cng = openssl.make("-iter 1 -CSP 'Microsoft Software Key Storage Provider'");
    const NamedKey stored(import_pfx(cng, u"secret", 0).find(pfx_chain().leaf.der));
    EXPECT_EQ(stored.provider(), MS_KEY_STORAGE_PROVIDER);
    const Buffer unknown = openssl.make("-iter 1 -CSP 'Nobody'");
    EXPECT_EQ(NamedKey(import_pfx(unknown, u"secret", 0).find(pfx_chain().leaf.der)).provider(),
              MS_ENHANCED_PROV_W);
}

TEST(PFXImportCertStore, KeepsKeysInMemoryOnly) {
    const KeyFolder folder;
    for (const DWORD flags : {DWORD{0}, DWORD{PKCS12_ALWAYS_CNG_KSP}}) {
        const PfxStore store = import_pfx(usual_file(), u"secret", flags | PKCS12_NO_PERSIST_KEY);
        const Context context = store.find(pfx_chain().leaf.der);
        EXPECT_FALSE(has_property(context, CERT_KEY_PROV_INFO_PROP_ID));
        EXPECT_EQ(property_as<CERT_KEY_CONTEXT>(context, CERT_KEY_CONTEXT_PROP_ID).dwKeySpec,
                  flags == 0 ? DWORD{AT_KEYEXCHANGE} : CERT_NCRYPT_KEY_SPEC);
        EXPECT_TRUE(key_signs(context, pfx_chain().leaf.key));
    }
    EXPECT_EQ(files_below(folder.base()), 0u);
}

TEST(PFXImportCertStore, LeavesKeysAloneForCertificatesOnly) {
    const KeyFolder folder;
    const PfxStore store = import_pfx(usual_file(), u"secret", PKCS12_ONLY_CERTIFICATES);
    const NamedKey key(store.find(pfx_chain().leaf.der));
    EXPECT_EQ(key.provider(), PKCS12_ONLY_CERTIFICATES_PROVIDER_NAME);
    EXPECT_EQ(key.container(), PKCS12_ONLY_CERTIFICATES_CONTAINER_NAME);
    EXPECT_FALSE(has_property(store.find(pfx_chain().ca.der), CERT_KEY_PROV_INFO_PROP_ID));
    EXPECT_EQ(files_below(folder.base()), 0u);
    const Buffer open = OpensslPfx().make("-certpbe NONE -iter 1");
    EXPECT_EQ(import_pfx(open, nullptr, PKCS12_ONLY_NOT_ENCRYPTED_CERTIFICATES).contexts().size(),
              3u);
}

TEST(PFXImportCertStore, RefusesAnotherPassword) {
    const KeyFolder folder;
    for (const LPCWSTR other : {u"Secret", u"", LPCWSTR{nullptr}})
        EXPECT_EQ(failure_of(usual_file(), other), static_cast<DWORD>(ERROR_INVALID_PASSWORD));
    EXPECT_EQ(files_below(folder.base()), 0u);
}

TEST(PFXImportCertStore, RefusesWhatIsNoFile) {
    const KeyFolder folder;
    EXPECT_EQ(failure_of({}), static_cast<DWORD>(CRYPT_E_BAD_ENCODE));
    EXPECT_EQ(failure_of({1, 2, 3}), static_cast<DWORD>(CRYPT_E_BAD_ENCODE));
    const Buffer& file = usual_file();
    for (std::size_t size = 0; size < file.size(); size += 97)
        EXPECT_EQ(
            failure_of(Buffer(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(size))),
            static_cast<DWORD>(CRYPT_E_BAD_ENCODE));
    EXPECT_EQ(failure_of(usual_certificate().der), static_cast<DWORD>(CRYPT_E_BAD_ENCODE));
}

TEST(PFXImportCertStore, RefusesAFileWithoutMac) {
    EXPECT_EQ(failure_of(OpensslPfx().make("-nomac")), static_cast<DWORD>(ERROR_INVALID_DATA));
}

TEST(PFXImportCertStore, RefusesUnknownFlagsAndNull) {
    for (const DWORD flags : {DWORD{PKCS12_VIRTUAL_ISOLATION_KEY}, DWORD{0x04},
                              DWORD{CRYPT_MACHINE_KEYSET | CRYPT_USER_KEYSET}})
        EXPECT_EQ(failure_of(usual_file(), u"secret", flags), static_cast<DWORD>(E_INVALIDARG));
    SetLastError(kUntouched);
    EXPECT_EQ(PFXImportCertStore(nullptr, u"secret", 0), nullptr);
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(E_INVALIDARG));
}

TEST(PFXImportCertStore, RefusesTheMachinesCngStorage) {
    const KeyFolder folder;
    EXPECT_EQ(failure_of(ec_file(), u"secret", CRYPT_MACHINE_KEYSET),
              static_cast<DWORD>(NTE_BAD_ALGID));
}

// The second certificate of the file is none: the first one's key was stored by then.
TEST(PFXImportCertStore, RefusesABrokenCertificateAndLeavesNoKeyBehind) {
    const KeyFolder folder;
    const auto contents = x509::read_pfx(usual_file(), pfx_password_of("secret"));
    ASSERT_TRUE(contents.ok());
    x509::PfxContents broken = contents.value();
    broken.certificates[1].der.pop_back();
    const auto file = x509::write_pfx(broken, pfx_password_of("secret"),
                                      {x509::PfxCipher::aes256_sha256, true, 1});
    ASSERT_TRUE(file.ok());
    for (const DWORD flags : {DWORD{0}, DWORD{PKCS12_ALWAYS_CNG_KSP}, DWORD{PKCS12_NO_PERSIST_KEY}})
        EXPECT_EQ(failure_of(file.value(), u"secret", flags),
                  static_cast<DWORD>(CRYPT_E_ASN1_CORRUPT));
    EXPECT_EQ(files_below(folder.base()), 0u);
    import_pfx(usual_file(), u"secret", 0);
    EXPECT_EQ(files_below(folder.base()), 1u) << "a key is such a file";
}

}  // namespace
}  // namespace secur32::test
