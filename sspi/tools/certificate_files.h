// What importing, exporting and making certificates share.
#pragma once

#include <string>
#include <vector>

#include "sslprovider/crypto/keys.h"
#include "sspi/tools/arguments.h"
#include "sspi/tools/certificate_store.h"

namespace secur32::tools {

// "secur32-certs: <message>", and kCertsFailed.
int fail(const std::string& message);

// Stores the key and lets the certificate name it.  kCertsDone, or a complaint was made.
int store_key(const CertificatePointer& certificate, const crypto::PrivateKey& key,
              const Arguments& arguments);
bool is_key_of(const crypto::PrivateKey& key, const CertificatePointer& certificate);

// Adds certificates to the chosen store, the first with its friendly name, and what came along to
// the store CA; says which.
int add_all(const std::vector<CertificatePointer>& certificates, const Arguments& arguments);

// To --output or standard output.  A secret makes a new file of mode 0600.
int write_output(Bytes octets, bool is_secret, const Arguments& arguments);

// Nothing with a complaint when it has none, or it may not be exported.
SecureBytes exported_key(const CertificatePointer& certificate);

// certificate_pfx.cpp
int import_pfx(const SecureBytes& file, const Arguments& arguments);
int export_pfx(const CertificatePointer& certificate, const Arguments& arguments);

}  // namespace secur32::tools
