// Persisted private keys: PEM files (RFC 7468) in a folder of the user's (SECUR32_KEY_FOLDER, or
// $XDG_DATA_HOME/secur32/keys, or ~/.local/share/secur32/keys; folder 0700, files 0600), replaced
// atomically, optionally under a passphrase.  A key's name is percent-encoded into its file's name.
//
//     Algorithm: ECDSA_P256                  RFC 7468 5.2: explanatory text.  A file without it is
//     Export Policy: 0x00000000              a key that another program put there.
//     Key Usage: 0x00ffffff
//     -----BEGIN ENCRYPTED PRIVATE KEY-----  or PRIVATE KEY: PKCS#8
//     -----BEGIN PUBLIC KEY-----             of a key under a passphrase: what may be known of it
//
// Thread and process rule: any; the last writer wins.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sslprovider/base/clock.h"
#include "sslprovider/crypto/keys.h"

namespace secur32::provider {

inline constexpr std::size_t kMaxKeyName = 255;  // UTF-16 units

// NCRYPT_EXPORT_POLICY_PROPERTY and NCRYPT_KEY_USAGE_PROPERTY.
struct KeyPolicy {
    std::uint32_t export_policy = 0;
    std::uint32_t key_usage = 0x00FFFFFF;
};

struct StoredKey {
    std::string algorithm;  // CNG's name; empty when the file does not say
    KeyPolicy policy;
    FileTime modified = 0;
    std::optional<crypto::PublicKey> public_key;    // none: a foreign file under a passphrase
    std::optional<crypto::PrivateKey> private_key;  // none: no passphrase was given, and one is due
};

struct KeyToStore {
    std::string_view algorithm;  // ASCII
    KeyPolicy policy;
    const crypto::PrivateKey& key;
    std::optional<Bytes> passphrase;
};

// A name is 1 to kMaxKeyName UTF-16 units, well-formed; invalid_parameter otherwise.  Each function
// answers not_owner when the folder or the file is another user's or open to others, or the file is
// no regular file.
Status check_key_name(std::u16string_view name);
Result<bool> key_exists(std::u16string_view name);
// no_keyset when there is none; bad_passphrase; bad_data for a damaged file.
Result<StoredKey> load_key(std::u16string_view name, std::optional<Bytes> passphrase);
// exists, unless overwrite.
Status save_key(std::u16string_view name, const KeyToStore& key, bool overwrite);
// Leaves the key as it is.  no_keyset.
Status set_key_policy(std::u16string_view name, const KeyPolicy& policy);
// no_keyset.
Status delete_key(std::u16string_view name);
// Sorted.
Result<std::vector<std::u16string>> list_keys();

// NCRYPT_UNIQUE_NAME_PROPERTY: the name of the key's file, without the folder; and back.
Result<std::string> key_file_name(std::u16string_view name);
// no_keyset when the store has no key in a file of that name.
Result<std::u16string> key_of_file(std::string_view file_name);

}  // namespace secur32::provider
