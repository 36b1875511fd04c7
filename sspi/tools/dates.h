// Points in time as an administrator writes and reads them: in the local time zone.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "sspi/accounts/lockout.h"

namespace secur32::tools {

// "never" (0), "now", YYYY-MM-DD or YYYY-MM-DDTHH:MM.
std::optional<accounts::UnixTime> parse_date(std::string_view text);
// YYYY-MM-DD HH:MM, or "-" for 0.
std::string format_date(accounts::UnixTime when);

}  // namespace secur32::tools
