// The packages that Negotiate may choose, best first, and the PackageList of an identity
// ("kerberos,!ntlm") that narrows the choice.
#pragma once

#include <array>
#include <string_view>

namespace secur32::negotiate {

struct Mechanism {
    std::u16string_view package;
};

inline constexpr std::array kMechanisms = {
    Mechanism{u"NTLM"},
};

// [sspi.h, SEC_WINNT_AUTH_IDENTITY_EX] "a comma-separated list of names of security packages":
// a name behind '!' is excluded; as soon as one is named without it, only the named are allowed.
// Empty: all.  Names are compared whatever their case, blanks around them do not count.
bool allows(std::u16string_view package_list, std::u16string_view package);

// The best mechanism that the list allows, or null.
const Mechanism* choose(std::u16string_view package_list);

}  // namespace secur32::negotiate
