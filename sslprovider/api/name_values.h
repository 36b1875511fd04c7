// The values of attributes as CERT_RDN_ATTR holds them: CERT_RDN_* types over octets, UTF-16 or
// UTF-32.
#pragma once

#include <wincrypt.h>

#include <string>

#include "sslprovider/base/bytes.h"
#include "sslprovider/base/status.h"

namespace secur32::api {

// CERT_RDN_* of a value's identifier octet; CERT_RDN_ENCODED_BLOB for what is no string.
DWORD value_type_of_tag(std::uint8_t tag);

// The characters of a decoded value, as CertRDNValueToStr writes them.  invalid_parameter: another
// type; bad_data: ill-formed.
Result<std::u16string> value_text(DWORD type, Bytes value);

// The characters of a value that is UTF-16 whatever its type.  bad_data.
Result<std::u16string> unicode_text(Bytes value);

}  // namespace secur32::api
