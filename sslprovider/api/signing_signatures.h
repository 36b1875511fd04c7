// Who signs a certificate, and how.
#pragma once

#include "sslprovider/api/signing_keys.h"

namespace secur32::api {

struct Signer {
    crypto::PrivateKey key;
    Buffer algorithm;  // AlgorithmIdentifier
};
// As check_encoding, algorithm_of, signing_key_of.
Result<Signer> signer_of(HCRYPTPROV_OR_NCRYPT_KEY_HANDLE handle, DWORD key_spec, DWORD encoding,
                         const CRYPT_ALGORITHM_IDENTIFIER* algorithm);
// Made for a size query too: so an algorithm of another key is told at once.
Result<Buffer> signature_of(const Signer& signer, Bytes message);

}  // namespace secur32::api
