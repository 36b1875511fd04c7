// Which accounts this process has: chosen by the environment, shared by everybody who asks.
//
//   SECUR32_ACCOUNTS  a database (or a SAM file); else
//   NTLM_USER_FILE    DOMAIN:USER:PASSWORD lines; else
//   /var/lib/secur32/accounts.db, when it is there.
#pragma once

#include <memory>
#include <string>

#include "sspi/core/authority.h"

namespace secur32::accounts {

inline constexpr const char* kDefaultDatabase = "/var/lib/secur32/accounts.db";

// Directories share what they opened: two of them see one another's counts at once.
std::shared_ptr<AuthorityDirectory> make_directory();

}  // namespace secur32::accounts
