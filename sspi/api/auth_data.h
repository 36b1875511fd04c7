// pAuthData of AcquireCredentialsHandle for packages that take a user, a domain and a password: the
// four forms of SEC_WINNT_AUTH_IDENTITY and WinPR's two additions to the second of them.
#pragma once

#include "sslprovider/base/status.h"
#include "sspi/api/identity_view.h"
#include "sspi/core/identity.h"

namespace secur32::api {

// auth_data is not null; it decides by its content what it is.  Everything is copied.
// Malformed or contradictory: Status::unknown_credentials.
Result<Identity> parse_auth_data(const void* auth_data);

// The same for an identity without WinPR's additions.
Result<Identity> identity_of(const IdentityView& view);

}  // namespace secur32::api
