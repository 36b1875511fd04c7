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
    std::uint32_t user_flags = 0;   // LOGON_*
    std::uint32_t domain_size = 0;  // how much of name is the domain
    Features granted;
    Key exported_session_key;
    FileTime established = 0;
    std::u16string name;    // who initiated: DOMAIN\user, or user
    std::u16string target;  // the SPN the initiator meant; empty: unknown or not trusted

    void set_name(std::u16string_view domain, std::u16string_view user);
    std::u16string_view domain() const { return std::u16string_view(name).substr(0, domain_size); }
    std::u16string_view user() const {
        return std::u16string_view(name).substr(domain_size == 0 ? 0 : domain_size + 1);
    }
};

// "DOMAIN\user", or "user" without a domain.
std::u16string qualified_name(std::u16string_view domain, std::u16string_view user);

inline void Outcome::set_name(std::u16string_view domain, std::u16string_view user) {
    name = qualified_name(domain, user);
    domain_size = static_cast<std::uint32_t>(domain.size());
}

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
