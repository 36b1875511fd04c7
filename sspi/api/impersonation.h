// What ImpersonateSecurityContext does to the calling thread.  By default nothing: on Linux a
// process has one uid, and libraries that change it surprise.  SECUR32_IMPERSONATE=1 asks for it.
#pragma once

#include "sslprovider/base/status.h"
#include "sspi/core/attributes.h"

namespace secur32::api {

// With the policy: the calling thread, and no other, gets the effective uid, gid and groups of the
// account of that user.  Status::no_impersonation: no such account, or the process may not.  A
// thread that impersonates already goes back first.  identify: the client asked to be identified
// and no more, which the policy respects: Status::no_impersonation.
Status impersonate(const AuthIdentity& client, bool identify);

// Undoes it; nothing to undo is a success.
Status revert();

}  // namespace secur32::api
