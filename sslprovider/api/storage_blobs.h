// The blobs of NCryptImportKey and NCryptExportKey, as one table over provider/key_blobs.h.
#pragma once

#include <string_view>

#include "sslprovider/api/storage_arguments.h"
#include "sslprovider/api/storage_keys.h"

namespace secur32::api {

struct BlobType {
    std::u16string_view name;
    bool closed;  // has the private half in it
    bool pkcs8;
    // bad_data, bad_key, bad_passphrase, unsupported_function.
    Result<ImportedKey> (*read)(Bytes blob, const PkcsParameters& parameters);
    // bad_type when the key has no such blob.  halves.closed is there when closed is true.
    Result<SecureBytes> (*write)(const KeyHalves& halves, provider::EccUse use,
                                 const PkcsParameters& parameters);
};

// Null when there is none.
const BlobType* find_blob_type(std::u16string_view name);

}  // namespace secur32::api
