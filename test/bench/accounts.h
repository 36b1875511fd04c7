// One user, DOM\user with password "Passw0rd!", in the files that the three libraries read.
#pragma once

#include <filesystem>

namespace bench {

inline constexpr char kUser[] = "user";
inline constexpr char kDomain[] = "DOM";
inline constexpr char kPassword[] = "Passw0rd!";

// A temporary folder; NTLM_USER_FILE (this library, gss-ntlmssp) and SAM_FILE (the benchmark's own
// name for WinPR's) lead into it while this lives.
class AccountFiles {
 public:
    AccountFiles();
    ~AccountFiles();
    AccountFiles(const AccountFiles&) = delete;
    AccountFiles& operator=(const AccountFiles&) = delete;

 private:
    void write(const char* name, const char* variable, const char* text) const;

    std::filesystem::path folder_;
};

}  // namespace bench
