// System stores: folders of the user and the machine, and the machine's trust beside them.
#include "sslprovider/api/system_stores.h"

#include <openssl/evp.h>
#include <unistd.h>

#include <thread>

#include "test/support/der_writer.h"
#include "test/support/store_folders.h"

namespace secur32::api {
namespace {

using test::OpenStore;
using test::StoreFolders;
using Ders = std::vector<Buffer>;
constexpr DWORD kUser = CERT_SYSTEM_STORE_CURRENT_USER, kMachine = CERT_SYSTEM_STORE_LOCAL_MACHINE;

struct World {
    test::Issued root = test::make_root("system root"), other = test::make_root("other root");
    test::Issued ca = test::make_intermediate("system CA", root);
    test::Issued leaf = test::make_leaf("system.example", ca);
};
const World& world() {
    static const World made;
    return made;
}

std::string thumbprint(const Buffer& der) {
    unsigned char hash[20];
    unsigned size = 0;
    EVP_Digest(der.data(), der.size(), hash, &size, EVP_sha1(), nullptr);
    std::string text;
    for (const unsigned char octet : hash) {
        char pair[3];
        std::snprintf(pair, sizeof pair, "%02X", octet);
        text += pair;
    }
    return text;
}

class SystemStoresTest : public testing::Test {
 protected:
    static DWORD refusal(const char16_t* name, DWORD flags) {
        SetLastError(0);
        EXPECT_FALSE(OpenStore(name, flags));
        return GetLastError();
    }
    const StoreFolders folders_{};
};

TEST_F(SystemStoresTest, WhatIsAddedIsKeptInAPrivateFileByItsHash) {
    EXPECT_TRUE(OpenStore(u"MY").add(world().leaf.der));
    EXPECT_EQ(StoreFolders::files(folders_.user("MY")),
              std::vector<std::string>{thumbprint(world().leaf.der)});
    EXPECT_EQ(StoreFolders::mode_of(folders_.user("MY")), 0700u);
    EXPECT_EQ(StoreFolders::mode_of(folders_.user("MY") / thumbprint(world().leaf.der)), 0600u);
    EXPECT_EQ(OpenStore(u"my").certificates(), Ders{world().leaf.der});
    EXPECT_EQ(OpenStore(CertOpenSystemStoreA(0, "My")).certificates(), Ders{world().leaf.der});
}

TEST_F(SystemStoresTest, PropertiesAreKeptWhenTheyAreSet) {
    EXPECT_TRUE(OpenStore(u"MY").add(world().leaf.der));
    const auto only = [](const OpenStore& store) {
        return CertEnumCertificatesInStore(store.get(), nullptr);
    };
    {
        const OpenStore store(u"MY");
        const PCCERT_CONTEXT context = only(store);
        char16_t container[] = u"the key", provider[] = u"the provider";
        CRYPT_KEY_PROV_INFO info{};
        info.pwszContainerName = reinterpret_cast<LPWSTR>(container);
        info.pwszProvName = reinterpret_cast<LPWSTR>(provider);
        info.dwProvType = 24;
        info.dwKeySpec = AT_KEYEXCHANGE;
        EXPECT_TRUE(
            CertSetCertificateContextProperty(context, CERT_KEY_PROV_INFO_PROP_ID, 0, &info));
        char16_t name[] = u"friend";
        const CRYPT_DATA_BLOB blob{sizeof name, reinterpret_cast<BYTE*>(name)};
        EXPECT_TRUE(
            CertSetCertificateContextProperty(context, CERT_FRIENDLY_NAME_PROP_ID, 0, &blob));
        CertFreeCertificateContext(context);
    }
    const OpenStore store(u"MY");
    const PCCERT_CONTEXT context = only(store);
    alignas(8) BYTE data[256];
    DWORD size = sizeof data;
    ASSERT_TRUE(
        CertGetCertificateContextProperty(context, CERT_KEY_PROV_INFO_PROP_ID, data, &size));
    const auto& info = *reinterpret_cast<const CRYPT_KEY_PROV_INFO*>(data);
    EXPECT_EQ(std::u16string(reinterpret_cast<char16_t*>(info.pwszContainerName)), u"the key");
    EXPECT_EQ(std::u16string(reinterpret_cast<char16_t*>(info.pwszProvName)), u"the provider");
    EXPECT_EQ(info.dwProvType, 24u);
    EXPECT_EQ(info.dwKeySpec, static_cast<DWORD>(AT_KEYEXCHANGE));
    size = sizeof data;
    ASSERT_TRUE(
        CertGetCertificateContextProperty(context, CERT_FRIENDLY_NAME_PROP_ID, data, &size));
    EXPECT_EQ(std::u16string(reinterpret_cast<char16_t*>(data)), u"friend");
    CertFreeCertificateContext(context);
}

TEST_F(SystemStoresTest, WhatIsDeletedIsGone) {
    EXPECT_TRUE(OpenStore(u"MY").add(world().leaf.der));
    const OpenStore store(u"MY");
    EXPECT_TRUE(CertDeleteCertificateFromStore(CertEnumCertificatesInStore(store.get(), nullptr)));
    EXPECT_EQ(StoreFolders::files(folders_.user("MY")), std::vector<std::string>{});
}

TEST_F(SystemStoresTest, RootShowsTheMachinesTrustAndKeepsTheUsersOwn) {
    folders_.trust({world().root.der, world().ca.der});
    EXPECT_EQ(OpenStore(u"ROOT").certificates(), Ders{world().root.der});
    EXPECT_EQ(OpenStore(u"AuthRoot").certificates(), Ders{world().root.der});
    EXPECT_EQ(OpenStore(u"CA").certificates(), Ders{world().ca.der});
    EXPECT_TRUE(OpenStore(u"Root").add(world().other.der));
    EXPECT_EQ(OpenStore(u"ROOT").certificates(), (Ders{world().other.der, world().root.der}));
    EXPECT_EQ(OpenStore(u"ROOT", kMachine).certificates(), Ders{world().root.der});
    EXPECT_EQ(StoreFolders::files(folders_.user("ROOT")).size(), 1u);
}

TEST_F(SystemStoresTest, TheMachinesTrustCannotBeDeleted) {
    folders_.trust({world().root.der});
    const OpenStore store(u"ROOT");
    SetLastError(0);
    EXPECT_FALSE(CertDeleteCertificateFromStore(CertEnumCertificatesInStore(store.get(), nullptr)));
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(E_ACCESSDENIED));
}

TEST_F(SystemStoresTest, UsersSeeTheMachinesStoresButForMy) {
    EXPECT_TRUE(OpenStore(u"Trust", kMachine).add(world().root.der));
    EXPECT_TRUE(OpenStore(u"MY", kMachine).add(world().leaf.der));
    EXPECT_EQ(OpenStore(u"trust").certificates(), Ders{world().root.der});
    EXPECT_EQ(OpenStore(u"MY").certificates(), Ders{});
    EXPECT_EQ(OpenStore(u"MY", kMachine).certificates(), Ders{world().leaf.der});
    EXPECT_EQ(StoreFolders::files(folders_.machine("TRUST")).size(), 1u);
}

TEST_F(SystemStoresTest, AReadOnlyStoreTakesNothing) {
    EXPECT_FALSE(OpenStore(u"MY", kUser | CERT_STORE_READONLY_FLAG).add(world().leaf.der));
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(E_ACCESSDENIED));
    EXPECT_EQ(StoreFolders::files(folders_.user("MY")), std::vector<std::string>{});
}

