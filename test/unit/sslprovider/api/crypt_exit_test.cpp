// Threads that still call while the program exits: what they need outlives exit()'s handlers.
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <memory>
#include <thread>
#include <vector>

#include "sslprovider/capi/schannel_keys.h"
#include "sslprovider/crypto/hash.h"
#include "test/support/crypt_handles.h"

namespace secur32::test {
namespace {

// exit() runs what was registered last, first: check runs after the end of every object that use()
// is the first to make.  A process of its own has made none of them before.
[[noreturn]] void exit_after(void (*use)(), void (*check)()) {
    crypto::hash(crypto::HashAlgorithm::sha256, {});  // libcrypto, which ends after check
    std::atexit(check);
    use();
    std::exit(0);
}

// Takes the memory that was given back and writes over it.
void overwrite_freed_memory() {
    static auto& taken = *new std::vector<std::unique_ptr<char[]>>;
    for (std::size_t size = 16; size <= 256; size += 16)
        for (int i = 0; i < 16; ++i)
            std::memset(taken.emplace_back(new char[size]).get(), 0xA5, size);
}

// On another thread: this one's objects are gone.
template <typename Question>
void end_unless(Question question) {
    overwrite_freed_memory();
    bool right = false;
    std::thread([&] { right = question(); }).join();
    if (!right) ::_exit(1);
}

bool default_is_base() {
    char16_t name[100] = {};
    DWORD size = sizeof name;
    return CryptGetDefaultProviderW(PROV_RSA_FULL, nullptr, CRYPT_USER_DEFAULT, name, &size) &&
           std::u16string(name) == MS_DEF_PROV_W;
}

// The master secret of a premaster of another version than KP_HIGHEST_VERSION says.
SecureBytes substituted() {
    capi::SchannelMaster master;
    master.pre_master = SecureBytes(capi::kPreMasterLength);
    master.client_random = master.server_random = Buffer(32);
    master.highest_version = 0x0301;
    master.imported = true;
    return capi::master_secret(master).value();
}
SecureBytes& first_answer() {
    static SecureBytes& answer = *new SecureBytes;
    return answer;
}

TEST(CryptAtExit, KeepsTheDefaultsThatWereSet) {
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    EXPECT_EXIT(exit_after([] { CryptSetProviderW(MS_DEF_PROV_W, PROV_RSA_FULL); },
                           [] { end_unless(default_is_base); }),
                testing::ExitedWithCode(0), "");
}

TEST(CryptAtExit, KeepsWhatTakesTheWrongPremastersPlace) {
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    EXPECT_EXIT(exit_after([] { first_answer() = substituted(); },
                           [] { end_unless([] { return substituted() == first_answer(); }); }),
                testing::ExitedWithCode(0), "");
}

}  // namespace
}  // namespace secur32::test
