// The accounts every test here uses, as files in a temporary folder that dies with the program: for
// NTLM_USER_FILE (this library, gss-ntlmssp) and, as SAM_FILE, for WinPR.  Set before any test
// runs.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "test/interop/party.h"

namespace interop {

inline const Identity kUser = {"user", "DOM", "Passw0rd!"};
inline const Identity kWrongPassword = {"user", "DOM", "Passw0rd?"};
inline const Identity kUnknownUser = {"nobody", "DOM", "Passw0rd!"};
inline const Identity kOtherCase = {"USER", "DOM", "Passw0rd!"};
inline const Identity kNotAscii = {"j\u00fcrgen", "DOM", "p\u00e4ssw\u00f6rd\u20ac"};

// MD4 of kUser's password in UTF-16LE, as a line of a SAM file has it.
inline const char* const kUserNtHash = "fc525c9683e8fe067095ba2ddc971889";

class AccountFiles : public testing::Environment {
 public:
    AccountFiles() {
        std::string name = (std::filesystem::temp_directory_path() / "interopXXXXXX").string();
        folder_ = mkdtemp(name.data());
        write("users", user_line(kUser) + user_line(kNotAscii), "NTLM_USER_FILE");
        write("sam", kUser.user + ":" + kUser.domain + "::" + kUserNtHash + ":::\n", "SAM_FILE");
        setenv("NETBIOS_COMPUTER_NAME", "SRV", 1);
        setenv("NETBIOS_DOMAIN_NAME", "DOM", 1);
        setenv("WLOG_LEVEL", "OFF", 1);
        unsetenv("SECUR32_ACCOUNTS");
    }
    AccountFiles(const AccountFiles&) = delete;
    AccountFiles& operator=(const AccountFiles&) = delete;
    ~AccountFiles() override { std::filesystem::remove_all(folder_); }

    const std::filesystem::path& folder() const { return folder_; }

 private:
    static std::string user_line(const Identity& who) {
        return who.domain + ":" + who.user + ":" + who.password + "\n";
    }
    void write(const char* name, const std::string& text, const char* variable) {
        const std::filesystem::path path = folder_ / name;
        std::ofstream(path) << text;
        std::filesystem::permissions(
            path, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
        setenv(variable, path.c_str(), 1);
    }
    std::filesystem::path folder_;
};

// GoogleTest owns it; the constructor has run before any test does.
inline AccountFiles* const kAccounts =
    static_cast<AccountFiles*>(testing::AddGlobalTestEnvironment(new AccountFiles));

}  // namespace interop