TEST_F(SystemStoresTest, StoresAreMadeAndRemoved) {
    EXPECT_EQ(refusal(u"A", kUser | CERT_STORE_OPEN_EXISTING_FLAG),
              static_cast<DWORD>(ERROR_FILE_NOT_FOUND));
    EXPECT_TRUE(OpenStore(u"A", kUser | CERT_STORE_CREATE_NEW_FLAG).add(world().leaf.der));
    EXPECT_EQ(refusal(u"a", kUser | CERT_STORE_CREATE_NEW_FLAG),
              static_cast<DWORD>(ERROR_FILE_EXISTS));
    EXPECT_TRUE(OpenStore(u"A", kUser | CERT_STORE_OPEN_EXISTING_FLAG));
    EXPECT_TRUE(OpenStore(u"MY", kUser | CERT_STORE_OPEN_EXISTING_FLAG));
    EXPECT_EQ(refusal(u"A", kUser | CERT_STORE_DELETE_FLAG), 0u);
    EXPECT_FALSE(std::filesystem::exists(folders_.user("A")));
    EXPECT_EQ(refusal(u"A", kUser | CERT_STORE_DELETE_FLAG),
              static_cast<DWORD>(ERROR_FILE_NOT_FOUND));
}

TEST_F(SystemStoresTest, NamesAndLocationsThatAreNoneAreRefused) {
    for (const char16_t* const name :
         {u"", u".", u"..", u"a/b", u"\\\\host\\MY", u".hidden", u"a\nb"})
        EXPECT_EQ(refusal(name, kUser), static_cast<DWORD>(E_INVALIDARG));
    EXPECT_EQ(refusal(std::u16string(65, u'a').c_str(), kUser), static_cast<DWORD>(E_INVALIDARG));
    EXPECT_EQ(refusal(nullptr, kUser), static_cast<DWORD>(E_INVALIDARG));
    EXPECT_EQ(refusal(u"MY", kUser | CERT_SYSTEM_STORE_RELOCATE_FLAG),
              static_cast<DWORD>(E_INVALIDARG));
    for (const DWORD location : {0u, 0x50000u, 0x70000u})
        EXPECT_EQ(refusal(u"MY", location), static_cast<DWORD>(ERROR_FILE_NOT_FOUND));
    EXPECT_FALSE(std::filesystem::exists(folders_.user("")));
}

