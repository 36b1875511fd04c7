// Who an identity names, apart from how its maker spelled it.
#pragma once

#include <string>

#include "sspi/api/identity_view.h"

namespace secur32::api {

struct AccountName {
    std::u16string user, domain;
};

// "DOMAIN\user" without a domain of its own is taken apart; "user@domain" stays whole.
Result<AccountName> account_name_in(const IdentityView& view);

// DOMAIN\user, or the user alone.
std::u16string qualified(const AccountName& name);

}  // namespace secur32::api
