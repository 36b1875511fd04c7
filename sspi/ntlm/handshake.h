// What a context does until it is established (client.h, server.h), and what is left of it then.
// All that only the exchange needs lives in a Handshake and dies with it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "sspi/core/package.h"
#include "sspi/ntlm/flags.h"
#include "sspi/ntlm/responses.h"

namespace secur32::ntlm {

// What an exchange leaves behind.
struct Outcome {
    Role role = Role::initiator;
    bool anonymous = false;
    NegotiateFlags flags;
    std::uint32_t user_flags = 0;  // LOGON_*
    Features granted;
    Key exported_session_key;
    FileTime established = 0;
    std::u16string user, domain;  // who initiated
    std::u16string target;        // the SPN the initiator meant; empty: unknown or not trusted
};

class Handshake {
 public:
    virtual ~Handshake() = default;
    virtual Result<Progress> step(Exchange& exchange) = 0;
    virtual Result<Progress> complete() { return Status::unsupported_function; }
    virtual Status set(const ContextSetting&) { return Status::unsupported_function; }
    virtual std::u16string_view target() const = 0;
    // After Progress::complete, once.
    virtual Outcome take_outcome() = 0;
};

}  // namespace secur32::ntlm
