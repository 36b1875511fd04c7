// Stores in files: what openssl(1) and hand-written layouts put there is read, what changes is
// written, and what is no store is refused.
#include "sslprovider/api/store_files.h"

#include <fcntl.h>
#include <unistd.h>

#include "sslprovider/x509/pkcs7.h"
#include "test/support/der_writer.h"
#include "test/support/store_folders.h"

namespace secur32::api {
namespace {

using test::OpenStore;
using test::operator+;

struct World {
    test::Issued root = test::make_root("files root");
    test::Issued leaf = test::make_leaf("files.example", root);
    Buffer crl = test::make_crl(root);
};
const World& world() {
    static const World made;
    return made;
}

Buffer le32(std::size_t value) {
    return {static_cast<std::uint8_t>(value), static_cast<std::uint8_t>(value >> 8),
            static_cast<std::uint8_t>(value >> 16), static_cast<std::uint8_t>(value >> 24)};
}
Buffer record(std::uint32_t id, const Buffer& value) {
    return le32(id) + le32(1) + le32(value.size()) + value;
}
const Buffer kHeader = {0, 0, 0, 0, 'C', 'E', 'R', 'T'};
Buffer serialized(const Buffer& elements) { return kHeader + elements + Buffer(12, 0); }

CRYPT_DATA_BLOB blob_of(const Buffer& octets) {
    return {static_cast<DWORD>(octets.size()), const_cast<BYTE*>(octets.data())};
}

using Ders = std::vector<Buffer>;

class StoreFilesTest : public testing::Test {
 protected:
    HCERTSTORE open(const std::string& path, DWORD flags = 0) const {
        return CertOpenStore(CERT_STORE_PROV_FILENAME_A, 0, 0, flags, path.c_str());
    }
    DWORD refusal(const std::string& path, DWORD flags = 0) const {
        SetLastError(0);
        EXPECT_EQ(open(path, flags), nullptr);
        return GetLastError();
    }
    Ders read(const std::string& path) const { return OpenStore(open(path)).certificates(); }
    const test::StoreFolders folders_{};
};

TEST_F(StoreFilesTest, AnyFormOfFileIsRead) {
    const Ders leaf{world().leaf.der}, both{world().leaf.der, world().root.der};
    const Buffer pkcs7 = x509::write_signed_certificates({{both[0], both[1]}, {}});
    EXPECT_EQ(read(folders_.write("a.cer", leaf[0])), leaf);
    EXPECT_EQ(read(folders_.write("a.pem", test::pem_of("CERTIFICATE", leaf[0]))), leaf);
    EXPECT_EQ(read(folders_.write("a.p7b", pkcs7)), both);
    EXPECT_EQ(read(folders_.write("b.p7b", test::pem_of("PKCS7", pkcs7))), both);
    EXPECT_EQ(read(folders_.write("a.sst", serialized(record(32, leaf[0])))), leaf);
    EXPECT_EQ(read(folders_.write("empty", Buffer())), Ders{});
}

TEST_F(StoreFilesTest, OfPemAllCertificatesAreRead) {
    const std::string text =
        test::pem_of("PRIVATE KEY", Buffer{1}) + test::pem_of("CERTIFICATE", world().leaf.der) +
        test::pem_of("X509 CRL", world().crl) + test::pem_of("CERTIFICATE", world().root.der);
    const OpenStore store(open(folders_.write("chain.pem", text)));
    EXPECT_EQ(store.certificates(), (Ders{world().leaf.der, world().root.der}));
    EXPECT_EQ(find_store(store.get()).value()->crls().size(), 1u);
}

TEST_F(StoreFilesTest, BareBase64OfUtf16IsRead) {
    std::string narrow = test::pem_of("X", world().leaf.der), wide;
    narrow = narrow.substr(narrow.find('\n'), narrow.find("-----END") - narrow.find('\n'));
    for (const char c : narrow) wide += {c, '\0'};
    EXPECT_EQ(read(folders_.write("a.txt", narrow)), Ders{world().leaf.der});
    EXPECT_EQ(read(folders_.write("b.txt", wide)), Ders{world().leaf.der});
}

TEST_F(StoreFilesTest, WhatIsNoStoreIsRefused) {
    const DWORD no_match = static_cast<DWORD>(CRYPT_E_NO_MATCH);
    EXPECT_EQ(refusal(folders_.write("a", "text")), no_match);
    EXPECT_EQ(refusal(folders_.write("b", kHeader)), no_match);
    EXPECT_EQ(refusal(folders_.write("c", serialized(record(32, {0x30, 0})))), no_match);
    EXPECT_EQ(refusal(folders_.file("none")), static_cast<DWORD>(ERROR_FILE_NOT_FOUND));
    EXPECT_EQ(refusal(folders_.base()), static_cast<DWORD>(ERROR_ACCESS_DENIED));
    SetLastError(0);
    EXPECT_EQ(CertOpenStore(CERT_STORE_PROV_FILENAME_A, 0, 0, 0, nullptr), nullptr);
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(ERROR_PATH_NOT_FOUND));
}

TEST_F(StoreFilesTest, WithoutCommitNothingIsWritten) {
    const std::string path = folders_.write("a.sst", serialized({}));
    OpenStore store(open(path));
    EXPECT_TRUE(store.add(world().leaf.der));
    EXPECT_FALSE(CertControlStore(store.get(), 0, CERT_STORE_CTRL_COMMIT, nullptr));
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(ERROR_CALL_NOT_IMPLEMENTED));
    store.close();
    EXPECT_EQ(folders_.read(path), serialized({}));
}

