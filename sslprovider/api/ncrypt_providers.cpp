// NCryptOpenStorageProvider, NCryptEnumStorageProviders, NCryptEnumAlgorithms,
// NCryptIsAlgSupported, NCryptFreeObject, NCryptFreeBuffer, NCryptIsKeyHandle.
#include <winerror.h>

#include <algorithm>
#include <array>
#include <vector>

#include "sslprovider/api/ncrypt_call.h"
#include "sslprovider/api/ssl_objects.h"
#include "sslprovider/api/storage_arguments.h"
#include "sslprovider/api/storage_objects.h"
#include "sslprovider/base/utf16.h"

namespace secur32::api {
namespace {

constexpr std::u16string_view kComment = u"Keys of the user, in files";
constexpr DWORD kOperations = NCRYPT_CIPHER_OPERATION | NCRYPT_HASH_OPERATION |
                              NCRYPT_ASYMMETRIC_ENCRYPTION_OPERATION |
                              NCRYPT_SECRET_AGREEMENT_OPERATION | NCRYPT_SIGNATURE_OPERATION |
                              NCRYPT_RNG_OPERATION | NCRYPT_KEY_DERIVATION_OPERATION;

Status refuse(std::string_view reason) { return trace::because(Status::invalid_parameter, reason); }

Status open_storage(NCRYPT_PROV_HANDLE* provider, LPCWSTR name, DWORD flags, CallTrail& trail) {
    if (provider == nullptr) return refuse("cng: phProvider is null");
    *provider = 0;
    TRY(check_storage_flags(flags, 0));
    if (name != nullptr) {
        TRY_ASSIGN(const std::u16string_view wanted, text_argument(name, kMaxProviderName));
        trail.text("name", wanted);
        if (!equal_ignoring_case(wanted, MS_KEY_STORAGE_PROVIDER))
            return trace::because(Status::package_not_found, "cng: no provider of that name");
    }
    return hand_out_new<StorageProvider>(provider);
}

Status list_providers(DWORD* count, NCryptProviderName** list, DWORD flags) {
    if (count != nullptr) *count = 0;
    if (list != nullptr) *list = nullptr;
    if (count == nullptr || list == nullptr) return refuse("cng: nowhere to put the list");
    TRY(check_storage_flags(flags, 0));
    constexpr std::u16string_view kName = MS_KEY_STORAGE_PROVIDER;
    BlockArray<NCryptProviderName> block(1, kName.size() + kComment.size(), 2);
    block.items()->pszName = block.put(kName);
    block.items()->pszComment = block.put(kComment);
    *list = block.items();
    *count = 1;
    return Status::ok;
}

NCryptAlgorithmName* lend(const std::vector<const StorageAlgorithm*>& algorithms) {
    std::size_t units = 0;
    for (const StorageAlgorithm* const each : algorithms) units += each->name.size();
    BlockArray<NCryptAlgorithmName> block(algorithms.size(), units, algorithms.size());
    for (std::size_t i = 0; i < algorithms.size(); ++i)
        block.items()[i] = {block.put(algorithms[i]->name), algorithms[i]->interface,
                            algorithms[i]->operations, 0};
    return block.items();
}

Status list_algorithms(NCRYPT_PROV_HANDLE provider, DWORD operations, DWORD* count,
                       NCryptAlgorithmName** list, DWORD flags) {
    if (count != nullptr) *count = 0;
    if (list != nullptr) *list = nullptr;
    if (count == nullptr || list == nullptr) return refuse("cng: nowhere to put the list");
    TRY(check_storage_provider(provider));
    TRY(check_storage_flags(flags, 0));
    if ((operations & ~kOperations) != 0) return refuse("cng: dwAlgOperations has no such bit");
    std::vector<const StorageAlgorithm*> wanted;
    for (const StorageAlgorithm& each : storage_algorithms())
        if (each.creatable && (operations == 0 || (each.operations & operations) != 0))
            wanted.push_back(&each);
    *list = lend(wanted);
    *count = static_cast<DWORD>(wanted.size());
    return Status::ok;
}

Status check_algorithm(NCRYPT_PROV_HANDLE provider, LPCWSTR algorithm, DWORD flags,
                       CallTrail& trail) {
    TRY(check_storage_provider(provider));
    TRY(check_storage_flags(flags, 0));
    TRY_ASSIGN(const std::u16string_view name, text_argument(algorithm, NCRYPT_MAX_ALG_ID_LENGTH));
    trail.text("algorithm", name);
    const StorageAlgorithm* const found = find_storage_algorithm(name);
    return found != nullptr && found->creatable ? Status::ok : Status::unsupported_function;
}

bool is_of_storage(NCRYPT_HANDLE handle) {
    return Using<StorageProvider>(handle) || Using<StorageKey>(handle);
}

Status free_object(NCRYPT_HANDLE handle) {
    // Of two calls at once one removes it.
    if (is_of_storage(handle) && objects().remove(handle)) return Status::ok;
    return trace::because(Status::invalid_handle, "cng: no open handle of the storage");
}

Status free_buffer(PVOID memory) {
    constexpr std::array kUses = {BlockUse::storage_value, BlockUse::storage_keys};
    if (release_block(memory, kUses)) return Status::ok;
    return refuse("cng: the memory was not given out, or is free already");
}

}  // namespace
}  // namespace secur32::api

