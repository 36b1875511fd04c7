// PEM blocks (RFC 7468), as far as the key store writes and reads them.  What PEM a private key can
// come in is crypto/keys.h's matter.
#pragma once

#include <string_view>

#include "sslprovider/base/secure_bytes.h"
#include "sslprovider/base/status.h"

namespace secur32::provider {

// RFC 7468 3: base64, lines of 64 characters, a line feed at the end of each.
SecureBytes pem_block(std::string_view label, Bytes content);

// Where the first line that begins a block starts; text.size() when there is none.
std::size_t find_pem(std::string_view text);

// The content of the first block of that label.  not_found; bad_data when it is no base64 or does
// not end.
Result<SecureBytes> read_pem_block(std::string_view text, std::string_view label);

}  // namespace secur32::provider
