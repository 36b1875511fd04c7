// Which file is which key's, and what is done to it.
#include "sslprovider/provider/key_store.h"

#include <algorithm>

#include "sslprovider/base/trace.h"
#include "sslprovider/provider/key_file.h"
#include "sslprovider/provider/key_folder.h"
#include "sslprovider/provider/key_names.h"

namespace secur32::provider {
namespace {

std::string_view text_of(Bytes bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// A file that is open to others or damaged is still somebody's key: its name stays in the list when
// the file's name tells it.
Result<std::u16string> name_of(const KeyFolder& folder, std::string_view file) {
    if (!is_key_file(file)) return Status::no_keyset;
    if (!is_shortened(file))
        return decode_key_name(file.substr(0, file.size() - kKeyFileSuffix.size()));
    TRY_ASSIGN(const KeyFile read, folder.read(std::string(file)));
    TRY_ASSIGN(const KeyNotes notes, read_key_notes(text_of(read.text.bytes())));
    TRY_ASSIGN(std::u16string name, decode_key_name(notes.name));
    TRY_ASSIGN(const EncodedKeyName encoded, encode_key_name(name));
    if (encoded.file != file) return Status::bad_data;
    return name;
}

}  // namespace

Status check_key_name(std::u16string_view name) { return encode_key_name(name).status(); }

Result<std::string> key_file_name(std::u16string_view name) {
    TRY_ASSIGN(EncodedKeyName encoded, encode_key_name(name));
    return std::move(encoded.file);
}

Result<bool> key_exists(std::u16string_view name) {
    TRY_ASSIGN(const EncodedKeyName encoded, encode_key_name(name));
    const Result<KeyFolder> folder = KeyFolder::open(KeyPlace{}, KeyFolder::Use::reads);
    if (folder.status() == Status::no_keyset) return false;
    TRY(folder);
    return folder.value().has(encoded.file);
}

Result<StoredKey> load_key(std::u16string_view name, std::optional<Bytes> passphrase) {
    TRY_ASSIGN(const EncodedKeyName encoded, encode_key_name(name));
    TRY_ASSIGN(const KeyFolder folder, KeyFolder::open(KeyPlace{}, KeyFolder::Use::reads));
    TRY_ASSIGN(const KeyFile file, folder.read(encoded.file));
    TRY_ASSIGN(StoredKey stored, read_key_file(text_of(file.text.bytes()), passphrase));
    stored.modified = file.modified;
    return stored;
}

Status save_key(std::u16string_view name, const KeyToStore& key, bool overwrite) {
    TRY_ASSIGN(const EncodedKeyName encoded, encode_key_name(name));
    const std::string_view name_inside = encoded.shortened() ? encoded.text : std::string_view();
    TRY_ASSIGN(const SecureBytes text, write_key_file(name_inside, key));
    TRY_ASSIGN(const KeyFolder folder, KeyFolder::open(KeyPlace{}, KeyFolder::Use::creates));
    return folder.write(encoded.file, text.bytes(), overwrite);
}

Status set_key_policy(std::u16string_view name, const KeyPolicy& policy) {
    TRY_ASSIGN(const EncodedKeyName encoded, encode_key_name(name));
    TRY_ASSIGN(const KeyFolder folder, KeyFolder::open(KeyPlace{}, KeyFolder::Use::changes));
    TRY_ASSIGN(const KeyFile file, folder.read(encoded.file));
    TRY_ASSIGN(const SecureBytes text, change_key_notes(text_of(file.text.bytes()), policy));
    return folder.write(encoded.file, text.bytes(), true);
}

Status delete_key(std::u16string_view name) {
    TRY_ASSIGN(const EncodedKeyName encoded, encode_key_name(name));
    TRY_ASSIGN(const KeyFolder folder, KeyFolder::open(KeyPlace{}, KeyFolder::Use::changes));
    return folder.remove(encoded.file);
}

Result<std::vector<std::u16string>> list_keys() {
    std::vector<std::u16string> names;
    const Result<KeyFolder> folder = KeyFolder::open(KeyPlace{}, KeyFolder::Use::reads);
    if (folder.status() == Status::no_keyset) return names;
    TRY(folder);
    TRY_ASSIGN(const std::vector<std::string> files, folder.value().files());
    for (const std::string& file : files) {
        Result<std::u16string> name = name_of(folder.value(), file);
        if (name.ok()) names.push_back(std::move(name).value());
    }
    std::ranges::sort(names);
    return names;
}

Result<std::u16string> key_of_file(std::string_view file_name) {
    TRY_ASSIGN(const KeyFolder folder, KeyFolder::open(KeyPlace{}, KeyFolder::Use::reads));
    const Result<std::u16string> name = name_of(folder, file_name);
    if (!name.ok() || !folder.has(std::string(file_name)))
        return trace::because(Status::no_keyset, "key store: no key has a file of that name");
    return name;
}

}  // namespace secur32::provider
