// BCryptVerifySignature, BCryptDestroyKey, BCryptGetProperty: of public keys alone, which
// CryptImportPublicKeyInfoEx2 gives out.
#include <winerror.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "sslprovider/api/bcrypt_key.h"
#include "sslprovider/api/storage_arguments.h"
#include "sslprovider/api/storage_padding.h"
#include "sslprovider/api/trail.h"
#include "sslprovider/base/utf16.h"
#include "sslprovider/crypto/signature.h"

namespace secur32::api {
namespace {

struct CodeOfStatus {
    Status status;
    Outcome outcome;
};
// NTSTATUS.  What is not here is none that these functions meet.
constexpr std::array kCodes = {
    CodeOfStatus{Status::ok, {STATUS_SUCCESS, "STATUS_SUCCESS"}},
    CodeOfStatus{Status::invalid_handle, {STATUS_INVALID_HANDLE, "STATUS_INVALID_HANDLE"}},
    CodeOfStatus{Status::invalid_parameter, {STATUS_INVALID_PARAMETER, "STATUS_INVALID_PARAMETER"}},
    CodeOfStatus{Status::bad_flags, {STATUS_INVALID_PARAMETER, "STATUS_INVALID_PARAMETER"}},
    CodeOfStatus{Status::bad_signature, {STATUS_INVALID_SIGNATURE, "STATUS_INVALID_SIGNATURE"}},
    CodeOfStatus{Status::unsupported_function, {STATUS_NOT_SUPPORTED, "STATUS_NOT_SUPPORTED"}},
    CodeOfStatus{Status::buffer_too_small, {STATUS_BUFFER_TOO_SMALL, "STATUS_BUFFER_TOO_SMALL"}},
    CodeOfStatus{Status::out_of_memory, {STATUS_NO_MEMORY, "STATUS_NO_MEMORY"}},
};

Outcome outcome_of(Status status) noexcept {
    const auto* const row = std::ranges::find(kCodes, status, &CodeOfStatus::status);
    return row == kCodes.end() ? Outcome{STATUS_UNSUCCESSFUL, "STATUS_UNSUCCESSFUL"} : row->outcome;
}

template <typename Body>
NTSTATUS bcrypt_call(const char* function, Body&& body) noexcept {
    return traced<CallTrail>(function, outcome_of, std::forward<Body>(body));
}

std::uint64_t number_of_key(BCRYPT_HANDLE handle) {
    return reinterpret_cast<std::uintptr_t>(handle);
}

Status no_key() { return trace::because(Status::invalid_handle, "cng: hKey is no open key"); }

Status verify(BCRYPT_KEY_HANDLE handle, const void* padding, Bytes hash, Bytes signature,
              ULONG flags) {
    const Using<BcryptKey> key(number_of_key(handle));
    if (!key) return no_key();
    if (hash.data() == nullptr || signature.data() == nullptr)
        return trace::because(Status::invalid_parameter, "cng: no hash or no signature");
    if ((key->algorithm().operations & NCRYPT_SIGNATURE_OPERATION) == 0)
        return trace::because(Status::unsupported_function,
                              "cng: the key's algorithm does not sign");
    const crypto::PublicKey& open = key->key();
    TRY_ASSIGN(const crypto::SignatureForm form, signature_form(open, padding, flags));
    if (open.algorithm() == crypto::KeyAlgorithm::ed25519)
        return crypto::verify_message(open, form, hash, signature);
    const bool pair = open.algorithm() == crypto::KeyAlgorithm::ec ||
                      open.algorithm() == crypto::KeyAlgorithm::dsa;
    if (!pair) return crypto::verify_hash(open, form, hash, signature);
    TRY_ASSIGN(const Buffer der, crypto::der_signature(open, signature));
    return crypto::verify_hash(open, form, hash, der);
}

// ---- Properties ---------------------------------------------------------------------------------

Buffer number(std::size_t value) {
    const auto narrow = static_cast<DWORD>(value);
    Buffer out(sizeof narrow);
    std::memcpy(out.data(), &narrow, sizeof narrow);
    return out;
}
Buffer text(std::u16string_view value) {
    const std::u16string whole(value);
    const Bytes octets = bytes_of(std::u16string_view(whole.c_str(), whole.size() + 1));
    return {octets.begin(), octets.end()};
}
std::size_t signature_length(const BcryptKey& key) { return cng_signature_length(key.key()); }

struct Property {
    std::u16string_view name;
    Buffer (*get)(const BcryptKey& key);
};
constexpr std::array kProperties = {
    Property{BCRYPT_ALGORITHM_NAME,
             [](const BcryptKey& key) { return text(key.algorithm().name); }},
    Property{BCRYPT_KEY_LENGTH, [](const BcryptKey& key) { return number(key.key().bits()); }},
    Property{BCRYPT_KEY_STRENGTH, [](const BcryptKey& key) { return number(key.key().bits()); }},
    Property{BCRYPT_BLOCK_LENGTH,
             [](const BcryptKey& key) { return number((key.key().bits() + 7) / 8); }},
    Property{BCRYPT_SIGNATURE_LENGTH,
             [](const BcryptKey& key) { return number(signature_length(key)); }},
};

Status get_property(BCRYPT_HANDLE handle, LPCWSTR name, PUCHAR place, ULONG length, ULONG* needed,
                    ULONG flags) {
    if (needed == nullptr)
        return trace::because(Status::invalid_parameter, "cng: pcbResult is null");
    *needed = 0;
    const Using<BcryptKey> key(number_of_key(handle));
    if (!key) return no_key();
    if (flags != 0) return trace::because(Status::invalid_parameter, "cng: dwFlags is not 0");
    TRY_ASSIGN(const std::u16string_view wanted, text_argument(name, NCRYPT_MAX_PROPERTY_NAME));
    const auto* const row = std::ranges::find(kProperties, wanted, &Property::name);
    if (row == kProperties.end())
        return trace::because(Status::unsupported_function, "cng: no such property");
    const Buffer value = row->get(*key);
    *needed = static_cast<ULONG>(value.size());
    if (place == nullptr) return Status::ok;
    if (length < value.size())
        return trace::because(Status::buffer_too_small, "cng: pbOutput is too small");
    std::memcpy(place, value.data(), value.size());
    return Status::ok;
}

}  // namespace

Status give_bcrypt_key(crypto::PublicKey key, provider::EccUse use, BCRYPT_KEY_HANDLE* place) {
    const StorageAlgorithm* const algorithm = storage_algorithm_of(key, use);
    if (algorithm == nullptr)
        return trace::because(Status::bad_algorithm, "cng: no such algorithm");
    const std::uint64_t handle =
        objects().insert(std::make_unique<BcryptKey>(std::move(key), *algorithm));
    if (handle == 0) return Status::out_of_memory;
    *place = reinterpret_cast<BCRYPT_KEY_HANDLE>(static_cast<std::uintptr_t>(handle));
    return Status::ok;
}

}  // namespace secur32::api

