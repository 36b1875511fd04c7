// The handle tables: credentials, contexts and the tokens of QuerySecurityContextToken.
//
// A SecHandle is {number, kind}: a credential's handle given where a context's is due is refused.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "sslprovider/base/handle_table.h"
#include "sspi/core/package.h"
#include "sspi/dispatch/open_context.h"

namespace secur32::dispatch {

inline constexpr std::uint64_t kCredentialKind = 0x4352'4544;  // "CRED"
inline constexpr std::uint64_t kContextKind = 0x4354'5854;     // "CTXT"

struct OpenCredential {
    Package& package;
    std::shared_ptr<Credential> credential;
    bool inbound;
    bool outbound;
};

// Who an acceptor authenticated, for QuerySecurityContextToken.
struct UserToken {
    AuthIdentity identity;
};

HandleTable<OpenCredential>& credentials();
HandleTable<OpenContext>& contexts();
HandleTable<UserToken>& tokens();

}  // namespace secur32::dispatch
