// NCryptImportKey, NCryptExportKey, Secur32ImportPemKey, Secur32ExportPemKey: keys in and out of
// memory.
#include "sslprovider/api/ncrypt_call.h"
#include "sslprovider/api/ssl_objects.h"
#include "sslprovider/api/storage_arguments.h"
#include "sslprovider/api/storage_blobs.h"
#include "sslprovider/api/storage_keys.h"
#include "sslprovider/provider/pem.h"

namespace secur32::api {
namespace {

constexpr std::size_t kMaxBlobName = 64;
constexpr DWORD kImportFlags = NCRYPT_NO_KEY_VALIDATION | NCRYPT_OVERWRITE_KEY_FLAG |
                               NCRYPT_DO_NOT_FINALIZE_FLAG | NCRYPT_MACHINE_KEY_FLAG |
                               NCRYPT_WRITE_KEY_TO_LEGACY_STORE_FLAG;

Status refuse(std::string_view reason) { return trace::because(Status::invalid_parameter, reason); }

// hImportKey, hExportKey.
Status check_no_wrapping(NCRYPT_KEY_HANDLE key) {
    if (key == 0) return Status::ok;
    TRY(facts_of(key));
    return trace::because(Status::unsupported_function, "cng: no blob is encrypted under a key");
}

ImportWishes wishes_of(std::optional<std::u16string_view> name, DWORD flags) {
    return {name, (flags & NCRYPT_OVERWRITE_KEY_FLAG) != 0,
            (flags & NCRYPT_DO_NOT_FINALIZE_FLAG) == 0};
}

Status hand_out_key(ImportedKey key, const ImportWishes& wishes, NCRYPT_KEY_HANDLE* handle) {
    TRY_ASSIGN(KeyFacts facts, adopt_key(std::move(key), wishes));
    return hand_out_new<StorageKey>(handle, std::move(facts));
}

Status import_blob(NCRYPT_PROV_HANDLE provider, NCRYPT_KEY_HANDLE wrapping, LPCWSTR type_name,
                   const NCryptBufferDesc* list, NCRYPT_KEY_HANDLE* key, const void* data,
                   DWORD size, DWORD flags, CallTrail& trail) {
    if (key == nullptr) return refuse("cng: phKey is null");
    *key = 0;
    TRY(check_storage_provider(provider));
    TRY(check_storage_flags(flags, kImportFlags));
    TRY(check_no_wrapping(wrapping));
    TRY_ASSIGN(const std::u16string_view name, text_argument(type_name, kMaxBlobName));
    trail.text("type", name);
    const BlobType* const type = find_blob_type(name);
    if (type == nullptr)
        return trace::because(Status::unsupported_function, "cng: no blob of that type");
    if (data == nullptr) return refuse("cng: pbData is null");
    TRY_ASSIGN(const PkcsParameters parameters, parse_pkcs_parameters(list));
    TRY_ASSIGN(const Bytes blob, input_bytes(data, size));
    TRY_ASSIGN(ImportedKey imported, type->read(blob, parameters));
    return hand_out_key(std::move(imported), wishes_of(parameters.key_name, flags), key);
}

// ---- what may leave -----------------------------------------------------------------------------

struct Permissions {
    std::uint32_t always, once;
};

// "This flag only applies to the original key handle on which it is set": the archiving flags.
Permissions permissions_for(bool encrypted) {
    if (encrypted)
        return {NCRYPT_ALLOW_EXPORT_FLAG | NCRYPT_ALLOW_PLAINTEXT_EXPORT_FLAG,
                NCRYPT_ALLOW_ARCHIVING_FLAG | NCRYPT_ALLOW_PLAINTEXT_ARCHIVING_FLAG};
    return {NCRYPT_ALLOW_PLAINTEXT_EXPORT_FLAG, NCRYPT_ALLOW_PLAINTEXT_ARCHIVING_FLAG};
}

// The policy that is left when the private half left under this one.
Result<std::uint32_t> policy_after_export(std::uint32_t policy, bool encrypted) {
    const Permissions permissions = permissions_for(encrypted);
    if ((policy & permissions.always) != 0) return policy;
    if ((policy & permissions.once) != 0) return policy & ~permissions.once;
    return trace::because(Status::not_exportable, "cng: the key's policy keeps it here");
}

Status check_may_leave(const KeyFacts& facts, bool encrypted) {
    TRY(private_key_of(facts));
    return policy_after_export(facts.policy.export_policy, encrypted).status();
}

// Writes a private half.  The policy is asked once more under the key's lock: what may leave once
// leaves once.
Status let_out(NCRYPT_KEY_HANDLE handle, bool encrypted, Bytes bytes, const Output& output) {
    const Using<StorageKey> key(handle);
    if (!key) return trace::because(Status::invalid_handle, "cng: hKey was freed meanwhile");
    return key->change([&](KeyFacts& facts) -> Status {
        TRY_ASSIGN(const std::uint32_t left,
                   policy_after_export(facts.policy.export_policy, encrypted));
        TRY(output.put(bytes));
        if (!output.asks_size()) facts.policy.export_policy = left;
        return Status::ok;
    });
}

Status export_blob(NCRYPT_KEY_HANDLE key, NCRYPT_KEY_HANDLE wrapping, LPCWSTR type_name,
                   const NCryptBufferDesc* list, const Output& output, DWORD flags,
                   CallTrail& trail) {
    TRY(output.check());
    TRY_ASSIGN(const KeyFacts facts, facts_of(key));
    TRY(check_storage_flags(flags, 0));
    TRY(check_no_wrapping(wrapping));
    TRY_ASSIGN(const std::u16string_view name, text_argument(type_name, kMaxBlobName));
    trail.text("type", name);
    const BlobType* const type = find_blob_type(name);
    if (type == nullptr) return trace::because(Status::bad_type, "cng: no blob of that type");
    TRY_ASSIGN(const PkcsParameters parameters, parse_pkcs_parameters(list));
    const bool encrypted = type->pkcs8 && parameters.passphrase.has_value();
    TRY(public_key_of(facts));
    if (type->closed) TRY(check_may_leave(facts, encrypted));
    TRY_ASSIGN(const SecureBytes blob, type->write(facts.halves, facts.algorithm->use, parameters));
    if (!type->closed) return output.put(blob.bytes());
    return let_out(key, encrypted, blob.bytes(), output);
}

// ---- PEM ----------------------------------------------------------------------------------------

Result<std::optional<SecureBytes>> passphrase_argument(LPCWSTR passphrase) {
    if (passphrase == nullptr) return std::optional<SecureBytes>{};
    TRY_ASSIGN(const std::u16string_view text, text_argument(passphrase, kMaxPassphrase));
    TRY_ASSIGN(SecureBytes utf8, secret_utf8_of(text));
    return std::optional(std::move(utf8));
}

std::optional<Bytes> view(const std::optional<SecureBytes>& secret) {
    if (!secret) return std::nullopt;
    return secret->bytes();
}

Result<ImportedKey> read_pem(std::string_view pem, std::optional<Bytes> passphrase) {
    Result<crypto::PrivateKey> closed = crypto::PrivateKey::from_pem(pem, passphrase);
    if (closed.ok()) return imported(std::move(closed).value());
    if (closed.status() != Status::not_found) return closed.status();
    const Result<SecureBytes> block = provider::read_pem_block(pem, "PUBLIC KEY");
    if (!block.ok()) return trace::because(Status::bad_data, "cng: there is no key in the PEM");
    TRY_ASSIGN(crypto::PublicKey open,
               crypto::PublicKey::from_subject_public_key_info(block.value().bytes()));
    return imported(std::move(open));
}

Status import_pem(NCRYPT_PROV_HANDLE provider, const char* pem, DWORD size, LPCWSTR passphrase,
                  LPCWSTR name, NCRYPT_KEY_HANDLE* key, DWORD flags, CallTrail& trail) {
    if (key == nullptr) return refuse("cng: phKey is null");
    *key = 0;
    TRY(check_storage_provider(provider));
    TRY(check_storage_flags(flags, kImportFlags));
    if (pem == nullptr) return refuse("cng: pszPem is null");
    std::optional<std::u16string_view> key_name;
    if (name != nullptr) {
        TRY_ASSIGN(key_name, text_argument(name, NCRYPT_MAX_KEY_NAME_LENGTH));
        trail.text("name", *key_name);
    }
    TRY_ASSIGN(const std::optional<SecureBytes> secret, passphrase_argument(passphrase));
    const std::string_view text(pem, size);
    TRY_ASSIGN(ImportedKey imported, read_pem(text.substr(0, text.find('\0')), view(secret)));
    return hand_out_key(std::move(imported), wishes_of(key_name, flags), key);
}

Result<SecureBytes> write_pem(const KeyHalves& halves, bool closed,
                              std::optional<Bytes> passphrase) {
    if (!closed) {
        TRY_ASSIGN(const Buffer open, halves.open->subject_public_key_info());
        return provider::pem_block("PUBLIC KEY", open);
    }
    if (!passphrase) {
        TRY_ASSIGN(const SecureBytes plain, halves.closed->pkcs8());
        return provider::pem_block("PRIVATE KEY", plain.bytes());
    }
    TRY_ASSIGN(const Buffer encrypted, halves.closed->encrypted_pkcs8(*passphrase));
    return provider::pem_block("ENCRYPTED PRIVATE KEY", encrypted);
}

Status export_pem(NCRYPT_KEY_HANDLE key, LPCWSTR passphrase, const Output& output, DWORD flags) {
    TRY(output.check());
    TRY_ASSIGN(const KeyFacts facts, facts_of(key));
    TRY(check_storage_flags(flags, BCRYPT_PUBLIC_KEY_FLAG));
    TRY_ASSIGN(const std::optional<SecureBytes> secret, passphrase_argument(passphrase));
    const bool closed = (flags & BCRYPT_PUBLIC_KEY_FLAG) == 0;
    TRY(public_key_of(facts));
    if (closed) TRY(check_may_leave(facts, secret.has_value()));
    TRY_ASSIGN(const SecureBytes pem, write_pem(facts.halves, closed, view(secret)));
    // With a NUL at the end.
    SecureBytes text(pem.size() + 1);
    std::memcpy(text.mutable_bytes().data(), pem.bytes().data(), pem.size());
    if (!closed) return output.put(text.bytes());
    return let_out(key, secret.has_value(), text.bytes(), output);
}

}  // namespace
}  // namespace secur32::api