using namespace secur32;
using namespace secur32::api;

extern "C" {

NTSTATUS WINAPI BCryptVerifySignature(BCRYPT_KEY_HANDLE hKey, VOID* pPaddingInfo, PUCHAR pbHash,
                                      ULONG cbHash, PUCHAR pbSignature, ULONG cbSignature,
                                      ULONG dwFlags) {
    return bcrypt_call("BCryptVerifySignature", [&](CallTrail& trail) {
        trail.handle("key", number_of_key(hKey));
        trail.flags("flags", dwFlags);
        return verify(hKey, pPaddingInfo, Bytes(pbHash, cbHash), Bytes(pbSignature, cbSignature),
                      dwFlags);
    });
}

NTSTATUS WINAPI BCryptDestroyKey(BCRYPT_KEY_HANDLE hKey) {
    return bcrypt_call("BCryptDestroyKey", [&](CallTrail& trail) -> Status {
        trail.handle("key", number_of_key(hKey));
        if (!Using<BcryptKey>(number_of_key(hKey))) return no_key();
        return objects().remove(number_of_key(hKey)) ? Status::ok : no_key();
    });
}

NTSTATUS WINAPI BCryptGetProperty(BCRYPT_HANDLE hObject, LPCWSTR pszProperty, PUCHAR pbOutput,
                                  ULONG cbOutput, ULONG* pcbResult, ULONG dwFlags) {
    return bcrypt_call("BCryptGetProperty", [&](CallTrail& trail) {
        trail.handle("object", number_of_key(hObject));
        return get_property(hObject, pszProperty, pbOutput, cbOutput, pcbResult, dwFlags);
    });
}

}  // extern "C"
