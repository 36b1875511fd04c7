// Reads a password: from a terminal, hidden and twice, or the first line of standard input.  It is
// never an argument: others see those.
#pragma once

#include <optional>
#include <string>

#include "sslprovider/base/secure_bytes.h"

namespace secur32::tools {

// UTF-8.  On failure nothing, with a complaint in why.
std::optional<SecureBytes> ask_password(const std::string& account, std::string& why);
std::optional<SecureBytes> read_password(int descriptor, std::string& why);

}  // namespace secur32::tools
