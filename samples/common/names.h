// Names for what SSPI answers in numbers: status codes, context attributes, package capabilities.
// With each failure comes what a person can do about it.
#pragma once

#define SECURITY_WIN32
#include <sspi.h>

#include <string>

namespace samples {

enum class Role { client, server };

// "SEC_E_LOGON_DENIED", or the number in hexadecimal when it is not in the table.
std::string status_name(SECURITY_STATUS status);

// What to do about a failure; empty when there is nothing more to say than its name.
std::string status_hint(SECURITY_STATUS status);

// "REPLAY_DETECT|CONFIDENTIALITY" for ISC_RET_*/ASC_RET_* bits; "none" for 0.
std::string attribute_names(Role role, ULONG attributes);

// "INTEGRITY|PRIVACY|..." for SECPKG_FLAG_* bits.
std::string capability_names(ULONG capabilities);

// "who: SEC_E_... (what)" and the hint, to standard error.
void print_failure(const std::string& what, SECURITY_STATUS status);

}  // namespace samples
