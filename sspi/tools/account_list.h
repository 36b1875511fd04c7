// How secur32-accounts shows accounts and policies.
#pragma once

#include <string>
#include <vector>

#include "sspi/accounts/store.h"

namespace secur32::tools {

void print_accounts(const std::vector<accounts::StoreEntry>& entries,
                    const accounts::Policy& policy, const accounts::Counters& unknown_users);
void print_policy(const accounts::Policy& policy);
void print_import(const accounts::ImportReport& report, const std::string& path);

}  // namespace secur32::tools
