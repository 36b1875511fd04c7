// This machine's accounts, as the C library knows them (passwd(5), NSS).
#pragma once

#include <sys/types.h>

#include <string>
#include <string_view>

#include "sslprovider/base/status.h"

namespace secur32::api {

struct UserEntry {
    std::string name;
    uid_t uid;
    gid_t gid;
    std::string gecos;
};

// Status::target_unknown: there is no such account.
Result<UserEntry> find_user(std::u16string_view name);
Result<UserEntry> find_user(uid_t uid);

}  // namespace secur32::api
