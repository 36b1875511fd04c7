#include "sslprovider/api/storage_properties.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "sslprovider/api/ssl_objects.h"
#include "sslprovider/api/storage_arguments.h"
#include "sslprovider/api/storage_padding.h"
#include "sslprovider/base/trace.h"
#include "sslprovider/base/utf16.h"
#include "sslprovider/crypto/signature.h"
#include "sslprovider/provider/groups.h"

namespace secur32::api {
namespace {

using crypto::KeyAlgorithm;
using crypto::NamedGroup;

Status refuse(std::string_view reason) { return trace::because(Status::invalid_parameter, reason); }
Status absent() { return trace::because(Status::not_found, "cng: the key has no such property"); }
Status too_late() {
    return trace::because(Status::bad_key_state, "cng: the key is finalized already");
}

template <typename T>
Status put_value(const Output& output, const T& value) {
    return output.put({reinterpret_cast<const std::uint8_t*>(&value), sizeof value});
}

Status put_number(const Output& output, std::size_t value) {
    return put_value(output, static_cast<DWORD>(value));
}

// With a NUL.
Status put_text(const Output& output, std::u16string_view text) {
    const std::u16string copy(text);
    return output.put(bytes_of(std::u16string_view(copy.c_str(), copy.size() + 1)));
}

Result<DWORD> number_in(Bytes value) {
    DWORD number = 0;
    if (value.size() != sizeof number) return refuse("cng: the property is a DWORD");
    std::memcpy(&number, value.data(), sizeof number);
    return number;
}

// Up to its NUL, when it has one.
Result<std::u16string> text_in(Bytes value, std::size_t limit) {
    if (value.size() % sizeof(char16_t) != 0 || value.size() / sizeof(char16_t) > limit + 1)
        return refuse("cng: the property is a string");
    std::u16string text(value.size() / sizeof(char16_t), u'\0');
    if (!value.empty()) std::memcpy(text.data(), value.data(), value.size());
    text.resize(std::min(text.find(u'\0'), text.size()));
    return text;
}

// ---- keys: reading ------------------------------------------------------------------------------

// What is known of a key once it is finalized, and before where it follows from the algorithm.
Result<const StorageAlgorithm*> algorithm_of(const KeyFacts& facts) {
    if (facts.algorithm != nullptr) return facts.algorithm;
    return trace::because(Status::passphrase_needed, "cng: a passphrase hides what the key is");
}

Status read_name(const KeyFacts& facts, const Output& output) {
    return facts.name.empty() ? absent() : put_text(output, facts.name);
}

Status read_unique_name(const KeyFacts& facts, const Output& output) {
    if (facts.name.empty()) return absent();
    TRY_ASSIGN(const std::string file, provider::key_file_name(facts.name));
    TRY_ASSIGN(const std::u16string name, utf16_of(file));
    return put_text(output, name);
}

Status read_algorithm(const KeyFacts& facts, const Output& output) {
    TRY_ASSIGN(const StorageAlgorithm* const algorithm, algorithm_of(facts));
    return put_text(output, algorithm->name);
}

Status read_group(const KeyFacts& facts, const Output& output) {
    TRY_ASSIGN(const StorageAlgorithm* const algorithm, algorithm_of(facts));
    return put_text(output, algorithm->group);
}

Status read_curve(const KeyFacts& facts, const Output& output) {
    TRY_ASSIGN(const StorageAlgorithm* const algorithm, algorithm_of(facts));
    const provider::Group* const group =
        provider::find_group(static_cast<std::uint32_t>(algorithm->curve));
    return group == nullptr ? absent() : put_text(output, group->name);
}

Status read_length(const KeyFacts& facts, const Output& output) {
    TRY(algorithm_of(facts));
    return put_number(output, facts.bits);
}

Status read_lengths(const KeyFacts& facts, const Output& output) {
    TRY_ASSIGN(const StorageAlgorithm* const algorithm, algorithm_of(facts));
    return put_value(output,
                     NCRYPT_SUPPORTED_LENGTHS{algorithm->min_bits, algorithm->max_bits,
                                              algorithm->increment, algorithm->default_bits});
}

// "This property only applies to keys that support encryption."
Status read_block_length(const KeyFacts& facts, const Output& output) {
    TRY_ASSIGN(const StorageAlgorithm* const algorithm, algorithm_of(facts));
    if (algorithm->key != KeyAlgorithm::rsa) return absent();
    return put_number(output, (facts.bits + 7) / 8);
}

Status read_signature_length(const KeyFacts& facts, const Output& output) {
    TRY_ASSIGN(const StorageAlgorithm* const algorithm, algorithm_of(facts));
    if ((algorithm->operations & NCRYPT_SIGNATURE_OPERATION) == 0) return absent();
    TRY_ASSIGN(const crypto::PublicKey key, public_key_of(facts));
    return put_number(output, cng_signature_length(key));
}

Status read_export_policy(const KeyFacts& facts, const Output& output) {
    return put_number(output, facts.policy.export_policy);
}

Status read_usage(const KeyFacts& facts, const Output& output) {
    return put_number(output, facts.policy.key_usage);
}

Status read_key_type(const KeyFacts&, const Output& output) { return put_number(output, 0); }

Status read_modified(const KeyFacts& facts, const Output& output) {
    if (facts.name.empty() || !facts.finalized) return absent();
    return put_value(output, FILETIME{static_cast<DWORD>(facts.modified),
                                      static_cast<DWORD>(facts.modified >> 32)});
}

Status read_provider(const KeyFacts&, const Output& output) {
    NCRYPT_PROV_HANDLE provider = 0;
    TRY(output.fits(sizeof provider));
    if (output.asks_size()) return Status::ok;
    TRY(hand_out_new<StorageProvider>(&provider));
    return put_value(output, provider);
}

// ---- keys: setting ------------------------------------------------------------------------------

Status write_length(KeyFacts& facts, Bytes value) {
    TRY_ASSIGN(const DWORD bits, number_in(value));
    if (facts.finalized || facts.halves.open) return too_late();
    const StorageAlgorithm& algorithm = *facts.algorithm;
    const bool fits = bits >= algorithm.min_bits && bits <= algorithm.max_bits &&
                      (algorithm.increment == 0 || bits % algorithm.increment == 0);
    const bool of_curve = algorithm.increment != 0 || bits == facts.bits;
    if (!fits || !of_curve)
        return trace::because(Status::unsupported_function, "cng: no such length of a key");
    facts.bits = bits;
    return Status::ok;
}

Status write_curve(KeyFacts& facts, Bytes value) {
    TRY_ASSIGN(const std::u16string name, text_in(value, NCRYPT_MAX_ALG_ID_LENGTH));
    if (facts.finalized || facts.halves.open) return too_late();
    if (facts.algorithm->key != KeyAlgorithm::ec)
        return trace::because(Status::unsupported_function, "cng: only EC keys have a curve");
    const auto group = std::ranges::find_if(provider::groups(), [&](const provider::Group& each) {
        return equal_ignoring_case(each.name, name);
    });
    const StorageAlgorithm* const algorithm =
        group == provider::groups().end() ? nullptr
                                          : storage_algorithm_of(group->id, facts.algorithm->use);
    const bool other_curve =
        facts.algorithm->curve != NamedGroup::none && facts.algorithm != algorithm;
    if (algorithm == nullptr || other_curve)
        return trace::because(Status::unsupported_function, "cng: no such curve of a key");
    facts.algorithm = algorithm;
    facts.bits = algorithm->default_bits;
    return Status::ok;
}

// Wider than it was, only of a key that is not finalized, or that its owner had in the clear.
Status write_export_policy(KeyFacts& facts, Bytes value) {
    constexpr DWORD kFlags = NCRYPT_ALLOW_EXPORT_FLAG | NCRYPT_ALLOW_PLAINTEXT_EXPORT_FLAG |
                             NCRYPT_ALLOW_ARCHIVING_FLAG | NCRYPT_ALLOW_PLAINTEXT_ARCHIVING_FLAG;
    TRY_ASSIGN(const DWORD policy, number_in(value));
    if ((policy & ~kFlags) != 0) return refuse("cng: no such export policy");
    const bool free =
        !facts.finalized || (facts.origin == KeyOrigin::imported && facts.name.empty());
    if (!free && (policy & ~facts.policy.export_policy) != 0)
        return trace::because(Status::unsupported_function, "cng: the export policy only narrows");
    provider::KeyPolicy changed = facts.policy;
    changed.export_policy = policy;
    if (facts.finalized && !facts.name.empty())
        TRY(provider::set_key_policy(facts.name, stored_policy(changed)));
    facts.policy = changed;
    return Status::ok;
}

Status write_usage(KeyFacts& facts, Bytes value) {
    TRY_ASSIGN(const DWORD usage, number_in(value));
    if ((usage & ~DWORD{NCRYPT_ALLOW_ALL_USAGES}) != 0)
        return refuse("cng: no such usage of a key");
    if (facts.finalized) return too_late();
    facts.policy.key_usage = usage;
    return Status::ok;
}

Status write_passphrase(KeyFacts& facts, Bytes value) {
    const std::size_t units = value.size() / sizeof(char16_t);
    if (value.size() % sizeof(char16_t) != 0 || units > kMaxPassphrase + 1)
        return refuse("cng: the passphrase is a string");
    const std::u16string_view text(reinterpret_cast<const char16_t*>(value.data()), units);
    TRY_ASSIGN(SecureBytes utf8, secret_utf8_of(text.substr(0, text.find(u'\0'))));
    return tell_passphrase(facts, std::move(utf8));
}

Status ignore(KeyFacts&, Bytes) { return Status::ok; }

// ---- the provider -------------------------------------------------------------------------------

Status read_provider_name(const Output& output) {
    return put_text(output, MS_KEY_STORAGE_PROVIDER);
}
template <DWORD number>
Status read_constant(const Output& output) {
    return put_number(output, number);
}
Status ignore_for_provider(Bytes) { return Status::ok; }

// ---- the tables ---------------------------------------------------------------------------------

// clang-format off
constexpr std::array kKeyProperties = {
    KeyProperty{NCRYPT_NAME_PROPERTY,                read_name,             nullptr},
    KeyProperty{NCRYPT_UNIQUE_NAME_PROPERTY,         read_unique_name,      nullptr},
    KeyProperty{NCRYPT_ALGORITHM_PROPERTY,           read_algorithm,        nullptr},
    KeyProperty{NCRYPT_ALGORITHM_GROUP_PROPERTY,     read_group,            nullptr},
    KeyProperty{NCRYPT_ECC_CURVE_NAME_PROPERTY,      read_curve,            write_curve},
    KeyProperty{NCRYPT_LENGTH_PROPERTY,              read_length,           write_length},
    KeyProperty{NCRYPT_LENGTHS_PROPERTY,             read_lengths,          nullptr},
    KeyProperty{NCRYPT_BLOCK_LENGTH_PROPERTY,        read_block_length,     nullptr},
    KeyProperty{NCRYPT_PUBLIC_LENGTH_PROPERTY,       read_length,           nullptr},
    KeyProperty{NCRYPT_SIGNATURE_LENGTH_PROPERTY,    read_signature_length, nullptr},
    KeyProperty{NCRYPT_EXPORT_POLICY_PROPERTY,       read_export_policy,    write_export_policy},
    KeyProperty{NCRYPT_KEY_USAGE_PROPERTY,           read_usage,            write_usage},
    KeyProperty{NCRYPT_KEY_TYPE_PROPERTY,            read_key_type,         nullptr},
    KeyProperty{NCRYPT_LAST_MODIFIED_PROPERTY,       read_modified,         nullptr},
    KeyProperty{NCRYPT_PROVIDER_HANDLE_PROPERTY,     read_provider,         nullptr},
    KeyProperty{NCRYPT_PIN_PROPERTY,                 nullptr,               write_passphrase},
    KeyProperty{NCRYPT_WINDOW_HANDLE_PROPERTY,       nullptr,               ignore},
    KeyProperty{NCRYPT_USE_CONTEXT_PROPERTY,         nullptr,               ignore},
    KeyProperty{NCRYPT_UI_POLICY_PROPERTY,           nullptr,               nullptr},
    KeyProperty{NCRYPT_SECURITY_DESCR_PROPERTY,      nullptr,               nullptr},
    KeyProperty{NCRYPT_USE_COUNT_PROPERTY,           nullptr,               nullptr},
    KeyProperty{NCRYPT_DH_PARAMETERS_PROPERTY,       nullptr,               nullptr},
    KeyProperty{NCRYPT_ECC_PARAMETERS_PROPERTY,      nullptr,               nullptr},
    KeyProperty{NCRYPT_ECC_CURVE_NAME_LIST_PROPERTY, nullptr,               nullptr},
    KeyProperty{NCRYPT_READER_PROPERTY,              nullptr,               nullptr},
    KeyProperty{NCRYPT_SMARTCARD_GUID_PROPERTY,      nullptr,               nullptr},
    KeyProperty{NCRYPT_CERTIFICATE_PROPERTY,         nullptr,               nullptr},
    KeyProperty{NCRYPT_PIN_PROMPT_PROPERTY,          nullptr,               nullptr},
    KeyProperty{NCRYPT_USER_CERTSTORE_PROPERTY,      nullptr,               nullptr},
    KeyProperty{NCRYPT_ROOT_CERTSTORE_PROPERTY,      nullptr,               nullptr},
    KeyProperty{NCRYPT_SECURE_PIN_PROPERTY,          nullptr,               nullptr},
};

constexpr std::array kProviderProperties = {
    ProviderProperty{NCRYPT_NAME_PROPERTY,                   read_provider_name,                    nullptr},
    ProviderProperty{NCRYPT_IMPL_TYPE_PROPERTY,              read_constant<NCRYPT_IMPL_SOFTWARE_FLAG>, nullptr},
    ProviderProperty{NCRYPT_VERSION_PROPERTY,                read_constant<0x00010000>,             nullptr},
    ProviderProperty{NCRYPT_MAX_NAME_LENGTH_PROPERTY,        read_constant<provider::kMaxKeyName>,  nullptr},
    ProviderProperty{NCRYPT_SECURITY_DESCR_SUPPORT_PROPERTY, read_constant<0>,                      nullptr},
    ProviderProperty{NCRYPT_USE_COUNT_ENABLED_PROPERTY,      read_constant<0>,                      nullptr},
    ProviderProperty{NCRYPT_WINDOW_HANDLE_PROPERTY,          nullptr,                               ignore_for_provider},
    ProviderProperty{NCRYPT_USE_CONTEXT_PROPERTY,            nullptr,                               ignore_for_provider},
    ProviderProperty{NCRYPT_PIN_PROPERTY,                    nullptr,                               nullptr},
    ProviderProperty{NCRYPT_UI_POLICY_PROPERTY,              nullptr,                               nullptr},
    ProviderProperty{NCRYPT_SECURITY_DESCR_PROPERTY,         nullptr,                               nullptr},
    ProviderProperty{NCRYPT_READER_PROPERTY,                 nullptr,                               nullptr},
    ProviderProperty{NCRYPT_USER_CERTSTORE_PROPERTY,         nullptr,                               nullptr},
    ProviderProperty{NCRYPT_ROOT_CERTSTORE_PROPERTY,         nullptr,                               nullptr},
};
// clang-format on

template <typename Table>
auto find_in(const Table& table, std::u16string_view name) -> decltype(table.data()) {
    const auto found = std::ranges::find_if(
        table, [name](const auto& each) { return equal_ignoring_case(each.name, name); });
    return found == table.end() ? nullptr : &*found;
}

}  // namespace

const KeyProperty* find_key_property(std::u16string_view name) {
    return find_in(kKeyProperties, name);
}

const ProviderProperty* find_provider_property(std::u16string_view name) {
    return find_in(kProviderProperties, name);
}

}  // namespace secur32::api
