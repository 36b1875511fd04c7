// The accounts database: how it is made, and how it is told from other files.
#pragma once

#include <cstdint>
#include <string>

#include "sspi/accounts/sqlite.h"

namespace secur32::accounts {

inline constexpr std::int64_t kApplicationId = 0x53333241;  // "S32A", PRAGMA application_id
inline constexpr std::int64_t kSchemaVersion = 1;           // PRAGMA user_version

// The row that stands for every unknown user: a look-up of nobody reads it and a failed logon
// counts there, so that both cost what they cost for an account.  Its key is one octet, which no
// UTF-16 name is.
inline constexpr std::int64_t kNobody = 0;

// Is this an accounts database that this version can read?  On failure, why says what it is.
Status check_schema(Connection& connection, const std::string& path, std::string& why);
// Makes the file (0600) and the tables where they are missing; any number of processes at once.
Status create_database(const std::string& path, std::string& why);

}  // namespace secur32::accounts
