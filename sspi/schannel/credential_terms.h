// The terms of a credential: the machine's policy, and what a SCHANNEL_CRED allows (bits of
// protocols, strengths, a list of ALG_ID) or an SCH_CREDENTIALS forbids (TLS_PARAMETERS).
#pragma once

#include "sspi/core/tls.h"
#include "sspi/schannel/policy.h"

namespace secur32::schannel {

// Of TlsCredentialRequest::flags, SCH_*: what terms depend on.
inline constexpr std::uint32_t kSplitRecords = 0x00200000, kStrongCrypto = 0x00400000,
                               kAllowNullEncryption = 0x02000000;

// SP_PROT_*: the bit of a version and a side.
std::uint32_t protocol_bit(Version version, bool is_server);

// algorithm_mismatch when nothing is left to negotiate.
Result<Terms> make_terms(const Policy& policy, bool is_server, const TlsCredentialRequest& request);
// One of request.parameters.
Result<Terms> make_terms(const Policy& policy, bool is_server, const TlsCredentialRequest& request,
                         const TlsParameters& parameters);

// Takes out of terms what the settings name; to the end of each list when optional.
void disable(Terms& terms, std::span<const DisabledCrypto> settings, bool optional);

}  // namespace secur32::schannel
