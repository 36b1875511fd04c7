// A static Diffie-Hellman pair as PKCS#8 (RFC 5208 5), as openssl(1) writes it:
//
//   PrivateKeyInfo { 0, { dhKeyAgreement, DHParameter { prime, base, length OPTIONAL } },
//                    OCTET STRING { INTEGER x } }              PKCS #3 9: 1.2.840.113549.1.3.1
#pragma once

#include "sslprovider/crypto/diffie_hellman.h"

namespace secur32::crypto {

Result<SecureBytes> dh_pkcs8(const DhKey& key);
// unsupported_function for a key of another algorithm; bad_data when it is no PKCS#8; bad_key for
// numbers that cannot be.
Result<DhKey> dh_key_from_pkcs8(Bytes der);

}  // namespace secur32::crypto
