// From a password to its NT hash (NTOWFv1, [MS-NLMP] 3.3.1) without leaving copies behind.
#pragma once

#include <string_view>

#include "sslprovider/base/secure_bytes.h"
#include "sslprovider/base/status.h"

namespace secur32::accounts {

// UTF-16LE of a password in UTF-8; Status::invalid_parameter when it is not UTF-8.
Result<SecureBytes> password_utf16(std::string_view utf8);
// MD4 of a password in UTF-16LE.
Secret<16> nt_hash(Bytes password_utf16le);
// 32 hexadecimal digits.
Result<Secret<16>> nt_hash_of_hex(std::string_view digits);

}  // namespace secur32::accounts
