// Stores as octets: serialized with their properties, or the certificates and CRLs alone as a
// PKCS #7 message; and back, into a store that is just being opened.
#pragma once

#include <wincrypt_parts.h>

#include <memory>

#include "sslprovider/api/cert_call.h"
#include "sslprovider/api/cert_store.h"
#include "sslprovider/x509/pkcs7.h"
#include "sslprovider/x509/serialized_store.h"

namespace secur32::api {

// Nothing that is read into a store is longer.
inline constexpr std::size_t kLargestStore = 64 * 1024 * 1024;

// Hashes and open keys are left out, unless the element is the answer to somebody who asks.
enum class Hashes : bool { leave_out, keep };
Buffer serialize(const CertElement& element, Hashes hashes);
Buffer serialize(const CrlElement& element, Hashes hashes);

// dwSaveAs of CertSaveStore: CERT_STORE_SAVE_AS_STORE or CERT_STORE_SAVE_AS_PKCS7.
Buffer write_store(const CertStore& store, DWORD save_as);

// What no element may set is passed over: an open key, a hash.
std::unique_ptr<CertificateProperties> properties_of(const x509::SerializedElement& element);

// A CTL is passed over.  bad_data.
Status load(CertStore& store, const x509::SerializedElement& element);
Status load(CertStore& store, const x509::CertificateBag& bag);
// As parse_serialized_store; bad_data for an element that is none.
Status load_serialized(CertStore& store, Bytes octets);

// What a Status of serialized_store.h is to Windows: CRYPT_E_FILE_ERROR and others.
CertResult of_serialized(Status status);

}  // namespace secur32::api
