// SSPI_TRACE=FILE (or "-" for stderr): what happened and why, a line each, never a secret.
//
//   2026-11-21T09:30:01.123456Z 4711/4713 AcceptSecurityContext(context=7:1, ...) = SEC_E_...
//   2026-11-21T09:30:01.123440Z 4711/4713   because ntlm: the MIC of AUTHENTICATE does not match
//
// Thread rule: any thread; a line is one write(2).
#pragma once

#include <string>
#include <string_view>

#include "sslprovider/base/status.h"

namespace secur32::trace {

// False when SSPI_TRACE is not set: then nothing below costs more than this look.
bool enabled() noexcept;

// Writes one line; a line break inside text becomes a blank.
void line(std::string_view text) noexcept;

// The reason of a failure, told where it is found: `return trace::because(Status::x, "...")`.
Status because(Status status, std::string_view reason) noexcept;
// The same with a detail that is known only at run time (a file name, errno's text).
Status because(Status status, std::string_view reason, std::string_view detail) noexcept;

}  // namespace secur32::trace
