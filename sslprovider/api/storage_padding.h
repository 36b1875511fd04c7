// pPaddingInfo and the padding flags of NCryptSignHash, NCryptEncrypt and their counterparts.
#pragma once

#include <ncrypt.h>

#include "sslprovider/crypto/rsa_encryption.h"
#include "sslprovider/crypto/signature.h"

namespace secur32::api {

// How a key signs.  bad_flags: a padding that such a key does not have; invalid_parameter: RSA
// without one, an info that is null where it is needed or there where it is not, an unknown hash.
Result<crypto::SignatureForm> signature_form(const crypto::PublicKey& key, const void* info,
                                             DWORD flags);

// Of the signature that NCryptSignHash writes, in octets.
std::size_t cng_signature_length(const crypto::PublicKey& key);

enum class EncryptionPadding : std::uint8_t { none, pkcs1, oaep };
struct EncryptionForm {
    EncryptionPadding padding;
    crypto::OaepForm oaep;
};
// The label is a view into the caller's memory.
Result<EncryptionForm> encryption_form(const void* info, DWORD flags);

}  // namespace secur32::api
