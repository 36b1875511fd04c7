// Persisted private keys: PKCS#8 files in a folder of the user's (SECUR32_KEY_FOLDER, or
// $XDG_DATA_HOME/secur32/keys, or ~/.local/share/secur32/keys; folder 0700, files 0600), replaced
// atomically, optionally under a passphrase.  A key's name is percent-encoded into its file's name.
// Thread and process rule: any; the last writer wins.
#pragma once

#include <string>
#include <vector>

#include "sslprovider/crypto/keys.h"

namespace secur32::provider {

// name: 1 to 255 UTF-16 units; invalid_parameter otherwise.
bool key_exists(std::u16string_view name);
// no_keyset when there is none; bad_passphrase; bad_data for a damaged file; not_owner when others
// may read the file or the folder is not the user's.
Result<crypto::PrivateKey> load_key(std::u16string_view name, std::optional<Bytes> passphrase);
// exists, unless overwrite.
Status save_key(std::u16string_view name, const crypto::PrivateKey& key,
                std::optional<Bytes> passphrase, bool overwrite);
Status delete_key(std::u16string_view name);
// Sorted.
Result<std::vector<std::u16string>> list_keys();

}  // namespace secur32::provider