using namespace secur32;
using namespace secur32::api;

extern "C" {

SECURITY_STATUS WINAPI NCryptOpenStorageProvider(NCRYPT_PROV_HANDLE* phProvider,
                                                 LPCWSTR pszProviderName, DWORD dwFlags) {
    return ncrypt_call("NCryptOpenStorageProvider", [&](CallTrail& trail) {
        return open_storage(phProvider, pszProviderName, dwFlags, trail);
    });
}

SECURITY_STATUS WINAPI NCryptEnumStorageProviders(DWORD* pdwProviderCount,
                                                  NCryptProviderName** ppProviderList,
                                                  DWORD dwFlags) {
    return ncrypt_call("NCryptEnumStorageProviders", [&](CallTrail&) {
        return list_providers(pdwProviderCount, ppProviderList, dwFlags);
    });
}

SECURITY_STATUS WINAPI NCryptEnumAlgorithms(NCRYPT_PROV_HANDLE hProvider, DWORD dwAlgOperations,
                                            DWORD* pdwAlgCount, NCryptAlgorithmName** ppAlgList,
                                            DWORD dwFlags) {
    return ncrypt_call("NCryptEnumAlgorithms", [&](CallTrail& trail) {
        trail.handle("provider", hProvider);
        trail.flags("operations", dwAlgOperations);
        return list_algorithms(hProvider, dwAlgOperations, pdwAlgCount, ppAlgList, dwFlags);
    });
}

SECURITY_STATUS WINAPI NCryptIsAlgSupported(NCRYPT_PROV_HANDLE hProvider, LPCWSTR pszAlgId,
                                            DWORD dwFlags) {
    return ncrypt_call("NCryptIsAlgSupported", [&](CallTrail& trail) {
        trail.handle("provider", hProvider);
        return check_algorithm(hProvider, pszAlgId, dwFlags, trail);
    });
}

SECURITY_STATUS WINAPI NCryptFreeObject(NCRYPT_HANDLE hObject) {
    return ncrypt_call("NCryptFreeObject", [&](CallTrail& trail) {
        trail.handle("object", hObject);
        return free_object(hObject);
    });
}

SECURITY_STATUS WINAPI NCryptFreeBuffer(PVOID pvInput) {
    return ncrypt_call("NCryptFreeBuffer", [&](CallTrail&) { return free_buffer(pvInput); });
}

BOOL WINAPI NCryptIsKeyHandle(NCRYPT_KEY_HANDLE hKey) {
    // The trace tells why not.
    const SECURITY_STATUS status = ncrypt_call("NCryptIsKeyHandle", [&](CallTrail& trail) {
        trail.handle("key", hKey);
        return Using<StorageKey>(hKey) ? Status::ok : Status::invalid_handle;
    });
    return status == ERROR_SUCCESS ? TRUE : FALSE;
}

}  // extern "C"