TEST_F(StoreFilesTest, AReadOnlyStoreTakesNothing) {
    const OpenStore store(open(folders_.write("a.sst", serialized({})), CERT_STORE_READONLY_FLAG));
    EXPECT_FALSE(store.add(world().leaf.der));
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(E_ACCESSDENIED));
}

// Wine's testFileNameStore.
TEST_F(StoreFilesTest, AFileThatCommitsIsWrittenWhenItIsClosed) {
    const std::string path = folders_.file("new.sst");
    OpenStore store(open(path, CERT_FILE_STORE_COMMIT_ENABLE_FLAG | CERT_STORE_CREATE_NEW_FLAG));
    ASSERT_TRUE(store);
    EXPECT_TRUE(store.add(world().leaf.der));
    EXPECT_EQ(folders_.read(path), Buffer());
    EXPECT_TRUE(store.close());
    EXPECT_EQ(folders_.read(path), serialized(record(32, world().leaf.der)));

    OpenStore again(open(path, CERT_FILE_STORE_COMMIT_ENABLE_FLAG));
    const auto crl = x509::OwnedCrl::parse(world().crl).value();
    ASSERT_EQ(
        find_store(again.get()).value()->add_crl(crl, nullptr, CERT_STORE_ADD_ALWAYS, nullptr),
        Status::ok);
    EXPECT_TRUE(CertControlStore(again.get(), 0, CERT_STORE_CTRL_COMMIT, nullptr));
    EXPECT_EQ(folders_.read(path),
              serialized(record(32, world().leaf.der) + record(33, world().crl)));
}

TEST_F(StoreFilesTest, AMessageStaysAMessage) {
    for (const char* const name : {"a.p7c", "b.SPC"}) {
        OpenStore store(open(folders_.file(name), CERT_FILE_STORE_COMMIT_ENABLE_FLAG));
        EXPECT_TRUE(store.add(world().leaf.der));
        EXPECT_TRUE(store.close());
        EXPECT_EQ(folders_.read(folders_.file(name)),
                  x509::write_signed_certificates({{world().leaf.der}, {}}));
    }
}

TEST_F(StoreFilesTest, ResyncReadsTheFileAgain) {
    const std::string path = folders_.write("a.sst", serialized(record(32, world().leaf.der)));
    const OpenStore store(open(path, CERT_FILE_STORE_COMMIT_ENABLE_FLAG));
    folders_.write("a.sst", serialized(record(32, world().root.der)));
    EXPECT_TRUE(CertControlStore(store.get(), 0, CERT_STORE_CTRL_RESYNC, nullptr));
    EXPECT_EQ(store.certificates(), Ders{world().root.der});
}

TEST_F(StoreFilesTest, FlagsThatDoNotGoTogetherAreRefused) {
    const std::string path = folders_.write("a.sst", serialized({}));
    EXPECT_EQ(refusal(path, CERT_FILE_STORE_COMMIT_ENABLE_FLAG | CERT_STORE_READONLY_FLAG),
              static_cast<DWORD>(E_INVALIDARG));
    EXPECT_EQ(refusal(path, CERT_STORE_DELETE_FLAG), static_cast<DWORD>(E_INVALIDARG));
    EXPECT_EQ(refusal(path, CERT_FILE_STORE_COMMIT_ENABLE_FLAG | CERT_STORE_CREATE_NEW_FLAG),
              static_cast<DWORD>(ERROR_FILE_EXISTS));
    EXPECT_EQ(refusal(folders_.file("none"),
                      CERT_FILE_STORE_COMMIT_ENABLE_FLAG | CERT_STORE_OPEN_EXISTING_FLAG),
              static_cast<DWORD>(ERROR_FILE_NOT_FOUND));
    EXPECT_EQ(refusal(folders_.file("none/a"), CERT_FILE_STORE_COMMIT_ENABLE_FLAG),
              static_cast<DWORD>(ERROR_PATH_NOT_FOUND));
    EXPECT_EQ(
        refusal(folders_.write("a.cer", world().leaf.der), CERT_FILE_STORE_COMMIT_ENABLE_FLAG),
        static_cast<DWORD>(ERROR_ACCESS_DENIED));
}

