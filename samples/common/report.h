// What a finished handshake agreed on, asked from the context attribute by attribute, and printed:
// for people, and in one line that starts with "negotiated:" for the demo's table.
#pragma once

#include "samples/common/handles.h"
#include "samples/common/names.h"

namespace samples {

// `package` is what the program asked for; what carries the session may be another (Negotiate).
// False when an attribute that every package answers was refused.
bool print_report(Role role, PCtxtHandle context, const std::string& package, ULONG attributes);

}  // namespace samples
