// CertEnumSystemStore, CertRegisterSystemStore, CertUnregisterSystemStore: the folders are what the
// file system says.
#include "test/support/crypt_handles.h"
#include "test/support/store_folders.h"

namespace secur32::api {
namespace {

using test::StoreFolders;
constexpr DWORD kUser = CERT_SYSTEM_STORE_CURRENT_USER, kMachine = CERT_SYSTEM_STORE_LOCAL_MACHINE;
using Names = std::vector<std::u16string>;

BOOL WINAPI collect(const void* store, DWORD flags, PCERT_SYSTEM_STORE_INFO info, void* reserved,
                    void* argument) {
    EXPECT_EQ(flags & ~(kUser | kMachine), 0u);
    EXPECT_EQ(info->cbSize, sizeof *info);
    EXPECT_EQ(reserved, nullptr);
    static_cast<Names*>(argument)->emplace_back(static_cast<const char16_t*>(store));
    return TRUE;
}

BOOL WINAPI stop(const void*, DWORD, PCERT_SYSTEM_STORE_INFO, void*, void* argument) {
    SetLastError(static_cast<DWORD>(reinterpret_cast<std::uintptr_t>(argument)));
    return FALSE;
}

TEST(CertEnumSystemStore, AgreesWithTheFolders) {
    const StoreFolders folders;
    std::filesystem::create_directories(folders.user("B"));
    std::filesystem::create_directories(folders.user("A STORE"));
    std::filesystem::create_directories(folders.user("MY"));
    std::filesystem::permissions(folders.user(""), std::filesystem::perms::owner_all);
    Names names;
    ASSERT_DONE(CertEnumSystemStore(kUser, nullptr, &names, collect));
    EXPECT_EQ(names, (Names{u"MY", u"ROOT", u"AUTHROOT", u"CA", u"A STORE", u"B"}));
    names.clear();
    ASSERT_DONE(CertEnumSystemStore(kMachine, nullptr, &names, collect));
    EXPECT_EQ(names, (Names{u"MY", u"ROOT", u"AUTHROOT", u"CA"}));
}

TEST(CertEnumSystemStore, RefusesNoFunction) {
    const StoreFolders folders;
    EXPECT_REFUSED(CertEnumSystemStore(kUser, nullptr, nullptr, nullptr), E_INVALIDARG);
}

TEST(CertEnumSystemStore, RefusesOtherLocations) {
    const StoreFolders folders;
    Names names;
    char16_t computer[] = u"\\\\host";
    EXPECT_REFUSED(CertEnumSystemStore(0, nullptr, &names, collect), ERROR_FILE_NOT_FOUND);
    EXPECT_REFUSED(CertEnumSystemStore(0x60000, nullptr, &names, collect), ERROR_FILE_NOT_FOUND);
    EXPECT_REFUSED(CertEnumSystemStore(kMachine, computer, &names, collect), E_INVALIDARG);
    EXPECT_TRUE(names.empty());
}

TEST(CertEnumSystemStore, RefusesToGoOnWhenTheFunctionDoes) {
    const StoreFolders folders;
    EXPECT_REFUSED(CertEnumSystemStore(kUser, nullptr, reinterpret_cast<void*>(1234), stop), 1234);
    EXPECT_REFUSED(CertEnumSystemStore(kUser, nullptr, nullptr, stop), ERROR_CANCELLED);
}

TEST(CertEnumSystemStore, RefusesAFolderThatIsOpenToOthers) {
    const StoreFolders folders;
    Names names;
    std::filesystem::create_directories(folders.user("A"));
    std::filesystem::permissions(folders.user(""), std::filesystem::perms::all);
    EXPECT_REFUSED(CertEnumSystemStore(kUser, nullptr, &names, collect), ERROR_ACCESS_DENIED);
}

TEST(CertRegisterSystemStore, AgreesWithTheFolders) {
    const StoreFolders folders;
    EXPECT_DONE(CertRegisterSystemStore(u"a", kUser, nullptr, nullptr));
    EXPECT_EQ(StoreFolders::mode_of(folders.user("A")), 0700u);
    EXPECT_DONE(CertRegisterSystemStore(u"A", kUser, nullptr, nullptr));
}

TEST(CertRegisterSystemStore, RefusesNamesThatAreNone) {
    const StoreFolders folders;
    EXPECT_REFUSED(CertRegisterSystemStore(nullptr, kUser, nullptr, nullptr), E_INVALIDARG);
    EXPECT_REFUSED(CertRegisterSystemStore(u"a/b", kUser, nullptr, nullptr), E_INVALIDARG);
    EXPECT_REFUSED(CertRegisterSystemStore(u"..", kUser, nullptr, nullptr), E_INVALIDARG);
}

TEST(CertRegisterSystemStore, RefusesOtherLocations) {
    const StoreFolders folders;
    EXPECT_REFUSED(CertRegisterSystemStore(u"a", 0, nullptr, nullptr), ERROR_FILE_NOT_FOUND);
}

TEST(CertRegisterSystemStore, RefusesToMakeWhatIsThere) {
    const StoreFolders folders;
    const DWORD flags = kUser | CERT_STORE_CREATE_NEW_FLAG;
    EXPECT_DONE(CertRegisterSystemStore(u"a", flags, nullptr, nullptr));
    EXPECT_REFUSED(CertRegisterSystemStore(u"A", flags, nullptr, nullptr), ERROR_FILE_EXISTS);
}

TEST(CertUnregisterSystemStore, AgreesWithTheFolders) {
    const StoreFolders folders;
    EXPECT_TRUE(test::OpenStore(u"a").add(test::make_root("unregistered").der));
    EXPECT_DONE(CertUnregisterSystemStore(u"A", kUser));
    EXPECT_FALSE(std::filesystem::exists(folders.user("A")));
}

TEST(CertUnregisterSystemStore, RefusesNamesThatAreNone) {
    const StoreFolders folders;
    EXPECT_REFUSED(CertUnregisterSystemStore(nullptr, kUser), E_INVALIDARG);
    EXPECT_REFUSED(CertUnregisterSystemStore(u"", kUser), E_INVALIDARG);
}

TEST(CertUnregisterSystemStore, RefusesWhatIsNotThere) {
    const StoreFolders folders;
    EXPECT_REFUSED(CertUnregisterSystemStore(u"a", kUser), ERROR_FILE_NOT_FOUND);
    EXPECT_REFUSED(CertUnregisterSystemStore(u"MY", 0), ERROR_FILE_NOT_FOUND);
}

TEST(CertUnregisterSystemStore, RefusesAFolderThatIsOpenToOthers) {
    const StoreFolders folders;
    EXPECT_DONE(CertRegisterSystemStore(u"a", kUser, nullptr, nullptr));
    std::filesystem::permissions(folders.user("A"), std::filesystem::perms::all);
    EXPECT_REFUSED(CertUnregisterSystemStore(u"a", kUser), ERROR_ACCESS_DENIED);
    EXPECT_TRUE(std::filesystem::exists(folders.user("A")));
}

}  // namespace
}  // namespace secur32::api