TEST_F(StoreFilesTest, ADescriptorIsAFile) {
    const std::string path = folders_.write("a.sst", serialized(record(32, world().leaf.der)));
    const int file = ::open(path.c_str(), O_RDWR);
    const auto handle = reinterpret_cast<HANDLE>(static_cast<std::intptr_t>(file));
    OpenStore store(CERT_STORE_PROV_FILE, CERT_FILE_STORE_COMMIT_ENABLE_FLAG, handle);
    ::close(file);
    EXPECT_EQ(store.certificates(), Ders{world().leaf.der});
    const PCCERT_CONTEXT only = CertEnumCertificatesInStore(store.get(), nullptr);
    EXPECT_TRUE(CertDeleteCertificateFromStore(only));
    EXPECT_TRUE(store.close());
    EXPECT_EQ(folders_.read(path), serialized({}));
}

TEST_F(StoreFilesTest, AFilesPropertiesAndArchivedCertificatesOutliveACommit) {
    const Buffer name = {'n', 0, 0, 0};
    const Buffer elements = record(CERT_FRIENDLY_NAME_PROP_ID, name) +
                            record(32, world().leaf.der) + record(CERT_ARCHIVED_PROP_ID, {}) +
                            record(32, world().root.der);
    const std::string path = folders_.write("a.sst", serialized(elements));
    OpenStore store(open(path, CERT_FILE_STORE_COMMIT_ENABLE_FLAG));
    EXPECT_EQ(store.certificates(), Ders{world().leaf.der});
    const PCCERT_CONTEXT only = CertEnumCertificatesInStore(store.get(), nullptr);
    Buffer value(name.size());
    DWORD size = 4;
    EXPECT_TRUE(
        CertGetCertificateContextProperty(only, CERT_FRIENDLY_NAME_PROP_ID, value.data(), &size));
    EXPECT_EQ(value, name);
    CertFreeCertificateContext(only);
    EXPECT_TRUE(CertControlStore(store.get(), CERT_STORE_CTRL_COMMIT_FORCE_FLAG,
                                 CERT_STORE_CTRL_COMMIT, nullptr));
    EXPECT_EQ(folders_.read(path), serialized(elements));
}

TEST_F(StoreFilesTest, WhatIsNoDescriptorIsRefused) {
    for (const std::intptr_t number : {0, -1, 987654}) {
        SetLastError(0);
        EXPECT_EQ(CertOpenStore(CERT_STORE_PROV_FILE, 0, 0, 0, reinterpret_cast<void*>(number)),
                  nullptr);
        EXPECT_EQ(GetLastError(), static_cast<DWORD>(ERROR_INVALID_HANDLE)) << number;
    }
}

// Wine's testSerializedStore and testMessageStore.
TEST_F(StoreFilesTest, OctetsInMemoryAreStores) {
    const Buffer octets = serialized(record(32, world().leaf.der)),
                 message = x509::write_signed_certificates({{world().root.der}, {world().crl}});
    CRYPT_DATA_BLOB blob = blob_of(octets);
    EXPECT_EQ(OpenStore(CERT_STORE_PROV_SERIALIZED, 0, &blob).certificates(),
              Ders{world().leaf.der});
    EXPECT_EQ(OpenStore("serialized", 0, &blob).certificates(), Ders{world().leaf.der});
    SetLastError(0);
    EXPECT_FALSE(OpenStore(CERT_STORE_PROV_SERIALIZED, CERT_STORE_DELETE_FLAG, &blob));
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(ERROR_CALL_NOT_IMPLEMENTED));
    EXPECT_FALSE(OpenStore(CERT_STORE_PROV_PKCS7, 0, &blob));
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(CRYPT_E_ASN1_BADTAG));
    blob = blob_of(message);
    EXPECT_EQ(OpenStore(CERT_STORE_PROV_PKCS7, 0, &blob).certificates(), Ders{world().root.der});
    EXPECT_FALSE(OpenStore(CERT_STORE_PROV_SERIALIZED, 0, &blob));
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(CRYPT_E_FILE_ERROR));
    EXPECT_FALSE(OpenStore(CERT_STORE_PROV_PKCS7, 0, nullptr));
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(E_INVALIDARG));
}

TEST_F(StoreFilesTest, AMessageThatIsNotSignedIsRefused) {
    // ContentInfo of digestedData.
    const Buffer digested = {0x30, 15,   0x06, 9, 0x2A, 0x86, 0x48, 0x86, 0xF7,
                             0x0D, 0x01, 7,    5, 0xA0, 2,    5,    0};
    const CRYPT_DATA_BLOB blob = blob_of(digested);
    SetLastError(0);
    EXPECT_FALSE(OpenStore(CERT_STORE_PROV_PKCS7, 0, &blob));
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(CRYPT_E_INVALID_MSG_TYPE));
}

}  // namespace
}  // namespace secur32::api
