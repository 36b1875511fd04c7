// Who it is, and whether he knows the password ([MS-NLMP] 3.2.5.1.2, 3.3): the one place where an
// acceptor looks a user up.
//
// An unknown user and a wrong password are the same from outside: the same look-up, the same
// computations, the same record, the same status, the same trace line.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "sspi/core/authority.h"
#include "sspi/ntlm/credential.h"
#include "sspi/ntlm/keys.h"
#include "sspi/ntlm/messages.h"
#include "sspi/ntlm/policy.h"
#include "sspi/ntlm/responses.h"

namespace secur32::ntlm {

enum class Method : std::uint8_t { anonymous, ntlm_v2, lm_v2, ntlm_v1 };

// What an AUTHENTICATE_MESSAGE claims.  Borrows the messages.
struct Claim {
    AuthenticateMessage message;
    Method method = Method::anonymous;
    NtlmV2Response v2;     // Method::ntlm_v2
    NegotiateFlags flags;  // agreed
    Bytes token;           // the message as received
    Bytes transcript;      // NEGOTIATE | CHALLENGE before it
    Challenge server_challenge{};

    // "If there is an AV_PAIR structure with the AvId field set to MsvAvFlags" and bit 0x2 set.
    bool announces_mic() const {
        return method == Method::ntlm_v2 && (v2.av_pairs.flags() & av_flags::kProvidesMic) != 0;
    }
};

// How the responses prove the password.  Status::invalid_token: responses that are none.
// Status::logon_denied: a method that the policy does not accept.
Result<Method> method_of(const AuthenticateMessage& message, const Policy& policy);

// A proved password, or an anonymous logon.
class Logon {
 public:
    static Logon anonymous();
    // Status::logon_denied: unknown user or wrong password (recorded already).
    // Status::no_authenticating_authority: the accounts cannot be read.
    static Result<Logon> prove(const Accounts& accounts, const Claim& claim);

    const Key& key_exchange_key() const { return key_exchange_key_; }
    const std::u16string& user() const { return user_; }
    const std::u16string& domain() const { return domain_; }
    // What the accounts say about who has proved his password: ok, account_disabled, ...
    Status account_state() const;
    // Tells the accounts how the logon ended.  Once.
    void record(LogonOutcome outcome) const;

 private:
    explicit Logon(const Key& key_exchange_key) : key_exchange_key_(key_exchange_key) {}
    static Result<Logon> prove_to(const std::shared_ptr<Authority>& authority, const Claim& claim);
    static Result<Logon> prove_to(const HashCallback& callback, const Claim& claim);

    Key key_exchange_key_;
    std::u16string user_, domain_;
    std::shared_ptr<Authority> authority_;
    std::optional<Account> account_;
};

}  // namespace secur32::ntlm
