// The keys of a certificate context, for whoever opens them for TLS (SslOpenPrivateKey, Schannel).
// Private keys are found as CryptAcquireCertificatePrivateKey finds them: a handle among the
// context's properties first, of a key of CNG or of a context of the CryptoAPI, then what
// CERT_KEY_PROV_INFO_PROP_ID names, of either kind.
#pragma once

#include <wincrypt_parts.h>

#include "sslprovider/base/status.h"
#include "sslprovider/crypto/keys.h"

namespace secur32::api {

// The key the certificate is about.  invalid_handle for a context that is not ours;
// unsupported_function for an algorithm or curve without implementation; bad_data, bad_key.
Result<crypto::PublicKey> public_key_of(const CERT_CONTEXT& certificate);

// invalid_handle for a context that is not ours, or a property that holds a dead handle; not_found
// when no property names a key, or none of our providers; no_keyset, no_key when there is no such
// key; bad_key when the key is not the one the certificate is about.
struct FoundKey {
    crypto::PrivateKey key;
    bool exportable = false;
};
Result<FoundKey> find_key_of(const CERT_CONTEXT& certificate);
Result<crypto::PrivateKey> private_key_of(const CERT_CONTEXT& certificate);

}  // namespace secur32::api
