// UTF-8 <-> UTF-16 at the edge (the A functions speak UTF-8), and the folding that [MS-NLMP] calls
// UpperCase().  Ill-formed input is refused, not repaired: a name that changes on its way through
// a conversion names somebody else.
#pragma once

#include <string>
#include <string_view>

#include "sslprovider/base/status.h"

namespace secur32 {

// Unpaired surrogates, overlong forms and values above U+10FFFF: Status::invalid_parameter.
Result<std::u16string> utf16_of(std::string_view utf8);
Result<std::string> utf8_of(std::u16string_view utf16);

// For trace lines and messages only: ill-formed units become U+FFFD.
std::string printable(std::u16string_view utf16);

// Simple upper-case mapping, code unit by code unit, independent of any locale: ASCII, Latin-1,
// Latin Extended-A, Greek and Cyrillic, as Windows' invariant table maps them.
char16_t upper(char16_t unit);
std::u16string upper(std::u16string_view text);

// Equality after upper().
bool equal_ignoring_case(std::u16string_view a, std::u16string_view b);

}  // namespace secur32
