// What this machine's administrator says about NTLM: Windows' LmCompatibilityLevel, MaxLifetime,
// and what an acceptor demands about channel bindings and target names.  Read from the environment
// (docs/differences-from-windows.md) when a credential is acquired; nothing here looks at messages.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sslprovider/base/clock.h"

namespace secur32::ntlm {

// What an acceptor does with the client's channel bindings.
enum class BindingsDemand : std::uint8_t {
    never,       // does not look at them
    when_given,  // checks them when its program gave its own
    required,    // refuses a client without any ([MS-NLMP] 3.2.1.2, ApplicationRequiresCBT)
};

struct Policy {
    // [MS-NLMP] appendix B <81>.  5: an initiator sends NTLMv2, an acceptor takes nothing else.
    static constexpr unsigned kHighestLevel = 5;

    unsigned lm_compatibility_level = kHighestLevel;
    FileTime max_lifetime = 36 * kFileTimeHour;  // [MS-NLMP] appendix B <39>
    BindingsDemand bindings = BindingsDemand::when_given;
    std::vector<std::u16string> accepted_names;  // empty: any

    static Policy from_environment();

    // Initiator: "0: [...] never use extended session security", "2: use only NTLM
    // authentication", "3: use NTLM v2 authentication".
    bool requests_extended_session_security() const { return lm_compatibility_level >= 1; }
    bool sends_lm_response() const { return lm_compatibility_level < 2; }
    bool sends_ntlmv2() const { return lm_compatibility_level >= 3; }
    // Acceptor: "4: refuse LM authentication", "5: refuse NTLM and LM authentication and accept
    // only NTLM v2".  LMv2 has neither timestamp nor MIC nor bindings and goes with NTLMv1 here.
    bool accepts_lm() const { return lm_compatibility_level < 4; }
    bool accepts_ntlmv1() const { return lm_compatibility_level < 5; }
    bool accepts_lmv2() const { return lm_compatibility_level < 5; }
    // Signing and sealing only with extended session security and 128 bits (ClientRequire128bit-
    // Encryption, ServerRequire128bitEncryption).  A level that sends NTLMv1 takes what it gets.
    bool demands_strong_keys() const { return lm_compatibility_level >= 3; }
};

// Whether a client's SPN is one of names: an SPN ("HTTP/www.example.com") equals it whatever its
// case; a bare host name equals the host of any service's SPN, with or without its port.
bool target_name_accepted(const std::vector<std::u16string>& names, std::u16string_view target);

}  // namespace secur32::ntlm
