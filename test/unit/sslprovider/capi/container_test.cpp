// Containers as their callers see them, as openssl(1) does, and as they are after a kill -9.
#include "sslprovider/capi/container.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <random>
#include <string>
#include <thread>

#include "sslprovider/base/utf16.h"
#include "sslprovider/provider/pem.h"
#include "test/support/unprivileged.h"
#include "test/support/vectors.h"

namespace secur32::capi {
namespace {

using crypto::PrivateKey;
using test::KeyFolder;
using test::mode_of;

const std::string kFile = "containers/web.pem";
const ContainerName kWeb{Scope::user, u"web"};

const PrivateKey& rsa(std::size_t index = 0) {
    static const PrivateKey keys[] = {PrivateKey::generate_rsa(512).value(),
                                      PrivateKey::generate_rsa(1024).value()};
    return keys[index];
}

Key pair(std::size_t index = 0, AlgId id = calg::rsa_keyx) {
    return {id, permission::standard, PairKey{rsa(index).public_key(), rsa(index)}};
}

bool is(const Result<Key>& key, const PrivateKey& expected) {
    return key.ok() && key.value().pair() != nullptr && key.value().pair()->closed &&
           key.value().pair()->closed->public_key() == expected.public_key();
}

Status save(std::size_t index = 0, KeySpec spec = KeySpec::exchange,
            const ContainerName& name = kWeb) {
    return save_pair(name, spec,
                     pair(index, spec == KeySpec::exchange ? calg::rsa_keyx : calg::rsa_sign));
}

// ---- What they keep -----------------------------------------------------------------------------

TEST(Container, BeginsEmpty) {
    const KeyFolder folder;
    ASSERT_EQ(create_container(kWeb), Status::ok);
    EXPECT_EQ(folder.read(kFile), "Container: web\nPairs: 0\n");
    EXPECT_EQ(open_container(kWeb), Status::ok);
    EXPECT_EQ(load_pair(kWeb, KeySpec::exchange).status(), Status::no_key);
    EXPECT_EQ(load_pair(kWeb, KeySpec::signature).status(), Status::no_key);
    EXPECT_EQ(delete_pair(kWeb, KeySpec::exchange), Status::no_key);
}

TEST(Container, KeepsAPairInEachSlot) {
    const KeyFolder folder;
    ASSERT_EQ(create_container(kWeb), Status::ok);
    ASSERT_EQ(save(0, KeySpec::exchange), Status::ok);
    ASSERT_EQ(save(1, KeySpec::signature), Status::ok);
    EXPECT_TRUE(is(load_pair(kWeb, KeySpec::exchange), rsa(0)));
    EXPECT_TRUE(is(load_pair(kWeb, KeySpec::signature), rsa(1)));
    ASSERT_EQ(save(1, KeySpec::exchange), Status::ok);
    EXPECT_TRUE(is(load_pair(kWeb, KeySpec::exchange), rsa(1)));
    ASSERT_EQ(delete_pair(kWeb, KeySpec::exchange), Status::ok);
    EXPECT_EQ(load_pair(kWeb, KeySpec::exchange).status(), Status::no_key);
    EXPECT_TRUE(is(load_pair(kWeb, KeySpec::signature), rsa(1)));
}

TEST(Container, IsThereOnce) {
    const KeyFolder folder;
    ASSERT_EQ(create_container(kWeb), Status::ok);
    ASSERT_EQ(save(), Status::ok);
    EXPECT_EQ(create_container(kWeb), Status::exists);
    EXPECT_TRUE(is(load_pair(kWeb, KeySpec::exchange), rsa()));
}

TEST(Container, IsNotThereBeforeItIsMadeNorAfterItIsDeleted) {
    const KeyFolder folder;
    for (int round = 0; round < 2; ++round) {
        EXPECT_EQ(open_container(kWeb), Status::no_keyset);
        EXPECT_EQ(delete_container(kWeb), Status::no_keyset);
        EXPECT_EQ(load_pair(kWeb, KeySpec::exchange).status(), Status::no_keyset);
        EXPECT_EQ(save(), Status::no_keyset);
        EXPECT_EQ(delete_pair(kWeb, KeySpec::exchange), Status::no_keyset);
        EXPECT_TRUE(list_containers(Scope::user).value().empty());
        ASSERT_EQ(create_container(kWeb), Status::ok);
        ASSERT_EQ(delete_container(kWeb), Status::ok);
    }
}

// Windows keeps the containers of dssenh.dll in a folder of their own.
TEST(Container, OfDssIsAnotherThanOfRsa) {
    const KeyFolder folder;
    const ContainerName dss{Scope::user, u"web", Store::dss};
    ASSERT_EQ(create_container(kWeb), Status::ok);
    EXPECT_EQ(open_container(dss), Status::no_keyset);
    ASSERT_EQ(create_container(dss), Status::ok);
    EXPECT_EQ(save(0, KeySpec::exchange, dss), Status::bad_key);
    ASSERT_EQ(save(), Status::ok);
    std::filesystem::copy_file(folder.path(kFile), folder.path("dss-containers/web.pem"),
                               std::filesystem::copy_options::overwrite_existing);
    EXPECT_EQ(load_pair(dss, KeySpec::exchange).status(), Status::bad_data);
    ASSERT_EQ(delete_container(kWeb), Status::ok);
    EXPECT_EQ(open_container(dss), Status::ok);
}

TEST(Container, OfTheMachineIsAnotherThanTheUsers) {
    const KeyFolder folder;
    const std::string path = (folder.base() / "machine").string();
    const test::ScopedEnvironment named(environment::kMachineKeyFolder, path);
    const ContainerName machines{Scope::machine, u"web"};
    ASSERT_EQ(create_container(machines), Status::ok);
    EXPECT_TRUE(std::filesystem::exists(path + "/containers/web.pem"));
    EXPECT_EQ(open_container(kWeb), Status::no_keyset);
    EXPECT_EQ(list_containers(Scope::machine).value(), std::vector<std::u16string>{u"web"});
    EXPECT_TRUE(list_containers(Scope::user).value().empty());
}

// ---- Names --------------------------------------------------------------------------------------

TEST(Container, HasANameInAnyCaseOfLetters) {
    const KeyFolder folder;
    const ContainerName made{Scope::user, u"Web \u00C4\u03A9"};
    ASSERT_EQ(create_container(made), Status::ok);
    for (const std::u16string_view other : {u"web \u00E4\u03C9", u"WEB \u00C4\u03A9"})
        EXPECT_EQ(open_container({Scope::user, std::u16string(other)}), Status::ok);
    EXPECT_EQ(create_container({Scope::user, u"wEB \u00E4\u03A9"}), Status::exists);
    EXPECT_EQ(open_container({Scope::user, u"web \u00E4\u03C8"}), Status::no_keyset);
    EXPECT_EQ(list_containers(Scope::user).value(), std::vector<std::u16string>{made.name});
    EXPECT_TRUE(std::filesystem::exists(folder.path("containers/web%20%C3%84%CE%A9.pem")));
}

std::u16string unique_of(const ContainerName& name) {
    return utf16_of(unique_container_name(name).value()).value();
}

TEST(Container, IsFoundByItsUniqueName) {
    const KeyFolder folder;
    const std::u16string long_name(kMaxContainerName, u'\u4E2D');
    for (const Store store : {Store::rsa, Store::dss})
        for (const std::u16string& name : {std::u16string(u"a B"), long_name}) {
            const ContainerName made{Scope::user, name, store};
            ASSERT_EQ(create_container(made), Status::ok);
            const std::u16string unique = unique_of(made);
            EXPECT_EQ(unique_of({Scope::user, upper(name)}), unique);
            for (const std::u16string& spelt : {unique, upper(unique)}) {
                const auto found = container_of_unique_name({Scope::user, spelt, store});
                ASSERT_TRUE(found.ok());
                EXPECT_EQ(found.value().name, name);
                EXPECT_EQ(found.value().store, store);
            }
        }
}

TEST(Container, IsNotFoundByAnythingElse) {
    const KeyFolder folder;
    const ContainerName made{Scope::user, u"a B"};
    ASSERT_EQ(create_container(made), Status::ok);
    ASSERT_EQ(create_container({Scope::user, u"y", Store::dss}), Status::ok);
    for (const std::u16string& none :
         {std::u16string(), std::u16string(u"a B"), std::u16string(u"a%20b.pem"),
          std::u16string(u"\xD800"), unique_of(made) + u".pem", unique_of(made).substr(1),
          unique_of({Scope::user, u"x"}), unique_of({Scope::user, u"y"})})
        EXPECT_EQ(container_of_unique_name({Scope::user, none}).status(), Status::no_keyset);
    EXPECT_EQ(container_of_unique_name({Scope::machine, unique_of(made)}).status(),
              Status::no_keyset);
}

// What is damaged can be deleted by that name too.
TEST(Container, IsFoundThoughItsFileIsDamaged) {
    const KeyFolder folder;
    ASSERT_EQ(create_container(kWeb), Status::ok);
    folder.write(kFile, "nothing");
    const auto found = container_of_unique_name({Scope::user, unique_of(kWeb)});
    ASSERT_TRUE(found.ok());
    EXPECT_EQ(found.value().name, u"web");
}

TEST(Container, IsNotCalledAsAnotherCouldBeByItsUniqueName) {
    const KeyFolder folder;
    for (const std::u16string& name : {unique_of(kWeb), upper(unique_of(kWeb))})
        EXPECT_EQ(create_container({Scope::user, name}), Status::bad_keyset_param);
    EXPECT_FALSE(std::filesystem::exists(folder.path()));
}

TEST(Container, HasNoNameThatIsNone) {
    const KeyFolder folder;
    for (const std::u16string& name :
         {std::u16string(), std::u16string(kMaxContainerName + 1, u'x'), std::u16string(u"\xD800"),
          std::u16string(u"a\0b", 3)}) {
        const ContainerName none{Scope::user, name};
        EXPECT_EQ(create_container(none), Status::bad_keyset_param);
        EXPECT_EQ(open_container(none), Status::bad_keyset_param);
        EXPECT_EQ(delete_container(none), Status::bad_keyset_param);
        EXPECT_EQ(load_pair(none, KeySpec::exchange).status(), Status::bad_keyset_param);
        EXPECT_EQ(unique_container_name(none).status(), Status::bad_keyset_param);
    }
    EXPECT_FALSE(std::filesystem::exists(folder.path()));
}

TEST(Container, StaysInItsFolder) {
    const KeyFolder folder;
    for (const std::u16string_view name : {u"../x", u"/x", u"..", u".hidden", u"a/../../x"})
        ASSERT_EQ(create_container({Scope::user, std::u16string(name)}), Status::ok);
    EXPECT_EQ(folder.files(), std::vector<std::string>{"containers"});
    EXPECT_EQ(list_containers(Scope::user).value().size(), 5u);
}

TEST(Container, IsListedThoughItsFileIsDamaged) {
    const KeyFolder folder;
    ASSERT_EQ(create_container(kWeb), Status::ok);
    folder.write("containers/broken%20one.pem", "nothing");
    folder.write("containers/other.pem", folder.read(kFile));
    folder.write("containers/x~12.pem", "nothing that is shortened");
    folder.write("containers/notes.txt", "nothing");
    EXPECT_EQ(list_containers(Scope::user).value(),
              (std::vector<std::u16string>{u"broken one", u"web"}));
}

// ---- Other programs, and hostile files ----------------------------------------------------------

TEST(Container, IsReadByOpenssl) {
    const KeyFolder folder;
    ASSERT_EQ(create_container(kWeb), Status::ok);
    ASSERT_EQ(save(1), Status::ok);
    const auto ran =
        test::run("openssl pkey -in '" + folder.path(kFile).string() +
                  "' -pubout -outform DER -out '" + folder.path("x.der").string() + "'");
    ASSERT_EQ(ran.status, 0) << ran.output;
    const std::string der = folder.read("x.der");
    EXPECT_EQ(test::to_hex(bytes_of(std::string_view(der))),
              test::to_hex(rsa(1).public_key().subject_public_key_info().value()));
}

TEST(Container, OfAnotherNameIsDamaged) {
    const KeyFolder folder;
    ASSERT_EQ(create_container({Scope::user, u"other"}), Status::ok);
    folder.write(kFile, folder.read("containers/other.pem"));
    EXPECT_EQ(open_container(kWeb), Status::bad_data);
    EXPECT_EQ(load_pair(kWeb, KeySpec::exchange).status(), Status::bad_data);
    EXPECT_EQ(save(), Status::bad_data);
}

TEST(Container, IsRefusedWhenItsFileIsNone) {
    const KeyFolder folder;
    ASSERT_EQ(create_container(kWeb), Status::ok);
    ASSERT_EQ(save(), Status::ok);
    const std::string good = folder.read(kFile);
    for (const std::string& text :
         {std::string(), std::string("nonsense"), std::string(70'000, 'x'),
          good + std::string(70'000, '\n'), good.substr(good.find("-----")), good + good,
          good.substr(0, good.size() - 1)}) {
        folder.write(kFile, text);
        EXPECT_EQ(open_container(kWeb), Status::bad_data);
        EXPECT_EQ(load_pair(kWeb, KeySpec::exchange).status(), Status::bad_data);
        EXPECT_EQ(save(), Status::bad_data);
        EXPECT_EQ(folder.read(kFile), text) << "what is damaged is not written over";
    }
    EXPECT_EQ(delete_container(kWeb), Status::ok);
}

TEST(Container, IsRefusedWhenOthersCouldReadIt) {
    const KeyFolder folder;
    ASSERT_EQ(create_container(kWeb), Status::ok);
    EXPECT_EQ(mode_of(folder.path(kFile)), 0600u);
    EXPECT_EQ(mode_of(folder.path("containers")), 0700u);
    ASSERT_EQ(::chmod(folder.path(kFile).c_str(), 0640), 0);
    EXPECT_EQ(open_container(kWeb), Status::not_owner);
    EXPECT_EQ(save(), Status::not_owner);
    ASSERT_EQ(::chmod(folder.path(kFile).c_str(), 0600), 0);
    std::filesystem::create_symlink(folder.path(kFile), folder.path("containers/link.pem"));
    EXPECT_EQ(open_container({Scope::user, u"link"}), Status::not_owner);
    ASSERT_EQ(::mkfifo(folder.path("containers/pipe.pem").c_str(), 0600), 0);
    EXPECT_EQ(open_container({Scope::user, u"pipe"}), Status::not_owner);
    ASSERT_EQ(::chmod(folder.path("containers").c_str(), 0710), 0);
    EXPECT_EQ(open_container(kWeb), Status::not_owner);
    EXPECT_EQ(list_containers(Scope::user).status(), Status::not_owner);
    EXPECT_EQ(create_container({Scope::user, u"new"}), Status::not_owner);
}

// "This error code can also indicate that access to an existing key container is denied."
TEST(Container, ThatModesKeepFromItsUserIsNotThere) {
    const KeyFolder folder;
    ASSERT_EQ(create_container(kWeb), Status::ok);
    const auto in_child = [&](auto call) {
        return test::unprivileged(folder, [&] { return static_cast<int>(call()); });
    };
    ASSERT_EQ(::chmod(folder.path(kFile).c_str(), 0), 0);
    EXPECT_EQ(in_child([] { return open_container(kWeb); }), static_cast<int>(Status::no_keyset));
    ASSERT_EQ(::chmod(folder.path("containers").c_str(), 0), 0);
    EXPECT_EQ(in_child([] { return open_container(kWeb); }), static_cast<int>(Status::no_keyset));
    EXPECT_EQ(in_child([] {
                  return create_container({Scope::user, u"new"});
              }),
              static_cast<int>(Status::not_owner));
}

TEST(Container, InAFolderThatCannotBeWrittenStaysAsItIs) {
    const KeyFolder folder;
    ASSERT_EQ(create_container(kWeb), Status::ok);
    ASSERT_EQ(save(0), Status::ok);
    ASSERT_EQ(::chmod(folder.path("containers").c_str(), 0500), 0);
    const auto in_child = [&](auto call) {
        return test::unprivileged(folder, [&] { return static_cast<int>(call()); });
    };
    EXPECT_EQ(in_child([] { return open_container(kWeb); }), static_cast<int>(Status::ok));
    EXPECT_EQ(in_child([] { return save(1); }), static_cast<int>(Status::not_owner));
    EXPECT_EQ(in_child([] { return delete_container(kWeb); }), static_cast<int>(Status::not_owner));
    EXPECT_EQ(in_child([] {
                  return create_container({Scope::user, u"new"});
              }),
              static_cast<int>(Status::not_owner));
    EXPECT_EQ(in_child([] { return is(load_pair(kWeb, KeySpec::exchange), rsa(0)) ? 0 : 1; }), 0);
    ASSERT_EQ(::chmod(folder.path("containers").c_str(), 0700), 0);
}

// ---- Concurrence and failure --------------------------------------------------------------------

// A disk without room: no file can grow over 64 octets.
TEST(Container, StaysAsItIsWhenTheNewOneCannotBeWritten) {
    const KeyFolder folder;
    ASSERT_EQ(create_container(kWeb), Status::ok);
    ASSERT_EQ(save(0), Status::ok);
    rlimit before{};
    ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
    const auto handler = std::signal(SIGXFSZ, SIG_IGN);
    const rlimit small{64, before.rlim_max};
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
    const Status status = save(1);
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
    std::signal(SIGXFSZ, handler);
    EXPECT_EQ(status, Status::internal_error);
    EXPECT_TRUE(is(load_pair(kWeb, KeySpec::exchange), rsa(0)));
}

TEST(Container, LosesNoSlotToWritersOfTheOther) {
    const KeyFolder folder;
    ASSERT_EQ(create_container(kWeb), Status::ok);
    std::atomic<int> failed{0};
    const auto write = [&failed](KeySpec spec) {
        for (int n = 0; n < 50; ++n) {
            if (save(0, spec) != Status::ok) ++failed;
            if (!is(load_pair(kWeb, spec), rsa(0))) ++failed;
        }
    };
    std::thread one(write, KeySpec::exchange), two(write, KeySpec::signature);
    one.join();
    two.join();
    EXPECT_EQ(failed, 0);
    EXPECT_TRUE(is(load_pair(kWeb, KeySpec::exchange), rsa(0)));
    EXPECT_TRUE(is(load_pair(kWeb, KeySpec::signature), rsa(0)));
}

[[noreturn]] void rewrite_for_ever(int begun) {
    for (std::size_t n = 0;; ++n) {
        if (save(n % 2) != Status::ok) ::_exit(1);
        if (n == 0 && ::write(begun, "", 1) != 1) ::_exit(2);
    }
}

// A process that rewrites the container, killed at a time that chance gives.
void kill_one_that_rewrites(std::chrono::microseconds after) {
    int begun[2];
    ASSERT_EQ(::pipe(begun), 0);
    const pid_t child = ::fork();
    if (child == 0) rewrite_for_ever(begun[1]);
    char octet = 0;
    ASSERT_EQ(::read(begun[0], &octet, 1), 1);
    std::this_thread::sleep_for(after);
    ASSERT_EQ(::kill(child, SIGKILL), 0);
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ::close(begun[0]);
    ::close(begun[1]);
    ASSERT_TRUE(WIFSIGNALED(status)) << "it ended by itself: " << status;
}

// How long the container takes to be rewritten on this disk.
std::chrono::microseconds time_of_a_save() {
    constexpr int kSaves = 10;
    const auto begun = std::chrono::steady_clock::now();
    for (int i = 0; i < kSaves; ++i) EXPECT_EQ(save(0), Status::ok);
    const auto taken = std::chrono::steady_clock::now() - begun;
    return std::chrono::duration_cast<std::chrono::microseconds>(taken) / kSaves;
}

TEST(Container, IsTheOldOrTheNewOneAfterAKill) {
    const KeyFolder folder;
    ASSERT_EQ(create_container(kWeb), Status::ok);
    ASSERT_EQ(save(0), Status::ok);
    ASSERT_EQ(save(0, KeySpec::signature), Status::ok);
    std::mt19937 chance(20261121);
    std::uniform_int_distribution<std::int64_t> delay(0, 6 * time_of_a_save().count());
    int old_ones = 0, left_over = 0;
    constexpr int kRounds = 100;
    for (int round = 0; round < kRounds; ++round) {
        kill_one_that_rewrites(std::chrono::microseconds(delay(chance)));
        const auto found = load_pair(kWeb, KeySpec::exchange);
        ASSERT_TRUE(is(found, rsa(0)) || is(found, rsa(1))) << "round " << round;
        ASSERT_TRUE(is(load_pair(kWeb, KeySpec::signature), rsa(0))) << "round " << round;
        old_ones += is(found, rsa(0)) ? 1 : 0;
        const std::filesystem::directory_iterator all(folder.path("containers")), end;
        left_over += std::distance(all, end) > 1 ? 1 : 0;
    }
    std::printf("%d kills: %d left the one key, %d the other; %d left a file\n", kRounds, old_ones,
                kRounds - old_ones, left_over);
    EXPECT_GT(old_ones, 0);
    EXPECT_LT(old_ones, kRounds);
    // The next writer clears away what was left.
    ASSERT_EQ(save(1), Status::ok);
    const std::filesystem::directory_iterator all(folder.path("containers")), end;
    EXPECT_EQ(std::distance(all, end), 1);
}

}  // namespace
}  // namespace secur32::capi
