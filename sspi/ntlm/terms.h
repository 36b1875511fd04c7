// What the two sides ask for and agree on: NTLM's flags ([MS-NLMP] 2.2.2.5) on the one side, the
// Features of the contract on the other.  Pure functions; no message is looked at here but its
// flags.
#pragma once

#include "sslprovider/base/status.h"
#include "sspi/core/exchange.h"
#include "sspi/core/features.h"
#include "sspi/ntlm/flags.h"
#include "sspi/ntlm/policy.h"

namespace secur32::ntlm {

// 3.1.5.1.1: the flags of a NEGOTIATE_MESSAGE; without one (datagram) what the client would ask.
NegotiateFlags flags_of_negotiate(Features requested, const Policy& policy);

// 3.2.5.1.1: the flags of a CHALLENGE_MESSAGE.  asked: those of the NEGOTIATE_MESSAGE.
// Status::invalid_token: no character set.  Status::unsupported_function: too weak for the policy.
Result<NegotiateFlags> flags_of_challenge(NegotiateFlags asked, const Policy& policy);
// The same for a datagram context, whose client has not been heard yet: "a set of supported
// features" (3.2.5.2.1), of which the client takes what it wants.
NegotiateFlags flags_of_datagram_challenge();

// 3.1.5.1.2: the flags of an AUTHENTICATE_MESSAGE: what was asked for and offered.  An anonymous
// logon has no session security (3.4).  Status as above, and unsupported_function for a datagram
// context without key exchange.
Result<NegotiateFlags> flags_of_authenticate(NegotiateFlags asked, NegotiateFlags offered,
                                             bool anonymous, const Policy& policy);

// 3.2.5.1.2: what holds after an AUTHENTICATE_MESSAGE came back.  Never more than was offered.
// Status::downgrade_detected: the client asked for signing, sealing or extended session security,
// was granted it, and now does without.
Result<NegotiateFlags> agreed_flags(NegotiateFlags asked, NegotiateFlags offered,
                                    NegotiateFlags answered, bool anonymous, const Policy& policy);

// The truth about a context, for pfContextAttr.
Features granted_features(Role role, Features requested, NegotiateFlags flags, bool anonymous);

}  // namespace secur32::ntlm