using namespace secur32;
using namespace secur32::api;

extern "C" {

SECURITY_STATUS WINAPI NCryptImportKey(NCRYPT_PROV_HANDLE hProvider, NCRYPT_KEY_HANDLE hImportKey,
                                       LPCWSTR pszBlobType, NCryptBufferDesc* pParameterList,
                                       NCRYPT_KEY_HANDLE* phKey, PBYTE pbData, DWORD cbData,
                                       DWORD dwFlags) {
    return ncrypt_call("NCryptImportKey", [&](CallTrail& trail) {
        trail.handle("provider", hProvider);
        trail.flags("flags", dwFlags);
        return import_blob(hProvider, hImportKey, pszBlobType, pParameterList, phKey, pbData,
                           cbData, dwFlags, trail);
    });
}

SECURITY_STATUS WINAPI NCryptExportKey(NCRYPT_KEY_HANDLE hKey, NCRYPT_KEY_HANDLE hExportKey,
                                       LPCWSTR pszBlobType, NCryptBufferDesc* pParameterList,
                                       PBYTE pbOutput, DWORD cbOutput, DWORD* pcbResult,
                                       DWORD dwFlags) {
    return ncrypt_call("NCryptExportKey", [&](CallTrail& trail) {
        trail.handle("key", hKey);
        return export_blob(hKey, hExportKey, pszBlobType, pParameterList,
                           Output(pbOutput, cbOutput, pcbResult), dwFlags, trail);
    });
}

SECURITY_STATUS WINAPI Secur32ImportPemKey(NCRYPT_PROV_HANDLE hProvider, const char* pszPem,
                                           DWORD cbPem, LPCWSTR pszPassphrase, LPCWSTR pszKeyName,
                                           NCRYPT_KEY_HANDLE* phKey, DWORD dwFlags) {
    return ncrypt_call("Secur32ImportPemKey", [&](CallTrail& trail) {
        trail.handle("provider", hProvider);
        trail.flags("flags", dwFlags);
        return import_pem(hProvider, pszPem, cbPem, pszPassphrase, pszKeyName, phKey, dwFlags,
                          trail);
    });
}

SECURITY_STATUS WINAPI Secur32ExportPemKey(NCRYPT_KEY_HANDLE hKey, LPCWSTR pszPassphrase,
                                           char* pszPem, DWORD cbPem, DWORD* pcbResult,
                                           DWORD dwFlags) {
    return ncrypt_call("Secur32ExportPemKey", [&](CallTrail& trail) {
        trail.handle("key", hKey);
        return export_pem(hKey, pszPassphrase,
                          Output(reinterpret_cast<PBYTE>(pszPem), cbPem, pcbResult), dwFlags);
    });
}

}  // extern "C"
