// Passwords on their way from UTF-8 to UTF-16LE, without a copy that nobody wipes.
#pragma once

#include "sslprovider/base/secure_bytes.h"
#include "sslprovider/base/status.h"

namespace secur32::api {

// As strict as utf16_of (utf16.h): ill-formed UTF-8 is Status::invalid_parameter.
Result<SecureBytes> secret_utf16_of(Bytes utf8);

}  // namespace secur32::api
