// What the functions on keys and signatures of certificates take: handles of either kind of key,
// public keys and algorithms as Windows' structures.
#pragma once

#include <wincrypt.h>

#include "sslprovider/api/cert_call.h"
#include "sslprovider/api/cert_output.h"
#include "sslprovider/base/der_writer.h"
#include "sslprovider/base/status.h"
#include "sslprovider/crypto/keys.h"
#include "sslprovider/x509/certificate.h"

namespace secur32::api {

bool is_cng_handle(HCRYPTPROV_OR_NCRYPT_KEY_HANDLE handle);

// Of an HCRYPTPROV's pair (key_spec 0: for key exchange) or of an NCRYPT_KEY_HANDLE.
// invalid_handle; no_key; not_permitted for a CNG key that is not to sign; bad_type: no key that
// certificates have.
Result<crypto::PrivateKey> signing_key_of(HCRYPTPROV_OR_NCRYPT_KEY_HANDLE handle, DWORD key_spec);
Result<crypto::PublicKey> public_key_of(HCRYPTPROV_OR_NCRYPT_KEY_HANDLE handle, DWORD key_spec);

// AT_KEYEXCHANGE, AT_SIGNATURE or 0.  invalid_parameter.
Result<DWORD> pair_spec_of(DWORD key_spec);

// invalid_parameter without X509_ASN_ENCODING.
Status check_encoding(DWORD encoding);

// SubjectPublicKeyInfo in DER.  invalid_parameter for null, bad_data for no object identifier.
Result<Buffer> public_key_info_of(const CERT_PUBLIC_KEY_INFO* info);
Result<crypto::PublicKey> public_key_of(const CERT_PUBLIC_KEY_INFO* info);

// AlgorithmIdentifier in DER; parameters without octets are left out.
Result<Buffer> algorithm_of(const CRYPT_ALGORITHM_IDENTIFIER* algorithm);
// What algorithm_of answered, read.
x509::AlgorithmIdentifier read_algorithm_of(Bytes der);

// SIGNED{}: what is signed, how, and the signature.
Buffer signed_data_of(Bytes to_be_signed, Bytes algorithm, Bytes signature);

}  // namespace secur32::api
