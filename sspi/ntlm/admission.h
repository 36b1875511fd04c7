// What an acceptor demands of a client that has proved its password: channel bindings, target name,
// a fresh timestamp ([MS-NLMP] 3.2.5.1.2).  Pure functions; the proof itself is logon.h's.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sslprovider/base/clock.h"
#include "sslprovider/base/status.h"
#include "sspi/core/exchange.h"
#include "sspi/ntlm/av_pairs.h"
#include "sspi/ntlm/policy.h"

namespace secur32::ntlm {

// What the acceptor's program and the policy say about channel bindings.
struct BindingsRule {
    BindingsDemand demand = BindingsDemand::when_given;
    std::optional<BindingsHash> own;  // of the bindings that the program gave
    bool audit_only = false;          // report, do not refuse
    bool allow_missing = false;
    bool proxy = false;  // any binding will do, but there must be one
};

// received: the client's MsvAvChannelBindings; none when it is absent or zero.
BindingsResult judge_bindings(const BindingsRule& rule,
                              const std::optional<BindingsHash>& received);
// Status::bad_bindings where the result refuses the client.
Status check_bindings(const BindingsRule& rule, BindingsResult result);

// names: the accepted ones; empty: any.  target: what the client said, empty for nothing.
// Status::wrong_principal.
Status check_target_name(const std::vector<std::u16string>& names, std::u16string_view target);

// Status::time_skew when the client's clock, or an answer kept for later, is too far from now.
Status check_time(FileTime client, FileTime now, FileTime max_lifetime);

}  // namespace secur32::ntlm
