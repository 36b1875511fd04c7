// RFC 4648 section 4, for the protocols that carry tokens as text (HTTP, Samba's helper).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "test/interop/party.h"

namespace interop {

std::string base64_of(const Bytes& bytes);
// Empty when a character or the length is wrong.
std::optional<Bytes> from_base64(std::string_view text);

}  // namespace interop
