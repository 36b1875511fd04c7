// The text of a key's file (key_store.h shows it): explanatory text, then PEM blocks.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "sslprovider/provider/key_store.h"

namespace secur32::provider {

// What stands before the first block; unknown lines are passed over.
struct KeyNotes {
    std::string name;  // percent-encoded; only where the name of the file does not say it
    std::string algorithm;
    KeyPolicy policy;
};
Result<KeyNotes> read_key_notes(std::string_view text);

// bad_data: no key, halves that are not of one key, numbers that are none; bad_passphrase, and what
// else from_pem answers.  Without a passphrase a key under one has no private half.
Result<StoredKey> read_key_file(std::string_view text, std::optional<Bytes> passphrase);
// encoded_name may be empty.
Result<SecureBytes> write_key_file(std::string_view encoded_name, const KeyToStore& key);
// The text with another policy; the blocks stay as they are.
Result<SecureBytes> change_key_notes(std::string_view text, const KeyPolicy& policy);

}  // namespace secur32::provider
