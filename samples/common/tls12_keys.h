// The two RSA keys of a handshake as the SSL provider wants them: the server's own, out of files,
// and the server's public one, out of the certificate that it sent.
#pragma once

#include <string>

#include "samples/common/ssl_handles.h"
#include "samples/common/tls12_messages.h"

namespace samples::tls12 {

// The certificate with its key, as SslOpenPrivateKey wants them.
struct Identity {
    StorageObject storage, key;
    Certificate certificate;
    SslObject private_key;
};

// certificate_file: DER; key_file: PEM without passphrase.
bool load_identity(NCRYPT_PROV_HANDLE provider, const std::string& certificate_file,
                   const std::string& key_file, Identity& identity);

// For SslGenerateMasterKey.
bool import_server_key(NCRYPT_PROV_HANDLE provider, View certificate, SslObject& key);

}  // namespace samples::tls12
