#include "sslprovider/provider/key_file.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>

#include "sslprovider/base/trace.h"
#include "sslprovider/provider/pem.h"

namespace secur32::provider {
namespace {

constexpr std::string_view kName = "Name: ", kAlgorithm = "Algorithm: ";
constexpr std::string_view kExportPolicy = "Export Policy: 0x", kKeyUsage = "Key Usage: 0x";
constexpr std::string_view kPrivate = "PRIVATE KEY", kEncrypted = "ENCRYPTED PRIVATE KEY";
constexpr std::string_view kPublic = "PUBLIC KEY";

Status take_number(std::string_view digits, std::uint32_t& number) {
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), number, 16);
    if (error != std::errc() || end != digits.data() + digits.size())
        return trace::because(Status::bad_data, "key store: a number in a file is none");
    return Status::ok;
}

Status take_line(std::string_view line, KeyNotes& notes) {
    if (line.starts_with(kName)) notes.name = line.substr(kName.size());
    if (line.starts_with(kAlgorithm)) notes.algorithm = line.substr(kAlgorithm.size());
    if (line.starts_with(kExportPolicy))
        return take_number(line.substr(kExportPolicy.size()), notes.policy.export_policy);
    if (line.starts_with(kKeyUsage))
        return take_number(line.substr(kKeyUsage.size()), notes.policy.key_usage);
    return Status::ok;
}

std::string written(const KeyNotes& notes) {
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

}  // namespace

Result<KeyNotes> read_key_notes(std::string_view text) {
    KeyNotes notes;
    text = text.substr(0, find_pem(text));
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        TRY(take_line(text.substr(0, end), notes));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return notes;
}

Result<StoredKey> read_key_file(std::string_view text, std::optional<Bytes> passphrase) {
    TRY_ASSIGN(KeyNotes notes, read_key_notes(text));
    StoredKey stored;
    stored.algorithm = std::move(notes.algorithm);
    stored.policy = notes.policy;
    TRY(read_keys(text, passphrase, stored));
    return stored;
}

Result<SecureBytes> write_key_file(std::string_view encoded_name, const KeyToStore& key) {
    TRY_ASSIGN(const SecureBytes blocks, key_blocks(key));
    const std::string notes =
        written({std::string(encoded_name), std::string(key.algorithm), key.policy});
    return joined(bytes_of(std::string_view(notes)), blocks.bytes());
}

Result<SecureBytes> change_key_notes(std::string_view text, const KeyPolicy& policy) {
    TRY_ASSIGN(KeyNotes notes, read_key_notes(text));
    notes.policy = policy;
    const std::string changed = written(notes);
    return joined(bytes_of(std::string_view(changed)), bytes_of(text.substr(find_pem(text))));
}

}  // namespace secur32::provider
