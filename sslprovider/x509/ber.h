// BER as PFX files have it (Java, old Windows and NSS write it) made into the DER that DerReader
// reads: indefinite lengths and lengths that are too long become the shortest, strings in parts
// become one.  Everything inside a string stays as it is.
#pragma once

#include "sslprovider/base/secure_bytes.h"
#include "sslprovider/base/status.h"

namespace secur32::x509 {

// One element and nothing behind it; at most 32 levels deep.  bad_data.  Secret, since the contents
// of a PFX file may be.
Result<SecureBytes> der_of_ber(Bytes ber);

}  // namespace secur32::x509
