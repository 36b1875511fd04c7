// CertSaveStore and single serialized elements: libcrypto reads the messages, the serialized forms
// are layouts by hand after [MS-GPEF] and Wine's tests.
#include <fcntl.h>
#include <openssl/pkcs7.h>
#include <openssl/x509.h>
#include <unistd.h>

#include "sslprovider/api/cert_store.h"
#include "test/support/crypt_handles.h"
#include "test/support/der_writer.h"
#include "test/support/store_folders.h"

namespace secur32::api {
namespace {

using test::OpenStore;
using test::operator+;

struct World {
    test::Issued root = test::make_root("save root");
    test::Issued leaf = test::make_leaf("save.example", root);
    Buffer crl = test::make_crl(root);
};
const World& world() {
    static const World made;
    return made;
}

constexpr DWORD kBoth = X509_ASN_ENCODING | PKCS_7_ASN_ENCODING;

Buffer le32(std::size_t value) {
    return {static_cast<std::uint8_t>(value), static_cast<std::uint8_t>(value >> 8),
            static_cast<std::uint8_t>(value >> 16), static_cast<std::uint8_t>(value >> 24)};
}
Buffer record(std::uint32_t id, const Buffer& value, std::uint32_t encoding = 1) {
    return le32(id) + le32(encoding) + le32(value.size()) + value;
}
Buffer store_of(const Buffer& elements) {
    return Buffer{0, 0, 0, 0, 'C', 'E', 'R', 'T'} + elements + Buffer(12, 0);
}

void add_crl(const OpenStore& store) {
    const auto crl = x509::OwnedCrl::parse(world().crl).value();
    ASSERT_EQ(
        find_store(store.get()).value()->add_crl(crl, nullptr, CERT_STORE_ADD_ALWAYS, nullptr),
        Status::ok);
}

Buffer saved(const OpenStore& store, DWORD as, DWORD encoding = kBoth) {
    CERT_BLOB blob{0, nullptr};
    EXPECT_DONE(CertSaveStore(store.get(), encoding, as, CERT_STORE_SAVE_TO_MEMORY, &blob, 0));
    Buffer octets(blob.cbData);
    blob.pbData = octets.data();
    EXPECT_DONE(CertSaveStore(store.get(), encoding, as, CERT_STORE_SAVE_TO_MEMORY, &blob, 0));
    EXPECT_EQ(blob.cbData, octets.size());
    return octets;
}

PCCERT_CONTEXT context_of(const Buffer& der) {
    return CertCreateCertificateContext(X509_ASN_ENCODING, der.data(),
                                        static_cast<DWORD>(der.size()));
}

void name(PCCERT_CONTEXT context, const Buffer& value) {
    const CRYPT_DATA_BLOB blob{static_cast<DWORD>(value.size()), const_cast<BYTE*>(value.data())};
    ASSERT_TRUE(CertSetCertificateContextProperty(context, CERT_FRIENDLY_NAME_PROP_ID, 0, &blob));
}

// ---- CertSaveStore ------------------------------------------------------------------------------

TEST(CertSaveStore, AgreesWithLibcryptoOnMessages) {
    const OpenStore store;
    ASSERT_TRUE(store.add(world().leaf.der) && store.add(world().root.der));
    add_crl(store);
    const Buffer der = saved(store, CERT_STORE_SAVE_AS_PKCS7);
    const unsigned char* at = der.data();
    const std::unique_ptr<PKCS7, decltype(&PKCS7_free)> p7(
        d2i_PKCS7(nullptr, &at, static_cast<long>(der.size())), PKCS7_free);
    ASSERT_NE(p7, nullptr);
    EXPECT_EQ(sk_X509_num(p7->d.sign->cert), 2);
    EXPECT_EQ(sk_X509_CRL_num(p7->d.sign->crl), 1);
}

TEST(CertSaveStore, AgreesWithTheLayoutThatWindowsWrites) {
    const OpenStore store;
    ASSERT_TRUE(store.add(world().leaf.der));
    EXPECT_EQ(saved(store, CERT_STORE_SAVE_AS_STORE, 0), store_of(record(32, world().leaf.der)));
    add_crl(store);
    EXPECT_EQ(saved(store, CERT_STORE_SAVE_AS_STORE),
              store_of(record(32, world().leaf.der) + record(33, world().crl)));
    EXPECT_EQ(saved(OpenStore(), CERT_STORE_SAVE_AS_STORE), store_of({}));
}

TEST(CertSaveStore, LeavesHashesAndOpenKeysOut) {
    const OpenStore store;
    ASSERT_TRUE(store.add(world().leaf.der));
    const PCCERT_CONTEXT context = CertEnumCertificatesInStore(store.get(), nullptr);
    DWORD size = 0;
    ASSERT_TRUE(CertGetCertificateContextProperty(context, CERT_SHA1_HASH_PROP_ID, nullptr, &size));
    CERT_KEY_CONTEXT key{};
    key.cbSize = sizeof key;
    key.dwKeySpec = CERT_NCRYPT_KEY_SPEC;
    ASSERT_TRUE(CertSetCertificateContextProperty(context, CERT_KEY_CONTEXT_PROP_ID,
                                                  CERT_STORE_NO_CRYPT_RELEASE_FLAG, &key));
    name(context, {'a', 0, 0, 0});
    CertFreeCertificateContext(context);
    EXPECT_EQ(saved(store, CERT_STORE_SAVE_AS_STORE),
              store_of(record(11, {'a', 0, 0, 0}) + record(32, world().leaf.der)));
}

TEST(CertSaveStore, WritesFilesByNameAndDescriptor) {
    const test::StoreFolders folders;
    const OpenStore store;
    ASSERT_TRUE(store.add(world().leaf.der));
    const Buffer expected = store_of(record(32, world().leaf.der));
    std::string narrow = folders.file("a.sst");
    EXPECT_DONE(CertSaveStore(store.get(), 0, CERT_STORE_SAVE_AS_STORE,
                              CERT_STORE_SAVE_TO_FILENAME_A, narrow.data(), 0));
    EXPECT_EQ(folders.read(narrow), expected);
    std::u16string wide = folders.wide("b.sst");
    EXPECT_DONE(CertSaveStore(store.get(), 0, CERT_STORE_SAVE_AS_STORE,
                              CERT_STORE_SAVE_TO_FILENAME_W, wide.data(), 0));
    EXPECT_EQ(folders.read(folders.file("b.sst")), expected);
    const int file = ::open(folders.file("c").c_str(), O_WRONLY | O_CREAT, 0600);
    ASSERT_EQ(::write(file, "ab", 2), 2);
    EXPECT_DONE(CertSaveStore(store.get(), 0, CERT_STORE_SAVE_AS_STORE, CERT_STORE_SAVE_TO_FILE,
                              reinterpret_cast<void*>(static_cast<std::intptr_t>(file)), 0));
    ::close(file);
    EXPECT_EQ(folders.read(folders.file("c")), (Buffer{'a', 'b'} + expected));
}

TEST(CertSaveStore, RefusesTooSmallABlob) {
    const OpenStore store;
    BYTE data[19];
    CERT_BLOB blob{sizeof data, data};
    EXPECT_REFUSED(CertSaveStore(store.get(), 0, CERT_STORE_SAVE_AS_STORE,
                                 CERT_STORE_SAVE_TO_MEMORY, &blob, 0),
                   ERROR_MORE_DATA);
    EXPECT_EQ(blob.cbData, 20u);
}

TEST(CertSaveStore, RefusesOtherFormsAndPlaces) {
    const OpenStore store;
    CERT_BLOB blob{0, nullptr};
    for (const DWORD as : {0u, 3u, 4u})
        EXPECT_REFUSED(CertSaveStore(store.get(), kBoth, as, CERT_STORE_SAVE_TO_MEMORY, &blob, 0),
                       ERROR_INVALID_PARAMETER);
    for (const DWORD to : {0u, 5u})
        EXPECT_REFUSED(CertSaveStore(store.get(), kBoth, CERT_STORE_SAVE_AS_STORE, to, &blob, 0),
                       ERROR_INVALID_PARAMETER);
}

TEST(CertSaveStore, RefusesArgumentsThatAreNone) {
    const OpenStore store;
    CERT_BLOB blob{0, nullptr};
    const DWORD as = CERT_STORE_SAVE_AS_STORE, to = CERT_STORE_SAVE_TO_MEMORY;
    EXPECT_REFUSED(CertSaveStore(nullptr, kBoth, as, to, &blob, 0), E_INVALIDARG);
    EXPECT_REFUSED(CertSaveStore(store.get(), kBoth, as, to, nullptr, 0), E_INVALIDARG);
    EXPECT_REFUSED(CertSaveStore(store.get(), kBoth, as, to, &blob, 1), E_INVALIDARG);
    EXPECT_REFUSED(
        CertSaveStore(store.get(), X509_ASN_ENCODING, CERT_STORE_SAVE_AS_PKCS7, to, &blob, 0),
        E_INVALIDARG);
}

TEST(CertSaveStore, RefusesFilesThatCannotBeWritten) {
    const test::StoreFolders folders;
    const OpenStore store;
    std::string path = folders.file("none/a");
    EXPECT_REFUSED(CertSaveStore(store.get(), 0, CERT_STORE_SAVE_AS_STORE,
                                 CERT_STORE_SAVE_TO_FILENAME_A, path.data(), 0),
                   ERROR_FILE_NOT_FOUND);
    EXPECT_REFUSED(CertSaveStore(store.get(), 0, CERT_STORE_SAVE_AS_STORE, CERT_STORE_SAVE_TO_FILE,
                                 reinterpret_cast<void*>(std::intptr_t{98765}), 0),
                   ERROR_ACCESS_DENIED);
}

// ---- Elements -----------------------------------------------------------------------------------

TEST(CertSerializeCertificateStoreElement, AgreesWithTheLayoutThatWindowsWrites) {
    const PCCERT_CONTEXT context = context_of(world().leaf.der);
    name(context, {'a', 0, 0, 0});
    const Buffer expected = record(11, {'a', 0, 0, 0}) + record(32, world().leaf.der);
    DWORD size = 0;
    ASSERT_DONE(CertSerializeCertificateStoreElement(context, 0, nullptr, &size));
    Buffer octets(size);
    ASSERT_DONE(CertSerializeCertificateStoreElement(context, 0, octets.data(), &size));
    EXPECT_EQ(octets, expected);
    CertFreeCertificateContext(context);
}

TEST(CertSerializeCertificateStoreElement, RefusesTooSmallABuffer) {
    const PCCERT_CONTEXT context = context_of(world().leaf.der);
    BYTE data[16];
    DWORD size = sizeof data;
    EXPECT_REFUSED(CertSerializeCertificateStoreElement(context, 0, data, &size), ERROR_MORE_DATA);
    EXPECT_EQ(size, world().leaf.der.size() + 12);
    CertFreeCertificateContext(context);
}

TEST(CertSerializeCertificateStoreElement, RefusesNoContext) {
    DWORD size = 7;
    EXPECT_REFUSED(CertSerializeCertificateStoreElement(nullptr, 0, nullptr, &size), E_INVALIDARG);
    EXPECT_EQ(size, 0u);
    const CERT_CONTEXT copy{};
    EXPECT_REFUSED(CertSerializeCertificateStoreElement(&copy, 0, nullptr, &size), E_INVALIDARG);
}

TEST(CertSerializeCertificateStoreElement, RefusesNoSize) {
    const PCCERT_CONTEXT context = context_of(world().leaf.der);
    EXPECT_REFUSED(CertSerializeCertificateStoreElement(context, 0, nullptr, nullptr),
                   E_INVALIDARG);
    CertFreeCertificateContext(context);
}

PCCRL_CONTEXT crl_context() { return CrlContext::create(X509_ASN_ENCODING, world().crl).value(); }
void free(PCCRL_CONTEXT context) { CrlContext::of(context)->drop_reference(); }

TEST(CertSerializeCRLStoreElement, AgreesWithTheLayoutThatWindowsWrites) {
    const PCCRL_CONTEXT context = crl_context();
    Buffer octets(world().crl.size() + 12);
    DWORD size = static_cast<DWORD>(octets.size());
    ASSERT_DONE(CertSerializeCRLStoreElement(context, 0, octets.data(), &size));
    EXPECT_EQ(octets, record(33, world().crl));
    free(context);
}

TEST(CertSerializeCRLStoreElement, RefusesTooSmallABuffer) {
    const PCCRL_CONTEXT context = crl_context();
    BYTE data[16];
    DWORD size = sizeof data;
    EXPECT_REFUSED(CertSerializeCRLStoreElement(context, 0, data, &size), ERROR_MORE_DATA);
    free(context);
}

TEST(CertSerializeCRLStoreElement, RefusesNoContext) {
    DWORD size = 7;
    EXPECT_REFUSED(CertSerializeCRLStoreElement(nullptr, 0, nullptr, &size), E_INVALIDARG);
}

TEST(CertSerializeCRLStoreElement, RefusesNoSize) {
    const PCCRL_CONTEXT context = crl_context();
    EXPECT_REFUSED(CertSerializeCRLStoreElement(context, 0, nullptr, nullptr), E_INVALIDARG);
    free(context);
}

BOOL add_element(HCERTSTORE store, const Buffer& octets, DWORD types = CERT_STORE_ALL_CONTEXT_FLAG,
                 DWORD* type = nullptr, const void** context = nullptr) {
    return CertAddSerializedElementToStore(store, octets.data(), static_cast<DWORD>(octets.size()),
                                           CERT_STORE_ADD_NEW, 0, types, type, context);
}

TEST(CertAddSerializedElementToStore, AgreesWithTheLayoutThatWindowsWrites) {
    const OpenStore store;
    DWORD type = 0;
    const void* context = nullptr;
    ASSERT_DONE(add_element(store.get(), record(11, {'a', 0, 0, 0}) + record(32, world().leaf.der),
                            CERT_STORE_CERTIFICATE_CONTEXT_FLAG, &type, &context));
    EXPECT_EQ(type, static_cast<DWORD>(CERT_STORE_CERTIFICATE_CONTEXT));
    const auto certificate = static_cast<PCCERT_CONTEXT>(context);
    EXPECT_EQ(certificate->hCertStore, store.get());
    BYTE friendly[4];
    DWORD size = sizeof friendly;
    ASSERT_DONE(CertGetCertificateContextProperty(certificate, CERT_FRIENDLY_NAME_PROP_ID, friendly,
                                                  &size));
    EXPECT_EQ(friendly[0], 'a');
    CertFreeCertificateContext(certificate);
    ASSERT_DONE(
        add_element(store.get(), record(33, world().crl), CERT_STORE_ALL_CONTEXT_FLAG, &type));
    EXPECT_EQ(type, static_cast<DWORD>(CERT_STORE_CRL_CONTEXT));
    EXPECT_EQ(saved(store, CERT_STORE_SAVE_AS_STORE),
              store_of(record(11, {'a', 0, 0, 0}) + record(32, world().leaf.der) +
                       record(33, world().crl)));
}

TEST(CertAddSerializedElementToStore, MakesContextsOfNoStore) {
    const void* context = nullptr;
    ASSERT_DONE(add_element(nullptr, record(32, world().leaf.der), CERT_STORE_ALL_CONTEXT_FLAG,
                            nullptr, &context));
    EXPECT_EQ(static_cast<PCCERT_CONTEXT>(context)->hCertStore, nullptr);
    CertFreeCertificateContext(static_cast<PCCERT_CONTEXT>(context));
    EXPECT_DONE(add_element(nullptr, record(33, world().crl)));
}

// Nobody can make a context say another hash than its certificate's.
TEST(CertAddSerializedElementToStore, PassesOverHashesAndOpenKeys) {
    const OpenStore store;
    ASSERT_DONE(add_element(store.get(), record(3, Buffer(20, 7)) + record(5, Buffer(24, 7)) +
                                             record(32, world().leaf.der)));
    EXPECT_EQ(saved(store, CERT_STORE_SAVE_AS_STORE), store_of(record(32, world().leaf.der)));
}

// Wine's testAddSerialized.
TEST(CertAddSerializedElementToStore, RefusesWhatIsNoElement) {
    const OpenStore store;
    const Buffer good = record(32, world().leaf.der);
    EXPECT_REFUSED(add_element(store.get(), {}), ERROR_END_OF_MEDIA);
    EXPECT_REFUSED(add_element(store.get(), Buffer(good.begin(), good.begin() + 11)),
                   CRYPT_E_FILE_ERROR);
    EXPECT_REFUSED(add_element(store.get(), record(11, {'a', 0})), CRYPT_E_FILE_ERROR);
    EXPECT_REFUSED(add_element(store.get(), Buffer(good.begin(), good.end() - 1)), E_INVALIDARG);
    EXPECT_REFUSED(add_element(store.get(), record(32, world().leaf.der, 2)), ERROR_FILE_NOT_FOUND);
    EXPECT_REFUSED(add_element(store.get(), good + Buffer{0}), E_INVALIDARG);
}

TEST(CertAddSerializedElementToStore, RefusesACertificateThatIsNone) {
    const OpenStore store;
    EXPECT_REFUSED(add_element(store.get(), record(32, {0x30, 0})), CRYPT_E_ASN1_CORRUPT);
    EXPECT_REFUSED(add_element(store.get(), record(33, world().leaf.der)), CRYPT_E_ASN1_CORRUPT);
}

TEST(CertAddSerializedElementToStore, RefusesOtherTypes) {
    const OpenStore store;
    const Buffer good = record(32, world().leaf.der);
    EXPECT_REFUSED(add_element(store.get(), good, CERT_STORE_CRL_CONTEXT_FLAG), E_INVALIDARG);
    EXPECT_REFUSED(add_element(store.get(), good, 0), E_INVALIDARG);
    EXPECT_REFUSED(add_element(store.get(), record(34, {0x30, 0})), E_INVALIDARG);
}

TEST(CertAddSerializedElementToStore, RefusesWhatIsThere) {
    const OpenStore store;
    ASSERT_TRUE(store.add(world().leaf.der));
    DWORD type = 7;
    const void* context = &type;
    EXPECT_REFUSED(add_element(store.get(), record(32, world().leaf.der),
                               CERT_STORE_ALL_CONTEXT_FLAG, &type, &context),
                   CRYPT_E_EXISTS);
    EXPECT_EQ(type, 0u);
    EXPECT_EQ(context, nullptr);
}

}  // namespace
}  // namespace secur32::api
