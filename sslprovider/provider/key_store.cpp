// What a key's file says, and which file is which key's.
#include "sslprovider/provider/key_store.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>

#include "sslprovider/base/trace.h"
#include "sslprovider/provider/key_folder.h"
#include "sslprovider/provider/key_names.h"
#include "sslprovider/provider/pem.h"

namespace secur32::provider {
namespace {

constexpr std::string_view kName = "Name: ", kAlgorithm = "Algorithm: ";
constexpr std::string_view kExportPolicy = "Export Policy: 0x", kKeyUsage = "Key Usage: 0x";
constexpr std::string_view kPrivate = "PRIVATE KEY", kEncrypted = "ENCRYPTED PRIVATE KEY";
constexpr std::string_view kPublic = "PUBLIC KEY";

struct Notes {
    std::string name;  // encoded; only where the file's own name does not say it
    std::string algorithm;
    KeyPolicy policy;
};

std::string_view text_of(Bytes bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

Status take_number(std::string_view digits, std::uint32_t& number) {
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), number, 16);
    if (error != std::errc() || end != digits.data() + digits.size())
        return trace::because(Status::bad_data, "key store: a number in a file is none");
    return Status::ok;
}

Status take_line(std::string_view line, Notes& notes) {
    if (line.starts_with(kName)) notes.name = line.substr(kName.size());
    if (line.starts_with(kAlgorithm)) notes.algorithm = line.substr(kAlgorithm.size());
    if (line.starts_with(kExportPolicy))
        return take_number(line.substr(kExportPolicy.size()), notes.policy.export_policy);
    if (line.starts_with(kKeyUsage))
        return take_number(line.substr(kKeyUsage.size()), notes.policy.key_usage);
    return Status::ok;
}

Result<Notes> read_notes(std::string_view text) {
    Notes notes;
    text = text.substr(0, find_pem(text));
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        TRY(take_line(text.substr(0, end), notes));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return notes;
}

std::string written(const Notes& notes) {
    std::array<char, 80> policy{};
    std::snprintf(policy.data(), policy.size(), "%s%08x\n%s%08x\n", kExportPolicy.data(),
                  notes.policy.export_policy, kKeyUsage.data(), notes.policy.key_usage);
    std::string text;
    if (!notes.name.empty()) text.append(kName).append(notes.name).append("\n");
    if (!notes.algorithm.empty()) text.append(kAlgorithm).append(notes.algorithm).append("\n");
    return text.append(policy.data());
}

SecureBytes joined(Bytes a, Bytes b) {
    SecureBytes both(a.size() + b.size());
    std::ranges::copy(a, both.mutable_bytes().begin());
    std::ranges::copy(b, both.mutable_bytes().subspan(a.size()).begin());
    return both;
}

Result<SecureBytes> key_blocks(const KeyToStore& key) {
    if (!key.passphrase) {
        TRY_ASSIGN(const SecureBytes plain, key.key.pkcs8());
        return pem_block(kPrivate, plain.bytes());
    }
    TRY_ASSIGN(const Buffer encrypted, key.key.encrypted_pkcs8(*key.passphrase));
    TRY_ASSIGN(const Buffer open, key.key.public_key().subject_public_key_info());
    return joined(pem_block(kEncrypted, encrypted).bytes(), pem_block(kPublic, open).bytes());
}

// What is known of a key under a passphrase.
Result<std::optional<crypto::PublicKey>> read_public_key(std::string_view text) {
    const Result<SecureBytes> block = read_pem_block(text, kPublic);
    if (block.status() == Status::not_found) return std::optional<crypto::PublicKey>{};
    TRY(block);
    TRY_ASSIGN(crypto::PublicKey key,
               crypto::PublicKey::from_subject_public_key_info(block.value().bytes()));
    return std::optional(std::move(key));
}

Status read_keys(std::string_view text, std::optional<Bytes> passphrase, StoredKey& stored) {
    TRY_ASSIGN(stored.public_key, read_public_key(text));
    Result<crypto::PrivateKey> key = crypto::PrivateKey::from_pem(text, passphrase);
    if (!passphrase && key.status() == Status::bad_passphrase) return Status::ok;
    if (key.status() == Status::not_found)
        return trace::because(Status::bad_data, "key store: there is no key in a file");
    TRY(key);
    if (stored.public_key && !(*stored.public_key == key.value().public_key()))
        return trace::because(Status::bad_data, "key store: the halves are not of one key");
    stored.public_key = key.value().public_key();
    stored.private_key = std::move(key).value();
    return Status::ok;
}

// A file that is open to others or damaged is still somebody's key: its name stays in the list when
// the file's name tells it.
Result<std::u16string> name_of(const KeyFolder& folder, std::string_view file) {
    if (!is_key_file(file)) return Status::no_keyset;
    if (!is_shortened(file))
        return decode_key_name(file.substr(0, file.size() - kKeyFileSuffix.size()));
    TRY_ASSIGN(const KeyFile read, folder.read(std::string(file)));
    TRY_ASSIGN(const Notes notes, read_notes(text_of(read.text.bytes())));
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
    const Result<KeyFolder> folder = KeyFolder::open(KeyFolder::Use::reads);
    if (folder.status() == Status::no_keyset) return false;
    TRY(folder);
    return folder.value().has(encoded.file);
}

Result<StoredKey> load_key(std::u16string_view name, std::optional<Bytes> passphrase) {
    TRY_ASSIGN(const EncodedKeyName encoded, encode_key_name(name));
    TRY_ASSIGN(const KeyFolder folder, KeyFolder::open(KeyFolder::Use::reads));
    TRY_ASSIGN(const KeyFile file, folder.read(encoded.file));
    const std::string_view text = text_of(file.text.bytes());
    TRY_ASSIGN(Notes notes, read_notes(text));
    StoredKey stored;
    stored.algorithm = std::move(notes.algorithm);
    stored.policy = notes.policy;
    stored.modified = file.modified;
    TRY(read_keys(text, passphrase, stored));
    return stored;
}

Status save_key(std::u16string_view name, const KeyToStore& key, bool overwrite) {
    TRY_ASSIGN(const EncodedKeyName encoded, encode_key_name(name));
    TRY_ASSIGN(const SecureBytes blocks, key_blocks(key));
    const std::string notes = written({encoded.shortened() ? encoded.text : std::string(),
                                       std::string(key.algorithm), key.policy});
    const SecureBytes text = joined(bytes_of(std::string_view(notes)), blocks.bytes());
    TRY_ASSIGN(const KeyFolder folder, KeyFolder::open(KeyFolder::Use::creates));
    return folder.write(encoded.file, text.bytes(), overwrite);
}

Status set_key_policy(std::u16string_view name, const KeyPolicy& policy) {
    TRY_ASSIGN(const EncodedKeyName encoded, encode_key_name(name));
    TRY_ASSIGN(const KeyFolder folder, KeyFolder::open(KeyFolder::Use::changes));
    TRY_ASSIGN(const KeyFile file, folder.read(encoded.file));
    const Bytes old = file.text.bytes();
    TRY_ASSIGN(Notes notes, read_notes(text_of(old)));
    notes.policy = policy;
    const std::string changed = written(notes);
    const SecureBytes text =
        joined(bytes_of(std::string_view(changed)), old.subspan(find_pem(text_of(old))));
    return folder.write(encoded.file, text.bytes(), true);
}

Status delete_key(std::u16string_view name) {
    TRY_ASSIGN(const EncodedKeyName encoded, encode_key_name(name));
    TRY_ASSIGN(const KeyFolder folder, KeyFolder::open(KeyFolder::Use::changes));
    return folder.remove(encoded.file);
}

Result<std::vector<std::u16string>> list_keys() {
    std::vector<std::u16string> names;
    const Result<KeyFolder> folder = KeyFolder::open(KeyFolder::Use::reads);
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
    TRY_ASSIGN(const KeyFolder folder, KeyFolder::open(KeyFolder::Use::reads));
    const Result<std::u16string> name = name_of(folder, file_name);
    if (!name.ok() || !folder.has(std::string(file_name)))
        return trace::because(Status::no_keyset, "key store: no key has a file of that name");
    return name;
}

}  // namespace secur32::provider
