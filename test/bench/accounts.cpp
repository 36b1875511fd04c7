// The accounts as files, and an environment in which nothing else answers for them.
#include "test/bench/accounts.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include <cstring>
#include <string>

#include "test/bench/library.h"

namespace bench {

AccountFiles::AccountFiles() {
    std::string name = (std::filesystem::temp_directory_path() / "bench_ntlm.XXXXXX").string();
    expect(::mkdtemp(name.data()) != nullptr, "no temporary folder", errno);
    folder_ = name;
    write("users", "NTLM_USER_FILE", "DOM:user:Passw0rd!\n");
    write("sam", "SAM_FILE", "user:DOM::fc525c9683e8fe067095ba2ddc971889:::\n");
    ::setenv("NETBIOS_COMPUTER_NAME", "SRV", 1);
    ::setenv("NETBIOS_DOMAIN_NAME", "DOM", 1);
    ::setenv("WLOG_LEVEL", "OFF", 1);
    ::unsetenv("SECUR32_ACCOUNTS");
    ::unsetenv("SSPI_TRACE");
}

AccountFiles::~AccountFiles() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

void AccountFiles::write(const char* name, const char* variable, const char* text) const {
    const std::string path = (folder_ / name).string();
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL, 0600);
    const auto size = static_cast<ssize_t>(std::strlen(text));
    expect(file >= 0 && ::write(file, text, std::strlen(text)) == size, "no account file", errno);
    ::close(file);
    ::setenv(variable, path.c_str(), 1);
}

}  // namespace bench
