// The folders of keys: who may read them, where they are, and what several do to one at once; for
// the most part through the key store.
#include "sslprovider/provider/key_folder.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/time.h>

#include <atomic>
#include <csignal>
#include <string>
#include <thread>
#include <vector>

#include "test/support/unprivileged.h"
#include "test/unit/sslprovider/provider/stored_keys.h"

namespace secur32::provider {
namespace {

using test::mode_of;
using test::ScopedEnvironment;
using Folder = test::KeyFolder;

// ---- who may read it ----------------------------------------------------------------------------

TEST(KeyFolder, LetsOnlyTheUserAtItWhateverTheMask) {
    for (const mode_t mask : {0000u, 0022u, 0077u}) {
        const Folder folder;
        const mode_t before = ::umask(mask);
        const Status saved = save(u"web"), again = save(u"web", ec_key(1), true);
        ::umask(before);
        ASSERT_EQ(saved, Status::ok);
        ASSERT_EQ(again, Status::ok);
        EXPECT_EQ(mode_of(folder.path()), 0700u);
        EXPECT_EQ(mode_of(folder.path("web.pem")), 0600u);
    }
}

TEST(KeyFolder, RefusesAFolderThatIsOpenToOthers) {
    const Folder folder;
    ASSERT_EQ(save(u"web"), Status::ok);
    for (const mode_t mode : {0701u, 0710u, 0704u, 0740u, 0702u, 0720u, 0777u}) {
        ASSERT_EQ(::chmod(folder.path().c_str(), mode), 0);
        EXPECT_EQ(load_key(u"web", {}).status(), Status::not_owner) << mode;
        EXPECT_EQ(save(u"new"), Status::not_owner) << mode;
        EXPECT_EQ(delete_key(u"web"), Status::not_owner) << mode;
        EXPECT_EQ(list_keys().status(), Status::not_owner) << mode;
        EXPECT_EQ(key_exists(u"web").status(), Status::not_owner) << mode;
        EXPECT_EQ(set_key_policy(u"web", {}), Status::not_owner) << mode;
    }
    ASSERT_EQ(::chmod(folder.path().c_str(), 0700), 0);
    EXPECT_EQ(folder.files(), std::vector<std::string>{"web.pem"});
}

TEST(KeyFolder, RefusesAFileThatIsOpenToOthers) {
    const Folder folder;
    ASSERT_EQ(save(u"web"), Status::ok);
    for (const mode_t mode : {0640u, 0604u, 0660u, 0602u, 0610u, 0666u}) {
        ASSERT_EQ(::chmod(folder.path("web.pem").c_str(), mode), 0);
        EXPECT_EQ(load_key(u"web", {}).status(), Status::not_owner) << mode;
        EXPECT_EQ(set_key_policy(u"web", {}), Status::not_owner) << mode;
    }
    ASSERT_EQ(::chmod(folder.path("web.pem").c_str(), 0400), 0);
    EXPECT_TRUE(is(load_key(u"web", {}), ec_key()));
}

// Only root can give files away; for others a folder of root's stands for another's.
TEST(KeyFolder, RefusesWhatIsAnotherUsers) {
    const Folder folder;
    if (::geteuid() != 0) {
        const ScopedEnvironment roots(environment::kKeyFolder, "/root");
        EXPECT_EQ(load_key(u"web", {}).status(), Status::not_owner);
        EXPECT_EQ(save(u"web"), Status::not_owner);
        return;
    }
    ASSERT_EQ(save(u"web"), Status::ok);
    ASSERT_EQ(::chown(folder.path("web.pem").c_str(), 1, 1), 0);
    EXPECT_EQ(load_key(u"web", {}).status(), Status::not_owner);
    ASSERT_EQ(::chown(folder.path("web.pem").c_str(), 0, 0), 0);
    ASSERT_EQ(::chown(folder.path().c_str(), 1, 1), 0);
    EXPECT_EQ(load_key(u"web", {}).status(), Status::not_owner);
    EXPECT_EQ(save(u"web", ec_key(1), true), Status::not_owner);
}

TEST(KeyFolder, FollowsNoLinkToAKey) {
    const Folder folder;
    ASSERT_EQ(save(u"target"), Status::ok);
    std::filesystem::create_symlink(folder.path("target.pem"), folder.path("web.pem"));
    EXPECT_EQ(load_key(u"web", {}).status(), Status::not_owner);
    EXPECT_EQ(set_key_policy(u"web", {1, 1}), Status::not_owner);
    EXPECT_EQ(save(u"web", ec_key(1)), Status::exists);
    // What replaces the link does not write through it.
    ASSERT_EQ(save(u"web", ec_key(1), true), Status::ok);
    EXPECT_TRUE(is(load_key(u"target", {}), ec_key(0)));
    EXPECT_TRUE(is(load_key(u"web", {}), ec_key(1)));
    EXPECT_FALSE(std::filesystem::is_symlink(folder.path("web.pem")));
}

TEST(KeyFolder, RemovesALinkAndNotWhatItLeadsTo) {
    const Folder folder;
    ASSERT_EQ(save(u"target"), Status::ok);
    std::filesystem::create_symlink(folder.path("target.pem"), folder.path("web.pem"));
    EXPECT_EQ(delete_key(u"web"), Status::ok);
    EXPECT_EQ(folder.files(), std::vector<std::string>{"target.pem"});
}

TEST(KeyFolder, FollowsNoLinkToAFolder) {
    const Folder folder;
    std::filesystem::create_directory(folder.base() / "elsewhere");
    ASSERT_EQ(::chmod((folder.base() / "elsewhere").c_str(), 0700), 0);
    std::filesystem::create_symlink(folder.base() / "elsewhere", folder.path());
    EXPECT_EQ(load_key(u"web", {}).status(), Status::not_owner);
    EXPECT_EQ(save(u"web"), Status::not_owner);
    EXPECT_TRUE(std::filesystem::is_empty(folder.base() / "elsewhere"));
}

TEST(KeyFolder, RefusesWhatIsNoFile) {
    const Folder folder;
    ASSERT_EQ(save(u"other"), Status::ok);
    std::filesystem::create_directory(folder.path("folder.pem"));
    ASSERT_EQ(::chmod(folder.path("folder.pem").c_str(), 0700), 0);
    ASSERT_EQ(::mkfifo(folder.path("pipe.pem").c_str(), 0600), 0);
    EXPECT_EQ(load_key(u"folder", {}).status(), Status::not_owner);
    EXPECT_EQ(load_key(u"pipe", {}).status(), Status::not_owner);
    folder.write("../file", "in place of the folder");
    const ScopedEnvironment file(environment::kKeyFolder, (folder.base() / "file").string());
    EXPECT_EQ(load_key(u"web", {}).status(), Status::not_owner);
    EXPECT_EQ(save(u"web"), Status::not_owner);
}

// ---- which folder -------------------------------------------------------------------------------

TEST(KeyFolder, IsWhereTheEnvironmentSays) {
    const Folder folder;
    const std::string data = (folder.base() / "data").string();
    const std::string home = (folder.base() / "home").string();
    const ScopedEnvironment no_folder(environment::kKeyFolder, "");
    const ScopedEnvironment homes("HOME", home);
    {
        const ScopedEnvironment absolute("XDG_DATA_HOME", data);
        ASSERT_EQ(save(u"web"), Status::ok);
        EXPECT_TRUE(std::filesystem::exists(data + "/secur32/keys/web.pem"));
        EXPECT_EQ(mode_of(data + "/secur32"), 0700u);
    }
    // XDG: "If an implementation encounters a relative path ... it should ... ignore it."
    for (const char* const useless : {"relative", ""}) {
        const ScopedEnvironment relative("XDG_DATA_HOME", useless);
        ASSERT_EQ(save(u"web", ec_key(), true), Status::ok);
        EXPECT_TRUE(std::filesystem::exists(home + "/.local/share/secur32/keys/web.pem"));
    }
    EXPECT_FALSE(std::filesystem::exists("relative"));
}

constexpr KeyPlace kContainers{KeyPlace::Scope::user, "containers", Status::no_keyset};
constexpr KeyPlace kMachine{KeyPlace::Scope::machine, {}};

TEST(KeyFolder, HasFoldersInside) {
    const Folder folder;
    EXPECT_EQ(KeyFolder::open(kContainers, KeyFolder::Use::reads).status(), Status::no_keyset);
    EXPECT_EQ(KeyFolder::open(kContainers, KeyFolder::Use::changes).status(), Status::no_keyset);
    EXPECT_FALSE(std::filesystem::exists(folder.path())) << "looking made the folder";
    const auto inside = KeyFolder::open(kContainers, KeyFolder::Use::creates);
    ASSERT_TRUE(inside.ok());
    ASSERT_EQ(inside.value().write("x.pem", secret("text"), false), Status::ok);
    EXPECT_EQ(mode_of(folder.path("containers")), 0700u);
    EXPECT_EQ(folder.read("containers/x.pem"), "text");
    EXPECT_TRUE(list_keys().value().empty());
}

TEST(KeyFolder, JudgesBothFolders) {
    const Folder folder;
    ASSERT_TRUE(KeyFolder::open(kContainers, KeyFolder::Use::creates).ok());
    for (const auto& path : {folder.path(), folder.path("containers")}) {
        ASSERT_EQ(::chmod(path.c_str(), 0750), 0);
        for (const auto use : {KeyFolder::Use::reads, KeyFolder::Use::creates})
            EXPECT_EQ(KeyFolder::open(kContainers, use).status(), Status::not_owner) << path;
        ASSERT_EQ(::chmod(path.c_str(), 0700), 0);
    }
    std::filesystem::rename(folder.path("containers"), folder.base() / "elsewhere");
    std::filesystem::create_directory_symlink(folder.base() / "elsewhere",
                                              folder.path("containers"));
    EXPECT_EQ(KeyFolder::open(kContainers, KeyFolder::Use::reads).status(), Status::not_owner);
}

TEST(KeyFolder, RefusesAFileInPlaceOfAFolderInside) {
    const Folder folder;
    folder.write("containers", "a file");
    for (const auto use : {KeyFolder::Use::reads, KeyFolder::Use::changes, KeyFolder::Use::creates})
        EXPECT_EQ(KeyFolder::open(kContainers, use).status(), Status::not_owner);
}

TEST(KeyFolder, SaysOfWhatModesKeepFromBeingReadWhatItIsTold) {
    const Folder folder;
    ASSERT_EQ(save(u"web"), Status::ok);
    const auto status = [](const KeyPlace& place, KeyFolder::Use use) {
        return static_cast<int>(KeyFolder::open(place, use).status());
    };
    constexpr KeyPlace told{KeyPlace::Scope::user, {}, Status::no_keyset};
    ASSERT_EQ(::chmod(folder.path().c_str(), 0), 0);
    using enum KeyFolder::Use;
    EXPECT_EQ(test::unprivileged(folder, [&] { return status({}, reads); }),
              static_cast<int>(Status::not_owner));
    EXPECT_EQ(test::unprivileged(folder, [&] { return status(told, reads); }),
              static_cast<int>(Status::no_keyset));
    EXPECT_EQ(test::unprivileged(folder, [&] { return status(told, creates); }),
              static_cast<int>(Status::not_owner));
}

TEST(KeyFolder, KeepsTheMachinesKeysApart) {
    const Folder folder;
    const std::string machine = (folder.base() / "machine" / "keys").string();
    const ScopedEnvironment named(environment::kMachineKeyFolder, machine);
    const auto opened = KeyFolder::open(kMachine, KeyFolder::Use::creates);
    ASSERT_TRUE(opened.ok());
    ASSERT_EQ(opened.value().write("x.pem", secret("text"), false), Status::ok);
    EXPECT_TRUE(std::filesystem::exists(machine + "/x.pem"));
    EXPECT_EQ(mode_of(machine), 0700u);
    EXPECT_FALSE(std::filesystem::exists(folder.path()));
}

TEST(KeyFolder, RefusesARelativePath) {
    const Folder folder;
    const ScopedEnvironment user(environment::kKeyFolder, "relative/keys");
    const ScopedEnvironment machine(environment::kMachineKeyFolder, "./relative");
    for (const KeyPlace& place : {KeyPlace{}, kContainers, kMachine})
        for (const auto use :
             {KeyFolder::Use::reads, KeyFolder::Use::changes, KeyFolder::Use::creates})
            EXPECT_EQ(KeyFolder::open(place, use).status(), Status::no_keyset);
    EXPECT_EQ(save(u"web"), Status::no_keyset);
    const ScopedEnvironment unnamed(environment::kKeyFolder, "");
    const ScopedEnvironment no_data("XDG_DATA_HOME", ""), home("HOME", "relative");
    EXPECT_EQ(save(u"web"), Status::no_keyset);
    EXPECT_FALSE(std::filesystem::exists("relative"));
}

// ---- concurrence and failure --------------------------------------------------------------------

TEST(KeyFolder, ShowsTheOldKeyOrTheNewOneWhileItIsReplaced) {
    const Folder folder;
    ASSERT_EQ(save(u"web", ec_key(0)), Status::ok);
    std::atomic<bool> done{false};
    std::atomic<int> wrong{0}, read{0};
    std::vector<std::thread> readers;
    for (int i = 0; i < 2; ++i)
        readers.emplace_back([&] {
            while (!done) {
                const auto stored = load_key(u"web", {});
                ++read;
                if (!is(stored, ec_key(0)) && !is(stored, ec_key(1))) ++wrong;
            }
        });
    std::vector<std::thread> writers;
    std::atomic<int> failed{0};
    for (std::size_t i = 0; i < 2; ++i)
        writers.emplace_back([&failed, i] {
            for (int n = 0; n < 100; ++n)
                if (save(u"web", ec_key(i), true) != Status::ok) ++failed;
        });
    for (std::thread& writer : writers) writer.join();
    done = true;
    for (std::thread& reader : readers) reader.join();
    EXPECT_EQ(failed, 0);
    EXPECT_EQ(wrong, 0);
    EXPECT_GT(read, 0);
    EXPECT_EQ(folder.files(), std::vector<std::string>{"web.pem"});
}

TEST(KeyFolder, LetsOneOfManyMakeAKey) {
    const Folder folder;
    std::atomic<int> made{0}, refused{0};
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < 8; ++i)
        threads.emplace_back([&] {
            const Status status = save(u"web");
            if (status == Status::ok) ++made;
            if (status == Status::exists) ++refused;
        });
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(made, 1);
    EXPECT_EQ(refused, 7);
    EXPECT_EQ(folder.files(), std::vector<std::string>{"web.pem"});
}

// A disk without room: the file cannot grow over 64 octets.
TEST(KeyFolder, LeavesTheOldKeyWhenTheNewOneCannotBeWritten) {
    const Folder folder;
    ASSERT_EQ(save(u"web", ec_key(0)), Status::ok);
    rlimit before{};
    ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
    const auto handler = std::signal(SIGXFSZ, SIG_IGN);
    const rlimit small{64, before.rlim_max};
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
    const Status status = save(u"web", ec_key(1), true);
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
    std::signal(SIGXFSZ, handler);
    EXPECT_EQ(status, Status::internal_error);
    EXPECT_TRUE(is(load_key(u"web", {}), ec_key(0)));
    EXPECT_EQ(folder.files(), std::vector<std::string>{"web.pem"});
}

}  // namespace
}  // namespace secur32::provider
