#include "sslprovider/api/storage_keys.h"

#include "sslprovider/base/trace.h"
#include "sslprovider/base/utf16.h"

namespace secur32::api {
namespace {

using crypto::KeyAlgorithm;
using crypto::NamedGroup;

bool suits(const StorageAlgorithm& algorithm, const crypto::PublicKey& key) {
    return algorithm.key == key.algorithm() &&
           (algorithm.curve == key.curve() || algorithm.curve == NamedGroup::none);
}

// What a file says its key is for, when that can be; else what its key can be for.
const StorageAlgorithm* algorithm_of(const provider::StoredKey& stored) {
    const Result<std::u16string> name = utf16_of(stored.algorithm);
    const StorageAlgorithm* said = name.ok() ? find_storage_algorithm(name.value()) : nullptr;
    if (!stored.public_key) return said;
    if (said != nullptr && suits(*said, *stored.public_key))
        return storage_algorithm_of(*stored.public_key, said->use);
    return storage_algorithm_of(*stored.public_key);
}

Result<KeyFacts> facts_of_stored(std::u16string_view name, provider::StoredKey stored) {
    KeyFacts facts;
    facts.origin = KeyOrigin::opened;
    facts.name = name;
    facts.algorithm = algorithm_of(stored);
    facts.policy = stored.policy;
    facts.modified = stored.modified;
    facts.finalized = true;
    facts.locked = !stored.private_key;
    facts.halves = {std::move(stored.public_key), std::move(stored.private_key)};
    if (!facts.halves.open) return facts;
    if (facts.algorithm == nullptr)
        return trace::because(Status::unsupported_function, "cng: no algorithm of the storage");
    facts.bits = facts.halves.open->bits();
    return facts;
}

Result<crypto::PrivateKey> generate(const KeyFacts& facts) {
    switch (facts.algorithm->key) {
        case KeyAlgorithm::rsa:
            return crypto::PrivateKey::generate_rsa(facts.bits);
        case KeyAlgorithm::ec:
            return crypto::PrivateKey::generate_ec(facts.algorithm->curve);
        default:
            return trace::because(Status::unsupported_function, "cng: such keys are not made");
    }
}

Status store(const KeyFacts& facts, const crypto::PrivateKey& key) {
    TRY_ASSIGN(const std::string algorithm, utf8_of(facts.algorithm->name));
    std::optional<Bytes> passphrase;
    if (facts.passphrase) passphrase = facts.passphrase->bytes();
    return provider::save_key(facts.name, {algorithm, stored_policy(facts.policy), key, passphrase},
                              facts.overwrite);
}

Status check_new_name(std::u16string_view name, bool overwrite) {
    TRY_ASSIGN(const bool exists, provider::key_exists(name));
    if (!exists || overwrite) return Status::ok;
    return trace::because(Status::exists, "cng: there is a key of that name");
}

Status unlock(KeyFacts& facts, Bytes passphrase) {
    TRY_ASSIGN(provider::StoredKey stored, provider::load_key(facts.name, passphrase));
    if (!stored.private_key)
        return trace::because(Status::bad_passphrase, "cng: the passphrase is wrong");
    if (facts.halves.open && !(*facts.halves.open == *stored.public_key))
        return trace::because(Status::no_keyset, "cng: another key took the place of this one");
    TRY_ASSIGN(KeyFacts unlocked, facts_of_stored(facts.name, std::move(stored)));
    // What the handle allows may be less than what the file does.
    unlocked.policy = facts.policy;
    facts = std::move(unlocked);
    return Status::ok;
}

}  // namespace

Result<KeyFacts> open_key(std::u16string_view name) {
    Result<provider::StoredKey> stored = provider::load_key(name, std::nullopt);
    if (stored.status() != Status::no_keyset) {
        TRY(stored);
        return facts_of_stored(name, std::move(stored).value());
    }
    // NCRYPT_UNIQUE_NAME_PROPERTY: "an alternate name that can be used when accessing the key".
    TRY_ASSIGN(const std::string file, utf8_of(name));
    TRY_ASSIGN(const std::u16string key_name, provider::key_of_file(file));
    TRY_ASSIGN(provider::StoredKey by_file, provider::load_key(key_name, std::nullopt));
    return facts_of_stored(key_name, std::move(by_file));
}

Result<KeyFacts> create_key(std::u16string_view algorithm, std::optional<std::u16string_view> name,
                            bool overwrite) {
    KeyFacts facts;
    facts.algorithm = find_storage_algorithm(algorithm);
    if (facts.algorithm == nullptr || !facts.algorithm->creatable)
        return trace::because(Status::unsupported_function, "cng: no such algorithm");
    if (name) TRY(check_new_name(*name, overwrite));
    facts.name = name.value_or(std::u16string_view());
    facts.bits = facts.algorithm->default_bits;
    facts.overwrite = overwrite;
    return facts;
}

ImportedKey imported(crypto::PrivateKey key, provider::EccUse use) {
    return {{key.public_key(), std::move(key)}, use};
}

ImportedKey imported(crypto::PublicKey key, provider::EccUse use) {
    return {{std::move(key), std::nullopt}, use};
}

Result<KeyFacts> adopt_key(ImportedKey key, const ImportWishes& wishes) {
    if (!key.halves.closed && wishes.name)
        return trace::because(Status::invalid_parameter, "cng: a public key is not stored");
    if (!key.halves.closed && !wishes.finalize)
        return trace::because(Status::bad_flags, "cng: a public key comes finalized");
    KeyFacts facts;
    facts.origin = KeyOrigin::imported;
    facts.algorithm = storage_algorithm_of(*key.halves.open, key.use);
    if (facts.algorithm == nullptr)
        return trace::because(Status::unsupported_function, "cng: no algorithm of the storage");
    if (wishes.name) TRY(check_new_name(*wishes.name, wishes.overwrite));
    facts.name = wishes.name.value_or(std::u16string_view());
    facts.overwrite = wishes.overwrite;
    facts.bits = key.halves.open->bits();
    facts.halves = std::move(key.halves);
    if (wishes.finalize) TRY(finalize_key(facts));
    return facts;
}

Status take_in(KeyFacts& facts, ImportedKey key) {
    const StorageAlgorithm* const algorithm = storage_algorithm_of(*key.halves.open, key.use);
    const bool right_use = key.use == facts.algorithm->use || algorithm == nullptr ||
                           algorithm->key != KeyAlgorithm::ec;
    if (algorithm == nullptr || !right_use || !suits(*facts.algorithm, *key.halves.open))
        return trace::because(Status::bad_type, "cng: the key is of another algorithm");
    facts.algorithm = algorithm;
    facts.bits = key.halves.open->bits();
    facts.halves = std::move(key.halves);
    return Status::ok;
}

Status finalize_key(KeyFacts& facts) {
    if (facts.finalized)
        return trace::because(Status::bad_key_state, "cng: the key is finalized already");
    if (facts.algorithm->key == KeyAlgorithm::ec && facts.algorithm->curve == NamedGroup::none)
        return trace::because(Status::invalid_parameter, "cng: the key has no curve");
    KeyHalves halves = facts.halves;
    if (!halves.open) {
        TRY_ASSIGN(halves.closed, generate(facts));
        halves.open = halves.closed->public_key();
    }
    if (!facts.name.empty()) {
        TRY(store(facts, *halves.closed));
        facts.modified = file_time_now();
    }
    facts.halves = std::move(halves);
    facts.passphrase.reset();
    facts.finalized = true;
    return Status::ok;
}

provider::KeyPolicy stored_policy(provider::KeyPolicy policy) {
    policy.export_policy &= NCRYPT_ALLOW_EXPORT_FLAG | NCRYPT_ALLOW_PLAINTEXT_EXPORT_FLAG;
    return policy;
}

Status tell_passphrase(KeyFacts& facts, SecureBytes passphrase) {
    if (facts.locked) return unlock(facts, passphrase.bytes());
    // A key that is in the clear needs none.
    if (facts.finalized) return Status::ok;
    facts.passphrase =
        passphrase.empty() ? nullptr : std::make_shared<const SecureBytes>(std::move(passphrase));
    return Status::ok;
}

}  // namespace secur32::api