TEST_F(SystemStoresTest, BrokenFilesArePassedOver) {
    EXPECT_TRUE(OpenStore(u"MY").add(world().leaf.der));
    const auto folder = folders_.user("MY");
    const Buffer good = folders_.read(folder / thumbprint(world().leaf.der));
    const auto put = [&](const std::string& name, const std::string& octets, mode_t mode) {
        std::ofstream(folder / name, std::ios::binary) << octets;
        ASSERT_EQ(::chmod((folder / name).c_str(), mode), 0);
    };
    const std::string copy(good.begin(), good.end());
    put(thumbprint(world().root.der), copy, 0600);          // another certificate's name
    put(thumbprint(world().ca.der), copy.substr(1), 0600);  // cut
    put("README", copy, 0600);
    put(thumbprint(world().other.der), copy, 0644);
    EXPECT_EQ(OpenStore(u"MY").certificates(), Ders{world().leaf.der});
}

TEST_F(SystemStoresTest, AFolderThatIsOpenToOthersIsRefused) {
    EXPECT_TRUE(OpenStore(u"MY").add(world().leaf.der));
    ASSERT_EQ(::chmod(folders_.user("MY").c_str(), 0755), 0);
    EXPECT_EQ(refusal(u"MY", kUser), static_cast<DWORD>(ERROR_ACCESS_DENIED));
}

TEST_F(SystemStoresTest, AnotherProcessesChangesAreSeenByResync) {
    const OpenStore first(u"MY");
    EXPECT_TRUE(OpenStore(u"MY").add(world().leaf.der));
    EXPECT_EQ(first.certificates(), Ders{});
    EXPECT_TRUE(CertControlStore(first.get(), 0, CERT_STORE_CTRL_RESYNC, nullptr));
    EXPECT_EQ(first.certificates(), Ders{world().leaf.der});
}

TEST_F(SystemStoresTest, ThreadsAddToOneFolder) {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back([&] {
            for (int round = 0; round < 10; ++round)
                for (const Buffer& der : {world().leaf.der, world().ca.der, world().root.der}) {
                    const OpenStore store(u"MY");
                    EXPECT_TRUE(store.add(der));
                }
        });
    threads.clear();
    EXPECT_EQ(OpenStore(u"MY").certificates().size(), 3u);
    EXPECT_EQ(StoreFolders::files(folders_.user("MY")).size(), 3u);
}

}  // namespace
}  // namespace secur32::api
