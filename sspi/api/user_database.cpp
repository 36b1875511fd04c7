// getpwnam_r and getpwuid_r, whose callers guess how much room the strings take.
#include "sspi/api/user_database.h"

#include <pwd.h>

#include <cerrno>
#include <vector>

#include "sslprovider/base/utf16.h"

namespace secur32::api {
namespace {

constexpr std::size_t kFirstTry = 1024;
constexpr std::size_t kLastTry = 1024 * 1024;

// look_up(entry, strings, size, found) is one of the two functions.
template <typename LookUp>
Result<UserEntry> find(LookUp look_up) {
    std::vector<char> strings;
    for (std::size_t size = kFirstTry; size <= kLastTry; size *= 2) {
        strings.resize(size);
        passwd entry{};
        passwd* found = nullptr;
        if (look_up(&entry, strings.data(), size, &found) == ERANGE) continue;
        if (found == nullptr) break;
        const char* const gecos = entry.pw_gecos == nullptr ? "" : entry.pw_gecos;
        return UserEntry{entry.pw_name, entry.pw_uid, entry.pw_gid, gecos};
    }
    return Status::target_unknown;
}

}  // namespace

Result<UserEntry> find_user(std::u16string_view name) {
    TRY_ASSIGN(const std::string utf8, utf8_of(name));
    // The C library would look for what stands before it.
    if (utf8.find('\0') != utf8.npos) return Status::target_unknown;
    return find([&](passwd* entry, char* strings, std::size_t size, passwd** found) {
        return ::getpwnam_r(utf8.c_str(), entry, strings, size, found);
    });
}

Result<UserEntry> find_user(uid_t uid) {
    return find([&](passwd* entry, char* strings, std::size_t size, passwd** found) {
        return ::getpwuid_r(uid, entry, strings, size, found);
    });
}

}  // namespace secur32::api
