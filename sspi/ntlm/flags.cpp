// Names for trace lines.
#include "sspi/ntlm/flags.h"

#include <array>
#include <cstdio>
#include <string_view>

namespace secur32::ntlm {
namespace {

struct FlagName {
    Flag flag;
    std::string_view name;
};

constexpr std::array kFlagNames = {
    FlagName{Flag::negotiate_56, "56"},
    FlagName{Flag::key_exch, "key_exch"},
    FlagName{Flag::negotiate_128, "128"},
    FlagName{Flag::version, "version"},
    FlagName{Flag::target_info, "target_info"},
    FlagName{Flag::request_non_nt_session_key, "request_non_nt_session_key"},
    FlagName{Flag::identify, "identify"},
    FlagName{Flag::extended_session_security, "extended_session_security"},
    FlagName{Flag::target_type_server, "target_type_server"},
    FlagName{Flag::target_type_domain, "target_type_domain"},
    FlagName{Flag::always_sign, "always_sign"},
    FlagName{Flag::oem_workstation_supplied, "oem_workstation_supplied"},
    FlagName{Flag::oem_domain_supplied, "oem_domain_supplied"},
    FlagName{Flag::anonymous, "anonymous"},
    FlagName{Flag::ntlm, "ntlm"},
    FlagName{Flag::lm_key, "lm_key"},
    FlagName{Flag::datagram, "datagram"},
    FlagName{Flag::seal, "seal"},
    FlagName{Flag::sign, "sign"},
    FlagName{Flag::request_target, "request_target"},
    FlagName{Flag::oem, "oem"},
    FlagName{Flag::unicode, "unicode"},
};

}  // namespace

std::string describe(NegotiateFlags flags) {
    std::array<char, 16> number{};
    std::snprintf(number.data(), number.size(), "0x%08x", flags.bits());
    std::string out = number.data();
    for (const FlagName& row : kFlagNames) {
        if (!flags.has(row.flag)) continue;
        out += ' ';
        out += row.name;
    }
    return out;
}

}  // namespace secur32::ntlm
